"""PLACES: what a letter can say of a patient and a visit, and what it says of these."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import NotFound
from hub.core.quantities import MEASURES
from hub.encounters import queries
from hub.encounters.ips import summary_parts
from hub.encounters.models import Encounter, Prescription, PrescriptionStatus
from hub.patients.models import Patient
from hub.patients.rules import age_on
from hub.staff import queries as staff
from hub.staff.models import Practitioner

PLACES: Final = {
    "today": "today's date", "facility.name": "name of the hospital", "patient.name": "the patient's name",
    "patient.birth_date": "date of birth", "patient.number": "patient number", "patient.age": "age in years",
    "encounter.date": "day of the visit", "encounter.clinician": "who saw the patient", "encounter.reason": "reason",
    "note.history": "history, of the note", "note.examination": "examination, of the note",
    "note.assessment": "assessment, of the note", "note.plan": "plan, of the note",
    "note.advice": "advice to the patient, of the note", "diagnoses": "list of diagnoses of the visit",
    "prescriptions": "list of prescriptions of the visit", "record": "the patient's summary, all sections",
}  # fmt: skip
"""Place -> what stands there, for who writes templates."""


SAMPLES: Final[dict[str, Any]] = {
    "today": "March 3, 2026", "patient.name": "Alex Sample", "patient.birth_date": "July 4, 1980",
    "patient.number": "P-000000-0", "patient.age": "45", "encounter.date": "March 2, 2026",
    "encounter.clinician": "Dr Robin Example", "encounter.reason": "Cough for a week",
    "note.history": "Dry cough, no fever.", "note.examination": "Lungs clear.", "note.assessment": "A viral cold.",
    "note.plan": "Rest and fluids.", "note.advice": "Come back if it does not get better in a week.",
    "diagnoses": {"kind": "list", "title": "Diagnoses", "lines": ["Acute upper respiratory infection (J06.9)"]},
    "prescriptions": {"kind": "list", "title": "Prescriptions",
                      "lines": ["Paracetamol 500 mg: 1 tablet(s), oral, when needed."]},
    "record": {"kind": "list", "title": "Problems", "lines": ["Migraine, since 2014"]},
}  # fmt: skip
"""What an invented patient says in every place but the hospital's name: for the preview of a template."""


OF_KIND: dict[str, dict[str, tuple[str, str]]] = {}
"""Kinds of letters that another room writes -> their own places: what stands there, and what an invented case says."""
ALSO: Final = ("today", "facility.name", "patient.name", "patient.birth_date", "patient.number")
"""What such a letter may say of the patient besides: who writes it may not read the chart."""


def places(kind: str) -> dict[str, str]:
    """Place -> what stands there, for templates of a kind."""
    if kind not in OF_KIND:
        return dict(PLACES)
    return {name: PLACES[name] for name in ALSO} | {name: words for name, (words, _) in OF_KIND[kind].items()}


def samples(kind: str) -> dict[str, str]:
    """What an invented case says in the places of a kind's own."""
    return {name: sample for name, (_, sample) in OF_KIND.get(kind, {}).items()}


async def of_person(db: Db, patient_id: UUID) -> dict[str, str]:
    """ALSO, filled."""
    facility, patient = await staff.facility(db), await db.get_one(Patient, patient_id)
    today = now().astimezone(ZoneInfo(facility.zone)).date()
    return {"today": long(today), "facility.name": facility.name, "patient.name": patient.name,
            "patient.birth_date": long(patient.birth_date), "patient.number": patient.number}  # fmt: skip


def long(day: date) -> str:
    """July 4, 2026."""
    return str(format_date(day, "long", locale="en_US"))


def lines(address: dict[str, Any] | None) -> list[str]:
    """A stored address as the lines of a letter."""
    if not address:
        return []
    town = " ".join(str(address.get(part) or "") for part in ("city", "state", "postal_code")).strip()
    return [line for line in (address.get("line"), town) if line]


async def values(db: Db, patient_id: UUID, encounter_id: UUID | None, actor: Actor) -> dict[str, Any]:
    """Place -> words, or a list or table. Places of a visit are empty without one; 404 for a visit of somebody else."""
    facility = await staff.facility(db)
    patient = await db.get_one(Patient, patient_id)
    today = now().astimezone(ZoneInfo(facility.zone)).date()
    found: dict[str, Any] = dict.fromkeys(PLACES, "")
    found |= {
        "today": long(today), "facility.name": facility.name, "patient.name": patient.name,
        "patient.birth_date": long(patient.birth_date), "patient.number": patient.number,
        "patient.age": str(age_on(patient.birth_date, today)),
        "record": await summary_parts(db, patient_id, actor),
    }  # fmt: skip
    if encounter_id is not None:
        if (await queries.access_encounter(db, actor, encounter_id, silent=True)).patient_id != patient_id:
            raise NotFound()
        found |= await _of_visit(db, patient_id, encounter_id, ZoneInfo(facility.zone))
    return found


async def _of_visit(db: Db, patient_id: UUID, encounter_id: UUID, zone: ZoneInfo) -> dict[str, Any]:
    row = (
        await db.execute(
            select(Encounter, Practitioner)
            .join(Practitioner, Practitioner.id == Encounter.practitioner_id)
            .where(Encounter.id == encounter_id, Encounter.patient_id == patient_id)
        )
    ).first()
    if row is None:
        raise NotFound()
    encounter, who = row
    note = await queries.note_of(db, encounter.id)
    given = await queries.diagnoses(db, encounter.id)
    written = [one for one in await queries.prescriptions(db, encounter.id)
               if one.status in (PrescriptionStatus.draft, PrescriptionStatus.active)]  # fmt: skip
    at = encounter.started_at or encounter.created_at
    return {
        "encounter.date": long(at.astimezone(zone).date()), "encounter.clinician": who.name,
        "encounter.reason": note.sections.get("reason", "") or encounter.reason,
        **{f"note.{name}": note.sections.get(name, "")
           for name in ("history", "examination", "assessment", "plan", "advice")},
        "diagnoses": {"kind": "list", "title": "Diagnoses", "lines": [f"{one.display} ({one.code})" for one in given]},
        "prescriptions": {"kind": "list", "title": "Prescriptions", "lines": [reads(one) for one in written]},
    }  # fmt: skip


_UNITS = {"{tablet}": "tablet(s)", "{capsule}": "capsule(s)", "{puff}": "puff(s)", "{drop}": "drop(s)",
          "{patch}": "patch(es)", "{sachet}": "sachet(s)", "{suppository}": "suppository(-ies)",
          "{application}": "application(s)", "{unit}": "unit(s)", "1": "piece(s)", "[iU]": "IU", "ug": "microgram",
          "{score}": "of 10", "Cel": "°C", "mm[Hg]": "mmHg"}  # fmt: skip


def unit(code: str) -> str:
    """A UCUM code as people read it."""
    return _UNITS.get(code, code)


def reads(one: Prescription) -> str:
    """One prescription in one sentence."""
    dose = f"{one.dose_value.normalize():f} {unit(one.dose_unit)}"
    rhythm = one.frequency.replace("_", " ") + (" when needed" if one.as_needed else "")
    days = f" for {one.duration_days} days" if one.duration_days else ""
    most = f", at most {one.max_per_day.normalize():f} a day" if one.max_per_day else ""
    swap = "" if one.substitution else " No substitution."
    give = f"Give {one.quantity_value.normalize():f} {unit(one.quantity_unit)}"
    again = f", {one.refills} refills" if one.refills else ""
    words = f" {one.instructions}." if one.instructions else ""
    return f"{one.medication}: {dose}, {one.route}, {rhythm}{days}{most}. {give}{again}.{swap}{words}"


def measure(name: str) -> str:
    """A vital sign's unit as people read it."""
    return unit(MEASURES[name].unit)
