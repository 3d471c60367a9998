"""configures(): what a room can write into the configuration file of a hospital, and take from one.

Each part is a list of rows that are told apart by `key`. The file is plain JSON; a part is applied row by row through
the room's own verbs, so that every check and every audit row is what it is on the screen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb

Row = dict[str, Any]
Reads = Callable[[Db | ReadDb], Awaitable[list[Row]]]
Writes = Callable[[Db, Row, Actor], Awaitable[None]]
FORMAT = "wardline-configuration-1"


@dataclass(frozen=True)
class Part:
    """One part of the configuration: how it is read, and how one of its rows is applied."""

    name: str
    key: tuple[str, ...]
    reads: Reads
    writes: Writes


@dataclass(frozen=True)
class Change:
    """One row that the file would change; `before` None = it is new here."""

    part: str
    key: str
    kind: Literal["new", "changed"]
    before: Row | None
    after: Row


PARTS: dict[str, Part] = {}


def configures(name: str, *key: str, reads: Reads, writes: Writes) -> None:
    """Register a part; rows with the same members `key` are the same row."""
    PARTS[name] = Part(name, key, reads, writes)


async def exported(db: Db | ReadDb) -> dict[str, Any]:
    """The configuration of this hospital."""
    return {"format": FORMAT, **{name: await part.reads(db) for name, part in sorted(PARTS.items())}}


async def differences(db: Db | ReadDb, document: dict[str, Any]) -> list[Change]:
    """What applying the document would change here. Rows that only this hospital has stay as they are."""
    found: list[Change] = []
    for name, part in sorted(PARTS.items()):
        here = {_key(part, row): row for row in await part.reads(db)}
        for row in document.get(name, []):
            key = _key(part, row)
            if here.get(key) != row:
                found.append(Change(name, key, "changed" if key in here else "new", here.get(key), row))
    return found


def _key(part: Part, row: Row) -> str:
    return " ".join(str(row.get(member, "")) for member in part.key)


async def apply(db: Db, changes: list[Change], *, actor: Actor) -> None:
    """Apply them all in this transaction, or none."""
    for change in changes:
        await PARTS[change.part].writes(db, change.after, actor)
