"""What pathways may ask of visits."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.parsing import parse
from hub.encounters import actions as encounters
from hub.encounters.models import EncounterClass
from hub.scheduling import queries as scheduling
from hub.visits import actions, queries
from hub.visits.models import VisitStatus
from hub.visits.schemas import DeviceCheck
from workflows.steps import StepContext, step


@step("visits.open", title="Open the visit", help="Makes the encounter and the waiting room of the booked appointment.")
async def open_visit(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """Adds the ids of the visit and its encounter to `visit`, which booking has begun."""
    booked = case.data["visit"]
    appointment, patient, practitioner, _ = await scheduling.shown(db, UUID(str(booked["appointment_id"])))
    encounter = await encounters.plan(
        db, patient_id=patient.id, practitioner_id=practitioner.id, kind=EncounterClass.virtual,
        appointment_id=appointment.id, case_id=case.case_id, reason=appointment.reason, actor=actor,
    )  # fmt: skip
    visit = await actions.open_visit(
        db, appointment_id=appointment.id, encounter_id=encounter.id, case_id=case.case_id, patient_id=patient.id,
        practitioner_id=practitioner.id, patient_user_id=patient.user_id, starts_at=appointment.starts_at, actor=actor,
    )  # fmt: skip
    return {
        "visit_id": str(visit.id),
        "appointment_id": str(appointment.id),
        "encounter_id": str(encounter.id),
        "patient_id": str(patient.id),
        "practitioner_id": str(practitioner.id),
        "starts_at": appointment.starts_at.isoformat(),
        "no_show_at": booked["no_show_at"],
        "specialty": practitioner.specialty,
    }


@step("visits.record_device_check", title="Keep the device check", raises=True,
      help="Notes what worked on the patient's device, so that the clinician knows beforehand.")  # fmt: skip
async def record_device_check(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The small facts: every word of the check, and whether all is well."""
    found = parse(DeviceCheck, dict(case.answers or {})).model_dump()
    visit = await queries.visit_of_case(db, case.case_id)
    if visit is not None:
        await actions.record_device_check(db, visit, found, actor=actor)
    return {**found, "ok": found["camera"] == "ok" and found["microphone"] == "ok"}


@step("visits.mark_no_show", title="Nobody came", help="The visit is over because the patient did not come.")
async def mark_no_show(db: Db, case: StepContext, *, actor: Actor) -> None:
    """The visit becomes a no-show."""
    visit = await queries.visit_of_case(db, case.case_id)
    if visit is not None:
        await actions.finish(db, visit, VisitStatus.no_show, actor=actor)


class Release(BaseModel):
    """Why the visit is over."""

    outcome: Literal["ended", "cancelled"] = "ended"


@step("visits.release", params=Release, title="Close the visit",
      help="Closes the waiting room and the call; nobody can come in any more.")  # fmt: skip
async def release(db: Db, case: StepContext, *, actor: Actor, outcome: Literal["ended", "cancelled"]) -> None:
    """The visit ends, or is cancelled when it never began."""
    visit = await queries.visit_of_case(db, case.case_id)
    if visit is not None:
        await actions.finish(db, visit, VisitStatus(outcome), actor=actor)
