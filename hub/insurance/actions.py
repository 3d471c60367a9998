"""Verbs of a claim: submitted, given up, appealed, corrected, voided. What a payer answers is in `receiving`, `posting`
and `answering`."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid
from hub.core.facts import state
from hub.core.jobs import enqueue
from hub.core.states import may_move
from hub.insurance import queries, rules
from hub.insurance.authorization import actions as authorizations
from hub.insurance.authorization import claiming
from hub.insurance.facts import ClaimChanged
from hub.insurance.findings import fingerprint
from hub.insurance.history import change, note
from hub.insurance.models import REJECTED, Claim, ClaimLine, ClaimStatus, claim_number
from hub.insurance.scrub import repair
from hub.insurance.snapshot import ClaimSnapshot
from hub.insurance.x12.text import code

ORIGINAL, REPLACEMENT, VOID = "1", "7", "8"


async def submit_claim(
    db: Db, snapshot: ClaimSnapshot, *, coverage_id: UUID, case_id: UUID | None, actor: Actor,
    encounter_id: UUID | None = None,
) -> Claim:  # fmt: skip
    """Take a claim in; it is checked and sent by jobs. Once per case and attempt: while the case's last claim is on its
    way or paid, that claim is the answer. After a rejection a new original follows, after a denial a replacement.

    The snapshot's number, payer, cover and frequency are set here; its charges, diagnoses and people come from billing.
    """
    previous = await queries.last_of_case(db, case_id, lock=True) if case_id else None
    if previous is not None and previous.status not in REJECTED | {ClaimStatus.denied, ClaimStatus.partial}:
        return previous
    coverage = await queries.coverage(db, coverage_id)
    frequency, earlier = _frequency(previous)
    built = rules.insured(snapshot, coverage).model_copy(
        update={
            "control_number": await _next_number(db),
            "frequency": frequency,
            "payer_control_number": earlier,
            "prior_authorization": snapshot.prior_authorization or (previous.authorization if previous else ""),
        }
    )
    if previous is not None:
        change(db, previous, ClaimStatus.replaced, actor=actor)  # its units are free again
    tidy, fixed = repair(built)
    tidy, uses = await claiming.numbered(db, coverage_id, tidy)
    claim = Claim(
        control_number=tidy.control_number, patient_id=coverage.patient_id, coverage_id=coverage.id,
        payer_id=coverage.payer.id, payer_code=coverage.payer.code, encounter_id=encounter_id, case_id=case_id,
        attempt=previous.attempt + 1 if previous else 1, frequency=frequency,
        replaces_id=previous.id if previous else None, total=tidy.total, currency=tidy.currency,
        snapshot=tidy.model_dump(mode="json"), fingerprint=fingerprint(tidy),
        findings=[finding.as_dict() for finding in fixed],
    )  # fmt: skip
    await _opened(db, claim, tidy, actor=actor, uses=uses)
    await authorizations.notice_use(db, set(uses.values()), actor=actor)
    return claim


def _frequency(previous: Claim | None) -> tuple[str, str]:
    """(CLM05-3, REF*F8): a claim that was never adjudicated goes out again as an original."""
    if previous is None or previous.status in REJECTED or not previous.payer_control_number:
        return ORIGINAL, ""
    return REPLACEMENT, previous.payer_control_number


async def _next_number(db: Db) -> str:
    return f"W{await db.scalar(select(claim_number.next_value())):09d}"


async def _opened(
    db: Db, claim: Claim, snapshot: ClaimSnapshot, *, actor: Actor, uses: claiming.Uses | None = None
) -> None:
    """Write the new claim with its lines and send it on its way."""
    db.add(claim)
    await db.flush()
    for number, line in enumerate(snapshot.lines, start=1):
        db.add(
            ClaimLine(
                claim_id=claim.id, number=number, line_id=line.line_id, code=line.code, units=line.units,
                modifiers=list(line.modifiers), charge=line.charge, served_on=line.starts_on,
                prior_authorization_service_id=(uses or {}).get(line.line_id),
            )
        )  # fmt: skip
    note(db, claim, str(claim.status), actor=actor)
    state(db, ClaimChanged(claim_id=claim.id, status=claim.status), actor=actor)
    await enqueue(db, "insurance.check_claim", actor=actor, once=str(claim.id), claim_id=claim.id)


async def close_claim(db: Db, claim_id: UUID, *, reason: str, actor: Actor) -> Claim:
    """Give up on a claim: what it leaves unpaid was written off or moved to the patient. Once; again is the same."""
    claim = await queries.claim(db, claim_id, lock=True)
    if claim.status is not ClaimStatus.closed:
        change(db, claim, ClaimStatus.closed, actor=actor, reason=reason)
    return claim


async def appeal(db: Db, claim: Claim, reason: str, *, actor: Actor) -> Claim:
    """Object to a denial: the claim stays as it was sent and waits for another decision; what the payer said stays its
    reason. 409 not_appealable for a claim that the payer has not denied, wholly or in part."""
    if not may_move(claim.status, ClaimStatus.appealed):
        raise Conflict("Only what a payer has denied can be appealed.", code="not_appealable", current=claim.status)
    change(db, claim, ClaimStatus.appealed, actor=actor, reason=claim.reason)
    note(db, claim, "appeal", reason, actor=actor)
    return claim


async def authorize(db: Db, claim: Claim, number: str, *, actor: Actor) -> Claim:
    """Keep the payer's authorization number for the next attempt; 409 once the claim is beyond correction."""
    number = code(number, 50)
    if not number:
        raise Invalid("Please enter the authorization number.", code="authorization_missing")
    if not may_move(claim.status, ClaimStatus.replaced):
        raise Conflict("This claim cannot be corrected any more.", code="not_correctable", current=claim.status)
    claim.authorization = number
    note(db, claim, "authorization", actor=actor)
    state(db, ClaimChanged(claim_id=claim.id, status=claim.status), actor=actor)
    return claim


async def void_claim(db: Db, claim: Claim, *, actor: Actor) -> Claim:
    """Ask the payer to take a decided claim back (frequency 8); returns the voiding claim. Once; again is the same."""
    known = await db.scalar(select(Claim).where(Claim.replaces_id == claim.id, Claim.frequency == VOID))
    if known is not None:
        return known
    if not may_move(claim.status, ClaimStatus.voided) or not claim.payer_control_number:
        raise Conflict("Only a claim that the payer has taken in can be voided.", code="not_voidable")
    snapshot = ClaimSnapshot.model_validate(claim.snapshot).model_copy(
        update={
            "control_number": await _next_number(db),
            "frequency": VOID,
            "payer_control_number": claim.payer_control_number,
        }
    )
    void = Claim(
        control_number=snapshot.control_number, patient_id=claim.patient_id, coverage_id=claim.coverage_id,
        payer_id=claim.payer_id, payer_code=claim.payer_code, encounter_id=claim.encounter_id, case_id=None,
        attempt=claim.attempt + 1, frequency=VOID, replaces_id=claim.id, total=snapshot.total,
        currency=snapshot.currency, snapshot=snapshot.model_dump(mode="json"), fingerprint=fingerprint(snapshot),
    )  # fmt: skip
    note(db, claim, "void_asked", actor=actor)
    await _opened(db, void, snapshot, actor=actor)
    return void
