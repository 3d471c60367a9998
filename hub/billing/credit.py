"""What a patient has paid too much: it stays his as a credit, never as a bill that is paid twice.

A credit is what stands on `unapplied:patient` in his name, under every record that became his. It comes of a payment
that arrives when nothing is owed any more, and of an insurer that later pays what he has paid; it is applied to a bill
or given back (refunds.py). Whoever changes it holds `lock`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from hub.billing import ledger
from hub.billing.facts import CreditChanged
from hub.billing.models import Invoice, InvoiceStatus, JournalEntry, Payment, PaymentStatus, Posting
from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.states import move
from hub.patients import merging
from hub.patients.access import policy
from hub.patients.models import Patient

ACCOUNT = "unapplied:patient"


async def lock(db: Db, patient_id: UUID) -> None:
    """Nobody else changes this patient's credit until the commit. Bills are locked before it, payments before them."""
    owner = await merging.standing(db, patient_id)
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 7))"), {"key": f"credit:{owner}"})


async def of_patient(db: Db | ReadDb, patient_id: UUID) -> int:
    """His credit in minor units of the facility's currency; never negative."""
    owner = await merging.standing(db, patient_id)
    ids = await merging.records_of(db, owner)
    total = await db.scalar(
        select(func.sum(Posting.minor)).join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(JournalEntry.patient_id.in_(ids), Posting.account_code == ACCOUNT)
    )  # fmt: skip
    return -int(total or 0)


def due(invoice: Invoice) -> int:
    """What is still to be paid on it."""
    return invoice.total - invoice.paid - invoice.credited


async def received(
    db: Db, invoice: Invoice, minor: int, *, key: str, account: str, memo: str, actor: Actor
) -> int:  # fmt: skip
    """Money of the patient on `account` for an invoice (locked): it pays what is due, the rest becomes his credit.
    Returns what it paid."""
    part = min(minor, due(invoice)) if invoice.status is InvoiceStatus.issued else 0
    over = minor - part
    if over:
        await lock(db, invoice.patient_id)
    await ledger.post(
        db, key, memo, [(account, minor), ("ar:patient", -part), (ACCOUNT, -over)],
        currency=invoice.currency, actor=actor, patient_id=invoice.patient_id, case_id=invoice.case_id,
    )  # fmt: skip
    invoice.paid += part
    if over:
        await told(db, invoice.patient_id, grew=True, actor=actor)
    return part


async def apply(db: Db, invoice: Invoice, *, actor: Actor) -> int:
    """Pay an open bill (locked) out of the credit, as far as either goes; returns how much. 409 no_credit, not_open."""
    if invoice.status is not InvoiceStatus.issued:
        raise Conflict("This bill is not open any more.", code="not_open", status_of_invoice=invoice.status)
    await lock(db, invoice.patient_id)
    minor = min(due(invoice), await of_patient(db, invoice.patient_id))
    if minor <= 0:
        raise Conflict("There is no credit to apply.", code="no_credit")
    await ledger.post(
        db, f"apply:{uuid7()}", "Credit applied to a bill", [(ACCOUNT, minor), ("ar:patient", -minor)],
        currency=invoice.currency, actor=actor, patient_id=invoice.patient_id, case_id=invoice.case_id,
    )  # fmt: skip
    invoice.paid += minor
    audit.wrote(db, actor, invoice, reason="credit applied")
    await told(db, invoice.patient_id, actor=actor)
    return minor


async def reconcile(db: Db, case_id: UUID, patient_id: UUID, *, key: str, currency: str, actor: Actor) -> list[Invoice]:
    """After an insurer has decided anew: what the patient owes on the case is what his bills ask for, no more.

    Bills that ask for more are lowered (the newest first); what he has paid too much becomes credit; what he owes again
    is taken out of his credit first. Returns the bills that nothing is owed on any more. Again under the same key is
    the same.
    """
    bills = await _open_bills(db, case_id)
    await lock(db, patient_id)
    owed = await ledger.balance(db, "ar:patient", case_id=case_id)
    asked = sum(due(bill) for bill in bills)
    if owed < 0:
        await _move(db, key, "Paid too much after the insurer's decision", ("ar:patient", -owed), case_id, patient_id,
                    currency=currency, actor=actor)  # fmt: skip
    elif owed > asked:
        back = min(owed - asked, await of_patient(db, patient_id))
        await _move(db, key, "Credit taken for what is owed again", ("ar:patient", -back), case_id, patient_id,
                    currency=currency, actor=actor)  # fmt: skip
    return _lower(db, bills, asked - max(owed, 0), actor=actor)


async def _open_bills(db: Db, case_id: UUID) -> Sequence[Invoice]:
    rows = await db.scalars(
        select(Invoice).where(Invoice.case_id == case_id, Invoice.status == InvoiceStatus.issued)
        .order_by(Invoice.issued_at.desc(), Invoice.id.desc()).with_for_update()
        .execution_options(populate_existing=True)
    )  # fmt: skip
    return rows.all()


def _lower(db: Db, bills: Sequence[Invoice], excess: int, *, actor: Actor) -> list[Invoice]:
    settled = []
    for bill in bills:
        part = min(max(excess, 0), due(bill))
        if not part:
            continue
        excess -= part
        bill.credited += part
        audit.wrote(db, actor, bill, reason="lowered after the insurer's decision")
        if due(bill) == 0:
            move(bill, InvoiceStatus.paid if bill.paid else InvoiceStatus.cancelled)
            settled.append(bill)
    return settled


async def _move(
    db: Db, key: str, memo: str, side: tuple[str, int], case_id: UUID, patient_id: UUID, *, currency: str, actor: Actor
) -> None:  # fmt: skip
    account, minor = side
    posted = await ledger.post(db, key, memo, [(account, minor), (ACCOUNT, -minor)], currency=currency, actor=actor,
                               patient_id=patient_id, case_id=case_id)  # fmt: skip
    if posted:
        await told(db, patient_id, grew=minor > 0, actor=actor)


async def told(db: Db, patient_id: UUID, *, actor: Actor, grew: bool = False) -> None:
    """Say that the credit of a patient is another; of one that `grew` the patient himself is told."""
    user_id = await db.scalar(select(Patient.user_id).where(Patient.id == patient_id))
    state(db, CreditChanged(patient_id=patient_id, patient_user_id=user_id, grew=uuid7() if grew else None),
          actor=actor)  # fmt: skip


async def holders(db: Db | ReadDb, actor: Actor) -> list[dict[str, Any]]:
    """Patients who have a credit, the largest first: {patient_id, patient_name, patient_number, minor, currency,
    invoice_id: the bill that they paid last, from where it is given back}. Of those whose record this person may see.
    """
    sums = (
        select(JournalEntry.patient_id, Posting.currency, (-func.sum(Posting.minor)).label("minor"))
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(Posting.account_code == ACCOUNT)
        .group_by(JournalEntry.patient_id, Posting.currency)
    )  # fmt: skip
    found: dict[tuple[UUID, str], int] = {}
    owners: dict[UUID, UUID] = {}
    for row in await db.execute(sums):
        owner = await merging.standing(db, row.patient_id) if row.minor else row.patient_id
        owners |= {row.patient_id: owner, owner: owner}
        found[owner, row.currency] = found.get((owner, row.currency), 0) + int(row.minor)
    ids = {owner for (owner, _), minor in found.items() if minor > 0}
    seen = select(Patient).where(Patient.id.in_(ids), ~policy.barred(actor, Patient.id))
    people = {one.id: one for one in await db.scalars(seen)}
    bills = await _paid_last(db, [one for one, owner in owners.items() if owner in people])
    of = {owners[one]: bill for one, bill in bills.items()}
    rows = [{"patient_id": owner, "patient_name": people[owner].name, "patient_number": people[owner].number,
             "minor": minor, "currency": currency, "invoice_id": of.get(owner)}
            for (owner, currency), minor in found.items() if owner in people and minor > 0]  # fmt: skip
    return sorted(rows, key=lambda one: (-one["minor"], str(one["patient_id"])))


async def _paid_last(db: Db | ReadDb, patient_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    rows = await db.execute(
        select(Payment.patient_id, Payment.invoice_id)
        .where(Payment.patient_id.in_(patient_ids), Payment.status == PaymentStatus.succeeded)
        .order_by(Payment.status_at, Payment.id)
    )
    return {row.patient_id: row.invoice_id for row in rows}
