"""HTTP of the waitlist and offers."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done
from hub.scheduling import actions, offers, views, views_waiting, waitlist
from hub.scheduling.schemas import AppointmentOut
from hub.scheduling.schemas_waiting import JoinWaitlist, OffersOut, WaitlistEntryOut, WaitlistOut, WaitlistSearch

api = Api("waitlist")


@api.get("/waitlist", may="appointment.book")
async def line(db: ReadDb, actor: Actor, query: WaitlistSearch) -> WaitlistOut:
    """Who waits for an earlier time, in the order in which freed times are offered; a patient sees his own wishes."""
    return await views_waiting.line(db, actor, query)


@api.post("/waitlist", may="appointment.book", status=201, idempotent=True)
async def join(db: Db, actor: Actor, data: JoinWaitlist) -> WaitlistEntryOut:
    """Wait for an earlier time."""
    entry = await waitlist.join(db, data, actions.for_whom(data.patient_id, actor), actor=actor)
    return await views_waiting.wish(db, entry)


@api.post("/waitlist/<uuid:waitlist_entry_id>/withdraw", may="appointment.book")
async def withdraw(db: Db, actor: Actor, waitlist_entry_id: UUID) -> WaitlistEntryOut:
    """No longer wait."""
    entry = await views_waiting.access_wish(db, actor, waitlist_entry_id)
    return await views_waiting.wish(db, await offers.withdraw_wish(db, entry, actor=actor))


@api.get("/offers", may="appointment.book")
async def open_offers(db: ReadDb, actor: Actor) -> OffersOut:
    """Times that are kept now: one's own, or everybody's at the desk."""
    return await views_waiting.offers(db, actor)


@api.post("/offers/<uuid:slot_offer_id>/accept", may="appointment.book", idempotent=True)
async def accept(db: Db, actor: Actor, slot_offer_id: UUID) -> AppointmentOut:
    """Take it; 410 offer_over when it is late."""
    found = await views_waiting.access_offer(db, actor, slot_offer_id)
    return await views.appointment(db, await offers.accept(db, found, actor=actor), actor)


@api.post("/offers/<uuid:slot_offer_id>/decline", may="appointment.book")
async def decline(db: Db, actor: Actor, slot_offer_id: UUID) -> Done:
    """Say no; the next in line is asked."""
    await offers.decline(db, await views_waiting.access_offer(db, actor, slot_offer_id), actor=actor)
    return Done()
