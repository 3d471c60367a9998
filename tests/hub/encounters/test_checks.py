"""The checks of a prescription: the table is sound, and what it says over HTTP needs a reason that is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.encounters import checks
from hub.encounters.checks import ORDER, THERAPY, Taken
from hub.encounters.medicines import (
    SEVERITIES,
    allergy_words,
    cross_allergies,
    ingredients,
    interactions,
    medicines,
    strength_mg,
)
from tests.hub.encounters.test_vitals import begin
from tests.hub_fixture import Hub

PILLS = {"medication": "Ibuprofen 400 mg tablet", "dose_value": "1", "dose_unit": "{tablet}", "route": "oral",
         "frequency": "three_daily", "duration_days": 5}  # fmt: skip


def test_the_table_names_what_it_holds() -> None:
    names = {one.name for one in medicines()}
    classes = {name for one in medicines() for name in one.classes}
    assert len(names) == len(medicines()) > 180 and len(interactions()) > 90
    seen: dict[str, str] = {}
    for one in medicines():
        for name in one.names:
            assert seen.setdefault(name, one.name) == one.name, f"{name} means two medicines"
    for row in interactions():
        assert row.severity in SEVERITIES and row.effect.endswith(".") and row.advice.endswith("."), row
        for side in (row.one, row.other):
            assert (side[1:] in classes) if side.startswith("@") else (side in names), side
    for allergy, to, severity, words in cross_allergies():
        assert allergy in classes and to in classes and severity in ORDER and words
    assert set(allergy_words().values()) <= classes and classes >= THERAPY


@pytest.mark.parametrize(
    ("medication", "allergies", "severity"),
    [
        ("Amoxicillin 500 mg capsule", ["Penicillin"], "severe"), ("Augmentin 625 mg", ["penicillins"], "severe"),
        ("Cefalexin 500 mg", ["Penicillin"], "moderate"), ("Co-trimoxazole 960 mg", ["Sulfa drugs"], "severe"),
        ("Furosemide 40 mg", ["Sulfonamide"], "mild"), ("Ibuprofen 400 mg tablet", ["Aspirin"], "severe"),
        ("Ibuprofen 400 mg tablet", ["ibuprofen"], "severe"), ("Unknownium 5 mg", ["Unknownium"], "severe"),
        ("Paracetamol 500 mg", ["Penicillin", "Latex"], None), ("Azithromycin 500 mg", ["Penicillin"], None),
    ],
)  # fmt: skip
def test_allergies_by_ingredient_and_class(medication: str, allergies: list[str], severity: str | None) -> None:
    found = checks.check(medication, allergies=allergies, taken=()).findings
    assert [one.severity for one in found if one.kind == "allergy"] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("medication", "other", "kind", "severity"),
    [
        ("Ibuprofen 400 mg tablet", "Warfarin 5 mg tablet", "interaction", "major"),
        ("Warfarin 5 mg tablet", "Advil 200 mg", "interaction", "major"),
        ("Sildenafil 50 mg", "Nitroglycerin spray", "interaction", "contraindicated"),
        ("Clarithromycin 500 mg", "Simvastatin 40 mg", "interaction", "major"),
        ("Citalopram 20 mg", "Haloperidol 2 mg", "interaction", "major"),
        ("Naproxen 500 mg", "Ibuprofen 400 mg", "duplicate", "moderate"),
        ("Panadol 500 mg", "Paracetamol 1 g", "duplicate", "moderate"),
        ("Wonderherb", "wonderherb", "duplicate", "moderate"),
        ("Losartan potassium 50 mg", "Enalapril 5 mg", "interaction", "major"),
    ],
)  # fmt: skip
def test_pairs(medication: str, other: str, kind: str, severity: str) -> None:
    found = checks.check(medication, allergies=[], taken=[Taken("1", other)]).findings
    assert (kind, severity) in {(one.kind, one.severity) for one in found}


def test_what_is_not_known_is_said() -> None:
    found = checks.check("Wonderherb 5 mg", allergies=None, taken=[Taken("1", "Ibuprofen"), Taken("2", "Moss tea")])
    assert found.unknown == ["Wonderherb 5 mg", "Moss tea"] and not found.allergies_asked and found.edition


def test_a_salt_is_no_second_medicine() -> None:
    assert [one.name for one in ingredients("Atorvastatin calcium 20 mg")] == ["atorvastatin"]
    assert [one.name for one in ingredients("Calcium 500 mg")] == ["calcium"]


@pytest.mark.parametrize(
    ("text", "mg"), [("Ibuprofen 400 mg tablet", "400"), ("Metformin 1 g", "1000"), ("Levothyroxine 50 mcg", "0.050"),
                     ("Co-codamol 8 mg / 500 mg", None), ("Syrup 120 mg/5 mL", None), ("Cream", None)],
)  # fmt: skip
def test_strengths(text: str, mg: str | None) -> None:
    assert strength_mg(text) == (None if mg is None else Decimal(mg))


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=3), st.lists(st.text(max_size=30), max_size=3))
def test_no_text_breaks_the_checks_and_the_worst_comes_first(text: str, allergies: list[str], taken: list[str]) -> None:
    found = checks.check(text, allergies=allergies, taken=[Taken(str(n), one) for n, one in enumerate(taken)])
    ranks = [ORDER.index(one.severity) for one in found.findings]
    assert ranks == sorted(ranks)


async def test_a_finding_needs_a_reason_which_is_kept(hub: Hub) -> None:
    doctor, patient_id, encounter_id = await begin(hub)
    at = f"/api/encounters/{encounter_id}/prescriptions"
    await doctor.post(f"/api/patients/{patient_id}/home-medications", {"medication": "Warfarin 5 mg"}, expect=201)
    look = (await doctor.post(f"{at}/check", PILLS)).data
    assert look["needs_reason"] and look["allergies_asked"] is False and look["edition"]
    assert [(one["kind"], one["against"]) for one in look["findings"]] == [("interaction", "Warfarin 5 mg")]
    refused = await doctor.post(at, PILLS, expect=409)
    assert refused.code == "check_finding" and refused["findings"][0]["advice"]
    kept = (await doctor.post(at, {**PILLS, "override_reason": "INR checked daily here"}, expect=201)).data
    row = kept["prescription"]
    assert row["quantity_value"] == "15" and row["quantity_unit"] == "{tablet}", "computed: 1 x 3 x 5"
    assert row["findings"][0]["severity"] == "major" and row["override_reason"] and row["checked_with"]
    # Its own row is no duplicate of itself when it is written anew.
    again = {**PILLS, "override_reason": "INR checked daily here", "duration_days": 3}
    assert (await doctor.put(f"{at}/{row['id']}", again))["prescription"]["quantity_value"] == "9"
    naproxen = {**PILLS, "medication": "Naproxen 500 mg tablet", "frequency": "twice_daily"}
    twice = await doctor.post(at, naproxen, expect=409)
    assert {one["kind"] for one in twice["findings"]} == {"interaction", "duplicate"}
    herb = {**PILLS, "medication": "Wonderherb", "frequency": "daily", "duration_days": None}
    assert (await doctor.post(at, herb, expect=422)).code == "quantity_open"
    unknown = (await doctor.post(at, {**herb, "quantity_value": "1"}, expect=201)).data
    assert unknown["interactions_checked"] is False and unknown["prescription"]["checked_with"] == ""
    too_much: dict[str, Any] = {**PILLS, "medication": "Paracetamol 1 g tablet", "dose_value": "2"}
    assert "max_dose" in {one["kind"] for one in (await doctor.post(at, too_much, expect=409))["findings"]}
    await (await hub.sign_in("doctor", "Stranger")).post(f"{at}/check", PILLS, expect=404)


async def test_a_prescription_in_force_is_renewed_in_the_next_visit(hub: Hub) -> None:
    from tests.hub.encounters.test_chart import Meeting

    doctor, patient_id, encounter_id = await begin(hub)
    first = Meeting(hub, encounter_id, doctor)
    await first.fill()
    pills = {**PILLS, "medication": "Metformin 500 mg tablet", "frequency": "twice_daily", "duration_days": 30}
    row = (await doctor.post(f"{first.url}/prescriptions", pills, expect=201))["prescription"]
    early = await doctor.post(f"{first.url}/prescriptions/{row['id']}/renew", expect=409)
    assert early.code == "prescription_ended"
    await first.sign()
    here = (await doctor.post(f"/api/patients/{patient_id}/encounters", {"kind": "AMB"}, expect=201)).data
    second = Meeting(hub, here["id"], doctor)
    again = (await doctor.post(f"{second.url}/prescriptions/{row['id']}/renew", expect=201))["prescription"]
    assert again["renews_id"] == row["id"] and again["quantity_value"] == "60" and again["findings"] == []
    await second.fill()
    await second.sign()
    taken = (await second.chart())["medicines"]
    assert [one["id"] for one in taken] == [again["id"]], "the one that it continues is not listed beside it"
