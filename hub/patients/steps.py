"""What diagrams may ask of patients: the patient's own answers become details and consents."""

from __future__ import annotations

from typing import Any

from hub.core.actor import Actor
from hub.core.db import Db
from hub.patients import actions, queries
from workflows.forms import prefills
from workflows.models import Task
from workflows.steps import StepContext, step


@step(
    "patients.confirm_details", title="Keep the confirmed details",
    help="For a patient's task: what was corrected is stored, and the day on which the details were confirmed.",
    raises=True,
)  # fmt: skip
async def confirm_details(db: Db, case: StepContext, *, actor: Actor, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers of the details form; the case learns only that it was done."""
    patient = await queries.access_subject(db, actor, case.patient_id)
    await actions.confirm_answers(db, patient, answers, actor=actor)
    return {"confirmed": True}


@step(
    "patients.record_consent", title="Keep the signed consent",
    help="For a patient's task: every text that was agreed to is stored with the typed name.", raises=True,
)  # fmt: skip
async def record_consent(db: Db, case: StepContext, *, actor: Actor, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers of the consent form: {telehealth: true, signature}; the case learns the consents' ids."""
    patient = await queries.access_subject(db, actor, case.patient_id)
    return await actions.record_consents(db, patient, answers, source=f"case:{case.instance_id}", actor=actor)


@prefills("confirm_details")
async def known_details(db: Db, task: Task, *, actor: Actor) -> dict[str, Any]:
    """The form starts from what we have, so that most people only say that it is right."""
    if task.patient_id is None:
        return {}
    patient = await queries.patient(db, task.patient_id)
    names = ("email", "phone", "language", "address", "emergency_name", "emergency_phone")
    return {name: value for name in names if (value := getattr(patient, name))}
