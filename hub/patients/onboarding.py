"""A new patient comes on board: the pathway `onboarding` leads it, from registration to the welcome."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict
from hub.core.facts import state
from hub.patients import evidence
from hub.patients.facts import OnboardingChanged, PatientChanged
from hub.patients.models import Patient
from hub.patients.record_schemas import EvidenceOut, OnboardingOut
from workflows import instances
from workflows.models import Case

PATHWAY = "onboarding"


async def start(db: Db, patient: Patient, *, actor: Actor) -> Case:
    """Start it, once for each patient (409 case_exists); 409 unidentified: nobody knows yet who that is."""
    if patient.unidentified or patient.merged_into_id is not None:
        raise Conflict("Say first who this is.", code="unidentified")
    return await instances.start(
        db, PATHWAY, actor=actor, patient_id=patient.id, business_key=_key(patient.id),
        data={"onboarding": {"patient_id": str(patient.id), "account": patient.user_id is not None}},
    )  # fmt: skip


async def standing(db: Db | ReadDb, patient: Patient) -> OnboardingOut:
    """How far it is; without a case nobody has begun it."""
    found = await db.execute(
        select(Case.id, Case.status, Case.ended_at).where(
            Case.process_id == PATHWAY, Case.business_key == _key(patient.id)
        )
    )
    case = found.first()
    shown = await evidence.latest(db, patient)
    return OnboardingOut(
        case_id=case.id if case else None, status=case.status if case else None,
        ended_at=case.ended_at if case else None, identity_verified_at=patient.identity_verified_at,
        identity_document=patient.identity_document,
        evidence=EvidenceOut.model_validate(shown) if shown else None,
    )  # fmt: skip


async def verify_identity(db: Db, patient: Patient, document: str, *, actor: Actor) -> None:
    """Somebody at the desk has seen what proves who this is."""
    patient.identity_verified_at, patient.identity_document = now(), document
    audit.wrote(db, actor, patient, patient_id=patient.id)
    state(db, PatientChanged(patient_id=patient.id, user_id=patient.user_id), actor=actor)


def tell(db: Db, patient: Patient, what: Literal["reminded", "welcomed"], *, actor: Actor) -> None:
    """The patient hears of it."""
    state(db, OnboardingChanged(patient_id=patient.id, patient_user_id=patient.user_id, what=what), actor=actor)


def _key(patient_id: UUID) -> str:
    return f"patient:{patient_id}"
