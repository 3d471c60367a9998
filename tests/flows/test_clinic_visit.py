"""A visit at the clinic: booked, prepared, checked in at the desk, measured, seen, checked out, claimed, paid."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hub.core.clock import now, travel
from tests.factories.encounters import FULL_NOTE
from tests.flows.story import HOME, Story, Town
from tests.hub_fixture import Client


class ClinicVisit(Story):
    """One appointment at the clinic and its people."""

    def __init__(self, town: Town, patient: Client, made: dict[str, Any], encounter_id: UUID) -> None:
        super().__init__(town, patient, UUID(made["case_id"]))
        self.id, self.chart = made["id"], f"/api/encounters/{encounter_id}"
        self.starts_at = datetime.fromisoformat(made["starts_at"])

    async def status(self) -> tuple[str, str]:
        """Of the appointment and of the encounter."""
        ((one, other),) = await self.hub.sql(
            "SELECT a.status, e.status FROM appointment a JOIN encounter e ON e.appointment_id = a.id WHERE a.id = :id",
            id=self.id,
        )
        return str(one), str(other)


async def booked(town: Town, **person: Any) -> ClinicVisit:
    """A patient books a time at the clinic."""
    patient = await town.register(**person)
    whom = {"practitioner_id": str(town.doctor.practitioner_id), "kind": "in_person"}
    slot = await town.first_time(patient, **whom)
    held = await patient.post("/api/appointments/hold", {**whom, "starts_at": slot["starts_at"]}, expect=201)
    body = {"hold_id": held["hold_id"], "reason": "A cough"}
    made = (await patient.post("/api/appointments", body, expect=201)).data
    ((encounter_id,),) = await town.hub.sql("SELECT id FROM encounter WHERE appointment_id = :id", id=made["id"])
    return ClinicVisit(town, patient, made, encounter_id)


async def test_a_whole_visit_at_the_clinic(town: Town) -> None:
    reception, nurse, doctor = await town.staff("receptionist"), await town.staff("nurse"), town.doctor
    await town.staff("billing_clerk")
    visit = await booked(town)
    assert set(await visit.tasks(visit.patient, "mine")) == {"confirm_details", "intake"}
    await visit.complete(visit.patient, "confirm_details", {"confirmed": True, "address": HOME})
    await reception.post(f"/api/appointments/{visit.id}/check-in", {})
    assert await visit.status() == ("arrived", "arrived")
    assert set(await visit.tasks(visit.patient, "mine")) == set(), "the intake is asked for no more"
    card = {"kind": "insured", "payer_id": await town.payer(), "member_id": "SIMPAID01"}
    await visit.complete(reception, "check_in", card, claim=True)

    await visit.complete(nurse, "vitals", {}, expect=422, claim=True)
    await visit.complete(nurse, "vitals", {"systolic": 128, "diastolic": 82, "heart_rate": 71, "temperature": 36.8})
    charted = await visit.hub.sql("SELECT sign, value FROM vital ORDER BY sign")
    assert [(row.sign, float(row.value)) for row in charted] == [
        ("diastolic", 82), ("heart_rate", 71), ("systolic", 128), ("temperature", 36.8)]  # fmt: skip

    note = (await doctor.get(visit.chart))["note"]
    await doctor.put(f"{visit.chart}/note", {"version": note["version"], "sections": FULL_NOTE})
    await doctor.post(f"{visit.chart}/diagnoses", {"code": "J06.9"}, expect=201)
    await doctor.post(f"{visit.chart}/services", {"code": "G0463"}, expect=201)
    signed = (await doctor.get(visit.chart))["note"]
    await visit.complete(doctor, "consultation", {"note_id": signed["id"], "note_version": signed["version"]},
                         claim=True)  # fmt: skip
    assert await visit.status() == ("fulfilled", "finished")
    await visit.complete(reception, "checkout", {"follow_up_booked": True}, claim=True)
    await visit.hub.run_jobs()
    ((_, status, _, _, total),) = await visit.claims()
    assert status == "paid" and total > 0
    kinds = {row["kind"]: row["id"] for row in (await (await visit.clerk()).get("/api/interchanges"))["items"]}
    sent = (await (await visit.clerk()).get(f"/api/interchanges/{kinds['837P']}/raw")).raw
    assert b"*11:B:1*" in sent, "the claim says that it was at the office"
    await visit.pay()
    await visit.is_closed()


async def test_a_visit_at_the_clinic_that_nobody_came_to_and_one_that_was_cancelled(town: Town) -> None:
    missed = await booked(town)
    cancelled = await booked(town, email="other@example.org", family="Other")
    await cancelled.patient.post(f"/api/appointments/{cancelled.id}/cancel", {"reason": "Better"})
    assert await cancelled.status() == ("cancelled", "cancelled")
    left = await booked(town, email="third@example.org", family="Third")
    reception = await town.staff("receptionist")
    await reception.post(f"/api/appointments/{left.id}/check-in", {})
    await reception.post(f"/api/appointments/{left.id}/cancel", {"reason": "Went home"})
    assert await left.status() == ("cancelled", "cancelled")
    called_off = await booked(town, email="fourth@example.org", family="Fourth")
    admin = await town.staff("admin")
    await admin.post(f"/api/cases/{called_off.case_id}/cancel", {"reason": "Drawn wrongly"})
    await town.hub.run_jobs()
    assert await called_off.status() == ("cancelled", "cancelled")
    with travel(missed.starts_at - now() + timedelta(hours=3)):
        await town.hub.tick()
        await town.hub.run_jobs()
        assert await missed.status() == ("no_show", "cancelled")
    for one in (missed, cancelled, left, called_off):
        ((status,),) = await town.hub.sql("SELECT status FROM case_instance WHERE id = :id", id=one.case_id)
        assert status in ("completed", "cancelled"), one.case_id
