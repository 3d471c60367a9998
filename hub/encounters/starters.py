"""What a new installation writes with: letters, templates, phrases, order sets and forms to begin from, in our words.

Put there once, when nothing of the kind exists; whatever the hospital makes of them stays.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from hub.core.db import Db
from hub.core.ids import uuid7
from hub.encounters.letter_models import Form, FormVersion, LetterTemplate
from hub.encounters.writing_models import NoteTemplate, OrderSet, Phrase


def _ask(name: str, label: str, kind: str = "text", required: bool = True) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": kind, "required": required}


LETTERS: tuple[tuple[str, str, str, list[dict[str, Any]]], ...] = (
    ("sick_note", "Certificate of incapacity for work",
     "I have examined {patient.name}, born {patient.birth_date}, on {encounter.date}.\n\n"
     "In my judgement this person is not able to work from {first_day} up to and including {last_day}.\n\n{remark}",
     [_ask("first_day", "First day", "date"), _ask("last_day", "Last day", "date"),
      _ask("remark", "Remark", "prose", required=False)]),
    ("fitness", "Certificate of fitness",
     "I have examined {patient.name}, born {patient.birth_date}, on {encounter.date}.\n\n"
     "In my judgement this person is fit for: {purpose}\n\n{limits}\n\nThis holds until {valid_until}.",
     [_ask("purpose", "Fit for (work, sport, school, travel)"), _ask("limits", "With these limits", "prose", False),
      _ask("valid_until", "Valid until", "date")]),
    ("attendance", "Certificate of attendance",
     "{patient.name}, born {patient.birth_date}, was here for a visit on {encounter.date}, from {begin} to {end}.",
     [_ask("begin", "From (time)"), _ask("end", "To (time)")]),
    ("referral", "Referral letter",
     "Dear colleague,\n\nthank you for seeing {patient.name}, {patient.age} years, who came on {encounter.date} "
     "with: {encounter.reason}\n\n{question}\n\nHistory: {note.history}\n\nExamination: {note.examination}\n\n"
     "Assessment: {note.assessment}\n\n{diagnoses}\n\n{prescriptions}\n\nWith kind regards",
     [_ask("question", "What do you ask?", "prose")]),
    ("prescription", "Prescription", "{prescriptions}\n\n{remark}",
     [_ask("remark", "Remark", "prose", required=False)]),
    ("visit_summary", "Summary of your visit",
     "You were here on {encounter.date} and saw {encounter.clinician}.\n\nYou came with: {encounter.reason}\n\n"
     "What we think it is: {note.assessment}\n\n{diagnoses}\n\nWhat happens next: {note.plan}\n\n"
     "What you can do: {note.advice}\n\n{prescriptions}", []),
    ("patient_summary", "Patient summary", "{record}\n\nMade on {today} from the record of {facility.name}.", []),
)  # fmt: skip

TEMPLATES: tuple[tuple[str, dict[str, str]], ...] = (
    ("Cough or cold", {"history": "Since … days: cough, blocked nose, sore throat. Fever: … Breathless: no. Smokes: …",
                       "examination": "Speaks in full sentences. Throat … Lungs …",
                       "assessment": "Viral infection of the upper airways.", "plan": "Rest, fluids, paracetamol.",
                       "advice": "Come back if you get short of breath, or the fever lasts more than three days."}),
    ("Blood pressure check", {"history": "Measures at home: … Takes the medicine: … Dizzy: … Chest pain: no.",
                              "examination": "Pressure … both arms. Ankles …", "assessment": "High blood pressure, …",
                              "plan": "Go on / change … Kidney values and potassium in … weeks.",
                              "advice": "Measure twice a week and write it down. Less salt, a daily walk."}),
    ("Check-up", {"history": "Feels … Since last time … Medicines as listed.",
                  "examination": "Well. Heart, lungs, belly without findings.", "assessment": "…",
                  "plan": "Vaccines looked at. Next check in a year."}),
)  # fmt: skip

PHRASES = (
    ("heart", "Heart sounds regular and clear, no murmur."), ("lungs", "Lungs clear on both sides."),
    ("belly", "Belly soft, no pain on pressure, bowel sounds normal."),
    ("neuro", "Awake and oriented, face even, strength and feeling even on both sides, walks safely."),
    ("redflags", "No warning signs: no fever, no weight loss, no night sweats, no loss of strength or feeling."),
    ("back", "Come back at once if it gets worse, or if something new comes."),
    ("side", "Wanted and unwanted effects of the medicine were explained."),
)  # fmt: skip


def _pills(medication: str, dose: str, unit: str, frequency: str, days: int, instructions: str) -> dict[str, Any]:
    return {"kind": "prescription", "prescription": {
        "medication": medication, "dose_value": dose, "dose_unit": unit, "route": "oral", "frequency": frequency,
        "duration_days": days, "instructions": instructions}}  # fmt: skip


ORDER_SETS: tuple[tuple[str, str, list[dict[str, Any]]], ...] = (
    ("High blood pressure, first medicine", "Start, blood values, a talk about salt and walking.", [
        {"kind": "diagnosis", "code": "I10", "display": "Essential (primary) hypertension"},
        _pills("Lisinopril 10 mg tablet", "1", "{tablet}", "morning", 30, "In the morning, with or without food"),
        {"kind": "laboratory", "title": "Kidneys and salts", "tests": ["2951-2", "2823-3", "2160-0"]},
        {"kind": "words", "section": "plan", "text": "Lisinopril 10 mg. Kidney values and potassium in two weeks."},
        {"kind": "words", "section": "advice", "text": "Measure twice a week. Less salt, a daily walk."},
    ]),
    ("Low back pain without warning signs", "Stay active, a few days of ibuprofen.", [
        {"kind": "diagnosis", "code": "M54.50", "display": "Low back pain, unspecified"},
        _pills("Ibuprofen 400 mg tablet", "1", "{tablet}", "three_daily", 5, "With food"),
        {"kind": "words", "section": "advice", "text": "Keep moving. Come back at once if a leg is weak or numb."},
    ]),
    ("Heart look-over", "Chest pain that is not urgent.", [
        {"kind": "diagnosis", "code": "R07.9", "display": "Chest pain, unspecified"},
        {"kind": "referral", "specialty": "cardiology", "question": "Chest pain on effort: please look at the heart.",
         "urgent": False},
    ]),
)  # fmt: skip

FORMS: tuple[tuple[str, str, str, bool, dict[str, Any]], ...] = (
    ("before_visit", "Before your visit", "What helps your doctor to prepare.", True, {
        "type": "object", "title": "Before your visit", "required": ["concern"], "properties": {
            "concern": {"type": "string", "title": "What would you like to talk about?", "maxLength": 1000},
            "changed": {"type": "string", "title": "What has changed since the last time?", "maxLength": 1000},
            "medicines": {"type": "string", "title": "Which medicines do you take at present?", "maxLength": 1000},
            "pain": {"type": "integer", "title": "Pain today, 0 to 10", "minimum": 0, "maximum": 10},
            "smokes": {"type": "string", "title": "Do you smoke?", "enum": ["No", "Sometimes", "Every day"]},
        }}),
    ("fall_risk", "Risk of falling", "Asked at the bedside.", False, {
        "type": "object", "title": "Risk of falling", "required": ["fell", "walks"], "properties": {
            "fell": {"type": "boolean", "title": "Fell in the last three months"},
            "walks": {"type": "string", "title": "Walks", "enum": ["Alone", "With a stick", "With help", "No"]},
            "dizzy": {"type": "boolean", "title": "Dizzy when standing up"},
            "remark": {"type": "string", "title": "Remark", "maxLength": 500},
        }}),
)  # fmt: skip


async def load(db: Db) -> None:
    """Fill each kind that is empty. Running it again changes nothing."""
    if await db.scalar(select(LetterTemplate.id).limit(1)) is None:
        db.add_all(LetterTemplate(key=key, kind=key, title=title, body=body, asks=asks)
                   for key, title, body, asks in LETTERS)  # fmt: skip
    if await db.scalar(select(NoteTemplate.id).limit(1)) is None:
        db.add_all(NoteTemplate(owner_id=None, name=name, sections=sections) for name, sections in TEMPLATES)
    if await db.scalar(select(Phrase.id).limit(1)) is None:
        db.add_all(Phrase(owner_id=None, short=short, words=words) for short, words in PHRASES)
    if await db.scalar(select(OrderSet.id).limit(1)) is None:
        db.add_all(OrderSet(name=name, about=about, items=items) for name, about, items in ORDER_SETS)
    if await db.scalar(select(Form.id).limit(1)) is None:
        await _forms(db)
    await db.flush()


async def _forms(db: Db) -> None:
    for key, title, about, by_patient, schema in FORMS:
        drawn = {"schema": schema, "ui": {}}
        row = Form(key=key, title=title, about=about, draft=drawn, number=1, by_patient=by_patient)
        db.add(row)
        await db.flush()
        db.add(FormVersion(id=uuid7(), form_id=row.id, number=1, title=title, content=drawn))
