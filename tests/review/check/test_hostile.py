"""Files that mean harm do none: each is named with the reason, the others are read, and none is changed."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from forbear.review.check.case import Case
from forbear.review.check.folder import find_files, read_file
from forbear.review.check.listing import safe
from forbear.review.check.record import MOST_TEXT, Source

Read = Callable[..., Source]
BILL = "时间,号码,类型\n2026-10-21 10:00,95000,来电\n"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE smses [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<smses><sms address="1" date="1" type="1" body="&b;"/></smses>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE smses [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    '<smses><sms address="1" date="1" type="1" body="&a;"/></smses>'
)


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(64):
                sheet.write(bytes(1 << 20))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("bomb.xlsx", bomb(), "unpacks to far more"),
        ("laughs.xml", LAUGHS.encode(), "defines entities"),
        ("outside.xml", OUTSIDE.encode(), "defines entities"),
        ("junk.csv", bytes(range(256)) * 40, "is no text"),
        ("cut.xlsx", b"PK\x03\x04" + bytes(100), "is no workbook"),
        ("half.csv", b"\xff\xfea\x00b", "is damaged"),
        ("empty.csv", b"", "is empty"),
        ("bill.pdf", b"%PDF-1.7", "is a PDF"),
        ("words.txt", "今天天气很好".encode(), "no columns"),
        ("nul.xml", b"<smses>\x00</smses>", "is no XML"),
    ],
)
def test_a_hostile_or_broken_file_is_named(read: Read, name: str, data: bytes, why: str) -> None:
    source = read(name, data)
    assert source.kind == "unreadable" and why in source.unread[0].why
    assert len(source.sha256) == 64


def test_a_zip_bomb_is_not_unpacked(read: Read) -> None:
    data = bomb()
    tracemalloc.start()
    read("bomb.xlsx", data)
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def test_links_are_not_followed_and_the_rest_is_read(case: Case, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.csv").write_text(BILL, "utf-8")
    (tmp_path / "in" / "link.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "in" / "around").symlink_to(tmp_path)
    (tmp_path / "in" / "bill.csv").write_text(BILL, "utf-8")
    sources = [read_file(path, name, case) for path, name in find_files([tmp_path / "in"])]
    assert {s.name: s.kind for s in sources} == {
        "around": "unreadable", "bill.csv": "csv", "link.csv": "unreadable",
    }  # fmt: skip
    assert not next(s for s in sources if s.name == "link.csv").sha256


def test_a_row_that_cannot_be_read_costs_no_other(read: Read) -> None:
    source = read(
        "bill.csv", BILL + "gestern,95000,来电\n2026-13-45 10:00,95000,来电\n2026-10-22 10:00,95000,来电\n"
    )
    assert len(source.records) == 2 and [u.line for u in source.unread] == [3, 4]


def test_no_error_repeats_what_stands_in_the_file(read: Read) -> None:
    source = read("bill.csv", BILL + "王小明的电话13800000000,95000,来电\n")
    assert all("王小明" not in u.why and "138" not in u.why for u in source.unread)


def test_a_quotation_mark_that_never_closes_ends_nothing_else(read: Read) -> None:
    assert len(read("bill.csv", BILL + '2026-10-22 10:00,"95000,来电\n' + "x" * 200_000).records) >= 1


def test_a_broken_backup_keeps_what_came_before_the_break(read: Read) -> None:
    whole = '<smses><sms address="95000" date="1792549800000" type="1" body="a"/><sms address="9'
    source = read("sms.xml", whole)
    assert len(source.records) == 1 and "breaks off" in source.unread[0].why


def test_a_long_file_is_read_to_its_bound(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    from forbear.review.check import folder, tables

    monkeypatch.setattr(tables, "MOST_RECORDS", 1_000)
    monkeypatch.setattr(folder, "MOST_RECORDS", 1_000)
    source = read("bill.csv", BILL + "2026-10-22 10:00,95000,来电\n" * 5_000)
    assert len(source.records) == 1_000 and "only the first" in source.unread[0].why


@pytest.mark.parametrize("name", ["bill.csv", "chat.txt", "wechat.txt", "mail.eml", "box.mbox", "sms.xml"])
def test_a_line_of_some_megabytes_is_read_in_time_and_cut(read: Read, name: str) -> None:
    long = "催" * 2_000_000
    whole = {
        "bill.csv": f"时间,号码,类型,内容\n2026-10-21 10:00,95000,短信,{long}\n2026-10-22 10:00,95000,短信,还款\n",
        "chat.txt": f"[21/10/2026, 10:00:00] 小赵: {long}\n[22/10/2026, 10:00:00] 小赵: 还款\n",
        "wechat.txt": f"小赵 2026-10-21 10:00:00\n{long}\n\n小赵 2026-10-22 10:00:00\n还款\n",
        "mail.eml": f"From: a@b.example\nTo: c@d.example\nDate: Wed, 21 Oct 2026 10:00:00 +0000\n\n{long}\n",
        "box.mbox": f"From a\nFrom: a@b.example\nTo: c@d.example\nDate: Wed, 21 Oct 2026 10:00:00 +0000\n\n{long}\n",
        "sms.xml": f'<smses><sms address="95000" date="1792549800000" type="1" body="{long}"/></smses>',
    }[name]
    source = read(name, whole)
    assert source.kind != "unreadable" or source.unread
    assert all(len(record.text or "") <= MOST_TEXT for record in source.records)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋"])
def test_nothing_that_is_written_is_a_formula(start: str) -> None:
    assert safe(f"{start}HYPERLINK(1)").startswith("'")
