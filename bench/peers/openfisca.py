"""The rules of `bench/contact_20.md` for OpenFisca: past contacts are persons, the contact asked about is their group.

Words are numbers, since OpenFisca computes with arrays; a decision is a simulation of its own, with its own history.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from peers import forms

PERIOD = "2026-01"
PAST = build_entity("past", "pasts", "A past contact", is_person=True)
ASKED = build_entity(
    "asked", "askeds", "The contact asked about", roles=[{"key": "before", "plural": "befores"}]
)
PAST_COLUMNS = ("t", "day", "channel", "result", "address")
WORDS: dict[str, int] = {}


def number(value: Any) -> int:
    """A word's number; a number as it is."""
    return WORDS.setdefault(value, len(WORDS) + 1) if isinstance(value, str) else value


def _variable(name: str, of: Any, formula: Callable[..., Any] | None = None) -> type[Variable]:
    body: dict[str, Any] = {
        "value_type": int,
        "entity": of,
        "definition_period": DateUnit.MONTH,
        "label": name,
    }
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def _rule(test: str) -> Callable[..., Any]:
    names = (*forms.NAMES, *forms.COUNTS)
    needed = [n for n in names if n in test.replace("(", " ").replace(")", " ").split()]
    lambda_ = eval(f"lambda {', '.join(needed)}: {_numpy(test)}", {"np": np})
    return lambda asked, period: lambda_(*[asked(n, period) for n in needed])


def _numpy(test: str) -> str:
    """The test as one bitwise expression, each comparison in brackets."""
    out, parts = [], test.split('"')
    told = "".join(str(number(p)) if i % 2 else p for i, p in enumerate(parts))
    for group in told.split(" && "):
        bare = group.strip("()")
        out.append("(" + " | ".join(f"({c})" for c in bare.split(" || ")) + ")")
    return " & ".join(out)


def _count(count: forms.Count) -> Callable[..., Any]:
    def formula(asked: Any, period: Any) -> Any:
        past, project = asked.members, asked.project
        hit = np.ones(past.count, bool)
        if count.channel:
            hit &= past("past_channel", period) == number(count.channel)
        if count.result:
            hit &= past("past_result", period) == number(count.result)
        if count.same_address:
            hit &= past("past_address", period) == project(asked("address", period))
        if count.days:
            hit &= past("past_day", period) > project(asked("day", period)) - count.days
        else:
            hit &= past("past_t", period) > project(asked("t", period)) - count.hours * 3600
        return asked.sum(hit)

    return formula


def _system(*, history: bool) -> TaxBenefitSystem:
    system = TaxBenefitSystem([PAST, ASKED])
    for name in forms.NAMES:
        system.add_variable(_variable(name, ASKED))
    for name in PAST_COLUMNS:
        system.add_variable(_variable(f"past_{name}", PAST))
    for name, count in forms.COUNTS.items():
        system.add_variable(_variable(name, ASKED, _count(count) if history else None))
    for name, test in forms.rules({n: n for n in forms.COUNTS}).items():
        system.add_variable(_variable(f"breaks_{name}", ASKED, _rule(test)))
    return system


def broken(*, history: bool) -> Callable[[Any], list[str]]:
    """A function of a contact's facts that names the rules broken."""
    system = _system(history=history)
    rules = list(forms.rules({n: n for n in forms.COUNTS}))
    given = (*forms.NAMES,) if history else (*forms.NAMES, *forms.COUNTS)

    def decide(fact: dict[str, Any]) -> list[str]:
        befores = fact["history"] if history else [{}]
        simulation = SimulationBuilder().build_default_simulation(system, len(befores))
        asked = simulation.populations["asked"]
        asked.members_entity_id = np.zeros(len(befores), int)
        asked.count, asked.ids = 1, ["0"]
        for name in given:
            simulation.set_input(name, PERIOD, np.array([number(fact[name])]))
        if history:
            for name in PAST_COLUMNS:
                simulation.set_input(f"past_{name}", PERIOD, np.array([number(h[name]) for h in befores]))
        return [name for name in rules if simulation.calculate(f"breaks_{name}", PERIOD)[0]]

    return decide
