"""Registering oneself: typed, kept sealed, and made only by the link of the letter.

Until then nobody but the owner of the address learns whether it has an account (B17): for every address the same
work is done and the same is answered; what differs is in the letter.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Gone
from hub.core.phones import phone_of
from hub.identity import actions as identity
from hub.identity import house, passwords
from hub.identity.factors import letters, tokens
from hub.identity.factors.models import Purpose
from hub.identity.models import UserAccount
from hub.patients import actions, onboarding, rules
from hub.patients.filed import Registration
from hub.patients.models import Sex
from hub.patients.switches import ONBOARDING

KEPT = timedelta(hours=24)
"""As long as the link of the letter."""


async def ask(db: Db, values: dict[str, Any], password: str, *, actor: Actor) -> None:
    """Keep what was typed, checked as far as it can be without looking at anybody's account, and send the letter."""
    email, name = identity.email_of(values["email"]), f"{values['given']} {values['family']}".strip()
    rules.check_birth_date(values["birth_date"], await house.today(db))
    passwords.check_good_enough(password, about=(email, name))
    phone = phone_of(values["phone"])
    typed = {**values, "email": email, "phone": phone, "birth_date": values["birth_date"].isoformat()}
    draft = Registration(answers={**typed, "password_hash": await passwords.hashed(password)})
    db.add(draft)
    letters.ask_to_register(db, email, values["given"], draft.id, actor=actor)


async def confirm(db: Db, token: str, *, actor: Actor) -> UserAccount:
    """The bearer of the link owns the address: patient and account are made. 410 link_over, 409 email_taken."""
    row = await tokens.use(db, token, Purpose.register)
    draft = await db.get(Registration, UUID(row.data["draft"]), with_for_update=True)
    if draft is None:
        raise Gone("This has been used already, or its time is over. Please register again.", code="link_over")
    answers = draft.answers
    born, sex = date.fromisoformat(answers.pop("birth_date")), Sex(answers.pop("sex"))
    patient, user = await actions.register_self(db, password="", birth_date=born, sex=sex, actor=actor, **answers)
    user.email_verified_at = now()
    await db.delete(draft)
    await db.flush()
    if await ONBOARDING.value(db):
        await onboarding.start(db, patient, actor=actor)
    return user


async def language_of(db: Db, draft_id: UUID) -> str:
    """In which language somebody registers; English when the draft is gone."""
    draft = await db.get(Registration, draft_id)
    return str(draft.answers.get("language") or "en") if draft else "en"


async def prune(db: Db) -> None:
    """Drop what nobody has confirmed."""
    await db.execute(delete(Registration).where(Registration.created_at < now() - KEPT))
