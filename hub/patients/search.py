"""Finding patients without walking through them: by name (also misspelt), number, phone, e-mail, date of birth.

Nothing here grows with the table: a typed word is a stretch of patient_word, two words are one stretch of its pairs, a
misspelt word is corrected against name_word (which grows with the names there are, not with the people), everything
else is equality in patient_key. Each way is read up to a limit and no further.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, product
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import aliased

from hub.core import keys
from hub.core.db import Db, ReadDb
from hub.patients import names
from hub.patients.index_models import NameSlip, NameWord, PatientKey, PatientWord
from hub.patients.models import Patient, PatientIdentifier

Seen = Callable[[Any], ColumnElement[bool]]
"""SQL for 'this person may see the patient in that column'."""
LAST = "\U0010ffff"
"""Sorts after every letter."""
SPELLINGS = 6
"""So many corrections of one word are tried."""
COMBINATIONS = 25
"""So many combinations of the corrections of several words."""


class Spelling(NamedTuple):
    """A word as typed so far (`begins`), or a whole word that it may have meant."""

    word: str
    begins: bool


class Found(NamedTuple):
    """One patient; `similar`: not spelt as typed. `key` is where the list goes on."""

    patient: Patient
    similar: bool
    key: tuple[str, str, UUID]


@dataclass
class Wanted:
    """What somebody typed, taken apart."""

    words: list[str] = field(default_factory=list)
    born: list[date] = field(default_factory=list)
    year: int | None = None
    keys: list[tuple[tuple[str, ...], list[str]]] = field(default_factory=list)
    """(kinds, values): each has to match with one of its values."""

    @property
    def nothing(self) -> bool:
        return not (self.words or self.born or self.keys)


NUMBERS = ("identifier", "number")
ANY_NUMBER = ("identifier", "number", "phone")


def wanted(text: str) -> Wanted:
    """'garcia jos', 'W-000123', '123', '(212) 555-0123', '02/29/1984', 'jose@example.org', and names with a date."""
    found, typed = Wanted(), text.strip()
    if re.fullmatch(r"\+?[\d\s()./-]{7,}", typed) and not any(_dates(token) for token in typed.split()):
        digits = re.sub(r"\D", "", typed)
        return Wanted(keys=[(ANY_NUMBER, list(dict.fromkeys([digits, digits.lstrip("0")])))] if digits else [])
    for token in typed.split():
        if dates := _dates(token):
            found.born += dates
        elif "@" in token:
            found.keys.append((("email",), [names.key_value("email", token)]))
        elif re.fullmatch(r"(19|20)\d\d", token) and found.words:
            found.year = int(token)
        elif any(c.isdigit() for c in token):
            bare = names.key_value("number", token)
            found.keys.append((NUMBERS, list(dict.fromkeys([bare, bare.lstrip("0") or "0"]))))
        else:
            found.words += names.words(token)
    found.words = list(dict.fromkeys(found.words))[:4]
    return found


def _dates(token: str) -> list[date]:
    """What a written date can mean: ISO, 02/29/1984 (and 29/02/1984), 29.2.1984."""
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", token):
        year, *rest = map(int, match.groups())
        tries = [(rest[0], rest[1])]
    elif match := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", token):
        one, sign, other, year = int(match[1]), match[2], int(match[3]), int(match[4])
        tries = [(other, one)] if sign == "." else [(one, other), (other, one)]
    else:
        return []
    found = []
    for month, day in tries:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return found


async def find(
    db: Db | ReadDb, seen: Seen, text: str, *, after: tuple[str, str, UUID] | None = None, limit: int = 50
) -> list[Found]:  # fmt: skip
    """Patients as typed, then (only where those end) patients whose name is spelt nearly so; `seen` limits both."""
    want = wanted(text)
    if want.nothing:
        return []
    if not want.words:
        return await _exact(db, seen, want, after, limit)
    typed = sorted(want.words, key=len, reverse=True)
    rows = await _named(db, seen, want, [[_typed(word) for word in typed]], after, limit)
    if len(rows) >= limit or after or not any(len(word) > 2 for word in typed):
        return rows
    ways = await corrections(db, typed)
    # The first combination is what was typed: those rows are there already.
    others = list(islice(product(*(ways[word] for word in typed)), 1, COMBINATIONS))
    if not others:
        return rows
    known = {row.patient.id for row in rows}
    similar = await _named(db, seen, want, others, None, limit)
    return rows + [row._replace(similar=True) for row in similar if row.patient.id not in known][: limit - len(rows)]


def _typed(word: str) -> Spelling:
    return Spelling(word, True)


async def corrections(db: Db | ReadDb, typed: Sequence[str]) -> dict[str, list[Spelling]]:
    """Each typed word -> itself and the names of this house that it may have meant, best first."""
    long = [word for word in typed if len(word) > 2]
    slips = {slip: word for word in long for slip in names.slips(word)}
    candidates: dict[str, set[str]] = {word: set() for word in typed}
    for slip, word in await db.execute(select(NameSlip.slip, NameSlip.word).where(NameSlip.slip.in_(slips)).limit(400)):
        candidates[slips[slip]].add(word)
    heard = {code: word for word in long if len(code := names.sound(word)) > 1}
    if heard:
        for word, code in await db.execute(
            select(NameWord.word, NameWord.sound).where(NameWord.sound.in_(heard)).limit(100)
        ):
            candidates[heard[code]].add(word)
    near = {word: names.near(word, candidates[word])[:SPELLINGS] for word in typed}
    return {word: [_typed(word), *(Spelling(one, False) for one in near[word])] for word in typed}


async def _named(
    db: Db | ReadDb, seen: Seen, want: Wanted, combinations: Sequence[Sequence[Spelling]],
    after: tuple[str, str, UUID] | None, limit: int,
) -> list[Found]:  # fmt: skip
    """Patients whose name holds all words of one of the combinations; each is one bounded stretch of the index."""
    shapes: dict[tuple[bool, ...], list[list[str]]] = {}
    for spellings in combinations:
        shape = tuple(spelling.begins for spelling in spellings)
        shapes.setdefault(shape, []).append([spelling.word for spelling in spellings])
    ways = [_stretches(seen, want, shape, rows, after, limit) for shape, rows in shapes.items()]
    found = (union_all(*ways) if len(ways) > 1 else ways[0]).subquery()
    order = (found.c.word, found.c.other, found.c.patient_id)
    rows = await db.execute(
        select(Patient, found.c.word, found.c.other).join(found, found.c.patient_id == Patient.id)
        .order_by(*order).limit(limit)
    )  # fmt: skip
    once: dict[UUID, Found] = {}
    for row in rows:  # a patient with two matching words is one line
        once.setdefault(row[0].id, Found(row[0], False, (row[1], row[2], row[0].id)))
    return list(once.values())


def _of(columns: Sequence[Any]) -> Select[Any]:
    return select(*columns)


def _stretches(
    seen: Seen, want: Wanted, shape: Sequence[bool], rows: Sequence[Sequence[str]], after: tuple[str, str, UUID] | None,
    limit: int,
) -> Select[Any]:  # fmt: skip
    """The first `limit` of each row of words, as many at once as there are: one statement, however many are tried.

    `shape`: which of the words are only typed so far. The pairs of names make the second word part of the same index;
    a third is looked up.
    """
    typed = (
        func.unnest(*(bindparam(None, list(words), type_=ARRAY(Text)) for words in zip(*rows, strict=True)))
        .table_valued(*(f"w{n}" for n in range(len(shape))))
        .render_derived(name="typed_" + "".join("b" if begins else "w" for begins in shape))
    )
    order = (PatientWord.word, PatientWord.other, PatientWord.patient_id)
    found: Select[Any] = _of(order).where(seen(PatientWord.patient_id)).order_by(*order)
    for n, begins in enumerate(shape):
        word = typed.c[f"w{n}"].collate("C")  # as the index is sorted
        if n < 2:
            found = found.where(_is(PatientWord.other if n else PatientWord.word, word, begins))
        else:
            third = aliased(PatientWord)
            same = third.patient_id == PatientWord.patient_id
            found = found.where(exists().where(same, _is(third.word, word, begins)).correlate(PatientWord, typed))
    if want.keys or want.born or want.year:
        found = _narrowed(found.join(Patient, Patient.id == PatientWord.patient_id), want)
    if after:
        found = found.where(tuple_(*order) > tuple_(*after))
    each = found.limit(limit).lateral()
    return select(each.c.word, each.c.other, each.c.patient_id).select_from(typed.join(each, true()))


def _is(column: Any, word: Any, begins: bool) -> ColumnElement[bool]:
    """SQL for 'the word in `column` is this', or begins so."""
    return and_(column >= word, column < word.concat(LAST)) if begins else column == word


async def _exact(
    db: Db | ReadDb, seen: Seen, want: Wanted, after: tuple[str, str, UUID] | None, limit: int
) -> list[Found]:
    """By number, phone, e-mail or date of birth alone. A merged record is found by its old number."""
    found = _narrowed(select(Patient).where(seen(Patient.id)), want)
    if after:
        found = found.where(Patient.id > after[2])
    return [Found(row, False, ("", "", row.id)) for row in await db.scalars(found.order_by(Patient.id).limit(limit))]


def _narrowed(found: Select[Any], want: Wanted) -> Select[Any]:
    for kinds, values in want.keys:
        keyed = select(PatientKey.patient_id).where(or_(*(is_key(kind, values) for kind in kinds)))
        found = found.where(Patient.id.in_(keyed.limit(200)))
    if want.born:
        found = found.where(Patient.birth_date.in_(want.born))
    if want.year:
        found = found.where(Patient.birth_date >= date(want.year, 1, 1), Patient.birth_date <= date(want.year, 12, 31))
    return found


def stored(kind: str, value: str) -> str:
    """How what `names.key_value` made stands in patient_key: our own numbers as they are, the rest as blind indexes."""
    return value if kind == "number" else keys.blind_text(f"patient.{kind}", value)


def is_key(kind: str, values: Sequence[str]) -> ColumnElement[bool]:
    """SQL for 'this row of patient_key is one of these values'."""
    return and_(PatientKey.kind == kind, PatientKey.value.in_([stored(kind, value) for value in values]))


async def by_keys(db: Db | ReadDb, kind: str, values: Sequence[str], *, limit: int = 50) -> list[UUID]:
    """Ids of the patients that own one of these exact values (kind phone | email | number | identifier)."""
    return list(await db.scalars(select(PatientKey.patient_id).where(is_key(kind, values)).limit(limit)))


async def index(db: Db, patients: Sequence[Patient]) -> None:
    """Make these patients findable by what they are called and numbered now; any number of them in few statements."""
    if not patients:
        return
    await db.flush()
    ids = [row.id for row in patients]
    for table in (PatientWord, PatientKey):
        await db.execute(delete(table).where(table.patient_id.in_(ids)))
    identifiers: dict[UUID, list[str]] = {}
    for owner, key in await db.execute(
        select(PatientIdentifier.patient_id, PatientIdentifier.key).where(
            PatientIdentifier.patient_id.in_(ids), PatientIdentifier.ended_at.is_(None)
        )
    ):
        identifiers.setdefault(owner, []).append(key)
    word_rows, key_rows = [], []
    for row in patients:
        row.sound = names.sound_of(row.given, row.family)
        word_rows += [{"word": a, "other": b, "patient_id": row.id} for a, b in pairs_of(row)]
        key_rows += [
            {"kind": k, "value": v, "patient_id": row.id} for k, v in keys_of(row, identifiers.get(row.id, []))
        ]
    await _insert(db, PatientWord, word_rows)
    await _insert(db, PatientKey, key_rows)
    await learn(db, {str(row["word"]) for row in word_rows})


def pairs_of(row: Patient) -> list[tuple[str, str]]:
    """(word, other) of patient_word; a merged record is no longer found by name."""
    return [] if row.merged_into_id else names.pairs(names.words(f"{row.family} {row.given} {row.preferred_name}"))


def keys_of(row: Patient, identifiers: Sequence[str] = ()) -> set[tuple[str, str]]:
    """(kind, value) of patient_key; `identifiers` as they are stored."""
    number = names.key_value("number", row.number)
    bare = re.sub(r"^\D*0*", "", number)
    found = {("number", number), ("number", bare or number), *(("identifier", key) for key in identifiers)}
    found |= {("phone", stored("phone", key)) for key in names.phone_keys(row.phone)}
    return found | ({("email", stored("email", names.key_value("email", row.email)))} if row.email else set())


async def learn(db: Db, called: set[str]) -> None:
    """Names that nobody here had before can be misspelt from now on."""
    fresh = await db.scalars(
        insert(NameWord)
        .values([{"word": word, "sound": names.sound(word)} for word in sorted(called)])
        .on_conflict_do_nothing().returning(NameWord.word)
    ) if called else ()  # fmt: skip
    await _insert(db, NameSlip, [{"slip": slip, "word": word} for word in fresh for slip in sorted(names.slips(word))])


async def _insert(db: Db, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await db.execute(insert(table).on_conflict_do_nothing(), rows)
