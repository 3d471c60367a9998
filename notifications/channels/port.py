"""The port that every channel fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hub.core.db import Db
from hub.core.errors import Unavailable
from hub.identity.models import UserAccount
from notifications.words import Words


@dataclass
class Undeliverable(Exception):
    """It will never arrive there; `reason` is a stable word. Anything else raised is tried again."""

    reason: str


class Later(Unavailable):
    """A passing fault of the other side: tried again, not before `retry_after` seconds where it said so.

    What the other side wrote is not repeated: mail servers answer with the address, and no log may hold one.
    """

    code, title = "later", "This could not be sent now"


class Channel(Protocol):
    """Brings one message to one person."""

    async def send(self, db: Db, user: UserAccount, words: Words, *, message_id: str) -> None:
        """Send it; the same `message_id` again is the same message. Raises Undeliverable or (a passing fault) Later."""
