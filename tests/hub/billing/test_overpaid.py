"""Paid too much: by two payments that race, or since an insurer later pays what the patient has paid. It is his credit,
applied to a bill or given back through the gateway; what payers keep back is booked; the ledger sums to zero."""

from __future__ import annotations

import asyncio
import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import select, update

from hub.billing import actions, credit, demo, queries, reactions, receipt, refunds
from hub.billing.gateway import Intent, Refunded
from hub.billing.gateway.signature import sign
from hub.billing.gateway.test import HEADER, TestIntent
from hub.billing.models import Invoice, InvoiceLine, InvoiceStatus, Payment, PaymentStatus, Price, Refund, RefundStatus
from hub.core.actor import SYSTEM
from hub.core.clock import travel
from hub.core.ids import uuid7
from hub.core.types import Money
from hub.insurance import coverages
from hub.insurance.facts import ClaimAdjudicated, RemittancePosted
from hub.insurance.models import (
    Claim,
    ClaimStatus,
    Direction,
    FileStatus,
    Interchange,
    Payer,
    PaymentState,
    Remittance,
    RemittanceClaim,
)
from hub.patients import merging
from hub.patients.erasure import checks
from hub.patients.models import Patient
from hub.staff.queries import facility
from tests.factories import billing, patients
from tests.factories import insurance as make
from tests.hub.billing.test_payments import balance, hook, owes
from tests.hub_fixture import Client, Hub


async def late(hub: Hub, payment_id: UUID) -> None:
    """The gateway says after all that this payment succeeded."""
    async with hub.transaction() as db:
        await db.execute(update(TestIntent).where(TestIntent.idem == str(payment_id)).values(state="succeeded"))
        row = await db.get_one(Payment, payment_id, with_for_update=True)
        found = Intent(row.external_id or f"x_{row.id}", "succeeded", Money(minor=row.minor, currency=row.currency))
        await actions.apply_intent(db, row, found, actor=SYSTEM)


async def paid_twice(hub: Hub, patient: Client, *, second: str = "tok_ok") -> tuple[str, list[UUID]]:
    """A bill whose first payment was declined and went through after the second one: (invoice, payments)."""
    invoice_id = await owes(hub, patient)
    for token in ("tok_declined", second):
        await patient.post(f"/api/invoices/{invoice_id}/pay", {"method": token}, expect=202)
        await hub.run_jobs()
        with travel(timedelta(seconds=5)):
            await hub.run_jobs()
    ids = [row.id for row in await hub.sql("SELECT id FROM payment WHERE invoice_id = :i ORDER BY id", i=invoice_id)]
    await late(hub, ids[0])
    await hub.run_jobs()
    return invoice_id, ids


async def zero(hub: Hub) -> None:
    assert (await hub.sql("SELECT coalesce(sum(minor), 0) FROM posting"))[0][0] == 0


async def of(clerk: Client, patient: Client) -> dict[str, Any]:
    return dict((await clerk.get(f"/api/patients/{patient.patient_id}/credit", expect=200)).data)


async def receipt_data(hub: Hub, invoice_id: str) -> dict[str, Any]:
    """What the receipt of a bill says; that it can be printed is seen, too."""
    async with hub.reading() as db:
        invoice = await db.get_one(Invoice, UUID(invoice_id))
        lines = list(await db.scalars(select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)))
        paid = select(Payment).where(Payment.invoice_id == invoice.id, Payment.status == PaymentStatus.succeeded)
        payments = list(await db.scalars(paid))
        assert (await receipt.make(invoice, lines, payments)).startswith(b"%PDF")
        return receipt.data_of(invoice, lines, payments)


async def test_two_payments_that_race_pay_the_bill_once_and_the_rest_is_his(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    invoice_id, ids = await paid_twice(hub, patient)
    bill = await patient.get(f"/api/invoices/{invoice_id}")
    assert (bill["status"], bill["paid"], bill["total"]) == ("paid", 12_500, 12_500)
    assert [await balance(hub, name) for name in ("clearing:test", "ar:patient", "unapplied:patient")] == [
        25_000, 0, -12_500,
    ]  # fmt: skip
    found = await of(clerk, patient)
    assert found["minor"] == 12_500 and {one["id"] for one in found["payments"]} == {str(id) for id in ids}
    assert (await receipt_data(hub, invoice_id))["to_credit"] == "$125.00"
    async with hub.reading() as db:
        against = await checks.check(db, await db.get_one(Patient, patient.patient_id))
    assert {one.code for one in against.hindrances} == {"credit"}, "who is erased could not get it back"
    (row,) = (await clerk.get("/api/credits"))["items"]
    assert (row["minor"], row["invoice_id"]) == (12_500, invoice_id), "the list leads there, and opens no record for it"
    await late(hub, ids[0])  # told again: nothing
    assert (await of(clerk, patient))["minor"] == 12_500
    await zero(hub)


async def test_both_really_at_once(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    invoice_id = await owes(hub, patient)
    async with hub.transaction() as db:
        invoice = await db.get_one(Invoice, UUID(invoice_id))
        rows = [Payment(invoice_id=invoice.id, patient_id=invoice.patient_id, gateway="test", external_id=f"x{n}",
                        minor=12_500, currency="USD", status=PaymentStatus.failed) for n in range(4)]  # fmt: skip
        db.add_all(rows)
        await db.flush()
        ids = [row.id for row in rows]
    await asyncio.gather(*(late(hub, id) for id in ids))
    assert await balance(hub, "unapplied:patient") == -37_500 and await balance(hub, "ar:patient") == 0
    assert (await hub.sql("SELECT count(*) FROM outbox WHERE kind = 'InvoiceSettled'"))[0][0] == 1
    await zero(hub)


async def test_a_credit_pays_the_next_bill(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    await paid_twice(hub, patient)
    other = await owes(hub, patient, "G0425", "WL002")
    path = f"/api/invoices/{other}/apply-credit"
    await patient.post(path, {}, expect=403)
    bill = await clerk.post(path, {}, expect=200)
    assert (bill["status"], bill["paid"], bill["total"]) == ("issued", 12_500, 15_000)
    assert (await clerk.post(path, {}, expect=409)).code == "no_credit"
    await patient.post(f"/api/invoices/{other}/pay", {"method": "tok_ok"}, expect=202)
    assert (await clerk.post(path, {}, expect=409)).code == "payment_running"
    await hub.run_jobs()
    assert (await patient.get(f"/api/invoices/{other}"))["status"] == "paid"
    assert [one.minor for one in await hub.sql("SELECT minor FROM payment ORDER BY id DESC LIMIT 1")] == [2_500]
    assert (await receipt_data(hub, other))["from_credit"] == "$125.00", "the receipt says where the rest came from"
    assert (await clerk.post(path, {}, expect=409)).code == "not_open"
    assert (await of(clerk, patient))["minor"] == 0
    await zero(hub)


async def test_a_refund_goes_back_in_parts_and_never_more_than_there_is(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    _, ids = await paid_twice(hub, patient)
    path = f"/api/payments/{ids[0]}/refunds"
    await patient.post(path, {"minor": 100, "reason": "paid twice"}, expect=403)
    await clerk.post(f"/api/payments/{uuid7()}/refunds", {"minor": 100, "reason": "paid twice"}, expect=404)
    for wrong in ({"minor": 0, "reason": "paid twice"}, {"minor": 100, "reason": ""}, {"minor": 1.5, "reason": "abc"}):
        await clerk.post(path, wrong, expect=422)
    much = await clerk.post(path, {"minor": 12_501, "reason": "paid twice"}, expect=409)
    assert much.code == "refund_too_much" and much["left"] == 12_500
    await clerk.post(path, {"minor": 5_000, "reason": "paid twice"}, expect=201, key="the-same-click")
    again = await clerk.post(path, {"minor": 5_000, "reason": "paid twice"}, expect=201, key="the-same-click")
    assert again["minor"] == 7_500, "the same click is one refund"
    assert await balance(hub, "refunds:payable") == -5_000
    await hub.run_jobs()
    found = await of(clerk, patient)
    assert [(one["status"], one["minor"]) for one in found["refunds"]] == [("succeeded", 5_000)]
    assert await balance(hub, "refunds:payable") == 0 and await balance(hub, "clearing:test") == 20_000
    await clerk.post(path, {"minor": 7_500, "reason": "the rest"}, expect=201)
    assert (await clerk.post(path, {"minor": 1, "reason": "one more"}, expect=409)).code == "refund_too_much"
    await hub.run_jobs()
    assert (await of(clerk, patient))["minor"] == 0 and (await clerk.get("/api/credits"))["items"] == []
    shown = (await patient.get(f"/api/invoices/{found['payments'][0]['invoice_id']}"))["refunds"]
    assert sorted(one["minor"] for one in shown) == [5_000, 7_500] and "reason" not in shown[0]
    stored = await hub.sql("SELECT reason_sealed FROM refund")
    assert "paid twice" not in str(stored)
    await zero(hub)


async def test_ten_refunds_at_once_give_back_what_there_is_once(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    _, ids = await paid_twice(hub, patient)
    body = {"minor": 12_500, "reason": "paid twice"}
    replies = await asyncio.gather(
        *(clerk.post(f"/api/payments/{ids[n % 2]}/refunds", body, expect=0) for n in range(10))
    )
    assert sorted(one.status for one in replies) == [201] + [409] * 9
    await hub.run_jobs()
    assert await balance(hub, "unapplied:patient") == 0 and await balance(hub, "clearing:test") == 12_500
    await zero(hub)


async def test_what_the_gateway_refuses_is_his_credit_again(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    _, ids = await paid_twice(hub, patient, second="tok_keep")
    async with hub.transaction() as db:
        (await db.get_one(Payment, ids[0])).external_id = "gone"
    for payment in ids:  # the one refuses, of the other the gateway knows nothing
        await clerk.post(f"/api/payments/{payment}/refunds", {"minor": 1_000, "reason": "paid twice"}, expect=201)
    await hub.run_jobs()
    found = await of(clerk, patient)
    assert found["minor"] == 12_500 and {one["status"] for one in found["refunds"]} == {"failed"}
    assert {one["failure"] for one in found["refunds"]} == {"refund_refused", "not_found"}
    assert await balance(hub, "refunds:payable") == 0 and await balance(hub, "clearing:test") == 25_000
    await hub.publish()
    await hub.run_jobs()
    kinds = [one["kind"] for one in (await clerk.get("/api/notifications"))["items"]]
    assert kinds.count("refund_failed") == 2
    await zero(hub)


@pytest.mark.parametrize("second", ["tok_slow", "tok_twice"])
async def test_b62_late_and_repeated_webhooks_of_a_refund_have_one_effect(hub: Hub, second: str) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    _, ids = await paid_twice(hub, patient, second=second)
    await clerk.post(f"/api/payments/{ids[1]}/refunds", {"minor": 12_500, "reason": "paid twice"}, expect=201)
    await hub.run_jobs()
    with travel(timedelta(seconds=10)):
        await hub.run_jobs()
    [row] = await hub.sql("SELECT external_id, status FROM refund")
    assert row.status == "succeeded"
    for n in range(5):
        await hook(hub, {"id": f"late_{n}", "type": "refund.processing", "refund": row.external_id})
    await hook(hub, {"id": "foreign", "type": "refund.succeeded", "refund": "test_refund_nobody"})
    raw = orjson.dumps({"id": "z", "refund": row.external_id})
    headers = {HEADER: sign(raw, "x" * 40), "Content-Type": "application/json", "Origin": ""}
    await hub.client().call("POST", "/api/webhooks/payments/test", data=raw, headers=headers, expect=400)
    await hub.run_jobs()
    assert await balance(hub, "clearing:test") == 12_500 and await balance(hub, "unapplied:patient") == 0
    assert (await hub.sql("SELECT count(*) FROM outbox WHERE kind = 'RefundChanged'"))[0][0] == 3
    await zero(hub)


async def test_what_the_bank_sends_back_later_is_his_credit_again(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    _, ids = await paid_twice(hub, patient)
    await clerk.post(f"/api/payments/{ids[1]}/refunds", {"minor": 12_500, "reason": "paid twice"}, expect=201)
    await hub.run_jobs()
    async with hub.transaction() as db:
        row = (await db.scalars(select(Refund).with_for_update())).one()
        money = Money(minor=row.minor, currency=row.currency)
        await refunds.follow(db, row, Refunded(str(row.external_id), "failed", money, "returned"), actor=SYSTEM)
    async with hub.transaction() as db:  # and a success that was told late does not count any more
        row = (await db.scalars(select(Refund).with_for_update())).one()
        await refunds.follow(db, row, Refunded(str(row.external_id), "succeeded", money), actor=SYSTEM)
    assert (await of(clerk, patient))["minor"] == 12_500 and await balance(hub, "clearing:test") == 25_000
    await zero(hub)


async def test_b04_b09_nobody_else_sees_or_gives_back_a_credit(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    _, ids = await paid_twice(hub, patient)
    for who in (patient, await hub.sign_in("doctor"), await hub.sign_in("receptionist")):
        await who.get(f"/api/patients/{patient.patient_id}/credit", expect=403)
        await who.get("/api/credits", expect=403)
    from hub.patients.access import labels

    async with hub.transaction() as db:
        person = await db.get_one(Patient, patient.patient_id)
        await labels.object_to(db, person, clerk.user_id, "A neighbour", actor=SYSTEM)
    assert (await clerk.get("/api/credits"))["items"] == []
    await clerk.get(f"/api/patients/{patient.patient_id}/credit", expect=404)
    await clerk.post(f"/api/payments/{ids[0]}/refunds", {"minor": 1, "reason": "paid twice"}, expect=404)


async def test_b70_a_credit_is_the_survivors_after_a_merge(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    _, ids = await paid_twice(hub, patient)
    async with hub.transaction() as db:
        survivor = await patients.patient(db, family="Marsh", account=False)
        loser = await db.get_one(Patient, patient.patient_id)
        await merging.merge(db, survivor, loser, [], "Registered twice", actor=SYSTEM)
        survivor_id = survivor.id
    async with hub.reading() as db:
        assert await credit.of_patient(db, survivor_id) == 12_500
    [row] = (await clerk.get("/api/credits"))["items"]
    assert row["patient_id"] == str(survivor_id)
    await clerk.post(f"/api/payments/{ids[0]}/refunds", {"minor": 12_500, "reason": "paid twice"}, expect=201)
    await hub.run_jobs()
    assert (await clerk.get("/api/credits"))["items"] == []
    await zero(hub)


# ---- what insurers do later ----------------------------------------------------------------------------------------


class Insured:
    """A case whose claim was decided: 125.00, of which the patient's share is told."""

    def __init__(self, hub: Hub, patient: Client, case_id: UUID, claim_id: UUID) -> None:
        self.hub, self.patient, self.case_id, self.claim_id = hub, patient, case_id, claim_id
        self.number = 0

    async def decided(
        self, paid: int, contractual: int, share: int, *, complete: bool = True, plb: tuple[tuple[str, int], ...] = ()
    ) -> None:
        """One remittance speaks about the claim (a difference to what was said before), and billing hears of it."""
        self.number += 1
        async with self.hub.transaction() as db:
            claim = await db.get_one(Claim, self.claim_id)
            file = Interchange(
                partner="upload", direction=Direction.inbound, name="x", kind="835", size=1, raw=b"x",
                sha256=f"{self.claim_id}{self.number}", status=FileStatus.processed,
            )  # fmt: skip
            db.add(file)
            await db.flush()
            row = Remittance(
                interchange_id=file.id, payer_code=claim.payer_code, payer_name="Payer",
                trace=f"{self.claim_id}{self.number}",
                paid_on=date(2026, 1, 5), amount=paid - sum(amount for _, amount in plb), method="ACH",
                adjustments=[{"reason": reason, "reference": "", "amount": amount} for reason, amount in plb],
            )  # fmt: skip
            db.add(row)
            await db.flush()
            db.add(RemittanceClaim(
                remittance_id=row.id, ordinal=1, claim_id=claim.id, state=PaymentState.posted, control_number="W1",
                claim_status="1", charge=12_500, paid=paid, contractual=contractual, patient_share=share, denied=0,
            ))  # fmt: skip
            await db.flush()
            for _ in range(2):  # at least once: told twice, booked once
                await reactions.on_adjudicated(db, ClaimAdjudicated(
                    claim_id=claim.id, remittance_id=row.id, case_id=self.case_id, outcome="paid", complete=complete,
                ), SYSTEM)  # fmt: skip
                await reactions.on_remittance(db, RemittancePosted(remittance_id=row.id), SYSTEM)

    async def bill(self) -> str | None:
        """What the pathway's step does, where nobody has billed yet; the newest bill."""
        async with self.hub.transaction() as db:
            person = await db.get_one(Patient, self.patient.patient_id)
            await actions.issue_invoice(
                db, patient=person, facility=await facility(db), case_id=self.case_id, encounter_id=None,
                actor=SYSTEM,
            )  # fmt: skip
            made = await queries.invoice_of_case(db, self.case_id)
            return str(made.id) if made else None


async def insured(hub: Hub, patient: Client) -> Insured:
    case_id = uuid7()
    async with hub.transaction() as db:
        person, payer = (
            await db.get_one(Patient, patient.patient_id),
            (await db.scalars(select(Payer).where(Payer.code == "SIM01"))).one(),
        )
        cover = await coverages.add(db, person, payer, {"member_id": f"SIM{uuid7().hex[-8:].upper()}"}, actor=SYSTEM)
        if (await db.execute(select(Price.id).limit(1))).first() is None:
            await demo.prices(db)
            await db.flush()
        await actions.raise_charges(
            db, [billing.Given(uuid7())], patient=person, facility=await facility(db), case_id=case_id,
            encounter_id=uuid7(), actor=SYSTEM,
        )  # fmt: skip
        await db.flush()
        await actions.assign_to_payer(db, case_id, payer.code, patient=person, actor=SYSTEM)
        claim = Claim(
            control_number=f"W{uuid7().hex[-8:]}", patient_id=person.id, coverage_id=cover.id, payer_id=payer.id,
            payer_code=payer.code, case_id=case_id, status=ClaimStatus.paid, total=12_500,
            snapshot=make.claim().model_dump(mode="json"),
        )  # fmt: skip
        db.add(claim)
        await db.flush()
        return Insured(hub, patient, case_id, claim.id)


async def share_paid(hub: Hub, patient: Client) -> tuple[Insured, str | None]:
    """A claim that left the patient 25.00, which he has paid: (case, bill)."""
    case = await insured(hub, patient)
    await case.decided(9_000, 1_000, 2_500)
    bill = await case.bill()
    await patient.post(f"/api/invoices/{bill}/pay", {"method": "tok_ok"}, expect=202)
    await hub.run_jobs()
    return case, bill


async def test_an_insurer_that_pays_more_later_makes_what_he_paid_a_credit(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    case, _ = await share_paid(hub, patient)
    await case.decided(1_500, 0, -1_500)
    assert (await of(clerk, patient))["minor"] == 1_500 and await balance(hub, "ar:patient") == 0
    assert await balance(hub, "ar:payer:SIM01") == 0 and await balance(hub, "clearing:remittance") == 10_500
    payment = (await of(clerk, patient))["payments"][0]["id"]
    await clerk.post(f"/api/payments/{payment}/refunds", {"minor": 1_500, "reason": "insurer paid"}, expect=201)
    await hub.run_jobs()
    assert await balance(hub, "clearing:test") == 1_000
    await zero(hub)


async def test_an_open_bill_is_lowered_to_what_is_still_owed(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    case = await insured(hub, patient)
    await case.decided(9_000, 1_000, 2_500)
    bill = await case.bill()
    await case.decided(1_500, 0, -1_500)
    shown = await patient.get(f"/api/invoices/{bill}")
    assert (shown["total"], shown["credited"], shown["status"]) == (2_500, 1_500, "issued")
    await patient.post(f"/api/invoices/{bill}/pay", {"method": "tok_ok"}, expect=202)
    await hub.run_jobs()
    shown = await patient.get(f"/api/invoices/{bill}")
    assert (shown["paid"], shown["status"]) == (1_000, "paid") and (await of(clerk, patient))["minor"] == 0
    said = await receipt_data(hub, str(bill))
    assert (said["total"], said["lowered"], said["paid"], said["from_credit"]) == ("$25.00", "-$15.00", "$10.00", "")
    other = await insured(hub, patient)
    await other.decided(9_000, 1_000, 2_500)
    bill = await other.bill()
    await other.decided(2_500, 0, -2_500)
    assert (await patient.get(f"/api/invoices/{bill}"))["status"] == "cancelled", "nobody owes anything on it"
    assert (await patient.post(f"/api/invoices/{bill}/pay", {"method": "tok_ok"}, expect=409)).code == "already_paid"
    await zero(hub)


async def test_a_reversal_and_its_correction_in_two_files_leave_him_where_he_was(hub: Hub) -> None:
    """The insurer takes its payment back and pays anew: while it has not, nothing of the patient's is moved."""
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    case, bill = await share_paid(hub, patient)
    await case.decided(-9_000, -1_000, -2_500, complete=False)
    assert (await of(clerk, patient))["minor"] == 0 and (await patient.get(f"/api/invoices/{bill}"))["status"] == "paid"
    await case.decided(9_000, 1_000, 2_500)
    assert (await of(clerk, patient))["minor"] == 0 and await balance(hub, "ar:patient") == 0
    await zero(hub)


async def test_what_is_owed_again_is_taken_out_of_the_credit_first(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    case, _ = await share_paid(hub, patient)
    await case.decided(1_500, 0, -1_500)
    await case.decided(-2_000, 0, 2_000)  # a takeback: he owes more than before
    assert (await of(clerk, patient))["minor"] == 0 and await balance(hub, "ar:patient") == 500
    bills = (await patient.get("/api/invoices"))["items"]
    assert sorted((one["total"], one["status"]) for one in bills) == [(500, "issued"), (2_500, "paid")], (
        "the pathway is over: what he owes again is billed all the same, and once"
    )
    await zero(hub)


async def test_what_a_payer_keeps_back_is_booked_so_that_the_deposit_is_what_was_announced(hub: Hub) -> None:
    """PLB of an 835: an overpayment recovered (WO), carried forward (FB), interest (L6)."""
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    case = await insured(hub, patient)
    await case.decided(9_000, 1_000, 2_500, plb=(("WO", 4_000), ("FB", -500), ("L6", -120)))
    deposit = 9_000 - 4_000 + 500 + 120
    assert await balance(hub, "clearing:remittance") == deposit
    assert (await hub.sql("SELECT amount FROM remittance"))[0][0] == deposit
    assert await balance(hub, "recoupment:SIM01") == 3_500 and await balance(hub, "other_income:interest") == -120
    names = {row["account_code"]: row["name"] for row in (await clerk.get("/api/ledger"))["balances"]}
    assert names["recoupment:SIM01"].startswith("Kept back by ") and "SIM01" not in names["recoupment:SIM01"]
    await zero(hub)


# ---- any order -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_in_whatever_order_the_books_hold(hub: Hub, seed: int) -> None:
    """Random sequences of bills, payments (late, double, lost), decisions, credits and refunds (partly, refused,
    returned): after each step nothing is lost, made up, or owed twice."""
    chance = random.Random(seed)
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    cases = [await insured(hub, patient) for _ in range(2)]
    shares = [0, 0]

    async def pay() -> None:
        rows = await hub.sql("SELECT id FROM invoice WHERE status = 'issued'")
        if rows:
            token = chance.choice(["tok_ok", "tok_declined", "tok_twice", "tok_keep"])
            await patient.post(f"/api/invoices/{chance.choice(rows).id}/pay", {"method": token}, expect=0)

    async def comes_late() -> None:
        rows = await hub.sql("SELECT id FROM payment WHERE status = 'failed'")
        if rows:
            await late(hub, chance.choice(rows).id)

    async def decides() -> None:
        n = chance.randrange(2)
        share = chance.randrange(0, 5_000)
        await cases[n].decided(shares[n] - share, 0, share - shares[n])
        shares[n] = share
        await cases[n].bill()

    async def applies() -> None:
        rows = await hub.sql("SELECT id FROM invoice WHERE status = 'issued'")
        if rows:
            await clerk.post(f"/api/invoices/{chance.choice(rows).id}/apply-credit", {}, expect=0)

    async def gives_back() -> None:
        rows = await hub.sql("SELECT id FROM payment")
        if rows:
            body = {"minor": chance.randrange(1, 6_000), "reason": "paid twice"}
            await clerk.post(f"/api/payments/{chance.choice(rows).id}/refunds", body, expect=0)

    async def comes_back() -> None:
        rows = await hub.sql("SELECT id FROM refund WHERE status = 'succeeded'")
        if rows:
            async with hub.transaction() as db:
                row = await db.get_one(Refund, chance.choice(rows).id, with_for_update=True)
                lost = Refunded(
                    str(row.external_id), "failed", Money(minor=row.minor, currency=row.currency), "returned"
                )
                await refunds.follow(db, row, lost, actor=SYSTEM)

    async def new_bill() -> None:
        await owes(hub, patient)

    steps = [pay, pay, comes_late, decides, decides, applies, gives_back, gives_back, comes_back, new_bill]
    for _ in range(25):
        await chance.choice(steps)()
        if chance.random() < 0.7:
            await hub.run_jobs()
        await _holds(hub, patient)
    await hub.run_jobs()
    await _holds(hub, patient)


async def _holds(hub: Hub, patient: Client) -> None:
    await zero(hub)
    async with hub.reading() as db:
        left = await credit.of_patient(db, patient.patient_id)
        bills = list(await db.scalars(select(Invoice)))
        paid = list(await db.scalars(select(Payment).where(Payment.status == PaymentStatus.succeeded)))
        back = list(await db.scalars(select(Refund)))
    assert left >= 0
    assert all(credit.due(bill) >= 0 and (credit.due(bill) == 0) == (bill.status is not InvoiceStatus.issued)
               for bill in bills)  # fmt: skip
    sent = sum(one.minor for one in back if one.status is RefundStatus.succeeded)
    waiting = sum(one.minor for one in back if one.status in (RefundStatus.requested, RefundStatus.processing))
    assert await balance(hub, "clearing:test") == sum(one.minor for one in paid) - sent
    assert await balance(hub, "refunds:payable") == -waiting
    assert await balance(hub, "ar:patient") == sum(credit.due(bill) for bill in bills)
    for payment in paid:
        given = [one.minor for one in back if one.payment_id == payment.id and one.status is not RefundStatus.failed]
        assert sum(given) <= payment.minor
