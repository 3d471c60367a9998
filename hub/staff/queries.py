"""Reads of staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.once import once
from hub.core.prepared import Loaded
from hub.identity.house import describes_house
from hub.identity.schemas import HouseOut
from hub.staff.models import Department, Facility, Practitioner, PractitionerRole
from hub.staff.switches import ALERT_SERVICE, CONTROLLED_NEEDS_PRIVILEGE, EXPIRED_BLOCKS
from workflows.directory import knows_departments

if TYPE_CHECKING:
    from hub.staff.on_call import Rung

_FACILITY = Loaded(select(Facility).order_by(Facility.id).limit(1))
_HOUSE = Loaded(select(Facility.name, Facility.zone, Facility.currency).order_by(Facility.id).limit(1))


async def facility(db: Db | ReadDb) -> Facility:
    """The facility of this installation; read once in a transaction."""

    async def ask() -> Facility:
        found: Facility | None = await db.load_one(_FACILITY)
        if found is None:
            raise NotFound("This installation has no facility yet. Run `hub migrate`.", code="no_facility")
        return found

    return await once(db, "staff.facility", ask)


@describes_house
async def house(db: Db | ReadDb) -> HouseOut | None:
    """Name, zone and currency of the facility; None before it is founded."""
    found = await db.load_one(_HOUSE)
    return HouseOut(name=found[0], zone=found[1], currency=found[2]) if found else None


async def departments(db: Db | ReadDb, *, with_inactive: bool = False) -> list[Department]:
    """Departments by name."""
    found = select(Department).order_by(Department.name)
    return list(await db.scalars(found if with_inactive else found.where(Department.active)))


async def department_by_code(db: Db | ReadDb, code: str) -> Department | None:
    """The department that the house calls `code`."""
    found: Department | None = await db.scalar(select(Department).where(Department.code == code))
    return found


@knows_departments
async def department_codes(db: Db | ReadDb, practitioner_id: UUID) -> list[str]:
    """The codes of the departments that a clinician works in."""
    found = await db.scalars(
        select(Department.code)
        .join(Practitioner, Practitioner.department_id == Department.id)
        .where(Practitioner.id == practitioner_id)
    )
    return list(found)


async def practitioner(db: Db | ReadDb, practitioner_id: UUID) -> Practitioner:
    """A clinician by id, also one who has left (the name stays on what was done); 404 otherwise."""
    found = await db.get(Practitioner, practitioner_id)
    if found is None:
        raise NotFound()
    return found


async def access_practitioner(db: Db, actor: Actor, practitioner_id: UUID, *, lock: bool = False) -> Practitioner:
    """A clinician for change: whoever manages staff."""
    actor.must("staff.manage")
    found = await db.get(Practitioner, practitioner_id, with_for_update=lock or None)
    if found is None:
        raise NotFound()
    return found


async def practitioners(
    db: Db | ReadDb, *, specialty: str = "", role: PractitionerRole | None = None, search: str = "",
    with_inactive: bool = False, after: tuple[str, UUID] | None = None, limit: int = 50,
) -> list[Practitioner]:  # fmt: skip
    """Clinicians by family name; `after` is the (family, id) of the row before."""
    found = select(Practitioner)
    if specialty:
        found = found.where(Practitioner.specialty == specialty)
    if role:
        found = found.where(Practitioner.role == role)
    if not with_inactive:
        found = found.where(Practitioner.active)
    for word in search.casefold().split()[:5]:
        found = found.where(func.lower(Practitioner.given + " " + Practitioner.family).contains(word, autoescape=True))
    family = func.lower(Practitioner.family)
    if after:
        last = func.lower(after[0])  # by the database, which orders by it
        found = found.where(or_(family > last, and_(family == last, Practitioner.id > after[1])))
    return list(await db.scalars(found.order_by(family, Practitioner.id).limit(limit)))


async def practitioner_names(db: Db | ReadDb, ids: set[UUID]) -> dict[UUID, str]:
    """id -> 'Dr Ada Okafor', for the lists of the rooms above."""
    if not ids:
        return {}
    rows = await db.scalars(select(Practitioner).where(Practitioner.id.in_(ids)))
    return {row.id: row.name for row in rows}


async def specialties_in_use(db: Db | ReadDb) -> dict[str, int]:
    """specialty -> number of active doctors."""
    rows = await db.execute(
        select(Practitioner.specialty, func.count().label("doctors"))
        .where(Practitioner.active, Practitioner.role == PractitionerRole.doctor)
        .group_by(Practitioner.specialty)
    )
    return {row.specialty: row.doctors for row in rows}


async def on_call(db: Db | ReadDb, service: str, at: datetime) -> Sequence[Rung]:
    """Whom to reach for `service` (its code) at `at`: (level, account or None) from the first level up.

    A level without anybody is there with None, so that a ladder goes on to the next; 404 for a service nobody made.
    """
    from hub.staff import on_call as duty
    from hub.staff.duty_models import OnCallService

    found = await db.scalar(select(OnCallService).where(OnCallService.code == service, OnCallService.active))
    if found is None:
        raise NotFound("Nobody is on call for this.", code="no_service")
    return await duty.ladder(db, found, at)


async def called(db: Db | ReadDb, level: int) -> list[UUID]:
    """Who is on call now for what waits unanswered, from this level of the service up; [] = nobody, or no service."""
    service = await ALERT_SERVICE.value(db)
    if not service:
        return []
    try:
        rungs = await on_call(db, service, now())
    except NotFound:
        return []
    return [rung.user_id for rung in rungs if rung.level >= level and rung.user_id is not None]


async def holds_privilege(db: Db | ReadDb, practitioner_id: UUID | None, code: str) -> bool:
    """Whether this clinician holds the privilege `code` of rules.PRIVILEGES today."""
    from hub.staff import records

    return await records.holds(db, practitioner_id, code)


@dataclass(frozen=True, slots=True)
class Duty:
    """A published shift or a turn on call, as a calendar names it."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str


async def duty_of(db: Db | ReadDb, user_id: UUID, start: datetime, end: datetime) -> list[Duty]:
    """Published shifts and turns on call of a person in [start, end)."""
    from hub.staff import duty_views

    shifts = await duty_views.named_shifts(db, user_id, start, end)
    turns = await duty_views.own_turns(db, user_id, start, end)
    return [
        *(Duty(row.id, row.starts_at, row.ends_at, row.status_at, f"{kind}, {where}") for row, kind, where in shifts),
        *(Duty(row.id, row.starts_at, row.ends_at, row.created_at, f"{service}, level {row.level}")
          for row, service in turns),
    ]  # fmt: skip


async def ended_licence_blocks(db: Db | ReadDb) -> bool:
    """Whether nobody may be booked with a clinician whose licence has ended by then (a switch)."""
    return bool(await EXPIRED_BLOCKS.value(db))


async def controlled_needs_privilege(db: Db | ReadDb) -> bool:
    """Whether controlled drugs are prescribed only with the privilege for it (a switch)."""
    return bool(await CONTROLLED_NEEDS_PRIVILEGE.value(db))


async def on_call_gaps(db: Db | ReadDb, *, days: int = 7) -> int:
    """How many services have nobody to be called first at some time of the next `days` days."""
    from hub.staff import on_call as duty

    found = await duty.missing(db, await duty.services(db), now(), now() + timedelta(days=days))
    return sum(any(gap.level == 1 for gap in gaps) for gaps in found.values())
