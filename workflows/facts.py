"""What the pathways announce. Task facts carry the fresh worklist row to the rooms that may list it."""

from __future__ import annotations

from uuid import UUID

from hub.core import acting
from hub.core.facts import Fact


class _CaseFact(Fact):
    case_id: UUID
    process_id: str

    @property
    def key(self) -> str:
        return f"case:{self.case_id}"

    def rooms(self) -> list[str]:
        return [f"case:{self.case_id}", "role:admin"]


class CaseStarted(_CaseFact):
    """A pathway began."""


class CaseMoved(_CaseFact):
    """The token moved; `rev` grows by one with every saved move."""

    rev: int
    status: str


class CaseEnded(_CaseFact):
    """The pathway is over: completed or cancelled."""

    status: str


class CaseCommented(_CaseFact):
    """Somebody wrote or attached something to the case itself."""


class AbsenceChanged(Fact):
    """Somebody is away, or back, and who covers: both read their lists again."""

    user_id: UUID
    cover_id: UUID

    def rooms(self) -> list[str]:
        return [f"user:{self.user_id}", f"user:{self.cover_id}"]


class FilterChanged(Fact):
    """A saved filter of the worklist: its owner's, or shared with a role."""

    owner_id: UUID
    role: str | None = None

    def rooms(self) -> list[str]:
        return [f"user:{self.owner_id}", *([f"role:{self.role}"] if self.role else [])]


class BatchMoved(Fact):
    """A bulk repair goes on."""

    batch_id: UUID
    process_id: str
    done: int
    failed: int
    total: int

    def rooms(self) -> list[str]:
        return ["role:admin"]


class WebhookChanged(Fact):
    """A webhook, or what became of its deliveries."""

    webhook_id: UUID

    def rooms(self) -> list[str]:
        return ["role:admin"]


class IncidentRaised(_CaseFact):
    """A step failed and waits for an administrator."""

    incident_id: UUID
    element_id: str
    code: str


class MessageThrown(_CaseFact):
    """The diagram sent a message to the outside; its content is in the case data."""

    name: str


class TaskFact(Fact):
    """What every fact about a task says. Whose it is, sockets learn from its row alone, where everybody may know."""

    untold = frozenset({"patient_id"})

    task_id: UUID
    case_id: UUID
    process_id: str
    element_id: str
    candidate_role: str
    candidate_user_id: UUID | None = None
    assignee_id: UUID | None = None
    by_name: str | None = None
    patient_id: UUID | None = None
    practitioner_id: UUID | None = None
    other_roles: tuple[str, ...] = ()
    owner_id: UUID | None = None

    @property
    def key(self) -> str:
        return f"case:{self.case_id}"

    def rooms(self) -> list[str]:
        """The pool, whom it is meant for, who has it, and the clinician of the case, who waits for it.

        A patient's task is never shown to a pool.
        """
        rooms = {f"user:{user}" for user in (self.candidate_user_id, self.assignee_id, self.owner_id) if user}
        if self.assignee_id:
            rooms.add(f"cover:{self.assignee_id}")
        if self.practitioner_id:
            rooms.add(f"practitioner:{self.practitioner_id}")
        if self.candidate_role != "patient":
            rooms.update(f"role:{role}" for role in (self.candidate_role, *self.other_roles))
        else:
            rooms.update(acting.rooms(self.patient_id, None, "record"))
        return sorted(rooms)


class TaskOpened(TaskFact):
    """The diagram offers a task."""


class TaskClaimed(TaskFact):
    """Somebody took it (`assignee_id`, `by_name`)."""


class TaskReleased(TaskFact):
    """It is free again."""


class TaskCompleted(TaskFact):
    """It is done."""


class TaskCancelled(TaskFact):
    """The diagram withdrew it."""


class TaskChanged(TaskFact):
    """Something about it is new (who waits since when, its due time, who has it)."""


class TaskEscalated(TaskFact):
    """Nobody had taken it in time: it is more urgent now, and every department is asked."""


class TaskShutOut(Fact):
    """A label or an objection has closed a task to who had it in hand: he is told that it left his list, and not whose
    it is."""

    task_id: UUID
    case_id: UUID
    user_id: UUID

    @property
    def key(self) -> str:
        return f"case:{self.case_id}"

    def rooms(self) -> list[str]:
        return [f"user:{self.user_id}"]


class CommentAdded(TaskFact):
    """Somebody wrote or attached something; to be read over HTTP."""


TASK_FACTS: tuple[type[TaskFact], ...] = (
    TaskOpened,
    TaskClaimed,
    TaskReleased,
    TaskCompleted,
    TaskCancelled,
    TaskChanged,
    TaskEscalated,
)
