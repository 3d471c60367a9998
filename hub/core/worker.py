"""The Celery bridge: one event loop and one engine per worker process; a message carries ids of jobs, never data."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from typing import Any

import uvloop
from celery import Celery

from hub.core import jobs
from hub.core.db import Database
from hub.core.settings import Settings, settings

celery = Celery("wardline")


def broker_url(redis_url: str) -> str:
    """Celery's spelling of a Valkey URL (unix:// is redis+socket:// there)."""
    return "redis+socket://" + redis_url.removeprefix("unix://") if redis_url.startswith("unix://") else redis_url


def configure(options: Settings) -> Celery:
    """Point Celery at this process's settings. JSON only (B34), no result backend: the job row is the result."""
    celery.conf.update(
        broker_url=broker_url(options.redis_url),
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_acks_late=False,  # a lost message is sent again by the relay; the row decides
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 2, "retry_on_timeout": True},
        broker_pool_limit=2,
        timezone="UTC",
        beat_schedule={"tick": {"task": "hub.tick", "schedule": 1.0, "options": {"expires": 2}}},
    )
    return celery


PER_MESSAGE = 10
"""Ids at most in one message. Receiving a message costs a worker as much as a short job does."""
SPREAD = 8
"""Messages at least, where there is work for so many: several workers and threads are to have their share."""


class Loop:
    """One event loop in a daemon thread, with its own Database, for the life of the worker process."""

    _lock = threading.Lock()
    _loop: asyncio.AbstractEventLoop | None = None
    _database: Database | None = None
    _places: asyncio.Semaphore | None = None

    @classmethod
    def call(cls, work: Coroutine[Any, Any, Any]) -> Any:
        with cls._lock:
            if cls._loop is None:
                cls._loop = uvloop.new_event_loop()
                threading.Thread(target=cls._loop.run_forever, name="hub-jobs", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, cls._loop).result()

    @classmethod
    def database(cls) -> Database:
        if cls._database is None:
            options = settings()
            cls._database = Database(
                options.database_url, pool_size=options.worker_threads + 2, application_name="wardline-worker"
            )
        return cls._database

    @classmethod
    def places(cls) -> asyncio.Semaphore:
        """As many jobs at once as the process has threads, however many ids the messages carry."""
        if cls._places is None:
            cls._places = asyncio.Semaphore(settings().worker_threads)
        return cls._places


@celery.task(name="hub.run_jobs")  # type: ignore[untyped-decorator]
def run_jobs(job_ids: list[int]) -> list[str]:
    """Run job rows, the first ones first; one that cannot be run keeps none of the others from it."""

    async def one(job_id: int) -> str:
        async with Loop.places():
            return await jobs.run(Loop.database(), job_id)

    async def work() -> list[str]:
        ends = await asyncio.gather(*map(one, job_ids), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return [str(end) for end in ends]

    ended: list[str] = Loop.call(work())
    return ended


@celery.task(name="hub.tick")  # type: ignore[untyped-decorator]
def tick() -> None:
    """Run what is due by the clock."""

    async def work() -> None:
        await jobs.tick(Loop.database())

    Loop.call(work())


def messages(job_ids: Sequence[int]) -> list[list[int]]:
    """The ids of due jobs, in their order, as the messages that go out for them."""
    size = max(1, min(PER_MESSAGE, len(job_ids) // SPREAD))
    return [list(job_ids[first : first + size]) for first in range(0, len(job_ids), size)]


def wake(job_ids: Sequence[int]) -> None:
    """Tell workers that these jobs are due; raises nothing that matters (the relay sends what was lost again)."""
    for ids in messages(job_ids):
        celery.send_task("hub.run_jobs", args=[ids], retry=False, expires=30)
