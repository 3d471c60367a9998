"""The waiting rooms of a clinic: what each clinician is doing, who waits for whom, and a word to who waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.errors import Forbidden, NotFound
from hub.core.facts import state
from hub.identity import house
from hub.patients.queries import visible
from hub.scheduling.rules import day_span
from hub.staff import queries as staff
from hub.staff.models import Practitioner
from hub.visits import actions, queries
from hub.visits.facts import LineMoved
from hub.visits.models import OPEN_DOOR, OVER, Side, Visit, VisitMessage, VisitStatus, WaitingSign
from hub.visits.schemas import PutDoorSign

MOST = 300
"""Visits of a day on one page; a clinic with more asks for one department."""
HERE = (VisitStatus.waiting, VisitStatus.on_hold, *OPEN_DOOR)


@dataclass(frozen=True)
class Room:
    """One clinician's waiting room today."""

    practitioner: Practitioner
    visits: list[Visit]
    """Not over, in the order of the line."""
    recent_seconds: Sequence[float]
    sign: WaitingSign | None


async def sign_of(db: Db | ReadDb, practitioner_id: UUID) -> WaitingSign | None:
    """What was said of this clinician, while it holds."""
    return (await signs(db, {practitioner_id})).get(practitioner_id)


async def signs(db: Db | ReadDb, ids: set[UUID]) -> dict[UUID, WaitingSign]:
    """What was said of these clinicians and still holds."""
    found = await db.scalars(
        select(WaitingSign).where(WaitingSign.practitioner_id.in_(ids), WaitingSign.until > now())
    )  # fmt: skip
    return {row.practitioner_id: row for row in found}


async def say(db: Db, practitioner_id: UUID, given: PutDoorSign, *, actor: Actor) -> WaitingSign:
    """Hang up a sign at a clinician's waiting room, for today; a doctor only at the own one."""
    clinician = await staff.practitioner(db, practitioner_id)
    if actor.may("visit.conduct") and actor.practitioner_id != clinician.id:
        raise Forbidden("Only this clinician or the desk can say this.", code="not_your_room")
    zone = await house.zone(db)
    row = await db.scalar(
        select(WaitingSign).where(WaitingSign.practitioner_id == clinician.id).with_for_update()
    ) or WaitingSign(practitioner_id=clinician.id)  # fmt: skip
    row.doing, row.late_minutes, row.note = given.doing, given.late_minutes, given.note.strip()
    row.until, row.said_at, row.said_by_name = day_span(local_day(now(), zone), zone).end, now(), actor.name
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    state(db, LineMoved(practitioner_id=clinician.id), actor=actor)
    return row


async def rooms(db: Db | ReadDb, department_id: UUID | None) -> list[Room]:
    """Today's waiting rooms of a department (None: of all), by name: who is to come, who waits, who is in a call."""
    zone = await house.zone(db)
    day = day_span(local_day(now(), zone), zone)
    today = and_(Visit.starts_at >= day.start, Visit.starts_at < day.end)
    where = [or_(today, Visit.status.in_(HERE)), Visit.status.not_in(OVER)]
    if department_id is not None:
        where.append(Practitioner.department_id == department_id)
    rows = (await db.execute(
        select(Visit, Practitioner).join(Practitioner, Practitioner.id == Visit.practitioner_id).where(*where)
        .order_by(Practitioner.family, Practitioner.id, Visit.starts_at, Visit.waiting_since, Visit.id).limit(MOST)
    )).all()  # fmt: skip
    people = {practitioner.id: practitioner for _, practitioner in rows}
    took, said = await queries.throughput(db, set(people)), await signs(db, set(people))
    return [
        Room(one, [visit for visit, of in rows if of.id == one.id], took.get(one.id, ()), said.get(one.id))
        for one in people.values()
    ]


async def last_words(db: Db | ReadDb, ids: set[UUID]) -> dict[UUID, tuple[Side, datetime]]:
    """Who wrote last in the chat of each of these visits, and when."""
    latest = (
        select(VisitMessage.visit_id, VisitMessage.side, VisitMessage.created_at)
        .where(VisitMessage.visit_id.in_(ids)).distinct(VisitMessage.visit_id)
        .order_by(VisitMessage.visit_id, VisitMessage.id.desc())
    )  # fmt: skip
    return {row[0]: (row[1], row[2]) for row in await db.execute(latest)}


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """SQL for 'this person may know who waits there': the desk all, a clinician their own and those in their care."""
    own = Visit.practitioner_id == actor.practitioner_id if actor.practitioner_id else Visit.id.is_(None)
    return or_(own, visible(actor, Visit.patient_id))


async def seen(db: Db | ReadDb, actor: Actor, ids: set[UUID]) -> set[UUID]:
    """Those of these visits whose patient this person may know."""
    return set(await db.scalars(select(Visit.id).where(Visit.id.in_(ids), seen_by(actor))))


async def access_waiting(db: Db, actor: Actor, visit_id: UUID) -> Visit:
    """A visit of today, or to come, for the staff of its waiting room; else 404. The reading is audited.

    410 visit_over: afterwards its chat is for those who took part.
    """
    near = now() - timedelta(days=1)
    query = select(Visit).where(Visit.id == visit_id, seen_by(actor), Visit.starts_at > near)
    visit = await db.scalar(query)
    if visit is None:
        raise NotFound()
    actions.not_over(visit)
    audit.read(db, actor, "visit_message", visit.id, patient_id=visit.patient_id)
    return visit


async def write(db: Db, visit: Visit, body: str, *, actor: Actor) -> VisitMessage:
    """A word from the staff to who waits, or is to come."""
    return await actions.post(db, visit, Side.clinician, body, actor=actor)
