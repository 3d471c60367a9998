"""The relay is told after a commit and not by it; what nobody could tell it of, it finds by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from hub.core import nudges
from hub.core.db import Database, beside
from hub.core.facts import state
from hub.core.jobs import enqueue
from hub.core.nudges import Nudger
from hub.core.relay import Relay
from tests.hub.core.pings import PingStated
from tests.hub.core.test_connections import dsn
from tests.hub_fixture import Hub

SECONDS = 5


@pytest.fixture
async def ear(hub: Hub) -> AsyncIterator[asyncio.Queue[str]]:
    """What a listener hears."""
    heard: asyncio.Queue[str] = asyncio.Queue()
    connection = await asyncpg.connect(dsn(hub.database))
    await connection.add_listener(nudges.CHANNEL, lambda *said: heard.put_nowait(str(said[-1])))
    yield heard
    await connection.close()


async def _quiet(heard: asyncio.Queue[str]) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(heard.get(), 0.2)


async def test_a_fact_and_a_job_are_told_once_they_are_committed(hub: Hub, ear: asyncio.Queue[str]) -> None:
    async with hub.transaction() as db:
        state(db, PingStated(n=1))
        await _quiet(ear)
    assert await asyncio.wait_for(ear.get(), SECONDS) == nudges.FACT
    async with hub.transaction() as db:
        await enqueue(db, "core.sign_audit_heads")
    assert await asyncio.wait_for(ear.get(), SECONDS) == nudges.JOB
    await _quiet(ear)


async def test_what_is_rolled_back_or_left_for_nobody_is_not_told(hub: Hub, ear: asyncio.Queue[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        async with hub.transaction() as db:
            state(db, PingStated(n=1))
            raise ZeroDivisionError
    async with hub.reading() as db:
        await db.connection()
    await _quiet(ear)


async def test_a_transaction_beside_another_is_told_at_its_own_end(hub: Hub, ear: asyncio.Queue[str]) -> None:
    async with hub.transaction() as db:
        async with beside(db) as own:
            state(own, PingStated(n=1))
        assert await asyncio.wait_for(ear.get(), SECONDS) == nudges.FACT


async def test_no_commit_notifies_by_itself(hub: Hub) -> None:
    """Or it would hold the lock of the whole server until it is on disk."""
    rows = await hub.sql(
        "SELECT tgrelid::regclass::text, proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE NOT tgisinternal AND prosrc ~* 'notify'"
    )
    assert rows == []


async def test_many_at_once_take_few_words() -> None:
    said: list[str] = []

    async def say(word: str) -> None:
        said.append(word)

    nudger = Nudger(say)
    for n in range(100):
        nudger.heard({nudges.FACT} if n % 2 else {nudges.JOB})
    await nudger.close()
    assert 1 <= len(said) <= 2 and said[0].count("NOTIFY") == 2


async def test_who_cannot_say_it_goes_on_and_says_the_next() -> None:
    said: list[str] = []

    async def say(word: str) -> None:
        said.append(word)
        if len(said) == 1:
            raise ConnectionError

    nudger = Nudger(say)
    nudger.heard({nudges.FACT})
    await nudger.close()
    nudger.heard({nudges.FACT})
    await nudger.close()
    assert len(said) == 2


@pytest.mark.parametrize("told", [True, False])
async def test_the_relay_gives_positions_when_told_and_by_itself(
    hub: Hub, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told: long before it would look by itself. Not told, as when the process ended in between: when it looks."""
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def publish(_: Database, facts: list[dict[str, Any]]) -> None:
        for fact in facts:
            heard.put_nowait(fact)

    relay = Relay(hub.database, publish, lambda _: None, sweep=3600 if told else 0.05)
    running = asyncio.create_task(relay.run())
    await asyncio.wait_for(relay.leading.wait(), SECONDS)
    await asyncio.sleep(0.2)  # it has looked once, and found nothing
    if not told:
        monkeypatch.setattr(Nudger, "heard", lambda *_: None)
    fact = PingStated(n=7)
    async with hub.transaction() as db:
        state(db, fact)
    assert (await asyncio.wait_for(heard.get(), SECONDS))["payload"]["n"] == 7
    relay.stop()
    await asyncio.wait_for(running, SECONDS)
