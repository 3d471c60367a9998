"""HTTP of reports."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done
from hub.reports import days, exports, pathways, queries, saved
from hub.reports.dates import day_of
from hub.reports.pathway_schemas import PathwayFileQuery, PathwayMetricsOut, PathwayMetricsQuery
from hub.reports.schemas import (
    BookDayOut,
    BookDaysOut,
    CatalogueOut,
    CloseDay,
    ReportOut,
    ReportQuery,
    ReportRowsOut,
    ReportRowsQuery,
    SavedReportOut,
    SavedReportsOut,
    SaveReport,
)

api = Api("reports")


@api.get("/reports/catalogue", may="report.read")
async def catalogue(db: ReadDb, actor: Actor) -> CatalogueOut:
    """What can be asked."""
    return await queries.catalogue(db, actor)


@api.get("/reports/figures", may="report.read")
async def figures(db: Db, actor: Actor, query: ReportQuery) -> ReportOut:
    """The figures of one question."""
    return await queries.report(db, actor, query)


@api.get("/reports/rows", may="report.read")
async def rows(db: Db, actor: Actor, query: ReportRowsQuery) -> ReportRowsOut:
    """The rows behind a figure, as far as one may see their patients."""
    return await queries.rows(db, actor, query)


@api.get("/reports/figures.csv", may="report.read", hide=True)
async def figures_csv(actor: Actor, query: ReportQuery) -> Response:
    """The figures as CSV."""
    return await exports.figures(actor, query)


@api.get("/reports/rows.csv", may="report.read", hide=True)
async def rows_csv(actor: Actor, query: ReportRowsQuery) -> Response:
    """The rows behind a figure as CSV."""
    return await exports.rows(actor, query)


@api.get("/reports/figures.pdf", may="report.read", hide=True)
async def figures_pdf(actor: Actor, query: ReportQuery) -> Response:
    """The figures on paper."""
    return await exports.paper(actor, query)


@api.get("/processes/<process_id>/metrics", may="process.read")
async def pathway_figures(db: ReadDb, actor: Actor, process_id: str, query: PathwayMetricsQuery) -> PathwayMetricsOut:
    """How a pathway did in a period: its cases by day and version, its elements, what went wrong."""
    return await pathways.metrics(db, actor, process_id, query)


@api.get("/processes/<process_id>/metrics.csv", may="process.read", hide=True)
async def pathway_figures_csv(actor: Actor, process_id: str, query: PathwayFileQuery) -> Response:
    """One table of it as CSV."""
    return await pathways.file(actor, process_id, query)


@api.get("/reports/saved", may="report.read")
async def saved_reports(db: ReadDb, actor: Actor) -> SavedReportsOut:
    """One's own reports and those of one's roles."""
    return await saved.listed(db, actor)


@api.post("/reports/saved", may="report.read", status=201)
async def save_report(db: Db, actor: Actor, data: SaveReport) -> SavedReportOut:
    """Keep a question."""
    return saved.shown(await saved.save(db, data, actor=actor), actor)


@api.delete("/reports/saved/<uuid:saved_report_id>", may="report.read")
async def forget_report(db: Db, actor: Actor, saved_report_id: UUID) -> Done:
    """Keep it no longer."""
    await saved.forget(db, await saved.access_saved(db, actor, saved_report_id, lock=True), actor=actor)
    return Done()


@api.get("/reports/days", may="report.money")
async def closed_days(db: ReadDb, actor: Actor) -> BookDaysOut:
    """The last days of the books."""
    return await days.listed(db)


@api.post("/reports/days", may="day.close", status=201)
async def close_day(db: Db, actor: Actor, data: CloseDay) -> BookDayOut:
    """Close a day that is over; its figures never change again."""
    return await days.close(db, data, actor=actor)


@api.get("/reports/days/<day>", may="report.money")
async def read_day(db: ReadDb, actor: Actor, day: str) -> BookDayOut:
    """One day: frozen, or so far."""
    return await days.shown(db, day_of(day))
