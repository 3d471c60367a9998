"""Code sets that a hospital brings itself, for their licences forbid to ship them: read, checked, kept."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Table, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict
from hub.encounters.models import Icd10
from hub.encounters.terminology import ICD10, in_force
from hub.encounters.writing_models import Code, CodeSystem
from hub.encounters.writing_schemas import ImportCodes, ImportedOut
from hub.identity import house

MOST = 400_000
BATCH = 5_000
_RRF_CODE, _RRF_SOURCE, _RRF_NAME, _RRF_SUPPRESSED, _RRF_CUI = 13, 11, 14, 16, 0


@dataclass
class Read:
    """What a file says: code -> (display, valid_from, valid_until, billable), and its first wrong lines."""

    rows: dict[str, tuple[str, date | None, date | None, bool]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def say(self, line: int, words: str) -> None:
        if len(self.problems) < 20:
            self.problems.append(f"line {line}: {words}")


def read(wanted: ImportCodes) -> Read:
    """The file's rows; never raises, whatever is in it."""
    found = Read()
    rows = _rrf(wanted.content) if wanted.format == "rrf" else _csv(wanted.content, found)
    for line, row in rows:
        if len(found.rows) >= MOST:
            found.say(line, f"a code set has {MOST} codes at most")
            break
        _take(found, line, row)
    if not found.rows and not found.problems:
        found.say(1, "there is no code in this file")
    return found


def _csv(content: str, found: Read) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(content.lstrip("\ufeff").splitlines(), restkey="more", restval="")
    names = {(name or "").strip().lower() for name in reader.fieldnames or ()}
    if missing := {"code", "display"} - names:
        found.say(1, f"the head has no column {', '.join(sorted(missing))}")
        return
    for line, row in enumerate(reader, 2):
        yield line, {str(key).strip().lower(): str(value or "").strip() for key, value in row.items()}


def _rrf(content: str) -> Iterator[tuple[int, dict[str, str]]]:
    for line, words in enumerate(content.splitlines(), 1):
        parts = words.split("|")
        if len(parts) <= _RRF_SUPPRESSED:
            yield line, {"code": "", "display": ""}
        elif parts[_RRF_SUPPRESSED] in ("N", ""):
            yield line, {"code": parts[_RRF_CODE] or parts[_RRF_CUI], "display": parts[_RRF_NAME]}


def _take(found: Read, line: int, row: dict[str, str]) -> None:
    code, display = row.get("code", ""), row.get("display", "")
    if not code or len(code) > 40 or not display or len(display) > 1000:
        found.say(line, "a code and its words are needed, of 40 and 1000 characters at most")
        return
    dates: list[date | None] = []
    for name in ("valid_from", "valid_until"):
        try:
            dates.append(date.fromisoformat(row[name]) if row.get(name) else None)
        except ValueError:
            found.say(line, f"{name} is not a date (2026-10-01)")
            return
    billable = row.get("billable", "1").lower() not in ("0", "false", "no", "n")
    found.rows.setdefault(code.upper(), (display, dates[0], dates[1], billable))


async def bring(db: Db, wanted: ImportCodes, *, actor: Actor) -> ImportedOut:
    """Read a code set, and keep it unless it is a dry run or a line is wrong. Codes that are gone end with the edition.

    409 edition_known: this edition is here already.
    """
    known = select(CodeSystem.id).where(CodeSystem.system == wanted.system, CodeSystem.edition == wanted.edition)
    if await db.scalar(known) is not None:
        raise Conflict("This edition is here already.", code="edition_known")
    found = await asyncio.to_thread(read, wanted)
    table = Icd10 if wanted.system == ICD10 else Code
    before = await _before(db, wanted, table)
    gone = [code for code in before if code not in found.rows]
    fresh = [code for code in found.rows if code not in before]
    kept = not found.problems and not wanted.dry_run
    if kept:
        await _end(db, table, wanted, gone)
        await (_diagnoses(db, wanted, found, fresh) if table is Icd10 else _codes(db, wanted, found, fresh))
        row = CodeSystem(**wanted.model_dump(include={"system", "title", "edition", "notice", "valid_from"}),
                         codes=len(found.rows), by_name=actor.name)  # fmt: skip
        db.add(row)
        audit.wrote(db, actor, row)
        await db.flush()
    return ImportedOut(codes=len(found.rows), added=len(fresh), ended=len(gone), problems=found.problems, kept=kept)


async def _before(db: Db, wanted: ImportCodes, table: type[Icd10] | type[Code]) -> set[str]:
    query = select(table.code).where(in_force(table, wanted.valid_from))
    if table is Code:
        query = query.where(Code.system == wanted.system)
    return set(await db.scalars(query))


async def _end(db: Db, table: type[Icd10] | type[Code], wanted: ImportCodes, gone: list[str]) -> None:
    mine: Table = table.__table__  # type: ignore[assignment]
    query = update(mine).where(mine.c.code == bindparam("gone"), mine.c.valid_until.is_(None))
    if table is Code:
        query = query.where(mine.c.system == wanted.system)
    for start in range(0, len(gone), BATCH):
        rows = [{"gone": code} for code in gone[start : start + BATCH]]
        await (await db.connection()).execute(query.values(valid_until=wanted.valid_from), rows)


async def _codes(db: Db, wanted: ImportCodes, found: Read, fresh: list[str]) -> None:
    await _insert(db, Code, [
        {"system": wanted.system, "code": code, "display": found.rows[code][0],
         "valid_from": found.rows[code][1] or wanted.valid_from, "valid_until": found.rows[code][2]}
        for code in fresh
    ])  # fmt: skip


async def _diagnoses(db: Db, wanted: ImportCodes, found: Read, fresh: list[str]) -> None:
    await _insert(db, Icd10, [
        {"code": code, "display": found.rows[code][0], "billable": found.rows[code][3], "position": 200_000 + place,
         "search": f"{code} {found.rows[code][0]}", "valid_from": found.rows[code][1] or wanted.valid_from,
         "valid_until": found.rows[code][2]}
        for place, code in enumerate(fresh)
    ])  # fmt: skip


async def _insert(db: Db, table: type[Icd10] | type[Code], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        await db.execute(insert(table).on_conflict_do_nothing(), rows[start : start + BATCH])


async def systems(db: Db | ReadDb) -> list[CodeSystem]:
    """What was brought, newest first."""
    return list(await db.scalars(select(CodeSystem).order_by(CodeSystem.created_at.desc()).limit(200)))


async def search(db: Db | ReadDb, system: str, wanted: str, on: date | None, limit: int) -> list[Code]:
    """Codes of a brought set: by the beginning of the code, else by words, in force on that day (default today)."""
    mine = select(Code).where(Code.system == system, in_force(Code, on or await house.today(db)))
    by_code = mine.where(Code.code.startswith(wanted.strip().upper(), autoescape=True)).order_by(Code.code)
    if found := list(await db.scalars(by_code.limit(limit))):
        return found
    words = ["".join(letter for letter in word if letter.isalnum()) for word in wanted.lower().split()][:8]
    query = " & ".join(f"{word}:*" for word in words if word)
    if not query:
        return []
    match = text("words @@ to_tsquery('simple', :query)").bindparams(query=query)
    return list(await db.scalars(mine.where(match).order_by(Code.code).limit(limit)))
