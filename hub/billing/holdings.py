"""What of billing belongs to a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, func, null, select

from hub.billing import credit, refunds
from hub.billing.models import Charge, ChargeStatus, Invoice, InvoiceStatus, JournalEntry, Payment, Posting
from hub.patients.belongings import KEEP, STAY, Whose, belongs, erases, hinders, lasts, tells

belongs("charge", title="Charges")
belongs("invoice", title="Invoices", children=(("invoice_line", "invoice_id"),))
belongs("payment", title="Payments")
belongs("refund", title="Refunds")
belongs("journal_entry", merge=STAY, children=(("posting", "entry_id"),),
        because="append-only; closed days never change")  # fmt: skip

for _table in ("journal_entry", "posting"):
    erases(_table, KEEP, because="the books: money without a name, and days that are closed never change")
for _table in ("charge", "invoice", "invoice_line", "payment"):
    there = Invoice.metadata.tables[_table].c.keys()
    erases(_table, but=tuple(one for one in ("number", "source_key", "external_id") if one in there),
           because="numbers of the books have no gap")  # fmt: skip


@hinders("open_bill")
def _open_bills(whose: Whose) -> Any:
    return select(func.count()).where(Invoice.patient_id.in_(whose.records), Invoice.status == InvoiceStatus.issued)


@hinders("open_charge")
def _open_charges(whose: Whose) -> Any:
    return select(func.count()).where(Charge.patient_id.in_(whose.records), Charge.status == ChargeStatus.open)


@hinders("credit")
def _credit(whose: Whose) -> Any:
    """Money of his that we hold: who is erased could not get it back, nor would anybody know whose it is."""
    mine = (
        select(Posting.currency).join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(JournalEntry.patient_id.in_(whose.records), Posting.account_code.in_((credit.ACCOUNT, refunds.OWED)))
        .group_by(Posting.currency).having(func.sum(Posting.minor) < 0).subquery()
    )  # fmt: skip
    return select(func.count()).select_from(mine)


@lasts("money")
def _last_bill(whose: Whose) -> Any:
    return select(func.max(Invoice.issued_at)).where(Invoice.patient_id.in_(whose.records))


@tells("invoice")
def _invoices(patient_id: UUID) -> Any:
    found = select(Invoice.created_at, Invoice.id, Invoice.status, null().cast(Uuid), Invoice.encounter_id)
    return found.where(Invoice.patient_id == patient_id)


@tells("payment")
def _payments(patient_id: UUID) -> Any:
    found = select(Payment.created_at, Payment.id, Payment.status, null().cast(Uuid))
    return found.where(Payment.patient_id == patient_id)
