"""What second factors look like from outside."""

from __future__ import annotations

import segno

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.phones import ending
from hub.identity import house, queries, standing
from hub.identity.factors import passkeys, recovery, sms, totp
from hub.identity.factors.models import Passkey, SmsCode
from hub.identity.factors.schemas import PasskeyOut, SecurityOut, SmsCodeOut, TotpBegun
from hub.identity.models import UserAccount


async def security(db: Db | ReadDb, actor: Actor) -> SecurityOut:
    """One's own account: what guards it."""
    user = await db.get_one(UserAccount, queries.self_id(actor))
    his = await standing.of(db, user.id)
    phone = await sms.factor(db, user.id) if his.sms else None
    return SecurityOut(
        email=user.email, email_verified=user.email_verified_at is not None, has_password=user.password_hash != "",
        totp=his.app, recovery_left=await recovery.left(db, user.id), sms=ending(phone.phone) if phone else "",
        sms_rests=his.sms and not his.texts,
        sms_allowed=not his.has_strong_factor and await sms.counts(db, actor.roles),
        passkeys=[passkey(row) for row in await passkeys.of_user(db, user.id)], needs_second_factor=his.needs_factor,
    )  # fmt: skip


def passkey(row: Passkey) -> PasskeyOut:
    return PasskeyOut.model_validate(row)


def sms_code(row: SmsCode) -> SmsCodeOut:
    return SmsCodeOut(to=ending(row.to), expires_at=row.expires_at, again_at=row.created_at + sms.PAUSE)


async def begun(db: Db, user: UserAccount, *, actor: Actor) -> TotpBegun:
    """Begin with an authenticator app, with the picture that it photographs."""
    seed, uri = await totp.start(db, user, issuer=(await house.house(db)).name, actor=actor)
    return TotpBegun(seed=seed, uri=uri, qr=_qr(uri))


def _qr(text: str) -> str:
    code = segno.make(text, micro=False)
    return str(code.svg_data_uri(scale=4, border=2, dark="#000", light="#fff"))
