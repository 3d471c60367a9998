"""Reads for administrators: numbers that show where work piles up, and the audit trail."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import func, select, text

from hub.admin import lags
from hub.admin.schemas import (
    AuditPeopleOut,
    AuditPersonOut,
    AuditQuery,
    AuditRow,
    ChainOut,
    FacetsOut,
    HealthOut,
    HealthPart,
    JobLoad,
)
from hub.core import audit, heads, health
from hub.core.actor import Actor
from hub.core.audit import AuditEvent
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.http import Page
from hub.core.jobs import Job
from hub.identity import queries as identity
from hub.patients import merging
from workflows import cases, timers

FACETS, LATEST, PEOPLE = 200, 100_000, 20


async def installation(db: ReadDb) -> HealthOut:
    """Every part, how much is waiting where, and which background work does not get done."""
    found = await health.report()
    return HealthOut(
        status=found["status"], environment=found["environment"], version=_version(), checked_at=now(),
        parts=[HealthPart(name=name, **part) for name, part in found["parts"].items()],
        numbers=await _numbers(db), consumers=await lags.of_all(db), jobs=await _jobs(db),
    )  # fmt: skip


def _version() -> str:
    try:
        return version("wardline")
    except PackageNotFoundError:
        return "0.1.0"


async def _numbers(db: ReadDb) -> dict[str, float]:
    row = (
        await db.execute(
            text("""
            SELECT (SELECT count(*) FROM outbox WHERE position IS NULL) AS facts_waiting,
                   (SELECT coalesce(extract(epoch FROM :now - min(created_at)), 0) FROM outbox
                    WHERE position IS NULL) AS oldest_fact_seconds,
                   (SELECT count(*) FROM job WHERE state = 'queued' AND run_at <= :now) AS jobs_due,
                   (SELECT count(*) FROM job WHERE state = 'dead') AS jobs_dead,
                   pg_database_size(current_database()) AS database_bytes,
                   (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections"""),
            {"now": now()},
        )
    ).one()
    numbers = {name: float(value) for name, value in row._mapping.items()}
    return numbers | {"timers_late": await timers.late(db), "cases_stuck": await cases.stuck_count(db)}


async def _jobs(db: ReadDb) -> list[JobLoad]:
    rows = await db.execute(
        select(
            Job.name,
            func.count().filter(Job.state == "queued").label("queued"),
            func.count().filter(Job.state == "running").label("running"),
            func.count().filter(Job.state == "dead").label("dead"),
            func.min(Job.run_at).filter(Job.state == "queued").label("oldest"),
            func.coalesce(func.max(Job.error), "").label("error"),
        )
        .where(Job.state.in_(("queued", "running", "dead")))
        .group_by(Job.name)
        .order_by(func.count().filter(Job.state == "dead").desc(), Job.name)
    )
    return [JobLoad.model_validate(row) for row in rows]


async def trail(db: Db, actor: Actor, query: AuditQuery) -> Page[AuditRow]:
    """One page of the audit trail, newest first; of a patient with what was noted under records that became part of
    his. Looking at it is itself noted."""
    found = await entries(db, query, query.limit + 1)
    items = [AuditRow.model_validate(row) for row in found[: query.limit]]
    if query.after is None:
        audit.read(db, actor, "audit_event", "", patient_id=query.patient_id)
    return Page(items=items, next=str(items[-1].id) if len(found) > query.limit else None)


async def entries(db: Db | ReadDb, query: AuditQuery, most: int) -> list[AuditEvent]:
    """The entries that were asked for, newest first; whoever calls notes that somebody looked."""
    statement = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(most)
    if query.patient_id is not None:
        statement = statement.where(AuditEvent.patient_id.in_(await merging.records_of(db, query.patient_id)))
    equal = {
        AuditEvent.actor_id: query.actor_id, AuditEvent.entity: query.entity,
        AuditEvent.entity_id: query.entity_id, AuditEvent.action: query.action, AuditEvent.outcome: query.outcome,
    }  # fmt: skip
    for column, value in equal.items():
        if value is not None:
            statement = statement.where(column == value)
    if query.since:
        statement = statement.where(AuditEvent.at >= query.since)
    if query.until:
        statement = statement.where(AuditEvent.at < query.until)
    if query.after is not None:
        statement = statement.where(AuditEvent.id < query.after)
    return list(await db.scalars(statement))


async def chain(db: ReadDb) -> ChainOut:
    """Work the hash chains out again and compare, with the signed heads outside the database too."""
    found = await heads.verify(db)
    return ChainOut(whole=found.problem is None, rows=found.rows, checked_at=now(), problem=found.problem,
                    signed_heads=found.lines, signed_at=found.signed_at or None)  # fmt: skip


async def people(db: ReadDb, search: str) -> AuditPeopleOut:
    """Accounts of that name, services' too, so that a doer is found without knowing an id."""
    found = await identity.users(db, search=search, limit=PEOPLE, services=True)
    return AuditPeopleOut(
        items=[AuditPersonOut(id=user.id, name=user.display_name, roles=roles) for user, roles, _ in found]
    )


async def facets(db: ReadDb) -> FacetsOut:
    """Actions and kinds of records among the latest entries: a trail of years is not read for a list of words."""
    latest = select(AuditEvent.action, AuditEvent.entity).order_by(AuditEvent.id.desc()).limit(LATEST).subquery()
    actions = await db.scalars(select(latest.c.action).distinct().limit(FACETS))
    entities = await db.scalars(select(latest.c.entity).distinct().limit(FACETS))
    return FacetsOut(actions=sorted(actions), entities=sorted(entities))
