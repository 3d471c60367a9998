"""Clinical rules without I/O: what a note needs, how a prescription reads, which allergy a medication names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

SECTIONS: Final = ("reason", "history", "examination", "assessment", "plan", "advice")
"""The sections of a note, in the order of a consultation; `advice` is what the patient takes home."""

REQUIRED: Final = ("history", "assessment", "plan")

# Dose units a prescriber may choose: UCUM codes (case sensitive, annotations in braces).
COMMON: Final = (
    "I10", "E11.9", "J06.9", "E78.5", "M54.50", "F41.1", "F41.9", "F32.A", "K21.9", "J02.9", "J30.9", "J30.2", "R05.9",
    "R51.9", "N39.0", "J45.909", "J45.20", "G43.909", "L20.9", "E03.9", "E66.9", "G47.00", "J01.90", "J20.9", "H10.9",
    "H66.90", "R10.9", "R53.83", "R42", "R07.9", "R06.02", "M25.561", "M25.562", "M25.511", "M25.512", "M54.2",
    "L70.0", "L30.9", "L50.9", "B35.3", "K59.00", "R19.7", "A09", "R11.2", "R50.9", "I48.91", "I25.10", "I50.9",
    "J44.9", "D50.9", "D64.9", "E55.9", "Z00.00", "Z23", "Z76.0", "F17.210", "F33.1", "F90.9", "M17.9", "M19.90",
    "M79.10", "N18.30", "N92.0",
)  # fmt: skip
"""Codes that an outpatient clinic uses every day, in our own choice: a search shows them before their rare cousins."""

UNITS: Final = frozenset({
    "mg", "ug", "g", "mL", "L", "[iU]", "mmol", "meq", "mg/mL", "%", "cm", "1",
    "{tablet}", "{capsule}", "{puff}", "{drop}", "{patch}", "{sachet}", "{suppository}", "{application}", "{unit}",
})  # fmt: skip

ROUTES: Final = frozenset({
    "oral", "sublingual", "inhalation", "nasal", "ophthalmic", "otic", "topical", "transdermal", "rectal", "vaginal",
    "subcutaneous", "intramuscular", "intravenous",
})  # fmt: skip

FREQUENCIES: Final[Mapping[str, float | None]] = {
    "once": None, "daily": 1, "twice_daily": 2, "three_daily": 3, "four_daily": 4, "morning": 1, "evening": 1,
    "bedtime": 1, "every_4h": 6, "every_6h": 4, "every_8h": 3, "every_12h": 2, "every_other_day": 0.5,
    "weekly": 1 / 7, "monthly": 1 / 30,
}  # fmt: skip
"""Frequency -> doses a day (None = one dose)."""

_WORD = re.compile(r"[^\W\d_]{4,}")


def missing(sections: Mapping[str, str], *, diagnoses: int, services: int) -> list[str]:
    """What still has to be there before the note can be signed, in the order of the screen."""
    empty = [name for name in REQUIRED if not sections.get(name, "").strip()]
    return empty + ["diagnoses"] * (diagnoses == 0) + ["services"] * (services == 0)


def allergy_matches(medication: str, substances: Iterable[str]) -> list[str]:
    """Recorded substances that the medication names, word by word, whatever the case.

    By name only: it knows no drug classes ('penicillin' does not find 'amoxicillin') and no interactions.
    """
    wanted = set(_WORD.findall(medication.casefold()))
    return [
        substance
        for substance in substances
        if substance.strip().casefold() in medication.casefold() or wanted & set(_WORD.findall(substance.casefold()))
    ]


def doses(frequency: str, days: int | None) -> float | None:
    """How many doses that makes, or None when the length is open."""
    a_day = FREQUENCIES[frequency]
    if a_day is None:
        return 1
    return a_day * days if days else None


_SYSTEMS: Final = (("hcpcs", r"[A-Z]\d{4}"), ("cpt", r"\d{4}[0-9A-Z]"), ("own", r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*"))


def system_of(service_code: str) -> str | None:
    """Who knows a service by this code, by its shape: payers (hcpcs, cpt) or the house alone (own). None: nobody."""
    return next((system for system, shape in _SYSTEMS if re.fullmatch(shape, service_code)), None)
