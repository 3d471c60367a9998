"""Clinical rules without I/O: what a note needs, how a prescription reads, which allergy a medication names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

SECTIONS: Final = ("reason", "history", "examination", "assessment", "plan", "advice")
"""The sections of a note, in the order of a consultation; `advice` is what the patient takes home."""

REQUIRED: Final = ("history", "assessment", "plan")

# Dose units a prescriber may choose: UCUM codes (case sensitive, annotations in braces).
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
