"""Switches as an administrator sees and sets them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from hub.admin.schemas import SetSwitch, SwitchChangeOut, SwitchesOut, SwitchHistoryOut, SwitchOut
from hub.core import switches
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.switches import SWITCHES, Switch


async def listed(db: Db | ReadDb) -> SwitchesOut:
    """Every switch of this version, by key."""
    rows = await db.execute(
        text("SELECT DISTINCT ON (key) key, value, at, by_name FROM switch_change ORDER BY key, id DESC")
    )
    newest = {row.key: row for row in rows}
    return SwitchesOut(items=[_shown(one, newest.get(key)) for key, one in sorted(SWITCHES.items())])


def _shown(one: Switch, newest: Any) -> SwitchOut:
    return SwitchOut(
        key=one.key, kind=type(one.default).__name__, value=newest.value if newest else one.default,
        default=one.default, least=one.least, most=one.most, changed_at=newest.at if newest else None,
        changed_by=newest.by_name if newest else "",
    )  # fmt: skip


async def put(db: Db, key: str, data: SetSwitch, *, actor: Actor) -> SwitchesOut:
    """Set one."""
    await switches.change(db, switches.named(key), data.value, data.reason, actor=actor)
    return await listed(db)


async def undo(db: Db, key: str, *, actor: Actor) -> SwitchesOut:
    """Back to what it was."""
    await switches.undo(db, switches.named(key), actor=actor)
    return await listed(db)


async def history(db: ReadDb, key: str) -> SwitchHistoryOut:
    """Who changed it, when, why."""
    rows = await switches.history(db, switches.named(key))
    return SwitchHistoryOut(items=[SwitchChangeOut.model_validate(row) for row in rows])
