"""How the token of an `Authorization: Bearer` header becomes an Actor; identity registers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Unauthenticated

Known = Callable[[Db | ReadDb, str], Awaitable[Actor | None]]
_known: Known | None = None


def knows_bearers(function: Known) -> Known:
    """Register who knows keys and tokens (None = refused)."""
    global _known
    _known = function
    return function


async def actor_of(db: Db | ReadDb, header: str) -> Actor | None:
    """The Actor of an Authorization header; None when it is no bearer's, 401 bad_token when its token is not good."""
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer" or _known is None:
        return None
    if (actor := await _known(db, token.strip())) is None:
        raise Unauthenticated("This key or token is not valid, or not any more.", code="bad_token")
    return actor
