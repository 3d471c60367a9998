"""What an operator does to one case: suspend, resume, edit its data, move the token, complete it by hand.

Everything asks why, is audited and stands in the case's story.
"""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.states import move as change
from workflows import engine, instances, rights
from workflows.advance import Run, open_run
from workflows.errors import EngineError
from workflows.instances import ENDED, settle
from workflows.models import Case, CaseStatus, Incident
from workflows.operations.schemas import EditData, MoveToken


async def _open(db: Db, case: Case, actor: Actor) -> Run:
    """The locked, running case, for who may operate its pathway."""
    await rights.must(db, actor, case.process_id, "operate")
    row = await instances.lock(db, case.id)
    if row.status in ENDED:
        raise Conflict("This case has ended.", code="case_ended")
    return await open_run(db, row, actor)


def _noted(run: Run, deed: str, reason: str, **values: Any) -> None:
    run.note("", deed, reason[:200])
    audit.noted(run.db, run.actor, deed, "case_instance", run.row.id, patient_id=run.row.patient_id, reason=reason,
                **values)  # fmt: skip


async def suspend(db: Db, case: Case, reason: str, *, actor: Actor) -> Case:
    """Nothing in the case moves until it is resumed: no task can be finished, timers keep what is left of them,
    messages are kept. Suspended already: 409 case_suspended."""
    run = await _open(db, case, actor)
    if run.row.status == CaseStatus.suspended:
        raise Conflict("This case is suspended already.", code="case_suspended")
    change(run.row, CaseStatus.suspended)
    run.row.suspended_at = now()
    _noted(run, "suspended", reason)
    await settle(run)
    return run.row


async def resume(db: Db, case: Case, reason: str, *, actor: Actor) -> Case:
    """Go on: durations and cycles with what was left of them; a date that has passed meanwhile fires now."""
    run = await _open(db, case, actor)
    since = _must_be_suspended(run)
    change(run.row, CaseStatus.incident if run.blocked else CaseStatus.running)
    engine.delay(run.case, now() - since, now=now())
    run.row.suspended_at = None
    _noted(run, "resumed", reason)
    await settle(run)
    return run.row


async def edit(db: Db, case: Case, given: EditData, *, actor: Actor) -> Case:
    """Change case data, each value of the type it had; audited with before and after. 409 stale when the case has
    moved since it was shown; 422 with the path that is not right. `retry` tries that incident again."""
    run = await _open(db, case, actor)
    if run.row.rev != given.rev:
        raise Conflict("The case has moved since you opened it. Please look again.", code="stale", current=run.row.rev)
    data = engine.snapshot(run.case)
    before: dict[str, Any] = {}
    for path, value in given.changes.items():
        before[path] = _put(data, path, value)
    try:
        engine.edit(run.case, data, now=now())
    except EngineError as error:
        raise Invalid(error.detail, code=error.code) from error
    _noted(run, "data_edited", given.reason, before=_plain(before), after=_plain(given.changes))
    await settle(run)
    if given.retry is not None:
        incident = await db.get(Incident, given.retry)
        if incident is None or incident.case_id != case.id:
            raise NotFound()
        return await instances.retry(db, incident, actor=actor)
    return run.row


async def move_token(db: Db, case: Case, given: MoveToken, *, actor: Actor) -> Case:
    """Take a token to another element of its level. Only while the case is suspended; it goes on from there when it is
    resumed. 409 move_not_possible with the reason in words."""
    run = await _open(db, case, actor)
    _must_be_suspended(run)
    at = next((token.element for token in engine.tokens(run.case) if token.task_id == given.token_id), None)
    if at is None:
        raise Conflict("The token is no longer there.", code="token_gone")
    try:
        engine.move(run.case, given.token_id, given.element_id, now=now())
    except EngineError as error:
        raise Conflict(error.detail, code=error.code) from error
    _noted(run, "token_moved", given.reason, before={"element": at}, after={"element": given.element_id})
    await settle(run)
    return run.row


async def complete(db: Db, case: Case, reason: str, *, actor: Actor) -> Case:
    """End a case whose drawing is broken as completed: the rest was done by hand. Open tasks are withdrawn."""
    run = await _open(db, case, actor)
    engine.close(run.case, now=now())
    run.row.end_reason = reason[:500]
    if run.row.status == CaseStatus.suspended:
        change(run.row, CaseStatus.running)
        run.row.suspended_at = None
    _noted(run, "completed_by_hand", reason)
    await settle(run)
    return run.row


def _must_be_suspended(run: Run) -> datetime:
    if run.row.status != CaseStatus.suspended or run.row.suspended_at is None:
        raise Conflict("Suspend the case first.", code="not_suspended")
    return run.row.suspended_at


def _put(data: dict[str, Any], path: str, value: Any) -> Any:
    """Set one value, of the type that is there; returns what was there."""
    *groups, name = path.split(".")
    place: Any = data
    for group in groups:
        place = place.get(group) if isinstance(place, dict) else None
        if not isinstance(place, dict):
            raise Invalid(f"There is no '{path}' in the case.", code="path_unknown", path=path)
    before = copy.deepcopy(place.get(name))
    if value is None:
        place.pop(name, None)
    else:
        place[name] = _typed(before, value, path)
    return before


def _typed(before: Any, value: Any, path: str) -> Any:
    """The new value as the old one's type; what was not there takes any."""
    try:
        if isinstance(before, bool) or isinstance(value, bool):
            fits = before is None or (isinstance(before, bool) and isinstance(value, bool))
        elif isinstance(before, datetime):
            value, fits = datetime.fromisoformat(str(value)), True
        elif isinstance(before, date):
            value, fits = date.fromisoformat(str(value)), True
        elif isinstance(before, Decimal):
            value, fits = Decimal(str(value)), True
        elif isinstance(before, timedelta):
            value, fits = timedelta(seconds=float(value)), True
        elif isinstance(before, int | float):
            fits = isinstance(value, int | float) and not (isinstance(before, int) and isinstance(value, float))
        else:
            fits = before is None or isinstance(value, type(before))
    except (ValueError, ArithmeticError) as error:
        raise Invalid(f"'{path}' cannot be read as what it was.", code="wrong_type", path=path) from error
    if not fits:
        raise Invalid(f"'{path}' must stay what it was: {type(before).__name__}.", code="wrong_type", path=path)
    return value


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value if isinstance(value, int | float | bool | None) else str(value) for key, value in values.items()}
