"""HTTP of worklists, cases and processes."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Page
from workflows import cases, catalogue, offers, rows, tasks
from workflows.schemas import (
    CaseOut,
    CasePage,
    CaseQuery,
    CaseReason,
    CaseStartedOut,
    ClaimTask,
    CompletedOut,
    CompleteTask,
    DraftOut,
    MessageCase,
    MessageSent,
    SaveDraft,
    SendSignal,
    SignalSent,
    StartCase,
    TaskCounts,
    TaskOut,
    TaskQuery,
    TaskRow,
)  # fmt: skip
from workflows.schemas_processes import ProcessList, ProcessOut

api = Api("workflows")


@api.get("/tasks", may="task.work")
async def list_tasks(db: ReadDb, actor: Actor, query: TaskQuery) -> Page[TaskRow]:
    """One page of a worklist."""
    return await tasks.page(db, actor, query)


@api.get("/tasks/counts", may="task.work")
async def count_tasks(db: ReadDb, actor: Actor) -> TaskCounts:
    """The numbers of the home page."""
    return TaskCounts(**await offers.counts(db, actor))


@api.get("/tasks/<uuid:task_id>", may="task.work")
async def open_task(db: Db, actor: Actor, task_id: UUID) -> TaskOut:
    """A task with its form and one's own draft; the reading is audited."""
    return await tasks.opened(db, await tasks.access_task(db, actor, task_id), actor=actor)


@api.post("/tasks/<uuid:task_id>/claim", may="task.work")
async def claim_task(db: Db, actor: Actor, task_id: UUID, data: ClaimTask) -> TaskRow:
    """Take a task; who comes second is told by whom it is taken."""
    task = await tasks.access_task(db, actor, task_id, lock=True)
    return await rows.row(db, await tasks.claim(db, task, data.version, actor=actor))


@api.post("/tasks/<uuid:task_id>/release", may="task.work")
async def release_task(db: Db, actor: Actor, task_id: UUID) -> TaskRow:
    """Give a task back to its pool."""
    task = await tasks.access_task(db, actor, task_id, lock=True)
    return await rows.row(db, await tasks.release(db, task, actor=actor))


@api.post("/tasks/<uuid:task_id>/complete", may="task.work", idempotent=True)
async def complete_task(db: Db, actor: Actor, task_id: UUID, data: CompleteTask) -> CompletedOut:
    """Complete a task, move its case, and be offered the next one: one exchange, one commit."""
    task = await tasks.access_task(db, actor, task_id, lock=True)
    return await tasks.complete(db, task, data.answers, data.version, actor=actor)


@api.put("/tasks/<uuid:task_id>/draft", may="task.work", max_bytes=300_000)
async def save_draft(db: Db, actor: Actor, task_id: UUID, data: SaveDraft) -> DraftOut:
    """Keep what was typed so far."""
    task = await tasks.access_task(db, actor, task_id)
    return await tasks.save_draft(db, task, data.content, actor=actor, **data.known())


@api.get("/cases", may="case.read")
async def list_cases(db: ReadDb, actor: Actor, query: CaseQuery) -> CasePage:
    """Cases, the stuck ones first."""
    return await cases.page(db, actor, query)


@api.post("/cases", may="case.start", status=201, idempotent=True)
async def start_case(db: Db, actor: Actor, data: StartCase) -> CaseStartedOut:
    """Start a pathway by hand."""
    return await cases.start(db, data, actor=actor)


@api.get("/cases/<uuid:case_id>", may="case.read")
async def show_case(db: Db, actor: Actor, case_id: UUID) -> CaseOut:
    """A case with its diagram, tokens, story and masked data; the reading is audited."""
    return await cases.shown(db, await cases.access_case(db, actor, case_id), actor=actor)


@api.post("/cases/<uuid:case_id>/cancel", may="case.manage")
async def cancel_case(db: Db, actor: Actor, case_id: UUID, data: CaseReason) -> CaseOut:
    """End a case; everything open in it is withdrawn."""
    return await cases.cancel(db, await cases.access_case(db, actor, case_id), data.reason, actor=actor)


@api.post("/cases/<uuid:case_id>/messages", may="case.manage", idempotent=True)
async def send_message(db: Db, actor: Actor, case_id: UUID, data: MessageCase) -> MessageSent:
    """Give a message to a case; with an Idempotency-Key exactly once."""
    return await cases.message(db, await cases.access_case(db, actor, case_id), data, actor=actor)


@api.post("/signals", may="case.manage", idempotent=True)
async def send_signal(db: Db, actor: Actor, data: SendSignal) -> SignalSent:
    """Give a signal to every case that waits for it; with an Idempotency-Key exactly once."""
    return await cases.signal(db, data, actor=actor)


@api.post("/incidents/<uuid:incident_id>/retry", may="case.manage")
async def retry_incident(db: Db, actor: Actor, incident_id: UUID) -> CaseOut:
    """Try a failed step again."""
    return await cases.retry(db, await cases.access_incident(db, actor, incident_id), actor=actor)


@api.post("/incidents/<uuid:incident_id>/skip", may="case.manage")
async def skip_incident(db: Db, actor: Actor, incident_id: UUID, data: CaseReason) -> CaseOut:
    """Go on without a failed step."""
    return await cases.skip(db, await cases.access_incident(db, actor, incident_id), data.reason, actor=actor)


@api.get("/processes", may="process.read")
async def list_processes(db: ReadDb, actor: Actor) -> ProcessList:
    """Every pathway and how its cases do."""
    return await catalogue.listed(db, actor)


@api.get("/processes/<process_id>", may="process.read")
async def show_process(db: ReadDb, actor: Actor, process_id: str) -> ProcessOut:
    """A pathway's diagram with a live map of where every case stands."""
    return await catalogue.shown(db, process_id, actor)
