"""Tables of staff: the organisation and its clinicians (records of work in record_models, duty in duty_models)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves
from hub.staff import duty_models, incident_models  # noqa: F401  (their tables)
from hub.staff.record_models import LeaveStatus as LeaveStatus


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
    lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))  # plans its rota, decides its leave
    hours: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    """When it is open on the facility's wall clock: {weekday 0-6, starts, ends}; what patients are told."""
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
    licence_ends_on: Mapped[date | None]
    """The last day of the licence that ends first and is not renewed, kept beside every change of one (`records`)."""

    @property
    def name(self) -> str:
        """As patients read it: 'Dr Ada Okafor'."""
        return " ".join(part for part in (self.title, self.given, self.family) if part)
