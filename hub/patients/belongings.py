"""belongs(): each module says what becomes of its tables when two records are merged, and when one is taken out (B70).

    belongs("allergy", title="Allergies")                                  # moves with the patient, exported whole
    belongs("note_version", merge=STAY, because="append-only; read through its note")
    tells("encounter", clinical=True)(lambda patient: select(...))         # lines of the timeline

A test holds every table with a patient_id against this list. Tables are named, not imported: nothing below may import
what is above. `tells` gives selects of (at, id, what, who): when, which row, its status or code, which clinician; and
if sensitivity labels count for the line, of further columns: which rows would bear them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Table, exists, not_, true

from hub.core.db import Db

MOVE, STAY = "move", "stay"

Where = Callable[[Any], ColumnElement[bool]]
But = Callable[[Table, UUID], ColumnElement[bool]]
"""(table, survivor) -> SQL on a row of the other record."""


@dataclass(frozen=True)
class Belonging:
    """One column of one table that names a patient."""

    table: str
    column: str
    title: str
    merge: str
    but: But | None
    """False for a row of the loser that has to stay with him, because the survivor has such a one, too."""
    export: bool
    hide: tuple[str, ...]
    """Columns that are no patient's business: engine state, hashes."""
    children: tuple[tuple[str, str], ...]
    """(table, column) of rows that belong to these and name no patient themselves."""
    files: tuple[tuple[str, str, str], ...]
    """(table, column with the id of a file, column with its name): the bytes go along in an export."""
    because: str


BELONGINGS: dict[tuple[str, str], Belonging] = {}


def belongs(
    table: str, *, column: str = "patient_id", title: str = "", merge: str = MOVE, but: But | None = None,
    export: bool = True, hide: tuple[str, ...] = (), children: tuple[tuple[str, str], ...] = (),
    files: tuple[tuple[str, str, str], ...] = (), because: str = "",
) -> None:  # fmt: skip
    """Register the rules of a table; `because` is needed for what stays or is not exported."""
    if (merge == STAY or not export) and not because:
        raise RuntimeError(f"{table}: say why it stays or is not exported")
    BELONGINGS[table, column] = Belonging(
        table, column, title or table.replace("_", " ").capitalize(), merge, but, export, hide, children, files, because
    )


def once(*columns: str, where: Where = lambda _: true()) -> But:
    """For a table in which a patient may have a combination of `columns` once (among the rows that `where` names)."""

    def but(table: Table, survivor: UUID) -> ColumnElement[bool]:
        other = table.alias("s")
        same = [other.c[name].is_not_distinct_from(table.c[name]) for name in columns]
        return not_(where(table) & exists().where(other.c.patient_id == survivor, *same, where(other)))

    return but


Pieces = AsyncIterator[bytes]
Streams = Callable[[Db, list[dict[str, Any]]], AsyncIterator[tuple[str, Pieces]]]
"""The rows of a table in an export -> (path in the archive, bytes piece by piece) of what lies beside them."""
STREAMS: dict[str, Streams] = {}


def streams(table: str) -> Callable[[Streams], Streams]:
    """Register what goes along with the rows of a table and is too large, or sealed in another way, for `files`."""

    def register(found: Streams) -> Streams:
        STREAMS[table] = found
        return found

    return register


Files = Callable[[Db, dict[str, list[dict[str, Any]]]], AsyncIterator[tuple[str, Pieces]]]
"""All tables of an export -> (path in the archive, bytes piece by piece) of what tells them once more."""
ALONGSIDE: list[Files] = []


def alongside(files: Files) -> Files:
    """Register what tells the same in other words; it gets what is in the archive, and nothing that is left out."""
    ALONGSIDE.append(files)
    return files


class Whose(NamedTuple):
    """Whom an erasure is about: his records, with those that became part of his, and his accounts."""

    records: list[UUID]
    users: list[UUID]


Reach = Callable[[Any, Whose], ColumnElement[bool]]
"""(table, whose) -> SQL for 'this row is about him'."""
BLANK, DELETE, KEEP = "blank", "delete", "keep"


@dataclass(frozen=True)
class Erasure:
    """What an erasure does with the rows of a table. Without a rule they stay, and all of their words go."""

    table: str
    how: str
    reach: Reach | None
    """None = the rows that `belongs` names."""
    but: tuple[str, ...]
    """Columns whose words stay: numbers of the books, codes of the house."""
    because: str


ERASURES: dict[str, Erasure] = {}


def erases(
    table: str, how: str = BLANK, *, reach: Reach | None = None, but: tuple[str, ...] = (), because: str = ""
) -> None:
    """Register what an erasure does with a table; what stays needs its reason."""
    if (but or how == KEEP) and not because:
        raise RuntimeError(f"{table}: say why something of it stays")
    ERASURES[table] = Erasure(table, how, reach, but, because)


LOOSE: list[Callable[[Whose], Any]] = []
"""Whose -> the select of ids of files that lie in the storage without a row of stored_file."""


def keeps_loose(files: Callable[[Whose], Any]) -> Callable[[Whose], Any]:
    """Register files that `filing` does not know by themselves: parts of films."""
    LOOSE.append(files)
    return files


Counts = Callable[[Whose], Any]
"""Whose -> the select of one number."""
HINDRANCES: dict[str, Counts] = {}
"""What has to be settled before a record can be erased -> how much of it there is."""
LASTS: list[tuple[str, Counts]] = []
"""(class of what the law makes a hospital keep, the select of the last moment at which there was any)."""


def hinders(code: str) -> Callable[[Counts], Counts]:
    """Register what has to be settled first: bills, cases, bookings."""

    def register(counts: Counts) -> Counts:
        HINDRANCES[code] = counts
        return counts

    return register


def lasts(kind: str) -> Callable[[Counts], Counts]:
    """Register the last day of a class of record, from which the time counts that it is to be kept."""

    def register(counts: Counts) -> Counts:
        LASTS.append((kind, counts))
        return counts

    return register


Lines = Callable[[UUID], Any]
"""Patient -> the select of his lines."""
TIMELINE: dict[tuple[str, bool], Lines] = {}
"""(kind, clinical) -> the lines of a patient: a kind may have both."""


def tells(kind: str, *, clinical: bool = False) -> Callable[[Lines], Lines]:
    """Register lines of the timeline; clinical ones are for whoever may open the chart."""

    def register(lines: Lines) -> Lines:
        TIMELINE[kind, clinical] = lines
        return lines

    return register


KEPT_BACK: list[Lines] = []
"""Patient -> the select of ids of rows that are not his to read yet."""


def keeps_back(rows: Lines) -> Lines:
    """Register rows that are left out, with whatever names them, of what the patient himself takes out."""
    KEPT_BACK.append(rows)
    return rows
