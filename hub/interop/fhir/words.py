"""The data types of FHIR that our rows need, and `clean`: what is empty is left out, as the standard wants it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import quote
from uuid import UUID

from hub.core.types import Money

TERMS = "http://terminology.hl7.org/CodeSystem/"
UCUM, LOINC = "http://unitsofmeasure.org", "http://loinc.org"
SYSTEMS = {
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "icd10pcs": "http://www.cms.gov/Medicare/Coding/ICD10",
    "snomed": "http://snomed.info/sct",
    "loinc": LOINC,
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "cvx": "http://hl7.org/fhir/sid/cvx",
    "cpt": "http://www.ama-assn.org/go/cpt",
    "hcpcs": "urn:oid:2.16.840.1.113883.6.285",
}
"""Our word for a code set -> its address. Codes of the house's own come from its own address."""

# Python counts more letters as blank than FHIR's pattern of a text allows, and XML forbids most control characters.
_STRANGE = re.compile(r"[^\S \r\n\t]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def clean(value: Any) -> Any:
    """Without what is empty; texts without what the standard forbids in them. None when nothing is left."""
    if isinstance(value, dict):
        kept = {name: clean(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one is not None} or None
    if isinstance(value, list | tuple):
        return [one for one in map(clean, value) if one is not None] or None
    if isinstance(value, str):
        return _STRANGE.sub(" ", _CONTROL.sub(" ", value)).strip() or None
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else value


def moment(value: datetime | None) -> str | None:
    """An instant, always with its zone."""
    if value is None:
        return None
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()


def code(system: str, value: str, words: str = "", *, text: str = "") -> dict[str, Any]:
    """A CodeableConcept of one code. Without a code, or of a set that we have no address for, its words alone.

    No display of CPT goes along: its wording is not ours to give.
    """
    address = SYSTEMS.get(system, system if ":" in system else "")
    value = token(value)
    told = clean(text) or clean(words)
    if not value or not address:
        return {"text": told or value or "unknown"}
    coding = {"system": address, "code": value, "display": "" if system == "cpt" else words}
    return {"coding": [coding], "text": told}


def said(value: str | None, otherwise: str = "unknown") -> dict[str, str]:
    """A CodeableConcept in words, where the standard wants one."""
    return {"text": clean(value) or otherwise}


def token(value: str | None) -> str:
    """A code has no blanks; in what somebody typed there may be some."""
    return "_".join(_CONTROL.sub(" ", value or "").split())


def term(name: str, value: str, text: str = "") -> dict[str, Any]:
    """A CodeableConcept of one of HL7's own small code systems."""
    return {"coding": [{"system": TERMS + name, "code": value}], "text": text}


def quantity(value: Decimal | None, unit: str, comparator: str = "") -> dict[str, Any] | None:
    """A number with its UCUM unit."""
    if value is None:
        return None
    return {"value": value, "comparator": comparator if comparator in ("<", "<=", ">=", ">") else "",
            "unit": unit, "system": UCUM if unit.strip() else "", "code": token(unit)}  # fmt: skip


def money(minor: int | None, currency: str) -> dict[str, Any] | None:
    """An amount, exactly."""
    return None if minor is None else {"value": Money(minor=minor, currency=currency).decimal, "currency": currency}


def address(value: dict[str, Any] | None) -> dict[str, Any]:
    """Where somebody lives."""
    said = {name: str(one).strip() for name, one in (value or {}).items() if one}
    if not {*said} - {"country"}:
        return {}
    lines = [said.get(name, "") for name in ("line", "line1", "line2")]
    return {"line": lines, "city": said.get("city"), "state": said.get("state"), "country": said.get("country"),
            "postalCode": said.get("postal_code") or said.get("zip")}  # fmt: skip


def telecom(phone: str = "", email: str = "") -> list[dict[str, Any]]:
    """How somebody is reached."""
    ways = (("phone", phone), ("email", email))
    return [{"system": system, "value": value} for system, value in ways if value and value.strip()]


def note(*words: str | None) -> list[dict[str, str]]:
    """Remarks, as far as there are any."""
    return [{"text": one} for one in words if one and one.strip()]


def path(*parts: str) -> str:
    """The address of a file of the same archive, as seen from the folder of the resources."""
    return "../" + "/".join(quote(one) for one in parts)


def div(*lines: str) -> str:
    """Words as the XHTML that a narrative wants."""
    inside = "".join(f"<p>{escape(one, quote=False)}</p>" for line in lines for one in line.splitlines() if one.strip())
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{inside or "<p>-</p>"}</div>'
