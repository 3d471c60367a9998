"""Scheduled work of identity."""

from __future__ import annotations

from hub.core import heads, rotation  # noqa: F401  (their jobs)
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.identity import sessions


@job("identity.end_overdue_sessions", every=2)
async def end_overdue_sessions(db: Db, actor: Actor) -> None:
    """Idle and old sessions end within seconds, also on open sockets."""
    await sessions.end_overdue(db, actor=actor)


@job("identity.prune", every=6 * 3600)
async def prune(db: Db, actor: Actor) -> None:
    """Forget what is past its use."""
    await sessions.prune(db)
