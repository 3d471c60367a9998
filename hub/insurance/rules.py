"""Pure rules: what an adjustment means for money, whose claim a payment is, what a clerk should do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.insurance.codes import adjustments as reasons
from hub.insurance.findings import PayerRules
from hub.insurance.models import Claim, ClaimLine, ClaimStatus, Coverage
from hub.insurance.people import covered
from hub.insurance.snapshot import ClaimSnapshot, Payer
from hub.insurance.snapshot import Coverage as Cover
from hub.insurance.x12.remittance import DENIED, Adjustment, ClaimPayment, ServicePayment

QUEUES: dict[str, frozenset[ClaimStatus]] = {
    "to_submit": frozenset({ClaimStatus.draft, ClaimStatus.scrub_failed, ClaimStatus.ready, ClaimStatus.batched}),
    "waiting": frozenset({ClaimStatus.sent, ClaimStatus.received, ClaimStatus.accepted, ClaimStatus.appealed}),
    "rejected": frozenset({ClaimStatus.rejected_envelope, ClaimStatus.rejected_999, ClaimStatus.rejected_277ca}),
    "denied": frozenset({ClaimStatus.denied, ClaimStatus.partial}),
    "paid": frozenset({ClaimStatus.paid}),
    "done": frozenset({ClaimStatus.replaced, ClaimStatus.voided, ClaimStatus.closed}),
}
OLDEST_FIRST = frozenset({"to_submit", "rejected", "denied"})

STALE = {ClaimStatus.sent: timedelta(days=2), ClaimStatus.received: timedelta(days=3),
         ClaimStatus.accepted: timedelta(days=30), ClaimStatus.appealed: timedelta(days=45)}  # fmt: skip
"""After so long without news a clerk asks: acknowledgements come within days, decisions in a month, appeals later."""
_NEWS = timedelta(days=2)
"""How long a claim may lie in the house before it is sent, and the news of a decision may take to its pathway."""

DENIAL_ACTIONS = {
    "registration": "correct_and_resend",
    "eligibility": "correct_coverage",
    "authorization": "enter_authorization",
    "coding": "correct_coding",
    "necessity": "appeal",
    "duplicate": "find_first_claim",
    "timely": "appeal_or_write_off",
    "coordination": "bill_other_payer",
    "contract": "appeal_or_write_off",
    "document": "send_document",
    "other": "call_payer",
}


@dataclass(frozen=True, slots=True)
class Split:
    """charge == paid + contractual + patient_share + denied."""

    charge: int = 0
    paid: int = 0
    contractual: int = 0
    patient_share: int = 0
    denied: int = 0

    def plus(self, other: Split) -> Split:
        return Split(
            self.charge + other.charge, self.paid + other.paid, self.contractual + other.contractual,
            self.patient_share + other.patient_share, self.denied + other.denied,
        )  # fmt: skip


def split(charge: int, paid: int, items: Iterable[Adjustment], *, claim_denied: bool) -> Split:
    """Where the charge went. PR is the patient's; a refusal is `denied` and never written off by itself; the rest
    (fee schedule, federal reduction, other payers) is contractual."""
    patient = denied = contractual = 0
    for item in items:
        if item.group == "PR":
            patient += item.amount
        elif reasons.is_denial(item.group, item.reason) or claim_denied:
            denied += item.amount
        else:
            contractual += item.amount
    return Split(charge, paid, contractual, patient, denied)


def split_payment(payment: ClaimPayment, *, denied_before: bool = False) -> Split:
    """A whole CLP. A reversal mirrors what it reverses, so it needs to know whether that was a denial."""
    denied = payment.status == DENIED or (payment.reverses and denied_before)
    return split(payment.charge, payment.paid, payment.all_adjustments(), claim_denied=denied)


def split_line(payment: ClaimPayment, line: ServicePayment, *, denied_before: bool = False) -> Split:
    denied = payment.status == DENIED or (payment.reverses and denied_before)
    return split(line.charge, line.paid, line.adjustments, claim_denied=denied)


def insured(snapshot: ClaimSnapshot, coverage: Coverage) -> ClaimSnapshot:
    """The claim with payer, cover and subscriber as the coverage says; a dependent becomes the patient of the claim."""
    holder, patient = covered(snapshot.person, coverage)
    cover = Cover(
        member_id=coverage.member_id, group_number=coverage.group_number, plan=coverage.plan,
        relationship=coverage.relationship_code,
        filing_code=coverage.payer.filing_code, sequence="P", starts_on=coverage.starts_on, ends_on=coverage.ends_on,
    )  # fmt: skip
    payer = Payer(name=coverage.payer.name, payer_id=coverage.payer.code)
    return snapshot.model_copy(
        update={"payer": payer, "coverage": cover, "subscriber": holder, "patient": patient}
    )  # fmt: skip


def normalised(number: str) -> str:
    """A claim number as payers mangle it: case, spaces and leading zeros do not count."""
    return number.replace(" ", "").upper().lstrip("0")


def fits(payment: ClaimPayment, claim: Claim, lines: Sequence[ClaimLine]) -> bool:
    """Whether a payment with the right number can really be about this claim: the money and the person agree.

    Another hospital's claim may carry our number; posting it to the wrong patient is worse than asking a person.
    """
    if abs(payment.charge) != claim.total and not _parts_fit(payment, lines):
        return False
    snapshot = claim.snapshot
    person = snapshot["patient"] or snapshot["subscriber"]
    same_member = payment.member_id and normalised(payment.member_id) == normalised(snapshot["coverage"]["member_id"])
    same_name = payment.patient[0] and payment.patient[0].casefold() == str(person["last"]).casefold()
    return bool(same_member or same_name)


def _parts_fit(payment: ClaimPayment, lines: Sequence[ClaimLine]) -> bool:
    """A part of the claim, paid on its own: each line is one of ours by number and charge."""
    charges = {line.line_id: line.charge for line in lines}
    return bool(payment.lines) and all(abs(found.charge) == charges.get(found.line_id) for found in payment.lines)


def match_line(found: ServicePayment, lines: Sequence[ClaimLine]) -> ClaimLine | None:
    """The claim line a payment line is about: by our line number, else by code, modifiers, day and charge, else by code
    and day (payers drop modifiers). None when nothing or more than one fits."""
    charge = abs(found.charge)
    ways = (
        [line for line in lines if found.line_id and line.line_id == found.line_id],
        [
            line
            for line in lines
            if (line.code, tuple(line.modifiers), line.served_on, line.charge)
            == (found.code, found.modifiers, found.starts_on, charge)
        ],
        [line for line in lines if (line.code, line.served_on, line.charge) == (found.code, found.starts_on, charge)],
        [line for line in lines if (line.code, line.served_on) == (found.code, found.starts_on)],
    )
    fitting = next((way for way in ways if way), [])
    return fitting[0] if len(fitting) == 1 else None


def outcome_of(claim: Claim) -> ClaimStatus:
    """The status that the posted amounts mean."""
    if claim.denied <= 0:
        return ClaimStatus.paid
    return ClaimStatus.partial if claim.paid or claim.patient_share else ClaimStatus.denied


def refusals(payment: ClaimPayment) -> list[Adjustment]:
    """The adjustments that refuse something, each reason once, dearest first."""
    refused: dict[tuple[str, str], int] = {}
    for item in payment.all_adjustments():
        if item.group not in ("PR", "OA") and (reasons.is_denial(item.group, item.reason) or payment.status == DENIED):
            refused[item.group, item.reason] = refused.get((item.group, item.reason), 0) + item.amount
    found = [Adjustment(group, reason, amount) for (group, reason), amount in refused.items() if amount > 0]
    return sorted(found, key=lambda item: -item.amount)


def denial_reason(payment: ClaimPayment) -> tuple[str, str]:
    """(why, next action) of what a payment refuses; two empty strings when it refuses nothing."""
    found = refusals(payment)
    if not found:
        return "", ""
    texts = dict.fromkeys(reasons.explain(item.reason) for item in found)
    remarks = dict.fromkeys(code for line in payment.lines for code in line.remarks)
    said = "; ".join([*texts, *(reasons.explain_remark(code) for code in [*payment.remarks, *remarks])])
    return said, DENIAL_ACTIONS[reasons.category(found[0].reason)]


def ask_at(status: ClaimStatus, since: datetime) -> datetime:
    """When somebody should ask what has become of a claim that has stood so since then."""
    return since + STALE.get(status, _NEWS)


def work_by(outcome: str, *, served_on: date, decided_on: date, payer: PayerRules) -> date:
    """The payer's own deadline. What was turned away must be filed anew in time, counted from the service; what was
    denied must be corrected or appealed in time, counted from the decision."""
    if outcome == "rejected":
        return served_on + timedelta(days=payer.filing_days)
    return decided_on + timedelta(days=payer.appeal_days)
