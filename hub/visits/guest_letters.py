"""A guest's link on its way: sealed until it is sent, gone afterwards. Notifications send it; no log ever holds it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select

from hub.core import limits
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import state
from hub.core.keys import HOUSE
from hub.core.phones import ending, phone_of
from hub.core.valkey import valkey
from hub.identity.actions import email_of
from hub.visits.facts import GuestChanged, GuestLetterWritten
from hub.visits.models import OVER, GuestLetter, Visit, VisitGuest
from hub.visits.schemas import InviteGuest

AN_HOUR = 10
"""Links that one person may have sent in an hour: an invitation is no way to write to strangers."""

GIVE_UP_AFTER = timedelta(minutes=45)
"""Longer than a passing fault is tried again; then whoever invited has to know, and no link is left lying here."""


async def address(given: InviteGuest, *, actor: Actor) -> str:
    """The one spelling of where the link goes, '' when nobody is to send it; 422 bad_email, bad_phone; 429."""
    if not given.via:
        return ""
    to = email_of(given.to) if given.via == "email" else phone_of(given.to, "to")
    await limits.limit(valkey(), "guest-letter", str(actor.user_id), most=AN_HOUR, per=3600)
    return to


async def write(db: Db, guest: VisitGuest, to: str, link: str, *, actor: Actor) -> None:
    """Put the link on its way; it is sent after the commit."""
    letter = GuestLetter(guest_id=guest.id, house=HOUSE, to=to, link=link)
    db.add(letter)
    await db.flush()
    state(db, GuestLetterWritten(letter_id=letter.id), actor=actor)


def masked(to: str) -> str:
    """Enough of an address to recognise it; '' of none."""
    name, at, domain = to.partition("@")
    return f"{name[:1]}…@{domain}" if at else ending(to)


async def letter(db: Db, letter_id: UUID) -> tuple[GuestLetter, VisitGuest, Visit] | None:
    """For the sender: the letter with its guest and visit; None once it is sent or nobody may come by it.

    Not locked: sending takes its time, and whoever ends the visit does not wait for a mail server.
    """
    found = (await db.execute(
        select(GuestLetter, VisitGuest, Visit)
        .join(VisitGuest, VisitGuest.id == GuestLetter.guest_id).join(Visit, Visit.id == VisitGuest.visit_id)
        .where(GuestLetter.id == letter_id, VisitGuest.revoked_at.is_(None), VisitGuest.expires_at > now(),
               Visit.status.not_in(OVER))
    )).one_or_none()  # fmt: skip
    return (found[0], found[1], found[2]) if found is not None else None


async def done(db: Db, letter_id: UUID, problem: str, *, actor: Actor) -> None:
    """It was sent, or will never arrive (`problem`): either way the link is forgotten here, if it is not already."""
    found = (await db.execute(
        select(GuestLetter, VisitGuest).join(VisitGuest, VisitGuest.id == GuestLetter.guest_id)
        .where(GuestLetter.id == letter_id).with_for_update(of=GuestLetter).execution_options(populate_existing=True)
    )).one_or_none()  # fmt: skip
    if found is not None:
        await _forget(db, found[0], found[1], problem, actor=actor)


async def _forget(db: Db, letter: GuestLetter, guest: VisitGuest, problem: str, *, actor: Actor) -> None:
    guest.send_problem = problem
    guest.sent_at = None if problem else now()
    await db.delete(letter)
    state(db, GuestChanged(visit_id=guest.visit_id, guest_id=guest.id), actor=actor)


async def give_up(db: Db) -> None:
    """Letters that nobody will send any more go: tried too long, or to a guest who may not come by them now."""
    useless = or_(VisitGuest.revoked_at.is_not(None), VisitGuest.expires_at <= now())
    found = await db.execute(
        select(GuestLetter, VisitGuest).join(VisitGuest, VisitGuest.id == GuestLetter.guest_id)
        .where(or_(GuestLetter.created_at < now() - GIVE_UP_AFTER, useless))
        .limit(100).with_for_update(of=GuestLetter, skip_locked=True)
    )  # fmt: skip
    for letter, guest in found.all():
        await _forget(db, letter, guest, "not_sent", actor=SYSTEM)


async def reported(db: Db, guest_id: UUID, problem: str, *, actor: Actor) -> None:
    """The gateway says that the text never arrived, or that it did; unknown guests are nobody's news."""
    guest = await db.get(VisitGuest, guest_id, with_for_update=True)
    if guest is None or guest.send_problem == problem:
        return
    guest.send_problem = problem
    state(db, GuestChanged(visit_id=guest.visit_id, guest_id=guest.id), actor=actor)


async def forget(db: Db, visit: Visit) -> None:
    """No link of this visit is sent any more."""
    of_visit = select(VisitGuest.id).where(VisitGuest.visit_id == visit.id)
    await db.execute(delete(GuestLetter).where(GuestLetter.guest_id.in_(of_visit)))
