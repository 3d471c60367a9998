"""The services that can be rendered, and which of them has a price today: that billing says, which nothing here may
import (`knows_prices`). Where nobody keeps prices, none is missing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.encounters.models import ServiceDefinition
from hub.encounters.reference import SERVICES
from hub.encounters.rules import system_of
from hub.encounters.schemas import ChangeService, NewService, ServiceDefinitionOut, ServicesOut

Priced = Callable[[Db | ReadDb], Awaitable[set[str]]]
_priced: Priced | None = None
_SHIPPED = frozenset(code for code, *_ in SERVICES)
_OWN_PLACE = 1000
"""Where the hospital's own services stand in the catalogue: after those that come with the hub, by code."""


def knows_prices(loader: Priced) -> Priced:
    """Billing registers how the codes are found that have a price today."""
    global _priced
    _priced = loader
    return loader


async def services(db: Db | ReadDb) -> ServicesOut:
    """Services that can be rendered, in the order of the catalogue."""
    rows = await db.scalars(
        select(ServiceDefinition)
        .where(ServiceDefinition.active)
        .order_by(ServiceDefinition.position, ServiceDefinition.code)
    )
    priced = await _priced(db) if _priced else None
    items = [ServiceDefinitionOut.model_validate(row) for row in rows]
    return ServicesOut(items=[
        one.model_copy(update={"priced": priced is None or one.code in priced}) for one in items
    ])  # fmt: skip


def is_shipped(code: str) -> bool:
    """Whether the service comes with the hub, which then says at every start what it is called."""
    return code in _SHIPPED


def code_of(given: str) -> str:
    """The one spelling of a code: without spaces around, in capitals."""
    return given.strip().upper()


async def define(db: Db, wanted: NewService, *, actor: Actor) -> ServiceDefinition:
    """A service of the hospital's own, offered from now on; 409 service_exists, 422 bad_service_code."""
    code = code_of(wanted.code)
    system = system_of(code)
    if system is None:
        words = "Letters, digits and hyphens, beginning with a letter; or the five characters of a HCPCS or CPT code."
        raise Invalid(words, code="bad_service_code", errors=[{"path": "code", "message": words, "type": "pattern"}])
    row: ServiceDefinition | None = await db.scalar(
        insert(ServiceDefinition)
        .values(code=code, system=system, display=wanted.display, unit=wanted.unit, virtual=wanted.virtual,
                position=_OWN_PLACE, active=True)
        .on_conflict_do_nothing().returning(ServiceDefinition)
    )  # fmt: skip
    if row is None:
        raise Conflict("There is a service with this code already.", code="service_exists")
    audit.noted(db, actor, "create", "service_definition", code, after=_said(row))
    return row


async def change(db: Db, given: str, wanted: ChangeService, *, actor: Actor) -> ServiceDefinition:
    """Offer a service or not, or call one's own otherwise; what was rendered before keeps its words. 409 shipped."""
    row = await db.get(ServiceDefinition, code_of(given), with_for_update=True)
    if row is None:
        raise NotFound()
    before = _said(row)
    for name, value in wanted.model_dump(exclude_none=True).items():
        setattr(row, name, value)
    if before == (after := _said(row)):
        return row
    if is_shipped(row.code) and {**before, "active": row.active} != after:
        raise Conflict("This service comes with the hub; only whether it is offered is yours to say.",
                       code="shipped_service")  # fmt: skip
    audit.noted(db, actor, "update", "service_definition", row.code, before=before, after=after)
    return row


def _said(row: ServiceDefinition) -> dict[str, object]:
    return {"display": row.display, "unit": row.unit, "virtual": row.virtual, "active": row.active}
