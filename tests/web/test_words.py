"""The catalogue: both languages, the same places, and a word for whatever a page may have to name."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from forbear import terms
from forbear.desk.strategy_file import load_strategy
from forbear.gate.reservation import RESULTS_BY_CHANNEL
from forbear.law.clock.calendars import CALENDARS
from forbear.law.rulebook.values import SENSES
from forbear.law.rules.conditions import WORDS
from forbear.law.rules.counting import PER
from forbear.law.rules.rule import KINDS
from forbear.money import bucket_names
from forbear.terms import CHANNELS, FORCES
from forbear.web.console.contact import STEPS
from forbear.web.law.asking import FOLDED
from forbear.web.law.question import BORROWER, fields
from forbear.web.staff.places import MENU
from forbear.web.words import LANGUAGES, catalogue, choose_language, word

WEB = Path(__file__).parents[2] / "src" / "forbear" / "web"
CLI = WEB.parent / "cli"
LOOKED_UP = {
    "need", "need_since", "said", "contact_state", "plan_state", "promise_state", "stage", "complaint_outcome",
    "message_name", "news", "find_by", "pack_column", "steer", "steering", "trial",
    "bucket", "channel", "force", "reason", "result", "error", "role", "purpose", "collector", "product", "status",
    "address_kind", "style", "outcome", "statement", "consent", "act", "medium", "weekday", "kind", "verdict", "effect",
    "blank", "per", "by", "calendar", "key", "measure", "flag", "sense", "place", "missing",
    "owed", "day_count", "part", "part_in_line", "event", "happened", "why",
    "audit_sign", "audit_sign_short",
    "staff_role", "mark", "proposal_kind", "proposal_state", "proposal_field", "proposal_note",
    "me_who", "me_say", "me_say_note", "me_say_lead", "me_said", "me_told", "me", "me_case", "me_page", "me_page_note",
    "me_place", "me_contact", "me_why", "me_state", "me_stage", "me_outcome", "me_signed", "me_signed_lead", "me_means",
    "me_every", "offer", "offer_counter",
    "me_menu", "me_ask", "me_address", "me_source", "me_treatment",
}  # fmt: skip
"""Sections whose texts are named by the thing itself, never in the source."""
TEXTS = [(section, name) for section, names in catalogue().items() for name in names]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("section", "name"), TEXTS, ids=[".".join(pair) for pair in TEXTS])
def test_a_text_says_the_same_in_both_languages(section: str, name: str) -> None:
    text = catalogue()[section][name]
    assert set(text) == set(LANGUAGES)
    assert places(text["zh"]) == places(text["en"])
    assert not re.search(r"[\u4e00-\u9fff]", text["en"])
    assert text["zh"].strip() and text["en"].strip()


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ("bucket", bucket_names()),
        ("channel", CHANNELS),
        ("force", FORCES),
        ("result", RESULTS_BY_CHANNEL["call"]),
        ("reason", {stage.why for stage in load_strategy("standard").stages if stage.why}),
        ("role", terms.ROLES),
        ("purpose", terms.PURPOSES),
        ("collector", terms.COLLECTOR_KINDS),
        ("product", terms.PRODUCTS),
        ("status", terms.DEBT_STATUSES),
        ("address_kind", terms.ADDRESS_KINDS),
        ("style", terms.STYLES),
        ("outcome", terms.RESULTS),
        ("statement", terms.STATEMENT_KINDS),
        ("consent", terms.CONSENTS),
        ("act", set(terms.ACTS)),
        ("medium", terms.MEDIA),
        ("weekday", set(terms.WEEKDAYS)),
        ("kind", {*KINDS, "value", "deadline"}),
        ("key", set(WORDS)),
        ("calendar", set(CALENDARS)),
        ("per", set(PER)),
        ("sense", set(SENSES)),
    ],
)  # fmt: skip
def test_whatever_may_be_named_has_a_word(section: str, names: set[str]) -> None:
    assert [name for name in names if name not in catalogue()[section]] == []


def test_every_reason_that_a_night_can_give_has_a_word() -> None:
    """The words stand in the desk's docstrings and in the reading of the ten cases."""
    from forbear.desk import night, silence

    told = " ".join((night.decide.__doc__ or "", silence.reason_for_silence.__doc__ or ""))
    words = set(re.findall(r"`([a-z_]+)`", told)) - {
        "on",
        "none",
        "silent",
        "attention",
        "reason_for_silence",
    }
    look = (WEB.parent / "store" / "night" / "sql" / "look.sql").read_text("utf-8")
    words |= set(re.findall(r"when '(\w+)' then", look)) | {
        "in_doubt",
        "promise_broken",
        "forbid",
        "not_askable",
    }
    assert len(words) > 15
    assert sorted(name for name in words if name not in catalogue()["reason"]) == []


def test_every_text_is_used_and_every_text_used_is_there() -> None:
    sources = "\n".join(
        path.read_text("utf-8") for path in (*WEB.rglob("*.py"), *WEB.rglob("*.html"), *CLI.rglob("*.py"))
    )
    there = {".".join(pair) for pair in TEXTS}
    sections = "|".join(catalogue())
    used = set(re.findall(rf"[\"']((?:{sections})\.[a-z_]+)[\"']", sources))
    assert (
        sorted(name for name in used - there if not name.endswith((".html", ".pdf", ".json", ".zip"))) == []
    )
    figures = ("cases", "overdue", "planned", "refused", "silent", "attention", "none")
    used |= {f"report.{name}" for name in figures}
    used |= {
        f"column.{name}"
        for heads in re.findall(r"heads\((.*)\)", sources)
        for name in re.findall(r"\w+", heads)
    }
    used |= {f"app.{name}" for name in MENU.values()}
    stages = ("password", "enrol", "code")
    used |= {f"sign_in.{stage}_{part}" for stage in stages for part in ("title", "lead")}
    used |= {f"sign_in.{fault}" for fault in ("short", "long", "known", "simple", "same")}
    used |= {f"tasks.{key}{end}" for key in ("void", "saved") for end in ("", "_title")}
    used |= {f"desk.done_{step}" for step in STEPS}
    hinted = re.findall(r"\('(\w+)', [^)]*(?:hint=true|true\))", sources)
    used |= {f"ask.{name}" for name in (*fields(), *BORROWER, *FOLDED, *(f"{name}_hint" for name in hinted))}
    assert sorted(name for name in there - used if name.split(".")[0] not in LOOKED_UP) == []


def test_no_word_of_the_portal_stands_in_its_pages_themselves() -> None:
    """Whatever a borrower reads is in the catalogue, in both languages."""
    found = {}
    for path in ((WEB / "templates" / "portal").glob("*.html"), [WEB / "templates" / "offers_part.html"]):
        for page in path:
            bare = re.sub(r"{[{%#].*?[}%#]}|<[^>]*>|SHA-256", "", page.read_text("utf-8"), flags=re.DOTALL)
            found[page.name] = re.findall(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+", bare)
    assert {name: words for name, words in found.items() if words} == {}


def test_a_thing_without_a_word_is_shown_by_its_own_name() -> None:
    assert word("zh", "reason", "a_new_reason") == "a new reason"


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        ("zh", "en", "zh"),
        ("xx", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "en;q=0.5, zh;q=0.9", "zh"),
        (None, "fr", "en"),
        (None, None, "en"),
        (None, "zh;q=much, en", "zh"),
    ],
)
def test_the_language_is_what_was_asked_for(wanted: str | None, accepted: str | None, language: str) -> None:
    assert choose_language(wanted, accepted) == language
