"""The receipt: a PDF of the invoice's own snapshot; its template reads no other file and fetches nothing (B36)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import typst
from babel.dates import format_date
from babel.numbers import format_currency
from quart import Response
from sqlalchemy import select

from hub.billing.models import Invoice, InvoiceLine, InvoiceStatus, Payment
from hub.core import filing
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict
from hub.core.types import Money

TEMPLATE = Path(__file__).with_name("receipt.typ")


async def make(invoice: Invoice, lines: list[InvoiceLine], payments: list[Payment]) -> bytes:
    """The PDF (PDF/A-3b) of a paid invoice; made in a thread, not on the event loop."""
    return await asyncio.to_thread(_compile, data_of(invoice, lines, payments))


def _compile(data: dict[str, Any]) -> bytes:
    made = typst.compile(
        TEMPLATE.read_bytes(), format="pdf", pdf_standards="a-3b", sys_inputs={"data": orjson.dumps(data).decode()}
    )
    return bytes(made)


def data_of(invoice: Invoice, lines: list[InvoiceLine], payments: list[Payment]) -> dict[str, Any]:
    """What the receipt says: the bill, what lowered it, what came in, and what a credit did."""
    facility, patient = invoice.party["facility"], invoice.party["patient"]
    zone = ZoneInfo(facility["zone"])

    def amount(minor: int) -> str:
        return format_currency(Money(minor=minor, currency=invoice.currency).decimal, invoice.currency, locale="en_US")

    def day(moment: Any) -> str:
        return str(format_date(moment.astimezone(zone).date(), "long", locale="en_US"))

    came = sum(p.minor for p in payments)
    return {
        "title": f"Receipt {invoice.number}",
        "facility": {"name": facility["name"], "address": address_lines(facility["address"])},
        "patient": {"name": patient["name"], "number": patient["number"], "address": address_lines(patient["address"])},
        "number": invoice.number,
        "issued": day(invoice.issued_at),
        "lines": [{"display": line.display, "units": line.units, "amount": amount(line.minor)} for line in lines],
        "payments": [{"day": day(p.status_at), "gateway": p.gateway, "amount": amount(p.minor)} for p in payments],
        "total": amount(invoice.total),
        "lowered": amount(-invoice.credited) if invoice.credited else "",
        "from_credit": amount(invoice.paid - came) if came < invoice.paid else "",
        "to_credit": amount(came - invoice.paid) if came > invoice.paid else "",
        "paid": amount(invoice.paid),
        "test": any(p.gateway == "test" for p in payments),
        "zone": facility["zone"],
    }


def address_lines(address: dict[str, Any] | None) -> list[str]:
    """A stored address as the lines of a letter."""
    if not address:
        return []
    town = " ".join(str(address.get(part) or "") for part in ("city", "state", "postal_code")).strip()
    return [line for line in (address.get("line"), town) if line]


@filing.keeps_files
def _receipts() -> Any:
    return select(Invoice.receipt_file_id, Invoice.patient_id)


async def content(db: Db | ReadDb, invoice: Invoice) -> bytes:
    """The stored PDF; 409 while it is not paid or not made yet; 410 file_erased, file_lost."""
    if invoice.status is not InvoiceStatus.paid:
        raise Conflict("There is a receipt once it is paid.", code="not_paid")
    if invoice.receipt_file_id is None:
        raise Conflict("The receipt is being made. Try again in a moment.", code="receipt_not_ready")
    return await filing.content(db, invoice.receipt_file_id)


def reply(invoice: Invoice, pdf: bytes) -> Response:
    """The PDF as a download."""
    return Response(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="receipt-{invoice.number}.pdf"'},
    )
