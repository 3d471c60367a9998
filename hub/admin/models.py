"""Table of the guided setup: what its steps say of themselves that nothing else tells."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Base


class SetupMark(StrEnum):
    """What an administrator said of a step."""

    confirmed = "confirmed"
    skipped = "skipped"


class SetupStep(Base):
    """A step that somebody confirmed (a test mail came) or skipped for now; most steps are read from the data."""

    __tablename__ = "setup_step"

    code: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[SetupMark]
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[UUID | None]
    by_name: Mapped[str] = mapped_column(default="")
