"""What was written: notes, letters, documents and files, answers to forms, second signatures."""

from __future__ import annotations

from typing import Any

from hub.interop.fhir.box import Box, Resource, Row, told
from hub.interop.fhir.people import meta
from hub.interop.fhir.visits import attachment
from hub.interop.fhir.words import LOINC, TERMS, clean, code, div, moment, path, said

NOTES = {"draft": "preliminary", "unlocked": "preliminary", "signed": "final", "entered_in_error": "entered-in-error"}
# LOINC codes of the sections of a note, by our word for them.
SECTIONS = {"reason": "29299-5", "history": "10164-2", "examination": "29545-1", "assessment": "51848-0",
            "plan": "18776-5", "advice": "69730-0"}  # fmt: skip
ANSWERED = {"requested": "in-progress", "completed": "completed", "withdrawn": "stopped",
            "entered_in_error": "entered-in-error"}  # fmt: skip


def _signer(row: Row, box: Box) -> Resource | None:
    met = next(iter(box.by("encounter", "id", row["encounter_id"])), None)
    return box.who(met) if met else box.ref("Practitioner", None, row["saved_by_name"])


@told("Composition", of="note")
def written(row: Row, box: Box) -> Resource:
    """The note of an encounter, section by section."""
    sections = {name: words for name, words in (row["sections"] or {}).items() if str(words).strip()}
    return {
        "meta": meta(row, box), "status": NOTES[row["status"]], "type": code(LOINC, "11506-3", text="Progress note"),
        "subject": box.himself(), "encounter": box.ref("Encounter", row["encounter_id"]), "date": row["saved_at"],
        "author": [_signer(row, box) or {"display": clean(row["saved_by_name"]) or "unknown"}],
        "title": "Note of an encounter",
        "section": [
            {"title": name, "code": code(LOINC, SECTIONS.get(name, ""), text=name),
             "text": {"status": "generated", "div": div(str(words))}}
            for name, words in sections.items()
        ],
    }  # fmt: skip


@told("DocumentReference", of="document", when=lambda row: bool(row["latest"]))
def document(row: Row, box: Box) -> Resource:
    """A document with all its versions; the bytes lie in the same archive."""
    versions = sorted(box.by("document_version", "document_id", row["id"]), key=lambda one: int(one["number"]))
    met = box.ref("Encounter", row["encounter_id"])
    return {
        "meta": meta(row, box), "status": "entered-in-error" if row["status"] == "entered_in_error" else "current",
        "type": {"text": row["title"]}, "category": [{"text": row["folder"]}], "subject": box.himself(),
        "date": row["created_at"], "description": row["title"],
        "content": [
            {"attachment": {
                "contentType": one["media_type"], "size": one["size"], "title": one["name"],
                "creation": one["created_at"],
                "url": path("documents", f"{row['id']}-{one['number']}-{one['name']}"),
            }} for one in versions
        ] or [{"attachment": {"title": clean(row["title"]) or "document"}}],
        "context": {"encounter": [met] if met and "reference" in met else []},
    }  # fmt: skip


@told("DocumentReference", of="visit_file")
def sent(row: Row, box: Box) -> Resource:
    """A file of a video visit; one that was removed is only named."""
    where = attachment("visit_file", row) if row["file_id"] else {"title": clean(row["name"]) or "removed"}
    return {"status": "entered-in-error" if row["removed_at"] else "current", "subject": box.himself(),
            "date": row["created_at"], "description": row["name"], "content": [{"attachment": where}]}  # fmt: skip


@told("Composition", of="patient_letter")
def letter(row: Row, box: Box) -> Resource:
    """A letter as it was given out, part by part."""
    parts = (row["content"] or {}).get("parts", [])
    return {
        "status": "entered-in-error" if row["status"] == "revoked" else "final", "type": said(row["kind"], "letter"),
        "identifier": {"system": f"{box.base}/fhir/sid/letter", "value": row["number"]}, "subject": box.himself(),
        "encounter": box.ref("Encounter", row["encounter_id"]), "date": row["created_at"],
        "title": clean(row["title"]) or "Letter",
        "author": [{"display": clean(row["by_name"]) or "unknown"}],
        "section": [{"title": str(one.get("title") or ""), "text": {"status": "generated", "div": div(*_lines(one))}}
                    for one in parts if isinstance(one, dict)],
    }  # fmt: skip


def _lines(part: dict[str, Any]) -> list[str]:
    rows = [" | ".join(map(str, row)) for row in part.get("rows", ()) if isinstance(row, list)]
    return [str(part.get(name) or "") for name in ("text", "body", "words")] + rows


@told("QuestionnaireResponse", of="intake")
def intake(row: Row, box: Box) -> Resource:
    """What he told before a visit."""
    return {"status": "completed", "subject": box.himself(), "source": box.himself(), "authored": row["recorded_at"],
            "encounter": box.ref("Encounter", row["encounter_id"]), "item": items(row["answers"])}  # fmt: skip


@told("QuestionnaireResponse", of="form_answer")
def answers(row: Row, box: Box) -> Resource:
    """What was answered to a form of the house."""
    version = next(iter(box.by("form_version", "id", row["form_version_id"])), {})
    asked = ((version.get("content") or {}).get("schema") or {}).get("properties") or {}
    titles = {name: str(one.get("title") or "") for name, one in asked.items() if isinstance(one, dict)}
    return {
        "status": ANSWERED[row["status"]], "subject": box.himself(),
        "authored": row["answered_at"] or row["created_at"],
        "encounter": box.ref("Encounter", row["encounter_id"]), "item": items(row["answers"], titles),
        "source": box.himself() if row["by_patient"] else None,
        "author": {"display": row["by_name"]} if row["by_name"].strip() else None,
    }  # fmt: skip


def items(answers: dict[str, Any] | None, titles: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Answers by key as items; a group of answers is a group of items."""
    found = []
    for key, words in (answers or {}).items():
        item: dict[str, Any] = {
            "linkId": clean(str(key)) or "-",
            "text": (titles or {}).get(key) or str(key).replace("_", " "),
        }
        if isinstance(words, dict):
            item["item"] = items(words)
        else:
            item["answer"] = [_answer(one) for one in (words if isinstance(words, list) else [words])
                              if one is not None and clean(str(one))]  # fmt: skip
        found.append(item)
    return found


def _answer(words: Any) -> dict[str, Any]:
    if isinstance(words, bool):
        return {"valueBoolean": words}
    if isinstance(words, int) and abs(words) < 2**31:
        return {"valueInteger": words}
    if isinstance(words, int | float):
        return {"valueDecimal": words}
    if isinstance(words, dict):
        return {"valueString": "; ".join(f"{key}: {one}" for key, one in words.items()) or "-"}
    return {"valueString": str(words)}


@told("Provenance", of="cosignature", when=lambda row: row["status"] == "signed")
def second(row: Row, box: Box) -> Resource:
    """A second signature under a note."""
    kind = {"coding": [{"system": TERMS + "provenance-participant-type", "code": "verifier"}]}
    who = box.who(row, "cosigner_id") or {"display": "unknown"}
    return {"target": [box.ref("Composition", row["note_id"]) or box.himself()], "recorded": moment(row["status_at"]),
            "agent": [{"type": kind, "who": who}]}  # fmt: skip
