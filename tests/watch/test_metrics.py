"""Running numbers: what was asked, refused, permitted, sent; what waits; and nobody in them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg
from prometheus_client.parser import text_string_to_metric_families

from forbear.gate.channels.smtp import Mailer
from forbear.gate.door import Door
from forbear.gate.reservation import permit, reserve
from forbear.gate.sending import send_due
from forbear.store.evidence import integrate
from forbear.store.gauges import read_gauges
from forbear.store.readiness import beat
from forbear.watch.metrics import expose
from office import Office, Postbox, ask, ask_mail, mail_server, on_the_day

Series = tuple[str, frozenset[tuple[str, str]]]
NOW = on_the_day("09:30")


def numbers(exposed: bytes) -> dict[Series, float]:
    """Every sample by its name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(exposed.decode())
        for sample in family.samples
    }


def series(name: str, **labels: str) -> Series:
    return name, frozenset(labels.items())


def grown(before: dict[Series, float], after: dict[Series, float], one: Series) -> float:
    return after.get(one, 0.0) - before.get(one, 0.0)


def test_an_ask_is_counted_by_channel_and_verdict_and_a_refusal_by_each_rule(
    office: Office, door: Door
) -> None:
    office.add_borrower("li")
    before = numbers(expose())
    reserve(door, office.record(), ask("li", key="a"), NOW)
    reserve(door, office.record(), ask("li", key="a"), NOW)  # the same ask again is not another
    reserve(door, office.record(), ask("li", key="b", at=on_the_day("23:00")), NOW)
    after = numbers(expose())
    assert grown(before, after, series("forbear_asks_total", channel="call", verdict="allow")) == 1
    assert grown(before, after, series("forbear_asks_total", channel="call", verdict="forbid")) == 1
    assert grown(before, after, series("forbear_refusals_total", rule="cn.gbt45251.hours")) == 1
    assert grown(before, after, series("forbear_step_seconds_count", step="judge")) >= 2
    assert grown(before, after, series("forbear_step_seconds_count", step="record")) == 2


def test_permits_and_sends_are_counted_by_what_became_of_them(office: Office, door: Door) -> None:
    office.add_borrower("li")
    office.add_borrower("wang")
    before = numbers(expose())
    asked = reserve(door, office.record(), ask("li"), NOW)
    permit(door, office.record(), asked.entry.contact, NOW)
    reserve(door, office.record(), ask_mail("wang"), NOW)
    with mail_server(Postbox()) as settings, Mailer(settings) as mailer:
        send_due(door, office.record(), mailer, lambda: on_the_day("10:00"))
    after = numbers(expose())
    assert grown(before, after, series("forbear_permits_total", channel="call", outcome="given")) == 1
    assert grown(before, after, series("forbear_sends_total", channel="email", outcome="sent")) == 1
    assert grown(before, after, series("forbear_step_seconds_count", step="send")) == 1


def test_what_waits_in_the_database_is_read_when_it_is_asked_for(office: Office, door: Door) -> None:
    now = datetime.now(UTC)
    for person in ("li", "wang", "zhao"):
        office.add_borrower(person)
        office.add_call(f"k-{person}", person, f"case-{person}", now - timedelta(minutes=5), "unanswered")
    office.run("update contacts set state = 'reserved', result = null where person in ('li', 'wang')")
    office.run("update contacts set at = now() + interval '1 hour' where person = 'wang'")
    office.run("update contacts set state = 'in_doubt', result = null where person = 'zhao'")
    beat(office.connection, "worker")
    office.run("insert into providers values ('sms', 6, now() + interval '1 minute'), ('email', 0, null)")
    found = numbers(expose(partial(read_gauges, office.connection)))
    of_calls = {"channel": "call"}
    assert found[series("forbear_reserved", **of_calls)] == 2
    assert found[series("forbear_due", **of_calls)] == 1
    assert 299 < found[series("forbear_due_oldest_seconds", **of_calls)] < 400
    assert found[series("forbear_in_doubt", **of_calls)] == 1
    assert found[series("forbear_evidence_waiting")] == 7
    assert found[series("forbear_heartbeat_age_seconds", process="worker")] < 60
    assert found[series("forbear_breaker_open", channel="sms")] == 1
    assert found[series("forbear_failures", channel="sms")] == 6
    assert found[series("forbear_breaker_open", channel="email")] == 0
    assert found[series("forbear_gauges_read")] == 1
    integrate(office.connection)
    assert numbers(expose(partial(read_gauges, office.connection)))[series("forbear_evidence_waiting")] == 0


def test_where_the_database_is_down_the_other_numbers_are_told_all_the_same() -> None:
    def fail() -> None:
        raise psycopg.OperationalError("no")

    found = numbers(expose(fail))  # type: ignore[arg-type]
    assert found[series("forbear_gauges_read")] == 0
    assert any(name == "forbear_step_seconds_count" for name, _ in found)


def test_no_label_holds_anybody(office: Office, door: Door) -> None:
    office.add_borrower("li", mobile="+8613812345678", email="li.canary@mail.example")
    reserve(door, office.record(), ask("li"), NOW)
    told = expose(partial(read_gauges, office.connection)).decode()
    for canary in ("13812345678", "li.canary", "张li", "case-li", "li-phone", "key-li", '"li"'):
        assert canary not in told
    words = re.findall(r'="([^"]*)"', told)
    assert words and all(
        re.fullmatch(r"[a-z][a-z0-9_.]*|[A-Z]+|\+Inf|[0-9.e-]+|/[a-z0-9_/{}.-]*", w) for w in words
    )


COUNT = """
from forbear.watch.metrics import count_ask, expose
count_ask("sms", {"verdict": "allow"})
print(expose().decode())
"""
EMBEDDED = """
import sys, forbear.law.judge, forbear.money
assert not [name for name in sys.modules if "prometheus" in name or "structlog" in name]
"""


def test_with_a_folder_in_common_any_process_answers_for_all(tmp_path: Path) -> None:
    given = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    ran = [
        subprocess.run([sys.executable, "-c", COUNT], env=given, capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    found = numbers(ran[-1].stdout.encode())
    assert found[series("forbear_asks_total", channel="sms", verdict="allow")] == 3


def test_what_a_dialler_embeds_loads_none_of_it() -> None:
    subprocess.run([sys.executable, "-c", EMBEDDED], check=True)
