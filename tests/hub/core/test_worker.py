"""Messages to workers: ids of jobs, several in one, in their order; each job runs by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from hub.core import jobs, worker
from hub.core.settings import settings
from tests.hub_fixture import Hub


@pytest.fixture
def here(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """The worker process's own loop and database, on the hub of this test."""
    monkeypatch.setenv("HUB_DATABASE_URL", hub.database.url)
    settings.cache_clear()
    monkeypatch.setattr(worker.Loop, "_database", None)
    yield hub
    settings.cache_clear()


async def due(hub: Hub, name: str, number: int) -> list[int]:
    """So many jobs of that name, as the relay finds them."""
    async with hub.transaction() as db:
        for n in range(number):
            await jobs.enqueue(db, name, n=n)
    async with hub.transaction() as db:
        return await jobs.due(db)


@pytest.mark.parametrize("number", [1, 2, 7, 8, 15, 16, 31, 80, 199, jobs.ON_THE_WAY])
def test_every_job_is_in_one_message_in_order_and_many_workers_have_their_share(number: int) -> None:
    ids = list(range(100, 100 + number))
    sent = worker.messages(ids)
    assert [one for message in sent for one in message] == ids
    assert all(0 < len(message) <= worker.PER_MESSAGE for message in sent)
    assert len(sent) >= min(number, worker.SPREAD)


def test_no_job_is_no_message() -> None:
    assert worker.messages([]) == []


async def test_jobs_of_one_message_are_done_though_one_fails_and_one_is_gone(here: Hub) -> None:
    done: list[int] = []

    async def count(db: Any, actor: Any, n: int) -> None:
        if n == 2:
            raise RuntimeError("boom")
        done.append(n)

    jobs.job("test.counted")(count)
    try:
        ids = await due(here, "test.counted", 6)
        ends = await asyncio.to_thread(worker.run_jobs, [*ids, 10**12])
    finally:
        del jobs.JOBS["test.counted"]
        await asyncio.to_thread(worker.Loop.call, worker.Loop.database().close())
    assert ends == ["done", "done", "retry", "done", "done", "done", "skipped"]
    assert sorted(done) == [0, 1, 3, 4, 5]


async def test_no_more_jobs_run_at_once_than_the_process_has_threads(here: Hub) -> None:
    at_once = {"now": 0, "most": 0}

    async def slow(db: Any, actor: Any, n: int) -> None:
        at_once["now"] += 1
        at_once["most"] = max(at_once.values())
        await asyncio.sleep(0.02)
        at_once["now"] -= 1

    jobs.job("test.slow")(slow)
    try:
        ids = await due(here, "test.slow", 20)
        both = (asyncio.to_thread(worker.run_jobs, ids[:10]), asyncio.to_thread(worker.run_jobs, ids[10:]))
        ends = await asyncio.gather(*both)
    finally:
        del jobs.JOBS["test.slow"]
        await asyncio.to_thread(worker.Loop.call, worker.Loop.database().close())
    assert [end for half in ends for end in half] == ["done"] * 20
    assert at_once["most"] == settings().worker_threads
