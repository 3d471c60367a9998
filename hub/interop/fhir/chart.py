"""What is known of him: conditions, allergies, medicines, vaccines, procedures, his family."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hub.interop.fhir.box import Box, Resource, Row, told
from hub.interop.fhir.people import kin, meta
from hub.interop.fhir.words import code, note, quantity, said, term

WRONG = "entered_in_error"
ORDERED = {"draft": "draft", "awaiting": "draft", "active": "active", "cancelled": "cancelled",
           WRONG: "entered-in-error"}  # fmt: skip
GIVEN = {"completed": "completed", "not_done": "not-done", WRONG: "entered-in-error"}
TAKEN = {"active": "active", "stopped": "stopped", WRONG: "entered-in-error"}
KNOWN = {"unconfirmed": "unconfirmed", "confirmed": "confirmed", "refuted": "refuted"}
PERIODS: dict[str, tuple[int, int, str]] = {
    "daily": (1, 1, "d"), "twice_daily": (2, 1, "d"), "three_daily": (3, 1, "d"), "four_daily": (4, 1, "d"),
    "morning": (1, 1, "d"), "evening": (1, 1, "d"), "bedtime": (1, 1, "d"), "every_4h": (1, 4, "h"),
    "every_6h": (1, 6, "h"), "every_8h": (1, 8, "h"), "every_12h": (1, 12, "h"), "every_other_day": (1, 2, "d"),
    "weekly": (1, 1, "wk"), "monthly": (1, 1, "mo"),
}  # fmt: skip
"""Our frequency -> times in a period of so many units."""


def _standing(kind: str, row: Row, verification: str, *, current: str) -> dict[str, Any]:
    """clinicalStatus and verificationStatus: an entry that is an error must not have the first (con-5, ait-2)."""
    verified = "condition-ver-status" if kind == "condition" else f"{kind}-verification"
    if row["status"] == WRONG:
        return {"verificationStatus": term(verified, "entered-in-error")}
    return {"clinicalStatus": term(f"{kind}-clinical", current), "verificationStatus": term(verified, verification)}


@told("Condition", of="problem")
def problem(row: Row, box: Box) -> Resource:
    """A lasting condition."""
    return {
        "meta": meta(row, box), **_standing("condition", row, KNOWN[row["verification"]], current=row["status"]),
        "category": [term("condition-category", "problem-list-item")], "severity": _severity(row["severity"]),
        "code": code(row["code_system"] or "icd10cm", row["code"] or "", row["display"]), "subject": box.himself(),
        "onsetDateTime": row["onset"], "recordedDate": row["created_at"],
        "abatementDateTime": row["resolved_on"] if row["status"] == "resolved" else None, "note": note(row["remark"]),
    }  # fmt: skip


def _severity(word: str) -> dict[str, str] | None:
    return {"text": word} if word and word != "unknown" else None


@told("Condition", of="diagnosis")
def diagnosis(row: Row, box: Box) -> Resource:
    """What was found at an encounter; whether he still has it nobody has said."""
    return {
        "verificationStatus": term("condition-ver-status", "confirmed"),
        "category": [term("condition-category", "encounter-diagnosis")], "subject": box.himself(),
        "code": code("icd10cm", row["code"], row["display"]), "encounter": box.ref("Encounter", row["encounter_id"]),
        "recordedDate": row["created_at"],
    }  # fmt: skip


@told("AllergyIntolerance", of="allergy")
def allergy(row: Row, box: Box) -> Resource:
    """What he must not have, or that nothing is known to be so."""
    category = row["category"] if row["category"] in ("food", "environment", "biologic") else "medication"
    severity = row["severity"] if row["severity"] in ("mild", "moderate", "severe") else None
    named = "No known allergies" if row["none_known"] else row["substance"]
    return {
        **_standing("allergyintolerance", row, KNOWN[row["verification"]], current=row["status"]),
        "type": None if row["none_known"] else "intolerance" if row["intolerance"] else "allergy",
        "category": [category] if row["category"] in ("medicine", "food", "environment", "biologic") else [],
        "criticality": {"low": "low", "high": "high", "unknown": "unable-to-assess"}.get(row["criticality"]),
        "code": code(row["code_system"], row["code"] or "", named), "patient": box.himself(),
        "onsetDateTime": row["onset"], "recordedDate": row["created_at"], "note": note(row["remark"]),
        "reaction": [{"manifestation": [said(row["reaction"])], "severity": severity}]
        if row["reaction"].strip() else [],
    }  # fmt: skip


@told("MedicationRequest", of="prescription")
def prescription(row: Row, box: Box) -> Resource:
    """A medicine as it was prescribed."""
    times = PERIODS.get(row["frequency"])
    repeat = {"frequency": times[0], "period": times[1], "periodUnit": times[2]} if times else None
    return {
        "status": ORDERED[row["status"]], "intent": "order", "subject": box.himself(),
        "statusReason": {"text": row["end_reason"]} if row["end_reason"].strip() else None,
        "medicationCodeableConcept": said(row["medication"]), "authoredOn": row["created_at"],
        "encounter": box.ref("Encounter", row["encounter_id"]), "requester": box.who(row),
        "priorPrescription": _earlier(row, box),
        "dosageInstruction": [{
            "text": row["instructions"], "asNeededBoolean": row["as_needed"], "route": {"text": row["route"]},
            "timing": {"repeat": repeat, "code": {"text": row["frequency"].replace("_", " ")}},
            "doseAndRate": [{"doseQuantity": quantity(row["dose_value"], row["dose_unit"])}],
            "maxDosePerPeriod": _most(row),
        }],
        "dispenseRequest": {
            "numberOfRepeatsAllowed": row["refills"], "quantity": quantity(row["quantity_value"], row["quantity_unit"]),
            "expectedSupplyDuration": {"value": row["duration_days"], "unit": "d", "system": "http://unitsofmeasure.org",
                                       "code": "d"} if row["duration_days"] else None,
        },
        "substitution": {"allowedBoolean": row["substitution"]},
    }  # fmt: skip


def _earlier(row: Row, box: Box) -> Resource | None:
    found = box.ref("MedicationRequest", row["renews_id"])
    return found if found and "reference" in found else None


def _most(row: Row) -> dict[str, Any] | None:
    if row["max_per_day"] is None:
        return None
    return {"numerator": quantity(row["max_per_day"], row["dose_unit"]), "denominator": quantity(Decimal(1), "d")}


@told("MedicationStatement", of="home_medication")
def taken(row: Row, box: Box) -> Resource:
    """A medicine that he takes, and that nobody here prescribed."""
    return {
        "status": TAKEN[row["status"]], "medicationCodeableConcept": said(row["medication"]),
        "subject": box.himself(), "effectivePeriod": {"start": row["since"], "end": row["stopped_on"]},
        "dateAsserted": row["created_at"], "informationSource": box.himself() if row["source"] == "patient" else None,
        "statusReason": [{"text": row["end_reason"]}] if row["end_reason"].strip() else [],
        "reasonCode": [{"text": row["taken_for"]}] if row["taken_for"].strip() else [],
        "dosage": [{"text": row["dose"]}] if row["dose"].strip() else [],
    }  # fmt: skip


@told("Task", of="refill_request")
def refill(row: Row, box: Box) -> Resource:
    """He asked for more of a medicine."""
    status = {"requested": "requested", "renewed": "completed", "declined": "rejected", "visit_needed": "rejected",
              "withdrawn": "cancelled"}[row["status"]]  # fmt: skip
    return {
        "status": status, "intent": "order", "code": {"text": "refill"}, "description": row["remark"],
        "focus": box.ref("MedicationRequest", row["prescription_id"]), "for": box.himself(),
        "authoredOn": row["created_at"], "lastModified": row["status_at"], "requester": box.himself(),
        "note": note(row["answer"]),
    }  # fmt: skip


@told("Immunization", of="immunization")
def vaccine(row: Row, box: Box) -> Resource:
    """A vaccine given, or why it was not."""
    done = row["status"] == "completed"
    return {
        "status": GIVEN[row["status"]], "vaccineCode": code("cvx", row["cvx"], row["display"]),
        "statusReason": {"text": row["reason"]} if not done and row["reason"].strip() else None,
        "patient": box.himself(), "encounter": box.ref("Encounter", row["encounter_id"]),
        "occurrenceDateTime": row["given_on"], "primarySource": not row["elsewhere"], "lotNumber": row["lot"],
        "expirationDate": row["expires_on"], "site": {"text": row["site"].replace("_", " ")} if row["site"] else None,
        "performer": [{"actor": {"display": row["by_name"]}}] if row["by_name"].strip() else [],
        "protocolApplied": [{"doseNumberPositiveInt": row["dose_number"]}] if row["dose_number"] else [],
    }  # fmt: skip


@told("Procedure", of="procedure")
def procedure(row: Row, box: Box) -> Resource:
    """Something that was done to him."""
    done = row["status"] == "completed"
    return {
        "status": GIVEN[row["status"]], "code": code(row["system"], row["code"] or "", row["display"]),
        "statusReason": {"text": row["reason"]} if not done and row["reason"].strip() else None,
        "subject": box.himself(), "encounter": box.ref("Encounter", row["encounter_id"]),
        "performedDateTime": row["done_on"], "note": note(row["remark"]),
        "performer": [{"actor": {"display": row["by_name"]}}] if row["by_name"].strip() else [],
    }  # fmt: skip


@told("FamilyMemberHistory", of="family_history")
def family(row: Row, box: Box) -> Resource:
    """What somebody of his family had."""
    age = {"value": row["onset_age"], "unit": "a", "system": "http://unitsofmeasure.org", "code": "a"}
    condition = {
        "code": code("icd10cm", row["code"] or "", row["display"]), "contributedToDeath": row["died_of_it"],
        "onsetAge": age if row["onset_age"] is not None else None, "note": note(row["remark"]),
    }  # fmt: skip
    return {
        "status": "entered-in-error" if row["status"] == WRONG else "completed", "patient": box.himself(),
        "date": row["created_at"], "relationship": kin(row["relation"]), "condition": [condition],
    }  # fmt: skip
