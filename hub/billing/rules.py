"""Pure rules of money: prices, numbers, due dates."""

from __future__ import annotations

import re
from datetime import date, timedelta

DAYS_TO_PAY = 30

# Services of our own catalogue that a payer knows under a HCPCS Level II code: a night is lodging, per diem.
CLAIMED_AS = {"WL100": "S9976"}
_CLAIMED = re.compile(r"[A-Z]\d{4}|\d{4}[0-9A-Z]")
"""HCPCS Level II, which we ship, and the form of CPT, which a hospital with a licence brings itself."""


def claim_code(service_code: str) -> str | None:
    """The code under which a service can be claimed, or None: then it is the patient's to pay."""
    code = CLAIMED_AS.get(service_code, service_code)
    return code if _CLAIMED.fullmatch(code) else None


def charge_minor(unit_minor: int, units: int) -> int:
    """Price of `units` whole units, in minor units."""
    if units < 1 or unit_minor < 0:
        raise ValueError("units are at least one and prices are not negative")
    return unit_minor * units


def invoice_number(year: int, running: int) -> str:
    """INV-2026-000042: gap-free per facility and year."""
    return f"INV-{year}-{running:06d}"


def due_on(issued: date) -> date:
    return issued + timedelta(days=DAYS_TO_PAY)


def no_price(code: str) -> str:
    """How what waits for the price of a service begins to say so, and is found again once there is one."""
    return f"The service {code} has no price today."
