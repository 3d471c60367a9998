"""Leave: asked for, decided by the department's lead, called off. What it strands is shown before it is approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.states import move
from hub.identity import house
from hub.identity.models import UserAccount
from hub.staff import on_call, rotas
from hub.staff.duty_models import OnCall, Shift
from hub.staff.facts import StaffLeaveChanged
from hub.staff.models import Department, Practitioner
from hub.staff.people import alone, lead_of, led_by, member, plans
from hub.staff.record_models import Leave, LeaveAllowance, LeaveKind, LeaveStatus
from hub.staff.rules import working_days

OPEN = (LeaveStatus.requested, LeaveStatus.approved)
LONGEST = 366
"""Days."""


@dataclass(slots=True)
class Stranded:
    """What stands in days of leave: shifts and turns on call of the person."""

    shifts: list[Shift] = field(default_factory=list)
    on_call: list[OnCall] = field(default_factory=list)


async def ask(
    db: Db, user_id: UUID, kind: LeaveKind, starts_on: date, ends_on: date, reason: str = "", *, actor: Actor
) -> Leave:  # fmt: skip
    """Ask for days away, for oneself or (as the lead) for one's people; 409 leave_overlaps, leave_used_up."""
    await alone(db, user_id)
    who = await member(db, user_id)
    if user_id != actor.user_id:
        await _must_decide(db, user_id, actor)
    if ends_on < starts_on or (ends_on - starts_on).days >= LONGEST:
        raise Invalid("Leave lasts from one day to a year.", code="days_backwards")
    if kind != LeaveKind.sick and ends_on < await house.today(db):
        raise Invalid("These days are over.", code="day_over")
    row = Leave(user_id=user_id, kind=kind, starts_on=starts_on, ends_on=ends_on, reason=reason,
                status=LeaveStatus.requested, status_at=now())  # fmt: skip
    await _within_allowance(db, row)
    db.add(row)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("Some of these days are leave already.", code="leave_overlaps") from error
    await _said(db, row, actor, who.practitioner_id)
    return row


async def decide(
    db: Db, row: Leave, approve: bool, answer: str = "", *, release_duty: bool = False, actor: Actor
) -> Leave:  # fmt: skip
    """Approve or refuse. 409 duty_in_leave while shifts or turns on call stand in it, unless they are released.

    Nobody decides about himself (409 own_leave). Approval closes a clinician's days through StaffLeaveChanged.
    """
    if row.user_id == actor.user_id:
        raise Conflict("Somebody else has to decide about your leave.", code="own_leave")
    move(row, LeaveStatus.approved if approve else LeaveStatus.refused)
    row.decided_by, row.answer = actor.user_id, answer
    if approve:
        await alone(db, row.user_id)
        await _within_allowance(db, row)
        left = await stranded(db, row)
        if (left.shifts or left.on_call) and not release_duty:
            raise Conflict("This person is on duty in these days.", code="duty_in_leave",
                           shifts=len(left.shifts), on_call=len(left.on_call))  # fmt: skip
        await rotas.release(db, left.shifts, why="leave", actor=actor)
        first, last = await rotas.moments(db, row.starts_on, row.ends_on)
        for turn in left.on_call:
            await on_call.cut(db, turn, first, last, why="leave", actor=actor)
    audit.wrote(db, actor, row)
    await _said(db, row, actor, await _practitioner(db, row.user_id))
    return row


async def cancel(db: Db, row: Leave, *, actor: Actor) -> Leave:
    """Call it off: one's own, or one's people's. Days of a clinician that were closed are open again.

    409 leave_begun: approved days that have begun were taken; whether they count is for who decides about them.
    """
    if row.user_id == actor.user_id and row.status == LeaveStatus.approved and row.starts_on <= await house.today(db):
        raise Conflict("This leave has begun. Who approved it can call it off.", code="leave_begun")
    move(row, LeaveStatus.cancelled)
    audit.wrote(db, actor, row)
    await _said(db, row, actor, await _practitioner(db, row.user_id))
    return row


async def set_allowance(db: Db, user_id: UUID, kind: LeaveKind, year: int, days: int | None, *, actor: Actor) -> None:
    """So many working days a year; None: nobody counts."""
    known = await db.scalar(
        select(LeaveAllowance)
        .where(LeaveAllowance.user_id == user_id, LeaveAllowance.kind == kind, LeaveAllowance.year == year)
        .with_for_update()
    )
    audit.noted(db, actor, "update", "leave_allowance", user_id, before={"days": known and known.days},
                after={"kind": kind, "year": year, "days": days})  # fmt: skip
    if days is None:
        if known is not None:
            await db.delete(known)
        return
    made = insert(LeaveAllowance).values(id=uuid7(), created_at=now(), version=1, user_id=user_id, kind=kind, year=year,
                                         days=days)  # fmt: skip
    await db.execute(made.on_conflict_do_update(index_elements=["user_id", "kind", "year"], set_={"days": days}))


async def access_leave(db: Db, actor: Actor, leave_id: UUID, *, decide: bool = False) -> Leave:
    """Leave for change, locked: one's own, or (`decide`: only) one's people's as who decides about it; else 404."""
    row = await db.get(Leave, leave_id, with_for_update=True)
    if row is None:
        raise NotFound()
    if not decide and row.user_id == actor.user_id:
        return row
    try:
        await _must_decide(db, row.user_id, actor)
    except Forbidden:
        raise NotFound() from None
    return row


async def _must_decide(db: Db, user_id: UUID, actor: Actor) -> None:
    person = await db.get(UserAccount, user_id)
    department = await db.get(Department, person.department_id) if person and person.department_id else None
    if not plans(actor, department):
        raise Forbidden("Only the lead of the department decides this.", code="not_lead")


async def _within_allowance(db: Db, row: Leave) -> None:
    """Every year that the days touch is looked at by itself."""
    for year in range(row.starts_on.year, row.ends_on.year + 1):
        left = (await balances(db, row.user_id, year, besides=row.id)).get(row.kind)
        first, last = max(row.starts_on, date(year, 1, 1)), min(row.ends_on, date(year, 12, 31))
        if left is not None and working_days(first, last) > left.days - left.used:
            raise Conflict(f"Only {left.days - left.used} days are left in {year}.", code="leave_used_up",
                           year=year, left=left.days - left.used)  # fmt: skip


async def _said(db: Db, row: Leave, actor: Actor, practitioner_id: UUID | None) -> None:
    state(db, StaffLeaveChanged(
        leave_id=row.id, user_id=row.user_id, practitioner_id=practitioner_id, lead_id=await lead_of(db, row.user_id),
        starts_on=row.starts_on, ends_on=row.ends_on, status=row.status,
    ), actor=actor)  # fmt: skip


async def _practitioner(db: Db, user_id: UUID) -> UUID | None:
    found: UUID | None = await db.scalar(select(Practitioner.id).where(Practitioner.user_id == user_id))
    return found


# ---- reads ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Balance:
    """Working days of a kind in a year: `used` counts what is asked for and approved."""

    days: int
    used: int = 0


async def balances(
    db: Db | ReadDb, user_id: UUID, year: int, *, besides: UUID | None = None
) -> dict[LeaveKind, Balance]:  # fmt: skip
    """Kind -> balance, of the kinds that are counted for this person."""
    with db.no_autoflush:
        rows = await db.execute(
            select(LeaveAllowance.kind, LeaveAllowance.days)
            .where(LeaveAllowance.user_id == user_id, LeaveAllowance.year == year)
        )  # fmt: skip
        found = {row[0]: Balance(row[1]) for row in rows}
        if found:
            first, last = date(year, 1, 1), date(year, 12, 31)
            taken = await _taken(db, [user_id], first, last)
            for row in taken:
                if row.id != besides and row.kind in found:
                    found[row.kind].used += working_days(max(row.starts_on, first), min(row.ends_on, last))
    return found


async def _taken(db: Db | ReadDb, ids: Iterable[UUID], first: date, last: date) -> list[Leave]:
    found = select(Leave).where(
        Leave.user_id.in_(list(ids)), Leave.status.in_(OPEN), Leave.starts_on <= last, Leave.ends_on >= first
    )
    return list(await db.scalars(found.order_by(Leave.starts_on, Leave.id)))


async def stranded(db: Db | ReadDb, row: Leave) -> Stranded:
    """Shifts and turns on call of the person that touch these days, those that are over excepted."""
    start, end = await rotas.moments(db, row.starts_on, row.ends_on)
    start = max(start, now())
    with db.no_autoflush:
        turns = await db.scalars(
            select(OnCall).where(OnCall.user_id == row.user_id, func.upper(OnCall.during) > start,
                                 func.lower(OnCall.during) < end).order_by(func.lower(OnCall.during))
        )  # fmt: skip
        return Stranded(await rotas.shifts(db, start, end, [row.user_id]), list(turns))


async def of_person(db: Db | ReadDb, user_id: UUID) -> list[Leave]:
    """Somebody's leave, the newest days first."""
    found = select(Leave).where(Leave.user_id == user_id).order_by(Leave.starts_on.desc(), Leave.id).limit(200)
    return list(await db.scalars(found))


async def to_decide(db: Db | ReadDb, actor: Actor, *, everything: bool = False) -> list[Leave]:
    """Leave that this person decides about: what waits, or (`everything`) also what is to come."""
    found = select(Leave).join(UserAccount, UserAccount.id == Leave.user_id)
    if everything:
        found = found.where(or_(Leave.status == LeaveStatus.requested, Leave.ends_on >= await house.today(db)))
    else:
        found = found.where(Leave.status == LeaveStatus.requested)
    if not actor.may("roster.manage"):
        found = found.where(UserAccount.department_id.in_(await led_by(db, actor)))
    return list(await db.scalars(found.order_by(Leave.starts_on, Leave.id).limit(300)))


async def away(db: Db | ReadDb, ids: Iterable[UUID], first: date, last: date) -> list[Leave]:
    """Approved and asked-for leave of these people in these days."""
    return await _taken(db, ids, first, last)
