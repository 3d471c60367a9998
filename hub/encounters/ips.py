"""The patient summary: one page, in the sections of the International Patient Summary (ISO 27269; HL7 IPS).

Required: problems, allergies, medicines; recommended and optional as far as we keep them: immunizations, procedures,
vital signs, results, family and social history. An empty section says whether nobody asked or nothing is known.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hub.core import sealed
from hub.core.actor import Actor
from hub.core.clock import local_day
from hub.core.db import Db, ReadDb
from hub.core.http import Out
from hub.core.quantities import MEASURES
from hub.encounters import diagnostic_views, history, parts, vitals
from hub.encounters.diagnostic_schemas import LatestResultOut
from hub.encounters.history_schemas import FamilyHistoryOut, ImmunizationOut, ProcedureOut, SocialHistoryOut
from hub.encounters.record_schemas import (
    AllergyOut,
    CodeOut,
    ProblemRowOut,
)
from hub.encounters.schemas import (
    PastEncounterOut,
    PatientBannerOut,
    TakenMedicineOut,
)
from hub.encounters.together import together
from hub.encounters.vital_schemas import VitalSetOut
from hub.identity import house
from hub.patients.access import policy
from hub.patients.models import Patient

# LOINC section codes of the IPS composition.
SECTIONS = {
    "problems": "11450-4", "allergies": "48765-2", "medicines": "10160-0", "immunizations": "11369-6",
    "procedures": "47519-4", "vitals": "8716-3", "social": "29762-2", "family": "10157-6", "visits": "46240-8",
    "results": "30954-2",
}  # fmt: skip


class PatientSummaryOut(Out):
    """The whole summary; `allergies` is null when nobody has asked yet. `sections` names each part by LOINC."""

    patient: PatientBannerOut
    facility: str
    zone: str
    made_at: datetime
    sections: dict[str, str]
    problems: list[ProblemRowOut]
    allergies: list[AllergyOut] | None
    medicines: list[TakenMedicineOut]
    immunizations: list[ImmunizationOut]
    procedures: list[ProcedureOut]
    vitals: list[VitalSetOut]
    results: list[LatestResultOut]
    """Of his own the patient reads what is released."""
    social: list[SocialHistoryOut]
    family: list[FamilyHistoryOut]
    visits: list[PastEncounterOut]
    restricted: bool
    """Labels keep something from who reads this."""


async def gather(db: Db | ReadDb, patient_id: UUID, actor: Actor) -> dict[str, Any]:
    """The parts of the summary, read in a handful of queries."""
    nobody = UUID(int=0)
    found = await together(
        db, problems=parts.problems(actor, patient_id), allergies=parts.allergies(patient_id),
        home=parts.home(patient_id), prescribed=parts.prescribed(patient_id, actor),
        visits=parts.past(actor, patient_id, not_this=nobody), restricted=parts.restricted(actor, patient_id),
        results=diagnostic_views.latest(actor, patient_id, own=policy.is_own(actor, patient_id)),
    )  # fmt: skip
    back = await history.background(db, actor, patient_id)
    patient = await db.get_one(Patient, patient_id)
    sets, zone = await vitals.latest(db, patient_id, limit=12, struck=False), await house.zone(db)
    asked = found["allergies"]
    return {
        "problems": [ProblemRowOut(**sealed.opened("problem", row)) for row in found["problems"]],
        "allergies": [AllergyOut(**sealed.opened("allergy", row)) for row in asked if not row["none_known"]]
        if asked else None,
        "medicines": [TakenMedicineOut(**row) for row in parts.medicines(found)],
        "immunizations": [one for one in back.immunizations if one.status == "completed"],
        "procedures": back.procedures, "social": back.social, "family": back.family,
        "results": [LatestResultOut(**sealed.opened("diagnostic_observation", row)) for row in found["results"]],
        "vitals": vitals.with_percentiles(sets, patient, zone),
        "visits": [PastEncounterOut(**sealed.opened("encounter", row)) for row in found["visits"]],
        "restricted": bool(found["restricted"]),
    }  # fmt: skip


async def summary_parts(db: Db | ReadDb, patient_id: UUID, actor: Actor) -> dict[str, Any]:
    """The summary as one table for a letter: section by section, each line in words."""
    found, zone = await gather(db, patient_id, actor), await house.zone(db)
    rows: list[list[str]] = []
    rows += _rows("Problems", [one.display for one in found["problems"] if one.status == "active"])
    allergies = found["allergies"]
    rows += _rows("Allergies", [f"{one.substance} {one.reaction}".strip() for one in allergies or ()],
                  "Not asked yet" if allergies is None else "None known")  # fmt: skip
    rows += _rows("Medicines", [one.medication for one in found["medicines"]])
    rows += _rows("Immunizations", [f"{one.display}, {one.given_on.isoformat()}" for one in found["immunizations"]])
    rows += _rows("Procedures", [f"{one.display}, {one.done_on.year}" for one in found["procedures"]])
    rows += _rows("Vital signs", _signs(found["vitals"], zone))
    rows += _rows("Results", [_result(one, zone) for one in found["results"][:30]])
    rows += _rows("Family", [f"{one.relation}: {one.display}" for one in found["family"]])
    rows += _rows("Habits", [f"{one.topic}: {(one.answer or one.remark).replace('_', ' ')}" for one in found["social"]])
    rows += _rows("Visits", [_visit(one, zone) for one in found["visits"][:5]])
    if found["restricted"]:
        rows += _rows("Please note", ["A part of this record is restricted and is not shown here."])
    return {"kind": "table", "title": "Patient summary", "head": ["Section", "What is known"], "rows": rows}


def _rows(title: str, lines: list[str], empty: str = "Nothing recorded") -> list[list[str]]:
    return [[title if not n else "", line] for n, line in enumerate(lines or [empty])]


def _signs(sets: list[VitalSetOut], zone: ZoneInfo) -> list[str]:
    """The latest of each sign."""
    latest: dict[str, str] = {}
    for one in sets:
        for sign in one.signs:
            unit, day = MEASURES[sign.sign].unit, local_day(one.measured_at, zone)
            words = f"{sign.sign.replace('_', ' ')} {sign.value} {unit} ({day})"
            latest.setdefault(sign.sign, words)
    return list(latest.values())


def _visit(one: PastEncounterOut, zone: ZoneInfo) -> str:
    day: date | None = local_day(one.started_at, zone) if one.started_at else None
    codes: list[CodeOut] = one.diagnoses
    return f"{day or ''} {one.practitioner_name}: {'; '.join(code.display for code in codes) or one.reason}".strip()


def _result(one: LatestResultOut, zone: ZoneInfo) -> str:
    said = one.words or f"{one.comparator}{one.value} {'' if one.unit == '1' else one.unit}".strip()
    odd = {"L": " (low)", "LL": " (very low)", "H": " (high)", "HH": " (very high)", "A": " (not normal)"}
    return f"{one.name} {said}{odd.get(one.interpretation, '')}, {local_day(one.at, zone)}"
