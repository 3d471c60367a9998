"""Searching ICD-10-CM by code and by words, and choosing from it."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select, text

from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid
from hub.encounters.models import Icd10
from hub.encounters.record_schemas import (
    CodeSetOut,
    CodeSetsOut,
)
from hub.encounters.rules import COMMON
from hub.encounters.writing_models import Code, CodeSystem
from hub.identity import house

ICD10 = "icd10cm"
SHIPPED = "2026"
"""The edition of ICD-10-CM that comes with the hub (simple-icd-10-cm)."""
_CODE = re.compile(r"[A-Z]\d[0-9A-Z.]{0,6}\Z")
_WORD = re.compile(r"[0-9A-Za-z]+")
POOL = 150


async def search_icd10(db: Db | ReadDb, wanted: str, limit: int = 20, *, on: date | None = None) -> list[Icd10]:
    """Billable codes, best first: by the beginning of the code, else every word as the beginning of a word.

    `on` is the date of service (default today): codes of the edition that was in force on that day.
    """
    day = on or await house.today(db)
    code = wanted.strip().upper()
    if _CODE.match(code):
        # A dot is set after three characters, whether it was typed or not.
        dotted = code if "." in code or len(code) <= 3 else f"{code[:3]}.{code[3:]}"
        by_code = _billable(day).where(Icd10.code.startswith(dotted, autoescape=True)).order_by(Icd10.code).limit(limit)
        if found := list(await db.scalars(by_code)):
            return found
    words = [word.lower() for word in _WORD.findall(wanted)][:8]
    if not words or max(map(len, words)) < 2:
        return []
    match = text("words @@ to_tsquery('simple', :query)").bindparams(query=" & ".join(f"{word}:*" for word in words))
    pool = list(await db.scalars(_billable(day).where(match).order_by(Icd10.position).limit(POOL)))
    pool.sort(key=lambda row: _order(row, words))
    return pool[:limit]


def _billable(day: date) -> Select[Icd10]:
    return select(Icd10).where(Icd10.billable, in_force(Icd10, day))


def in_force(table: type[Icd10] | type[Code], day: date) -> ColumnElement[bool]:
    """Whether a code is of the edition in force on `day`."""
    return and_(table.valid_from <= day, or_(table.valid_until.is_(None), table.valid_until > day))


def _order(row: Icd10, words: list[str]) -> tuple[bool, bool, bool, bool, int]:
    """Named by its title before named by a synonym, everyday codes before rare ones, whole words before beginnings.

    Everyday codes come by how often they are needed, whatever word of the title was typed.
    """
    title = [word.lower() for word in _WORD.findall(row.display)]
    in_title = all(any(one.startswith(word) for one in title) for word in words)
    rare = row.position >= len(COMMON)
    off = rare and not title[0].startswith(tuple(words))
    return not in_title, rare, not set(words) <= set(title), off, row.position


_CHOSEN = "encounters.icd10"
"""In `db.info`: a record that is written as a whole names the same codes again and again."""


async def choose(db: Db, code: str, *, on: date | None = None) -> Icd10:
    """The code, if a claim for that day (default today) may carry it; else 422 code_unknown or code_not_billable."""
    day = on or await house.today(db)
    chosen: dict[tuple[str, date], Icd10] = db.info.setdefault(_CHOSEN, {})
    found = chosen.get((code, day)) or await db.scalar(
        select(Icd10)
        .where(Icd10.code == code.strip().upper(), in_force(Icd10, day))
        .order_by(Icd10.valid_from.desc())
        .limit(1)
    )
    if found is None:
        raise Invalid("This is not an ICD-10-CM code.", code="code_unknown")
    if not found.billable:
        raise Invalid("This code is a group. Please choose a more exact one below it.", code="code_not_billable")
    chosen[code, day] = found
    return found


async def known(db: Db, system: str, code: str, *, on: date | None = None) -> Icd10 | Code:
    """A code of ICD-10-CM, or of a set that was brought, in force on that day; 422 code_unknown."""
    if system == ICD10:
        return await choose(db, code, on=on)
    found = await db.scalar(
        select(Code)
        .where(Code.system == system, Code.code == code.strip().upper(), in_force(Code, on or await house.today(db)))
        .order_by(Code.valid_from.desc())
        .limit(1)
    )
    if found is None:
        raise Invalid("This code is not in that code set.", code="code_unknown")
    return found


async def code_sets(db: Db | ReadDb, on: date | None = None) -> CodeSetsOut:
    """What may be searched, each in the edition in force on that day (default today)."""
    day = on or await house.today(db)
    rows = await db.scalars(
        select(CodeSystem).where(CodeSystem.valid_from <= day).order_by(CodeSystem.valid_from, CodeSystem.created_at)
    )
    newest = {row.system: row for row in rows}
    ours = newest.pop(ICD10, None)
    first = CodeSetOut(system=ICD10, title="ICD-10-CM", edition=ours.edition if ours else SHIPPED, notice="")
    return CodeSetsOut(items=[first, *(CodeSetOut.model_validate(row) for _, row in sorted(newest.items()))])
