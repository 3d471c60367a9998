"""What a clerk learns by asking a payer: it never had the claim, it has turned it away, or it has decided.

A decision is posted as if it had come in a file, so there is one way for money: it balances, it is stored once, and
billing hears of it. What was said is kept in place of the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.jobs import enqueue
from hub.core.states import may_move
from hub.identity import house
from hub.insurance import acknowledging, posting, queries
from hub.insurance.facts import ClaimAdjudicated
from hub.insurance.files import ENTERED
from hub.insurance.history import change, note
from hub.insurance.models import ADJUDICATED, QUEUED, Claim, ClaimStatus, Direction, FileStatus, Interchange
from hub.insurance.receiving import UPLOAD
from hub.insurance.rules import outcome_of
from hub.insurance.x12.remittance import DENIED, REVERSAL, Adjustment, ClaimPayment, Remittance

REFUSED, REDUCED, SHARED = ("CO", "A1"), ("CO", "45"), ("PR", "3")
"""Denied, above the agreed fee, the patient's: the reasons (CARC) that hand-entered amounts are kept under."""


async def awaited(db: Db | ReadDb, claim: Claim) -> bool:
    """Whether the payer may still say something of this claim: it was sent, and neither decided nor given up."""
    if (
        claim.status in ADJUDICATED
        or claim.status is ClaimStatus.closed
        or not may_move(claim.status, ClaimStatus.paid)
    ):
        return False
    return claim.status not in QUEUED or await queries.was_sent(db, claim.id)


async def told(db: Db, claim: Claim, said: Mapping[str, Any], *, actor: Actor) -> Claim:
    """What a clerk has heard of a claim, asked or not: sent again, or answered. See `resend` and `answer`."""
    if said["action"] == "resend":
        return await resend(db, claim, actor=actor)
    return await answer(db, claim, said, actor=actor)


async def resend(db: Db, claim: Claim, *, actor: Actor) -> Claim:
    """Put the claim into another file under its own number; 409 not_resendable once the payer has taken it
    in, and before it was sent at all."""
    if claim.status is ClaimStatus.draft or not may_move(claim.status, ClaimStatus.ready):
        raise Conflict(
            "Only what was sent and not taken in yet can be sent again.", code="not_resendable", current=claim.status
        )
    payer = await queries.payer(db, claim.payer_id)
    change(db, claim, ClaimStatus.ready, actor=actor)
    once = f"{claim.id}:{claim.interchange_id}"
    await enqueue(db, "insurance.make_file", actor=actor, key=payer.partner, once=once, payer_id=payer.id)
    return claim


async def answer(db: Db, claim: Claim, said: Mapping[str, Any], *, actor: Actor) -> Claim:
    """Keep what the payer said: {action: paid | denied | rejected, reason, decided_on, reference, and for a payment
    paid, contractual and patient_share in minor units}; what these leave of the total is denied. 409 not_awaited for a
    claim that waits for no answer, 422 amounts_differ, 409 already_posted."""
    if not await awaited(db, claim):
        raise Conflict("This claim does not wait for an answer.", code="not_awaited", current=claim.status)
    action, reason = str(said["action"]), str(said.get("reason") or "")
    if action == "denied" and claim.status is ClaimStatus.appealed:
        return _upheld(db, claim, reason, actor=actor)
    if action == "rejected" and not may_move(claim.status, ClaimStatus.rejected_277ca):
        raise Conflict("The payer has decided this claim before. Enter how.", code="decided", current=claim.status)
    item = _kept(claim, said, actor)
    db.add(item)
    audit.wrote(db, actor, item, patient_id=claim.patient_id)
    await db.flush()
    if action == "rejected":
        acknowledging.reject(db, claim, ClaimStatus.rejected_277ca, reason, "correct_and_resend", item, actor)
        return claim
    today = await house.today(db)
    decided_on = said.get("decided_on") or today
    if decided_on > today:
        raise Invalid("That day is still to come. Please check the date of the decision.", code="decided_later",
                      errors=[{"path": "decided_on", "message": "still to come"}])  # fmt: skip
    found = _remittance(claim, said, decided_on, payer_name=claim.snapshot["payer"]["name"])
    if await posting.post(db, found, item, actor=actor) is None:
        raise Conflict("This payment was posted before.", code="already_posted")
    if reason:
        claim.reason = reason if claim.denied else ""
        note(db, claim, "answer", reason, actor=actor, interchange_id=item.id)
    return claim


def _upheld(db: Db, claim: Claim, reason: str, *, actor: Actor) -> Claim:
    """The payer stays with its decision: no money moves, the pathway hears that the claim is as it was."""
    change(db, claim, outcome_of(claim), actor=actor, reason=reason, next_action="appeal_or_write_off")
    spoken = ClaimAdjudicated(claim_id=claim.id, remittance_id=None, case_id=claim.case_id, outcome="denied")
    state(db, spoken, actor=actor)
    return claim


def _kept(claim: Claim, said: Mapping[str, Any], actor: Actor) -> Interchange:
    """What was entered, where a file would be."""
    raw = orjson.dumps({"entry": str(uuid7()), "claim": claim.control_number, **said}, option=orjson.OPT_INDENT_2)
    return Interchange(
        partner=UPLOAD, direction=Direction.inbound, name=f"entered by {actor.name}"[:200], kind=ENTERED, size=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(), raw=raw, status=FileStatus.processed,
    )  # fmt: skip


def _remittance(claim: Claim, said: Mapping[str, Any], decided_on: date, *, payer_name: str) -> Remittance:
    """The decision as a payer would have written it; one that was decided before is taken back first."""
    paid, contractual, share = (int(said.get(name) or 0) for name in ("paid", "contractual", "patient_share"))
    denied = claim.total - paid - contractual - share
    if denied < 0:
        raise Invalid("The amounts are more than was charged.", code="amounts_differ", charged=claim.total)
    payments = [_payment(claim, "1" if paid + contractual + share else DENIED, paid, contractual, share, denied)]
    if claim.open != claim.total:
        before = (-claim.paid, -claim.contractual, -claim.patient_share, -claim.denied)
        payments.insert(0, _payment(claim, REVERSAL, *before))
    return Remittance(
        amount=sum(payment.paid for payment in payments), method="CHK" if paid else "NON", paid_on=decided_on,
        trace=f"{said.get('reference') or ''} {claim.control_number}".strip(), payer_name=payer_name,
        payer_id=claim.payer_code, payer_tin="", payee_name="", payee_npi="", claims=tuple(payments),
    )  # fmt: skip


def _payment(claim: Claim, status: str, paid: int, contractual: int, share: int, denied: int) -> ClaimPayment:
    person = claim.snapshot["patient"] or claim.snapshot["subscriber"]
    parts = ((REDUCED, contractual), (SHARED, share), (REFUSED, denied))
    adjustments = tuple(Adjustment(group, code, amount) for (group, code), amount in parts if amount)
    return ClaimPayment(
        claim.control_number, status, paid + contractual + share + denied, paid, share, claim.payer_control_number,
        patient=(person["last"], person["first"]), member_id=claim.snapshot["coverage"]["member_id"],
        adjustments=adjustments,
    )  # fmt: skip
