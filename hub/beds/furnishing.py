"""Wards and their beds as the house has them: opened, renamed, and taken away while nothing has happened in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.exc import IntegrityError

from hub.beds.facts import WardChanged
from hub.beds.models import Bed, StayPlace, Ward
from hub.beds.schemas import ChangeWard, NewWard
from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.staff.models import Department

MOST_BEDS = 500
Place = TypeVar("Place", Ward, Bed)


async def plan(db: Db | ReadDb) -> list[dict[str, Any]]:
    """Every ward by name, with its department and its beds; nobody who lies there."""
    used = exists().where(StayPlace.bed_id == Bed.id)
    rows = await db.execute(
        select(Ward, Department.name, Bed, used)
        .outerjoin(Department, Department.id == Ward.department_id)
        .outerjoin(Bed, Bed.ward_id == Ward.id)
        .order_by(func.lower(Ward.name), Ward.id, func.length(Bed.label), Bed.label)
    )
    found: dict[UUID, dict[str, Any]] = {}
    for ward, department, bed, was_used in rows:
        entry = found.setdefault(
            ward.id, {"id": ward.id, "code": ward.code, "name": ward.name, "department_id": ward.department_id,
                      "department": department, "beds": []},
        )  # fmt: skip
        if bed is not None:
            entry["beds"].append({"id": bed.id, "label": bed.label, "status": bed.status, "used": was_used})
    return list(found.values())


async def access(db: Db, actor: Actor, kind: type[Place], id: UUID) -> Place:
    """A ward or a bed for change, locked: whoever manages the organisation."""
    actor.must("staff.manage")
    found = await db.get(kind, id, with_for_update=True)
    if found is None:
        raise NotFound()
    return found


async def open_ward(db: Db, wanted: NewWard, *, actor: Actor) -> Ward:
    """Open a ward with its first beds; 409 taken, 422 unknown_department or double_label."""
    await _check(db, wanted.department_id)
    ward = Ward(code=wanted.code, name=wanted.name, department_id=wanted.department_id)
    db.add(ward)
    await _kept(db, ward, "There is a ward with this code already.", actor)
    await add_beds(db, ward, wanted.beds, actor=actor)
    return ward


async def change_ward(db: Db, ward: Ward, wanted: ChangeWard, *, actor: Actor) -> None:
    """Another name, code or department; who works in the department works on the ward from now on."""
    changes = wanted.changes()
    await _check(db, changes.get("department_id"))
    for name, value in changes.items():
        setattr(ward, name, value)
    await _kept(db, ward, "There is a ward with this code already.", actor)
    state(db, WardChanged(ward_id=ward.id), actor=actor)


async def close_ward(db: Db, ward: Ward, *, actor: Actor) -> None:
    """Take away a ward without beds; 409 ward_not_empty."""
    if await db.scalar(select(exists().where(Bed.ward_id == ward.id))):
        raise Conflict("Take its beds away first; one that was used stays, and can be blocked.", code="ward_not_empty")
    audit.noted(db, actor, "delete", "ward", ward.id, before={"code": ward.code, "name": ward.name})
    state(db, WardChanged(ward_id=ward.id), actor=actor)
    await db.delete(ward)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("Devices or screens are still at this ward.", code="ward_in_use") from error


async def add_beds(db: Db, ward: Ward, labels: Iterable[str], *, actor: Actor) -> None:
    """More beds for a ward, free at once; 422 double_label, 409 taken or too_many_beds."""
    wanted = [label.strip() for label in labels]
    if len(set(wanted)) != len(wanted):
        raise Invalid("Each bed needs a name of its own.", code="double_label")
    there = await db.scalar(select(func.count()).select_from(Bed).where(Bed.ward_id == ward.id)) or 0
    if there + len(wanted) > MOST_BEDS:
        raise Conflict(f"A ward has {MOST_BEDS} beds at most.", code="too_many_beds")
    for label in wanted:
        bed = Bed(ward_id=ward.id, label=label)
        db.add(bed)
        await _kept(db, bed, f"There is a bed {label} on this ward already.", actor)
    state(db, WardChanged(ward_id=ward.id), actor=actor)


async def rename_bed(db: Db, bed: Bed, label: str, *, actor: Actor) -> None:
    """Call a bed otherwise; 409 taken."""
    bed.label = label.strip()
    await _kept(db, bed, f"There is a bed {bed.label} on this ward already.", actor)
    state(db, WardChanged(ward_id=bed.ward_id), actor=actor)


async def remove_bed(db: Db, bed: Bed, *, actor: Actor) -> None:
    """Take away a bed in which nobody has lain and for which nobody waits; 409 bed_used: block it instead."""
    if await db.scalar(select(exists().where(StayPlace.bed_id == bed.id))):
        raise Conflict("Somebody has lain in this bed, so it stays in the records. Block it instead.", code="bed_used")
    audit.noted(db, actor, "delete", "bed", bed.id, before={"label": bed.label})
    state(db, WardChanged(ward_id=bed.ward_id), actor=actor)
    await db.delete(bed)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("This bed has just been taken for somebody.", code="bed_used") from error


async def _kept(db: Db, row: Ward | Bed, taken: str, actor: Actor) -> None:
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict(taken, code="taken") from error


async def _check(db: Db, department_id: UUID | None) -> None:
    if department_id is not None and await db.get(Department, department_id) is None:
        words = "There is no such department here."
        raise Invalid(words, code="unknown_department", errors=[
            {"path": "department_id", "message": words, "type": "unknown"}])  # fmt: skip
