"""What the elements of a diagram do: our task specs on SpiffWorkflow's mixins.

Human tasks wait READY; service steps become STARTED and wait for the host; catching events wait for `engine.deliver`
or `engine.fire_timers`. An event-based gateway lets its events wait side by side; the first to happen withdraws the
others (the stock gateway lets two timers share one due date). Joins count tokens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs import control, defaults
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from workflows.engine_states import ENTERED
from workflows.errors import ExpressionError
from workflows.expressions import compile_expression
from workflows.functions import kind, parse_datetime


@dataclass(frozen=True, slots=True)
class HumanSpec:
    """`wardline:task`: who does it with which form. `due`, `priority` and `candidate` are expressions; `on_complete`
    is the step that the host runs with the answers before the task is finished."""

    form: str
    role: str
    result: str
    priority: str = "50"
    due: str | None = None
    candidate: str | None = None
    on_complete: str | None = None


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


class _OneDocument:
    """A subprocess works on the same case data; nothing is copied in or out."""

    spec: str

    def start_workflow(self, my_task: Any) -> None:
        inner = my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)
        inner.plant()
        inner.task_tree.data = dict(my_task.data)
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


class CallActivity(_OneDocument, defaults.CallActivity):  # type: ignore[misc]
    """A call of another process; it shares the case data."""


class ParallelGateway(defaults.ParallelGateway):  # type: ignore[misc]  # the library is untyped
    """Waits for one token from each input and takes exactly those; a token too many waits for the next round.

    The stock join looks for arrivals in the whole past, and in a loop counts those of an earlier round again.
    """

    def _update_hook(self, my_task: Any) -> bool:
        if my_task.has_state(TaskState.WAITING):
            return False  # only another arrival can change anything
        my_task._inherit_data()
        arrived_from = my_task.parent.task_spec.name
        my_task.internal_data["from"] = arrived_from
        missing: Counter[str] = Counter(self._inputs)
        missing[arrived_from] -= 1
        taken = []
        for token in waiting_at(self, my_task):
            if missing[token.internal_data["from"]] > 0:
                missing[token.internal_data["from"]] -= 1
                taken.append(token)
        if any(number > 0 for number in missing.values()):
            my_task._set_state(TaskState.WAITING)
            return False
        merge_tokens(my_task, taken)
        return True

    def _run_hook(self, my_task: Any) -> bool:
        return True


class InclusiveGateway(defaults.InclusiveGateway):  # type: ignore[misc]
    """Waits while another token of its scope could still reach an input that has none, then takes all that arrived.

    A token that could reach an input that has one already does not count (BPMN 2.0, 13.4.3): otherwise two parallel
    parts of one loop would wait for each other for ever.
    """

    def _update_hook(self, my_task: Any) -> bool:
        my_task._inherit_data()
        my_task.internal_data.setdefault("from", my_task.parent.task_spec.name)
        others = waiting_at(self, my_task)
        if len(self._inputs) > 1 and self._more_may_come(my_task, others):
            my_task._set_state(TaskState.WAITING)
            return False
        merge_tokens(my_task, others)
        return True

    def _more_may_come(self, my_task: Any, others: list[Any]) -> bool:
        arrived = {token.internal_data["from"] for token in (my_task, *others)}
        could_block = self._upstream(set(self._inputs) - arrived) - self._upstream(arrived)
        for task in my_task.workflow.tasks.values():
            if task.task_spec is self or task.task_spec.name not in could_block:
                continue
            # A task still FUTURE behind a finished one is a token on its way, in the middle of a run.
            if task.has_state(ENTERED) or (
                task.has_state(TaskState.FUTURE) and task.parent.has_state(TaskState.COMPLETED)
            ):
                return True
        return False

    def _upstream(self, inputs: set[str]) -> set[str]:
        """The specs from which a path leads to one of these inputs without passing through here."""
        found: set[str] = set()
        waiting = list(inputs)
        while waiting:
            name = waiting.pop()
            if name not in found and name != self.name:
                found.add(name)
                waiting += self._wf_spec.task_specs[name]._inputs
        return found

    def _run_hook(self, my_task: Any) -> bool:
        matches, defaults_ = self._get_matching_outputs(my_task)
        my_task._sync_children(matches or defaults_, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


def waiting_at(spec: Any, my_task: Any) -> list[Any]:
    """The other tokens that wait at a join, in the order of their arrival."""
    return [
        task
        for task in my_task.workflow.tasks.values()
        if task.task_spec is spec and task is not my_task and task.has_state(TaskState.WAITING)
    ]


def merge_tokens(my_task: Any, others: list[Any]) -> None:
    """Lets one token go on for all; its visit to the join began with the first arrival."""
    for other in others:
        my_task.entered = other.entered if my_task.entered is None else min(my_task.entered, other.entered)
        other.cancel()


class EndJoin(control._EndJoin):  # type: ignore[misc]
    """Ends a scope when nothing else in it is open."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        return not any(
            t._state & TaskState.NOT_FINISHED_MASK and t.task_spec is not self and t.task_spec.name != "End"
            for t in my_task.workflow.tasks.values()
        )

    def _run_hook(self, my_task: Any) -> bool:
        return True


class ProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """A process whose end does not walk the tree."""

    end: Any

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        stock: Any = self.end
        outputs = stock.outputs
        del self.task_specs[stock.name]
        self.end = EndJoin(self, stock.name)
        self.end.outputs = outputs
        for output in outputs:
            output.inputs = [self.end]


class EventGateway(BpmnSpecMixin):  # type: ignore[misc]
    """An event-based gateway: the events behind it wait side by side."""


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


class ReceiveTask(_Alternative, defaults.ReceiveTask):  # type: ignore[misc]
    """A receive task. With a `wardline:task` it is shown as somebody's task, which nobody finishes by
    hand: it is done when the message arrives (pay the bill)."""

    human: HumanSpec | None = None

    def _update_hook(self, my_task: Any) -> Any:
        fired = super()._update_hook(my_task)
        if not fired and self.human is not None:
            fix_terms(my_task, self.human)
        return fired


def fix_terms(my_task: Any, human: HumanSpec) -> None:
    """Works out, once, the priority, due date and candidates of a task that has become somebody's."""
    kept = my_task.internal_data
    if "priority" in kept:
        return
    data, now = my_task.scope(), my_task.workflow.top_workflow.case.now
    kept["priority"] = _priority(compile_expression(human.priority)(data, now))
    if human.due is not None:
        due = _moment(compile_expression(human.due)(data, now), now)
        if due is not None:
            kept["due"] = due.isoformat()
    if human.candidate is not None:
        kept["candidates"] = _people(compile_expression(human.candidate)(data, now))


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
        raise ExpressionError(f"Candidates must be ids, got {kind(value)}.", code="candidate_unreadable")
    return [person for person in found if person]
