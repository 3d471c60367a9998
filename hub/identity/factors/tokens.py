"""One-time tokens: 256 random bits, kept as a hash, good for one purpose, once, for a while."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Gone
from hub.identity.factors.models import OneTimeToken, Purpose
from hub.identity.queries import digest

LASTS = {
    Purpose.verify_email: timedelta(days=3), Purpose.reset_password: timedelta(minutes=30),
    Purpose.invite: timedelta(days=7), Purpose.register: timedelta(hours=24), Purpose.change_email: timedelta(hours=2),
    Purpose.second_factor: timedelta(minutes=10), Purpose.passkey_register: timedelta(minutes=5),
    Purpose.passkey_sign_in: timedelta(minutes=5), Purpose.oidc: timedelta(minutes=10),
    Purpose.oauth_code: timedelta(seconds=60),
}  # fmt: skip


async def issue(
    db: Db, purpose: Purpose, user_id: UUID | None = None, *, data: dict[str, Any] | None = None, alone: bool = False
) -> str:
    """A fresh token; `alone` makes earlier ones of this person and purpose void."""
    token = secrets.token_urlsafe(32)
    if alone:
        await void(db, purpose, user_id)
    db.add(OneTimeToken(token_hash=digest(token), purpose=purpose, user_id=user_id, data=data or {},
                        expires_at=now() + LASTS[purpose], tries=0))  # fmt: skip
    return token


async def void(db: Db, purpose: Purpose, user_id: UUID | None) -> None:
    """Nobody may use this person's tokens of this purpose any more."""
    await db.execute(
        update(OneTimeToken)
        .where(OneTimeToken.user_id == user_id, OneTimeToken.purpose == purpose, OneTimeToken.used_at.is_(None))
        .values(used_at=now())
    )


async def find(db: Db, token: str, *purposes: Purpose) -> OneTimeToken:
    """The living token, locked; 410 link_over when it is unknown, used or too old: all three look alike."""
    row = await db.scalar(
        select(OneTimeToken)
        .where(OneTimeToken.token_hash == digest(token), OneTimeToken.purpose.in_(purposes),
               OneTimeToken.used_at.is_(None), OneTimeToken.expires_at > now())
        .with_for_update()
    )  # fmt: skip
    if row is None:
        raise Gone("This has been used already, or its time is over. Please ask for a new one.", code="link_over")
    return row


async def use(db: Db, token: str, *purposes: Purpose) -> OneTimeToken:
    """The token, used up by this transaction."""
    row = await find(db, token, *purposes)
    row.used_at = now()
    return row


async def prune(db: Db) -> None:
    """Drop what is long over."""
    await db.execute(delete(OneTimeToken).where(OneTimeToken.expires_at < now() - timedelta(days=1)))
