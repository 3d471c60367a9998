"""Samples of billing."""

from __future__ import annotations

from uuid import UUID

from hub.billing.models import Payment
from hub.core.db import Db
from tests.architecture.samples import BODIES, World, sample
from tests.factories import billing


@sample("invoice_id")
async def invoice(db: Db, world: World) -> UUID:
    return (await billing.invoice(db, world.patient.id)).id


@sample("payment_id")
async def payment(db: Db, world: World) -> UUID:
    bill = await billing.invoice(db, world.patient.id)
    row = Payment(invoice_id=bill.id, patient_id=bill.patient_id, gateway="test", external_id=f"x{bill.id}",
                  minor=bill.total, currency=bill.currency)  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id


@sample("source")
async def source(db: Db, world: World) -> str:
    return "test"


BODIES |= {
    "POST /api/invoices/<uuid:invoice_id>/pay": {"method": "tok_ok"},
    "POST /api/payments/<uuid:payment_id>/refunds": {"minor": 100, "reason": "paid twice"},
    "POST /api/prices": {"service_code": "G0425", "minor": 13_000, "valid_from": "2030-01-01"},
}
