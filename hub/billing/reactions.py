"""What billing does on hearing of money: post a claim's outcome, and let the pathway go on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.billing import actions, credit, fees, ledger, queries
from hub.billing.facts import InvoiceSettled
from hub.billing.ledger import balance
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.core.faults import fault
from hub.insurance import queries as insurance
from hub.insurance.facts import ClaimAdjudicated, RemittancePosted
from hub.insurance.models import Claim, ClaimStatus
from hub.patients.models import Patient
from hub.scheduling.facts import AppointmentFeeDue
from hub.staff.queries import facility as the_facility
from workflows import instances
from workflows.models import Case

INTEREST = "L6"


@consumes(ClaimAdjudicated, "billing.on_adjudicated")
async def on_adjudicated(db: Db, fact: ClaimAdjudicated, actor: Actor) -> None:
    """Post one claim's part of a remittance once; CO is adjusted, PR becomes the patient's, a denial moves nothing."""
    claim = await insurance.claim(db, fact.claim_id)
    share = 0
    if fact.remittance_id is not None:
        found = await insurance.adjudication(db, fact.claim_id, fact.remittance_id)
        share = found.patient_share
        moved = found.paid + found.contractual + found.patient_share
        await ledger.post(
            db, f"remit:{fact.remittance_id}:{fact.claim_id}", "Remittance of the payer",
            [("clearing:remittance", found.paid), ("adjustments:contractual", found.contractual),
             ("ar:patient", found.patient_share), (f"ar:payer:{claim.payer_code}", -moved)],
            currency=found.currency, actor=actor, patient_id=claim.patient_id, case_id=claim.case_id,
        )  # fmt: skip
    fault("billing.after_remittance")
    if claim.case_id is not None and (fact.complete or claim.status is ClaimStatus.voided):
        await _reconcile(db, claim, claim.case_id, f"credit:{fact.remittance_id or 'entered'}:{fact.claim_id}", actor)
    if fact.complete and claim.case_id is not None:
        due = await balance(db, "ar:patient", case_id=claim.case_id)
        payload: dict[str, Any] = {"claim_id": str(fact.claim_id), "outcome": fact.outcome, "patient_share": share,
                                   "amount_due": due}  # fmt: skip
        if fact.outcome != "paid":
            payload["held"] = claim.status is ClaimStatus.scrub_failed  # by our own check: the payer never saw it
            payload["work_by"] = (await insurance.work_by(db, claim, fact.outcome)).isoformat()
        if not await _tell(db, claim.case_id, "claim_adjudicated", payload, actor):
            await _bill_what_is_left(db, claim, claim.case_id, actor)


async def _bill_what_is_left(db: Db, claim: Claim, case_id: UUID, actor: Actor) -> None:
    """An insurer has raised the patient's share after the pathway has billed it, or is over: nobody else would."""
    case = await db.get(Case, case_id)
    over = case is None or case.status in instances.ENDED
    if over or await queries.invoice_of_case(db, case_id) is not None:
        await actions.issue_invoice(
            db, patient=await db.get_one(Patient, claim.patient_id), facility=await the_facility(db), case_id=case_id,
            encounter_id=claim.encounter_id, actor=actor,
        )  # fmt: skip


async def _reconcile(db: Db, claim: Claim, case_id: UUID, key: str, actor: Actor) -> None:
    """What the patient has paid, and is asked for, follows what the insurer has decided now."""
    bills = await credit.reconcile(db, case_id, claim.patient_id, key=key, currency=claim.currency, actor=actor)
    for bill in bills:
        await actions.settled(db, bill, actor=actor)


@consumes(RemittancePosted, "billing.on_remittance")
async def on_remittance(db: Db, fact: RemittancePosted, actor: Actor) -> None:
    """What a payer keeps back of a remittance, or adds to it, besides claims (PLB): once, so that what is announced
    equals what the bank gets. Positive amounts lower the payment."""
    found = await insurance.remittance(db, fact.remittance_id)
    kept = sum(one["amount"] for one in found.adjustments if one["reason"] != INTEREST)
    interest = sum(one["amount"] for one in found.adjustments if one["reason"] == INTEREST)
    await ledger.post(
        db, f"plb:{found.id}", "Kept back or added by the payer",
        [(f"{ledger.RECOUPED}{found.payer_code}", kept), ("other_income:interest", interest),
         ("clearing:remittance", -(kept + interest))],
        currency=found.currency, actor=actor,
    )  # fmt: skip


@consumes(InvoiceSettled, "billing.on_settled")
async def on_settled(db: Db, fact: InvoiceSettled, actor: Actor) -> None:
    """Tell the case that its bill is paid."""
    if fact.case_id is not None:
        await _tell(db, fact.case_id, "invoice_settled", {"invoice_id": str(fact.invoice_id)}, actor)


@consumes(AppointmentFeeDue, "billing.on_appointment_fee")
async def on_appointment_fee(db: Db, fact: AppointmentFeeDue, actor: Actor) -> None:
    """The booking policy asks a fee: the patient gets a bill."""
    await fees.bill(db, fact.appointment_id, fact.why, fact.minor, patient_id=fact.patient_id, actor=actor)


async def _tell(db: Db, case_id: UUID, message: str, payload: dict[str, Any], actor: Actor) -> bool:
    """Whether the case was waiting for it; one that is gone must not undo what was booked."""
    if await db.get(Case, case_id) is None:
        return False
    return await instances.deliver(db, case_id, message, payload, actor=actor)
