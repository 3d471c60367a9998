"""The table of ICD-10-CM, as the chart searches it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, ddl


class Icd10(Base):
    """ICD-10-CM by edition: a code is good from `valid_from` up to but not including `valid_until`.

    The edition that we ship is taken for every day since ICD-10-CM is in use; a later one that is brought ends codes.
    Reference data; `words` is filled by PostgreSQL from `search`, best matches have a low `position`.
    """

    __tablename__ = "icd10"
    __table_args__ = (Index("ix_icd10_position", "position"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True, server_default="2015-10-01")
    valid_until: Mapped[date | None]
    display: Mapped[str] = mapped_column(Text)
    billable: Mapped[bool]
    position: Mapped[int]
    search: Mapped[str] = mapped_column(Text)


# `simple`: medical words must not be stemmed. A generated column, so that COPY fills it.
ddl("ALTER TABLE icd10 ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', search)) STORED;")
ddl("CREATE INDEX ix_icd10_words ON icd10 USING gin (words);")
ddl("CREATE INDEX ix_icd10_code ON icd10 (code text_pattern_ops);")
