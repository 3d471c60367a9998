"""Facts get positions in commit order; jobs run once, in order per key, and survive a dead worker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub.core import facts as facts_module
from hub.core import jobs, outbox
from hub.core.clock import travel
from hub.core.errors import Conflict
from hub.core.facts import consumes, state
from tests.hub.core.pings import PingStated
from tests.hub_fixture import Hub

heard: list[int] = []


@pytest.fixture
def consumer() -> Iterator[list[int]]:
    async def hear(db: Any, fact: PingStated, actor: Any) -> None:
        heard.append(fact.n)

    heard.clear()
    consumes(PingStated, "test.ping")(hear)
    yield heard
    del facts_module.CONSUMERS["test.ping"]


@pytest.fixture
def failing() -> Iterator[dict[str, Any]]:
    seen: dict[str, Any] = {"runs": 0, "error": RuntimeError("boom")}

    async def handler(db: Any, actor: Any, mark: str) -> None:
        seen["runs"] += 1
        await db.execute(text("INSERT INTO schedule_tick (name, next_at) VALUES (:m, now())"), {"m": mark})
        if seen["error"] is not None:
            raise seen["error"]

    jobs.job("test.failing")(handler)
    yield seen
    del jobs.JOBS["test.failing"]


async def test_positions_follow_commits_and_consumers_hear_in_order(hub: Hub, consumer: list[int]) -> None:
    async def say(n: int) -> None:
        async with hub.transaction() as db:
            state(db, PingStated(n=n))

    await asyncio.gather(*(say(n) for n in range(50)))
    await hub.run_jobs()
    said = [f["payload"]["n"] for f in hub.facts if f["kind"] == "PingStated"]
    positions = [f["position"] for f in hub.facts]
    assert sorted(said) == list(range(50)) and positions == list(range(1, len(positions) + 1))
    assert consumer == said
    async with hub.reading() as db:
        missed = await outbox.missed(db, ["role:admin"], 47)
        assert [m["payload"]["n"] for m in missed] == said[47:]
        assert await outbox.missed(db, ["role:doctor"], 0) == []


async def test_rolled_back_fact_is_never_heard(hub: Hub, consumer: list[int]) -> None:
    with pytest.raises(Conflict):
        async with hub.transaction() as db:
            state(db, PingStated(n=1))
            raise Conflict()
    await hub.run_jobs()
    assert consumer == []


async def test_failed_job_leaves_nothing_and_is_tried_again(hub: Hub, failing: dict[str, Any]) -> None:
    async with hub.transaction() as db:
        await jobs.enqueue(db, "test.failing", mark="m1")
    await hub.run_jobs(failures=True)
    assert failing["runs"] == 1 and await hub.sql("SELECT 1 FROM schedule_tick WHERE name = 'm1'") == []
    failing["error"] = None
    with travel(timedelta(minutes=10)):
        await hub.run_jobs()
    assert len(await hub.sql("SELECT 1 FROM schedule_tick WHERE name = 'm1'")) == 1
    assert (await hub.sql("SELECT state FROM job WHERE name = 'test.failing'"))[0][0] == "done"


async def test_hub_error_is_not_retried(hub: Hub, failing: dict[str, Any]) -> None:
    failing["error"] = Conflict("no")
    async with hub.transaction() as db:
        await jobs.enqueue(db, "test.failing", mark="m2")
    await hub.run_jobs(failures=True)
    assert (await hub.sql("SELECT state FROM job WHERE name = 'test.failing'"))[0][0] == "dead"


async def test_once_makes_one_job(hub: Hub, failing: dict[str, Any]) -> None:
    async with hub.transaction() as db:
        for _ in range(3):
            await jobs.enqueue(db, "test.failing", once="same", mark="m3")
    assert (await hub.sql("SELECT count(*) FROM job WHERE name = 'test.failing'"))[0][0] == 1


async def test_later_job_of_a_key_waits_for_a_failing_one(hub: Hub, failing: dict[str, Any]) -> None:
    async with hub.transaction() as db:
        await jobs.enqueue(db, "test.failing", key="k", mark="a")
        await jobs.enqueue(db, "test.failing", key="k", mark="b")
    await hub.run_jobs(failures=True)
    assert failing["runs"] == 1
    failing["error"] = None
    with travel(timedelta(minutes=10)):
        await hub.run_jobs()
    assert failing["runs"] == 3


async def test_b78_job_of_a_dead_worker_is_taken_back_and_done_once(hub: Hub, failing: dict[str, Any]) -> None:
    failing["error"] = None
    async with hub.transaction() as db:
        await jobs.enqueue(db, "test.failing", mark="m4")
        await db.execute(text("UPDATE job SET state = 'running', attempts = 1, lease_until = now()"))
    with travel(timedelta(seconds=30)):
        async with hub.transaction() as db:
            assert await jobs.reclaim(db) == 1
        await hub.run_jobs()
    assert failing["runs"] == 1


async def test_b78_running_job_is_not_taken_back(hub: Hub, failing: dict[str, Any]) -> None:
    """The row lock of a living worker keeps its job, however late the lease."""
    async with hub.transaction() as db:
        await jobs.enqueue(db, "test.failing", mark="m5")
        await db.execute(text("UPDATE job SET state = 'running', lease_until = now()"))
    async with hub.transaction() as holder:
        await holder.execute(text("SELECT 1 FROM job FOR UPDATE"))
        with travel(timedelta(minutes=5)):
            async with hub.transaction() as db:
                assert await jobs.reclaim(db) == 0


async def test_b78_a_job_that_ends_every_worker_is_tried_later_and_later_and_then_no_more(hub: Hub) -> None:
    async with hub.transaction() as db:
        await jobs.enqueue(db, "test.deadly")
    waits = []
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        async with hub.transaction() as db:
            await db.execute(
                text("UPDATE job SET state = 'running', attempts = :n, lease_until = now() - interval '1 s'"),
                {"n": attempt},
            )
            assert await jobs.reclaim(db) == 1
        ((state_now, seconds),) = await hub.sql("SELECT state, extract(epoch FROM run_at - now()) FROM job")
        waits.append(round(seconds))
    assert waits[:4] == [0, 1, 3, 7] and max(waits) == 300
    assert state_now == "dead"


async def test_a_long_queue_is_sent_as_it_is_worked_off(hub: Hub, failing: dict[str, Any]) -> None:
    """What waits in Valkey is bounded; what was lost there is sent again."""
    failing["error"] = None
    async with hub.transaction() as db:
        for n in range(jobs.ON_THE_WAY + 3):
            await jobs.enqueue(db, "test.failing", mark=f"q{n}")
    async with hub.transaction() as db:
        sent = await jobs.due(db)
        assert len(sent) == jobs.ON_THE_WAY and await jobs.due(db) == []
    assert [await jobs.run(hub.database, job_id) for job_id in sent[:3]] == ["done"] * 3
    async with hub.transaction() as db:
        assert len(await jobs.due(db)) == 3
    with travel(jobs.RESEND + timedelta(seconds=1)):
        async with hub.transaction() as db:
            assert len(await jobs.due(db)) == jobs.ON_THE_WAY


async def test_two_runs_of_one_job_do_it_once(hub: Hub, failing: dict[str, Any]) -> None:
    failing["error"] = None
    async with hub.transaction() as db:
        await jobs.enqueue(db, "test.failing", mark="m6")
    job_id = (await hub.sql("SELECT id FROM job WHERE name = 'test.failing'"))[0][0]
    results = await asyncio.gather(*(jobs.run(hub.database, job_id) for _ in range(5)))
    assert sorted(results).count("done") == 1 and failing["runs"] == 1
