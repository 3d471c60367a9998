"""Pure rules of patients: numbers, ages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hub.core.errors import Invalid
from hub.patients.models import Patient

CONSENT_VERSIONS = {"treatment": "2026-01", "telehealth": "2026-01", "billing": "2026-01", "privacy": "2026-01"}
"""The version of each text that is asked for today."""

OLDEST_YEARS = 130


def number_of(n: int) -> str:
    """W-000123."""
    return f"W-{n:06}"


def check_birth_date(birth_date: date, today: date) -> None:
    """Raise 422 bad_birth_date unless somebody alive can have been born then."""
    # At another place of the house, or where the patient is, today's newborn may have tomorrow's date.
    if birth_date > today + timedelta(days=1) or birth_date.year < today.year - OLDEST_YEARS:
        raise Invalid("Please check the date of birth.", code="bad_birth_date", errors=[
            {"path": "birth_date", "message": "Please check the date of birth.", "type": "date"}])  # fmt: skip


def check_death(birth_date: date, deceased_on: date | None, today: date) -> None:
    """Raise 422 bad_death_date unless somebody born then can have died on that day."""
    if deceased_on and not birth_date <= deceased_on <= today + timedelta(days=1):
        raise Invalid("Please check the date of death.", code="bad_death_date", errors=[
            {"path": "deceased_on", "message": "Please check the date of death.", "type": "date"}])  # fmt: skip


def unknown_name(sex: str, age: int | None) -> str:
    """What stands for the family name of somebody unknown: 'male, ~40'."""
    what = sex if sex in ("male", "female") else "person"
    return what if age is None else f"{what}, ~{age}"


def newborn(values: dict[str, Any], mother: Patient) -> dict[str, Any]:
    """What a newborn takes from the mother unless it was entered: name, address, phone, language."""
    return {
        **values, "given": values.get("given") or f"Baby of {mother.given}",
        "family": values.get("family") or mother.family,
        "address": values.get("address") if any((values.get("address") or {}).values()) else mother.address,
        "phone": values.get("phone") or mother.phone, "language": mother.language,
    }  # fmt: skip


def age_on(birth_date: date, day: date) -> int:
    """Whole years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
