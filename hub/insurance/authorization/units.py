"""Pure: the units that a payer has authorized, and which authorization a claim line uses up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Authorized:
    """A service of a payer's authorization, and how many of its units no claim has used yet."""

    service_id: UUID
    number: str
    code: str
    first: date
    last: date
    left: Decimal


def fitting(known: Sequence[Authorized], code: str, day: date, units: Decimal) -> Authorized | None:
    """The authorization that a claim line uses: one that holds all its units first, among those the one that ends
    first; None when none was given for that service and day, or all are used up."""
    found = [one for one in known if one.code == code and one.first <= day <= one.last and one.left > 0]
    return min(found, key=lambda one: (one.left < units, one.last), default=None)
