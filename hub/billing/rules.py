"""Pure rules of money: prices, numbers, due dates."""

from __future__ import annotations

from datetime import date, timedelta

DAYS_TO_PAY = 30


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
