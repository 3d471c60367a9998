"""@job, enqueue(), run(): work that is not done while somebody waits. The row is the truth; Celery only wakes a worker.

A job's effect and its 'done' are one transaction, so a crash repeats nothing half done. The row stays locked while it
runs: a dead worker's lock is gone with its connection, and the sweep takes the job back. The lease only covers the
moment between claiming a job and locking its row.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog
from sqlalchemy import BigInteger, Identity, Index, Text, bindparam, select, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.actor import SYSTEM, Actor, load_actor
from hub.core.clock import now
from hub.core.db import Base, Database, Db
from hub.core.errors import HubError
from hub.core.facts import CONSUMERS, FACTS
from hub.core.faults import fault
from hub.core.nudges import JOB, leave
from hub.core.prepared import Loaded, Prepared

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=1)
SOON = timedelta(seconds=1)  # what is due later than this the relay finds by its own clock
RESEND = timedelta(seconds=5)  # a message that no worker acted upon was lost: Valkey flushed, a worker killed
ON_THE_WAY = (
    200  # so many messages at most wait in Valkey: a long queue is sent as it is worked off, not again and again
)
MAX_ATTEMPTS = 12
HEARTBEAT, HEARTBEAT_SECONDS = "heartbeat", 5.0  # a row that only a living worker keeps moving

Handler = Callable[..., Awaitable[None]]
JOBS: dict[str, Handler] = {}
PERIODIC: dict[str, float] = {}


class Job(Base):
    """One piece of work: queued -> running -> done | dead. `key` keeps the order among jobs of one name."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_open", "run_at", postgresql_where=text("state IN ('queued', 'running')")),
        Index(
            "ix_job_order", "name", "key", "id", postgresql_where=text("state IN ('queued', 'running') AND key <> ''")
        ),
        Index("uq_job_once", "name", "once", unique=True, postgresql_where=text("once IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(default="")
    once: Mapped[str | None]
    args: Mapped[Any] = mapped_column(JSON)
    actor_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]


class Schedule(Base):
    """When a periodic job is due next."""

    __tablename__ = "schedule_tick"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]


def job(name: str, *, every: float | None = None) -> Callable[[Handler], Handler]:
    """Register `async def handler(db, actor, **ids)` under `name`; `every` seconds makes it periodic."""

    def register(handler: Handler) -> Handler:
        if name in JOBS:
            raise RuntimeError(f"two jobs are called {name}")
        JOBS[name] = handler
        if every is not None:
            PERIODIC[name] = every
        return handler

    return register


_ENQUEUE = Prepared(
    text("""
INSERT INTO job (name, key, once, args, actor_id, state, attempts, run_at, error, created_at)
VALUES (:name, :key, :once, cast(:args AS json), :actor, 'queued', 0, :run_at, '', :now) ON CONFLICT DO NOTHING
""")
)


async def enqueue(
    db: Db, name: str, *, actor: Actor | None = None, key: str = "", once: str | None = None,
    run_at: datetime | None = None, **ids: Any,
) -> None:  # fmt: skip
    """Queue a job with this transaction. `once` makes a second job of that name and value a no-op."""
    moment = now()
    if run_at is None or run_at < moment + SOON:
        leave(db, JOB)
    await db.last(
        _ENQUEUE,
        {"name": name, "key": key, "once": once, "args": _json({k: str(v) if isinstance(v, UUID) else v
                                                                for k, v in ids.items()}),
         "actor": actor.account if actor else None, "run_at": run_at or moment, "now": moment},
    )  # fmt: skip


# In the order of the index of open jobs, and no further than needed: ten thousand timers may wait behind what is due.
# `key = '' OR`: said inside the NOT EXISTS, PostgreSQL compares every job without a key with every other.
_DUE = Prepared(
    text("""
UPDATE job SET sent_at = :now WHERE id IN (
  SELECT j.id FROM job j
  WHERE j.state = 'queued' AND j.run_at <= :now AND (j.sent_at IS NULL OR j.sent_at < :stale)
    AND (j.key = '' OR NOT EXISTS (SELECT 1 FROM job e WHERE e.key <> '' AND e.name = j.name AND e.key = j.key
                                   AND e.id < j.id AND e.state IN ('queued', 'running')))
  ORDER BY j.run_at, j.id
  LIMIT greatest(0, :most - (SELECT count(*) FROM job
                             WHERE state = 'queued' AND run_at <= :now AND sent_at >= :stale))
  FOR UPDATE SKIP LOCKED)
RETURNING id
""")
)


async def due(db: Db) -> list[int]:
    """Mark due jobs as sent and return their ids; jobs waiting behind an earlier one of their key are left."""
    moment = now()
    rows = await db.all(_DUE, now=moment, stale=moment - RESEND, most=ON_THE_WAY)
    return sorted(row["id"] for row in rows)


async def waiting(db: Db, name: str, onces: Sequence[str]) -> set[str]:
    """Which of these (`once` of jobs of that name) are still to be done by themselves."""
    rows = await db.scalars(
        select(Job.once).where(Job.name == name, Job.once.in_(onces), Job.state.in_(("queued", "running")))
    )
    return {once for once in rows if once is not None}


async def reclaim(db: Db) -> int:
    """Take back jobs whose worker died: the lease is over and nobody holds the row.

    At once the first time, later and later when the same job ends one worker after another, and in the end no more.
    """
    rows = await db.execute(
        text("""
        UPDATE job SET state = CASE WHEN attempts < :most THEN 'queued' ELSE 'dead' END, sent_at = NULL,
          error = 'the worker died',
          run_at = cast(:now AS timestamptz) + least(300, power(2, attempts - 1) - 1) * interval '1 second'
        WHERE id IN (
          SELECT id FROM job WHERE state = 'running' AND lease_until < :now FOR UPDATE SKIP LOCKED) RETURNING id"""),
        {"now": now(), "most": MAX_ATTEMPTS},
    )
    return len(rows.all())


async def next_due_at(db: Db) -> datetime | None:
    """When the next queued job or lease falls due."""
    moment: datetime | None = await db.scalar(
        text("SELECT least((SELECT min(run_at) FROM job WHERE state = 'queued' AND sent_at IS NULL AND run_at > :now),"
             " (SELECT min(lease_until) FROM job WHERE state = 'running'))"), {"now": now()},
    )  # fmt: skip
    return moment


# Skip, not wait: whoever waits for the row here has it locked when the winner comes back for it.
_CLAIM = Prepared(
    text("""
UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = :lease
WHERE id = (
  SELECT j.id FROM job j WHERE j.id = :id AND j.state = 'queued' AND (j.key = '' OR NOT EXISTS (
  SELECT 1 FROM job e WHERE e.key <> '' AND e.name = j.name AND e.key = j.key AND e.id < j.id
  AND e.state IN ('queued', 'running'))) FOR UPDATE SKIP LOCKED)
RETURNING name
""")
)
_HOLD = Loaded(
    select(Job)
    .where(Job.id == bindparam("id", type_=BigInteger()), Job.state == "running")
    .with_for_update(skip_locked=True)
)
_DONE = Prepared(text("UPDATE job SET state = 'done', done_at = :now, error = '' WHERE id = :id"))
_PAYLOAD = Prepared(text("SELECT payload FROM outbox WHERE id = :id"))


async def run(database: Database, job_id: int) -> str:
    """Run one job: 'done', 'retry', 'dead' or 'skipped' (somebody else has it, or it is not its turn)."""
    async with database.transaction() as db:
        name = await db.value(_CLAIM, id=job_id, lease=now() + LEASE)
    if not name:
        return "skipped"
    fault("jobs.claimed", name)
    try:
        async with database.transaction() as db:
            row = await db.load_one(_HOLD, id=job_id)
            if row is None:
                return "skipped"
            await _perform(db, row)
            await db.last(_DONE, id=job_id, now=now())
            _lets_go(db, row)
            fault("jobs.performed", name)
        fault("jobs.done", name)
        return "done"
    except Exception as error:
        return await _failed(database, job_id, error)


def _lets_go(db: Db, row: Job) -> None:
    """A job that has ended lets the next of its key go."""
    if row.key:
        leave(db, JOB)


async def _perform(db: Db, row: Job) -> None:
    actor = await load_actor(db, row.actor_id) if row.actor_id else SYSTEM
    if row.name.startswith("consume:"):
        consumer = CONSUMERS[row.name.removeprefix("consume:")]
        payload = await db.value(_PAYLOAD, id=row.args["outbox_id"])
        await consumer.handler(db, FACTS[consumer.kind].model_validate(payload), actor)
    else:
        await JOBS[row.name](db, actor, **row.args)


async def _failed(database: Database, job_id: int, error: Exception) -> str:
    """Back off and try again; an error that the caller must mend (HubError below 500) or too many tries ends it."""
    final = isinstance(error, HubError) and error.status < 500
    async with database.transaction() as db:
        row = await db.scalar(select(Job).where(Job.id == job_id).with_for_update())
        if row is None or row.state != "running":
            return "skipped"
        dead = final or row.attempts >= MAX_ATTEMPTS
        row.state = "dead" if dead else "queued"
        row.sent_at = None
        pause = min(300, 0.5 * 2**row.attempts) * random.uniform(0.8, 1.2)
        row.run_at = now() + timedelta(seconds=max(pause, _asked_pause(error)))
        row.error = f"{type(error).__name__}: {error.code if isinstance(error, HubError) else ''}"[:200]
        if dead:
            _lets_go(db, row)
        log.warning("job_failed", job=row.name, id=job_id, attempts=row.attempts, dead=dead,
                    error=type(error).__name__, exc_info=not isinstance(error, HubError))  # fmt: skip
    return "dead" if dead else "retry"


def _asked_pause(error: Exception) -> float:
    """How long the other side asked us to wait, in seconds; an hour at most: the queue is ours."""
    asked = error.extra.get("retry_after", 0) if isinstance(error, HubError) else 0
    return min(3600.0, float(asked))


_EARLY = Prepared(text("SELECT name FROM schedule_tick WHERE next_at > :now"))


async def tick(database: Database) -> list[str]:
    """Run the periodic jobs that are due, each in its own transaction, and return their names.

    Celery beat calls this every second; any number of beats is harmless, since a busy or early row is passed over.
    """
    ran = []
    async with database.transaction() as db:
        await _is_due(db, HEARTBEAT, HEARTBEAT_SECONDS)
    async with database.reading() as db:  # one question a second, not a transaction that writes for each of them
        early = {row["name"] for row in await db.all(_EARLY, now=now())}
    for name, every in PERIODIC.items():
        if name in early:
            continue
        try:
            async with database.transaction() as db:
                if await _is_due(db, name, every):
                    await JOBS[name](db, SYSTEM)
                    ran.append(name)
        except Exception as error:
            log.warning("periodic_failed", job=name, error=type(error).__name__, exc_info=True)
    return ran


async def _is_due(db: Db, name: str, every: float) -> bool:
    moment = now()
    row = await db.execute(
        text("""
        INSERT INTO schedule_tick AS s (name, next_at) VALUES (:n, :next)
        ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at WHERE s.next_at <= :now RETURNING name"""),
        {"n": name, "now": moment, "next": moment + timedelta(seconds=every)},
    )
    return row.first() is not None


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
