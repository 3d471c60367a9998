"""What crosses HTTP about tasks, cases and processes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator, model_validator

from hub.core.http import Body, Out, Page

MAX_DRAFT_BYTES = 256 * 1024

Scope = Literal["mine", "open", "others", "cover", "later", "done"]
Sort = Literal["priority", "due", "waiting"]


class TaskPatient(Out):
    """Who a row is about."""

    id: UUID
    name: str
    number: str
    birth_date: str | None = None
    sex: str | None = None


class TaskRow(Out):
    """One row of a worklist."""

    id: UUID
    version: int
    case_id: UUID
    process_id: str
    element_id: str
    name: str
    form: str
    status: str
    candidate_role: str
    other_roles: list[str]
    department: str | None
    practitioner_id: UUID | None
    assignee_id: UUID | None
    assignee_name: str | None
    claimed_at: datetime | None
    priority: int
    due_at: datetime | None
    warn_at: datetime | None
    """From here on the SLA clock warns: three quarters of the time are gone."""
    follow_up_at: datetime | None
    escalated_at: datetime | None
    owner_id: UUID | None
    owner_name: str | None
    """Delegated: it goes back to this person."""
    waiting_since: datetime | None
    note: str | None
    created_at: datetime
    ended_at: datetime | None
    by_message: str | None
    """It ends when this arrives (a payment), never by hand."""
    subject: dict[str, str]
    patient: TaskPatient | None = None


class TaskOut(TaskRow):
    """A task opened by a person: the form to fill, what it starts from, and that person's own draft."""

    form_schema: dict[str, Any] | None
    form_ui: dict[str, Any] | None
    """How a drawn form is laid out (rjsf's uiSchema); null for a shipped form."""
    initial: dict[str, Any]
    draft: dict[str, Any] | None
    draft_saved_at: datetime | None
    mine: bool
    may_complete: bool
    may_assign: bool
    covers: bool
    """It is in the hands of somebody this person covers for now."""


class CompletedOut(Out):
    """The one exchange that ends a task: no refetch is needed."""

    task: TaskRow
    next_task_for_me: TaskRow | None
    case_id: UUID
    case_status: str
    subject: dict[str, str]
    encounter_id: UUID | None = None


class TaskQuery(Body):
    """Which worklist: mine, open (my pools, taken rows too), others (my cases or delegations wait for somebody), cover
    (in the hands of people I cover for), later (put off), done; and which of its rows."""

    scope: Scope = "mine"
    sort: Sort = "priority"
    after: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)
    process: str | None = Field(default=None, max_length=80)
    element: str | None = Field(default=None, max_length=200)
    role: str | None = Field(default=None, max_length=80)
    department: str | None = Field(default=None, max_length=80)
    case_id: UUID | None = None
    patient_id: UUID | None = None
    assignee_id: UUID | None = None
    taken: bool | None = None
    overdue: bool | None = None
    due_before: datetime | None = None
    escalated: bool | None = None

    @field_validator("due_before")
    @classmethod
    def has_a_zone(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value


class TaskCounts(Out):
    """Numbers for the rail and the home page."""

    mine: int
    open: int
    waiting: int
    late: int
    later: int
    others: int
    done_today: int


class ClaimTask(Body):
    """`version` is optional: a claim only needs the task to be free."""

    version: int | None = None


class CompleteTask(Body):
    """The answers and the version of the task that was shown."""

    answers: dict[str, Any] = Field(default_factory=dict)
    version: int


class SaveDraft(Body):
    """What was typed so far; not checked, only kept for the same person."""

    content: dict[str, Any]
    based_on: AwareDatetime | None = None
    """When the draft was saved that the page knows, null for none; where it is not said, the last save wins."""

    def known(self) -> dict[str, Any]:
        return self.model_dump(include={"based_on"}, exclude_unset=True)


class DraftOut(Out):
    """When the draft was kept."""

    saved_at: datetime


class StartCase(Body):
    """Start a pathway by hand."""

    process: str = Field(max_length=80)
    data: dict[str, Any] = Field(default_factory=dict)
    patient_id: UUID | None = None
    subject: dict[str, str] = Field(default_factory=dict, max_length=20)
    business_key: str | None = Field(default=None, max_length=200)


class MessageCase(Body):
    """A message for one case. `key` matters where the diagram asks for one (which of several orders)."""

    name: str = Field(min_length=1, max_length=200)
    payload: dict[str, Any] = Field(default_factory=dict)
    key: str | None = Field(default=None, max_length=200)


class MessageSent(Out):
    """Whether the case was waiting for it; if not, it is kept for 30 days for when it does."""

    taken: bool


class SendSignal(Body):
    """A signal for every case that waits for it."""

    name: str = Field(min_length=1, max_length=200)
    payload: dict[str, Any] = Field(default_factory=dict)


class SignalSent(Out):
    """How many cases wait for it; each hears it in a moment."""

    cases: int
    started: int = 0
    """Pathways that begin with it, a case of each."""


class CaseReason(Body):
    """Why; it is kept in the history."""

    reason: str = Field(min_length=3, max_length=500)

    @field_validator("reason")
    @classmethod
    def said(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("say why")
        return value


class CaseQuery(Body):
    """Filters of the case list; the stuck ones come first."""

    status: Literal["running", "incident", "suspended", "completed", "cancelled", "active"] | None = None
    process: str | None = Field(default=None, max_length=80)
    patient_id: UUID | None = None
    element: str | None = Field(default=None, max_length=200)
    """Only cases that stand at this element of the pathway, also inside pathways that call it or that it calls: with a
    task there, stuck there, or waiting for a time or a message."""
    after: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)

    @model_validator(mode="after")
    def _says_of_which(self) -> Self:
        if self.element is not None and self.process is None:
            raise ValueError("an element needs its pathway as well")
        return self


class CaseRow(Out):
    """One running or ended pathway in a list."""

    id: UUID
    process_id: str
    process_name: str
    version_number: int
    status: str
    rev: int
    created_at: datetime
    moved_at: datetime
    ended_at: datetime | None
    subject: dict[str, str]
    patient: TaskPatient | None
    at: list[str]
    """Names of the open tasks; of a case without any, of what it waits for: a time or a message."""
    incidents: int


class CasePage(Page[CaseRow]):
    """Cases with counts per status."""

    counts: dict[str, int]


class CaseToken(Out):
    """Where a token rests, since when and what it waits for."""

    id: UUID
    element_id: str
    name: str
    waits_for: str
    since: datetime | None
    due_at: datetime | None = None
    who: str | None = None
    listening: bool = False
    """A boundary event that may yet happen, as opposed to a place where the case rests."""


class CaseAwaited(Out):
    """News the case would take now: a message for it alone, or a signal that every case hears which waits for it."""

    kind: Literal["message", "signal"]
    name: str
    key: str | None = None
    """Which one of several is meant; a message must name the same."""
    element_id: str = ""
    element: str = ""
    """Where the message is caught, in words; a signal is heard in many places."""


class CaseStep(Out):
    """One finished visit to an element, or one thing done to the case by hand."""

    id: int
    element_id: str
    name: str
    kind: str
    outcome: str
    came_from: str | None
    entered_at: datetime
    at: datetime
    actor_name: str
    detail: str


class CaseIncident(Out):
    """A step that needs an administrator."""

    id: UUID
    kind: str
    element_id: str
    name: str
    step: str
    code: str
    detail: str
    attempts: int
    again_at: datetime | None
    """When it is tried again by itself; nothing: it waits for an administrator."""
    created_at: datetime
    resolved_at: datetime | None
    resolution: str | None


class CalledDrawing(Out):
    """A pathway that a case calls: the drawing that is pinned to its version. `renamed`: what those of its elements go
    by in the case whose id another of its drawings has, too."""

    process_id: str
    name: str
    xml: str
    renamed: dict[str, str]


class CaseOut(CaseRow):
    """A whole case: the diagram with its tokens, the story so far, and the data as far as the reader may see it."""

    xml: str
    called: list[CalledDrawing]
    """The pathways that it calls, directly or not; tokens and story name their elements too."""
    tokens: list[CaseToken]
    awaits: list[CaseAwaited]
    completed: dict[str, int]
    """How often each element was completed."""
    history: list[CaseStep]
    data: dict[str, Any]
    masked: bool
    incident_list: list[CaseIncident]
    tasks: list[TaskRow]
    may_manage: bool
    suspended_at: datetime | None
    """Since when nothing moves; its timers keep what was left of them."""
    end_reason: str


class CaseStartedOut(Out):
    """The new case, and its first task for who started it."""

    case_id: UUID
    status: str
    next_task_for_me: TaskRow | None = None
