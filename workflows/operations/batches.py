"""Incidents by cause, and repairing all of one cause at once: a job takes twenty at a time and says how far it is."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, HubError, NotFound
from hub.core.facts import state
from hub.core.jobs import enqueue, job
from workflows import cases, instances, queries, rights
from workflows.facts import BatchMoved
from workflows.models import Case, CaseStatus, Incident
from workflows.operations import mend
from workflows.operations.models import CaseBatch
from workflows.operations.schemas import (
    BatchOut,
    EditData,
    IncidentGroup,
    IncidentGroups,
    IncidentQuery,
    MoveToken,
    NewBatch,
)

AT_ONCE, MOST = 20, 10_000
JOB = "workflows.batch"


async def groups(db: Db | ReadDb, actor: Actor, query: IncidentQuery) -> IncidentGroups:
    """Open incidents by cause, the most frequent first."""
    latest = func.max(Incident.created_at)
    statement = (
        select(
            Case.process_id, Incident.element_id, Incident.code, func.min(Incident.kind), func.count(),
            func.min(Incident.created_at), latest,
            func.array_agg(Incident.detail)[1], func.array_agg(Incident.case_id)[1],
        )
        .join(Case, Case.id == Incident.case_id)
        .where(Incident.resolved_at.is_(None), *queries.case_filter(actor))
        .group_by(Case.process_id, Incident.element_id, Incident.code)
        .order_by(func.count().desc(), latest.desc())
        .limit(200)
    )  # fmt: skip
    if query.process:
        statement = statement.where(Case.process_id == query.process)
    names = ("process_id", "element_id", "code", "kind", "number", "oldest_at", "newest_at", "detail", "case_id")
    found = await db.execute(statement, queries.who(actor))
    return IncidentGroups(items=[IncidentGroup.model_validate(dict(zip(names, row, strict=True))) for row in found])


async def repair_all(db: Db, given: NewBatch, *, actor: Actor) -> BatchOut:
    """Repair every open incident of one cause that is open to this person. 409 nothing_to_do when there is none."""
    await rights.must(db, actor, given.process_id, "operate")
    ids = list(
        await db.scalars(
            select(Incident.id)
            .join(Case, Case.id == Incident.case_id)
            .where(
                Incident.resolved_at.is_(None), Case.process_id == given.process_id, Incident.code == given.code,
                Incident.element_id == given.element_id, queries.OPEN_CASE,
            )
            .order_by(Incident.created_at).limit(MOST),
            queries.who(actor),
        )
    )  # fmt: skip
    if not ids:
        raise Conflict("Nothing of this kind is open.", code="nothing_to_do")
    needed = given.model_dump(include={"changes", "to"}, exclude_none=True)
    batch = CaseBatch(
        **given.model_dump(exclude={"changes", "to"}), given=needed or None, started_by=actor.user_id,
        incidents=[str(i) for i in ids], position=0, failed=0,
    )  # fmt: skip
    db.add(batch)
    audit.noted(  # of nobody in particular, so what a value was is said in the row of each case alone
        db, actor, f"{given.action}_many", "incident", batch.id, reason=given.reason,
        after={"process": given.process_id, "element": given.element_id, "number": len(ids),
               **({"changes": sorted(given.changes)} if given.changes else {}),
               **({"to": given.to} if given.to else {})},
    )  # fmt: skip
    await enqueue(db, JOB, actor=actor, batch_id=batch.id)
    return shown(batch)


async def access_batch(db: Db | ReadDb, actor: Actor, batch_id: UUID) -> CaseBatch:
    """A bulk repair, for who manages cases."""
    actor.must("case.manage")
    batch = await db.get(CaseBatch, batch_id)
    if batch is None:
        raise NotFound()
    return batch


@job(JOB)
async def work(db: Db, actor: Actor, batch_id: str) -> None:
    """The next incidents of a bulk repair; what cannot be repaired is counted and stays open.

    Each goes through the door again: what is closed to who started it by now, or to who no longer works here, stays.
    """
    batch = await db.get(CaseBatch, UUID(batch_id), with_for_update=True)
    if batch is None or batch.ended_at is not None:
        return
    ids = [UUID(i) for i in batch.incidents[batch.position : batch.position + AT_ONCE]]
    # Cases in one order, as everybody locks them who locks several.
    rows = list(await db.scalars(select(Incident).where(Incident.id.in_(ids)).order_by(Incident.case_id, Incident.id)))
    for incident in rows:
        try:
            async with db.begin_nested():
                await _repair(db, await cases.access_incident(db, actor, incident.id), batch, actor)
        except HubError:
            batch.failed += 1
    batch.position += len(ids)
    if batch.position >= len(batch.incidents):
        batch.ended_at, batch.given = now(), None
    else:
        await enqueue(db, JOB, actor=actor, batch_id=batch.id)
    state(db, BatchMoved(batch_id=batch.id, process_id=batch.process_id, done=batch.position, failed=batch.failed,
                         total=len(batch.incidents)), actor=actor)  # fmt: skip


async def _repair(db: Db, incident: Incident, batch: CaseBatch, actor: Actor) -> None:
    if incident.resolved_at is not None:
        return
    given, reason = batch.given or {}, batch.reason
    if batch.action == "retry":
        await instances.retry(db, incident, actor=actor)
    elif batch.action == "skip":
        await instances.skip(db, incident, reason, actor=actor)
    elif batch.action == "cancel":
        await instances.cancel(db, incident.case_id, reason, actor=actor)
    else:
        case = await instances.lock(db, incident.case_id)
        if batch.action == "edit":
            change = EditData(rev=case.rev, changes=given["changes"], retry=incident.id, reason=reason)
            await mend.edit(db, case, change, actor=actor)
        elif batch.action == "move":
            await _move(db, case, MoveToken(token_id=incident.token_id, element_id=given["to"], reason=reason), actor)
        elif (case.status == CaseStatus.suspended) is not (batch.action == "suspend"):  # else it is so already
            await (mend.suspend if batch.action == "suspend" else mend.resume)(db, case, reason, actor=actor)


async def _move(db: Db, case: Case, given: MoveToken, actor: Actor) -> None:
    """Take a token elsewhere; a case that runs rests meanwhile."""
    runs = case.status != CaseStatus.suspended
    if runs:
        await mend.suspend(db, case, given.reason, actor=actor)
    await mend.move_token(db, case, given, actor=actor)
    if runs:
        await mend.resume(db, case, given.reason, actor=actor)


def shown(batch: CaseBatch) -> BatchOut:
    """How far it is."""
    return BatchOut(
        id=batch.id, process_id=batch.process_id, element_id=batch.element_id, code=batch.code, action=batch.action,
        total=len(batch.incidents), done=batch.position, failed=batch.failed, ended_at=batch.ended_at,
    )  # fmt: skip
