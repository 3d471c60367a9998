"""HTTP of patients: registration, the list, a patient's page, and the patient's own details."""

from __future__ import annotations

from uuid import UUID

from hub.core import limits
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, Api, Done, Page
from hub.core.valkey import valkey
from hub.identity import views as identity
from hub.identity.factors.schemas import ByLink
from hub.identity.schemas import SessionOut
from hub.patients import actions, fields, identifiers, queries, registering, relatives, views
from hub.patients.file_routes import api as files_api  # noqa: F401  (the hub finds every Api of this module here)
from hub.patients.record_routes import api as records_api  # noqa: F401
from hub.patients.registration_schemas import (
    AddIdentifier,
    IdentifierSystemIn,
    IdentifierSystemOut,
    RegistrationFieldIn,
    RegistrationFieldOut,
    RegistrationOut,
)
from hub.patients.schemas import (
    AddRelatedPatient,
    AddRelative,
    Alike,
    AlikesOut,
    ChangeContact,
    ChangePatient,
    GiveConsent,
    InvitedOut,
    JoinCareTeam,
    NewPatient,
    NotDuplicateOf,
    PatientPage,
    PatientRow,
    PatientsQuery,
    Register,
    UnknownPatient,
)
from hub.patients.switches import SELF_REGISTRATION

api = Api("patients")


@api.post("/patients/register", may=PUBLIC, status=202)
async def register(db: Db, actor: Actor, data: Register) -> Done:
    """Register as a patient: a letter with a link goes to the address, whoever has it; the link makes the account."""
    await limits.limit(valkey(), "register", actor.ip, most=20, per=3600)
    await SELF_REGISTRATION.must(db, "New patients register at the desk. Please call us.")
    await registering.ask(db, data.model_dump(exclude={"password"}), data.password.get_secret_value(), actor=actor)
    return Done()


@api.post("/patients/register/confirm", may=PUBLIC, status=201)
async def confirm_registration(db: Db, actor: Actor, data: ByLink) -> SessionOut:
    """Use the link of the letter: the account is made, and its owner is signed in."""
    await limits.limit(valkey(), "register", actor.ip, most=20, per=3600)
    return await identity.entered(db, await registering.confirm(db, data.token, actor=actor), actor)


@api.get("/patients", may="patient.read")
async def read_patients(db: ReadDb, actor: Actor, query: PatientsQuery) -> Page[PatientRow]:
    """Patients by name, number, date of birth, phone or e-mail."""
    return await views.rows(db, actor, query)


@api.post("/patients", may="patient.write", status=201, idempotent=True)
async def create_patient(db: Db, actor: Actor, data: NewPatient) -> PatientPage:
    """Register a patient at the desk, without an account."""
    return await views.page(db, await actions.register_at_desk(db, data.model_dump(), actor=actor))


@api.post("/patients/unknown", may="patient.write", status=201, idempotent=True)
async def create_unknown(db: Db, actor: Actor, data: UnknownPatient) -> PatientPage:
    """Register somebody whom nobody knows yet."""
    return await views.page(db, await actions.register_unknown(db, actor=actor, **data.model_dump()))


@api.get("/patients/alike", may="patient.write")
async def read_alike(db: ReadDb, actor: Actor, query: Alike) -> AlikesOut:
    """Patients who may be the same person as the one being typed in."""
    return await views.alike(db, actor, query)


@api.get("/registration", may="patient.read")
async def read_registration(db: ReadDb) -> RegistrationOut:
    """The kinds of numbers and the fields of its own that this hospital registers."""
    return await views.registration(db)


@api.get("/registration/all", may="registration.manage")
async def read_all_registration(db: ReadDb) -> RegistrationOut:
    """The same with what is no longer asked."""
    return await views.registration(db, whole=True)


@api.put("/registration/systems", may="registration.manage")
async def keep_system(db: Db, actor: Actor, data: IdentifierSystemIn) -> IdentifierSystemOut:
    """Add or correct a kind of number with its rule."""
    return await views.system(db, await identifiers.keep_system(db, data.model_dump(), actor=actor))


@api.put("/registration/fields", may="registration.manage")
async def keep_field(db: Db, actor: Actor, data: RegistrationFieldIn) -> RegistrationFieldOut:
    """Add or correct a registration field."""
    return RegistrationFieldOut.model_validate(await fields.keep(db, data.model_dump(), actor=actor))


@api.get("/patients/<uuid:patient_id>/alike", may="patient.write")
async def read_alike_of(db: Db, actor: Actor, patient_id: UUID) -> AlikesOut:
    """Patients who may be the same person as this one."""
    return await views.alike_of(db, actor, await queries.access_patient(db, actor, patient_id))


@api.post("/patients/<uuid:patient_id>/not-duplicates", may="patient.write")
async def not_duplicates(db: Db, actor: Actor, patient_id: UUID, data: NotDuplicateOf) -> AlikesOut:
    """These two are two people."""
    patient = await queries.access_patient(db, actor, patient_id)
    other = await queries.access_patient(db, actor, data.other_id)
    await actions.not_duplicates(db, patient, other, actor=actor)
    return await views.alike_of(db, actor, patient)


@api.post("/patients/<uuid:patient_id>/identifiers", may="patient.write", status=201)
async def add_identifier(db: Db, actor: Actor, patient_id: UUID, data: AddIdentifier) -> PatientPage:
    """Note a number of the patient, or give one out."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await identifiers.add(db, patient, data.system, data.value, actor=actor)
    return await views.page(db, patient)


@api.delete("/patients/<uuid:patient_id>/identifiers/<uuid:identifier_id>", may="patient.write")
async def end_identifier(db: Db, actor: Actor, patient_id: UUID, identifier_id: UUID) -> PatientPage:
    """No longer the patient's number."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await identifiers.end(db, patient, identifier_id, actor=actor)
    return await views.page(db, patient)


@api.post("/patients/<uuid:patient_id>/relatives", may="patient.write", status=201)
async def add_relative(db: Db, actor: Actor, patient_id: UUID, data: AddRelatedPatient) -> PatientPage:
    """Add a contact or relative; another patient sees it from the other side."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await relatives.add(db, patient, data.model_dump(), actor=actor)
    return await views.page(db, patient)


@api.put("/patients/<uuid:patient_id>/relatives/<uuid:related_id>", may="patient.write")
async def change_relative(
    db: Db, actor: Actor, patient_id: UUID, related_id: UUID, data: AddRelatedPatient
) -> PatientPage:  # fmt: skip
    """Correct a contact."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    row = await relatives.access(db, patient, related_id)
    await relatives.change(db, patient, row, data.model_dump(), actor=actor)
    return await views.page(db, patient)


@api.delete("/patients/<uuid:patient_id>/relatives/<uuid:related_id>", may="patient.write")
async def end_relative(db: Db, actor: Actor, patient_id: UUID, related_id: UUID) -> PatientPage:
    """No longer a contact."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await relatives.end(db, patient, await relatives.access(db, patient, related_id), actor=actor)
    return await views.page(db, patient)


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


@api.get("/my/details", may="details.own")
async def read_my_details(db: Db, actor: Actor) -> PatientPage:
    """One's own details, consents and care team."""
    return await views.page(db, await queries.own_patient(db, actor))


@api.patch("/my/details", may="details.own")
async def change_my_details(db: Db, actor: Actor, data: ChangeContact) -> PatientPage:
    """Correct one's own contact details."""
    patient = await queries.own_patient(db, actor, lock=True)
    return await views.page(db, await actions.confirm_details(db, patient, data.changes(), actor=actor))


@api.post("/my/consents", may="consent.own", status=201)
async def give_consent(db: Db, actor: Actor, data: GiveConsent) -> PatientPage:
    """Agree to a text with one's typed name."""
    patient = await queries.own_patient(db, actor, lock=True)
    await actions.give_consent(db, patient, data.kind, data.signature, actor=actor, source="portal")
    return await views.page(db, patient)


@api.post("/my/consents/<uuid:consent_id>/withdraw", may="consent.own")
async def withdraw_consent(db: Db, actor: Actor, consent_id: UUID) -> PatientPage:
    """No longer agree."""
    patient = await queries.own_patient(db, actor, lock=True)
    consent = await queries.access_consent(db, actor, patient, consent_id)
    await actions.withdraw_consent(db, patient, consent, actor=actor)
    return await views.page(db, patient)


@api.post("/my/relatives", may="details.own", status=201)
async def add_my_relative(db: Db, actor: Actor, data: AddRelative) -> PatientPage:
    """Add a contact of one's own."""
    patient = await queries.own_patient(db, actor, lock=True)
    await relatives.add(db, patient, data.model_dump(), actor=actor)
    return await views.page(db, patient)


@api.delete("/my/relatives/<uuid:related_id>", may="details.own")
async def end_my_relative(db: Db, actor: Actor, related_id: UUID) -> PatientPage:
    """No longer a contact of one's own."""
    patient = await queries.own_patient(db, actor, lock=True)
    await relatives.end(db, patient, await relatives.access(db, patient, related_id), actor=actor)
    return await views.page(db, patient)
