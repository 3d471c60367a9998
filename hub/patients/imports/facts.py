"""What imports announce."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class ImportChanged(Fact):
    """An import of patients got further."""

    import_id: UUID

    def rooms(self) -> list[str]:
        return ["role:admin"]
