"""Tables of scheduling; PostgreSQL refuses two active appointments at once for one clinician or one patient (B64)."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, Record, ddl
from hub.core.states import legal_moves


class Kind(StrEnum):
    """How the two meet."""

    video = "video"
    in_person = "in_person"


class HoursKind(StrEnum):
    """What may be booked in these hours; `any` leaves it to the patient."""

    video = "video"
    in_person = "in_person"
    any = "any"


class AppointmentStatus(StrEnum):
    """FHIR Appointment.status, as far as we go; `held` is a slot kept for minutes while somebody decides."""

    held = "held"
    booked = "booked"
    arrived = "arrived"
    fulfilled = "fulfilled"
    cancelled = "cancelled"
    no_show = "no_show"


S = AppointmentStatus
legal_moves(
    AppointmentStatus,
    {
        S.held: [S.booked, S.cancelled],
        S.booked: [S.arrived, S.fulfilled, S.cancelled, S.no_show],
        S.arrived: [S.fulfilled, S.cancelled, S.no_show],
    },
)
ACTIVE = (S.held, S.booked, S.arrived, S.fulfilled)
"""These keep the time from anybody else."""


class BookingPolicy(Base):
    """How a facility books; without a row the defaults here hold."""

    __tablename__ = "booking_policy"

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"), primary_key=True)
    hold_seconds: Mapped[int] = mapped_column(default=300)
    notice_minutes: Mapped[int] = mapped_column(default=2)
    horizon_days: Mapped[int] = mapped_column(default=90)
    no_show_grace_minutes: Mapped[int] = mapped_column(default=15)


class Availability(Record):
    """Weekly hours of one clinician on the wall clock of the facility; `ends` 00:00 is the end of the day."""

    __tablename__ = "availability"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends > starts OR ends = '00:00'", name="hours"),
        CheckConstraint("slot_minutes BETWEEN 5 AND 480", name="slot_minutes"),
    )

    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"), index=True)
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    weekday: Mapped[int] = mapped_column(SmallInteger)
    """0 = Monday, as ISO 8601 orders them."""
    starts: Mapped[time]
    ends: Mapped[time]
    slot_minutes: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[HoursKind] = mapped_column(default=HoursKind.any)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    """The last day, included."""


class AvailabilityException(Record):
    """One day unlike the others: `open` adds hours, otherwise the stretch (None = the whole day) is closed."""

    __tablename__ = "availability_exception"
    __table_args__ = (Index("ix_availability_exception_day", "practitioner_id", "day"),)

    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    day: Mapped[date]
    open: Mapped[bool] = mapped_column(default=False)
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    slot_minutes: Mapped[int | None] = mapped_column(SmallInteger)
    kind: Mapped[HoursKind] = mapped_column(default=HoursKind.any)
    reason: Mapped[str] = mapped_column(default="")


class Appointment(Record):
    """A slot that is held for, or belongs to, one patient and one clinician."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index("ix_appointment_practitioner_starts", "practitioner_id", text("lower(during)")),
        Index("ix_appointment_patient_starts", "patient_id", text("lower(during)")),
        Index("ix_appointment_starts", text("lower(during)"), "id"),
        Index("ix_appointment_held", "held_until", postgresql_where=text("status = 'held'")),
        CheckConstraint("NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)", name="during"),
        CheckConstraint("(status = 'held') = (held_until IS NOT NULL)", name="held"),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    kind: Mapped[Kind]
    status: Mapped[AppointmentStatus]
    status_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    cancel_reason: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    cancelled_by: Mapped[str] = mapped_column(default="")
    """patient | clinic | pathway: who took it back, never by name."""
    case_id: Mapped[UUID | None]
    booked_by: Mapped[UUID | None]

    @property
    def starts_at(self) -> datetime:
        assert self.during.lower is not None
        return self.during.lower

    @property
    def ends_at(self) -> datetime:
        assert self.during.upper is not None
        return self.during.upper


for _who in ("practitioner", "patient"):
    ddl(f"""
    ALTER TABLE appointment ADD CONSTRAINT ex_appointment_{_who} EXCLUDE USING gist
    (uuidrange({_who}_id, {_who}_id, '[]') WITH &&, during WITH &&)
    WHERE (status IN ('held', 'booked', 'arrived', 'fulfilled'));
    """)
