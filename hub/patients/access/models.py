"""Tables of access to records."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Record


class Label(StrEnum):
    """Why a record is for fewer eyes (HL7 ActCode sensitivity: PSY, HIV, ETH, SEX, EMP, VIP)."""

    psychiatry = "psychiatry"
    hiv = "hiv"
    substance_use = "substance_use"
    reproductive = "reproductive"
    staff = "staff"
    vip = "vip"


class Labelled(StrEnum):
    """What may bear a label: the whole record, or one row of the table of this name.

    Whatever hangs on an encounter (notes, medicines, letters, bills) is hidden with it.
    """

    patient = "patient"
    encounter = "encounter"
    problem = "problem"
    document = "document"
    diagnostic_report = "diagnostic_report"


class SensitivityLabel(Record):
    """One label on a patient's whole record or on one row of it. It is taken off, never deleted."""

    __tablename__ = "sensitivity_label"
    __table_args__ = (
        Index("uq_sensitivity_label", "entity_id", "label", unique=True, postgresql_where=text("removed_at IS NULL")),
        Index("ix_sensitivity_label_patient", "patient_id"),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    entity: Mapped[Labelled]
    entity_id: Mapped[UUID]
    label: Mapped[Label]
    set_by: Mapped[UUID | None]
    removed_at: Mapped[datetime | None]
