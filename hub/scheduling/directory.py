"""The directory of doctors: whom to see, where, in which language, and when the next time is free.

It is for everybody who is signed in; for strangers only if the hospital has switched that on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from quart import Response
from sqlalchemy import ColumnElement, Date, and_, cast, exists, func, or_, select

from hub.core import cursor
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound, Unauthenticated
from hub.core.http import Page
from hub.core.prepared import this_moment
from hub.identity import house
from hub.scheduling.book import Book, open_book
from hub.scheduling.models import Availability, HoursKind, Kind
from hub.scheduling.rules import Slot
from hub.scheduling.schemas_directory import (
    DoctorChoicesOut,
    DoctorHoursOut,
    DoctorOut,
    DoctorPlaceOut,
    DoctorRowOut,
    DoctorSearch,
    DoctorSpecialtyOut,
    DoctorTimeOut,
    QualificationOut,
)
from hub.scheduling.switches import PUBLIC_DIRECTORY
from hub.staff import actions as staff_actions
from hub.staff import places as staff_places
from hub.staff.models import Department, Facility, Practitioner, PractitionerRole
from hub.staff.record_models import Credential, CredentialKind

DAYS = 14
"""How far the next free time is looked for."""
MOST = 500
"""How many doctors are put in the order of their next free time; more of them are found by name."""
SHOWN = 3
"""Free times on a doctor's page, of each kind."""
Found = tuple[Practitioner, list[Kind], list[str]]


async def may_look(db: Db | ReadDb, actor: Actor) -> None:
    """401 for a stranger unless the hospital has opened the directory, 403 for an account that may not know staff."""
    if actor.user_id is not None:
        actor.must("staff.read")
    elif not await PUBLIC_DIRECTORY.value(db):
        raise Unauthenticated()


async def doctors(db: ReadDb, actor: Actor, query: DoctorSearch) -> Page[DoctorRowOut]:
    """A page of doctors; the number of statements does not grow with it."""
    await may_look(db, actor)
    names = await staff_places.specialty_names(db)
    wanted = _wanted(query)
    if query.sort == "name":
        rows = await _by_name(db, wanted, query)
        shown, more = rows[: query.limit], len(rows) > query.limit
        free = await _next_free(db, [one[0].id for one in shown], query.kind)
        after = cursor.write(shown[-1][0].family, shown[-1][0].id) if more else None
    else:
        rows = [_read(row) for row in await db.execute(_select(wanted).limit(MOST))]
        free = await _next_free(db, [one[0].id for one in rows], query.kind)
        shown, after = _soonest(rows, free, query)
    return Page(items=[_row(one, names, free.get(one[0].id)) for one in shown], next=after)


async def doctor(db: ReadDb, actor: Actor, practitioner_id: UUID) -> DoctorOut:
    """Everything that a patient may know of a doctor; 404 for whoever is none or works here no more."""
    await may_look(db, actor)
    who = [Practitioner.id == practitioner_id, *_DOCTORS]
    found = (await db.execute(_select(who).limit(1))).first()
    if found is None:
        raise NotFound()
    one = _read(found)
    hours = await _hours(db, practitioner_id)
    free = await _free(db, practitioner_id)
    department = await db.scalar(select(Department.name).where(Department.id == one[0].department_id))
    names = await staff_places.specialty_names(db)
    return DoctorOut(
        **_row(one, names, free[0].starts_at if free else None).model_dump(), about=one[0].about,
        department=department or "", qualifications=await _qualifications(db, one[0]), free=free,
        hours=[_stretch(row, place) for row, place in hours],
        where=[_place(place) for place in {place.id: place for _, place in hours}.values()],
    )  # fmt: skip


async def picture(db: ReadDb, actor: Actor, practitioner_id: UUID) -> Response:
    """The picture of a doctor."""
    await may_look(db, actor)
    row = await db.scalar(select(Practitioner).where(Practitioner.id == practitioner_id, *_DOCTORS))
    if row is None:
        raise NotFound()
    media_type, content = await staff_actions.photo(db, row)
    return Response(content, content_type=media_type)


async def choices(db: ReadDb, actor: Actor) -> DoctorChoicesOut:
    """Languages, specialties and places that have a doctor."""
    await may_look(db, actor)
    spoken = select(func.unnest(Practitioner.languages)).where(*_DOCTORS).distinct()
    used = set(await db.scalars(select(Practitioner.specialty).where(*_DOCTORS).distinct()))
    names = await staff_places.specialty_names(db)
    met = exists().where(Availability.facility_id == Facility.id, _HIS, *_DOCTORS)
    there = select(Facility).where(met).order_by(Facility.name)
    return DoctorChoicesOut(
        languages=sorted(await db.scalars(spoken)),
        specialties=[DoctorSpecialtyOut(code=code, name=name) for code, name in names.items() if code in used],
        places=[_place(one) for one in await db.scalars(there.limit(200))],
    )


# ---- finding --------------------------------------------------------------------------------------------------------

_DOCTORS: list[ColumnElement[bool]] = [Practitioner.active.is_(True), Practitioner.role == PractitionerRole.doctor]
_TODAY = cast(func.timezone(Facility.zone, this_moment()), Date)
"""At the place: in its evening UTC is a day ahead."""
_IN_FORCE = (
    select(Facility.id)
    .where(Facility.id == Availability.facility_id, Facility.active,
           or_(Availability.valid_until.is_(None), Availability.valid_until >= _TODAY))
    .correlate(Availability)
    .exists()
)  # fmt: skip
"""Of hours: at a place that is open, and not over; they may be yet to begin."""
_HIS = and_(Availability.practitioner_id == Practitioner.id, _IN_FORCE)
_family = func.lower(Practitioner.family)


def _select(wanted: Sequence[ColumnElement[bool]]) -> Any:
    """Doctors by family name, each with how and where he is met."""
    meets = select(func.array_agg(Availability.kind.distinct())).where(_HIS).scalar_subquery()
    places = (
        select(func.array_agg(Facility.name.distinct()))
        .join(Availability, Availability.facility_id == Facility.id)
        .where(_HIS)
        .correlate(Practitioner)
        .scalar_subquery()
    )
    return select(Practitioner, meets.label("meets"), places.label("places")).where(*wanted).order_by(
        _family, Practitioner.id
    )  # fmt: skip


def _wanted(query: DoctorSearch) -> list[ColumnElement[bool]]:
    found = list(_DOCTORS)
    said = func.lower(func.concat_ws(" ", Practitioner.given, Practitioner.family, Practitioner.about))
    found += [said.contains(word, autoescape=True) for word in query.search.lower().split()[:5]]
    if query.specialty:
        found.append(Practitioner.specialty == query.specialty)
    if query.language:
        found.append(Practitioner.languages.contains([query.language]))
    if query.facility_id is not None:
        found.append(exists().where(_HIS, Availability.facility_id == query.facility_id))
    if query.kind is not None:
        found.append(exists().where(_HIS, Availability.kind.in_([HoursKind.any, HoursKind(query.kind)])))
    return found


async def _by_name(db: ReadDb, wanted: list[ColumnElement[bool]], query: DoctorSearch) -> list[Found]:
    if key := cursor.read(query.after, 2):
        # Lowered by the database, which orders by it: Python knows other small letters than some of its locales.
        name, last = func.lower(key[0]), cursor.parse(UUID, key[1])
        wanted = [*wanted, or_(_family > name, and_(_family == name, Practitioner.id > last))]
    return [_read(row) for row in await db.execute(_select(wanted).limit(query.limit + 1))]


def _soonest(
    rows: list[Found], free: dict[UUID, datetime], query: DoctorSearch
) -> tuple[list[Found], str | None]:  # fmt: skip
    """Who is free first comes first; whoever has no time in these days comes last, by name."""

    def place(one: Found) -> tuple[str, str]:
        at = free.get(one[0].id)
        return (at.isoformat() if at else f"9999 {one[0].family.lower()}", str(one[0].id))

    ordered = sorted(rows, key=place)
    if key := cursor.read(query.after, 2):
        ordered = [one for one in ordered if place(one) > (key[0], key[1])]
    shown = ordered[: query.limit]
    return shown, cursor.write(*place(shown[-1])) if len(ordered) > query.limit else None


async def _next_free(db: ReadDb, ids: list[UUID], kind: Kind | None) -> dict[UUID, datetime]:
    """Of each his first free moment, by video or in person unless one of them is asked for."""
    found: dict[UUID, Slot] = {}
    rest = set(ids)
    while (book := await _filled(db, list(rest))) is not None:
        rest -= book.clinicians.keys()  # a book is of one place: who works elsewhere stands in the next
        for one in [kind] if kind else list(Kind):
            for who, slot in book.next_of_each(book.today, DAYS, one).items():
                if who not in found or slot.start < found[who].start:
                    found[who] = slot
    return {who: slot.start for who, slot in found.items()}


async def _filled(db: ReadDb, ids: list[UUID]) -> Book | None:
    if not ids:
        return None
    try:
        book = await open_book(db, practitioner_id=None, specialty=None, among=ids)
    except NotFound:
        return None  # nobody of them has hours
    await book.fill(db, book.today, DAYS)
    return book


async def _free(db: ReadDb, practitioner_id: UUID) -> list[DoctorTimeOut]:
    book = await _filled(db, [practitioner_id])
    if book is None:
        return []
    found = []
    for kind in Kind:
        days = (book.today + timedelta(days=n) for n in range(DAYS))
        times = (slot.start for day in days for slot in book.free(day, kind).get(practitioner_id, ()))
        found += [DoctorTimeOut(starts_at=at, kind=kind) for at, _ in zip(times, range(SHOWN), strict=False)]
    return sorted(found, key=lambda one: (one.starts_at, one.kind))


async def _hours(db: ReadDb, practitioner_id: UUID) -> list[tuple[Availability, Facility]]:
    found = (
        select(Availability, Facility)
        .join(Facility, Facility.id == Availability.facility_id)
        .where(Availability.practitioner_id == practitioner_id, _IN_FORCE)
        .order_by(Availability.weekday, Availability.valid_from, Availability.starts)
        .limit(100)
    )
    return [(row[0], row[1]) for row in await db.execute(found)]


async def _qualifications(db: ReadDb, one: Practitioner) -> list[QualificationOut]:
    """What the hospital has seen on paper; never a number of a licence, never what is not verified."""
    today = await house.today(db)
    rows = await db.scalars(
        select(Credential)
        .where(Credential.user_id == one.user_id, Credential.kind == CredentialKind.qualification,
               Credential.verified_at.is_not(None), Credential.renewed_by_id.is_(None),
               or_(Credential.expires_on.is_(None), Credential.expires_on >= today))
        .order_by(Credential.issued_on.desc().nulls_last(), Credential.id)
        .limit(30)
    )  # fmt: skip
    return [
        QualificationOut(name=row.name, issuer=row.issuer, year=row.issued_on.year if row.issued_on else None)
        for row in rows
    ]


# ---- showing --------------------------------------------------------------------------------------------------------


def _stretch(row: Availability, place: Facility) -> DoctorHoursOut:
    coming = row.valid_from > local_day(now(), ZoneInfo(place.zone))
    return DoctorHoursOut(weekday=row.weekday, starts=row.starts, ends=row.ends, kind=row.kind, place=place.name,
                          begins_on=row.valid_from if coming else None, ends_on=row.valid_until)  # fmt: skip


def _read(row: Any) -> Found:
    kinds = set(row.meets or ())
    meets = [kind for kind in Kind if kinds & {HoursKind.any, HoursKind(kind)}]
    return row[0], meets, sorted(row.places or ())


def _row(one: Found, names: dict[str, str], next_free: datetime | None) -> DoctorRowOut:
    row, meets, places = one
    return DoctorRowOut(
        id=row.id, name=row.name, specialty=row.specialty, specialty_name=names.get(row.specialty, ""),
        languages=row.languages, has_photo=row.photo_id is not None, meets=meets, places=places, next_free=next_free,
    )  # fmt: skip


def _place(one: Facility) -> DoctorPlaceOut:
    parts = (str(one.address.get(part) or "") for part in ("line", "city", "state", "postal_code"))
    address = ", ".join(part for part in parts if part)
    return DoctorPlaceOut(id=one.id, name=one.name, address=address, phone=one.phone, zone=one.zone)
