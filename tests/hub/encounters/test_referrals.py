"""A question to another specialty over HTTP: asked, taken, booked, given back, booked again, seen, read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range

from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.encounters import actions as encounters
from hub.encounters.models import EncounterClass
from hub.patients import actions as patients
from hub.scheduling import actions as scheduling
from hub.scheduling.models import Appointment, AppointmentStatus, Kind
from hub.staff import queries as staff
from tests.exchanges import Reply
from tests.hub_fixture import Client, Hub


@dataclass
class Case:
    """A patient, who asks, and the specialist."""

    hub: Hub
    patient: Client
    doctor: Client
    specialist: Client

    async def refer(self, *, expect: int = 201, **more: Any) -> Reply:
        body = {"specialty": "cardiology", "question": "Palpitations at night?", **more}
        return await self.doctor.post(f"/api/patients/{self.patient.patient_id}/referrals", body, expect=expect)

    async def status(self) -> str:
        rows = (await self.doctor.get(f"/api/patients/{self.patient.patient_id}/referrals"))["items"]
        return str(rows[0]["status"])

    async def tasks(self, who: Client, scope: str = "open") -> dict[str, dict[str, Any]]:
        return {row["form"]: row for row in (await who.get("/api/tasks", scope=scope))["items"]}

    async def complete(self, who: Client, form: str, **answers: Any) -> Reply:
        task = (await self.tasks(who))[form]
        return await who.post(f"/api/tasks/{task['id']}/complete", {"answers": answers, "version": task["version"]})

    async def book(self, days: int) -> Appointment:
        starts = now() + timedelta(days=days)
        async with self.hub.transaction() as db:
            row = Appointment(
                patient_id=self.patient.patient_id, practitioner_id=self.specialist.practitioner_id,
                facility_id=(await staff.facility(db)).id, during=Range(starts, starts + timedelta(minutes=20)),
                kind=Kind.in_person, status=AppointmentStatus.held, status_at=now(),
                held_until=now() + timedelta(minutes=5),
            )  # fmt: skip
            db.add(row)
            await db.flush()
            await scheduling.book(db, row, "Referral", actor=self.patient.actor)
        await self.hub.run_jobs()
        return row


@pytest.fixture
async def case(hub: Hub) -> Case:
    patient, doctor = await hub.sign_in("patient"), await hub.sign_in("doctor")
    specialist = await hub.sign_in("doctor", "Cora Heart")
    async with hub.transaction() as db:
        await db.execute(
            text("UPDATE practitioner SET specialty = 'cardiology' WHERE id = :id"), {"id": specialist.practitioner_id}
        )
        await patients.relate(db, patient.patient_id, doctor.practitioner_id, "care_team", "test", actor=SYSTEM)
    return Case(hub, patient, doctor, specialist)


async def test_asked_taken_booked_seen_and_read(case: Case) -> None:
    referral = await case.refer(specialist_id=case.specialist.practitioner_id)
    assert (referral["status"], referral["specialty_name"]) == ("requested", "Cardiology")
    await case.complete(case.specialist, "triage_referral", decision="accept")
    assert await case.status() == "accepted"
    assert "book_referral" in await case.tasks(case.patient, "mine")
    (own,) = (await case.patient.get("/api/my/referrals"))["items"]
    assert (own["specialty_name"], own["status"]) == ("Cardiology", "accepted") and "question" not in own
    appointment = await case.book(3)
    assert await case.status() == "booked" and "book_referral" not in await case.tasks(case.patient, "mine")
    await case.patient.post(f"/api/appointments/{appointment.id}/cancel", {"reason": "I am away"})
    await case.hub.run_jobs()
    assert await case.status() == "accepted" and "book_referral" in await case.tasks(case.patient, "mine")
    appointment = await case.book(4)
    async with case.hub.transaction() as db:
        visit = await encounters.plan(
            db, patient_id=case.patient.patient_id, practitioner_id=case.specialist.practitioner_id,
            kind=EncounterClass.ambulatory, appointment_id=appointment.id, actor=SYSTEM,
        )  # fmt: skip
        await encounters.start(db, visit, actor=case.specialist.actor)
        await encounters.finish(db, visit, actor=case.specialist.actor)
    await case.hub.run_jobs()
    assert await case.status() == "seen"
    shown = await case.doctor.get(f"/api/referrals/{referral['id']}")
    assert shown["seen_encounter_id"] == str(visit.id)
    await case.complete(case.doctor, "read_answer", read=True)
    ended = await case.hub.sql("SELECT status FROM case_instance WHERE process_id = 'referral'")
    assert [row[0] for row in ended] == ["completed"]
    assert await case.hub.sql("SELECT name, error FROM job WHERE state = 'dead'") == []


async def test_answered_in_words(case: Case) -> None:
    referral = await case.refer()
    await case.complete(case.specialist, "triage_referral", decision="answer", answer="Stop the coffee first.")
    shown = await case.doctor.get(f"/api/referrals/{referral['id']}")
    assert (shown["status"], shown["answer"]) == ("answered", "Stop the coffee first.")
    assert "read_answer" in await case.tasks(case.doctor)
    late = await case.doctor.post(f"/api/referrals/{referral['id']}/withdraw", expect=409)
    assert late.code == "referral_answered"


async def test_one_open_referral_and_withdrawn(case: Case) -> None:
    referral = await case.refer(urgent=True)
    assert (await case.refer(expect=409)).code == "referral_open"
    assert (await case.refer(expect=422, specialty="alchemy")).code == "specialty_unknown"
    wrong = await case.refer(expect=422, specialty="neurology", specialist_id=case.specialist.practitioner_id)
    assert wrong.code == "wrong_specialist"
    for _ in range(2):
        gone = await case.doctor.post(f"/api/referrals/{referral['id']}/withdraw")
        assert gone["status"] == "withdrawn"
    assert (await case.tasks(case.specialist)) == {}
    await case.refer()


async def test_only_for_clinicians_of_the_patient(case: Case) -> None:
    referral = await case.refer()
    stranger = await case.hub.sign_in("doctor", "Unrelated")
    await stranger.get(f"/api/referrals/{referral['id']}", expect=404)
    await stranger.post(f"/api/referrals/{referral['id']}/withdraw", expect=404)
