"""`Authorization: Bearer`: API keys of service accounts, and access tokens of apps that act for a person."""

from __future__ import annotations

from dataclasses import replace

from hub.core.actor import Actor
from hub.core.bearer import knows_bearers
from hub.core.db import Db, ReadDb
from hub.identity import queries
from hub.identity.oauth import access
from hub.identity.policy import services


@knows_bearers
async def actor_of_bearer(db: Db | ReadDb, token: str) -> Actor | None:
    """Who calls with this key or token, with its scopes as the upper bound of what he may; None = refused (B20)."""
    if not token.startswith(services.PREFIX):
        return await access.actor_of_access_token(db, token)
    key = await services.living_key(db, token)
    if key is None:
        return None
    account = await queries.actor_of_user(db, key.user_id)
    # `request_actor` keeps the key's id in session_id: there is no session, and the trail wants to know which key.
    return replace(account, via="key", session_id=key.id, permissions=account.permissions & frozenset(key.scopes))
