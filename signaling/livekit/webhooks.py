"""What LiveKit tells us of its rooms, believed only with its signature: somebody has come in."""

from __future__ import annotations

import orjson
from sqlalchemy import select

from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Malformed, NotFound
from hub.core.jobs import Job, enqueue
from hub.core.settings import settings
from hub.visits import queries
from signaling.livekit import rooms, tokens

LOOKED_AT = "participant_joined"
"""The one event that we act upon; whoever leaves is missed by our own sockets sooner."""


async def take(db: Db, raw: bytes, authorization: str) -> None:
    """Look whether who came in may be there. 404 without LiveKit, and foreign_room; 403 bad_signature.

    400 not_an_event; 409 webhook_seen for one that was acted upon already.
    """
    if not settings().livekit:
        raise NotFound()
    if not tokens.says(settings(), authorization.removeprefix("Bearer ").strip(), raw):
        raise Forbidden("This message is not signed by our LiveKit server.", code="bad_signature")
    kind, id, room = _event(raw)
    visit_id = rooms.visit_of(room)
    if visit_id is None or not await queries.exists(db, visit_id):
        raise NotFound("This room is not ours.", code="foreign_room")
    if kind != LOOKED_AT:
        return
    if await db.scalar(select(Job.id).where(Job.name == rooms.SETTLE, Job.once == id)) is not None:
        raise Conflict("This message was here before.", code="webhook_seen")
    await enqueue(db, rooms.SETTLE, once=id, visit_id=visit_id)


def _event(raw: bytes) -> tuple[str, str, str]:
    """(event, id, name of the room)"""
    try:
        told = orjson.loads(raw)
        kind, id, room = told["event"], told["id"], told.get("room", {}).get("name", "")
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Malformed("This is no event.", code="not_an_event") from None
    if not all(isinstance(one, str) and len(one) <= 200 and "\0" not in one for one in (kind, id, room)) or not id:
        raise Malformed("This is no event.", code="not_an_event")
    return kind, id, room
