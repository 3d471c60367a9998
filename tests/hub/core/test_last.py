"""What goes with COMMIT in one exchange: in its order, undone with the rest, its error said, its words exact."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from hub.core.clock import now
from hub.core.db import Database, Db
from hub.core.errors import Invalid
from hub.core.jobs import Schedule
from hub.core.prepared import Prepared
from hub.core.refusals import violated
from tests.hub.core.test_connections import ADD, ME
from tests.hub_fixture import Hub

GONE = Prepared(text("DELETE FROM schedule_tick WHERE name = :name"))
COUNT = Prepared(text("SELECT count(*) FROM schedule_tick WHERE name LIKE 'test.%'"))
JOB = Prepared(
    text("INSERT INTO job (name, key, args, actor_id, state, attempts, run_at, error, created_at) "
         "VALUES (:name, :key, '{}', :actor_id, 'done', :attempts, :at, '', :at)")
)  # fmt: skip


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was said to PostgreSQL in the driver's simple way."""
    said: list[str] = []
    execute = asyncpg.Connection.execute

    async def hear(self: Any, query: str, *arguments: Any, **options: Any) -> Any:
        said.append(query)
        return await execute(self, query, *arguments, **options)

    monkeypatch.setattr(asyncpg.Connection, "execute", hear)
    return said


async def test_what_nobody_asks_after_goes_with_commit(hub: Hub, words: list[str]) -> None:
    for name in ("test.one", "test.two"):
        async with hub.transaction() as db:
            await db.last(ADD, name=name, at=now())
    assert words[-2] == "BEGIN" and words[-1].startswith(f"EXECUTE {ADD.name}('test.two'")
    assert words[-1].endswith("; COMMIT")
    assert await hub.sql("SELECT count(*) FROM schedule_tick WHERE name LIKE 'test.%'") == [(2,)]


async def test_several_go_with_commit_in_their_order(hub: Hub, words: list[str]) -> None:
    async with hub.transaction() as db:  # makes the connection know both
        await db.last(ADD, name="test.known", at=now())
        await db.last(GONE, name="test.known")
    async with hub.transaction() as db:
        await db.last(ADD, name="test.one", at=now())
        await db.last(ADD, name="test.two", at=now())
        await db.last(GONE, name="test.one")
        assert words[-1] == "BEGIN", "nothing was said yet"
    said = words[-1].split("; ")
    assert [one.partition("(")[0] for one in said[:3]] == [f"EXECUTE {one.name}" for one in (ADD, ADD, GONE)]
    assert said[3:] == ["COMMIT"]
    assert await hub.sql("SELECT name FROM schedule_tick WHERE name LIKE 'test.%'") == [("test.two",)]


async def test_of_several_that_wait_a_savepoint_takes_none_with_it(hub: Hub) -> None:
    async with hub.transaction() as db:
        await db.last(ADD, name="test.one", at=now())
        await db.last(ADD, name="test.two", at=now())
        with pytest.raises(ZeroDivisionError):
            async with db.begin_nested():
                await db.last(GONE, name="test.one")
                raise ZeroDivisionError
        await db.last(GONE, name="test.two")
    assert await hub.sql("SELECT name FROM schedule_tick WHERE name LIKE 'test.%'") == [("test.one",)]


async def test_what_is_asked_later_sees_it_both_ways(hub: Hub) -> None:
    async with hub.transaction() as db:
        await db.last(ADD, name="test.one", at=now())
        assert await db.value(COUNT) == 1
        await db.last(ADD, name="test.two", at=now())
        assert await db.scalar(text("SELECT count(*) FROM schedule_tick WHERE name LIKE 'test.%'")) == 2
        await db.last(ADD, name="test.three", at=now())
        db.add(Schedule(name="test.four", next_at=now()))
    assert await hub.sql("SELECT count(*) FROM schedule_tick WHERE name LIKE 'test.%'") == [(4,)]


@pytest.mark.parametrize("orm", [False, True])
async def test_a_savepoint_takes_only_what_came_within_it(hub: Hub, orm: bool) -> None:
    async with hub.transaction() as db:
        if orm:
            await db.execute(text("SELECT 1"))
        await db.last(ADD, name="test.before", at=now())
        with pytest.raises(ZeroDivisionError):
            async with db.begin_nested():
                await db.last(ADD, name="test.within", at=now())
                raise ZeroDivisionError
    assert await hub.sql("SELECT name FROM schedule_tick WHERE name LIKE 'test.%'") == [("test.before",)]


@pytest.mark.parametrize("orm", [False, True])
async def test_what_is_refused_with_commit_undoes_all_and_leaves_the_connection_clean(hub: Hub, orm: bool) -> None:
    small = Database(hub.database.url, pool_size=1)
    async with small.transaction() as db:
        mine = await db.value(ME)
        await db.last(ADD, name="test.row", at=now())
    with pytest.raises(IntegrityError) as refused:
        async with small.transaction() as db:
            if orm:
                await db.execute(text("SELECT 1"))
            await db.all(ADD, name="test.other", at=now())
            await db.last(ADD, name="test.row", at=now())
    assert violated(refused.value) == "pk_schedule_tick"
    async with small.transaction() as db:
        assert (await db.value(COUNT), await db.value(ME)) == (1, mine)
    await small.close()


async def test_an_edge_that_raises_says_nothing_of_it(hub: Hub) -> None:
    with pytest.raises(ZeroDivisionError):
        async with hub.transaction() as db:
            await db.last(ADD, name="test.row", at=now())
            raise ZeroDivisionError
    assert await hub.sql("SELECT name FROM schedule_tick WHERE name LIKE 'test.%'") == []


HARD = [
    "it's",
    "\\'; DROP TABLE job; --",
    "\\x00",
    "$1 $$ $a$",
    "a\nb\tc\\",
    "'",
    "''",
    "‘’",
    "{}",
    "%s :name",
    "\U0001f469",
]


async def kept(db: Db, key: str, attempts: int) -> None:
    await db.last(JOB, name="test.words", key=key, actor_id=None, attempts=attempts, at=now())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80), max_size=12),
       st.integers(-(2**31), 2**31 - 1))  # fmt: skip
async def test_every_text_arrives_as_it_was(hub: Hub, texts: list[str], number: int) -> None:
    wanted = [*texts, *HARD, "long " * 10_000, "end"]
    async with hub.transaction() as db:
        await db.execute(text("DELETE FROM job WHERE name = 'test.words'"))
        for one in wanted:  # they wait for COMMIT, but for those that are too long to be written out
            await kept(db, one, number)
    found = await hub.sql("SELECT key, attempts FROM job WHERE name = 'test.words' ORDER BY id")
    assert [tuple(row) for row in found] == [(one, number) for one in wanted]


async def test_what_no_text_may_hold_is_invalid_and_never_cut_short(hub: Hub) -> None:
    with pytest.raises(Invalid):
        async with hub.transaction() as db:
            await kept(db, "x\0', NULL); DROP TABLE job; --", 1)
    with pytest.raises((Invalid, DBAPIError, UnicodeEncodeError)):
        async with hub.transaction() as db:
            await kept(db, "\ud800", 1)
    assert await hub.sql("SELECT count(*) FROM job WHERE name = 'test.words'") == [(0,)]


async def test_b67_what_is_written_out_is_never_in_the_log_of_a_server_that_would_keep_it(
    hub: Hub, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await hub.sql("SHOW log_min_error_statement") == [("panic",)], "of the hub's own server"
    fetchval = asyncpg.Connection.fetchval

    async def another_server(self: Any, query: str, *arguments: Any, **options: Any) -> Any:
        return "error" if query.startswith("SHOW") else await fetchval(self, query, *arguments, **options)

    monkeypatch.setattr(asyncpg.Connection, "fetchval", another_server)
    theirs = Database(hub.database.url, pool_size=1)
    async with theirs.transaction() as db:
        await db.last(ADD, name="test.canary", at=now())
    await theirs.close()
    assert await hub.sql("SELECT count(*) FROM schedule_tick WHERE name = 'test.canary'") == [(1,)]
    assert not [one for one in words if "canary" in one]
