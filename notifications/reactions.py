"""Notifications hear every fact that the rules name (registered by importing dispatch), and what makes news old."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.messaging.facts import ThreadRead
from notifications import actions, dispatch, letters

__all__ = ["dispatch", "letters"]


@consumes(ThreadRead, "notifications.on_thread_read")
async def on_thread_read(db: Db, fact: ThreadRead, actor: Actor) -> None:
    """Who has read the conversation needs no bell for it."""
    await actions.mark_read_under(db, fact.reader_id, f"/messages/{fact.thread_id}")
