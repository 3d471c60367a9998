"""The waitlist and offers as they are shown, and the doors to them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, false, select
from sqlalchemy.orm import aliased

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.scheduling.models import Appointment, OfferStatus, SlotOffer, WaitlistEntry
from hub.scheduling.schemas import AppointmentPerson
from hub.scheduling.schemas_waiting import OfferOut, OffersOut, WaitlistEntryOut, WaitlistOut, WaitlistSearch
from hub.scheduling.views import clinician
from hub.scheduling.waitlist import OPEN
from hub.staff import queries as staff
from hub.staff.models import Facility, Practitioner

Replaced = aliased(Appointment)
OFFERS = (
    select(SlotOffer, Patient, Practitioner, Replaced)
    .join(Patient, Patient.id == SlotOffer.patient_id)
    .join(Practitioner, Practitioner.id == SlotOffer.practitioner_id)
    .outerjoin(Replaced, Replaced.id == SlotOffer.replaces_id)
)


def _mine(actor: Actor, column: ColumnElement[UUID]) -> ColumnElement[bool]:
    if actor.may("appointment.manage"):
        return and_(column.is_not(None), ~policy.barred(actor, column))
    return column == actor.patient_id if actor.patient_id else false()


async def access_offer(db: Db, actor: Actor, slot_offer_id: UUID) -> SlotOffer:
    """An offer to oneself, or any at the desk, locked; else 404."""
    found: SlotOffer | None = await db.scalar(
        select(SlotOffer)
        .where(SlotOffer.id == slot_offer_id, _mine(actor, SlotOffer.patient_id))  # type: ignore[arg-type]
        .with_for_update()
    )
    if found is None:
        raise NotFound()
    return found


async def access_wish(db: Db, actor: Actor, waitlist_entry_id: UUID) -> WaitlistEntry:
    """One's own wish, or any at the desk, locked; else 404."""
    found: WaitlistEntry | None = await db.scalar(
        select(WaitlistEntry)
        .where(WaitlistEntry.id == waitlist_entry_id, _mine(actor, WaitlistEntry.patient_id))  # type: ignore[arg-type]
        .with_for_update()
    )
    if found is None:
        raise NotFound()
    return found


async def offers(db: ReadDb, actor: Actor) -> OffersOut:
    """Open offers, the one that ends first on top."""
    query = OFFERS.where(
        SlotOffer.status == OfferStatus.offered,
        _mine(actor, SlotOffer.patient_id),  # type: ignore[arg-type]
    )
    house = await staff.facility(db)
    rows = await db.execute(query.order_by(SlotOffer.expires_at).limit(200))
    return OffersOut(items=[_offer(row, house) for row in rows])


def _offer(row: Row[SlotOffer, Patient, Practitioner, Appointment], house: Facility) -> OfferOut:
    one, patient, practitioner, replaced = row
    return OfferOut(
        id=one.id, status=one.status, starts_at=one.starts_at, ends_at=one.ends_at, expires_at=one.expires_at,
        kind=one.kind, zone=house.zone, facility=house.name, clinician=clinician(practitioner),
        patient=_person(patient), replaces_id=one.replaces_id,
        replaces_at=getattr(replaced, "starts_at", None),
    )  # fmt: skip


def _person(patient: Patient) -> AppointmentPerson:
    return AppointmentPerson(id=patient.id, name=patient.name, number=patient.number)


async def line(db: ReadDb, actor: Actor, query: WaitlistSearch) -> WaitlistOut:
    """Wishes in the order in which freed times are offered, each with its open offer."""
    wanted = [_mine(actor, WaitlistEntry.patient_id)]  # type: ignore[arg-type]
    if query.status is not None:
        wanted.append(WaitlistEntry.status == query.status)
    elif query.open:
        wanted.append(WaitlistEntry.status.in_(OPEN))
    rows = await db.execute(
        _wishes().where(*wanted).order_by(WaitlistEntry.priority, WaitlistEntry.id).limit(query.limit)
    )
    return await _shown(db, list(rows.all()))


async def wish(db: Db, entry: WaitlistEntry) -> WaitlistEntryOut:
    """One wish."""
    await db.flush()
    rows = await db.execute(_wishes().where(WaitlistEntry.id == entry.id))
    return (await _shown(db, list(rows.all()))).items[0]


Wish = Row[WaitlistEntry, Patient, Practitioner]


def _wishes() -> Select[WaitlistEntry, Patient, Practitioner]:
    return (
        select(WaitlistEntry, Patient, Practitioner)
        .join(Patient, Patient.id == WaitlistEntry.patient_id)
        .outerjoin(Practitioner, Practitioner.id == WaitlistEntry.practitioner_id)
    )


async def _shown(db: Db | ReadDb, rows: list[Wish]) -> WaitlistOut:
    house = await staff.facility(db)
    open_ = await db.execute(
        OFFERS.where(
            SlotOffer.waitlist_entry_id.in_([row[0].id for row in rows]), SlotOffer.status == OfferStatus.offered
        )
    )
    by_wish = {row[0].waitlist_entry_id: _offer(row, house) for row in open_}
    return WaitlistOut(items=[
        WaitlistEntryOut(
            id=one.id, patient=_person(patient), clinician=clinician(who) if one.practitioner_id else None,
            specialty=one.specialty,
            kind=one.kind, from_day=one.from_day, until_day=one.until_day, weekdays=one.weekdays,
            earliest=one.earliest, latest=one.latest, priority=one.priority, status=one.status, since=one.created_at,
            appointment_id=one.appointment_id, offer=by_wish.get(one.id),
        )
        for one, patient, who in rows
    ])  # fmt: skip
