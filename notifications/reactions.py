"""Notifications hear every fact that the rules name (registered by importing dispatch), and what makes news old."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.identity.queries import user_ids_with_role
from hub.messaging.facts import MessageSent, ThreadRead
from hub.messaging.models import ThreadSide
from hub.messaging.queries import is_news
from notifications import actions, dispatch, guest_letters, letters, queries, sms_codes

__all__ = ["dispatch", "guest_letters", "letters", "sms_codes"]


@consumes(ThreadRead, "notifications.on_thread_read")
async def on_thread_read(db: Db, fact: ThreadRead, actor: Actor) -> None:
    """Who has read the conversation to its end needs no bell for it; one that rings for a later word stays."""
    if not await is_news(db, fact.thread_id, fact.reader_id):
        await actions.mark_read_under(db, f"/messages/{fact.thread_id}", [fact.reader_id])


def _by_an_office(fact: MessageSent) -> bool:
    return fact.pool is not None and fact.side == ThreadSide.staff


@consumes(MessageSent, "notifications.on_office_answered", when=_by_an_office)
async def on_office_answered(db: Db, fact: MessageSent, actor: Actor) -> None:
    """One of the office has answered: the bells of the others, who have no place in the conversation, fall silent."""
    page = f"/messages/{fact.thread_id}"
    ringing = await queries.unread_under(db, page, await user_ids_with_role(db, fact.pool or ""))
    await actions.mark_read_under(db, page, [id for id in ringing if not await is_news(db, fact.thread_id, id)])
