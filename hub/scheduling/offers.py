"""Offers: one time kept for one patient until it is accepted, declined or over. A freed time goes down the waitlist."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, text

from hub.core import audit
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import local_day, now
from hub.core.db import Db
from hub.core.errors import Conflict, Gone
from hub.core.facts import state
from hub.core.states import move
from hub.patients.access import policy
from hub.patients.queries import user_id_of
from hub.scheduling import actions
from hub.scheduling.book import Book, open_book
from hub.scheduling.facts import OfferAnswered, SlotOffered
from hub.scheduling.models import (
    Appointment,
    AppointmentStatus,
    HoursKind,
    Kind,
    OfferStatus,
    SlotOffer,
    WaitlistEntry,
    WaitlistStatus,
)
from hub.scheduling.rules import Slot
from hub.scheduling.waitlist import told

SOONEST = timedelta(minutes=15)
"""A time that begins sooner than this is not offered: nobody would come in time."""
TRIES = 5


async def offer(
    db: Db, book: Book, practitioner_id: UUID, slot: Slot, patient_id: UUID, kind: Kind, *, expires_at: datetime,
    actor: Actor, entry: WaitlistEntry | None = None, replaces_id: UUID | None = None,
) -> SlotOffer | None:  # fmt: skip
    """Keep the time for this patient and say so; None when somebody was faster."""
    held = await actions.keep(db, book, practitioner_id, patient_id, slot, kind, actor=actor, until=expires_at,
                              offered=True)  # fmt: skip
    if held is None:
        return None
    made = SlotOffer(
        patient_id=patient_id, practitioner_id=practitioner_id, starts_at=slot.start, ends_at=slot.end, kind=kind,
        hold_id=held.id, waitlist_entry_id=entry.id if entry else None, replaces_id=replaces_id, expires_at=expires_at,
    )  # fmt: skip
    db.add(made)
    audit.wrote(db, actor, made)
    if entry is not None:
        move(entry, WaitlistStatus.offered)
    await db.flush()  # who looks for the next in line must not find this one again
    user_id = await user_id_of(db, patient_id)
    if entry is not None:
        told(db, entry, user_id, actor=actor)
    state(db, SlotOffered(slot_offer_id=made.id, patient_id=patient_id, starts_at=slot.start, expires_at=expires_at,
                          patient_user_id=user_id, replaces_id=replaces_id), actor=actor)  # fmt: skip
    return made


async def offer_freed(db: Db, practitioner_id: UUID, starts_at: datetime) -> SlotOffer | None:
    """A time came free: it goes to the first of the waitlist who wants it and was not asked yet."""
    if starts_at < now() + SOONEST or not await _somebody_waits(db):
        return None
    book = await open_book(db, practitioner_id=practitioner_id, specialty=None)
    day = local_day(starts_at, book.zone)
    await book.fill(db, day, 1)
    slots = [book.offers(day, starts_at, kind).get(practitioner_id) for kind in Kind]
    slot = next((one for one in slots if one and book.is_free(practitioner_id, day, one)), None)
    if slot is None:
        return None
    expires_at = min(now() + timedelta(minutes=book.policy.offer_minutes), slot.start - SOONEST)
    for _ in range(TRIES):
        entry = await _next_in_line(db, book, practitioner_id, slot)
        if entry is None:
            return None
        kind = _kind_for(entry, slot)
        busy = await actions.patient_is_busy(db, entry.patient_id, slot.span, but=entry.appointment_id)
        if not busy:
            later = await _open(db, entry.appointment_id)
            return await offer(db, book, practitioner_id, slot, entry.patient_id, kind, expires_at=expires_at,
                               actor=SYSTEM, entry=entry, replaces_id=later)  # fmt: skip
        db.add(_passed_over(entry, practitioner_id, slot, kind))
        await db.flush()
    return None


def _passed_over(entry: WaitlistEntry, practitioner_id: UUID, slot: Slot, kind: Kind) -> SlotOffer:
    """Not asked, since the patient is elsewhere at that time; kept so that the line moves on."""
    return SlotOffer(
        patient_id=entry.patient_id, practitioner_id=practitioner_id, starts_at=slot.start, ends_at=slot.end, kind=kind,
        waitlist_entry_id=entry.id, expires_at=now(), status=OfferStatus.withdrawn,
    )  # fmt: skip


async def _open(db: Db, appointment_id: UUID | None) -> UUID | None:
    """The later appointment, if it is still to be given up."""
    found: UUID | None = await db.scalar(
        select(Appointment.id).where(Appointment.id == appointment_id, Appointment.status == AppointmentStatus.booked)
    )
    return found


def _kind_for(entry: WaitlistEntry, slot: Slot) -> Kind:
    wanted = slot.kind if entry.kind == HoursKind.any else entry.kind
    return Kind.in_person if wanted == HoursKind.any else Kind(wanted)


async def _somebody_waits(db: Db) -> bool:
    return bool(
        await db.scalar(select(WaitlistEntry.id).where(WaitlistEntry.status == WaitlistStatus.waiting).limit(1))
    )


async def _next_in_line(db: Db, book: Book, practitioner_id: UUID, slot: Slot) -> WaitlistEntry | None:
    local = slot.start.astimezone(book.zone)
    day, wall = local.date(), local.time().replace(tzinfo=None)
    kinds = [HoursKind.any, *HoursKind] if slot.kind == HoursKind.any else [HoursKind.any, HoursKind(slot.kind)]
    asked = select(SlotOffer.id).where(
        SlotOffer.waitlist_entry_id == WaitlistEntry.id, SlotOffer.practitioner_id == practitioner_id,
        SlotOffer.starts_at == slot.start,
    )  # fmt: skip
    found: WaitlistEntry | None = await db.scalar(
        select(WaitlistEntry)
        .where(
            WaitlistEntry.status == WaitlistStatus.waiting, ~policy.closed(WaitlistEntry.patient_id),
            or_(WaitlistEntry.practitioner_id == practitioner_id,
                WaitlistEntry.specialty == book.clinicians[practitioner_id].row.specialty),
            WaitlistEntry.kind.in_(kinds), WaitlistEntry.from_day <= day, WaitlistEntry.until_day >= day,
            or_(WaitlistEntry.weekdays == [], text(":weekday = ANY(waitlist_entry.weekdays)").bindparams(
                weekday=day.weekday())),
            or_(WaitlistEntry.earliest.is_(None), WaitlistEntry.earliest <= wall),
            or_(WaitlistEntry.latest.is_(None), WaitlistEntry.latest >= wall),
            ~asked.exists(),
        )
        .order_by(WaitlistEntry.priority, WaitlistEntry.id).limit(1).with_for_update(skip_locked=True)
    )  # fmt: skip
    return found


async def accept(db: Db, offered: SlotOffer, *, actor: Actor) -> Appointment:
    """Take the offered time; the later appointment that it stands for is given up. 410 offer_over when it is late."""
    held = await _hold_of(db, offered)
    if offered.status != OfferStatus.offered or held is None or offered.expires_at <= now():
        raise Gone("This offer is over. We are sorry.", code="offer_over")
    replaces = None
    if offered.replaces_id is not None:
        replaces = await db.get(Appointment, offered.replaces_id, with_for_update=True)
        if replaces is not None and replaces.status != AppointmentStatus.booked:
            replaces = None
    made = await actions.book(db, held, replaces.reason if replaces else "", replaces=replaces, actor=actor)
    entry = await _entry_of(db, offered)
    if entry is not None:
        move(entry, WaitlistStatus.booked)
        entry.appointment_id = made.id
        told(db, entry, await user_id_of(db, entry.patient_id), actor=actor)
    await _answer(db, offered, OfferStatus.accepted, actor=actor)
    return made


async def decline(db: Db, offered: SlotOffer, *, actor: Actor) -> None:
    """Say no; the time goes to the next of the waitlist, and the patient goes on waiting."""
    if offered.status != OfferStatus.offered:
        raise Conflict("This offer was answered already.", code="offer_over")
    await close(db, offered, OfferStatus.declined, actor=actor)


async def close(db: Db, offered: SlotOffer, status: OfferStatus, *, actor: Actor) -> None:
    """Give the kept time back and let the patient wait on, unless he has what he waited for."""
    held = await _hold_of(db, offered)
    await _answer(db, offered, status, actor=actor)
    entry = await _entry_of(db, offered)
    if entry is not None and entry.status == WaitlistStatus.offered:
        move(entry, WaitlistStatus.waiting)
        told(db, entry, await user_id_of(db, entry.patient_id), actor=actor)
    await db.flush()
    if held is not None and held.status == AppointmentStatus.held:
        await actions.give_back(db, held.id)


async def _answer(db: Db, offered: SlotOffer, status: OfferStatus, *, actor: Actor) -> None:
    move(offered, status)
    audit.wrote(db, actor, offered)
    state(db, OfferAnswered(slot_offer_id=offered.id, patient_id=offered.patient_id, status=status,
                            patient_user_id=await user_id_of(db, offered.patient_id)), actor=actor)  # fmt: skip


async def _hold_of(db: Db, offered: SlotOffer) -> Appointment | None:
    if offered.hold_id is None:
        return None
    found: Appointment | None = await db.get(Appointment, offered.hold_id, with_for_update=True)
    return found


async def _entry_of(db: Db, offered: SlotOffer) -> WaitlistEntry | None:
    if offered.waitlist_entry_id is None:
        return None
    found: WaitlistEntry | None = await db.get(WaitlistEntry, offered.waitlist_entry_id, with_for_update=True)
    return found


async def expire(db: Db, *, most: int = 200) -> int:
    """Offers whose time is over end; each one's time goes to the next of the waitlist."""
    due = await db.scalars(
        select(SlotOffer).where(SlotOffer.status == OfferStatus.offered, SlotOffer.expires_at <= now())
        .order_by(SlotOffer.expires_at).limit(most).with_for_update(skip_locked=True)
    )  # fmt: skip
    rows = due.all()
    for one in rows:
        await close(db, one, OfferStatus.expired, actor=SYSTEM)
    return len(rows)


async def withdraw_wish(db: Db, entry: WaitlistEntry, *, actor: Actor) -> WaitlistEntry:
    """No longer wait. A time that is on offer at this moment goes to the next."""
    open_offer = await db.scalar(
        select(SlotOffer)
        .where(SlotOffer.waitlist_entry_id == entry.id, SlotOffer.status == OfferStatus.offered)
        .with_for_update()
    )
    move(entry, WaitlistStatus.withdrawn)
    audit.wrote(db, actor, entry)
    told(db, entry, await user_id_of(db, entry.patient_id), actor=actor)
    if open_offer is not None:
        await close(db, open_offer, OfferStatus.withdrawn, actor=actor)
    return entry
