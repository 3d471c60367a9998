"""The chart over HTTP: autosave, diagnoses, prescriptions, services, signing, who may look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from hub.billing.models import Price
from hub.core.clock import now
from hub.core.errors import HubError
from hub.encounters import notes, queries
from tests.counting import counted
from tests.factories import encounters
from tests.factories.encounters import FULL_NOTE
from tests.hub_fixture import Client, Hub

PILLS = {
    "medication": "Ibuprofen 400 mg tablet", "dose_value": "1", "dose_unit": "{tablet}", "route": "oral",
    "frequency": "three_daily", "duration_days": 5, "quantity_value": "15", "quantity_unit": "{tablet}",
    "instructions": "With food",
}  # fmt: skip


@dataclass
class Meeting:
    """An encounter that has begun, the clinician's browser, and where the chart is."""

    hub: Hub
    id: UUID
    doctor: Client

    @property
    def url(self) -> str:
        return f"/api/encounters/{self.id}"

    async def chart(self) -> Any:
        return (await self.doctor.get(self.url)).data

    async def save(self, sections: dict[str, str], version: int, *, expect: int = 200) -> Any:
        return (
            await self.doctor.put(f"{self.url}/note", {"version": version, "sections": sections}, expect=expect)
        ).data

    async def fill(self) -> None:
        await self.save(FULL_NOTE, (await self.chart())["note"]["version"])
        await self.doctor.post(f"{self.url}/diagnoses", {"code": "J06.9"}, expect=201)
        await self.doctor.post(f"{self.url}/services", {"code": "G0425"}, expect=201)

    async def sign(self) -> None:
        """What the consultation task does when it is completed."""
        actor = await self.hub.actor("doctor")
        async with self.hub.transaction() as db:
            await notes.sign(db, await queries.encounter_by_id(db, self.id, lock=True), actor=actor)


@pytest.fixture
async def meeting(hub: Hub) -> Meeting:
    patient, doctor = await hub.actor("patient"), await hub.actor("doctor")
    async with hub.transaction() as db:
        row = await encounters.encounter(db, patient, doctor)
    return Meeting(hub, row.id, await hub.sign_in("doctor"))


async def test_one_reply_holds_the_chart_and_it_is_audited(meeting: Meeting) -> None:
    chart = await meeting.chart()
    assert chart["patient"]["number"].startswith("W-") and chart["patient"]["age_years"] >= 45
    assert chart["encounter"]["status"] == "in_progress" and chart["note"]["status"] == "draft"
    assert chart["missing"] == ["history", "assessment", "plan", "diagnoses", "services"]
    read = await meeting.hub.sql("SELECT patient_id FROM audit_event WHERE action = 'read' AND entity = 'encounter'")
    assert [str(row.patient_id) for row in read] == [chart["patient"]["id"]]


async def test_autosave_keeps_what_was_typed(meeting: Meeting) -> None:
    version = (await meeting.chart())["note"]["version"]
    saved = await meeting.save({"history": "  two spaces stay\n"}, version)
    assert saved["version"] == version + 1 and saved["sections"] == {"history": "  two spaces stay\n"}
    again = await meeting.save({"history": "  two spaces stay\n"}, version)
    assert again["version"] == saved["version"], "the same words again, after a lost reply, are no conflict"
    audited = await meeting.hub.sql("SELECT after::text AS t FROM audit_event WHERE entity = 'note'")
    assert audited and not any("spaces" in row.t for row in audited)


async def test_two_windows_get_both_versions(meeting: Meeting) -> None:
    version = (await meeting.chart())["note"]["version"]
    await meeting.save({"plan": "from the first window"}, version)
    late = await meeting.save({"plan": "from the second window"}, version, expect=409)
    assert late["code"] == "note_changed" and late["version"] == version + 1
    assert late["saved"] == {"plan": "from the first window"} and late["yours"] == {"plan": "from the second window"}
    kept = await meeting.save({"plan": "from the second window"}, late["version"])
    assert kept["sections"] == {"plan": "from the second window"}


async def test_diagnoses_are_billable_codes_and_keep_their_order(meeting: Meeting) -> None:
    url = f"{meeting.url}/diagnoses"
    first = (await meeting.doctor.post(url, {"code": "J06.9"}, expect=201)).data
    second = (await meeting.doctor.post(url, {"code": "r05.9"}, expect=201)).data
    assert (first["rank"], second["rank"]) == (1, 2) and second["code"] == "R05.9"
    assert (await meeting.doctor.post(url, {"code": "J06.9"}, expect=201))["id"] == first["id"]
    assert (await meeting.doctor.post(url, {"code": "J06"}, expect=422)).code == "code_not_billable"
    assert (await meeting.doctor.post(url, {"code": "XYZ"}, expect=422)).code == "code_unknown"
    swapped = (await meeting.doctor.post(f"{url}/{second['id']}/main"))["items"]
    assert [row["code"] for row in swapped] == ["R05.9", "J06.9"]
    left = (await meeting.doctor.delete(f"{url}/{second['id']}"))["items"]
    assert [(row["code"], row["rank"]) for row in left] == [("J06.9", 1)]


async def test_searching_codes(meeting: Meeting) -> None:
    async def found(text: str) -> list[str]:
        return [row["code"] for row in (await meeting.doctor.get("/api/terminology/icd10", search=text))["items"]]

    assert (await found("hypertension"))[0] == (await found("hyper"))[0] == "I10"
    assert (await found("acute upper resp"))[0] == "J06.9"
    assert (await found("J06"))[:2] == ["J06.0", "J06.9"]
    assert (await found("e119"))[0] == "E11.9"
    assert "J06" not in await found("acute upper")
    assert await found("qqqq") == [] and await found("'; DROP TABLE icd10 --") == []
    assert await found("&|!()") == []


async def test_a_prescription_names_recorded_allergies(meeting: Meeting) -> None:
    chart = await meeting.chart()
    allergy = {"substance": "Ibuprofen", "reaction": "Hives", "severity": "moderate"}
    await meeting.doctor.post(f"/api/patients/{chart['patient']['id']}/allergies", allergy, expect=201)
    refused = await meeting.doctor.post(f"{meeting.url}/prescriptions", PILLS, expect=409)
    assert refused.code == "allergy_match" and refused["substances"] == ["Ibuprofen"]
    kept = await meeting.doctor.post(
        f"{meeting.url}/prescriptions", {**PILLS, "override_reason": "Tolerated last year, discussed"}, expect=201
    )
    assert kept["interactions_checked"] is True and kept["allergies_checked"] is True
    assert kept["prescription"]["dose_value"] == "1" and kept["prescription"]["status"] == "draft"
    changed = await meeting.doctor.put(
        f"{meeting.url}/prescriptions/{kept['prescription']['id']}",
        {**PILLS, "medication": "Paracetamol 500 mg tablet", "dose_value": "1.5"},
    )
    assert changed["prescription"]["dose_value"] == "1.5" and changed["prescription"]["override_reason"] == ""
    await meeting.doctor.delete(f"{meeting.url}/prescriptions/{kept['prescription']['id']}")
    assert (await meeting.chart())["prescriptions"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"dose_unit": "spoons"}, {"dose_value": "0"}, {"dose_value": "-1"}, {"dose_value": "NaN"}, {"route": "magic"},
        {"frequency": "often"}, {"medication": "  "}, {"duration_days": 9999}, {"quantity_value": "1e99"},
        {"patient_id": str(uuid4())}, {"instructions": "x" * 1001},
    ],
)  # fmt: skip
async def test_bad_prescriptions(meeting: Meeting, change: dict[str, Any]) -> None:
    reply = await meeting.doctor.post(f"{meeting.url}/prescriptions", PILLS | change, expect=422)
    assert reply.code == "invalid"


async def test_services_come_from_the_catalogue(meeting: Meeting) -> None:
    catalogue = (await meeting.doctor.get("/api/services"))["items"]
    assert any(row["code"] == "G0425" for row in catalogue)
    assert all(len(row["code"]) == 5 and not row["code"].isdigit() for row in catalogue), "no CPT"
    row = (await meeting.doctor.post(f"{meeting.url}/services", {"code": "G0425"}, expect=201)).data
    more = (await meeting.doctor.post(f"{meeting.url}/services", {"code": "G0425", "units": 2}, expect=201)).data
    assert more["id"] == row["id"] and more["units"] == 2
    assert (
        await meeting.doctor.post(f"{meeting.url}/services", {"code": "99213"}, expect=422)
    ).code == "service_unknown"
    await meeting.doctor.delete(f"{meeting.url}/services/{row['id']}")
    assert (await meeting.chart())["services"] == []


async def test_a_service_without_a_price_says_so_before_it_is_given(meeting: Meeting) -> None:
    async def priced() -> bool:
        items = (await meeting.doctor.get("/api/services"))["items"]
        return bool(next(row["priced"] for row in items if row["code"] == "G0425"))

    async with meeting.hub.transaction() as db:
        await db.execute(delete(Price))
    assert not await priced()
    admin, today = await meeting.hub.sign_in("admin"), now().date()
    for later, known in ((3, False), (-3, True)):
        price = {"service_code": "G0425", "minor": 9000, "valid_from": str(today + timedelta(days=later))}
        await admin.post("/api/prices", price, expect=201)
        assert await priced() is known, "a price that comes into force later is none today"


async def test_signing_names_everything_that_is_missing(meeting: Meeting) -> None:
    with pytest.raises(HubError) as refused:
        await meeting.sign()
    assert refused.value.code == "note_incomplete"
    assert refused.value.extra["missing"] == ["history", "assessment", "plan", "diagnoses", "services"]
    assert (await meeting.chart())["note"]["status"] == "draft"


async def test_a_signed_note_is_locked_and_grows_only_by_addenda(meeting: Meeting) -> None:
    await meeting.fill()
    await meeting.doctor.post(f"{meeting.url}/prescriptions", PILLS, expect=201)
    await meeting.sign()
    chart = await meeting.chart()
    assert chart["note"]["status"] == "signed" and chart["encounter"]["status"] == "finished"
    assert chart["prescriptions"][0]["status"] == "active" and not chart["may_write"]
    assert [version["kind"] for version in chart["versions"]] == ["signed"]
    assert chart["versions"][0]["content"]["sections"] == FULL_NOTE
    late = await meeting.save({"plan": "changed"}, chart["note"]["version"], expect=409)
    assert late["code"] == "note_signed"
    for part, body in (("diagnoses", {"code": "R05.9"}), ("services", {"code": "G0426"}), ("prescriptions", PILLS)):
        assert (await meeting.doctor.post(f"{meeting.url}/{part}", body, expect=409)).code == "note_signed"
    with pytest.raises(HubError) as twice:
        await meeting.sign()
    assert twice.value.code == "note_signed"
    await meeting.doctor.post(f"{meeting.url}/addenda", {"text": "Called back, much better."}, expect=201)
    stop = f"{meeting.url}/prescriptions/{chart['prescriptions'][0]['id']}/cancel"
    assert (await meeting.doctor.post(stop, {"reason": "Stomach pain"}))["status"] == "cancelled"
    wrong = (await meeting.doctor.post(f"{meeting.url}/note/entered-in-error", {"reason": "Wrong patient"})).data
    assert wrong["status"] == "entered_in_error"
    assert [version["kind"] for version in (await meeting.chart())["versions"]] == ["signed", "addendum"]


async def test_postgresql_refuses_to_change_what_was_signed(meeting: Meeting) -> None:
    await meeting.fill()
    await meeting.sign()
    for statement in ("UPDATE note_version SET author_name = 'x'", "DELETE FROM note_version", "TRUNCATE note_version"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with meeting.hub.transaction() as db:
                from sqlalchemy import text

                await db.execute(text(statement))


async def test_b06_nobody_without_care_sees_the_chart(meeting: Meeting) -> None:
    for role in ("receptionist", "billing_clerk", "store_manager", "admin", "patient", "privacy_officer"):
        await (await meeting.hub.sign_in(role)).get(meeting.url, expect=403)
    for role in ("doctor", "nurse"):
        stranger = await meeting.hub.sign_in(role, "Stranger")
        await stranger.get(meeting.url, expect=404)
        await stranger.put(f"{meeting.url}/note", {"version": 1, "sections": {"plan": "x"}}, expect=404)
        await stranger.post(f"{meeting.url}/diagnoses", {"code": "J06.9"}, expect=404)
        patient = (await meeting.chart())["patient"]["id"]
        await stranger.post(f"/api/patients/{patient}/allergies", {"substance": "Egg"}, expect=404)
        await stranger.get(f"/api/patients/{patient}/record", expect=404)
    record = (await meeting.doctor.get(f"/api/patients/{patient}/record")).data
    assert [row["status"] for row in record["encounters"]] == ["in_progress"] and record["allergies"] is None


async def test_b04_rows_of_another_encounter_are_not_there(meeting: Meeting) -> None:
    hub = meeting.hub
    patient, doctor = await hub.actor("patient", "Second"), await hub.actor("doctor")
    async with hub.transaction() as db:
        other = await encounters.encounter(db, patient, doctor)
    row = (await meeting.doctor.post(f"/api/encounters/{other.id}/diagnoses", {"code": "J06.9"}, expect=201)).data
    await meeting.doctor.delete(f"{meeting.url}/diagnoses/{row['id']}", expect=404)
    await meeting.doctor.post(f"{meeting.url}/diagnoses/{row['id']}/main", expect=404)
    pills = (await meeting.doctor.post(f"/api/encounters/{other.id}/prescriptions", PILLS, expect=201)).data
    await meeting.doctor.put(f"{meeting.url}/prescriptions/{pills['prescription']['id']}", PILLS, expect=404)


async def test_the_patient_reads_the_summary_after_signing_only(meeting: Meeting) -> None:
    patient, stranger = await meeting.hub.sign_in("patient"), await meeting.hub.sign_in("patient", "Stranger")
    await patient.get(f"{meeting.url}/summary", expect=404)
    await meeting.fill()
    await meeting.doctor.post(f"{meeting.url}/prescriptions", PILLS, expect=201)
    await meeting.sign()
    summary = (await patient.get(f"{meeting.url}/summary")).data
    assert summary["advice"] == FULL_NOTE["advice"] and summary["prescriptions"][0]["medication"] == PILLS["medication"]
    assert "history" not in summary and "examination" not in summary
    assert [row["id"] for row in (await patient.get("/api/encounters"))["items"]] == [str(meeting.id)]
    await stranger.get(f"{meeting.url}/summary", expect=404)
    assert (await stranger.get("/api/encounters"))["items"] == []


async def test_allergies_and_problems(meeting: Meeting) -> None:
    patient = (await meeting.chart())["patient"]["id"]
    assert (await meeting.chart())["allergies"] is None, "nobody has asked"
    for _ in range(2):
        await meeting.doctor.post(f"/api/patients/{patient}/allergies/none-known")
    assert (await meeting.chart())["allergies"] == []
    allergy = (await meeting.doctor.post(f"/api/patients/{patient}/allergies", {"substance": "Latex"}, expect=201)).data
    again = await meeting.doctor.post(
        f"/api/patients/{patient}/allergies", {"substance": "latex", "severity": "severe"}, expect=201
    )
    assert again["id"] == allergy["id"] and again["severity"] == "severe"
    refused = await meeting.doctor.post(f"/api/patients/{patient}/allergies/none-known", expect=409)
    assert refused.code == "allergies_recorded"
    wrong = {"status": "entered_in_error", "reason": "Said by mistake"}
    assert (await meeting.doctor.post(f"/api/allergies/{allergy['id']}/status", wrong))["status"] == "entered_in_error"
    back = await meeting.doctor.post(f"/api/allergies/{allergy['id']}/status", {"status": "active"}, expect=409)
    assert back.code == "illegal_move"
    problem = (await meeting.doctor.post(f"/api/patients/{patient}/problems", {"code": "I10"}, expect=201)).data
    assert problem["display"].startswith("Essential")
    await meeting.doctor.post(f"/api/problems/{problem['id']}/status", {"status": "resolved"})
    chart = await meeting.chart()
    assert chart["allergies"] is None and chart["problems"][0]["status"] == "resolved"
    better = {"severity": "severe", "version": chart["problems"][0]["version"], "why": "Seen again"}
    await meeting.doctor.put(f"/api/problems/{problem['id']}", better)
    stale = await meeting.doctor.put(f"/api/problems/{problem['id']}", better, expect=409)
    assert stale.code == "record_changed"
    told = (await meeting.doctor.get(f"/api/patients/{patient}/record-history")).data
    assert [
        (one["content"]["status"], one["content"]["severity"], one["reason"]) for one in told["problems"][0]["before"]
    ] == [("resolved", "unknown", "Seen again"), ("active", "unknown", "")]
    assert told["allergies"][0]["now"]["status"] == "entered_in_error"
    assert [one["reason"] for one in told["allergies"][0]["before"]] == ["Said by mistake", "recorded again"]
    stranger = await meeting.hub.sign_in("doctor", "Stranger")
    await stranger.get(f"/api/patients/{patient}/record-history", expect=404)
    unknown = {"substance": "Nuts", "code": "X1", "code_system": "snomed"}
    assert (await meeting.doctor.post(f"/api/patients/{patient}/allergies", unknown, expect=422)).code == "code_unknown"
    await meeting.doctor.post(f"/api/patients/{patient}/problems", {}, expect=422)


async def test_facts_carry_no_words(meeting: Meeting) -> None:
    await meeting.fill()
    await meeting.sign()
    await meeting.hub.publish()
    said = [fact for fact in meeting.hub.facts if fact["kind"] in ("ChartChanged", "NoteSigned", "EncounterFinished")]
    assert {fact["kind"] for fact in said} == {"ChartChanged", "NoteSigned", "EncounterFinished"}
    assert not any(word in str(said) for word in ("cough", "J06", "G0425", "Viral"))


async def test_the_chart_does_not_ask_more_as_it_grows(meeting: Meeting) -> None:
    hub = meeting.hub
    await meeting.chart()
    with counted(hub.database) as before:
        await meeting.chart()
    patient, doctor = await hub.actor("patient"), await hub.actor("doctor")
    for _ in range(3):
        async with hub.transaction() as db:
            old = await encounters.encounter(db, patient, doctor)
        await Meeting(hub, old.id, meeting.doctor).fill()
        await Meeting(hub, old.id, meeting.doctor).sign()
    await meeting.fill()
    await meeting.doctor.post(f"{meeting.url}/prescriptions", PILLS, expect=201)
    with counted(hub.database) as after:
        chart = await meeting.chart()
    assert len(chart["past"]) == 3 and chart["past"][0]["diagnoses"]
    assert len(after) == len(before) <= 12, after
