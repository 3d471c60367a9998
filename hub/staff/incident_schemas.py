"""What crosses HTTP of incidents."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, Field

from hub.core.http import Body, Out
from hub.staff.incident_models import Harm, IncidentKind


class ReportIncident(Body):
    """What went wrong, or nearly did; `anonymous`: nobody ever learns who reported it."""

    kind: IncidentKind
    harm: Harm
    happened_at: AwareDatetime
    place: str = Field("", max_length=120)
    words: str = Field(min_length=10, max_length=8000)
    anonymous: bool = False


class IncidentReportOut(Out):
    """One report and what came of it."""

    id: UUID
    kind: str
    harm: str
    happened_at: datetime
    created_at: datetime
    place: str
    words: str
    reporter_name: str
    mine: bool
    status: str
    status_at: datetime
    severity: int | None
    decision: str
    review: str
    reviewed_by_name: str
    measures: str
    measures_by_name: str


class IncidentReportsQuery(Body):
    """Open ones first, the latest first."""

    after: str = Field("", max_length=200)
    limit: int = Field(50, ge=1, le=200)


class ReportedOut(Out):
    """It has arrived. An anonymous report cannot be looked at again by who made it."""

    id: UUID
    anonymous: bool
