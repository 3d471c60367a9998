"""Patients as payers see them: the person of a claim or a 278, and who of two holds the cover."""

from __future__ import annotations

from datetime import date
from typing import Any

from hub.insurance.models import Coverage
from hub.insurance.snapshot import Address, Person
from hub.patients.models import Patient

SEX = {"male": "M", "female": "F"}


def person(patient: Patient) -> Person:
    """The patient with the administrative sex and the address that a payer stores."""
    return Person(
        last=patient.family, first=patient.given, birth_date=patient.birth_date, sex=SEX.get(str(patient.sex), "U"),
        address=postal(patient.address) if patient.address else None,
    )  # fmt: skip


def postal(address: dict[str, Any]) -> Address:
    """A stored address as a claim writes it; the scrubber says what is missing."""
    return Address(line1=address.get("line") or "", city=address.get("city") or "", state=address.get("state") or "",
                   zip="".join(c for c in address.get("postal_code") or "" if c.isdigit()))  # fmt: skip


def covered(person: Person, coverage: Coverage) -> tuple[Person, Person | None]:
    """(subscriber, patient): a dependent stands beside who holds the policy; else the patient is the subscriber."""
    if coverage.relationship_code == "18":
        return person, None
    known = coverage.subscriber or {}
    born = date.fromisoformat(known["birth_date"]) if known.get("birth_date") else None
    sex = SEX.get(known.get("sex", ""), "U")
    return Person(last=known.get("family", ""), first=known.get("given", ""), birth_date=born, sex=sex), person
