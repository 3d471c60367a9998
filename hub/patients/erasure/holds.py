"""Legal holds: while one stands nothing of the record is deleted, by nobody and by no clock."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from hub.core import audit, filing
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict
from hub.core.facts import state
from hub.patients.erasure.facts import ErasureChanged
from hub.patients.erasure.models import LegalHold
from hub.patients.models import Patient


async def standing(db: Db | ReadDb, patient_id: UUID) -> LegalHold | None:
    """The hold on this record, if one stands."""
    found = select(LegalHold).where(LegalHold.patient_id == patient_id, LegalHold.lifted_at.is_(None))
    row: LegalHold | None = await db.scalar(found)
    return row


async def of_patient(db: Db | ReadDb, patient_id: UUID) -> list[LegalHold]:
    """All holds there ever were, newest first."""
    found = select(LegalHold).where(LegalHold.patient_id == patient_id).order_by(LegalHold.id.desc())
    return list(await db.scalars(found.limit(50)))


async def put(db: Db, patient: Patient, reason: str, *, actor: Actor) -> LegalHold:
    """Hold the record; 409 held when it is already, erased when there is nothing to hold. The patient is locked."""
    if patient.erased_at is not None:
        raise Conflict("This record was erased.", code="erased")
    if await standing(db, patient.id) is not None:
        raise Conflict("There is a legal hold on this record already.", code="held")
    row = LegalHold(patient_id=patient.id, reason=reason, set_by=actor.user_id, set_by_name=actor.name)
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    state(db, ErasureChanged(patient_id=patient.id, patient_user_id=None), actor=actor)
    return row


async def lift(db: Db, patient: Patient, reason: str, *, actor: Actor) -> LegalHold:
    """It is over; 409 not_held. The patient is locked."""
    row = await standing(db, patient.id)
    if row is None:
        raise Conflict("There is no legal hold on this record.", code="not_held")
    row.lifted_at, row.lifted_by, row.lifted_by_name, row.lifted_reason = now(), actor.user_id, actor.name, reason
    audit.wrote(db, actor, row)
    await db.flush()
    state(db, ErasureChanged(patient_id=patient.id, patient_user_id=None), actor=actor)
    return row


@filing.keeps_from_deletion
def _held(owner: Any) -> Any:
    """Files of a record that is held stay, and of those that became part of one."""
    above = select(Patient.merged_into_id).where(Patient.id == owner).correlate_except(Patient).scalar_subquery()
    held = exists().where(LegalHold.lifted_at.is_(None), LegalHold.patient_id.in_([owner, above]))
    return held.correlate_except(LegalHold)
