"""Screens in public places: a token of the device instead of a person. A display knows no names, a kiosk tells none."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from quart import request
from sqlalchemy import func, or_, select

from hub.core import audit, limits
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound, Unauthenticated
from hub.core.settings import settings
from hub.core.valkey import valkey
from hub.frontdesk import actions
from hub.frontdesk.models import QueueTicket, Screen, ScreenKind, ServicePoint, TicketStatus
from hub.frontdesk.schemas import FindMe, FoundOut, FoundRow
from hub.identity import house
from hub.patients.models import Patient
from hub.scheduling.models import Appointment, AppointmentStatus, Kind
from hub.scheduling.rules import day_span
from hub.staff import queries as staff
from hub.staff.models import Practitioner

HEADER = "X-Screen-Token"
FOUND_FOR = 180
"""Seconds in which somebody who was found at a kiosk may check in."""
UNKNOWN = "We could not find an appointment for today. Please ask at the desk."


async def add(
    db: Db, kind: ScreenKind, name: str, *, actor: Actor, token: str | None = None
) -> tuple[Screen, str]:  # fmt: skip
    """A new screen and the address that makes a browser one; the token stands behind # and is shown this once."""
    token = token or secrets.token_urlsafe(32)
    row = Screen(facility_id=(await staff.facility(db)).id, kind=kind, name=name, token_hash=_hash(token))
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return row, f"{settings().base_url}/{kind}#{token}"


def demo_token(kind: ScreenKind) -> str:
    """The token of the demo's own screen of a kind: known to who holds this installation's secret, printed at start."""
    return hmac.new(settings().secret("key").encode(), f"demo-screen:{kind}".encode(), hashlib.sha256).hexdigest()


async def revoke(db: Db, screen: Screen, *, actor: Actor) -> None:
    """The device shows nothing any more."""
    if screen.revoked_at is None:
        screen.revoked_at = now()
        audit.wrote(db, actor, screen)


async def access_screen(db: Db, screen_id: UUID) -> Screen:
    """A screen for its managers."""
    found = await db.get(Screen, screen_id, with_for_update=True)
    if found is None:
        raise NotFound()
    return found


async def device(db: Db | ReadDb, kind: ScreenKind) -> Screen:
    """The screen that calls; 401 unknown_screen for a token that is not, or no longer, ours."""
    token = request.headers.get(HEADER, "")
    found: Screen | None = await db.scalar(
        select(Screen).where(Screen.token_hash == _hash(token), Screen.kind == kind, Screen.revoked_at.is_(None))
    )
    if not token or found is None:
        raise Unauthenticated("This screen is not set up. Please ask the administrator.", code="unknown_screen")
    return found


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def check_in_code(appointment_id: UUID) -> str:
    """Six digits that the patient's phone shows and the kiosk takes instead of the patient's number."""
    mac = hmac.new(settings().secret("key").encode(), b"check-in\0" + appointment_id.bytes, hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:8]) % 1_000_000:06}"


async def find(db: Db, screen: Screen, wanted: FindMe) -> tuple[str, list[tuple[Appointment, Practitioner]]]:
    """Today's appointments at the clinic of whom date of birth and number (or code) name, with a token to go on.

    Wrong and right look alike in time and words: 404 kiosk_unknown. 429 after too many tries at one device, or for one
    number anywhere.
    """
    await limits.limit(valkey(), "kiosk", str(screen.id), most=30, per=600)
    await limits.limit(valkey(), "kiosk-number", wanted.key.casefold(), most=6, per=900)
    zone = await house.zone(db)
    today = day_span(local_day(now(), zone), zone)
    rows = (await db.execute(
        select(Appointment, Patient, Practitioner)
        .join(Patient, Patient.id == Appointment.patient_id)
        .join(Practitioner, Practitioner.id == Appointment.practitioner_id)
        .where(Patient.birth_date == wanted.birth_date, Appointment.kind == Kind.in_person,
               Appointment.status.in_((AppointmentStatus.booked, AppointmentStatus.arrived)),
               func.lower(Appointment.during) >= today.start, func.lower(Appointment.during) < today.end)
        .order_by(func.lower(Appointment.during))
    )).all()  # fmt: skip
    given = wanted.key.upper()
    hits = [(one, who) for one, patient, who in rows if _same(given, patient.number) or _same(
        given, check_in_code(one.id))]  # fmt: skip
    if not hits:
        raise NotFound(UNKNOWN, code="kiosk_unknown")
    return _sign(screen.id, hits[0][0].patient_id), hits


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.upper().encode())


def _sign(screen_id: UUID, patient_id: UUID) -> str:
    until = int(now().timestamp()) + FOUND_FOR
    return f"{patient_id.hex}{until:x}.{_mac(screen_id, patient_id, until)}"


def _mac(screen_id: UUID, patient_id: UUID, until: int) -> str:
    body = b"kiosk\0" + screen_id.bytes + patient_id.bytes + until.to_bytes(8)
    return hmac.new(settings().secret("key").encode(), body, hashlib.sha256).hexdigest()[:40]


def _read(screen_id: UUID, token: str) -> UUID:
    body, _, mac = token.partition(".")
    try:
        patient_id, until = UUID(body[:32]), int(body[32:], 16)
    except ValueError:
        raise NotFound(UNKNOWN, code="kiosk_unknown") from None
    if until.bit_length() > 60 or not hmac.compare_digest(mac.encode(), _mac(screen_id, patient_id, until).encode()):
        raise NotFound(UNKNOWN, code="kiosk_unknown")
    if until < now().timestamp():
        raise NotFound("That took a while. Please begin again.", code="kiosk_over")
    return patient_id


async def check_in(db: Db, screen: Screen, token: str, appointment_id: UUID) -> QueueTicket:
    """Check the person in who was found at this device a moment ago."""
    patient_id = _read(screen.id, token)
    found = await db.scalar(
        select(Appointment).where(Appointment.id == appointment_id, Appointment.patient_id == patient_id,
                                  Appointment.status != AppointmentStatus.held).with_for_update()
    )  # fmt: skip
    if found is None:
        raise NotFound(UNKNOWN, code="kiosk_unknown")
    return await actions.check_in(db, found, actor=Actor(user_id=None, name=f"kiosk {screen.name}"))


async def called_now(db: Db | ReadDb, *, most: int = 8) -> list[tuple[QueueTicket, str]]:
    """Numbers that are called or served now and where to go, the latest first."""
    today = await house.today(db)
    rows = await db.execute(
        select(QueueTicket, ServicePoint.name)
        .join(ServicePoint, ServicePoint.id == QueueTicket.service_point_id)
        .where(QueueTicket.day == today, or_(QueueTicket.status == TicketStatus.called,
                                             QueueTicket.status == TicketStatus.serving))
        .order_by(QueueTicket.called_at.desc()).limit(most)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


async def known(db: ReadDb) -> list[Screen]:
    """Every screen, those in use first."""
    rows = await db.scalars(select(Screen).order_by(Screen.revoked_at.is_not(None), Screen.name).limit(200))
    return list(rows)


async def found(db: Db, screen: Screen, wanted: FindMe) -> FoundOut:
    """What `find` found, without a name."""
    await seen(db, screen)
    token, rows = await find(db, screen, wanted)
    return FoundOut(token=token, zone=str(await house.zone(db)), items=[
        FoundRow(appointment_id=one.id, starts_at=one.starts_at, clinician=who.name,
                 here=one.status == AppointmentStatus.arrived)
        for one, who in rows
    ])  # fmt: skip


async def seen(db: Db, screen: Screen) -> None:
    """Note once a minute that the screen is alive."""
    if screen.seen_at is None or now() - screen.seen_at > timedelta(minutes=1):
        screen.seen_at = now()
