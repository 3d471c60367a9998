"""The services that can be rendered, and which of them has a price today: that billing says, which nothing here may
import (`knows_prices`). Where nobody keeps prices, none is missing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import select

from hub.core.db import Db, ReadDb
from hub.encounters.models import ServiceDefinition
from hub.encounters.schemas import ServiceDefinitionOut, ServicesOut

Priced = Callable[[Db | ReadDb], Awaitable[set[str]]]
_priced: Priced | None = None


def knows_prices(loader: Priced) -> Priced:
    """Billing registers how the codes are found that have a price today."""
    global _priced
    _priced = loader
    return loader


async def services(db: Db | ReadDb) -> ServicesOut:
    """Services that can be rendered, in the order of the catalogue."""
    rows = await db.scalars(
        select(ServiceDefinition).where(ServiceDefinition.active).order_by(ServiceDefinition.position)
    )
    priced = await _priced(db) if _priced else None
    items = [ServiceDefinitionOut.model_validate(row) for row in rows]
    return ServicesOut(items=[
        one.model_copy(update={"priced": priced is None or one.code in priced}) for one in items
    ])  # fmt: skip
