"""Taking a token elsewhere by hand: from where it rests to another element of the same level."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.util.task import TaskState

from workflows import engine_specs
from workflows.engine_case import Case
from workflows.engine_fast import FastTask
from workflows.errors import EngineError

_MOVES_TO = frozenset(
    {"userTask", "manualTask", "serviceTask", "businessRuleTask", "receiveTask", "sendTask", "exclusiveGateway"}
    | {"subProcess", "callActivity", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent"}
)


def relocate(case: Case, task: FastTask, element: str) -> None:
    """Ends the token where it rests, with the boundary events around it, and makes one that arrives at `element`."""
    kind = case.diagram.elements[element].kind if element in case.diagram.elements else ""
    specs_here = task.workflow.spec.task_specs.values()
    target = next((spec for spec in specs_here if spec.bpmn_id == element), None)
    if target is None or kind not in _MOVES_TO or task.item() is not None:
        raise EngineError("The token cannot be taken there.", code="move_not_possible")
    if isinstance(task.task_spec, engine_specs.Subprocess | engine_specs.CallActivity):
        raise EngineError("Take the token that rests inside instead.", code="move_not_possible")
    anchor = task
    while isinstance(anchor.parent.task_spec, BoundaryEventSplit):
        anchor = anchor.parent
    entry = next((spec for spec in target.inputs if isinstance(spec, BoundaryEventSplit)), target)
    parent = anchor.parent
    leaving = list(anchor.children) if anchor is not task else [task]
    parent._add_child(entry, TaskState.READY)
    for token in leaving:
        if not token.has_state(TaskState.FINISHED_MASK):
            token.cancel()
