"""Tables of charted vital signs. A set is what was measured at one time; every sign of it is a row of its own."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, Record
from hub.core.ids import uuid7
from hub.encounters.statuses import MASK, ChartedStatus


class VitalSet(Record):
    """What a person measured at one time; `created_at` is when it was written down, which may be later."""

    __tablename__ = "vital_set"
    __table_args__ = (Index("ix_vital_set_patient", "patient_id", "measured_at"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    encounter_id: Mapped[UUID | None] = mapped_column(ForeignKey("encounter.id"), index=True)
    measured_at: Mapped[datetime]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    reported: Mapped[bool] = mapped_column(default=False)
    """Told by the patient (measured at home), not measured by us."""
    remark_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    remark_clear: Mapped[str | None] = mapped_column("remark", Text, info=MASK)
    remark = sealed.text("remark_sealed", clear="remark_clear")
    status: Mapped[ChartedStatus] = mapped_column(default=ChartedStatus.final)
    status_at: Mapped[datetime] = mapped_column(default=now)
    error_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    error_reason_clear: Mapped[str | None] = mapped_column("error_reason", Text, info=MASK)
    error_reason = sealed.text("error_reason_sealed", clear="error_reason_clear")


sealed.keyed(VitalSet, "patient_id")


class Vital(Base):
    """One sign, in the unit of hub.core.quantities, with the range that it was judged by."""

    __tablename__ = "vital"
    __table_args__ = (Index("ix_vital_patient", "patient_id", "sign", "measured_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    set_id: Mapped[UUID] = mapped_column(ForeignKey("vital_set.id"), index=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    sign: Mapped[str]
    value: Mapped[Decimal] = mapped_column(Numeric(10, 3))
    measured_at: Mapped[datetime]
    flag: Mapped[str] = mapped_column(default="")
    """'' | low | high | critical_low | critical_high"""
    low: Mapped[Decimal | None] = mapped_column(Numeric(10, 3))
    high: Mapped[Decimal | None] = mapped_column(Numeric(10, 3))
