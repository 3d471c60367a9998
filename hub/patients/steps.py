"""What diagrams may ask of patients: the patient's own answers become details and consents."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from hub.core.actor import Actor
from hub.core.db import Db
from hub.patients import actions, evidence, onboarding, queries
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


@step(
    "patients.send_identity", title="Send the pictures of an identity document",
    help="For a patient's task: the pictures taken go to the desk; who shows it at the desk sends none.", raises=True,
)  # fmt: skip
async def send_identity(db: Db, case: StepContext, *, actor: Actor, answers: dict[str, Any]) -> dict[str, Any]:
    """The case learns whether there is something to compare."""
    patient = await queries.access_subject(db, actor, case.patient_id)
    pictures = answers["how"] == "pictures"
    if pictures:
        await evidence.send(db, patient, answers["document"], actor=actor)
    else:
        await evidence.lapse(db, patient, actor=actor)
    return {"sent": pictures}


@step(
    "patients.compare_identity", title="Confirm the identity by pictures",
    help="For a task at the desk: the pictures prove who it is, or go back to the patient with a reason.", raises=True,
)  # fmt: skip
async def compare_identity(db: Db, case: StepContext, *, actor: Actor, answers: dict[str, Any]) -> dict[str, Any]:
    """The case learns whether the identity is known."""
    patient = await queries.access_subject(db, actor, case.patient_id)
    confirmed = answers["decision"] == "confirm"
    if confirmed:
        document = await evidence.confirm(db, patient, actor=actor)
        await onboarding.verify_identity(db, patient, document, actor=actor)
    else:
        await evidence.send_back(db, patient, answers["reason"], actor=actor)
    return {"verified": confirmed}


@step(
    "patients.verify_identity", title="Keep what proved the identity",
    help="For a task at the desk: the kind of document that was seen stands in the patient's details.", raises=True,
)  # fmt: skip
async def verify_identity(db: Db, case: StepContext, *, actor: Actor, answers: dict[str, Any]) -> dict[str, Any]:
    """The case learns only that it was done; pictures that waited are needed no more."""
    patient = await queries.access_subject(db, actor, case.patient_id)
    await onboarding.verify_identity(db, patient, answers["document"], actor=actor)
    await evidence.lapse(db, patient, actor=actor)
    return {"verified": True}


@step(
    "patients.assign_clinician", title="Put a clinician on the care team",
    help="For a task: the clinician who was chosen takes care of the patient from now on.", raises=True,
)  # fmt: skip
async def assign_clinician(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The case learns whom."""
    practitioner_id = UUID(str((case.answers or {})["practitioner_id"]))
    patient = await queries.access_subject(db, actor, case.patient_id)
    await actions.join_care_team(db, patient, practitioner_id, actor=actor)
    return {"clinician_id": str(practitioner_id)}


class TellOnboarding(BaseModel):
    """What the patient is told."""

    what: Literal["reminded", "welcomed"]


@step(
    "patients.tell_onboarding", params=TellOnboarding, title="Remind or welcome a new patient",
    help="The patient is told that something is not done yet, or that everything is there.",
)  # fmt: skip
async def tell_onboarding(
    db: Db, case: StepContext, *, actor: Actor, what: Literal["reminded", "welcomed"]
) -> None:  # fmt: skip
    """A patient without an account hears nothing."""
    patient = await queries.access_subject(db, actor, case.patient_id)
    onboarding.tell(db, patient, what, actor=actor)


@prefills("confirm_details")
async def known_details(db: Db, task: Task, *, actor: Actor) -> dict[str, Any]:
    """The form starts from what we have, so that most people only say that it is right."""
    if task.patient_id is None:
        return {}
    patient = await queries.patient(db, task.patient_id)
    names = ("email", "phone", "language", "address", "emergency_name", "emergency_phone")
    return {name: value for name in names if (value := getattr(patient, name))}
