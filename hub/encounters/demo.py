"""The demo's records: finished visits with signed notes, allergies and lasting problems. All invented."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.demo import Demo
from hub.core.ids import uuid7
from hub.encounters import demo_meetings, demo_record, demo_results
from hub.encounters.models import (
    Allergy,
    Diagnosis,
    Encounter,
    EncounterClass,
    EncounterStatus,
    Note,
    NoteStatus,
    NoteVersion,
    Prescription,
    PrescriptionStatus,
    Problem,
    ServiceDefinition,
    ServiceRendered,
    VersionKind,
)
from hub.encounters.prescription_schemas import PrescriptionOut
from hub.encounters.schemas import (
    DiagnosisOut,
    ServiceOut,
)
from hub.encounters.terminology import choose
from hub.patients import documents
from hub.patients.access import labels
from hub.patients.access.models import Label, Labelled
from hub.patients.models import Patient
from hub.scheduling.models import Appointment, AppointmentStatus, Kind
from hub.scheduling.rules import instant
from hub.staff.models import Practitioner


@dataclass(frozen=True)
class Story:
    """A visit as it might have been."""

    reason: str
    history: str
    examination: str
    assessment: str
    plan: str
    advice: str
    codes: tuple[str, ...]
    service: str = "G0425"
    medication: tuple[Any, ...] | None = None
    """medication, dose, unit, frequency, days, quantity, instructions"""

    @property
    def sections(self) -> dict[str, str]:
        names = ("reason", "history", "examination", "assessment", "plan", "advice")
        return {name: getattr(self, name) for name in names}


STORIES = (
    Story("Blood pressure check", "At home mostly 140 to 150 over 90. No headache, no chest pain.",
          "Feels well. Home reading during the call 146/92.", "Blood pressure still above target.",
          "Start lisinopril 10 mg in the morning. Kidney values and potassium in two weeks.",
          "Take the tablet every morning. Measure twice a week and write it down.", ("I10",), "G0425",
          ("Lisinopril 10 mg tablet", "1", "{tablet}", "morning", 30, "30", "In the morning, with or without food")),
    Story("Sore throat and cough", "Since four days, dry cough, sore throat, no fever. Partner has the same.",
          "Speaks in full sentences, throat red by video, neck not swollen.", "Viral infection of the upper airways.",
          "No antibiotic. Rest and fluids. Check again if fever comes or it lasts more than ten days.",
          "Drink enough and rest. Call us if you have trouble breathing or a high fever.", ("J06.9", "R05.1"), "G2252"),
    Story("Low back pain", "After lifting boxes a week ago. No pain down the legs, no numbness, bladder fine.",
          "Moves carefully, can stand on toes and heels.", "Mechanical low back pain without warning signs.",
          "Stay active, warmth, ibuprofen for five days.", "Keep moving. Come back at once if a leg is weak or numb.",
          ("M54.50",), "G0425",
          ("Ibuprofen 400 mg tablet", "1", "{tablet}", "three_daily", 5, "15", "With food")),
    Story("Itchy rash in the elbows", "Comes every winter, worse since the heating is on.",
          "Dry red patches in both elbow folds, not infected.", "Eczema.", "Cream daily, hydrocortisone for a week.",
          "Cream every day, even when the skin looks well.", ("L20.9",), "G2250",
          ("Hydrocortisone 1 % cream", "1", "{application}", "twice_daily", 7, "1", "Thinly, on the red patches only")),
    Story("Headaches", "Half-sided, throbbing, twice a month, with light hurting the eyes. A dark room helps.",
          "No weakness, speech clear, face symmetric.", "Migraine without warning signs.",
          "Headache diary. Naproxen early in the attack.", "Write down when it comes. Call us if it changes.",
          ("G43.909",), "G0425",
          ("Naproxen 500 mg tablet", "1", "{tablet}", "once", None, "10", "At the beginning of an attack, with food")),
    Story("Diabetes check", "Sugar in the morning between 120 and 150. No low sugars. Walks daily.",
          "Weight stable. Feet without wounds, as shown by video.", "Type 2 diabetes, fair control.",
          "Go on with metformin. HbA1c and eye check this quarter.", "Go on with the daily walk. Book the eye check.",
          ("E11.9", "E78.5"), "G0425",
          ("Metformin 500 mg tablet", "1", "{tablet}", "twice_daily", 90, "180", "With breakfast and dinner")),
    Story("Worry and poor sleep", "Since the new job: tense, wakes at four, worries a lot. No thoughts of harm.",
          "Tense, good contact, thinking orderly.", "Generalised anxiety.",
          "Weekly talks, sleep rules, look again in three weeks.", "Same bedtime every day, no screens in bed.",
          ("F41.1", "G47.00"), "G0426"),
    Story("Itchy eyes and sneezing", "Every spring, now for two weeks.", "Eyes watery, nose blocked, no wheeze.",
          "Hay fever.", "Cetirizine in the evening until the season ends.", "Keep windows shut in the morning.",
          ("J30.2",), "G2252",
          ("Cetirizine 10 mg tablet", "1", "{tablet}", "evening", 30, "30", "May make you drowsy")),
    Story("Knee pain", "Right knee hurts when running, since the half marathon. No swelling.",
          "Full movement, tender below the kneecap.", "Overuse of the right knee.", "No running for three weeks.",
          "Cycle instead of running for now.", ("M25.561",), "G0463"),
)  # fmt: skip

ALLERGIES = (("Penicillin", "Hives", "severe"), ("Latex", "Itching", "mild"), ("Peanut", "Swollen lips", "severe"),
             ("Sulfamethoxazole", "Rash", "moderate"), ("Ibuprofen", "Wheezing", "severe"))  # fmt: skip
LASTING = (("I10", 6), ("E11.9", 9), ("J45.20", 15), ("E78.5", 4), ("K21.9", 2), ("E03.9", 8))


async def load(db: Db, demo: Demo) -> None:
    """Visits long ago: of the two who can sign in and of many others; those of the last days are told by billing."""
    if await db.scalar(select(ServiceDefinition.code).limit(1)) is None:
        return
    zone = ZoneInfo(demo.made["facility"].zone)
    doctors: list[Practitioner] = demo.made["doctors"]
    made = demo.made["encounters"] = []
    patients: list[Patient] = demo.made["patients"]
    first, second = (0, 1), (0, 5, 7)
    plan = [(demo.made["patient"], demo.made["doctor"], 14 + 60 * n, STORIES[s]) for n, s in enumerate(first)]
    plan += [(demo.made["patient2"], demo.made["doctor2"], 21 + 75 * n, STORIES[s]) for n, s in enumerate(second)]
    plan += [(patient, doctors[n % len(doctors)], 2 + n * 5, demo.random.choice(STORIES))
             for n, patient in enumerate(patients[2:46])]  # fmt: skip
    lasting = {code for code, _ in LASTING}
    treated: dict[UUID, list[str]] = {}
    for n, (patient, doctor, days, story) in enumerate(plan):
        treated.setdefault(patient.id, []).extend(code for code in story.codes if code in lasting)
        day = demo.now.astimezone(zone).date() - timedelta(days=days)
        made.append(await _visit(db, demo, patient, doctor, instant(day, time(9 + n % 7, 20 * (n % 3)), zone), story))
    await _sent_in_the_chat(db, made[0], demo.made["patient"])
    await _backgrounds(db, demo, treated)
    await _one_apart(db, demo)
    await demo_record.load(db, demo)
    await demo_results.load(db, demo)
    await demo_meetings.load(db, demo)


READINGS = "Blood pressure at home, mornings\n\nMon 148/94\nTue 144/90\nWed 151/95\nThu 146/92\nFri 142/91\n"


async def _sent_in_the_chat(db: Db, encounter: Encounter, patient: Patient) -> None:
    """What the patient sent during the call, and the doctor filed: a document of that meeting."""
    values = {"title": "Blood pressure at home", "folder": "result", "visibility": "patient", "name": "readings.txt",
              "encounter_id": encounter.id, "dated": encounter.status_at.date()}  # fmt: skip
    await documents.add(db, patient, READINGS.encode(), values, actor=SYSTEM)


async def _one_apart(db: Db, demo: Demo) -> None:
    """A visit with another doctor that a label keeps from the family doctor of the patient."""
    doctor, patients = demo.made["doctors"][0], demo.made["patients"]
    cared = {one.id: one for one in patients[::3]}
    apart = next(one for one in demo.made["encounters"]
                 if one.patient_id in cared and one.practitioner_id != doctor.id)  # fmt: skip
    await labels.put(db, cared[apart.patient_id], Label.psychiatry, actor=SYSTEM, entity=Labelled.encounter,
                     entity_id=apart.id)  # fmt: skip


async def _backgrounds(db: Db, demo: Demo, treated: dict[UUID, list[str]]) -> None:
    """Allergies and lasting problems; what somebody takes a medicine for is among his."""
    pick, today = demo.random, demo.now.date()
    names = {code: (await choose(db, code)).display for code, _ in LASTING}
    since = dict(LASTING)
    for n, patient in enumerate(demo.made["patients"]):
        given = [ALLERGIES[0]] if n == 0 else [pick.choice(ALLERGIES)] if pick.random() < 0.35 else []
        for substance, reaction, severity in given:
            db.add(Allergy(patient_id=patient.id, substance=substance, reaction=reaction, severity=severity))
        if not given and pick.random() < 0.8:
            db.add(Allergy(patient_id=patient.id, substance="", none_known=True))
        adult = (today - patient.birth_date).days > 40 * 365
        some = [code for code, _ in pick.sample(LASTING, 2)] if adult else []
        for code in dict.fromkeys([*treated.get(patient.id, ()), *some]):
            onset = date(today.year - since[code], 1 + n % 12, 1)
            db.add(Problem(patient_id=patient.id, code=code, display=names[code], onset=onset))
    await db.flush()


async def _visit(
    db: Db, demo: Demo, patient: Patient, doctor: Practitioner, starts: datetime, story: Story
) -> Encounter:  # fmt: skip
    """One finished visit: its appointment, note and what belongs to it, as signing would have left them."""
    ends = starts + timedelta(minutes=20)
    virtual = story.service != "G0463"
    appointment = Appointment(
        patient_id=patient.id, practitioner_id=doctor.id, facility_id=demo.made["facility"].id,
        during=Range(starts, ends), kind=Kind.video if virtual else Kind.in_person, reason=story.reason,
        status=AppointmentStatus.fulfilled, status_at=ends,
    )  # fmt: skip
    db.add(appointment)
    await db.flush()
    kind = EncounterClass.virtual if virtual else EncounterClass.ambulatory
    encounter = Encounter(
        patient_id=patient.id, practitioner_id=doctor.id, appointment_id=appointment.id, kind=kind, reason=story.reason,
        status=EncounterStatus.finished, status_at=ends, started_at=starts, ended_at=ends,
    )  # fmt: skip
    db.add(encounter)
    await db.flush()
    await _signed(db, encounter, doctor, ends, story)
    return encounter


async def _signed(db: Db, encounter: Encounter, doctor: Practitioner, at: datetime, story: Story) -> None:
    ids = {"encounter_id": encounter.id, "patient_id": encounter.patient_id}
    given = [Diagnosis(**ids, id=uuid7(), code=code, display=(await choose(db, code)).display, rank=rank)
             for rank, code in enumerate(story.codes, 1)]  # fmt: skip
    service = await db.get_one(ServiceDefinition, story.service)
    rendered = ServiceRendered(**ids, id=uuid7(), code=service.code, display=service.display, units=1)
    prescribed = [_prescription(encounter, doctor, at, story.medication)] if story.medication else []
    note = Note(**ids, id=uuid7(), status=NoteStatus.signed, status_at=at, sections=story.sections, saved_at=at,
                saved_by=doctor.user_id, saved_by_name=doctor.name)  # fmt: skip
    db.add_all([*given, rendered, *prescribed, note])
    await db.flush()
    content = {
        "sections": story.sections, "copied": [],
        "diagnoses": [DiagnosisOut.model_validate(row).model_dump(mode="json") for row in given],
        "prescriptions": [
            PrescriptionOut.model_validate(row).model_dump(mode="json", exclude={"status", "end_reason", "renews"})
            for row in prescribed
        ],
        "services": [ServiceOut.model_validate(rendered).model_dump(mode="json")],
    }  # fmt: skip
    db.add(NoteVersion(
        id=uuid7(), note_id=note.id, patient_id=encounter.patient_id, number=1, kind=VersionKind.signed,
        content=content,
        sha256=hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        author_id=doctor.user_id, author_name=doctor.name, at=at,
    ))  # fmt: skip


def _prescription(
    encounter: Encounter, doctor: Practitioner, at: datetime, written: tuple[Any, ...]
) -> Prescription:  # fmt: skip
    medication, dose, unit, frequency, days, quantity, instructions = written
    return Prescription(
        id=uuid7(), encounter_id=encounter.id, patient_id=encounter.patient_id, practitioner_id=doctor.id,
        status=PrescriptionStatus.active, status_at=at, medication=medication, dose_value=Decimal(dose), dose_unit=unit,
        route="topical" if unit == "{application}" else "oral", frequency=frequency, as_needed=frequency == "once",
        duration_days=days, quantity_value=Decimal(quantity), refills=0, instructions=instructions,
        quantity_unit="1" if unit == "{application}" else unit,
        override_reason="", end_reason="",
    )  # fmt: skip
