"""The table of incident reports: what went wrong or nearly did, and what came of the report."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves

MASK = {"audit": "mask"}


class IncidentKind(StrEnum):
    """What it was about."""

    medication = "medication"
    identification = "identification"
    procedure = "procedure"
    fall = "fall"
    equipment = "equipment"
    infection = "infection"
    communication = "communication"
    violence = "violence"
    data = "data"
    other = "other"


class Harm(StrEnum):
    """What came of it for a person (WHO's degrees of harm); none is a near miss as well."""

    none = "none"
    low = "low"
    moderate = "moderate"
    severe = "severe"
    death = "death"


class IncidentReportStatus(StrEnum):
    reported = "reported"
    measures = "measures"
    closed = "closed"


S = IncidentReportStatus
legal_moves(S, {S.reported: [S.measures, S.closed], S.measures: [S.closed]})


class IncidentReport(Record):
    """One report. Without a name (`reporter_id` null) nothing here, in the audit or in its case says who it was."""

    __tablename__ = "incident_report"
    __table_args__ = (
        CheckConstraint("severity BETWEEN 0 AND 4", name="severity"),
        Index("ix_incident_report_open", "status", postgresql_where=text("status <> 'closed'")),
        Index("ix_incident_report_reporter", "reporter_id"),
    )

    kind: Mapped[IncidentKind]
    harm: Mapped[Harm]
    happened_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(Text, info=MASK)
    reporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    reporter_name: Mapped[str] = mapped_column(default="")
    status: Mapped[IncidentReportStatus] = mapped_column(default=IncidentReportStatus.reported)
    status_at: Mapped[datetime] = mapped_column(default=now)
    severity: Mapped[int | None] = mapped_column(SmallInteger)
    """0 (near miss without danger) to 4 (death), by the decision table of the pathway."""
    case_id: Mapped[UUID | None] = mapped_column(unique=True)
    decision: Mapped[str] = mapped_column(default="")
    review: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reviewed_by_name: Mapped[str] = mapped_column(default="")
    measures: Mapped[str] = mapped_column(Text, default="", info=MASK)
    measures_by_name: Mapped[str] = mapped_column(default="")
