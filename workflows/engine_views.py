"""Looking at a case: what people and the host have to do, what it waits for, where it is and where it has been."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from workflows import engine_data, engine_events, engine_specs
from workflows.engine_case import (
    Case,
    DueTimer,
    HumanTask,
    Incident,
    PendingStep,
    Token,
    TokenState,
    Visit,
    WaitingMessage,
    moment,
)
from workflows.engine_fast import FastTask
from workflows.engine_states import ENTERED
from workflows.engine_timer import Timer
from workflows.engine_values import typed
from workflows.errors import EngineError
from workflows.expressions import compile_expression


def ready_human_tasks(case: Case) -> list[HumanTask]:
    """The tasks that people can do now, in the order in which they became ready."""
    found = []
    for task in case.workflow.all_tasks():
        spec = task.task_spec
        human = getattr(spec, "human", None)
        if human is None or task.state not in (TaskState.READY, TaskState.WAITING):
            continue
        message = spec.event_definition.name if isinstance(spec, engine_specs.ReceiveTask) else None
        kept = task.internal_data
        found.append(
            HumanTask(
                id=task.id,
                element=spec.bpmn_id,
                name=spec.bpmn_name or spec.bpmn_id,
                form=human.form,
                role=human.role,
                lane=spec.lane,
                priority=kept["priority"],
                due_at=_due(task),
                candidates=tuple(kept.get("candidates", ())),
                ready_at=moment(task.entered or 0),
                on_complete=human.on_complete,
                result=human.result,
                by_message=message,
                sla_at=_moment(kept, "sla"),
                follow_up_at=_moment(kept, "follow_up"),
                departments=tuple(kept.get("departments", ())),
                roles=tuple(kept.get("roles", ())),
                **_round(task),
            )
        )
    return found


def _moment(kept: dict[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(kept[name]) if name in kept else None


def _round(task: FastTask) -> dict[str, Any]:
    item = task.item()
    if item is None:
        return {}
    loop = item.parent.task_spec.loop
    return {
        "item_number": item.internal_data["index"] + 1,
        "item_count": item.parent.internal_data.get("count"),
        "item": engine_data.copy(item.internal_data.get("local", {}).get(loop.item)),
    }


def pending_steps(case: Case) -> list[PendingStep]:
    """The service steps the host has to run now, with their parameters worked out; failed ones are `incidents`."""
    found = []
    for task in _started_steps(case):
        failure = task.internal_data.get("failure")
        if failure is None or failure.get("retrying"):
            step, params, problem = task.task_spec.step, {}, None
            if "problem" in task.internal_data:
                problem = EngineError(**task.internal_data["problem"])
            elif isinstance(task.task_spec, engine_specs.ScriptTask):
                params = {"source": task.task_spec.source, "data": engine_data.copy(task.scope())}
            try:
                params |= {
                    name: typed(param.type, compile_expression(param.value)(task.scope(), case.now), name)
                    for name, param in step.params.items()
                }
            except EngineError as error:
                problem = error
            found.append(PendingStep(task.id, task.task_spec.bpmn_id, step.name, params, problem))
    return found


def incidents(case: Case) -> list[Incident]:
    """The steps that failed and wait for somebody to look."""
    found = []
    for task in _started_steps(case):
        failure = task.internal_data.get("failure")
        if failure is not None and not failure.get("retrying"):
            found.append(
                Incident(
                    task.id,
                    task.task_spec.bpmn_id,
                    task.task_spec.step.name,
                    failure["code"],
                    failure["detail"],
                    moment(failure["at"]),
                    failure["attempts"],
                )
            )
    return found


def timers(case: Case) -> list[DueTimer]:
    """The timers that run, the earliest first."""
    found = [
        DueTimer(task.id, due, task.task_spec.bpmn_id)
        for task in case.workflow.listening()
        if isinstance(task.task_spec.event_definition, Timer) and (due := _due(task)) is not None
    ]
    return sorted(found, key=lambda timer: timer.due_at)


def waiting_messages(case: Case) -> list[WaitingMessage]:
    """The messages the case waits for: what a host indexes to find the case a message is meant for."""
    return [
        WaitingMessage(
            task.id, task.task_spec.event_definition.name, task.internal_data.get("key"), task.task_spec.bpmn_id
        )
        for task in case.workflow.listening()
        if isinstance(task.task_spec.event_definition, engine_events.Message)
    ]


def waiting_signals(case: Case) -> list[str]:
    """The names of the signals the case listens to."""
    return sorted(
        {
            task.task_spec.event_definition.name
            for task in case.workflow.listening()
            if isinstance(task.task_spec.event_definition, engine_events.Signal)
        }
    )


def tokens(case: Case) -> list[Token]:
    """Where the case is now, for the picture of it."""
    found = []
    for task in case.workflow.all_tasks():
        if task.state & ENTERED and task.task_spec.bpmn_id is not None and not hasattr(task.task_spec, "rounds"):
            listening = engine_events.listens(task)
            found.append(
                Token(
                    task.task_spec.bpmn_id, task.id, _state(task), moment(task.entered or 0), listening, task.came_from
                )
            )
    return found


def history(case: Case) -> list[Visit]:
    """The finished visits to elements, in the order in which they were left (the last 1,000)."""
    elements = case.diagram.elements
    return [
        Visit(
            element,
            elements[element].name if element in elements else element,
            moment(entered),
            moment(left),
            "completed" if completed else "cancelled",
            came_from,
        )
        for element, entered, left, completed, came_from in case.log.entries()
    ]


def snapshot(case: Case) -> dict[str, Any]:
    """A copy of the case data: changing it changes nothing."""
    copied: dict[str, Any] = engine_data.copy(case.data)
    return copied


def _started_steps(case: Case) -> list[FastTask]:
    return [
        task
        for task in case.workflow.all_tasks()
        if task.state == TaskState.STARTED and isinstance(task.task_spec, engine_specs.ServiceStep)
    ]


def _due(task: FastTask) -> datetime | None:
    due = task.internal_data.get("due")
    return None if due is None else datetime.fromisoformat(due)


def _state(task: FastTask) -> TokenState:
    if task.state == TaskState.STARTED:
        failure = task.internal_data.get("failure")
        return "failed" if failure is not None and not failure.get("retrying") else "started"
    return "ready" if task.state == TaskState.READY else "waiting"
