"""What billing does: raise charges, issue invoices, take payments, write off. One verb, one function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from hub.billing import credit, ledger
from hub.billing.facts import ChargesRaised, InvoiceIssued, InvoiceSettled, PaymentFailed, PaymentSucceeded
from hub.billing.gateway import Intent, gateway, named
from hub.billing.models import (
    Charge,
    ChargeStatus,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    Payment,
    PaymentStatus,
    Price,
    WebhookInbox,
)  # fmt: skip
from hub.billing.rules import charge_minor, claim_code, due_on, invoice_number, no_price
from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict
from hub.core.facts import state
from hub.core.jobs import enqueue
from hub.core.states import may_move, move
from hub.core.types import Money
from hub.patients.models import Patient
from hub.staff.models import Facility


class NoPrice(Conflict):
    """A service was rendered that nobody has priced."""

    code, title = "no_price", "A service has no price"


class Rendered(Protocol):
    """A service that was given: of an encounter, or a night in a bed. `id` makes its charge once."""

    @property
    def id(self) -> Any: ...
    @property
    def code(self) -> str: ...
    @property
    def display(self) -> str: ...
    @property
    def units(self) -> int: ...


async def raise_charges(
    db: Db, services: Sequence[Rendered], *, patient: Patient, facility: Facility, case_id: UUID | None,
    encounter_id: UUID, actor: Actor,
) -> int:  # fmt: skip
    """Price each rendered service once and post it as revenue not yet assigned to a payer; returns the total."""
    total = 0
    for service in services:
        price = await _price(db, service.code, facility)
        row = Charge(
            source_key=f"service:{service.id}", patient_id=patient.id, encounter_id=encounter_id, case_id=case_id,
            service_code=service.code, display=service.display, modifiers=[],
            units=service.units, unit_minor=price.minor, minor=charge_minor(price.minor, service.units),
            currency=price.currency, price_id=price.id, served_on=_today(facility),
        )  # fmt: skip
        known = await db.scalar(select(Charge.minor).where(Charge.source_key == row.source_key))
        total += row.minor if known is None else known
        if known is not None:
            continue
        db.add(row)
        audit.wrote(db, actor, row)
        await ledger.post(
            db, row.source_key, "Service rendered", [("ar:unassigned", row.minor), ("revenue", -row.minor)],
            currency=row.currency, actor=actor, patient_id=patient.id, case_id=case_id,
        )  # fmt: skip
    if case_id is not None:
        state(db, ChargesRaised(case_id=case_id, patient_id=patient.id, patient_user_id=patient.user_id), actor=actor)
    return total


async def _price(db: Db, code: str, facility: Facility) -> Price:
    price = await db.scalar(
        select(Price)
        .where(Price.service_code == code, Price.valid_from <= _today(facility), Price.currency == facility.currency)
        .order_by(Price.valid_from.desc())
        .limit(1)
    )
    if price is None:
        raise NoPrice(f"{no_price(code)} Once one is set, the case goes on by itself.", service_code=code)
    return price


async def issue_invoice(
    db: Db, *, patient: Patient, facility: Facility, case_id: UUID, encounter_id: UUID | None, actor: Actor
) -> Invoice | None:  # fmt: skip
    """Bill the patient what the ledger says that they owe on this case and no invoice asks for yet; None if nothing."""
    charges = list(
        await db.scalars(
            select(Charge)
            .where(Charge.case_id == case_id, Charge.status != ChargeStatus.cancelled)
            .order_by(Charge.id)
            .with_for_update()
        )
    )
    claimed = any(charge.status is ChargeStatus.claimed for charge in charges)
    own = await _assign_to_patient(db, charges, patient, case_id, actor=actor)  # what no payer was asked for
    owed = await ledger.balance(db, "ar:patient", case_id=case_id) - await _asked_for(db, case_id)
    if owed <= 0:
        return None
    row = await write_invoice(
        db, patient, facility, key=f"case:{case_id}:{await _count(db, case_id) + 1}", total=owed, case_id=case_id,
        encounter_id=encounter_id, reason="patient_share" if claimed else "self_pay",
    )  # fmt: skip
    db.add_all(_lines(row, own, owed))
    audit.noted(db, actor, "create", "invoice", row.id, patient_id=patient.id,
                after={"number": row.number, "total": owed, "reason": row.reason})  # fmt: skip
    state(db, InvoiceIssued(invoice_id=row.id, case_id=case_id, patient_id=patient.id,
                            patient_user_id=patient.user_id), actor=actor)  # fmt: skip
    return row


async def write_invoice(
    db: Db, patient: Patient, facility: Facility, *, key: str, total: int, reason: str, case_id: UUID | None = None,
    encounter_id: UUID | None = None,
) -> Invoice:  # fmt: skip
    """The invoice itself with the year's next number, for callers that add its lines, audit and state it."""
    row = Invoice(
        number=await _next_number(db, facility), source_key=key, facility_id=facility.id, patient_id=patient.id,
        case_id=case_id, encounter_id=encounter_id, due_on=due_on(_today(facility)), currency=facility.currency,
        total=total, reason=reason, party=_party(patient, facility),
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return row


async def _assign_to_patient(
    db: Db, charges: Sequence[Charge], patient: Patient, case_id: UUID, *, actor: Actor
) -> list[Charge]:  # fmt: skip
    """Make the patient owe what is not assigned yet; returns these charges."""
    own = [charge for charge in charges if charge.status is ChargeStatus.open]
    for charge in own:
        move(charge, ChargeStatus.invoiced)
        await ledger.post(
            db, f"assign:{charge.id}", "Service billed to the patient",
            [("ar:patient", charge.minor), ("ar:unassigned", -charge.minor)],
            currency=charge.currency, actor=actor, patient_id=patient.id, case_id=case_id,
        )  # fmt: skip
    return own


async def _asked_for(db: Db, case_id: UUID) -> int:
    asked = await db.scalar(
        select(func.sum(Invoice.total - Invoice.paid - Invoice.credited)).where(
            Invoice.case_id == case_id, Invoice.status == InvoiceStatus.issued
        )
    )
    return int(asked or 0)


async def _count(db: Db, case_id: UUID) -> int:
    return int(await db.scalar(select(func.count()).select_from(Invoice).where(Invoice.case_id == case_id)) or 0)


async def _next_number(db: Db, facility: Facility) -> str:
    year = _today(facility).year
    running = await db.scalar(
        text("INSERT INTO invoice_counter AS c (facility_id, year, last) VALUES (:f, :y, 1) "
             "ON CONFLICT (facility_id, year) DO UPDATE SET last = c.last + 1 RETURNING last"),
        {"f": facility.id, "y": year},
    )  # fmt: skip
    return invoice_number(year, int(running or 0))


def _lines(invoice: Invoice, own: Sequence[Charge], owed: int) -> list[InvoiceLine]:
    """The services that the patient pays, and one line for the share that insurance leaves of the others."""
    lines = [InvoiceLine(invoice_id=invoice.id, line=n, service_code=c.service_code, display=c.display,
                         units=c.units, minor=c.minor) for n, c in enumerate(own, 1)]  # fmt: skip
    if share := owed - sum(charge.minor for charge in own):
        lines.append(InvoiceLine(invoice_id=invoice.id, line=len(lines) + 1, service_code="", units=1, minor=share,
                                 display="Your share after insurance"))  # fmt: skip
    return lines


def _party(patient: Patient, facility: Facility) -> dict[str, Any]:
    return {
        "patient": {"name": f"{patient.given} {patient.family}".strip(), "number": patient.number,
                    "address": patient.address},
        "facility": {"name": facility.name, "address": facility.address, "zone": facility.zone},
    }  # fmt: skip


def _today(facility: Facility) -> Any:
    return now().astimezone(ZoneInfo(facility.zone)).date()


class AlreadyPaid(Conflict):
    """There is nothing left to pay."""

    code, title = "already_paid", "This is paid"


async def pay(db: Db, invoice: Invoice, method: str, *, actor: Actor) -> Payment:
    """Start paying what is left of an invoice (the caller holds its lock). A running payment is returned as it is."""
    if invoice.status is not InvoiceStatus.issued:
        raise AlreadyPaid("This invoice is not open any more.", status_of_invoice=invoice.status)
    if (running := await _running(db, invoice.id)) is not None:
        return running
    row = Payment(
        invoice_id=invoice.id, patient_id=invoice.patient_id, gateway=gateway().name,
        minor=credit.due(invoice), currency=invoice.currency, payer_user_id=actor.user_id,
    )  # fmt: skip
    db.add(row)
    await db.flush()
    audit.wrote(db, actor, row)
    # The gateway is called by a worker: no card network may hold a page or a row lock of a patient.
    await enqueue(db, "billing.start_payment", actor=actor, once=str(row.id), payment_id=row.id, method=method)
    return row


async def apply_intent(db: Db, payment: Payment, intent: Intent, *, actor: Actor) -> None:
    """Bring a payment to where its gateway is; late, repeated and reordered news change nothing (B62)."""
    payment.external_id = intent.external_id
    target = PaymentStatus(intent.state)
    if payment.status == target or not may_move(payment.status, target):
        return
    if intent.amount != Money(minor=payment.minor, currency=payment.currency):
        raise Conflict("The gateway names another amount.", code="amount_differs")
    move(payment, target)
    payment.failure = intent.failure
    audit.wrote(db, actor, payment)
    if target is PaymentStatus.succeeded:
        await _received(db, payment, actor=actor)
    elif target is PaymentStatus.failed:
        invoice = await db.get_one(Invoice, payment.invoice_id)
        state(db, PaymentFailed(payment_id=payment.id, **await _names(db, invoice)), actor=actor)


async def _received(db: Db, payment: Payment, *, actor: Actor) -> None:
    """Money has come, be it late: it pays the invoice as far as that is open, the rest is the patient's credit."""
    invoice = await db.get_one(Invoice, payment.invoice_id, with_for_update=True, populate_existing=True)
    await credit.received(
        db, invoice, payment.minor, key=f"payment:{payment.id}", account=f"clearing:{payment.gateway}",
        memo="Paid by the patient", actor=actor,
    )  # fmt: skip
    state(db, PaymentSucceeded(payment_id=payment.id, **await _names(db, invoice)), actor=actor)
    await settle(db, invoice, actor=actor)


async def settle(db: Db, invoice: Invoice, *, actor: Actor) -> None:
    """An invoice (locked) on which nothing is due any more is paid: its receipt is made, its case hears of it."""
    if credit.due(invoice) or invoice.status is not InvoiceStatus.issued:
        return
    move(invoice, InvoiceStatus.paid)
    audit.wrote(db, actor, invoice)
    await settled(db, invoice, actor=actor)


async def settled(db: Db, invoice: Invoice, *, actor: Actor) -> None:
    """Say that nothing is owed on it any more; what was paid on it has a receipt."""
    if invoice.paid:
        await enqueue(db, "billing.make_receipt", once=str(invoice.id), invoice_id=invoice.id)
    state(db, InvoiceSettled(**await _names(db, invoice)), actor=actor)


async def apply_credit(db: Db, invoice: Invoice, *, actor: Actor) -> Invoice:
    """Pay an open invoice (locked) out of the patient's credit. 409 no_credit, not_open, payment_running."""
    if await _running(db, invoice.id) is not None:
        raise Conflict("A payment of this bill is on its way. Wait for it.", code="payment_running")
    await credit.apply(db, invoice, actor=actor)
    await settle(db, invoice, actor=actor)
    return invoice


async def _running(db: Db, invoice_id: UUID) -> Payment | None:
    found: Payment | None = await db.scalar(
        select(Payment).where(
            Payment.invoice_id == invoice_id,
            Payment.status.in_([PaymentStatus.created, PaymentStatus.requires_action, PaymentStatus.processing]),
        )
    )
    return found


async def _names(db: Db, invoice: Invoice) -> dict[str, Any]:
    user_id = await db.scalar(select(Patient.user_id).where(Patient.id == invoice.patient_id))
    return {"invoice_id": invoice.id, "case_id": invoice.case_id, "patient_id": invoice.patient_id,
            "patient_user_id": user_id}  # fmt: skip


async def receive_webhook(db: Db, source: str, raw: bytes, headers: Mapping[str, str]) -> int:
    """Keep an authentic message once and queue it; returns how many were new (0 for a repeat)."""
    fresh = 0
    for message in named(source).verify_webhook(raw, headers):
        inserted = await db.scalar(
            insert(WebhookInbox)
            .values(source=source, external_id=message.external_id, raw=raw, received_at=now())
            .on_conflict_do_nothing()
            .returning(WebhookInbox.id)
        )
        if inserted is not None:
            fresh += 1
            await enqueue(db, "billing.handle_webhook", key=message.intent_id or message.refund_id, once=str(inserted),
                          inbox_id=inserted, source=source, intent_id=message.intent_id,
                          refund_id=message.refund_id)  # fmt: skip
    return fresh


async def assign_to_payer(db: Db, case_id: UUID, payer_code: str, *, patient: Patient, actor: Actor) -> list[Charge]:
    """Move the claimable charges of a case to a payer's account; returns every charge that the claim is made of."""
    rows = await db.scalars(
        select(Charge)
        .where(Charge.case_id == case_id, Charge.status.in_([ChargeStatus.open, ChargeStatus.claimed]))
        .order_by(Charge.id)
        .with_for_update()
    )
    charges = [charge for charge in rows if claim_code(charge.service_code)]
    for charge in charges:
        if charge.status is ChargeStatus.open:
            move(charge, ChargeStatus.claimed)
            await ledger.post(
                db, f"claim:{charge.id}", "Service claimed from the payer",
                [(f"ar:payer:{payer_code}", charge.minor), ("ar:unassigned", -charge.minor)],
                currency=charge.currency, actor=actor, patient_id=patient.id, case_id=case_id,
            )  # fmt: skip
    return charges


async def clear_payer(
    db: Db, case_id: UUID, payer_code: str, target: str, memo: str, *, key: str, patient: Patient, currency: str,
    actor: Actor,
) -> int:  # fmt: skip
    """Move what a payer still owes on a case to `target` (write_offs or ar:patient); returns the amount."""
    left = await ledger.balance(db, f"ar:payer:{payer_code}", case_id=case_id)
    await ledger.post(
        db, key, memo, [(target, left), (f"ar:payer:{payer_code}", -left)],
        currency=currency, actor=actor, patient_id=patient.id, case_id=case_id,
    )  # fmt: skip
    return left


async def request_receipt(db: Db, invoice: Invoice) -> None:
    """Queue the receipt of a paid invoice; asking twice makes one."""
    if invoice.status is InvoiceStatus.paid:
        await enqueue(db, "billing.make_receipt", once=str(invoice.id), invoice_id=invoice.id)
