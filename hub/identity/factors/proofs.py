"""Proof of identity: again in the middle of a session, with a passkey instead of a password, and its removal."""

from __future__ import annotations

from sqlalchemy import delete

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Invalid, NotFound
from hub.identity import cookies, passwords, queries, sessions
from hub.identity.factors import passkeys, sms, tokens, totp
from hub.identity.factors.models import Passkey, Purpose, SmsCode
from hub.identity.factors.schemas import PasskeySignIn
from hub.identity.models import UserAccount
from hub.identity.schemas import Prove


async def again(db: Db, proof: Prove, *, actor: Actor) -> None:
    """Step-up: the person of this session proves that it is still he; 422 wrong_password, bad_passkey or wrong_code."""
    session = await queries.access_session(db, actor, queries.session_id(actor))
    user = await db.get_one(UserAccount, session.user_id)
    if proof.credential is not None:
        passkey = await passkeys.proven(db, proof.ticket, proof.credential)
        if passkey.user_id != user.id:
            raise Invalid("This passkey belongs to somebody else.", code="bad_passkey")
        await sessions.prove(db, session, method="passkey", actor=actor)
        return
    if proof.code:
        if not await sms.right(db, user.id, proof.code, session.id):
            raise sms.WrongCode("This code is not right, or its five minutes are over.")
        await sessions.prove(db, session, method="sms", actor=actor)
        return
    given = proof.password.get_secret_value() if proof.password else ""
    if not await passwords.verified(user.password_hash, given):
        raise Invalid("The password is not right.", code="wrong_password", errors=[
            {"path": "password", "message": "This is not your password.", "type": "password"}])  # fmt: skip
    await sessions.prove(db, session, method="password", actor=actor)


async def text_for_ticket(db: Db, ticket: str, *, actor: Actor) -> SmsCode:
    """Send the code for somebody whose password was right; 410 link_over for a ticket that is over."""
    row = await tokens.find(db, ticket, Purpose.second_factor)
    user = await db.get_one(UserAccount, row.user_id)
    return await sms.ask(db, user.id, row.id, actor=actor)


async def passkey_sign_in(db: Db, answer: PasskeySignIn, *, actor: Actor) -> sessions.Opened:
    """A session for the owner of the passkey that answered."""
    passkey = await passkeys.proven(db, answer.ticket, answer.credential)
    user = await db.get_one(UserAccount, passkey.user_id)
    return await sessions.enter(
        db, user, "passkey", actor=actor, device=cookies.device(), user_agent=cookies.user_agent()
    )


async def take_all(db: Db, user: UserAccount, *, actor: Actor) -> None:
    """Remove every second factor of somebody who lost them, and end his sessions."""
    if await totp.factor(db, user.id) is not None:
        await totp.remove(db, user.id, actor=actor)
    if await sms.factor(db, user.id) is not None:
        await sms.remove(db, user.id, actor=actor)
    gone = await db.execute(delete(Passkey).where(Passkey.user_id == user.id).returning(Passkey.id))
    audit.noted(db, actor, "delete", "second_factor", user.id, after={"passkeys": len(gone.all())})
    await sessions.end_all(db, user.id, "second_factor", actor=actor)


async def finish_enrolment(db: Db, actor: Actor) -> None:
    """A session that waited for a second factor may do everything now."""
    session = await queries.access_session(db, actor, queries.session_id(actor))
    if session.user_id != actor.user_id:
        raise NotFound()
    session.limited = ""
