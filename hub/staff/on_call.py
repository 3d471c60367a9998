"""On call: who is reached first, second, third for a service at any moment. A gap is never silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.wall import instant
from hub.identity import house
from hub.identity.models import UserAccount, UserStatus
from hub.staff import people
from hub.staff.duty_models import OnCall, OnCallService
from hub.staff.facts import OnCallChanged
from hub.staff.models import Department
from hub.staff.record_models import Leave, LeaveStatus
from hub.staff.rules import gaps


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of a service at a moment; `user_id` None: nobody can be reached there, go on to the next."""

    level: int
    user_id: UUID | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which nobody can be reached at a level."""

    level: int
    starts_at: datetime
    ends_at: datetime


async def keep_service(db: Db, department: Department, values: Mapping[str, Any], *, actor: Actor) -> OnCallService:
    """Something that somebody is on call for, new or changed by its code; 409 taken by another department."""
    row = await db.scalar(select(OnCallService).where(OnCallService.code == values["code"]).with_for_update())
    if row is not None and row.department_id != department.id:
        raise Conflict("Another department uses this code.", code="taken")
    if row is None:
        row = OnCallService(department_id=department.id)
        db.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:  # made at the same moment
        raise Conflict("Another department uses this code.", code="taken") from error
    state(db, OnCallChanged(service_id=row.id, user_id=None), actor=actor)
    return row


async def assign(
    db: Db, service: OnCallService, level: int, user_id: UUID | None, start: datetime, end: datetime, *, actor: Actor
) -> OnCall | None:  # fmt: skip
    """Somebody (None: nobody) is on call from `start` to `end`, in place of whoever was.

    409 on_leave; 409 two_levels when he is another level of the service at that time.
    """
    if not 1 <= level <= service.levels:
        raise Invalid(f"This service has {service.levels} levels.", code="no_such_level")
    if end <= start:
        raise Invalid("The end must come after the beginning.", code="hours_backwards")
    if user_id is not None:
        await people.alone(db, user_id)
    await db.get_one(OnCallService, service.id, with_for_update=True)
    await _cut_out(db, service, level, start, end, actor)
    state(db, OnCallChanged(service_id=service.id, user_id=user_id), actor=actor)
    if user_id is None:
        return None
    who = await people.member(db, user_id)
    if await _away(db, user_id, start, end):
        raise Conflict(f"{who.name} is on leave then.", code="on_leave")
    row = OnCall(service_id=service.id, level=level, user_id=user_id, during=Range(start, end))
    db.add(row)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict(f"{who.name} is another level of this service then.", code="two_levels") from error
    return row


async def assign_days(
    db: Db, service: OnCallService, level: int, user_id: UUID | None, first: date, last: date, starts: time, *,
    actor: Actor,
) -> OnCall | None:  # fmt: skip
    """The same from `first` at `starts` on the department's wall clock to the day after `last` at that time."""
    zone = ZoneInfo(await people.zone_of(db, await db.get_one(Department, service.department_id)))
    start, end = instant(first, starts, zone), instant(last + timedelta(days=1), starts, zone)
    return await assign(db, service, level, user_id, start, end, actor=actor)


async def _cut_out(
    db: Db, service: OnCallService, level: int, start: datetime, end: datetime, actor: Actor
) -> None:  # fmt: skip
    there = await db.scalars(
        select(OnCall).where(OnCall.service_id == service.id, OnCall.level == level,
                             OnCall.during.overlaps(Range(start, end)))
    )  # fmt: skip
    for turn in list(there):
        await cut(db, turn, start, end, actor=actor)


async def cut(db: Db, turn: OnCall, start: datetime, end: datetime, *, why: str = "", actor: Actor) -> None:
    """Take [start, end) out of a turn; what lies before and after stays."""
    kept = [(a, b) for a, b in ((turn.starts_at, start), (end, turn.ends_at)) if a < b]
    audit.noted(db, actor, "delete", "on_call", turn.id, reason=why,
                before={"user_id": str(turn.user_id), "starts_at": str(turn.starts_at)})  # fmt: skip
    await db.delete(turn)
    await db.flush()
    for a, b in kept:
        rest = OnCall(service_id=turn.service_id, level=turn.level, user_id=turn.user_id, during=Range(a, b))
        db.add(rest)
        audit.wrote(db, actor, rest)
    await db.flush()
    state(db, OnCallChanged(service_id=turn.service_id, user_id=turn.user_id), actor=actor)


async def _away(db: Db | ReadDb, user_id: UUID, start: datetime, end: datetime) -> bool:
    zone = await house.zone(db)
    first, last = (at.astimezone(zone).date() for at in (start, end - timedelta(microseconds=1)))
    found = await db.scalar(
        select(Leave.id).where(Leave.user_id == user_id, Leave.status == LeaveStatus.approved,
                               Leave.starts_on <= last, Leave.ends_on >= first).limit(1)
    )  # fmt: skip
    return found is not None


# ---- reads ----------------------------------------------------------------------------------------------------------


async def access_service(db: Db | ReadDb, actor: Actor, service_id: UUID, *, plan: bool = False) -> OnCallService:
    """A service that staff look at, or (`plan`) whose turns the department's lead plans."""
    found = await db.get(OnCallService, service_id)
    if found is None:
        raise NotFound()
    await people.access_department(db, actor, found.department_id, plan=plan)
    return found


async def services(db: Db | ReadDb) -> list[OnCallService]:
    """What somebody is on call for, by name."""
    found = select(OnCallService).where(OnCallService.active).order_by(OnCallService.name, OnCallService.id)
    return list(await db.scalars(found))


async def turns(
    db: Db | ReadDb, ids: Iterable[UUID], start: datetime, end: datetime, *, reachable: bool = False
) -> list[OnCall]:  # fmt: skip
    """Turns of these services in [start, end); `reachable`: only of people who still work here.

    Approved leave takes its days out of them (leave.decide), so nobody here is away.
    """
    found = select(OnCall).where(OnCall.service_id.in_(list(ids)), OnCall.during.overlaps(Range(start, end)))
    if reachable:
        found = found.join(UserAccount, UserAccount.id == OnCall.user_id)
        found = found.where(UserAccount.status == UserStatus.active)
    return list(await db.scalars(found.order_by(func.lower(OnCall.during), OnCall.level, OnCall.id)))


async def ladder(db: Db | ReadDb, service: OnCallService, at: datetime) -> list[Rung]:
    """Every level of the service at `at`, the first first; levels without anybody are there too."""
    moment = at + timedelta(microseconds=1)
    there = {one.level: one.user_id for one in await turns(db, [service.id], at, moment, reachable=True)}
    return [Rung(level, there.get(level)) for level in range(1, service.levels + 1)]


async def missing(
    db: Db | ReadDb, some: Iterable[OnCallService], start: datetime, end: datetime
) -> dict[UUID, list[Gap]]:  # fmt: skip
    """service id -> its gaps in [start, end), by level and time; no entry: somebody is there all the time."""
    some = list(some)
    taken: dict[tuple[UUID, int], list[tuple[datetime, datetime]]] = {}
    for turn in await turns(db, [one.id for one in some], start, end, reachable=True):
        taken.setdefault((turn.service_id, turn.level), []).append((turn.starts_at, turn.ends_at))
    found = {
        one.id: [
            Gap(level, a, b)
            for level in range(1, one.levels + 1)
            for a, b in gaps(taken.get((one.id, level), []), start, end)
        ]
        for one in some
    }
    return {id: some_gaps for id, some_gaps in found.items() if some_gaps}
