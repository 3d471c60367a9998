"""Services and their prices as an administrator sees them: what holds today, what comes, what was."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hub.admin.schemas import AddOwnService, PricedService, PricedServicesOut, PricePoint
from hub.billing import prices
from hub.billing.models import Price
from hub.billing.schemas import NewPrice
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.configuration import configures
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict
from hub.encounters import catalogue as services
from hub.encounters.models import ServiceDefinition
from hub.encounters.schemas import ChangeService, NewService
from hub.identity import house as house_day
from hub.staff import queries as house


async def listed(db: Db | ReadDb) -> PricedServicesOut:
    """Every service in the order of the catalogue, with today's price and the next one."""
    facility = await house.facility(db)
    today = now().astimezone(ZoneInfo(facility.zone)).date()
    points: dict[str, list[Price]] = {}
    for row in await prices.listed(db):
        points.setdefault(row.service_code, []).append(row)
    rows = await db.scalars(select(ServiceDefinition).order_by(ServiceDefinition.position, ServiceDefinition.code))
    return PricedServicesOut(
        currency=facility.currency, zone=facility.zone, today=today,
        items=[_priced(service, points.get(service.code, []), today) for service in rows],
    )  # fmt: skip


def _priced(service: ServiceDefinition, points: list[Price], today: date) -> PricedService:
    """`points` newest first."""
    shown = [PricePoint(minor=one.minor, valid_from=one.valid_from) for one in points]
    return PricedService(
        code=service.code, system=service.system, display=service.display, unit=service.unit, virtual=service.virtual,
        active=service.active, shipped=services.is_shipped(service.code),
        price=next((one for one in shown if one.valid_from <= today), None),
        coming=next((one for one in reversed(shown) if one.valid_from > today), None), history=shown,
    )  # fmt: skip


async def add(db: Db, wanted: AddOwnService, *, actor: Actor) -> None:
    """A service of the hospital's own with its first price; 409 service_exists, 422 bad_service_code."""
    row = await services.define(db, wanted, actor=actor)
    if wanted.minor is not None:
        first = NewPrice(service_code=row.code, minor=wanted.minor, valid_from=await house_day.today(db))
        await prices.add(db, first, actor=actor)


# ---- as parts of the configuration file -----------------------------------------------------------------------------


async def _services(db: Db | ReadDb) -> list[dict[str, Any]]:
    rows = await _rows(db)
    return [{"code": row.code, "active": row.active} for row in rows if services.is_shipped(row.code)]


async def _take_service(db: Db, row: dict[str, Any], actor: Actor) -> None:
    await services.change(db, row["code"], ChangeService(active=row["active"]), actor=actor)


async def _own_services(db: Db | ReadDb) -> list[dict[str, Any]]:
    return [
        {"code": row.code, "display": row.display, "unit": row.unit, "virtual": row.virtual, "active": row.active}
        for row in await _rows(db)
        if not services.is_shipped(row.code)
    ]


async def _take_own_service(db: Db, row: dict[str, Any], actor: Actor) -> None:
    """A new one is made, a known one is called as the file says."""
    if await db.get(ServiceDefinition, services.code_of(row["code"])) is None:
        new = NewService.model_validate({name: value for name, value in row.items() if name != "active"})
        await services.define(db, new, actor=actor)
    change = ChangeService.model_validate({name: value for name, value in row.items() if name != "code"})
    await services.change(db, row["code"], change, actor=actor)


async def _rows(db: Db | ReadDb) -> list[ServiceDefinition]:
    return list(await db.scalars(select(ServiceDefinition).order_by(ServiceDefinition.code)))


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


configures("own_services", "code", reads=_own_services, writes=_take_own_service)  # before the prices: by name
configures("services", "code", reads=_services, writes=_take_service)
configures("prices", "service_code", "valid_from", reads=_prices, writes=_take_price)
