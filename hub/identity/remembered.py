"""Who the bearer of a session cookie is: read once, remembered, and asked about again with each BEGIN."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, Select, bindparam, literal_column, select

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.driver import Asked
from hub.core.http import authenticates, recalls
from hub.core.prepared import DIALECT, Prepared
from hub.identity.queries import by_token, digest, of_session

_FOUND, _PRINT = by_token(bindparam("token", type_=LargeBinary()))
_BY_TOKEN = Prepared(select(_FOUND, _PRINT.label("print")))


class _Known(NamedTuple):
    """What this process remembers of a session: who it was, until when at most, and how to ask whether it still is."""

    actor: Actor
    until: datetime
    asked: Asked


_KNOWN: dict[bytes, _Known] = {}
MOST_KNOWN = 10_000


@recalls
def still_holds(token: str) -> Asked | None:
    """What to ask with BEGIN about a session that this process has seen before."""
    known = _KNOWN.get(digest(token))
    return known.asked if known else None


@authenticates
async def actor_of_token(db: Db | ReadDb, token: str) -> Actor | None:
    """The person of a session cookie, or None: unknown, ended, idle for too long, too old, or account disabled.

    Whom this process remembers is taken from memory only if PostgreSQL has said with this very BEGIN that nothing of
    what was read then has changed since: ended sessions and taken rights are gone at once, in every process.
    """
    key = digest(token)
    known = _KNOWN.get(key)
    if known is None or db.holds is not known.asked:
        row = await db.first(_BY_TOKEN, token=key)
        if row is None:
            _KNOWN.pop(key, None)
            return None
        known = _remember(key, row)
    return known.actor if known.until > now() else None


def _remember(key: bytes, row: Any) -> _Known:
    if len(_KNOWN) >= MOST_KNOWN:
        _KNOWN.clear()
    asked = Asked("session_holds", _holds(), f"'\\x{key.hex()}', '\\x{row.print.hex()}'")
    _KNOWN[key] = _Known(of_session(row), min(row.idle_until, row.expires_at), asked)
    return _KNOWN[key]


@lru_cache
def _holds() -> str:
    """The same reading once more, for its print alone, in words that a connection can prepare."""
    found, print_ = by_token(literal_column("$1::bytea", LargeBinary()))
    wanted: Select[Any] = (
        select(literal_column("1")).select_from(found).where(print_ == literal_column("$2::bytea", LargeBinary()))
    )
    return str(wanted.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
