"""How a page gets into a call that LiveKit carries: it sits in the call here, and asks for a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from hub.core.db import reading
from hub.core.errors import Conflict
from hub.visits import queries
from hub.visits.models import Engine
from signaling import calls
from signaling.edge import message
from signaling.gate import Line
from signaling.livekit import tokens
from signaling.livekit.rooms import name_of

if TYPE_CHECKING:
    from signaling.server import Sockets


class Ticket(calls.AVisit):
    gen: int = Field(ge=1)


@message("livekit:ticket", Ticket, rate=0.5, burst=6.0)
async def ticket(sockets: Sockets, line: Line, data: Ticket) -> dict[str, Any]:
    """Where the room is, and a token for this participant alone; 409 not_on_livekit, 503 as `LiveKit.must_carry`."""
    seat = calls.seated(sockets, line, data.visit_id, data.gen)
    await _must_be_on_livekit(seat)
    await sockets.livekit.must_carry(seat.visit_id, seat.participant)
    await _must_be_on_livekit(seat)  # removed, or the door shut, while LiveKit made the room
    options = sockets.options
    return {"url": options.livekit_url, "token": tokens.for_page(options, name_of(seat.visit_id), seat.participant)}


async def _must_be_on_livekit(seat: calls.Seat) -> None:
    async with reading() as db:
        if not await queries.carried_by(db, Engine.livekit, seat.visit_id, calls.guest_id(seat.participant)):
            raise Conflict("LiveKit does not carry this call.", code="not_on_livekit")
