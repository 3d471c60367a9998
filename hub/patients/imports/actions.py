"""Imports: upload, name the columns, try, take in, stop. What is done to many lines is done by jobs, a batch each.

A batch is one transaction: its patients, what is said of its lines, the progress and the next job are there together or
not at all, so a crash repeats nothing and loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, delete, literal, select
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit, files, filing, scanner
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, HubError, Invalid, NotFound
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.jobs import enqueue
from hub.core.keys import HOUSE
from hub.core.states import move
from hub.patients import actions as patients
from hub.patients import identifiers, likeness
from hub.patients import queries as known
from hub.patients.imports import people, queries, table
from hub.patients.imports.facts import ImportChanged
from hub.patients.imports.models import ImportStatus, PatientImport, PatientImportRow
from hub.patients.imports.people import Asked, Person, Wrong
from hub.patients.likeness import Person as Likeness
from hub.patients.names import key_value

BATCH = 100
"""Lines a transaction: a few seconds at most, so that whoever stops an import need not wait."""


@filing.keeps_files
def _uploads() -> Any:
    return select(PatientImport.file_id, literal(HOUSE, type_=Uuid()))


async def upload(db: Db, name: str, raw: bytes, *, actor: Actor) -> PatientImport:
    """Keep a CSV file: its form and what its columns are is guessed, and may be corrected before anything is done."""
    if not raw:
        raise Invalid("The file is empty.", code="file_empty")
    form = table.guessed(raw)
    columns = table.header(raw, form)
    lines = table.count(raw, form)
    if not lines:
        raise Invalid("There is nobody below the header.", code="no_rows")
    await scanner.check(raw)
    mapping = people.suggested(columns, await queries.asked(db))
    file_id, _ = await filing.keep(db, raw, owner=HOUSE)
    row = PatientImport(
        name=files.shown_name(name, "text/csv"), file_id=file_id, columns=columns,
        mapping=mapping, encoding=form.encoding, delimiter=form.delimiter, rows=lines, requested_by=actor.user_id,
        date_order=people.date_order(_sampled(raw, form, columns, mapping.get("birth_date", ""))),
    )  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    return _told(db, row, actor)


def _sampled(raw: bytes, form: table.Form, columns: list[str], column: str) -> list[str]:
    if column not in columns:
        return []
    place = columns.index(column)
    return [cells[place] for _, cells in islice(table.rows(raw, form), 200) if place < len(cells) and cells[place]]


async def check(db: Db, row: PatientImport, values: Mapping[str, Any], *, actor: Actor) -> PatientImport:
    """Say how the file is written and what its columns are, and have every line tried without effect."""
    raw = await queries.content(db, row)
    form = table.Form(values["encoding"], values["delimiter"])
    columns = table.header(raw, form)
    mapping = {target: column for target, column in values["mapping"].items() if column}
    asked = await queries.asked(db)
    _fits(mapping, columns, asked)
    move(row, ImportStatus.checking)
    row.encoding, row.delimiter, row.date_order = form.encoding, form.delimiter, values["date_order"]
    row.columns, row.mapping, row.rows, row.checked = columns, mapping, table.count(raw, form), 0
    audit.wrote(db, actor, row)
    await db.execute(delete(PatientImportRow).where(PatientImportRow.import_id == row.id))
    await _go_on(db, "patients.check_import", row, 1, actor)
    return _told(db, row, actor)


def _fits(mapping: Mapping[str, str], columns: list[str], asked: Asked) -> None:
    strange = [target for target in mapping if target not in asked.targets()]
    absent = [column for column in mapping.values() if column not in columns]
    if strange or absent:
        raise Invalid("There is no such column.", code="unknown_column")
    lacking = [name for name in ("given", "family") if not {name, "name"} & mapping.keys()]
    if lacking or "birth_date" not in mapping:
        raise Invalid("Names and date of birth are needed. Please say which columns hold them.", code="columns_missing")


async def check_batch(db: Db, import_id: UUID, after: int, *, actor: Actor) -> None:
    """Try the lines behind `after`: nothing is registered, what would be wrong is written down."""
    row = await _locked(db, import_id, ImportStatus.checking)
    if row is None:
        return
    raw, asked = await queries.content(db, row), await queries.asked(db)
    batch = list(islice(table.rows(raw, queries.form_of(row), after=after), BATCH))
    before = _keys_before(raw, row, after)
    for line, cells in batch:
        person = people.read(cells, row.columns, row.mapping, row.date_order, asked)
        first = before.setdefault(people.key_of(cells, row.columns, row.mapping), line)
        if person.wrong:
            await _say(db, row, line, person.wrong)
        elif first != line:
            await _say(db, row, line, [Wrong("", "repeated", f"The same person stands in line {first}.")])
        else:
            await _compare(db, row, line, person)
    row.checked += len(batch)
    if len(batch) < BATCH:
        move(row, ImportStatus.checked)
        audit.wrote(db, actor, row)
    else:
        await _go_on(db, "patients.check_import", row, batch[-1][0], actor)
    _told(db, row, actor)


def _keys_before(raw: bytes, row: PatientImport, after: int) -> dict[str, int]:
    """person -> line, of the lines up to `after`: who stands in the file twice is taken once."""
    found: dict[str, int] = {}
    for line, cells in table.rows(raw, queries.form_of(row)):
        if line > after:
            break
        found.setdefault(people.key_of(cells, row.columns, row.mapping), line)
    return found


async def _compare(db: Db, row: PatientImport, line: int, person: Person) -> bool:
    """Whether somebody here may be the same person; then it is written down, for somebody to decide."""
    values = person.values
    numbers = frozenset((code, key_value("identifier", value)) for code, value in person.numbers.items())
    typed = Likeness(given=values["given"], family=values["family"], birth_date=values["birth_date"],
                     sex=values["sex"], phone=values["phone"], email=values["email"], identifiers=numbers)  # fmt: skip
    alike = await known.alike(db, typed, least=likeness.LIKELY, most=1)
    if alike:
        await _say(db, row, line, [Wrong("", "likely_duplicate", "Somebody like this is registered already.")],
                   like_id=alike[0].patient.id, score=alike[0].score)  # fmt: skip
    return bool(alike)


async def _say(db: Db, row: PatientImport, line: int, wrong: list[Wrong], **more: Any) -> None:
    values = [
        {"id": uuid7(), "created_at": now(), "version": 1, "import_id": row.id, "line": line, "accepted": False,
         "field": one.field, "code": one.code, "message": one.message[:500], **more}
        for one in {one.field: one for one in reversed(wrong)}.values()
    ]  # fmt: skip
    await db.execute(insert(PatientImportRow), values)


async def accept(db: Db, row: PatientImport, line: int, accepted: bool, *, actor: Actor) -> None:
    """Somebody looked: whoever stands in this line is another person, and is to be registered (or not, after all)."""
    if row.status != ImportStatus.checked:
        raise Conflict("This can be decided between the check and the import.", code="not_checked")
    found = await db.scalar(
        select(PatientImportRow).where(
            PatientImportRow.import_id == row.id, PatientImportRow.line == line,
            PatientImportRow.code == "likely_duplicate",
        )
    )  # fmt: skip
    if found is None:
        raise NotFound()
    found.accepted = accepted
    audit.wrote(db, actor, found)
    await db.flush()


async def run(db: Db, row: PatientImport, *, actor: Actor) -> PatientImport:
    """Take in what the check found good, and what was accepted; 410 when the file is gone."""
    await queries.content(db, row)
    move(row, ImportStatus.running)
    audit.wrote(db, actor, row)
    await _go_on(db, "patients.run_import", row, 1, actor)
    return _told(db, row, actor)


async def run_batch(db: Db, import_id: UUID, after: int, *, actor: Actor) -> None:
    """Register the lines behind `after`. The person who started it acts: without the permission it stops here."""
    row = await _locked(db, import_id, ImportStatus.running)
    if row is None:
        return
    if row.stopped or not actor.may("patient.import"):
        row.stopped = True
        _ended(db, row, actor)
        return
    raw, asked = await queries.content(db, row), await queries.asked(db)
    batch = list(islice(table.rows(raw, queries.form_of(row), after=after), BATCH))
    told = await queries.by_line(db, row.id, [line for line, _ in batch])
    for line, cells in batch:
        person = people.read(cells, row.columns, row.mapping, row.date_order, asked)
        made = await _taken(db, row, line, person, told.get(line, []), actor)
        row.imported, row.skipped = row.imported + made, row.skipped + (not made)
    if len(batch) < BATCH:
        _ended(db, row, actor)
    else:
        await _go_on(db, "patients.run_import", row, batch[-1][0], actor)
        _told(db, row, actor)


async def _taken(
    db: Db, row: PatientImport, line: int, person: Person, told: list[PatientImportRow], actor: Actor
) -> bool:  # fmt: skip
    """Register one line, unless the check, or what happened since, speaks against it."""
    accepted = any(one.accepted for one in told)
    if told and not accepted:
        return False
    for one in told:
        await db.delete(one)
    await db.flush()
    # The hospital may ask for other things than at the check, and somebody may have been registered meanwhile.
    if person.wrong:
        await _say(db, row, line, person.wrong)
        return False
    if not accepted and await _compare(db, row, line, person):
        return False
    try:
        async with db.begin_nested():
            made = await patients.register(db, actor=actor, **person.to_register())
            for code, value in person.numbers.items():
                await identifiers.add(db, made, code, value, actor=actor)
    except HubError as error:
        await _say(db, row, line, [Wrong("", error.code, error.detail)])
        return False
    await _say(db, row, line, [Wrong("", "imported", "")], made_id=made.id)
    return True


async def stop(db: Db, row: PatientImport, *, actor: Actor) -> PatientImport:
    """Go no further: before it runs nothing was done; while it runs, what is in stays in and may be undone."""
    if row.status == ImportStatus.running:
        row.stopped = True
        # Its batch may have ended for good (the file is lost): somebody has to close what nobody works on any more.
        await _go_on(db, "patients.run_import", row, 1, actor)
    else:
        move(row, ImportStatus.cancelled)
    audit.wrote(db, actor, row, reason="stopped")
    return _told(db, row, actor)


def _ended(db: Db, row: PatientImport, actor: Actor) -> None:
    move(row, ImportStatus.done)
    audit.wrote(db, actor, row)
    _told(db, row, actor)


async def _locked(db: Db, import_id: UUID, status: ImportStatus) -> PatientImport | None:
    """The import, when it is still at this step."""
    row = await db.get_one(PatientImport, import_id, with_for_update=True)
    return row if row.status == status else None


async def _go_on(db: Db, job: str, row: PatientImport, after: int, actor: Actor) -> None:
    await db.flush()
    await enqueue(db, job, actor=actor, key=str(row.id), import_id=row.id, after=after)


def _told(db: Db, row: PatientImport, actor: Actor) -> PatientImport:
    state(db, ImportChanged(import_id=row.id), actor=actor)
    return row
