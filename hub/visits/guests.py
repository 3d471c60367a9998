"""Third persons: invited by a link that works once, bound to the browser that opens it first, gone with the visit.

The secret of the link stands behind # in its address, so that no server log and no referrer ever holds it. Opening it
gives the browser a secret of its own, which from then on is all that counts (B22).
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from hub.core import audit, limits
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Gone, HubError, NotFound
from hub.core.facts import state
from hub.core.settings import settings
from hub.core.valkey import valkey
from hub.identity.queries import digest
from hub.visits import carrying, guest_letters, queries
from hub.visits.actions import clinician_of, must_be_open, not_over
from hub.visits.facts import GuestChanged
from hub.visits.models import OVER, Engine, GuestRole, Side, Visit, VisitGuest
from hub.visits.recording import queries as recordings
from hub.visits.recording import starting
from hub.visits.recording.models import RUNS, StopReason
from hub.visits.recording.stopping import stop
from hub.visits.schemas import InviteGuest

MOST = 3
"""Guests at a time; a visit is no lecture."""
TRIES = 5
LASTS_AFTER = timedelta(hours=3)
"""How long after the booked time, or after now when that is later, a link still opens."""
OVER_TEXT = "This link has been used already, or its time is over. Please ask for a new one."


def guest_actor(guest: VisitGuest) -> Actor:
    """A guest as somebody who acts: a name and no right at all."""
    return Actor(user_id=guest.id, name=guest.name, roles=frozenset({"guest"}), via="guest")


async def invite(db: Db, visit: Visit, given: InviteGuest, *, actor: Actor) -> tuple[VisitGuest, str, str | None]:
    """A new guest, the link (shown this once), its PIN. Patients bring relatives and interpreters, not colleagues."""
    side = queries.side_of(visit, actor)
    not_over(visit)
    if side is Side.clinician:
        clinician_of(visit, actor)
    elif given.role is GuestRole.colleague:
        raise Forbidden("Only the clinician can ask a colleague.", code="clinician_only")
    to = await guest_letters.address(given, actor=actor)
    known = await queries.guests(db, visit)
    if sum(one.revoked_at is None and one.expires_at > now() for one in known) >= MOST:
        raise Conflict(f"At most {MOST} guests can be invited at a time.", code="too_many_guests")
    token = secrets.token_urlsafe(32)
    pin = f"{secrets.randbelow(1_000_000):06}" if given.with_pin else None
    guest = VisitGuest(
        visit_id=visit.id, role=given.role, name=given.name, language=given.language, token_hash=digest(token),
        pin_hash=digest(f"{token}:{pin}") if pin else None, tries=0, invited_by=actor.user_id, invited_side=side,
        expires_at=max(visit.starts_at, now()) + LASTS_AFTER, gen=0, page="", sent_via=given.via,
        sent_to=guest_letters.masked(to), send_problem="",
    )  # fmt: skip
    db.add(guest)
    audit.wrote(db, actor, guest, patient_id=visit.patient_id)
    await db.flush()
    link = f"{settings().base_url}/guest#{token}"
    if to:
        await guest_letters.write(db, guest, to, link, actor=actor)
    state(db, GuestChanged(visit_id=visit.id, guest_id=guest.id), actor=actor)
    return guest, link, pin


async def revoke(db: Db, visit: Visit, guest_id: UUID, *, actor: Actor) -> VisitGuest:
    """The guest is out within two seconds and comes no more; the clinician may, and who invited them."""
    guest = await db.scalar(
        select(VisitGuest).where(VisitGuest.id == guest_id, VisitGuest.visit_id == visit.id).with_for_update()
    )
    if guest is None:
        raise NotFound()
    side = queries.side_of(visit, actor)
    if side is Side.patient and guest.invited_by != actor.user_id:
        raise Forbidden("Only who has invited them can do this.", code="not_your_guest")
    if side is Side.clinician:
        clinician_of(visit, actor)
    if guest.revoked_at is None:
        guest.revoked_at = now()
        audit.wrote(db, actor, guest, patient_id=visit.patient_id)
        state(db, GuestChanged(visit_id=visit.id, guest_id=guest.id, revoked=True), actor=actor)
        await carrying.settle(db, visit)
        await starting.gone(db, visit, actor=actor)
    return guest


async def open_link(db: Db, token: str, pin: str, device: str, ip: str) -> tuple[VisitGuest, Visit, str]:
    """(guest, visit, the device's secret): the first browser to come is the guest's, another one gets 410 link_over.

    403 pin_wrong and pin_needed; after five wrong PINs the link is dead.
    """
    await limits.limit(valkey(), "guest-link", ip, most=30, per=300)
    found = (await db.execute(
        select(VisitGuest, Visit).join(Visit, Visit.id == VisitGuest.visit_id)
        .where(VisitGuest.token_hash == digest(token)).with_for_update(of=VisitGuest)
    )).one_or_none()  # fmt: skip
    if found is None:
        raise Gone(OVER_TEXT, code="link_over")
    guest, visit = found[0], found[1]
    known = bool(device) and guest.device_hash == digest(device)
    if guest.revoked_at or guest.expires_at <= now() or visit.status in OVER or guest.tries >= TRIES or (
        guest.device_hash is not None and not known
    ):  # fmt: skip
        raise Gone(OVER_TEXT, code="link_over")
    if known:
        return guest, visit, device
    if guest.pin_hash is not None:
        _check_pin(guest, token, pin)
    device = secrets.token_urlsafe(32)
    guest.device_hash, guest.opened_at = digest(device), now()
    audit.wrote(db, guest_actor(guest), guest, patient_id=visit.patient_id)
    state(db, GuestChanged(visit_id=visit.id, guest_id=guest.id), actor=guest_actor(guest))
    return guest, visit, device


class PinWrong(HubError):
    """The PIN is missing or wrong; the try is kept."""

    code, status, title = "pin_wrong", 403, "This is not the PIN"
    keeps_writes = True


def _check_pin(guest: VisitGuest, token: str, pin: str) -> None:
    if not pin:
        raise PinWrong("Please type the PIN that you were told.", code="pin_needed")
    if not secrets.compare_digest(guest.pin_hash or b"", digest(f"{token}:{pin}")):
        guest.tries += 1
        raise PinWrong("This is not the right PIN.", code="pin_wrong", left=TRIES - guest.tries)


async def enter(db: Db, device: str, page: str) -> tuple[VisitGuest, Visit, int]:
    """The guest's page comes into the call, or back into it; from now on the relay carries it."""
    guest, visit = await queries.guest_of_device(db, device, lock=True)
    must_be_open(visit)
    guest.gen += guest.page != page
    guest.page, guest.entered_at, guest.left_at = page, guest.entered_at or now(), None
    await carrying.settle(db, visit)
    if await _agreed_to_record(db, visit, guest) is False:
        await stop(db, visit, StopReason.joined, actor=guest_actor(guest), by=f"guest-{guest.id}")
    audit.wrote(db, guest_actor(guest), guest, patient_id=visit.patient_id)
    state(db, GuestChanged(visit_id=visit.id, guest_id=guest.id), actor=guest_actor(guest))
    return guest, visit, guest.gen


async def carried_by(db: Db | ReadDb, visit: Visit, guest: VisitGuest) -> Engine:
    """What will carry the call with this guest in it: a recording that they agreed to goes on over our relay."""
    return Engine.relay if await _agreed_to_record(db, visit, guest) else carrying.for_guests()


async def _agreed_to_record(db: Db | ReadDb, visit: Visit, guest: VisitGuest) -> bool | None:
    """Whether this guest agreed to the recording that runs; None while none does."""
    running = await recordings.open_one(db, visit.id)
    if running is None or running.status not in RUNS:
        return None
    return f"guest-{guest.id}" in await recordings.agreed(db, running.id)


async def leave(db: Db, device: str) -> tuple[VisitGuest, Visit]:
    """The guest goes; the link's browser may come back while the visit lasts."""
    guest, visit = await queries.guest_of_device(db, device, lock=True)
    guest.left_at = now()
    audit.wrote(db, guest_actor(guest), guest, patient_id=visit.patient_id)
    state(db, GuestChanged(visit_id=visit.id, guest_id=guest.id), actor=guest_actor(guest))
    await carrying.settle(db, visit)
    await starting.gone(db, visit, actor=guest_actor(guest))
    return guest, visit
