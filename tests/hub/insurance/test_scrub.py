"""The scrubber: a good claim passes, and each single fault is found by the edit that is meant to find it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from hub.core.ids import uuid7
from hub.insurance.authorization.units import Authorized
from hub.insurance.codes.icd10 import Billable, billable
from hub.insurance.findings import PayerRules, Reference, fingerprint
from hub.insurance.scrub import blocks, edits, repair, scrub
from hub.insurance.snapshot import ClaimSnapshot
from tests.factories import insurance as make

REFERENCE = Reference(today=make.TODAY)


def found(claim: ClaimSnapshot, reference: Reference = REFERENCE) -> set[str]:
    return {finding.id for finding in scrub(claim, reference)}


def test_a_good_claim_has_no_findings() -> None:
    assert scrub(make.claim(), REFERENCE) == ()


MUTANTS: list[tuple[str, Any, str]] = [
    ("control_number", "", "claim_number"),
    ("control_number", "C" * 21, "claim_number"),
    ("control_number", "c 1", "claim_number"),
    ("billing.npi", "1234567890", "provider_npi"),
    ("rendering.npi", "123456789", "provider_npi"),
    ("rendering.npi", "1234567893", "rendering_is_billing"),
    ("billing.tin", "12345678", "tax_number"),
    ("billing.tin", "001234567", "tax_number"),
    ("billing.taxonomy", "282N00000", "taxonomy"),
    ("rendering.taxonomy", "DOCTOR", "taxonomy"),
    ("billing.phone", "555-0100", "phone"),
    ("billing.address.zip", "02101", "billing_address"),
    ("billing.address.line1", "P.O. Box 17", "billing_address"),
    ("billing.address.city", "X", "billing_address"),
    ("billing.address.state", "Mass", "billing_address"),
    ("billing.name", "中", "names"),
    ("subscriber.last", "中", "names"),
    ("payer.payer_id", "", "payer_id"),
    ("coverage.member_id", "", "member_id"),
    ("coverage.relationship", "19", "relationship"),
    ("coverage.sequence", "S", "sequence"),
    ("coverage.starts_on", date(2026, 11, 21), "service_dates"),
    ("coverage.ends_on", date(2026, 11, 19), "service_dates"),
    ("subscriber.birth_date", None, "patient_details"),
    ("subscriber.birth_date", date(2026, 11, 21), "patient_details"),
    ("subscriber.birth_date", date(1850, 1, 1), "patient_details"),
    ("subscriber.sex", None, "patient_details"),
    ("subscriber.address", None, "patient_details"),
    ("subscriber.address.zip", "2101", "patient_details"),
    ("currency", "EUR", "currency"),
    ("diagnoses", (), "diagnosis_count"),
    ("diagnoses", ("J06.9",) * 13, "diagnosis_count"),
    ("diagnoses", ("J06.9", "J069"), "diagnosis_duplicate"),
    ("diagnoses", ("J06",), "diagnosis_billable"),
    ("diagnoses", ("466.0",), "diagnosis_billable"),
    ("diagnoses", ("J06.99",), "diagnosis_edition"),
    ("lines", (), "line_count"),
    ("lines.0.line_id", "", "line_id"),
    ("lines.0.code", "ABC", "service_code"),
    ("lines.0.modifiers", ("G",), "modifiers"),
    ("lines.0.modifiers", ("GT", "GT"), "modifiers"),
    ("lines.0.modifiers", ("GT", "25", "59", "76", "77"), "modifiers"),
    ("lines.0.units", 0, "units"),
    ("lines.0.units", 1_000, "units"),
    ("lines.0.pointers", (), "pointers"),
    ("lines.0.pointers", (2,), "pointers"),
    ("lines.0.pointers", (0,), "pointers"),
    ("lines.0.pointers", (1, 1), "pointers"),
    ("lines.0.charge", 0, "line_charge"),
    ("lines.0.charge", 12_499, "total"),
    ("total", 12_501, "total"),
    ("lines.0.starts_on", date(2026, 11, 22), "service_dates"),
    ("lines.0.ends_on", date(2026, 11, 19), "service_dates"),
    ("lines.0.starts_on", date(2025, 11, 1), "filing_limit"),
    ("lines.0.starts_on", make.TODAY - timedelta(days=360), "filing_limit_near"),
    ("pos", "99", "place"),
    ("lines.0.pos", "11", "place_modifier"),
    ("lines.0.code", "G0378", "place_modifier"),
    ("lines.0.code", "Q3014", "place_modifier"),
    ("pos", "21", "admission_date"),
    ("admitted_on", date(2027, 1, 1), "admission_date"),
    ("frequency", "9", "frequency"),
    ("frequency", "7", "frequency"),
    ("payer_control_number", "P1", "frequency"),
]


@pytest.mark.parametrize(("path", "value", "edit"), MUTANTS)
def test_every_single_fault_is_found(path: str, value: Any, edit: str) -> None:
    assert edit in found(make.changed(make.claim(), path, value))


def test_every_edit_is_tried_here() -> None:
    elsewhere = {"authorization", "authorization_units", "exact_duplicate", "line_duplicate"}
    assert {edit for _, _, edit in MUTANTS} | elsewhere == set(edits())


def test_old_services_may_not_carry_icd_10() -> None:
    old = make.claim(lines=(make.line(starts_on=date(2015, 9, 30)),))
    assert "diagnosis_billable" in found(old)


def test_the_edition_of_the_service_date_decides() -> None:
    assert billable("J06.9", date(2026, 9, 30)) is Billable.yes
    assert billable("J069", date(2026, 9, 30)) is Billable.yes
    assert billable("J06", date(2026, 9, 30)) is Billable.category
    assert billable("J06.99", date(2026, 9, 30)) is Billable.unknown
    assert billable("J06.99", date(2026, 10, 1)) is Billable.newer


def test_more_units_than_are_authorized_are_told() -> None:
    known = Authorized(uuid7(), "A1", "G0463", make.TODAY, make.TODAY, Decimal(-2))
    wants = Reference(today=make.TODAY, authorized=(known,))
    assert "authorization_units" in found(make.claim(prior_authorization="A1"), wants)
    assert "authorization_units" not in found(make.claim(prior_authorization="A2"), wants)


def test_an_authorization_is_wanted_where_the_payer_says_so() -> None:
    wants = Reference(today=make.TODAY, rules=PayerRules(authorization_codes=frozenset({"G0463"})))
    assert "authorization" in found(make.claim(), wants)
    assert "authorization" not in found(make.claim(prior_authorization="A1"), wants)


def test_payer_rules() -> None:
    rules = PayerRules(member_id_masks=frozenset({"999999999", "W*99"}), telehealth_modifier=True, filing_days=30)
    reference = Reference(today=make.TODAY, rules=rules)
    assert "member_id" in found(make.claim(), reference)
    assert "place_modifier" in found(make.claim(lines=(make.line(modifiers=()),)), reference)
    off = Reference(today=make.TODAY, rules=rules.model_copy(update={"disabled_edits": frozenset({"member_id"})}))
    assert "member_id" not in found(make.claim(), off)


@pytest.mark.parametrize(
    ("mask", "number", "fits"),
    [
        ("AAA999", "ABC123", True),
        ("AAA999", "abc123", True),
        ("AAA999", "ABC1234", False),
        ("W*99", "WX12", True),
        ("W*99", "W-12", False),
        ("W*99", "X112", False),
    ],
)
def test_masks_of_member_numbers(mask: str, number: str, fits: bool) -> None:
    reference = Reference(today=make.TODAY, rules=PayerRules(member_id_masks=frozenset({mask})))
    assert ("member_id" not in found(make.claim(number), reference)) is fits


def test_the_same_claim_twice() -> None:
    claim = make.claim()
    sent = Reference(today=make.TODAY, sent=frozenset({fingerprint(claim)}))
    assert "exact_duplicate" in found(make.changed(claim, "control_number", "C2"), sent)
    assert "exact_duplicate" not in found(make.changed(claim, "lines.0.starts_on", date(2026, 11, 19)), sent)
    assert "exact_duplicate" not in found(
        claim.model_copy(update={"frequency": "7", "payer_control_number": "P"}), sent
    )


def test_the_same_line_twice() -> None:
    twice = make.claim(lines=(make.line(), make.line(line_id="L2")))
    assert found(twice) == {"line_duplicate"} and not blocks(scrub(twice, REFERENCE))
    repeated = make.claim(lines=(make.line(), make.line(line_id="L2", modifiers=("GT", "76"))))
    assert found(repeated) == set()


def test_blocking_findings_come_first_and_speak_to_a_person() -> None:
    wrong = make.changed(make.changed(make.claim(), "rendering.npi", "1234567893"), "billing.tin", "1")
    findings = scrub(wrong, REFERENCE)
    assert [finding.severity for finding in findings] == ["block", "warn"]
    assert all(finding.message and finding.hint and finding.element for finding in findings)


def test_repairs_are_safe_and_recorded() -> None:
    untidy = make.changed(
        make.changed(make.claim(diagnoses=("j069",)), "billing.tin", "12-3456789"), "billing.phone", "(617) 555-0100"
    )
    tidy, findings = repair(untidy)
    assert (tidy.diagnoses, tidy.billing.tin, tidy.billing.phone) == (("J06.9",), "123456789", "6175550100")
    assert {(finding.id, finding.severity) for finding in findings} == {("tidied", "fix")}
    assert {finding.element for finding in findings} == {"billing", "diagnoses"}
    assert repair(tidy) == (tidy, ())
    assert scrub(tidy, REFERENCE) == ()


def test_repair_never_turns_a_wrong_value_into_another() -> None:
    wrong, _ = repair(make.changed(make.claim(), "billing.npi", "12345O7893"))
    assert wrong.billing.npi == "12345O7893"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(make.claims())
def test_the_scrubber_never_raises(claim: ClaimSnapshot) -> None:
    assert isinstance(scrub(claim, REFERENCE), tuple)
    assert fingerprint(claim) == fingerprint(claim.model_copy(update={"control_number": "OTHER"}))


@pytest.mark.parametrize(("npi", "says"), [("", "is missing"), ("1234567890", "has a wrong check digit")])
def test_a_number_that_was_never_given_is_called_missing_not_wrong(npi: str, says: str) -> None:
    said = [one for one in scrub(make.changed(make.claim(), "billing.npi", npi), REFERENCE) if one.id == "provider_npi"]
    assert len(said) == 1 and said[0].message == f"the billing provider's NPI {says}"
