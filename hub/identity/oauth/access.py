"""Who calls with an access token: the person, reduced to what the app was allowed, as long as the grant stands."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.identity import queries
from hub.identity.models import UserAccount, UserStatus
from hub.identity.oauth import signing
from hub.identity.oauth.models import OAuthClient, OAuthGrant


async def actor_of_access_token(db: Db | ReadDb, token: str) -> Actor | None:
    """The person of a good access token; None when it is not ours, over, or its grant has ended."""
    claims = signing.access_claims(token)
    if claims is None:
        return None
    grant = await db.scalar(
        select(OAuthGrant)
        .join(OAuthClient, OAuthClient.id == OAuthGrant.client_id)
        .join(UserAccount, UserAccount.id == OAuthGrant.user_id)
        .where(OAuthGrant.id == UUID(claims["sid"]), OAuthGrant.ended_at.is_(None), OAuthClient.disabled_at.is_(None),
               UserAccount.status == UserStatus.active)
    )  # fmt: skip
    if grant is None or str(grant.user_id) != claims["sub"]:
        return None
    person = await queries.actor_of_user(db, grant.user_id)
    scopes = frozenset(str(claims["scope"]).split()) & frozenset(grant.scopes)
    return replace(person, via="token", session_id=grant.id, permissions=person.permissions & scopes)
