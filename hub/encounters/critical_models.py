"""Table of critical results that somebody has to answer for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.dialects.postgresql import UUID as UuidType
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Record
from hub.encounters.statuses import CriticalStatus


class CriticalResult(Record):
    """A value that cannot wait has come in with a report: who was told of it when, and who answers for it.

    Until somebody does it climbs: `rung` 0 = its reviewer was told, `escalate_at` = when the next one is told.
    """

    __tablename__ = "critical_result"
    __table_args__ = (
        Index("uq_critical_result_waiting", "report_id", unique=True, postgresql_where=text("status = 'waiting'")),
        Index("ix_critical_result_due", "escalate_at", postgresql_where=text("escalate_at IS NOT NULL")),
        Index("ix_critical_result_report", "report_id"),
        Index("ix_critical_result_patient", "patient_id"),
    )

    report_id: Mapped[UUID] = mapped_column(ForeignKey("diagnostic_report.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    status: Mapped[CriticalStatus] = mapped_column(default=CriticalStatus.waiting)
    status_at: Mapped[datetime] = mapped_column(default=now)
    rung: Mapped[int] = mapped_column(default=0)
    escalate_at: Mapped[datetime | None]
    told: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """{at, rung, names} of each time somebody was told."""
    told_ids: Mapped[list[UUID]] = mapped_column(ARRAY(UuidType), default=list)
    """The accounts of all of them."""
    acknowledged_by: Mapped[UUID | None]
    acknowledged_by_name: Mapped[str] = mapped_column(default="")
