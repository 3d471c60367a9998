"""Tables of the running pathways. A case row is the process mutex; its state is opaque bytes, never jsonb."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.clock import now
from hub.core.db import Base, Record, ddl
from hub.core.states import legal_moves


class CaseStatus(StrEnum):
    """`incident` = at least one step needs an administrator; the other branches go on."""

    running = "running"
    incident = "incident"
    suspended = "suspended"
    completed = "completed"
    cancelled = "cancelled"


legal_moves(
    CaseStatus,
    {
        CaseStatus.running: {
            CaseStatus.incident, CaseStatus.suspended, CaseStatus.completed, CaseStatus.cancelled,
        },
        CaseStatus.incident: {
            CaseStatus.running, CaseStatus.suspended, CaseStatus.completed, CaseStatus.cancelled,
        },
        CaseStatus.suspended: {CaseStatus.running, CaseStatus.incident, CaseStatus.cancelled},
    },
)  # fmt: skip


class TaskStatus(StrEnum):
    """WS-HumanTask's life in four words: open -> claimed -> completed, or cancelled by the diagram."""

    open = "open"
    claimed = "claimed"
    completed = "completed"
    cancelled = "cancelled"


legal_moves(
    TaskStatus,
    {
        TaskStatus.open: {TaskStatus.claimed, TaskStatus.completed, TaskStatus.cancelled},
        TaskStatus.claimed: {TaskStatus.open, TaskStatus.completed, TaskStatus.cancelled},
    },
)


OPEN = (TaskStatus.open, TaskStatus.claimed)
_UNDONE = "status IN ('open', 'claimed')"


class ProcessVersion(Record):
    """One published diagram: its XML and everything compiled from it are found by `spec_hash`."""

    __tablename__ = "process_version"
    __table_args__ = (
        Index("uq_process_version_number", "process_id", "number", unique=True),
        Index("uq_process_version_active", "process_id", unique=True, postgresql_where=text("active")),
    )

    process_id: Mapped[str]
    number: Mapped[int]
    name: Mapped[str]
    xml: Mapped[str] = mapped_column(Text)
    called_xml: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """The processes that it calls, pinned with it: see `calling.Called`."""
    spec_hash: Mapped[str] = mapped_column(index=True)
    active: Mapped[bool] = mapped_column(default=True)
    decisions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    """Decision tables drawn with it: decision id -> DMN XML."""
    forms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """Forms drawn with it: form key -> {"schema": JSON Schema, "ui": …}. A key that is not here is a shipped form."""
    author_id: Mapped[UUID | None]
    """Who drew it; None for what this release ships."""
    reviewer_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    rolled_back_from: Mapped[int | None]
    """The number of the version that this one replaced by going back to an earlier one."""


class ProcessStart(Base):
    """What begins cases of a pathway by itself, as its active version says: one row while it does."""

    __tablename__ = "process_start"
    __table_args__ = (
        Index("uq_process_start_message", "name", unique=True, postgresql_where=text("kind = 'message'")),
        Index("ix_process_start_signal", "name", postgresql_where=text("kind = 'signal'")),
        Index("ix_process_start_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )

    process_id: Mapped[str] = mapped_column(primary_key=True)
    element_id: Mapped[str]
    kind: Mapped[str]
    """message | signal | timer"""
    name: Mapped[str] = mapped_column(default="", server_default="")
    """Of the message or signal. A message has exactly one receiver, so one pathway begins with it."""
    due_at: Mapped[datetime | None]
    """When the clock starts the next case; None: not again."""
    every: Mapped[str | None]
    """How far apart, an ISO 8601 duration; None: once."""
    remaining: Mapped[int | None]
    """How many more times after `due_at`; None: for ever."""


class ProcessPermission(Base):
    """Narrows a pathway: once a verb of a process has rows, only the roles named may do it (if they may at all)."""

    __tablename__ = "process_permission"

    process_id: Mapped[str] = mapped_column(primary_key=True)
    verb: Mapped[str] = mapped_column(primary_key=True)
    """start | see | work | operate | edit | publish"""
    role: Mapped[str] = mapped_column(primary_key=True)


class Case(Record):
    """One running pathway. Lock this row first; whoever holds it owns the process."""

    __tablename__ = "case_instance"
    __table_args__ = (
        # Nothing that every move changes is indexed, and a page has room: so a move writes no index.
        Index("ix_case_instance_status", "status"),
        Index("uq_case_instance_key", "process_id", "business_key", unique=True,
              postgresql_where=text("business_key IS NOT NULL")),
        {"postgresql_with": {"fillfactor": 60}},
    )  # fmt: skip

    process_version_id: Mapped[UUID] = mapped_column(ForeignKey("process_version.id"), index=True)
    process_id: Mapped[str]
    state: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info={"audit": "mask"})
    data: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, info={"audit": "mask"})
    """Large case data, which stand beside the state because they hardly ever change (see serializer)."""
    state_digest: Mapped[str]
    """Fingerprint of `state`: a case in memory is used only if it is exactly what this row holds."""
    serializer_version: Mapped[int]
    early: Mapped[int] = mapped_column(default=0)  # messages that are kept because they came too early
    rev: Mapped[int] = mapped_column(default=0)
    status: Mapped[CaseStatus] = mapped_column(default=CaseStatus.running)
    business_key: Mapped[str | None]
    subject: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Ids of what the case is about (appointment, visit, encounter …); no names, no clinical text."""
    patient_id: Mapped[UUID | None] = mapped_column(index=True)
    practitioner_id: Mapped[UUID | None] = mapped_column(index=True)
    started_by: Mapped[UUID | None]
    moved_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    suspended_at: Mapped[datetime | None]
    """Since when nothing moves; its timers keep what was left of them."""


class Task(Record):
    """One row of the worklist: a human task that the engine offers. `id` is the engine's id of the token."""

    __tablename__ = "task"
    __table_args__ = (
        # Lists are read from task_offer. Every index here is written at each completion: none that nobody reads.
        Index("ix_task_mine", "assignee_id", postgresql_where=text(f"{_UNDONE} AND assignee_id IS NOT NULL")),
        Index("ix_task_patient", "patient_id", postgresql_where=text(f"{_UNDONE} AND patient_id IS NOT NULL")),
        Index("ix_task_done", "completed_by", "ended_at", postgresql_where=text("status = 'completed'")),
        Index("ix_task_element", "process_id", "element_id", "ended_at", postgresql_where=text("status = 'completed'")),
        Index("ix_task_standing", "process_id", "element_id", postgresql_where=text(_UNDONE)),
        Index("ix_task_escalate", "escalate_at",
              postgresql_where=text("status = 'open' AND escalated_at IS NULL AND escalate_at IS NOT NULL")),
    )  # fmt: skip

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_instance.id", ondelete="CASCADE"), index=True)
    process_id: Mapped[str]
    element_id: Mapped[str]
    name: Mapped[str]
    form: Mapped[str]
    result: Mapped[str]
    """The case data key that takes the answers."""
    on_complete: Mapped[str | None]
    by_message: Mapped[str | None]
    """It ends when this message arrives (a payment), never by hand."""
    status: Mapped[TaskStatus] = mapped_column(default=TaskStatus.open)
    candidate_role: Mapped[str]
    candidate_user_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None]
    assignee_name: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=50)
    due_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    """Since when a person is waiting for this (visits: the patient is in the waiting room)."""
    note: Mapped[str | None]
    """A short stable code set by another room with `annotate` (e.g. 'patient_here'); never clinical text."""
    patient_id: Mapped[UUID | None]
    practitioner_id: Mapped[UUID | None]
    """Whom it is meant for first; the pool of `candidate_role` may take it all the same (cover)."""
    other_roles: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    """Further roles that it is offered to, besides `candidate_role`."""
    candidates: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list, server_default="{}")
    """People it is offered to by name besides the roles: account or practitioner ids."""
    department: Mapped[str | None]
    """The code of the department whose people are asked first; when it is escalated, every department is."""
    owner_id: Mapped[UUID | None]
    """Who has delegated it and gets it back (WS-HumanTask's actual owner); None: nobody has."""
    owner_name: Mapped[str | None]
    follow_up_at: Mapped[datetime | None]
    """Put off: out of the lists until then."""
    escalate_at: Mapped[datetime | None]
    """If nobody has taken it by then, it is escalated, once."""
    escalated_at: Mapped[datetime | None]
    subject: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    rev: Mapped[int] = mapped_column(default=1)
    """What a client must send back as `version`: changes with claims, releases and the end, not with annotations."""
    completed_by: Mapped[UUID | None]
    """With `answers_hash`: the same answers again by the same person get the same reply."""
    answers_hash: Mapped[bytes | None] = mapped_column(LargeBinary, info={"audit": "mask"})
    ended_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(lazy="raise")


class TaskOffer(Base):
    """Who is offered an open task, one row per list it stands in, kept by a trigger of `task` and by nothing else.

    A worklist is read from here in its order, page by page, however many tasks there are. A pool is `role:nurse`,
    `role:nurse@MED`, `person:<id>` (offered by name), `mine:<account>` (in hand), `patient:<id>`,
    `waits:<practitioner>` (whose case it is) or `owns:<account>` (who delegated it).
    """

    __tablename__ = "task_offer"
    __table_args__ = (
        Index("ix_task_offer_priority", "pool", "rank", "moment", "task_id"),
        Index("ix_task_offer_due", "pool", "due", "task_id"),
        Index("ix_task_offer_waiting", "pool", "since", "task_id"),
        Index("ix_task_offer_person_waits", "pool", "since", postgresql_where=text("waited_for")),
        Index("ix_task_offer_later", "pool", "from_at", postgresql_where=text("from_at IS NOT NULL")),
    )

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), primary_key=True)
    pool: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int]
    """The priority, negative: the most urgent first."""
    moment: Mapped[datetime]
    """Who waits since when, else when it is due, else when it came."""
    due: Mapped[datetime]
    """When it is due; the year 9999 when it never is."""
    since: Mapped[datetime]
    waited_for: Mapped[bool]
    taken: Mapped[bool]
    from_at: Mapped[datetime | None]


ddl("""
CREATE OR REPLACE FUNCTION task_offers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE place text; pools text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN DELETE FROM task_offer WHERE task_id = NEW.id; END IF;
  IF NEW.status NOT IN ('open', 'claimed') THEN RETURN NULL; END IF;
  place := CASE WHEN NEW.department IS NULL OR NEW.escalated_at IS NOT NULL THEN '' ELSE '@' || NEW.department END;
  pools := ARRAY['role:' || nullif(nullif(NEW.candidate_role, 'patient'), '') || place,
    'person:' || NEW.candidate_user_id, 'mine:' || coalesce(NEW.assignee_id, NEW.candidate_user_id),
    CASE WHEN NEW.candidate_role = 'patient' THEN 'patient:' || NEW.patient_id END,
    'waits:' || NEW.practitioner_id, 'owns:' || NEW.owner_id];
  IF NEW.other_roles <> '{}' THEN
    pools := pools || ARRAY(SELECT 'role:' || role || place FROM unnest(NEW.other_roles) role
                            WHERE role NOT IN ('patient', ''));
  END IF;
  IF NEW.candidates <> '{}' THEN
    pools := pools || ARRAY(SELECT 'person:' || id FROM unnest(NEW.candidates) id);
  END IF;
  INSERT INTO task_offer (task_id, pool, rank, moment, due, since, waited_for, taken, from_at)
  SELECT DISTINCT NEW.id, pool, -NEW.priority, coalesce(NEW.waiting_since, NEW.due_at, NEW.created_at),
    coalesce(NEW.due_at, '9999-12-31 00:00:00+00'), coalesce(NEW.waiting_since, NEW.created_at),
    NEW.waiting_since IS NOT NULL, NEW.assignee_id IS NOT NULL, NEW.follow_up_at
  FROM unnest(pools) pool WHERE pool IS NOT NULL;
  RETURN NULL;
END $$;
""")
ddl("""
CREATE TRIGGER task_offers AFTER INSERT OR UPDATE OF status, assignee_id, owner_id, candidate_role, candidate_user_id,
  candidates, other_roles, department, priority, due_at, waiting_since, follow_up_at, escalated_at, practitioner_id
ON task FOR EACH ROW EXECUTE FUNCTION task_offers();
""")


class TaskDraft(Base):
    """What a person has typed so far; unchecked, one per person and task, gone when the task ends."""

    __tablename__ = "task_draft"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info={"audit": "mask"})
    saved_at: Mapped[datetime] = mapped_column(default=now)


class Timer(Base):
    """A due moment of a case. `id` is the engine's id of the waiting token."""

    __tablename__ = "timer"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_instance.id", ondelete="CASCADE"), index=True)
    element_id: Mapped[str]
    due_at: Mapped[datetime] = mapped_column(index=True)
    woken_at: Mapped[datetime | None]


class Subscription(Base):
    """A message that a case waits for. The case id is the correlation: the host owns it, not the diagram."""

    __tablename__ = "subscription"
    __table_args__ = (Index("ix_subscription_name", "name", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_instance.id", ondelete="CASCADE"), index=True)
    element_id: Mapped[str]
    name: Mapped[str]
    key: Mapped[str] = mapped_column(default="")


class EarlyMessage(Record):
    """A message that came before its case waited for it; delivered once, or forgotten at `expires_at`."""

    __tablename__ = "early_message"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_instance.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    key: Mapped[str | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class CaseHistory(Base):
    """Where the token has been: one row per finished visit to an element, and per thing done to the case by hand."""

    __tablename__ = "case_history"
    __table_args__ = (
        Index("ix_case_history_case", "case_id", "id"),
        Index("ix_case_history_element", "process_id", "element_id", "at",
              postgresql_where=text("outcome = 'completed'")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_instance.id", ondelete="CASCADE"))
    process_id: Mapped[str] = mapped_column(default="", server_default="")
    element_id: Mapped[str]
    outcome: Mapped[str]
    """completed | cancelled (visits); started | message | failed | retried | skipped | case_cancelled (deeds)."""
    came_from: Mapped[str | None]
    entered_at: Mapped[datetime]
    at: Mapped[datetime]
    """When it was left, or done."""
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="")


class IncidentKind(StrEnum):
    """What could not go on, which decides what a retry does."""

    step = "step"
    """A service step failed: run it again, or skip it."""
    run = "run"
    """The diagram itself could not be followed from here (a condition that cannot be worked out, a circle)."""
    timer = "timer"
    """As `run`, when a timer fired: fire it again."""
    message = "message"
    """As `run`, when a message came: it is kept and delivered again."""


class Incident(Record):
    """Something in a case that failed. The rest of the case went on; an administrator retries or skips it."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("uq_incident_open", "token_id", unique=True, postgresql_where=text("resolved_at IS NULL")),
        Index("ix_incident_open_at", "created_at", postgresql_where=text("resolved_at IS NULL")),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_instance.id", ondelete="CASCADE"), index=True)
    kind: Mapped[IncidentKind]
    token_id: Mapped[UUID]
    element_id: Mapped[str]
    step: Mapped[str] = mapped_column(default="")
    code: Mapped[str]
    detail: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=1)
    again_at: Mapped[datetime | None]  # when it is tried again by itself; nothing: it waits for a person
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None]
    resolution: Mapped[str | None]  # retried | skipped | withdrawn
