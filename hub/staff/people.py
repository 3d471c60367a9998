"""Who works where: the one door to somebody's staff record, and the people of a department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Forbidden, NotFound
from hub.identity.models import UserAccount, UserKind, UserRole, UserStatus
from hub.staff.models import Department, Facility, Practitioner


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works here, as a rota shows him."""

    user_id: UUID
    name: str
    roles: tuple[str, ...]
    department_id: UUID | None
    practitioner_id: UUID | None
    licence_ends_on: date | None

    def fits(self, role: str) -> bool:
        """Whether a shift for `role` ('' anybody) is one for this person."""
        return not role or role in self.roles


async def members(
    db: Db | ReadDb, *, department_id: UUID | None = None, ids: set[UUID] | None = None
) -> list[Member]:  # fmt: skip
    """Active staff by name: of a department, or these people, or everybody."""
    found = (
        select(UserAccount.id, UserAccount.display_name, func.array_agg(UserRole.role), UserAccount.department_id,
               UserAccount.practitioner_id, Practitioner.licence_ends_on)
        .join(UserRole, UserRole.user_id == UserAccount.id)
        .outerjoin(Practitioner, Practitioner.user_id == UserAccount.id)
        .where(UserAccount.status == UserStatus.active, UserAccount.kind == UserKind.person, UserRole.role != "patient")
        .group_by(UserAccount.id, Practitioner.id)
        .order_by(func.lower(UserAccount.display_name), UserAccount.id)
    )  # fmt: skip
    if department_id is not None:
        found = found.where(UserAccount.department_id == department_id)
    if ids is not None:
        found = found.where(UserAccount.id.in_(ids))
    return [Member(row[0], row[1], tuple(sorted(row[2])), *row[3:]) for row in await db.execute(found)]


async def member(db: Db | ReadDb, user_id: UUID) -> Member:
    """An active person of staff, or 404."""
    found = await members(db, ids={user_id})
    if not found:
        raise NotFound()
    return found[0]


async def alone(db: Db, *ids: UUID) -> None:
    """Until the end of this transaction nobody else decides about the time of these people: leave and duty are looked
    at before they are written, and two decisions at one moment would not see each other. To be called before any
    other lock is taken.
    """
    found = select(UserAccount.id).where(UserAccount.id.in_(ids)).order_by(UserAccount.id)
    await db.execute(found.with_for_update(key_share=True))


async def names(db: Db | ReadDb, ids: set[UUID]) -> dict[UUID, str]:
    """account id -> name, of people who have left too."""
    if not ids:
        return {}
    rows = await db.execute(select(UserAccount.id, UserAccount.display_name).where(UserAccount.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


async def led_by(db: Db | ReadDb, actor: Actor) -> set[UUID]:
    """The departments whose lead this person is."""
    return set(await db.scalars(select(Department.id).where(Department.lead_id == actor.user_id)))


async def lead_of(db: Db | ReadDb, user_id: UUID) -> UUID | None:
    """The account of the lead of this person's department; None when there is none, or it is he himself."""
    found: UUID | None = await db.scalar(
        select(Department.lead_id)
        .join(UserAccount, UserAccount.department_id == Department.id)
        .where(UserAccount.id == user_id, Department.lead_id != user_id)
    )
    return found


def plans(actor: Actor, department: Department | None) -> bool:
    """Whether the actor plans this department's duty: its lead, or who plans everybody's."""
    return actor.may("roster.manage") or (department is not None and department.lead_id == actor.user_id)


async def access_department(
    db: Db | ReadDb, actor: Actor, department_id: UUID, *, plan: bool = False
) -> Department:  # fmt: skip
    """A department whose duty is looked at by staff, or (`plan`) planned by its lead; 403 for other colleagues."""
    found = await db.get(Department, department_id)
    if found is None:
        raise NotFound()
    if plan and not plans(actor, found):
        raise Forbidden("Only the department's lead plans its duty.", code="not_lead")
    return found


async def access_person(
    db: Db | ReadDb, actor: Actor, user_id: UUID, *, change: bool = False
) -> UserAccount:  # fmt: skip
    """Somebody's staff record: one's own, one's people's as lead, anybody's with staff.manage (`change`: only)."""
    found = await db.get(UserAccount, user_id)
    if found is None or found.kind != UserKind.person or found.patient_id is not None:
        raise NotFound()
    if actor.may("staff.manage"):
        return found
    lead = not change and found.department_id in await led_by(db, actor)
    if not lead and (change or user_id != actor.user_id):
        raise NotFound()
    return found


async def zone_of(db: Db | ReadDb, department: Department) -> str:
    """The time zone in which a department's clocks stand."""
    return (await db.get_one(Facility, department.facility_id)).zone


async def holder_names(db: Db | ReadDb) -> dict[UUID, str]:
    """department id -> the name of its lead."""
    lead = aliased(UserAccount)
    rows = await db.execute(select(Department.id, lead.display_name).join(lead, lead.id == Department.lead_id))
    return {row[0]: row[1] for row in rows}
