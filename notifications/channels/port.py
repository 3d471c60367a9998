"""The port that every channel fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hub.core.db import Db
from hub.identity.models import UserAccount
from notifications.words import Words


@dataclass
class Undeliverable(Exception):
    """It will never arrive there; `reason` is a stable word. Anything else raised is tried again."""

    reason: str


class Channel(Protocol):
    """Brings one message to one person."""

    async def send(self, db: Db, user: UserAccount, words: Words, *, message_id: str) -> None:
        """Send it; the same `message_id` again is the same message. Raises Undeliverable or a passing error."""
