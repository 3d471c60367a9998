"""Exports: a report as CSV (streamed, bounded, nothing in it is a formula) and as PDF. Each is in the audit trail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import typst
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from quart import Response

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import reading, transaction
from hub.core.sheets import line
from hub.core.types import Money
from hub.reports import queries
from hub.reports.schemas import ReportOut, ReportQuery, ReportRowColumn, ReportRowsQuery
from hub.reports.words import SUBJECT, name_of, word
from hub.staff import queries as house

TEMPLATE = Path(__file__).with_name("report.typ")
MOST_LINES, MOST_ROWS, CHUNK, MOST_ON_PAPER = 50_000, 50_000, 2_000, 400


async def figures(actor: Actor, query: ReportQuery) -> Response:
    """The figures as CSV."""
    async with transaction() as db:
        found = await queries.report(db, actor, query, most=MOST_LINES, action="export")

    async def lines() -> AsyncIterator[str]:
        yield line(_heads(found))
        for one in found.lines:
            yield line(_cells(found, one.names, one.values))
        yield line(_cells(found, ["Total", *[""] * (_groups(found) - 1)], found.totals))
        if found.truncated:
            yield line([f"More than {MOST_LINES} lines: the rest was left out, the total counts them."])

    return _download(lines(), found, "csv", "text/csv; charset=utf-8")


async def rows(actor: Actor, query: ReportRowsQuery) -> Response:
    """The rows behind a figure as CSV, a page of the database at a time."""
    async with transaction() as db:
        question = await queries.asked(db, actor, query)
        queries.note(db, actor, query, "export")
        zone, currency = question.period.zone, question.facility.currency

    columns = queries.row_columns(question)

    async def lines() -> AsyncIterator[str]:
        yield line(_row_heads(columns, zone, currency))
        after, sent = query.after, 0
        while sent < MOST_ROWS:
            async with reading() as db:
                found, following = await queries.page(db, actor, question, query, after, CHUNK)
            for one in found:
                kinds = zip(columns, one.values, strict=True)
                values = [_value(column.kind, value, zone, currency) for column, value in kinds]
                yield line([one.patient_number, one.patient_name, *values])
            if following is None:
                return
            after, sent = following, sent + len(found)
        yield line([f"More than {MOST_ROWS} rows: the rest was left out."])

    name = f"{query.subject}-rows.csv"
    return Response(lines(), content_type="text/csv; charset=utf-8", headers=_as_file(name))


async def paper(actor: Actor, query: ReportQuery) -> Response:
    """The figures as PDF, for the file of a meeting; made in a thread."""
    async with transaction() as db:
        found = await queries.report(db, actor, query, most=MOST_ON_PAPER, action="export")
        facility = await house.facility(db)
    pdf = await asyncio.to_thread(_compile, _data(found, facility.name, actor.name))
    return Response(pdf, content_type="application/pdf", headers=_as_file(f"{found.subject}-{found.first}.pdf"))


def _compile(data: dict[str, Any]) -> bytes:
    made = typst.compile(TEMPLATE.read_bytes(), format="pdf", pdf_standards="a-3b",
                         sys_inputs={"data": orjson.dumps(data).decode()})  # fmt: skip
    return bytes(made)


def _data(found: ReportOut, facility: str, who: str) -> dict[str, Any]:
    groups, measures = _groups(found), [column for column in found.columns if column.role == "measure"]
    largest = max((one.values[0] or 0 for one in found.lines), default=0)
    made = format_datetime(now().astimezone(ZoneInfo(found.zone)), "d MMMM y, HH:mm", locale="en_US")
    return {
        "title": SUBJECT.get(found.subject, word(found.subject)), "facility": facility,
        "period": f"{format_date(found.first, 'long', locale='en_US')} to "
                  f"{format_date(found.last, 'long', locale='en_US')}",
        "zone": found.zone, "made": f"{made} by {who}", "heads": [word(column.key) for column in found.columns],
        "groups": groups,
        "lines": [{
            "cells": [name_of(found.columns[n].kind, name) for n, name in enumerate(one.names)]
            + [_shown(column.kind, value, found.currency) for column, value in zip(measures, one.values, strict=True)],
            "share": float(one.values[0] or 0) / largest if largest else 0,
        } for one in found.lines],
        "totals": [_shown(column.kind, value, found.currency)
                   for column, value in zip(measures, found.totals, strict=True)],
        "truncated": found.truncated,
    }  # fmt: skip


def _shown(kind: str, value: float | int | None, currency: str) -> str:
    if value is None:
        return "–"
    if kind == "money":
        return str(format_currency(Money(minor=int(value), currency=currency).decimal, currency, locale="en_US"))
    return str(format_decimal(value, locale="en_US"))


def _groups(found: ReportOut) -> int:
    return sum(column.role == "group" for column in found.columns)


def _heads(found: ReportOut) -> list[str]:
    units = {"money": f" ({found.currency})", "day": f" ({found.zone})", "hour": f" ({found.zone})"}
    return [word(column.key) + units.get(column.kind, "") for column in found.columns]


def _cells(found: ReportOut, names: Sequence[str], values: Sequence[Any]) -> list[Any]:
    groups, measures = found.columns[: _groups(found)], found.columns[_groups(found) :]
    return [name if name == "Total" else name_of(column.kind, name) if name else ""
            for column, name in zip(groups, names, strict=True)] + [
        _value(column.kind, value, found.zone, found.currency) for column, value in zip(measures, values, strict=True)
    ]  # fmt: skip


def _value(kind: str, value: Any, zone: str, currency: str) -> Any:
    if value is None:
        return ""
    if kind == "money":
        return Money(minor=int(value), currency=currency).decimal
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    return value


def _row_heads(columns: list[ReportRowColumn], zone: str, currency: str) -> list[str]:
    units = {"money": f" ({currency})", "moment": f" ({zone})", "day": f" ({zone})"}
    return ["Patient number", "Patient", *[word(one.key) + units.get(one.kind, "") for one in columns]]


def _download(lines: AsyncIterator[str], found: ReportOut, ending: str, kind: str) -> Response:
    name = f"{found.subject}-{found.first}-{found.last}.{ending}"
    return Response(lines, content_type=kind, headers=_as_file(name))


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
