"""Tables of pathways in the making, and of cases that move to another version."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Base, Record
from hub.core.states import legal_moves


class DraftStatus(StrEnum):
    """A draft that is changed after it was sent to review is being edited again: its review is void. One that was
    approved goes to review once more where what it calls was changed since."""

    editing = "editing"
    in_review = "in_review"
    approved = "approved"
    published = "published"
    discarded = "discarded"


legal_moves(
    DraftStatus,
    {
        DraftStatus.editing: {DraftStatus.in_review, DraftStatus.discarded},
        DraftStatus.in_review: {DraftStatus.editing, DraftStatus.approved, DraftStatus.discarded},
        DraftStatus.approved: {
            DraftStatus.editing,
            DraftStatus.in_review,
            DraftStatus.published,
            DraftStatus.discarded,
        },
    },
)


class ProcessDraft(Record):
    """A pathway in the making. `version` is what a client must send back: it grows with every save."""

    __tablename__ = "process_draft"
    __table_args__ = (Index("ix_process_draft_list", "process_id", "saved_at"),)

    process_id: Mapped[str]
    name: Mapped[str]
    xml: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    decisions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info={"audit": "mask"})
    forms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info={"audit": "mask"})
    base_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_version.id"))
    """The version it started from."""
    status: Mapped[DraftStatus] = mapped_column(default=DraftStatus.editing)
    author_id: Mapped[UUID | None]
    editors: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Everybody who has changed it: none of them may approve it."""
    content_hash: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(default=now)
    submit_reason: Mapped[str] = mapped_column(Text, default="")
    published_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_version.id"))


class Verdict(StrEnum):
    """What a reviewer says."""

    approved = "approved"
    rejected = "rejected"


class ProcessReview(Record):
    """What a second person said about exactly this content."""

    __tablename__ = "process_review"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("process_draft.id", ondelete="CASCADE"), index=True)
    reviewer_id: Mapped[UUID | None]
    reviewer_name: Mapped[str]
    verdict: Mapped[Verdict]
    reason: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str]


class ProcessTest(Record):
    """A saved run of a pathway: it is played again at each publish, and another outcome blocks it."""

    __tablename__ = "process_test"
    __table_args__ = (Index("uq_process_test_name", "process_id", "name", unique=True),)

    process_id: Mapped[str]
    name: Mapped[str]
    script: Mapped[dict[str, Any]] = mapped_column(JSON)
    """{"data", "now", "moves": [...]}"""
    expected: Mapped[dict[str, Any]] = mapped_column(JSON)
    """{"ended", "outcome", "elements": [...], "data": {...}}: what is absent is not looked at."""
    author_id: Mapped[UUID | None]


class MigrationStatus(StrEnum):
    """A dry run is `planned`; `applying` and `undoing` are done by a job, in batches."""

    planning = "planning"
    """The dry run is still going through the cases."""
    planned = "planned"
    applying = "applying"
    applied = "applied"
    undoing = "undoing"
    undone = "undone"


legal_moves(
    MigrationStatus,
    {
        MigrationStatus.planning: {MigrationStatus.planned},
        MigrationStatus.planned: {MigrationStatus.applying},
        MigrationStatus.applying: {MigrationStatus.applied},
        MigrationStatus.applied: {MigrationStatus.undoing},
        MigrationStatus.undoing: {MigrationStatus.undone},
    },
)


class CaseMigration(Record):
    """Moving running cases from one version of their pathway to another."""

    __tablename__ = "case_migration"

    process_id: Mapped[str] = mapped_column(index=True)
    from_version_id: Mapped[UUID] = mapped_column(ForeignKey("process_version.id"))
    to_version_id: Mapped[UUID] = mapped_column(ForeignKey("process_version.id"))
    mapping: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Element of the old version -> element of the new one, where they are called differently."""
    status: Mapped[MigrationStatus] = mapped_column(default=MigrationStatus.planned)
    planned_to: Mapped[UUID | None]
    """The last case that the dry run has looked at, in the order of their ids."""
    author_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(Text, default="")


class ItemStatus(StrEnum):
    """What became of one case."""

    planned = "planned"
    migrated = "migrated"
    refused = "refused"
    """It could not be moved when its turn came (ended, or rests where the new version has nothing)."""
    undone = "undone"
    kept = "kept"
    """It could not be put back: it has moved on since."""


class CaseMigrationItem(Base):
    """One case of a migration, with what is needed to put it back."""

    __tablename__ = "case_migration_item"
    __table_args__ = (
        Index("ix_case_migration_item_open", "migration_id", "case_id", postgresql_where=text("status = 'planned'")),
    )

    migration_id: Mapped[UUID] = mapped_column(ForeignKey("case_migration.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_instance.id", ondelete="CASCADE"), primary_key=True)
    verdict: Mapped[str]
    """ok | warning | blocked, as the dry run saw it."""
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    status: Mapped[ItemStatus] = mapped_column(default=ItemStatus.planned)
    before_state: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, info={"audit": "mask"})
    before_tasks: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON, deferred=True)
    after_digest: Mapped[str | None]
    """What the case's state was right after the move: unchanged = it may be undone."""
    done_at: Mapped[datetime | None]
