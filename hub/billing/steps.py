"""What diagrams may ask of billing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.beds import queries as stays
from hub.billing import actions, claims, ledger, queries
from hub.core.actor import Actor
from hub.core.db import Db
from hub.encounters import queries as encounters
from hub.insurance import actions as insurance
from hub.insurance import queries as coverages
from hub.insurance import rules
from hub.patients.models import Patient
from hub.staff.queries import facility as the_facility
from workflows.steps import StepContext, step


def _about(case: StepContext) -> dict[str, Any]:
    """The visit or the stay that the case is about."""
    about: dict[str, Any] = case.data.get("visit") or case.data["stay"]
    return about


def _encounter_id(case: StepContext) -> UUID:
    return UUID(_about(case)["encounter_id"])


def _coverage_id(case: StepContext) -> UUID:
    return UUID(case.data["insurance"]["coverage_id"])


def _billing(case: StepContext, **values: Any) -> dict[str, Any]:
    return {"billing": {**case.data.get("billing", {}), **values}}


async def _patient(db: Db, case: StepContext) -> Patient:
    return await db.get_one(Patient, UUID(_about(case)["patient_id"]))


@step("billing.raise_charges", title="Raise charges", help="Prices the services rendered and posts them as revenue.")
async def raise_charges(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """billing.{charge_total, claimable, currency}."""
    facility = await the_facility(db)
    encounter_id = _encounter_id(case)
    total = await actions.raise_charges(
        db, await encounters.services_rendered(db, encounter_id), patient=await _patient(db, case), facility=facility,
        case_id=case.instance_id, encounter_id=encounter_id, actor=actor,
    )  # fmt: skip
    claimable = await queries.claimable(db, case.instance_id)
    return _billing(case, charge_total=total, claimable=claimable, currency=facility.currency)


@step("billing.issue_invoice", title="Issue invoice", help="Bills the patient what the ledger says is theirs.")
async def issue_invoice(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """billing.{invoice_id, amount_due}; null and 0 when nothing is owed."""
    invoice = await actions.issue_invoice(
        db, patient=await _patient(db, case), facility=await the_facility(db), case_id=case.instance_id,
        encounter_id=_encounter_id(case), actor=actor,
    )  # fmt: skip
    return _billing(case, invoice_id=str(invoice.id) if invoice else None, amount_due=invoice.total if invoice else 0)


@step("billing.submit_claim", title="Submit claim", help="Builds the claim and hands it to the clearing house.")
async def submit_claim(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """claim.{claim_id, ask_at}: which claim, and when somebody should ask if no answer has come; the outcome of an
    earlier try is forgotten."""
    claim = await claims.submit(
        db, case_id=case.instance_id, encounter_id=_encounter_id(case), coverage_id=_coverage_id(case), actor=actor
    )
    ask_at = rules.ask_at(claim.status, claim.status_at)
    return {"claim": {"claim_id": str(claim.id), "ask_at": ask_at.isoformat()}}


@step("billing.write_off", title="Write off", help="Writes off what the payer leaves unpaid.")
async def write_off(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """Whatever the payer still owes on the case becomes a write-off; billing.amount_due is the patient's share."""
    await _clear(db, case, "write_offs", "Written off after denial", actor)
    return _billing(case, amount_due=await ledger.balance(db, "ar:patient", case_id=case.instance_id))


@step(
    "billing.transfer_to_patient", title="Bill the patient", help="Moves what the payer leaves unpaid to the patient."
)
async def transfer_to_patient(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """Whatever the payer still owes becomes the patient's: billing.amount_due."""
    await _clear(db, case, "ar:patient", "Moved to the patient after denial", actor)
    return _billing(case, amount_due=await ledger.balance(db, "ar:patient", case_id=case.instance_id))


async def _clear(db: Db, case: StepContext, target: str, memo: str, actor: Actor) -> None:
    coverage = await coverages.coverage(db, _coverage_id(case))
    claim_id = UUID(case.data["claim"]["claim_id"])
    facility = await the_facility(db)
    await actions.clear_payer(
        db, case.instance_id, coverage.payer.code, target, memo, key=f"{target}:{claim_id}",
        patient=await _patient(db, case), currency=facility.currency, actor=actor,
    )  # fmt: skip
    await insurance.close_claim(db, claim_id, reason=memo, actor=actor)


@step("billing.send_receipt", title="Send receipt", help="Makes sure that a receipt exists for what was paid.")
async def send_receipt(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The receipt's PDF is made by a job; this names it in the case."""
    invoice = await queries.invoice_of_case(db, case.instance_id)
    if invoice is not None:
        await actions.request_receipt(db, invoice)
    return _billing(case, receipt=invoice is not None)


@step("billing.raise_bed_days", title="Raise bed days", help="Prices the nights of a stay by midnight census.")
async def raise_bed_days(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """billing.{charge_total, claimable, currency}: the nights and whatever services were recorded during the stay."""
    facility = await the_facility(db)
    encounter_id, patient = _encounter_id(case), await _patient(db, case)
    nights = await stays.bed_days(db, UUID(_about(case)["stay_id"]), facility.zone)
    services: list[actions.Rendered] = [*nights, *await encounters.services_rendered(db, encounter_id)]
    total = await actions.raise_charges(
        db, services, patient=patient, facility=facility, case_id=case.instance_id, encounter_id=encounter_id,
        actor=actor,
    )  # fmt: skip
    claimable = await queries.claimable(db, case.instance_id)
    return _billing(case, charge_total=total, claimable=claimable, currency=facility.currency)
