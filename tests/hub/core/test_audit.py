"""The audit chain holds, and tells of every way to break it (B66)."""

from __future__ import annotations

import asyncio
import gc

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub.core import audit, trail
from hub.core.actor import SYSTEM
from tests.hub_fixture import Hub


async def _write(hub: Hub, count: int) -> None:
    async def one(n: int) -> None:
        async with hub.transaction() as db:
            audit.noted(db, SYSTEM, "read", "thing", n, after={"flag": n, "word": "ü"})
            audit.noted(db, SYSTEM, "update", "thing", n)

    await asyncio.gather(*(one(n) for n in range(count)))


async def _bad(hub: Hub) -> object:
    async with hub.reading() as db:
        return await audit.verify(db)


async def _as_owner(hub: Hub, *statements: str) -> None:
    async with hub.transaction() as db:
        await db.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
        for statement in statements:
            await db.execute(text(statement))
        await db.execute(text("ALTER TABLE audit_event ENABLE TRIGGER USER"))


async def test_b66_chain_of_parallel_writers_holds(hub: Hub) -> None:
    await _write(hub, 40)
    assert await _bad(hub) is None
    assert (await hub.sql("SELECT count(*) FROM audit_event WHERE entity = 'thing'"))[0][0] == 80


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE audit_event SET actor_name = 'nobody' WHERE id = (SELECT min(id) FROM audit_event)",
        "UPDATE audit_event SET after = NULL WHERE id = (SELECT max(id) FROM audit_event WHERE after IS NOT NULL)",
        "DELETE FROM audit_event WHERE id = (SELECT min(id) FROM audit_event)",
        "DELETE FROM audit_event WHERE (lane, seq) IN (SELECT lane, max(seq) FROM audit_event GROUP BY lane)",
        "UPDATE audit_event SET hash = sha256('x') WHERE id = (SELECT min(id) FROM audit_event)",
    ],
    ids=["altered", "emptied", "deleted", "tail_cut", "hash_forged"],
)
async def test_b66_damage_is_found(hub: Hub, damage: str) -> None:
    await _write(hub, 10)
    await _as_owner(hub, damage)
    assert await _bad(hub) is not None


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event",
                                       "TRUNCATE audit_event"])  # fmt: skip
async def test_b66_rows_cannot_be_changed(hub: Hub, statement: str) -> None:
    await _write(hub, 1)
    with pytest.raises(DBAPIError, match="append-only"):
        async with hub.transaction() as db:
            await db.execute(text(statement))


async def test_what_is_undone_is_not_told_and_what_goes_on_is(hub: Hub) -> None:
    """A savepoint and a whole transaction that are undone take with them what they had to say."""
    async with hub.transaction() as db:
        audit.noted(db, SYSTEM, "read", "thing", "undone")
        await db.execute(text("SELECT 1"))
        await db.rollback()
        audit.noted(db, SYSTEM, "read", "thing", "afterwards")
    async with hub.transaction() as db:
        audit.noted(db, SYSTEM, "read", "thing", "before")
        with pytest.raises(RuntimeError):
            async with db.begin_nested():
                audit.noted(db, SYSTEM, "read", "thing", "inside")
                raise RuntimeError
        async with db.begin_nested():
            audit.noted(db, SYSTEM, "read", "thing", "kept")
    told = [row[0] for row in await hub.sql("SELECT entity_id FROM audit_event WHERE entity = 'thing' ORDER BY id")]
    assert told == ["afterwards", "before", "kept"]


async def test_savepoints_within_savepoints_take_their_own_words_with_them_and_leave_nothing_behind(hub: Hub) -> None:
    before = len(trail._marks)
    async with hub.transaction() as db:
        assert db.sync_session._transaction is None, "the ORM has not been spoken to"
        async with db.begin_nested():
            audit.noted(db, SYSTEM, "read", "thing", "outer")
            with pytest.raises(RuntimeError):
                async with db.begin_nested():
                    audit.noted(db, SYSTEM, "read", "thing", "inner")
                    async with db.begin_nested():
                        audit.noted(db, SYSTEM, "read", "thing", "released, but within what is undone")
                    raise RuntimeError
            audit.noted(db, SYSTEM, "read", "thing", "on")
        for _ in range(50):
            async with db.begin_nested():
                pass
        gc.collect()
        assert len(trail._marks) <= before + 1
    told = [row[0] for row in await hub.sql("SELECT entity_id FROM audit_event WHERE entity = 'thing' ORDER BY id")]
    assert told == ["outer", "on"]
