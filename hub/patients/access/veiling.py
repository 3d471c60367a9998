"""Tasks and cases about what bears a sensitivity label, or whose record is closed: who may not see the matter is not
told whose it is.

The work itself stays in the list, for somebody has to do it: whoever takes the task is told, and so is the trail.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from hub.core.actor import Actor
from hub.core.db import Base, Db, ReadDb
from hub.core.prepared import Prepared, this_moment
from hub.identity.policy.models import AccessDenial
from hub.patients.access import policy
from hub.patients.access.models import SensitivityLabel
from hub.patients.models import CareRelation, Patient
from workflows.directory import veils_tasks
from workflows.models import Case, Task

_IDS = bindparam("ids", type_=ARRAY(Uuid()))
_MARKS = Prepared(
    union_all(
        select(SensitivityLabel.entity_id.label("about"), literal("label").label("why"))
        .where(SensitivityLabel.patient_id == any_(_IDS), SensitivityLabel.removed_at.is_(None)),
        select(AccessDenial.patient_id, literal("objection"))
        .where(AccessDenial.patient_id == any_(_IDS), AccessDenial.ended_at.is_(None),
               or_(AccessDenial.until.is_(None), AccessDenial.until > this_moment())),
        select(Patient.id, literal("closed")).where(Patient.id == any_(_IDS), Patient.closed_at.is_not(None)),
    )
)  # fmt: skip


@veils_tasks
async def veiled(db: Db | ReadDb, actor: Actor | None, work: Sequence[Task | Case]) -> set[UUID]:
    """Of this work, that of which this person (None: anybody of a room) is not told whose it is.

    A case is never his here: who takes part in one is for the workflows to say.
    """
    about = {one.patient_id for one in work if one.patient_id is not None}
    marks = await db.all(_MARKS, ids=list(about)) if about else []
    labelled, closed = _marked(marks, "label"), _marked(marks, "closed")
    if actor is None:
        nobody = closed | _marked(marks, "objection")
        visits = await _visits(db, work) if labelled else {}
        return {one.id for one in work if one.patient_id in nobody or labelled & _about(one, visits)}
    closed = set() if policy.opens_closed(actor) else closed - {actor.patient_id, *actor.glass}
    unnamed = {one.id for one in work if one.patient_id in closed}
    if not labelled or actor.may(policy.CLEARED):
        return unnamed
    visits, near = await _visits(db, work), await _relations(db, actor, about)
    return unnamed | {
        one.id for one in work
        if (found := labelled & _about(one, visits)) and (isinstance(one, Case) or not _his(one, actor))
        and not near.get(one.patient_id, set()) & policy.STRONG["patient" if one.patient_id in found else "row"]
    }  # fmt: skip


async def shut(db: Db, person: Actor, work: Sequence[Task]) -> set[UUID]:
    """Of these tasks in his hands, those whose record is closed to him now: by an objection, or by a label that his
    relation to the patient does not pass (who has none at all, the desk, is no clinician, and labels do not count)."""
    closed = {one.id for one in work if one.patient_id in person.denied}
    if person.practitioner_id is None or person.may(policy.CLEARED):
        return closed
    about = {one.patient_id for one in work if one.patient_id is not None}
    labelled = _marked(await db.all(_MARKS, ids=list(about)), "label")
    if not labelled:
        return closed
    visits, near = await _visits(db, work), await _relations(db, person, about)
    return closed | {
        one.id for one in work
        if (found := labelled & _about(one, visits)) and (kinds := near.get(one.patient_id))
        and not kinds & policy.STRONG["patient" if one.patient_id in found else "row"]
        and (one.patient_id in found or one.practitioner_id != person.practitioner_id)
    }  # fmt: skip


def _marked(marks: Sequence[Any], why: str) -> set[UUID | None]:
    return {row["about"] for row in marks if row["why"] == why}


def _his(task: Task, actor: Actor) -> bool:
    """In his hands, offered to him by name, his own record, or of his own case."""
    people = {task.assignee_id, task.owner_id, task.completed_by, task.candidate_user_id, task.practitioner_id,
              *(task.candidates or ())}  # fmt: skip
    return bool(people & ({actor.user_id, actor.practitioner_id} - {None})) or (
        task.patient_id is not None and task.patient_id == actor.patient_id
    )


def _about(one: Task | Case, visits: dict[UUID, UUID]) -> set[UUID | None]:
    """What may bear a label: the patient, and the meeting that the work belongs to."""
    encounter, appointment = (_id(one.subject.get(name)) for name in ("encounter_id", "appointment_id"))
    return {one.patient_id, encounter, visits.get(appointment) if appointment else None}


def _id(value: Any) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None


async def _visits(db: Db | ReadDb, work: Sequence[Task | Case]) -> dict[UUID, UUID]:
    """appointment -> the encounter that came of it."""
    wanted = {at for one in work if (at := _id(one.subject.get("appointment_id")))}
    if not wanted:
        return {}
    encounter = Base.metadata.tables["encounter"]  # by name: encounters stand above patients
    found = select(encounter.c.appointment_id, encounter.c.id).where(encounter.c.appointment_id.in_(wanted))
    return {row[0]: row[1] for row in await db.execute(found)}


async def _relations(db: Db | ReadDb, actor: Actor, about: set[UUID]) -> dict[UUID | None, set[Any]]:
    """patient -> the living relations of this person to him that the hospital's rules let count."""
    near: dict[UUID | None, set[Any]] = {}
    if actor.practitioner_id is None:
        return near
    found = select(CareRelation.patient_id, CareRelation.kind).where(
        CareRelation.practitioner_id == actor.practitioner_id, CareRelation.patient_id.in_(about),
        CareRelation.kind.in_(policy.kinds(actor)),
        or_(CareRelation.until.is_(None), CareRelation.until > this_moment()),
    )  # fmt: skip
    for patient_id, kind in await db.execute(found):
        near.setdefault(patient_id, set()).add(kind)
    return near
