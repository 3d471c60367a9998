"""The medicines that we know: a bundled table of our own making, read once. It is dated and it says what it lacks.

Made from general, published knowledge (product labels and textbooks) by the makers of this hub, not copied from any
commercial database; reviewed 2026-11. It holds the medicines of everyday practice and the interactions between them
that change what one does. It is an aid, not a complete reference: what it does not know it says it does not know.
tables/: medicines.csv (ingredient, other names, classes, the most an adult takes in a day in mg), interactions.csv
(pairs of ingredients or @classes), cross_allergies.csv (class to class), allergy_words.csv (what people write).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final

EDITION: Final = "2026-11"
SEVERITIES: Final = ("minor", "moderate", "major", "contraindicated")

CONTROLLED: Final = frozenset({"opioid", "benzodiazepine", "z_drug", "barbiturate", "stimulant"})
"""Classes under special control (Schedules II to IV of the US Controlled Substances Act, as far as the table goes)."""

SALTS: Final = frozenset({"potassium", "calcium"})

_WORD = re.compile(r"[a-z][a-z-]{2,}")
_STRENGTH = re.compile(r"(\d+(?:[.,]\d+)?)\s*(mg|g|mcg|ug|microgram|micrograms)\b(\s*/)?", re.IGNORECASE)
_IN_MG = {"mg": Decimal(1), "g": Decimal(1000)}


@dataclass(frozen=True)
class Medicine:
    """One active ingredient."""

    name: str
    names: frozenset[str]
    classes: frozenset[str]
    most_mg: Decimal | None


@dataclass(frozen=True)
class Interaction:
    """What two ingredients or classes do together."""

    one: str
    other: str
    severity: str
    effect: str
    advice: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    with Path(__file__).with_name("tables").joinpath(name).open(newline="") as file:
        yield from csv.DictReader(file)


@lru_cache
def medicines() -> tuple[Medicine, ...]:
    """All ingredients."""
    return tuple(
        Medicine(
            row["ingredient"], frozenset({row["ingredient"], *row["also"].split()}), frozenset(row["classes"].split()),
            Decimal(row["max_mg_a_day"]) if row["max_mg_a_day"] else None,
        )
        for row in _rows("medicines.csv")
    )  # fmt: skip


@lru_cache
def interactions() -> tuple[Interaction, ...]:
    """All pairs."""
    return tuple(Interaction(**row) for row in _rows("interactions.csv"))


@lru_cache
def cross_allergies() -> tuple[tuple[str, str, str, str], ...]:
    """(class of the allergy, class of the medicine, severity, words)."""
    return tuple((row["allergy"], row["to"], row["severity"], row["words"]) for row in _rows("cross_allergies.csv"))


@lru_cache
def allergy_words() -> dict[str, str]:
    """What people write for a class."""
    return {row["word"]: row["class"] for row in _rows("allergy_words.csv")}


@lru_cache
def _by_name() -> dict[str, Medicine]:
    return {name: one for one in medicines() for name in one.names}


@lru_cache(maxsize=4096)
def ingredients(text: str) -> tuple[Medicine, ...]:
    """The ingredients that a medicine's name names ('Augmentin 625 mg tablet'); empty = we do not know it."""
    known = _by_name()
    found = {known[word].name: known[word] for word in _WORD.findall(text.casefold()) if word in known}
    if len(found) > 1:  # losartan potassium, atorvastatin calcium: a salt, not a second medicine
        first = next(iter(found))
        found = {name: one for name, one in found.items() if name not in SALTS or name == first}
    return tuple(found.values())


def strength_mg(text: str) -> Decimal | None:
    """The strength named in a medicine's name, in mg; None when there is none, or more than one."""
    found = _STRENGTH.findall(text)
    if len(found) != 1 or found[0][2]:
        return None
    number, unit, _ = found[0]
    return Decimal(number.replace(",", ".")) * _IN_MG.get(unit.lower(), Decimal("0.001"))


def meets(name: str, medicine: Medicine) -> bool:
    """Whether an ingredient's name or an '@class' of the table means this medicine."""
    return name[1:] in medicine.classes if name.startswith("@") else name == medicine.name
