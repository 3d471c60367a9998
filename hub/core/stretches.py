"""Stretch: the time that a row takes up, as PostgreSQL compares it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column


class Stretch:
    """For a table with `bounded()` among its arguments: from `starts_at` up to but not including `ends_at`."""

    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)

    @property
    def starts_at(self) -> datetime:
        assert self.during.lower is not None
        return self.during.lower

    @property
    def ends_at(self) -> datetime:
        assert self.during.upper is not None
        return self.during.upper


def bounded() -> CheckConstraint:
    """It has a beginning, a later end, and nothing of it is left open."""
    return CheckConstraint("NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)", name="during")
