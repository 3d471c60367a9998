"""The scrubber: pure checks that find what a payer would reject, before the claim leaves the house.

Off-the-shelf X12 checkers catch about half of these (measured). Each edit is a small function over the frozen claim and
the reference data of its day; a payer's rules may switch edits off. `repair` makes the few changes that cannot alter
meaning (dots, dashes, case) and records each of them.
"""

import hub.insurance.authorization.edits
import hub.insurance.edits  # noqa: F401  (both register their edits)
from hub.insurance.findings import Finding, Reference, Severity, registry
from hub.insurance.snapshot import Address, ClaimSnapshot, Clinician, ServiceLine


def edits() -> dict[str, Severity]:
    """Every edit and its severity, for the payer's profile page."""
    return {id: severity for id, (severity, _) in registry.items()}


def scrub(claim: ClaimSnapshot, reference: Reference) -> tuple[Finding, ...]:
    """Everything found, blocking findings first, else in the order of the edits. Pure; never raises on any snapshot."""
    found = [
        Finding(id, severity, *problem)
        for id, (severity, check) in registry.items()
        if id not in reference.rules.disabled_edits
        for problem in check(claim, reference)
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity != "block"))


def blocks(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity == "block" for finding in findings)


def repair(claim: ClaimSnapshot) -> tuple[ClaimSnapshot, tuple[Finding, ...]]:
    """The claim with identifiers tidied (never anything clinical), and one `fix` finding per change made."""
    billing = claim.billing.model_copy(
        update={
            "npi": _digits(claim.billing.npi),
            "tin": _digits(claim.billing.tin),
            "phone": _digits(claim.billing.phone),
            "taxonomy": claim.billing.taxonomy.upper(),
            "address": _zip(claim.billing.address),
        }
    )
    fixed = claim.model_copy(
        update={
            "billing": billing,
            "rendering": _clinician(claim.rendering),
            "referring": _clinician(claim.referring),
            "diagnoses": tuple(_diagnosis(code) for code in claim.diagnoses),
            "lines": tuple(_line(line) for line in claim.lines),
        }
    )
    changed = [name for name in type(claim).model_fields if getattr(fixed, name) != getattr(claim, name)]
    findings = (Finding("tidied", "fix", name, "spelling was made uniform", "nothing to do") for name in changed)
    return fixed, tuple(findings)


def _digits(text: str) -> str:
    """Only the digits, when everything else is punctuation; otherwise unchanged (the checks will speak)."""
    kept = "".join(letter for letter in text if letter not in " -().+/")
    kept = kept[1:] if len(kept) == 11 and kept.startswith("1") and kept.isdigit() else kept
    return kept if kept.isdigit() else text


def _zip(address: Address) -> Address:
    return address.model_copy(update={"zip": _digits(address.zip), "state": address.state.upper()})


def _clinician(person: Clinician | None) -> Clinician | None:
    if person is None:
        return None
    return person.model_copy(update={"npi": _digits(person.npi), "taxonomy": person.taxonomy.upper()})


def _diagnosis(code: str) -> str:
    plain = code.strip().upper().replace(".", "")
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain


def _line(line: ServiceLine) -> ServiceLine:
    modifiers = tuple(item.upper() for item in line.modifiers)
    return line.model_copy(update={"code": line.code.upper(), "modifiers": modifiers})
