"""What the engine hands out: a diagram, a case of it, and the small views by which a host sees a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.util.task import TaskState

from workflows import engine_specs as specs
from workflows.engine_fast import FastTask, FastWorkflow
from workflows.engine_gateways import EventGateway
from workflows.engine_history import History
from workflows.engine_parse import Element
from workflows.engine_timer import TimerPlan
from workflows.errors import EngineError

Status = Literal["running", "completed", "cancelled"]
Outcome = Literal["completed", "cancelled"]
TokenState = Literal["waiting", "ready", "started", "failed"]

# Where a token rests: only leaving one of these unfinished counts as a visit that was cut short. A boundary event
# that never happened, or a second arrival at a join, is no visit.
_PLACES = (specs.HumanTask, specs.ServiceStep, specs.Subprocess, specs.CallActivity)


@dataclass(frozen=True, slots=True)
class Trigger:
    """What begins cases of a diagram by itself: a message or signal of this name, or the clock. `result` is the data
    key that takes what came with it, `key` the expression that finds the business key in it."""

    kind: Literal["message", "signal", "timer"]
    element: str
    name: str = ""
    result: str = ""
    key: str | None = None
    plan: TimerPlan | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Diagram:
    """A parsed, checked, runnable diagram, shared by all its cases. `version` is the SHA-256 of its sources."""

    process_id: str
    name: str
    version: str
    elements: Mapping[str, Element]
    spec: Any = field(repr=False)
    subprocess_specs: dict[str, Any] = field(repr=False)
    trigger: Trigger | None = None
    """None: somebody or something of the hospital starts it."""


@dataclass(frozen=True, slots=True)
class HumanTask:
    """A task that a person can do now. `priority` 0-100; `candidates` are ids in order of preference, () = the role;
    `on_complete` is the step to run with the answers first; `result` is the data key that takes them. With
    `by_message` nobody finishes it by hand: it is done when that message is delivered."""

    id: UUID
    element: str
    name: str
    form: str
    role: str
    lane: str | None
    priority: int
    due_at: datetime | None
    candidates: tuple[str, ...]
    ready_at: datetime
    on_complete: str | None
    result: str
    by_message: str | None
    item_number: int | None = None
    """In a repeated activity: which round this is (the first is 1), of how many, and for which item."""
    item_count: int | None = None
    item: Any = None
    sla_at: datetime | None = None
    """When the promise made for this task is broken; `follow_up_at`: when it should be looked at again."""
    follow_up_at: datetime | None = None
    departments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    """The roles it is for in this case; () = `role`."""


@dataclass(frozen=True, slots=True)
class PendingStep:
    """A service step that the host has to run: `step` names the handler, `params` are its checked values."""

    id: UUID
    element: str
    step: str
    params: dict[str, Any]
    problem: EngineError | None = None
    """Why the parameters cannot be worked out: this step has failed before it began, the others go on."""


@dataclass(frozen=True, slots=True)
class Incident:
    """A step that failed and waits for somebody to look: `retry_step` offers it to the host again."""

    id: UUID
    element: str
    step: str
    code: str
    detail: str
    failed_at: datetime
    attempts: int


class DueTimer(NamedTuple):
    """A timer that runs: which token it belongs to and when it is due (UTC)."""

    task_id: UUID
    due_at: datetime
    element: str


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A message the case waits for; with a `key`, only one that carries the same key is meant."""

    task_id: UUID
    name: str
    key: str | None
    element: str


@dataclass(frozen=True, slots=True)
class Token:
    """Where the case is: an element that is entered and not left. `listening` marks a boundary event that may yet
    happen, as opposed to a place where the case rests."""

    element: str
    task_id: UUID
    state: TokenState
    since: datetime
    listening: bool
    came_from: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """One finished stay at an element; `came_from` is the element before it, so the flow taken can be drawn."""

    element: str
    name: str
    entered: datetime
    left: datetime
    outcome: Outcome
    came_from: str | None


@dataclass(frozen=True, slots=True)
class Apart:
    """Large case data as they were last written whole: the bytes, their digest, and each member's own bytes."""

    blob: bytes
    digest: str
    members: Mapping[str, bytes]


class Case:
    """One running instance of a diagram. Change it through `workflows.engine` only.

    `data` is the one document of case data, `outcome` the id of the end event reached, `thrown` the messages it sent
    that nobody inside was waiting for, `signals` the signals it gave, `log` the finished visits, `ended` the people's
    tasks that ended since somebody asked (not saved), `large` whether its data have been warned about, `apart` its data
    as they are kept beside the saved state (see serializer).
    """

    __slots__ = (
        "apart", "cancelled", "data", "diagram", "ended", "large", "log", "now", "now_ms", "outcome", "signals",
        "thrown", "workflow",
    )  # fmt: skip

    def __init__(self, diagram: Diagram, data: dict[str, Any], now: datetime) -> None:
        self.diagram = diagram
        self.data = data
        self.apart: Apart | None = None
        self.cancelled = False
        self.large = False
        self.outcome: str | None = None
        self.log = History()
        self.ended: dict[UUID, Outcome] = {}
        self.thrown: list[tuple[str, Any]] = []
        self.signals: list[tuple[str, Any]] = []
        self.set_clock(now)
        self.workflow = FastWorkflow(diagram.spec, diagram.subprocess_specs, self)

    @property
    def status(self) -> Status:
        if self.cancelled:
            return "cancelled"
        return "completed" if self.workflow.completed else "running"

    def set_clock(self, now: datetime) -> None:
        """Sets the case's clock; a time without a zone is a mistake of the caller."""
        if now.tzinfo is None:
            raise ValueError("the engine needs a time with a zone")
        self.now = now.astimezone(UTC)
        self.now_ms = int(now.timestamp() * 1000)

    def note_left(self, task: FastTask, before: int) -> None:
        """Called by a task that ends: keeps the visit, and the outcome when it is an end of the process."""
        spec = task.task_spec
        if spec.bpmn_id is None:
            return
        completed = task.state == TaskState.COMPLETED
        if getattr(spec, "human", None) is not None:
            self.ended[task.id] = "completed" if completed else "cancelled"
        if not completed and not isinstance(spec, _PLACES) and not self._rests(task):
            return
        if hasattr(spec, "rounds") and (task.internal_data.get("done") or not completed):
            return  # its rounds are the visits
        if spec.name in task.workflow.spec.listeners:
            return  # what it sets off is the visit
        if completed and isinstance(spec, defaults.EndEvent) and self._ends_the_case(task):
            self.outcome = spec.bpmn_id
        self.log.add([spec.bpmn_id, task.entered, self.now_ms, 1 if completed else 0, task.came_from])

    def _ends_the_case(self, task: FastTask) -> bool:
        """Whether an end event is one of the process itself, or of an event subprocess that took it over."""
        if task.workflow is self.workflow:
            return True
        around = task.workflow.parent_task
        took_over = isinstance(around.task_spec, specs.EventSubprocess) and around.task_spec.interrupts
        return took_over and around.workflow is self.workflow

    def _rests(self, task: FastTask) -> bool:
        return isinstance(task.task_spec, specs.CatchEvent | specs.ReceiveTask) and not isinstance(
            task.parent.task_spec, EventGateway
        )


def moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
