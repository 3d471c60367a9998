"""What the making of pathways announces."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class _Authoring(Fact):
    process_id: str

    @property
    def key(self) -> str:
        return f"process:{self.process_id}"

    def rooms(self) -> list[str]:
        return ["role:admin"]


class DraftChanged(_Authoring):
    """A draft was made, saved, sent to review, approved, rejected, published or discarded."""

    draft_id: UUID
    status: str
    version: int


class ProcessPublished(_Authoring):
    """A version became the one on which new cases start."""

    version_id: UUID
    number: int


class MigrationMoved(_Authoring):
    """A migration of running cases went on: how many are done of how many."""

    migration_id: UUID
    status: str
    done: int
    total: int
