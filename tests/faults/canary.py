"""The canary: a borrower whose numbers, mailbox and names are planted wherever they can enter, and may show nowhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg

from clock import Clock, clock_at_ten
from collector import Receiver, receiving
from forbear.store.staff.accounts import add_account, set_password
from forbear.store.staff.keys import add_key
from forbear.store.staff.sessions import start_session
from forbear.web.staff.passwords import hash_password
from hostile import TOKEN, port_of
from message_centre import OURS, PASSWORD, Centre
from message_centre import running as message_centre
from office import Postbox, free_port, mail_server
from telephone import SECRET, Telephone, report, telephone

PHONE, OTHER, MAIL = "+86 139 1234 5678", "(212) 555-0177", "canary.bird@mail.example"
NAME, RELATIVE = "金丝雀小鸟", "Tweety Canarybird"
CANARIES = (PHONE, OTHER, MAIL, NAME, RELATIVE)
TEXT = f"{RELATIVE} ({NAME}): ring {PHONE} or {OTHER}, write to {MAIL}"
SCRIPT = Path(sys.executable).with_name("forbear")
FILES = {
    "agencies": ["collector,kind,acts_for,registered_name,public_number,from,to",
                 "cf1,consumer_finance,,示例消费金融有限公司,400-000-0000,,",
                 "cf2,consumer_finance,,另一家消费金融有限公司,400-1,,"],
    "people": ["person,name,role_default,language,zone,region,birth_year,reference_phone,notes",
               f"p1,{NAME},,zh-CN,Asia/Shanghai,CN,1990,{PHONE},{RELATIVE} {OTHER}",
               "p2,王小二,,zh-CN,Asia/Shanghai,CN,1990,,", f"p3,{RELATIVE},,zh-CN,Asia/Shanghai,CN,1990,,",
               f"{MAIL},{RELATIVE},,zh-CN,Asia/Shanghai,CN,1990,,"],
    "cases": ["case,lender,debtor,product,currency,opened,status",
              "c1,cf1,p1,online_consumer_loan,CNY,2025-01-01,overdue",
              "c2,cf2,p2,online_consumer_loan,CNY,2025-01-01,overdue",
              "c4,cf1,p3,online_consumer_loan,CNY,2025-01-01,overdue",
              f"c3,{OTHER},p3,x,CNY,2025-01-01,{PHONE}"],
    "parties": ["case,person,role,authority", "c1,p1,borrower,contract", "c2,p2,borrower,contract",
                "c4,p3,borrower,contract",
                f"c1,{MAIL},family,{RELATIVE}"],
    "addresses": ["address,person,kind,value,verified_on,source", f"a1,p1,mobile,{PHONE},2026-01-01,contract",
                  f"a2,p1,email,{MAIL},2026-01-01,contract", f"a3,p1,landline,+1 {OTHER},2026-01-01,contract",
                  f"a4,p1,post,{NAME} {RELATIVE} Road 1,2026-01-01,contract",
                  f"a5,p2,mobile,{PHONE},2026-01-01,hearsay",
                  f"{PHONE},p1,mobile,{PHONE},2026-01-01,contract", f"a6,{RELATIVE},email,{MAIL},2026-01-01,borrower"],
    "terms": ["case,currency,method", "c1,CNY,revolving", "c2,CNY,revolving"],
    "events": ["case,on,kind,amount,minimum,due,id", "c1,2026-09-01,statement,9000.00,880.00,2026-09-20,",
               "c2,2026-09-01,statement,9000.00,880.00,2026-09-20,", f"c4,2026-09-02,payment,{OTHER},,,{PHONE}"],
    "contacts": ["id,at,channel,direction,person,debts,purpose,address,result,language,text",
                 f"x1,2026-05-01T10:00:00+08:00,call,outbound,p1,c1,collect,a1,conversation,zh-CN,{PHONE} {MAIL}",
                 f"x2,{PHONE},call,outbound,p3,c4,collect,{MAIL},conversation,zh-CN,"],
    "statements": ["id,at,person,kind,debts,medium,address", f"y1,2026-05-01T10:00:00+08:00,p3,opt_out,,oral,{MAIL}",
                   f"y2,2026-05-01T10:00:00+08:00,{RELATIVE},cease,,oral,", f"y3,{PHONE},p3,{RELATIVE},,{MAIL},"],
}  # fmt: skip


@dataclass
class Aviary:
    """Real processes with the canary in them, and all that they show: by place, each a text."""

    folder: Path
    database_url: str
    postbox: Postbox
    centre: Centre
    phones: Telephone
    receiver: Receiver
    clock: Clock
    url: str = ""
    monitor: int = field(default_factory=free_port)
    keys: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)

    def told_at(self) -> str:
        """A moment ago."""
        return (self.clock.now() - timedelta(seconds=2)).isoformat()

    def see(self, place: str, text: str) -> None:
        """Note what a place shows."""
        self.seen[place] = self.seen.get(place, "") + "\n" + text

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of the command line; what it says is seen."""
        command = self.clock.command(SCRIPT, *words)
        ran = subprocess.run(
            command, cwd=self.folder, env=self.environment(), capture_output=True, text=True, timeout=120
        )
        self.see(f"forbear {words[0]}", ran.stdout + ran.stderr)
        return ran

    def send(self, method: str, path: str, body: Any = None, key: str = TOKEN) -> httpx.Response:
        """A request to the gate; its answer is seen, whatever it is, beside who asked."""
        answer = httpx.request(method, self.url + path, json=body, timeout=60,
                               headers={"authorization": f"Bearer {key}"})  # fmt: skip
        assert answer.status_code < 500, answer.text
        whose = next((name for name, known in self.keys.items() if known == key), "the house")
        self.see(f"answers to {whose}" if answer.is_success else "errors", f"{answer.text} {answer.headers}")
        return answer

    def environment(self) -> dict[str, str]:
        """What every process sees."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("FORBEAR_SM", "LC_"))
        }
        return kept | {
            "FORBEAR_DATABASE_URL": self.database_url, "FORBEAR_DIALLER_TOKEN": TOKEN, "FORBEAR_LOG": "json",
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.receiver.endpoint, "FORBEAR_DIALLER_URL": self.phones.url,
            "FORBEAR_DIALLER_SECRET": SECRET, "FORBEAR_LETTERS": str(self.folder / "letters"),
            "FORBEAR_MAIL_BACK": str(self.folder / "maildir"), "FORBEAR_SMTP_FROM": "us@lender.example",
            "FORBEAR_SMPP_HOST": "127.0.0.1", "FORBEAR_SMPP_PORT": str(self.centre.port), "FORBEAR_SMPP_TLS": "no",
            "FORBEAR_SMPP_USER": "forbear", "FORBEAR_SMPP_PASSWORD": PASSWORD, "FORBEAR_SMPP_FROM": OURS,
        }  # fmt: skip


@contextmanager
def aviary(database_url: str, folder: Path) -> Iterator[Aviary]:
    """Everything that a lender runs, started: mail server, SMS centre, dialler, and forbear."""
    for name in ("new", "cur", "tmp"):
        (folder / "maildir" / name).mkdir(parents=True)
    (folder / "letters").mkdir()
    postbox, clock = Postbox(), clock_at_ten(folder)
    with ExitStack() as kept:
        mail = kept.enter_context(mail_server(postbox))
        made = Aviary(folder, database_url, postbox, kept.enter_context(message_centre()),
                      kept.enter_context(telephone(clock=clock)), kept.enter_context(receiving()), clock)  # fmt: skip
        write_files(folder / "portfolio")
        made.run("import", "portfolio")
        with psycopg.connect(database_url, autocommit=True) as connection:
            open_accounts(made, connection)
        own = made.environment() | {"FORBEAR_SMTP_HOST": "127.0.0.1", "FORBEAR_SMTP_PORT": str(mail.port),
                                    "FORBEAR_SMTP_TLS": "none"}  # fmt: skip
        made.url = kept.enter_context(service(made, own))
        made.phones.control(behave="take", report=[], events=f"{made.url}/v1/dialler/events")
        yield made


@contextmanager
def service(made: Aviary, environment: dict[str, str]) -> Iterator[str]:
    """`forbear up`, with its log in a file and a port for monitoring; where it answers."""
    own, file = environment | {"FORBEAR_MONITOR_PORT": str(made.monitor)}, made.folder / "up.txt"
    with file.open("wb") as log:
        words = made.clock.command(SCRIPT, "up", "--port", "0")
        process = subprocess.Popen(words, cwd=made.folder, env=own, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield f"http://127.0.0.1:{port_of(file)}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
            made.see("log", file.read_text("utf-8", "replace"))


def write_files(folder: Path) -> None:
    """A portfolio with the canary in every file, in right places and in wrong ones; and a phone book."""
    folder.mkdir()
    for name, lines in FILES.items():
        text = "\n".join(lines) + "\n"
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "phonebook.csv").write_text(f"name,phone\n{RELATIVE},{PHONE}\n", encoding="utf-8")


def open_accounts(made: Aviary, connection: psycopg.Connection[Any]) -> None:
    """Keys of both lenders, and people who are signed in."""
    scopes = (
        "contacts:ask",
        "contacts:result",
        "statements:write",
        "people:read",
        "judge",
        "proposals:write",
    )
    for lender in ("cf1", "cf2"):
        made.keys[lender] = add_key(connection, name="t", collector=lender, scopes=scopes, kind="dialler", days=30,
                                    now=made.clock.now())[1]  # fmt: skip
    for role, collector in (
        ("supervisor", None),
        ("compliance", None),
        ("collector", "cf2"),
        ("auditor", None),
    ):
        add_account(connection, staff=role, name=role, roles=[role], collector=collector)
        set_password(connection, role, hash_password(f"{role} {TEXT}"))
        made.sessions[role] = start_session(connection, role, "in", made.clock.now())


def each_with(*fields: str) -> Iterator[tuple[str, str]]:
    """Each field with the canary's whole text in it, and with one word of it, another each time."""
    for number, name in enumerate(fields):
        yield name, TEXT
        yield name, CANARIES[number % len(CANARIES)]


def inbound(made: Aviary, message: str, kind: str, **data: str) -> httpx.Response:
    """A signed report of the dialler; its answer is seen."""
    answer = report(made.url, kind, message=message, at=made.clock.now(), **data)
    made.see("answers to the dialler", answer.text)
    return answer
