"""Rotation while people work: new key-encryption keys, new data keys, old keys gone when nothing needs them (B69).

Each tick does a small part in one transaction and can be killed at any point: what is left is found in the rows
themselves. `keks` wraps every data key anew; `data` gives every owner a new data key and seals his values again;
`clear` seals what stood in clear before its column was sealed, and is begun by the migration that says so.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, Text, bindparam, cast, delete, func, null, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import audit, keys, sealed
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.db import Db, Record
from hub.core.jobs import job
from hub.core.keys import DataKey
from hub.core.sealed import SEALED, Sealed

KEYS, OWNERS, VALUES = 500, 25, 500
"""How many a tick takes: well below a second of work."""


class RotationKind(StrEnum):
    keks = "keks"
    data = "data"
    clear = "clear"


class KeyRotation(Record):
    """One rotation that was asked for; `done` counts keys (keks), owners (data) or rows (clear)."""

    __tablename__ = "key_rotation"

    kind: Mapped[RotationKind]
    done: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    at_table: Mapped[str | None]
    """Where `clear` goes on: in this table, after this row."""
    after_id: Mapped[UUID | None]


async def start(db: Db, kind: RotationKind, *, actor: Actor) -> KeyRotation:
    """Begin a rotation; one that is under way already goes on instead of a second one."""
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtext('hub.rotation'))"))
    under_way = select(KeyRotation).where(KeyRotation.kind == kind, KeyRotation.finished_at.is_(None))
    if found := await db.scalar(under_way):
        return found
    if kind is RotationKind.keks:
        keys.add_kek()
    row = KeyRotation(kind=kind, created_at=now(), done=0)
    db.add(row)
    audit.noted(db, actor, "rotate", "key_rotation", row.id, after={"kind": kind.value})
    return row


@job("core.rotate_keys", every=2)
async def rotate(db: Db, actor: Actor) -> None:
    """One part of the oldest rotation that is not finished."""
    await step(db)


async def step(db: Db) -> bool:
    """Do one part; whether there may be more."""
    row = await db.scalar(
        select(KeyRotation).where(KeyRotation.finished_at.is_(None)).order_by(KeyRotation.id).limit(1)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    if row is None:
        return False
    match row.kind:
        case RotationKind.keks:
            count = await _rewrap(db)
        case RotationKind.data:
            count = await _reseal(db, row.created_at)
        case RotationKind.clear:
            count = await _seal_clear(db, row)
    row.done += count
    if count == 0:
        row.finished_at = now()
        audit.noted(db, SYSTEM, "rotate", "key_rotation", row.id, after={"kind": row.kind.value, "done": row.done})
        if row.kind is RotationKind.keks:
            keys.drop_keks(set(await db.scalars(select(DataKey.kek).distinct())))
    return True


async def _rewrap(db: Db) -> int:
    """Wrap the next data keys under the current key-encryption key."""
    current = keys.keyring().current
    rows = await db.scalars(
        select(DataKey).where(DataKey.kek != current).limit(KEYS).with_for_update(skip_locked=True)
    )  # fmt: skip
    found = list(rows)
    for row in found:
        row.kek, row.wrapped = keys.wrap(keys.unwrap(row.kek, row.wrapped, row.id, row.owner_id), row.id, row.owner_id)
    if not found and await db.scalar(select(DataKey.id).where(DataKey.kek != current).limit(1)):
        return 1  # somebody seals under them just now: come again
    return len(found)


async def _reseal(db: Db, since: datetime) -> int:
    """New data keys for the next owners; when everybody has one, seal the next owners' values again."""
    newest = func.max(DataKey.created_at)
    without = list(
        await db.scalars(select(DataKey.owner_id).group_by(DataKey.owner_id).having(newest < since).limit(OWNERS))
    )
    if without:
        await db.execute(insert(DataKey), [keys.make(owner) for owner in without])
        return len(without)
    several = select(DataKey.owner_id).group_by(DataKey.owner_id).having(func.count() > 1).limit(OWNERS)
    owners = list(await db.scalars(several))
    if owners:
        await _reseal_owners(db, owners)
    return len(owners)


async def _reseal_owners(db: Db, owners: list[UUID]) -> None:
    """Seal all their values under their newest keys, a table at a time, and let the old keys go."""
    # The lock waits for those who seal with an old key now; whoever comes later takes the new one.
    rows = await db.scalars(select(DataKey).where(DataKey.owner_id.in_(owners)).order_by(DataKey.created_at,
                                                                                         DataKey.id))  # fmt: skip
    held = rows.all()
    new = {row.owner_id: row.id for row in held}
    old = [row.id for row in held if row.id not in new.values()]
    await db.execute(select(DataKey.id).where(DataKey.id.in_(old)).order_by(DataKey.id).with_for_update())
    await sealed.resealing(db)
    plain = {row.id: keys.unwrap(row.kek, row.wrapped, row.id, row.owner_id) for row in held}
    for name, owner in sorted({(place.table, place.owner) for place in SEALED}):
        table, places = DataKey.metadata.tables[name], [one for one in SEALED if one.table == name]
        columns = [table.c[one.column] for one in places]
        values = await db.execute(
            select(table.c.id, table.c[owner].label("whose"), *columns)
            .where(table.c[owner].in_(owners), or_(*(column != "" for column in columns)))
        )  # fmt: skip
        for row in values.mappings().all():
            for place in places:
                stored, key = row[place.column], new[row["whose"]]
                # A key that is not there was shredded: what it sealed stays shut.
                if stored and sealed.key_id(stored) != key and sealed.key_id(stored) in plain:
                    await _reseal_value(db, table, place, row["id"], stored, key, plain)
    await db.execute(delete(DataKey).where(DataKey.id.in_(old)))


async def _reseal_value(
    db: Db, table: Any, place: sealed.Sealed, id: UUID, stored: str, new: UUID, plain: dict[UUID, bytes]
) -> None:
    where = f"{place.table}|{place.column}|{id}|{sealed.FORMAT}".encode()
    value = sealed.open_value(stored, plain[sealed.key_id(stored)], where)
    fresh = sealed.seal_value(value, new, plain[new], where)
    # Only if nobody wrote meanwhile; who did, sealed with the new key.
    await db.execute(
        update(table).where(table.c.id == id, table.c[place.column] == stored).values({place.column: fresh})
    )


async def _seal_clear(db: Db, row: KeyRotation) -> int:
    """Seal the next rows in which something stands in clear: table by table in the order of ids, so that what is done
    is not looked at again; whoever was busy with a row meanwhile is found in the next round."""
    tables = sorted({place.table for place in SEALED if place.clear})
    begin = tables.index(row.at_table) if row.at_table in tables else 0
    for name in tables[begin:]:
        count, last = await _seal_rows(db, name, row.after_id)
        row.at_table, row.after_id = name, last
        if count:
            return count
    row.at_table = row.after_id = None
    return int(any([await _is_left(db, name) for name in tables]))


async def _seal_rows(db: Db, name: str, after: UUID | None) -> tuple[int, UUID | None]:
    """How many rows were sealed, and the last of them."""
    table, places = DataKey.metadata.tables[name], [one for one in SEALED if one.table == name and one.clear]
    wanted = {"id", places[0].owner, *(column for one in places for column in (one.column, one.clear))}
    found = select(*(table.c[name] for name in sorted(wanted)))
    found = found.where(_in_clear(table, places)).order_by(table.c.id).limit(VALUES)
    if after is not None:
        found = found.where(table.c.id > after)
    rows = (await db.execute(found.with_for_update(skip_locked=True))).mappings().all()
    if not rows:
        return 0, None
    await sealed.resealing(db)
    connection = await db.connection()
    ring = await connection.run_sync(keys.newest_of, {row[places[0].owner] for row in rows})
    await connection.execute(
        update(table).where(table.c.id == bindparam("row_id"))
        .values({column: bindparam(f"to_{column}") for one in places for column in (one.column, one.clear)}),
        [_sealed(row, places, ring[row[places[0].owner]]) for row in rows],
    )  # fmt: skip
    return len(rows), rows[-1]["id"]


def _sealed(row: Any, places: list[Sealed], key: tuple[UUID, bytes]) -> dict[str, Any]:
    values = {"row_id": row["id"]}
    for one in places:
        left, stored = row[one.clear], row[one.column]
        if left is not None and left != one.empty:
            stored = sealed.seal_at(one.table, one.column, row["id"], one.plain(left), key)
        values |= {f"to_{one.column}": stored, f"to_{one.clear}": None}
    return values


def _in_clear(table: Table, places: list[Sealed]) -> ColumnElement[bool]:
    """Something stands there; an empty text says nothing and may stay."""
    return or_(*(cast(table.c[one.clear], Text).not_in(["", "{}", "[]"]) for one in places))


async def _is_left(db: Db, name: str) -> bool:
    table, places = DataKey.metadata.tables[name], [one for one in SEALED if one.table == name and one.clear]
    return await db.scalar(select(table.c.id).where(_in_clear(table, places)).limit(1)) is not None


async def shred(db: Db, owner: UUID, *, actor: Actor, reason: str) -> int:
    """Destroy the data keys of `owner`: nothing sealed for him opens again, anywhere, and what `clear` has not sealed
    yet is gone as well. Returns how many keys there were."""
    under_way = KeyRotation.kind == RotationKind.clear, KeyRotation.finished_at.is_(None)
    if await db.scalar(select(KeyRotation.id).where(*under_way).limit(1)):
        await _forget_clear(db, owner)
    gone = await db.execute(delete(DataKey).where(DataKey.owner_id == owner).returning(DataKey.id))
    count = len(gone.all())
    audit.noted(db, actor, "shred", "data_key", owner, patient_id=owner, reason=reason, after={"keys": count})
    return count


async def _forget_clear(db: Db, owner: UUID) -> None:
    await sealed.resealing(db)
    for name, column in sorted({(place.table, place.owner) for place in SEALED if place.clear}):
        table, places = DataKey.metadata.tables[name], [one for one in SEALED if one.table == name and one.clear]
        his = update(table).where(table.c[column] == owner, _in_clear(table, places))
        await db.execute(his.values({one.clear: null() for one in places}))
