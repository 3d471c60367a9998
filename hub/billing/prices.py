"""Prices: what one unit of a service costs from a day on. A price is never changed, only followed by another."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hub.billing.models import Price
from hub.billing.schemas import NewPrice
from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid
from hub.core.jobs import enqueue
from hub.encounters.catalogue import knows_prices
from hub.encounters.models import ServiceDefinition
from hub.identity import house
from hub.staff.queries import facility as the_facility

WAITED = "billing.price_waited_for"


async def listed(db: Db | ReadDb) -> list[Price]:
    """Every price, by service, newest first."""
    return list(await db.scalars(select(Price).order_by(Price.service_code, Price.valid_from.desc())))


@knows_prices
async def priced_today(db: Db | ReadDb) -> set[str]:
    """The codes of services that have a price today, in the facility's currency."""
    currency = (await house.house(db)).currency
    rows = await db.scalars(
        select(Price.service_code).distinct()
        .where(Price.valid_from <= await house.today(db), Price.currency == currency)
    )  # fmt: skip
    return set(rows)


async def add(db: Db, data: NewPrice, *, actor: Actor) -> Price:
    """Set a price from `valid_from` on, in the facility's currency."""
    if await db.get(ServiceDefinition, data.service_code) is None:
        raise Invalid("No such service.", code="unknown_service")
    if data.minor < 0:
        raise Invalid("A price is not negative.", code="negative_price")
    taken = select(Price.id).where(Price.service_code == data.service_code, Price.valid_from == data.valid_from)
    if await db.scalar(taken):
        raise Conflict("There is a price from that day already.", code="price_exists")
    facility = await the_facility(db)
    row = Price(service_code=data.service_code, minor=data.minor, currency=facility.currency,
                valid_from=data.valid_from)  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    holds = datetime.combine(data.valid_from, time.min, ZoneInfo(facility.zone))
    await enqueue(db, WAITED, run_at=max(holds, now()), service_code=data.service_code)
    return row
