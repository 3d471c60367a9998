"""How a pathway did in a period: its cases by day and version, its elements, what went wrong. A fixed number of
statements, each bounded by the period, the number of elements and `MOST`; all found by indexes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from quart import Response
from sqlalchemy import (
    Date,
    DateTime,
    String,
    cast,
    column,
    extract,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb, transaction
from hub.core.errors import NotFound
from hub.core.http import Out
from hub.core.sheets import line
from hub.reports.pathway_schemas import (
    PathwayCases,
    PathwayDay,
    PathwayElementFigures,
    PathwayFileQuery,
    PathwayIncidentFigures,
    PathwayMetricsOut,
    PathwayMetricsQuery,
    PathwaySpan,
    PathwayVersionFigures,
)
from hub.reports.period import Period, period_of
from hub.reports.words import word
from hub.staff import queries as house
from workflows import calling, catalogue, engine_parse, rights
from workflows.models import Case, CaseStatus, Incident, ProcessVersion

MOST = 5_000
"""The latest visits and tasks of an element that are looked at, in the cases of each pathway it runs in."""
MOST_CAUSES = 100
_QUANTILES = func.percentile_cont(array([literal_column("0.5"), literal_column("0.9")]))


async def metrics(db: Db | ReadDb, actor: Actor, process_id: str, query: PathwayMetricsQuery) -> PathwayMetricsOut:
    """The figures of a pathway that this person may see, or 404. 422 bad_period or period_too_long."""
    await rights.must(db, actor, process_id, "see")
    facility = await house.facility(db)
    period = period_of(facility, query.start, query.until, query.days or 30)
    versions = list(
        await db.scalars(
            select(ProcessVersion)
            .where(ProcessVersion.process_id == process_id)
            .where(ProcessVersion.active if query.version is None else ProcessVersion.number == query.version)
        )
    )
    if not versions:
        raise NotFound("There is no such version of this pathway." if query.version else "There is no such pathway.")
    return await _Figures(db, versions[0], period, query.version).run()


class _Figures:
    """The statements of one question and what they find."""

    def __init__(self, db: Db | ReadDb, version: ProcessVersion, period: Period, number: int | None) -> None:
        self.db = db
        self.drawn = version
        self.period = period
        self.number = number
        self.only: UUID | None = None if number is None else version.id

    async def run(self) -> PathwayMetricsOut:
        above = [] if self.only is not None else await calling.callers(self.db, self.drawn.process_id)
        days, per_version = await self._cases()
        cycles = await self._cycles()
        for version_id, cases in per_version.items():
            cases.cycle = cycles.get(version_id, PathwaySpan())
        called = await self._calls(above, days, cycles) if above else 0
        totals = PathwayCases(
            started=sum(one.started for one in days), completed=sum(one.completed for one in days),
            cancelled=sum(one.cancelled for one in days), cycle=cycles.get(None, PathwaySpan()),
        )  # fmt: skip
        places = catalogue.places(self.drawn, above)
        elements, capped = await self._elements(places)
        causes = await self._causes(places)
        return PathwayMetricsOut(
            process_id=self.drawn.process_id, name=self.drawn.name, first=self.period.first, last=self.period.last,
            zone=self.period.zone, version=self.number, cases=totals, called=called, days=days,
            versions=await self._versions(per_version), elements=elements, causes=causes, capped=capped,
            tasks=sum(one.tasks for one in elements), late=sum(one.late for one in elements),
            escalated=sum(one.escalated for one in elements), incidents=sum(one.count for one in causes),
        )  # fmt: skip

    def _of(self, moment: Any) -> list[Any]:
        """The conditions for cases of this pathway at a moment in the period."""
        found = [Case.process_id == self.drawn.process_id, moment >= self.period.start, moment < self.period.end]
        return found if self.only is None else [*found, Case.process_version_id == self.only]

    def _day(self, moment: Any) -> Any:
        return cast(func.timezone(literal(self.period.zone), moment), Date)

    async def _cases(self) -> tuple[list[PathwayDay], dict[UUID, PathwayCases]]:
        """Cases by day, and by version."""
        first, last = self.period.first, self.period.last
        days = {first + timedelta(n): PathwayDay(day=first + timedelta(n)) for n in range((last - first).days + 1)}
        versions: dict[UUID, PathwayCases] = {}
        for moment, status in ((Case.created_at, literal("started")), (Case.ended_at, Case.status)):
            key = (Case.process_version_id, self._day(moment).label("day"), status.label("what"))
            asked = select(*key, func.count().label("number")).where(*self._of(moment)).group_by(*key[:2])
            rows = await self.db.execute(asked if moment is Case.created_at else asked.group_by(Case.status))
            for version_id, day, what, number in rows:
                for into in (days[day], versions.setdefault(version_id, PathwayCases(cycle=PathwaySpan()))):
                    setattr(into, str(what), getattr(into, str(what)) + number)
        return list(days.values()), versions

    async def _cycles(self) -> dict[UUID | None, PathwaySpan]:
        """How long completed cases took, by version, and (None) of all."""
        took = extract("epoch", Case.ended_at - Case.created_at)
        rows = await self.db.execute(
            select(Case.process_version_id, _QUANTILES.within_group(took))
            .where(*self._of(Case.ended_at), Case.status == CaseStatus.completed)
            .group_by(func.rollup(Case.process_version_id))
        )
        return {row[0]: _span(row[1]) for row in rows}

    async def _calls(
        self, above: list[ProcessVersion], days: list[PathwayDay], cycles: dict[UUID | None, PathwaySpan]
    ) -> int:
        """Add what ran in cases of the pathways that call this one to its days and to how long it took (None); how
        many of them began."""
        processes, recorded, whats = (
            list(each) for each in zip(*catalogue.calls(self.drawn.process_id, above), strict=True)
        )  # fmt: skip
        wanted = {"processes": processes, "recorded": recorded, "whats": whats,
                  "start": self.period.start, "until": self.period.end}  # fmt: skip
        key = (_CALL.c.what, self._day(_CALL.c.at).label("day"))
        begun, by_day = 0, {one.day: one for one in days}
        for what, day, number in await self.db.execute(select(*key, func.count()).group_by(*key), wanted):
            setattr(by_day[day], what, getattr(by_day[day], what) + number)
            begun += number if what == "started" else 0
        took = union_all(
            select(extract("epoch", _CALL.c.at - _CALL.c.entered_at).label("took")).where(_CALL.c.what == "completed"),
            select(extract("epoch", Case.ended_at - Case.created_at)).where(
                *self._of(Case.ended_at), Case.status == CaseStatus.completed
            ),
        ).subquery()
        cycles[None] = _span(await self.db.scalar(select(_QUANTILES.within_group(took.c.took)), wanted))
        return begun

    async def _versions(self, found: dict[UUID, PathwayCases]) -> list[PathwayVersionFigures]:
        rows = await self.db.execute(
            select(ProcessVersion.id, ProcessVersion.number, ProcessVersion.active)
            .where(ProcessVersion.id.in_(found))
            .order_by(ProcessVersion.number.desc())
        )
        return [
            PathwayVersionFigures(number=number, active=active, **dict(found[version_id]))
            for version_id, number, active in rows
        ]

    async def _elements(self, places: list[catalogue.Place]) -> tuple[list[PathwayElementFigures], bool]:
        """Every element that was passed or worked on, the slowest first."""
        processes, recorded, drawn = (list(each) for each in zip(*places, strict=True))
        rows = await self.db.execute(
            _ELEMENTS,
            {"processes": processes, "recorded": recorded, "drawn": drawn, "start": self.period.start,
             "until": self.period.end, "version": self.only, "most": MOST},
        )  # fmt: skip
        names = _names(self.drawn)
        found = [
            PathwayElementFigures(
                element_id=row.id, name=names.get(row.id, row.id), visits=row.visits, took=_span(row.took),
                tasks=row.tasks, wait=_span(row.wait), work=_span(row.work), late=row.late, escalated=row.escalated,
            )
            for row in rows
        ]  # fmt: skip
        found.sort(key=lambda one: (-(one.took.median or 0), one.element_id))
        return found, any(one.visits >= MOST or one.tasks >= MOST for one in found)

    async def _causes(self, places: list[catalogue.Place]) -> list[PathwayIncidentFigures]:
        """What went wrong in its cases, and on its elements in the cases of those that call it."""
        columns = (literal(list(each), ARRAY(String)) for each in zip(*places, strict=True))
        place = func.unnest(*columns).table_valued("process", "recorded", "drawn", name="place").render_derived()
        stood = extract("epoch", Incident.resolved_at - Incident.created_at)
        key = (func.coalesce(place.c.drawn, Incident.element_id).label("element"), Incident.code)
        number = func.count()
        asked = (
            select(*key, number, func.count().filter(Incident.resolved_at.is_(None)),
                   _QUANTILES.within_group(stood))
            .select_from(Incident).join(Case, Case.id == Incident.case_id)
            .outerjoin(place, (place.c.process == Case.process_id) & (place.c.recorded == Incident.element_id))
            .where((Case.process_id == self.drawn.process_id) | place.c.drawn.is_not(None),
                   Incident.created_at >= self.period.start, Incident.created_at < self.period.end)
            .group_by(*key).order_by(number.desc(), *key).limit(MOST_CAUSES)
        )  # fmt: skip
        if self.only is not None:
            asked = asked.where(Case.process_version_id == self.only)
        names = _names(self.drawn)
        return [
            PathwayIncidentFigures(element_id=element, name=names.get(element, element), code=code, count=number,
                                   open=still, stood=_span(stood))
            for element, code, number, still, stood in await self.db.execute(asked)
        ]  # fmt: skip


# Each call left its start and, when it had come to its end, the element that called among the visits of a case.
_CALL = (
    text("""
SELECT p.what, v.entered_at, v.at
FROM unnest(cast(:processes AS text[]), cast(:recorded AS text[]), cast(:whats AS text[])) AS p(process, element, what)
CROSS JOIN LATERAL (
  SELECT entered_at, at FROM case_history WHERE process_id = p.process AND element_id = p.element
  AND outcome = 'completed' AND at >= :start AND at < :until OFFSET 0) v
""")
    .columns(column("what", String), column("entered_at", DateTime(True)), column("at", DateTime(True)))
    .subquery("call")
)

# The latest visits and tasks of each element in the period, found by the indexes that the live map reads.
_ELEMENTS = text("""
WITH place AS MATERIALIZED (
  SELECT * FROM unnest(cast(:processes AS text[]), cast(:recorded AS text[]), cast(:drawn AS text[]))
    AS p(process, recorded, drawn))
SELECT e.id, h.visits, h.took, w.* FROM (SELECT DISTINCT drawn AS id FROM place) e
CROSS JOIN LATERAL (
  SELECT count(*) AS visits,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM at - entered_at)) AS took
  FROM place p CROSS JOIN LATERAL (
    SELECT at, entered_at FROM case_history v WHERE v.process_id = p.process AND v.element_id = p.recorded
    AND v.outcome = 'completed' AND v.at >= :start AND v.at < :until AND (cast(:version AS uuid) IS NULL OR EXISTS (
      SELECT FROM case_instance c WHERE c.id = v.case_id AND c.process_version_id = :version))
    ORDER BY v.at DESC LIMIT :most) latest
  WHERE p.drawn = e.id) h
CROSS JOIN LATERAL (
  SELECT count(*) AS tasks,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (
      ORDER BY extract(epoch FROM coalesce(claimed_at, ended_at) - created_at)) AS wait,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - claimed_at)) AS work,
    count(*) FILTER (WHERE due_at < ended_at) AS late, count(*) FILTER (WHERE escalated_at IS NOT NULL) AS escalated
  FROM place p CROSS JOIN LATERAL (
    SELECT * FROM task t WHERE t.process_id = p.process AND t.element_id = p.recorded AND t.status = 'completed'
    AND t.ended_at >= :start AND t.ended_at < :until AND (cast(:version AS uuid) IS NULL OR EXISTS (
      SELECT FROM case_instance c WHERE c.id = t.case_id AND c.process_version_id = :version))
    ORDER BY t.ended_at DESC LIMIT :most) latest
  WHERE p.drawn = e.id) w
WHERE h.visits > 0 OR w.tasks > 0
""")


def _span(found: Sequence[float] | None) -> PathwaySpan:
    return (
        PathwaySpan(median=round(found[0], 3), p90=round(found[1], 3))
        if found and found[0] is not None
        else PathwaySpan()
    )


def _names(version: ProcessVersion) -> dict[str, str]:
    """What elements are called, by the id under which cases of this pathway record them."""
    called = calling.read(version.called_xml)
    recorded = calling.names(version.xml, called)
    found: dict[str, str] = {}
    for xml in (*(one.xml for one in called), version.xml):
        known = recorded[calling.head(xml).process_id]
        elements = engine_parse.elements(engine_parse.read_xml(xml.encode()))
        found |= {known[name]: element.name for name, element in elements.items()}
    return found


async def file(actor: Actor, process_id: str, query: PathwayFileQuery) -> Response:
    """One table of the figures as CSV; who took it out is in the trail."""
    async with transaction() as db:
        found = await metrics(db, actor, process_id, query)
        words = query.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        audit.noted(db, actor, "export", "process", process_id, after=words)

    async def lines() -> AsyncIterator[str]:
        for one in _table(found, query.table):
            yield line(one)

    name = f"{process_id}-{query.table}-{found.first}-{found.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(lines(), content_type="text/csv; charset=utf-8", headers=headers)


def _table(found: PathwayMetricsOut, table: str) -> Iterable[list[Any]]:
    """The lines of a table, its heads first; durations in seconds, median and nine in ten beside each other."""
    tables: dict[str, tuple[type[Out], Sequence[Out]]] = {
        "days": (PathwayDay, found.days), "versions": (PathwayVersionFigures, found.versions),
        "elements": (PathwayElementFigures, found.elements), "incidents": (PathwayIncidentFigures, found.causes),
    }  # fmt: skip
    model, rows = tables[table]
    heads: list[str] = []
    for name, field in model.model_fields.items():
        spans = field.annotation is PathwaySpan
        heads += [f"{word(name)}, median (s)", f"{word(name)}, 9 in 10 (s)"] if spans else [word(name)]
    yield heads
    for row in rows:
        cells: list[Any] = []
        for _, value in row:
            if isinstance(value, PathwaySpan):
                cells += ["" if one is None else round(one, 1) for one in (value.median, value.p90)]
            else:
                cells.append(value)
        yield cells
