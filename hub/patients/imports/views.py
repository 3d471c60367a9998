"""What imports look like from outside."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from quart import Response

from hub.core import cursor
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Gone
from hub.core.http import Page
from hub.patients.imports import keeping, queries, table
from hub.patients.imports.models import ImportStatus, PatientImport
from hub.patients.imports.schemas import (
    ImportOut,
    ImportPage,
    ImportRowOut,
    ImportsOut,
    LikePatientOut,
    RowsQuery,
    TargetOut,
)
from hub.patients.models import Patient

SAMPLE = 5


def summary(row: PatientImport) -> ImportOut:
    shown = {name: getattr(row, name) for name in ImportOut.model_fields if name != "has_file"}
    return ImportOut(**shown, has_file=row.file_id is not None)


async def recent(db: Db | ReadDb) -> ImportsOut:
    return ImportsOut(items=[summary(row) for row in await queries.recent(db)])


async def page(db: Db | ReadDb, row: PatientImport) -> ImportPage:
    """One import; the first lines while its columns may still be named."""
    await db.flush()
    asked = await queries.asked(db)
    labels = {f"number.{code}": system.name for code, system in asked.systems.items()}
    labels |= {f"extra.{one.code}": one.label for one in asked.fields}
    wrong, alike = await queries.counts(db, row.id)
    open_still = row.status in (ImportStatus.uploaded, ImportStatus.checking, ImportStatus.checked)
    return ImportPage(
        summary=summary(row), columns=row.columns, mapping=row.mapping, encoding=row.encoding,
        delimiter=row.delimiter, date_order=row.date_order, wrong=wrong, alike=alike,
        sample=await _sample(db, row) if open_still else [],
        targets=[TargetOut(target=one, label=labels.get(one, "")) for one in asked.targets()],
    )  # fmt: skip


async def _sample(db: Db | ReadDb, row: PatientImport) -> list[list[str]]:
    return [[cell[:80] for cell in cells[: len(row.columns)]] for _, cells in islice(await _lines(db, row), SAMPLE)]


async def _lines(db: Db | ReadDb, row: PatientImport, after: int = 0) -> Iterator[tuple[int, list[str]]]:
    """The lines behind `after`; none of a file that is gone, so that its page opens and it can be put aside there."""
    try:
        content = await queries.content(db, row)
    except Gone:
        return iter(())
    return table.rows(content, queries.form_of(row), after=after)


async def rows(db: Db | ReadDb, actor: Actor, row: PatientImport, query: RowsQuery) -> Page[ImportRowOut]:
    """What is said about the lines, with whom they name."""
    await db.flush()
    key = cursor.read(query.after, 2)
    after = (cursor.parse(int, key[0]), key[1]) if key else None
    found = await queries.said(db, row.id, made=query.made, after=after, limit=query.limit + 1)
    shown = found[: query.limit]
    called = await _called(db, row, [one.row.line for one in shown]) if shown else {}
    last = shown[-1].row if len(found) > query.limit else None
    return Page(
        items=[_line(one, called.get(one.row.line, ""), actor) for one in shown],
        next=cursor.write(last.line, last.field) if last else None,
    )


def _line(one: queries.Line, called: str, actor: Actor) -> ImportRowOut:
    row, made = one.row, one.made
    return ImportRowOut(
        line=row.line, field=row.field, code=row.code, message=row.message, accepted=row.accepted, person=called,
        made_id=row.made_id, made_number=made.number if made else "",
        like=_like(one.like, row.score or 0, actor) if one.like else None,
    )  # fmt: skip


def _like(patient: Patient, score: int, actor: Actor) -> LikePatientOut:
    hidden = patient.confidential or not actor.may("patient.any")
    return LikePatientOut(id=patient.id, number=patient.number, birth_year=patient.birth_date.year, score=score,
                          name=patient.masked_name if hidden else patient.name)  # fmt: skip


async def _called(db: Db | ReadDb, row: PatientImport, lines: list[int]) -> dict[int, str]:
    """line -> the name that stands in it."""
    places = [row.columns.index(row.mapping[one]) for one in ("name", "given", "family") if one in row.mapping]
    found, last = {}, max(lines)
    for line, cells in await _lines(db, row, min(lines) - 1):
        if line > last:
            break
        found[line] = " ".join(cells[place] for place in places if place < len(cells))[:120].strip()
    return found


async def result(db: Db, row: PatientImport, *, only_refused: bool, actor: Actor) -> Response:
    content = await keeping.result(db, row, only_refused=only_refused, actor=actor)
    name = f"import-{row.created_at:%Y-%m-%d}{'-refused' if only_refused else ''}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store",
               "X-Content-Type-Options": "nosniff"}  # fmt: skip
    return Response(content, 200, headers, content_type="text/csv; charset=utf-8")
