"""Pure rules of staff: the specialties, and what a National Provider Identifier looks like."""

from __future__ import annotations

SPECIALTIES: dict[str, tuple[str, str]] = {
    "family_medicine": ("Family medicine", "207Q00000X"),
    "internal_medicine": ("Internal medicine", "207R00000X"),
    "cardiology": ("Cardiology", "207RC0000X"),
    "dermatology": ("Dermatology", "207N00000X"),
    "pediatrics": ("Pediatrics", "208000000X"),
    "psychiatry": ("Psychiatry", "2084P0800X"),
    "neurology": ("Neurology", "2084N0400X"),
    "orthopedics": ("Orthopedics", "207X00000X"),
    "gynecology": ("Women's health", "207V00000X"),
    "endocrinology": ("Endocrinology", "207RE0101X"),
    "emergency_medicine": ("Emergency medicine", "207P00000X"),
    "nursing": ("Nursing", "163W00000X"),
}
"""code -> (what people read, NUCC provider taxonomy code as claims name it)."""

HOSPITAL = "282N00000X"
"""NUCC provider taxonomy code of a general acute care hospital."""


def npi_is_valid(npi: str) -> bool:
    """Whether `npi` is ten digits whose last is the Luhn check digit over 80840 + the first nine (45 CFR 162.406)."""
    if len(npi) != 10 or not npi.isascii() or not npi.isdigit():
        return False
    total = 0
    for place, digit in enumerate(reversed("80840" + npi)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def npi_from(nine: str) -> str:
    """The NPI that begins with these nine digits (for demo data)."""
    return next(nine + str(last) for last in range(10) if npi_is_valid(nine + str(last)))
