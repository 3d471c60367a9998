"""What notifications announces to its reader's own sockets."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class NotificationAdded(Fact):
    """There is something new in the bell."""

    notification_id: UUID
    user_id: UUID

    def rooms(self) -> list[str]:
        return [f"user:{self.user_id}"]


class NotificationsRead(Fact):
    """The bell was read, perhaps in another window."""

    user_id: UUID

    def rooms(self) -> list[str]:
        return [f"user:{self.user_id}"]
