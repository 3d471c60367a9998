"""What policy announces."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class PolicyChanged(Fact):
    """A custom role, a grant, a denial or a limit changed; rights are other ones from the next request on."""

    subject_id: UUID

    def rooms(self) -> list[str]:
        return ["role:admin"]


class ServiceKeyChanged(Fact):
    """An API key was made or revoked."""

    user_id: UUID

    def rooms(self) -> list[str]:
        return ["role:admin"]
