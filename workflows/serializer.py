"""A case as bytes and back. The diagram is not in them (it is stored once per version); finished history is one line
per visit; tasks are short rows, parents first. What is only predicted is not kept: it follows from what is open and is
predicted again on loading. Keep the bytes in `bytea`: jsonb would re-order and re-write them.

Format 1, two lines. The state: {"v", "diagram", "data", "visits", "forgotten", "thrown", "signals", "outcome",
"cancelled", "large", "top": scope, "subs": [[parent task id, scope], ...]}, scope = [completed, success, [row, ...]],
row = [id, parent's place in the list or -1, spec name, state, entered ms, came from, internal data, local data].
Then the history, which is only appended to and only read when somebody looks at it (see engine_history).
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import structlog
from SpiffWorkflow.util.task import TaskState

from workflows import engine_data
from workflows.engine_case import Case, Diagram
from workflows.engine_fast import FastTask
from workflows.engine_history import History
from workflows.errors import DataRefused, StateUnreadable

FORMAT = 1
MAX_STATE = 4 * 1024 * 1024
log = structlog.get_logger(__name__)


def dump(case: Case) -> bytes:
    """The whole state of a case. Refuses data over 1 MB, warns over 64 KB: keep ids and small facts, not documents."""
    data = engine_data.encode(case.data)
    if len(data) > engine_data.MAX_BYTES:
        raise DataRefused(
            f"The case data are {len(data) // 1024} KB; {engine_data.MAX_BYTES // 1024} KB is the limit.",
            code="data_too_large",
        )
    if len(data) > engine_data.WARN_BYTES and not case.large:
        case.large = True  # said once per case, not at every step
        log.warning("case_data_large", process=case.diagram.process_id, bytes=len(data))
    workflow = case.workflow
    visits = case.log.encoded()
    blob = engine_data.encode(
        {
            "v": FORMAT,
            "diagram": case.diagram.version,
            "data": orjson.Fragment(data),
            "visits": len(case.log),
            "forgotten": case.log.forgotten,
            "thrown": case.thrown,
            "signals": case.signals,
            "outcome": case.outcome,
            "cancelled": case.cancelled,
            "large": case.large,
            "top": _scope_rows(workflow),
            "subs": [[task_id, _scope_rows(scope)] for task_id, scope in workflow.subprocesses.items()],
        }
    )
    blob += b"\n" + visits
    if len(blob) > MAX_STATE:
        raise DataRefused("The case has too many open branches to be saved.", code="state_too_large")
    return blob


def digest(blob: bytes) -> str:
    """A short fingerprint of a saved state: the key of the hot cache, and a column to compare before loading."""
    return hashlib.blake2b(blob, digest_size=16).hexdigest()


def load(diagram: Diagram, blob: bytes, *, now: datetime) -> Case:
    """The case as it was when dumped. The diagram must be the very version it was running on."""
    head, _, visits = blob.partition(b"\n")
    try:
        state = orjson.loads(head)
        found, version = state["v"], state["diagram"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise StateUnreadable("The saved case is damaged.") from error
    if found != FORMAT:
        raise StateUnreadable(f"The saved case has format {found!r}, this release reads {FORMAT}.", code="state_format")
    if version != diagram.version:
        raise StateUnreadable("The saved case belongs to another version of the diagram.", code="state_version")
    if b'{"$' in head:
        engine_data.untag(state)
    try:
        return _restore(diagram, state, History(visits, state["visits"], state["forgotten"]), now)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise StateUnreadable("The saved case is damaged.") from error


def _restore(diagram: Diagram, state: dict[str, Any], visits: History, now: datetime) -> Case:
    case = Case(diagram, state["data"], now)
    case.log = visits
    case.thrown = [(name, payload) for name, payload in state["thrown"]]
    case.signals = [(name, payload) for name, payload in state.get("signals", ())]
    case.outcome, case.cancelled, case.large = state["outcome"], state["cancelled"], state["large"]
    workflow = case.workflow
    _plant_rows(workflow, state["top"])
    for parent_id, rows in state["subs"]:
        parent = workflow.find(UUID(parent_id))
        if parent is None:
            raise StateUnreadable("The saved case is damaged.")
        _plant_rows(workflow.create_subprocess(parent, parent.task_spec.spec), rows)
    workflow.restore_listeners()
    return case


def _scope_rows(scope: Any) -> list[Any]:
    places: dict[UUID, int] = {}
    rows = []
    for task in scope.tasks.values():
        if task._state < TaskState.WAITING:
            continue
        places[task.id] = len(places)
        rows.append(
            [
                task.id,
                -1 if task._parent is None else places[task._parent],
                task.task_spec.name,
                task._state,
                task.entered,
                task.came_from,
                task.internal_data or None,
                task.data or None,
            ]
        )
    return [scope.completed, scope.success, rows]


def _plant_rows(scope: Any, saved: list[Any]) -> None:
    scope.completed, scope.success, rows = saved
    specs = scope.spec.task_specs
    planted: list[FastTask] = []
    for task_id, parent, spec, state, entered, came_from, internal, local in rows:
        task = FastTask(scope, specs[spec], planted[parent] if parent >= 0 else None, state, UUID(task_id))
        task.entered, task.came_from = entered, came_from
        if internal:
            task.internal_data = internal
        if local:
            task.data = local
        if parent >= 0 and hasattr(planted[parent].task_spec, "owns"):
            task.triggered = planted[parent].task_spec.owns(spec)
        planted.append(task)
    scope.task_tree = planted[0]
