"""Prepared statements beside the ORM: one connection, one transaction, the same errors, ordinary objects."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import Text, bindparam, select, text
from sqlalchemy.exc import DBAPIError

from hub.core.clock import now
from hub.core.errors import Invalid, Unavailable
from hub.core.jobs import Job, Schedule
from hub.core.prepared import Columns, Prepared
from hub.core.refusals import sqlstate
from tests.hub_fixture import Hub

TICK = Columns(Schedule, "s_")
FIND = Prepared(select(*TICK.listed).where(Schedule.name == bindparam("name", type_=Text())))
ADD = Prepared(text("INSERT INTO schedule_tick (name, next_at) VALUES (:name, :at)"))
SLEEP = Prepared(text("SELECT pg_sleep(:seconds)"))


async def names(hub: Hub) -> list[str]:
    return [row[0] for row in await hub.sql("SELECT name FROM schedule_tick WHERE name LIKE 'test%' ORDER BY 1")]


async def test_both_ways_write_one_transaction(hub: Hub) -> None:
    async with hub.transaction() as db:
        db.add(Schedule(name="test.orm", next_at=now()))
        # What the session has not written yet is written before.
        assert (await db.first(FIND, name="test.orm"))["s_name"] == "test.orm"
        await db.all(ADD, name="test.raw", at=now())
        assert await db.scalar(select(Schedule.name).where(Schedule.name == "test.raw")) == "test.raw"
    assert await names(hub) == ["test.orm", "test.raw"]
    async with hub.transaction() as db:  # whoever asks the ORM which engine it is has asked it for nothing else
        assert db.get_bind() is not None
        await db.all(ADD, name="test.bind", at=now())
    assert await names(hub) == ["test.bind", "test.orm", "test.raw"]
    with pytest.raises(RuntimeError, match="again"):
        async with hub.transaction() as db:
            await db.all(ADD, name="test.third", at=now())
            db.add(Schedule(name="test.fourth", next_at=now()))
            await db.flush()
            raise RuntimeError("again")
    assert await names(hub) == ["test.bind", "test.orm", "test.raw"]


async def test_an_adopted_row_is_an_object_of_the_session(hub: Hub) -> None:
    later = now()
    async with hub.transaction() as db:
        await db.all(ADD, name="test.one", at=now())
    async with hub.transaction() as db:
        row = TICK.adopt(db, await db.first(FIND, name="test.one"))
        assert TICK.adopt(db, await db.first(FIND, name="test.one")) is row
        assert await db.get(Schedule, "test.one") is row
        row.next_at = later
    async with hub.reading() as db:
        kept = await db.first(FIND, name="test.one")
        assert kept.s_next_at == later
        assert TICK.view(kept).next_at == later


async def test_a_reading_edge_cannot_write_and_leaves_nothing_behind(hub: Hub) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with hub.reading() as db:
            await db.all(ADD, name="test.read", at=now())
    assert sqlstate(refused.value) == "25006"
    async with hub.transaction() as db:  # the same connection, most likely
        await db.all(ADD, name="test.written", at=now())
    assert await names(hub) == ["test.written"]


async def test_what_no_column_holds_is_invalid_and_a_lost_database_is_unavailable(hub: Hub) -> None:
    with pytest.raises(Invalid):
        async with hub.transaction() as db:
            await db.all(ADD, name="nul \0", at=now())
    with pytest.raises(Unavailable):
        async with hub.transaction() as db:
            await db.all(ADD, name="test.lost", at=now())
            me = await db.value(Prepared(text("SELECT pg_backend_pid()")))
            await hub.sql("SELECT pg_terminate_backend(:me)", me=me)
            await db.all(SLEEP, seconds=1.0)
    assert await names(hub) == []


async def test_work_that_is_cancelled_is_undone_and_its_connection_given_up(hub: Hub) -> None:
    started, marker = asyncio.Event(), f"test.{uuid4()}"

    async def work() -> None:
        async with hub.transaction() as db:
            db.add(Schedule(name=marker, next_at=now()))
            await db.flush()
            started.set()
            await db.all(SLEEP, seconds=30.0)

    task = asyncio.create_task(work())
    await asyncio.wait_for(started.wait(), 60)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await names(hub) == []
    async with hub.transaction() as db:
        db.add(Job(name="test", args={}))
