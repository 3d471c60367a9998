"""HTTP of a patient's background."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done
from hub.encounters import history
from hub.encounters.history import access_entry
from hub.encounters.history_models import FamilyHistory, HomeMedication, Immunization, Procedure, SocialHistory
from hub.encounters.history_schemas import (
    AddFamilyHistory,
    AddHomeMedication,
    AddImmunization,
    AddProcedure,
    BackgroundOut,
    FamilyHistoryOut,
    HomeMedicationOut,
    ImmunizationOut,
    ProcedureOut,
    Reconcile,
    ReconciliationOut,
    SaySocialHistory,
    SocialHistoryOut,
    StopHomeMedication,
    StrikeOut,
    VaccineOut,
    VaccinesOut,
)
from hub.encounters.queries import access_patient_chart
from hub.encounters.record_schemas import (
    RecordHistoryOut,
)
from hub.encounters.vaccines import vaccines as all_vaccines

api = Api("history")


@api.get("/patients/<uuid:patient_id>/background", may="chart.write")
async def background(db: Db, actor: Actor, patient_id: UUID) -> BackgroundOut:
    """Medicines at home, immunizations, procedures, family and social history."""
    return await history.background(db, actor, await access_patient_chart(db, actor, patient_id))


@api.get("/patients/<uuid:patient_id>/record-history", may="chart.write")
async def record_history(db: Db, actor: Actor, patient_id: UUID) -> RecordHistoryOut:
    """Every allergy and problem that was ever recorded, and what each said before."""
    return await history.record_history(db, actor, await access_patient_chart(db, actor, patient_id))


@api.post("/patients/<uuid:patient_id>/home-medications", may="chart.write", status=201)
async def add_home_medication(db: Db, actor: Actor, patient_id: UUID, data: AddHomeMedication) -> HomeMedicationOut:
    """The patient takes this at home."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return HomeMedicationOut.model_validate(await history.add_home_medication(db, known, data, actor=actor))


@api.post("/home-medications/<uuid:home_medication_id>/status", may="chart.write")
async def change_home_medication(
    db: Db, actor: Actor, home_medication_id: UUID, data: StopHomeMedication
) -> HomeMedicationOut:
    """Stop it, take it up again, or mark it as entered in error."""
    row = await access_entry(db, actor, HomeMedication, home_medication_id)
    await history.change_home_medication(db, row, data, actor=actor)
    return HomeMedicationOut.model_validate(row)


@api.post("/patients/<uuid:patient_id>/reconciliations", may="chart.write", status=201, idempotent=True)
async def reconcile(db: Db, actor: Actor, patient_id: UUID, data: Reconcile) -> ReconciliationOut:
    """All medicines were gone through with the patient."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return ReconciliationOut.model_validate(await history.reconcile(db, known, data, actor=actor))


@api.post("/patients/<uuid:patient_id>/immunizations", may="chart.write", status=201, idempotent=True)
async def add_immunization(db: Db, actor: Actor, patient_id: UUID, data: AddImmunization) -> ImmunizationOut:
    """Record a vaccine."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return ImmunizationOut.model_validate(await history.add_immunization(db, known, data, actor=actor))


@api.post("/immunizations/<uuid:immunization_id>/entered-in-error", may="chart.write")
async def strike_immunization(db: Db, actor: Actor, immunization_id: UUID, data: StrikeOut) -> Done:
    """It is an error."""
    await history.strike(db, await access_entry(db, actor, Immunization, immunization_id), data.reason, actor=actor)
    return Done()


@api.post("/patients/<uuid:patient_id>/procedures", may="chart.write", status=201, idempotent=True)
async def add_procedure(db: Db, actor: Actor, patient_id: UUID, data: AddProcedure) -> ProcedureOut:
    """Record a procedure."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return ProcedureOut.model_validate(await history.add_procedure(db, known, data, actor=actor))


@api.post("/procedures/<uuid:procedure_id>/entered-in-error", may="chart.write")
async def strike_procedure(db: Db, actor: Actor, procedure_id: UUID, data: StrikeOut) -> Done:
    """It is an error."""
    await history.strike(db, await access_entry(db, actor, Procedure, procedure_id), data.reason, actor=actor)
    return Done()


@api.post("/patients/<uuid:patient_id>/family-history", may="chart.write", status=201)
async def add_family_history(db: Db, actor: Actor, patient_id: UUID, data: AddFamilyHistory) -> FamilyHistoryOut:
    """Record a condition of a relative."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return FamilyHistoryOut.model_validate(await history.add_family_history(db, known, data, actor=actor))


@api.post("/family-history/<uuid:family_history_id>/entered-in-error", may="chart.write")
async def strike_family_history(db: Db, actor: Actor, family_history_id: UUID, data: StrikeOut) -> Done:
    """It is an error."""
    await history.strike(db, await access_entry(db, actor, FamilyHistory, family_history_id), data.reason, actor=actor)
    return Done()


@api.post("/patients/<uuid:patient_id>/social-history", may="chart.write", status=201)
async def say_social_history(db: Db, actor: Actor, patient_id: UUID, data: SaySocialHistory) -> SocialHistoryOut:
    """Say what is so now."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return SocialHistoryOut.model_validate(await history.say_social_history(db, known, data, actor=actor))


@api.post("/social-history/<uuid:social_history_id>/entered-in-error", may="chart.write")
async def strike_social_history(db: Db, actor: Actor, social_history_id: UUID, data: StrikeOut) -> Done:
    """It is an error."""
    await history.strike(db, await access_entry(db, actor, SocialHistory, social_history_id), data.reason, actor=actor)
    return Done()


@api.get("/vaccines", may="chart.write")
async def vaccines(db: ReadDb) -> VaccinesOut:
    """Vaccines that can be chosen (CVX)."""
    return VaccinesOut(items=[VaccineOut.model_validate(one) for one in all_vaccines().values()])
