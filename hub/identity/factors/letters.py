"""Letters about an account: confirm an address, reset a password, accept an invitation, move to another address.

A link opens `<page>#<token>`: what stands behind the '#' reaches no server log. Asking for a reset writes the same row
for people we know and people we do not; only the job that sends it looks whether there is anybody (B17).
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Invalid
from hub.core.facts import state
from hub.core.keys import HOUSE
from hub.identity import actions, passwords, queries, sessions
from hub.identity.factors import tokens
from hub.identity.factors.facts import LetterWritten
from hub.identity.factors.models import Letter, Purpose
from hub.identity.facts import UserChanged
from hub.identity.models import UserAccount, UserStatus
from hub.identity.schemas import CorrectUser, CreateUser

PAGES = {
    Purpose.verify_email: "/verify", Purpose.reset_password: "/reset", Purpose.invite: "/welcome",
    Purpose.change_email: "/verify", Purpose.register: "/confirm",
}  # fmt: skip


def write(db: Db, kind: str, to: str, *, user: UserAccount | None = None, link: str = "", actor: Actor) -> Letter:
    """Put a letter on its way; it is sent by a job after the commit."""
    letter = Letter(kind=kind, to=to, user_id=user.id if user else None, name=user.display_name if user else "",
                    link=link, house=HOUSE)  # fmt: skip
    db.add(letter)
    state(db, LetterWritten(letter_id=letter.id), actor=actor)
    return letter


async def ask_to_verify(db: Db, user: UserAccount, *, actor: Actor) -> None:
    """Send the link that shows that the address is really this person's."""
    await _with_link(db, user, Purpose.verify_email, user.email, actor=actor)


async def invite(db: Db, user: UserAccount, *, actor: Actor) -> None:
    """Send somebody new the link under which he chooses his own password; earlier links are void."""
    await _with_link(db, user, Purpose.invite, user.email, actor=actor)
    audit.noted(db, actor, "invite", "user_account", user.id)


async def hire(db: Db, wanted: CreateUser, *, actor: Actor) -> tuple[UserAccount, str]:
    """Somebody who works here: with a first password that is told, or with a link that is mailed."""
    user, password = await actions.hire(db, wanted.email, wanted.name, wanted.roles, actor=actor, invited=wanted.invite)
    if wanted.invite:
        await invite(db, user, actor=actor)
    return user, password


async def correct(db: Db, user: UserAccount, wanted: CorrectUser, *, actor: Actor) -> UserAccount:
    """Another name or address, said by an administrator. 409 name_kept_elsewhere, email_taken.

    The name of a clinician or a patient comes from his own entry and is corrected there. A new address is not proved
    yet: it gets the link that proves it, the old one is told, every session ends and open links are void.
    """
    if wanted.name is not None and wanted.name != user.display_name:
        if user.patient_id or user.practitioner_id:
            raise Conflict("This name stands in the person's own entry; correct it there.", code="name_kept_elsewhere")
        await actions.rename(db, user, wanted.name, actor=actor)
    if wanted.email is not None and (email := actions.email_of(wanted.email)) != user.email:
        if user.id == actor.user_id:
            raise Forbidden("Change your own address on your account page.", code="own_account")
        write(db, "email_corrected", user.email, user=user, actor=actor)
        await _moved(db, user, email, actor=actor)
        user.email_verified_at = None
        await tokens.void(db, Purpose.change_email, user.id)
        if user.password_hash:
            await ask_to_verify(db, user, actor=actor)
        else:  # invited, and never came: the letter went to the wrong address
            await invite(db, user, actor=actor)
        state(db, UserChanged(user_id=user.id), actor=actor)
    return user


async def _moved(db: Db, user: UserAccount, email: str, *, actor: Actor) -> None:
    """The account is at this address from now on; what went to the old one is void. 409 email_taken."""
    async with actions.email_not_taken(db):
        user.email = email
        audit.wrote(db, actor, user, reason="email")
        await db.flush()
    await sessions.end_all(db, user.id, "email", actor=actor)
    for purpose in (Purpose.reset_password, Purpose.verify_email, Purpose.invite):
        await tokens.void(db, purpose, user.id)


async def _with_link(db: Db, user: UserAccount, purpose: Purpose, to: str, *, actor: Actor) -> None:
    token = await tokens.issue(db, purpose, user.id, data={"to": to}, alone=True)
    await db.flush()
    write(db, purpose.value, to, user=user, link=f"{PAGES[purpose]}#{token}", actor=actor)


async def ask_to_reset(db: Db, email: str, *, actor: Actor) -> None:
    """Somebody forgot a password: the same for everybody who asks, known or not."""
    write(db, Purpose.reset_password.value, actions.email_of(email), actor=actor)


def ask_to_register(db: Db, email: str, name: str, draft_id: UUID, *, actor: Actor) -> None:
    """Somebody wants an account: the same for everybody who asks; the sender finds out whether the address has one."""
    letter = write(db, Purpose.register.value, email, actor=actor)
    letter.name, letter.link = name, str(draft_id)


async def _registering(db: Db, letter: Letter) -> UserAccount:
    """The link that makes the account, or word to whoever has one already."""
    if (user := await queries.user_by_email(db, letter.to)) is not None:
        letter.kind, letter.link, letter.name = "already_registered", "/sign-in", user.display_name
        return user
    token = await tokens.issue(db, Purpose.register, data={"draft": letter.link})
    letter.link = f"{PAGES[Purpose.register]}#{token}"
    return UserAccount(id=None, email=letter.to, display_name=letter.name)


async def prepare(db: Db, letter: Letter, *, actor: Actor) -> UserAccount | None:
    """For the sender: whom the letter is for, with its link; None = nobody, drop it."""
    if letter.kind == Purpose.register.value:
        return await _registering(db, letter)
    if letter.kind != Purpose.reset_password.value:
        return await db.get(UserAccount, letter.user_id) if letter.user_id else None
    user = await queries.user_by_email(db, letter.to)
    if user is None or user.status != UserStatus.active or user.email.endswith(actions.SERVICE_DOMAIN):
        return None
    token = await tokens.issue(db, Purpose.reset_password, user.id, alone=True)
    letter.link, letter.name = f"{PAGES[Purpose.reset_password]}#{token}", user.display_name
    audit.noted(db, actor, "ask_reset", "user_account", user.id)
    return user


async def reset(db: Db, token: str, password: str, *, actor: Actor) -> UserAccount:
    """A new password for the link's bearer. Every session ends, nobody is signed in, a second factor stays (B23)."""
    row = await tokens.use(db, token, Purpose.reset_password)
    user = await db.get_one(UserAccount, row.user_id, with_for_update=True)
    await _take(db, user, password, actor=actor)
    return user


async def accept(db: Db, token: str, password: str, *, actor: Actor) -> UserAccount:
    """The invited person chooses a password; the address is proved by the link."""
    row = await tokens.use(db, token, Purpose.invite)
    user = await db.get_one(UserAccount, row.user_id, with_for_update=True)
    await _take(db, user, password, actor=actor)
    return user


async def _take(db: Db, user: UserAccount, password: str, *, actor: Actor) -> None:
    if user.status != UserStatus.active:
        raise Invalid("This account is switched off.", code="account_disabled")
    passwords.check_good_enough(password, about=(user.email, user.display_name))
    await actions.set_password(db, user, password, must_change=False, actor=actor)
    user.email_verified_at = user.email_verified_at or now()
    for purpose in (Purpose.reset_password, Purpose.invite):
        await tokens.void(db, purpose, user.id)


async def ask_to_change_email(db: Db, user: UserAccount, email: str, *, actor: Actor) -> None:
    """Send a link to the new address; the old one is told. Nothing changes before the link is used."""
    email = actions.email_of(email)
    if email == user.email:
        raise Invalid("This is your address already.", code="same_email")
    await _with_link(db, user, Purpose.change_email, email, actor=actor)
    write(db, "email_will_change", user.email, user=user, actor=actor)


async def verify(db: Db, token: str, *, actor: Actor) -> UserAccount:
    """Use the link of a letter: the address is proved; a new one takes the place of the old (409 email_taken)."""
    row = await tokens.use(db, token, Purpose.verify_email, Purpose.change_email)
    user = await db.get_one(UserAccount, row.user_id, with_for_update=True)
    to = str(row.data["to"])
    if row.purpose is Purpose.change_email:
        await _moved(db, user, to, actor=actor)
    elif to != user.email:
        raise Conflict("The address has changed since this letter was sent.", code="email_changed")
    user.email_verified_at = now()
    state(db, UserChanged(user_id=user.id), actor=actor)
    return user


async def prune(db: Db) -> None:
    """Sent letters are no archive: their words and links go."""
    old = now() - timedelta(days=1)
    await db.execute(delete(Letter).where(or_(Letter.sent_at.is_not(None), Letter.created_at < old)))


async def letter(db: Db, letter_id: UUID) -> Letter | None:
    return await db.get(Letter, letter_id, with_for_update=True)
