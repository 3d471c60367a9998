"""HTTP of incidents."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.http import Api, Page
from hub.staff import incidents
from hub.staff.incident_schemas import (
    IncidentReportOut,
    IncidentReportsQuery,
    ReportedOut,
    ReportIncident,
)

api = Api("incident_reports")


@api.get("/incident-reports", may="incident.report")
async def list_incidents(db: Db, actor: Actor, query: IncidentReportsQuery) -> Page[IncidentReportOut]:
    """Every report for leads, one's own for everybody else."""
    return await incidents.listed(db, actor, query)


@api.post("/incident-reports", may="incident.report", status=201)
async def report_incident(db: Db, actor: Actor, data: ReportIncident) -> ReportedOut:
    """Report what went wrong or nearly did, with one's name or without."""
    return await incidents.report(db, data, actor=actor)


@api.get("/tasks/<uuid:task_id>/incident-report", may="task.work")
async def incident_of_task(db: Db, actor: Actor, task_id: UUID) -> IncidentReportOut:
    """The report that a task is about; audited."""
    return await incidents.of_task(db, actor, task_id)
