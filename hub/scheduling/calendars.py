"""Appointments (and shifts) in people's own calendars: a file for one, and a secret feed that its owner can end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from quart import Response
from sqlalchemy import delete, func, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.settings import settings
from hub.identity.models import UserAccount, UserStatus
from hub.scheduling import queries
from hub.scheduling.icalendar import Entry, calendar
from hub.scheduling.models import Appointment, AppointmentStatus, CalendarFeed, Kind
from hub.scheduling.queries import Shown
from hub.staff import queries as staff
from hub.staff.queries import Duty

BACK, AHEAD, MOST = timedelta(days=30), timedelta(days=120), 500


async def one(db: ReadDb, appointment: Appointment) -> Response:
    """The appointment as a file that a calendar program opens."""
    row = await queries.shown(db, appointment.id)
    return _reply([_entry(row, patient=True)], row[3].name, "appointment.ics")


async def make_feed(db: Db, *, actor: Actor) -> str:
    """A new secret address; an earlier one ends with it. It is shown once, only its hash is kept."""
    assert actor.user_id is not None
    await db.execute(delete(CalendarFeed).where(CalendarFeed.user_id == actor.user_id))
    token = secrets.token_urlsafe(32)
    row = CalendarFeed(user_id=actor.user_id, token_hash=_hash(token))
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return f"{settings().base_url}/api/calendar-feeds/{token}/appointments.ics"


async def end_feed(db: Db, *, actor: Actor) -> None:
    """The address answers nobody any more."""
    await db.execute(delete(CalendarFeed).where(CalendarFeed.user_id == actor.user_id))
    audit.noted(db, actor, "delete", "calendar_feed")


async def feed_of(db: ReadDb, *, actor: Actor) -> CalendarFeed | None:
    """Whether this person has a feed."""
    found: CalendarFeed | None = await db.scalar(select(CalendarFeed).where(CalendarFeed.user_id == actor.user_id))
    return found


async def feed(db: Db, token: str) -> Response:
    """What the owner of this secret may see, from a month ago on; 404 when the address is not, or no longer, known."""
    row = (
        await db.execute(
            select(CalendarFeed, UserAccount)
            .join(UserAccount, UserAccount.id == CalendarFeed.user_id)
            .where(CalendarFeed.token_hash == _hash(token), UserAccount.status == UserStatus.active)
        )
    ).first()
    if row is None:
        raise NotFound()
    found, user = row
    if found.read_at is None or now() - found.read_at > timedelta(minutes=10):
        found.read_at = now()
    rows = await _appointments(db, user.patient_id, user.practitioner_id)
    name = rows[0][3].name if rows else (await staff.facility(db)).name
    duty = [] if user.patient_id else await staff.duty_of(db, user.id, now() - BACK, now() + AHEAD)
    entries = [_entry(one, patient=user.patient_id is not None) for one in rows]
    return _reply([*entries, *(_duty(one) for one in duty)], name, "appointments.ics")


def _duty(one: Duty) -> Entry:
    """A shift or a turn on call of one's own."""
    return Entry(uid=f"{one.id}@duty", starts_at=one.starts_at, ends_at=one.ends_at, changed_at=one.changed_at,
                 summary=one.title, url=f"{settings().base_url}/my-duty")  # fmt: skip


async def _appointments(db: Db, patient_id: UUID | None, practitioner_id: UUID | None) -> list[Shown]:
    if patient_id is None and practitioner_id is None:
        return []
    mine = Appointment.patient_id == patient_id if patient_id else Appointment.practitioner_id == practitioner_id
    rows = await db.execute(
        queries.SHOWN.where(mine, Appointment.status != AppointmentStatus.held,
                            func.lower(Appointment.during) > now() - BACK)
        .order_by(func.lower(Appointment.during)).limit(MOST)
    )  # fmt: skip
    return list(rows.all())


def _entry(row: Shown, *, patient: bool) -> Entry:
    """No names of patients and no reasons: the feed is read by programs that the hospital does not know."""
    one, _, practitioner, facility = row
    way = "Video visit" if one.kind == Kind.video else "Visit at the clinic"
    address = facility.address if isinstance(facility.address, dict) else {}
    place = ", ".join(str(address[part]) for part in ("line", "city", "state", "postal_code") if address.get(part))
    path = f"/my/appointments/{one.id}" if patient else "/schedule"
    return Entry(
        uid=f"{one.id}@{facility.id}", starts_at=one.starts_at, ends_at=one.ends_at, changed_at=one.status_at,
        summary=f"{way}, {practitioner.name}" if patient else way,
        location="" if one.kind == Kind.video else f"{facility.name}, {place}".rstrip(", "),
        url=settings().base_url + path, sequence=one.version - 1,
        cancelled=one.status in (AppointmentStatus.cancelled, AppointmentStatus.no_show),
    )  # fmt: skip


def _reply(entries: Iterable[Entry], name: str, file: str) -> Response:
    reply = Response(calendar(entries, name=name, stamp=now()), content_type="text/calendar; charset=utf-8")
    reply.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return reply


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
