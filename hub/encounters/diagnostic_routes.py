"""HTTP of results."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Page
from hub.encounters import critical, diagnostics, reviewing
from hub.encounters import diagnostic_views as shown
from hub.encounters.diagnostic_schemas import (
    AnalytesOut,
    ChangeDiagnosticReport,
    DiagnosticReportOut,
    DiagnosticReportRowOut,
    DiagnosticReportSearch,
    DiagnosticReviewRowOut,
    DiagnosticReviewSearch,
    EnterDiagnosticReport,
    HoldDiagnosticReport,
    OwnDiagnosticReportOut,
    ReassignDiagnosticReport,
    ReleaseDiagnosticReport,
)
from hub.encounters.diagnostics import access_own_report, access_report
from hub.encounters.history_schemas import StrikeOut
from hub.encounters.queries import access_own_record, access_patient_chart

api = Api("diagnostic_reports")
_PATIENT, _REPORT = "/patients/<uuid:patient_id>", "/diagnostic-reports/<uuid:report_id>"


@api.get(f"{_PATIENT}/diagnostic-reports", may="chart.write")
async def reports_of(
    db: Db, actor: Actor, patient_id: UUID, query: DiagnosticReportSearch
) -> Page[DiagnosticReportRowOut]:
    """Results of a patient, latest first."""
    return await shown.of_patient(db, actor, await access_patient_chart(db, actor, patient_id), query)


@api.get("/analytes", may="staff.read")
async def every_analyte(db: ReadDb) -> AnalytesOut:
    """What laboratories measure most, without ranges: they are somebody's."""
    return shown.table()


@api.get(f"{_PATIENT}/analytes", may="chart.write")
async def analytes(db: Db, actor: Actor, patient_id: UUID) -> AnalytesOut:
    """What laboratories measure most, with the ranges for this patient."""
    return await shown.catalogue(db, await access_patient_chart(db, actor, patient_id, silent=True))


@api.post(f"{_PATIENT}/diagnostic-reports", may="chart.write", status=201, idempotent=True)
async def enter(db: Db, actor: Actor, patient_id: UUID, data: EnterDiagnosticReport) -> DiagnosticReportOut:
    """Write a result down."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return await shown.report(db, actor, await diagnostics.enter(db, known, data, actor=actor))


@api.get("/diagnostic-reports", may="result.release")
async def to_review(db: ReadDb, actor: Actor, query: DiagnosticReviewSearch) -> Page[DiagnosticReviewRowOut]:
    """Results that this clinician is to look at."""
    return await shown.to_review(db, actor, query)


@api.get(_REPORT, may="chart.write")
async def read(db: Db, actor: Actor, report_id: UUID) -> DiagnosticReportOut:
    """One result, with the values before it."""
    return await shown.report(db, actor, await access_report(db, actor, report_id))


@api.put(_REPORT, may="chart.write")
async def change(db: Db, actor: Actor, report_id: UUID, data: ChangeDiagnosticReport) -> DiagnosticReportOut:
    """Bring it up to date; what was final is amended."""
    row = await access_report(db, actor, report_id, lock=True)
    return await shown.report(db, actor, await diagnostics.change(db, row, data, actor=actor))


@api.post(f"{_REPORT}/entered-in-error", may="chart.write")
async def strike(db: Db, actor: Actor, report_id: UUID, data: StrikeOut) -> DiagnosticReportOut:
    """Strike it through."""
    row = await access_report(db, actor, report_id, lock=True)
    return await shown.report(db, actor, await diagnostics.strike(db, row, data.reason, actor=actor))


@api.post(f"{_REPORT}/release", may="result.release")
async def release(db: Db, actor: Actor, report_id: UUID, data: ReleaseDiagnosticReport) -> DiagnosticReportOut:
    """Give it to the patient, with words of one's own."""
    row = await access_report(db, actor, report_id, lock=True)
    row = await diagnostics.release(db, row, data.comment, version=data.version, actor=actor)
    return await shown.report(db, actor, row)


@api.post(f"{_REPORT}/hold", may="result.release")
async def hold(db: Db, actor: Actor, report_id: UUID, data: HoldDiagnosticReport) -> DiagnosticReportOut:
    """Keep it back for a reason."""
    row = await access_report(db, actor, report_id, lock=True)
    row = await diagnostics.hold(db, row, data.reason, version=data.version, actor=actor)
    return await shown.report(db, actor, row)


@api.post(f"{_REPORT}/acknowledge", may="chart.write")
async def acknowledge(db: Db, actor: Actor, report_id: UUID) -> DiagnosticReportOut:
    """I have seen the critical value and act on it."""
    row = await access_report(db, actor, report_id, lock=True)
    return await shown.report(db, actor, await critical.acknowledge(db, row, actor=actor))


@api.post(f"{_REPORT}/reassign", may="result.release")
async def reassign(db: Db, actor: Actor, report_id: UUID, data: ReassignDiagnosticReport) -> DiagnosticReportOut:
    """Give it to another clinician to look at."""
    row = await access_report(db, actor, report_id, lock=True)
    return await shown.report(db, actor, await reviewing.reassign(db, row, data, actor=actor))


@api.get("/my/diagnostic-reports", may="record.own")
async def own_reports(db: Db, actor: Actor, query: DiagnosticReportSearch) -> Page[DiagnosticReportRowOut]:
    """The patient's own results, as far as they are released."""
    return await shown.of_patient(db, actor, await access_own_record(db, actor, "results"), query, own=True)


@api.get("/my/diagnostic-reports/<uuid:report_id>", may="record.own")
async def own_report(db: Db, actor: Actor, report_id: UUID) -> OwnDiagnosticReportOut:
    """One of the patient's own results."""
    return await shown.own_report(db, actor, await access_own_report(db, actor, report_id))
