"""Letters about accounts go by e-mail, over the same channel as everything else, once, in the reader's language."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import consumes
from hub.identity.factors import letters
from hub.identity.factors.facts import LetterWritten
from hub.identity.factors.models import Purpose
from hub.identity.models import UserAccount
from hub.patients import registering
from hub.staff.queries import facility
from notifications import preferences
from notifications.channels import Undeliverable, channel
from notifications.phrases import ENGLISH
from notifications.words import file_of, values_of, written


@consumes(LetterWritten, "notifications.letters")
async def send_letter(db: Db, fact: LetterWritten, actor: Actor) -> None:
    """Send the letter; one that is for nobody is dropped without a word."""
    letter = await letters.letter(db, fact.letter_id)
    if letter is None or letter.sent_at is not None:
        return
    draft = UUID(letter.link) if letter.kind == Purpose.register else None
    user = await letters.prepare(db, letter, actor=actor)
    letter.sent_at = now()
    if user is None:
        return
    house, kind, link = await facility(db), f"letters/{letter.kind}", letter.link or "/account"
    language = await _language(db, user, draft)
    values = values_of({}, link, name=letter.name, facility=house.name, zone=house.zone,
                       language=file_of(kind, language)[1])  # fmt: skip
    words = written(kind, link, False, values, language)
    # The address of the letter, which may be one that the account does not have yet.
    to = UserAccount(id=user.id, email=letter.to, display_name=letter.name) if letter.to != user.email else user
    try:
        await channel("email").send(db, to, words, message_id=str(letter.id))
    except Undeliverable:
        return


async def _language(db: Db, user: UserAccount, draft: UUID | None) -> str:
    """As the account says; who is none yet has chosen a language where he registered."""
    known: UUID | None = user.id  # none before the link of a registration was used
    if known is not None or draft is None:
        return await preferences.language_of(db, known) if known else ENGLISH
    return await registering.language_of(db, draft)
