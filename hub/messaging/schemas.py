"""What crosses HTTP at messages."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from hub.core.http import Body, Out
from hub.messaging.models import ThreadKind, ThreadSide, ThreadStatus, Topic
from hub.patients.filed import Folder, Visibility


def _readable(text: str) -> str:
    """Any script, new lines and emoji; no control and no direction-changing characters (they hide what is said)."""
    if any((unicodedata.category(c) in ("Cc", "Cs", "Co") and c not in "\n\t") or c in _TURNS for c in text):
        raise ValueError("This text holds characters that cannot be shown.")
    return text


_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
Words = Annotated[str, AfterValidator(_readable), Field(max_length=4000)]
Subject = Annotated[str, AfterValidator(_readable), Field(min_length=1, max_length=120)]
Title = Annotated[str, AfterValidator(_readable), Field(min_length=1, max_length=160)]
Why = Annotated[str, AfterValidator(_readable), Field(min_length=3, max_length=300)]
TaskRole = Literal["doctor", "nurse", "receptionist", "billing_clerk"]
View = Literal["mine", "team", "waiting", "closed", "all"]


class NewMessage(Body):
    """A message; `client_id` is made by the writer's device, so that sending again sends nothing twice."""

    client_id: UUID
    text: Words = ""
    urgent: bool = False
    file_ids: list[UUID] = Field([], max_length=10)

    @model_validator(mode="after")
    def _something(self) -> NewMessage:
        if not self.text and not self.file_ids:
            raise ValueError("write something")
        return self


class NewThread(NewMessage):
    """A conversation with its first message. `user_ids`: colleagues, or the clinicians a patient writes to."""

    kind: ThreadKind
    subject: Subject
    topic: Topic | None = None
    patient_id: UUID | None = None
    task_id: UUID | None = None
    user_ids: list[UUID] = Field([], max_length=30)
    file_ids: list[UUID] = Field([], max_length=0)
    """Files need the conversation that they are put to: they come with the next message."""


class ThreadsQuery(Body):
    view: View = "mine"
    patient_id: UUID | None = None
    task_id: UUID | None = None
    search: str = Field("", max_length=100)
    after: str = Field("", max_length=300)


class BeforeQuery(Body):
    before: int | None = Field(None, ge=1, le=2**53)


class ReadThread(Body):
    seq: int = Field(ge=0, le=2**53)


class AddMember(Body):
    user_id: UUID


class MuteThread(Body):
    muted: bool


class FileName(Body):
    name: str = Field("", max_length=4200)


class HideMessage(Body):
    reason: Why


class FileMessage(Body):
    """Into the chart: the words of the message, or (`file_id`) one of its files, as a document."""

    title: Title
    folder: Folder = Folder.correspondence
    visibility: Visibility = Visibility.staff
    file_id: UUID | None = None


class MakeTask(Body):
    """A task of somebody's: of a role, or of one person of it."""

    role: TaskRole
    user_id: UUID | None = None
    note: Words = ""
    due_hours: int = Field(24, ge=1, le=720)


class Translate(Body):
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]


class RecipientsQuery(Body):
    search: str = Field("", max_length=80)
    patient_id: UUID | None = None


class WriteAnswer(Body):
    """`role`: for everybody of that role, for who leads it; without one it is mine."""

    title: Title
    text: Annotated[str, AfterValidator(_readable), Field(min_length=1, max_length=4000)]
    role: TaskRole | Literal["store_manager", "pharmacist", "lab_technician", "team_lead"] | None = None


# ---- outwards -------------------------------------------------------------------------------------------------------


class PatientOut(Out):
    """About whom; for staff."""

    id: UUID
    name: str
    number: str
    birth_date: str | None


class MemberOut(Out):
    """Somebody in the conversation; `read_seq` is how far he has read."""

    user_id: UUID
    name: str
    side: ThreadSide
    covers_name: str
    read_seq: int
    read_at: datetime | None
    gone: bool
    away_until: datetime | None = None


class FileOut(Out):
    id: UUID
    name: str
    media_type: str
    size: int
    filed: bool
    """It is in the chart."""


class ThreadMessageOut(Out):
    """One message. Of a hidden one there is no text; `code` is what the hub itself says."""

    id: UUID
    seq: int
    client_id: UUID | None
    author_id: UUID | None
    author_name: str
    side: ThreadSide
    mine: bool
    created_at: datetime
    text: str
    code: str
    urgent: bool
    acknowledged_at: datetime | None
    acknowledged_by_name: str
    hidden: bool
    hidden_by_name: str
    hidden_reason: str
    document_id: UUID | None
    case_id: UUID | None
    files: list[FileOut]
    translations: dict[str, str]


class ThreadRow(Out):
    """One line of the inbox."""

    id: UUID
    kind: ThreadKind
    topic: Topic | None
    subject: str
    status: ThreadStatus
    patient: PatientOut | None
    task_id: UUID | None
    pool: str | None
    people: list[str]
    """Names of the others, the nearest first."""
    last_at: datetime
    last_text: str
    last_author: str
    last_mine: bool
    unread: int
    taking_part: bool
    muted: bool
    urgent_open: bool
    waits_since: datetime | None
    reply_due_at: datetime | None


class ThreadsOut(Out):
    items: list[ThreadRow]
    next: str | None = None


class CountsOut(Out):
    """For the rail."""

    unread: int
    urgent: int
    waiting: int


class ThreadOut(Out):
    """A conversation as it is opened."""

    thread: ThreadRow
    members: list[MemberOut]
    messages: list[ThreadMessageOut]
    more: bool
    """Whether there are earlier messages."""
    may_write: bool
    may_hide: bool
    may_manage: bool
    """Bring people in, close, file, make a task: the staff's side of it."""
    may_translate: bool


class ThreadMessagesOut(Out):
    items: list[ThreadMessageOut]
    more: bool


class RecipientOut(Out):
    """Somebody to write to."""

    user_id: UUID
    name: str
    roles: list[str]
    detail: str = ""
    """A clinician's specialty, as a code."""
    own_team: bool = False
    away_until: datetime | None = None
    cover_name: str = ""


class RecipientsOut(Out):
    items: list[RecipientOut]
    reply_hours: int
    """Within how many hours patients are promised an answer."""
    patients_write: bool


class FiledOut(Out):
    document_id: UUID


class TaskMadeOut(Out):
    case_id: UUID


class TaskMessageOut(Out):
    """What a task made of a message is about."""

    message: ThreadMessageOut
    thread_id: UUID
    subject: str
    note: str


class AnswerOut(Out):
    id: UUID
    title: str
    text: str
    role: str | None
    may_change: bool


class AnswersOut(Out):
    items: list[AnswerOut]
