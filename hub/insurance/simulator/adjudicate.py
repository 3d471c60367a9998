"""How the simulator decides a claim: a pure function in whole cents, where every line balances by construction.

Order per line (as payers do): is the member active, is it a repeat, was it filed in time, is it authorized, is it
covered; then allowed amount, CO-45 (PR-45 out of network), copay or deductible and coinsurance, the yearly limit, and
last the federal reduction CO-253 on what remains.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from hub.insurance.simulator.plans import Plan
from hub.insurance.snapshot import ClaimSnapshot, ServiceLine
from hub.insurance.x12.remittance import Adjustment, ServicePayment


@dataclass(frozen=True, slots=True)
class Accumulators:
    """What a member has paid this year: towards the deductible, and out of pocket in all."""

    deductible: int = 0
    out_of_pocket: int = 0

    def plus(self, other: "Accumulators", sign: int = 1) -> "Accumulators":
        return Accumulators(self.deductible + sign * other.deductible, self.out_of_pocket + sign * other.out_of_pocket)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the payer knows at the time: a reason (CARC) to deny everything, and the day."""

    today: date
    deny: str = ""
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The lines as paid and what they add to the member's year."""

    lines: tuple[ServicePayment, ...]
    added: Accumulators

    @property
    def denied(self) -> bool:
        """Nothing was priced: every line carries a refusal and no allowed amount."""
        return all(line.allowed is None for line in self.lines)


def share(amount: int, basis_points: int) -> int:
    """`basis_points` / 10000 of an amount, half to even."""
    return int((Decimal(amount) * basis_points / 10_000).quantize(Decimal(1), ROUND_HALF_EVEN))


def adjudicate(claim: ClaimSnapshot, plan: Plan, year: Accumulators, situation: Situation) -> Decision:
    """Decide every line in order; `year` is the member's state before this claim."""
    added, lines, copay_left = Accumulators(), [], plan.copay
    for line in claim.lines:
        reason = _refusal(claim, line, plan, situation)
        if reason:
            lines.append(_refused(line, reason))
            continue
        paid, more = _price(line, plan, year.plus(added), copay_left)
        copay_left -= sum(item.amount for item in paid.adjustments if (item.group, item.reason) == ("PR", "3"))
        added = added.plus(more)
        lines.append(paid)
    return Decision(tuple(lines), added)


def _refusal(claim: ClaimSnapshot, line: ServiceLine, plan: Plan, situation: Situation) -> str:
    """The CARC that refuses this line, or an empty string."""
    if situation.deny:
        return situation.deny
    if situation.duplicate:
        return "18"
    if (situation.today - line.starts_on).days > plan.filing_days:
        return "29"
    if line.code in plan.authorization_codes and not (line.prior_authorization or claim.prior_authorization):
        return "197"
    return "96" if line.code in plan.not_covered else ""


def _payment(line: ServiceLine, adjustments: Sequence[Adjustment], allowed: int | None) -> ServicePayment:
    kept = tuple(item for item in adjustments if item.amount)
    return ServicePayment(
        code=line.code,
        charge=line.charge,
        paid=line.charge - sum(item.amount for item in kept),
        modifiers=line.modifiers,
        units=line.units,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        adjustments=kept,
        line_id=line.line_id,
        allowed=allowed,
    )


def _refused(line: ServiceLine, reason: str) -> ServicePayment:
    remarks = {"197": ("N517",), "96": ("N130",), "18": ("N522",)}.get(reason, ())
    return replace(_payment(line, [Adjustment("CO", reason, line.charge)], None), remarks=remarks)


def _price(line: ServiceLine, plan: Plan, year: Accumulators, copay_left: int) -> tuple[ServicePayment, Accumulators]:
    fee = plan.fees.get(line.code)
    whole = share(line.charge, plan.default_bp) if fee is None else _times(fee, line.units)
    allowed = min(line.charge, whole)
    if plan.copay:
        parts = [("3", min(copay_left, allowed))]
    else:
        deductible = min(max(plan.deductible - year.deductible, 0), allowed)
        parts = [("1", deductible), ("2", share(allowed - deductible, plan.coinsurance_bp))]
    parts = _capped(parts, max(plan.out_of_pocket_max - year.out_of_pocket, 0))
    patient = sum(amount for _, amount in parts)
    adjustments = [
        Adjustment("CO" if plan.in_network else "PR", "45", line.charge - allowed),
        *(Adjustment("PR", reason, amount) for reason, amount in parts),
        Adjustment("CO", "253", share(allowed - patient, plan.sequestration_bp)),
    ]
    deductible_used = sum(amount for reason, amount in parts if reason == "1")
    return _payment(line, adjustments, allowed), Accumulators(deductible_used, patient)


def _times(fee: int, units: Decimal) -> int:
    return int((fee * units).quantize(Decimal(1), ROUND_HALF_EVEN))


def _capped(parts: list[tuple[str, int]], left: int) -> list[tuple[str, int]]:
    """The patient's parts, in order, until the yearly limit is used up."""
    capped = []
    for reason, amount in parts:
        taken = min(amount, left)
        left -= taken
        capped.append((reason, taken))
    return capped
