"""`forbear check` on 10,000 records of each format, and on a table of a million lines, from files to papers.

Every record is about the debt, which is the slowest that can be: each is judged against those before it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl

from forbear.law.rulebook import load_law
from forbear.review.check.answer import check
from forbear.review.check.case_reading import read_case
from forbear.review.check.folder import find_files, read_file
from forbear.review.check.papers import write_papers

RECORDS = 10_000
LINES = 1_000_000
MAILS = 5_000
"""Files of one mail each: no folder with more is taken."""
TOLD = {
    "me": {"region": "CN-SH", "names": ["lin"]},
    "debt": {"lender": "bank", "lender_kind": "bank", "product": "credit_card", "due": date(2026, 8, 25)},
    "collector": [{"name": "agency", "kind": "agency", "numbers": ["02100000101", "a@example.com"], "names": ["zhao"]}],
}  # fmt: skip
START = datetime(2026, 9, 1, tzinfo=UTC)
TIMES = [START + timedelta(minutes=9 * i) for i in range(RECORDS)]
WORDS = "您的信用卡已逾期，请尽快还款"


def write_samples(folder: Path) -> None:
    """One folder a format."""

    def put(name: str, text: str) -> None:
        (folder / name).mkdir()
        suffix = {"android": "xml", "mbox": "mbox"}.get(name, "csv" if "csv" in name else "txt")
        (folder / name / f"records.{suffix}").write_text(text, "utf-8")

    stamps = [int(t.timestamp() * 1000) for t in TIMES]
    put("android", "<smses>" + "\n".join(
        f'<sms address="02100000101" date="{s}" type="1" body="{WORDS}{i}"/>' for i, s in enumerate(stamps)
    ) + "</smses>")  # fmt: skip
    put(
        "csv",
        "时间,号码,类型,时长\n" + "".join(f"{t:%Y-%m-%d %H:%M:%S},02100000101,来电,12\n" for t in TIMES),
    )
    put("csv of a million lines", "时间,号码,类型,时长\n" + "2026-10-01 10:00:00,95588,来电,12\n" * LINES)
    put("csv of an iPhone", "Message Date,Sender ID,Service,Type,Chat Session,Text\n" + "".join(
        f"{t:%Y-%m-%d %H:%M:%S},02100000101,SMS,Incoming,02100000101,{WORDS}{i}\n" for i, t in enumerate(TIMES)
    ))  # fmt: skip
    put("whatsapp", "".join(f"[{t:%d/%m/%Y, %H:%M:%S}] zhao: {WORDS}{i}\n" for i, t in enumerate(TIMES)))
    put("wechat", "".join(f"zhao {t:%Y-%m-%d %H:%M:%S}\n{WORDS}{i}\n\n" for i, t in enumerate(TIMES)))
    put("mbox", "".join(
        f"From a Fri Oct 23 07:30:00 2026\nFrom: a@example.com\nTo: b@example.com\nSubject: card\n"
        f"Date: {t:%a, %d %b %Y %H:%M:%S} +0000\n\nYour card {i} is overdue.\n\n" for i, t in enumerate(TIMES)
    ))  # fmt: skip
    (folder / "eml").mkdir()
    for i, t in enumerate(TIMES[:MAILS]):
        (folder / "eml" / f"{i}.eml").write_text(
            f"From: a@example.com\nTo: b@example.com\nSubject: card\nDate: {t:%a, %d %b %Y %H:%M:%S} +0000\n"
            f"\nYour card {i} is overdue.\n"
        )
    for name, head, kind in (
        ("xlsx zh", ["时间", "号码", "类型", "时长"], "来电"),
        ("xlsx en", ["Date and time", "Number", "Call type", "Duration"], "Incoming"),
    ):
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(head)
        for t in TIMES:
            sheet.append([f"{t:%Y-%m-%d %H:%M:%S}", "02100000101", kind, "12"])
        (folder / name).mkdir()
        book.save(folder / name / "records.xlsx")


def main() -> None:
    """Measure each and print a line."""
    law, case = load_law(), read_case(TOLD)
    print(
        f"{'format':24} {'records':>9} {'judged':>7} {'read s':>7} {'judge s':>8} {'write s':>8} {'all s':>6}"
        f" {'processor s':>12}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_samples(folder)
        for inside in sorted(p for p in folder.iterdir() if not sys.argv[1:] or p.name in sys.argv[1:]):
            begun, busy = time.perf_counter(), time.process_time()
            sources = [read_file(path, shown, case) for path, shown in find_files([inside])]
            read = time.perf_counter()
            answer = check(law, case, sources, on=date(2026, 11, 24), language="en")
            judged = time.perf_counter()
            write_papers(answer, folder / f"out {inside.name}")
            done = time.perf_counter()
            count = sum(len(s.records) for s in sources)
            spent = f"{read - begun:7.1f} {judged - read:8.1f} {done - judged:8.1f} {done - begun:6.1f}"
            spent += f" {time.process_time() - busy:12.1f}"
            print(f"{inside.name:24} {count:9,} {len(answer.judged):7,} {spent}", flush=True)


if __name__ == "__main__":
    main()
