"""`forbear judge` as a dialler uses it: through the real script, JSON Lines in, JSON Lines out."""

import json
import os
import subprocess
import unicodedata

import pytest

from forbear.cli.judge import judge_lines
from forbear.law.rulebook import load_law
from warm import SCRIPT, run_forbear

LAW = load_law()
NOON, NIGHT = "2026-05-12T12:00:00+08:00", "2026-05-12T22:30:00+08:00"
HOUSE = """\
+++
id = "house.demo"
title = { en = "House rules", zh = "内部规定" }
source = "Collections policy 7"
regions = ["CN"]
force = "house"
in_force = 2026-01-01
read_on = 2026-02-01
+++

## Policy 7.1: No calls at noon

```toml rule
id    = "house.demo.noon"
kind  = "hours"
on    = { channel = "call" }
allow = [{ from = "09:00", before = "12:00" }, { from = "14:00", before = "20:00" }]
en    = "Nobody is called at noon; there it is {local}."
zh    = "中午不拨打电话;当地时间为{local}。"
```
"""


def question(name, at=NOON, **more):
    """A call of a consumer-finance company to a borrower in Shanghai."""
    return {
        "id": name,
        "collectors": [{"id": "k", "kind": "consumer_finance"}],
        "debts": [{"id": "d", "product": "online_consumer_loan", "days_past_due": 9}],
        "people": [{"id": "p", "role": "borrower", "zones": ["Asia/Shanghai"], "region": "CN-SH"}],
        "contact": {"at": at, "channel": "call", "person": "p", "debts": ["d"], "collector": "k"},
        **more,
    }


def line(value):
    return (value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()) + b"\n"


def judge(*lines, args=("judge",), env=None, text=None):
    """What the script says to some lines: answers, exit status, the other output."""
    given = b"".join(map(line, lines)) if text is None else text
    made = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "80", **(env or {})}
    ran = run_forbear(args, made, given=given)
    return ran.stdout, ran.returncode, ran.stderr.decode()


def answers(*lines, **more):
    out, status, _ = judge(*lines, **more)
    return [json.loads(text) for text in out.decode().splitlines()], status


def the_error(bad):
    """The error that a bad line gets, between two good ones that are judged all the same."""
    found = [
        json.loads(text) for text, _ in judge_lines([*map(line, (question("a"), bad, question("b")))], LAW)
    ]
    assert [(a["id"], a.get("verdict")) for a in (found[0], found[2])] == [("a", "allow"), ("b", "allow")]
    assert set(found[1]) == {"id", "error"}
    assert set(found[1]["error"]) == {"at", "why"}
    return found[1]["id"], found[1]["error"]["at"], found[1]["error"]["why"]


def test_answers_come_in_the_order_of_the_questions_and_each_is_whole():
    asked = [question(f"q{n}", NIGHT if n % 3 == 0 else NOON) for n in range(60)]
    found, status = answers(*asked)
    assert status == 0
    assert [a["id"] for a in found] == [f"q{n}" for n in range(60)]
    assert [a["verdict"] for a in found] == ["forbid" if n % 3 == 0 else "allow" for n in range(60)]
    for answer in found:
        assert list(answer) == [
            "id",
            "verdict",
            "breaches",
            "duties",
            "missing",
            "next_lawful",
            "read_at",
            "books",
        ]


def test_a_refusal_names_every_rule_its_clause_and_when_next():
    call = {"channel": "call", "person": "p", "debts": ["d"], "collector": "k", "result": "conversation"}
    past = [{**call, "id": f"h{n}", "at": f"2026-05-12T1{n}:00:00+08:00"} for n in range(3)]
    (answer,), _ = answers(question("late", NIGHT, history=past))
    rules = {b["rule"] for b in answer["breaches"]}
    assert {"cn.gbt45251.hours", "cn.gbt45251.freq.interactive_voice"} <= rules
    for breach in answer["breaches"]:
        assert breach["cite"] and breach["why"]["en"] and breach["why"]["zh"]
        assert breach["force"] in {"regulation", "standard", "self_regulation"}
    assert answer["next_lawful"]["from"] == "2026-05-13T08:00:00+08:00"
    assert answer["read_at"] == "2026-05-12"
    assert all(version.startswith("20") and ":" in version for version in answer["books"].values())


def test_a_fact_that_lacks_is_unknown_and_named():
    asked = question("q", people=[{"id": "p", "role": "borrower", "region": "CN-SH"}])
    (answer,), status = answers(asked)
    assert (answer["verdict"], status) == ("unknown", 0)
    assert "people/p/zones" in {m["fact"] for m in answer["missing"]}


BAD_FIELDS = [
    ({"contcat": {}}, "/contcat", ["unknown field", "did you mean 'contact'"]),
    ({"a/b~c": 1}, "/a~1b~0c", ["unknown field", "the fields are id, books"]),
    ({"contact": None}, "/contact", ["missing"]),
    ({"contact": []}, "/contact", ["not an object", "{"]),
    ({"id": 7}, "/id", ["not an id", '"p1"']),
    ({"books": "cn"}, "/books", ["not a list"]),
    ({"books": []}, "/books", ["no rulebook named", "leave the field out"]),
    ({"books": ["cn", "xx"]}, "/books/1", ["no rulebook 'xx'", "cn.gbt45251"]),
    ({"read_at": "12/05/2026"}, "/read_at", ["not a date", "2026-03-03"]),
    ({"posture": "lax"}, "/posture", ["unknown word 'lax'", "binding"]),
    (
        {"people": [{"id": "p", "zones": ["Asia/Shanghia"]}]},
        "/people/0/zones/0",
        ["no time zone", "IANA"],
    ),
    ({"people": [{"id": "p", "zones": "Asia/Shanghai"}]}, "/people/0/zones", ["not a list"]),
    ({"people": [{"id": "p", "minor": "no"}]}, "/people/0/minor", ["true, false or null"]),
    ({"people": [{"id": "p", "role": "debtor"}]}, "/people/0/role", ["unknown word 'debtor'"]),
    ({"people": [{"id": "p"}, {"id": "p", "minor": True}]}, "/people/1/id", ["two different", "'p'"]),
    ({"debts": [{"id": "d", "days_past_due": "9"}]}, "/debts/0/days_past_due", ["whole number"]),
    ({"debts": [{"id": "d", "days_past_due": 9.5}]}, "/debts/0/days_past_due", ["whole number"]),
    ({"debts": [{"product": "lease"}]}, "/debts/0/id", ["missing"]),
    ({"history": [{"channel": "call", "person": "p"}]}, "/history/0/at", ["missing"]),
    ({"history": {"at": NOON}}, "/history", ["not a list"]),
]


@pytest.mark.parametrize(("change", "at", "parts"), BAD_FIELDS, ids=str)
def test_what_cannot_be_read_is_answered_in_its_place_with_a_pointer_and_what_to_write(change, at, parts):
    name, pointer, why = the_error(question("q", **change))
    assert name == (None if "id" in change else "q")
    assert pointer == at
    for part in parts:
        assert part in why


def said(**statement):
    return {"statements": [{"id": "s", "at": "2026-05-01T00:00:00Z", "person": "p", **statement}]}


@pytest.mark.parametrize(
    ("change", "at", "parts"),
    [
        (said(kind="ceese"), "/statements/0/kind", ["unknown word 'ceese'", "did you mean 'cease'"]),
        (said(kind="consent"), "/statements/0/to", ["a consent says to what", "third_party"]),
        (said(kind="consent", to="21:00"), "/statements/0/to", ["a consent says to what"]),
        (said(kind="consent", to="calls", **{"from": "09:00"}), "/statements/0/from", ["date"]),
        (said(kind="agreed_hours"), "/statements/0/from", ["missing", "21:30"]),
        (said(kind="agreed_hours", **{"from": "22:00"}), "/statements/0/to", ["missing", "21:30"]),
        (said(kind="agreed_hours", to="calls", **{"from": "22:00"}), "/statements/0/to", ["time of day"]),
        (said(kind="agreed_hours", to=[], **{"from": "22:00"}), "/statements/0/to", ["time of day"]),
        (
            said(kind="agreed_hours", to="23:00", **{"from": "2026-05-01"}),
            "/statements/0/from",
            ["time of day"],
        ),
        (said(kind="inconvenient", days=["monday"]), "/statements/0/days/0", ["did you mean 'mon'"]),
        (said(kind="inconvenient", to="10+05"), "/statements/0/to", ["not a time of day"]),
        (said(kind="cease", until="2026-06-01"), "/statements/0/until", ["not an instant"]),
    ],
    ids=str,
)
def test_a_statement_that_is_half_said_opens_nothing(change, at, parts):
    _, pointer, why = the_error(question("q", **change))
    assert pointer == at
    for part in parts:
        assert part in why


@pytest.mark.parametrize(
    ("at", "parts"),
    [
        ("2026-05-12T12:00:00", ["a time without an offset", "2026-05-12T12:00:00+08:00"]),
        ("2026-05-12", ["not an instant"]),
        ("2026-05-12T12:00:00+0800", ["not an instant", "+08:00"]),
        ("0001-01-01T00:00:00+14:00", ["the year 1", "1900"]),
        ("9999-12-31T23:59:59Z", ["the year 9999", "2199"]),
        (1778558400, ["not an instant", "string"]),
        ("", ["not an instant"]),
    ],
)
def test_a_time_is_never_guessed(at, parts):
    name, pointer, why = the_error(question("q", at))
    assert (name, pointer) == ("q", "/contact/at")
    for part in parts:
        assert part in why


BAD_LINES = [
    (b"{", ["line 2 is not a JSON object", "one object a line"]),
    (b"call him", ["line 2 is not a JSON object"]),
    (b"[]", ["not an object"]),
    (b"null", ["not an object"]),
    (b'"q"', ["not an object"]),
    (b"17", ["not an object"]),
    (b'{"id": NaN}', ["NaN is not JSON"]),
    (b'{"id": -Infinity}', ["-Infinity is not JSON"]),
    (b'{"id": "q"} {"id": "r"}', ["line 2", "one object a line"]),
    (b'{"id": "\xff\xfe"}', ["line 2 is not UTF-8"]),
    ('{"id": "催收"}'.encode("gb18030"), ["line 2 is not UTF-8"]),
    (b'\xef\xbb\xbf{"id": "q"}', ["line 2"]),
    (b"[" * 100_000, ["line 2", "nested too deep"]),
    (b'{"a":' * 100_000, ["line 2", "nested too deep"]),
    (b'{"id": ' + b"9" * 5_000 + b"}", ["line 2"]),
    (b'{"id": "q", "statements": [1], "statements": []}', ["'statements' stands twice", "once"]),
    (b'{"contact": {"at": "x", "at": "y"}}', ["'at' stands twice"]),
    (b'{"id": "a\x00b"}', ["line 2"]),
]


@pytest.mark.parametrize(("bad", "parts"), BAD_LINES, ids=lambda v: repr(v)[:40])
def test_a_line_that_is_no_request_is_answered_in_its_place(bad, parts):
    _, _, why = the_error(bad)
    for part in parts:
        assert part in why


def test_the_script_answers_bad_lines_one_by_one_and_ends_with_status_1():
    bad = [line(b) for b, _ in BAD_LINES] + [line(question("q", **change)) for change, _, _ in BAD_FIELDS]
    mixed = [text for b in bad for text in (b, line(question("good")))]
    out, status, errors = judge(text=b"".join(mixed))
    assert (status, errors) == (1, "")
    found = [json.loads(text) for text in out.decode().splitlines()]
    assert [("error" in a, a["id"] == "good") for a in found] == [(True, False), (False, True)] * len(bad)
    assert found == [json.loads(text) for text, _ in judge_lines(mixed, LAW)]


def test_half_a_character_in_an_id_comes_back_as_it_came():
    out, status, errors = judge(b'{"id": "\\ud800", "x": 1}', question("next"))
    first, second = out.decode().splitlines()
    assert (json.loads(first)["id"], json.loads(second)["id"]) == ("\ud800", "next")
    assert (status, errors) == (1, "")


def test_empty_lines_are_passed_over_but_counted():
    out, status, _ = judge(text=b"\n  \n" + line(question("q")) + b"\r\n\n{\n")
    first, second = (json.loads(text) for text in out.decode().splitlines())
    assert first["id"] == "q"
    assert "line 6 is not" in second["error"]["why"]
    assert status == 1


def test_a_byte_order_mark_and_windows_line_ends_are_passed_over():
    text = b"\xef\xbb\xbf" + line(question("a")).replace(b"\n", b"\r\n") + line(question("b")).rstrip()
    out, status, _ = judge(text=text)
    assert [json.loads(t)["verdict"] for t in out.decode().splitlines()] == ["allow", "allow"]
    assert status == 0


def test_no_question_no_answer():
    assert judge(text=b"") == (b"", 0, "")


def test_a_very_long_line_is_judged_like_any_other():
    past = {
        "at": "2025-01-01T10:00:00+08:00",
        "channel": "letter",
        "person": "p",
        "debts": ["d"],
        "collector": "k",
    }
    asked = question("long", history=[{**past, "id": f"h{n}"} for n in range(20_000)])
    found, status = answers(question("a"), asked, question("b"))
    assert [(a["id"], a["verdict"]) for a in found] == [("a", "allow"), ("long", "allow"), ("b", "allow")]
    assert status == 0


def test_more_than_a_request_may_hold_is_refused():
    _, at, why = the_error(question("q", contact={**question("q")["contact"], "debts": ["d"] * 100_001}))
    assert at == "/contact/debts"
    assert "split" in why


def test_the_same_thing_told_twice_is_one():
    call = {"id": "h", "at": "2026-05-12T09:00:00+08:00", "channel": "call", "person": "p", "debts": ["d"],
            "collector": "k", "result": "conversation"}  # fmt: skip
    asked = question("q", history=[call, call], people=question("q")["people"] * 2)
    twice, once = answers(asked, question("q", history=[call]))[0]
    assert twice == once


def test_a_file_is_read_like_standard_input(tmp_path):
    lines = [line(question("a")), line(question("b", NIGHT))]
    path = tmp_path / "asked.jsonl"
    path.write_bytes(b"".join(lines))
    from_file = judge(args=("judge", str(path)), text=b"")
    assert from_file == judge(args=("judge", "-"), text=b"".join(lines)) == judge(text=b"".join(lines))


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_a_file_that_cannot_be_opened_is_said_with_status_2(name, tmp_path):
    out, status, errors = judge(args=("judge", str(tmp_path / name)), text=b"")
    assert (out, status) == (b"", 2)
    assert str(tmp_path / name) in errors.replace("\n", "")
    assert "name a file of JSON Lines, or - for standard input" in " ".join(errors.split())
    assert "Traceback" not in errors


def test_a_wrong_command_line_is_said_with_status_2():
    _, status, errors = judge(args=("judge", "--petty"), text=b"")
    assert status == 2
    assert "--pretty" in errors
    assert "Traceback" not in errors


def test_a_house_rulebook_tightens(tmp_path):
    book = tmp_path / "house.md"
    book.write_text(HOUSE, encoding="utf-8")
    asked = line(question("q"))
    out, status, _ = judge(args=("judge", "--rulebook", str(book)), text=asked)
    answer = json.loads(out)
    assert (answer["verdict"], status) == ("forbid", 0)
    assert [(b["rule"], b["force"], b["cite"]) for b in answer["breaches"]] == [
        ("house.demo.noon", "house", "Policy 7.1")
    ]
    assert answer["next_lawful"]["from"] == "2026-05-12T14:00:00+08:00"
    assert answer["books"]["house.demo"].startswith("2026-02-01:")
    assert json.loads(judge(text=asked)[0])["verdict"] == "allow"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (HOUSE.replace('"hours"', '"houres"'), ["house.md:", "Policy 7.1", "did you mean 'hours'"]),
        (HOUSE.replace("+++", "---"), ["house.md:1", "two lines of +++"]),
        (HOUSE.replace("house.demo", "cn.card"), ["two rulebooks 'cn.card'"]),
    ],
)
def test_a_house_rulebook_that_is_wrong_stops_everything_and_says_where(text, parts, tmp_path):
    (tmp_path / "house.md").write_text(text, encoding="utf-8")
    out, status, errors = judge(
        args=("judge", "--rulebook", str(tmp_path / "house.md")), text=line(question("q"))
    )
    assert (out, status) == (b"", 2)
    for part in parts:
        assert part in " ".join(errors.split())
    assert "Traceback" not in errors


def test_the_first_answer_comes_before_the_input_ends():
    with subprocess.Popen([SCRIPT, "judge"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        for name in ("first", "second"):
            running.stdin.write(line(question(name)))
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == name
        running.stdin.close()
        assert running.stdout.read() == b""
        assert running.wait(30) == 0


def test_whoever_stops_reading_gets_no_traceback():
    many = b"".join(line(question(f"q{n}", NIGHT)) for n in range(400))
    with subprocess.Popen(
        [SCRIPT, "judge"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        running.stdin.write(line(question("q")))
        running.stdin.flush()
        running.stdout.readline()
        running.stdout.close()
        try:
            running.stdin.write(many)
            running.stdin.close()
        except BrokenPipeError:
            pass
        assert b"Traceback" not in running.stderr.read()
        running.stdin = None


def width(text):
    """Columns of a terminal that a line takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


EXPLAINED = {
    "en": [
        "late: May not be made",
        "Because",
        "GB/T 45251-2025 §5.3",
        "When next",
        "2026-05-13 Wed 08:00:00",
    ],
    "zh": ["late：不得联系", "原因", "GB/T 45251-2025 §5.3", "下次可联系时间", "2026-05-13 周三 08:00:00"],
}


@pytest.mark.parametrize("language", EXPLAINED)
def test_a_verdict_is_explained_with_its_clause_and_when_next_in_80_columns(language):
    asked = b"".join(map(line, (question("late", NIGHT), question("fine"), {"id": "bad"})))
    out, status, errors = judge(args=("--lang", language, "judge", "--pretty"), text=asked)
    shown = out.decode()
    assert (status, errors) == (1, "")
    for part in EXPLAINED[language]:
        assert part in shown
    assert {"en": "fine: May be made", "zh": "fine：可以联系"}[language] in shown
    assert {"en": "bad: Cannot be read", "zh": "bad：无法读取"}[language] in shown
    assert "/contact: missing" in shown
    for text in shown.splitlines():
        assert width(text) <= 80, text
        assert text == text.rstrip(), repr(text)
    assert "\x1b" not in shown  # no colours where nobody looks


def test_an_explanation_speaks_the_language_of_the_place():
    asked = line(question("late", NIGHT))
    zh = judge(args=("judge", "--pretty"), text=asked, env={"LC_ALL": "zh_CN.UTF-8"})[0].decode()
    en = judge(args=("judge", "--pretty"), text=asked, env={"LC_ALL": "C.UTF-8"})[0].decode()
    assert "不得联系" in zh
    assert "May not be made" in en


def test_an_explanation_names_what_is_missing():
    asked = question("q", people=[{"id": "p", "role": "borrower"}])
    out, status, _ = judge(line(asked).rstrip(), args=("judge", "--pretty"))
    shown = out.decode()
    assert status == 0
    assert "Cannot be judged yet" in shown
    assert "people/p/region" in shown


def test_an_explanation_of_nothing_says_so():
    out, status, errors = judge(args=("judge", "--pretty"), text=b"\n")
    assert (out, status) == (b"", 0)
    assert "nothing to judge" in errors
