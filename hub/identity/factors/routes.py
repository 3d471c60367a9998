"""HTTP of second factors, passkeys and mailed links."""

from __future__ import annotations

from uuid import UUID

from hub.core import limits
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb, reading
from hub.core.http import PUBLIC, Api, Done
from hub.core.valkey import valkey
from hub.identity import cookies, house, queries, sessions
from hub.identity import views as identity
from hub.identity.factors import letters, passkeys, proofs, recovery, sms, totp, views
from hub.identity.factors.schemas import (
    ByLink,
    ChangeEmail,
    Code,
    Forgot,
    NewByLink,
    NewPasskey,
    NewPhone,
    PasskeyBegun,
    PasskeyOut,
    PasskeySignIn,
    RecoveryCodesOut,
    SecondFactorIn,
    SecurityOut,
    SmsCodeOut,
    Ticket,
    TotpBegun,
)
from hub.identity.schemas import Prove, SessionOut

api = Api("factors")


@api.post("/session/second-factor", may=PUBLIC, status=201)
async def second_factor(actor: Actor, data: SecondFactorIn) -> SessionOut:
    """The second half of signing in: a code of the app or of a text message, or a recovery code."""
    opened = await sessions.second_factor(
        data.ticket, data.code, actor=actor, device=cookies.device(), user_agent=cookies.user_agent()
    )
    cookies.remember(opened)
    async with reading() as db:
        return await identity.session(db, opened.actor)


@api.post("/session/second-factor/sms", may=PUBLIC)
async def send_sign_in_code(db: Db, actor: Actor, data: Ticket) -> SmsCodeOut:
    """Send the code for the second half of signing in by text message."""
    await limits.limit(valkey(), "sms-code", actor.ip, most=100, per=900)
    return views.sms_code(await proofs.text_for_ticket(db, data.ticket, actor=actor))


@api.post("/session/passkey/begin", may=PUBLIC)
async def begin_passkey_sign_in(db: Db, actor: Actor) -> PasskeyBegun:
    """A challenge for a passkey: to sign in, or to prove again who one is."""
    await limits.limit(valkey(), "passkey", actor.ip, most=120, per=600)
    ticket, options = await passkeys.ask_to_prove(db, actor.user_id)
    return PasskeyBegun(ticket=ticket, options=options)


@api.post("/session/passkey", may=PUBLIC, status=201)
async def passkey_sign_in(db: Db, actor: Actor, data: PasskeySignIn) -> SessionOut:
    """Sign in with a passkey."""
    opened = await proofs.passkey_sign_in(db, data, actor=actor)
    await db.flush()
    cookies.remember(opened)
    return await identity.session(db, opened.actor)


@api.post("/session/prove", may="session.manage")
async def prove(db: Db, actor: Actor, data: Prove) -> Done:
    """Prove that it is still you; for some minutes dangerous acts are open."""
    await limits.limit(valkey(), "prove", str(actor.user_id), most=10, per=900)
    await proofs.again(db, data, actor=actor)
    return Done()


@api.post("/session/prove/sms", may="session.manage")
async def send_proof_code(db: Db, actor: Actor) -> SmsCodeOut:
    """Send a code by text message with which to prove that it is still you."""
    return views.sms_code(await sms.ask(db, queries.self_id(actor), queries.session_id(actor), actor=actor))


@api.post("/account/forgot", may=PUBLIC)
async def forgot(db: Db, actor: Actor, data: Forgot) -> Done:
    """Ask for a link to choose a new password; the answer is the same whoever asks (B17)."""
    await limits.limit(valkey(), "forgot", actor.ip, most=20, per=900)
    await letters.ask_to_reset(db, data.email, actor=actor)
    return Done()


@api.post("/account/reset", may=PUBLIC)
async def reset(db: Db, actor: Actor, data: NewByLink) -> Done:
    """Choose a new password with the link; sign in with it afterwards."""
    await letters.reset(db, data.token, data.password.get_secret_value(), actor=actor)
    return Done()


@api.post("/account/accept", may=PUBLIC)
async def accept(db: Db, actor: Actor, data: NewByLink) -> Done:
    """Accept an invitation by choosing a password; sign in with it afterwards."""
    await letters.accept(db, data.token, data.password.get_secret_value(), actor=actor)
    return Done()


@api.post("/account/verify", may=PUBLIC)
async def verify(db: Db, actor: Actor, data: ByLink) -> Done:
    """Confirm an address with the link."""
    await letters.verify(db, data.token, actor=actor)
    return Done()


@api.get("/account/security", may="session.manage")
async def read_security(db: ReadDb, actor: Actor) -> SecurityOut:
    """What guards one's own account."""
    return await views.security(db, actor)


@api.post("/account/verify-again", may="session.manage")
async def verify_again(db: Db, actor: Actor) -> Done:
    """Send the letter with the link once more."""
    await limits.limit(valkey(), "letter", str(actor.user_id), most=5, per=3600)
    await letters.ask_to_verify(db, await queries.access_user(db, actor, queries.self_id(actor)), actor=actor)
    return Done()


@api.post("/account/email", may="session.manage", fresh=True)
async def change_email(db: Db, actor: Actor, data: ChangeEmail) -> Done:
    """Sign in with another address from now on, once its link has been used."""
    await limits.limit(valkey(), "letter", str(actor.user_id), most=5, per=3600)
    user = await queries.access_user(db, actor, queries.self_id(actor))
    await letters.ask_to_change_email(db, user, data.email, actor=actor)
    return Done()


@api.post("/account/totp", may="session.manage", fresh=True)
async def begin_totp(db: Db, actor: Actor) -> TotpBegun:
    """Begin with an authenticator app."""
    return await views.begun(db, await queries.access_user(db, actor, queries.self_id(actor), lock=True), actor=actor)


@api.post("/account/totp/confirm", may="session.manage", fresh=True)
async def confirm_totp(db: Db, actor: Actor, data: Code) -> RecoveryCodesOut:
    """Show that the app works; from now on its code is asked for. The recovery codes are told once."""
    await limits.limit(valkey(), "totp", str(actor.user_id), most=10, per=900)
    user = await queries.access_user(db, actor, queries.self_id(actor), lock=True)
    codes = await totp.confirm(db, user, data.code, actor=actor)
    await proofs.finish_enrolment(db, actor)
    return RecoveryCodesOut(codes=codes)


@api.delete("/account/totp", may="session.manage", fresh=True)
async def remove_totp(db: Db, actor: Actor) -> SecurityOut:
    """Take the authenticator app away."""
    await totp.remove(db, queries.self_id(actor), actor=actor)
    await db.flush()
    return await views.security(db, actor)


@api.post("/account/sms", may="session.manage", fresh=True)
async def begin_sms(db: Db, actor: Actor, data: NewPhone) -> SmsCodeOut:
    """Begin with codes by text message: send the first one to this number."""
    await limits.limit(valkey(), "sms-code", actor.ip, most=100, per=900)
    user = await queries.access_user(db, actor, queries.self_id(actor), lock=True)
    return views.sms_code(await sms.start(db, user, data.phone, actor=actor))


@api.post("/account/sms/confirm", may="session.manage", fresh=True)
async def confirm_sms(db: Db, actor: Actor, data: Code) -> RecoveryCodesOut:
    """Show that the code arrived; from now on codes are asked for. The recovery codes are told once."""
    user = await queries.access_user(db, actor, queries.self_id(actor), lock=True)
    codes = await sms.confirm(db, user, data.code, actor=actor)
    await proofs.finish_enrolment(db, actor)
    return RecoveryCodesOut(codes=codes)


@api.delete("/account/sms", may="session.manage", fresh=True)
async def remove_sms(db: Db, actor: Actor) -> SecurityOut:
    """Get no codes by text message any more."""
    await sms.remove(db, queries.self_id(actor), actor=actor)
    await db.flush()
    return await views.security(db, actor)


@api.post("/account/recovery-codes", may="session.manage", fresh=True)
async def new_recovery_codes(db: Db, actor: Actor) -> RecoveryCodesOut:
    """Ten new recovery codes; the old ones are void."""
    return RecoveryCodesOut(codes=await recovery.fresh(db, queries.self_id(actor), actor=actor))


@api.post("/account/passkeys/begin", may="session.manage", fresh=True)
async def begin_passkey(db: Db, actor: Actor) -> PasskeyBegun:
    """Begin with a new passkey."""
    user = await queries.access_user(db, actor, queries.self_id(actor))
    ticket, options = await passkeys.ask_to_create(db, user, issuer=(await house.house(db)).name)
    return PasskeyBegun(ticket=ticket, options=options)


@api.post("/account/passkeys", may="session.manage", status=201, fresh=True)
async def add_passkey(db: Db, actor: Actor, data: NewPasskey) -> PasskeyOut:
    """Keep the new passkey."""
    user = await queries.access_user(db, actor, queries.self_id(actor))
    made = await passkeys.finish(db, user, data.ticket, data.credential, data.name, actor=actor)
    await proofs.finish_enrolment(db, actor)
    return views.passkey(made)


@api.delete("/account/passkeys/<uuid:passkey_id>", may="session.manage", fresh=True)
async def remove_passkey(db: Db, actor: Actor, passkey_id: UUID) -> SecurityOut:
    """Forget a passkey."""
    await passkeys.remove(db, queries.self_id(actor), passkey_id, actor=actor)
    await db.flush()
    return await views.security(db, actor)
