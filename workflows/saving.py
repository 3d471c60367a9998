"""save(): write a moved case and everything that shows it, so that the row, its tasks, timers and messages agree."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from hub.core.clock import now
from hub.core.facts import state
from hub.core.states import move
from workflows import engine, messages, timers, worklist
from workflows.advance import CACHE, Run
from workflows.engine_history import History
from workflows.facts import CaseEnded, CaseMoved, MessageThrown
from workflows.models import CaseHistory, CaseStatus, Incident, Task

_ID = 36


async def save(run: Run) -> list[Task]:
    """Write the case and what follows from it; returns the tasks it newly offers."""
    row, case = run.row, run.case
    await _history(run)
    _subject(run)
    new = await worklist.sync(run)
    await timers.sync(run)
    await messages.sync(run)
    for name, _payload in engine.take_thrown(case):
        state(run.db, MessageThrown(case_id=row.id, process_id=row.process_id, name=name), actor=run.actor)
    await _withdraw_incidents(run)
    blob = engine.dump(case)
    row.state, row.state_digest = blob, engine.digest(blob)
    row.rev += 1
    row.moved_at = now()
    _status(run)
    state(run.db, CaseMoved(case_id=row.id, process_id=row.process_id, rev=row.rev, status=row.status),
          actor=run.actor)  # fmt: skip
    CACHE.put(row.id, row.state_digest, case)
    return new


async def _history(run: Run) -> None:
    """Visits and deeds become rows; the engine's own log starts afresh, so that the saved state stays small."""
    who = {"case_id": run.row.id, "actor_id": run.actor.user_id, "actor_name": run.actor.name}
    moment = now()
    # What was done to the case comes first: it is why the token moved.
    rows: list[dict[str, Any]] = [
        {**who, "element_id": deed.element, "outcome": deed.outcome, "came_from": None, "entered_at": moment,
         "at": moment, "detail": deed.detail}
        for deed in run.deeds
    ]  # fmt: skip
    rows += [
        {**who, "element_id": visit.element, "outcome": visit.outcome, "came_from": visit.came_from,
         "entered_at": visit.entered, "at": visit.left, "detail": ""}
        for visit in engine.history(run.case)
    ]  # fmt: skip
    if rows:
        await run.db.execute(insert(CaseHistory), rows)
    run.case.log = History()
    run.deeds.clear()


def _subject(run: Run) -> None:
    """The ids of what the case is about, gathered from its data: {appointment_id, visit_id, encounter_id, …}."""
    row = run.row
    found = dict(row.subject)
    for group in run.case.data.values():
        if isinstance(group, dict):
            for key, value in group.items():
                if key.endswith("_id") and isinstance(value, str) and len(value) == _ID:
                    found[key] = value
    if found != row.subject:
        row.subject = found
    if row.practitioner_id is None:
        row.practitioner_id = _uuid(found.get("practitioner_id"))


async def _withdraw_incidents(run: Run) -> None:
    """An incident of a token that is no longer there is over."""
    if not run.blocked:
        return
    gone = run.blocked - {token.task_id for token in engine.tokens(run.case)}
    if gone or run.case.status != "running":
        gone = run.blocked if run.case.status != "running" else gone
        await run.db.execute(
            update(Incident)
            .where(Incident.token_id.in_(gone), Incident.resolved_at.is_(None))
            .values(resolved_at=now(), resolution="withdrawn")
        )
        run.blocked -= gone


def _status(run: Run) -> None:
    row = run.row
    if run.case.status == "running":
        wanted = CaseStatus.incident if run.blocked else CaseStatus.running
    else:
        wanted = CaseStatus(run.case.status)
        row.ended_at = now()
        state(run.db, CaseEnded(case_id=row.id, process_id=row.process_id, status=wanted), actor=run.actor)
    if row.status != wanted:
        move(row, wanted)


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
