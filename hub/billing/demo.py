"""Invented prices, in minor units of the facility's currency, for every service of the catalogue."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from hub.billing import demo_visits
from hub.billing.models import Price
from hub.core.db import Db
from hub.core.demo import Demo
from hub.encounters.models import ServiceDefinition
from hub.staff.queries import facility

PRICES = {"G0425": 12_500, "G0426": 18_500, "G0427": 24_000, "G2252": 4_200, "G2250": 3_000, "G0463": 13_500,
          "Q3014": 2_900, "WL001": 3_500, "WL002": 2_500, "WL100": 98_000}  # fmt: skip
USUAL = 7_500


async def load(db: Db, demo: Demo) -> None:
    """One price per service, in force since long ago, and the visits of the last days."""
    await prices(db)
    await demo_visits.load(db, demo)


async def prices(db: Db) -> None:
    """Price the whole catalogue."""
    house = await facility(db)
    codes = await db.scalars(select(ServiceDefinition.code))
    db.add_all(
        Price(service_code=code, minor=PRICES.get(code, USUAL), currency=house.currency, valid_from=date(2020, 1, 1))
        for code in codes
    )
