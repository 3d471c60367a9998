"""Connections that edges hand to each other: nothing of one edge reaches the next, whatever became of it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest
from sqlalchemy import Text, bindparam, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from hub.core.clock import now
from hub.core.db import Database, Db
from hub.core.driver import Asked
from hub.core.errors import Unavailable
from hub.core.jobs import Schedule
from hub.core.prepared import Prepared
from hub.core.refusals import violated
from tests.hub_fixture import Hub

ADD = Prepared(text("INSERT INTO schedule_tick (name, next_at) VALUES (:name, :at)"))
LOCK = Prepared(select(Schedule.name).where(Schedule.name == bindparam("name", type_=Text())).with_for_update())
ME = Prepared(text("SELECT pg_backend_pid()"))
SLEEP = Prepared(text("SELECT pg_sleep(30)"))
WRITABLE = Prepared(text("SELECT current_setting('transaction_read_only') = 'off'"))


@pytest.fixture
async def small(hub: Hub) -> AsyncIterator[Database]:
    """One connection that rests, and one more."""
    database = Database(hub.database.url, pool_size=1, pool_timeout=60)
    yield database
    await database.close()


def dsn(database: Database) -> str:
    return database.url.replace("+asyncpg", "")


async def asleep(hub: Hub, pid: int) -> None:
    """When that backend is in the middle of its sleep."""
    for _ in range(6_000):
        if await hub.sql("SELECT 1 FROM pg_stat_activity WHERE pid = :p AND wait_event = 'PgSleep'", p=pid):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it does not sleep")


async def prepared(db: Db) -> None:
    await db.all(SLEEP)


async def orm(db: Db) -> None:
    await db.execute(text("SELECT pg_sleep(30)"))


@pytest.mark.parametrize("sleep", [prepared, orm])
async def test_a_request_cancelled_inside_a_statement_leaves_no_lock_and_no_transaction(
    hub: Hub, small: Database, sleep: Callable[[Db], Awaitable[None]]
) -> None:
    async with small.transaction() as db:
        await db.all(ADD, name="test.row", at=now())
    begun: asyncio.Queue[int] = asyncio.Queue()

    async def request() -> None:
        async with small.transaction() as db:
            begun.put_nowait(await db.value(ME))
            await db.all(LOCK, name="test.row")
            await db.all(ADD, name="test.lost", at=now())
            await sleep(db)

    for _ in range(3):  # the pool holds two: one that is not given back would be missed
        task = asyncio.create_task(request())
        await asleep(hub, await begun.get())
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(60), small.transaction() as db:
            assert await db.value(WRITABLE)
            await db.all(LOCK, name="test.row")  # the cancelled one holds it no more
    assert await hub.sql("SELECT name FROM schedule_tick WHERE name LIKE 'test%'") == [("test.row",)]


async def test_a_statement_that_took_too_long_leaves_its_connection_clean(small: Database) -> None:
    async with small.transaction() as db:
        before = await db.value(ME)
    with pytest.raises(Unavailable):
        async with small.transaction() as db, asyncio.timeout(0.2):
            await db.all(ADD, name="test.late", at=now())
            await db.all(SLEEP)
    async with small.reading() as reader:
        assert not await reader.value(WRITABLE)
        assert await reader.value(ME) == before  # the very connection, whose transaction was rolled back
    async with small.transaction() as db:
        assert await db.value(WRITABLE)
        assert await db.scalar(select(Schedule).where(Schedule.name == "test.late")) is None


async def test_what_is_still_open_in_postgresql_is_never_handed_on(small: Database) -> None:
    with pytest.raises(Unavailable):
        async with small.transaction() as db:
            before = await db.value(ME)
            other = asyncio.create_task(db.all(SLEEP))  # two at once on one connection: rolling back is refused, too
            await asyncio.sleep(0.1)
            await db.all(ME)
    await asyncio.gather(other, return_exceptions=True)
    async with small.transaction() as db:
        assert await db.value(ME) != before
        assert await db.value(WRITABLE)


async def test_b77_a_connection_lost_while_it_rested_is_503(small: Database) -> None:
    for way in (Database.transaction, Database.reading):
        async with way(small) as db:
            before = await db.value(ME)
        # The loop stands still meanwhile, so that nobody has heard of it when the edge begins.
        beside = threading.Thread(target=lambda url, pid: asyncio.run(kill(url, pid)), args=(dsn(small), before))
        beside.start()
        beside.join()
        with pytest.raises(Unavailable):
            async with way(small) as db:
                await db.value(ME)
        async with way(small) as db:
            assert await db.value(ME) != before


async def kill(url: str, pid: int) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("SELECT pg_terminate_backend($1, 5000)", pid)
    await connection.close()


async def test_what_is_refused_at_the_commit_is_said_as_of_a_statement(hub: Hub, small: Database) -> None:
    async with hub.transaction() as db:
        await db.execute(
            text("ALTER TABLE schedule_tick ADD CONSTRAINT one_at UNIQUE (next_at) DEFERRABLE INITIALLY DEFERRED")
        )
    at = now()
    with pytest.raises(IntegrityError) as refused:
        async with small.transaction() as db:
            await db.all(ADD, name="test.one", at=at)
            await db.all(ADD, name="test.two", at=at)
    assert violated(refused.value) == "one_at"
    async with small.transaction() as db:
        await db.all(ADD, name="test.one", at=at)


async def test_who_waits_for_a_connection_gets_the_first_that_is_free(small: Database) -> None:
    """All are taken: the first edge that ends must not let its connection rest while somebody waits at the pool."""
    done = asyncio.Event()

    async def long() -> None:
        async with small.transaction() as db:
            await db.value(ME)
            await done.wait()

    async def waits() -> int:
        async with small.transaction() as db:
            return int(await db.value(ME))

    held = asyncio.create_task(long())
    async with small.transaction() as db:
        mine = await db.value(ME)
        waiting = asyncio.create_task(waits())
        await asyncio.sleep(0.1)
    async with asyncio.timeout(60):
        assert await waiting == mine
    done.set()
    await held


async def test_an_edge_that_ends_after_the_close_keeps_nothing_open(hub: Hub) -> None:
    database = Database(hub.database.url, pool_size=1)
    async with database.transaction() as db:
        await db.value(ME)
        await database.close()
    assert database._resting == []


async def test_a_question_with_begin_is_answered_on_every_connection(hub: Hub) -> None:
    """No, yes, and a connection that has never heard it; a transaction that failed inside is not called committed."""
    yes = Asked("tells", "SELECT 1 WHERE $1::int = 1", "1")
    no = Asked("tells", "SELECT 1 WHERE $1::int = 1", "2")
    async with hub.database.transaction(yes) as one, hub.database.reading(no) as two, hub.transaction() as three:
        assert (one.holds, two.holds, three.holds) == (yes, None, None)
    with pytest.raises(DBAPIError):
        async with hub.transaction() as db:
            with contextlib.suppress(DBAPIError):
                await db.execute(text("SELECT 1 / 0"))
