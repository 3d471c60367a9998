"""Giving money back: out of a patient's credit, through the gateway and to the card that it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from hub.billing import credit, ledger
from hub.billing.facts import RefundChanged
from hub.billing.gateway.port import Refunded
from hub.billing.models import Invoice, Payment, PaymentStatus, Refund, RefundStatus
from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, NotFound
from hub.core.facts import state
from hub.core.jobs import enqueue
from hub.core.states import may_move, move
from hub.patients import merging
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.staff.queries import facility as the_facility

OWED = "refunds:payable"


async def access_payment(db: Db, actor: Actor, payment_id: UUID) -> Payment:
    """A payment, locked, for the billing office; unseen and absent are the same 404. Audited as a read."""
    found = select(Payment).where(Payment.id == payment_id, ~policy.barred(actor, Payment.patient_id))
    row: Payment | None = await db.scalar(found.with_for_update().execution_options(populate_existing=True))
    if row is None or not actor.may("bill.manage"):
        raise NotFound()
    audit.read(db, actor, "payment", row.id, patient_id=row.patient_id)
    return row


async def request(db: Db, payment: Payment, minor: int, reason: str, *, actor: Actor) -> Refund:
    """Give `minor` units of a payment (locked) back, out of the patient's credit. 409 not_paid; 409 refund_too_much for
    more than the credit, or than is left of the payment."""
    if payment.status is not PaymentStatus.succeeded:
        raise Conflict("Nothing came in by this payment.", code="not_paid", status_of_payment=payment.status)
    await credit.lock(db, payment.patient_id)
    left = min(await left_of(db, payment), await credit.of_patient(db, payment.patient_id))
    if minor > left:
        raise Conflict("This is more than can be given back.", code="refund_too_much", left=left)
    row = Refund(
        payment_id=payment.id, patient_id=payment.patient_id, gateway=payment.gateway, minor=minor,
        currency=payment.currency, reason=reason, by_id=actor.user_id, by_name=actor.name,
    )  # fmt: skip
    db.add(row)
    await db.flush()
    audit.wrote(db, actor, row)
    await _post(db, row, "refund", "Refund asked for", [(credit.ACCOUNT, minor), (OWED, -minor)], actor=actor)
    await enqueue(db, "billing.start_refund", actor=actor, once=str(row.id), refund_id=row.id)
    await _told(db, row, actor=actor)
    await credit.told(db, row.patient_id, actor=actor)
    return row


async def follow(db: Db, row: Refund, found: Refunded, *, actor: Actor) -> None:
    """Bring a refund (locked) to where its gateway is; late, repeated and reordered news change nothing (B62). What the
    gateway refuses, or returns later, is the patient's credit again."""
    row.external_id = found.external_id or row.external_id
    target, before = RefundStatus(found.state), row.status
    if before == target or not may_move(before, target):
        return
    if found.amount.minor != row.minor or found.amount.currency != row.currency:
        raise Conflict("The gateway names another amount.", code="amount_differs")
    move(row, target)
    row.failure = found.failure
    audit.wrote(db, actor, row)
    clearing = f"clearing:{row.gateway}"
    if target is RefundStatus.succeeded:
        await _post(db, row, "refund_sent", "Refund sent", [(OWED, row.minor), (clearing, -row.minor)], actor=actor)
    elif target is RefundStatus.failed:
        await credit.lock(db, row.patient_id)
        source = clearing if before is RefundStatus.succeeded else OWED
        await _post(db, row, "refund_failed", "Refund did not arrive",
                    [(source, row.minor), (credit.ACCOUNT, -row.minor)], actor=actor)  # fmt: skip
        await credit.told(db, row.patient_id, grew=True, actor=actor)
    await _told(db, row, actor=actor)


async def own(db: Db | ReadDb, actor: Actor) -> dict[str, Any]:
    """{minor, returning, currency}: the credit of the patient who asks, and what of it is on its way to his card."""
    if actor.patient_id is None:
        raise NotFound()
    records = await merging.records_of(db, actor.patient_id)
    running = Refund.status.in_((RefundStatus.requested, RefundStatus.processing))
    returning = await db.scalar(select(func.sum(Refund.minor)).where(Refund.patient_id.in_(records), running))
    return {"minor": await credit.of_patient(db, actor.patient_id), "returning": int(returning or 0),
            "currency": (await the_facility(db)).currency}  # fmt: skip


async def left_of(db: Db | ReadDb, payment: Payment) -> int:
    """What of a payment was not given back, and is not on its way back."""
    given = await db.scalar(
        select(func.sum(Refund.minor)).where(Refund.payment_id == payment.id, Refund.status != RefundStatus.failed)
    )
    return payment.minor - int(given or 0)


async def of_patient(db: Db | ReadDb, patient_id: UUID) -> dict[str, Any]:
    """{patient_id, minor, currency, payments: those that something can be given back of, refunds: newest first}."""
    ids = await merging.records_of(db, await merging.standing(db, patient_id))
    rows = await db.execute(
        select(Payment, Invoice.number).join(Invoice, Invoice.id == Payment.invoice_id)
        .where(Payment.patient_id.in_(ids), Payment.status == PaymentStatus.succeeded)
        .order_by(Payment.status_at.desc(), Payment.id)
    )  # fmt: skip
    paid = [(payment, number) for payment, number in rows]
    refunds = await _refunds(db, ids)
    back: dict[UUID, int] = {}
    for one in refunds:
        if one.status is not RefundStatus.failed:
            back[one.payment_id] = back.get(one.payment_id, 0) + one.minor
    payments: list[dict[str, Any]] = [
        {"id": one.id, "invoice_id": one.invoice_id, "invoice_number": number, "minor": one.minor,
         "left": one.minor - back.get(one.id, 0), "paid_at": one.status_at, "gateway": one.gateway}
        for one, number in paid
    ]  # fmt: skip
    return {"patient_id": patient_id, "minor": await credit.of_patient(db, patient_id),
            "currency": (await the_facility(db)).currency, "payments": [one for one in payments if one["left"] > 0],
            "refunds": refunds}  # fmt: skip


async def _refunds(db: Db | ReadDb, patient_ids: Sequence[UUID]) -> Sequence[Refund]:
    found = select(Refund).where(Refund.patient_id.in_(patient_ids)).order_by(Refund.created_at.desc(), Refund.id)
    return (await db.scalars(found.limit(200))).all()


async def of_invoice(db: Db | ReadDb, invoice_id: UUID) -> Sequence[Refund]:
    """The refunds of what was paid on an invoice, oldest first."""
    found = select(Refund).join(Payment, Payment.id == Refund.payment_id).where(Payment.invoice_id == invoice_id)
    return (await db.scalars(found.order_by(Refund.created_at, Refund.id))).all()


async def _post(
    db: Db, row: Refund, key: str, memo: str, sides: list[tuple[str, int]], *, actor: Actor
) -> None:  # fmt: skip
    payment = await db.get_one(Payment, row.payment_id)
    invoice = await db.get_one(Invoice, payment.invoice_id)
    await ledger.post(db, f"{key}:{row.id}", memo, sides, currency=row.currency, actor=actor,
                      patient_id=row.patient_id, case_id=invoice.case_id)  # fmt: skip


async def _told(db: Db, row: Refund, *, actor: Actor) -> None:
    payment = await db.get_one(Payment, row.payment_id)
    user_id = await db.scalar(select(Patient.user_id).where(Patient.id == row.patient_id))
    state(db, RefundChanged(refund_id=row.id, invoice_id=payment.invoice_id, patient_id=row.patient_id,
                            patient_user_id=user_id, status=row.status), actor=actor)  # fmt: skip
