"""Running instances: SpiffWorkflow's token game on trees that stay small.

What differs from the stock classes, and why:
- Scans are flat (`workflow.tasks.values()`): the stock iterators walk the tree for every completed task and stop
  silently at depth 1000, so a long loop lost its ready task.
- `compact` forgets what is finished after every run, so the tree, the saved bytes and the time per step depend on what
  is open, not on how long the stay has been. History is kept beside it.
- Case data is one document (`case.data`), not a copy per task; one item of a multi-instance activity has a small
  document of its own (`internal_data["local"]`). Nothing is merged at joins, so nothing is lost there.
- The clock is `case.now`; every state change is noted on the case.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskIterator, TaskState

from workflows.engine_loops import numbers
from workflows.engine_states import ENTERED, OPEN
from workflows.errors import EngineError
from workflows.expressions import compile_expression


class Scripts(PythonScriptEngine):  # type: ignore[misc]  # the library is untyped
    """The only evaluator: our expressions over case data. Python is never executed (script tasks are refused)."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        return compile_expression(expression)(task.scope(), task.workflow.top_workflow.case.now)

    def execute(self, task: Any, script: str, external_context: Any = None) -> Any:
        raise EngineError("Scripts are switched off.", code="scripts_off")

    def call_service(self, task: Any, **kwargs: Any) -> Any:
        raise EngineError("Services run outside the engine.", code="scripts_off")


class _NoEnvironment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """The library evaluates a few things without a task (correlations, ad-hoc conditions); none are accepted."""

    def evaluate(self, expression: str, context: Any, external_context: Any = None) -> Any:
        raise EngineError("This kind of expression is not supported.", code="scripts_off")

    execute = evaluate


SCRIPTS = Scripts(environment=_NoEnvironment())


class FastTask(Task):  # type: ignore[misc]
    """A token's visit to one element. `entered` is when it arrived (ms since 1970), None while only predicted."""

    def __init__(
        self, workflow: Any, task_spec: Any, parent: Any = None, state: int = TaskState.MAYBE, id: UUID | None = None
    ) -> None:
        # The stock constructor reads the clock and logs; this is it without those.
        self.id = id or uuid4()
        workflow.tasks[self.id] = self
        self.workflow = workflow
        self.task_spec = task_spec
        self._parent = None
        self._children: list[UUID] = []
        self._state = state
        self.triggered = False
        self.thread_id = 0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = 0
        self.entered: int | None = None
        self.came_from: str | None = None
        if parent is not None:
            self._parent = parent.id
            parent._children.append(self.id)

    def scope(self) -> dict[str, Any]:
        """What expressions see here: the case data, and on top what is local to this item."""
        data: dict[str, Any] = self.workflow.top_workflow.case.data
        item = self.item()
        if item is None:
            return data
        around = []
        while item is not None:
            around.append(item)
            item = item.workflow.item
        seen = dict(data)
        for item in reversed(around):
            seen.update(item.internal_data.get("local", ()), loop=numbers(item))
        return seen

    def item(self) -> FastTask | None:
        """The round of a repeated activity that this is, or lies in."""
        return self if self.triggered and "index" in self.internal_data else self.workflow.item

    def document(self) -> dict[str, Any]:
        """Where what happens here is written: the document of the item it lies in, else the case data."""
        item = self.item()
        while item is not None and "local" not in item.internal_data:
            item = item.workflow.item
        found: dict[str, Any] = self.workflow.top_workflow.case.data if item is None else item.internal_data["local"]
        return found

    def run(self) -> bool | None:
        self._look_ahead()
        done: bool | None = super().run()
        return done

    def complete(self) -> None:
        self._look_ahead()
        super().complete()
        undoes = self.workflow.spec.undoes
        if undoes and self.task_spec.name in undoes:
            self.workflow.task_tree.internal_data.setdefault("completed", []).append(self.task_spec.name)
        if self.triggered:
            self.parent.task_spec.item_done(self.parent, self)

    def cancel(self) -> None:
        if hasattr(self.task_spec, "owns") and not self.has_state(TaskState.FINISHED_MASK):
            for child in self.children:
                if child.triggered:
                    child.cancel()
        super().cancel()

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> FastTask:
        child = FastTask(self.workflow, task_spec, self, state)
        if state == TaskState.READY:
            child._ready()
        return child

    def _look_ahead(self) -> None:
        """Makes the tasks that may follow; a choice makes them itself."""
        spec = self.task_spec
        if not spec._outputs or isinstance(spec, MultiChoice):
            return
        if not any(not child.triggered for child in self.children):
            spec._predict_hook(self)

    def _inherit_data(self) -> None:
        """Data are not copied from task to task."""

    def _set_state(self, value: int) -> None:
        if value == self._state:
            return
        before, self._state = self._state, value
        case = self.workflow.top_workflow.case
        self.last_state_change = case.now_ms
        if value & ENTERED:
            if self.entered is None:
                self.entered = case.now_ms
                self.came_from = self._element_before()
        elif value & TaskState.FINISHED_MASK and self.entered is not None:
            case.note_left(self, before)

    def _element_before(self) -> str | None:
        """The element the token came from; None at a start, and for boundary events (they sit on their activity)."""
        if isinstance(self.task_spec, BoundaryEvent):
            return None
        current: FastTask | None = self.parent
        if self.triggered and current is not None and "index" in self.internal_data:
            return current.came_from
        while current is not None and current.task_spec.bpmn_id is None:
            current = current.parent
        return None if current is None else current.task_spec.bpmn_id

    def is_descendant_of(self, task: Any) -> bool:
        current = self.parent
        while current is not None:
            if current is task:
                return True
            current = current.parent
        return False

    def find_ancestor(self, spec_name: str) -> Any:
        current = self.parent
        while current is not None and current.task_spec.name != spec_name:
            current = current.parent
        return current

    def __iter__(self) -> Any:
        return TaskIterator(self, max_depth=10**9)


class _Scope:
    """What the process and its embedded subprocesses share."""

    tasks: dict[UUID, FastTask]
    task_tree: FastTask
    spec: Any
    completed: bool
    success: bool
    last_task: Any
    completed_event: Any
    task_removed_event: Any

    @property
    def item(self) -> FastTask | None:
        """The round of a repeated activity that this whole scope lies in."""
        return None

    def plant(self) -> None:
        """Grows the first task; the stock constructor would do it with stock tasks."""
        self.task_tree = FastTask(self, self.spec.start, state=TaskState.FUTURE)
        self.task_tree._ready()

    def runnable(self) -> list[FastTask]:
        return [t for t in self.tasks.values() if t._state == TaskState.READY and not t.task_spec.manual]

    def get_tasks(self, first_task: Any = None, **wanted: Any) -> list[Any]:
        """Tasks of this scope only (embedded scopes have their own), in order of creation."""
        if first_task is not None:
            return list(TaskIterator(first_task, max_depth=10**9, **wanted))
        state = wanted.pop("state", TaskState.ANY_MASK)
        name = wanted.pop("spec_name", None)
        manual = wanted.pop("manual", None)
        wanted.pop("end_at_spec", None)
        if wanted:
            raise EngineError(f"Unsupported task filter {sorted(wanted)}.", code="engine_failed")
        return [
            t
            for t in self.tasks.values()
            if t._state & state
            and (name is None or t.task_spec.name == name)
            and (manual is None or t.task_spec.manual == manual)
        ]

    def get_next_task(self, first_task: Any = None, **wanted: Any) -> Any:
        return next(iter(self.get_tasks(first_task, **wanted)), None)

    def is_completed(self) -> bool:
        return self.completed

    def update_waiting_tasks(self) -> None:
        # Only joins wait for something that another task's completion can change.
        for task in [t for t in self.tasks.values() if t._state == TaskState.WAITING]:
            if isinstance(task.task_spec, Join):
                task.task_spec._update(task)

    def _task_completed_notify(self, task: Any) -> None:
        self.last_task = task
        if task.task_spec.name == "End":
            self.completed = True
        if self.completed:
            self.completed_event(self)
        else:
            self.update_waiting_tasks()

    def _mark_complete(self, task: Any) -> None:
        self.completed = True

    def _task_removed_notify(self, task: Any) -> None:
        """Nobody listens."""

    def stop(self) -> None:
        """Withdraws everything that is open."""
        self.success, self.completed = False, True
        for task in [t for t in self.tasks.values() if t._state & OPEN]:
            if task.id in self.tasks and task._state & OPEN:
                task.cancel()

    def compact(self) -> None:
        """Forgets what is finished: joins count tokens and data are one document, so only open tasks matter, and what
        holds some of them together: the split before a task with boundary events, the event-based gateway before its
        events. What is left hangs on its nearest kept ancestor."""
        kept = {self.task_tree.id}
        if not self.completed:
            for task in self.tasks.values():
                if task._state & OPEN:
                    kept.add(task.id)
                    together = task.task_spec.held_by(task) if hasattr(task.task_spec, "held_by") else None
                    if task.parent is not None and isinstance(task.parent.task_spec, BoundaryEventSplit):
                        together = task.parent
                    elif isinstance(task.task_spec, BoundaryEventJoin):
                        together = task.find_ancestor(task.task_spec.split_task)
                        kept.add(task.parent.id)  # under the split only the task and its events may hang
                    if together is not None:
                        kept.add(together.id)
        if len(kept) == len(self.tasks):
            return
        left: dict[UUID, FastTask] = {}
        for task in [t for t in self.tasks.values() if t.id in kept]:  # parents come before their children
            parent = task._parent
            while parent is not None and parent not in kept:
                parent = self.tasks[parent]._parent
            task._parent = parent
            task._children = []
            if parent is not None:
                left[parent]._children.append(task.id)
            left[task.id] = task
        self.tasks = left


class FastSub(_Scope, BpmnSubWorkflow):  # type: ignore[misc]
    """The inside of a subprocess or call activity."""

    def __init__(self, spec: Any, parent_task: FastTask, top_workflow: Any) -> None:
        self.parent_task = parent_task
        super().__init__(spec, parent_task.id, top_workflow, deserializing=True)

    @property
    def parent_workflow(self) -> Any:
        return self.parent_task.workflow

    @property
    def item(self) -> FastTask | None:
        return self.parent_task.item()

    def _calculate_depth(self) -> int:
        return int(self.parent_task.workflow.depth) + 1


class FastWorkflow(_Scope, BpmnWorkflow):  # type: ignore[misc]
    """One case's token game. `case` holds its data, clock and history."""

    subprocesses: dict[UUID, FastSub]

    def __init__(self, spec: Any, subprocess_specs: dict[str, Any], case: Any) -> None:
        self.case = case
        super().__init__(spec, subprocess_specs, script_engine=SCRIPTS, deserializing=True)

    def create_subprocess(self, my_task: FastTask, spec_name: str) -> FastSub:
        inner = FastSub(self.subprocess_specs[spec_name], my_task, self)
        self.subprocesses[my_task.id] = inner
        inner.completed_event.connect(my_task.task_spec._on_subworkflow_completed, my_task)
        return inner

    def scopes(self) -> list[Any]:
        """The open subprocesses, innermost first, then the process itself."""
        inner = [scope for scope in self.subprocesses.values() if not scope.completed]
        return [*sorted(inner, key=lambda scope: -scope.depth), self]

    def all_tasks(self) -> list[FastTask]:
        found = list(self.tasks.values())
        for scope in self.subprocesses.values():
            found.extend(scope.tasks.values())
        return found

    def find(self, task_id: UUID) -> FastTask | None:
        """The task with this id in any scope, or None."""
        for scope in (self, *self.subprocesses.values()):
            if task_id in scope.tasks:
                return scope.tasks[task_id]
        return None

    def listening(self) -> list[FastTask]:
        """Tasks that wait for a timer, a message or an error, in the order in which they began to."""
        return [t for t in self.event_manager.tasks.values() if t._state == TaskState.WAITING]

    def restore_listeners(self) -> None:
        for task in self.all_tasks():
            if task._state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
                self.event_manager.add_task(task)
