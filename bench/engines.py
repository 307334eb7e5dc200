"""One decision: twenty rules, forty past contacts; forbear beside general engines and a function by hand.

    uv sync --group bench && .venv/bin/python bench/engines.py

The workload "contact-20": the rules of `contact_20.md`, printed for each engine by `peers/forms.py`.

- *Facts in*: every count is given; rules alone are judged.
- *Numbers in*: the forty past contacts are given as instants and local days in numbers, made beforehand; forbear does
  not have this form.
- *Contacts in*: the contact and the forty before it as they are recorded, with an instant and a zone; for the others
  the numbers are made first, in the same plain Python for all.

Every engine must first name the same rules as forbear on a thousand made-up contacts. Processor time; an engine that is
not installed is left out and said to be.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from forbear.law.clock import find_zone
from forbear.law.judge import judge, read_request
from forbear.law.rulebook import load_law
from forbear.law.rules.context import Context, Sight
from forbear.law.rules.history import History
from forbear.terms import Request
from peers import forms

LAW = load_law((Path(__file__).with_name("contact_20.md"),))
BOOK = "house.bench"
CHECKED, TIMED, ROUNDS = 1000, 200, 15
KINDS = (
    ("call", "conversation"), ("call", "unanswered"), ("call", "voicemail"), ("call", "unanswered"),
    ("sms", "delivered"), ("email", "delivered"), ("visit", "conversation"),
)  # fmt: skip
"""Channel and result of the past contacts."""
Broken = Callable[[Any], Any]


def made_up(seed: int) -> Request:
    """A contact with forty before it."""
    rng = random.Random(seed)
    zone = rng.choice(("Asia/Shanghai", "America/New_York", "Europe/London"))
    at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(250 * 86400))
    span = rng.choice((3, 10, 30, 60)) * 86400
    common = {"person": "p", "debts": ["d"], "collector": "k"}
    past = []
    for i, seconds in enumerate(sorted((rng.randrange(1, span) for _ in range(40)), reverse=True)):
        channel, result = rng.choice(KINDS)
        before = at - timedelta(seconds=seconds)
        told = {"id": f"h{i}", "at": before.isoformat(), "channel": channel, "result": result}
        past.append(common | told | {"address": rng.choice("ab")})
    return read_request({
        "books": [BOOK],
        "collectors": [{"id": "k", "kind": rng.choice(("bank", "agency"))}],
        "debts": [{"id": "d", "product": rng.choice(("credit_card", "microloan")),
                   "days_past_due": rng.choice((1, 20, 90))}],
        "people": [{"id": "p", "role": rng.choice(("borrower", "borrower", "guarantor", "friend")), "zones": [zone]}],
        "history": past,
        "contact": common | {
            "at": at.isoformat(), "channel": rng.choice(("call", "call", "sms", "email", "visit")),
            "purpose": rng.choice(("collect", "service")), "address": rng.choice("ab"),
            "address_kind": rng.choice(("mobile", "home", "work")), "staff": rng.choice((1, 2)),
        },
    })  # fmt: skip


def prepared(request: Request) -> dict[str, Any]:
    """What another engine is given of a contact, made from the contact and those before it."""
    contact, debt, person = request.contact, request.debts[0], request.people[0]
    zone = ZoneInfo((person.zones or ())[0])
    local = contact.at.astimezone(zone)
    return {
        "t": int(contact.stamp), "day": local.toordinal(), "weekday": local.weekday(),
        "second": local.hour * 3600 + local.minute * 60 + local.second,
        "channel": contact.channel, "purpose": contact.purpose, "address": contact.address,
        "address_kind": contact.address_kind, "staff": contact.staff, "role": person.role,
        "collector": request.collectors[0].kind, "product": debt.product, "days_past_due": debt.days_past_due,
        "history": [
            {"t": int(c.stamp), "day": c.at.astimezone(zone).toordinal(), "channel": c.channel,
             "result": c.result, "address": c.address}
            for c in request.history
        ],
    }  # fmt: skip


def by_hand(*, history: bool) -> Broken:
    """A Python function written for these rules."""
    scope: dict[str, Any] = {}
    exec(forms.python(history=history), scope)
    return scope["broken"]


def common_expression_language(*, history: bool) -> Broken:
    """The Rust implementation of CEL."""
    program = importlib.import_module("cel").compile(forms.cel(history=history))
    return program.execute


def cel_expr_python(*, history: bool) -> Broken:
    """Google's C++ implementation of CEL."""
    cel = importlib.import_module("cel_expr_python.cel")
    variables = dict.fromkeys((*forms.NAMES, *forms.COUNTS, "history"), cel.Type.DYN)
    expression = cel.NewEnv(variables=variables).compile(forms.cel(history=history))
    return lambda fact: expression.eval(data=fact).plain_value()


def celine_regorus(*, history: bool) -> Broken:
    """Regorus: Rego in Rust."""
    policy = importlib.import_module("regorus").Engine()
    policy.add_policy("house.rego", forms.rego(history=history))

    def broken(fact: Any) -> Any:
        policy.set_input(fact)
        return policy.eval_rule("data.house.broken")

    return broken


def zen_engine(*, history: bool) -> Broken:
    """GoRules ZEN: one compiled expression (a decision of nodes is slower)."""
    return importlib.import_module("zen").compile_expression(forms.zen(history=history)).evaluate


def cedarpy(*, history: bool) -> Broken | None:
    """Cedar, facts in: its policies neither count nor loop."""
    if history:
        return None
    cedar = importlib.import_module("cedarpy")
    policies = cedar.PolicySet.from_str(forms.cedar())
    nobody = cedar.Entities.from_json_str("[]")
    names = dict(enumerate([None, *forms.rules({n: n for n in forms.COUNTS})]))

    def broken(fact: Any) -> Any:
        request = {"principal": 'P::"p"', "action": 'A::"a"', "resource": 'R::"r"', "context": fact}
        reasons = cedar.is_authorized(request, policies, nobody).diagnostics.reasons
        return [n for r in reasons if (n := names[int(r.removeprefix("policy"))]) is not None]

    return broken


def openfisca_core(*, history: bool) -> Broken:
    """OpenFisca: made for millions of households at once, a decision is a simulation of one."""
    return importlib.import_module("peers.openfisca").broken(history=history)


PEERS: dict[str, Callable[..., Broken | None]] = {
    "common-expression-language": common_expression_language,
    "cel-expr-python": cel_expr_python,
    "celine-regorus": celine_regorus,
    "zen-engine": zen_engine,
    "cedarpy": cedarpy,
    "openfisca-core": openfisca_core,
}


def judged(request: Request) -> list[str]:
    """forbear, history in: the rules broken."""
    return list(judge(LAW, request).rules)


def spelled(request: Request) -> list[str]:
    """The same with every reason spelled out in two languages, which no other engine does."""
    return [breach.rule for breach in judge(LAW, request).breaches]


def weighed(sight: Sight) -> list[str]:
    """forbear, facts in: the same rules over a view that has its facts."""
    view = sight.view(find_zone(sight.ctx.zones[0]))
    rules = LAW.in_force((BOOK,), datetime(2026, 6, 1, tzinfo=UTC).date())
    looked = sight.rules(LAW.candidates(rules, view))
    return [rule.id for rule, _ in looked if rule.forbids(view)]


def ready(request: Request) -> Sight:
    """A sight whose facts are found."""
    sight = Sight(Context(History(request, None), request.debts[0]))
    weighed(sight)
    return sight


def counted(fact: dict[str, Any]) -> dict[str, Any]:
    """The same facts with the counts in place of the history."""
    scope: dict[str, Any] = {}
    exec(forms.python(history=True).replace("    return found", "    return locals()"), scope)
    told = scope["broken"](fact)
    return {name: told[name] for name in (*forms.NAMES, *forms.COUNTS)}


def agrees(broken: Broken, asked: list[Any], expected: list[set[str]]) -> None:
    """The same rules on every contact, or it is no comparison."""
    for fact, names in zip(asked, expected, strict=True):
        found = {name.removeprefix(f"{BOOK}.") for name in broken(fact)}
        assert found == names, (found ^ names, fact)


def measured(rows: dict[str, tuple[Broken, list[Any]]]) -> dict[str, float]:
    """Microseconds of processor time for one decision: the rows in turn, the median of the rounds."""
    took: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(ROUNDS):
        for name, (broken, asked) in rows.items():
            start = time.process_time()
            for fact in asked[:TIMED]:
                broken(fact)
            took[name].append((time.process_time() - start) / TIMED * 1e6)
    return {name: statistics.median(times) for name, times in took.items()}


def engines() -> tuple[dict[str, str], dict[str, dict[bool, Broken | None]]]:
    """The version of each engine that is installed, and what it decides by: facts in, history in."""
    versions, found = (
        {"a function by hand": ""},
        {"a function by hand": {h: by_hand(history=h) for h in (False, True)}},
    )
    for name, engine in PEERS.items():
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            print(f"{name}: not installed, left out")
            continue
        found[name] = {h: engine(history=h) for h in (False, True)}
    return versions, found


def main() -> None:
    """Check, measure, print."""
    requests = [made_up(seed) for seed in range(CHECKED)]
    pasts = [prepared(request) for request in requests]
    inputs = {False: [counted(fact) for fact in pasts], True: pasts}
    expected = [{rule.removeprefix(f"{BOOK}.") for rule in spelled(request)} for request in requests]
    sights = [ready(request) for request in requests]
    agrees(weighed, sights, expected)
    agrees(judged, requests, expected)
    versions, found = engines()
    rows: dict[str, tuple[Broken, list[Any]]] = {
        "facts forbear": (weighed, sights), "history forbear": (judged, requests),
        "history spelled": (spelled, requests), "prepared": (prepared, requests),
    }  # fmt: skip
    for name, by in found.items():
        for history, broken in by.items():
            if broken is not None:
                agrees(broken, inputs[history], expected)
                rows[f"{'history' if history else 'facts'} {name}"] = broken, inputs[history]
    show(versions, measured(rows))
    average = sum(map(len, expected)) / CHECKED
    print(f"\n{CHECKED:,} contacts, on each the same rules named by all; {average:.1f} on average.")


def show(versions: dict[str, str], took: dict[str, float]) -> None:
    """The table, and how many times as long the fastest general engine takes."""
    print("| | version | facts in, µs | times forbear | numbers in, µs | contacts in, µs | times forbear |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    facts, history, numbers = took["facts forbear"], took["history forbear"], took["prepared"]
    print(f"| forbear | | {facts:.1f} | 1 | | {history:.1f} | 1 |")
    print(f"| forbear, reasons spelled out | | | | | {took['history spelled']:.1f} | |")
    for name, version in versions.items():
        cells = [f"{took[f'facts {name}']:.1f}", f"{took[f'facts {name}'] / facts:.1f}"]
        if (own := took.get(f"history {name}")) is not None:
            cells += [f"{own:.1f}", f"{own + numbers:.1f}", f"{(own + numbers) / history:.1f}"]
        else:
            cells += ["can't", "", ""]
        print(f"| {name} | {version} | {' | '.join(cells)} |")
    general = [name for name in versions if name in PEERS]
    if general:
        fastest = min(took[f"facts {n}"] for n in general)
        whole = min(took.get(f"history {n}", 1e9) for n in general)
        print(
            f"\nThe fastest general engine: facts in {fastest / facts:.1f} times forbear, contacts in"
            f" {(whole + numbers) / history:.1f} times ({whole / history:.1f} with its numbers made beforehand)."
        )


if __name__ == "__main__":
    main()
