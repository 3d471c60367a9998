"""Pathways as people look at them: the list, and one diagram with a live map of where every case stands."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.orm import defer

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from workflows import calling, diagrams, directory, engine_parse, layout, queries, rights
from workflows.models import OPEN, Case, CaseStatus, Incident, ProcessVersion, Subscription, Task, Timer
from workflows.queries import LIVE
from workflows.schemas_processes import (
    ElementLoad,
    ProcessList,
    ProcessName,
    ProcessOut,
    ProcessRow,
    ProcessVersionRow,
)
from workflows.standing import RESTS


async def listed(db: Db | ReadDb, actor: Actor) -> ProcessList:
    """Every process this person may see, in its active version, with the numbers of its cases."""
    numbers = await _numbers(db)
    found = await db.scalars(
        select(ProcessVersion)
        .where(ProcessVersion.active, rights.allowed(ProcessVersion.process_id, "see"))
        .order_by(ProcessVersion.name),
        queries.who(actor),
    )
    return ProcessList(items=[ProcessRow(**_row(version, numbers)) for version in found])


async def shown(db: Db | ReadDb, process_id: str, actor: Actor) -> ProcessOut:
    """The active diagram, its versions, and how many tokens rest where; or 404."""
    await rights.must(db, actor, process_id, "see")
    version = await diagrams.active(db, process_id)
    counted = await db.execute(
        select(Case.process_version_id, func.count(), func.count().filter(Case.status.in_(LIVE)))
        .where(Case.process_id == process_id)
        .group_by(Case.process_version_id)
    )
    per_version = {row[0]: (row[1], row[2]) for row in counted}
    versions = list(
        await db.scalars(
            select(ProcessVersion)
            .options(defer(ProcessVersion.xml), defer(ProcessVersion.called_xml))
            .where(ProcessVersion.process_id == process_id)
            .order_by(ProcessVersion.number.desc())
        )
    )
    above = await calling.callers(db, process_id)
    heads = [calling.head(one.xml) for one in calling.read(version.called_xml)]
    names = await directory.people(db, [i for v in versions for i in (v.author_id, v.reviewer_id)])
    return ProcessOut(
        **_row(version, await _numbers(db)), xml=layout.visible(version.xml),
        load=await _map(db, version, above),
        called=[ProcessName(process_id=head.process_id, name=head.name) for head in heads],
        called_by=[ProcessName(process_id=v.process_id, name=v.name) for v in above],
        versions=[
            ProcessVersionRow(
                id=v.id, number=v.number, published_at=v.created_at, active=v.active, reason=v.reason,
                cases=per_version.get(v.id, (0, 0))[0], running=per_version.get(v.id, (0, 0))[1],
                author_name=names.get(v.author_id) if v.author_id else None, rolled_back_from=v.rolled_back_from,
                reviewer_name=names.get(v.reviewer_id) if v.reviewer_id else None,
            )
            for v in versions
        ],
    )  # fmt: skip


def _row(version: ProcessVersion, numbers: dict[str, dict[str, int]]) -> dict[str, Any]:
    own = numbers.get(version.process_id, {})
    return {
        "process_id": version.process_id, "name": version.name, "number": version.number,
        "published_at": version.created_at, "running": own.get("running", 0), "incidents": own.get("incidents", 0),
        "ended": own.get("ended", 0),
    }  # fmt: skip


async def _numbers(db: Db | ReadDb) -> dict[str, dict[str, int]]:
    rows = await db.execute(
        select(
            Case.process_id,
            func.count().filter(Case.status.in_(LIVE)).label("running"),
            func.count().filter(Case.status == CaseStatus.incident).label("incidents"),
            func.count().filter(Case.status.not_in(LIVE)).label("ended"),
        ).group_by(Case.process_id)
    )
    return {row.process_id: {"running": row.running, "incidents": row.incidents, "ended": row.ended} for row in rows}


class Place(NamedTuple):
    """An element of a drawing, as the cases of one process name it."""

    process: str
    recorded: str
    drawn: str


def places(version: ProcessVersion, above: list[ProcessVersion]) -> list[Place]:
    """Where the elements of a drawing are recorded: in its own cases, and in those of the pathways that call it."""
    found = [Place(version.process_id, name, name) for name in sorted(calling.head(version.xml).elements)]
    for caller in above:
        named = calling.names(caller.xml, calling.read(caller.called_xml))[version.process_id]
        found += [Place(caller.process_id, name, drawn) for drawn, name in named.items()]
    return found


def calls(process_id: str, above: list[ProcessVersion]) -> list[Place]:
    """Where the cases of the pathways that call a process show its calls: its start ('started' for `drawn`), and the
    elements that call it ('completed')."""
    found: list[Place] = []
    for caller in above:
        called = calling.read(caller.called_xml)
        named = calling.names(caller.xml, called)
        for xml in (caller.xml, *(one.xml for one in called)):
            head = calling.head(xml)
            here = {element: "completed" for element, name in head.calls.items() if name == process_id}
            if head.process_id == process_id:
                known = engine_parse.elements(engine_parse.read_xml(xml.encode()))
                here |= {
                    element: "started" for element, one in known.items()
                    if one.kind == "startEvent" and one.scope == process_id
                }  # fmt: skip
            recorded = named[head.process_id]
            found += [Place(caller.process_id, recorded[element], what) for element, what in here.items()]
    return found


async def _map(db: Db | ReadDb, version: ProcessVersion, above: list[ProcessVersion]) -> dict[str, ElementLoad]:
    """What stands on each element of a drawing, in its own cases and in those that call it; an element that calls
    another pathway has what stands in there, too."""
    own = places(version, above)
    load = await _pace(db, own)
    await _standing(db, [*own, *_inside(version)], load, _resting([version, *above]))
    return load


def _inside(version: ProcessVersion) -> list[Place]:
    """What lies in the pathways that a drawing calls, at the elements that call them."""
    called = calling.inside(version.xml, calling.read(version.called_xml))
    return [Place(version.process_id, name, element) for element, inside in called.items() for name in sorted(inside)]


async def recorded(db: Db | ReadDb, process_id: str, element: str) -> list[tuple[str, str]]:
    """Where cases that stand at an element of a pathway are recorded: (process, element), as its numbers are counted.
    Of a pathway that there is not: nowhere."""
    version = await db.scalar(
        select(ProcessVersion).where(ProcessVersion.process_id == process_id, ProcessVersion.active)
    )
    if version is None:
        return []
    all_of_it = [*places(version, await calling.callers(db, process_id)), *_inside(version)]
    return [(one.process, one.recorded) for one in all_of_it if one.drawn == element]


def _resting(versions: list[ProcessVersion]) -> set[tuple[str, str]]:
    """Where a token waits for a time or a message in cases of these processes, as they record it; people's tasks and
    what only listens beside are not among them."""
    found: set[tuple[str, str]] = set()
    for version in versions:
        called = calling.read(version.called_xml)
        named = calling.names(version.xml, called)
        for xml in (version.xml, *(one.xml for one in called)):
            root = engine_parse.read_xml(xml.encode())
            tasks = {
                node.get("id") for node in root.iter(engine_parse.tag("receiveTask"))
                if engine_parse.extension(node, "task") is not None
            }  # fmt: skip
            recorded = named[calling.head(xml).process_id]
            found |= {
                (version.process_id, recorded.get(element.id, element.id))
                for element in engine_parse.elements(root).values()
                if element.kind in RESTS and element.id not in tasks
            }
    return found


# The latest visits of each element, found by an index: as many rows as there are elements times 200 for each process,
# however long the history is.
_PACE = text("""
WITH place AS MATERIALIZED (
  SELECT * FROM unnest(cast(:processes AS text[]), cast(:recorded AS text[]), cast(:drawn AS text[]))
    AS p(process, recorded, drawn))
SELECT e.id, h.done, h.cycle, w.wait FROM (SELECT DISTINCT drawn AS id FROM place) e
CROSS JOIN LATERAL (
  SELECT count(*) AS done, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM at - entered_at)) AS cycle
  FROM (SELECT latest.at, latest.entered_at FROM place p CROSS JOIN LATERAL (
          SELECT at, entered_at FROM case_history WHERE process_id = p.process AND element_id = p.recorded
          AND outcome = 'completed' ORDER BY at DESC LIMIT 200) latest
        WHERE p.drawn = e.id ORDER BY latest.at DESC LIMIT 200) latest) h
CROSS JOIN LATERAL (
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM coalesce(claimed_at, ended_at) - created_at))
    AS wait
  FROM (SELECT latest.* FROM place p CROSS JOIN LATERAL (
          SELECT claimed_at, ended_at, created_at FROM task WHERE process_id = p.process AND element_id = p.recorded
          AND status = 'completed' ORDER BY ended_at DESC LIMIT 200) latest
        WHERE p.drawn = e.id ORDER BY latest.ended_at DESC LIMIT 200) latest) w
WHERE h.done > 0
""")


async def _pace(db: Db | ReadDb, places: list[Place]) -> dict[str, ElementLoad]:
    """How long each element took lately."""
    processes, recorded, drawn = (list(column) for column in zip(*places, strict=True))
    return {
        row.id: ElementLoad(done=row.done, cycle_seconds=row.cycle, wait_seconds=row.wait)
        for row in await db.execute(_PACE, {"processes": processes, "recorded": recorded, "drawn": drawn})
    }


async def _standing(
    db: Db | ReadDb, places: list[Place], load: dict[str, ElementLoad], resting: set[tuple[str, str]]
) -> None:
    """Add what stands where now: open tasks, those that are late, incidents, and what waits for a time or a message."""
    shown: dict[tuple[str, str], list[str]] = {}
    for place in places:
        shown.setdefault((place.process, place.recorded), []).append(place.drawn)
    processes, elements = sorted({one for one, _ in shown}), sorted({one for _, one in shown})
    tasks = await db.execute(
        select(Task.process_id, Task.element_id, func.count(), func.count().filter(Task.due_at < now()))
        .where(Task.process_id.in_(processes), Task.element_id.in_(elements), Task.status.in_(OPEN))
        .group_by(Task.process_id, Task.element_id)
    )
    for process, element, active, late in tasks:
        for drawn in shown.get((process, element), ()):
            known = load.setdefault(drawn, ElementLoad())
            known.active, known.late = known.active + active, known.late + late
    incidents = await db.execute(
        select(Case.process_id, Incident.element_id, func.count())
        .join(Case, Case.id == Incident.case_id)
        .where(Case.process_id.in_(processes), Incident.element_id.in_(elements), Incident.resolved_at.is_(None))
        .group_by(Case.process_id, Incident.element_id)
    )
    for process, element, number in incidents:
        for drawn in shown.get((process, element), ()):
            load.setdefault(drawn, ElementLoad()).incidents += number
    times, messages = (
        select(Case.process_id.label("process"), table.element_id.label("element"), table.id.label("token"))
        .join(Case, Case.id == table.case_id)
        .where(Case.process_id.in_(processes), table.element_id.in_({name for _, name in resting}))
        for table in (Timer, Subscription)
    )
    waiting = times.union(messages).subquery()
    counted = select(waiting.c.process, waiting.c.element, func.count()).group_by(waiting.c.process, waiting.c.element)
    for process, element, number in await db.execute(counted):
        for drawn in shown.get((process, element), ()) if (process, element) in resting else ():
            load.setdefault(drawn, ElementLoad()).active += number
