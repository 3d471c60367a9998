"""LiveKit's room service: Twirp, which is JSON over POST (docs.livekit.io, Room service API).

Every fault is a 503 with a stable code: livekit_unavailable (does not answer, or not like LiveKit), livekit_refused
(our key is wrong), livekit_full. What is not there (any more) is no fault: it was to go anyway.
"""

from __future__ import annotations

from typing import Any

import httpx
import structlog

from hub.core.clock import now
from hub.core.errors import Unavailable
from hub.core.settings import Settings
from signaling.livekit import tokens

log = structlog.get_logger(__name__)

SECONDS = 4.0
"""For one call: a page waits for it, and its connection's messages are answered one after the other."""
MOST_PEOPLE = 6
EMPTY_FOR, LEFT_FOR = 300, 30
"""Seconds after which LiveKit gives up a room into which nobody came, or which the last one has left."""


def address(options: Settings) -> str:
    """Where the API is: said, or the host that browsers use."""
    url = options.livekit_api_url or options.livekit_url
    scheme, colon, rest = url.partition("://")
    return f"{ {'ws': 'http', 'wss': 'https'}.get(scheme, scheme) }{colon}{rest}".rstrip("/")


class RoomService:
    """The rooms of one LiveKit server."""

    def __init__(self, options: Settings) -> None:
        self.options = options

    async def create(self, room: str) -> None:
        """Make the room; one that is there stays as it is. 503 livekit_full when it cannot be carried."""
        given = {"name": room, "empty_timeout": EMPTY_FOR, "departure_timeout": LEFT_FOR,
                 "max_participants": MOST_PEOPLE}  # fmt: skip
        await self._call("CreateRoom", given, roomCreate=True)

    async def delete(self, room: str) -> None:
        """Put everybody out and forget the room."""
        await self._call("DeleteRoom", {"room": room}, roomCreate=True)

    async def people(self, room: str) -> set[str]:
        """The identities in the room now."""
        found = await self._call("ListParticipants", {"room": room}, roomAdmin=True, room=room)
        return {str(one["identity"]) for one in _list(found, "participants")}

    async def remove(self, room: str, identity: str) -> None:
        """Put somebody out; tokens made until now open nothing any more (where the server knows `revoke_token_ts`)."""
        given = {"room": room, "identity": identity, "revoke_token_ts": int(now().timestamp())}
        await self._call("RemoveParticipant", given, roomAdmin=True, room=room)

    async def rooms(self) -> set[str]:
        """The names of all rooms of the server, also those of others."""
        return {str(one["name"]) for one in _list(await self._call("ListRooms", {}, roomList=True), "rooms")}

    async def _call(self, method: str, given: dict[str, Any], **grants: Any) -> dict[str, Any]:
        """The answer; {} for what is not there."""
        url = f"{address(self.options)}/twirp/livekit.RoomService/{method}"
        headers = {"Authorization": f"Bearer {tokens.for_us(self.options, **grants)}"}
        try:
            async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as http:
                reply = await http.post(url, json=given, headers=headers)
            said = reply.json() if reply.headers.get("Content-Type", "").startswith("application/json") else {}
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            log.warning("livekit_failed", method=method, error=type(error).__name__)
            raise _unavailable() from None
        if not isinstance(said, dict):
            raise _unavailable()
        if reply.is_success:
            return said
        return self._refused(method, reply.status_code, str(said.get("code", "")))

    def _refused(self, method: str, status: int, code: str) -> dict[str, Any]:
        if code == "not_found":
            return {}
        log.warning("livekit_failed", method=method, status=status)
        if status in (401, 403):
            raise Unavailable("The media server does not accept our key.", code="livekit_refused")
        if status == 429 or code == "resource_exhausted":
            raise Unavailable(
                "Too many calls with guests are going on. Please try again in a few minutes, or use the phone.",
                code="livekit_full", retry_after=60,
            )  # fmt: skip
        raise _unavailable()


def _unavailable() -> Unavailable:
    return Unavailable("The media server does not answer.", code="livekit_unavailable", retry_after=5)


def _list(said: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of the answer; an empty one may be left out (protobuf's JSON)."""
    found = said.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _unavailable()
    return found
