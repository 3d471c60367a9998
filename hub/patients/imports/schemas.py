"""What crosses HTTP at imports of patients."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from hub.core.http import Body, Out
from hub.patients.imports.models import ImportStatus


class UploadImport(Body):
    """Query of an upload; the body of the request is the file itself."""

    name: str = Field("patients.csv", max_length=4200)


class CheckImport(Body):
    """How the file is written, and which column is what; a target that is left out is not taken."""

    encoding: Literal["utf-8", "utf-16", "cp1252", "iso-8859-15", "cp1250", "cp1251"]
    delimiter: Literal[",", ";", "\t", "|"]
    date_order: Literal["ymd", "mdy", "dmy"]
    mapping: dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=100)]] = Field(max_length=60)
    """Our field -> the column's name."""


class AcceptLine(Body):
    accepted: bool
    """Another person than the one who is registered: take in all the same."""


class RowsQuery(Body):
    made: bool | None = None
    after: str = Field("", max_length=400)
    limit: int = Field(50, ge=1, le=200)


class ResultQuery(Body):
    refused: bool = False
    """Only the lines that were not taken."""


class ImportOut(Out):
    id: UUID
    name: str
    status: ImportStatus
    status_at: datetime
    rows: int
    checked: int
    imported: int
    skipped: int
    undone: int
    stopped: bool
    created_at: datetime
    has_file: bool


class ImportsOut(Out):
    items: list[ImportOut]


class TargetOut(Out):
    """Something that a column can be; `label` is given for the hospital's own numbers and fields."""

    target: str
    label: str


class ImportPage(Out):
    """One import with what its page shows."""

    summary: ImportOut
    columns: list[str]
    sample: list[list[str]]
    """The first lines."""
    mapping: dict[str, str]
    encoding: str
    delimiter: str
    date_order: str
    targets: list[TargetOut]
    wrong: int
    """Lines with an error."""
    alike: int
    """Lines that look like somebody who is registered, and were not accepted."""


class LikePatientOut(Out):
    """Somebody who is registered; by initials only for whoever may not see patients."""

    id: UUID
    number: str
    name: str
    birth_year: int
    score: int


class ImportRowOut(Out):
    line: int
    field: str
    code: str
    message: str
    accepted: bool
    person: str
    """Who stands in the line, while the file is kept."""
    made_id: UUID | None
    made_number: str
    like: LikePatientOut | None
