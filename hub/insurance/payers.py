"""Verbs of a payer: added, and its companion guide kept as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid
from hub.core.settings import settings
from hub.insurance.findings import PayerRules
from hub.insurance.models import Payer
from hub.insurance.scrub import edits


async def add(db: Db, details: Mapping[str, Any], *, actor: Actor) -> Payer:
    """A payer that claims can be sent to over this installation's link; 409 when its identifier is known."""
    if await db.scalar(select(Payer.id).where(Payer.code == details["code"])):
        raise Conflict("An insurer with this identifier is known already.", code="payer_known")
    found = Payer(partner=settings().clearing_house, **_checked(details))
    db.add(found)
    audit.wrote(db, actor, found)
    return found


async def change(db: Db, payer: Payer, details: Mapping[str, Any], *, version: int, actor: Actor) -> Payer:
    """Correct a payer. Its identifier stays: remittances and ledger accounts know it by that."""
    if version != payer.version:
        raise Conflict("Somebody changed this in the meantime. Please look again.", code="stale")
    for name, value in _checked(details).items():
        if name != "code":
            setattr(payer, name, value)
    audit.wrote(db, actor, payer)
    return payer


def _checked(details: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(details)
    rules = PayerRules.model_validate(values.pop("rules"))
    if unknown := rules.disabled_edits - edits().keys():
        raise Invalid(f"There is no check called {min(unknown)[:40]}.", code="edit_unknown")
    return values | {"rules": rules.model_dump(mode="json")}
