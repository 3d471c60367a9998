"""What the elements of a diagram do: our task specs on SpiffWorkflow's mixins.

Human tasks wait READY; service steps become STARTED and wait for the host; catching events wait for `engine.deliver`
or `engine.fire_timers`. An event-based gateway lets its events wait side by side; the first to happen withdraws the
others (the stock gateway lets two timers share one due date). Joins count tokens. Loops and compensation are in
`engine_loops`, what events are in `engine_events`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from SpiffWorkflow.bpmn.specs import control, defaults
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.util.task import TaskState

from workflows import engine_data
from workflows.engine_gateways import EventGateway
from workflows.errors import EngineError, ExpressionError
from workflows.expressions import compile_expression
from workflows.values import kind, parse_datetime

if TYPE_CHECKING:
    from workflows.decisions import Decision


@dataclass(frozen=True, slots=True)
class HumanSpec:
    """`wardline:task`: who does it with which form. `due`, `sla`, `follow_up`, `priority`, `candidate` and `roles` (for
    whom it is in this case, instead of `role`) are expressions, `department` is one too unless it is a plain code;
    `on_complete` is the step that the host runs with the answers before the task is finished."""

    form: str
    role: str
    result: str
    priority: str = "50"
    due: str | None = None
    candidate: str | None = None
    on_complete: str | None = None
    sla: str | None = None
    follow_up: str | None = None
    department: str | None = None
    roles: str | None = None


@dataclass(frozen=True, slots=True)
class Param:
    """`wardline:param`: an expression, and the type its value must have."""

    value: str
    type: str = "any"


@dataclass(frozen=True, slots=True)
class StepSpec:
    """`wardline:step`: the registered step, its parameters, and the data key that takes its result (None: the result's
    own keys become case data)."""

    name: str
    result: str | None
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DecisionSpec:
    """`wardline:decision`: the decision to make, and the data key that takes its result."""

    ref: str
    result: str


@dataclass(frozen=True, slots=True)
class LoopSpec:
    """How an activity is repeated: `each` item of a list (or so many times), or `while` a condition is true. `result`
    is the data key of the list of results, `inner` the key that one round writes (None: all that it writes)."""

    kind: Literal["each", "while"]
    sequential: bool
    collection: str | None = None
    cardinality: str | None = None
    condition: str | None = None
    item: str = "item"
    result: str = ""
    inner: str | None = None
    maximum: str | None = None
    before: bool = False


class HumanTask(defaults.UserTask):  # type: ignore[misc]
    """A task for a person. Due date, priority and candidates are fixed when it becomes ready."""

    def __init__(self, wf_spec: Any, bpmn_id: str, human: HumanSpec, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.human = human

    def _on_ready_hook(self, my_task: Any) -> None:
        fix_terms(my_task, self.human)


class ServiceStep(defaults.ServiceTask):  # type: ignore[misc]
    """A step for the host. Running it only marks it STARTED; `engine.finish_step` completes it."""

    def __init__(self, wf_spec: Any, bpmn_id: str, step: StepSpec, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.step = step

    def _execute(self, task: Any) -> None:
        return None


class DecisionTask(ServiceStep):
    """A decision table, worked out by the engine. What goes wrong makes it a step that has failed, and the other
    branches go on."""

    def __init__(
        self, wf_spec: Any, bpmn_id: str, wanted: DecisionSpec, decision: Decision | None, **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, bpmn_id, step=StepSpec(f"decision {wanted.ref}", wanted.result), **kwargs)
        self.wanted = wanted
        self.decision = decision

    def _run_hook(self, my_task: Any) -> bool | None:
        try:
            if self.decision is None:
                raise EngineError(f"There is no decision '{self.wanted.ref}'.", code="decision_unknown")
            answer = self.decision(my_task.scope(), my_task.workflow.top_workflow.case.now)
            my_task.document()[self.wanted.result] = engine_data.clean(answer)
        except EngineError as error:
            my_task.internal_data["problem"] = {"code": error.code, "detail": error.detail, **error.extra}
            return None
        my_task.internal_data.pop("problem", None)
        return True


class ScriptTask(ServiceStep):
    """A script: a step of the host, which runs it in its sandbox with a copy of the data."""

    def __init__(self, wf_spec: Any, bpmn_id: str, source: str, result: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, step=StepSpec("script.run", result), **kwargs)
        self.source = source


class _OneDocument:
    """A subprocess works on the same case data; nothing is copied in or out."""

    spec: str

    def start_workflow(self, my_task: Any) -> None:
        inner = my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)
        inner.plant()
        inner.task_tree.run()

    def _on_subworkflow_completed(self, subworkflow: Any, my_task: Any) -> None:
        # An error or message thrown inside may have interrupted this activity before its last task returned.
        if my_task.has_state(TaskState.STARTED):
            my_task._set_state(TaskState.READY)

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)  # type: ignore[misc]
        my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)

    def _on_cancel(self, my_task: Any) -> None:
        inner = my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)
        if inner is not None:
            inner.stop()


class Subprocess(_OneDocument, defaults.SubWorkflowTask):  # type: ignore[misc]
    """An embedded subprocess."""


class EventSubprocess(Subprocess):
    """A subprocess that its start event begins."""

    by_event = True
    interrupts = True


class CallActivity(_OneDocument, defaults.CallActivity):  # type: ignore[misc]
    """A call of another process; it shares the case data."""


def not_ahead(*_args: Any, **_kwargs: Any) -> None:
    """Nothing is predicted: the stock library grows the whole line ahead of every token, again at each load. A task's
    children come when it runs (`FastTask.run`)."""


class EndJoin(control._EndJoin):  # type: ignore[misc]
    """Ends a scope when nothing else in it is open; what only listens there does not keep it open."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        listeners = self._wf_spec.listeners
        return not any(
            t._state & TaskState.NOT_FINISHED_MASK
            and t.task_spec is not self
            and t.task_spec.name != "End"
            and not (listeners and only_listens(t))
            for t in my_task.workflow.tasks.values()
        )

    def _run_hook(self, my_task: Any) -> bool:
        if self._wf_spec.listeners:
            for task in [t for t in my_task.workflow.tasks.values() if t.task_spec.name in self._wf_spec.listeners]:
                if task.has_state(TaskState.WAITING):
                    task.cancel()
        return True


def only_listens(task: Any) -> bool:
    """Whether this is the listener of an event subprocess that nothing has set off yet, or predicted behind one."""
    while task is not None:
        if task.task_spec.name in task.workflow.spec.listeners:
            return not task.has_state(TaskState.COMPLETED | TaskState.READY)
        task = task.parent
    return False


class ProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """A process whose end does not walk the tree. `listeners` are the specs of what sets its event subprocesses off,
    `undoes` maps an activity to the one that undoes it."""

    end: Any

    def _add_notify(self, task_spec: Any) -> None:
        super()._add_notify(task_spec)
        task_spec._predict = not_ahead

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.listeners: set[str] = set()
        self.undoes: dict[str, str] = {}
        stock: Any = self.end
        outputs = stock.outputs
        del self.task_specs[stock.name]
        self.end = EndJoin(self, stock.name)
        self.end.outputs = outputs
        for output in outputs:
            output.inputs = [self.end]


class _Alternative:
    """An event that may stand behind an event-based gateway; the first to happen withdraws the others."""

    def held_by(self, my_task: Any) -> Any:
        """The gateway that must not be forgotten while this event waits."""
        return my_task.parent if isinstance(my_task.parent.task_spec, EventGateway) else None

    def _run_hook(self, my_task: Any) -> Any:
        gateway = self.held_by(my_task)
        if gateway is not None:
            for sibling in gateway.children:
                if sibling is not my_task and not sibling.has_state(TaskState.FINISHED_MASK):
                    sibling.cancel()
        return super()._run_hook(my_task)  # type: ignore[misc]


class CatchEvent(_Alternative, defaults.IntermediateCatchEvent):  # type: ignore[misc]
    """An intermediate catching event."""


class Listener(defaults.IntermediateCatchEvent):  # type: ignore[misc]
    """The start event of an event subprocess, listening as long as its scope is open. An interrupting one withdraws
    everything else in the scope."""

    def __init__(self, wf_spec: Any, bpmn_id: str, interrupts: bool, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.interrupts = interrupts

    def _run_hook(self, my_task: Any) -> Any:
        if self.interrupts:
            scope = my_task.workflow
            for task in list(scope.tasks.values()):
                mine = task is my_task or task is scope.task_tree or task.is_descendant_of(my_task)
                if not mine and task.id in scope.tasks and task.has_state(TaskState.NOT_FINISHED_MASK):
                    task.cancel()
        return super()._run_hook(my_task)


class ReceiveTask(_Alternative, defaults.ReceiveTask):  # type: ignore[misc]
    """A receive task. With a `wardline:task` it is shown as somebody's task, which nobody finishes by
    hand: it is done when the message arrives (pay the bill)."""

    human: HumanSpec | None = None

    def _update_hook(self, my_task: Any) -> Any:
        fired = super()._update_hook(my_task)
        if not fired and self.human is not None:
            fix_terms(my_task, self.human)
        return fired


PLAIN_CODE = re.compile(r"[A-Za-z0-9_\-]+")
"""A department written as its code; anything else is an expression."""


def fix_terms(my_task: Any, human: HumanSpec) -> None:
    """Works out, once, the priority, due date and candidates of a task that has become somebody's."""
    kept = my_task.internal_data
    if "priority" in kept:
        return
    kept |= _terms(my_task, human, my_task.workflow.top_workflow.case.now)


def renew_terms(my_task: Any, before: HumanSpec, after: HumanSpec, since: datetime) -> None:
    """Works out anew what the drawing says differently now, as of the moment when the task became somebody's."""
    kept = my_task.internal_data
    if "priority" not in kept:
        return
    fresh = _terms(my_task, after, since)
    for name, attribute in _RENEWED.items():
        if getattr(before, attribute) != getattr(after, attribute):
            kept.pop(name, None)
            if name in fresh:
                kept[name] = fresh[name]


_RENEWED = {"sla": "sla", "follow_up": "follow_up", "departments": "department", "candidates": "candidate",
            "roles": "roles"}  # fmt: skip
"""What is kept with a task, and the attribute of the drawing that says it. Due date and priority stay: they have been
promised, or set by hand."""


def renew_people(my_task: Any, human: HumanSpec, now: datetime) -> None:
    """Works out anew to whom a task that somebody could do now is offered; its promises stay."""
    kept, data = my_task.internal_data, my_task.scope()
    if "priority" not in kept:
        return
    for name, source in (("candidates", human.candidate), ("roles", human.roles), ("departments", human.department)):
        if source is not None and (name != "departments" or PLAIN_CODE.fullmatch(source) is None):
            kept[name] = _people(compile_expression(source)(data, now))


def _terms(my_task: Any, human: HumanSpec, now: datetime) -> dict[str, Any]:
    data, kept = my_task.scope(), dict[str, Any]()
    kept["priority"] = _priority(compile_expression(human.priority)(data, now))
    for name, source in (("due", human.due), ("sla", human.sla), ("follow_up", human.follow_up)):
        moment = None if source is None else _moment(compile_expression(source)(data, now), now)
        if moment is not None:
            kept[name] = moment.isoformat()
    if human.department is not None:
        plain = PLAIN_CODE.fullmatch(human.department) is not None
        kept["departments"] = _people(human.department if plain else compile_expression(human.department)(data, now))
    for name, source in (("candidates", human.candidate), ("roles", human.roles)):
        if source is not None:
            kept[name] = _people(compile_expression(source)(data, now))
    return kept


def _priority(value: Any) -> int:
    words = {"low": 25, "normal": 50, "high": 75, "critical": 100}
    if isinstance(value, str) and value in words:
        return words[value]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
        raise ExpressionError("A priority is a whole number from 0 to 100, or 'low', 'normal', 'high', 'critical'.")
    return value


def _moment(value: Any, now: datetime) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, timedelta):
        return now + value
    return parse_datetime(value)


def _people(value: Any) -> list[str]:
    if value is None:
        return []
    found = value if isinstance(value, list) else [value]
    if not all(isinstance(person, str) for person in found):
        raise ExpressionError(
            f"Who a task is for is said by ids or codes, got {kind(value)}.", code="candidate_unreadable"
        )
    return [person for person in found if person]
