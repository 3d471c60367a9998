"""Reports over HTTP: every word of the catalogue is asked, the rows behind a figure, files, and who may ask what."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub import demo
from hub.core.clock import now
from hub.core.ids import uuid7
from hub.core.sheets import cell, line
from hub.crowd import load as crowd
from hub.crowd.scale import Scale
from tests.counting import counted
from tests.factories import scheduling
from tests.hub_fixture import Client, Hub

ALL: dict[str, Any] = {"from": (now() - timedelta(days=400)).date().isoformat(), "until": now().date().isoformat()}


async def _filled(hub: Hub, patients: int = 120) -> None:
    async with hub.transaction() as db:
        await crowd.load(db, await demo.load(db, crowd=patients), Scale(patients), lambda _: None)


async def test_every_word_of_the_catalogue_answers_and_adds_up(hub: Hub) -> None:
    await _filled(hub)
    admin = await hub.sign_in("admin")
    catalogue = await admin.get("/api/reports/catalogue")
    assert catalogue["zone"]
    for subject in catalogue["subjects"]:
        measures = [one["key"] for one in subject["measures"]]
        for group in subject["groups"]:
            asked: dict[str, Any] = {
                "subject": subject["key"],
                "measures": ",".join(measures),
                "group1": group["key"],
                **ALL,
            }
            found = (await admin.get("/api/reports/figures", **asked)).data
            assert found["lines"], asked
            _adds_up(found, asked)
            if group["key"] == subject["default_groups"][0]:
                await _rows_make_the_figure(admin, asked, found)
        for name in subject["filters"]:
            nobody: dict[str, Any] = {name: uuid7()}
            few = await admin.get("/api/reports/figures", subject=subject["key"], **nobody, **ALL)
            assert few["lines"] == [], name
    await _answers_with_an_index(hub)
    await _files(hub, admin)


def _adds_up(found: dict[str, Any], asked: dict[str, Any]) -> None:
    """Counts and sums of the lines make the total; shares and means stay within it."""
    measures = [column for column in found["columns"] if column["role"] == "measure"]
    for n, measure in enumerate(measures):
        values = [one["values"][n] for one in found["lines"]]
        if measure["key"] in ("patients", "lead_days", "late_days", "amount_mean"):
            continue
        if measure["kind"] in ("count", "money"):
            assert sum(values) == found["totals"][n], (asked, measure)
        if measure["kind"] == "percent":
            assert all(value is None or 0 <= value <= 100 for value in values), (asked, measure)


async def _rows_make_the_figure(admin: Client, asked: dict[str, Any], found: dict[str, Any]) -> None:
    """An administrator sees no patient, and is told how many rows there are all the same."""
    key = found["lines"][0]["keys"][0]
    rows = await admin.get("/api/reports/rows", **asked, at1=key)
    assert rows["items"] == []
    assert rows["hidden"] == rows["total"] > 0 or asked["subject"] == "occupancy"


async def _answers_with_an_index(hub: Hub) -> None:
    """A month of many years is found by an index, at any size."""
    month = {"a": now() - timedelta(days=3), "b": now()}
    async with hub.transaction() as db:
        await db.execute(text("SET LOCAL enable_seqscan = off"))
        for table, column in (("encounter", "started_at"), ("prescription", "status_at"), ("payment", "status_at"),
                              ("invoice", "issued_at"), ("claim", "created_at")):  # fmt: skip
            plan = await db.execute(
                text(f"EXPLAIN SELECT count(*) FROM {table} WHERE {column} >= :a AND {column} < :b"), month
            )
            shown = "\n".join(row[0] for row in plan)
            assert "Index" in shown and column in shown, (table, shown)


async def _files(hub: Hub, admin: Client) -> None:
    reply = await admin.get("/api/reports/figures.csv", subject="revenue", group1="service", **ALL)
    assert reply.headers["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(reply.raw.decode())))
    assert lines[0][:2] == ["Service", "Amount (USD)"]
    assert lines[-1][0] == "Total"
    assert "." in lines[1][1]
    pdf = await admin.get("/api/reports/figures.pdf", subject="waiting", group1="clinician", **ALL)
    assert pdf.raw.startswith(b"%PDF-")
    desk = await hub.sign_in("receptionist")
    some = await desk.get("/api/reports/rows", subject="appointments", limit=2, **ALL)
    assert some["hidden"] == 0 and len(some["items"]) == 2 and some["items"][0]["patient_number"]
    second = await desk.get("/api/reports/rows", subject="appointments", limit=2, after=some["next"], **ALL)
    assert {row["id"] for row in some["items"]}.isdisjoint(row["id"] for row in second["items"])
    rows = await desk.get("/api/reports/rows.csv", subject="appointments", **ALL)
    assert len(rows.raw.decode().splitlines()) == some["total"] + 1
    exported = await hub.sql("SELECT count(*) FROM audit_event WHERE entity = 'report' AND action = 'export'")
    assert exported[0][0] == 3


@pytest.mark.parametrize("given", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '  =HYPERLINK("x")'])
def test_b29_no_cell_of_a_csv_is_a_formula(given: str) -> None:
    assert next(csv.reader(io.StringIO(line([given]), newline="")))[0].startswith("'")
    assert cell(-5) == -5  # a number of ours stays a number


async def test_a_question_of_other_words_is_refused(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    for wrong, code in (
        ({"subject": "user_account"}, "unknown_subject"), ({"subject": "visits", "group1": "email"}, "unknown_word"),
        ({"subject": "visits", "measures": "password_hash"}, "unknown_word"),
        ({"subject": "visits", "group1": "1;drop"}, "invalid"),
        ({"subject": "visits", "payer_id": uuid7()}, "unknown_filter"),
        ({"subject": "visits", "from": "2026-02-02", "until": "2026-02-01"}, "bad_period"),
        ({"subject": "visits", "from": "2001-02-02", "until": "2026-02-01"}, "period_too_long"),
        ({"subject": "visits", "until": "0001-01-02"}, "invalid"),
        ({"subject": "visits", "from": "9999-12-01", "until": "9999-12-31"}, "invalid"),
    ):  # fmt: skip
        for path in ("figures", "rows", "figures.csv", "rows.csv", "figures.pdf"):
            assert (await admin.get(f"/api/reports/{path}", expect=422, **wrong)).code == code, (path, wrong)


async def test_money_is_for_those_who_may_see_it(hub: Hub) -> None:
    for role in ("receptionist", "doctor", "team_lead"):
        person = await hub.sign_in(role)
        assert (await person.get("/api/reports/figures", subject="revenue", expect=403)).code == "forbidden"
        offered = {one["key"] for one in (await person.get("/api/reports/catalogue"))["subjects"]}
        assert "visits" in offered and not offered & {"revenue", "payments", "claims", "ageing"}
        assert (await person.get("/api/reports/days", expect=403)).code == "forbidden"
    await (await hub.sign_in("nurse")).get("/api/reports/catalogue", expect=403)


async def test_a_role_keeps_reports(hub: Hub) -> None:
    admin, desk, doctor = await hub.sign_in("admin"), await hub.sign_in("receptionist"), await hub.sign_in("doctor")
    question = {"subject": "appointments", "group1": "weekday", "span": "last_30"}
    wanted = {"name": "No-shows", "role": "receptionist", "definition": question}
    assert (await desk.post("/api/reports/saved", wanted, expect=403)).code == "forbidden"
    kept = await admin.post("/api/reports/saved", wanted)
    assert (await admin.post("/api/reports/saved", wanted, expect=409)).code == "name_taken"
    assert (await admin.post("/api/reports/saved", wanted | {"role": "nurse"}, expect=422)).code == (
        "role_without_reports"
    )
    assert [row["definition"] for row in (await desk.get("/api/reports/saved"))["items"]] == [question]
    assert (await doctor.get("/api/reports/saved"))["items"] == []
    mine = await desk.post("/api/reports/saved", wanted | {"role": "", "name": "Mine"})
    assert (await doctor.delete(f"/api/reports/saved/{mine['id']}", expect=404)).code == "not_found"
    await desk.delete(f"/api/reports/saved/{kept['id']}", expect=404)
    await desk.delete(f"/api/reports/saved/{mine['id']}")
    await admin.delete(f"/api/reports/saved/{kept['id']}")
    assert (await admin.get("/api/reports/saved"))["items"] == []


async def test_every_report_is_asked_of_one_facility_one_department_one_clinician(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    catalogue = await admin.get("/api/reports/catalogue")
    chosen = {"facility_id": catalogue["facilities"][0]["id"], "department_id": catalogue["departments"][0]["id"]}
    for subject in catalogue["subjects"]:
        assert {"facility_id", "department_id"} <= set(subject["filters"]), subject["key"]
        for name, value in chosen.items():
            await admin.get("/api/reports/figures", subject=subject["key"], group1="facility", **{name: value})


async def test_no_report_asks_more_than_twelve_questions(hub: Hub) -> None:
    """B84: as many statements with many rows as with none."""
    admin = await hub.sign_in("admin")
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("catalogue", {}), ("figures", {"subject": "waiting", "group1": "clinician", "group2": "week"}),
        ("rows", {"subject": "claims"}), ("saved", {}), ("days", {}), (f"days/{scheduling.day()}", {}),
    )  # fmt: skip
    for path, query in asked:
        with counted(hub.database) as statements:
            await admin.get(f"/api/reports/{path}", **query)
        assert len(statements) <= 12, (path, statements)
