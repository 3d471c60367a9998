"""Tables of working together. Comments and attachments are append-only: what was said stays said."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.db import Record, ddl


class Absence(Record):
    """Somebody is away from-until, and who covers: what is in their hands shows in the cover's list too."""

    __tablename__ = "absence"
    __table_args__ = (
        Index("ix_absence_cover", "cover_id", "until_at"),
        Index("ix_absence_user", "user_id", "until_at"),
        CheckConstraint("until_at > from_at AND user_id <> cover_id", name="ck_absence_sense"),
    )

    user_id: Mapped[UUID]
    user_name: Mapped[str]
    cover_id: Mapped[UUID]
    cover_name: Mapped[str]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]


class Comment(Record):
    """What somebody wrote about a case, or about one of its tasks."""

    __tablename__ = "task_comment"
    __table_args__ = (Index("ix_task_comment_case", "case_id", "created_at"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_instance.id", ondelete="CASCADE"))
    task_id: Mapped[UUID | None]
    author_id: Mapped[UUID | None]
    author_name: Mapped[str]
    owner_id: Mapped[UUID]
    """Owner of the key that seals it: the patient of the case, or the house."""
    text_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    text_clear: Mapped[str | None] = mapped_column("text", Text, info={"audit": "mask"})
    text = sealed.text("text_sealed", clear="text_clear")


sealed.keyed(Comment, "owner_id")


class Attachment(Record):
    """A file put to a case, or to one of its tasks. Its bytes are in the storage."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_case", "case_id", "created_at"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_instance.id", ondelete="CASCADE"))
    task_id: Mapped[UUID | None]
    author_id: Mapped[UUID | None]
    author_name: Mapped[str]
    file_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(info={"audit": "mask"})
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]


class TaskFilter(Record):
    """A named view of the worklist: one person's, or shared with everybody of a role."""

    __tablename__ = "task_filter"
    __table_args__ = (Index("uq_task_filter_name", "owner_id", "name", unique=True),)

    owner_id: Mapped[UUID]
    owner_name: Mapped[str]
    name: Mapped[str]
    role: Mapped[str | None] = mapped_column(index=True)
    """Shared with this role; None: only the owner sees it."""
    query: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


# A case that is removed as a whole (a demo that is cleared) takes its comments with it: truncate is allowed.
ddl("CREATE TRIGGER attachment_append_only BEFORE UPDATE ON attachment "
    "FOR EACH STATEMENT EXECUTE FUNCTION append_only();")  # fmt: skip
ddl("CREATE TRIGGER task_comment_append_only BEFORE UPDATE ON task_comment "
    "FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed();")  # fmt: skip
