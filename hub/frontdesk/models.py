"""Tables of the front desk."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves


class QueueCategory(Record):
    """Why people wait: its letter begins their numbers. A lower priority is called first."""

    __tablename__ = "queue_category"
    __table_args__ = (
        UniqueConstraint("facility_id", "code"),
        CheckConstraint("code ~ '^[A-Z]$'", name="code"),
    )

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    code: Mapped[str]
    name: Mapped[str]
    priority: Mapped[int] = mapped_column(SmallInteger, default=2)
    active: Mapped[bool] = mapped_column(default=True)


class ServicePoint(Record):
    """A desk or room that calls people: which categories, and, for a clinician's room, whose patients."""

    __tablename__ = "service_point"
    __table_args__ = (UniqueConstraint("facility_id", "name"),)

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    name: Mapped[str]
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    practitioner_id: Mapped[UUID | None] = mapped_column(ForeignKey("practitioner.id"))
    active: Mapped[bool] = mapped_column(default=True)


class TicketStatus(StrEnum):
    """Where somebody in a queue stands."""

    waiting = "waiting"
    called = "called"
    serving = "serving"
    skipped = "skipped"
    done = "done"
    left = "left"


T = TicketStatus
legal_moves(
    TicketStatus,
    {
        T.waiting: [T.called, T.done, T.left],
        T.called: [T.serving, T.skipped, T.waiting, T.done, T.left],
        T.skipped: [T.called, T.waiting, T.done, T.left],
        T.serving: [T.waiting, T.done, T.left],
    },
)
OPEN = (T.waiting, T.called, T.serving, T.skipped)


class QueueTicket(Record):
    """One number of one day. `day` is the date on the facility's calendar, so numbers begin anew at local midnight."""

    __tablename__ = "queue_ticket"
    __table_args__ = (
        UniqueConstraint("facility_id", "day", "category", "number"),
        Index("uq_queue_ticket_appointment", "appointment_id", unique=True,
              postgresql_where=text("appointment_id IS NOT NULL")),
        Index("ix_queue_ticket_line", "day", "category", "priority", "due_at",
              postgresql_where=text("status = 'waiting'")),
        Index("ix_queue_ticket_pace", "category", "done_at", postgresql_where=text("status = 'done'")),
        Index("ix_queue_ticket_point", "service_point_id", "day"),
    )  # fmt: skip

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    day: Mapped[date]
    category: Mapped[str]
    number: Mapped[int]
    priority: Mapped[int] = mapped_column(SmallInteger)
    appointment_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment.id"))
    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"), index=True)
    practitioner_id: Mapped[UUID | None] = mapped_column(ForeignKey("practitioner.id"))
    due_at: Mapped[datetime]
    """The later of appointment and arrival: who comes early does not overtake."""
    status: Mapped[TicketStatus] = mapped_column(default=TicketStatus.waiting)
    status_at: Mapped[datetime] = mapped_column(default=now)
    service_point_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_point.id"))
    called_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    calls: Mapped[int] = mapped_column(SmallInteger, default=0)

    @property
    def code(self) -> str:
        """What the display shows: A012."""
        return f"{self.category}{self.number:03}"


class ScreenKind(StrEnum):
    """A screen that stands in a public place."""

    display = "display"
    kiosk = "kiosk"


class Screen(Record):
    """A device with a token of its own instead of a person; only the token's hash is kept."""

    __tablename__ = "screen"

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    kind: Mapped[ScreenKind]
    name: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True, info={"audit": "mask"})
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class CardSide(StrEnum):
    front = "front"
    back = "back"


class InsuranceCard(Record):
    """A photo of an insurance card; the bytes are in the storage, the latest of a side counts."""

    __tablename__ = "insurance_card"
    __table_args__ = (Index("ix_insurance_card_patient", "patient_id", "id"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    side: Mapped[CardSide]
    file_id: Mapped[UUID]
    sha256: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    taken_by: Mapped[UUID | None]
    checked_at: Mapped[datetime | None]
    """When the desk compared it with the coverage on file; a patient's photo waits for that."""
    checked_by: Mapped[UUID | None]
