"""Reads of billing. access_* is the only door: the patient's own, or money staff; absent and unseen look alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from hub.billing import refunds
from hub.billing.models import Charge, Invoice, InvoiceLine, InvoiceStatus, Payment
from hub.billing.rules import claim_code
from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Malformed, NotFound
from hub.patients.access import policy
from hub.patients.models import Patient

PAGE = 50


def _visible(actor: Actor) -> Select[Invoice]:
    query = select(Invoice).where(~policy.barred(actor, Invoice.patient_id))
    if not actor.may("bill.manage"):
        query = query.where(Invoice.patient_id == actor.patient_id)
    if policy.is_proxy(actor):
        query = query.where(policy.beside_open(actor, Invoice.patient_id, Invoice.encounter_id))
    return query


async def access_invoice(db: Db, actor: Actor, invoice_id: UUID, *, lock: bool = False) -> Invoice:
    """The invoice if this person may see it; the read is audited. `lock` takes its row lock."""
    query = _visible(actor).where(Invoice.id == invoice_id)
    row = await db.scalar(query.with_for_update() if lock else query)
    if row is None or not (actor.may("bill.read") or actor.may("bill.pay")):
        raise NotFound()
    audit.read(db, actor, "invoice", row.id, patient_id=row.patient_id)
    return row


async def invoices(
    db: Db | ReadDb, actor: Actor, *, status: str | None = None, after: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Invoices, newest first, with the patient's name; and the cursor of the next page."""
    query = (
        _visible(actor)
        .add_columns(Patient.given, Patient.family, Patient.number)
        .join(Patient, Patient.id == Invoice.patient_id)
        .order_by(Invoice.issued_at.desc(), Invoice.id.desc())
        .limit(PAGE + 1)
    )
    if status:
        query = query.where(Invoice.status == InvoiceStatus(status))
    if after:
        at, last = _cursor(after)
        query = query.where((Invoice.issued_at < at) | ((Invoice.issued_at == at) & (Invoice.id < last)))
    rows = (await db.execute(query)).all()
    items = [
        {**invoice_row(row[0]), "patient_name": f"{row.given} {row.family}".strip(), "patient_number": row.number}
        for row in rows[:PAGE]
    ]
    last_row = rows[PAGE - 1][0] if len(rows) > PAGE else None
    return items, f"{last_row.issued_at.isoformat()}~{last_row.id}" if last_row else None


def _cursor(after: str) -> tuple[datetime, UUID]:
    try:
        at, last = after.split("~")
        return datetime.fromisoformat(at), UUID(last)
    except ValueError as error:
        raise Malformed("This is not a page of ours.", code="bad_cursor") from error


def invoice_row(invoice: Invoice) -> dict[str, Any]:
    """The plain columns that lists and facts show."""
    names = ("id", "number", "status", "issued_at", "due_on", "currency", "total", "paid", "credited", "reason",
             "case_id", "patient_id")  # fmt: skip
    return {name: getattr(invoice, name) for name in names} | {"has_receipt": invoice.receipt_file_id is not None}


async def invoice_detail(db: Db, invoice: Invoice) -> dict[str, Any]:
    """One invoice with its lines and payments."""
    lines = await db.scalars(select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id).order_by(InvoiceLine.line))
    payments = await db.scalars(select(Payment).where(Payment.invoice_id == invoice.id).order_by(Payment.created_at))
    whom = invoice.party["patient"]
    named = {"patient_name": whom["name"], "patient_number": whom["number"]}
    return {**invoice_row(invoice), **named, "party": invoice.party, "lines": list(lines), "payments": list(payments),
            "refunds": await refunds.of_invoice(db, invoice.id)}  # fmt: skip


async def owed(db: Db | ReadDb, patient_id: UUID) -> int:
    """What a patient still has to pay on open invoices."""
    total = await db.scalar(
        select(func.sum(Invoice.total - Invoice.paid - Invoice.credited)).where(
            Invoice.patient_id == patient_id, Invoice.status == InvoiceStatus.issued
        )
    )
    return int(total or 0)


async def charges(db: Db | ReadDb, case_id: UUID) -> list[Charge]:
    """The charges of one case."""
    return list(await db.scalars(select(Charge).where(Charge.case_id == case_id).order_by(Charge.id)))


async def claimable(db: Db | ReadDb, case_id: UUID) -> int:
    """How much of a case's charges a payer could be asked for: services that payers know."""
    return sum(charge.minor for charge in await charges(db, case_id) if claim_code(charge.service_code))


async def invoice_of_case(db: Db | ReadDb, case_id: UUID) -> Invoice | None:
    """The newest invoice of a case."""
    found: Invoice | None = await db.scalar(
        select(Invoice).where(Invoice.case_id == case_id).order_by(Invoice.issued_at.desc()).limit(1)
    )
    return found
