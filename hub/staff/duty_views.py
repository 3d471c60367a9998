"""Rotas, shifts, swaps and on-call turns as they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.wall import instant
from hub.identity import house
from hub.identity import queries as identity
from hub.staff import leave, on_call, people, queries, rotas, swaps
from hub.staff.duty_models import OnCall, OnCallService, Rota, Shift, ShiftStatus, ShiftSwap, ShiftTemplate, SwapStatus
from hub.staff.duty_schemas import (
    GapOut,
    MyDutyOut,
    MyShiftOut,
    OnCallOut,
    OnCallServiceOut,
    RepeatedOut,
    RotaMemberOut,
    RotaOut,
    RungOut,
    ShiftOut,
    ShiftTemplateOut,
    ShortfallOut,
    SkippedOut,
    StaffMemberOut,
    StaffMembersOut,
    SwapOut,
    SwapShiftOut,
    SwapsOut,
    TurnOut,
)
from hub.staff.models import Department
from hub.staff.people import Member
from hub.staff.record_models import Leave, LeaveStatus
from hub.staff.rules import monday
from hub.staff.switches import REST_HOURS

AHEAD = timedelta(weeks=8)


async def rota(db: Db | ReadDb, actor: Actor, department: Department, day: date | None) -> RotaOut:
    """The week of a department; what is not published is there for its planner only."""
    await db.flush()
    week = monday(day or await house.today(db))
    plan = await rotas.rota_at(db, department, week)
    may_plan = people.plans(actor, department)
    start, end = await rotas.moments(db, week, week + timedelta(days=6))
    kinds = await rotas.templates(db, department.id)
    own = await rotas.shifts_of(db, plan)
    if not may_plan and (plan is None or plan.published_at is None):
        own = []
    members = await people.members(db, department_id=department.id)
    lent = {one.user_id for one in own} - {one.user_id for one in members}
    members += await people.members(db, ids=lent) if lent else []
    ids = {one.user_id for one in members}
    around = await rotas.shifts(db, start - timedelta(days=1), end, ids)
    tired = rotas.short_rests(around, await REST_HOURS.value(db))
    away = await leave.away(db, ids, week, week + timedelta(days=6))
    return RotaOut(
        department_id=department.id, department=department.name, zone=await people.zone_of(db, department), week=week,
        lead=(await people.holder_names(db)).get(department.id, ""), may_plan=may_plan,
        published_at=plan and plan.published_at, short_note=plan.short_note if plan and may_plan else "",
        templates=[ShiftTemplateOut.model_validate(one) for one in kinds],
        members=[_member(one, one.user_id in lent, own, away, week) for one in members],
        shifts=[_shift(one, one.id in tired) for one in own],
        short=[ShortfallOut(day=one.day, template_id=one.kind.id, code=one.kind.code, name=one.kind.name,
                            planned=one.planned, least=one.kind.least)
               for one in rotas.shortfalls(kinds, own, week)] if may_plan else [],
    )  # fmt: skip


def _member(who: Member, lent: bool, own: Iterable[Shift], away: Iterable[Leave], week: date) -> RotaMemberOut:
    days: dict[LeaveStatus, list[date]] = {LeaveStatus.approved: [], LeaveStatus.requested: []}
    for row in away:
        if row.user_id == who.user_id:
            days[row.status] += [day for day in (week + timedelta(days=n) for n in range(7))
                                 if row.starts_on <= day <= row.ends_on]  # fmt: skip
    worked = sum(((one.ends_at - one.starts_at) for one in own if one.user_id == who.user_id), timedelta())
    return RotaMemberOut(
        user_id=who.user_id, name=who.name, roles=list(who.roles), lent=lent, away=days[LeaveStatus.approved],
        asked=days[LeaveStatus.requested], hours=round(worked / timedelta(hours=1), 2),
    )  # fmt: skip


def _shift(row: Shift, tired: bool) -> ShiftOut:
    return ShiftOut(id=row.id, user_id=row.user_id, template_id=row.template_id, day=row.day, starts_at=row.starts_at,
                    ends_at=row.ends_at, note=row.note, short_rest=tired)  # fmt: skip


async def repeated(
    db: Db, actor: Actor, department: Department, week: date, skipped: list[rotas.Skipped]
) -> RepeatedOut:  # fmt: skip
    """The week, and what of the one before was left out."""
    names = await people.names(db, {one.user_id for one in skipped})
    left = [SkippedOut(user_id=one.user_id, name=names[one.user_id], day=one.day, code=one.code) for one in skipped]
    return RepeatedOut(rota=await rota(db, actor, department, week), skipped=left)


async def named_shifts(
    db: Db | ReadDb, user_id: UUID, start: datetime, end: datetime
) -> list[tuple[Shift, str, str]]:  # fmt: skip
    """Published shifts with the names of their kind and department."""
    rows = await db.execute(
        select(Shift, ShiftTemplate.name, Department.name)
        .join(Rota, Rota.id == Shift.rota_id)
        .join(ShiftTemplate, ShiftTemplate.id == Shift.template_id)
        .join(Department, Department.id == Shift.department_id)
        .where(Shift.user_id == user_id, Shift.status == ShiftStatus.planned, Rota.published_at.is_not(None),
               Shift.during.overlaps(Range(start, end)))
        .order_by(func.lower(Shift.during)).limit(500)
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]


async def own_turns(db: Db | ReadDb, user_id: UUID, start: datetime, end: datetime) -> list[tuple[OnCall, str]]:
    """Somebody's turns on call with the name of the service."""
    rows = await db.execute(
        select(OnCall, OnCallService.name).join(OnCallService, OnCallService.id == OnCall.service_id)
        .where(OnCall.user_id == user_id, OnCall.during.overlaps(Range(start, end)))
        .order_by(func.lower(OnCall.during)).limit(200)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


async def my_duty(db: ReadDb, actor: Actor) -> MyDutyOut:
    """Shifts and turns on call of the next eight weeks."""
    me = identity.self_id(actor)
    start, end = now(), now() + AHEAD
    found = await named_shifts(db, me, start, end)
    kinds = {row.id: row.kind for row in await db.scalars(
        select(ShiftTemplate).where(ShiftTemplate.id.in_({one[0].template_id for one in found})))}  # fmt: skip
    offered = {row.shift_id: row for row in await db.scalars(
        select(ShiftSwap).where(ShiftSwap.asker_id == me, ShiftSwap.status.in_(swaps.WAITING)))}  # fmt: skip
    turns = [row for row, _ in await own_turns(db, me, start, end)]
    known = {one.user_id: one for one in await people.members(db, ids={me})}
    return MyDutyOut(
        zone=str(await house.zone(db)), department_id=known[me].department_id if me in known else None,
        shifts=[
            MyShiftOut(id=row.id, template=kind, kind=kinds[row.template_id], department_id=row.department_id,
                       department=where, day=row.day, starts_at=row.starts_at, ends_at=row.ends_at, note=row.note,
                       swap_id=offered[row.id].id if row.id in offered else None,
                       swap_status=offered[row.id].status if row.id in offered else None)
            for row, kind, where in found
        ],
        turns=await _turns(db, turns),
        leads=actor.may("roster.manage") or bool(await people.led_by(db, actor)),
    )  # fmt: skip


async def _turns(db: Db | ReadDb, rows: list[OnCall]) -> list[TurnOut]:
    names = await people.names(db, {row.user_id for row in rows})
    services = {one.id: one.name for one in await db.scalars(
        select(OnCallService).where(OnCallService.id.in_({row.service_id for row in rows})))}  # fmt: skip
    return [TurnOut(id=row.id, service_id=row.service_id, service=services[row.service_id], level=row.level,
                    user_id=row.user_id, name=names[row.user_id], starts_at=row.starts_at, ends_at=row.ends_at)
            for row in rows]  # fmt: skip


async def waiting_swaps(db: Db | ReadDb, actor: Actor) -> SwapsOut:
    """What concerns this person."""
    await db.flush()
    me = identity.self_id(actor)
    mine = await people.members(db, ids={me})
    found = await swaps.waiting(db, actor, mine[0].department_id if mine else None)
    return SwapsOut(items=await _swaps(db, actor, found))


async def one_swap(db: Db, actor: Actor, swap: ShiftSwap) -> SwapOut:
    await db.flush()
    return (await _swaps(db, actor, [(swap, await db.get_one(Shift, swap.shift_id))]))[0]


async def _swaps(db: Db | ReadDb, actor: Actor, found: list[tuple[ShiftSwap, Shift]]) -> list[SwapOut]:
    back = await swaps.returned(db, [one for one, _ in found])
    every = [shift for _, shift in found] + list(back.values())
    kinds = {row.id: row.name for row in await db.scalars(
        select(ShiftTemplate).where(ShiftTemplate.id.in_({one.template_id for one in every})))}  # fmt: skip
    departments = {row.id: row for row in await queries.departments(db, with_inactive=True)}
    names = await people.names(db, {id for one, _ in found for id in (one.asker_id, one.taker_id) if id})

    def shown(shift: Shift) -> SwapShiftOut:
        return SwapShiftOut(id=shift.id, template=kinds[shift.template_id], starts_at=shift.starts_at,
                            department=departments[shift.department_id].name, ends_at=shift.ends_at)  # fmt: skip

    return [
        SwapOut(
            id=one.id, status=one.status, asker_id=one.asker_id, asker=names.get(one.asker_id, ""),
            taker_id=one.taker_id, taker=names.get(one.taker_id, "") if one.taker_id else "", note=one.note,
            answer=one.answer, shift=shown(shift), in_return=shown(back[one.id]) if one.id in back else None,
            mine=one.asker_id == actor.user_id,
            may_answer=one.status == SwapStatus.requested and one.asker_id != actor.user_id
            and one.taker_id in (None, actor.user_id),
            may_decide=one.status == SwapStatus.accepted and people.plans(actor, departments[shift.department_id]),
        )
        for one, shift in found
    ]  # fmt: skip


async def on_call_weeks(db: Db | ReadDb, actor: Actor, first: date | None, days: int) -> OnCallOut:
    """Every service with its turns and gaps in these days, and who is reached now."""
    await db.flush()
    first = first or monday(await house.today(db))
    zone = await house.zone(db)
    midnight = datetime.min.time()
    start, end = instant(first, midnight, zone), instant(first + timedelta(days=days), midnight, zone)
    found = await on_call.services(db)
    turns = await _turns(db, await on_call.turns(db, [one.id for one in found], start, end))
    gaps = await on_call.missing(db, found, max(start, now()), end) if end > now() else {}
    ladders = {one.id: await on_call.ladder(db, one, now()) for one in found}
    names = await people.names(db, {rung.user_id for rungs in ladders.values() for rung in rungs if rung.user_id})
    departments = {row.id: row for row in await queries.departments(db, with_inactive=True)}
    shown = []
    for one in found:
        where = departments[one.department_id]
        shown.append(OnCallServiceOut(
            id=one.id, code=one.code, name=one.name, department_id=where.id, department=where.name, levels=one.levels,
            may_plan=people.plans(actor, where), turns=[turn for turn in turns if turn.service_id == one.id],
            now=[RungOut(level=rung.level, user_id=rung.user_id, name=names[rung.user_id] if rung.user_id else "")
                 for rung in ladders[one.id]],
            gaps=[GapOut(level=gap.level, starts_at=gap.starts_at, ends_at=gap.ends_at)
                  for gap in gaps.get(one.id, [])],
        ))  # fmt: skip
    return OnCallOut(zone=str(zone), first=first, days=days, services=shown)


async def staff_members(db: ReadDb, department_id: UUID | None) -> StaffMembersOut:
    """Who works here, by name."""
    found = await people.members(db, department_id=department_id)
    return StaffMembersOut(items=[StaffMemberOut(user_id=one.user_id, name=one.name, roles=list(one.roles),
                                             department_id=one.department_id) for one in found])  # fmt: skip
