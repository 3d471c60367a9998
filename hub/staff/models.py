"""Tables of staff."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Record


class Facility(Record):
    """The hospital of this installation. Every time is shown in `zone`, every price is in `currency`."""

    __tablename__ = "facility"

    name: Mapped[str]
    zone: Mapped[str]  # IANA time zone
    currency: Mapped[str]  # ISO 4217
    npi: Mapped[str] = mapped_column(default="")  # National Provider Identifier of the organisation
    taxonomy: Mapped[str] = mapped_column(default="")  # provider taxonomy code, as claims name it
    tin: Mapped[str] = mapped_column(default="")  # taxpayer identification number, digits only
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[Any] = mapped_column(JSON, default=dict)  # {line, city, state, postal_code, country}


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

    @property
    def name(self) -> str:
        """As patients read it: 'Dr Ada Okafor'."""
        return " ".join(part for part in (self.title, self.given, self.family) if part)
