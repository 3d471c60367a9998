"""What was asked for and what was measured: orders, specimens, reports, vital signs, scores, habits."""

from __future__ import annotations

from typing import Any

from hub.core.quantities import MEASURES
from hub.interop.fhir.box import Box, Resource, Row, told
from hub.interop.fhir.people import meta
from hub.interop.fhir.words import LOINC, TERMS, clean, code, note, quantity, said, term

WRONG = "entered_in_error"
FOUND = {"registered": "registered", "preliminary": "preliminary", "final": "final", "amended": "amended",
         WRONG: "entered-in-error"}  # fmt: skip
BY_CODE = {one.loinc: one for one in MEASURES.values()}
CATEGORIES = {"laboratory": "LAB", "imaging": "RAD", "pathology": "PAT", "cardiology": "CUS", "other": "OTH"}
FLAGS = {"low": "L", "high": "H", "critical_low": "LL", "critical_high": "HH"}
# LOINC codes of the questions on habits that are in wide use; the others keep our own word.
HABITS = {"smoking": "72166-2", "alcohol": "11331-6", "drugs": "11343-1", "occupation": "11341-5"}


def category(word: str) -> list[dict[str, Any]]:
    """Observation.category."""
    return [term("observation-category", word)]


@told("Observation", of="vital_set")
def signs(row: Row, box: Box) -> Resource:
    """What a person measured at one time: a panel, each sign of it a component."""
    parts = []
    for one in box.by("vital", "set_id", row["id"]):
        measure = MEASURES[one["sign"]]
        flag = [term("v3-ObservationInterpretation", FLAGS[one["flag"]])] if one["flag"] in FLAGS else []
        parts.append({
            "code": code(LOINC, measure.loinc, measure.display), "interpretation": flag,
            "valueQuantity": quantity(one["value"], measure.unit),
            "referenceRange": [{side: quantity(one[side], measure.unit) for side in ("low", "high")}],
        })  # fmt: skip
    return {
        "meta": meta(row, box), "status": FOUND[row["status"]], "category": category("vital-signs"),
        "code": code(LOINC, "85353-1", text="Vital signs"), "subject": box.himself(),
        "encounter": box.ref("Encounter", row["encounter_id"]), "effectiveDateTime": row["measured_at"],
        "issued": row["created_at"], "performer": [box.himself() if row["reported"] else {"display": row["by_name"]}],
        "component": parts, "note": note(row["remark"], row["error_reason"]),
    }  # fmt: skip


@told("Observation", of="observation")
def reading(row: Row, box: Box) -> Resource:
    """A value of a device or of his own."""
    known = BY_CODE.get(row["code"])
    device = box.ref("Device", row["device_id"])
    return {
        "status": FOUND[row["status"]], "category": category("vital-signs"),
        "code": code(LOINC, row["code"], known.display if known else ""), "subject": box.himself(),
        "effectiveDateTime": row["effective_at"], "issued": row["received_at"],
        "valueQuantity": quantity(row["value"], row["unit"]), "device": device,
        "note": note("simulated" if row["simulated"] else "", ", ".join(row["flags"] or ())),
    }  # fmt: skip


@told("Observation", of="early_warning")
def warning(row: Row, box: Box) -> Resource:
    """An early warning score."""
    value = {"valueInteger": row["total"]} if row["total"] is not None else {
        "dataAbsentReason": term("data-absent-reason", "not-performed")}  # fmt: skip
    return {
        "status": "final", "category": category("survey"), "code": said(row["method"]), "subject": box.himself(),
        "effectiveDateTime": row["at"], **value,
        "component": [{"code": said(name), "valueInteger": points} for name, points in (row["points"] or {}).items()
                      if isinstance(points, int)],
        "interpretation": [{"text": row["band"]}] if row["band"] else [],
    }  # fmt: skip


@told("Observation", of="triage")
def triage(row: Row, box: Box) -> Resource:
    """How urgent it was when he came."""
    return {
        "status": "final", "category": category("survey"), "code": {"text": "triage level"}, "subject": box.himself(),
        "encounter": box.ref("Encounter", row["encounter_id"]), "effectiveDateTime": row["created_at"],
        "valueInteger": row["level"], "performer": [{"display": row["by_name"]}],
        "note": note(row["complaint"], row["remark"]),
    }  # fmt: skip


@told("Observation", of="social_history")
def habit(row: Row, box: Box) -> Resource:
    """How he lives."""
    words = clean(row["answer"]) or clean(row["remark"])
    value = {"valueString": words} if words else {"dataAbsentReason": term("data-absent-reason", "unknown")}
    return {
        "status": "entered-in-error" if row["status"] == WRONG else "final", "category": category("social-history"),
        "code": code(LOINC, HABITS.get(row["topic"], ""), text=row["topic"].replace("_", " ")),
        "subject": box.himself(), "effectiveDateTime": row["created_at"], **value, "note": note(row["remark"]),
        "performer": [{"display": row["by_name"]}] if row["by_name"].strip() else [],
    }  # fmt: skip


@told("Observation", of="diagnostic_observation")
def finding(row: Row, box: Box) -> Resource:
    """One finding of a report."""
    report = next(iter(box.by("diagnostic_report", "id", row["report_id"])), {})
    unit = row["unit"] or ""
    value: dict[str, Any] = {"valueQuantity": quantity(row["value"], unit, row["comparator"])}
    if row["value"] is None:
        value = {"valueString": row["words"]} if clean(row["words"]) else {
            "dataAbsentReason": term("data-absent-reason", "unknown")}  # fmt: skip
    bounds = {"low": quantity(row["low"], unit), "high": quantity(row["high"], unit)}
    flag = row["interpretation"]
    return {
        "status": FOUND[report.get("status", "final")], "category": category(_category(report)),
        "code": code(LOINC, row["code"], row["name"]), "subject": box.himself(),
        "effectiveDateTime": report.get("effective_at"), **value,
        "interpretation": [term("v3-ObservationInterpretation", flag)] if flag else [],
        "referenceRange": [bounds] if any(bounds.values()) else [],
    }  # fmt: skip


def _category(report: Row) -> str:
    return "imaging" if report.get("category") == "imaging" else "laboratory"


@told("DiagnosticReport", of="diagnostic_report")
def report(row: Row, box: Box) -> Resource:
    """A report with its findings, and the order that it answers."""
    orders = [box.ref("ServiceRequest", one["id"]) for one in box.by("service_request", "report_id", row["id"])]
    specimens = [box.ref("Specimen", specimen["id"]) for one in box.by("service_request", "report_id", row["id"])
                 for specimen in box.by("specimen", "service_request_id", one["id"])]  # fmt: skip
    found = box.by("diagnostic_observation", "report_id", row["id"])
    return {
        "meta": meta(row, box), "status": FOUND[row["status"]], "basedOn": orders, "specimen": specimens,
        "category": [{"coding": [{"system": TERMS + "v2-0074", "code": CATEGORIES[row["category"]]}]}],
        "code": code(LOINC, row["code"], row["title"]), "subject": box.himself(),
        "encounter": box.ref("Encounter", row["encounter_id"]), "effectiveDateTime": row["effective_at"],
        "issued": row["issued_at"], "performer": [{"display": row["performer"]}] if row["performer"].strip() else [],
        "resultsInterpreter": [box.who(row)] if row["reviewed_at"] else [],
        "result": [box.ref("Observation", one["id"]) for one in found],
        "conclusion": row["conclusion"],
    }  # fmt: skip


@told("ServiceRequest", of="service_request")
def order(row: Row, box: Box) -> Resource:
    """An order to the laboratory."""
    status = {"draft": "draft", "active": "active", "completed": "completed", "revoked": "revoked"}[row["status"]]
    return {
        "status": status, "intent": "order", "priority": row["priority"], "code": {"text": row["title"]},
        "orderDetail": [code(LOINC, *_test(one)) for one in row["tests"] or ()], "subject": box.himself(),
        "encounter": box.ref("Encounter", row["encounter_id"]), "authoredOn": row["signed_at"] or row["created_at"],
        "requester": box.who(row), "reasonCode": [{"text": row["reason"]}] if row["reason"].strip() else [],
        "specimen": [box.ref("Specimen", one["id"]) for one in box.by("specimen", "service_request_id", row["id"])],
        "patientInstruction": row["patient_instruction"], "note": note(row["status_reason"]),
    }  # fmt: skip


def _test(one: Any) -> tuple[str, str]:
    return (str(one.get("code") or ""), str(one.get("name") or "")) if isinstance(one, dict) else ("", str(one))


@told("ServiceRequest", of="referral")
def referral(row: Row, box: Box) -> Resource:
    """One specialty asked another."""
    status = {"requested": "active", "accepted": "active", "booked": "active", "seen": "active",
              "declined": "revoked", "answered": "completed", "withdrawn": "revoked"}[row["status"]]  # fmt: skip
    return {
        "status": status, "intent": "order", "priority": "urgent" if row["urgent"] else "routine",
        "category": [{"text": "referral"}], "code": {"text": row["specialty"]}, "subject": box.himself(),
        "encounter": box.ref("Encounter", row["encounter_id"]), "authoredOn": row["created_at"],
        "requester": box.who(row), "performerType": {"text": row["specialty"]},
        "performer": [box.who(row, "specialist_id")] if row["specialist_id"] else [],
        "reasonCode": [{"text": row["question"]}] if row["question"].strip() else [], "note": note(row["answer"]),
    }  # fmt: skip


@told("Specimen", of="specimen")
def specimen(row: Row, box: Box) -> Resource:
    """What was taken for an order."""
    order = next(iter(box.by("service_request", "id", row["service_request_id"])), {})
    return {
        "identifier": [{"system": f"{box.base}/fhir/sid/specimen", "value": row["label"]}], "status": row["status"],
        "type": {"text": order["specimen"]} if str(order.get("specimen") or "").strip() else None,
        "subject": box.himself(), "request": [box.ref("ServiceRequest", row["service_request_id"])],
        "collection": {"collectedDateTime": row["collected_at"], "collector": {"display": row["collected_by_name"]}
                       if row["collected_by_name"].strip() else None},
        "note": note(row["status_reason"]),
    }  # fmt: skip
