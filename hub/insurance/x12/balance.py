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
        yield f"the claims less provider adjustments give {_say(expected)}, the payment says {_say(remittance.amount)}"


def _claim_differences(number: int, claim: ClaimPayment) -> Iterator[str]:
    for index, line in enumerate(claim.lines, start=1):
        expected = line.charge - sum(item.amount for item in line.adjustments)
        if expected != line.paid:
            yield f"claim {number} line {index}: the adjustments leave {_say(expected)}, paid says {_say(line.paid)}"
    expected = claim.charge - sum(item.amount for item in claim.all_adjustments())
    if expected != claim.paid:
        yield f"claim {number}: the adjustments leave {_say(expected)}, paid says {_say(claim.paid)}"
    if claim.lines:
        expected = sum(line.paid for line in claim.lines) - sum(item.amount for item in claim.adjustments)
        if expected != claim.paid:
            yield f"claim {number}: its lines add up to {_say(expected)}, paid says {_say(claim.paid)}"


def _say(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def require(remittance: Remittance) -> None:
    """X12Error unbalanced, with every difference in `details`, unless all equations hold."""
    found = tuple(differences(remittance))
    if found:
        raise X12Error(X12Code.unbalanced, f"the remittance does not balance: {found[0]}", details=found[:20])
