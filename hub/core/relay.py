"""The relay: one leader hears of commits (hub.core.nudges), gives out positions, publishes facts to sockets and wakes
workers.

It holds an advisory lock while it leads, so a second relay stands by. Losing Valkey delays sockets and jobs but loses
nothing: positions, catch-up and job rows are in PostgreSQL.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import structlog

from hub.core import jobs, outbox
from hub.core.clock import now
from hub.core.db import Database
from hub.core.faults import fault
from hub.core.nudges import CHANNEL, JOB

log = structlog.get_logger(__name__)

BREATH = 0.005
"""Seconds between the first word of a commit and reading it: what many say at once is told at once."""

REST, AT_MOST = 3.0, 0.05
"""After a round the relay rests three times as long as it took, at most 50 ms: under load it tells more at once and
takes a quarter of one core; a single fact on a quiet day waits for BREATH only."""

Publish = Callable[[Database, list[dict[str, Any]]], Awaitable[None]]
Wake = Callable[[list[int]], None]


class Relay:
    """Runs until `stop()`; `publish` gets positioned facts, `wake(job_ids)` tells workers."""

    def __init__(self, database: Database, publish: Publish, wake: Wake, *, sweep: float = 1.0) -> None:
        self.database, self.publish, self.wake, self.sweep = database, publish, wake, sweep
        self.leading = asyncio.Event()
        self._poke = asyncio.Event()
        self._jobs_poke = asyncio.Event()
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Lead whenever possible; survive a lost database."""
        while not self._stopped.is_set():
            try:
                await self._lead()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("relay_lost_database", error=type(error).__name__)
            self.leading.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), 0.5)

    def stop(self) -> None:
        self._stopped.set()
        self._poke.set()

    async def _lead(self) -> None:
        dsn = self.database.url.replace("postgresql+asyncpg://", "postgresql://")
        connection = await asyncpg.connect(dsn, server_settings={"application_name": "wardline-relay"})
        try:
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", outbox.LEADER_LOCK):
                return
            await connection.add_listener(CHANNEL, self._heard)
            connection.add_termination_listener(lambda *_: self._poke.set())
            self.leading.set()
            dispatcher = asyncio.create_task(self._dispatch_forever())
            try:
                await self._position_forever(connection)
            finally:
                dispatcher.cancel()
                await asyncio.gather(dispatcher, return_exceptions=True)
        finally:
            await connection.close(timeout=2)

    def _heard(self, _connection: Any, _pid: int, _channel: str, what: object) -> None:
        (self._jobs_poke if what == JOB else self._poke).set()

    async def _position_forever(self, connection: asyncpg.Connection[Any]) -> None:
        while not self._stopped.is_set():
            self._poke.clear()
            if connection.is_closed():
                raise ConnectionError("the listening connection was lost")
            began = time.monotonic()
            while await self._once() == outbox.BATCH:
                pass
            await self._rest(began)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._poke.wait(), self.sweep)
            await asyncio.sleep(BREATH)

    async def _rest(self, began: float) -> None:
        await asyncio.sleep(min(REST * (time.monotonic() - began), AT_MOST))

    async def _once(self) -> int:
        try:
            async with self.database.transaction() as db:
                facts = await outbox.give_positions(db)
        except Exception as error:
            log.warning("relay_positions_failed", error=type(error).__name__)
            await asyncio.sleep(0.2)
            return 0
        if facts:
            fault("relay.positioned")
            try:
                await self.publish(self.database, facts)
            except Exception as error:  # sockets catch up by position: never hold the line for them
                log.warning("relay_publish_failed", error=type(error).__name__, exc_info=True)
        return len(facts)

    async def _dispatch_forever(self) -> None:
        last_reclaim = now()
        while True:
            self._jobs_poke.clear()
            began = time.monotonic()
            try:
                last_reclaim = await self._dispatch(last_reclaim)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                log.warning("relay_dispatch_failed", error=type(error).__name__)
            await self._rest(began)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._jobs_poke.wait(), self.sweep / 2)

    async def _dispatch(self, last_reclaim: Any) -> Any:
        async with self.database.transaction() as db:
            if (now() - last_reclaim).total_seconds() >= self.sweep / 2:
                last_reclaim = now()
                await jobs.reclaim(db)
            ids = await jobs.due(db)
        if ids:
            fault("relay.marked")
            await asyncio.to_thread(self.wake, ids)
        return last_reclaim
