"""Billing's work in the background: talk to the gateway, handle its messages, make receipts."""

from __future__ import annotations

from uuid import UUID

import orjson
from sqlalchemy import select

from hub.billing import actions, prices, receipt, refunds, rules
from hub.billing.facts import ReceiptMade
from hub.billing.gateway import Refunded, named
from hub.billing.gateway.signature import sign
from hub.billing.gateway.test import HEADER, TOKENS, TestIntent, TestRefund, webhook_secret
from hub.billing.models import Invoice, InvoiceLine, InvoiceStatus, Payment, PaymentStatus, Refund, WebhookInbox
from hub.core import filing
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import HubError
from hub.core.facts import state
from hub.core.jobs import enqueue, job
from hub.core.types import Money
from hub.patients.models import Patient
from workflows import again


@job("billing.start_payment")
async def start_payment(db: Db, actor: Actor, payment_id: str, method: str) -> None:
    """Create the intent at the gateway; the key is our payment's id, so a repeat makes no second one."""
    payment = await db.get_one(Payment, UUID(payment_id), with_for_update=True)
    intent = await named(payment.gateway).create_intent(
        db, Money(minor=payment.minor, currency=payment.currency),
        reference=str(payment.invoice_id), method=method, idem=str(payment.id),
    )  # fmt: skip
    await actions.apply_intent(db, payment, intent, actor=actor)


@job(prices.WAITED)
async def go_on(db: Db, actor: Actor, service_code: str) -> None:
    """A service has a price from now on: cases that wait for nothing else go on, on behalf of who started them."""
    await again.at_once(db, actions.NoPrice.code, rules.no_price(service_code))


@job("billing.start_refund")
async def start_refund(db: Db, actor: Actor, refund_id: str) -> None:
    """Ask the gateway to give money back; the key is our refund's id, so a repeat gives nothing twice."""
    refund = await db.get_one(Refund, UUID(refund_id), with_for_update=True)
    payment = await db.get_one(Payment, refund.payment_id)
    amount = Money(minor=refund.minor, currency=refund.currency)
    try:
        found = await named(refund.gateway).create_refund(db, payment.external_id or "", amount, idem=str(refund.id))
    except HubError as error:  # the gateway says no for good: the money is the patient's credit again
        found = Refunded("", "failed", amount, error.code)
    await refunds.follow(db, refund, found, actor=actor)


@job("billing.handle_webhook")
async def handle_webhook(
    db: Db, actor: Actor, inbox_id: int, source: str, intent_id: str = "", refund_id: str = ""
) -> None:  # fmt: skip
    """Fetch the payment, or the refund, as the gateway knows it now and follow it."""
    inbox = await db.get_one(WebhookInbox, inbox_id)
    inbox.handled_at = now()
    if refund_id:
        return await _of_refund(db, source, refund_id)
    payment = await db.scalar(
        select(Payment).where(Payment.gateway == source, Payment.external_id == intent_id).with_for_update()
    )
    if payment is not None:  # a message about somebody else's payment is kept and changes nothing
        intent = await named(source).fetch(db, intent_id)
        await actions.apply_intent(db, payment, intent, actor=SYSTEM)


async def _of_refund(db: Db, source: str, refund_id: str) -> None:
    refund = await db.scalar(
        select(Refund).where(Refund.gateway == source, Refund.external_id == refund_id).with_for_update()
    )
    if refund is not None:
        await refunds.follow(db, refund, await named(source).fetch_refund(db, refund_id), actor=SYSTEM)


@job("billing.test_gateway_refunds")
async def test_gateway_refunds(db: Db, actor: Actor, refund_id: str) -> None:
    """Simulator: give the money back and say so like a real gateway, after the merchant has stored the refund."""
    row = await db.get_one(TestRefund, UUID(refund_id), with_for_update=True)
    intent = await db.get_one(TestIntent, row.intent_id)
    if row.state == "processing":
        row.state = "succeeded"
    name = f"test_refund_{row.idem}"
    if await db.scalar(select(Refund.id).where(Refund.gateway == "test", Refund.external_id == name)) is None:
        await enqueue(db, "billing.test_gateway_refunds", refund_id=row.id)
        return
    raw = orjson.dumps({"id": f"msg_{row.id}", "type": f"refund.{row.state}", "refund": name})
    for _ in range(3 if intent.method == "tok_twice" else 1):
        await actions.receive_webhook(db, "test", raw, {HEADER: sign(raw, webhook_secret())})


@job("billing.test_gateway_settles")
async def test_gateway_settles(db: Db, actor: Actor, intent_id: str) -> None:
    """Simulator: decide the intent and send the signed webhook bytes into the same inbox as the HTTP route."""
    intent = await db.get_one(TestIntent, UUID(intent_id), with_for_update=True)
    if intent.state == "processing":
        intent.state = TOKENS[intent.method]
        intent.failure = "card_declined" if intent.state == "failed" else ""
    # The merchant may not have stored the intent yet (its own transaction): the message must come after it.
    waiting = select(Payment.id).where(Payment.gateway == "test", Payment.external_id == f"test_{intent.idem}")
    if await db.scalar(waiting) is None:
        await enqueue(db, "billing.test_gateway_settles", intent_id=intent.id)
        return
    raw = orjson.dumps({"id": f"msg_{intent.id}", "type": f"payment.{intent.state}", "intent": f"test_{intent.idem}"})
    for _ in range(3 if intent.method == "tok_twice" else 1):
        await actions.receive_webhook(db, "test", raw, {HEADER: sign(raw, webhook_secret())})


@job("billing.make_receipt")
async def make_receipt(db: Db, actor: Actor, invoice_id: str) -> None:
    """Make the PDF of a paid invoice once and tell the patient."""
    invoice = await db.get_one(Invoice, UUID(invoice_id), with_for_update=True)
    if invoice.receipt_file_id or invoice.status is not InvoiceStatus.paid:
        return
    lines = list(
        await db.scalars(select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id).order_by(InvoiceLine.line))
    )
    paid = select(Payment).where(Payment.invoice_id == invoice.id, Payment.status == PaymentStatus.succeeded)
    pdf = await receipt.make(invoice, lines, list(await db.scalars(paid.order_by(Payment.created_at))))
    invoice.receipt_file_id, _ = await filing.keep(db, pdf, owner=invoice.patient_id)
    user_id = await db.scalar(select(Patient.user_id).where(Patient.id == invoice.patient_id))
    state(db, ReceiptMade(invoice_id=invoice.id, case_id=invoice.case_id, patient_id=invoice.patient_id,
                          patient_user_id=user_id))  # fmt: skip
