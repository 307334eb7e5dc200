"""Whatever comes in, each line gets a verdict or an error with a pointer, and the next line is judged."""

import copy
import json
from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from forbear.cli.explaining import WORDS as SHOWN
from forbear.cli.explaining import explain
from forbear.cli.judge import judge_lines
from forbear.law.rulebook import load_law

LAW = load_law()
WHOLE = {
    "id": "q",
    "books": ["us.regf"],
    "read_at": "2026-05-12",
    "posture": "strict",
    "collectors": [{"id": "k", "kind": "agency", "acts_for": "b"}, {"id": "b", "kind": "bank"}],
    "debts": [{"id": "d", "product": "credit_card", "status": "overdue", "days_past_due": 40, "group": "g",
               "last_due": "2026-04-01", "validation_sent": "2026-04-20", "assigned": "2026-04-02"}],
    "people": [{"id": "p", "role": "borrower", "zones": ["America/New_York", "America/Havana"], "region": "US-OH",
                "reachable": True, "deceased": False}],
    "statements": [
        {"id": "s1", "at": "2026-05-01T10:00:00-04:00", "person": "p", "kind": "inconvenient", "days": ["tue"],
         "from": "09:00", "to": "24:00", "dates": ["2026-05-12"], "place": "work"},
        {"id": "s2", "at": "2026-05-01T10:00:00-04:00", "person": "p", "kind": "agreed_hours", "from": "22:00",
         "to": "02:00", "until": "2026-06-01T00:00:00Z"},
        {"id": "s3", "at": "2026-05-01T10:00:00-04:00", "person": "p", "kind": "consent", "to": "calls",
         "from": "2026-05-01", "to_date": "2026-05-30", "given_to": "k", "address": "a"},
        {"id": "s4", "at": "2026-05-02T10:00:00-04:00", "person": "p", "kind": "lifted", "of": "s1"},
        {"id": "s5", "at": "2026-05-02T10:00:00-04:00", "person": "p", "kind": "opt_out", "channel": "sms",
         "address": "a", "medium": "oral", "written": True, "debts": ["d"], "by": "x"},
    ],
    "history": [
        {"id": "h1", "at": "2026-05-11T10:00:00-04:00", "channel": "call", "direction": "inbound", "person": "p",
         "debts": ["d"], "result": "conversation", "talked_of": ["d"], "collector": "k", "address": "a"},
        {"id": "h2", "at": "2026-05-10T10:00:00-04:00", "channel": "sms", "person": "p", "debts": ["d"],
         "purpose": "notice", "notice": "us.regf.validation_notice", "result": "sent", "collector": "k"},
    ],
    "contact": {"id": "c", "at": "2026-05-12T21:30:00-04:00", "channel": "call", "direction": "outbound",
                "person": "p", "debts": ["d"], "purpose": "reply", "reply_to": "h1", "address": "a",
                "address_kind": "mobile", "style": "interactive", "conveys_debt": True, "limited_content": False,
                "text": "Please call us.", "language": "en", "staff": 2, "address_person": "p", "known_at": "home",
                "collector": "k"},
}  # fmt: skip
WORDS = st.sampled_from(
    ["", "p", "call", "2026-05-12", "0001-01-01", "9999-12-31", "24:00", "-", "\ud800", "\x00", "call\n", "calls",
     "2026-05-12T10:00:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "Asia", "../x", "cease",
     "2199-12-31T23:59:59Z", "1900-01-01T00:00:00Z", "2199-12-31", "{local}", "[bold]", "x" * 3000, "us", "mon"]
)  # fmt: skip
ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.floats(allow_nan=False),
        WORDS,
        st.text(max_size=9),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value, path=()):
    yield path
    for key, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(inner, (*path, key))


PLACES = sorted(places(WHOLE), key=str)


def mangle(request, path, how, value):
    """The request with one thing in it replaced, dropped, doubled or misspelt."""
    if not path:
        return value if how == "replace" else request
    *above, last = path
    holder = request
    for key in above:
        if not isinstance(holder, (dict, list)) or (isinstance(holder, dict) and key not in holder):
            return request
        if isinstance(holder, list) and not (isinstance(key, int) and key < len(holder)):
            return request
        holder = holder[key]
    if isinstance(holder, dict) and last in holder:
        match how:
            case "replace":
                holder[last] = value
            case "drop":
                del holder[last]
            case "double":
                holder[last + "s"] = holder[last]
            case "misspell":
                holder[last[:-1]] = holder.pop(last)
    elif isinstance(holder, list) and isinstance(last, int) and last < len(holder):
        match how:
            case "replace":
                holder[last] = value
            case "drop":
                del holder[last]
            case _:
                holder.append(copy.deepcopy(holder[last]))
    return request


@st.composite
def mangled(draw):
    request = copy.deepcopy(WHOLE)
    request["books"] = draw(st.sampled_from([["us.regf"], ["cn"], ["ph"], None]))
    for _ in range(draw(st.integers(1, 4))):
        how = draw(st.sampled_from(("replace", "drop", "double", "misspell")))
        request = mangle(request, draw(st.sampled_from(PLACES)), how, draw(ANYTHING))
        if not isinstance(request, dict):
            break
    return request


def told(lines):
    """Every answer, read back; a verdict or an error with a pointer, and nothing else."""
    out = []
    for text, good in judge_lines(lines, LAW):
        answer = json.loads(text)
        assert good == ("verdict" in answer)
        if good:
            assert answer["verdict"] in {"allow", "forbid", "unknown"}
            assert (answer["verdict"] == "unknown") <= bool(answer["missing"])
        else:
            assert isinstance(answer["error"]["why"], str) and answer["error"]["why"]
            assert answer["error"]["at"] == "" or answer["error"]["at"].startswith("/")
        out.append(answer)
    return out


def test_the_request_that_is_mangled_is_whole():
    (answer,) = told([json.dumps(WHOLE).encode()])
    assert answer["verdict"] == "forbid"


@settings(max_examples=400)
@given(mangled())
def test_a_mangled_request_gets_a_verdict_or_an_error_and_the_next_is_judged(request):
    after = json.dumps(WHOLE).encode()
    answers = told([json.dumps(request).encode(), after])
    assert len(answers) == 2
    assert answers[1]["verdict"] == "forbid"


@settings(max_examples=100)
@given(mangled(), st.sampled_from(("zh", "en")))
def test_whatever_is_answered_can_be_explained(request, language):
    for answer in told([json.dumps(request).encode()]):
        shown = StringIO()
        explain(answer, language, Console(file=shown, width=400, highlight=False))
        expected = "error" if "error" in answer else answer["verdict"]
        assert SHOWN[language][expected] in shown.getvalue()


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=200).map(lambda b: b.replace(b"\n", b" ")), max_size=4))
def test_any_bytes_get_one_answer_a_line(lines):
    assert len(told(lines)) == sum(1 for text in lines if text.strip())


@settings(max_examples=200)
@given(st.data())
def test_a_line_cut_or_changed_anywhere_gets_one_answer(data):
    text = json.dumps(WHOLE).encode()
    place = data.draw(st.integers(0, len(text) - 1))
    change = data.draw(st.sampled_from([b"", b'"', b"{", b"]", b"\\", b"\xff", b",", b"0", b"NaN", b"null"]))
    cut = data.draw(st.booleans())
    assert len(told([text[:place] + change + (b"" if cut else text[place + 1 :])])) <= 1


@settings(max_examples=100)
@given(ANYTHING)
def test_any_json_is_a_verdict_or_an_error(value):
    (answer,) = told([json.dumps(value).encode()])
    assert ("error" in answer) != ("verdict" in answer)
