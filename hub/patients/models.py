"""Tables of patients."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Sequence, Text, func, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Base, Record


class Sex(StrEnum):
    """Administrative sex (FHIR AdministrativeGender)."""

    female = "female"
    male = "male"
    other = "other"
    unknown = "unknown"


patient_number = Sequence("patient_number", metadata=Base.metadata)


class Patient(Record):
    """A person in our care. Numbers may have gaps (a failed registration); they are never reused."""

    __tablename__ = "patient"

    number: Mapped[str] = mapped_column(unique=True)  # W-000123, what people read out
    given: Mapped[str]
    family: Mapped[str]
    birth_date: Mapped[date]
    sex: Mapped[Sex]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")  # E.164
    address: Mapped[Any] = mapped_column(JSON, default=dict)  # {line, city, state, postal_code, country}
    language: Mapped[str] = mapped_column(default="en")  # BCP 47
    emergency_name: Mapped[str] = mapped_column(default="")
    emergency_phone: Mapped[str] = mapped_column(default="")
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), unique=True)
    details_confirmed_at: Mapped[datetime | None]
    demo: Mapped[bool] = mapped_column(default=False)
    search: Mapped[str] = mapped_column(Text, info={"audit": "mask"})  # rules.search_text, kept by actions

    __table_args__ = (
        Index("ix_patient_search", func.to_tsvector(text("'simple'"), text("search")), postgresql_using="gin"),
        Index("ix_patient_name", text("lower(family)"), text("lower(given)"), "id"),
        Index("ix_patient_birth_date", "birth_date"),
    )

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


class ConsentKind(StrEnum):
    """What a patient can agree to."""

    treatment = "treatment"
    telehealth = "telehealth"
    billing = "billing"
    privacy = "privacy"


class Consent(Record):
    """One agreement, to one version of one text. Withdrawn, never deleted."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_patient", "patient_id", "kind"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[ConsentKind]
    text_version: Mapped[str]
    signature: Mapped[str]  # the name as typed
    given_at: Mapped[datetime] = mapped_column(default=now)
    given_by: Mapped[UUID | None]  # account that signed
    source: Mapped[str] = mapped_column(default="")  # case:<id>, portal, reception
    withdrawn_at: Mapped[datetime | None]


class RelationKind(StrEnum):
    """Why a clinician may see a patient's record."""

    scheduled = "scheduled"
    treating = "treating"
    care_team = "care_team"
    break_glass = "break_glass"


class CareRelation(Record):
    """`practitioner_id` takes care of `patient_id`; it lets clinical records be read while it lasts."""

    __tablename__ = "care_relation"
    __table_args__ = (
        Index("uq_care_relation_source", "patient_id", "practitioner_id", "kind", "source", unique=True),
        Index("ix_care_relation_practitioner", "practitioner_id", "patient_id"),
        CheckConstraint("until IS NULL OR until >= created_at - interval '1 second'", name="until_after_start"),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    practitioner_id: Mapped[UUID]
    kind: Mapped[RelationKind]
    source: Mapped[str] = mapped_column(default="")  # appointment:<id>, stay:<id>, manual
    until: Mapped[datetime | None]
