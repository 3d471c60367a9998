"""The workflow engine behind a few pure functions: bytes and data in, a `Case` out; no database, no clock, no I/O.

    diagram = parse(xml)
    case = start(diagram, {"visit": {...}}, now=now)
    ready_human_tasks(case); finish(case, task_id, answers, now=now)
    pending_steps(case);     finish_step(case, task_id, result, now=now)   # the host runs the step in between
    timers(case);            fire_timers(case, now=now)
    waiting_messages(case);  deliver(case, name, payload, now=now)
    waiting_signals(case);   signal(case, name, payload, now=now)
    blob = dump(case);       case = load(diagram, blob, now=now)

**An error discards the case.** When any function here raises, the case in memory may be half-way: throw it away (roll
the transaction back; a `CaseCache` has handed it out and no longer holds it) and load the last saved state. Nothing
was lost, because nothing was saved.

The host holds the lock: one instance row, FOR UPDATE, around load - change - dump. Finishing a task that is not READY
raises `TaskNotReady`, so a second click can never run a task twice. Timers fire only in `fire_timers`: one that is
already due when it is set fires there too, so look at `timers` after every change.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from workflows import engine_data, engine_events, engine_move, engine_specs
from workflows.check.problem import Problem
from workflows.engine_case import (
    Case,
    Diagram,
    DueTimer,
    HumanTask,
    Incident,
    Outcome,
    PendingStep,
    Token,
    Trigger,
    Visit,
    WaitingMessage,
)
from workflows.engine_diagram import called_sets, parse, problems
from workflows.engine_fast import FastTask
from workflows.engine_timer import add_duration
from workflows.engine_views import (
    history,
    incidents,
    pending_steps,
    ready_human_tasks,
    snapshot,
    timers,
    tokens,
    waiting_messages,
    waiting_signals,
)
from workflows.errors import (
    CaseEnded,
    EngineError,
    NotWaiting,
    StepBudgetSpent,
    TaskNotReady,
    TaskUnknown,
)
from workflows.serializer import digest, dump, dump_apart, load

__all__ = [
    "Case",
    "Diagram",
    "DueTimer",
    "HumanTask",
    "Incident",
    "PendingStep",
    "Problem",
    "Token",
    "Trigger",
    "Visit",
    "WaitingMessage",
    "called_sets",
    "cancel",
    "close",
    "delay",
    "deliver",
    "digest",
    "dump",
    "dump_apart",
    "edit",
    "fail_step",
    "finish",
    "finish_step",
    "fire_timers",
    "history",
    "incidents",
    "load",
    "move",
    "parse",
    "pending_steps",
    "problems",
    "ready_human_tasks",
    "retry_step",
    "signal",
    "snapshot",
    "start",
    "take_ended",
    "take_signals",
    "take_thrown",
    "timers",
    "tokens",
    "waiting_messages",
    "waiting_signals",
]

MAX_STEPS = 2_000
_P = ParamSpec("_P")
_R = TypeVar("_R")


# ---- changing a case ------------------------------------------------------------------------------------------------


def _change(
    function: Callable[Concatenate[Case, _P], _R],
) -> Callable[Concatenate[Case, _P], _R]:
    """Wraps what changes a running case: refuses an ended one, renders the library's errors as ours."""

    @wraps(function)
    def changed(case: Case, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        if case.status != "running":
            raise CaseEnded(f"The case is {case.status}.")
        with _library_errors():
            return function(case, *args, **kwargs)

    return changed


class _library_errors:
    """Turns an exception of the library, or a runaway recursion, into an EngineError."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: Any) -> None:
        if isinstance(error, SpiffWorkflowException | RecursionError):
            raise EngineError(f"The pathway cannot go on: {error}", code="engine_failed") from error


def start(diagram: Diagram, data: Mapping[str, Any], *, now: datetime) -> Case:
    """A new case, run until it needs a person, a step, a timer or a message."""
    case = Case(diagram, engine_data.clean(data), now)
    with _library_errors():
        case.workflow.plant()
        _run(case)
    return case


@_change
def finish(case: Case, task_id: UUID, answers: Mapping[str, Any], *, now: datetime) -> None:
    """Completes a person's task with its (validated) answers, which become `data[result]`, and runs on."""
    task = _task(case, task_id)
    if isinstance(task.task_spec, engine_specs.ReceiveTask) and task.state == TaskState.WAITING:
        raise TaskNotReady("This ends by itself when its message arrives.", code="task_by_message")
    if not isinstance(task.task_spec, engine_specs.HumanTask) or task.state != TaskState.READY:
        raise TaskNotReady()
    case.set_clock(now)
    task.document()[task.task_spec.human.result] = engine_data.clean(answers)
    task.run()
    _run(case)


@_change
def finish_step(case: Case, task_id: UUID, result: Mapping[str, Any] | None = None, *, now: datetime) -> None:
    """Completes a service step that the host has run; its result, if any, is merged into `data[result]`, or
    into the data themselves if the diagram names no key. Runs on."""
    task = _step(case, task_id)
    case.set_clock(now)
    if result is not None:
        engine_data.merge(task.document(), task.task_spec.step.result, engine_data.clean(result))
    task.internal_data.pop("failure", None)
    task.internal_data.pop("problem", None)
    task.complete()
    _run(case)


@_change
def fail_step(case: Case, task_id: UUID, code: str, detail: str, *, now: datetime) -> bool:
    """A service step has failed. True: an error boundary event caught it and the case went on there. False: the step
    stays open as an incident, until `retry_step` or `finish_step`."""
    task = _step(case, task_id)
    case.set_clock(now)
    catcher = engine_events.find_catcher(task, code)
    if catcher is not None:
        engine_events.happen(catcher)
        _run(case)
        return True
    attempts = task.internal_data.get("failure", {}).get("attempts", 0) + 1
    task.internal_data["failure"] = {"code": code, "detail": detail, "at": case.now_ms, "attempts": attempts}
    return False


@_change
def retry_step(case: Case, task_id: UUID, *, now: datetime) -> None:
    """Offers a failed step to the host again: it is among `pending_steps` once more. A decision is made anew."""
    task = _step(case, task_id)
    if not task.internal_data.get("failure"):
        raise TaskNotReady("This step has not failed.")
    case.set_clock(now)
    if isinstance(task.task_spec, engine_specs.DecisionTask):
        del task.internal_data["failure"]
        task._set_state(TaskState.READY)
        _run(case)
    else:
        task.internal_data["failure"]["retrying"] = True


@_change
def deliver(
    case: Case, name: str, payload: Mapping[str, Any] | None = None, *, key: str | None = None, now: datetime
) -> int:
    """Gives a message to whoever waits for it; the payload is merged into `data[result]` of the catching
    event. How many took it; NotWaiting if nobody did (the host keeps early messages)."""
    case.set_clock(now)
    message = engine_events.Message(engine_events.MessageSpec(name, ""))
    event = BpmnEvent(message, payload=None if payload is None else engine_data.clean(payload))
    if key is not None:
        event.correlations = {"key": key}
    takers = engine_events.offer(case.workflow, event)
    if not takers:
        raise NotWaiting(f"The case does not wait for '{name}'.")
    _run(case)
    return takers


@_change
def signal(case: Case, name: str, payload: Mapping[str, Any] | None = None, *, now: datetime) -> int:
    """Gives a signal to everything in the case that waits for it; how many took it. Nobody waiting is fine."""
    case.set_clock(now)
    given = engine_events.Signal(name, engine_events.MessageSpec("", ""))
    event = BpmnEvent(given, payload=None if payload is None else engine_data.clean(payload))
    takers = engine_events.offer(case.workflow, event)
    _run(case)
    return takers


@_change
def fire_timers(case: Case, *, now: datetime, but: Container[UUID] = (), most: int = 0) -> list[str]:
    """Fires every timer that is due, the earliest first and one at a time, running on in between (one may withdraw
    the next), `most` of them (0: all). Those in `but` rest. Returns the elements that fired. Nothing due: nothing."""
    case.set_clock(now)
    fired: list[str] = []
    while not (most and len(fired) == most):
        first = next((timer for timer in timers(case) if timer.task_id not in but), None)
        if first is None or first.due_at > case.now:
            break
        if len(fired) >= MAX_STEPS:
            raise StepBudgetSpent("A timer keeps firing.")
        _fire(_task(case, first.task_id))
        fired.append(first.element)
        _run(case)
    return fired


@_change
def cancel(case: Case, *, now: datetime) -> None:
    """Withdraws everything that is open; the case ends as cancelled."""
    case.set_clock(now)
    case.cancelled = True
    case.workflow.stop()
    case.workflow.compact()


@_change
def close(case: Case, *, now: datetime) -> None:
    """Ends the case as completed by hand, wherever it stands: what is open is withdrawn."""
    case.set_clock(now)
    case.workflow.stop()
    case.outcome = "by_hand"
    case.workflow.compact()


@_change
def edit(case: Case, data: Mapping[str, Any], *, now: datetime) -> None:
    """Replaces the case data. Nothing runs: what failed is tried again by who asks for it."""
    fresh = engine_data.clean(data)
    case.set_clock(now)
    case.data.clear()
    case.data.update(fresh)


@_change
def reoffer(case: Case, *, now: datetime) -> None:
    """Works out anew to whom open tasks are offered, after data that say so have been edited."""
    case.set_clock(now)
    for task in case.workflow.all_tasks():
        if (human := getattr(task.task_spec, "human", None)) is not None and task.entered is not None:
            engine_specs.renew_people(task, human, now)


@_change
def delay(case: Case, by: timedelta, *, now: datetime) -> None:
    """Moves what was left of running durations and cycles by this much (a case was suspended so long); a date stays."""
    case.set_clock(now)
    for task in case.workflow.listening():
        plan = getattr(getattr(task.task_spec, "event_definition", None), "plan", None)
        if plan is not None and plan.kind != "date" and "due" in task.internal_data:
            due = datetime.fromisoformat(task.internal_data["due"])
            task.internal_data["due"] = (due + by).isoformat()


@_change
def move(case: Case, task_id: UUID, element: str, *, now: datetime) -> None:
    """Takes the token from where it rests to another element of the same level, as if it had just arrived there."""
    task = _task(case, task_id)
    case.set_clock(now)
    engine_move.relocate(case, task, element)


def take_thrown(case: Case) -> list[tuple[str, Any]]:
    """The messages the case has sent to the outside since the last call: (name, payload). Write them to the outbox
    in the same transaction."""
    thrown, case.thrown = case.thrown, []
    return thrown


def take_signals(case: Case) -> list[tuple[str, Any]]:
    """The signals the case has given since the last call: (name, payload). Other cases may wait for them."""
    given, case.signals = case.signals, []
    return given


def take_ended(case: Case) -> dict[UUID, Outcome]:
    """The people's tasks that were completed or withdrawn since the last call: what a worklist has to strike off."""
    ended, case.ended = case.ended, {}
    return ended


# ---- inside ---------------------------------------------------------------------------------------------------------


def _run(case: Case) -> None:
    """Runs everything that needs nobody, then forgets what no open branch can need."""
    try:
        _run_on(case)
    except engine_events.UncaughtError as error:
        case.workflow.stop()
        case.outcome = error.element
        case.log.add([error.element, case.now_ms, case.now_ms, 1, None])
    for scope in (case.workflow, *case.workflow.subprocesses.values()):
        scope.compact()


def _run_on(case: Case) -> None:
    workflow, moved = case.workflow, True
    left = MAX_STEPS + 10 * len(workflow.all_tasks())
    while moved:
        moved = False
        for scope in workflow.scopes():
            for task in scope.runnable():
                if task.state != TaskState.READY or scope.tasks.get(task.id) is not task:
                    continue
                left -= 1
                if left < 0:
                    raise StepBudgetSpent(
                        f"The diagram ran {MAX_STEPS} steps without reaching a person, a timer or a message "
                        f"(last at '{task.task_spec.bpmn_id or task.task_spec.name}')."
                    )
                task.run()
                moved = True


def _task(case: Case, task_id: UUID) -> FastTask:
    task = case.workflow.find(task_id)
    if task is None:
        raise TaskUnknown()
    return task


def _step(case: Case, task_id: UUID) -> FastTask:
    task = _task(case, task_id)
    if not isinstance(task.task_spec, engine_specs.ServiceStep) or task.state != TaskState.STARTED:
        raise TaskNotReady("This step is not running.")
    return task


def _fire(task: FastTask) -> None:
    engine_events.happen(task)
    kept = task.internal_data
    if "every" not in kept:
        return
    if kept["left"] is not None:
        kept["left"] -= 1
    if kept["left"] is not None and kept["left"] < 0:
        task.cancel()
    else:
        kept["due"] = add_duration(datetime.fromisoformat(kept["due"]), kept["every"]).isoformat()
