"""Events: what messages, signals, errors, escalations and terminate ends are, and how they happen to the tokens that
wait for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs import control, defaults
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import TerminateEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from workflows import engine_data
from workflows.engine_timer import Timer
from workflows.errors import EngineError, ExpressionError
from workflows.expressions import compile_expression
from workflows.values import kind


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
            engine_data.merge(my_task.document(), self.spec.result, event.payload)

    def throw(self, my_task: Any) -> None:
        case = my_task.workflow.top_workflow.case
        payload = None
        if self.spec.payload is not None:
            payload = engine_data.clean(compile_expression(self.spec.payload)(my_task.scope(), case.now))
        if not offer(my_task.workflow.top_workflow, BpmnEvent(self, payload=payload)):
            case.thrown.append((self.name, payload))


class _Coded(EventDefinition):  # type: ignore[misc]
    """An error or escalation; caught, one without a code stands for all."""

    word = ""

    def __init__(self, name: str | None, code: str | None) -> None:
        super().__init__(name, description=self.word)
        self.code = code

    def catches(self, my_task: Any, event: BpmnEvent) -> bool:
        return False  # found by `find_catcher`, which knows where it happened

    def meets(self, code: str) -> bool:
        return self.code in (None, "", code)


class Failure(_Coded):
    """An error. Thrown by an end event it goes to the nearest catcher around; caught by nobody it ends the case."""

    word = "Error"

    def throw(self, my_task: Any) -> None:
        catcher = find_catcher(my_task, self.code or "", Failure, thrown=True)
        if catcher is None:
            raise UncaughtError(my_task.task_spec.bpmn_id, self.code or self.name or "")
        happen(catcher)


class Escalation(_Coded):
    """An escalation: goes to the nearest catcher around; caught by nobody it has no effect."""

    word = "Escalation"

    def throw(self, my_task: Any) -> None:
        catcher = find_catcher(my_task, self.code or "", Escalation, thrown=True)
        if catcher is not None:
            happen(catcher)


class UncaughtError(EngineError):
    """An error end event that nothing catches: the engine ends the case there."""

    def __init__(self, element: str, code: str) -> None:
        super().__init__(f"Nothing catches the error '{code}'.", code="error_not_caught")
        self.element = element


class Signal(EventDefinition):  # type: ignore[misc]
    """A signal: reaches everything in the case that waits for it, and is put on `case.signals` for other cases."""

    def __init__(self, name: str, spec: MessageSpec) -> None:
        super().__init__(name, description="Signal")
        self.spec = spec

    def catches(self, my_task: Any, event: BpmnEvent) -> bool:
        return isinstance(event.event_definition, Signal) and event.event_definition.name == self.name

    def catch(self, my_task: Any, event: BpmnEvent | None = None) -> None:
        super().catch(my_task, event)
        if event is not None and event.payload is not None:
            engine_data.merge(my_task.document(), self.spec.result, event.payload)

    def throw(self, my_task: Any) -> None:
        case = my_task.workflow.top_workflow.case
        payload = None
        if self.spec.payload is not None:
            payload = engine_data.clean(compile_expression(self.spec.payload)(my_task.scope(), case.now))
        case.signals.append((self.name, payload))
        offer(my_task.workflow.top_workflow, BpmnEvent(self, payload=payload))


class Terminate(TerminateEventDefinition):  # type: ignore[misc]
    """A terminate end event; the end event itself withdraws what is open in its scope."""

    def throw(self, my_task: Any) -> None:
        """Nobody else is told."""


def happen(task: Any, event: BpmnEvent | None = None) -> None:
    """Lets the event a task waits for happen, and runs it at once: an interrupting event must win over whatever else
    could still run inside the activity it interrupts. One that interrupts nothing can happen again: it stays, and a
    twin of it happens, so what follows is not withdrawn with it."""
    spec = task.task_spec
    again = not isinstance(spec.event_definition, Timer) or "every" in task.internal_data
    if again and not (getattr(spec, "cancel_activity", True) and getattr(spec, "interrupts", True)):
        task = task.parent._add_child(spec, TaskState.FUTURE)
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


def find_catcher(task: Any, code: str, kind: type[_Coded] = Failure, *, thrown: bool = False) -> Any:
    """What catches `code` of `task`, the nearest first: an event on its border (not for an event that throws it), an
    event subprocess of its level, then the same for the activity around, through calls as well."""
    from_listener = False
    while task is not None:
        if not thrown:
            host = task.parent if task.triggered else task
            split = host.parent
            if split is not None and isinstance(split.task_spec, control.BoundaryEventSplit):
                for sibling in split.children:
                    if is_boundary(sibling) and _meets(sibling, code, kind):
                        return sibling
        if task.workflow.spec.listeners and not from_listener:
            for other in task.workflow.tasks.values():
                if other.task_spec.name in task.workflow.spec.listeners and _meets(other, code, kind):
                    return other
        task = getattr(task.workflow, "parent_task", None)
        # What an event subprocess throws itself is for the levels around, not for its neighbours.
        from_listener = task is not None and getattr(task.task_spec, "by_event", False)
        thrown = False
    return None


def _meets(task: Any, code: str, kind: type[_Coded]) -> bool:
    definition = task.task_spec.event_definition
    return isinstance(definition, kind) and task.has_state(TaskState.WAITING) and definition.meets(code)


def is_boundary(task: Any) -> bool:
    """Is this task a boundary event that listens (as opposed to a place where the token rests)?"""
    return isinstance(task.task_spec, defaults.BoundaryEvent)


def listens(task: Any) -> bool:
    """Does this task only listen: on the border of an activity, or for an event subprocess?"""
    return is_boundary(task) or task.task_spec.name in task.workflow.spec.listeners
