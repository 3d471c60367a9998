"""Switches: settings of the whole hospital that an administrator changes while it runs, with a history and undo.

    EMAIL = switch("notifications.email", True)          # beside the code that asks it
    if not await EMAIL.value(db): ...

A switch has a type, a default and bounds; the newest row of its history is its value. A process remembers values for
two seconds, so that asking costs nothing and a change is everywhere within that time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, select, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Base, Db, ReadDb, ddl
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.once import forget, once
from hub.core.session import address
from hub.core.settings import settings

REMEMBERED = 2.0
"""Seconds for which a process believes what it read."""


class SwitchChange(Base):
    """One change of one switch; the newest is what holds. Nothing here is changed or deleted."""

    __tablename__ = "switch_change"
    __table_args__ = (Index("ix_switch_change_key", "key", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    key: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON)
    before: Mapped[Any] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[UUID | None]
    by_name: Mapped[str]


ddl("CREATE TRIGGER switch_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON switch_change "
    "FOR EACH STATEMENT EXECUTE FUNCTION append_only('always');")  # fmt: skip

Value = bool | int | str
SWITCHES: dict[str, Switch] = {}
_remembered: tuple[float, Any, dict[str, Any]] | None = None


@dataclass(frozen=True)
class Switch:
    """A setting with its type (that of `default`) and, for numbers, its bounds; texts are at most `most` long."""

    key: str
    default: Value
    least: int = 0
    most: int = 200

    def checked(self, value: Any) -> Value:
        """`value` if this switch can have it, else 422 bad_value."""
        if type(value) is not type(self.default):
            raise Invalid(f"{self.key} is {_WORDS[type(self.default)]}.", code="bad_value")
        size = len(value) if isinstance(value, str) else value
        if not isinstance(value, bool) and not self.least <= size <= self.most:
            raise Invalid(f"{self.key} goes from {self.least} to {self.most}.", code="bad_value")
        return value

    async def value(self, db: Db | ReadDb) -> Any:
        """What holds now: the newest change, or the default."""
        return (await values(db)).get(self.key, self.default)

    async def must(self, db: Db | ReadDb, words: str) -> None:
        """Raise 403 switched_off with these words unless it is on."""
        if not await self.value(db):
            raise Forbidden(words, code="switched_off")


_WORDS: dict[type, str] = {bool: "on or off", int: "a whole number", str: "a text"}


def switch(key: str, default: Value, *, least: int = 0, most: int = 200) -> Switch:
    """Register a switch beside the code that asks it."""
    if key in SWITCHES:
        raise RuntimeError(f"two switches are called {key}")
    SWITCHES[key] = Switch(key, default, least, most)
    return SWITCHES[key]


def named(key: str) -> Switch:
    """The switch of that key, or 404."""
    if key not in SWITCHES:
        raise NotFound()
    return SWITCHES[key]


_HERE = "core.switches"


async def values(db: Db | ReadDb) -> dict[str, Any]:
    """Every value that was ever set, at most two seconds old (tests ask in each transaction)."""
    global _remembered
    lasts = 0 if settings().environment == "test" else REMEMBERED
    moment, where = time.monotonic(), address(db.sync_session)
    if _remembered and _remembered[1] == where and moment - _remembered[0] < lasts:
        return _remembered[2]

    async def ask() -> dict[str, Any]:
        rows = await db.execute(text("SELECT DISTINCT ON (key) key, value FROM switch_change ORDER BY key, id DESC"))
        return {row.key: row.value for row in rows}

    found = await once(db, _HERE, ask)
    _remembered = (moment, where, found)
    return found


async def change(db: Db, one: Switch, value: Any, reason: str, *, actor: Actor) -> SwitchChange | None:
    """Set it, with a row of history and of audit; None when it has this value already."""
    global _remembered
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 7))"), {"key": f"switch:{one.key}"})
    before, value = await _now(db, one), one.checked(value)
    if before == value:
        return None
    row = SwitchChange(key=one.key, value=value, before=before, reason=reason, at=now(), by=actor.user_id,
                       by_name=actor.name)  # fmt: skip
    db.add(row)
    audit.noted(db, actor, "switch", "switch", one.key, reason=reason, before={"value": before}, after={"value": value})
    await db.flush()
    _remembered = None
    forget(db, _HERE)
    return row


async def _now(db: Db, one: Switch) -> Any:
    newest = await db.scalar(
        select(SwitchChange).where(SwitchChange.key == one.key).order_by(SwitchChange.id.desc()).limit(1)
    )
    return newest.value if newest else one.default


async def undo(db: Db, one: Switch, *, actor: Actor) -> SwitchChange:
    """Back to what it was before the newest change, as a change of its own; 409 when nothing was changed."""
    newest = await db.scalar(
        select(SwitchChange).where(SwitchChange.key == one.key).order_by(SwitchChange.id.desc()).limit(1)
    )
    if newest is None:
        raise Conflict("This was never changed.", code="nothing_to_undo")
    row = await change(db, one, newest.before, f"undo of change {newest.id}", actor=actor)
    assert row is not None
    return row


async def history(db: ReadDb, one: Switch, limit: int = 50) -> list[SwitchChange]:
    """Its changes, newest first."""
    rows = await db.scalars(
        select(SwitchChange).where(SwitchChange.key == one.key).order_by(SwitchChange.id.desc()).limit(limit)
    )
    return list(rows)
