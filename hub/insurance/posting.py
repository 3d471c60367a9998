"""Posting an 835: each payment is stored once, matched with certainty or left to a person, and summed on its claim.

No ledger entry is made here: the fact `ClaimAdjudicated` says that there is money to book, billing books it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid
from hub.core.facts import state
from hub.core.faults import fault
from hub.core.states import may_move, move
from hub.insurance import files, queries, rules
from hub.insurance.facts import ClaimAdjudicated, PaymentUnmatched, RemittancePosted
from hub.insurance.history import change, note
from hub.insurance.matching import Match, find
from hub.insurance.models import (
    Claim,
    ClaimLine,
    ClaimStatus,
    Interchange,
    PaymentState,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
)
from hub.insurance.x12 import remittance as x12
from hub.insurance.x12.remittance import Adjustment, ClaimPayment


async def post(db: Db, found: x12.Remittance, item: Interchange, *, actor: Actor) -> Remittance | None:
    """Post one balanced remittance; None when the same payment was posted before (from this file or another)."""
    await files.lock_remittances(db)
    if await files.remittance_like(db, found) is not None:
        return None
    row = Remittance(
        interchange_id=item.id, payer_code=found.payer_id, payer_name=found.payer_name, trace=found.trace,
        paid_on=found.paid_on, amount=found.amount, method=found.method,
        adjustments=[
            {"reason": plb.reason, "reference": plb.reference, "amount": plb.amount} for plb in found.adjustments
        ],
    )  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    touched: dict[UUID, tuple[Claim, ClaimPayment]] = {}
    for ordinal, payment in enumerate(found.claims, start=1):
        match = await _not_twice(db, item, payment, await find(db, payment, found.payer_id))
        paid = await _store(db, row, ordinal, payment, match)
        if match.claim is None:
            state(db, PaymentUnmatched(remittance_claim_id=paid.id), actor=actor)
            continue
        await _add_up(db, match.claim, paid, payment)
        touched[match.claim.id] = (match.claim, payment)
    for claim, payment in touched.values():
        await _decide(db, claim, payment, row, actor=actor)
    state(db, RemittancePosted(remittance_id=row.id), actor=actor)
    fault("insurance.after_posting")
    return row


async def _not_twice(db: Db, item: Interchange, payment: ClaimPayment, match: Match) -> Match:
    """A decision that a clerk has entered already may come in a file later: nobody but a person knows whether this is
    that one (dismissed then) or more money."""
    claim = match.claim
    if claim is None or claim.open or payment.reverses or item.kind == files.ENTERED:
        return match
    return Match(candidates=(claim.id,)) if await files.was_entered(db, claim.id) else match


async def assign(db: Db, paid: RemittanceClaim, claim: Claim, *, actor: Actor) -> RemittanceClaim:
    """A person says whose an unmatched payment is. 409 when it was decided already, or the remittance has already
    spoken about that claim (its money was booked as one entry)."""
    await files.lock_remittances(db)
    if await files.posted_in(db, paid.remittance_id, claim.id):
        raise Conflict("This remittance already pays that claim.", code="already_posted")
    if claim.payer_code != paid.remittance.payer_code:
        raise Invalid("That claim was sent to another payer.", code="other_payer")
    move(paid, PaymentState.posted, field="state")
    paid.claim_id, paid.match = claim.id, "clerk"
    payment = _as_payment(paid, await files.lines_of_payment(db, paid.id))
    before = await files.was_denied(db, claim.id)
    split = rules.split_payment(payment, denied_before=before)
    paid.contractual, paid.patient_share, paid.denied = split.contractual, split.patient_share, split.denied
    audit.wrote(db, actor, paid, patient_id=claim.patient_id)
    await _match_lines(db, claim, paid, payment, denied_before=before)
    await _add_up(db, claim, paid, payment)
    await _decide(db, claim, payment, paid.remittance, actor=actor)
    state(db, PaymentUnmatched(remittance_claim_id=paid.id), actor=actor)
    return paid


async def dismiss(db: Db, paid: RemittanceClaim, reason: str, *, actor: Actor) -> RemittanceClaim:
    """A person says that a payment is not ours (the payer has to be told; the money stays unapplied)."""
    move(paid, PaymentState.dismissed, field="state")
    paid.note = reason
    audit.wrote(db, actor, paid)
    state(db, PaymentUnmatched(remittance_claim_id=paid.id), actor=actor)
    return paid


async def _store(
    db: Db, row: Remittance, ordinal: int, payment: ClaimPayment, match: Match
) -> RemittanceClaim:  # fmt: skip
    before = match.claim is not None and await files.was_denied(db, match.claim.id)
    split = rules.split_payment(payment, denied_before=before)
    paid = RemittanceClaim(
        remittance_id=row.id, ordinal=ordinal, claim_id=match.claim.id if match.claim else None,
        state=PaymentState.posted if match.claim else PaymentState.unmatched, match=match.way,
        control_number=payment.control_number, payer_control_number=payment.payer_control_number,
        claim_status=payment.status, member_id=payment.member_id,
        patient=" ".join(reversed(payment.patient)).strip(),
        served_on=payment.starts_on or min((x.starts_on for x in payment.lines if x.starts_on), default=None),
        charge=payment.charge, paid=payment.paid, contractual=split.contractual, patient_share=split.patient_share,
        denied=split.denied, adjustments=_plain(payment.adjustments), remarks=list(payment.remarks),
        candidates=[str(claim_id) for claim_id in match.candidates],
    )  # fmt: skip
    db.add(paid)
    await db.flush()
    for number, line in enumerate(payment.lines, start=1):
        db.add(
            RemittanceLine(
                remittance_claim_id=paid.id, number=number, line_id=line.line_id, code=line.code, units=line.units,
                modifiers=list(line.modifiers), served_on=line.starts_on, charge=line.charge, paid=line.paid,
                allowed=line.allowed, adjustments=_plain(line.adjustments), remarks=list(line.remarks),
            )
        )  # fmt: skip
    await db.flush()
    if match.claim is not None:
        await _match_lines(db, match.claim, paid, payment, denied_before=before)
    return paid


async def _match_lines(
    db: Db, claim: Claim, paid: RemittanceClaim, payment: ClaimPayment, *, denied_before: bool
) -> None:  # fmt: skip
    """Tie each payment line to a claim line where that is certain, and add its split there."""
    ours = await queries.lines(db, claim.id)
    rows = await files.lines_of_payment(db, paid.id)
    for row, found in zip(rows, payment.lines, strict=True):
        line = rules.match_line(found, ours)
        if line is not None:
            row.claim_line_id = line.id
            _add_line(line, rules.split_line(payment, found, denied_before=denied_before))


def _add_line(line: ClaimLine, part: rules.Split) -> None:
    line.paid += part.paid
    line.contractual += part.contractual
    line.patient_share += part.patient_share
    line.denied += part.denied


async def _add_up(db: Db, claim: Claim, paid: RemittanceClaim, payment: ClaimPayment) -> None:
    claim.paid += paid.paid
    claim.contractual += paid.contractual
    claim.patient_share += paid.patient_share
    claim.denied += paid.denied
    if payment.payer_control_number and not payment.reverses and not claim.payer_control_number:
        claim.payer_control_number = payment.payer_control_number
    await db.flush()


async def _decide(db: Db, claim: Claim, payment: ClaimPayment, row: Remittance, *, actor: Actor) -> None:
    """Move the claim to what its sums say, and tell billing that this remittance speaks about it."""
    outcome = rules.outcome_of(claim)
    complete = claim.open == 0 and may_move(claim.status, outcome)
    if await _taken_back(db, claim, payment, row, actor=actor):
        complete = False
    elif complete:
        reason, action = rules.denial_reason(payment) if outcome is not ClaimStatus.paid else ("", "")
        change(db, claim, outcome, actor=actor, reason=reason, next_action=action, remittance_id=row.id)
    else:
        note(db, claim, "remittance", actor=actor, remittance_id=row.id)
    spoken = ClaimAdjudicated(
        claim_id=claim.id, remittance_id=row.id, case_id=claim.case_id, complete=complete,
        outcome="paid" if outcome is ClaimStatus.paid else "denied",
    )  # fmt: skip
    state(db, spoken, actor=actor)


async def _taken_back(db: Db, claim: Claim, payment: ClaimPayment, row: Remittance, *, actor: Actor) -> bool:
    """Whether this was the reversal that a void of ours asked for; then both claims are at their end."""
    void = await queries.void_of(db, claim.id) if payment.reverses else None
    if void is None:
        return False
    change(db, claim, ClaimStatus.voided, actor=actor, remittance_id=row.id)
    change(db, void, ClaimStatus.voided, actor=actor, remittance_id=row.id)
    return True


def _plain(items: Sequence[Adjustment]) -> list[dict[str, Any]]:
    return [{"group": item.group, "reason": item.reason, "amount": item.amount} for item in items]


def _adjustments(rows: list[dict[str, Any]]) -> tuple[Adjustment, ...]:
    return tuple(Adjustment(row["group"], row["reason"], row["amount"]) for row in rows)


def _as_payment(paid: RemittanceClaim, rows: Sequence[RemittanceLine]) -> ClaimPayment:
    """The CLP as it was read, from its rows."""
    lines = tuple(
        x12.ServicePayment(
            row.code, row.charge, row.paid, tuple(row.modifiers), row.units, row.served_on, None,
            _adjustments(row.adjustments), row.line_id, row.allowed, tuple(row.remarks),
        )
        for row in rows
    )  # fmt: skip
    return ClaimPayment(
        paid.control_number, paid.claim_status, paid.charge, paid.paid, paid.patient_share, paid.payer_control_number,
        member_id=paid.member_id, starts_on=paid.served_on, adjustments=_adjustments(paid.adjustments),
        remarks=tuple(paid.remarks), lines=lines,
    )  # fmt: skip
