"""Reading visits: the one door to a visit, lists, the line, the chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound, Unauthenticated
from hub.identity.queries import digest
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.patients.queries import visible
from hub.staff.models import Practitioner
from hub.visits.models import OPEN_DOOR, OVER, Engine, Side, Visit, VisitGuest, VisitMessage, VisitStatus
from workflows import instances

RECENT = timedelta(days=60)
RECENT_MOST = 20


def _visible(actor: Actor) -> ColumnElement[bool]:
    """A patient's own; a clinician's booked or led ones, and those of patients in their care, which they may cover."""
    ways = [visible(actor, Visit.patient_id, clinical=True)]
    if (me := actor.practitioner_id) is not None:
        ways += [Visit.practitioner_id == me, Visit.clinician_id == me]
    return and_(or_(*ways), *_open_to(actor))


def _open_to(actor: Actor) -> list[ColumnElement[bool]]:
    """Neither an objection nor that it is closed keeps this person out, and no label of the encounter a proxy."""
    rules = [~policy.barred(actor, Visit.patient_id)]
    return [*rules, policy.open_row(actor, Visit.patient_id, Visit.encounter_id)] if actor.acts_for else rules


def side_of(visit: Visit, actor: Actor) -> Side:
    """Which end of the visit this person is."""
    return Side.patient if actor.patient_id == visit.patient_id else Side.clinician


async def access_visit(db: Db, actor: Actor, visit_id: UUID, *, lock: bool = False, case: bool = False) -> Visit:
    """The visit, if this person takes part in it or cares for its patient; else 404. The reading is audited.

    `case` locks its pathway too, and first: who completes a task holds the case and then wants the visit.
    """
    query = select(Visit).where(Visit.id == visit_id, _visible(actor))
    if case and (found := await db.scalar(query)) is not None:
        await instances.lock(db, found.case_id)
    query = query.execution_options(populate_existing=True)
    visit = await db.scalar(query.with_for_update() if lock else query)
    if visit is None:
        raise NotFound()
    audit.read(db, actor, "visit", visit.id, patient_id=visit.patient_id)
    return visit


async def visit_of_case(db: Db, case_id: UUID, *, lock: bool = True) -> Visit | None:
    """The visit of a pathway, for its own steps."""
    query = select(Visit).where(Visit.case_id == case_id)
    found: Visit | None = await db.scalar(query.with_for_update() if lock else query)
    return found


async def visit_by_id(db: Db | ReadDb, visit_id: UUID) -> Visit:
    """A visit for a room that has opened its door already (no audit, no check)."""
    found = await db.get(Visit, visit_id)
    if found is None:
        raise NotFound()
    return found


async def exists(db: Db | ReadDb, visit_id: UUID) -> bool:
    """Whether there is such a visit, for who speaks of it from outside."""
    return await db.scalar(select(Visit.id).where(Visit.id == visit_id)) is not None


async def has_status(db: Db | ReadDb, visit_id: UUID, wanted: Sequence[str]) -> bool:
    """Whether the visit is at one of these stages now."""
    return await db.scalar(select(Visit.id).where(Visit.id == visit_id, Visit.status.in_(wanted))) is not None


async def open_doors(db: Db | ReadDb, ids: set[UUID]) -> set[UUID]:
    """Those of these visits whose call may go on."""
    return set(await db.scalars(select(Visit.id).where(Visit.id.in_(ids), Visit.status.in_(OPEN_DOOR))))


async def not_joined(db: Db | ReadDb, ids: set[UUID]) -> set[UUID]:
    """Those of these visits whose door is open and whose two have not met since: nobody has hung up, either."""
    query = select(Visit.id).where(
        Visit.id.in_(ids), Visit.status == VisitStatus.admitted, Visit.hung_up_at.is_(None)
    )  # fmt: skip
    return set(await db.scalars(query))


async def visits(
    db: Db | ReadDb, actor: Actor, scope: str, *, after: datetime | None = None, limit: int = 50
) -> Sequence[Visit]:
    """Visits that this person takes part in. `now` = waiting or in a call; the rest in order of time."""
    mine = or_(
        *([Visit.patient_id == actor.patient_id] if actor.patient_id else []),
        *([Visit.practitioner_id == actor.practitioner_id, Visit.clinician_id == actor.practitioner_id]
          if actor.practitioner_id else []),
        Visit.id.is_(None),
    )  # fmt: skip
    query = select(Visit).where(mine, *_open_to(actor)).limit(limit)
    if scope == "now":
        query = query.where(Visit.status.in_([VisitStatus.waiting, VisitStatus.on_hold, *OPEN_DOOR])).order_by(*_LINE)
    elif scope == "past":
        query = query.where(Visit.status.in_(OVER)).order_by(Visit.starts_at.desc(), Visit.id.desc())
        query = query.where(Visit.starts_at < after) if after else query
    else:
        query = query.where(Visit.status.not_in(OVER)).order_by(Visit.starts_at, Visit.id)
        query = query.where(Visit.starts_at > after) if after else query
    return (await db.scalars(query)).all()


# Who is called first: the earlier appointment; among equals who waits longer.
_LINE = (Visit.starts_at, Visit.waiting_since, Visit.id)


@dataclass(frozen=True)
class Line:
    """What the waiting room knows about one who waits."""

    ahead: int
    present: Visit | None
    """The visit the clinician is in now."""
    recent_seconds: Sequence[float]
    clinician_user_id: UUID | None


async def line(db: Db | ReadDb, visit: Visit) -> Line:
    """The line of the visit's practitioner as seen from this visit."""
    same = Visit.practitioner_id == visit.practitioner_id
    ahead = await db.scalar(
        select(func.count()).where(
            same, Visit.status == VisitStatus.waiting, Visit.id != visit.id,
            tuple_(*_LINE) < (visit.starts_at, visit.waiting_since or now(), visit.id),
        )
    )  # fmt: skip
    present = await db.scalar(
        select(Visit)
        .where(func.coalesce(Visit.clinician_id, Visit.practitioner_id) == visit.practitioner_id, Visit.id != visit.id,
               Visit.status.in_(OPEN_DOOR), Visit.hung_up_at.is_(None))
        .limit(1)
    )  # fmt: skip
    recent = (await throughput(db, {visit.practitioner_id})).get(visit.practitioner_id, ())
    user_id = await db.scalar(select(Practitioner.user_id).where(Practitioner.id == visit.practitioner_id))
    return Line(ahead or 0, present, recent, user_id)


async def throughput(db: Db | ReadDb, ids: set[UUID]) -> dict[UUID, list[float]]:
    """How long each clinician's latest calls took, in seconds: what an estimate stands on."""
    took = func.extract("epoch", func.coalesce(Visit.hung_up_at, Visit.ended_at) - Visit.admitted_at).label("took")
    nth = func.row_number().over(partition_by=Visit.practitioner_id, order_by=Visit.starts_at.desc()).label("nth")
    latest = select(Visit.practitioner_id, took, nth).where(
        Visit.practitioner_id.in_(ids), Visit.joined_at.is_not(None), Visit.status == VisitStatus.ended,
        Visit.starts_at > now() - RECENT, took > 30,
    ).subquery()  # fmt: skip
    found: dict[UUID, list[float]] = {}
    for row in await db.execute(select(latest.c.practitioner_id, latest.c.took).where(latest.c.nth <= RECENT_MOST)):
        found.setdefault(row[0], []).append(float(row[1]))
    return found


async def people(db: Db | ReadDb, rows: Sequence[Visit]) -> tuple[dict[UUID, Patient], dict[UUID, Practitioner]]:
    """Patients and practitioners of these visits, by id: two queries for any number of rows."""
    patients = await db.scalars(select(Patient).where(Patient.id.in_({row.patient_id for row in rows})))
    leads = {row.clinician_id or row.practitioner_id for row in rows}
    leads |= {row.transferred_from_id for row in rows if row.transferred_from_id}
    practitioners = await db.scalars(select(Practitioner).where(Practitioner.id.in_(leads)))
    return {one.id: one for one in patients}, {one.id: one for one in practitioners}


async def chat(db: Db | ReadDb, visit: Visit, after: UUID | None = None) -> Sequence[VisitMessage]:
    """The chat, oldest first; at most the last 500 lines."""
    query = select(VisitMessage).where(VisitMessage.visit_id == visit.id)
    if after is not None:
        query = query.where(VisitMessage.id > after)
    rows = (await db.scalars(query.order_by(VisitMessage.id.desc()).limit(500))).all()
    return rows[::-1]


async def guests(db: Db | ReadDb, visit: Visit) -> Sequence[VisitGuest]:
    """Everybody who was invited, oldest first."""
    return (await db.scalars(select(VisitGuest).where(VisitGuest.visit_id == visit.id).order_by(VisitGuest.id))).all()


async def guest_of_device(db: Db | ReadDb, device: str, *, lock: bool = False) -> tuple[VisitGuest, Visit]:
    """The guest whose browser shows this secret, with the visit; 401 when it is unknown, revoked or too old."""
    query = (
        select(VisitGuest, Visit)
        .join(Visit, Visit.id == VisitGuest.visit_id)
        .where(VisitGuest.device_hash == digest(device), VisitGuest.revoked_at.is_(None),
               VisitGuest.expires_at > now(), Visit.status.not_in(OVER))
    )  # fmt: skip
    if lock and device:  # the visit first, as everybody does who wants both
        await db.execute(select(Visit.id).join(VisitGuest, VisitGuest.visit_id == Visit.id)
                         .where(VisitGuest.device_hash == digest(device)).with_for_update(of=Visit))  # fmt: skip
        query = query.with_for_update(of=VisitGuest).execution_options(populate_existing=True)
    found = (await db.execute(query)).one_or_none() if device else None
    if found is None:
        raise Unauthenticated("This invitation is over.", code="guest_over")
    return found[0], found[1]


async def carried_by(db: Db | ReadDb, engine: Engine, visit_id: UUID, guest_id: UUID | None = None) -> bool:
    """Whether this engine may carry the call now, and (`guest_id`) this guest in it."""
    query = select(Visit.id).where(Visit.id == visit_id, Visit.engine == engine, Visit.status.in_(OPEN_DOOR))
    return await db.scalar(query) is not None and (guest_id is None or guest_id in await living_guests(db, {guest_id}))


async def living_guests(db: Db | ReadDb, ids: set[UUID]) -> set[UUID]:
    """Those of these guests who may still be here."""
    query = select(VisitGuest.id).join(Visit, Visit.id == VisitGuest.visit_id).where(
        VisitGuest.id.in_(ids), VisitGuest.revoked_at.is_(None), VisitGuest.expires_at > now(),
        Visit.status.not_in(OVER),
    )  # fmt: skip
    return set(await db.scalars(query))
