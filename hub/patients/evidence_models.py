"""The table of identity evidence: pictures of an identity document that a patient sends before the first visit."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves

MASK = {"audit": "mask"}


class EvidenceStatus(StrEnum):
    """NIST SP 800-63A: evidence is collected, and validated by a person."""

    draft = "draft"  # pictures are being taken
    sent = "sent"
    confirmed = "confirmed"
    returned = "returned"
    lapsed = "lapsed"  # seen at the desk meanwhile, or nobody decided in time


legal_moves(
    EvidenceStatus,
    {
        EvidenceStatus.draft: {EvidenceStatus.sent, EvidenceStatus.lapsed},
        EvidenceStatus.sent: {EvidenceStatus.confirmed, EvidenceStatus.returned, EvidenceStatus.lapsed},
    },
)
OPEN = (EvidenceStatus.draft, EvidenceStatus.sent)


class IdentityEvidence(Record):
    """One sending of pictures. The row stays, the pictures go: `forget_at` says when, at the latest."""

    __tablename__ = "identity_evidence"
    __table_args__ = (
        Index("uq_identity_evidence_open", "patient_id", unique=True,
              postgresql_where=text("status IN ('draft', 'sent')")),
        Index("ix_identity_evidence_patient", "patient_id", "created_at"),
        Index("ix_identity_evidence_forget", "forget_at",
              postgresql_where=text("front_id IS NOT NULL OR back_id IS NOT NULL")),
        CheckConstraint("status <> 'sent' OR front_id IS NOT NULL", name="shown"),
    )  # fmt: skip

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    status: Mapped[EvidenceStatus] = mapped_column(default=EvidenceStatus.draft)
    status_at: Mapped[datetime] = mapped_column(default=now)
    document: Mapped[str] = mapped_column(default="")
    """What it is, as the patient says: passport, identity_card, ..."""
    front_id: Mapped[UUID | None]
    front_type: Mapped[str] = mapped_column(default="")
    back_id: Mapped[UUID | None]
    back_type: Mapped[str] = mapped_column(default="")
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason = sealed.text("reason_sealed")  # why it was sent back, in words for the patient
    decided_by: Mapped[UUID | None]
    forget_at: Mapped[datetime]

    @property
    def front(self) -> bool:
        """Whether there is a picture of this side, still."""
        return self.front_id is not None

    @property
    def back(self) -> bool:
        """The same of the other side."""
        return self.back_id is not None


sealed.keyed(IdentityEvidence, "patient_id")
