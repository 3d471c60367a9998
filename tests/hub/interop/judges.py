"""Who judges resources: HL7's own JSON schema of R4 (codes, patterns), independent models (what must be there, only
one of value[x]), and invariants that neither of them knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson
from jsonschema import Draft6Validator

Resource = dict[str, Any]
CODES = {
    "condition-clinical": {"active", "recurrence", "relapse", "inactive", "remission", "resolved"},
    "condition-ver-status": {"unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error"},
    "allergyintolerance-clinical": {"active", "inactive", "resolved"},
    "allergyintolerance-verification": {"unconfirmed", "confirmed", "refuted", "entered-in-error"},
    "consentscope": {"adr", "research", "patient-privacy", "treatment"},
}  # fmt: skip
"""Required bindings of concepts: the last word of the system -> its codes."""
REQUIRED_TERMS = {
    ("Condition", "clinicalStatus"), ("Condition", "verificationStatus"), ("AllergyIntolerance", "clinicalStatus"),
    ("AllergyIntolerance", "verificationStatus"), ("Consent", "scope"),
}  # fmt: skip


@lru_cache
def _schema() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(Path(__file__).with_name("r4.schema.json").read_bytes())
    return found


@lru_cache
def _validator(kind: str) -> Draft6Validator:
    return Draft6Validator({**_schema(), "$ref": f"#/definitions/{kind}"})


@lru_cache
def _model(kind: str) -> Any:
    return getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)


def problems(raw: bytes) -> list[str]:
    """What is wrong with one resource, as its file has it."""
    resource = orjson.loads(raw)
    kind = resource["resourceType"]
    found = [f"{'/'.join(map(str, one.path))}: {one.message[:160]}" for one in _validator(kind).iter_errors(resource)]
    try:
        _model(kind).model_validate_json(raw)
    except ValueError as error:
        found.append(str(error)[:400])
    found += [words for holds, words in _invariants(kind, resource) if not holds]
    return [f"{kind}/{resource.get('id')}: {one}" for one in found]


def _invariants(kind: str, one: Resource) -> Iterator[tuple[bool, str]]:
    for place, value in REQUIRED_TERMS:
        if kind == place and value in one:
            for coding in one[value].get("coding", []):
                known = CODES[coding["system"].rsplit("/", 1)[1]]
                yield coding["code"] in known, f"{value} {coding['code']}"
    match kind:
        case "Condition":
            codes = [c["code"] for c in one.get("verificationStatus", {}).get("coding", [])]
            standing = [c["code"] for c in one.get("clinicalStatus", {}).get("coding", [])]
            yield not ("entered-in-error" in codes and standing), "con-5"
            listed = any(c["code"] == "problem-list-item" for each in one["category"] for c in each["coding"])
            yield "entered-in-error" in codes or bool(standing) or not listed, "con-3"
            gone = "abatementDateTime" in one
            yield not gone or bool({"inactive", "remission", "resolved"} & {*standing}), "con-4"
        case "AllergyIntolerance":
            codes = [c["code"] for c in one.get("verificationStatus", {}).get("coding", [])]
            yield ("entered-in-error" in codes) != ("clinicalStatus" in one), "ait-1, ait-2"
        case "Appointment":
            yield ("start" in one) == ("end" in one), "app-2"
            yield "start" in one or one["status"] in ("proposed", "cancelled", "waitlist"), "app-3"
            yield "cancelationReason" not in one or one["status"] in ("cancelled", "noshow"), "app-4"
            yield all("actor" in who or "type" in who for who in one["participant"]), "app-1"
        case "Observation":
            valued = any(name.startswith("value") for name in one)
            yield not (valued and "dataAbsentReason" in one), "obs-6"
        case "Composition":
            yield all(s.keys() & {"text", "entry", "section"} for s in one.get("section", [])), "cmp-1"
        case "Patient":
            about = {"name", "telecom", "address", "organization"}
            yield all(about & contact.keys() for contact in one.get("contact", [])), "pat-1"
        case "Consent":
            yield "policy" in one or "policyRule" in one, "ppc-1"
            yield "patient" in one, "ppc-2"
        case "QuestionnaireResponse":
            yield all(not ("answer" in item and "item" in item) for item in one.get("item", [])), "qrs-1"


def dangling(resources: Iterable[Resource]) -> list[str]:
    """References that lead to nothing, and ids that two resources have."""
    every = list(resources)
    counts = Counter(f"{one['resourceType']}/{one['id']}" for one in every)
    twice = [f"{name} is there {n} times" for name, n in counts.items() if n > 1]
    return twice + [
        f"{one['resourceType']}/{one['id']} -> {to}" for one in every for to in _references(one) if to not in counts
    ]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for one in value.values():
            yield from _references(one)
    elif isinstance(value, list):
        for one in value:
            yield from _references(one)
