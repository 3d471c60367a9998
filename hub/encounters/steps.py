"""What pathways may ask of the record. The task in hand is the right: access was checked when it was taken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.parsing import parse
from hub.encounters import actions, cosign, forms, notes, queries, referrals, refills, vitals
from hub.encounters.models import EncounterClass, ReferralStatus, RefillStatus
from hub.encounters.vital_schemas import ENTERED, ChartVitals
from hub.scheduling import queries as scheduling
from workflows.forms import prefills
from workflows.models import Task
from workflows.steps import StepContext, step


@step(
    "encounters.open_visit", title="Open the encounter",
    help="Makes the encounter of an appointment at the clinic. Needs visit.appointment_id and visit.no_show_at.",
)  # fmt: skip
async def open_visit(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """Adds the encounter and the people to `visit`, which booking has begun."""
    booked = case.data["visit"]
    appointment, patient, practitioner, _ = await scheduling.shown(db, UUID(str(booked["appointment_id"])))
    encounter = await actions.plan(
        db, patient_id=patient.id, practitioner_id=practitioner.id, kind=EncounterClass.ambulatory,
        appointment_id=appointment.id, case_id=case.case_id, reason=appointment.reason, actor=actor,
    )  # fmt: skip
    return {
        "appointment_id": str(appointment.id),
        "encounter_id": str(encounter.id),
        "patient_id": str(patient.id),
        "practitioner_id": str(practitioner.id),
        "starts_at": appointment.starts_at.isoformat(),
        "no_show_at": booked["no_show_at"],
        "specialty": practitioner.specialty,
    }


@step(
    "encounters.note_arrival", title="Note the arrival",
    help="The patient is at the clinic and waits to be seen. Needs visit.encounter_id.",
)  # fmt: skip
async def note_arrival(db: Db, case: StepContext, *, actor: Actor) -> None:
    """The encounter has arrived."""
    await actions.note_arrival(db, await queries.encounter_by_id(db, _encounter_id(case), lock=True), actor=actor)


@step(
    "encounters.chart_vitals", title="Keep the vital signs", raises=True,
    help="Charts what was measured before the visit, each value judged by age and sex. Needs visit.encounter_id.",
)  # fmt: skip
async def chart_vitals(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The values stay in the record; the case learns how many there are."""
    answers = dict(case.answers or {})
    measured = [{"sign": name, "value": str(value)} for name, value in answers.items()
                if name in ENTERED and value is not None]  # fmt: skip
    if measured:
        wanted = parse(ChartVitals, {"signs": measured, "encounter_id": str(_encounter_id(case))})
        await vitals.chart(db, UUID(str(case.data["visit"]["patient_id"])), wanted, actor=actor)
    return {"measured": len(measured)}


@step(
    "encounters.withdraw_visit", title="Withdraw the encounter",
    help="The meeting does not take place: cancelled, or nobody came. Needs visit.encounter_id.",
)  # fmt: skip
async def withdraw_visit(db: Db, case: StepContext, *, actor: Actor) -> None:
    """An encounter that is over stays as it is."""
    await actions.withdraw(db, await queries.encounter_by_id(db, _encounter_id(case), lock=True), actor=actor)


@step(
    "encounters.record_intake", title="Keep the intake answers", raises=True,
    help="Keeps what the patient answered beside the note of the visit's encounter. Needs visit.encounter_id.",
)  # fmt: skip
async def record_intake(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The words stay in the record; the case learns only that they are there."""
    encounter = await queries.encounter_by_id(db, _encounter_id(case), lock=True)
    intake = await actions.record_intake(db, encounter, dict(case.answers or {}), actor=actor)
    return {"recorded_at": intake.recorded_at.isoformat()}


@step(
    "encounters.sign_consultation", title="Sign the note", raises=True,
    help="Checks that the note is complete, signs and locks it, and finishes the encounter. Needs visit.encounter_id.",
)  # fmt: skip
async def sign_consultation(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """What the pathway needs to go on: which note, which services, how many diagnoses."""
    answers = case.answers or {}
    encounter = await queries.encounter_by_id(db, _encounter_id(case), lock=True)
    note_id = answers.get("note_id")
    return await notes.sign_for_pathway(
        db, encounter, note_id=UUID(str(note_id)) if note_id else None, version=answers.get("note_version"), actor=actor
    )


@step(
    "encounters.decide_refill", title="Keep the decision on a refill", raises=True,
    help="Keeps what the clinician decided and says to the patient. Needs refill.refill_request_id.",
)  # fmt: skip
async def decide_refill(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The words stay in the record; the case learns the decision."""
    answers = dict(case.answers or {})
    quantity = answers.get("quantity_value")
    await refills.decide(
        db, _refill_id(case), str(answers["decision"]), answer=str(answers.get("answer") or ""),
        quantity=Decimal(str(quantity)) if quantity is not None else None, override=bool(answers.get("override")),
        actor=actor,
    )  # fmt: skip
    return {"decision": str(answers["decision"])}


@step(
    "encounters.renew_prescription", title="Renew the prescription",
    help="Writes a new prescription as the one before, in force at once. Needs refill.refill_request_id.",
)  # fmt: skip
async def renew_prescription(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The new prescription's id."""
    return await refills.renew(db, _refill_id(case), actor=actor)


class CloseRefill(BaseModel):
    """What became of the wish."""

    outcome: Literal["declined", "visit_needed", "withdrawn"]


@step(
    "encounters.close_refill", params=CloseRefill, title="Answer the patient's wish",
    help="Ends a wish for a refill without a new prescription; the patient is told. Needs refill.refill_request_id.",
)  # fmt: skip
async def close_refill(
    db: Db, case: StepContext, *, actor: Actor, outcome: Literal["declined", "visit_needed", "withdrawn"]
) -> None:
    """The wish is declined, needs a visit, or was withdrawn."""
    await refills.close(db, _refill_id(case), RefillStatus(outcome), actor=actor)


@prefills("intake")
async def intake(db: Db, task: Task, *, actor: Actor) -> dict[str, Any]:
    """The form starts from what was said at booking and what is recorded already."""
    encounter_id = task.subject.get("encounter_id")
    return await queries.intake_start(db, UUID(str(encounter_id))) if encounter_id else {}


@step(
    "encounters.triage_referral", title="Keep the decision on a referral", raises=True,
    help="Keeps whether the specialist takes the patient, and what is answered. Needs referral.referral_id.",
)  # fmt: skip
async def triage_referral(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The words stay in the record; the case learns the decision."""
    answers = dict(case.answers or {})
    decision = str(answers["decision"])
    await referrals.triage(db, _referral_id(case), decision, str(answers.get("answer") or ""), actor=actor)
    return {"decision": decision}


class CloseReferral(BaseModel):
    """How it ends without a visit."""

    outcome: Literal["declined", "answered", "withdrawn"]


@step(
    "encounters.close_referral", params=CloseReferral, title="End a referral",
    help="Ends a referral without a visit. Needs referral.referral_id.",
)  # fmt: skip
async def close_referral(
    db: Db, case: StepContext, *, actor: Actor, outcome: Literal["declined", "answered", "withdrawn"]
) -> None:
    """The referral is declined, answered in words, or withdrawn."""
    await referrals.close(db, _referral_id(case), ReferralStatus(outcome), actor=actor)


class GiveFormByKey(BaseModel):
    """Which of the hospital's forms."""

    form: str


@step(
    "encounters.give_form", params=GiveFormByKey, title="Give a form to the patient",
    help="The patient of the case finds the form among the things to do; a form that is not in use is left out.",
)  # fmt: skip
async def give_form(db: Db, case: StepContext, *, actor: Actor, form: str) -> dict[str, Any]:
    """{given: whether there was such a form for patients}."""
    if case.patient_id is None:
        return {"given": False}
    return {"given": await forms.give_by_key(db, case.patient_id, form, actor=actor)}


def _referral_id(case: StepContext) -> UUID:
    return UUID(str(case.data["referral"]["referral_id"]))


def _refill_id(case: StepContext) -> UUID:
    return UUID(str(case.data["refill"]["refill_request_id"]))


def _encounter_id(case: StepContext) -> UUID:
    return UUID(str(case.data["visit"]["encounter_id"]))


@step(
    "encounters.cosign", title="Keep the second signature", raises=True,
    help="Signs a note beside its author, or gives it back with words. Needs cosign.cosignature_id.",
)  # fmt: skip
async def cosign_note(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The words stay in the record; the case learns the decision."""
    answers = dict(case.answers or {})
    decision = str(answers["decision"])
    cosignature_id = UUID(str(case.data["cosign"]["cosignature_id"]))
    await cosign.answer(db, cosignature_id, decision, str(answers.get("remark") or ""), actor=actor)
    return {"decision": decision}
