"""An invited guest's link goes by e-mail or text message, once, over the same channels as everything else."""

from __future__ import annotations

from urllib.parse import urlsplit

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.identity.models import UserAccount
from hub.staff.queries import facility
from hub.visits import guest_letters
from hub.visits.facts import GuestLetterWritten
from hub.visits.models import GuestLetter, Visit, VisitGuest
from notifications.channels import Undeliverable, channel, texting
from notifications.phrases import phrases
from notifications.switches import CHANNELS
from notifications.words import file_of, values_of, written

INVITED = "letters/guest_invited"


@consumes(GuestLetterWritten, "notifications.guest_letters")
async def send_guest_letter(db: Db, fact: GuestLetterWritten, actor: Actor) -> None:
    """Send the link; a passing fault is tried again, one that stays is shown to whoever invited."""
    found = await guest_letters.letter(db, fact.letter_id)
    if found is None:
        return
    letter, guest, visit = found
    problem = ""
    try:
        if not await CHANNELS[guest.sent_via].value(db):
            raise Undeliverable("switched_off")
        await (_mail if guest.sent_via == "email" else _text)(db, letter, guest, visit)
    except Undeliverable as refused:
        problem = refused.reason
    await guest_letters.done(db, letter.id, problem, actor=actor)


async def _mail(db: Db, letter: GuestLetter, guest: VisitGuest, visit: Visit) -> None:
    house, parts = await facility(db), urlsplit(letter.link)
    link = f"{parts.path}#{parts.fragment}"
    values = values_of({"starts_at": visit.starts_at.isoformat()}, link, name=guest.name, facility=house.name,
                       zone=house.zone, language=file_of(INVITED, guest.language)[1])  # fmt: skip
    words = written(INVITED, link, False, values, guest.language)
    to = UserAccount(id=None, email=letter.to, display_name=guest.name)  # nobody's account: only an address
    await channel("email").send(db, to, words, message_id=str(guest.id))


async def _text(db: Db, letter: GuestLetter, guest: VisitGuest, visit: Visit) -> None:
    body = f"{(await facility(db)).name[:40]}: {phrases(guest.language)['guest_text']} {letter.link}"
    await texting().bring(db, letter.to, body, message_id=str(guest.id))
