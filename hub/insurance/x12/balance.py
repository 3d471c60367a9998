"""The three equations of the 835 (X12 RFI 2548, 2601): an unbalanced remittance is refused whole, never patched."""

from collections.abc import Iterator

from .errors import X12Code, X12Error
from .remittance import ClaimPayment, Remittance


def differences(remittance: Remittance) -> Iterator[str]:
    """Every equation that does not hold, in words without patient data; empty when the remittance balances.

    Line: charge - adjustments = paid. Claim: charge - all adjustments = paid, and the lines add up to the claim.
    Remittance: sum of claims - provider adjustments = payment.
    """
    for number, claim in enumerate(remittance.claims, start=1):
        yield from _claim_differences(number, claim)
    claims = sum(claim.paid for claim in remittance.claims)
    expected = claims - sum(item.amount for item in remittance.adjustments)
    if expected != remittance.amount:
        yield f"payment: claims less provider adjustments give {expected}, the payment says {remittance.amount}"


def _claim_differences(number: int, claim: ClaimPayment) -> Iterator[str]:
    for index, line in enumerate(claim.lines, start=1):
        expected = line.charge - sum(item.amount for item in line.adjustments)
        if expected != line.paid:
            yield f"claim {number} line {index}: charge less adjustments gives {expected}, paid says {line.paid}"
    expected = claim.charge - sum(item.amount for item in claim.all_adjustments())
    if expected != claim.paid:
        yield f"claim {number}: charge less adjustments gives {expected}, paid says {claim.paid}"
    if claim.lines:
        expected = sum(line.paid for line in claim.lines) - sum(item.amount for item in claim.adjustments)
        if expected != claim.paid:
            yield f"claim {number}: its lines add up to {expected}, paid says {claim.paid}"


def require(remittance: Remittance) -> None:
    """X12Error unbalanced, with every difference in `details`, unless all equations hold."""
    found = tuple(differences(remittance))
    if found:
        raise X12Error(X12Code.unbalanced, f"the remittance does not balance: {found[0]}", details=found[:20])
