"""Two records of one person become one, by the rules that every module registered; and two again, from the snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Table, Uuid, false, func, select, true, update
from sqlalchemy.exc import IntegrityError

from hub.core import audit, sealed
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Base, Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.identity import actions as identity
from hub.identity.models import UserAccount
from hub.patients import search
from hub.patients.belongings import BELONGINGS, MOVE, Belonging
from hub.patients.facts import PatientsMerged
from hub.patients.filed import PatientMerge
from hub.patients.models import Patient

TAKEN = ("given", "family", "birth_date", "sex", "email", "phone", "address", "language", "preferred_name", "pronouns",
         "emergency_name", "emergency_phone", "interpreter", "other_languages", "extra")  # fmt: skip
"""What the surviving record may take over from the other one."""


class Moving(NamedTuple):
    """How many rows of a table would move, and how many stay with the other record."""

    belonging: Belonging
    moves: int
    stays: int


async def preview(db: Db | ReadDb, survivor: Patient, loser: Patient) -> list[Moving]:
    """What a merge would move, table by table; nothing is changed."""
    check(survivor, loser)
    found = []
    for one in BELONGINGS.values():
        table = Base.metadata.tables[one.table]
        goes = _goes(one, table, survivor) if one.merge == MOVE else false()
        counts = select(func.count(), func.count().filter(goes)).where(table.c[one.column] == loser.id)
        every, moves = (await db.execute(counts)).one()
        if every:
            found.append(Moving(one, moves, every - moves))
    return found


def _goes(one: Belonging, table: Table, survivor: Patient) -> ColumnElement[bool]:
    return one.but(table, survivor.id) if one.but else true()


def check(survivor: Patient, loser: Patient) -> None:
    """Raise unless these are two records that stand by themselves."""
    if survivor.id == loser.id:
        raise Invalid("This is one and the same record.", code="same_patient")
    if survivor.merged_into_id or loser.merged_into_id:
        raise Conflict("One of these records was merged already.", code="merged")


async def merge(
    db: Db, survivor: Patient, loser: Patient, take: Sequence[str], reason: str, *, actor: Actor
) -> PatientMerge:  # fmt: skip
    """`loser` becomes part of `survivor`; both are locked. `take`: details that the survivor takes over.

    409 merge_conflict where both have what one person can have once (two bookings at one time, two open stays).
    """
    check(survivor, loser)
    if strange := set(take) - set(TAKEN):
        raise Invalid(f"{min(strange)} cannot be taken over.", code="not_taken")
    row = PatientMerge(survivor_id=survivor.id, loser_id=loser.id, reason=reason, merged_by=actor.user_id, snapshot={})
    moved: dict[str, list[str]] = {}
    await db.flush()
    await sealed.resealing(db)
    for one in BELONGINGS.values():
        if one.merge == MOVE and (ids := await _move(db, one, survivor, loser)):
            moved[f"{one.table}.{one.column}"] = ids
    before = {name: getattr(survivor, name) for name in (*take, "confidential")}
    for name in take:
        setattr(survivor, name, getattr(loser, name))
    survivor.confidential = survivor.confidential or loser.confidential  # a label is never lost (B09)
    account = await _account(db, survivor, loser, actor=actor)
    loser.merged_into_id = survivor.id
    after = {name: getattr(survivor, name) for name in before}
    row.snapshot = {"moved": moved, "before": _plain(before), "after": _plain(after), "account": account}
    db.add(row)
    audit.wrote(db, actor, row, patient_id=survivor.id, reason="merge")
    for patient in (survivor, loser):
        audit.wrote(db, actor, patient, patient_id=patient.id, reason="merge")
    await search.index(db, [survivor, loser])
    state(db, PatientsMerged(survivor_id=survivor.id, loser_id=loser.id), actor=actor)
    return row


async def _move(db: Db, one: Belonging, survivor: Patient, loser: Patient) -> list[str]:
    table = Base.metadata.tables[one.table]
    moving = (
        update(table).where(table.c[one.column] == loser.id, _goes(one, table, survivor))
        .values(_stamped(table) | {one.column: survivor.id}).returning(table.c.id)
    )  # fmt: skip
    try:
        ids = [row[0] for row in await db.execute(moving)]
    except IntegrityError as error:
        raise Conflict(
            f"{one.title}: both records have something that one person can have only once. Please settle that first.",
            code="merge_conflict", table=one.table,
        ) from error  # fmt: skip
    await sealed.hand_over(db, one.table, one.column, ids, loser.id, survivor.id)
    return [str(id) for id in ids]


async def _account(db: Db, survivor: Patient, loser: Patient, *, actor: Actor) -> str:
    """Whoever has the only account keeps it; of two accounts the merged record's is switched off."""
    if loser.user_id is None:
        return "none"
    user = await db.get_one(UserAccount, loser.user_id, with_for_update=True)
    if survivor.user_id is not None:
        await identity.disable(db, user, actor=actor)
        return "disabled"
    loser.user_id, user.patient_id = None, None
    await db.flush()
    survivor.user_id, user.patient_id = user.id, survivor.id
    audit.wrote(db, actor, user, patient_id=survivor.id)
    return "moved"


async def unmerge(db: Db, row: PatientMerge, reason: str, *, actor: Actor) -> PatientMerge:
    """Two records again: what was moved goes back; what came since stays where it is."""
    if row.undone_at is not None:
        raise Conflict("This merge has been undone already.", code="undone")
    first, second = sorted((row.survivor_id, row.loser_id))
    locked = {id: await db.get_one(Patient, id, with_for_update=True) for id in (first, second)}
    survivor, loser = locked[row.survivor_id], locked[row.loser_id]
    if survivor.merged_into_id is not None or loser.merged_into_id != survivor.id:
        raise Conflict("The record was merged on. Please undo that merge first.", code="merged_on")
    await sealed.resealing(db)
    for place, ids in row.snapshot["moved"].items():
        table, column = place.split(".")
        await _back(db, table, column, ids, survivor.id, loser.id)
    for name, value in row.snapshot["before"].items():
        if _plain({name: getattr(survivor, name)})[name] == row.snapshot["after"][name]:  # nobody corrected it since
            setattr(survivor, name, Patient.__table__.c[name].type.python_type.fromisoformat(value)
                    if name == "birth_date" else value)  # fmt: skip
    await _account_back(db, row, survivor, loser, actor=actor)
    loser.merged_into_id = None
    row.undone_at, row.undone_by, row.undone_reason = now(), actor.user_id, reason
    for changed in (row, survivor, loser):
        audit.wrote(db, actor, changed, patient_id=getattr(changed, "survivor_id", changed.id), reason="unmerge")
    await search.index(db, [survivor, loser])
    state(db, PatientsMerged(survivor_id=survivor.id, loser_id=loser.id, undone=True), actor=actor)
    return row


async def _back(db: Db, table: str, column: str, ids: list[str], survivor: UUID, loser: UUID) -> None:
    where = Base.metadata.tables[table]
    kept = [UUID(id) if isinstance(where.c.id.type, Uuid) else int(id) for id in ids]
    moving = (
        update(where).where(where.c[column] == survivor, where.c.id.in_(kept))
        .values(_stamped(where) | {column: loser}).returning(where.c.id)
    )  # fmt: skip
    ids = [row[0] for row in await db.execute(moving)]
    await sealed.hand_over(db, table, column, ids, survivor, loser)


def _stamped(table: Table) -> dict[str, Any]:
    """Whoever has such a row open on a screen is told that it changed."""
    return {"version": table.c.version + 1} if "version" in table.c else {}


async def _account_back(db: Db, row: PatientMerge, survivor: Patient, loser: Patient, *, actor: Actor) -> None:
    kind = row.snapshot["account"]
    user_id = {"moved": survivor.user_id, "disabled": loser.user_id}.get(kind)
    if user_id is None:
        return
    user = await db.get_one(UserAccount, user_id, with_for_update=True)
    if kind == "disabled":
        await identity.enable(db, user, actor=actor)
        return
    survivor.user_id, user.patient_id = None, None
    await db.flush()
    loser.user_id, user.patient_id = user.id, loser.id
    audit.wrote(db, actor, user, patient_id=loser.id)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


async def records_of(db: Db | ReadDb, patient_id: UUID) -> list[UUID]:
    """The ids of this record and of those that became part of it: what stays where it is on a merge is under them."""
    into = select(Patient.id).where(Patient.id == patient_id).cte("records", recursive=True)
    into = into.union(select(Patient.id).join(into, Patient.merged_into_id == into.c.id))
    return list(await db.scalars(select(into.c.id)))


async def standing(db: Db | ReadDb, patient_id: UUID) -> UUID:
    """The record that this one has become part of; itself when it stands."""
    up = select(Patient.id, Patient.merged_into_id).where(Patient.id == patient_id).cte("standing", recursive=True)
    up = up.union(select(Patient.id, Patient.merged_into_id).join(up, Patient.id == up.c.merged_into_id))
    found: UUID = (await db.scalars(select(up.c.id).where(up.c.merged_into_id.is_(None)))).one()
    return found


async def merges_of(db: Db | ReadDb, patient: Patient) -> list[tuple[PatientMerge, Patient]]:
    """Merges into this record, newest first, each with the record that went into it."""
    rows = await db.execute(
        select(PatientMerge, Patient).join(Patient, Patient.id == PatientMerge.loser_id)
        .where(PatientMerge.survivor_id == patient.id).order_by(PatientMerge.id.desc()).limit(50)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


async def access_merge(db: Db, patient: Patient, merge_id: UUID) -> PatientMerge:
    """A merge into a patient that one has access to, locked."""
    row = await db.get(PatientMerge, merge_id, with_for_update=True)
    if row is None or row.survivor_id != patient.id:
        raise NotFound()
    return row
