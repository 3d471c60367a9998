"""Tables of erasure. What somebody gives as a reason is sealed under the house's key: the patient's own keys go."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import keys, sealed
from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves

MASK = {"audit": "mask"}


class ErasureStatus(StrEnum):
    asked = "asked"
    refused = "refused"
    withdrawn = "withdrawn"
    restricted = "restricted"
    """Kept because the law says so, closed to everybody but the privacy officer."""
    approved = "approved"
    """Waits for a second person."""
    running = "running"
    done = "done"


E = ErasureStatus
legal_moves(
    E,
    {
        E.asked: [E.refused, E.withdrawn, E.restricted, E.approved],
        E.restricted: [E.refused, E.withdrawn, E.approved],
        E.approved: [E.running, E.refused, E.withdrawn, E.restricted],
        E.running: [E.done],
    },
)
OPEN = (E.asked, E.restricted, E.approved, E.running)


class ErasureRequest(Record):
    """One request to erase a record, and all that became of it. It outlives the record."""

    __tablename__ = "erasure_request"
    __table_args__ = (
        Index("uq_erasure_request_open", "patient_id", unique=True,
              postgresql_where=text("status IN ('asked', 'restricted', 'approved', 'running')")),
        Index("ix_erasure_request_running", "id", postgresql_where=text("status = 'running'")),
    )  # fmt: skip

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    status: Mapped[ErasureStatus] = mapped_column(default=ErasureStatus.asked)
    status_at: Mapped[datetime] = mapped_column(default=now)
    by_patient: Mapped[bool]
    asked_by: Mapped[UUID | None]
    house: Mapped[UUID] = mapped_column(default=keys.HOUSE)
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason = sealed.text("reason_sealed")
    answer_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    answer = sealed.text("answer_sealed")
    """What the privacy officer tells the patient."""
    kept: Mapped[Any] = mapped_column(JSON, default=list)
    """What the law keeps, as it was when it was decided: [{kind, until}]."""
    erase_from: Mapped[date | None]
    """From when a restricted record may be erased."""
    decided_by: Mapped[UUID | None]
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    part: Mapped[int] = mapped_column(default=0)
    """How many of the parts are done."""
    parts: Mapped[int] = mapped_column(default=0)
    tally: Mapped[Any] = mapped_column(JSON, default=dict)
    """Part -> how many rows or files it was; what the certificate says."""


sealed.keyed(ErasureRequest, "house")


class LegalHold(Record):
    """Nothing of this record may be deleted while it stands. It is lifted, never removed."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        Index("uq_legal_hold_standing", "patient_id", unique=True, postgresql_where=text("lifted_at IS NULL")),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    house: Mapped[UUID] = mapped_column(default=keys.HOUSE)
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason = sealed.text("reason_sealed")
    set_by: Mapped[UUID | None]
    set_by_name: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
    lifted_by_name: Mapped[str] = mapped_column(default="")
    lifted_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    lifted_reason = sealed.text("lifted_reason_sealed")


sealed.keyed(LegalHold, "house")
