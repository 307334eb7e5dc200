"""Every format that a borrower has, by sample files written after what the programs write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from tests.review.check.conftest import TOLD

from forbear.review.check.case import Case
from forbear.review.check.case_reading import read_case
from forbear.review.check.folder import read_file
from forbear.review.check.record import Source

SAMPLES = Path(__file__).with_name("samples")
STORY = Path(__file__).parents[3] / "examples" / "borrower" / "zh"
Read = Callable[..., Source]


def sample(name: str, case: Case, folder: Path = SAMPLES) -> Source:
    return read_file(folder / name, name, case)


def test_messages_of_an_android_phone_come_with_their_emoji_and_pictures_text(case: Case) -> None:
    source = sample("android-sms.xml", case)
    assert source.kind == "android" and not source.unread
    threat = source.records[1]
    assert threat.at.isoformat() == "2026-10-21T10:30:00+08:00"
    assert threat.incoming and threat.other == "1069000000001" and threat.text is not None
    assert threat.text.endswith("等着坐牢吧😀")
    assert source.records[4].text == "再不还款，后果自负"


def test_calls_of_an_android_phone_say_what_became_of_them() -> None:
    case = read_case({**TOLD, "me": {"region": "US-MA"}})
    records = sample("android-calls.xml", case).records
    assert records[0].at.isoformat() == "2026-10-01T10:15:00-04:00"
    assert [r.result for r in records[:2]] == ["conversation", "unanswered"]
    assert (records[6].result, records[8].result) == ("unanswered", "voicemail")  # declined; voicemail
    assert not records[9].incoming


def test_messages_of_an_iphone_as_csv() -> None:
    case = read_case({**TOLD, "me": {"region": "US-MA"}})
    source = sample("iphone-messages.csv", case)
    assert ("Sender ID", "caller") in source.columns and ("Text", "text") in source.columns
    assert [(r.channel, r.incoming) for r in source.records[:2]] == [("sms", True), ("sms", False)]
    assert source.records[0].other == "+16175550143" and source.records[1].other == "+1 (617) 555-0143"


def test_a_carriers_bill_with_lines_above_its_header(case: Case) -> None:
    source = sample("话单.csv", case, STORY)
    assert dict(source.columns) == {
        "起始时间": "at", "呼叫类型": "kind", "对方号码": "other", "通话时长": "seconds",
    }  # fmt: skip
    first, placed = source.records[0], source.records[6]
    assert (first.seconds, first.incoming, first.channel) == (72, True, "call")
    assert not placed.incoming and source.records[2].result == "unanswered"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_bill_in_whatever_encoding(read: Read, encoding: str) -> None:
    text = (STORY / "话单.csv").read_text("utf-8")
    assert len(read("bill.csv", text.encode(encoding)).records) == 12


def test_a_bill_as_workbook_with_real_dates(read: Read, tmp_path: Path, case: Case) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Time", "Number", "Direction", "Duration (s)"])
    sheet.append([datetime(2026, 10, 21), "22:16:40", 2100000101, "Incoming", 52])  # noqa: DTZ001
    sheet.append(["21/10/2026", "10:05", "021-0000-0101", "Missed", 0])
    book.save(tmp_path / "bill.xlsx")
    source = read_file(tmp_path / "bill.xlsx", "bill.xlsx", case)
    assert [r.at.isoformat() for r in source.records] == [
        "2026-10-21T22:16:40+08:00",
        "2026-10-21T10:05:00+08:00",
    ]
    assert [r.result for r in source.records] == ["conversation", "unanswered"]


def test_a_list_that_was_kept_by_hand_says_who_was_reached(case: Case) -> None:
    source = sample("亲友记录.csv", case, STORY)
    assert source.records[0].owner == "同事甲" and "account" in source.records[0].doubts
    assert [r.channel for r in source.records[-2:]] == ["sms", "sms"]


def test_whatsapp_of_both_kinds_of_phone(case: Case, read: Read) -> None:
    iphone = sample("whatsapp-iphone.txt", case)
    assert [r.incoming for r in iphone.records] == [True, True, False, True]
    assert iphone.records[1].text == "Please call us about J.\nIt is urgent."
    assert iphone.records[1].at.isoformat() == "2026-10-13T18:02:31+08:00"
    assert (iphone.records[3].channel, iphone.records[3].result) == ("call", "unanswered")
    android = sample("sister-whatsapp.txt", case, STORY.parent / "en")
    assert [r.other for r in android.records] == ["Sample Recovery"] * 3
    assert android.records[0].at.isoformat() == "2026-10-13T18:02:00+08:00"  # the 13th can be no month


def test_wechat_as_mailed_and_as_copied(case: Case) -> None:
    mailed = sample("微信.txt", case, STORY).records
    assert mailed[0].at.isoformat() == "2026-10-22T16:02:00+08:00" and not mailed[1].incoming
    copied = sample("wechat-desktop.txt", case).records
    assert [(r.other, r.channel) for r in copied] == [("小赵", "im"), ("小赵", "im"), ("小赵", "call")]


def test_mail_and_mailboxes(case: Case) -> None:
    mail = sample("邮件.eml", case, STORY).records[0]
    assert mail.text is not None and mail.text.startswith("关于您的还款安排\n尊敬的林某某")
    box = sample("box.mbox", case)
    assert box.records[0].text == "Your account\nYour card is overdue."
    assert (box.records[1].incoming, box.records[1].other) == (False, "service@bank.example")
    assert [u.line for u in box.unread] == [3]


def test_a_picture_needs_to_be_told_of_and_then_is_a_message(read: Read) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(40)
    assert "write at and from" in read("shot.png", picture).unread[0].why
    told = {**TOLD, "file": [{
        "name": "shot.png", "at": datetime(2026, 10, 21, 10, 30), "from": "小赵", "text": "明天上门",  # noqa: DTZ001
    }]}  # fmt: skip
    record = read("shot.png", picture, read_case(told)).records[0]
    assert record.at.isoformat() == "2026-10-21T10:30:00+08:00" and record.text == "明天上门"


def test_a_screenshot_of_a_chat_is_read_and_the_borrowers_own_words_are_left_out(read: Read) -> None:
    pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
    told = {**TOLD, "file": [{"name": "shot.png", "at": datetime(2026, 10, 21, 14, 5), "from": "小赵"}]}  # noqa: DTZ001
    record = read("shot.png", (SAMPLES / "chat-screenshot.png").read_bytes(), read_case(told)).records[0]
    assert "就去你单位找你领导谈" in record.text and "你妈的电话" in record.text
    assert "分期" not in record.text and record.doubts == {"picture"}


def test_a_date_that_could_be_read_both_ways_is_a_doubt(read: Read) -> None:
    told = "Time,Number,Type\n03/04/2026 10:00,95000,Incoming\n"
    record = read("log.csv", told).records[0]
    assert record.at.date().isoformat() == "2026-04-03" and "order" in record.doubts
    assert "order" not in read("b.csv", told + "25/04/2026 10:00,95000,Incoming\n").records[0].doubts


def test_columns_can_be_named(read: Read) -> None:
    told = {**TOLD, "file": [{"name": "odd.csv", "columns": {"at": "Wann", "other": "Wer"}}]}
    source = read("odd.csv", "Wann,Wer\n2026-10-21 10:00,95000\n", read_case(told))
    assert source.records[0].other == "95000"
    assert "name them in case.toml" in read("odd.csv", "Wann,Wer\n2026-10-21 10:00,95000\n").unread[0].why
