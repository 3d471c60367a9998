"""The table of triage: how soon an emergency has to be seen, as often as somebody judged it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.db import Record
from hub.encounters.statuses import MASK


class Triage(Record):
    """One judgement; the latest counts, the ones before stay."""

    __tablename__ = "triage"
    __table_args__ = (
        Index("ix_triage_encounter", "encounter_id", "created_at"),
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    )

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    level: Mapped[int] = mapped_column(info=MASK)
    """TriageLevel: 1 has to be seen at once."""
    complaint_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    complaint_clear: Mapped[str | None] = mapped_column("complaint", Text, info=MASK)
    complaint = sealed.text("complaint_sealed", clear="complaint_clear")
    """In the patient's words, or those of who brought him."""
    arrival: Mapped[str]
    """walked | ambulance | police | transferred | other"""
    remark_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    remark_clear: Mapped[str | None] = mapped_column("remark", Text, info=MASK)
    remark = sealed.text("remark_sealed", clear="remark_clear")
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]


sealed.keyed(Triage, "patient_id")
