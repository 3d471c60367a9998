"""Services and their prices as an administrator sees them: what holds today, what comes, what was."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hub.admin.schemas import PricedService, PricedServicesOut, PricePoint
from hub.billing import prices
from hub.billing.models import Price
from hub.billing.schemas import NewPrice
from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.configuration import configures
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, NotFound
from hub.encounters.models import ServiceDefinition
from hub.staff import queries as house


async def listed(db: Db | ReadDb) -> PricedServicesOut:
    """Every service in the order of the catalogue, with today's price and the next one."""
    facility = await house.facility(db)
    today = now().astimezone(ZoneInfo(facility.zone)).date()
    points: dict[str, list[Price]] = {}
    for row in await prices.listed(db):
        points.setdefault(row.service_code, []).append(row)
    services = await db.scalars(select(ServiceDefinition).order_by(ServiceDefinition.position, ServiceDefinition.code))
    return PricedServicesOut(
        currency=facility.currency, zone=facility.zone, today=today,
        items=[_priced(service, points.get(service.code, []), today) for service in services],
    )  # fmt: skip


def _priced(service: ServiceDefinition, points: list[Price], today: date) -> PricedService:
    """`points` newest first."""
    shown = [PricePoint(minor=one.minor, valid_from=one.valid_from) for one in points]
    return PricedService(
        code=service.code, system=service.system, display=service.display, unit=service.unit, virtual=service.virtual,
        active=service.active, price=next((one for one in shown if one.valid_from <= today), None),
        coming=next((one for one in reversed(shown) if one.valid_from > today), None), history=shown,
    )  # fmt: skip


async def offer(db: Db, code: str, active: bool, *, actor: Actor) -> None:
    """Offer a service or not; what was rendered before stays."""
    row = await db.get(ServiceDefinition, code, with_for_update=True)
    if row is None:
        raise NotFound()
    if row.active != active:
        row.active = active
        audit.noted(db, actor, "update", "service_definition", code, before={"active": not active},
                    after={"active": active})  # fmt: skip


# ---- as parts of the configuration file -----------------------------------------------------------------------------


async def _services(db: Db | ReadDb) -> list[dict[str, Any]]:
    rows = await db.scalars(select(ServiceDefinition).order_by(ServiceDefinition.code))
    return [{"code": row.code, "active": row.active} for row in rows]


async def _take_service(db: Db, row: dict[str, Any], actor: Actor) -> None:
    await offer(db, row["code"], row["active"], actor=actor)


async def _prices(db: Db | ReadDb) -> list[dict[str, Any]]:
    return [
        {"service_code": row.service_code, "valid_from": row.valid_from.isoformat(), "minor": row.minor,
         "currency": row.currency}
        for row in await prices.listed(db)
    ]  # fmt: skip


async def _take_price(db: Db, row: dict[str, Any], actor: Actor) -> None:
    """A price is never changed, only followed: one that differs from ours on the same day is refused."""
    currency = (await house.facility(db)).currency
    if row["currency"] != currency:
        raise Conflict(f"The prices of the file are in {row['currency']}, ours in {currency}.", code="other_currency")
    wanted = {name: row[name] for name in ("service_code", "valid_from", "minor")}
    await prices.add(db, NewPrice.model_validate(wanted), actor=actor)


configures("services", "code", reads=_services, writes=_take_service)
configures("prices", "service_code", "valid_from", reads=_prices, writes=_take_price)
