"""Signed links in messages: one appointment, one purpose, no sign-in. Reading shows little, only a press acts.

A link is the appointment's id, a purpose and a MAC over both with a key of this installation. It ends with the
appointment: after its beginning, or once it was moved or cancelled, it only says so. So a link moves or cancels once;
the message about the new time brings links of its own. Mail scanners that follow links change nothing, since a GET
does not act.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Gone, Invalid, NotFound
from hub.core.settings import settings
from hub.scheduling import actions, fees, queries, views
from hub.scheduling.models import Appointment, AppointmentStatus
from hub.scheduling.schemas import HoldSlot, SlotSearch, SlotsOut
from hub.scheduling.schemas_calendar import LinkOut


class Purpose(StrEnum):
    """What a link may do."""

    confirm = "confirm"
    cancel = "cancel"
    move = "move"


CODES = {Purpose.confirm: b"1", Purpose.cancel: b"2", Purpose.move: b"3"}
"""How a purpose is written in a token."""
BY_LINK = Actor(user_id=None, name="link in a message")


def url(appointment_id: UUID | str, purpose: Purpose) -> str:
    """The address that goes into a message."""
    return f"{settings().base_url}/appointment/{token(UUID(str(appointment_id)), purpose)}"


def token(appointment_id: UUID, purpose: Purpose) -> str:
    """`<id><purpose><mac>` as URL-safe text of 56 characters."""
    body = appointment_id.bytes + CODES[purpose]
    return base64.urlsafe_b64encode(body + _mac(body)).decode().rstrip("=")


def read(given: str) -> tuple[UUID, Purpose]:
    """What a token says; 404 for anything that we did not sign."""
    try:
        raw = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except ValueError:
        raise NotFound() from None
    body, mac = raw[:17], raw[17:]
    purpose = next((one for one, code in CODES.items() if body[16:] == code), None)
    if purpose is None or not hmac.compare_digest(mac, _mac(body)):
        raise NotFound()
    return UUID(bytes=body[:16]), purpose


def _mac(body: bytes) -> bytes:
    return hmac.new(settings().secret("key").encode(), b"appointment-link\0" + body, hashlib.sha256).digest()[:24]


async def look(db: ReadDb, given: str) -> LinkOut:
    """What the link is about: when and where, no names."""
    appointment_id, purpose = read(given)
    return await _shown(db, appointment_id, purpose)


async def follow(db: Db, given: str) -> LinkOut:
    """Do what the link is for; again is fine. 410 link_over when the appointment is no longer to come."""
    appointment_id, purpose = read(given)
    found = await db.scalar(select(Appointment).where(Appointment.id == appointment_id).with_for_update())
    if found is None or found.status == AppointmentStatus.held:
        raise NotFound()
    actor = _as_patient(found)
    if purpose == Purpose.cancel and found.status == AppointmentStatus.cancelled:
        return await _shown(db, appointment_id, purpose)
    if found.status != AppointmentStatus.booked or found.starts_at <= now():
        raise Gone("This appointment can no longer be changed here. Please call us.", code="link_over")
    if purpose == Purpose.confirm:
        await actions.confirm(db, found, actor=actor)
    elif purpose == Purpose.cancel:
        await actions.cancel(db, found, "", actor=actor)
    else:
        raise Invalid("Say to which time: this link moves the appointment.", code="time_needed")
    await db.flush()
    return await _shown(db, appointment_id, purpose)


async def slots(db: ReadDb, given: str, start: date | None, days: int) -> SlotsOut:
    """Where the appointment can go: free times of its clinician, met the same way. 410 link_over when it is no more."""
    found = await _movable(db, given)
    wanted = SlotSearch.model_validate({"practitioner_id": found.practitioner_id, "kind": found.kind, "days": days,
                                        "from": start})  # fmt: skip
    return await views.slots(db, wanted, _as_patient(found))


async def move(db: Db, given: str, starts_at: datetime) -> LinkOut:
    """Move it to a free time of the same clinician; pressed twice it is moved once. What was paid goes along."""
    appointment_id, purpose = read(given)
    moved = await db.scalar(select(Appointment).where(Appointment.replaces_id == appointment_id))
    if purpose == Purpose.move and moved is not None and moved.starts_at == starts_at:
        return await _shown(db, appointment_id, purpose)
    found = await _movable(db, given, lock=True)
    actor = _as_patient(found)
    wanted = HoldSlot(practitioner_id=found.practitioner_id, starts_at=starts_at, kind=found.kind, replaces=found.id)
    held = await actions.hold(db, wanted, actor=actor)
    await actions.book(db, held.appointment, "", replaces=found, actor=actor)
    await db.flush()
    return await _shown(db, appointment_id, purpose)


def _as_patient(found: Appointment) -> Actor:
    return Actor(user_id=None, name=BY_LINK.name, patient_id=found.patient_id)


async def _movable(db: Db | ReadDb, given: str, *, lock: bool = False) -> Appointment:
    """The appointment of a link that moves, while it is to come."""
    appointment_id, purpose = read(given)
    if purpose != Purpose.move:
        raise NotFound()
    query = select(Appointment).where(Appointment.id == appointment_id)
    found: Appointment | None = await db.scalar(query.with_for_update() if lock else query)
    if found is None or found.status == AppointmentStatus.held:
        raise NotFound()
    if found.status != AppointmentStatus.booked or found.starts_at <= now():
        raise Gone("This appointment can no longer be changed here. Please call us.", code="link_over")
    return found


async def _shown(db: Db | ReadDb, appointment_id: UUID, purpose: Purpose) -> LinkOut:
    row = (await db.execute(queries.SHOWN.where(Appointment.id == appointment_id))).first()
    if row is None or row[0].status == AppointmentStatus.held:
        raise NotFound()
    one, _, _, facility = row
    open_ = one.status == AppointmentStatus.booked and one.starts_at > now()
    moved = await queries.moved_to(db, [one])
    new = (await queries.shown(db, moved[one.id]))[0] if moved else None
    return LinkOut(purpose=purpose, starts_at=one.starts_at, zone=facility.zone, facility=facility.name,
                   phone=facility.phone, kind=one.kind, status=one.status, confirmed=one.confirmed_at is not None,
                   open=open_, moved_to=new and new.starts_at,
                   fee=await fees.fee_for_cancelling(db, one) if open_ else None)  # fmt: skip
