"""Rotas: kinds of shifts, a department's plan of a week, who works when; too few people are said before it is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range, insert
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Gone, Invalid, NotFound
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.states import move
from hub.core.wall import instant
from hub.identity import house
from hub.identity.roles import ROLES
from hub.staff import people
from hub.staff.duty_models import Rota, Shift, ShiftStatus, ShiftTemplate
from hub.staff.facts import RosterChanged
from hub.staff.models import Department
from hub.staff.people import Member
from hub.staff.record_models import Leave, LeaveStatus
from hub.staff.rules import monday, shift_span
from hub.staff.switches import EXPIRED_BLOCKS

WEEK = timedelta(days=7)


# ---- kinds of shifts ------------------------------------------------------------------------------------------------


async def keep_template(
    db: Db, department: Department, values: Mapping[str, Any], *, actor: Actor, template_id: UUID | None = None
) -> ShiftTemplate:  # fmt: skip
    """A kind of shift, new or changed; shifts that were planned keep their times. 409 taken: the code is in use."""
    if values["role"] and values["role"] not in ROLES:
        raise Invalid("There is no such role.", code="unknown_role")
    row = await template(db, department, template_id) if template_id else ShiftTemplate(department_id=department.id)
    for name, value in values.items():
        setattr(row, name, value)
    row.weekdays = sorted(set(row.weekdays))
    if template_id is None:
        db.add(row)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("This code is in use already.", code="taken") from error
    return row


async def template(db: Db | ReadDb, department: Department, template_id: UUID) -> ShiftTemplate:
    """A kind of shift of this department, or 404."""
    row = await db.get(ShiftTemplate, template_id)
    if row is None or row.department_id != department.id:
        raise NotFound()
    return row


async def templates(db: Db | ReadDb, department_id: UUID) -> list[ShiftTemplate]:
    """Kinds of shifts in the order of the day."""
    found = select(ShiftTemplate).where(ShiftTemplate.department_id == department_id)
    return list(await db.scalars(found.order_by(ShiftTemplate.starts, ShiftTemplate.code)))


# ---- planning -------------------------------------------------------------------------------------------------------


async def rota_of(db: Db, department: Department, week: date) -> Rota:
    """The plan of that week, made when there is none, locked: two planners do not write over each other."""
    if week.weekday() != 0:
        raise Invalid("A week begins on a Monday.", code="not_monday")
    made = insert(Rota).values(id=uuid7(), created_at=now(), version=1, department_id=department.id, week=week,
                               short_note="")  # fmt: skip
    await db.execute(made.on_conflict_do_nothing(index_elements=["department_id", "week"]))
    found = select(Rota).where(Rota.department_id == department.id, Rota.week == week)
    return (await db.scalars(found.with_for_update())).one()


async def plan(
    db: Db, department: Department, template_id: UUID, user_id: UUID, day: date, *, note: str = "", actor: Actor
) -> Shift:  # fmt: skip
    """Put somebody on duty. 409 on_leave, on_duty (the database says so), licence_ended; 422 wrong_role."""
    kind = await template(db, department, template_id)
    if not kind.active:
        raise Conflict("This kind of shift is no longer worked.", code="template_closed")
    await people.alone(db, user_id)
    rota = await rota_of(db, department, monday(day))
    who = await people.member(db, user_id)
    await must_be_free(db, who, kind, day)
    shift = _made(rota, kind, user_id, day, ZoneInfo(await people.zone_of(db, department)), note)
    if shift.ends_at < now():
        raise Gone("This shift is over.", code="shift_over")
    db.add(shift)
    audit.wrote(db, actor, shift)
    await written(db)
    _said(db, rota, department, [user_id] if rota.published_at else [None], actor)
    return shift


async def must_be_free(db: Db | ReadDb, who: Member, kind: ShiftTemplate, day: date) -> None:
    """Raise why this person cannot work that shift, whatever else he works. Who plans holds him (`people.alone`)."""
    if not who.fits(kind.role):
        raise Invalid(f"{who.name} does not work as {kind.role.replace('_', ' ')}.", code="wrong_role")
    if who.licence_ends_on and who.licence_ends_on < day and await EXPIRED_BLOCKS.value(db):
        raise Conflict(f"The licence of {who.name} has ended by then.", code="licence_ended")
    last = day if kind.ends > kind.starts or kind.ends == time.min else day + timedelta(days=1)  # 24:00 is that day's
    with db.no_autoflush:
        leave = await db.scalar(
            select(Leave.id).where(Leave.user_id == who.user_id, Leave.status == LeaveStatus.approved,
                                   Leave.starts_on <= last, Leave.ends_on >= day).limit(1)
        )  # fmt: skip
    if leave is not None:
        raise Conflict(f"{who.name} is on leave then.", code="on_leave")


async def written(db: Db) -> None:
    """Write what was planned; 409 on_duty when somebody would be on duty twice at one time."""
    try:
        await db.flush()
    except IntegrityError as error:
        if "ex_shift_user" not in str(error.orig):
            raise
        raise Conflict("This person is on duty at that time already.", code="on_duty") from error


def _made(rota: Rota, kind: ShiftTemplate, user_id: UUID, day: date, zone: ZoneInfo, note: str = "") -> Shift:
    return Shift(rota_id=rota.id, department_id=rota.department_id, template_id=kind.id, user_id=user_id, day=day,
                 during=Range(*shift_span(day, kind.starts, kind.ends, zone)), note=note,
                 status=ShiftStatus.planned, status_at=now())  # fmt: skip


async def remove(db: Db, department: Department, shift_id: UUID, *, actor: Actor) -> Rota:
    """Take a shift out of the plan; one that was published stays as cancelled, and its person is told."""
    shift = await db.get(Shift, shift_id, with_for_update=True)
    if shift is None or shift.department_id != department.id or shift.status != ShiftStatus.planned:
        raise NotFound()
    rota = await rota_of(db, department, monday(shift.day))
    await _ended(db, shift, rota, "", actor)
    _said(db, rota, department, [shift.user_id] if rota.published_at else [None], actor)
    return rota


async def release(db: Db, some: Sequence[Shift], *, why: str, actor: Actor) -> None:
    """Take these shifts out of their plans because somebody cannot work them."""
    for shift in some:
        rota = await db.get_one(Rota, shift.rota_id, with_for_update=True)
        await _ended(db, shift, rota, why, actor)
        _said(db, rota, await db.get_one(Department, shift.department_id), [None], actor)


async def _ended(db: Db, shift: Shift, rota: Rota, why: str, actor: Actor) -> None:
    if rota.published_at is None:
        audit.noted(db, actor, "delete", "shift", shift.id, reason=why,
                    before={"user_id": str(shift.user_id), "day": str(shift.day)})  # fmt: skip
        await db.delete(shift)
    else:
        move(shift, ShiftStatus.cancelled)
        audit.wrote(db, actor, shift, reason=why)
    await db.flush()


async def move_shift(
    db: Db, department: Department, shift_id: UUID, user_id: UUID, day: date, *, actor: Actor
) -> Shift:
    """Give a shift to another person or day of the plan."""
    shift = await db.get(Shift, shift_id)
    if shift is None or shift.department_id != department.id:
        raise NotFound()
    await people.alone(db, shift.user_id, user_id)
    kind, note = shift.template_id, shift.note
    await remove(db, department, shift_id, actor=actor)
    return await plan(db, department, kind, user_id, day, note=note, actor=actor)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A shift of the week before that could not be repeated; `code` as in plan()."""

    user_id: UUID
    day: date
    code: str


async def repeat_week(db: Db, department: Department, week: date, *, actor: Actor) -> list[Skipped]:
    """Plan a week as the one before was; what cannot be is left out and told."""
    zone = ZoneInfo(await people.zone_of(db, department))
    before = await shifts_of(db, await rota_at(db, department, week - WEEK))
    await people.alone(db, *{shift.user_id for shift in before})
    rota = await rota_of(db, department, week)
    start, end = await moments(db, week - timedelta(days=1), week + WEEK)
    kinds = {row.id: row for row in await templates(db, department.id) if row.active}
    known = {one.user_id: one for one in await people.members(db, ids={s.user_id for s in before})}
    busy: dict[UUID, list[Range[datetime]]] = {}
    for shift in await shifts(db, start, end, known):
        busy.setdefault(shift.user_id, []).append(shift.during)
    skipped, told = [], set[UUID]()
    for old in before:
        day, kind, who = old.day + WEEK, kinds.get(old.template_id), known.get(old.user_id)
        code = await _cannot(db, who, kind, day)
        if kind is not None and not code:
            fresh = _made(rota, kind, old.user_id, day, zone, old.note)
            own = busy.setdefault(old.user_id, [])
            if any(fresh.during.overlaps(other) for other in own):
                code = "on_duty"
            else:
                own.append(fresh.during)
                told.add(old.user_id)
                db.add(fresh)
                audit.wrote(db, actor, fresh)
        if code:
            skipped.append(Skipped(old.user_id, day, code))
    await written(db)
    _said(db, rota, department, sorted(told) if rota.published_at else [None], actor)
    return skipped


async def _cannot(db: Db, who: Member | None, kind: ShiftTemplate | None, day: date) -> str:
    if who is None:
        return "not_here"
    if kind is None:
        return "template_closed"
    try:
        await must_be_free(db, who, kind, day)
    except (Conflict, Invalid) as error:
        return error.code
    return ""


async def publish(db: Db, department: Department, week: date, note: str = "", *, actor: Actor) -> Rota:
    """Tell everybody his week. 409 short_cover with what is missing, until a word is written about it."""
    rota = await rota_of(db, department, week)
    planned = await shifts_of(db, rota)
    missing = shortfalls(await templates(db, department.id), planned, week)
    if missing and not note:
        raise Conflict("Some shifts have too few people.", code="short_cover", shifts=[
            {"day": str(one.day), "code": one.kind.code, "missing": one.missing} for one in missing])  # fmt: skip
    rota.published_at, rota.published_by, rota.short_note = now(), actor.user_id, note if missing else ""
    audit.wrote(db, actor, rota)
    _said(db, rota, department, sorted({s.user_id for s in planned}), actor)
    return rota


def _said(db: Db, rota: Rota, department: Department, whom: Iterable[UUID | None], actor: Actor) -> None:
    for user_id in whom:
        state(db, RosterChanged(department_id=department.id, week=rota.week, user_id=user_id,
                                lead_id=department.lead_id, published=rota.published_at is not None, at=now()),
              actor=actor)  # fmt: skip


# ---- reads ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A shift with too few people."""

    day: date
    kind: ShiftTemplate
    planned: int

    @property
    def missing(self) -> int:
        return self.kind.least - self.planned


def shortfalls(kinds: Iterable[ShiftTemplate], planned: Collection[Shift], week: date) -> list[Shortfall]:
    """Where fewer people are planned than the kind of shift wants, by day."""
    count: dict[tuple[UUID, date], int] = {}
    for shift in planned:
        count[shift.template_id, shift.day] = count.get((shift.template_id, shift.day), 0) + 1
    kinds = [one for one in kinds if one.active and one.least]
    return [
        Shortfall(day, kind, count.get((kind.id, day), 0))
        for day in (week + timedelta(days=n) for n in range(7))
        for kind in kinds
        if day.weekday() in kind.weekdays and count.get((kind.id, day), 0) < kind.least
    ]


async def moments(db: Db | ReadDb, first: date, last: date) -> tuple[datetime, datetime]:
    """The days of the facility's calendar, both included, as moments."""
    zone = await house.zone(db)
    midnight = datetime.min.time()
    return instant(first, midnight, zone), instant(last + timedelta(days=1), midnight, zone)


async def rota_at(db: Db | ReadDb, department: Department, week: date) -> Rota | None:
    """The plan of that week, if somebody has begun one."""
    found: Rota | None = await db.scalar(select(Rota).where(Rota.department_id == department.id, Rota.week == week))
    return found


async def shifts_of(db: Db | ReadDb, rota: Rota | None) -> list[Shift]:
    """What is planned in it, in order of the beginning."""
    if rota is None:
        return []
    found = select(Shift).where(Shift.rota_id == rota.id, Shift.status == ShiftStatus.planned)
    return list(await db.scalars(found.order_by(func.lower(Shift.during), Shift.id)))


async def shifts(
    db: Db | ReadDb, start: datetime, end: datetime, user_ids: Iterable[UUID]
) -> list[Shift]:  # fmt: skip
    """Shifts of these people that touch [start, end), in order of their beginning, told or not."""
    found = select(Shift).where(Shift.status == ShiftStatus.planned, Shift.during.overlaps(Range(start, end)),
                                Shift.user_id.in_(list(user_ids)))  # fmt: skip
    return list(await db.scalars(found.order_by(func.lower(Shift.during), Shift.id).limit(5000)))


def short_rests(some: Iterable[Shift], hours: int) -> set[UUID]:
    """Shifts that begin less than `hours` hours after the one before of the same person ended."""
    last: dict[UUID, datetime] = {}
    found = set()
    for shift in sorted(some, key=lambda one: one.starts_at):
        before = last.get(shift.user_id)
        if hours and before is not None and shift.starts_at - before < timedelta(hours=hours):
            found.add(shift.id)
        last[shift.user_id] = shift.ends_at
    return found
