"""What crosses HTTP about reports. Money in minor units; days are those of the facility's zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from hub.core.http import Body, Out

Word = Field("", max_length=40, pattern=r"^[a-z0-9_]*$")
Span = Literal["", "today", "yesterday", "last_7", "last_30", "this_month", "last_month", "this_year", "last_year"]


class ReportQuery(Body):
    """A question: a subject, what of it (comma separated measures), by what, when, and for whom.

    Without measures and groups the subject's usual ones. `span` names a period relative to today; else from and until.
    """

    subject: str = Field(max_length=40, pattern=r"^[a-z_]+$")
    measures: str = Field("", max_length=300, pattern=r"^[a-z0-9_,]*$")
    group1: str = Word
    group2: str = Word
    start: date | None = Field(None, alias="from")
    until: date | None = None
    span: Span = ""
    facility_id: UUID | None = None
    department_id: UUID | None = None
    practitioner_id: UUID | None = None
    payer_id: UUID | None = None


class ReportRowsQuery(ReportQuery):
    """The rows behind one figure: `at1` and `at2` are the keys of its groups, '' where there is none."""

    at1: str | None = Field(None, max_length=200)
    at2: str | None = Field(None, max_length=200)
    after: str = Field("", max_length=300)
    limit: int = Field(50, ge=1, le=200)


class ReportColumn(Out):
    """A column: a group or a measure, and how its values read."""

    key: str
    role: Literal["group", "measure"]
    kind: str


class ReportLine(Out):
    """One line: the keys and names of its groups, then its measures in the order of the columns."""

    keys: list[str]
    names: list[str]
    values: list[float | int | None]


class ReportOut(Out):
    """An answer. `truncated` = there were more lines than are shown; the totals count them all."""

    subject: str
    first: date
    last: date
    zone: str
    currency: str
    columns: list[ReportColumn]
    lines: list[ReportLine]
    totals: list[float | int | None]
    truncated: bool


class ReportRowColumn(Out):
    key: str
    kind: str


class ReportRow(Out):
    """One row behind a figure, of a patient whom the reader may see."""

    id: UUID
    patient_id: UUID | None
    patient_name: str
    patient_number: str
    values: list[Any]


class ReportRowsOut(Out):
    """`total` rows make the figure; `hidden` of them belong to patients whom the reader may not see."""

    columns: list[ReportRowColumn]
    items: list[ReportRow]
    next: str | None
    total: int
    hidden: int
    link: str


class CatalogueMeasure(Out):
    key: str
    kind: str


class CatalogueGroup(Out):
    key: str
    kind: str


class CatalogueSubject(Out):
    """A subject that the reader may ask about."""

    key: str
    measures: list[CatalogueMeasure]
    groups: list[CatalogueGroup]
    filters: list[str]
    default_measures: list[str]
    default_groups: list[str]


class CatalogueChoice(Out):
    id: UUID
    name: str


class CatalogueOut(Out):
    """Everything a report can be built of, and what filters can be set to."""

    subjects: list[CatalogueSubject]
    facilities: list[CatalogueChoice]
    departments: list[CatalogueChoice]
    practitioners: list[CatalogueChoice]
    payers: list[CatalogueChoice]
    roles: list[str]
    zone: str
    today: date


class SaveReport(Body):
    """Keep a question under a name, for oneself or for everybody of a role."""

    name: str = Field(min_length=1, max_length=80)
    role: str = Field("", max_length=40)
    definition: ReportQuery


class SavedReportOut(Out):
    id: UUID
    name: str
    role: str
    owner_name: str
    mine: bool
    definition: dict[str, Any]


class SavedReportsOut(Out):
    items: list[SavedReportOut]


class CloseDay(Body):
    """Close the books up to the end of a day."""

    day: date
    remark: str = Field("", max_length=500)


class DayAccount(Out):
    """Movement and balance of one ledger account."""

    account: str
    name: str
    debit: int
    credit: int
    balance: int


class DayCount(Out):
    key: str
    count: int
    minor: int


class DayFigures(Out):
    """What is frozen when a day is closed. Minor units."""

    accounts: list[DayAccount]
    payments: list[DayCount]
    invoices: DayCount
    visits: int
    no_shows: int
    entries: int
    sum: int


class BookDayOut(Out):
    """One day of the books. `unchanged` compares a closed day's figures with what stands in the ledger now."""

    day: date
    since: date
    closed: bool
    closed_at: datetime | None
    closed_by_name: str
    remark: str
    zone: str
    currency: str
    figures: DayFigures
    unchanged: bool | None
    sha256: str


class BookDayRow(Out):
    day: date
    closed: bool
    closed_at: datetime | None
    closed_by_name: str


class BookDaysOut(Out):
    """The last days, newest first, and the first day that is not closed yet (None: nothing happened yet)."""

    items: list[BookDayRow]
    open_from: date | None
    today: date
    zone: str
