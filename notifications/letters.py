"""Letters about accounts go by e-mail, over the same channel as everything else, once."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import consumes
from hub.identity.factors import letters
from hub.identity.factors.facts import LetterWritten
from hub.identity.models import UserAccount
from hub.staff.queries import facility
from notifications.channels import Undeliverable, channel
from notifications.phrases import ENGLISH
from notifications.words import values_of, written


@consumes(LetterWritten, "notifications.letters")
async def send_letter(db: Db, fact: LetterWritten, actor: Actor) -> None:
    """Send the letter; one that is for nobody is dropped without a word."""
    letter = await letters.letter(db, fact.letter_id)
    if letter is None or letter.sent_at is not None:
        return
    user = await letters.prepare(db, letter, actor=actor)
    letter.sent_at = now()
    if user is None:
        return
    house = await facility(db)
    link = letter.link or "/account"
    values = values_of({}, link, name=letter.name, facility=house.name, zone=house.zone,
                       language=ENGLISH)  # fmt: skip
    words = written(f"letters/{letter.kind}", link, False, values, ENGLISH)
    # The address of the letter, which may be one that the account does not have yet.
    to = UserAccount(id=user.id, email=letter.to, display_name=letter.name) if letter.to != user.email else user
    try:
        await channel("email").send(db, to, words, message_id=str(letter.id))
    except Undeliverable:
        return
