"""A case as bytes and back. The diagram is not in them (it is stored once per version); finished history is one line
per visit; tasks are short rows, parents first. What is only predicted is not kept: it follows from what is open and is
predicted again on loading. Keep the bytes in `bytea`: jsonb would re-order and re-write them.

Format 1, two lines. The state: {"v", "diagram", "data", "visits", "forgotten", "thrown", "signals", "outcome",
"cancelled", "large", "top": scope, "subs": [[parent task id, scope], ...]}, scope = [completed, success, [row, ...]],
row = [id, parent's place in the list or -1, spec name, state, entered ms, came from, internal data, local data].
Then the history, which is only appended to and only read when somebody looks at it (see engine_history).

Large data are most of a case and hardly ever change. `dump_apart` leaves them out of the state: they are written once,
beside it, and the state says instead of "data": "apart": digest of those bytes, "members": [key, ...], "changed": {key:
value, ...}. What changes is part of the state, until it is so much that the data are written whole again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import structlog
from SpiffWorkflow.util.task import TaskState

from workflows import engine_data
from workflows.engine_case import Apart, Case, Diagram
from workflows.engine_fast import FastTask
from workflows.engine_history import History
from workflows.errors import DataRefused, StateUnreadable

FORMAT = 1
MAX_STATE = 4 * 1024 * 1024
log = structlog.get_logger(__name__)


APART = 4 * 1024
"""Data from this size on are kept beside the state."""


def dump(case: Case) -> bytes:
    """The whole state of a case. Refuses data over 1 MB, warns over 64 KB: keep ids and small facts, not documents."""
    data = engine_data.encode(case.data)
    _measure(case, len(data))
    return _bytes(case, {"data": orjson.Fragment(data)})


def dump_apart(case: Case) -> tuple[bytes, bytes | None]:
    """The state of a case as a row keeps it, and what stands beside it: None if that is all. The latter is
    `case.apart.blob` until it has to be written anew."""
    members = {key: engine_data.encode(value) for key, value in case.data.items()}
    size = sum(map(len, members.values()))
    _measure(case, size + sum(map(len, members)) + 6 * len(members))
    if size < APART:
        case.apart = None
        return _bytes(case, {"data": _joined(members)}), None
    changed = _changed(case.apart, members)
    if case.apart is None or sum(map(len, changed.values())) > max(APART, size // 8):
        blob = bytes(engine_data.encode(_joined(members)))
        case.apart, changed = Apart(blob, digest(blob), members), {}
    beside = {"apart": case.apart.digest, "members": list(members), "changed": _joined(changed)}
    return _bytes(case, beside), case.apart.blob


def _changed(apart: Apart | None, members: dict[str, bytes]) -> dict[str, bytes]:
    if apart is None:
        return {}
    return {key: value for key, value in members.items() if apart.members.get(key) != value}


def _joined(members: Mapping[str, bytes]) -> dict[str, Any]:
    return {key: orjson.Fragment(value) for key, value in members.items()}


def _measure(case: Case, size: int) -> None:
    if size > engine_data.MAX_BYTES:
        raise DataRefused(
            f"The case data are {size // 1024} KB; {engine_data.MAX_BYTES // 1024} KB is the limit.",
            code="data_too_large",
        )
    if size > engine_data.WARN_BYTES and not case.large:
        case.large = True  # said once per case, not at every step
        log.warning("case_data_large", process=case.diagram.process_id, bytes=size)


def _bytes(case: Case, data: dict[str, Any]) -> bytes:
    workflow = case.workflow
    visits = case.log.encoded()
    blob = engine_data.encode(
        {
            "v": FORMAT,
            "diagram": case.diagram.version,
            **data,
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


def load(diagram: Diagram, blob: bytes, beside: bytes | None = None, *, now: datetime) -> Case:
    """The case as it was when dumped, of its state and what was kept beside it. The diagram must be the very version
    it was running on."""
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
        apart = _rejoin(state, beside) if "apart" in state else None
        case = _restore(diagram, state, History(visits, state["visits"], state["forgotten"]), now)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise StateUnreadable("The saved case is damaged.") from error
    case.apart = apart
    return case


def _rejoin(state: dict[str, Any], beside: bytes | None) -> Apart:
    """Puts the data into a state that was dumped apart from them."""
    if beside is None or digest(beside) != state["apart"]:
        raise StateUnreadable("The saved case and its data do not belong together.")
    kept: dict[str, Any] = orjson.loads(beside)
    apart = Apart(beside, state["apart"], {key: engine_data.encode(value) for key, value in kept.items()})
    if b'{"$' in beside:
        kept = engine_data.untag(kept)
    changed = state["changed"]
    state["data"] = {key: changed[key] if key in changed else kept[key] for key in state["members"]}
    return apart


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
