"""How results are read: lists by keyset, one report with the values before it, for colleagues and for the patient."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select, tuple_

from hub.core import cursor, sealed
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Page
from hub.encounters import analytes, critical, diagnostics, parts, reviewing
from hub.encounters.diagnostic_models import DiagnosticObservation, DiagnosticReport, DiagnosticReportVersion
from hub.encounters.diagnostic_schemas import (
    AnalyteOut,
    AnalytesOut,
    CriticalResultOut,
    DiagnosticObservationOut,
    DiagnosticReportOut,
    DiagnosticReportRowOut,
    DiagnosticReportSearch,
    DiagnosticReportVersionOut,
    DiagnosticReviewRowOut,
    DiagnosticReviewSearch,
    OwnDiagnosticReportOut,
    TrendPointOut,
)
from hub.encounters.statuses import SAID, CriticalStatus, ReleaseStatus, ReportStatus
from hub.identity import house
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.staff.models import Practitioner

_WHOLE = {"populate_existing": True}
"""What was written a moment ago has to be read with the keys that open it."""
TREND = 12
"""How many earlier values are drawn."""
MOST = 100
"""How many critical results stand above the page of those that can wait."""
R, D = DiagnosticReport, DiagnosticObservation


def _counts(where: ColumnElement[bool]) -> Any:
    return (
        select(func.count()).where(D.report_id == R.id, where).correlate(R).scalar_subquery()
    )  # fmt: skip


_ODD = D.interpretation.in_(("L", "H", "LL", "HH", "A"))
_ROW = (
    R, parts.name_of(Practitioner).label("practitioner_name"), _counts(literal(True)).label("findings"),
    _counts(_ODD).label("abnormal"), _counts(D.interpretation.in_(("LL", "HH"))).label("critical"),
)  # fmt: skip
_ROWS = select(*_ROW).join(Practitioner, Practitioner.id == R.practitioner_id)


def _row(found: Any) -> dict[str, Any]:
    report: DiagnosticReport = found[0]
    return {
        "id": report.id, "patient_id": report.patient_id, "category": report.category, "title": report.title,
        "status": report.status, "effective_at": report.effective_at, "issued_at": report.issued_at,
        "performer": report.performer, "practitioner_name": found.practitioner_name, "release": report.release,
        "released_at": report.released_at, "reviewed_at": report.reviewed_at, "seen_at": report.seen_at,
        "findings": found.findings, "abnormal": found.abnormal, "critical": bool(found.critical),
        "commented": bool(report.comment_sealed),
    }  # fmt: skip


async def of_patient(
    db: Db | ReadDb, actor: Actor, patient_id: UUID, query: DiagnosticReportSearch, *, own: bool = False
) -> Page[DiagnosticReportRowOut]:  # fmt: skip
    """Reports that labels leave open, latest sample first; `own`: only what is released."""
    found = _ROWS.where(R.patient_id == patient_id, parts.report_open_to(actor))
    if own:
        found = found.where(R.release == ReleaseStatus.released)
    rows, next_ = await _page(db, found, R.effective_at, query, newest=True)
    shown = [_row(one) | (_GONE if own and one[0].status == ReportStatus.entered_in_error else {}) for one in rows]
    return Page(items=[DiagnosticReportRowOut(**one) for one in shown], next=next_)


_GONE = {"findings": 0, "abnormal": 0, "critical": False, "commented": False}
"""What the patient is told of the findings of a report that was entered in error: they may be another's."""


async def to_review(db: Db | ReadDb, actor: Actor, query: DiagnosticReviewSearch) -> Page[DiagnosticReviewRowOut]:
    """Reports that this clinician is to look at: urgent ones first, then the longest waiting; others latest first."""
    mine = [await reviewing.mine(db, actor), parts.report_open_to(actor)]
    by_view: dict[str, list[ColumnElement[bool]]] = {
        "open": [R.status.in_(SAID), R.reviewed_at.is_(None), ~reviewing.waiting()],
        "held": [R.status.in_(SAID), R.release == ReleaseStatus.held],
        "done": [R.reviewed_at.is_not(None), R.release != ReleaseStatus.held],
    }
    found = _ROWS.add_columns(Patient).join(Patient, Patient.id == R.patient_id).where(*mine)
    rows, next_ = await _page(db, found.where(*by_view[query.view]), R.issued_at, query, newest=query.view != "open")
    total = None
    if query.view == "open" and not query.after:
        total = await db.scalar(select(func.count()).select_from(R).where(*mine, *by_view["open"]))
        cannot_wait = list(await db.execute(found.where(reviewing.waiting()).order_by(R.issued_at, R.id).limit(MOST)))
        rows, total = cannot_wait + rows, (total or 0) + len(cannot_wait)
    return Page(items=await _to_review(db, actor, rows), next=next_, total=total)


async def _to_review(db: Db | ReadDb, actor: Actor, rows: list[Any]) -> list[DiagnosticReviewRowOut]:
    after = await diagnostics.rule(db)
    waits = await critical.of_reports(db, [one[0].id for one in rows if one.critical])
    return [
        DiagnosticReviewRowOut(
            **_row(one), patient_name=one.Patient.name, mine=one[0].practitioner_id == actor.practitioner_id,
            releases_at=diagnostics.releases_at(one[0], after),
            unanswered=next((CriticalResultOut.model_validate(notice) for notice in waits.get(one[0].id, ())
                             if notice.status == CriticalStatus.waiting), None),
        )
        for one in rows
    ]  # fmt: skip


async def _page(
    db: Db | ReadDb, found: Any, by: Any, query: DiagnosticReportSearch, *, newest: bool
) -> tuple[list[Any], str | None]:  # fmt: skip
    if given := cursor.read(query.after, 2):
        last = (cursor.parse(datetime.fromisoformat, given[0]), cursor.parse(UUID, given[1]))
        found = found.where(tuple_(by, R.id) < last if newest else tuple_(by, R.id) > last)
    order = (by.desc(), R.id.desc()) if newest else (by, R.id)
    rows = list(await db.execute(found.order_by(*order).limit(query.limit + 1)))
    shown = rows[: query.limit]
    if len(rows) <= query.limit:
        return shown, None
    end = shown[-1][0]
    return shown, cursor.write(getattr(end, by.key).isoformat(), end.id)


async def report(db: Db, actor: Actor, row: DiagnosticReport) -> DiagnosticReportOut:
    """One report with everything that colleagues may know of it."""
    await db.flush()
    found = (await db.execute(_ROWS.where(R.id == row.id), execution_options=_WHOLE)).one()
    versions = await db.scalars(
        select(DiagnosticReportVersion)
        .where(DiagnosticReportVersion.report_id == row.id)
        .order_by(DiagnosticReportVersion.number.desc()),
        execution_options=_WHOLE,
    )
    patient = await db.get_one(Patient, row.patient_id)
    return DiagnosticReportOut(
        **_row(found), patient_name=patient.name, patient_number=patient.number, birth_date=patient.birth_date,
        encounter_id=row.encounter_id, version=row.version, code=row.code, specimen=row.specimen,
        conclusion=row.conclusion, reason=row.reason, entered_by_name=row.entered_by_name,
        reviewed_by_name=row.reviewed_by_name, comment=row.comment, held_reason=row.held_reason,
        releases_at=diagnostics.releases_at(row, await diagnostics.rule(db)),
        observations=await _findings(db, actor, row),
        versions=[DiagnosticReportVersionOut(number=one.number, by_name=one.by_name, at=one.at, **one.content)
                  for one in versions],
        critical_results=[
            CriticalResultOut.model_validate(one)
            for one in (await critical.of_reports(db, [row.id])).get(row.id, ())
        ],
        may_release=actor.may("result.release"),
    )  # fmt: skip


async def own_report(db: Db, actor: Actor, row: DiagnosticReport) -> OwnDiagnosticReportOut:
    """A released report in the patient's hands; of one that was entered in error nothing but that."""
    name = await db.scalar(select(parts.name_of(Practitioner)).where(Practitioner.id == row.practitioner_id))
    gone = row.status == ReportStatus.entered_in_error
    return OwnDiagnosticReportOut(
        id=row.id, category=row.category, title=row.title, status=row.status, effective_at=row.effective_at,
        issued_at=row.issued_at, performer=row.performer, specimen=row.specimen, practitioner_name=name or "",
        reviewed_by_name="" if gone else row.reviewed_by_name, comment="" if gone else row.comment,
        conclusion="" if gone else row.conclusion, reason=row.reason,
        observations=[] if gone else await _findings(db, actor, row, own=True),
    )  # fmt: skip


async def _findings(
    db: Db, actor: Actor, row: DiagnosticReport, *, own: bool = False
) -> list[DiagnosticObservationOut]:
    found = (await diagnostics.observations(db, [row.id]))[row.id]
    before = await _trends(db, actor, row, {one.key for one in found if one.value is not None}, own=own)
    shown = []
    for one in found:
        out = DiagnosticObservationOut.model_validate(one)
        out.plain, out.trend = analytes.plain(one.code), before.get((one.key, one.unit), [])[-TREND:]
        shown.append(out)
    return shown


async def _trends(
    db: Db, actor: Actor, row: DiagnosticReport, keys: Iterable[str], *, own: bool
) -> dict[tuple[str, str], list[TrendPointOut]]:  # fmt: skip
    """(key, unit) -> values of samples before this one, oldest first; values below or above a bound are not drawn."""
    earlier = (
        select(D.key, D.unit, D.value, D.interpretation, R.effective_at)
        .join(R, R.id == D.report_id)
        .where(D.patient_id == row.patient_id, D.key.in_(sorted(keys)),
               D.value.is_not(None), D.comparator == "", R.status.in_(SAID),
               R.effective_at < row.effective_at, R.id != row.id, parts.report_open_to(actor))
        .order_by(R.effective_at.desc())
        .limit(400)
    )  # fmt: skip
    if own:
        earlier = earlier.where(R.release == ReleaseStatus.released)
    found: dict[tuple[str, str], list[TrendPointOut]] = {}
    for one in await db.execute(earlier):
        point = TrendPointOut(at=one.effective_at, value=one.value, interpretation=one.interpretation)
        found.setdefault((one.key, one.unit), []).insert(0, point)
    return found


def latest(actor: policy.Asker, patient_id: Any, *, own: bool) -> Any:
    """The newest value of everything that was ever found, for the summary; `own`: of what is released."""
    shown = [D.patient_id == patient_id, R.status.in_(SAID), parts.report_open_to(actor)]
    if own:
        shown.append(R.release == ReleaseStatus.released)
    each = (
        select(D.key, R.effective_at.label("at"), R.id.label("diagnostic_report_id"), R.title, D.id, D.name, D.value,
               D.comparator, D.unit, D.low, D.high, D.interpretation)
        .join(R, R.id == D.report_id)
        .where(*shown)
        .distinct(D.key)
        .order_by(D.key, R.effective_at.desc(), R.id.desc())
        .subquery()
    )  # fmt: skip
    newest = select(each, *sealed.listed(D, "words")).join(D, D.id == each.c.id)
    return newest.order_by(each.c.at.desc(), each.c.name).limit(60)


async def catalogue(db: Db | ReadDb, patient_id: UUID) -> AnalytesOut:
    """What can be measured, with the ranges for this patient."""
    patient = await db.get_one(Patient, patient_id)
    days = (await house.today(db) - patient.birth_date).days

    def shown(one: analytes.Analyte) -> AnalyteOut:
        usual = one.range(age_days=days, sex=patient.sex)
        return _analyte(one, usual, one.critical if any(usual) else NO_RANGE)

    return AnalytesOut(items=[shown(one) for one in analytes.analytes().values()], edition=analytes.EDITION)


def table() -> AnalytesOut:
    """What can be measured, of nobody: without ranges."""
    known = analytes.analytes().values()
    return AnalytesOut(items=[_analyte(one, NO_RANGE, NO_RANGE) for one in known], edition=analytes.EDITION)


NO_RANGE: analytes.Bounds = (None, None)


def _analyte(one: analytes.Analyte, usual: analytes.Bounds, critical: analytes.Bounds) -> AnalyteOut:
    return AnalyteOut(
        code=one.code, name=one.name, panel=one.panel, unit=one.unit, prepare=one.prepare, low=usual[0], high=usual[1],
        critical_low=critical[0], critical_high=critical[1],
    )  # fmt: skip
