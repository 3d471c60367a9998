"""Reading the schedule: who has which appointment, and the one door to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Row,
    Uuid,
    all_,
    and_,
    bindparam,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from hub.core import cursor
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.prepared import Loaded, held, this_moment
from hub.identity import house
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.patients.queries import shut
from hub.scheduling.book import default_policy
from hub.scheduling.models import Appointment, AppointmentStatus, Availability, AvailabilityException, BookingPolicy
from hub.scheduling.rules import day_span
from hub.scheduling.schemas import AppointmentSearch
from hub.staff.models import Facility, Practitioner


def may_see(actor: Actor, one: Appointment) -> bool:
    """Whether this person may see the appointment: reception all, a clinician his own, a patient his own.

    Never one of a patient who objects.
    """
    if one.patient_id in actor.denied:
        return False
    return actor.may("appointment.manage") or (
        (actor.practitioner_id is not None and one.practitioner_id == actor.practitioner_id)
        or (actor.patient_id is not None and one.patient_id == actor.patient_id)
    )


async def access_appointment(db: Db | ReadDb, actor: Actor, appointment_id: UUID, *, lock: bool = False) -> Appointment:
    """The appointment, if this person may see it; else 404."""
    query = select(Appointment).where(Appointment.id == appointment_id, ~policy.barred(actor, Appointment.patient_id))
    found = await db.scalar(query.with_for_update() if lock else query)
    if found is None or not may_see(actor, found) or await _kept_back(db, actor, found):
        raise NotFound()
    return found


async def _kept_back(db: Db | ReadDb, actor: Actor, one: Appointment) -> bool:
    """Whether a label of its visit keeps the appointment from this proxy."""
    return policy.is_proxy(actor) and bool(await db.scalar(select(_veiled(literal(one.patient_id), literal(one.id)))))


def _veiled(patient: Any, appointment: Any) -> ColumnElement[bool]:
    return policy.labelled(patient, policy.visit_of(appointment), policy.VEILED)


MOMENT = DateTime(timezone=True)
SHOWN = (
    select(Appointment, Patient, Practitioner, Facility)
    .join(Patient, Patient.id == Appointment.patient_id)
    .join(Practitioner, Practitioner.id == Appointment.practitioner_id)
    .join(Facility, Facility.id == Appointment.facility_id)
)
Shown = Row[Appointment, Patient, Practitioner, Facility] | tuple[Appointment, Patient, Practitioner, Facility]
_SHOWN_ONE = Loaded(SHOWN.where(Appointment.id == bindparam("appointment_id")))
_PARTIES = (
    SHOWN.add_columns(BookingPolicy)
    .outerjoin(BookingPolicy, BookingPolicy.facility_id == Facility.id)
    .where(Appointment.id == bindparam("appointment_id"))
)
_LOCKED = Loaded(_PARTIES.with_for_update(of=Appointment))


async def shown(db: Db | ReadDb, appointment_id: UUID) -> Shown:
    """The appointment with patient, clinician and facility; whom the session holds already is not asked for again."""
    one = held(db, Appointment, appointment_id)
    if one is not None:
        patient, practitioner = held(db, Patient, one.patient_id), held(db, Practitioner, one.practitioner_id)
        facility = held(db, Facility, one.facility_id)
        if patient and practitioner and facility:
            return one, patient, practitioner, facility
    found: Shown = await db.load_one(_SHOWN_ONE, appointment_id=appointment_id)
    return found


class Parties(NamedTuple):
    """An appointment and all that booking it needs to know; as long as somebody holds this, nothing of it is asked
    again in this transaction (see `shown`).
    """

    appointment: Appointment
    patient: Patient
    practitioner: Practitioner
    facility: Facility
    policy: BookingPolicy


async def access_parties(db: Db, actor: Actor, appointment_id: UUID) -> Parties:
    """As `access_appointment` with its lock, with everybody around the appointment."""
    row = await db.load_one(_LOCKED, appointment_id=appointment_id)
    if row is None or not may_see(actor, row[0]) or shut(row[1], actor) or await _kept_back(db, actor, row[0]):
        raise NotFound()
    one, patient, practitioner, facility, rules = row
    return Parties(one, patient, practitioner, facility, rules or default_policy(facility.id))


async def appointments(db: Db | ReadDb, actor: Actor, query: AppointmentSearch) -> tuple[Sequence[Shown], str | None]:
    """A page of what the actor may see, and the cursor of the next one. `past` runs backwards in time."""
    given: dict[str, Any] = {"me": actor.practitioner_id, "own": actor.patient_id, "limit": query.limit + 1}
    if query.day is not None:
        zone = await house.zone(db)
        last = day_span(query.day + timedelta(days=query.days - 1), zone)
        given |= {"begins": day_span(query.day, zone).start, "ends": last.end}
    filters = {name: value for name in FILTERS if (value := getattr(query, name)) is not None}
    if place := cursor.read(query.after, 2):
        given |= {"at": cursor.parse(datetime.fromisoformat, place[0]), "last": cursor.parse(UUID, place[1])}
    every = actor.may("appointment.manage")
    whose = (every, actor.practitioner_id is not None, actor.patient_id is not None, bool(actor.denied),
             policy.is_proxy(actor), policy.opens_closed(actor))  # fmt: skip
    given["denied"] = list(actor.denied)
    search = _search(whose, query.day is not None, query.scope, tuple(filters), place is not None)
    rows = await db.load(search, {**given, **filters})
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    return rows, cursor.write(rows[-1][0].starts_at, rows[-1][0].id) if more else None


FILTERS = ("practitioner_id", "patient_id", "status")


@cache
def _search(
    whose: tuple[bool, bool, bool, bool, bool, bool], day: bool, scope: str, filters: tuple[str, ...], after: bool
) -> Loaded:  # fmt: skip
    """The statement of a page: for whom (all, a clinician, a patient; with objections; a proxy; who opens what is
    closed) and how asked."""
    every, clinician, patient, objections, proxy, opens = whose
    starts = func.lower(Appointment.during)
    wanted: list[ColumnElement[bool]] = [Appointment.status != AppointmentStatus.held]
    if not every:
        mine: list[ColumnElement[bool]] = [Appointment.practitioner_id == bindparam("me")] if clinician else []
        if patient:
            mine.append(Appointment.patient_id == bindparam("own"))
        wanted.append(or_(false(), *mine))
    if objections:
        wanted.append(Appointment.patient_id != all_(bindparam("denied", type_=ARRAY(Uuid()))))
    if not opens:
        own = [Patient.id == bindparam("own")] if patient else []
        wanted.append(or_(Patient.closed_at.is_(None), *own))
    if proxy:
        wanted.append(~_veiled(Appointment.patient_id, Appointment.id))
    if day:
        wanted += [starts >= bindparam("begins", type_=MOMENT), starts < bindparam("ends", type_=MOMENT)]
    if scope != "all":
        wanted.append(_upcoming() if scope == "upcoming" else not_(_upcoming()))
    wanted += [getattr(Appointment, name) == bindparam(name) for name in filters]
    back = scope == "past"
    if after:
        here, place = (
            tuple_(starts, Appointment.id),
            tuple_(bindparam("at", type_=MOMENT), bindparam("last", type_=Uuid())),
        )
        wanted.append(here < place if back else here > place)
    order = (starts.desc(), Appointment.id.desc()) if back else (starts, Appointment.id)
    return Loaded(SHOWN.where(*wanted).order_by(*order).limit(bindparam("limit", type_=Integer())))


def _upcoming() -> ColumnElement[bool]:
    """Still to come, or so lately over that it may yet be going on."""
    open_ = Appointment.status.in_((AppointmentStatus.booked, AppointmentStatus.arrived))
    return and_(open_, func.upper(Appointment.during) > this_moment() - timedelta(hours=1))


async def moved_to(db: Db | ReadDb, rows: Sequence[Appointment]) -> dict[UUID, UUID]:
    """Which appointments stand in the place of those of these that were moved."""
    gone = [row.id for row in rows if row.status == AppointmentStatus.cancelled]
    if not gone:
        return {}
    found = await db.execute(select(Appointment.replaces_id, Appointment.id).where(Appointment.replaces_id.in_(gone)))
    return {old: new for old, new in found if old is not None}


async def week(
    db: Db | ReadDb, practitioner_id: UUID
) -> tuple[list[Availability], list[AvailabilityException]]:  # fmt: skip
    """All weekly hours and coming exceptions of a clinician; none of a new one."""
    if await db.get(Practitioner, practitioner_id) is None:
        raise NotFound()
    hours = await db.scalars(
        select(Availability).where(Availability.practitioner_id == practitioner_id)
        .order_by(Availability.weekday, Availability.starts)
    )  # fmt: skip
    odd = await db.scalars(
        select(AvailabilityException)
        .where(AvailabilityException.practitioner_id == practitioner_id,
               AvailabilityException.day >= await house.today(db) - timedelta(days=1))
        .order_by(AvailabilityException.day)
    )  # fmt: skip
    return list(hours), list(odd)


async def earlier(db: Db | ReadDb, appointment: Appointment) -> list[Row[Appointment, Practitioner]]:
    """The appointments that were moved here, one after the other, the latest first (at most fifty)."""
    if appointment.replaces_id is None:
        return []
    chain = select(Appointment.id, Appointment.replaces_id, literal(1).label("step")).where(
        Appointment.id == appointment.replaces_id
    )
    walk = chain.cte("chain", recursive=True)
    walk = walk.union_all(
        select(Appointment.id, Appointment.replaces_id, walk.c.step + 1)
        .join(walk, Appointment.id == walk.c.replaces_id)
        .where(walk.c.step < 50)
    )
    rows = await db.execute(
        select(Appointment, Practitioner)
        .join(walk, walk.c.id == Appointment.id)
        .join(Practitioner, Practitioner.id == Appointment.practitioner_id)
        .order_by(walk.c.step)
    )
    return list(rows.all())
