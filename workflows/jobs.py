"""What the pathways do by the clock."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.jobs import enqueue, job
from workflows import again, engine_data, instances, signals, starts, timers
from workflows.models import Case, EarlyMessage, Incident


@job(timers.WAKE)
async def wake(db: Db, actor: Actor, case_id: str) -> None:
    """Fire the due timers of one case, on behalf of who started it."""
    starter = await db.scalar(select(Case.started_by).where(Case.id == UUID(case_id)))
    await instances.wake(db, UUID(case_id), actor=await timers.on_behalf(db, starter))


@job(again.JOB)
async def try_again(db: Db, actor: Actor, incident_id: str, attempts: int, behalf: str | None = None) -> None:
    """Try a failed step again, on behalf of whoever led there."""
    who = await timers.on_behalf(db, UUID(behalf) if behalf else None)
    await instances.try_again(db, UUID(incident_id), attempts, actor=who)


@job(signals.JOB)
async def hear(db: Db, actor: Actor, case_id: str, signal: str, payload: str) -> None:
    """One case hears a signal."""
    await instances.hear(db, UUID(case_id), signal, engine_data.decode(payload.encode()), actor=actor)


@job(starts.JOB)
async def begin(
    db: Db, actor: Actor, process_id: str, payload: str, business_key: str, patient_id: str | None = None
) -> None:  # fmt: skip
    """Begin a case of a pathway that starts by itself: by the clock, a signal, or a message of another case."""
    given = engine_data.decode(payload.encode())
    await instances.begin_by_itself(db, process_id, given, key=business_key or None, actor=starts.who(actor),
                          patient_id=UUID(patient_id) if patient_id else None)  # fmt: skip


@job("workflows.sweep", every=1.0)
async def sweep(db: Db, actor: Actor) -> None:
    """Find due timers that nobody has fired (after a downtime, a lost wake-up) and wake their cases in due order; begin
    cases of pathways whose time has come."""
    for case_id in await timers.overdue(db):
        await enqueue(db, timers.WAKE, case_id=case_id)
    await starts.by_clock(db)


@job("workflows.tidy", every=3600.0)
async def tidy(db: Db, actor: Actor) -> None:
    """Forget early messages that no case has wanted in time; call administrators where a next try was lost."""
    lost = select(Incident).where(Incident.resolved_at.is_(None), Incident.again_at < now() - timedelta(hours=1))
    for incident in (await db.scalars(lost)).all():
        again.call(db, await db.get_one(Case, incident.case_id), incident, actor)
    expired = (
        await db.execute(delete(EarlyMessage).where(EarlyMessage.expires_at < now()).returning(EarlyMessage.case_id))
    ).scalars()
    for case_id in set(expired):
        left = select(func.count()).where(EarlyMessage.case_id == case_id).scalar_subquery()
        await db.execute(update(Case).where(Case.id == case_id).values(early=left))
