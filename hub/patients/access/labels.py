"""Sensitivity labels and objections: who sets them, and what stands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.identity.models import UserAccount
from hub.identity.policy.models import AccessDenial
from hub.patients.access.facts import AccessChanged
from hub.patients.access.models import Label, Labelled, SensitivityLabel
from hub.patients.models import Patient


async def put(
    db: Db, patient: Patient, label: Label, *, actor: Actor, entity: Labelled = Labelled.patient,
    entity_id: UUID | None = None,
) -> SensitivityLabel:  # fmt: skip
    """Label the patient's record, or one encounter of it; 409 when it bears the label already."""
    if (entity is Labelled.patient) != (entity_id in (None, patient.id)):
        raise Invalid("Say which encounter.", code="say_which")
    row = SensitivityLabel(
        patient_id=patient.id, entity=entity, entity_id=entity_id or patient.id, label=label, set_by=actor.user_id
    )
    try:
        async with db.begin_nested():
            db.add(row)
            audit.wrote(db, actor, row)
    except IntegrityError:
        raise Conflict("It bears this label already.", code="labelled") from None
    state(db, AccessChanged(patient_id=patient.id), actor=actor)
    return row


async def take(db: Db, patient: Patient, label_id: UUID, *, actor: Actor) -> None:
    """Take a label off."""
    row = await db.get(SensitivityLabel, label_id, with_for_update=True)
    if row is None or row.patient_id != patient.id or row.removed_at is not None:
        raise NotFound()
    row.removed_at = now()
    audit.wrote(db, actor, row)
    state(db, AccessChanged(patient_id=patient.id), actor=actor)


async def of_patient(db: Db | ReadDb, patient_id: UUID) -> list[SensitivityLabel]:
    """The labels in this record."""
    rows = await db.scalars(
        select(SensitivityLabel)
        .where(SensitivityLabel.patient_id == patient_id, SensitivityLabel.removed_at.is_(None))
        .order_by(SensitivityLabel.id)
    )
    return list(rows)


async def object_to(
    db: Db, patient: Patient, user_id: UUID, reason: str, *, actor: Actor, until: datetime | None = None
) -> AccessDenial:
    """This person may not see this record, whatever else lets him in."""
    user = await db.get(UserAccount, user_id)
    if user is None or user.patient_id == patient.id:
        raise NotFound()
    if until is not None and until <= now():
        raise Invalid("The end lies in the past.", code="ends_in_the_past")
    row = AccessDenial(
        patient_id=patient.id, user_id=user_id, reason=reason.strip(), until=until, created_by=actor.user_id
    )
    db.add(row)
    audit.wrote(db, actor, row, reason=reason.strip())
    state(db, AccessChanged(patient_id=patient.id, user_id=user_id), actor=actor)
    return row


async def withdraw(db: Db, patient: Patient, denial_id: UUID, *, actor: Actor) -> None:
    """The objection is over."""
    row = await db.get(AccessDenial, denial_id, with_for_update=True)
    if row is None or row.patient_id != patient.id or row.ended_at is not None:
        raise NotFound()
    row.ended_at = now()
    audit.wrote(db, actor, row)
    state(db, AccessChanged(patient_id=patient.id, user_id=row.user_id), actor=actor)


async def objections(db: Db | ReadDb, patient_id: UUID) -> list[tuple[AccessDenial, str]]:
    """The objections that hold, with the names of whom they are against."""
    rows = await db.execute(
        select(AccessDenial, UserAccount.display_name)
        .join(UserAccount, UserAccount.id == AccessDenial.user_id)
        .where(AccessDenial.patient_id == patient_id, AccessDenial.ended_at.is_(None))
        .order_by(AccessDenial.id)
    )
    return [(row, name) for row, name in rows]
