"""Gateways: joins that count tokens, choices whose conditions are yes or no, and what stands for several flows out of a
task."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.util.task import TaskState

from workflows.engine_states import ENTERED
from workflows.errors import EngineError
from workflows.expressions import compile_expression


@dataclass(frozen=True, slots=True)
class Condition:
    """The condition of a flow: yes or no, where nothing counts as no."""

    source: str

    def _matches(self, my_task: Any) -> bool:
        return compile_expression(self.source).truth(my_task.scope(), my_task.workflow.top_workflow.case.now)


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


class EventGateway(BpmnSpecMixin):  # type: ignore[misc]
    """An event-based gateway: the events behind it wait side by side."""


class ExclusiveGateway(defaults.ExclusiveGateway):  # type: ignore[misc]
    """Takes the first flow of the file whose condition is true, else the default."""

    def _run_hook(self, my_task: Any) -> bool:
        try:
            return bool(super()._run_hook(my_task))
        except WorkflowException as error:
            raise no_way_on(self.bpmn_name or self.name) from error


class _Upstream:
    """Which tokens of a scope could still reach an input of a join."""

    name: str
    _wf_spec: Any

    def _may_reach(self, my_task: Any, inputs: set[str], arrived: set[str]) -> bool:
        could = self._upstream(inputs) - self._upstream(arrived)
        for task in my_task.workflow.tasks.values():
            if task.task_spec is self or task.task_spec.name not in could:
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


class InclusiveGateway(_Upstream, defaults.InclusiveGateway):  # type: ignore[misc]
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
        return self._may_reach(my_task, set(self._inputs) - arrived, arrived)

    def _run_hook(self, my_task: Any) -> bool:
        matches, defaults_ = self._get_matching_outputs(my_task)
        if not matches and not defaults_:
            raise no_way_on(self.bpmn_name or self.name)
        my_task._sync_children(matches or defaults_, TaskState.FUTURE)
        return True


class Split(MultiChoice, BpmnTaskSpec):  # type: ignore[misc]
    """What stands for several flows out of a task: those without a condition are always taken, the others when their
    condition is true, the default when none is."""

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.always: list[str] = []

    def connect_always(self, spec: Any) -> None:
        self.always.append(spec.name)
        self._outputs.append(spec.name)
        spec._connect_notify(self)

    def test(self) -> None:
        """The checker has seen that something follows."""

    def _predict_hook(self, my_task: Any) -> None:
        state = TaskState.MAYBE if my_task.has_state(TaskState.MAYBE) else TaskState.LIKELY
        my_task._sync_children([self._wf_spec.task_specs[name] for name in self._outputs], state)

    def _run_hook(self, my_task: Any) -> bool:
        matches, defaults_ = self._get_matching_outputs(my_task)
        taken = [self._wf_spec.task_specs[name] for name in self.always] + (matches or defaults_)
        if not taken:
            raise no_way_on(self.label)
        my_task._sync_children(taken, TaskState.FUTURE)
        return True

    @property
    def label(self) -> str:
        return self.bpmn_name or self.bpmn_id or str(self.name).removesuffix(".Split")


class ComplexGateway(_Upstream, Split):
    """A join by count: goes on once, as soon as its condition over `arrived` is true; tokens that come later are taken
    without effect, then it begins anew. What it owes is kept at the root of its scope."""

    def __init__(self, wf_spec: Any, bpmn_id: str, activation: str | None, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.bpmn_id, self.bpmn_name = bpmn_id, kwargs.get("bpmn_name")
        self.activation = activation

    def _update_hook(self, my_task: Any) -> bool:
        if my_task.has_state(TaskState.WAITING):
            return False
        if len(self._inputs) < 2 or self.activation is None:
            return True
        came_from = my_task.parent.task_spec.name
        my_task.internal_data["from"] = came_from
        owed: list[str] = self._owed(my_task)
        if came_from in owed:
            owed.remove(came_from)
            my_task.cancel()
            return False
        others = waiting_at(self, my_task)
        arrived = {token.internal_data["from"] for token in (my_task, *others)}
        data = {**my_task.scope(), "arrived": len(others) + 1}
        missing = set(self._inputs) - arrived
        if compile_expression(self.activation).truth(data, my_task.workflow.top_workflow.case.now):
            merge_tokens(my_task, others)
            owed += [name for name in sorted(missing) if self._may_reach(my_task, {name}, set())]
            return True
        if not missing or not self._may_reach(my_task, missing, arrived):
            raise EngineError(f"'{self.label}' can never go on: too few came.", code="gateway_stuck")
        my_task._set_state(TaskState.WAITING)
        return False

    def _owed(self, my_task: Any) -> list[str]:
        kept = my_task.workflow.task_tree.internal_data.setdefault("owed", {})
        found: list[str] = kept.setdefault(self.name, [])
        return found


def no_way_on(name: str) -> EngineError:
    """A choice without a default for whose data nothing was drawn: the token stays where it is, and that is said."""
    return EngineError(f"No flow out of '{name}' can be taken.", code="no_flow_matches")


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
