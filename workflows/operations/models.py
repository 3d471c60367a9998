"""Tables of operating cases: bulk repairs with their progress, and messages from outside by their unique id."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Base, Record


class CaseBatch(Record):
    """A bulk repair of all open incidents with one cause: which incidents, how far it is."""

    __tablename__ = "case_batch"

    process_id: Mapped[str]
    element_id: Mapped[str]
    code: Mapped[str]
    action: Mapped[str]
    """retry | skip | cancel | edit | move | suspend | resume"""
    given: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What the action needs: {changes} of the data, or {to}; forgotten at the end, since the trail has it."""
    reason: Mapped[str] = mapped_column(Text)
    started_by: Mapped[UUID | None]
    incidents: Mapped[list[Any]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]


class MessageReceipt(Base):
    """A message from outside by the unique id its sender gave it: taken once, answered the same again."""

    __tablename__ = "message_receipt"

    message_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    case_id: Mapped[UUID | None]
    outcome: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)
