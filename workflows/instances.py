"""Cases: start, message, cancel, wake, retry and skip. Each verb locks the row, moves the case and saves it whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, text

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, HubError, Invalid, NotFound
from hub.core.ids import uuid7
from workflows import again, diagrams, engine, messages, signals
from workflows.advance import Run, advance, open_run, raise_incident, running
from workflows.errors import EngineError
from workflows.expressions import compile_expression
from workflows.models import Case, CaseStatus, Incident, IncidentKind, Task
from workflows.saving import begin, save

log = structlog.get_logger(__name__)

ENDED = (CaseStatus.completed, CaseStatus.cancelled)


async def start(
    db: Db, process_id: str, *, actor: Actor, data: Mapping[str, Any] | None = None, patient_id: UUID | None = None,
    subject: Mapping[str, str] | None = None, business_key: str | None = None, id: UUID | None = None,
) -> Case:  # fmt: skip
    """Start a pathway and run it until somebody or something is needed.

    `business_key` makes a second start of the same thing a 409 case_exists. Data that the diagram cannot begin with
    is 422. `id`: the case's, where somebody has named it beforehand.
    """
    case, _ = await started(
        db, process_id, actor=actor, data=data, patient_id=patient_id, subject=subject, business_key=business_key, id=id
    )
    return case


async def started(
    db: Db, process_id: str, *, actor: Actor, data: Mapping[str, Any] | None = None, patient_id: UUID | None = None,
    subject: Mapping[str, str] | None = None, business_key: str | None = None, id: UUID | None = None,
) -> tuple[Case, list[Task]]:  # fmt: skip
    """`start`, with the tasks that it offers."""
    version_id = await diagrams.active_id(db, process_id)
    if business_key and await db.scalar(
        select(Case.id).where(Case.process_id == process_id, Case.business_key == business_key)
    ):
        raise Conflict("This has been started already.", code="case_exists")
    try:
        case = engine.start(await diagrams.diagram(db, version_id), data or {}, now=now())
        engine.dump(case)  # whether it can be kept at all
    except EngineError as error:
        raise Invalid(f"The pathway cannot start: {error.detail}", code=error.code) from error
    row = await begin(
        db, actor=actor, id=id or uuid7(), process_version_id=version_id, process_id=process_id,
        business_key=business_key, subject=dict(subject or {}), patient_id=patient_id, started_by=actor.user_id,
    )  # fmt: skip
    run = Run(db, row, case, actor, frozenset(), {}, frozenset())
    run.note("", "started")
    return row, await settle(run)


async def begin_by_itself(
    db: Db, process_id: str, payload: Any, *, actor: Actor, key: str | None = None, patient_id: UUID | None = None
) -> tuple[Case, bool]:  # fmt: skip
    """(case, whether it is new). A case of a pathway that begins by itself. What came with its message or signal is in
    the data under the key that the start event names. Its business key is what the start event asks for, else `key`;
    where a case of that key is there already, that case is given the message instead.
    """
    version = await diagrams.active(db, process_id)
    trigger = diagrams.compiled(version).trigger
    data = {trigger.result: payload} if trigger is not None and trigger.result and payload is not None else {}
    key = _business_key(trigger, data) or key
    if key is not None:
        # Two messages at one moment: the second waits here, and finds the case of the first.
        await db.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"begin:{process_id}:{key}"})
        there = await db.scalar(select(Case).where(Case.process_id == process_id, Case.business_key == key))
        if there is not None:
            if trigger is not None and trigger.kind == "message":
                await deliver(db, there.id, trigger.name, payload, actor=actor)
            return there, False
    return await start(db, process_id, actor=actor, data=data, business_key=key, patient_id=patient_id), True


def _business_key(trigger: engine.Trigger | None, data: Mapping[str, Any]) -> str | None:
    if trigger is None or trigger.key is None:
        return None
    try:
        value = compile_expression(trigger.key)(data, now())
    except EngineError as error:
        raise Invalid(f"The pathway cannot start: {error.detail}", code=error.code) from error
    if value is not None and not isinstance(value, str | int):
        raise Invalid("A business key must be text or a number.", code="key_unreadable")
    return None if value is None else str(value)[:200]


async def settle(run: Run) -> list[Task]:
    """Advance a case and save it with its tasks, timers and subscriptions; returns the tasks it newly offers."""
    running(run.db)[run.row.id] = run
    try:
        await advance(run)
        return await save(run)
    finally:
        running(run.db).pop(run.row.id, None)


async def lock(db: Db, case_id: UUID) -> Case:
    """The case, locked until this transaction ends; NotFound if there is none. The lock is the process mutex."""
    row = await db.scalar(
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound()
    return row


async def deliver(
    db: Db, case_id: UUID, name: str, payload: Mapping[str, Any] | None = None, *, actor: Actor, key: str | None = None
) -> bool:
    """Give a message to a case. True: it was waiting for it. False: it was not; then the message is kept for 30 days
    for when it does, unless the case has ended or its diagram knows no such message.

    The case is the correlation. `key` matters only where the diagram asks for one (e.g. which of several claims):
    then another key's message is not meant.
    """
    content = dict(payload or {})
    mine = running(db).get(case_id)
    if mine is not None:  # a step of this very case speaks to it: the loop that runs the step takes it from here
        messages.keep(mine, name, key, content)
        return messages.catcher(mine, name, key) is not None
    row = await lock(db, case_id)
    if row.status in ENDED:
        return False
    run = await open_run(db, row, actor)
    taken = False
    if row.status == CaseStatus.suspended:
        messages.keep(run, name, key, content)  # nothing moves: it is delivered when the case is resumed
    elif (waiting := messages.catcher(run, name, key)) is not None:
        taken = await messages.give(run, waiting, key, content)
    elif name in diagrams.catches(run.case.diagram):
        messages.keep(run, name, key, content)
    else:
        log.warning("message_unknown", name=name)
        return False
    await settle(run)
    return taken


async def hear(db: Db, case_id: UUID, name: str, payload: Mapping[str, Any], *, actor: Actor) -> None:
    """Give a signal to a case, if it still waits for it."""
    row = await lock(db, case_id)
    if row.status not in (CaseStatus.running, CaseStatus.incident):
        return
    run = await open_run(db, row, actor)
    token = signals.listener(run.case, name)
    if token is None:
        return
    before = run.checkpoint()
    where = token.id, token.task_spec.bpmn_id
    try:
        engine.signal(run.case, name, payload, now=now())
        run.note("", "signal", name)
    except EngineError as error:
        await run.reload(before)
        await raise_incident(run, IncidentKind.run, *where, error.code, error.detail)
    await settle(run)


async def cancel(db: Db, case_id: UUID, reason: str, *, actor: Actor) -> Case:
    """Withdraw everything that is open; the case ends as cancelled. An ended case stays as it is."""
    mine = running(db).get(case_id)
    if mine is not None:
        raise Conflict("A step cannot cancel the case it runs in.", code="case_busy")
    row = await lock(db, case_id)
    if row.status in ENDED:
        return row
    run = await open_run(db, row, actor)
    engine.cancel(run.case, now=now())
    row.end_reason = reason[:500]
    run.note("", "case_cancelled", reason[:200])
    audit.noted(db, actor, "cancel", "case_instance", row.id, patient_id=row.patient_id, reason=reason[:500])
    await settle(run)
    return row


async def wake(db: Db, case_id: UUID, *, actor: Actor) -> None:
    """Fire what is due in a case; nothing due or the case gone: nothing happens."""
    try:
        row = await lock(db, case_id)
    except NotFound:
        return
    if row.status in ENDED or row.status == CaseStatus.suspended:
        return
    run = await open_run(db, row, actor)
    if any(timer.due_at <= now() and timer.task_id not in run.blocked for timer in run.timers.values()):
        await settle(run)


async def retry(db: Db, incident: Incident, *, actor: Actor) -> Case:
    """Try again what failed. If it fails again there is a new incident."""
    return await _resolve(db, incident, "retried", actor=actor)


async def skip(db: Db, incident: Incident, reason: str, *, actor: Actor) -> Case:
    """Go on without a failed step (nothing is added to the case data). Only a step can be skipped."""
    if incident.kind != IncidentKind.step:
        raise Conflict("Only a step can be skipped.", code="cannot_skip")
    return await _resolve(db, incident, "skipped", actor=actor, reason=reason)


async def _resolve(db: Db, incident: Incident, how: str, *, actor: Actor, reason: str = "") -> Case:
    row = await lock(db, incident.case_id)
    await db.refresh(incident)
    if incident.resolved_at is not None:
        raise Conflict("Somebody has dealt with this already.", code="incident_closed")
    if row.status == CaseStatus.suspended:
        raise Conflict("This case is suspended: resume it first.", code="case_suspended")
    run = await open_run(db, row, actor)
    incident.resolved_at, incident.resolved_by, incident.resolution = now(), actor.user_id, how
    run.blocked.discard(incident.token_id)
    run.note(incident.element_id, how, reason[:200])
    audit.noted(db, actor, how, "incident", incident.id, patient_id=row.patient_id, reason=reason)
    await db.flush()
    try:
        _go_on(run, incident, how)
    except EngineError as error:
        raise Conflict(f"The pathway cannot go on from here: {error.detail}", code=error.code) from error
    await settle(run)
    return row


def _go_on(run: Run, incident: Incident, how: str) -> None:
    if incident.kind != IncidentKind.step:
        return
    if how == "skipped":
        engine.finish_step(run.case, incident.token_id, None, now=now())
    elif incident.token_id in {failed.id for failed in engine.incidents(run.case)}:
        engine.retry_step(run.case, incident.token_id, now=now())


async def try_again(db: Db, incident_id: UUID, attempts: int, *, actor: Actor) -> None:
    """Try a failed step again by itself, unless somebody has dealt with it or tried it since. If it fails again it is
    the same incident still; a case that rests meanwhile is left to who resumes it."""
    incident = await db.get(Incident, incident_id)
    if incident is None:
        return
    case_id = incident.case_id
    row = await lock(db, case_id)
    await db.refresh(incident)
    if incident.resolved_at is not None or incident.attempts != attempts:
        return
    if row.status == CaseStatus.suspended:
        again.call(db, row, incident, actor)
        return
    try:
        async with db.begin_nested():
            await _retried(db, row, incident, actor)
    except HubError as error:
        if error.status >= 500:
            raise
        # The drawing, or a step behind it that refuses whoever leads there: only a person can go on.
        row = await lock(db, case_id)
        await db.refresh(incident)
        again.call(db, row, incident, actor)


async def _retried(db: Db, row: Case, incident: Incident, actor: Actor) -> None:
    run, attempts = await open_run(db, row, actor), incident.attempts
    incident.again_at = None
    run.blocked.discard(incident.token_id)
    run.note(incident.element_id, "retried")
    _go_on(run, incident, "retried")
    await settle(run)
    if incident.attempts == attempts:
        incident.resolved_at, incident.resolution = now(), "retried"
        audit.noted(db, actor, "retried", "incident", incident.id, patient_id=row.patient_id)
