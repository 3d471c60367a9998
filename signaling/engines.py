"""The port of media engines: what the call's edge asks of whatever carries more than two people.

From browser to browser needs no engine. `relaying.Relaying` is our own relay, `livekit.rooms.LiveKit` a server beside
us; which of them a call is on stands in the visit's row (`hub.visits.carrying`), and pages follow it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from signaling.calls import Seat


class MediaEngine(Protocol):
    """Carries calls of three and more."""

    async def must_carry(self, visit_id: UUID, participant: str) -> None:
        """Raise a 503 when this guest cannot be carried: before the call of the two is given up for it."""

    async def carries(self, seat: Seat) -> bool:
        """Whether this very page is carried now: one that comes back asks before it waits."""

    def left(self, seat: Seat) -> None:
        """A page went out for good, or may not be here any more."""

    def closed(self, visit_id: UUID) -> None:
        """The door is shut: nothing is carried any more."""
