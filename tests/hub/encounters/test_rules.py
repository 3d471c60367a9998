"""Rules of the record without a database."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.encounters.rules import FREQUENCIES, REQUIRED, SECTIONS, allergy_matches, doses, missing


def test_everything_missing_is_named_at_once() -> None:
    assert missing({}, diagnoses=0, services=0) == [*REQUIRED, "diagnoses", "services"]
    full = dict.fromkeys(SECTIONS, "words")
    assert missing(full, diagnoses=1, services=1) == []
    assert missing({**full, "plan": " \n"}, diagnoses=1, services=1) == ["plan"]


@pytest.mark.parametrize(
    ("medication", "substances", "found"),
    [
        ("Penicillin V 500 mg tablet", ["Penicillin"], ["Penicillin"]),
        ("IBUPROFEN 400", ["ibuprofen", "Latex"], ["ibuprofen"]),
        ("Amoxicillin 500 mg", ["Penicillin"], []),  # by name only: the screen says so
        ("Sulfamethoxazole/trimethoprim", ["Trimethoprim (rash)"], ["Trimethoprim (rash)"]),
        ("Paracetamol", ["Egg"], []),
        ("Codeine", [], []),
    ],
)
def test_allergies_are_found_by_name(medication: str, substances: list[str], found: list[str]) -> None:
    assert allergy_matches(medication, substances) == found


@given(st.text(min_size=4, max_size=30).filter(lambda t: t.strip() != ""))
@settings(deadline=None)
def test_a_substance_is_always_found_in_its_own_name(substance: str) -> None:
    assert allergy_matches(f"{substance} 5 mg", [substance]) == [substance]


def test_doses() -> None:
    assert doses("three_daily", 7) == 21
    assert doses("once", None) == 1
    assert doses("daily", None) is None
    assert all(doses(frequency, 30) for frequency in FREQUENCIES)
