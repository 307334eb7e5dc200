"""Which books a place chooses: where the law is written, where only a part of it is, and where none is."""

import pytest

from forbear.law.judge import judge, read_request
from forbear.law.rulebook import load_law

LAW = load_law()
DAY = {
    "AU-NSW": ("Australia/Sydney", "2026-06-16T10:00:00+10:00"),
    "AU-VIC": ("Australia/Melbourne", "2026-06-16T10:00:00+10:00"),
    "AU-SA": ("Australia/Adelaide", "2026-06-16T10:00:00+09:30"),
    "IN-MH": ("Asia/Kolkata", "2026-07-14T10:00:00+05:30"),
    "ID-JK": ("Asia/Jakarta", "2026-07-14T10:00:00+07:00"),
    "VN-HN": ("Asia/Ho_Chi_Minh", "2026-07-14T10:00:00+07:00"),
    "MX-CMX": ("America/Mexico_City", "2026-06-16T10:00:00-06:00"),
    "GB-SCT": ("Europe/London", "2026-07-14T10:00:00+01:00"),
}
IN_PART = {
    "DE-BE": ("Europe/Berlin", "2026-07-14T10:00:00+02:00"),
    "IE-D": ("Europe/Dublin", "2026-02-14T10:00:00+00:00"),
    "HK": ("Asia/Hong_Kong", "2026-07-14T10:00:00+08:00"),
    "SG": ("Asia/Singapore", "2026-07-14T10:00:00+08:00"),
    "KE-30": ("Africa/Nairobi", "2026-07-14T10:00:00+03:00"),
    "NG-LA": ("Africa/Lagos", "2026-07-14T10:00:00+01:00"),
}


def ask(region, zone, at, **changes):
    kind, product = changes.pop("kind", "bank"), changes.pop("product", "personal_loan")
    return judge(LAW, read_request({
        "collectors": [{"id": "k", "kind": kind}],
        "debts": [{"id": "d", "product": product, "days_past_due": 40}],
        "people": [{"id": "p", "role": changes.pop("role", "borrower"), "zones": [zone], "region": region}],
        "contact": {"at": at, "channel": "call", "person": "p", "debts": ["d"], "collector": "k", **changes},
    }))  # fmt: skip


@pytest.mark.parametrize("region", DAY)
def test_where_the_law_is_written_a_plain_call_by_day_is_allowed(region):
    assert ask(region, *DAY[region]).verdict == "allow"


@pytest.mark.parametrize("region", IN_PART)
def test_where_a_part_is_written_a_plain_call_is_not_known_to_be_lawful(region):
    verdict = ask(region, *IN_PART[region])
    assert verdict.verdict == "unknown"
    assert [m.rule for m in verdict.missing] == ["rulebook"]


def test_a_part_still_forbids():
    kenya = ask("KE-30", *IN_PART["KE-30"], kind="microloan", product="online_consumer_loan", role="friend")
    assert [b.rule for b in kenya.breaches] == ["ke.dcp.conduct"]
    sold = ask("DE-BE", *IN_PART["DE-BE"], kind="debt_buyer")
    assert [b.rule for b in sold.breaches] == ["eu.npl.art10_notice"]


def test_malaysia_has_no_book():
    assert ask("MY-14", "Asia/Kuala_Lumpur", "2026-07-14T10:00:00+08:00").missing[0].rule == "rulebook"


def test_a_state_of_australia_adds_to_the_guide():
    labour_day = ask("AU-SA", "Australia/Adelaide", "2026-10-05T10:00:00+10:30")
    assert [b.rule for b in labour_day.breaches] == ["au.sa.public_holidays"]
    assert ask("AU-NSW", "Australia/Sydney", "2026-10-05T10:00:00+11:00").verdict == "allow"


def test_in_2027_the_banks_of_india_change_over_and_the_others_do_not():
    at = "2027-01-04T19:30:00+05:30"
    bank = ask("IN-MH", "Asia/Kolkata", at)
    other = ask("IN-MH", "Asia/Kolkata", at, kind="consumer_finance")
    assert [b.rule for b in bank.breaches] == ["in.rbi.recovery_agent_conduct_2027.hours"]
    assert [b.rule for b in other.breaches] == ["in.rbi.hours"]
