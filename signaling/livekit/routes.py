"""HTTP of LiveKit: the address that it calls."""

from __future__ import annotations

from quart import request

from hub.core.db import Db
from hub.core.http import PUBLIC, Api, Done
from signaling.livekit import webhooks

api = Api("livekit")


@api.post("/livekit/webhook", may=PUBLIC, csrf=False, hide=True, max_bytes=65_536)
async def livekit_webhook(db: Db, raw: bytes) -> Done:
    """Somebody came into a room, or left it; signed with our own key and secret."""
    await webhooks.take(db, raw, request.headers.get("Authorization", ""))
    return Done()
