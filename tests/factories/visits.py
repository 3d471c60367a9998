"""Video visits for tests, as they come to be: booked, prepared by the patient's to-do list, waited for, admitted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from hub.core.clock import now
from hub.scheduling import actions as scheduling
from hub.scheduling.models import Appointment, AppointmentStatus, Kind
from hub.staff import queries as staff
from tests.hub_fixture import Client, Hub

ANSWERS: dict[str, dict[str, Any]] = {
    "confirm_details": {"confirmed": True},
    "insurance": {"kind": "self_pay"},
    "consent": {"telehealth": True, "signature": "Maria Test"},
    "intake": {"reason": "A cough", "since": "five days"},
    "device_check": {"camera": "ok", "microphone": "ok", "speaker": "ok", "network": "good"},
}


@dataclass
class TheVisit:
    """A visit and its two people."""

    hub: Hub
    id: UUID
    case_id: UUID
    appointment_id: UUID
    encounter_id: UUID
    patient: Client
    doctor: Client

    @property
    def path(self) -> str:
        return f"/api/visits/{self.id}"

    async def status(self) -> str:
        ((status,),) = await self.hub.sql("SELECT status FROM visit WHERE id = :id", id=self.id)
        return str(status)

    async def prepare(self) -> TheVisit:
        """The patient does what is to be done before the visit."""
        tasks = (await self.patient.get("/api/tasks", scope="mine", case_id=self.case_id))["items"]
        for task in tasks:
            answers = {"answers": ANSWERS[task["form"]], "version": task["version"]}
            await self.patient.post(f"/api/tasks/{task['id']}/complete", answers)
        return self

    async def wait(self) -> TheVisit:
        await self.patient.post(f"{self.path}/wait")
        return self

    async def admit(self) -> TheVisit:
        await self.doctor.post(f"{self.path}/admit")
        return self


async def booked(hub: Hub, *, minutes: int = 5, patient: str = "", doctor: str = "") -> TheVisit:
    """A visit of the test's patient with the test's doctor (or of others of that name), starting in `minutes`."""
    one, other = await hub.sign_in("patient", patient), await hub.sign_in("doctor", doctor)
    starts = now() + timedelta(minutes=minutes)
    async with hub.transaction() as db:
        row = Appointment(
            patient_id=one.patient_id, practitioner_id=other.practitioner_id,
            facility_id=(await staff.facility(db)).id, during=Range(starts, starts + timedelta(minutes=20)),
            kind=Kind.video, status=AppointmentStatus.held, status_at=now(), held_until=now() + timedelta(minutes=5),
        )  # fmt: skip
        db.add(row)
        await db.flush()
        await scheduling.book(db, row, "A cough", actor=one.actor)
    ((visit_id, case_id, encounter_id),) = await hub.sql(
        "SELECT id, case_id, encounter_id FROM visit WHERE appointment_id = :id", id=row.id
    )
    return TheVisit(hub, visit_id, case_id, row.id, encounter_id, one, other)
