"""How much one socket may send and hold (B52, B54)."""

from __future__ import annotations

import time

MAX_FRAME = 100_000
"""Bytes of one message from a client; an SDP is at most 64 000 of them."""
FRAMES_PER_SECOND, FRAMES_BURST = 50.0, 150.0
"""Messages of one socket; above the burst it is cut. A call setup is about 60 messages in two seconds."""
MAX_QUEUED = 448 * 1024
"""Bytes waiting for one client. A batch being written may hold as much again: together below 1 MiB."""
SOCKETS_PER_SESSION = 12
GUEST_SOCKETS = 3
CONNECT_WITHIN = 10.0
"""Seconds in which an open WebSocket must say hello."""
REFUSALS_PER_MINUTE = 120.0
"""Failed handshakes of one address; above that they fail without a look at the database."""


class Bucket:
    """A token bucket: `rate` per second, up to `burst` at once."""

    __slots__ = ("at", "burst", "rate", "tokens")

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst, self.tokens, self.at = rate, burst, burst, time.monotonic()

    def take(self, cost: float = 1.0) -> bool:
        """Whether there was enough; takes it if so."""
        moment = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (moment - self.at) * self.rate)
        self.at = moment
        if self.tokens < cost:
            return False
        self.tokens -= cost
        return True
