"""Incidents: reported by anybody on the staff, with a name or without, reviewed by a lead, answered with measures.

A report without a name is written by the hospital itself: its row, its case, its facts and its audit rows name nobody.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, case, or_, select

from hub.core import audit, cursor
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.http import Page
from hub.core.states import move
from hub.staff.facts import IncidentReportChanged
from hub.staff.incident_models import IncidentReport, IncidentReportStatus
from hub.staff.incident_schemas import (
    IncidentReportOut,
    IncidentReportsQuery,
    ReportedOut,
    ReportIncident,
)
from workflows import instances, tasks

PATHWAY = "incident_report"
MANAGES = "incident.manage"
_GROUPS = ("open", "closed")


async def report(db: Db, given: ReportIncident, *, actor: Actor) -> ReportedOut:
    """A new report; its pathway grades it and puts it before a lead."""
    if given.happened_at > now() + timedelta(minutes=2):
        raise Invalid("This time has not come yet.", code="in_the_future")
    by = SYSTEM if given.anonymous else actor
    row = IncidentReport(
        **given.model_dump(exclude={"anonymous"}), reporter_id=None if given.anonymous else actor.user_id,
        reporter_name="" if given.anonymous else actor.name, status=IncidentReportStatus.reported,
    )  # fmt: skip
    db.add(row)
    await db.flush()
    audit.wrote(db, by, row)
    ids = {"incident_report_id": str(row.id)}
    opened = await instances.start(
        db, PATHWAY, actor=by, business_key=f"incident:{row.id}", subject=ids,
        data={"incident": {**ids, "kind": row.kind.value, "harm": row.harm.value}},
    )  # fmt: skip
    row.case_id = opened.id
    await _changed(db, row, actor=by)
    return ReportedOut(id=row.id, anonymous=given.anonymous)


async def listed(db: Db, actor: Actor, query: IncidentReportsQuery) -> Page[IncidentReportOut]:
    """Every report for who manages them (audited), one's own for everybody else; open ones first, the latest first."""
    manages = actor.may(MANAGES)
    closed = case((IncidentReport.status == IncidentReportStatus.closed, 1), else_=0)
    found = select(IncidentReport, closed).order_by(closed, IncidentReport.id.desc()).limit(query.limit + 1)
    if not manages:
        found = found.where(IncidentReport.reporter_id == actor.user_id)
    if place := cursor.read(query.after, 2):
        group, last = cursor.parse(_GROUPS.index, place[0]), cursor.parse(UUID, place[1])
        found = found.where(or_(closed > group, and_(closed == group, IncidentReport.id < last)))
    rows = (await db.execute(found)).all()
    shown = rows[: query.limit]
    if manages:
        audit.noted(db, actor, "read", "incident_report")
    end = cursor.write(_GROUPS[shown[-1][1]], shown[-1][0].id) if len(rows) > query.limit else None
    return Page(items=[_out(row, actor) for row, _ in shown], next=end)


async def of_task(db: Db, actor: Actor, task_id: UUID) -> IncidentReportOut:
    """The report that a task is about, for who may see the task: it was given to that person with it."""
    task = await tasks.access_task(db, actor, task_id)
    row = await db.scalar(select(IncidentReport).where(IncidentReport.case_id == task.case_id))
    if row is None:
        raise NotFound()
    audit.noted(db, actor, "read", "incident_report", row.id)
    return _out(row, actor)


async def grade(db: Db, incident_report_id: UUID, level: int, *, actor: Actor) -> None:
    """Keep how severe the decision table says it is."""
    row = await _locked(db, incident_report_id)
    row.severity = level
    audit.wrote(db, actor, row)
    await db.flush()


async def review(db: Db, incident_report_id: UUID, decision: str, words: str, *, actor: Actor) -> None:
    """What a lead or the privacy officer makes of it: measures have to be taken, or it is closed.

    409 own_report: not by who reported it. A house with one lead has the privacy officer for those.
    """
    row = await _locked(db, incident_report_id)
    if row.reporter_id is not None and row.reporter_id == actor.user_id:
        raise Conflict("You have reported this yourself. Another lead or the privacy officer has to review it.",
                       code="own_report")  # fmt: skip
    move(row, IncidentReportStatus.measures if decision == "measures" else IncidentReportStatus.closed)
    row.decision, row.review, row.reviewed_by_name = decision, words, actor.name
    audit.wrote(db, actor, row)
    await _changed(db, row, actor=actor)


async def measured(db: Db, incident_report_id: UUID, words: str, *, actor: Actor) -> None:
    """What was changed; it is closed with that."""
    row = await _locked(db, incident_report_id)
    move(row, IncidentReportStatus.closed)
    row.measures, row.measures_by_name = words, actor.name
    audit.wrote(db, actor, row)
    await _changed(db, row, actor=actor)


async def _locked(db: Db | ReadDb, incident_report_id: UUID) -> IncidentReport:
    found: IncidentReport = (
        await db.scalars(select(IncidentReport).where(IncidentReport.id == incident_report_id).with_for_update())
    ).one()
    return found


async def _changed(db: Db, row: IncidentReport, *, actor: Actor) -> None:
    await db.flush()
    state(db, IncidentReportChanged(incident_report_id=row.id, reporter_id=row.reporter_id, status=row.status),
          actor=actor)  # fmt: skip


def _out(row: IncidentReport, actor: Actor) -> IncidentReportOut:
    mine = row.reporter_id is not None and row.reporter_id == actor.user_id
    return IncidentReportOut(
        **{name: getattr(row, name) for name in IncidentReportOut.model_fields if name != "mine"}, mine=mine
    )  # fmt: skip
