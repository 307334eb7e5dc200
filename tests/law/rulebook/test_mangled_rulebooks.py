"""Whatever stands in a rulebook, it is read or refused with its line; what is read can be judged by."""

import re

from house_book import HOUSE
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.law.judge import judge, read_request, verdict_json
from forbear.law.rulebook import Law, read_rulebook
from forbear.law.rules.conditions import _FACTS, WORDS
from forbear.law.rules.rule import KINDS
from forbear.terms import RulebookError

LINES = HOUSE.splitlines()
SET = [i for i, line in enumerate(LINES) if re.match(r"[a-z_]+ *= ", line)]
SCALARS = [
    "true", "false", "0", "-1", "7", "3.5", "nan", '""', '"x"', '"call"', '"cease"', '"7 days"', '"ever"', "[]", "{}",
    '"08:00"', "08:00:00", "2026-01-30", "2026-01-30T08:00:00Z", '["call"]', '["person"]', "[[]]", "[{}]",
    '"after_opt_out"',
    '{ not = ["call"] }', '{ not = [] }', '{ over = 3 }', '{ from = "22:00", before = "02:00" }', '["insults"]',
    '{ kind = "cease" }', '{ to = "calls", days = 7 }', '"inconvenient"', '"employer_prohibits"', '["borrower"]',
    '{ channel = "call" }', '[{ channel = "call" }, { reply = true }]', '"calls"',
    '{ failed_dials = 3, failed_days = 3 }',
    '{ notice = "x", noted = "assigned" }', '["cease", "opt_out"]', '"催收"', '"{local} {count} {"',
]  # fmt: skip
KEYS = sorted({*(k for kind in KINDS.values() for k in kind.keys), *WORDS, *_FACTS, "staff", "days_past_due",
               "on", "when", "clock", "unless", "force", "effect", "status", "in_force", "until", "binds", "kind",
               "cite"})  # fmt: skip
CONDITION = st.builds("{{ {} = {} }}".format, st.sampled_from(KEYS), st.sampled_from(SCALARS))
VALUE = st.one_of(st.sampled_from(SCALARS), CONDITION)


def ask(history):
    call = {
        "at": "2026-05-12T10:00:00+08:00",
        "channel": "call",
        "person": "p",
        "debts": ["d"],
        "collector": "k",
    }
    said = {"id": "s", "at": "2026-05-01T10:00:00+08:00", "person": "p"}
    return read_request(
        {
            "books": ["house"],
            "collectors": [{"id": "k", "kind": "consumer_finance"}],
            "debts": [{"id": "d", "product": "online_consumer_loan", "days_past_due": 9}],
            "people": [{"id": "p", "role": "borrower", "zones": ["Asia/Shanghai", "Europe/London"]}],
            "statements": [
                {**said, "kind": "cease"},
                {**said, "id": "t", "kind": "consent", "to": "calls"},
                {**said, "id": "u", "kind": "opt_out", "address": "a"},
            ],
            "history": [{**call, "id": f"h{n}", "at": f"2026-05-12T0{n}:00:00+08:00", "result": "unanswered"}
                        for n in range(history)],
            "contact": {**call, "text": "Please call us.", "conveys_debt": True},
        }
    )  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(SET), st.sampled_from(["set", "drop", "add", "double"]),
                          st.sampled_from(KEYS), VALUE), min_size=1, max_size=3), st.integers(0, 3))  # fmt: skip
def test_a_mangled_rulebook_is_refused_with_its_line_or_can_be_judged_by(changes, history):
    lines = list(LINES)
    for place, how, key, value in changes:
        if how == "set":
            lines[place] = lines[place].split("=")[0] + "= " + value
        elif how == "drop":
            lines[place] = ""
        elif how == "add":
            lines[place] += f"\n{key} = {value}"
        else:
            lines[place] += "\n" + lines[place]
    text = "\n".join(lines)
    try:
        book = read_rulebook(text, "demo.md")
    except RulebookError as refused:
        assert refused.file == "demo.md"
        assert 1 <= refused.line <= text.count("\n") + 1
        assert refused.why
        assert "object" not in refused.why and "argument" not in refused.why, (
            refused.why
        )  # Python's own words
        return
    if book.id.startswith("house"):
        verdict_json(judge(Law([book]), ask(history)))


@settings(max_examples=200)
@given(st.data())
def test_a_rulebook_cut_or_changed_anywhere_is_read_or_refused(data):
    place = data.draw(st.integers(0, len(HOUSE)))
    end = data.draw(st.integers(place, min(place + 40, len(HOUSE))))
    put = data.draw(
        st.sampled_from(["", "`", "```", "\n", "+++", '"', "=", "[", "## ", "\ufeff", "\x00", "é", "\r\n"])
    )
    try:
        read_rulebook(HOUSE[:place] + put + HOUSE[end:], "demo.md")
    except RulebookError as refused:
        assert str(refused).startswith("demo.md:")
