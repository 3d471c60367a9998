"""The Celery bridge: one event loop and one engine per worker process; a message carries a job id, never data."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

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


class Loop:
    """One event loop in a daemon thread, with its own Database, for the life of the worker process."""

    _lock = threading.Lock()
    _loop: asyncio.AbstractEventLoop | None = None
    _database: Database | None = None

    @classmethod
    def call(cls, work: Coroutine[Any, Any, Any]) -> Any:
        with cls._lock:
            if cls._loop is None:
                cls._loop = asyncio.new_event_loop()
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


@celery.task(name="hub.run_job")  # type: ignore[untyped-decorator]
def run_job(job_id: int) -> str:
    """Run one job row."""

    async def work() -> str:
        return await jobs.run(Loop.database(), job_id)

    return str(Loop.call(work()))


@celery.task(name="hub.tick")  # type: ignore[untyped-decorator]
def tick() -> None:
    """Run what is due by the clock."""

    async def work() -> None:
        await jobs.tick(Loop.database())

    Loop.call(work())


def wake(job_id: int) -> None:
    """Tell a worker that job `job_id` is due; raises nothing that matters (the relay sends it again)."""
    celery.send_task("hub.run_job", args=[job_id], retry=False, expires=30)
