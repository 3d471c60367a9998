"""The house that this installation works for, for rooms that may not import the one that keeps it: its name, zone and
currency, and which day it is there. Staff registers how the facility is read (`describes_house`).
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import date
from zoneinfo import ZoneInfo

from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.session import address
from hub.core.settings import settings
from hub.core.switches import REMEMBERED
from hub.identity.schemas import HouseOut

Reads = Callable[[Db | ReadDb], Awaitable[HouseOut | None]]
_reads: Reads | None = None
_remembered: tuple[float, str, HouseOut] | None = None
_KEPT = "house"


def describes_house(loader: Reads) -> Reads:
    """Staff registers how the facility's name, zone and currency are found (None: it is not founded yet)."""
    global _reads
    _reads = loader
    return loader


async def house(db: Db | ReadDb) -> HouseOut:
    """The facility this installation works for: asked once in a transaction, and believed for two seconds after that,
    like a switch (not in tests)."""
    global _remembered
    lasts = 0 if settings().environment == "test" else REMEMBERED
    moment, where = time.monotonic(), address(db.sync_session)
    if _remembered and _remembered[1] == where and moment - _remembered[0] < lasts:
        return _remembered[2]
    known: HouseOut | None = db.info.get(_KEPT)
    if known is None and _reads is not None:
        with db.no_autoflush:  # to ask which day it is writes nothing: who asks may be in the middle of a change
            known = await _reads(db)
    if known is None:
        return HouseOut()
    db.info[_KEPT], _remembered = known, (moment, where, known)
    return known


def forget(db: Db) -> None:
    """The facility has changed."""
    global _remembered
    _remembered = None
    db.info.pop(_KEPT, None)


async def zone(db: Db | ReadDb) -> ZoneInfo:
    """The time zone of the house."""
    return ZoneInfo((await house(db)).zone)


async def today(db: Db | ReadDb) -> date:
    """The date on the hospital's own wall: what ages, covers, licences, code sets and every 'today' go by."""
    return local_day(now(), await zone(db))
