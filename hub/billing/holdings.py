"""What of billing belongs to a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, null, select

from hub.billing.models import Invoice, Payment
from hub.patients.belongings import STAY, belongs, tells

belongs("charge", title="Charges")
belongs("invoice", title="Invoices", children=(("invoice_line", "invoice_id"),))
belongs("payment", title="Payments")
belongs("refund", title="Refunds")
belongs("journal_entry", merge=STAY, children=(("posting", "entry_id"),),
        because="append-only; closed days never change")  # fmt: skip


@tells("invoice")
def _invoices(patient_id: UUID) -> Any:
    found = select(Invoice.created_at, Invoice.id, Invoice.status, null().cast(Uuid), Invoice.encounter_id)
    return found.where(Invoice.patient_id == patient_id)


@tells("payment")
def _payments(patient_id: UUID) -> Any:
    found = select(Payment.created_at, Payment.id, Payment.status, null().cast(Uuid))
    return found.where(Payment.patient_id == patient_id)
