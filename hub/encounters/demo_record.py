"""The demo's background: what was measured, vaccines, habits, medicines at home, a letter, a form that waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.demo import Demo
from hub.core.ids import uuid7
from hub.encounters import growth, letters
from hub.encounters.form_schemas import GiveForm
from hub.encounters.forms import give
from hub.encounters.history_models import FamilyHistory, HomeMedication, Immunization, Procedure, SocialHistory
from hub.encounters.letter_models import Form, LetterTemplate
from hub.encounters.letter_schemas import WriteLetter
from hub.encounters.models import Encounter
from hub.encounters.ranges import range_of
from hub.encounters.vaccines import vaccines
from hub.encounters.vital_models import Vital, VitalSet
from hub.patients.models import Patient

HOME = (("Aspirin 100 mg tablet", "1 in the morning", "heart"), ("Vitamin D 1000 IU", "1 a day", ""),
        ("Melatonin", "at bedtime", "sleep"))  # fmt: skip
SHOTS = (("140", 60), ("115", 900), ("213", 420), ("216", 300))
KIN = (("mother", "High blood pressure", 52), ("father", "Heart attack", 61), ("sister", "Asthma", 12))
HABITS = (("tobacco", "former", "Until 2015, ten a day"), ("alcohol", "occasional", ""), ("activity", "regular", ""),
          ("work", "", "Teaches at a primary school"))  # fmt: skip


async def load(db: Db, demo: Demo) -> None:
    """Deterministic and in a few statements; the two patients who can sign in have the fullest record."""
    patients: list[Patient] = demo.made["patients"]
    by_name = demo.made["doctor"].name
    signs: list[Vital] = []
    for n, patient in enumerate(patients[:46]):
        full = n < 2
        for back in range(7 if full else 1 + n % 3):
            at = demo.now - timedelta(days=3 + n % 9 + 55 * back, minutes=17 * n)
            signs += _measured(db, demo, patient, at, by_name)
        _background(db, demo, patient, n, by_name, full=full)
    await db.flush()  # the sets before their signs: nothing but the foreign key says so
    db.add_all(signs)
    await db.flush()
    await _papers(db, demo)


def _measured(db: Db, demo: Demo, patient: Patient, at: datetime, by_name: str) -> list[Vital]:
    pick = demo.random
    row = VitalSet(id=uuid7(), patient_id=patient.id, measured_at=at, by_name=by_name, created_at=at, status_at=at)
    days = max((at.date() - patient.birth_date).days, 1)
    values = _child(patient, days, pick.gauss(0, 0.5)) if days < 18 * 365 else _adult(patient, pick.gauss(0, 0.35))
    values |= {
        "heart_rate": 74 + round(pick.gauss(0, 9)),
        "oxygen_saturation": min(99, 97 + round(pick.gauss(0, 1))),
        "respiratory_rate": 15 + round(pick.gauss(0, 2)),
        "temperature": round(36.7 + pick.gauss(0, 0.3), 1),
    }
    if days < 6 * 365:
        values |= {"heart_rate": 104, "respiratory_rate": 24}
    else:
        values |= {"systolic": 128 + round(pick.gauss(0, 12)), "diastolic": 80 + round(pick.gauss(0, 7))}
    db.add(row)
    found = []
    for sign, value in values.items():
        healthy, kept = range_of(sign, age_days=days, sex=patient.sex), Decimal(str(value))
        found.append(Vital(
            set_id=row.id, patient_id=patient.id, sign=sign, value=kept, measured_at=at,
            flag=healthy.flag(kept) if healthy else "", low=healthy.low if healthy else None,
            high=healthy.high if healthy else None,
        ))  # fmt: skip
    return found


def _child(patient: Patient, days: int, drift: float) -> dict[str, float]:
    """Along a curve of its own, a little above or below the median."""
    sex = patient.sex if patient.sex in ("male", "female") else "female"
    height = growth.value_at("height", sex, days / 30.4375, 0.4 + drift / 4) or 120
    weight = growth.value_at("weight", sex, days / 30.4375, 0.3 + drift / 4) or 22
    return {"height": round(height, 1), "weight": round(weight, 1), "bmi": round(weight / (height / 100) ** 2, 1)}


def _adult(patient: Patient, drift: float) -> dict[str, float]:
    height = 178 if patient.sex == "male" else 166
    weight = round((height - 100) * 1.02 + drift * 4 + int(patient.id.int % 17), 1)
    return {"height": height, "weight": weight, "bmi": round(weight / (height / 100) ** 2, 1)}


def _background(db: Db, demo: Demo, patient: Patient, n: int, by_name: str, *, full: bool) -> None:
    today, known = demo.now.date(), {"patient_id": patient.id, "created_at": demo.now, "status_at": demo.now}
    for medication, dose, reason in HOME[: 2 if full else n % 2]:
        db.add(HomeMedication(**known, medication=medication, dose=dose, taken_for=reason, since=None))
    for cvx, days in SHOTS[: 4 if full else n % 3]:
        given = today - timedelta(days=days + n)
        if given > patient.birth_date:
            db.add(Immunization(**known, cvx=cvx, display=vaccines()[cvx].display, given_on=given, by_name=by_name,
                                lot=f"L{n:02}{cvx}"))  # fmt: skip
    for relation, display, age in KIN[: 3 if full else n % 2]:
        db.add(FamilyHistory(**known, relation=relation, display=display, onset_age=age))
    for topic, answer, remark in HABITS[: 4 if full else n % 3]:
        db.add(SocialHistory(**known, topic=topic, answer=answer, remark=remark, by_name=by_name))
    born = patient.birth_date
    if full and (today - born).days > 30 * 365:
        db.add(Procedure(**known, display="Appendix removed", done_on=born + timedelta(days=21 * 365 + 40)))


async def _papers(db: Db, demo: Demo) -> None:
    """A letter that was given out, and a form that waits for the patient."""
    patient, doctor = demo.made["patient"], demo.made["doctor"]
    actor = Actor(
        user_id=doctor.user_id, name=doctor.name, practitioner_id=doctor.id, permissions=frozenset({"chart.read"})
    )
    seen = await db.scalar(
        select(Encounter.id).where(Encounter.patient_id == patient.id).order_by(Encounter.started_at.desc()).limit(1)
    )
    template = await db.scalar(select(LetterTemplate.id).where(LetterTemplate.key == "visit_summary"))
    if template is not None and seen is not None:
        await letters.write(db, patient.id, WriteLetter(template_id=template, encounter_id=seen), actor=actor)
    form = await db.scalar(select(Form.id).where(Form.key == "before_visit"))
    if form is not None:
        await give(db, patient.id, GiveForm(form_id=form, by_patient=True), actor=actor)
