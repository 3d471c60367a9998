"""Events: what messages, errors and terminate ends are, and how they happen to the tokens that wait for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs import control, defaults
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import TerminateEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from workflows import engine_data
from workflows.errors import EngineError, ExpressionError
from workflows.expressions import compile_expression
from workflows.functions import kind


@dataclass(frozen=True, slots=True)
class MessageSpec:
    """A message: its name; when caught, the data key for its payload and the key it must match (an expression);
    when thrown, what it carries (an expression)."""

    name: str
    result: str
    key: str | None = None
    payload: str | None = None


class Message(EventDefinition):  # type: ignore[misc]  # the library is untyped
    """A message definition. Caught, its payload becomes case data; thrown, it is put on `case.thrown`."""

    def __init__(self, spec: MessageSpec) -> None:
        super().__init__(spec.name, description="Message")
        self.spec = spec

    def catches(self, my_task: Any, event: BpmnEvent) -> bool:
        if not isinstance(event.event_definition, Message) or event.event_definition.name != self.name:
            return False
        wanted, given = my_task.internal_data.get("key"), event.correlations.get("key")
        return wanted is None or given is None or wanted == given

    def update_task(self, my_task: Any) -> None:
        """Works out, once, the key that a message must carry to be meant for this token."""
        if self.spec.key is None or "key" in my_task.internal_data:
            return
        value = compile_expression(self.spec.key)(my_task.scope(), my_task.workflow.top_workflow.case.now)
        if value is not None and not isinstance(value, str | int):
            raise ExpressionError(f"A message key must be text or a number, got {kind(value)}.")
        my_task.internal_data["key"] = None if value is None else str(value)

    def catch(self, my_task: Any, event: BpmnEvent | None = None) -> None:
        super().catch(my_task, event)
        if event is not None and event.payload is not None:
            engine_data.merge(my_task.workflow.top_workflow.case.data, self.spec.result, event.payload)

    def throw(self, my_task: Any) -> None:
        case = my_task.workflow.top_workflow.case
        payload = None
        if self.spec.payload is not None:
            payload = engine_data.clean(compile_expression(self.spec.payload)(my_task.scope(), case.now))
        if not offer(my_task.workflow.top_workflow, BpmnEvent(self, payload=payload)):
            case.thrown.append((self.name, payload))


class Failure(EventDefinition):  # type: ignore[misc]
    """An error definition on a boundary event; without a code it catches every error."""

    def __init__(self, name: str | None, error_code: str | None) -> None:
        super().__init__(name, description="Error")
        self.error_code = error_code

    def catches(self, my_task: Any, event: BpmnEvent) -> bool:
        return False  # found by `engine.fail_step`, which knows where the error happened

    def meets(self, code: str) -> bool:
        return self.error_code in (None, "", code)

    def throw(self, my_task: Any) -> None:
        """An error end event: handed to the nearest boundary event around this scope that catches it."""
        outer = getattr(my_task.workflow, "parent_task", None)
        catcher = find_catcher(outer, self.error_code or "") if outer is not None else None
        if catcher is None:
            raise EngineError(f"Nothing catches the error '{self.error_code or self.name}'.", code="error_not_caught")
        happen(catcher)


class Terminate(TerminateEventDefinition):  # type: ignore[misc]
    """A terminate end event; the end event itself withdraws what is open in its scope."""

    def throw(self, my_task: Any) -> None:
        """Nobody else is told."""


def happen(task: Any, event: BpmnEvent | None = None) -> None:
    """Lets the event a task waits for happen, and runs it at once: an interrupting event must win over whatever else
    could still run inside the activity it interrupts. One that interrupts nothing can happen again: it stays, and a
    twin of it happens, so what follows is not withdrawn with it."""
    spec = task.task_spec
    again = isinstance(spec.event_definition, Message) or "every" in task.internal_data
    if again and is_boundary(task) and not spec.cancel_activity:
        task = task.parent._add_child(spec, TaskState.FUTURE)
        spec._predict(task, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
    if event is None:
        task.internal_data["event_fired"] = True
    else:
        task.task_spec.catch(task, event)
    task.task_spec._update(task)
    if task.has_state(TaskState.READY):
        task.run()


def offer(workflow: Any, event: BpmnEvent) -> int:
    """Offers an event to everything that listens; how many took it. One that is withdrawn meanwhile takes nothing."""
    takers = 0
    for task in workflow.listening():
        if task.has_state(TaskState.WAITING) and task.task_spec.catches(task, event):
            happen(task, event)
            takers += 1
    return takers


def find_catcher(task: Any, code: str) -> Any:
    """The error boundary event that catches `code` thrown by `task`: on it, else on an activity around it."""
    while task is not None:
        split = task.parent
        if split is not None and isinstance(split.task_spec, control.BoundaryEventSplit):
            for sibling in split.children:
                definition = getattr(sibling.task_spec, "event_definition", None)
                if isinstance(definition, Failure) and sibling.has_state(TaskState.WAITING) and definition.meets(code):
                    return sibling
        task = getattr(task.workflow, "parent_task", None)
    return None


def is_boundary(task: Any) -> bool:
    """Is this task a boundary event that listens (as opposed to a place where the token rests)?"""
    return isinstance(task.task_spec, defaults.BoundaryEvent)
