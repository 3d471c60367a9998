"""Out of office: somebody says from-until and who covers. It begins and ends by the clock; nothing is moved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from hub.core import audit
from hub.core.actor import Actor, load_actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, HubError, Invalid, NotFound
from hub.core.facts import state
from workflows.facts import AbsenceChanged
from workflows.teamwork.models import Absence
from workflows.teamwork.schemas import AbsenceOut, AbsencesOut, NewAbsence

LONGEST = timedelta(days=370)


async def absences(db: Db | ReadDb, actor: Actor) -> AbsencesOut:
    """One's own absences and those one covers, present and to come."""
    found = await db.scalars(
        select(Absence)
        .where(or_(Absence.user_id == actor.user_id, Absence.cover_id == actor.user_id), Absence.until_at > now())
        .order_by(Absence.from_at, Absence.id)
    )
    rows = [_shown(row) for row in found]
    return AbsencesOut(
        mine=[row for row in rows if row.user_id == actor.user_id],
        covering=[row for row in rows if row.cover_id == actor.user_id],
    )


async def away(db: Db | ReadDb, user_ids: Collection[UUID]) -> dict[UUID, Absence]:
    """Who of these is out of office now, with who covers and until when."""
    moment = now()
    rows = await db.scalars(
        select(Absence).where(Absence.user_id.in_(user_ids), Absence.from_at <= moment, Absence.until_at > moment)
    )
    return {row.user_id: row for row in rows}


async def access_absence(db: Db, actor: Actor, absence_id: UUID) -> Absence:
    """One's own absence; anybody else's is a NotFound."""
    found = await db.get(Absence, absence_id, with_for_update=True)
    if found is None or found.user_id != actor.user_id:
        raise NotFound()
    return found


async def announce(db: Db, given: NewAbsence, *, actor: Actor) -> AbsenceOut:
    """Be away. The cover must work here in one of the same roles, and not be the person; spans must not overlap."""
    if given.until_at <= given.from_at or given.until_at <= now():
        raise Invalid("The end must come after the beginning, and still be to come.", code="span_unreadable")
    if given.until_at - given.from_at > LONGEST:
        raise Invalid("At most a year at a time.", code="span_too_long")
    if given.cover_id == actor.user_id:
        raise Invalid("Choose somebody else to cover.", code="to_oneself")
    try:
        cover = await load_actor(db, given.cover_id)
    except HubError as error:
        raise Invalid("There is no such colleague.", code="person_unknown") from error
    if not cover.roles & (actor.roles - {"patient"}):
        raise Conflict(f"{cover.name} works in another role and cannot cover for you.", code="not_a_candidate")
    clash = await db.scalar(
        select(Absence.id).where(
            Absence.user_id == actor.user_id, Absence.from_at < given.until_at, Absence.until_at > given.from_at
        )
    )
    if clash is not None:
        raise Conflict("You have said already that you are away then.", code="absence_overlaps")
    row = Absence(
        user_id=actor.user_id, user_name=actor.name, cover_id=cover.user_id, cover_name=cover.name,
        from_at=given.from_at, until_at=given.until_at,
    )  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    _tell(db, row, actor)
    return _shown(row)


async def end(db: Db, row: Absence, *, actor: Actor) -> AbsenceOut:
    """Be back: one that has begun ends now, one to come is taken back."""
    moment = now()
    if row.from_at >= moment:
        audit.noted(db, actor, "delete", "absence", row.id)
        await db.delete(row)
    elif row.until_at > moment:
        row.until_at = moment
        audit.wrote(db, actor, row)
    _tell(db, row, actor)
    return _shown(row)


def _tell(db: Db, row: Absence, actor: Actor) -> None:
    state(db, AbsenceChanged(user_id=row.user_id, cover_id=row.cover_id), actor=actor)


def _shown(row: Absence) -> AbsenceOut:
    active = row.from_at <= now() < row.until_at
    return AbsenceOut.model_validate({**{key: getattr(row, key) for key in (
        "id", "user_id", "user_name", "cover_id", "cover_name", "from_at", "until_at"
    )}, "active": active})  # fmt: skip
