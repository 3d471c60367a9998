"""HTTP of patients: registration, the list, a patient's page, and the patient's own details."""

from __future__ import annotations

from uuid import UUID

from hub.core import limits
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, Api, Page
from hub.core.valkey import valkey
from hub.identity import views as identity
from hub.identity.schemas import SessionOut
from hub.patients import actions, queries, views
from hub.patients.schemas import (
    Alike,
    AlikesOut,
    ChangeContact,
    ChangePatient,
    GiveConsent,
    InvitedOut,
    JoinCareTeam,
    NewPatient,
    PatientPage,
    PatientRow,
    PatientsQuery,
    Register,
)
from hub.patients.switches import SELF_REGISTRATION

api = Api("patients")


@api.post("/patients/register", may=PUBLIC, status=201)
async def register(db: Db, actor: Actor, data: Register) -> SessionOut:
    """Register as a patient with an account of one's own, and be signed in."""
    await limits.limit(valkey(), "register", actor.ip, most=20, per=3600)
    await SELF_REGISTRATION.must(db, "New patients register at the desk. Please call us.")
    person = data.model_dump(exclude={"password", "email"})
    _, user = await actions.register_self(
        db, password=data.password.get_secret_value(), email=data.email, actor=actor, **person
    )
    return await identity.entered(db, user, actor)


@api.get("/patients", may="patient.read")
async def read_patients(db: ReadDb, actor: Actor, query: PatientsQuery) -> Page[PatientRow]:
    """Patients by name, number, date of birth, phone or e-mail."""
    return await views.rows(db, actor, query)


@api.post("/patients", may="patient.write", status=201, idempotent=True)
async def create_patient(db: Db, actor: Actor, data: NewPatient) -> PatientPage:
    """Register a patient at the desk, without an account."""
    return await views.page(db, await actions.register(db, actor=actor, **data.model_dump()))


@api.get("/patients/alike", may="patient.write")
async def read_alike(db: ReadDb, query: Alike) -> AlikesOut:
    """Patients who may be the same person as the one being typed in."""
    return await views.alike(db, query)


@api.get("/patients/<uuid:patient_id>", may="patient.read")
async def read_patient(db: Db, actor: Actor, patient_id: UUID) -> PatientPage:
    """One patient: demographics, consents, care team."""
    return await views.page(db, await queries.access_patient(db, actor, patient_id))


@api.patch("/patients/<uuid:patient_id>", may="patient.write")
async def change_patient(db: Db, actor: Actor, patient_id: UUID, data: ChangePatient) -> PatientPage:
    """Correct demographics."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    return await views.page(db, await actions.change_details(db, patient, data.changes(), actor=actor))


@api.post("/patients/<uuid:patient_id>/invite", may="patient.write")
async def invite(db: Db, actor: Actor, patient_id: UUID) -> InvitedOut:
    """Give the patient an account; the first password is told once."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    user, password = await actions.invite(db, patient, actor=actor)
    return InvitedOut(email=user.email, password=password)


@api.post("/patients/<uuid:patient_id>/care", may="patient.write", status=201)
async def join_care_team(db: Db, actor: Actor, patient_id: UUID, data: JoinCareTeam) -> PatientPage:
    """Add a clinician to the care team."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await actions.join_care_team(db, patient, data.practitioner_id, until=data.until, actor=actor)
    return await views.page(db, patient)


@api.delete("/patients/<uuid:patient_id>/care/<uuid:practitioner_id>", may="patient.write")
async def leave_care_team(db: Db, actor: Actor, patient_id: UUID, practitioner_id: UUID) -> PatientPage:
    """Take a clinician off the care team; the next request knows."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await actions.leave_care_team(db, patient, practitioner_id, actor=actor)
    return await views.page(db, patient)


@api.get("/my/details", may="patient.self")
async def read_my_details(db: Db, actor: Actor) -> PatientPage:
    """One's own details, consents and care team."""
    return await views.page(db, await queries.own_patient(db, actor))


@api.patch("/my/details", may="patient.self")
async def change_my_details(db: Db, actor: Actor, data: ChangeContact) -> PatientPage:
    """Correct one's own contact details."""
    patient = await queries.own_patient(db, actor, lock=True)
    return await views.page(db, await actions.confirm_details(db, patient, data.changes(), actor=actor))


@api.post("/my/consents", may="patient.self", status=201)
async def give_consent(db: Db, actor: Actor, data: GiveConsent) -> PatientPage:
    """Agree to a text with one's typed name."""
    patient = await queries.own_patient(db, actor, lock=True)
    await actions.give_consent(db, patient, data.kind, data.signature, actor=actor, source="portal")
    return await views.page(db, patient)


@api.post("/my/consents/<uuid:consent_id>/withdraw", may="patient.self")
async def withdraw_consent(db: Db, actor: Actor, consent_id: UUID) -> PatientPage:
    """No longer agree."""
    patient = await queries.own_patient(db, actor, lock=True)
    consent = await queries.access_consent(db, actor, patient, consent_id)
    await actions.withdraw_consent(db, patient, consent, actor=actor)
    return await views.page(db, patient)
