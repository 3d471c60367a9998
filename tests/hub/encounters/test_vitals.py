"""Charted vital signs over HTTP: judged by age and sex, late entries, struck through, growth, who may look."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from hub.core.clock import now
from hub.patients.models import Patient, Sex
from tests.counting import counted
from tests.factories import encounters
from tests.hub_fixture import Client, Hub


async def begin(hub: Hub) -> tuple[Client, UUID, UUID]:
    """The doctor, her patient and their encounter."""
    patient, doctor = await hub.actor("patient"), await hub.actor("doctor")
    async with hub.transaction() as db:
        row = await encounters.encounter(db, patient, doctor)
    assert patient.patient_id is not None
    return await hub.sign_in("doctor"), patient.patient_id, row.id


def signs(**values: Any) -> dict[str, Any]:
    return {"signs": [{"sign": name, "value": str(value)} for name, value in values.items()]}


async def test_vital_signs_are_judged_kept_and_struck_through(hub: Hub) -> None:
    doctor, patient_id, encounter_id = await begin(hub)
    url = f"/api/patients/{patient_id}/vital-sets"
    taken = await doctor.post(
        url, {**signs(systolic=182, diastolic=95, heart_rate=72, weight=90, height=170, oxygen_saturation=98),
              "encounter_id": str(encounter_id), "remark": "Sitting"}, expect=201,
    )  # fmt: skip
    by_name = {one["sign"]: one for one in taken["signs"]}
    assert by_name["systolic"]["flag"] == "critical_high" and by_name["diastolic"]["flag"] == "high"
    assert by_name["heart_rate"]["flag"] == "" and by_name["systolic"]["loinc"] == "8480-6"
    assert by_name["bmi"]["value"] == "31.1" and by_name["bmi"]["flag"] == "high"
    # A weight alone takes the height of an adult's earlier set; a temperature may come in Fahrenheit.
    at = (now() - timedelta(minutes=1)).isoformat()
    second = {"signs": [{"sign": "weight", "value": "198.4", "unit": "[lb_av]"},
                        {"sign": "temperature", "value": "98.6", "unit": "[degF]"}]}  # fmt: skip
    later = {one["sign"]: one["value"] for one in (await doctor.post(url, second, expect=201))["signs"]}
    assert later["temperature"] == "37" and later["weight"] == "89.993" and later["bmi"] == "31.1"
    late = await doctor.post(url, {**signs(pain=4), "measured_at": at}, expect=201)
    assert late["recorded_at"] > late["measured_at"]
    chart = (await doctor.get(f"/api/encounters/{encounter_id}")).data
    assert len(chart["vitals"]) == 3 and any(one["sign"] == "heart_rate" for one in chart["ranges"])
    struck = await doctor.post(f"/api/vital-sets/{taken['id']}/entered-in-error", {"reason": "Other patient"})
    assert struck["status"] == "entered_in_error" and struck["signs"]
    again = await doctor.post(f"/api/vital-sets/{taken['id']}/entered-in-error", {"reason": "Other"}, expect=409)
    assert again.code == "illegal_move"
    listed = (await doctor.get(url))["items"]
    assert [one["status"] for one in listed].count("entered_in_error") == 1
    assert len((await doctor.get(f"/api/encounters/{encounter_id}"))["vitals"]) == 2
    own = (await (await hub.sign_in("patient")).get("/api/my/vital-sets")).data
    assert len(own["items"]) == 2 and own["may_write"] is False
    read = await hub.sql("SELECT 1 FROM audit_event WHERE entity = 'vitals' AND action = 'read'")
    assert len(read) == 1


async def test_b55_impossible_readings_are_refused(hub: Hub) -> None:
    doctor, patient_id, _ = await begin(hub)
    url = f"/api/patients/{patient_id}/vital-sets"
    refused: tuple[dict[str, Any], ...] = (
        signs(heart_rate=900), signs(temperature=98.6), signs(weight="NaN"), signs(bmi=22), signs(magic=1),
        signs(systolic=80, diastolic=120), {"signs": []}, {"signs": [{"sign": "pain", "value": "3"}] * 2},
        {"signs": [{"sign": "weight", "value": "70", "unit": "cm"}]}, {**signs(pain=1), "patient_id": str(uuid4())},
    )  # fmt: skip
    for bad in refused:
        assert (await doctor.post(url, bad, expect=422)).code == "invalid", bad
    future = (now() + timedelta(hours=2)).isoformat()
    assert (await doctor.post(url, {**signs(pain=1), "measured_at": future}, expect=422)).code == "measured_later"
    past = (now() - timedelta(days=800)).isoformat()
    assert (await doctor.post(url, {**signs(pain=1), "measured_at": past}, expect=422)).code == "measured_long_ago"
    assert (await doctor.get(url))["items"] == []


async def test_b04_vitals_of_strangers_are_not_there(hub: Hub) -> None:
    doctor, patient_id, encounter_id = await begin(hub)
    url = f"/api/patients/{patient_id}/vital-sets"
    taken = await doctor.post(url, signs(pain=2), expect=201)
    stranger = await hub.sign_in("doctor", "Stranger")
    await stranger.get(url, expect=404)
    await stranger.post(url, signs(pain=1), expect=404)
    await stranger.post(f"/api/vital-sets/{taken['id']}/entered-in-error", {"reason": "Mine?"}, expect=404)
    other, own = await hub.actor("patient", "Second"), await hub.actor("doctor")
    async with hub.transaction() as db:
        await encounters.encounter(db, other, own)
    foreign = {**signs(pain=1), "encounter_id": str(encounter_id)}
    await doctor.post(f"/api/patients/{other.patient_id}/vital-sets", foreign, expect=404)
    assert (await (await hub.sign_in("patient", "Second")).get("/api/my/vital-sets"))["items"] == []


async def _was_born(hub: Hub, patient_id: UUID, day: date) -> None:
    async with hub.transaction() as db:
        patient = await db.get_one(Patient, patient_id)
        patient.birth_date, patient.sex = day, Sex.male


async def test_a_child_grows_along_its_curve(hub: Hub) -> None:
    doctor, patient_id, _ = await begin(hub)
    born = now().date() - timedelta(days=6 * 365)
    await _was_born(hub, patient_id, born)
    url = f"/api/patients/{patient_id}/vital-sets"
    taken = await doctor.post(url, signs(weight=20.7, height=115.5), expect=201)
    assert {one["sign"]: one["value"] for one in taken["signs"]}["bmi"] == "15.5"
    charts = (await doctor.get(f"/api/patients/{patient_id}/growth")).data
    assert [one["measure"] for one in charts["items"]] == ["weight", "height", "bmi"]
    assert all(30 < one["points"][0]["percentile"] < 70 for one in charts["items"])
    assert [line["percentile"] for line in charts["items"][0]["lines"]] == [3, 10, 25, 50, 75, 90, 97]
    listed = (await doctor.get(url))["items"][0]["signs"]
    assert next(one for one in listed if one["sign"] == "weight")["percentile"]
    with counted(hub.database) as asked:
        await doctor.get(url)
        assert len(asked) <= 12
    await _was_born(hub, patient_id, date(1970, 1, 1))
    assert (await doctor.get(f"/api/patients/{patient_id}/growth"))["items"] == []
