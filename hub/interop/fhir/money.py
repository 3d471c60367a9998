"""What it cost, and who pays: charges, bills, claims and what came of them, requests for leave of the payer."""

from __future__ import annotations

from typing import Any

from hub.interop.fhir.box import Box, Resource, Row, told
from hub.interop.fhir.words import code, money, said, term

ASKED = {"draft", "scrub_failed", "ready"}
DECIDED = {"paid": "complete", "partial": "partial", "denied": "complete", "closed": "complete",
           "rejected_999": "error", "rejected_277ca": "error", "rejected_envelope": "error"}  # fmt: skip
ANSWERED = {"approved": "complete", "partial": "partial", "denied": "complete", "rejected": "error",
            "pended": "queued"}  # fmt: skip


def _service(value: str, words: str = "") -> dict[str, Any]:
    """HCPCS Level II begins with a letter and goes on in digits; five digits would be CPT; the rest is our own."""
    if len(value) == 5 and value[1:].isdigit():
        return code("cpt" if value[0].isdigit() else "hcpcs", value, words)
    return said(words or value, "service")


@told("ChargeItem", of="charge")
def charge(row: Row, box: Box) -> Resource:
    """What was charged for a service."""
    status = {"open": "billable", "claimed": "billed", "invoiced": "billed", "cancelled": "aborted"}[row["status"]]
    return {
        "status": status,
        "code": _service(row["service_code"], row["display"]), "subject": box.himself(),
        "context": box.ref("Encounter", row["encounter_id"]), "occurrenceDateTime": row["served_on"],
        "quantity": {"value": row["units"]}, "priceOverride": money(row["minor"], row["currency"]),
        "enteredDate": row["created_at"],
    }  # fmt: skip


@told("Invoice", of="invoice")
def invoice(row: Row, box: Box) -> Resource:
    """A bill."""
    lines = sorted(box.by("invoice_line", "invoice_id", row["id"]), key=lambda one: int(one["line"]))
    return {
        "identifier": [{"system": f"{box.base}/fhir/sid/invoice", "value": row["number"]}],
        "status": {"issued": "issued", "paid": "balanced", "cancelled": "cancelled"}[row["status"]],
        "cancelledReason": row["reason"] if row["status"] == "cancelled" else None, "subject": box.himself(),
        "date": row["issued_at"], "issuer": box.ref("Organization", row["facility_id"]),
        "lineItem": [
            {"sequence": max(1, one["line"]),
             "chargeItemCodeableConcept": _service(one["service_code"], one["display"]),
             "priceComponent": [{"type": "base", "factor": one["units"],
                                 "amount": money(one["minor"], row["currency"])}]}
            for one in lines
        ],
        "totalGross": money(row["total"], row["currency"]),
    }  # fmt: skip


@told("Claim", of="claim")
def claim(row: Row, box: Box) -> Resource:
    """What the payer was asked to pay."""
    lines = sorted(box.by("claim_line", "claim_id", row["id"]), key=lambda one: int(one["number"]))
    frozen = row["snapshot"] if isinstance(row["snapshot"], dict) else {}
    status = "draft" if row["status"] in ASKED else "cancelled" if row["status"] == "voided" else "active"
    return {
        "identifier": [{"system": f"{box.base}/fhir/sid/claim", "value": row["control_number"]}], "status": status,
        **_asked(box, row), "use": "claim", "created": row["created_at"],
        "diagnosis": [{"sequence": n, "diagnosisCodeableConcept": code("icd10cm", one)}
                      for n, one in enumerate(_codes(frozen.get("diagnoses")), 1)],
        "item": [
            {"sequence": max(1, one["number"]), "productOrService": _service(one["code"]),
             "modifier": [{"text": str(mod)} for mod in one["modifiers"] or ()], "servicedDate": one["served_on"],
             "quantity": {"value": one["units"]}, "net": money(one["charge"], row["currency"])}
            for one in lines
        ],
        "total": money(row["total"], row["currency"]),
    }  # fmt: skip


def _asked(box: Box, row: Row) -> dict[str, Any]:
    houses = box.rows("facility")
    provider = box.ref("Organization", houses[0]["id"]) if houses else {"display": "the hospital"}
    return {
        "type": term("claim-type", "professional"), "patient": box.himself(), "provider": provider,
        "insurer": box.ref("Organization", row["payer_id"], "payer"), "priority": term("processpriority", "normal"),
        "insurance": [{"sequence": 1, "focal": True, "coverage": box.ref("Coverage", row["coverage_id"], "cover")}],
    }  # fmt: skip


def _codes(diagnoses: Any) -> list[str]:
    found = diagnoses if isinstance(diagnoses, list) else []
    return [str(one.get("code") if isinstance(one, dict) else one) for one in found]


@told("ClaimResponse", of="claim", when=lambda row: row["status"] in DECIDED)
def decided(row: Row, box: Box) -> Resource:
    """What the payer decided."""
    shares = {"submitted": row["total"], "benefit": row["paid"]}
    return {
        "status": "active", "type": term("claim-type", "professional"), "use": "claim", "patient": box.himself(),
        "created": row["status_at"], "insurer": box.ref("Organization", row["payer_id"], "payer"),
        "request": box.ref("Claim", row["id"]), "outcome": DECIDED[row["status"]],
        "disposition": row["status"].replace("_", " "), "preAuthRef": row["authorization"],
        "total": [{"category": term("adjudication", kind), "amount": money(minor, row["currency"])}
                  for kind, minor in shares.items() if minor is not None],
    }  # fmt: skip


@told("Claim", of="prior_authorization")
def request(row: Row, box: Box) -> Resource:
    """What the payer was asked to allow beforehand."""
    services = box.by("prior_authorization_service", "prior_authorization_id", row["id"])
    status = (
        "draft" if row["status"] in ("draft", "ready") else "cancelled" if row["status"] == "withdrawn" else "active"
    )
    return {
        "identifier": [{"system": f"{box.base}/fhir/sid/prior-authorization", "value": row["number"]}],
        "status": status,
        **_asked(box, row), "use": "preauthorization", "created": row["created_at"],
        "billablePeriod": {"start": row["starts_on"], "end": row["ends_on"]},
        "diagnosis": [{"sequence": n, "diagnosisCodeableConcept": code("icd10cm", one)}
                      for n, one in enumerate(_codes(row["diagnoses"]), 1)],
        "supportingInfo": [{"sequence": n, "category": {"text": kind}, "valueString": words} for n, (kind, words) in
                           enumerate((("reason", row["reason"]), ("appeal", row["appeal"])), 1) if words.strip()],
        "item": [{"sequence": max(1, one["number"]), "productOrService": _service(one["code"]),
                  "quantity": {"value": one["units"]}} for one in services],
    }  # fmt: skip


@told("ClaimResponse", of="prior_authorization", when=lambda row: row["status"] in ANSWERED)
def allowed(row: Row, box: Box) -> Resource:
    """What the payer allowed."""
    return {
        "status": "active", "type": term("claim-type", "professional"), "use": "preauthorization",
        "patient": box.himself(), "created": row["answered_at"] or row["status_at"],
        "insurer": box.ref("Organization", row["payer_id"], "payer"), "request": box.ref("Claim", row["id"]),
        "outcome": ANSWERED[row["status"]], "disposition": row["answer"] or row["status"],
        "preAuthRef": row["authorization_number"],
        "preAuthPeriod": {"start": row["valid_from"], "end": row["valid_to"]},
    }  # fmt: skip
