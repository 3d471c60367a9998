"""What identity announces."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class SessionRevoked(Fact):
    """A session is over (signed out, idle, revoked): HTTP answers 401 at once, sockets of it are to be cut."""

    session_id: UUID
    user_id: UUID

    @property
    def key(self) -> str:
        return str(self.user_id)

    def rooms(self) -> list[str]:
        return [f"user:{self.user_id}"]


class UserChanged(Fact):
    """An account was created or its roles or status changed."""

    user_id: UUID

    @property
    def key(self) -> str:
        return str(self.user_id)

    def rooms(self) -> list[str]:
        return ["role:admin"]
