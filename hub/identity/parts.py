"""What rooms above add to the session document: they register, identity asks (it may not import them)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from hub.core.db import Db, ReadDb
from hub.identity.schemas import HouseOut

House = Callable[[Db | ReadDb], Awaitable[HouseOut]]
_house: House | None = None


def describes_house(loader: House) -> House:
    """Staff registers how the facility's name, zone and currency are found."""
    global _house
    _house = loader
    return loader


async def house(db: Db | ReadDb) -> HouseOut:
    """The facility this installation works for."""
    return await _house(db) if _house else HouseOut()
