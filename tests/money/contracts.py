"""Contracts and events to test with: two plain ones, and strategies for any."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from forbear.money import age, read_events, read_terms, schedule
from forbear.money.ledger import ledger, ledger_json, read_ledger

LOAN: dict[str, Any] = {
    "currency": "CNY",
    "principal": "12000.00",
    "disbursed": "2026-01-15",
    "first_due": "2026-02-15",
    "instalments": 12,
    "every": {"months": 1},
    "method": "equal_instalment",
    "annual_rate": "0.18",
}
"""Twelve instalments of 1100.16 at 1.5 % a month; the first bears 180.00 of interest."""
PLAIN: dict[str, Any] = LOAN | {"method": "equal_principal", "annual_rate": "0"}
"""Twelve instalments of 1000.00 without interest."""
CARD: dict[str, Any] = {"currency": "CNY", "method": "revolving"}


def aged(events: list[dict[str, Any]], on: str, body: dict[str, Any] = LOAN) -> Any:
    """The age of a contract on a day."""
    terms = read_terms(body)
    return age(terms, read_events(events, terms), date.fromisoformat(on))


def answered(events: list[dict[str, Any]], *days: str, body: dict[str, Any] = LOAN) -> dict[str, Any]:
    """The ledger answer, as it is written."""
    return ledger_json(ledger(read_ledger({"terms": body, "events": events, "as_of": list(days)})))


def column(answer: dict[str, Any], name: str) -> list[str]:
    """One column of the schedule."""
    return [row[name] for row in answer["schedule"]]


def paid(on: str, amount: str, **more: Any) -> dict[str, Any]:
    """A payment."""
    return {"on": on, "kind": "payment", "amount": amount, **more}


def yuan(cents: int) -> str:
    """An amount as the format writes it."""
    return f"{Decimal(cents) / 100:.2f}"


_START = date(2026, 1, 10)
_days = st.integers(0, 500).map(lambda days: (_START + timedelta(days=days)).isoformat())
_amounts = st.integers(1, 3_000_00).map(yuan)

contracts = st.fixed_dictionaries(
    {
        "currency": st.just("CNY"),
        "principal": st.integers(100, 10_000_000).map(yuan),
        "disbursed": st.just(_START.isoformat()),
        "first_due": st.dates(date(2026, 1, 20), date(2026, 3, 31)).map(date.isoformat),
        "instalments": st.integers(2, 18),
        "every": st.sampled_from([{"months": 1}, {"months": 3}, {"days": 10}, {"weeks": 2}]),
        "method": st.sampled_from(
            ["equal_instalment", "equal_principal", "interest_only", "flat", "per_period_fee"]
        ),
        "annual_rate": st.sampled_from(["0", "0.06", "0.18", "0.2399"]),
        "day_count": st.sampled_from(["30/360", "act/365", "act/360", "act/act"]),
    },
    optional={
        "rounding": st.sampled_from(["0.01", "1", "0.05"]),
        "ties": st.sampled_from(["even", "up"]),
        "fee_per_period": st.sampled_from(["5.00", {"rate": "0.002"}]),
        "late": st.sampled_from(
            [
                {"kind": "daily_rate", "rate": "0.0005"},
                {"kind": "daily_rate", "rate": "0.001", "grace_days": 5, "on": ["principal", "interest"]},
                {"kind": "daily_rate", "rate": "0.001", "cap": {"rate": "0.02"}},
                {"kind": "once", "rate": "0.05", "grace_days": 3},
                {"kind": "fixed", "amount": "30.00", "cap": "75.00"},
            ]
        ),
        "across": st.sampled_from(["oldest_first", "component_first"]),
        "allocation": st.sampled_from(
            [
                ["principal", "interest"],
                ["interest", "fee", "principal", "penalty"],
                [{"from_dpd": 0, "order": ["interest"]}, {"from_dpd": 31, "order": ["principal"]}],
            ]
        ),
        "principal_free": st.just(1),
        "interest_free": st.integers(1, 3),
        "recalculate": st.sampled_from(["none", "daily"]),
        "holidays": st.sampled_from(
            [{"calendar": "au.national"}, {"calendar": "mx.rest_days", "shift": "previous"}]
        ),
    },
).filter(lambda body: not (body["method"] == "flat" and body.get("recalculate") == "daily"))
payments = st.lists(
    st.tuples(_days, _amounts).map(lambda pair: {"on": pair[0], "kind": "payment", "amount": pair[1]}),
    max_size=12,
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A contract and anything that may happen to it, in any order of days."""
    body = draw(contracts)
    dues = [row.due.isoformat() for row in schedule(read_terms(body))]
    span = st.tuples(st.sampled_from(dues), st.integers(0, 60))
    choices = st.one_of(
        st.fixed_dictionaries({"kind": st.sampled_from(["payment", "payment", "recovery", "settlement"]),
                               "amount": _amounts}),
        st.fixed_dictionaries({"kind": st.just("fee"), "amount": _amounts},
                              optional={"part": st.sampled_from(["fee", "penalty"]), "due": _days}),
        st.fixed_dictionaries({"kind": st.just("waiver"), "part": st.sampled_from(["interest", "fee", "penalty"])},
                              optional={"amount": _amounts}),
        st.fixed_dictionaries({"kind": st.sampled_from(["pause", "re_amortise", "charge_off"])}),
        st.fixed_dictionaries({"kind": st.just("re_age"), "every": st.just({"months": 1}),
                               "instalments": st.integers(1, 6), "after": st.integers(0, 40)}),
        st.fixed_dictionaries({"kind": st.just("reschedule"), "from": st.sampled_from(dues),
                               "extra_instalments": st.integers(1, 3)},
                              optional={"annual_rate": st.just("0.05"), "principal_free": st.just(1),
                                        "interest_free": st.just(1), "later": st.integers(1, 40)}),
        span.flatmap(lambda at: st.fixed_dictionaries({
            "kind": st.just("payment_holiday"), "from": st.just(at[0]),
            "to": st.just((date.fromisoformat(at[0]) + timedelta(days=at[1])).isoformat()),
            "interest": st.sampled_from(["next", "spread", "end", "none"])})),
        st.fixed_dictionaries({"kind": st.just("plan"), "breach_after_days": st.integers(0, 9),
                               "first": st.integers(0, 40), "amount": _amounts, "parts": st.integers(1, 4)}),
    )  # fmt: skip
    events = [
        _whole(event, day, f"e{i}")
        for i, (event, day) in enumerate(draw(st.lists(st.tuples(choices, _days), max_size=8)))
    ]
    for i in draw(st.lists(st.integers(0, max(len(events) - 1, 0)), max_size=2, unique=True)):
        if i < len(events):
            later = date.fromisoformat(events[i]["on"]) + timedelta(days=draw(st.integers(0, 60)))
            events.append({"on": later.isoformat(), "kind": "reversal", "of": events[i]["id"]})
    return body, events


def _whole(event: dict[str, Any], on: str, name: str) -> dict[str, Any]:
    """An event with its day, and the days that follow from it."""
    made, day = event | {"on": on, "id": name}, date.fromisoformat(on)

    def after(days: int) -> str:
        return (day + timedelta(days=days)).isoformat()

    if made["kind"] == "re_age":
        made["first_due"] = after(made.pop("after"))
    if "later" in made:
        start = date.fromisoformat(made["from"])
        made["new_due"] = (start + timedelta(days=made.pop("later"))).isoformat()
    if made["kind"] == "plan":
        first, parts, amount = made.pop("first"), made.pop("parts"), made.pop("amount")
        made["instalments"] = [{"due": after(first + 20 * i), "amount": amount} for i in range(parts)]
    return made
