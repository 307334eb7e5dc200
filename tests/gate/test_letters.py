"""Letters: a PDF a contact in the outbox, judged when it is written and when it is posted, withdrawn in between."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from pypdf import PdfReader

from forbear.gate.channels.letter import PaperLetter, set_letter
from forbear.gate.channels.outbox import MANIFEST, Outbox
from forbear.gate.door import Door
from forbear.gate.posting import Posted, Written, post_letters, write_letters
from forbear.gate.reservation import note_result, reserve, void, withdraw
from forbear.gate.templates import Message
from forbear.store.gate import ContactRecord
from forbear.store.letters import Batch, LetterRecord
from forbear.terms import InputError
from office import NIGHT, Office, ask, on_the_day

NOON, LATER = on_the_day("12:00"), on_the_day("15:00")
BATCH = NOON.astimezone().date().isoformat()
STREET = "上海市示例区人民路12号402室 示例市 000000"


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "letters")


def add_reader(office: Office, door: Door, person: str, *, language: str = "zh-CN", to: str = STREET) -> str:
    """A borrower with a place to write to, and the contact of a letter that is reserved for the morning."""
    office.add_borrower(person, language=language)
    office.add_address(f"{person}-post", person, "post", to)
    wanted = ask(person, channel="letter", template="letter_by_post", key=f"letter-{person}")
    answer = reserve(door, office.record(), wanted, on_the_day("09:30"))
    assert answer.entry.state == "reserved", answer.entry.verdict
    return answer.entry.contact


def write(office: Office, door: Door, outbox: Outbox, now: datetime = NOON) -> Written:
    return write_letters(door, office.record(), LetterRecord(office.connection), outbox, at(now))


def post(office: Office, door: Door, outbox: Outbox, now: datetime = LATER) -> Posted:
    return post_letters(door, office.record(), LetterRecord(office.connection), outbox, BATCH, at(now))


def read(place: Path) -> str:
    reader = PdfReader(place)
    assert len(reader.pages) == 1
    return reader.pages[0].extract_text()


@pytest.mark.parametrize(
    ("language", "to", "lines", "words"),
    [
        ("zh-CN", STREET, ["上海市示例区人民路", "示例市 000000", "张li（收）"], ["您好", "880.00元", "400-000-0000"]),
        ("en", "Flat 3, 12 Example Street, Exampleton EX1 2MP",
         ["张li", "Flat 3", "12 Example Street", "Exampleton EX1 2MP"], ["Dear", "CNY 880.00", "400-000-0000"]),
    ],
    ids=["zh", "en"],
)  # fmt: skip
def test_a_letter_is_a_pdf_named_by_its_contact_with_the_address_in_the_window(
    office: Office, door: Door, outbox: Outbox, language: str, to: str, lines: list[str], words: list[str]
) -> None:
    contact = add_reader(office, door, "li", language=language, to=to)
    assert write(office, door, outbox) == Written(written=1)
    place = outbox.folder / BATCH / f"{contact}.pdf"
    squeezed = read(place).replace(" ", "")
    for word in (*lines, *words, contact, "示例消费金融有限公司"):
        assert word.replace(" ", "") in squeezed, word
    assert place.stat().st_mode & 0o077 == 0
    for line in lines:
        assert in_window(place, line), line
    assert not in_window(place, "示例消费金融有限公司") and not in_window(place, "880")


def in_window(place: Path, text: str) -> bool:
    """Whether a text stands where the window of the envelope is: 20 to 105 mm from the left, 45 to 90 from the top."""
    found: list[tuple[float, float, str]] = []

    def visit(part: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        found.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5], part))

    page = PdfReader(place).pages[0]
    page.extract_text(visitor_text=visit)
    height, mm = float(page.mediabox.height), 72 / 25.4
    inside = [part for x, y, part in found if 20 * mm <= x <= 105 * mm and 45 * mm <= height - y <= 90 * mm]
    return text.replace(" ", "") in "".join(inside).replace(" ", "").replace("\n", "")


def test_the_manifest_names_every_letter_by_its_hash(office: Office, door: Door, outbox: Outbox) -> None:
    contacts = [add_reader(office, door, person) for person in ("li", "wang")]
    write(office, door, outbox)
    checked = subprocess.run(
        ["sha256sum", "-c", MANIFEST], cwd=outbox.folder / BATCH, capture_output=True, text=True
    )
    assert checked.returncode == 0
    for contact in contacts:
        row = office.contact(contact)
        digest = hashlib.sha256((outbox.folder / BATCH / f"{contact}.pdf").read_bytes()).hexdigest()
        assert (row["state"], row["body"]["pdf_sha256"]) == ("sending", digest)


def test_a_letter_that_was_posted_counts_as_sent_and_posting_twice_does_nothing(
    office: Office, door: Door, outbox: Outbox
) -> None:
    contact = add_reader(office, door, "li")
    write(office, door, outbox)
    assert post(office, door, outbox) == Posted(posted=1)
    assert post(office, door, outbox) == Posted(posted=0)
    row = office.contact(contact)
    assert (row["state"], row["result"], row["at"]) == ("done", "sent", LATER)
    assert LetterRecord(office.connection).batches(9) == [Batch(batch=BATCH, lying=0, posted=1, withdrawn=0)]


def test_a_stop_takes_a_letter_out_of_the_outbox_before_it_is_posted(
    office: Office, door: Door, outbox: Outbox
) -> None:
    gone, kept = add_reader(office, door, "li"), add_reader(office, door, "wang")
    write(office, door, outbox)
    office.say("li", "cease", on_the_day("13:00"))
    withdrawn = withdraw(door, office.record(), "li", on_the_day("13:00"))
    assert [entry.contact for entry in withdrawn] == [gone]
    assert post(office, door, outbox) == Posted(posted=1, withdrawn=(gone,))
    assert [path.name for path in (outbox.folder / BATCH).glob("*.pdf")] == [f"{kept}.pdf"]
    assert gone not in (outbox.folder / BATCH / MANIFEST).read_text("utf-8")


def test_a_letter_is_judged_a_last_time_when_it_is_posted(office: Office, door: Door, outbox: Outbox) -> None:
    contact = add_reader(office, door, "li")
    write(office, door, outbox)
    office.say("li", "dispute", on_the_day("13:00"))  # told in another way: nobody withdrew anything
    assert post(office, door, outbox) == Posted(posted=0, withdrawn=(contact,))
    assert office.contact(contact)["state"] == "void"
    assert not (outbox.folder / BATCH / f"{contact}.pdf").exists()


def test_a_file_that_somebody_changed_is_not_posted(office: Office, door: Door, outbox: Outbox) -> None:
    contact = add_reader(office, door, "li")
    write(office, door, outbox)
    (outbox.folder / BATCH / f"{contact}.pdf").write_bytes(b"%PDF- another letter")
    assert post(office, door, outbox) == Posted(posted=0, changed=(contact,))
    assert office.contact(contact)["state"] == "in_doubt"


def test_a_letter_given_back_is_taken_out(office: Office, door: Door, outbox: Outbox) -> None:
    contact = add_reader(office, door, "li")
    write(office, door, outbox)
    void(office.record(), contact, "given_back")
    write(office, door, outbox, LATER)
    assert post(office, door, outbox) == Posted(posted=0, withdrawn=(contact,))


def test_mail_that_comes_back_marks_the_place_as_dead(office: Office, door: Door, outbox: Outbox) -> None:
    contact = add_reader(office, door, "li")
    write(office, door, outbox)
    note_result(office.record(), contact, "bounced", LATER)
    assert office.run("select body ->> 'address' from statements").fetchall() == [("li-post",)]


def test_without_a_place_of_ones_own_there_is_no_letter(office: Office, door: Door) -> None:
    office.add_borrower("li")
    answer = reserve(door, office.record(), ask("li", channel="letter", template="letter_by_post"), NOON)
    assert (answer.entry.state, answer.entry.rules) == ("refused", ("gate.address",))


def test_several_writers_at_once_write_each_letter_once(
    office: Office, door: Door, outbox: Outbox, database_url: str
) -> None:
    for number in range(12):
        add_reader(office, door, f"p{number:02}")

    def run(_: int) -> int:
        with psycopg.connect(database_url, autocommit=True) as connection:
            record, book = ContactRecord(connection), LetterRecord(connection)
            return write_letters(door, record, book, outbox, at(NOON)).written

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 12
    assert len(list((outbox.folder / BATCH).glob("*.pdf"))) == 12
    assert office.run("select max(attempts) from contacts").fetchone() == (1,)


@pytest.mark.parametrize("moment", ["before the file", "after the file"])
def test_a_writer_that_dies_leaves_a_letter_that_is_written_once(
    office: Office, door: Door, outbox: Outbox, database_url: str, moment: str
) -> None:
    contact = add_reader(office, door, "li")
    program = f"""
import os, psycopg
from datetime import datetime
from pathlib import Path
from forbear.gate.channels.outbox import Outbox
from forbear.gate.door import open_door
from forbear.gate.posting import write_letters
from forbear.law.rulebook import load_law
from forbear.store.gate import ContactRecord
from forbear.store.letters import LetterRecord

class Dying(Outbox):
    def write(self, batch, letter):
        if {moment!r} == "after the file":
            super().write(batch, letter)
        os.kill(os.getpid(), 9)

now = datetime.fromisoformat({NOON.isoformat()!r})
with psycopg.connect({database_url!r}, autocommit=True) as connection:
    write_letters(open_door(load_law(), "stop@lender.example"), ContactRecord(connection), LetterRecord(connection),
                  Dying(Path({str(outbox.folder)!r})), lambda: now)
"""
    died = subprocess.run([sys.executable, "-c", program], env=dict(os.environ), timeout=60)
    assert died.returncode == -9 and office.contact(contact)["state"] == "sending"
    expected = Written(written=1) if moment == "before the file" else Written()
    assert write(office, door, outbox, on_the_day("12:30")) == expected
    assert post(office, door, outbox) == Posted(posted=1)


def test_the_same_letter_is_the_same_file_and_a_long_one_has_pages() -> None:
    words = "Dear reader,\n\n" + "\n\n".join(["A paragraph of some length. " * 12] * 14)
    letter = PaperLetter(
        contact="k1", name="Anna Brown", to="1 Road, Town", sender="Bank", public_number="1", language="en",
        message=Message(subject="A letter", text=words, sha256=""), on=NIGHT,
    )  # fmt: skip
    made = set_letter(letter)
    assert made == set_letter(letter) and "Anna" not in repr(letter)
    assert len(PdfReader(io.BytesIO(made)).pages) > 1


def test_no_file_is_written_outside_the_outbox(outbox: Outbox) -> None:
    for batch, contact in (("../x", "k1"), ("2026-05-13", "../k1"), ("2026-05-13", "k/1")):
        with pytest.raises(InputError):
            outbox.digest(batch, contact)
