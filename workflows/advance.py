"""advance(): run a locked case until a person, a timer or a message is needed, then save it and its rows.

The engine thinks, this loop acts: each pending service step is an ordinary action with the same `db` and `actor`, in a
savepoint of its own. A step that fails becomes an incident of the case: its own effects are undone, the other branches
go on, and the person whose action led here is not bothered with it.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Uuid, bindparam, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Forbidden, HubError, Invalid, Unavailable
from hub.core.facts import Fact
from hub.core.faults import fault
from hub.core.ids import uuid7
from hub.core.prepared import Prepared
from hub.core.refusals import sqlstate
from workflows import again, diagrams, engine, messages, scripts, steps
from workflows.cache import CaseCache
from workflows.errors import EngineError
from workflows.models import Case, CaseStatus, Incident, IncidentKind

log = structlog.get_logger(__name__)

MAX_STEPS = 200
"""Service steps in one transaction; a diagram that wants more runs in circles."""
STEP_SECONDS = 20.0
_STAYS = (EngineError, Invalid, Forbidden)
"""What no second try mends: the drawing, the data or the rights are not what the step needs."""
CACHE = CaseCache()
_RUNNING = "workflows.running"
SCRIPTS = scripts.run
"""The step behind script tasks; named here so that it is registered wherever cases are moved."""


@dataclass
class Deed:
    """Something done to the case that is no visit to an element: it goes into the history beside the visits."""

    element: str
    outcome: str
    detail: str = ""


@dataclass
class Run:
    """One locked case being moved in one transaction."""

    db: Db
    row: Case
    case: engine.Case
    actor: Actor
    offered: frozenset[UUID]
    timers: Mapping[UUID, engine.DueTimer]
    awaited: frozenset[UUID]
    """What the tables hold of it: tasks on offer, running timers, awaited messages, by token."""
    blocked: set[UUID] = field(default_factory=set)
    """Tokens with an open incident: left alone."""
    deeds: list[Deed] = field(default_factory=list)
    ended: dict[UUID, Any] = field(default_factory=dict)
    """How people's tasks ended in this move, by token."""
    said: list[Fact] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    noted: list[dict[str, Any]] = field(default_factory=list)
    """Facts, ended tasks and audit rows that the save writes."""
    subject: dict[str, Any] = field(default_factory=dict)
    practitioner_id: UUID | None = None
    done: UUID | None = None
    """The human task that a person has just completed: its row is written by who completed it."""
    steps: int = 0

    @classmethod
    def of(cls, db: Db, row: Case, case: engine.Case, actor: Actor) -> Run:
        return cls(
            db, row, case, actor,
            frozenset(task.id for task in engine.ready_human_tasks(case)),
            {timer.task_id: timer for timer in engine.timers(case)},
            frozenset(messages.awaited(case, row.id)),
        )  # fmt: skip

    def checkpoint(self) -> bytes:
        """The case as it is now, to go back to with `reload`."""
        self.ended.update(engine.take_ended(self.case))
        return engine.dump(self.case)

    async def reload(self, blob: bytes) -> None:
        """Throw the case in memory away and go back to `blob`."""
        self.case = engine.load(await diagrams.diagram(self.db, self.row.process_version_id), blob, now=now())

    async def restart(self) -> None:
        """Throw the case in memory away and go back to what the row holds: nothing of this run has been saved."""
        self.case = await stored(self.db, self.row)

    def say(self, fact: Fact) -> None:
        """State a fact with the save."""
        self.said.append(fact)

    def note(self, element: str, outcome: str, detail: str = "") -> None:
        """Add a deed to the history."""
        self.deeds.append(Deed(element, outcome, detail))


def running(db: Db) -> dict[UUID, Run]:
    """The cases that this transaction is moving right now: a step may ask something of its own case."""
    found: dict[UUID, Run] = db.info.setdefault(_RUNNING, {})
    return found


_STATE = Prepared(select(Case.state, Case.data).where(Case.id == bindparam("case_id", type_=Uuid())))


async def stored(db: Db, row: Case) -> engine.Case:
    """The case as its row holds it."""
    found = await db.first(_STATE, case_id=row.id)
    return engine.load(await diagrams.diagram(db, row.process_version_id), found.state, found.data, now=now())


async def open_run(db: Db, row: Case, actor: Actor) -> Run:
    """The case of a locked row, from memory if this process has exactly that state, else from its bytes."""
    case = CACHE.take(row.id, row.state_digest)
    if case is None:
        case = await stored(db, row)
    run = Run.of(db, row, case, actor)
    if row.status in (CaseStatus.incident, CaseStatus.suspended):
        open_ones = await db.scalars(
            select(Incident.token_id).where(Incident.case_id == row.id, Incident.resolved_at.is_(None))
        )
        run.blocked = set(open_ones)
    return run


async def advance(run: Run) -> None:
    """Steps, due timers and early messages until nothing is left to do without waiting. A suspended case rests."""
    if run.row.status == CaseStatus.suspended:
        return
    while run.case.status == "running":
        step = next((step for step in engine.pending_steps(run.case) if step.id not in run.blocked), None)
        if step is not None:
            await perform(run, step)
        elif not (await fire_due(run) or await messages.take_early(run)):
            break


async def perform(run: Run, step: engine.PendingStep) -> None:
    """Run one service step in a savepoint; what goes wrong is the case's incident."""
    run.steps += 1
    if run.steps > MAX_STEPS:
        await fail(run, step, "step_budget_spent", f"The diagram ran {MAX_STEPS} steps without reaching a person.")
        return
    before = run.checkpoint()
    try:
        async with nullcontext() if _of(step.step, "pure") else run.db.begin_nested():
            result = await call(run, step)
            engine.finish_step(run.case, step.id, result, now=now())
    except HubError as error:  # an EngineError is one too
        if isinstance(error, Unavailable) or _of(step.step, "raises"):
            raise
        await undone(run, before)
        await fail(run, step, error.code, error.detail, worth_it=not isinstance(error, _STAYS))
    except Exception as error:
        if _retryable(error):
            raise
        log.warning("step_failed", name=step.step, element=step.element, error=type(error).__name__, exc_info=True)
        await undone(run, before)
        words = f"A fault on our side ({type(error).__name__}); the log knows more."
        await fail(run, step, "internal", words, worth_it=True)
    fault("workflows.after_step", step.step)


async def call(run: Run, step: engine.PendingStep) -> Mapping[str, Any] | None:
    """Run the handler of a service step as the acting person."""
    if step.problem is not None:
        raise step.problem
    spec = steps.get(step.step)
    async with asyncio.timeout(STEP_SECONDS):
        return await spec.handler(
            run.db, context(run, step.element, step.id), actor=run.actor, **spec.arguments(step.params)
        )


async def call_on_complete(
    run: Run, name: str, *, element: str, token: UUID, answers: dict[str, Any]
) -> Mapping[str, Any] | None:  # fmt: skip
    """Run the domain effect of a human task; its HubError is the answer to the person."""
    handler = steps.get(name).handler
    more = {"answers": answers} if "answers" in inspect.signature(handler).parameters else {}
    async with asyncio.timeout(STEP_SECONDS):
        return await handler(run.db, context(run, element, token, answers), actor=run.actor, **more)


def context(run: Run, element: str, token: UUID, answers: dict[str, Any] | None = None) -> steps.StepContext:
    """What a step may know of its case: ids and a copy of the data."""
    row = run.row
    return steps.StepContext(
        instance_id=row.id, process=row.process_id, element=element, task_id=token, data=Data(run.case),
        patient_id=row.patient_id, subject=dict(row.subject), answers=answers,
    )  # fmt: skip


class Data(Mapping[str, Any]):
    """A private copy of the case data, made when a step first looks at it: most look at their parameters only."""

    def __init__(self, case: engine.Case) -> None:
        self._case = case
        self._copy: dict[str, Any] | None = None

    def _data(self) -> dict[str, Any]:
        if self._copy is None:
            self._copy = engine.snapshot(self._case)
        return self._copy

    def __getitem__(self, key: str) -> Any:
        return self._data()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data())

    def __len__(self) -> int:
        return len(self._data())


async def fail(run: Run, step: engine.PendingStep, code: str, detail: str, *, worth_it: bool = False) -> None:
    """The diagram may catch the error itself; else the step becomes an incident, which is tried again by itself where
    that is worth it."""
    before = run.checkpoint()
    try:
        if engine.fail_step(run.case, step.id, code, detail, now=now()):
            run.note(step.element, "failed", code)
            return
    except EngineError as error:
        await run.reload(before)
        code, detail, worth_it = error.code, error.detail, False
    await raise_incident(run, IncidentKind.step, step.id, step.element, code, detail, step=step.step, worth_it=worth_it)


async def fire_due(run: Run) -> bool:
    """Fire what is due, the earliest first; False when nothing was. One that cannot be fired becomes an incident, and
    holds up nobody else."""
    if not _due(run):
        return False
    before = run.checkpoint()
    try:
        return bool(engine.fire_timers(run.case, now=now(), but=run.blocked))
    except EngineError as error:
        await run.reload(before)
        await _fire_singly(run, error)
        return True


def _due(run: Run) -> list[engine.DueTimer]:
    moment = now()
    return [one for one in engine.timers(run.case) if one.due_at <= moment and one.task_id not in run.blocked]


async def _fire_singly(run: Run, error: EngineError) -> None:
    """Some timer failed: one after the other, so that it is known which; those before it have fired. Where each can be
    fired, the one that is due again and again is meant."""
    for _ in _due(run):
        if not (due := _due(run)):
            return
        before = run.checkpoint()
        try:
            engine.fire_timers(run.case, now=now(), but=run.blocked, most=1)
        except EngineError as failure:
            await run.reload(before)
            await raise_incident(run, IncidentKind.timer, due[0].task_id, due[0].element, failure.code, failure.detail)
            return
    if due := _due(run):
        await raise_incident(run, IncidentKind.timer, due[0].task_id, due[0].element, error.code, error.detail)


async def raise_incident(
    run: Run, kind: IncidentKind, token: UUID, element: str, code: str, detail: str, *, step: str = "",
    worth_it: bool = False,
) -> None:  # fmt: skip
    """Write it down and leave this token alone until it is tried again (by itself, if that is worth it) or one of the
    administrators has looked, who are told then."""
    earlier = await run.db.scalar(
        select(Incident)
        .where(Incident.case_id == run.row.id, Incident.token_id == token)
        .order_by(Incident.created_at.desc(), Incident.id.desc())
        .limit(1)
    )
    tries = earlier.attempts + 1 if earlier else 1
    if earlier is not None and earlier.resolved_at is None:
        incident = earlier
        incident.kind, incident.code, incident.detail, incident.attempts = kind, code, detail[:2000], tries
    else:
        incident = Incident(
            id=uuid7(), case_id=run.row.id, kind=kind, token_id=token, element_id=element, step=step, code=code,
            detail=detail[:2000], attempts=tries,
        )  # fmt: skip
        run.db.add(incident)
    run.blocked.add(token)
    run.note(element, "failed", code)
    await again.plan(run, incident, worth_it=worth_it)


def _of(name: str, flag: str) -> bool:
    try:
        return bool(getattr(steps.get(name), flag))
    except EngineError:
        return False


def _retryable(error: Exception) -> bool:
    """What the edge answers better than an incident: a deadlock, a lost connection, a row changed under us."""
    if isinstance(error, TimeoutError | ConnectionError | StaleDataError):
        return True
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or sqlstate(error)[:2] in ("40", "08", "57", "53")
    )


async def undone(run: Run, before: bytes | None = None) -> None:
    """After a savepoint was rolled back: the case as it was (None: as saved), and rows that the step had touched read
    afresh."""
    await (run.restart() if before is None else run.reload(before))
    for row in list(run.db.identity_map.values()):
        if sa_inspect(row).expired_attributes:
            await run.db.refresh(row)
