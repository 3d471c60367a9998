"""Sensitivity labels and objections: who sets them, and what stands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Base, Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.identity import departments
from hub.identity.models import UserAccount
from hub.identity.policy.models import AccessDenial
from hub.patients.access import policy, veiling
from hub.patients.access.facts import AccessChanged
from hub.patients.access.models import Label, Labelled, SensitivityLabel
from hub.patients.models import Patient
from workflows.models import Task, TaskStatus
from workflows.teamwork import shut


async def put(
    db: Db, patient: Patient, label: Label, *, actor: Actor, entity: Labelled = Labelled.patient,
    entity_id: UUID | None = None,
) -> SensitivityLabel:  # fmt: skip
    """Label the patient's record, or one row of it; 404 for a row of nobody, 409 when it bears the label already.

    Tasks that it closes to who has them in hand go back at once (see workflows.teamwork.shut)."""
    if (entity is Labelled.patient) != (entity_id in (None, patient.id)):
        raise Invalid("Say which encounter, problem, document or result.", code="say_which")
    if entity is not Labelled.patient:
        await _of_patient(db, patient, entity, entity_id)
    row = SensitivityLabel(
        patient_id=patient.id, entity=entity, entity_id=entity_id or patient.id, label=label, set_by=actor.user_id
    )
    await db.flush()  # whatever else is wrong is not this label's fault
    try:
        async with db.begin_nested():
            db.add(row)
            audit.wrote(db, actor, row)
    except IntegrityError:
        raise Conflict("It bears this label already.", code="labelled") from None
    await shut.take_back(db, patient.id, veiling.shut, actor=actor)
    state(db, AccessChanged(patient_id=patient.id), actor=actor)
    return row


async def _of_patient(db: Db, patient: Patient, entity: Labelled, id: UUID | None) -> None:
    columns = Base.metadata.tables[entity.value].c  # by name: encounters stand above patients
    if await db.scalar(select(columns.id).where(columns.id == id, columns.patient_id == patient.id)) is None:
        raise NotFound()


async def take(db: Db, patient: Patient, label_id: UUID, *, actor: Actor) -> None:
    """Take a label off."""
    row = await db.get(SensitivityLabel, label_id, with_for_update=True)
    if row is None or row.patient_id != patient.id or row.removed_at is not None:
        raise NotFound()
    row.removed_at = now()
    audit.wrote(db, actor, row)
    state(db, AccessChanged(patient_id=patient.id), actor=actor)


async def of_patient(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> list[SensitivityLabel]:
    """The labels in this record, as far as they do not keep their row from this person: the word would tell it.

    Who keeps the objections (the privacy officer) knows them all.
    """
    found = select(SensitivityLabel).where(
        SensitivityLabel.patient_id == patient_id, SensitivityLabel.removed_at.is_(None)
    )
    if not actor.may("objection.set"):
        found = found.where(policy.open_row(actor, SensitivityLabel.patient_id, SensitivityLabel.entity_id))
    rows = await db.scalars(found.order_by(SensitivityLabel.id))
    return list(rows)


async def object_to(
    db: Db, patient: Patient, user_id: UUID | None, reason: str, *, actor: Actor, until: datetime | None = None,
    department_id: UUID | None = None,
) -> AccessDenial:  # fmt: skip
    """This person, or whoever works in this department, may not see this record, whatever else lets him in. What of it
    is in their hands goes back at once."""
    if (user_id is None) == (department_id is None):
        raise Invalid("An objection is to one person or to one department.", code="one_subject")
    user = await db.get(UserAccount, user_id) if user_id else None
    if user_id and (user is None or user.patient_id == patient.id):
        raise NotFound()
    if department_id and not await departments.known(db, department_id):
        raise NotFound()
    if until is not None and until <= now():
        raise Invalid("The end lies in the past.", code="ends_in_the_past")
    row = AccessDenial(
        patient_id=patient.id, user_id=user_id, department_id=department_id, reason=reason.strip(), until=until,
        created_by=actor.user_id,
    )  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row, reason=reason.strip())
    await shut.take_back(db, patient.id, veiling.shut, actor=actor)
    state(db, AccessChanged(patient_id=patient.id, user_id=user_id), actor=actor)
    return row


async def take_back_shut(db: Db, *, actor: Actor) -> int:
    """Tasks in the hands of people who came under an objection or a label in another way than by its making: who moved
    to a department, whose stronger relation to the patient has ended, who took the task in the moment it was made.
    Each goes back; how many there were."""
    objected = select(AccessDenial.patient_id).where(
        AccessDenial.ended_at.is_(None), or_(AccessDenial.until.is_(None), AccessDenial.until > now())
    )
    marked = select(SensitivityLabel.patient_id).where(SensitivityLabel.removed_at.is_(None))
    held = select(Task.patient_id).distinct().where(
        Task.status == TaskStatus.claimed, or_(Task.patient_id.in_(objected), Task.patient_id.in_(marked))
    )  # fmt: skip
    ids = sorted(one for one in await db.scalars(held) if one is not None)
    return sum([await shut.take_back(db, patient_id, veiling.shut, actor=actor) for patient_id in ids])


async def withdraw(db: Db, patient: Patient, denial_id: UUID, *, actor: Actor) -> None:
    """The objection is over."""
    row = await db.get(AccessDenial, denial_id, with_for_update=True)
    if row is None or row.patient_id != patient.id or row.ended_at is not None:
        raise NotFound()
    row.ended_at = now()
    audit.wrote(db, actor, row)
    state(db, AccessChanged(patient_id=patient.id, user_id=row.user_id), actor=actor)


async def objections(db: Db | ReadDb, patient_id: UUID) -> list[tuple[AccessDenial, str | None]]:
    """The objections that hold, with the names of the persons they are against."""
    rows = await db.execute(
        select(AccessDenial, UserAccount.display_name)
        .outerjoin(UserAccount, UserAccount.id == AccessDenial.user_id)
        .where(AccessDenial.patient_id == patient_id, AccessDenial.ended_at.is_(None))
        .order_by(AccessDenial.id)
    )
    return [(row, name) for row, name in rows]
