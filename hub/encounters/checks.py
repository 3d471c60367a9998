"""What speaks against a medicine: allergies by ingredient and class, one therapy twice, interactions, too much a day.

Pure: it gets what is known and returns findings. It never asks a remote service, and where it cannot check it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from hub.encounters.medicines import (
    EDITION,
    Medicine,
    allergy_words,
    cross_allergies,
    ingredients,
    interactions,
    medicines,
    meets,
    strength_mg,
)
from hub.encounters.rules import FREQUENCIES, allergy_matches

ASKS = frozenset({"major", "contraindicated", "severe", "moderate"})
"""Findings of these severities need a reason; the others are only shown."""
ORDER = ("contraindicated", "severe", "major", "moderate", "mild", "minor")
THERAPY = frozenset({
    "nsaid", "ace_inhibitor", "arb", "beta_blocker", "statin", "ssri", "snri", "proton_pump_inhibitor", "opioid",
    "benzodiazepine", "anticoagulant", "thiazide", "loop_diuretic", "sulfonylurea", "antihistamine", "macrolide",
    "penicillin", "cephalosporin", "quinolone", "tetracycline", "triptan", "corticosteroid", "gabapentinoid", "z_drug",
    "antipsychotic", "dihydropyridine", "glp1_agonist", "dpp4_inhibitor", "sglt2_inhibitor", "pde5_inhibitor",
    "bisphosphonate",
})  # fmt: skip
"""Classes of which one medicine is enough."""


@dataclass(frozen=True)
class Taken:
    """A medicine that the patient takes already, or that is in the same draft."""

    id: str
    medication: str


@dataclass(frozen=True)
class Finding:
    """One thing that speaks against it."""

    kind: str  # allergy | interaction | duplicate | max_dose
    severity: str
    against: str
    words: str
    advice: str = ""

    @property
    def asks(self) -> bool:
        """Whether it needs a reason to go on."""
        return self.severity in ASKS


@dataclass(frozen=True)
class Checked:
    """What was found, and what could not be checked: `unknown` names the medicines that the table does not hold."""

    findings: list[Finding]
    unknown: list[str] = field(default_factory=list)
    allergies_asked: bool = True
    edition: str = EDITION

    def as_rows(self) -> list[dict[str, Any]]:
        """For the record."""
        return [asdict(one) for one in self.findings]


def check(
    medication: str, *, allergies: Sequence[str] | None, taken: Iterable[Taken], dose: Decimal | None = None,
    dose_unit: str = "", frequency: str = "", max_per_day: Decimal | None = None,
) -> Checked:  # fmt: skip
    """Everything at once, the worst first. `allergies` None = nobody has asked the patient."""
    mine = ingredients(medication)
    found = list(_allergies(medication, mine, allergies or ()))
    unknown = [] if mine else [medication]
    for other in taken:
        theirs = ingredients(other.medication)
        if not theirs:
            unknown.append(other.medication)
        found += _together(medication, mine, other, theirs)
    found += _too_much(medication, mine, dose, dose_unit, frequency, max_per_day)
    found.sort(key=lambda one: ORDER.index(one.severity))
    return Checked(found, list(dict.fromkeys(unknown)), allergies is not None)


def _allergies(medication: str, mine: Sequence[Medicine], substances: Iterable[str]) -> Iterable[Finding]:
    for substance in substances:
        theirs = ingredients(substance)
        same = {one.name for one in mine} & {one.name for one in theirs}
        if same or allergy_matches(medication, [substance]):
            yield Finding("allergy", "severe", substance, f"An allergy to {substance} is recorded.")
            continue
        classes = {name for one in theirs for name in one.classes}
        words = allergy_words()
        classes |= {
            words[word] for word in (substance.casefold().strip(), *substance.casefold().split()) if word in words
        }
        mine_classes = {name for one in mine for name in one.classes}
        hits = [row for row in cross_allergies() if row[0] in classes and row[1] in mine_classes]
        if hits:
            worst = min(hits, key=lambda row: ORDER.index(row[2]))
            yield Finding("allergy", worst[2], substance, f"An allergy to {substance} is recorded. {worst[3]}")


def _together(
    medication: str, mine: Sequence[Medicine], other: Taken, theirs: Sequence[Medicine]
) -> Iterable[Finding]:  # fmt: skip
    same = {one.name for one in mine} & {one.name for one in theirs}
    if same or (not mine and medication.casefold().strip() == other.medication.casefold().strip()):
        yield Finding("duplicate", "moderate", other.medication, f"The patient takes {other.medication} already.")
        return
    shared = {name for one in mine for name in one.classes} & {name for one in theirs for name in one.classes} & THERAPY
    if shared:
        yield Finding("duplicate", "moderate", other.medication,
                      f"{other.medication} is of the same kind ({sorted(shared)[0].replace('_', ' ')}).")  # fmt: skip
    hits = [
        row for row in interactions() for one in mine for two in theirs
        if (meets(row.one, one) and meets(row.other, two)) or (meets(row.one, two) and meets(row.other, one))
    ]  # fmt: skip
    for row in _worst(hits):
        yield Finding("interaction", row.severity, other.medication, row.effect, row.advice)


def _worst(hits: Sequence[Any]) -> Sequence[Any]:
    """The worst of one pair; two rows of one severity only when they say different things."""
    if not hits:
        return ()
    least = min(ORDER.index(row.severity) for row in hits)
    return list({row.effect: row for row in hits if ORDER.index(row.severity) == least}.values())[:2]


def _too_much(
    medication: str, mine: Sequence[Medicine], dose: Decimal | None, dose_unit: str, frequency: str,
    max_per_day: Decimal | None,
) -> Iterable[Finding]:  # fmt: skip
    if dose is None or len(mine) != 1 or mine[0].most_mg is None:
        return
    each = _in_mg(medication, dose_unit)
    if each is None:
        return
    a_day = FREQUENCIES.get(frequency) or 1
    amount = each * (max_per_day if max_per_day is not None else dose * Decimal(str(round(a_day, 6))))
    if amount > mine[0].most_mg:
        yield Finding("max_dose", "major", medication,
                      f"That is {amount:.4g} mg a day; an adult takes {mine[0].most_mg:f} mg at most.",
                      "Lower the dose or say why.")  # fmt: skip


def _in_mg(medication: str, unit: str) -> Decimal | None:
    if unit in ("mg", "g", "ug"):
        return {"mg": Decimal(1), "g": Decimal(1000), "ug": Decimal("0.001")}[unit]
    return strength_mg(medication) if unit in ("{tablet}", "{capsule}", "{sachet}", "{suppository}") else None


def coverage() -> dict[str, Any]:
    """What the table holds: for the screen and the letter of the table."""
    return {"edition": EDITION, "medicines": len(medicines()), "interactions": len(interactions())}
