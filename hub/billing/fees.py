"""Fees that the booking policy asks for visits that did not take place: one bill per visit and reason."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hub.billing import actions, ledger
from hub.billing.facts import InvoiceIssued
from hub.billing.models import Invoice, InvoiceLine
from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import state
from hub.patients.models import Patient
from hub.staff.queries import facility as the_facility

WORDS = {"no_show": "Fee for a visit that was missed", "late_cancel": "Fee for cancelling late"}
"""What the line of the bill says, by why."""


async def bill(
    db: Db, appointment_id: UUID, why: str, minor: int, *, patient_id: UUID, actor: Actor
) -> Invoice | None:  # fmt: skip
    """Bill the patient `minor` units of the facility's currency; None when this fee was billed before."""
    key = f"fee:{appointment_id}:{why}"
    if await db.scalar(select(Invoice.id).where(Invoice.source_key == key)) is not None:
        return None
    facility, patient = await the_facility(db), await db.get_one(Patient, patient_id)
    await ledger.post(
        db, key, WORDS[why], [("ar:patient", minor), ("revenue:fees", -minor)], currency=facility.currency,
        actor=actor, patient_id=patient_id,
    )  # fmt: skip
    row = await actions.write_invoice(db, patient, facility, key=key, total=minor, reason=why)
    db.add(InvoiceLine(invoice_id=row.id, line=1, service_code="", units=1, minor=minor, display=WORDS[why]))
    audit.noted(db, actor, "create", "invoice", row.id, patient_id=patient_id,
                after={"number": row.number, "total": minor, "reason": why})  # fmt: skip
    state(db, InvoiceIssued(invoice_id=row.id, patient_id=patient_id, patient_user_id=patient.user_id), actor=actor)
    return row
