"""Tables of staff."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON, TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Record, ddl
from hub.core.states import legal_moves


class Facility(Record):
    """A hospital or clinic of this installation; the first one is its seat. Its times are shown in `zone`."""

    __tablename__ = "facility"

    name: Mapped[str]
    zone: Mapped[str]  # IANA time zone
    currency: Mapped[str]  # ISO 4217
    npi: Mapped[str] = mapped_column(default="")  # National Provider Identifier of the organisation
    taxonomy: Mapped[str] = mapped_column(default="")  # provider taxonomy code, as claims name it
    tin: Mapped[str] = mapped_column(default="")  # taxpayer identification number, digits only
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[Any] = mapped_column(JSON, default=dict)  # {line, city, state, postal_code, country}
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class DepartmentKind(StrEnum):
    outpatient = "outpatient"
    ward = "ward"
    diagnostic = "diagnostic"
    administration = "administration"


class Department(Record):
    """A part of the facility."""

    __tablename__ = "department"

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[DepartmentKind]
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class RoomKind(StrEnum):
    consultation = "consultation"
    procedure = "procedure"
    imaging = "imaging"
    meeting = "meeting"
    other = "other"


class Room(Record):
    """A place that can be booked (FHIR Location). Beds are not rooms: wards keep their own."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("facility_id", "code"),
        CheckConstraint("capacity BETWEEN 1 AND 500", name="capacity"),
    )

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"), index=True)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[RoomKind]
    capacity: Mapped[int] = mapped_column(default=1)  # how many visits at one time
    active: Mapped[bool] = mapped_column(default=True)


class EquipmentStatus(StrEnum):
    """Whether a device can be used (FHIR Device.status and availability in one word)."""

    available = "available"
    in_maintenance = "in_maintenance"
    retired = "retired"


legal_moves(
    EquipmentStatus,
    {
        EquipmentStatus.available: {EquipmentStatus.in_maintenance, EquipmentStatus.retired},
        EquipmentStatus.in_maintenance: {EquipmentStatus.available, EquipmentStatus.retired},
    },
)


class Equipment(Record):
    """A device that can be booked: an ultrasound machine, a spirometer. `room_id` is where it stands, None = mobile."""

    __tablename__ = "equipment"
    __table_args__ = (UniqueConstraint("facility_id", "code"),)

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"), index=True)
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("room.id"), index=True)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]  # what it is, in the hospital's own words: ultrasound, ecg, infusion pump
    serial: Mapped[str] = mapped_column(default="")
    status: Mapped[EquipmentStatus] = mapped_column(default=EquipmentStatus.available)
    status_at: Mapped[datetime] = mapped_column(default=now)
    service_due_on: Mapped[date | None]


class Specialty(Record):
    """What one can see a doctor for. Those that ship are rules.SPECIALTIES; the hospital adds its own here."""

    __tablename__ = "specialty"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    taxonomy: Mapped[str] = mapped_column(default="")  # NUCC provider taxonomy code
    active: Mapped[bool] = mapped_column(default=True)


class PractitionerRole(StrEnum):
    doctor = "doctor"
    nurse = "nurse"


class Practitioner(Record):
    """A clinician (FHIR Practitioner with its one PractitionerRole here)."""

    __tablename__ = "practitioner"
    __table_args__ = (Index("ix_practitioner_specialty", "specialty"),)

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), unique=True)
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"), index=True)
    role: Mapped[PractitionerRole]
    given: Mapped[str]
    family: Mapped[str]
    title: Mapped[str] = mapped_column(default="")  # Dr, RN ...
    specialty: Mapped[str] = mapped_column(default="")  # code in rules.SPECIALTIES
    npi: Mapped[str] = mapped_column(default="")
    taxonomy: Mapped[str] = mapped_column(default="")  # provider taxonomy code
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)  # BCP 47
    about: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    photo_id: Mapped[UUID | None]  # a file of hub.core.storage
    photo_type: Mapped[str] = mapped_column(default="", server_default=text("''"))

    @property
    def name(self) -> str:
        """As patients read it: 'Dr Ada Okafor'."""
        return " ".join(part for part in (self.title, self.given, self.family) if part)


class EmploymentKind(StrEnum):
    full_time = "full_time"
    part_time = "part_time"
    contract = "contract"
    student = "student"
    volunteer = "volunteer"


class Employment(Record):
    """One stretch of somebody's work here; a history is several of them. Everybody of staff is an account."""

    __tablename__ = "employment"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    position: Mapped[str]
    kind: Mapped[EmploymentKind]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # the last day, included
    note: Mapped[str] = mapped_column(Text, default="")


class CredentialKind(StrEnum):
    """A qualification stays true; a licence has to be renewed."""

    qualification = "qualification"
    licence = "licence"


class Credential(Record):
    """A qualification or licence (FHIR Practitioner.qualification), seen on paper by `verified_by` or not yet."""

    __tablename__ = "credential"
    __table_args__ = (
        Index("ix_credential_expires", "expires_on", postgresql_where=text("expires_on IS NOT NULL")),
        CheckConstraint("expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on", name="period"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    kind: Mapped[CredentialKind]
    name: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[UUID | None]
    warned_days: Mapped[int | None] = mapped_column(SmallInteger)  # the last warning: so many days before
    renewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("credential.id"))


class Privilege(Record):
    """What somebody may do in this hospital beyond the profession: sedation, central lines. Revoked, never deleted."""

    __tablename__ = "privilege"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    granted_by: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")


class ShiftKind(StrEnum):
    day = "day"
    evening = "evening"
    night = "night"
    on_call = "on_call"


class Rota(Record):
    """A pattern that repeats every `weeks` weeks from `starts_on`; planning it makes shifts."""

    __tablename__ = "rota"
    __table_args__ = (
        CheckConstraint("weeks BETWEEN 1 AND 12 AND week BETWEEN 1 AND weeks", name="weeks"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"), index=True)
    kind: Mapped[ShiftKind]
    weeks: Mapped[int] = mapped_column(SmallInteger, default=1)
    week: Mapped[int] = mapped_column(SmallInteger, default=1)  # which week of the cycle
    weekday: Mapped[int] = mapped_column(SmallInteger)  # 0 = Monday
    starts: Mapped[time]
    ends: Mapped[time]  # not after `starts`: the next day
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Shift(Record):
    """One stretch of duty. Nobody is on duty twice at one time (the database refuses it)."""

    __tablename__ = "shift"
    __table_args__ = (
        Index("ix_shift_starts", text("lower(during)"), "id"),
        CheckConstraint("NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)", name="during"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    rota_id: Mapped[UUID | None] = mapped_column(ForeignKey("rota.id"))
    kind: Mapped[ShiftKind]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    note: Mapped[str] = mapped_column(default="")

    @property
    def starts_at(self) -> datetime:
        assert self.during.lower is not None
        return self.during.lower

    @property
    def ends_at(self) -> datetime:
        assert self.during.upper is not None
        return self.during.upper


ddl("""
ALTER TABLE shift ADD CONSTRAINT ex_shift_user EXCLUDE USING gist
(uuidrange(user_id, user_id, '[]') WITH &&, during WITH &&);
""")


class LeaveKind(StrEnum):
    annual = "annual"
    sick = "sick"
    study = "study"
    parental = "parental"
    other = "other"


class LeaveStatus(StrEnum):
    requested = "requested"
    approved = "approved"
    refused = "refused"
    cancelled = "cancelled"


legal_moves(
    LeaveStatus,
    {
        LeaveStatus.requested: {LeaveStatus.approved, LeaveStatus.refused, LeaveStatus.cancelled},
        LeaveStatus.approved: {LeaveStatus.cancelled},
    },
)


class Leave(Record):
    """Days away from work, both included, on the calendar of the facility."""

    __tablename__ = "leave"
    __table_args__ = (
        Index("ix_leave_days", "starts_on", "ends_on"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    kind: Mapped[LeaveKind]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[LeaveStatus] = mapped_column(default=LeaveStatus.requested)
    status_at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    decided_by: Mapped[UUID | None]
    answer: Mapped[str] = mapped_column(Text, default="")
