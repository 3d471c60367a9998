"""Samples of billing."""

from __future__ import annotations

from uuid import UUID

from hub.core.db import Db
from tests.architecture.samples import BODIES, World, sample
from tests.factories import billing


@sample("invoice_id")
async def invoice(db: Db, world: World) -> UUID:
    return (await billing.invoice(db, world.patient.id)).id


@sample("source")
async def source(db: Db, world: World) -> str:
    return "test"


BODIES |= {
    "POST /api/invoices/<uuid:invoice_id>/pay": {"method": "tok_ok"},
    "POST /api/prices": {"service_code": "G0425", "minor": 13_000, "valid_from": "2030-01-01"},
}
