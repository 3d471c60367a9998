"""The end of grants: everything that an app was allowed, over at once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.identity.oauth.models import OAuthGrant


async def end(db: Db, grant_id: UUID, why: str, *, actor: Actor) -> None:
    """No token of this grant is worth anything any more."""
    ended = await db.execute(
        update(OAuthGrant).where(OAuthGrant.id == grant_id, OAuthGrant.ended_at.is_(None))
        .values(ended_at=now(), ended_why=why).returning(OAuthGrant.id)
    )  # fmt: skip
    if ended.first():
        audit.noted(db, actor, "revoke", "oauth_grant", grant_id, reason=why)


async def end_all(db: Db, user_id: UUID, why: str, *, actor: Actor) -> None:
    """Every app of this person is cut off (another password, a disabled account: B21)."""
    ids = await db.scalars(select(OAuthGrant.id).where(OAuthGrant.user_id == user_id, OAuthGrant.ended_at.is_(None)))
    for grant_id in ids.all():
        await end(db, grant_id, why, actor=actor)
