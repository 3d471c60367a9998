"""Tables of messages. What people wrote is sealed; what sorts, counts and routes is not."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves

MASK = {"audit": "mask"}


class ThreadKind(StrEnum):
    care = "care"  # a patient, or who acts for him, and the people who take care of him
    staff = "staff"  # colleagues among themselves


class Topic(StrEnum):
    """What a patient writes about; it decides whose inbox it reaches (rules.POOLS)."""

    health = "health"
    medication = "medication"
    result = "result"
    appointment = "appointment"
    billing = "billing"


class ThreadSide(StrEnum):
    patient = "patient"  # the patient himself and his proxies
    staff = "staff"
    system = "system"  # what the hub says: who is away and who answers instead


class ThreadStatus(StrEnum):
    open = "open"
    closed = "closed"


legal_moves(
    ThreadStatus, {ThreadStatus.open: {ThreadStatus.closed}, ThreadStatus.closed: {ThreadStatus.open}}
)  # fmt: skip


class Thread(Record):
    """One conversation. `waits_since` runs from the first word of a patient that nobody has answered."""

    __tablename__ = "message_thread"
    __table_args__ = (
        Index("ix_message_thread_patient", "patient_id", "last_at"),
        Index("ix_message_thread_last", "last_at", "id"),
        Index("ix_message_thread_waits", "reply_due_at", postgresql_where=sql("waits_since IS NOT NULL")),
        Index("ix_message_thread_task", "task_id", postgresql_where=sql("task_id IS NOT NULL")),
        CheckConstraint("kind <> 'care' OR patient_id IS NOT NULL", name="care_has_patient"),
    )

    kind: Mapped[ThreadKind]
    topic: Mapped[Topic | None]
    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"))
    task_id: Mapped[UUID | None]
    pool: Mapped[str | None]
    """The role whose people share this thread beside the patient's clinicians: receptionist, billing_clerk."""
    key_owner: Mapped[UUID]
    """Whose data key seals it: the patient's, so that shredding his key reaches it, or the thread's own."""
    subject_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    status: Mapped[ThreadStatus] = mapped_column(default=ThreadStatus.open)
    status_at: Mapped[datetime] = mapped_column(default=now)
    last_seq: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=now)
    waits_since: Mapped[datetime | None]
    reply_due_at: Mapped[datetime | None]

    subject = sealed.text("subject_sealed")


class ThreadMember(Record):
    """Who takes part. Having left (or lost the right) he is kept: what he wrote has its author."""

    __tablename__ = "thread_member"
    __table_args__ = (
        UniqueConstraint("thread_id", "user_id"),
        Index("ix_thread_member_user", "user_id", postgresql_where=sql("left_at IS NULL")),
    )

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("message_thread.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    side: Mapped[ThreadSide]
    covers_name: Mapped[str] = mapped_column(default="")
    """For whom he answers while that colleague is away; '' for everybody else."""
    read_seq: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime | None]
    muted: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None]


class Message(Record):
    """One message; append-only but for its marks: acknowledged, hidden, filed, made a task."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("thread_id", "seq"),
        UniqueConstraint("author_id", "client_id"),
        Index("ix_message_urgent", "escalate_at", postgresql_where=sql("escalate_at IS NOT NULL")),
    )

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("message_thread.id"))
    seq: Mapped[int]
    """1, 2, 3 … in the thread, given under its lock: what is unread and where one left off are numbers."""
    client_id: Mapped[UUID | None]
    """Made by the writer's device: sent again after a lost answer it is the same message."""
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    author_name: Mapped[str]
    side: Mapped[ThreadSide]
    key_owner: Mapped[UUID]
    text_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    code: Mapped[str] = mapped_column(default="")
    """What the hub says itself, as a code that the reader's catalogue puts into words: away."""
    urgent: Mapped[bool] = mapped_column(default=False)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None]
    acknowledged_by_name: Mapped[str] = mapped_column(default="")
    escalate_at: Mapped[datetime | None]
    rung: Mapped[int] = mapped_column(default=0)
    answers_after: Mapped[int | None]
    """Seconds that the patient had waited, on the message that ended the wait."""
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[UUID | None]
    hidden_by_name: Mapped[str] = mapped_column(default="")
    hidden_reason: Mapped[str] = mapped_column(default="", info=MASK)
    document_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    task_note_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)

    text = sealed.text("text_sealed")
    task_note = sealed.text("task_note_sealed")


class MessageFile(Record):
    """A file of a thread; until it is sent with a message only who put it there sees it."""

    __tablename__ = "message_file"
    __table_args__ = (
        Index("ix_message_file_message", "message_id"),
        Index("ix_message_file_unsent", "created_at", postgresql_where=sql("message_id IS NULL")),
    )

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("message_thread.id"), index=True)
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"))
    added_by: Mapped[UUID | None]
    key_owner: Mapped[UUID]
    file_id: Mapped[UUID]
    name_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    scanned_by: Mapped[str]
    document_id: Mapped[UUID | None]
    """What it became in the chart."""

    name = sealed.text("name_sealed")


class MessageTranslation(Record):
    """A message in another language, as a machine said it; kept so that it is asked once."""

    __tablename__ = "message_translation"
    __table_args__ = (UniqueConstraint("message_id", "language"),)

    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id"))
    language: Mapped[str]
    engine: Mapped[str]
    key_owner: Mapped[UUID]
    text_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)

    text = sealed.text("text_sealed")


class CannedAnswer(Record):
    """Words that somebody writes often: his own, or (`role`) everybody's of a role."""

    __tablename__ = "canned_answer"
    __table_args__ = (
        Index("ix_canned_answer_owner", "owner_id"),
        Index("ix_canned_answer_role", "role"),
        CheckConstraint("(owner_id IS NULL) <> (role IS NULL)", name="whose"),
    )

    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str | None]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(Text)


for _table in (Thread, Message, MessageFile, MessageTranslation):
    sealed.keyed(_table, "key_owner")
