"""House rules that would open what the law shuts: without effect, and the author is told which rule is stricter."""

from __future__ import annotations

import pytest
from small import book, broken, judged, rule, studied

from forbear.law.study.finding import Finding

HOURS = 'kind = "hours"\non = {{ channel = "call" }}\nallow = {{ from = "{}", before = "{}" }}'
LIMIT = """kind = "limit"
on = {{ channel = "call" }}
max = {}
within = "{}"
count = {{ channel = "call" }}
per = ["person"]"""
COOLDOWN = """kind = "cooldown"
on = {{ channel = "call" }}
after = {{ channel = "call" }}
per = ["person"]
for = "{}\""""
AUDIENCE = 'kind = "audience"\nto = {}'


def loosened(*found: Finding) -> list[Finding]:
    return [f for f in found if f.kind == "loosening"]


@pytest.mark.parametrize(
    ("law", "house", "what"),
    [
        (HOURS.format("08:00", "20:00"), HOURS.format("08:00", "22:00"), "mon 20:00-22:00"),
        (HOURS.format("08:00", "20:00"), HOURS.format("09:00", "21:00"), "mon 20:00-21:00"),
        (LIMIT.format(3, "7 days"), LIMIT.format(5, "7 days"), "max = 5, 3"),
        (LIMIT.format(3, "7 days"), LIMIT.format(5, "1 day"), "max = 5, 3"),
        (COOLDOWN.format("7 days"), COOLDOWN.format("3 days"), "for = 3 days, 7 days"),
        (AUDIENCE.format('["borrower"]'), AUDIENCE.format('["borrower", "spouse"]'), "spouse"),
    ],
)
@pytest.mark.parametrize("force", ["house", "contract"])
def test_a_house_rule_above_the_law_has_no_effect(law: str, house: str, what: str, force: str) -> None:
    books = book("zz.a", rule("zz.a.x", law)), book("zz.h", rule("zz.h.x", house), force=force)
    (found,) = loosened(*studied(*books))
    assert (found.severity, found.rules) == ("warning", ("zz.h.x", "zz.a.x"))
    assert what in found.words["en"]
    assert broken(judged(found, *books)) == {"zz.a.x"}


@pytest.mark.parametrize(
    ("law", "house"),
    [
        (HOURS.format("08:00", "20:00"), HOURS.format("09:00", "19:00")),
        (HOURS.format("08:00", "20:00"), HOURS.format("08:00", "20:00")),
        (HOURS.format("08:00", "20:00"), HOURS.format("06:00", "23:00").replace("call", "sms")),
        (LIMIT.format(3, "7 days"), LIMIT.format(2, "7 days")),
        (LIMIT.format(3, "1 day"), LIMIT.format(10, "7 days")),
        (COOLDOWN.format("3 days"), COOLDOWN.format("7 days")),
        (AUDIENCE.format('["borrower", "spouse"]'), AUDIENCE.format('["borrower"]')),
    ],
)
def test_a_house_rule_that_tightens_is_what_it_is_for(law: str, house: str) -> None:
    assert (
        loosened(
            *studied(book("zz.a", rule("zz.a.x", law)), book("zz.h", rule("zz.h.x", house), force="house"))
        )
        == []
    )


def test_one_law_laxer_than_another_is_no_house_rule() -> None:
    lax = rule("zz.b.x", HOURS.format("06:00", "23:00"))
    assert (
        loosened(*studied(book("zz.a", rule("zz.a.x", HOURS.format("08:00", "20:00"))), book("zz.b", lax)))
        == []
    )


def test_hours_through_midnight_are_compared_with_the_next_morning() -> None:
    law = rule("zz.a.x", HOURS.format("08:00", "20:00"))
    house = rule("zz.h.x", 'kind = "hours"\nallow = { from = "19:00", before = "02:00", days = ["sun"] }')
    (found,) = loosened(*studied(book("zz.a", law), book("zz.h", house, force="house")))
    assert "mon 00:00-02:00" in found.words["en"]
