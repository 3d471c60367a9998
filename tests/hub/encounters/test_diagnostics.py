"""Results over HTTP: judged by the server, reviewed, released or held, amended, and what the patient reads of them."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.jobs import JOBS
from hub.encounters.diagnostic_schemas import EnterDiagnosticObservation
from hub.encounters.diagnostics import judge
from tests.counting import counted
from tests.hub.encounters.test_vitals import begin
from tests.hub_fixture import Client, Hub


def potassium(value: str = "4.4", **more: Any) -> dict[str, Any]:
    return {"name": "Potassium", "code": "2823-3", "value": value, "unit": "mmol/L", "low": "3.5", "high": "5.1",
            "critical_low": "2.5", "critical_high": "6.5", **more}  # fmt: skip


def result(*found: dict[str, Any], days: float = 0, **more: Any) -> dict[str, Any]:
    return {"title": "Salts", "effective_at": (now() - timedelta(days=days, minutes=1)).isoformat(),
            "observations": list(found or (potassium(),)), **more}  # fmt: skip


async def told(hub: Hub, person: Client) -> list[str]:
    await hub.run_jobs()
    return [one["kind"] for one in (await person.get("/api/notifications"))["items"]]


async def test_a_result_is_entered_reviewed_and_released_with_words(hub: Hub) -> None:
    doctor, patient_id, encounter_id = await begin(hub)
    patient, nurse = await hub.sign_in("patient"), await hub.sign_in("nurse")
    url = f"/api/patients/{patient_id}/diagnostic-reports"
    typed = (await doctor.post(url, result(potassium("39"), days=90), expect=201)).data
    mended = result(potassium("3.9"), days=90, version=typed["version"], why="A comma was missing")
    old = (await doctor.put(f"/api/diagnostic-reports/{typed['id']}", mended)).data
    await doctor.post(f"/api/diagnostic-reports/{old['id']}/release", {"comment": ""})
    wanted = result(potassium("<3.5"[1:], comparator="<"), {"name": "Nitrite", "words": "positive", "abnormal": True},
                    encounter_id=str(encounter_id), performer="City laboratory",
                    conclusion="Please look at it soon.")  # fmt: skip
    made = (await doctor.post(url, wanted, expect=201)).data
    assert [one["interpretation"] for one in made["observations"]] == ["L", "A"] and made["abnormal"] == 2
    assert made["observations"][0]["trend"][0]["value"] == "3.9" and made["releases_at"] is not None
    assert [one["id"] for one in (await doctor.get("/api/diagnostic-reports"))["items"]] == [made["id"]]
    mine = f"/api/my/diagnostic-reports/{made['id']}"
    await patient.get(mine, expect=404)
    await nurse.get(f"/api/diagnostic-reports/{made['id']}", expect=404)
    await nurse.post(f"/api/diagnostic-reports/{made['id']}/release", {"comment": "x"}, expect=403)
    # Held: no rule releases it, and what the patient takes out himself does not have it either.
    hold, reason = f"/api/diagnostic-reports/{made['id']}/hold", {"reason": "I call her first"}
    stale = await doctor.post(hold, {**reason, "version": made["version"] + 1}, expect=409)
    assert stale.code == "report_changed", "two doctors at one moment"
    held = await doctor.post(hold, {**reason, "version": made["version"]})
    assert held["release"] == "held" and held["releases_at"] is None
    async with hub.transaction() as db:
        await JOBS["encounters.release_results"](db, SYSTEM)
    await patient.get(mine, expect=404)
    assert made["id"] not in str(await patient.get("/api/my/timeline")) and await taken_out(patient, hub) == {old["id"]}
    # What the hospital took out whole for itself has it, and is not the patient's to fetch.
    officer = await hub.sign_in("privacy_officer")
    asked = await officer.post(f"/api/patients/{patient_id}/exports", {"reason": "court", "whole": True}, expect=201)
    await hub.run_jobs()
    whole = asked["items"][0]["id"]
    raw = (await officer.get(f"/api/patients/{patient_id}/exports/{whole}")).raw
    assert reports_in(raw) == {old["id"], made["id"]} and len(rows_in(raw, "diagnostic_report_version")) == 1
    await patient.get(f"/api/my/exports/{whole}", expect=404)
    assert whole not in str((await patient.get("/api/my/exports")).data)
    comment = "A little low. Please eat bananas and come again on Monday."
    given_ = await doctor.post(f"/api/diagnostic-reports/{made['id']}/release", {"comment": comment})
    assert given_["release"] == "released" and given_["reviewed_by_name"]
    again = await doctor.post(f"/api/diagnostic-reports/{made['id']}/release", {"comment": ""}, expect=409)
    assert again.code == "nothing_new"
    late = await doctor.post(f"/api/diagnostic-reports/{made['id']}/hold", {"reason": "Too late"}, expect=409)
    assert late.code == "illegal_move"
    with counted(hub.database) as queries:
        seen = (await patient.get(mine)).data
    assert len(queries) <= 12, queries
    assert seen["comment"] == comment and "held_reason" not in seen
    assert seen["observations"][0]["plain"] and [one["value"] for one in seen["observations"][0]["trend"]] == ["3.9"]
    assert (await doctor.get(f"/api/diagnostic-reports/{made['id']}"))["seen_at"] is not None
    assert [one["id"] for one in (await patient.get("/api/my/diagnostic-reports"))["items"]] == [made["id"], old["id"]]
    assert made["id"] in str(await patient.get("/api/my/timeline"))
    assert {one["name"] for one in (await patient.get("/api/my/record"))["results"]} == {"Potassium", "Nitrite"}
    assert (await told(hub, patient)).count("result_released") == 2
    await (await hub.sign_in("patient", "Second")).get(mine, expect=404)
    trail = await hub.sql("SELECT action, after::text AS t FROM audit_event WHERE entity = 'diagnostic_report'")
    assert {"read", "create", "update"} <= {one.action for one in trail}
    assert not any("bananas" in (one.t or "") or "Nitrite" in (one.t or "") for one in trail)
    facts = await hub.sql("SELECT payload::text AS t FROM outbox WHERE kind = 'DiagnosticReportChanged'")
    assert facts and not any("otassium" in one.t or "bananas" in one.t for one in facts)


async def taken_out(person: Client, hub: Hub) -> set[str]:
    """The reports in what a patient takes out himself."""
    asked = (await person.post("/api/my/exports", expect=201)).data
    await hub.run_jobs()
    raw = (await person.get(f"/api/my/exports/{asked['items'][0]['id']}")).raw
    released = {one["id"]: one["released_at"] for one in rows_in(raw, "diagnostic_report")}
    assert all(one["at"] > released[one["report_id"]] for one in rows_in(raw, "diagnostic_report_version"))
    return reports_in(raw)


def rows_in(raw: bytes, table: str) -> list[dict[str, Any]]:
    """The rows of a table in an archive."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        name = f"{table}.json"
        return orjson.loads(archive.read(name)) if name in archive.namelist() else []


def reports_in(raw: bytes) -> set[str]:
    """The reports of an archive, and that nothing of others hangs about in it."""
    found = {one["id"] for one in rows_in(raw, "diagnostic_report")}
    hanging = rows_in(raw, "diagnostic_observation") + rows_in(raw, "diagnostic_report_version")
    assert {one["report_id"] for one in hanging} <= found
    return found


async def test_what_was_final_is_amended_and_the_patient_is_told(hub: Hub) -> None:
    doctor, patient_id, _ = await begin(hub)
    patient, url = await hub.sign_in("patient"), f"/api/patients/{patient_id}/diagnostic-reports"
    expected = {**result(status="registered"), "observations": []}
    made = (await doctor.post(url, expected, expect=201)).data
    path = f"/api/diagnostic-reports/{made['id']}"
    assert (await doctor.post(f"{path}/release", {}, expect=409)).code == "not_final"
    first = await doctor.put(path, result(potassium("6.9"), status="preliminary", version=made["version"]))
    assert first["critical"] and (await told(hub, doctor)).count("result_critical") == 1, "critical is told at once"
    final = await doctor.put(path, result(potassium("6.9"), version=first["version"]))
    await doctor.post(f"{path}/release", {"comment": "Please come at once."})
    body = result(potassium("4.9"), version=(await doctor.get(path))["version"])
    assert (await doctor.put(path, {**body, "version": 1}, expect=409)).code == "report_changed"
    assert (await doctor.put(path, body, expect=422)).code == "no_reason"
    amended = (await doctor.put(path, {**body, "why": "Two samples were exchanged"})).data
    assert amended["status"] == "amended" and amended["reviewed_at"] is None and amended["comment"] == ""
    old = amended["versions"][0]
    assert old["comment"] == "Please come at once." and old["observations"][0]["value"] == "6.9"
    seen = (await patient.get(f"/api/my/diagnostic-reports/{made['id']}")).data
    assert seen["status"] == "amended" and seen["reason"] and seen["comment"] == ""
    assert "result_changed" in await told(hub, patient)
    # An amendment that cannot wait is told like any value that cannot; looking at it without a word is no news to her.
    before, news = await told(hub, doctor), await told(hub, patient)
    urgent = result(potassium("7.1"), version=amended["version"], why="The right tube at last")
    await doctor.put(path, urgent)
    assert (await told(hub, doctor)).count("result_critical") == before.count("result_critical") + 1
    assert (await doctor.post(f"{path}/release", {}))["reviewed_by_name"]
    assert (await told(hub, patient)).count("result_released") == news.count("result_released")
    assert await taken_out(patient, hub) == {made["id"]}
    await doctor.post(f"{path}/entered-in-error", {"reason": "Another patient"})
    gone = (await patient.get(f"/api/my/diagnostic-reports/{made['id']}")).data
    assert gone["status"] == "entered_in_error" and gone["observations"] == []
    assert await taken_out(patient, hub) == set(), "it may be another patient's"
    line = (await patient.get("/api/my/diagnostic-reports"))["items"][0]
    assert (line["findings"], line["abnormal"], line["critical"]) == (0, 0, False)
    assert (await doctor.put(path, {**body, "version": 99}, expect=409)).code == "report_changed"
    assert final["status"] == "final" and (await patient.get("/api/my/record"))["results"] == []
    for wrong in (
        {"value": "4", "unit": ""},
        {"words": "high", "unit": "mmol/L"},
        {"value": "4", "low": "9", "high": "5"},
    ):
        await doctor.post(url, result({"name": "X", "unit": "1", **wrong}), expect=422)
    assert (await doctor.post(url, result(days=-2), expect=422)).code == "effective_later"


async def test_the_rule_releases_what_nobody_held(hub: Hub) -> None:
    doctor, patient_id, _ = await begin(hub)
    admin, patient = await hub.sign_in("admin"), await hub.sign_in("patient")
    url = f"/api/patients/{patient_id}/diagnostic-reports"
    await doctor.post(url, result(), expect=201)
    assert (await patient.get("/api/my/diagnostic-reports"))["items"] == []
    async with hub.transaction() as db:
        await db.execute(text("UPDATE diagnostic_report SET issued_at = issued_at - interval '73 hours'"))
        await JOBS["encounters.release_results"](db, SYSTEM)
    assert len((await patient.get("/api/my/diagnostic-reports"))["items"]) == 1
    assert len((await doctor.get("/api/diagnostic-reports"))["items"]) == 1, "the doctor still has to look at it"
    await admin.put("/api/admin/switches/portal.results_days", {"value": 0, "reason": "Law"})
    await doctor.post(url, result(), expect=201)
    assert len((await patient.get("/api/my/diagnostic-reports"))["items"]) == 2, "at once"


NUMBERS = st.decimals(0, 1000, places=2)


@given(value=NUMBERS, low=NUMBERS, high=NUMBERS, comparator=st.sampled_from(["", "<", ">"]))
def test_a_value_is_never_called_normal_when_it_may_not_be(
    value: Decimal, low: Decimal, high: Decimal, comparator: Any
) -> None:  # fmt: skip
    low, high = min(low, high), max(low, high)
    found = judge(
        EnterDiagnosticObservation(name="X", value=value, unit="1", low=low, high=high, comparator=comparator)
    )
    if comparator == "":
        assert found == ("L" if value < low else "H" if value > high else "N")
    elif comparator == "<":
        assert found == ("L" if value <= low else "")
    else:
        assert found == ("H" if value >= high else "")
