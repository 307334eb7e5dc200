"""Requests as circles of one log, so that a sweep and `judge` can be asked the same."""

from dataclasses import replace

from forbear.law.judge import judge
from forbear.law.sweep import inputs


def rows_of(requests, read=None):
    """The rows of the input tables for some requests: each a circle of its own, its contact the one to judge."""
    tables = {name: [] for name in inputs.INPUTS}
    n = m = 0
    for circle, request in enumerate(requests):
        def named(collector, circle=circle):
            return None if collector is None else f"{circle}/{collector}"

        for event in request.history:
            n += 1
            event = replace(event, id=event.id or f"h{n}", collector=named(event.collector))
            tables["in_contacts"].append(inputs.contact_row(event, n=n, circle=circle, judged=False))
        n += 1
        contact = replace(request.contact, id="judged", collector=named(request.contact.collector))
        tables["in_contacts"].append(inputs.contact_row(contact, n=n, circle=circle, judged=True))
        tables["in_people"] += [inputs.person_row(p, circle=circle) for p in request.people]
        tables["in_debts"] += [inputs.debt_row(d, circle=circle) for d in request.debts]
        tables["in_collectors"] += [
            inputs.collector_row(replace(c, id=named(c.id), acts_for=named(c.acts_for))) for c in request.collectors
        ]
        for statement in request.statements:
            m += 1
            statement = replace(statement, given_to=named(statement.given_to))
            tables["in_statements"].append(inputs.statement_row(statement, m=m, circle=circle))
        if read is not None and contact.text is not None:
            own = request.contact
            for person in {own.person, own.address_person, f"whoever has {own.address}"} - {None}:
                found = read(replace(own, person=person), request)
                tables["in_readings"].append(inputs.reading_row(found, n=n, person=person))
    return tables


def judged(law, request, read=None):
    """What `judge` says: the verdict, the rules broken, and those that lack a fact."""
    verdict = judge(law, request, read)
    return verdict.verdict, {b.rule for b in verdict.breaches}, {m.rule for m in verdict.missing}
