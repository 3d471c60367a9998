"""Tables of scheduling; PostgreSQL refuses two active appointments at once for one clinician or one patient (B64)."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON, TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, Record, ddl
from hub.core.states import legal_moves
from hub.core.stretches import Stretch, bounded


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
    """After the beginning of a video visit, after the end of a visit at the clinic: then nobody came."""
    offer_minutes: Mapped[int] = mapped_column(default=30, server_default=text("30"))
    """How long a freed time is kept for somebody of the waitlist."""
    reoffer_hours: Mapped[int] = mapped_column(default=24, server_default=text("24"))
    """How long another time is kept for somebody whose clinician is away."""
    overbook_per_day: Mapped[int] = mapped_column(default=2, server_default=text("2"))
    """How many times a day one clinician may be booked twice at once, by those who may."""
    check_in_opens_minutes: Mapped[int] = mapped_column(default=60, server_default=text("60"))
    reminder_hours: Mapped[list[int]] = mapped_column(
        ARRAY(SmallInteger), default=lambda: [24, 2], server_default=text("'{24,2}'")
    )
    """Reminders go out so many hours before, the longest first; the last one, ten minutes before, is notifications'."""
    late_cancel_hours: Mapped[int] = mapped_column(default=24, server_default=text("24"))
    late_cancel_fee_minor: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    no_show_fee_minor: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Availability(Record):
    """Weekly hours of one clinician on the wall clock of the facility; `ends` 00:00 is the end of the day."""

    __tablename__ = "availability"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends > starts OR ends = '00:00'", name="hours"),
        CheckConstraint("slot_minutes BETWEEN 5 AND 480", name="slot_minutes"),
        CheckConstraint("buffer_minutes BETWEEN 0 AND 240 AND capacity BETWEEN 1 AND 100", name="buffer_capacity"),
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
    buffer_minutes: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    """Kept free after each appointment, for notes and a breath."""
    capacity: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"))
    """How many patients share a slot (group sessions)."""


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
    leave_id: Mapped[UUID | None] = mapped_column(ForeignKey("leave.id"), index=True)
    """The leave of staff that closes the day."""
    buffer_minutes: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    capacity: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"))


class ScheduleTemplate(Record):
    """A week's hours under a name, to be given to clinicians: [{weekday, starts, ends, slot_minutes, ...}]."""

    __tablename__ = "schedule_template"

    name: Mapped[str] = mapped_column(unique=True)
    hours: Mapped[Any] = mapped_column(JSON)


class Holiday(Record):
    """A day on which the facility is closed, whole or from `starts` up to `ends`."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("facility_id", "day"),)

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    day: Mapped[date]
    name: Mapped[str]
    starts: Mapped[time | None]
    ends: Mapped[time | None]


class AppointmentSeries(Record):
    """Appointments that repeat on the wall clock of the facility (RFC 5545 RRULE in words of our own)."""

    __tablename__ = "appointment_series"

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    kind: Mapped[Kind]
    rule: Mapped[Any] = mapped_column(JSON)
    """{frequency, interval, weekdays, count, until, first, at, exceptions}"""


class Booking(StrEnum):
    """How an appointment stands to the clinician's time: it owns a slot, shares one on purpose, or waits its turn."""

    slot = "slot"
    overbooked = "overbooked"
    walk_in = "walk_in"


class Appointment(Stretch, Record):
    """A slot that is held for, or belongs to, one patient and one clinician."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index("ix_appointment_practitioner_starts", "practitioner_id", text("lower(during)")),
        Index("ix_appointment_patient_starts", "patient_id", text("lower(during)")),
        Index("ix_appointment_starts", text("lower(during)"), "id"),
        Index("ix_appointment_held", "held_until", postgresql_where=text("status = 'held'")),
        Index("ix_appointment_series", "series_id", postgresql_where=text("series_id IS NOT NULL")),
        Index("ix_appointment_replaces", "replaces_id", postgresql_where=text("replaces_id IS NOT NULL")),
        Index("ix_appointment_open", text("lower(during)"), postgresql_where=text("status = 'booked'")),
        bounded(),
        CheckConstraint("(status = 'held') = (held_until IS NOT NULL)", name="held"),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    kind: Mapped[Kind]
    status: Mapped[AppointmentStatus]
    status_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    reason_clear: Mapped[str | None] = mapped_column("reason", Text, info={"audit": "mask"})
    reason = sealed.text("reason_sealed", clear="reason_clear")
    cancel_reason_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    cancel_reason_clear: Mapped[str | None] = mapped_column("cancel_reason", Text, info={"audit": "mask"})
    cancel_reason = sealed.text("cancel_reason_sealed", clear="cancel_reason_clear")
    cancelled_by: Mapped[str] = mapped_column(default="")
    """patient | clinic | pathway: who took it back, never by name."""
    case_id: Mapped[UUID | None]
    booked_by: Mapped[UUID | None]
    booking: Mapped[Booking] = mapped_column(default=Booking.slot, server_default=text("'slot'"))
    booking_reason_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    booking_reason_clear: Mapped[str | None] = mapped_column("booking_reason", Text, info={"audit": "mask"})
    booking_reason = sealed.text("booking_reason_sealed", clear="booking_reason_clear")
    """Why it was overbooked."""
    seat: Mapped[int | None] = mapped_column(SmallInteger)
    """Which place of a group slot; none: the whole time."""
    offered: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """This hold belongs to an offer; the patient's other choices leave it alone."""
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment.id"))
    """The appointment that was moved here: its history, and what was paid for it, are found this way."""
    series_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment_series.id"))
    confirmed_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))


sealed.keyed(Appointment, "patient_id")


# A seat is a point, no seat the whole line: so a group's patients sit beside each other and nobody else sits with them.
ddl("""
ALTER TABLE appointment ADD CONSTRAINT ex_appointment_practitioner EXCLUDE USING gist
(uuidrange(practitioner_id, practitioner_id, '[]') WITH &&, during WITH &&,
 int4range(seat::integer, seat::integer, '[]') WITH &&)
WHERE (status IN ('held', 'booked', 'arrived', 'fulfilled') AND booking = 'slot');
""")
# Not for holds: who moves an appointment by ten minutes holds a time that touches the one he has.
ddl("""
ALTER TABLE appointment ADD CONSTRAINT ex_appointment_patient EXCLUDE USING gist
(uuidrange(patient_id, patient_id, '[]') WITH &&, during WITH &&)
WHERE (status IN ('booked', 'arrived', 'fulfilled'));
""")


class ResourceKind(StrEnum):
    """What an appointment needs beside people."""

    room = "room"
    equipment = "equipment"


class AppointmentResource(Record):
    """A room or a device that an appointment keeps; PostgreSQL refuses two appointments at once in one of them."""

    __tablename__ = "appointment_resource"
    __table_args__ = (
        UniqueConstraint("appointment_id", "resource_id"),
        Index("ix_appointment_resource_during", "resource_id", text("lower(during)")),
    )

    appointment_id: Mapped[UUID] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"))
    kind: Mapped[ResourceKind]
    resource_id: Mapped[UUID]
    """A room or a piece of equipment of hub.staff, by `kind`."""
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    seat: Mapped[int | None] = mapped_column(SmallInteger)
    active: Mapped[bool] = mapped_column(default=True)
    """False once the appointment gave it back."""


ddl("""
ALTER TABLE appointment_resource ADD CONSTRAINT ex_appointment_resource EXCLUDE USING gist
(uuidrange(resource_id, resource_id, '[]') WITH &&, during WITH &&,
 int4range(seat::integer, seat::integer, '[]') WITH &&)
WHERE (active);
""")
# Whoever ends an appointment, by whatever way: what it kept is free in the same moment.
ddl("""
CREATE OR REPLACE FUNCTION appointment_gives_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE appointment_resource SET active = false WHERE appointment_id = NEW.id AND active;
  RETURN NEW;
END $$;
""")
ddl("""
CREATE TRIGGER appointment_gives_back AFTER UPDATE OF status ON appointment FOR EACH ROW
WHEN (NEW.status IN ('cancelled', 'no_show')) EXECUTE FUNCTION appointment_gives_back();
""")


class WaitlistStatus(StrEnum):
    """waiting <-> offered, until there is a time, or nobody waits any more."""

    waiting = "waiting"
    offered = "offered"
    booked = "booked"
    withdrawn = "withdrawn"
    expired = "expired"


W = WaitlistStatus
legal_moves(
    WaitlistStatus,
    {
        W.waiting: [W.offered, W.booked, W.withdrawn, W.expired],
        W.offered: [W.waiting, W.booked, W.withdrawn, W.expired],
    },
)


class WaitlistEntry(Record):
    """A patient who would like an earlier time: with whom, how, on which days and hours of the wall clock."""

    __tablename__ = "waitlist_entry"
    __table_args__ = (
        Index("ix_waitlist_entry_open", "priority", "id", postgresql_where=text("status IN ('waiting', 'offered')")),
        Index("ix_waitlist_entry_patient", "patient_id"),
        CheckConstraint("(practitioner_id IS NULL) <> (specialty = '')", name="whom"),
        CheckConstraint("until_day >= from_day", name="days"),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    practitioner_id: Mapped[UUID | None] = mapped_column(ForeignKey("practitioner.id"))
    specialty: Mapped[str] = mapped_column(default="")
    kind: Mapped[HoursKind]
    from_day: Mapped[date]
    until_day: Mapped[date]
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), default=list)
    """Empty: any day."""
    earliest: Mapped[time | None]
    latest: Mapped[time | None]
    """The visit begins no later than this."""
    priority: Mapped[int] = mapped_column(SmallInteger, default=2)
    """1 urgent, 2 soon, 3 when it suits; within one, who came first."""
    appointment_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment.id"))
    """The later appointment that the patient gives up when an earlier time is found; then the new one."""
    status: Mapped[WaitlistStatus] = mapped_column(default=WaitlistStatus.waiting)
    status_at: Mapped[datetime] = mapped_column(default=now)


class OfferStatus(StrEnum):
    """What became of an offered time."""

    offered = "offered"
    accepted = "accepted"
    declined = "declined"
    expired = "expired"
    withdrawn = "withdrawn"


O = OfferStatus  # noqa: E741
legal_moves(OfferStatus, {O.offered: [O.accepted, O.declined, O.expired, O.withdrawn]})


class SlotOffer(Record):
    """One time kept for one patient until `expires_at`: a freed one, or another one for a visit that cannot be."""

    __tablename__ = "slot_offer"
    __table_args__ = (
        Index("ix_slot_offer_open", "expires_at", postgresql_where=text("status = 'offered'")),
        Index("uq_slot_offer_hold", "hold_id", unique=True, postgresql_where=text("hold_id IS NOT NULL")),
        # One time is offered to one person once.
        Index("uq_slot_offer_entry", "waitlist_entry_id", "practitioner_id", "starts_at", unique=True),
        Index("ix_slot_offer_patient", "patient_id"),
        Index("ix_slot_offer_replaces", "replaces_id", postgresql_where=text("status = 'offered'")),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    kind: Mapped[Kind]
    hold_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment.id", ondelete="SET NULL"))
    waitlist_entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("waitlist_entry.id"))
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment.id"))
    expires_at: Mapped[datetime]
    status: Mapped[OfferStatus] = mapped_column(default=OfferStatus.offered)
    status_at: Mapped[datetime] = mapped_column(default=now)


class CalendarFeed(Record):
    """A secret address under which a person's own calendar program reads the appointments; only its hash is kept."""

    __tablename__ = "calendar_feed"
    __table_args__ = (Index("uq_calendar_feed_user", "user_id", unique=True),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    token_hash: Mapped[bytes] = mapped_column(unique=True, info={"audit": "mask"})
    read_at: Mapped[datetime | None]
