"""HTTP of documents, photos, proxies and consents."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api
from hub.core.settings import settings
from hub.patients import actions, consents, documents, proxies, queries, views
from hub.patients import file_views as shown
from hub.patients.file_schemas import (
    AgesOut,
    Because,
    ChangeDocument,
    DocumentsOut,
    DocumentVersionsOut,
    FamilyOut,
    GiveProxy,
    InviteProxy,
    NewVersion,
    ProxiesOut,
    PublishWording,
    SetAges,
    SignConsent,
    UploadDocument,
    UploadMyDocument,
    VersionQuery,
    WithdrawConsent,
    WordingOut,
    WordingsOut,
)
from hub.patients.schemas import PatientPage

api = Api("patient_files")
UPLOAD = settings().max_upload_bytes
_DOCUMENT = "/patients/<uuid:patient_id>/documents/<uuid:document_id>"


@api.get("/patients/<uuid:patient_id>/documents", may="patient.read")
async def read_documents(db: Db, actor: Actor, patient_id: UUID) -> DocumentsOut:
    """The patient's documents that one may see."""
    return await shown.document_list(db, actor, await queries.access_patient(db, actor, patient_id))


@api.post("/patients/<uuid:patient_id>/documents", may="document.write", status=201, max_bytes=UPLOAD)
async def add_document(db: Db, actor: Actor, patient_id: UUID, query: UploadDocument, raw: bytes) -> DocumentsOut:
    """File a document (the request body is the file)."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await documents.add(db, patient, raw, query.model_dump(), actor=actor)
    return await shown.document_list(db, actor, patient)


@api.get(_DOCUMENT, may="patient.read")
async def read_document(db: Db, actor: Actor, patient_id: UUID, document_id: UUID, query: VersionQuery) -> Response:
    """The document itself, or one of its older versions."""
    patient = await queries.access_patient(db, actor, patient_id)
    row = await documents.access_document(db, actor, patient, document_id)
    return await shown.download(db, row, query.version)


@api.get(f"{_DOCUMENT}/versions", may="patient.read")
async def read_versions(db: Db, actor: Actor, patient_id: UUID, document_id: UUID) -> DocumentVersionsOut:
    """Every version of it."""
    patient = await queries.access_patient(db, actor, patient_id)
    return await shown.version_list(db, await documents.access_document(db, actor, patient, document_id))


@api.post(f"{_DOCUMENT}/versions", may="document.write", status=201, max_bytes=UPLOAD)
async def replace_document(
    db: Db, actor: Actor, patient_id: UUID, document_id: UUID, query: NewVersion, raw: bytes
) -> DocumentsOut:  # fmt: skip
    """Put a newer version in its place."""
    patient = await queries.access_patient(db, actor, patient_id)
    row = await documents.access_document(db, actor, patient, document_id, lock=True)
    await documents.replace(db, patient, row, raw, query.name, actor=actor)
    return await shown.document_list(db, actor, patient)


@api.patch(_DOCUMENT, may="document.write")
async def change_document(
    db: Db, actor: Actor, patient_id: UUID, document_id: UUID, data: ChangeDocument
) -> DocumentsOut:  # fmt: skip
    """Another title or folder; who may see it."""
    patient = await queries.access_patient(db, actor, patient_id)
    row = await documents.access_document(db, actor, patient, document_id, lock=True)
    await documents.change(db, patient, row, data.changes(), actor=actor)
    return await shown.document_list(db, actor, patient)


@api.post(f"{_DOCUMENT}/entered-in-error", may="document.write")
async def mark_document(db: Db, actor: Actor, patient_id: UUID, document_id: UUID, data: Because) -> DocumentsOut:
    """It never belonged here."""
    patient = await queries.access_patient(db, actor, patient_id)
    row = await documents.access_document(db, actor, patient, document_id, lock=True)
    await documents.mark_in_error(db, patient, row, data.reason, actor=actor)
    return await shown.document_list(db, actor, patient)


@api.get("/patients/<uuid:patient_id>/photo", may="patient.read")
async def read_photo(db: Db, actor: Actor, patient_id: UUID) -> Response:
    """The patient's picture."""
    return await shown.picture(db, await queries.access_patient(db, actor, patient_id))


@api.put("/patients/<uuid:patient_id>/photo", may="patient.write", max_bytes=UPLOAD)
async def set_photo(db: Db, actor: Actor, patient_id: UUID, raw: bytes) -> PatientPage:
    """Take the patient's picture; an empty body takes it away."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    return await views.page(db, await documents.set_photo(db, patient, raw, actor=actor))


@api.get("/my/documents", may="document.own")
async def read_my_documents(db: Db, actor: Actor) -> DocumentsOut:
    """One's own documents."""
    return await shown.document_list(db, actor, await queries.own_patient(db, actor))


@api.post("/my/documents", may="document.own", status=201, max_bytes=UPLOAD)
async def add_my_document(db: Db, actor: Actor, query: UploadMyDocument, raw: bytes) -> DocumentsOut:
    """Send a document to the hospital."""
    patient = await queries.own_patient(db, actor, lock=True)
    await documents.add(db, patient, raw, query.model_dump(), actor=actor)
    return await shown.document_list(db, actor, patient)


@api.get("/my/documents/<uuid:document_id>", may="document.own")
async def read_my_document(db: Db, actor: Actor, document_id: UUID, query: VersionQuery) -> Response:
    """One of one's own documents itself."""
    patient = await queries.own_patient(db, actor)
    row = await documents.access_document(db, actor, patient, document_id)
    return await shown.download(db, row, query.version)


@api.get("/my/photo", may="details.own")
async def read_my_photo(db: Db, actor: Actor) -> Response:
    """One's own picture."""
    return await shown.picture(db, await queries.own_patient(db, actor))


@api.put("/my/photo", may="details.own", max_bytes=UPLOAD)
async def set_my_photo(db: Db, actor: Actor, raw: bytes) -> PatientPage:
    """Give a picture of oneself; an empty body takes it away."""
    patient = await queries.own_patient(db, actor, lock=True)
    return await views.page(db, await documents.set_photo(db, patient, raw, actor=actor))


@api.get("/patients/<uuid:patient_id>/proxies", may="patient.write")
async def read_proxies(db: Db, actor: Actor, patient_id: UUID) -> ProxiesOut:
    """Who acts or acted for the patient."""
    return await shown.proxy_list(db, await queries.access_patient(db, actor, patient_id))


@api.post("/patients/<uuid:patient_id>/proxies", may="patient.write", status=201)
async def give_proxy(db: Db, actor: Actor, patient_id: UUID, data: GiveProxy) -> ProxiesOut:
    """Let a parent, or somebody with a paper, act for the patient."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await proxies.give(db, patient, data.model_dump(), actor=actor)
    return await shown.proxy_list(db, patient)


@api.post("/patients/<uuid:patient_id>/proxies/<uuid:proxy_id>/revoke", may="patient.write")
async def revoke_proxy(db: Db, actor: Actor, patient_id: UUID, proxy_id: UUID, data: Because) -> ProxiesOut:
    """It is over with the next request."""
    patient = await queries.access_patient(db, actor, patient_id)
    await proxies.revoke(db, await proxies.access_proxy(db, actor, proxy_id, patient=patient), data.reason, actor=actor)
    return await shown.proxy_list(db, patient)


@api.get("/my/family", may="session.manage")
async def read_family(db: Db, actor: Actor) -> FamilyOut:
    """For whom one acts, who acts for oneself, and who asks."""
    return await shown.family(db, actor, await queries.own_or_nobody(db, actor))


@api.post("/my/family/invitations", may="patient.self", status=201)
async def invite_proxy(db: Db, actor: Actor, data: InviteProxy) -> FamilyOut:
    """Ask somebody to act for oneself."""
    patient = await queries.own_patient(db, actor, lock=True)
    await proxies.invite(db, patient, data.model_dump(), actor=actor)
    return await shown.family(db, actor, patient)


@api.post("/my/family/<uuid:proxy_id>/revoke", may="patient.self")
async def revoke_my_proxy(db: Db, actor: Actor, proxy_id: UUID, data: Because) -> FamilyOut:
    """Somebody no longer acts for oneself."""
    patient = await queries.own_patient(db, actor)
    await proxies.revoke(db, await proxies.access_proxy(db, actor, proxy_id, patient=patient), data.reason, actor=actor)
    return await shown.family(db, actor, patient)


@api.post("/my/family/<uuid:proxy_id>/leave", may="session.manage")
async def leave_family(db: Db, actor: Actor, proxy_id: UUID) -> FamilyOut:
    """One no longer acts for somebody."""
    await proxies.revoke(db, await proxies.access_proxy(db, actor, proxy_id), "left", actor=actor)
    return await shown.family(db, actor, await queries.own_or_nobody(db, actor))


@api.post("/my/family/<uuid:proxy_id>/accept", may="session.manage")
async def accept_proxy(db: Db, actor: Actor, proxy_id: UUID) -> FamilyOut:
    """Agree to act for somebody who asked."""
    await proxies.accept(db, await proxies.access_invitation(db, actor, proxy_id), actor=actor)
    return await shown.family(db, actor, await queries.own_or_nobody(db, actor))


@api.post("/my/family/<uuid:proxy_id>/decline", may="session.manage")
async def decline_proxy(db: Db, actor: Actor, proxy_id: UUID) -> FamilyOut:
    """Rather not."""
    await proxies.decline(db, await proxies.access_invitation(db, actor, proxy_id), actor=actor)
    return await shown.family(db, actor, await queries.own_or_nobody(db, actor))


@api.get("/registration/ages", may="staff.read")
async def read_ages(db: ReadDb) -> AgesOut:
    """From which ages on a parent sees less, and nothing."""
    return shown.ages(await proxies.ages(db))


@api.put("/registration/ages", may="registration.manage")
async def set_ages(db: Db, actor: Actor, data: SetAges) -> AgesOut:
    """Decide about minors."""
    return shown.ages(await proxies.set_ages(db, data.teen, data.adult, actor=actor))


@api.get("/my/consent-texts", may="consent.own")
async def read_my_wordings(db: Db, actor: Actor) -> WordingsOut:
    """What one is asked to agree to, in one's own language."""
    return await shown.wordings(db, (await queries.own_patient(db, actor)).language)


@api.post("/my/consents/sign", may="consent.own", status=201)
async def sign_consent(db: Db, actor: Actor, data: SignConsent) -> PatientPage:
    """Agree with a typed or drawn signature."""
    patient = await queries.own_patient(db, actor, lock=True)
    await actions.sign_consent(db, patient, data.model_dump(), source="portal", actor=actor)
    return await views.page(db, patient)


@api.get("/patients/<uuid:patient_id>/consent-texts", may="patient.write")
async def read_wordings(db: Db, actor: Actor, patient_id: UUID) -> WordingsOut:
    """What this patient is asked to agree to, in his language."""
    return await shown.wordings(db, (await queries.access_patient(db, actor, patient_id)).language)


@api.post("/patients/<uuid:patient_id>/consents", may="patient.write", status=201)
async def take_consent(db: Db, actor: Actor, patient_id: UUID, data: SignConsent) -> PatientPage:
    """The patient signs at the desk: on the screen or on paper."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await actions.sign_consent(db, patient, data.model_dump(), source="reception", actor=actor)
    return await views.page(db, patient)


@api.post("/patients/<uuid:patient_id>/consents/<uuid:consent_id>/withdraw", may="patient.write")
async def withdraw_consent(
    db: Db, actor: Actor, patient_id: UUID, consent_id: UUID, data: WithdrawConsent
) -> PatientPage:  # fmt: skip
    """The patient withdraws at the desk."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    consent = await queries.access_consent(db, actor, patient, consent_id)
    await actions.withdraw_consent(db, patient, consent, reason=data.reason, actor=actor)
    return await views.page(db, patient)


@api.get("/registration/consent-texts", may="registration.manage")
async def read_published(db: ReadDb) -> WordingsOut:
    """The hospital's own consent texts, newest first."""
    return await shown.published(db)


@api.post("/registration/consent-texts", may="registration.manage", status=201)
async def publish_wording(db: Db, actor: Actor, data: PublishWording) -> WordingOut:
    """Publish a version of a consent text."""
    return shown.wording(await consents.publish(db, data.model_dump(), actor=actor))
