"""What was arranged and what happened: appointments, encounters with their stays, what was written to each other."""

from __future__ import annotations

from typing import Any

from hub.interop.fhir.box import Box, Resource, Row, told
from hub.interop.fhir.people import meta
from hub.interop.fhir.words import TERMS, clean, path, said, term

BOOKED = {"held": "pending", "booked": "booked", "arrived": "arrived", "fulfilled": "fulfilled",
          "cancelled": "cancelled", "no_show": "noshow"}  # fmt: skip
MET = {"planned": "planned", "arrived": "arrived", "triaged": "triaged", "in_progress": "in-progress",
       "on_hold": "onleave", "finished": "finished", "cancelled": "cancelled",
       "entered_in_error": "entered-in-error"}  # fmt: skip
WAITS = {"waiting": "waitlist", "offered": "waitlist", "booked": "booked", "withdrawn": "cancelled",
         "expired": "cancelled"}  # fmt: skip


def _comes(box: Box, row: Row) -> list[dict[str, Any]]:
    people = [box.himself(), box.who(row)]
    return [{"actor": one, "status": "accepted"} for one in people if one]


@told("Appointment", of="appointment")
def appointment(row: Row, box: Box) -> Resource:
    """A time that was booked."""
    during = row["during"]
    minutes = max(1, int((during.upper - during.lower).total_seconds() // 60))
    return {
        "meta": meta(row, box), "status": BOOKED[row["status"]], "created": row["created_at"], "start": during.lower,
        "end": during.upper, "minutesDuration": minutes, "appointmentType": {"text": row["kind"].replace("_", " ")},
        "reasonCode": [{"text": row["reason"]}] if row["reason"].strip() else [],
        "cancelationReason": {"text": row["cancel_reason"]}
        if row["status"] in ("cancelled", "no_show") and row["cancel_reason"].strip() else None,
        "participant": _comes(box, row),
    }  # fmt: skip


@told("Appointment", of="waitlist_entry", when=lambda row: row["status"] != "booked")
def wait(row: Row, box: Box) -> Resource:
    """A time that he waits for; what came of it is an appointment by itself."""
    return {
        "status": WAITS[row["status"]], "created": row["created_at"], "participant": _comes(box, row),
        "requestedPeriod": [{"start": row["from_day"], "end": row["until_day"]}],
        "specialty": [{"text": row["specialty"]}] if row["specialty"].strip() else [],
    }  # fmt: skip


@told("Encounter", of="encounter")
def encounter(row: Row, box: Box) -> Resource:
    """A meeting of him and a clinician, with the stay that it was."""
    found = sorted(box.by("diagnosis", "encounter_id", row["id"]), key=lambda one: int(one["rank"]))
    appointment = box.ref("Appointment", row["appointment_id"])
    return {
        "meta": meta(row, box), "status": MET[row["status"]],
        "class": {"system": TERMS + "v3-ActCode", "code": row["class"]},
        "subject": box.himself(), "participant": [{"individual": box.who(row)}],
        "period": {"start": row["started_at"], "end": row["ended_at"]},
        "appointment": [appointment] if appointment and "reference" in appointment else [],
        "reasonCode": [{"text": row["reason"]}] if row["reason"].strip() else [],
        "diagnosis": [{"condition": box.ref("Condition", one["id"]), "rank": max(1, one["rank"])} for one in found],
        "location": [bed for one in box.by("stay", "encounter_id", row["id"]) for bed in _beds(one, box)],
        "hospitalization": _left(box.by("stay", "encounter_id", row["id"])),
    }  # fmt: skip


HERE = {"held": "reserved", "here": "active", "left": "completed"}


def _beds(stay: Row, box: Box) -> list[dict[str, Any]]:
    """The beds one after the other; one that was held in vain is none."""
    found = [one for one in box.by("stay_place", "stay_id", stay["id"]) if one["status"] in HERE]
    return [
        {"location": place, "status": HERE[one["status"]],
         "period": {"start": one["during"].lower, "end": one["during"].upper}}
        for one in sorted(found, key=lambda one: (one["created_at"], str(one["id"])))
        if (place := box.ref("Location", one["bed_id"]))
    ]  # fmt: skip


def _left(stays: list[Row]) -> dict[str, Any]:
    ways = [one["disposition"] for one in stays if one["disposition"].strip()]
    return {"dischargeDisposition": {"text": ways[-1].replace("_", " ")}} if ways else {}


def _sender(side: str, box: Box, author: str) -> dict[str, Any] | None:
    return box.himself() if side == "patient" else box.ref("Practitioner", None, author)


@told("Communication", of="message", when=lambda row: row["side"] != "system")
def message(row: Row, box: Box) -> Resource:
    """A message of a conversation, with its files."""
    files = [one for one in box.by("message_file", "message_id", row["id"]) if one["file_id"]]
    thread = next(iter(box.by("message_thread", "id", row["thread_id"])), {})
    payload = [{"contentString": row["text"]}] if clean(row["text"]) else []
    return {
        "status": "completed", "subject": box.himself(), "sent": row["created_at"],
        "priority": "urgent" if row["urgent"] else "routine",
        "topic": {"text": thread.get("subject")}, "sender": _sender(row["side"], box, row["author_name"]),
        "payload": payload + [{"contentAttachment": attachment("message_file", one)} for one in files],
    }  # fmt: skip


@told("Communication", of="visit_message")
def chat(row: Row, box: Box) -> Resource:
    """A line of the chat of a video visit."""
    return {"status": "completed", "subject": box.himself(), "sent": row["created_at"],
            "sender": _sender(row["side"], box, row["author"]),
            "payload": [{"contentString": row["body"]}] if clean(row["body"]) else []}  # fmt: skip


def attachment(table: str, row: Row) -> dict[str, Any]:
    """A file of the same archive."""
    return {"contentType": row["media_type"], "url": path(table, f"{row['id']}-{row['name']}"), "size": row["size"],
            "title": row["name"], "creation": row["created_at"]}  # fmt: skip


@told("Communication", of="stay_note")
def told_at_handover(row: Row, box: Box) -> Resource:
    """What was noted while he lay in a ward."""
    return {"status": "completed", "subject": box.himself(), "sent": row["created_at"],
            "category": [{"text": row["kind"].replace("_", " ")}],
            "sender": box.ref("Practitioner", None, row["author_name"]),
            "payload": [{"contentString": one} for one in (row["decision"], row["words"]) if clean(one)]}  # fmt: skip


@told("Flag", of="alert")
def alert(row: Row, box: Box) -> Resource:
    """What a monitor raised."""
    over = row["over_at"] or (row["status_at"] if row["status"] == "resolved" else None)
    return {
        "status": "inactive" if row["status"] == "resolved" else "active",
        "category": [term("flag-category", "clinical")],
        "code": said(f"{row['rule']} {'' if row['value'] is None else row['value']} {row['unit']}"),
        "subject": box.himself(), "period": {"start": row["raised_at"], "end": over},
    }  # fmt: skip


@told("Communication", of="vital_note")
def remark(row: Row, box: Box) -> Resource:
    """A remark at the curves of a monitor."""
    return {"status": "completed", "subject": box.himself(), "sent": row["at"],
            "sender": box.ref("Practitioner", None, row["author_name"]),
            "payload": [{"contentString": row["words"]}] if clean(row["words"]) else []}  # fmt: skip


@told("CarePlan", of="monitoring_plan")
def plan(row: Row, box: Box) -> Resource:
    """What is to be measured at home."""
    return {"status": "active", "intent": "plan", "title": "Home monitoring", "subject": box.himself(),
            "created": row["set_at"], "author": box.ref("Practitioner", None, row["set_by_name"]),
            "activity": [{"detail": {"status": "in-progress", "description": f"Measure at {one}"}}
                         for one in row["reminders"] or ()]}  # fmt: skip
