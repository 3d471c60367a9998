"""A fact that means nothing, for tests of how facts travel."""

from __future__ import annotations

from hub.core.facts import Fact


class PingStated(Fact):
    """Said for the sake of being heard."""

    n: int

    @property
    def key(self) -> str:
        return "one"

    def rooms(self) -> list[str]:
        return ["role:admin"]
