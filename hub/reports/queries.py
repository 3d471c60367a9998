"""Asking: from the words of a question to figures, and to the rows behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Date,
    FromClause,
    Integer,
    Select,
    SQLColumnExpression,
    Text,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)

from hub.core import audit, cursor
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Forbidden, Invalid
from hub.identity.roles import ROLES
from hub.insurance.models import Payer
from hub.patients.models import Patient
from hub.patients.queries import visible
from hub.reports import subjects, subjects_money  # noqa: F401 - they register
from hub.reports.period import period_of
from hub.reports.schemas import (
    CatalogueChoice,
    CatalogueGroup,
    CatalogueMeasure,
    CatalogueOut,
    CatalogueSubject,
    ReportColumn,
    ReportLine,
    ReportOut,
    ReportQuery,
    ReportRow,
    ReportRowColumn,
    ReportRowsOut,
    ReportRowsQuery,
)
from hub.reports.subject import SUBJECTS, Group, Measure, Subject, without_needless
from hub.staff import queries as house
from hub.staff.models import Department, Facility, Practitioner

LINES = 1000
ORDERED = ("day", "week", "month", "weekday", "hour")


class Question:
    """A question that was checked against the catalogue: every word of it is one of ours."""

    def __init__(self, asked: ReportQuery, facility: Facility, actor: Actor) -> None:
        make = SUBJECTS.get(asked.subject)
        if make is None:
            raise Invalid("There is no such subject.", code="unknown_subject")
        first, last = _span(asked, facility)
        self.period = period_of(facility, first, last)
        self.name, self.facility = asked.subject, facility
        self.subject: Subject = make(self.period)
        if not actor.may(self.subject.may):
            raise Forbidden()
        wanted = [word for word in asked.measures.split(",") if word] or list(self.subject.default_measures)
        groups = [word for word in (asked.group1, asked.group2) if word]
        self.measures = {word: _known(self.subject.measures, word) for word in dict.fromkeys(wanted)}
        self.groups = {word: _known(self.subject.groups, word) for word in groups or self.subject.default_groups}
        self.filters = self._filters(asked)

    def _filters(self, asked: ReportQuery) -> list[SQLColumnExpression[bool]]:
        found = []
        for name in ("facility_id", "department_id", "practitioner_id", "payer_id"):
            value = getattr(asked, name)
            if value is None:
                continue
            if name not in self.subject.filters:
                raise Invalid(f"This subject cannot be filtered by {name}.", code="unknown_filter")
            found.append(self.subject.filters[name] == value)
        return found

    @property
    def where(self) -> list[SQLColumnExpression[bool]]:
        return [*self.subject.where, *self.filters]

    def source(self, used: Sequence[Any]) -> FromClause:
        """Where the rows come from, as far as these columns and the conditions need it."""
        return without_needless(self.subject.source, [*used, *self.where])


def _known(words: dict[str, Any], word: str) -> Any:
    if word not in words:
        raise Invalid(f"'{word}' is not in the catalogue of this subject.", code="unknown_word")
    return words[word]


def _span(asked: ReportQuery, facility: Facility) -> tuple[date | None, date | None]:
    today = now().astimezone(ZoneInfo(facility.zone)).date()
    month = today.replace(day=1)
    yesterday, last_month = today - timedelta(days=1), (month - timedelta(days=1)).replace(day=1)
    spans = {
        "": (asked.start, asked.until), "today": (today, today), "yesterday": (yesterday, yesterday),
        "last_7": (today - timedelta(days=6), today), "last_30": (today - timedelta(days=29), today),
        "this_month": (month, today), "last_month": (last_month, month - timedelta(days=1)),
        "this_year": (today.replace(month=1, day=1), today),
        "last_year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }  # fmt: skip
    return spans[asked.span]


async def asked(db: Db | ReadDb, actor: Actor, query: ReportQuery) -> Question:
    """The question, checked; 422 for words that are not in the catalogue, 403 for a subject not for this person."""
    return Question(query, await house.facility(db), actor)


async def report(db: Db, actor: Actor, query: ReportQuery, *, most: int = LINES, action: str = "read") -> ReportOut:
    """The figures, in order of the calendar or largest first. Who asked what is in the audit trail."""
    question = await asked(db, actor, query)
    rows = (await db.execute(_grouped(question).limit(most + 1))).all()
    measures = [m.value.label(f"m{n}") for n, m in enumerate(question.measures.values())]
    totals = (await db.execute(select(*measures).select_from(question.source(measures)).where(*question.where))).one()
    note(db, actor, query, action)
    size = len(question.groups)
    return ReportOut(
        subject=question.name, first=question.period.first, last=question.period.last, zone=question.period.zone,
        currency=question.facility.currency, columns=_columns(question),
        lines=[_line(row, size) for row in rows[:most]], totals=[_number(value) for value in totals],
        truncated=len(rows) > most,
    )  # fmt: skip


def note(db: Db, actor: Actor, query: ReportQuery, action: str) -> None:
    """Who asked what; the answer itself is not kept."""
    words = query.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"after", "limit"})
    audit.noted(db, actor, action, "report", query.subject, after=words)


def _grouped(question: Question) -> Select[Any]:
    columns: list[Any] = []
    for n, group in enumerate(question.groups.values()):
        columns += [group.key.label(f"k{n}"), (func.max(group.name) if group.name is not None else group.key)
                    .label(f"n{n}")]  # fmt: skip
    measures = [m.value.label(f"m{n}") for n, m in enumerate(question.measures.values())]
    source = question.source([*columns, *measures])
    found = select(*columns, *measures).select_from(source).where(*question.where)
    order: list[Any] = [
        literal_column(f"k{n}") for n, group in enumerate(question.groups.values()) if group.kind in ORDERED
    ]
    keys: list[Any] = [literal_column(f"k{n}") for n in range(len(question.groups))]
    return found.group_by(*keys).order_by(*order, literal_column("m0").desc().nulls_last(), *keys)


def _columns(question: Question) -> list[ReportColumn]:
    groups = [ReportColumn(key=key, role="group", kind=group.kind) for key, group in question.groups.items()]
    return groups + [
        ReportColumn(key=key, role="measure", kind=measure.kind) for key, measure in question.measures.items()
    ]


def _line(row: Sequence[Any], groups: int) -> ReportLine:
    return ReportLine(
        keys=[_key(row[2 * n]) for n in range(groups)], names=[_key(row[2 * n + 1]) for n in range(groups)],
        values=[_number(value) for value in row[2 * groups :]],
    )  # fmt: skip


def _key(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal | float):
        return str(int(value))
    return str(getattr(value, "value", value))


def _number(value: Any) -> float | int | None:
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == int(value) else float(value)


# ---- the rows behind a figure ---------------------------------------------------------------------------------------


async def rows(db: Db, actor: Actor, query: ReportRowsQuery) -> ReportRowsOut:
    """A page of the rows, newest first, of patients whom this person may see; how many there are in all."""
    question = await asked(db, actor, query)
    where = [*question.where, *question.subject.limits, *_at(question, query)]
    sees = _sees(question, actor)
    count = select(func.count()).select_from(question.source([*where, *sees])).where(*where)
    total = await db.scalar(count) or 0
    shown = (await db.scalar(count.where(*sees)) or 0) if sees else total
    if not query.after:
        note(db, actor, query, "read")
    items, following = await page(db, actor, question, query, query.after, query.limit)
    return ReportRowsOut(
        columns=row_columns(question), items=items, total=total, hidden=total - shown, link=question.subject.link,
        next=following,
    )  # fmt: skip


async def page(
    db: Db | ReadDb, actor: Actor, question: Question, query: ReportRowsQuery, after: str, limit: int
) -> tuple[list[ReportRow], str | None]:  # fmt: skip
    """Rows behind a figure that this person may see, and where the next page begins."""
    where = [*question.where, *question.subject.limits, *_at(question, query), *_sees(question, actor)]
    found = list((await db.execute(_listed(question, where, after, limit))).all())
    last = found[limit - 1] if len(found) > limit else None
    return [_row(row) for row in found[:limit]], cursor.write(last.moment.isoformat(), last.id) if last else None


def row_columns(question: Question) -> list[ReportRowColumn]:
    """What the values of a row are."""
    return [ReportRowColumn(key=column.key, kind=column.kind) for column in question.subject.columns]


def _sees(question: Question, actor: Actor) -> list[SQLColumnExpression[bool]]:
    patient = question.subject.patient
    return [] if patient is None else [visible(actor, patient, clinical=question.subject.clinical)]


def _listed(question: Question, where: list[SQLColumnExpression[bool]], after: str, limit: int) -> Select[Any]:
    subject = question.subject
    whom: list[Any] = [literal(None).label("patient_id"), literal("").label("name"), literal("").label("number")]
    source: Any = subject.source
    if subject.patient is not None:
        source = source.outerjoin(Patient, Patient.id == subject.patient)
        whom = [Patient.id.label("patient_id"), (Patient.given + " " + Patient.family).label("name"),
                Patient.number.label("number")]  # fmt: skip
    values: list[Any] = [column.value.label(f"c{n}") for n, column in enumerate(subject.columns)]
    moment: Any = subject.moment
    found = select(subject.id.label("id"), moment.label("moment"), *whom, *values).select_from(source)
    if given := cursor.read(after, 2):
        read: Any = date.fromisoformat if isinstance(moment.type, Date) else datetime.fromisoformat
        at, last = cursor.parse(read, given[0]), cursor.parse(UUID, given[1])
        where = [*where, tuple_(subject.moment, subject.id) < (at, last)]
    return found.where(*where).order_by(subject.moment.desc(), subject.id.desc()).limit(limit + 1)


def _at(question: Question, query: ReportRowsQuery) -> list[SQLColumnExpression[bool]]:
    """Only the rows of one line: its keys as they were told."""
    found: list[SQLColumnExpression[bool]] = []
    for group, value in zip(question.groups.values(), (query.at1, query.at2), strict=False):
        if value is None:
            continue
        key: Any = cast(group.key, Integer) if group.kind in ("weekday", "hour") else group.key
        found.append(cast(key, Text) == value if value else or_(key.is_(None), cast(key, Text) == ""))
    return found


def _row(row: Any) -> ReportRow:
    return ReportRow(
        id=row.id, patient_id=row.patient_id, patient_name=row.name or "", patient_number=row.number or "",
        values=[_plain(value) for value in row[5:]],
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _number(value)
    return getattr(value, "value", value)


# ---- what can be asked ----------------------------------------------------------------------------------------------


async def catalogue(db: ReadDb, actor: Actor) -> CatalogueOut:
    """The subjects that this person may ask about, and what the filters can be set to."""
    facility = await house.facility(db)
    period = period_of(facility, None, None)
    people = await db.execute(
        select(Practitioner.id, (Practitioner.given + " " + Practitioner.family).label("name"))
        .where(Practitioner.active).order_by(Practitioner.family, Practitioner.id).limit(1000)
    )  # fmt: skip
    departments = await db.execute(select(Department.id, Department.name).order_by(Department.name))
    payers = await db.execute(select(Payer.id, Payer.name).order_by(Payer.name))
    return CatalogueOut(
        subjects=[_told(name, one) for name, make in SUBJECTS.items() if actor.may((one := make(period)).may)],
        facilities=[CatalogueChoice(id=facility.id, name=facility.name)],
        departments=[CatalogueChoice.model_validate(row) for row in departments],
        practitioners=[CatalogueChoice.model_validate(row) for row in people],
        payers=[CatalogueChoice.model_validate(row) for row in payers],
        roles=sorted(role for role, may in ROLES.items() if "report.read" in may), zone=facility.zone,
        today=period.last,
    )  # fmt: skip


def _told(name: str, one: Subject) -> CatalogueSubject:
    measures: dict[str, Measure] = one.measures
    groups: dict[str, Group] = one.groups
    return CatalogueSubject(
        key=name, measures=[CatalogueMeasure(key=key, kind=found.kind) for key, found in measures.items()],
        groups=[CatalogueGroup(key=key, kind=found.kind) for key, found in groups.items()],
        filters=sorted(one.filters), default_measures=list(one.default_measures),
        default_groups=list(one.default_groups),
    )  # fmt: skip
