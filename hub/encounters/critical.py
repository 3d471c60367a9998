"""A critical result waits for a clinician who answers for it, and climbs until one does.

Its reviewer is told at once; then he again, and who covers for him; then who is on call, level by level; where nobody
is, everybody who takes care of the patient, else the doctors of the reviewer's department, else those of the house,
else once more he himself. Opening it stops nothing: saying so does, and so do releasing it, holding it back and finding
that it was wrong.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict
from hub.core.facts import state
from hub.core.states import move
from hub.encounters import reviewing
from hub.encounters.critical_models import CriticalResult
from hub.encounters.diagnostic_models import DiagnosticReport
from hub.encounters.facts import CriticalResultUnanswered
from hub.encounters.statuses import CriticalStatus
from hub.encounters.switches import CRITICAL_MINUTES
from hub.staff import queries as staff
from hub.staff.models import Practitioner

RUNGS = 3
"""1 = its reviewer again, 2 = who is on call, 3 = the next level of those on call."""


async def arrive(db: Db, row: DiagnosticReport, *, actor: Actor) -> None:
    """A critical value has come in; one that waits already goes on waiting by its own clock."""
    if await _waiting(db, row.id) is not None:
        return
    notice = CriticalResult(report_id=row.id, patient_id=row.patient_id, rung=0, told=[], told_ids=[],
                            escalate_at=await _next(db, 0))  # fmt: skip
    _note(notice, await reviewing.let_in(db, row, await reviewing.people(db, row), actor=actor))
    db.add(notice)
    audit.wrote(db, actor, notice)
    await db.flush()


async def acknowledge(db: Db, row: DiagnosticReport, *, actor: Actor) -> DiagnosticReport:
    """I have seen it and act on it: nobody else is told. Again is harmless; 409 not_critical."""
    notice = await _waiting(db, row.id)
    if notice is not None:
        await _end(db, notice, CriticalStatus.acknowledged, actor)
        await reviewing.news(db, row, "acknowledged", actor)
    elif row.id not in await of_reports(db, [row.id]):
        raise Conflict("No value of this report is critical.", code="not_critical")
    return row


async def answered(db: Db, row: DiagnosticReport, *, actor: Actor) -> None:
    """Whoever releases it or holds it back has seen it."""
    if notice := await _waiting(db, row.id):
        await _end(db, notice, CriticalStatus.acknowledged, actor)


async def withdraw(db: Db, row: DiagnosticReport, *, actor: Actor) -> None:
    """There is nothing critical about it after all."""
    if notice := await _waiting(db, row.id):
        await _end(db, notice, CriticalStatus.withdrawn, actor)


async def _end(db: Db, notice: CriticalResult, how: CriticalStatus, actor: Actor) -> None:
    move(notice, how)
    notice.escalate_at = None
    if how == CriticalStatus.acknowledged:
        notice.acknowledged_by, notice.acknowledged_by_name = actor.user_id, actor.name
    audit.wrote(db, actor, notice)
    await db.flush()


async def climb(db: Db, limit: int = 100) -> int:
    """Tell the next ones of what nobody has answered in time; how many. Each rung once, whoever looks."""
    due = await db.scalars(
        select(CriticalResult).where(CriticalResult.escalate_at <= now()).order_by(CriticalResult.escalate_at)
        .limit(limit).with_for_update(skip_locked=True)
    )  # fmt: skip
    found = due.all()
    for notice in found:
        await _climb(db, notice, await db.get_one(DiagnosticReport, notice.report_id))
    return len(found)


async def _climb(db: Db, notice: CriticalResult, row: DiagnosticReport) -> None:
    told: dict[UUID, str] = {}
    while not told and notice.rung < RUNGS:  # a rung that reaches nobody passes on
        notice.rung += 1
        told = await _reached(db, row, notice.rung)
    notice.escalate_at = await _next(db, notice.rung)
    _note(notice, told)
    audit.wrote(db, SYSTEM, notice)
    await db.flush()
    state(db, CriticalResultUnanswered(
        critical_result_id=notice.id, diagnostic_report_id=row.id, patient_id=row.patient_id,
        practitioner_id=row.practitioner_id, rung=notice.rung, user_ids=list(told),
    ))  # fmt: skip


async def _reached(db: Db, row: DiagnosticReport, rung: int) -> dict[UUID, str]:
    if rung == 1:
        return await reviewing.let_in(db, row, await reviewing.people(db, row), actor=SYSTEM)
    for user_id in await staff.called(db, rung - 1):
        if found := await reviewing.let_in(db, row, [user_id], actor=SYSTEM):
            return found
    for colleagues in reviewing.colleagues(row):
        users = await db.scalars(colleagues.order_by(Practitioner.user_id).limit(reviewing.MOST))
        if found := await reviewing.let_in(db, row, users, actor=SYSTEM):
            return found
    return await reviewing.let_in(db, row, await reviewing.people(db, row), actor=SYSTEM)


def _note(notice: CriticalResult, told: dict[UUID, str]) -> None:
    if told:
        notice.told = [*notice.told, {"at": now().isoformat(), "rung": notice.rung, "names": sorted(told.values())}]
        notice.told_ids = sorted({*notice.told_ids, *told})


async def _next(db: Db, rung: int) -> datetime | None:
    return now() + timedelta(minutes=int(await CRITICAL_MINUTES.value(db))) if rung < RUNGS else None


async def _waiting(db: Db, report_id: UUID) -> CriticalResult | None:
    found: CriticalResult | None = await db.scalar(
        select(CriticalResult)
        .where(CriticalResult.report_id == report_id, CriticalResult.status == CriticalStatus.waiting)
        .with_for_update()
    )
    return found


async def waits(db: Db | ReadDb, critical_result_id: UUID) -> bool:
    """Whether nobody has answered for it yet."""
    found = select(CriticalResult.status).where(CriticalResult.id == critical_result_id)
    return await db.scalar(found) == CriticalStatus.waiting


async def of_reports(db: Db | ReadDb, ids: list[UUID]) -> dict[UUID, list[CriticalResult]]:
    """Report -> its critical results, the newest first; no entry: there was none."""
    found: dict[UUID, list[CriticalResult]] = {}
    rows = select(CriticalResult).where(CriticalResult.report_id.in_(ids)).order_by(CriticalResult.id.desc())
    for row in await db.scalars(rows):
        found.setdefault(row.report_id, []).append(row)
    return found
