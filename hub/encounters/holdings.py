"""What of the chart belongs to a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, String, Uuid, cast, func, null, or_, select

from hub.encounters.diagnostic_models import DiagnosticReport, DiagnosticReportVersion
from hub.encounters.history_models import Immunization
from hub.encounters.letter_models import Letter
from hub.encounters.models import Allergy, Encounter, Prescription, Problem, Referral
from hub.encounters.statuses import EncounterStatus as E
from hub.encounters.statuses import GivenStatus, ReleaseStatus, ReportStatus
from hub.patients.belongings import DELETE, STAY, Whose, belongs, erases, keeps_back, lasts, once, tells

for _table in (
    "encounter",
    "intake",
    "note",
    "diagnosis",
    "prescription",
    "service_rendered",
    "allergy",
    "problem",
    "cosignature",
    "family_history",
    "form_answer",
    "home_medication",
    "immunization",
    "procedure",
    "reconciliation",
    "social_history",
    "vital",
    "vital_set",
):
    belongs(_table)
belongs("refill_request")
belongs("patient_letter", title="Letters", hide=("file_id", "sha256"))


def _open(referral: Any) -> ColumnElement[bool]:
    return cast(referral.c.status, String).in_(("requested", "accepted", "booked"))


belongs("referral", but=once("specialty", where=_open))
belongs("triage")
belongs("diagnostic_report", title="Results", hide=("held_reason",))
belongs("critical_result", title="Critical results", hide=("told_ids",))
belongs("diagnostic_observation", title="Findings of results", hide=("key",))
belongs("diagnostic_report_version", merge=STAY, because="append-only; read through its report, which moves")
belongs("record_version", merge=STAY, because="append-only; read through its allergy or problem, which moves")
belongs("note_version", merge=STAY, because="append-only; read through its note, which moves")

for _table in ("vital", "diagnostic_observation"):  # a number that was measured is no word, and says as much
    erases(_table, DELETE)
erases("prescription", but=("dose_unit", "quantity_unit"), because="units, without what they were of")


@lasts("chart")
def _last_met(whose: Whose) -> Any:
    at = func.coalesce(Encounter.ended_at, Encounter.started_at, Encounter.created_at)
    return select(func.max(at)).where(Encounter.patient_id.in_(whose.records), Encounter.status != E.cancelled)


@lasts("imaging")
def _last_picture(whose: Whose) -> Any:
    one = DiagnosticReport
    return select(func.max(one.effective_at)).where(one.patient_id.in_(whose.records), one.category == "imaging")


@tells("encounter")
def _encounters(patient_id: UUID) -> Any:
    found = select(Encounter.started_at, Encounter.id, Encounter.status, Encounter.practitioner_id,
                   Encounter.id.label("bears"))  # fmt: skip
    return found.where(Encounter.patient_id == patient_id, Encounter.started_at.is_not(None))


@tells("prescription", clinical=True)
def _prescriptions(patient_id: UUID) -> Any:
    found = select(Prescription.created_at, Prescription.id, Prescription.status, Prescription.practitioner_id,
                   Prescription.encounter_id)  # fmt: skip
    return found.where(Prescription.patient_id == patient_id)


@tells("referral", clinical=True)
def _referrals(patient_id: UUID) -> Any:
    found = select(Referral.created_at, Referral.id, Referral.specialty, Referral.practitioner_id,
                   Referral.encounter_id)  # fmt: skip
    return found.where(Referral.patient_id == patient_id)


@tells("problem", clinical=True)
def _problems(patient_id: UUID) -> Any:
    return select(Problem.created_at, Problem.id, Problem.display, null().cast(Uuid), Problem.id.label("bears")).where(
        Problem.patient_id == patient_id
    )


@tells("allergy", clinical=True)
def _allergies(patient_id: UUID) -> Any:
    return select(Allergy.created_at, Allergy.id, Allergy.substance, null().cast(Uuid)).where(
        Allergy.patient_id == patient_id
    )


@tells("immunization", clinical=True)
def _immunizations(patient_id: UUID) -> Any:
    found = select(cast(Immunization.given_on, DateTime(timezone=True)), Immunization.id, Immunization.display,
                   null().cast(Uuid), Immunization.encounter_id)  # fmt: skip
    return found.where(Immunization.patient_id == patient_id, Immunization.status == GivenStatus.completed)


@tells("letter", clinical=True)
def _letters(patient_id: UUID) -> Any:
    found = select(Letter.created_at, Letter.id, Letter.kind, null().cast(Uuid), Letter.encounter_id)
    return found.where(Letter.patient_id == patient_id)


@tells("result", clinical=True)
def _results(patient_id: UUID) -> Any:
    """From when the patient may read it: the line is his, too."""
    one = DiagnosticReport
    found = select(one.released_at, one.id, one.title, one.practitioner_id, one.encounter_id, one.id.label("bears"))
    shown = one.release == ReleaseStatus.released, one.status != ReportStatus.entered_in_error
    return found.where(one.patient_id == patient_id, *shown)


@keeps_back
def _not_his(patient_id: UUID) -> Any:
    """Not released, or taken back: what was entered in error may be another patient's."""
    one = DiagnosticReport
    kept = or_(one.release != ReleaseStatus.released, one.status == ReportStatus.entered_in_error)
    return select(one.id).where(one.patient_id == patient_id, kept)


@keeps_back
def _never_his(patient_id: UUID) -> Any:
    """What a report said before it was released: nobody has said that to him."""
    one, before = DiagnosticReport, DiagnosticReportVersion
    earlier = select(before.id).join(one, one.id == before.report_id)
    return earlier.where(before.patient_id == patient_id, before.at <= one.released_at)
