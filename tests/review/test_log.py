"""A contact log: read from any file, put in order, and each contact judged against those strictly before it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from forbear.review import log_order
from forbear.review.log import COLUMNS, read_entry
from forbear.review.log_files import Reject, Row, read_rows
from forbear.review.log_known import read_known
from forbear.review.log_order import Known, OrderedLog, Placed
from forbear.terms import InputError, Request


def call(name: str, at: str, **more: str) -> dict[str, str]:
    """A call of the agency k for the bank to p about d, that rang out."""
    usual = {
        "id": name, "at": at, "channel": "call", "person": "p", "debts": "d", "result": "unanswered", "collector": "k",
        "collector_kind": "agency", "lender": "b", "lender_kind": "bank", "person_role": "borrower",
        "zone": "America/New_York", "region": "US-NY-NYC", "product": "credit_card", "days_past_due": "45",
    }  # fmt: skip
    return {k: v for k, v in (usual | more).items() if v}


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [c for c in COLUMNS if any(c in row for row in rows)])
        writer.writeheader()
        writer.writerows(rows)
    return path


def placed(
    path: Path, known: Known = log_order.NOTHING_MORE
) -> tuple[dict[str | None, Placed], list[Reject]]:
    with OrderedLog(known) as log:
        rejects = list(log.take(read_rows(path)))
        return {p.request.id: p for p in log.requests()}, rejects


def asked(path: Path, known: Known = log_order.NOTHING_MORE) -> dict[str | None, Request]:
    found, rejects = placed(path, known)
    assert rejects == []
    return {name: p.request for name, p in found.items()}


MONDAY = "2026-03-02T{}:00-05:00"


class TestOrder:
    def test_a_contact_is_judged_against_those_strictly_before_it(self, tmp_path: Path) -> None:
        rows = [
            call(name, MONDAY.format(at))
            for name, at in (("late", "15:00"), ("early", "09:00"), ("noon", "12:00"))
        ]
        found = asked(write_csv(tmp_path / "log.csv", rows))
        assert {n: [h.id for h in r.history] for n, r in found.items()} == {
            "early": [], "noon": ["early"], "late": ["early", "noon"],
        }  # fmt: skip

    def test_two_at_one_instant_do_not_see_each_other(self, tmp_path: Path) -> None:
        rows = [call("one", "2026-03-02T12:00:00-05:00"), call("two", "2026-03-02T17:00:00Z")]
        assert [r.history for r in asked(write_csv(tmp_path / "log.csv", rows)).values()] == [(), ()]

    def test_people_of_one_debt_are_told_of_together_and_others_are_not(self, tmp_path: Path) -> None:
        rows = [
            call("dial", MONDAY.format("09:00")),
            call("friend", MONDAY.format("10:00"), person="f", person_role="named_contact"),
            call("stranger", MONDAY.format("11:00"), person="s", debts="other"),
        ]
        found = asked(write_csv(tmp_path / "log.csv", rows))
        assert [h.id for h in found["friend"].history] == ["dial"]
        assert {(p.id, p.role) for p in found["friend"].people} == {("f", "named_contact"), ("p", "borrower")}
        assert found["stranger"].history == ()

    def test_what_a_row_leaves_out_is_taken_from_the_other_rows_of_the_person(self, tmp_path: Path) -> None:
        rows = [
            call("full", MONDAY.format("09:00")),
            call("bare", MONDAY.format("10:00"), zone="", person_role=""),
        ]
        (person,) = asked(write_csv(tmp_path / "log.csv", rows))["bare"].people
        assert (person.role, person.zones) == ("borrower", ("America/New_York",))

    def test_an_agency_acts_for_whom_each_row_says(self, tmp_path: Path) -> None:
        rows = [
            call("for_b", MONDAY.format("09:00")),
            call("for_c", MONDAY.format("10:00"), lender="c", lender_kind="microloan"),
            call("again", MONDAY.format("11:00")),
        ]
        request = asked(write_csv(tmp_path / "log.csv", rows))["again"]
        acts = {c.id: c.acts_for for c in request.collectors}
        assert [acts[h.collector or ""] for h in request.history] == ["b", "c"]
        assert {c.id: c.kind for c in request.collectors if c.id in "bc"} == {"b": "bank", "c": "microloan"}

    def test_of_very_many_earlier_contacts_the_latest_are_looked_at_and_it_is_said(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(log_order, "MOST", 2)
        rows = [call(f"c{hour}", MONDAY.format(f"{hour:02}:00")) for hour in range(9, 13)]
        found, _ = placed(write_csv(tmp_path / "log.csv", rows))
        assert [h.id for h in found["c12"].request.history] == ["c10", "c11"]
        assert [p.cut for p in found.values()] == [False, False, False, True]


class TestBesideTheLog:
    def test_statements_and_people_come_in_files_of_their_own(self, tmp_path: Path) -> None:
        said = {
            "id": "s",
            "at": "2026-03-01T10:00:00-05:00",
            "person": "p",
            "kind": "cease",
            "medium": "letter",
        }
        (tmp_path / "said.jsonl").write_text(
            json.dumps(said) + "\n" + '{"id": "t", "kind": "ceese"}', "utf-8"
        )
        (tmp_path / "people.jsonl").write_text(json.dumps({"id": "p", "deceased": False}), "utf-8")
        known, rejects = read_known(tmp_path / "people.jsonl", None, tmp_path / "said.jsonl")
        assert [(file, r.line, r.id) for file, r in rejects] == [("said.jsonl", 2, "t")]
        assert "did you mean 'cease'" in rejects[0][1].why
        request = asked(write_csv(tmp_path / "log.csv", [call("c", MONDAY.format("09:00"))]), known)["c"]
        assert [s.kind for s in request.statements] == ["cease"]
        assert request.people[0].deceased is False


class TestFiles:
    def test_csv_json_lines_and_parquet_say_the_same(self, tmp_path: Path) -> None:
        duckdb = pytest.importorskip("duckdb")
        rows = [
            call("c1", MONDAY.format("09:00"), debts="d;e"),
            call("c2", MONDAY.format("10:00"), text='say "hi",\nyes'),
        ]
        table = write_csv(tmp_path / "log.csv", rows)
        objects = [
            r | {"debts": r["debts"].split(";"), "days_past_due": int(r["days_past_due"])} for r in rows
        ]
        lines = tmp_path / "log.jsonl"
        lines.write_text("\n".join(map(json.dumps, objects)), "utf-8")
        parquet = tmp_path / "log.parquet"
        with duckdb.connect() as database:
            columns = 'cast("at" as timestamptz) as "at", string_split(debts, \';\') as debts'
            database.execute(
                f"copy (select * replace ({columns}) from read_csv('{table}', types = {{'days_past_due': 'int'}}))"
                f" to '{parquet}' (format parquet)"
            )
        told = [asked(path) for path in (table, lines, parquet)]
        for other in told[1:]:
            assert [
                (r.contact.stamp, r.debts, r.people, r.collectors, r.contact.text) for r in other.values()
            ] == [
                (r.contact.stamp, r.debts, r.people, r.collectors, r.contact.text) for r in told[0].values()
            ]

    def test_a_bad_row_is_named_and_costs_no_other(self, tmp_path: Path) -> None:
        good = call("good", MONDAY.format("09:00"))
        head, row = write_csv(tmp_path / "log.csv", [good]).read_text("utf-8").splitlines()
        bad = [
            row.replace("good", "twice").replace("2026-03-02T09:00:00-05:00", "2026-03-02 09:00"),
            row.replace("good", "one") + ",more",
            row.replace("good", '"open'),
            row.replace("call", "cal").replace("good", "two"),
        ]
        (tmp_path / "log.csv").write_text("\n".join([head, *bad, row, row]), "utf-8")
        found, rejects = placed(tmp_path / "log.csv")
        assert list(found) == ["good"]
        assert [(r.line, r.id) for r in rejects] == [
            (2, "twice"),
            (3, None),
            (4, None),
            (5, "two"),
            (7, "good"),
        ]
        assert "did you mean 'call'" in rejects[3].why
        assert "ids are unique" in rejects[4].why

    def test_bytes_that_are_not_utf8_cost_their_own_row(self, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "log.csv", [call("a", MONDAY.format("09:00"), text="x")])
        text = path.read_bytes()
        path.write_bytes(text + text.splitlines()[1].replace(b"a,", b"b,", 1).replace(b",x", b",\xff"))
        found, rejects = placed(tmp_path / "log.csv")
        assert list(found) == ["a"]
        assert [(r.line, "UTF-8" in r.why) for r in rejects] == [(3, True)]

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ({"colour": "red"}, "/colour: unknown column"),
            ({"person_rol": "borrower"}, "did you mean 'person_role'"),
            ({"days_past_due": "many"}, "not a whole number"),
            ({"conveys_debt": "perhaps"}, "neither true nor false"),
            ({"zone": "Mars/Olympus"}, "/zone/0"),
            ({"id": ""}, "/id: missing"),
            ({"collector": ""}, "/collector: missing"),
        ],
    )
    def test_a_cell_that_cannot_be_meant_is_named(self, cells: dict[str, str], said: str) -> None:
        usual = call("c", "2026-03-02T09:00:00-05:00") | cells
        with pytest.raises(InputError) as refused:
            read_entry(Row(line=2, cells={k: v for k, v in usual.items() if v}, plain=True))
        assert said in str(refused.value)

    def test_what_cannot_be_opened_or_has_no_header_is_refused_whole(self, tmp_path: Path) -> None:
        (tmp_path / "empty.csv").write_text("")
        (tmp_path / "twice.csv").write_text("id,at,id\n")
        for name in ("none.csv", "empty.csv", "twice.csv"):
            with pytest.raises(InputError):
                list(read_rows(tmp_path / name))
