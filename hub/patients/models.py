"""Tables of patients."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Sequence, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, Record
from hub.core.states import legal_moves
from hub.patients import evidence_models, filed, index_models  # noqa: F401  (their tables are registered with these)

MASK = {"audit": "mask"}


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
    email_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    email = sealed.text("email_sealed")
    phone_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    phone = sealed.text("phone_sealed")  # E.164
    address_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    address = sealed.json("address_sealed", dict[str, str]())  # {line, city, state, postal_code, country}
    language: Mapped[str] = mapped_column(default="en")  # BCP 47
    emergency_name_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    emergency_name = sealed.text("emergency_name_sealed")
    emergency_phone_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    emergency_phone = sealed.text("emergency_phone_sealed")
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), unique=True)
    details_confirmed_at: Mapped[datetime | None]
    identity_verified_at: Mapped[datetime | None]
    identity_document: Mapped[str] = mapped_column(default="", server_default=text("''"))  # what proved who it is
    demo: Mapped[bool] = mapped_column(default=False)
    preferred_name: Mapped[str] = mapped_column(default="", server_default=text("''"))
    pronouns: Mapped[str] = mapped_column(default="", server_default=text("''"))
    other_languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    interpreter: Mapped[bool] = mapped_column(default=False, server_default=text("false"))  # needs one for `language`
    birth_estimated: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    unidentified: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Nobody knows yet who this is; the name says so ('Unknown male, ~40')."""
    confidential: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Boards and lists show initials only; the record says who opened it."""
    deceased: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    deceased_on: Mapped[date | None]
    extra_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    extra = sealed.json("extra_sealed", dict[str, Any]())
    """Answers to the hospital's own registration fields, by RegistrationField.code."""
    photo_id: Mapped[UUID | None]  # a file of hub.core.storage
    photo_type: Mapped[str] = mapped_column(default="", server_default=text("''"))
    sound: Mapped[str] = mapped_column(
        default="", server_default=text("''"), info=MASK
    )  # names.sound_of, kept by search
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"), index=True)
    closed_at: Mapped[datetime | None]
    """Restricted (kept because the law says so) or erased: closed to everybody but the privacy officer."""
    erased_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_patient_name", text("lower(family)"), text("lower(given)"), "id"),
        Index("ix_patient_birth_date", "birth_date"),
        Index("ix_patient_sound", "sound"),
        CheckConstraint("deceased OR deceased_on IS NULL", name="deceased"),
        CheckConstraint("merged_into_id <> id", name="merged"),
        CheckConstraint("erased_at IS NULL OR closed_at IS NOT NULL", name="erased"),
        Index("ix_patient_closed", "id", postgresql_where=text("closed_at IS NOT NULL")),
    )

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def masked_name(self) -> str:
        """As boards show a confidential patient: 'E. M.'."""
        return " ".join(f"{part[0]}." for part in (self.given, self.family) if part)


sealed.keyed(Patient, "id")


class NotDuplicate(Record):
    """Somebody looked and said: these two are two people. `one_id` is the smaller id."""

    __tablename__ = "not_duplicate"
    __table_args__ = (UniqueConstraint("one_id", "other_id"), CheckConstraint("one_id < other_id", name="ordered"))

    one_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    decided_by: Mapped[UUID | None]


class IdentifierKind(StrEnum):
    """What a number stands for."""

    mrn = "mrn"
    national = "national"
    insurance = "insurance"
    other = "other"


class IdentifierSystem(Record):
    """A kind of patient number and its rule. `pattern`: see numbering.py; {n:6} draws the next of our own numbers."""

    __tablename__ = "identifier_system"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[IdentifierKind]
    pattern: Mapped[str] = mapped_column(default="")
    check_digit: Mapped[str] = mapped_column(default="")  # numbering.CHECKS
    next_number: Mapped[int] = mapped_column(default=1)
    exclusive: Mapped[bool] = mapped_column(default=True)  # one number belongs to one person
    required: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)


class PatientIdentifier(Record):
    """One number of one patient (FHIR Identifier). Ended, never deleted."""

    __tablename__ = "patient_identifier"
    __table_args__ = (
        Index("uq_patient_identifier_open", "system_id", "key", unique=True,
              postgresql_where=text("exclusive AND ended_at IS NULL")),
    )  # fmt: skip

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    system_id: Mapped[UUID] = mapped_column(ForeignKey("identifier_system.id"))
    value_sealed: Mapped[str] = mapped_column(Text, info=MASK)
    value = sealed.text("value_sealed")
    key: Mapped[str] = mapped_column(info=MASK)  # search.stored of it
    exclusive: Mapped[bool]
    ended_at: Mapped[datetime | None]


sealed.keyed(PatientIdentifier, "patient_id")


class FieldKind(StrEnum):
    text = "text"
    number = "number"
    date = "date"
    choice = "choice"
    boolean = "boolean"


class RegistrationField(Record):
    """A question that the hospital adds to registration."""

    __tablename__ = "registration_field"

    code: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    kind: Mapped[FieldKind]
    choices: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    help: Mapped[str] = mapped_column(default="")
    required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Kinship(StrEnum):
    """What the other person is to the patient."""

    mother = "mother"
    father = "father"
    parent = "parent"
    child = "child"
    spouse = "spouse"
    sibling = "sibling"
    guardian = "guardian"
    ward = "ward"
    grandparent = "grandparent"
    grandchild = "grandchild"
    friend = "friend"
    employer = "employer"
    caregiver = "caregiver"
    other = "other"


class RelatedPerson(Record):
    """A contact or relative (FHIR RelatedPerson). `relative_id`: he is a patient here too, and sees the other side."""

    __tablename__ = "related_person"
    __table_args__ = (
        Index("uq_related_person_relative", "patient_id", "relative_id", unique=True,
              postgresql_where=text("relative_id IS NOT NULL AND ended_at IS NULL")),
        CheckConstraint("relative_id <> patient_id", name="other"),
    )  # fmt: skip

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    relative_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"), index=True)
    kinship: Mapped[Kinship]
    name_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    name = sealed.text("name_sealed")
    phone_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    phone = sealed.text("phone_sealed")
    email_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    email = sealed.text("email_sealed")
    emergency: Mapped[bool] = mapped_column(default=False)
    next_of_kin: Mapped[bool] = mapped_column(default=False)
    note_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    note = sealed.text("note_sealed")
    ended_at: Mapped[datetime | None]


sealed.keyed(RelatedPerson, "patient_id")


class ProxyKind(StrEnum):
    """Why somebody acts for a patient."""

    parent = "parent"  # until the age that the facility sets
    invited = "invited"  # the patient asked for it
    paper = "paper"  # a court's or a patient's paper, seen at the desk


class ProxyStatus(StrEnum):
    invited = "invited"
    active = "active"
    declined = "declined"
    revoked = "revoked"


legal_moves(
    ProxyStatus,
    {
        ProxyStatus.invited: {ProxyStatus.active, ProxyStatus.declined, ProxyStatus.revoked},
        ProxyStatus.active: {ProxyStatus.revoked},
    },
)


class Proxy(Record):
    """`user_id` acts for `patient_id`. What that reaches today is proxies.rights_today: age and period decide, too."""

    __tablename__ = "proxy"
    __table_args__ = (
        Index("uq_proxy_open", "patient_id", "user_id", unique=True, postgresql_where=text("status = 'active'")),
        Index("ix_proxy_email_key", "email_key", postgresql_where=text("status = 'invited'")),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        CheckConstraint("user_id IS NOT NULL OR status <> 'active'", name="somebody"),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    kind: Mapped[ProxyKind]
    kinship: Mapped[Kinship] = mapped_column(default=Kinship.other)
    email_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    email = sealed.text("email_sealed")  # who was invited
    email_key: Mapped[str] = mapped_column(default="", info=MASK)  # search.stored of it
    rights: Mapped[list[str]] = mapped_column(ARRAY(Text))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # the last day, included
    paper: Mapped[str] = mapped_column(default="", info=MASK)  # what was seen at the desk
    identity: Mapped[str] = mapped_column(default="", server_default=text("''"))  # what proved who the person is
    status: Mapped[ProxyStatus]
    status_at: Mapped[datetime] = mapped_column(default=now)
    given_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="", info=MASK)


sealed.keyed(Proxy, "patient_id")


class PatientPolicy(Base):
    """One row: what the hospital decides about minors. From `teen_age` a parent sees less, from `adult_age` nothing."""

    __tablename__ = "patient_policy"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    teen_age: Mapped[int] = mapped_column(SmallInteger)
    adult_age: Mapped[int] = mapped_column(SmallInteger)

    __table_args__ = (CheckConstraint("0 <= teen_age AND teen_age <= adult_age AND adult_age <= 30", name="ages"),)


class ConsentKind(StrEnum):
    """What a patient can agree to."""

    treatment = "treatment"
    telehealth = "telehealth"
    billing = "billing"
    privacy = "privacy"


class ConsentWording(Record):
    """One version of what patients are asked to agree to, in one language. The latest `since` is asked for."""

    __tablename__ = "consent_wording"
    __table_args__ = (UniqueConstraint("kind", "text_version", "language"),)

    kind: Mapped[ConsentKind]
    text_version: Mapped[str]
    language: Mapped[str]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(default=now)
    published_by: Mapped[UUID | None]


class SignatureKind(StrEnum):
    typed = "typed"
    drawn = "drawn"
    paper = "paper"


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
    language: Mapped[str] = mapped_column(default="en", server_default=text("'en'"))  # of the text that was shown
    text_sha256: Mapped[str] = mapped_column(default="", server_default=text("''"))  # of that text
    signed: Mapped[SignatureKind] = mapped_column(default=SignatureKind.typed, server_default=text("'typed'"))
    strokes: Mapped[Any] = mapped_column(JSON, nullable=True, info=MASK)  # [[x, y, x, y, ...], ...] in 0..1000
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))  # the paper of a drawn signature
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="", server_default=text("''"), info=MASK)


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
