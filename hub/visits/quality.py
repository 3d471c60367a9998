"""How video visits go: from booked to completed, where they end early and why, how good the calls were. No patient."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_, select, tuple_

from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid
from hub.identity import house
from hub.scheduling.rules import day_span
from hub.staff import queries as staff
from hub.staff.models import Practitioner
from hub.visits.models import OVER, CallQuality, Visit, VisitStatus
from hub.visits.schemas import CallsOut, CallsQuery, ClinicCallsOut, FailureOut, RatingsOut

DAYS, MOST_DAYS = 30, 366
STEPS: dict[str, ColumnElement[bool]] = {
    "booked": Visit.id.is_not(None),
    "device_check": Visit.device_check.is_not(None),
    "waiting": or_(Visit.waiting_since.is_not(None), Visit.admitted_at.is_not(None)),
    "admitted": Visit.admitted_at.is_not(None),
    "connected": Visit.joined_at.is_not(None),
    "completed": and_(Visit.joined_at.is_not(None), Visit.status == VisitStatus.ended),
}
"""The funnel, in order: what a visit must show to have come so far."""

_device = Visit.device_check
_no_devices = or_(*(_device[name].as_string().in_(("none", "denied", "busy")) for name in ("camera", "microphone")))
_no_network = _device["network"].as_string().in_(("bad", "failed"))
REASON: ColumnElement[str] = case(
    (and_(Visit.status == VisitStatus.cancelled, Visit.joined_at.is_not(None)), "broken_off"),
    (and_(Visit.status == VisitStatus.cancelled, Visit.admitted_at.is_(None)), "cancelled"),
    (and_(Visit.admitted_at.is_(None), Visit.waiting_since.is_not(None)), "not_admitted"),
    (and_(Visit.admitted_at.is_(None), _device.is_not(None)), "not_come_after_check"),
    (Visit.admitted_at.is_(None), "never_came"),
    (_no_devices, "no_devices"), (_no_network, "weak_network"), else_="never_connected",
)  # fmt: skip
"""Why a visit that is over was not completed; the first that holds."""


async def period(db: Db | ReadDb, query: CallsQuery) -> tuple[date, date]:
    """(first day, last day) on the facility's calendar; the last 30 days where none are named. 422 bad_period."""
    today = await house.today(db)
    until = query.until or today
    since = query.since or until - timedelta(days=DAYS - 1)
    if since > until or (until - since).days >= MOST_DAYS:
        raise Invalid("Choose a first and a last day, at most a year apart.", code="bad_period")
    return since, until


async def report(db: Db | ReadDb, query: CallsQuery) -> CallsOut:
    """The whole house, and each department, in a period: a handful of queries, however many visits."""
    since, until = await period(db, query)
    zone = await house.zone(db)
    where = and_(Visit.starts_at >= day_span(since, zone).start, Visit.starts_at < day_span(until, zone).end)
    steps, words, numbers = await _steps(db, where), await _words(db, where), await _numbers(db, where)
    failures, ratings = await _failures(db, where), await _ratings(db, where)
    names = {one.id: one.name for one in await staff.departments(db, with_inactive=True)}
    clinics = [
        ClinicCallsOut(
            department_id=id, department=names.get(id, "") if id else "", steps=steps[id],
            quality=words[id], **numbers.get(id, _NO_NUMBERS), failures=failures[id], ratings=ratings[id],
        )
        for id in sorted(steps.keys() - {WHOLE}, key=lambda one: names.get(one, "~") if one else "~")
    ]  # fmt: skip
    whole = ClinicCallsOut(
        department_id=None, department="", steps=steps.get(WHOLE, dict.fromkeys(STEPS, 0)), quality=words[WHOLE],
        **numbers.get(WHOLE, _NO_NUMBERS), failures=failures[WHOLE], ratings=ratings[WHOLE],
    )  # fmt: skip
    return CallsOut(since=since, until=until, whole=whole, clinics=clinics)


WHOLE = UUID(int=0)
"""The key of the whole house beside those of departments; None = clinicians of no department."""
_NO_NUMBERS: dict[str, Any] = {
    "setup_p50_ms": None, "setup_p95_ms": None, "relayed_percent": None, "reconnects": 0, "freezes": 0, "minutes": 0,
}  # fmt: skip
_department = Practitioner.department_id
_whole = func.grouping(_department)


def _key(department: UUID | None, whole: int) -> UUID | None:
    return WHOLE if whole else department


def _grouped(*columns: Any, where: ColumnElement[bool]) -> Any:
    """Visits with their clinician's department: a row for each department and one for the whole house."""
    return (
        select(_department, _whole, *columns).select_from(Visit)
        .join(Practitioner, Practitioner.id == Visit.practitioner_id).where(where)
    )  # fmt: skip


def _sets(*more: Any) -> Any:
    return func.grouping_sets(tuple_(_department, *more), tuple_(*more))


async def _steps(db: Db | ReadDb, where: ColumnElement[bool]) -> dict[UUID | None, dict[str, int]]:
    counts = [func.count().filter(reached) for reached in STEPS.values()]
    rows = await db.execute(_grouped(*counts, where=where).group_by(_sets()))
    return {_key(row[0], row[1]): dict(zip(STEPS, row[2:], strict=True)) for row in rows if any(row[2:])}


async def _failures(db: Db | ReadDb, where: ColumnElement[bool]) -> dict[UUID | None, list[FailureOut]]:
    lost = and_(where, Visit.status.in_(OVER), ~STEPS["completed"])
    inner = select(_department.label("department"), REASON.label("reason")).join(
        Practitioner, Practitioner.id == Visit.practitioner_id
    ).where(lost).subquery()  # fmt: skip
    rows = await db.execute(
        select(inner.c.department, inner.c.reason, func.count()).group_by(inner.c.department, inner.c.reason)
    )
    found: dict[UUID | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for department, reason, count in rows:
        for id in (department, WHOLE):
            found[id][reason] += count
    return defaultdict(list, {
        id: [FailureOut(reason=reason, count=count) for reason, count in sorted(of.items(), key=lambda one: -one[1])]
        for id, of in found.items()
    })  # fmt: skip


async def _words(db: Db | ReadDb, where: ColumnElement[bool]) -> dict[UUID | None, dict[str, int]]:
    """Calls by the word for their quality: the worse of the two sides, on average over the call."""
    side = (
        select(Visit.id, _department.label("department"), func.avg(CallQuality.score).label("score"))
        .join(Practitioner, Practitioner.id == Visit.practitioner_id)
        .join(CallQuality, CallQuality.visit_id == Visit.id).where(where)
        .group_by(Visit.id, _department, CallQuality.side).subquery()
    )  # fmt: skip
    worst = select(side.c.department, func.min(side.c.score).label("score")).group_by(side.c.id, side.c.department)
    call = worst.subquery()
    word = case((call.c.score > 80, "excellent"), (call.c.score > 40, "good"), (call.c.score > 20, "poor"),
                else_="lost").label("word")  # fmt: skip
    rows = await db.execute(
        select(call.c.department, word, func.count()).group_by(call.c.department, literal_column("word"))
    )
    found: dict[UUID | None, dict[str, int]] = defaultdict(lambda: {"excellent": 0, "good": 0, "poor": 0, "lost": 0})
    for department, said, count in rows:
        for id in (department, WHOLE):
            found[id][said] += count
    return found


async def _numbers(db: Db | ReadDb, where: ColumnElement[bool]) -> dict[UUID | None, dict[str, Any]]:
    def share(fraction: float) -> Any:
        return func.percentile_disc(fraction).within_group(CallQuality.setup_ms)

    calls = func.count(Visit.id.distinct())
    rows = await db.execute(
        _grouped(
            share(0.5), share(0.95), calls.filter(CallQuality.path != ""), calls.filter(CallQuality.path == "relay"),
            func.sum(CallQuality.reconnects), func.sum(CallQuality.freezes), func.count(), where=where,
        ).join(CallQuality, CallQuality.visit_id == Visit.id).group_by(_sets())
    )  # fmt: skip
    return {
        _key(row[0], row[1]): {
            "setup_p50_ms": row[2], "setup_p95_ms": row[3],
            "relayed_percent": row[5] * 100 // row[4] if row[4] else None,
            "reconnects": row[6] or 0, "freezes": row[7] or 0, "minutes": row[8] // 2,
        }
        for row in rows
    }  # fmt: skip


async def _ratings(db: Db | ReadDb, where: ColumnElement[bool]) -> dict[UUID | None, RatingsOut]:
    rated = and_(where, Visit.rating.is_not(None))
    rows = await db.execute(
        select(_department, Visit.rating, func.count())
        .join(Practitioner, Practitioner.id == Visit.practitioner_id).where(rated).group_by(_department, Visit.rating)
    )  # fmt: skip
    found: dict[UUID | None, list[int]] = defaultdict(lambda: [0] * 5)
    for department, stars, count in rows:
        for id in (department, WHOLE):
            found[id][int(stars or 1) - 1] += count
    out: dict[UUID | None, RatingsOut] = defaultdict(lambda: RatingsOut(stars=[0] * 5, average=None))
    for id, given in found.items():
        average = sum((n + 1) * count for n, count in enumerate(given)) / sum(given)
        out[id] = RatingsOut(stars=given, average=round(average, 1))
    return out
