"""A running case on another version of its diagram: every token goes to the element of the same id (or the one it is
mapped to) and keeps its id, its terms and the due moments of its timers. Nothing is run, nothing begins again.

What is carried over is the saved form of the case (see `serializer`), row by row. Only what hangs on a border is
adapted: events that the new version no longer has are dropped, new ones begin to listen now. Everything else must find
its like in the new version, or the case cannot be moved, and the reason is said with the element's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from SpiffWorkflow.bpmn.specs import control, defaults
from SpiffWorkflow.util.task import TaskState

from workflows import engine_data, engine_events, engine_gateways, engine_specs, serializer
from workflows.engine_case import Case, Diagram, moment
from workflows.engine_views import tokens
from workflows.errors import EngineError

_SUFFIXES = (".BoundaryEventSplit", ".BoundaryEventJoin", ".Split", " [each]")
_SPLIT = ".BoundaryEventSplit"
_HOLDERS = {engine_specs.Subprocess, engine_specs.CallActivity}
"""What was drawn inside may be called, or the other way round: the token inside is what counts."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case cannot be moved, or what to know about it when it is."""

    element: str
    code: str
    message: str
    blocks: bool = True


@dataclass(slots=True)
class Carried:
    """A case on its new version (None when it cannot be moved), and what is to be said about it."""

    case: Case | None
    reasons: list[Reason] = field(default_factory=list)


class _Blocked(Exception):
    def __init__(self, element: str, code: str, message: str) -> None:
        self.reason = Reason(element, code, message)
        super().__init__(message)


def carry(case: Case, target: Diagram, mapping: Mapping[str, str], *, now: datetime) -> Carried:
    """The case on `target`. `mapping`: element of the old version -> element of the new one, where they differ."""
    move = _Move(case, target, dict(mapping))
    try:
        return Carried(move.run(now), move.reasons)
    except _Blocked as blocked:
        return Carried(None, [*move.reasons, blocked.reason])
    except EngineError as error:
        return Carried(None, [*move.reasons, Reason("", error.code, f"The new version cannot take it: {error.detail}")])


class _Move:
    def __init__(self, case: Case, target: Diagram, mapping: dict[str, str]) -> None:
        self.case, self.old, self.new, self.mapping = case, case.diagram, target, mapping
        self.reasons: list[Reason] = []
        self.dropped: set[str] = set()

    def run(self, now: datetime) -> Case:
        head, _, visits = serializer.dump(self.case).partition(b"\n")
        state = orjson.loads(head)
        state["diagram"] = self.new.version
        levels = {None: (self.old.spec, self.new.spec)}
        state["top"] = self._level(state["top"], self.old.spec, self.new.spec, levels)
        kept = []
        for parent, rows in state["subs"]:
            if parent in self.dropped:
                continue
            old, new = levels[parent]
            kept.append([parent, self._level(rows, old, new, levels)])
        state["subs"] = kept
        blob = engine_data.encode(state) + b"\n" + visits
        moved = serializer.load(self.new, blob, now=now)
        self._listen(moved)
        self._same(moved)
        self._renew(moved)
        return moved

    def name(self, element: str) -> str:
        """What the element (or the part that the engine makes of it) is called in the new version."""
        for suffix in _SUFFIXES:
            if element.endswith(suffix):
                base = element.removesuffix(suffix)
                return self.mapping.get(base, base) + suffix
        return self.mapping.get(element, element)

    def _title(self, element: str) -> str:
        for suffix in _SUFFIXES:
            element = element.removesuffix(suffix)
        found = self.old.elements.get(element)
        return found.name if found else element

    # ---- one level --------------------------------------------------------------------------------------------------

    def _level(self, saved: list[Any], old: Any, new: Any, levels: dict[Any, Any]) -> list[Any]:
        completed, success, rows = saved
        made: list[list[Any]] = []
        places: dict[int, int] = {}
        for place, row in enumerate(rows):
            parent = places.get(row[1], -1)
            kept = self._row(list(row), rows, old, new)
            if kept is None:
                self.dropped.add(row[0])
                places[place] = parent  # what hung on it hangs on what it hung on
                continue
            kept[1] = parent
            if self._needs_split(kept, made, new):
                made.append(
                    [str(uuid4()), parent, f"{kept[2]}{_SPLIT}", TaskState.COMPLETED, kept[4], None, None, kept[7]]
                )
                kept[1] = len(made) - 1
            made.append(kept)
            places[place] = len(made) - 1
            spec = new.task_specs[kept[2]]
            if isinstance(spec, engine_specs.Subprocess | engine_specs.CallActivity):
                levels[row[0]] = (self.old.subprocess_specs[old.task_specs[row[2]].spec], self._inside(row, spec))
        return [completed, success, made]

    def _inside(self, row: list[Any], spec: Any) -> Any:
        found = self.new.subprocess_specs.get(spec.spec)
        if found is None:
            raise _Blocked(row[2], "level_missing", f"The new version has no inside for '{self._title(row[2])}'.")
        return found

    def _needs_split(self, row: list[Any], made: list[list[Any]], new: Any) -> bool:
        split = f"{row[2]}{_SPLIT}"
        return split in new.task_specs and (row[1] < 0 or made[row[1]][2] != split)

    def _row(self, row: list[Any], rows: list[Any], old: Any, new: Any) -> list[Any] | None:
        """The row under its new name, or None: it is let go."""
        before = old.task_specs[row[2]]
        row[2] = self.name(row[2])
        after = new.task_specs.get(row[2])
        if isinstance(before, control.BoundaryEventSplit) and after is None:
            return None
        if isinstance(before, defaults.BoundaryEvent | engine_specs.Listener):
            return row if self._listens_still(row, rows, before, after) else None
        if after is None:
            words = f"The case rests at '{self._title(before.name)}', which the new version does not have."
            raise _Blocked(before.name, "element_missing", words)
        if type(before) is not type(after) and not {type(before), type(after)} <= _HOLDERS:
            raise _Blocked(before.name, "element_differs",
                           f"'{self._title(before.name)}' is something else in the new version.")  # fmt: skip
        if isinstance(before, engine_gateways.EventGateway):
            return row
        self._event(before, after)
        self._internal(row, before, after, new)
        return row

    def _listens_still(self, row: list[Any], rows: list[Any], before: Any, after: Any) -> bool:
        """Whether an event on a border has its like on the same border."""
        host = rows[row[1]][2] if row[1] >= 0 else ""
        fits = type(before) is type(after) and type(before.event_definition) is type(after.event_definition)
        if fits and isinstance(before, defaults.BoundaryEvent):
            fits = self.name(host) in after._inputs
        if not fits:
            self.reasons.append(
                Reason(before.bpmn_id or before.name, "event_dropped",
                       f"'{self._title(before.name)}' no longer waits there; it is dropped.", blocks=False)
            )  # fmt: skip
        return fits

    def _event(self, before: Any, after: Any) -> None:
        if not isinstance(before, engine_specs.CatchEvent | engine_specs.ReceiveTask):
            return
        if type(before.event_definition) is not type(after.event_definition):
            raise _Blocked(
                before.name, "element_differs", f"'{self._title(before.name)}' waits for something else now."
            )
        named = isinstance(before.event_definition, engine_events.Message | engine_events.Signal)
        if named and before.event_definition.name != after.event_definition.name:
            self.reasons.append(
                Reason(before.bpmn_id, "message_differs", f"'{self._title(before.name)}' now waits for "
                       f"'{after.event_definition.name}'.", blocks=False)
            )  # fmt: skip

    def _internal(self, row: list[Any], before: Any, after: Any, new: Any) -> None:
        kept = row[6]
        if not kept:
            return
        if "from" in kept:  # a token that waits at a join remembers by which flow it came
            wanted = self.name(kept["from"])
            base = next((wanted.removesuffix(one) for one in _SUFFIXES if wanted.endswith(one)), wanted)
            ways = [one for one in (wanted, base, *(base + suffix for suffix in _SUFFIXES)) if one in after._inputs]
            if not ways:
                raise _Blocked(before.name, "way_missing", f"In the new version no flow leads from "
                               f"'{self._title(kept['from'])}' to '{self._title(before.name)}'.")  # fmt: skip
            kept["from"] = ways[0]
        if "completed" in kept:
            kept["completed"] = [self.name(one) for one in kept["completed"] if self.name(one) in new.undoes]

    # ---- afterwards -------------------------------------------------------------------------------------------------

    def _listen(self, moved: Case) -> None:
        """Events that the new version has on borders where the case rests begin to listen now."""
        workflow = moved.workflow
        for scope in (workflow, *workflow.subprocesses.values()):
            for task in list(scope.tasks.values()):
                spec = task.task_spec
                if isinstance(spec, control.BoundaryEventSplit):
                    wanted = [one for one in spec.outputs if isinstance(one, defaults.BoundaryEvent)]
                elif task is scope.task_tree:
                    wanted = [spec._wf_spec.task_specs[name] for name in sorted(spec._wf_spec.listeners)]
                elif isinstance(spec, engine_gateways.EventGateway):
                    wanted = list(spec.outputs)
                else:
                    continue
                self._add(task, wanted)
        workflow.restore_listeners()

    def _add(self, task: Any, wanted: list[Any]) -> None:
        present = {child.task_spec.name for child in task.children}
        for spec in wanted:
            if spec.name in present or self._happened(spec):
                continue
            child = task._add_child(spec, TaskState.FUTURE)
            spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
            spec._update(child)
            words = f"'{spec.bpmn_name or spec.bpmn_id}' begins to wait now."
            self.reasons.append(Reason(spec.bpmn_id or spec.name, "event_added", words, blocks=False))

    def _renew(self, moved: Case) -> None:
        """Tasks for people get the promises and the people of the new version where it says them differently."""
        for task in moved.workflow.all_tasks():
            after = getattr(task.task_spec, "human", None)
            there = self.case.workflow.find(task.id)
            before = getattr(there.task_spec, "human", None) if there is not None else None
            if after is not None and before is not None and task.entered is not None:
                engine_specs.renew_terms(task, before, after, moment(task.entered))

    def _happened(self, spec: Any) -> bool:
        """An event of the old version that no longer waits has happened (or was let go): it does not begin again."""
        olds = {self.name(name) for level in self._old_levels() for name in level.task_specs}
        return spec.name in olds

    def _old_levels(self) -> list[Any]:
        return [self.old.spec, *self.old.subprocess_specs.values()]

    def _same(self, moved: Case) -> None:
        """Every token that rested before rests now: the same id at the element it is mapped to."""

        def resting(case: Case, rename: bool) -> set[tuple[UUID, str, str]]:
            return {
                (one.task_id, self.name(one.element) if rename else one.element, one.state)
                for one in tokens(case)
                if not one.listening and str(one.task_id) not in self.dropped
            }

        before, after = resting(self.case, True), resting(moved, False)
        fresh = {one for one in after - before if one[2] == "waiting"}
        if before - after or (after - before) - fresh:
            lost = next(iter(before - after or after - before))[1]
            raise _Blocked(lost, "not_exact", f"'{self._title(lost)}' cannot be carried over exactly.")
