"""What runs other elements one or more times: repeated activities, and events that undo what has been done.

A repeated activity is a task of its own (STARTED while it lasts) under which one task per round hangs. Rounds of a
multi-instance activity are items: what is written inside one stays in its own small document, and its result becomes
its entry in the list that the activity leaves behind. Rounds of a standard loop write to the case data.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from workflows import engine_data
from workflows.engine_specs import LoopSpec
from workflows.errors import EngineError, ExpressionError
from workflows.expressions import compile_expression
from workflows.values import kind

MAX_ITEMS = 1_000


class Repeat(BpmnSpecMixin):  # type: ignore[misc]  # the library is untyped
    """An activity that is done several times; `inner` is the spec of one round."""

    def __init__(self, wf_spec: Any, bpmn_id: str, loop: LoopSpec, inner: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.loop = loop
        self.inner = inner

    def owns(self, name: str) -> bool:
        """Whether tasks of this spec hang under mine."""
        return name == self.inner

    def rounds(self, my_task: Any) -> list[Any]:
        return [child for child in my_task.children if child.triggered]

    def start_round(self, my_task: Any, number: int, local: dict[str, Any] | None = None) -> None:
        """Starts one round (the first has the number 0)."""
        add_round(my_task, self.inner, {"index": number} | ({} if local is None else {"local": local}))


class Each(Repeat):
    """A multi-instance activity, all rounds at once or one after the other."""

    def _update_hook(self, my_task: Any) -> bool:
        kept = my_task.internal_data
        if "count" in kept:
            return False
        items = self._items(my_task)
        kept["count"], kept["done"] = len(items), 0
        my_task.document()[self.loop.result] = [None] * len(items)
        if not items:
            return True
        if self.loop.sequential:
            kept["items"] = items
        my_task._set_state(TaskState.STARTED)
        for number in range(1 if self.loop.sequential else len(items)):
            self.start_round(my_task, number, {self.loop.item: items[number]})
        return False

    def _items(self, my_task: Any) -> list[Any]:
        source = self.loop.collection or self.loop.cardinality or ""
        found = compile_expression(source)(my_task.scope(), my_task.workflow.top_workflow.case.now)
        if self.loop.collection is None:
            if isinstance(found, bool) or not isinstance(found, int) or found < 0:
                raise ExpressionError(
                    f"How often to repeat must be a whole number, got {kind(found)}.", expression=source
                )
            found = list(range(1, min(found, MAX_ITEMS + 1) + 1))
        if not isinstance(found, list):
            raise ExpressionError(f"What to repeat for must be a list, got {kind(found)}.", expression=source)
        if len(found) > MAX_ITEMS:
            raise EngineError(f"An activity can be repeated {MAX_ITEMS} times at most.", code="loop_too_long")
        copied: list[Any] = engine_data.copy(found)
        return copied

    def item_done(self, my_task: Any, item: Any) -> None:
        """One round has ended: keep its result, and see whether that was all."""
        kept = my_task.internal_data
        kept["done"] += 1
        self._collect(my_task, item)
        number = item.internal_data["index"]
        if kept["done"] == kept["count"] or self._enough(item):
            for other in self.rounds(my_task):
                if not other.has_state(TaskState.FINISHED_MASK):
                    other.cancel()
            kept.pop("items", None)
            my_task._set_state(TaskState.READY)
        elif self.loop.sequential:
            self.start_round(my_task, number + 1, {self.loop.item: kept["items"][number + 1]})

    def _collect(self, my_task: Any, item: Any) -> None:
        local = item.internal_data["local"]
        if self.loop.inner is not None:
            found = local.get(self.loop.inner)
        else:
            found = {key: value for key, value in local.items() if key != self.loop.item}
        document = my_task.document()
        before = document.get(self.loop.result)
        # Somebody may have written to the key meanwhile; a list of the right length is put in its place.
        entries = before if isinstance(before, list) else []
        count = my_task.internal_data["count"]
        entries = [*entries, *[None] * count][:count]
        entries[item.internal_data["index"]] = found
        document[self.loop.result] = entries

    def _enough(self, item: Any) -> bool:
        if self.loop.condition is None:
            return False
        return compile_expression(self.loop.condition).truth(item.scope(), item.workflow.top_workflow.case.now)


class While(Repeat):
    """A standard loop: goes on while its condition is true, `maximum` times at most."""

    def _update_hook(self, my_task: Any) -> bool:
        kept = my_task.internal_data
        if "done" in kept:
            return False
        kept["done"] = 0
        if self.loop.before and not self._again(my_task):
            return True
        my_task._set_state(TaskState.STARTED)
        self.start_round(my_task, 0)
        return False

    def item_done(self, my_task: Any, item: Any) -> None:
        my_task.internal_data["done"] += 1
        if self._again(my_task):
            self.start_round(my_task, my_task.internal_data["done"])
        else:
            my_task._set_state(TaskState.READY)

    def _again(self, my_task: Any) -> bool:
        if self.loop.maximum is not None and my_task.internal_data["done"] >= int(self.loop.maximum):
            return False
        if self.loop.condition is None:
            return True
        numbers = {"number": my_task.internal_data["done"], "done": my_task.internal_data["done"]}
        data = {**my_task.scope(), "loop": numbers}
        return compile_expression(self.loop.condition).truth(data, my_task.workflow.top_workflow.case.now)


def add_round(my_task: Any, name: str, internal: dict[str, Any]) -> None:
    """Hangs a task that is to run now under one that waits for it."""
    child = my_task._add_child(my_task.workflow.spec.task_specs[name], TaskState.FUTURE)
    child.triggered = True
    child.internal_data.update(internal)
    child.task_spec._update(child)


def numbers(item: Any) -> dict[str, Any]:
    """`loop` as expressions inside a round see it."""
    kept = item.parent.internal_data
    found = {"number": item.internal_data["index"] + 1, "done": kept["done"]}
    if "count" in kept:
        found |= {"count": kept["count"], "open": kept["count"] - kept["done"]}
    return found


class _Compensate:
    """Undoes what has been completed at this level, the latest first and one after the other. `only` is the activity
    to undo; None undoes all."""

    only: str | None
    _wf_spec: Any

    def owns(self, name: str) -> bool:
        return name in self._wf_spec.undoes.values()

    def _run_hook(self, my_task: Any) -> bool | None:
        kept = my_task.internal_data
        if "todo" not in kept:
            done = my_task.workflow.task_tree.internal_data.get("completed", [])
            chosen = [name for name in done if self.only in (None, name)]
            my_task.workflow.task_tree.internal_data["completed"] = [name for name in done if name not in chosen]
            kept["todo"] = [self._wf_spec.undoes[name] for name in chosen]
        if not kept["todo"]:
            return True
        add_round(my_task, kept["todo"].pop(), {})
        return None

    def item_done(self, my_task: Any, _item: Any) -> None:
        my_task._set_state(TaskState.READY)


class CompensateThrow(_Compensate, defaults.IntermediateThrowEvent):  # type: ignore[misc]
    """An intermediate event that sets compensation off."""

    def __init__(self, wf_spec: Any, bpmn_id: str, only: str | None, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, event_definition=NoneEventDefinition(), **kwargs)
        self.only = only


class CompensateEnd(_Compensate, defaults.EndEvent):  # type: ignore[misc]
    """An end event that sets compensation off."""

    def __init__(self, wf_spec: Any, bpmn_id: str, only: str | None, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, event_definition=NoneEventDefinition(), **kwargs)
        self.only = only
