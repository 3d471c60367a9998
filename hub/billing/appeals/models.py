"""Tables of appeals."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves

MASK = {"audit": "mask"}


class AppealStatus(StrEnum):
    """A letter is a draft until it is signed; what is signed does not change any more."""

    draft = "draft"
    signed = "signed"
    sent = "sent"
    answered = "answered"
    withdrawn = "withdrawn"


_S = AppealStatus
UNSENT = (_S.draft, _S.signed)
RUNNING = (*UNSENT, _S.sent)
legal_moves(
    AppealStatus,
    {
        _S.draft: {_S.signed, _S.withdrawn},
        _S.signed: {_S.sent, _S.withdrawn},
        _S.sent: {_S.answered, _S.withdrawn},
    },
)


class AppealOutcome(StrEnum):
    """What the payer answered. Money comes by a remittance, never by this word."""

    overturned = "overturned"
    partly = "partly"
    upheld = "upheld"


class ClaimAppeal(Record):
    """One level of appeal against the denial of one claim: the letter, when and how it went, what came back."""

    __tablename__ = "claim_appeal"
    __table_args__ = (
        UniqueConstraint("claim_id", "level"),
        Index("uq_claim_appeal_running", "claim_id", unique=True,
              postgresql_where=text("status IN ('draft', 'signed', 'sent')")),
        Index("ix_claim_appeal_due", "send_by", postgresql_where=text("status IN ('draft', 'signed')")),
        Index("ix_claim_appeal_patient", "patient_id"),
        CheckConstraint("level BETWEEN 1 AND 9", name="level"),
    )  # fmt: skip

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    level: Mapped[int]
    status: Mapped[AppealStatus] = mapped_column(default=AppealStatus.draft)
    status_at: Mapped[datetime] = mapped_column(default=now)
    send_by: Mapped[date]
    """The last day on which the payer takes the appeal."""
    reminded_on: Mapped[date | None]
    """When the office was told last that the day comes near."""
    body_sealed: Mapped[str] = mapped_column(Text, info=MASK)
    body = sealed.text("body_sealed")
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient_letter.id"), index=True)
    asked_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    asked = sealed.text("asked_sealed")
    """What the office asked the clinician to enclose, in its words."""
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    """The case of that request."""
    reply_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reply = sealed.text("reply_sealed")
    """What the clinician said to it."""
    sent_on: Mapped[date | None]
    channel: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    """The number of the parcel, the fax report or the payer's portal."""
    outcome: Mapped[AppealOutcome | None]
    answered_on: Mapped[date | None]
    answer_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    answer = sealed.text("answer_sealed")
    """What the payer wrote, or why the appeal was withdrawn."""


sealed.keyed(ClaimAppeal, "patient_id")


class AppealEnclosure(Record):
    """What goes along with the letter: a copy of a paper or of a part of the record, as it was when it was chosen."""

    __tablename__ = "appeal_enclosure"
    __table_args__ = (UniqueConstraint("appeal_id", "source_id"), Index("ix_appeal_enclosure_patient", "patient_id"))

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("claim_appeal.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[str]  # note | report | document
    source_id: Mapped[UUID]
    title_sealed: Mapped[str] = mapped_column(Text, info=MASK)
    title = sealed.text("title_sealed")
    file_id: Mapped[UUID]
    media_type: Mapped[str]
    sha256: Mapped[str]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]


sealed.keyed(AppealEnclosure, "patient_id")
