"""Tables of prior authorization. Units are what the service code counts; days are the house's."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    Sequence,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, Record, ddl
from hub.core.states import legal_moves
from hub.insurance.models import MASK

prior_authorization_number = Sequence("prior_authorization_number", metadata=Base.metadata)


class PriorAuthorizationStatus(StrEnum):
    """Where a request stands: `rejected` was not looked at (its form is wrong), `denied` was; `self_pay` goes on
    without the payer."""

    draft = "draft"
    ready = "ready"
    sent = "sent"
    rejected = "rejected"
    pended = "pended"
    approved = "approved"
    partial = "partial"
    denied = "denied"
    self_pay = "self_pay"
    withdrawn = "withdrawn"
    expired = "expired"


S = PriorAuthorizationStatus
ANSWERS = frozenset({S.approved, S.partial, S.denied, S.pended, S.rejected})
OPEN = frozenset({S.draft, S.ready, S.sent, S.rejected, S.pended, S.denied})
"""Somebody still works on it, or the payer does."""
ANSWERABLE = frozenset({S.ready, S.sent, S.pended, S.rejected, S.denied})
"""News of the payer counts; a denial may be overturned."""
legal_moves(
    S,
    {
        S.draft: {S.ready, S.withdrawn},
        S.ready: {S.sent, S.withdrawn} | ANSWERS,
        S.sent: {S.ready, S.withdrawn} | ANSWERS,
        S.rejected: {S.ready, S.withdrawn} | ANSWERS,
        S.pended: {S.ready, S.withdrawn} | ANSWERS,
        S.denied: {S.ready, S.self_pay, S.withdrawn, S.approved, S.partial, S.pended},
        S.partial: {S.ready, S.withdrawn, S.expired},
        S.approved: {S.withdrawn, S.expired},
    },
)


class Certification(StrEnum):
    """UM02: what this 278 asks."""

    initial = "I"
    revised = "S"  # asked again, with more words
    appeal = "2"
    cancel = "3"


class PriorAuthorization(Record):
    """One question to a payer. Each sending has a trace number of its own (TRN02), so that an answer to an earlier one
    is known as late. `authorization_number` is what goes into claims (REF*G1)."""

    __tablename__ = "prior_authorization"
    __table_args__ = (
        Index("ix_prior_authorization_patient", "patient_id", "created_at"),
        Index("ix_prior_authorization_queue", "status", "status_at", "id"),
        Index("ix_prior_authorization_coverage", "coverage_id", "status"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    coverage_id: Mapped[UUID] = mapped_column(ForeignKey("coverage.id"))
    payer_id: Mapped[UUID] = mapped_column(ForeignKey("payer.id"))
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"), index=True)
    """Who wants to give the service, and decides about a denial."""
    asked_by: Mapped[UUID | None]
    asked_by_name: Mapped[str]
    urgent: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    diagnoses_sealed: Mapped[str] = mapped_column(Text, info=MASK)
    diagnoses = sealed.json("diagnoses_sealed", list[str]())
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason = sealed.text("reason_sealed")  # why it is needed, in words for the payer
    appeal_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    appeal = sealed.text("appeal_sealed")  # what is said when it is asked again
    status: Mapped[PriorAuthorizationStatus] = mapped_column(default=PriorAuthorizationStatus.draft)
    status_at: Mapped[datetime] = mapped_column(default=now)
    certification: Mapped[Certification] = mapped_column(default=Certification.initial)
    submission: Mapped[int] = mapped_column(default=0)
    to_call: Mapped[bool] = mapped_column(default=False)  # HCR01 CT: the payer wants to speak with us
    authorization_number: Mapped[str] = mapped_column(default="")
    payer_reference: Mapped[str] = mapped_column(default="")  # REF*NT, while nothing is decided
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    answer_code: Mapped[str] = mapped_column(default="")  # HCR03 or AAA03
    answer_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    answer = sealed.text("answer_sealed")  # the payer's words, or why it was withdrawn
    answered_at: Mapped[datetime | None]
    interchange_id: Mapped[UUID | None] = mapped_column(ForeignKey("interchange.id"), index=True)
    set_control: Mapped[str] = mapped_column(default="")  # ST02 in that interchange
    case_id: Mapped[UUID | None] = mapped_column(index=True)

    @property
    def trace(self) -> str:
        """TRN02 of the latest sending."""
        return f"{self.number}-{self.submission}"


sealed.keyed(PriorAuthorization, "patient_id")


class PriorAuthorizationService(Record):
    """One service asked for; `approved_units` None: not decided, 0: refused."""

    __tablename__ = "prior_authorization_service"
    __table_args__ = (
        UniqueConstraint("prior_authorization_id", "code"),
        CheckConstraint("units > 0", name="units"),
    )

    prior_authorization_id: Mapped[UUID] = mapped_column(ForeignKey("prior_authorization.id"))
    number: Mapped[int]
    code: Mapped[str]
    units: Mapped[Decimal] = mapped_column(Numeric(12, 3))
    approved_units: Mapped[Decimal | None] = mapped_column(Numeric(12, 3))


class PriorAuthorizationHistory(Base):
    """Append-only: what happened to a request, when, by whom or by which file. No words about the patient."""

    __tablename__ = "prior_authorization_history"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    prior_authorization_id: Mapped[UUID] = mapped_column(ForeignKey("prior_authorization.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    what: Mapped[str]
    detail: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(default="")
    interchange_id: Mapped[UUID | None] = mapped_column(ForeignKey("interchange.id"))


ddl("""
CREATE TRIGGER prior_authorization_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
ON prior_authorization_history FOR EACH STATEMENT EXECUTE FUNCTION append_only();
""")
