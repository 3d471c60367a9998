"""HTTP of the clinical record."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done, Page
from hub.encounters import (
    actions,
    catalogue,
    notes,
    prescribing,
    records,
    referrals,
    refills,
    terminology,
    triage,
    views,
)
from hub.encounters.diagnostic_routes import api as diagnostics_api
from hub.encounters.form_routes import api as forms_api
from hub.encounters.history_routes import api as history_api
from hub.encounters.letter_routes import api as letters_api
from hub.encounters.meeting_schemas import (
    AssessTriage,
    ChangeEncounter,
    CopyForward,
    OpenedOut,
    OpenEncounter,
    OpenMeetingsOut,
    SignNote,
    TriageOut,
)
from hub.encounters.models import EncounterClass, EncounterStatus, RecordStatus
from hub.encounters.prescription_schemas import (
    CheckPrescription,
    ChecksOut,
    Prescribe,
    PrescribedOut,
    PrescriptionOut,
    RenewPrescription,
)
from hub.encounters.queries import access_encounter, access_own_summary, access_patient_chart
from hub.encounters.record_schemas import (
    AddAllergy,
    AddProblem,
    AllergyOut,
    ChangeAllergy,
    ChangeProblem,
    ChangeStatus,
    CodeOut,
    CodeSearch,
    CodeSetsOn,
    CodeSetsOut,
    CodesOut,
    ProblemRowOut,
)
from hub.encounters.referral_schemas import OwnReferralsOut, Refer, ReferralOut, ReferralsOut
from hub.encounters.refill_schemas import AskRefill, MedicinesOut, RefillOut, RefillShownOut
from hub.encounters.schemas import (
    AddAddendum,
    AddDiagnosis,
    AddService,
    ChartOut,
    DiagnosesOut,
    DiagnosisOut,
    GiveReason,
    NoteOut,
    NoteVersionOut,
    PastEncounterOut,
    RecordOut,
    SaveNote,
    ServiceOut,
    ServicesOut,
    SummaryOut,
    SummarySearch,
)
from hub.encounters.vital_routes import api as vitals_api
from hub.encounters.writing_routes import api as writing_api

__all__ = ["api", "diagnostics_api", "forms_api", "history_api", "letters_api", "vitals_api", "writing_api"]

api = Api("encounters")


@api.get("/encounters/<uuid:encounter_id>", may="chart.write")
async def chart(db: Db, actor: Actor, encounter_id: UUID) -> ChartOut:
    """The chart beside the patient: one reply, audited."""
    return await views.chart(db, await access_encounter(db, actor, encounter_id), actor)


@api.post("/patients/<uuid:patient_id>/encounters", may="chart.write", status=201, idempotent=True)
async def open_encounter(db: Db, actor: Actor, patient_id: UUID, data: OpenEncounter) -> OpenedOut:
    """Begin a meeting that nobody booked."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    kind = EncounterClass(data.kind)
    row = await actions.open_by_hand(db, known, kind, data.reason, arrived=data.arrived, actor=actor)
    return OpenedOut.model_validate(row)


@api.post("/encounters/<uuid:encounter_id>/status", may="chart.write")
async def change_encounter(db: Db, actor: Actor, encounter_id: UUID, data: ChangeEncounter) -> OpenedOut:
    """Say where the meeting stands."""
    row = await access_encounter(db, actor, encounter_id, lock=True, silent=True)
    status = EncounterStatus(data.status)
    return OpenedOut.model_validate(await actions.change_status(db, row, status, reason=data.reason, actor=actor))


@api.get("/encounters/open", may="chart.write")
async def open_meetings(db: ReadDb, actor: Actor) -> OpenMeetingsOut:
    """Meetings that go on, the most urgent first."""
    return await triage.open_meetings(db, actor)


@api.post("/encounters/<uuid:encounter_id>/triage", may="chart.write", status=201)
async def assess_triage(db: Db, actor: Actor, encounter_id: UUID, data: AssessTriage) -> TriageOut:
    """Say how soon an emergency has to be seen."""
    row = await access_encounter(db, actor, encounter_id, lock=True, silent=True)
    return triage.shown(await triage.assess(db, row, data, actor=actor), row)


@api.post("/encounters/<uuid:encounter_id>/note/copy", may="chart.write")
async def copy_forward(db: Db, actor: Actor, encounter_id: UUID, data: CopyForward) -> NoteOut:
    """Carry sections of an earlier note into this one, marked."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    return NoteOut.model_validate(await notes.copy_forward(db, encounter, data, actor=actor))


@api.post("/encounters/<uuid:encounter_id>/sign", may="chart.write", idempotent=True)
async def sign(db: Db, actor: Actor, encounter_id: UUID, data: SignNote) -> NoteVersionOut:
    """Sign the note of a meeting that no pathway leads; 422 note_incomplete names what is missing."""
    row = await access_encounter(db, actor, encounter_id, lock=True, silent=True)
    signed = await notes.sign_by_hand(db, row, note_id=data.note_id, version=data.version, actor=actor)
    return NoteVersionOut.model_validate(signed)


@api.put("/encounters/<uuid:encounter_id>/note", may="chart.write")
async def save_note(db: Db, actor: Actor, encounter_id: UUID, data: SaveNote) -> NoteOut:
    """Autosave; 409 note_changed carries both versions."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    return NoteOut.model_validate(await notes.save(db, encounter, data, actor=actor))


@api.post("/encounters/<uuid:encounter_id>/addenda", may="chart.write", status=201, idempotent=True)
async def add_addendum(db: Db, actor: Actor, encounter_id: UUID, data: AddAddendum) -> NoteVersionOut:
    """Add to a signed note."""
    encounter = await access_encounter(db, actor, encounter_id, lock=True, silent=True)
    return NoteVersionOut.model_validate(await notes.add_addendum(db, encounter, data.text, actor=actor))


@api.post("/encounters/<uuid:encounter_id>/note/entered-in-error", may="chart.write")
async def mark_in_error(db: Db, actor: Actor, encounter_id: UUID, data: GiveReason) -> NoteOut:
    """Strike a signed note through."""
    encounter = await access_encounter(db, actor, encounter_id, lock=True, silent=True)
    return NoteOut.model_validate(await notes.mark_in_error(db, encounter, data.reason, actor=actor))


@api.post("/encounters/<uuid:encounter_id>/diagnoses", may="chart.write", status=201)
async def add_diagnosis(db: Db, actor: Actor, encounter_id: UUID, data: AddDiagnosis) -> DiagnosisOut:
    """Record a billable ICD-10-CM code."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    return DiagnosisOut.model_validate(await records.add_diagnosis(db, encounter, data.code, actor=actor))


@api.delete("/encounters/<uuid:encounter_id>/diagnoses/<uuid:diagnosis_id>", may="chart.write")
async def drop_diagnosis(db: Db, actor: Actor, encounter_id: UUID, diagnosis_id: UUID) -> DiagnosesOut:
    """Take it out of the draft."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    return DiagnosesOut.of(await records.drop_diagnosis(db, encounter, diagnosis_id, actor=actor))


@api.post("/encounters/<uuid:encounter_id>/diagnoses/<uuid:diagnosis_id>/main", may="chart.write")
async def make_main(db: Db, actor: Actor, encounter_id: UUID, diagnosis_id: UUID) -> DiagnosesOut:
    """Make it the main diagnosis."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    return DiagnosesOut.of(await records.make_main(db, encounter, diagnosis_id, actor=actor))


@api.post("/encounters/<uuid:encounter_id>/prescriptions", may="chart.write", status=201, idempotent=True)
async def prescribe(db: Db, actor: Actor, encounter_id: UUID, data: Prescribe) -> PrescribedOut:
    """Write a prescription; 409 allergy_match names recorded allergies."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    return PrescribedOut.of(*await prescribing.prescribe(db, encounter, data, actor=actor))


@api.post("/encounters/<uuid:encounter_id>/prescriptions/check", may="chart.write")
async def check_prescription(db: Db, actor: Actor, encounter_id: UUID, data: CheckPrescription) -> ChecksOut:
    """What speaks against it; nothing is written."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    checked = await prescribing.check(db, encounter.patient_id, data, encounter_id=encounter.id, besides=data.besides)
    return ChecksOut.of(checked)


@api.post("/encounters/<uuid:encounter_id>/prescriptions/<uuid:prescription_id>/renew", may="chart.write", status=201,
          idempotent=True)  # fmt: skip
async def renew_prescription(
    db: Db, actor: Actor, encounter_id: UUID, prescription_id: UUID, data: RenewPrescription
) -> PrescribedOut:
    """Continue a prescription in force, as it was or changed for a reason."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    again = await prescribing.renew(db, encounter, prescription_id, data, actor=actor)
    return PrescribedOut.of(*again)


@api.put("/encounters/<uuid:encounter_id>/prescriptions/<uuid:prescription_id>", may="chart.write")
async def change_prescription(
    db: Db, actor: Actor, encounter_id: UUID, prescription_id: UUID, data: Prescribe
) -> PrescribedOut:
    """Write it anew."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    return PrescribedOut.of(*await prescribing.change_prescription(db, encounter, prescription_id, data, actor=actor))


@api.delete("/encounters/<uuid:encounter_id>/prescriptions/<uuid:prescription_id>", may="chart.write")
async def drop_prescription(db: Db, actor: Actor, encounter_id: UUID, prescription_id: UUID) -> Done:
    """Take it out of the draft."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    await prescribing.drop_prescription(db, encounter, prescription_id, actor=actor)
    return Done()


@api.post("/encounters/<uuid:encounter_id>/prescriptions/<uuid:prescription_id>/cancel", may="chart.write")
async def end_prescription(
    db: Db, actor: Actor, encounter_id: UUID, prescription_id: UUID, data: GiveReason
) -> PrescriptionOut:
    """Stop a signed prescription."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    ended = await prescribing.end_prescription(db, encounter, prescription_id, data.reason, actor=actor)
    return PrescriptionOut.model_validate(ended)


@api.post("/encounters/<uuid:encounter_id>/services", may="chart.write", status=201)
async def add_service(db: Db, actor: Actor, encounter_id: UUID, data: AddService) -> ServiceOut:
    """Record a service, or set its units."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    return ServiceOut.model_validate(await records.add_service(db, encounter, data, actor=actor))


@api.delete("/encounters/<uuid:encounter_id>/services/<uuid:service_id>", may="chart.write")
async def drop_service(db: Db, actor: Actor, encounter_id: UUID, service_id: UUID) -> Done:
    """Take it out of the draft."""
    encounter = await access_encounter(db, actor, encounter_id, silent=True)
    await records.drop_service(db, encounter, service_id, actor=actor)
    return Done()


@api.get("/patients/<uuid:patient_id>/record", may="chart.write")
async def record(db: Db, actor: Actor, patient_id: UUID) -> RecordOut:
    """Allergies, problems and visits of a patient."""
    return await views.record(db, await access_patient_chart(db, actor, patient_id), actor)


@api.post("/patients/<uuid:patient_id>/allergies", may="chart.write", status=201)
async def add_allergy(db: Db, actor: Actor, patient_id: UUID, data: AddAllergy) -> AllergyOut:
    """Record an allergy."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return AllergyOut.model_validate(await records.add_allergy(db, known, data, actor=actor))


@api.post("/patients/<uuid:patient_id>/allergies/none-known", may="chart.write")
async def no_known_allergies(db: Db, actor: Actor, patient_id: UUID) -> Done:
    """Asked, and none known."""
    await records.say_none_known(db, await access_patient_chart(db, actor, patient_id, silent=True), actor=actor)
    return Done()


@api.post("/allergies/<uuid:allergy_id>/status", may="chart.write")
async def change_allergy(db: Db, actor: Actor, allergy_id: UUID, data: ChangeStatus) -> AllergyOut:
    """Resolve an allergy or mark it as entered in error."""
    row = await records.change_allergy(db, actor, allergy_id, RecordStatus(data.status), data.reason)
    return AllergyOut.model_validate(row)


@api.put("/allergies/<uuid:allergy_id>", may="chart.write")
async def correct_allergy(db: Db, actor: Actor, allergy_id: UUID, data: ChangeAllergy) -> AllergyOut:
    """Bring an allergy up to date."""
    row = await records.access_allergy(db, actor, allergy_id)
    return AllergyOut.model_validate(await records.correct_allergy(db, row, data, actor=actor))


@api.put("/problems/<uuid:problem_id>", may="chart.write")
async def correct_problem(db: Db, actor: Actor, problem_id: UUID, data: ChangeProblem) -> ProblemRowOut:
    """Bring a problem up to date."""
    row = await records.access_problem(db, actor, problem_id)
    return ProblemRowOut.model_validate(await records.correct_problem(db, row, data, actor=actor))


@api.post("/patients/<uuid:patient_id>/problems", may="chart.write", status=201)
async def add_problem(db: Db, actor: Actor, patient_id: UUID, data: AddProblem) -> ProblemRowOut:
    """Record a lasting condition."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return ProblemRowOut.model_validate(await records.add_problem(db, known, data, actor=actor))


@api.post("/problems/<uuid:problem_id>/status", may="chart.write")
async def change_problem(db: Db, actor: Actor, problem_id: UUID, data: ChangeStatus) -> ProblemRowOut:
    """Resolve a problem or mark it as entered in error."""
    row = await records.change_problem(db, actor, problem_id, RecordStatus(data.status), data.reason)
    return ProblemRowOut.model_validate(row)


@api.get("/terminology/icd10", may="chart.write")
async def icd10(db: ReadDb, query: CodeSearch) -> CodesOut:
    """Billable ICD-10-CM codes by the beginning of the code or by words."""
    found = await terminology.search_icd10(db, query.search, query.limit, on=query.on)
    return CodesOut(items=[CodeOut.model_validate(row) for row in found])


@api.get("/terminology/code-sets", may="chart.write")
async def code_sets(db: ReadDb, query: CodeSetsOn) -> CodeSetsOut:
    """Code sets that may be searched, in the edition in force on a day."""
    return await terminology.code_sets(db, query.on)


@api.get("/services", may="chart.write")
async def services(db: ReadDb) -> ServicesOut:
    """The catalogue of services."""
    return await catalogue.services(db)


@api.get("/patients/<uuid:patient_id>/referrals", may="chart.read")
async def list_referrals(db: Db, actor: Actor, patient_id: UUID) -> ReferralsOut:
    """A patient's referrals."""
    return await referrals.of_patient(db, actor, await access_patient_chart(db, actor, patient_id))


@api.post("/patients/<uuid:patient_id>/referrals", may="chart.write", status=201, idempotent=True)
async def refer(db: Db, actor: Actor, patient_id: UUID, data: Refer) -> ReferralOut:
    """Refer a patient to a specialty."""
    patient_id = await access_patient_chart(db, actor, patient_id, silent=True)
    return await referrals.shown(db, await referrals.refer(db, actor, patient_id, data))


@api.get("/referrals/<uuid:referral_id>", may="chart.read")
async def show_referral(db: Db, actor: Actor, referral_id: UUID) -> ReferralOut:
    """A referral; the reading is audited."""
    return await referrals.shown(db, await referrals.access_referral(db, actor, referral_id))


@api.post("/referrals/<uuid:referral_id>/withdraw", may="chart.write")
async def withdraw_referral(db: Db, actor: Actor, referral_id: UUID) -> ReferralOut:
    """It is not needed any more."""
    return await referrals.shown(db, await referrals.withdraw(db, actor, referral_id))


@api.get("/my/referrals", may="record.own")
async def own_referrals(db: ReadDb, actor: Actor) -> OwnReferralsOut:
    """Where the patient has been referred to."""
    return await referrals.own(db, actor)


@api.get("/my/medicines", may="record.own")
async def own_medicines(db: ReadDb, actor: Actor) -> MedicinesOut:
    """What the patient is prescribed, and what became of wishes for more."""
    return await refills.medicines(db, actor)


@api.post("/prescriptions/<uuid:prescription_id>/refill", may="record.own", status=201, idempotent=True)
async def ask_refill(db: Db, actor: Actor, prescription_id: UUID, data: AskRefill) -> RefillOut:
    """Ask for more of a medicine."""
    return refills.shown(await refills.ask(db, actor, prescription_id, data.remark))


@api.post("/refill-requests/<uuid:refill_request_id>/withdraw", may="record.own")
async def withdraw_refill(db: Db, actor: Actor, refill_request_id: UUID) -> RefillOut:
    """Take the wish back."""
    return refills.shown(await refills.withdraw(db, actor, refill_request_id))


@api.get("/refill-requests/<uuid:refill_request_id>", may="chart.write")
async def refill_request(db: Db, actor: Actor, refill_request_id: UUID) -> RefillShownOut:
    """A wish with what its decision needs; the reading is audited."""
    return await refills.access_refill(db, actor, refill_request_id)


@api.get("/encounters", may="record.own")
async def own_summaries(db: ReadDb, actor: Actor, query: SummarySearch) -> Page[PastEncounterOut]:
    """The patient's own signed visits."""
    return await views.own_summaries(db, actor, query)


@api.get("/encounters/<uuid:encounter_id>/summary", may="chart.read")
async def summary(db: Db, actor: Actor, encounter_id: UUID) -> SummaryOut:
    """What the patient takes home."""
    return await views.summary(db, await access_own_summary(db, actor, encounter_id))
