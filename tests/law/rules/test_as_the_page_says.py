"""The verdict object and the errors are those of the page on formats, field by field."""

import copy

import pytest
from asking import america, china, past, person, said

from forbear.law.judge import judge, read_request, verdict_json
from forbear.law.rulebook import load_law
from forbear.review.contacts import read_contact
from forbear.terms import InputError

LAW = load_law()
DAY, NIGHT = "2026-03-02T12:00:00+08:00", "2026-03-02T22:00:00+08:00"


def answer(request):
    return verdict_json(judge(LAW, read_request(request), read_contact))


def test_a_refusal_has_every_field_of_the_page():
    given = answer({"id": "q1", **china(NIGHT)})
    assert list(given) == [
        "id", "verdict", "breaches", "duties", "missing", "next_lawful", "read_at", "books",
    ]  # fmt: skip
    assert (given["id"], given["verdict"], given["read_at"]) == ("q1", "forbid", "2026-03-02")
    [breach] = given["breaches"]
    assert {"rule", "cite", "force", "effect", "why", "facts"} <= set(breach)
    assert (breach["force"], breach["effect"]) == ("standard", "forbid")
    assert set(breach["why"]) == {"en", "zh"} and "22:00:00" in breach["why"]["zh"]
    assert given["next_lawful"] == {"from": "2026-03-03T08:00:00+08:00", "to": "2026-03-03T21:59:59+08:00"}
    assert given["missing"] == []
    assert set(given["books"]) == {"cn.gbt45251"}


def test_of_what_is_allowed_the_next_lawful_span_begins_now():
    given = answer(china(DAY))
    assert given["verdict"] == "allow" and given["breaches"] == []
    assert given["next_lawful"]["from"] == DAY


def test_the_span_is_told_by_the_clock_of_the_person():
    given = answer(china("2026-03-02T05:00:00Z"))
    assert given["next_lawful"]["from"] == "2026-03-02T13:00:00+08:00"


def test_where_nothing_is_ever_lawful_the_span_is_null():
    request = america(
        "2026-05-13T11:00:00-04:00",
        statements=[said("cease", "2026-05-05T09:00:00-04:00", medium="letter")],
    )
    assert answer(request)["next_lawful"] is None


def test_what_is_missing_names_the_rule_and_the_fact():
    given = answer(china(DAY, people=[person("p1", zone=None)]))
    assert {"rule": "cn.gbt45251.hours", "fact": "people/p1/zones"} in given["missing"]
    assert given["next_lawful"] is None


def test_a_presumption_says_so_and_forbids():
    history = [past(f"2026-05-{d:02}T10:00:00-04:00", "unanswered") for d in range(4, 11)]
    given = answer(america("2026-05-10T15:00:00-04:00", history=history))
    assert [(b["rule"], b["effect"]) for b in given["breaches"]] == [("us.regf.call_frequency", "presume")]
    assert given["breaches"][0]["facts"]["count"] == 7


def test_the_order_of_what_happened_and_a_thing_told_twice_change_nothing():
    history = [past(f"2026-03-02T{h}:00:00+08:00") for h in ("09", "10", "11")]
    request = china(DAY, history=history)
    turned = {**request, "history": [*reversed(history), history[0]]}
    assert answer(turned) == answer(request)
    assert answer(request)["verdict"] == "forbid"


def test_null_is_the_same_as_left_out():
    request = china(DAY)
    spelt = copy.deepcopy(request)
    spelt["contact"] |= {"text": None, "result": None, "reply_to": None, "conveys_debt": None}
    spelt |= {"read_at": None, "posture": None, "statements": None, "history": None}
    assert answer(spelt) == answer(request)


STATEMENT = {"id": "s", "at": DAY, "person": "p1", "kind": "cease"}


@pytest.mark.parametrize(
    ("at", "change"),
    [
        ("/fooo", {"fooo": 1}),
        ("/contact/chanel", {"contact": {"chanel": "call"}}),
        ("/contact/channel", {"contact": {"channel": "phone"}}),
        ("/contact/channel", {"contact": {"channel": "Call"}}),
        ("/contact/channel", {"contact": {"channel": None}}),
        ("/contact/at", {"contact": {"at": "2026-03-02T12:00:00"}}),
        ("/contact/at", {"contact": {"at": "2026-03-02"}}),
        ("/contact/at", {"contact": {"at": 1772424000}}),
        ("/contact/person", {"contact": {"person": ""}}),
        ("/contact/conveys_debt", {"contact": {"conveys_debt": "true"}}),
        ("/contact/staff", {"contact": {"staff": 2.0}}),
        ("/people/0/zones/0", {"people": [{"id": "p1", "zones": ["Asia/Shangai"]}]}),
        ("/people/0/zones", {"people": [{"id": "p1", "zones": "Asia/Shanghai"}]}),
        ("/people/0/role", {"people": [{"id": "p1", "role": "debtor"}]}),
        ("/people/0/zone", {"people": [{"id": "p1", "zone": "Asia/Shanghai"}]}),
        ("/people/1/id", {"people": [{"id": "p1"}, {"id": "p1", "role": "friend"}]}),
        ("/debts/0/product", {"debts": [{"id": "d1", "product": "card"}]}),
        ("/debts/0/days_past_due", {"debts": [{"id": "d1", "days_past_due": "38"}]}),
        ("/collectors/0/kind", {"collectors": [{"id": "k0", "kind": "bnk"}]}),
        ("/posture", {"posture": "soft"}),
        ("/read_at", {"read_at": "2026-02-30"}),
        ("/books/0", {"books": ["cn.gbt"]}),
        ("/books", {"books": []}),
        ("/statements/0/kind", {"statements": [{**STATEMENT, "kind": "stop"}]}),
        ("/statements/0/foo", {"statements": [{**STATEMENT, "foo": 1}]}),
        ("/statements/0/id", {"statements": [{**STATEMENT, "id": None}]}),
        ("/statements/0/until", {"statements": [{**STATEMENT, "until": "2026-03-05"}]}),
        ("/statements/0/to", {"statements": [{**STATEMENT, "kind": "consent"}]}),
        ("/statements/0/days/0", {"statements": [{**STATEMENT, "kind": "inconvenient", "days": ["monday"]}]}),
        ("/statements/0/from", {"statements": [{**STATEMENT, "kind": "inconvenient", "from": "25:00"}]}),
        ("/statements/0/dates/0", {"statements": [{**STATEMENT, "dates": ["2026-02-30"]}]}),
        ("/history/0/result", {"history": [past(DAY, "answered")]}),
    ],
)
def test_what_cannot_be_read_is_named_by_its_pointer(at, change):
    request = china(DAY)
    for key, value in change.items():
        request[key] = {**request[key], **value} if isinstance(value, dict) else value
    with pytest.raises(InputError) as raised:
        answer(request)
    assert raised.value.at == at
    assert raised.value.why
