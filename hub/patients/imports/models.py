"""Tables of imports: the file, and what is to be said about its lines."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves

MASK = {"audit": "mask"}


class ImportStatus(StrEnum):
    """uploaded -> checking -> checked -> running -> done; columns may be named anew until it runs."""

    uploaded = "uploaded"
    checking = "checking"
    checked = "checked"
    running = "running"
    done = "done"
    cancelled = "cancelled"
    undoing = "undoing"
    undone = "undone"


_I = ImportStatus
legal_moves(
    ImportStatus,
    {
        _I.uploaded: {_I.checking, _I.cancelled},
        _I.checking: {_I.checked, _I.cancelled},
        _I.checked: {_I.checking, _I.running, _I.cancelled},
        _I.running: {_I.done},
        _I.done: {_I.undoing},
        _I.undoing: {_I.undone},
    },
)


class PatientImport(Record):
    """One CSV file of patients: its columns named, tried without effect, then taken in a batch at a time."""

    __tablename__ = "patient_import"
    __table_args__ = (
        Index("ix_patient_import_file", "file_id", unique=True, postgresql_where=text("file_id IS NOT NULL")),
    )

    name: Mapped[str]
    file_id: Mapped[UUID | None]  # None when the file was deleted, being old
    status: Mapped[ImportStatus] = mapped_column(default=ImportStatus.uploaded)
    status_at: Mapped[datetime] = mapped_column(default=now)
    columns: Mapped[Any] = mapped_column(JSON)  # the header, each name once
    mapping: Mapped[Any] = mapped_column(JSON)  # our field -> column
    encoding: Mapped[str]
    delimiter: Mapped[str]
    date_order: Mapped[str]  # people.ORDERS
    rows: Mapped[int] = mapped_column(default=0)
    checked: Mapped[int] = mapped_column(default=0)  # lines looked at by the dry run
    imported: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)  # lines with an error, or somebody known
    undone: Mapped[int] = mapped_column(default=0)
    stopped: Mapped[bool] = mapped_column(default=False)  # somebody stopped it: the lines behind were not looked at
    requested_by: Mapped[UUID | None]


class PatientImportRow(Record):
    """A line of an import with something to say: an error, a likely duplicate, or the patient it became."""

    __tablename__ = "patient_import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "line", "field"),
        Index("ix_patient_import_row_made", "import_id", "line", postgresql_where=text("made_id IS NOT NULL")),
        Index("ix_patient_import_row_made_id", "made_id", postgresql_where=text("made_id IS NOT NULL")),
    )

    import_id: Mapped[UUID] = mapped_column(ForeignKey("patient_import.id"))
    line: Mapped[int]
    field: Mapped[str] = mapped_column(default="")
    code: Mapped[str]  # an error's stable code, likely_duplicate, imported, undone, kept
    message: Mapped[str] = mapped_column(default="", info=MASK)
    made_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"))
    """Not patient_id: who is merged away later was imported from this line all the same."""
    like_id: Mapped[UUID | None]
    """Who looks like this person, as it was then; a hint and no reference: he may be merged away meanwhile."""
    score: Mapped[int | None] = mapped_column(SmallInteger)  # 0 to 100
    accepted: Mapped[bool] = mapped_column(default=False)  # somebody looked: these are two people
