"""HTTP of billing."""

from __future__ import annotations

from uuid import UUID

from quart import Response, request

from hub.billing import actions, credit, ledger, prices, queries, receipt, refunds
from hub.billing.schemas import (
    CreditOut,
    CreditsOut,
    InvoiceDetailOut,
    InvoiceOut,
    InvoiceQuery,
    LedgerOut,
    LedgerQuery,
    MakeRefund,
    MyCreditOut,
    NewPrice,
    PayInvoice,
    PaymentOut,
    PriceOut,
    PricesOut,
)  # fmt: skip
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, Api, Done, Page
from hub.patients.queries import access_patient

api = Api("billing")


@api.get("/invoices", may="bill.read")
async def list_invoices(db: ReadDb, actor: Actor, query: InvoiceQuery) -> Page[InvoiceOut]:
    """Invoices that I may see, newest first."""
    items, following = await queries.invoices(db, actor, status=query.status, after=query.after)
    return Page[InvoiceOut](items=[InvoiceOut(**item) for item in items], next=following)


@api.get("/invoices/<uuid:invoice_id>", may="bill.read")
async def show_invoice(db: Db, actor: Actor, invoice_id: UUID) -> InvoiceDetailOut:
    """One invoice with lines and payments."""
    invoice = await queries.access_invoice(db, actor, invoice_id)
    return InvoiceDetailOut.model_validate(await queries.invoice_detail(db, invoice))


@api.post("/invoices/<uuid:invoice_id>/pay", may="bill.pay", status=202, idempotent=True)
async def pay_invoice(db: Db, actor: Actor, invoice_id: UUID, data: PayInvoice) -> PaymentOut:
    """Start a payment; the result comes as a live fact."""
    invoice = await queries.access_invoice(db, actor, invoice_id, lock=True)
    return PaymentOut.model_validate(await actions.pay(db, invoice, data.method, actor=actor))


@api.post("/invoices/<uuid:invoice_id>/apply-credit", may="bill.manage", idempotent=True)
async def apply_credit(db: Db, actor: Actor, invoice_id: UUID) -> InvoiceDetailOut:
    """Pay a bill out of what the patient has paid too much."""
    invoice = await queries.access_invoice(db, actor, invoice_id, lock=True)
    await actions.apply_credit(db, invoice, actor=actor)
    return InvoiceDetailOut.model_validate(await queries.invoice_detail(db, invoice))


@api.get("/my/credit", may="bill.pay")
async def my_credit(db: ReadDb, actor: Actor) -> MyCreditOut:
    """What I have paid too much."""
    return MyCreditOut.model_validate(await refunds.own(db, actor))


@api.post("/invoices/<uuid:invoice_id>/use-credit", may="bill.pay", idempotent=True)
async def use_credit(db: Db, actor: Actor, invoice_id: UUID) -> InvoiceDetailOut:
    """Pay a bill of mine out of what I have paid too much."""
    invoice = await queries.access_invoice(db, actor, invoice_id, lock=True)
    await actions.apply_credit(db, invoice, actor=actor)
    return InvoiceDetailOut.model_validate(await queries.invoice_detail(db, invoice))


@api.get("/credits", may="bill.manage")
async def read_credits(db: ReadDb, actor: Actor) -> CreditsOut:
    """Patients who have paid too much, the most first."""
    return CreditsOut.model_validate({"items": await credit.holders(db, actor)})


@api.get("/patients/<uuid:patient_id>/credit", may="bill.manage")
async def read_credit(db: Db, actor: Actor, patient_id: UUID) -> CreditOut:
    """What a patient has paid too much, and what of it went back."""
    patient = await access_patient(db, actor, patient_id)
    return CreditOut.model_validate(await refunds.of_patient(db, patient.id))


@api.post("/payments/<uuid:payment_id>/refunds", may="refund.make", status=201, idempotent=True)
async def make_refund(db: Db, actor: Actor, payment_id: UUID, data: MakeRefund) -> CreditOut:
    """Give back to the card what the patient has paid too much."""
    payment = await refunds.access_payment(db, actor, payment_id)
    await refunds.request(db, payment, data.minor, data.reason, actor=actor)
    return CreditOut.model_validate(await refunds.of_patient(db, payment.patient_id))


@api.get("/invoices/<uuid:invoice_id>/receipt.pdf", may="bill.read", hide=True)
async def download_receipt(db: Db, actor: Actor, invoice_id: UUID) -> Response:
    """The receipt of a paid invoice as PDF."""
    invoice = await queries.access_invoice(db, actor, invoice_id)
    return receipt.reply(invoice, await receipt.content(db, invoice))


@api.post("/webhooks/payments/<source>", may=PUBLIC, csrf=False, hide=True, max_bytes=65_536)
async def payment_webhook(db: Db, source: str, raw: bytes) -> Done:
    """A gateway tells us something; answered at once, handled by a job."""
    await actions.receive_webhook(db, source, raw, dict(request.headers))
    return Done()


@api.get("/ledger", may="bill.manage")
async def show_ledger(db: ReadDb, query: LedgerQuery) -> LedgerOut:
    """Balances of the house, or balances and journal of one case."""
    return LedgerOut.model_validate(await ledger.report(db, query.case_id))


@api.get("/prices", may="bill.manage")
async def list_prices(db: ReadDb) -> PricesOut:
    """Every price, newest first per service."""
    return PricesOut(items=[PriceOut.model_validate(row) for row in await prices.listed(db)])


@api.post("/prices", may="price.manage", status=201)
async def add_price(db: Db, actor: Actor, data: NewPrice) -> PriceOut:
    """Set a price from a day on."""
    return PriceOut.model_validate(await prices.add(db, data, actor=actor))
