"""HTTP of merges, the timeline and exports."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.http import PUBLIC, Api, Page
from hub.core.settings import settings
from hub.patients import actions, evidence, exports, merging, onboarding, pickups, queries
from hub.patients import record_views as shown
from hub.patients.record_schemas import (
    AskExport,
    ExportsOut,
    HandedOverOut,
    HandOver,
    HandoversOut,
    MergePatients,
    MergePreviewOut,
    MergeQuery,
    MergesOut,
    MyEvidenceOut,
    OnboardingOut,
    PickUp,
    SideQuery,
    TimelineLineOut,
    TimelineQuery,
    UndoMerge,
)

api = Api("patient_records")


@api.get("/patients/<uuid:patient_id>/onboarding", may="patient.write")
async def read_onboarding(db: Db, actor: Actor, patient_id: UUID) -> OnboardingOut:
    """How far a new patient's onboarding is."""
    return await onboarding.standing(db, await queries.access_patient(db, actor, patient_id))


@api.post("/patients/<uuid:patient_id>/onboarding", may="patient.write")
async def begin_onboarding(db: Db, actor: Actor, patient_id: UUID) -> OnboardingOut:
    """Begin it, once, for a patient whom the desk has registered."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await onboarding.start(db, patient, actor=actor)
    return await onboarding.standing(db, patient)


@api.get("/patients/<uuid:patient_id>/identity-evidence", may="identity.verify")
async def read_evidence(db: Db, actor: Actor, patient_id: UUID, query: SideQuery) -> Response:
    """A side of the identity document that the patient sent last: the desk compares it."""
    patient = await queries.access_patient(db, actor, patient_id)
    return await shown.evidence_picture(db, patient, query.side, own=False, actor=actor)


@api.get("/my/identity-evidence", may="document.own")
async def read_my_evidence(db: Db, actor: Actor) -> MyEvidenceOut:
    """What one has sent of one's identity document, and why it came back."""
    return await shown.my_evidence(db, await queries.own_patient(db, actor))


@api.put("/my/identity-evidence/picture", may="document.own", max_bytes=settings().max_upload_bytes)
async def take_evidence(db: Db, actor: Actor, query: SideQuery, raw: bytes) -> MyEvidenceOut:
    """A picture of a side of one's identity document (the request body is the picture); nobody sees it yet."""
    patient = await queries.own_patient(db, actor, lock=True)
    await evidence.take(db, patient, query.side, raw, actor=actor)
    return await shown.my_evidence(db, patient)


@api.get("/my/identity-evidence/picture", may="document.own")
async def read_my_picture(db: Db, actor: Actor, query: SideQuery) -> Response:
    """A side of one's identity document, as it was taken."""
    patient = await queries.own_patient(db, actor)
    return await shown.evidence_picture(db, patient, query.side, own=True, actor=actor)


@api.get("/patients/<uuid:patient_id>/timeline", may="patient.read")
async def read_timeline(db: Db, actor: Actor, patient_id: UUID, query: TimelineQuery) -> Page[TimelineLineOut]:
    """What happened with the patient, from all parts of the hospital; clinical lines only with the chart."""
    return await shown.lines(db, actor, await queries.access_patient(db, actor, patient_id), query)


@api.get("/my/timeline", may="record.own")
async def read_my_timeline(db: Db, actor: Actor, query: TimelineQuery) -> Page[TimelineLineOut]:
    """What happened with oneself."""
    return await shown.lines(db, actor, await queries.own_patient(db, actor), query)


@api.get("/patients/<uuid:patient_id>/merges", may="patient.read")
async def read_merges(db: Db, actor: Actor, patient_id: UUID) -> MergesOut:
    """Records that went into this one, and where this one went."""
    return await shown.merges(db, actor, await queries.access_patient(db, actor, patient_id))


@api.get("/patients/<uuid:patient_id>/merge-preview", may="patient.merge")
async def preview_merge(db: Db, actor: Actor, patient_id: UUID, query: MergeQuery) -> MergePreviewOut:
    """What would move, and what the two records say differently."""
    survivor = await queries.access_patient(db, actor, patient_id)
    return await shown.merge_preview(db, survivor, await queries.access_patient(db, actor, query.other_id))


@api.post("/patients/<uuid:patient_id>/merges", may="patient.merge", status=201, idempotent=True)
async def merge(db: Db, actor: Actor, patient_id: UUID, data: MergePatients) -> MergesOut:
    """Make the other record a part of this one."""
    survivor, loser = await actions.lock_two(db, patient_id, data.other_id, actor=actor)
    await merging.merge(db, survivor, loser, data.take, data.reason, actor=actor)
    return await shown.merges(db, actor, survivor)


@api.post("/patients/<uuid:patient_id>/merges/<uuid:merge_id>/undo", may="patient.merge")
async def undo_merge(db: Db, actor: Actor, patient_id: UUID, merge_id: UUID, data: UndoMerge) -> MergesOut:
    """Make them two again."""
    patient = await queries.access_patient(db, actor, patient_id)
    await merging.unmerge(db, await merging.access_merge(db, patient, merge_id), data.reason, actor=actor)
    return await shown.merges(db, actor, patient)


@api.get("/patients/<uuid:patient_id>/exports", may="patient.export")
async def read_exports(db: Db, actor: Actor, patient_id: UUID) -> ExportsOut:
    """Exports of the patient."""
    return await shown.export_list(db, actor, await queries.access_patient(db, actor, patient_id))


@api.post("/patients/<uuid:patient_id>/exports", may="patient.export", status=201)
async def ask_export(db: Db, actor: Actor, patient_id: UUID, data: AskExport) -> ExportsOut:
    """Have everything that the patient has packed."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await exports.ask(db, patient, data.reason, whole=data.whole, actor=actor)
    return await shown.export_list(db, actor, patient)


@api.get("/patients/<uuid:patient_id>/exports/<uuid:export_id>", may="patient.export")
async def download_export(db: Db, actor: Actor, patient_id: UUID, export_id: UUID) -> Response:
    """The archive itself."""
    patient = await queries.access_patient(db, actor, patient_id)
    return await shown.archive(db, await exports.access_export(db, actor, patient, export_id), actor=actor)


@api.get("/patients/<uuid:patient_id>/handovers", may="export.handover")
async def read_handovers(db: Db, actor: Actor, patient_id: UUID) -> HandoversOut:
    """Records handed over at the desk."""
    return await shown.handovers(db, await queries.access_patient(db, actor, patient_id))


@api.post("/patients/<uuid:patient_id>/handovers", may="export.handover", status=201)
async def hand_over(db: Db, actor: Actor, patient_id: UUID, data: HandOver) -> HandedOverOut:
    """Hand the record over to the patient, or who acts for him, who has shown who he is; the code goes onto a slip."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    return await shown.handed_over(db, patient, data, actor=actor)


@api.delete("/patients/<uuid:patient_id>/handovers/<uuid:handover_id>", may="export.handover")
async def withdraw_handover(db: Db, actor: Actor, patient_id: UUID, handover_id: UUID) -> HandoversOut:
    """Take a slip back: it opens nothing any more."""
    patient = await queries.access_patient(db, actor, patient_id)
    await pickups.withdraw(db, patient, handover_id, actor=actor)
    return await shown.handovers(db, patient)


@api.post("/exports/pick-up", may=PUBLIC)
async def pick_up(db: Db, actor: Actor, data: PickUp) -> Response:
    """The archive, for who holds the slip and knows the birth date."""
    return await shown.picked_up(db, data, actor=actor)


@api.get("/my/exports", may="export.own")
async def read_my_exports(db: Db, actor: Actor) -> ExportsOut:
    """Exports of one's own record."""
    return await shown.export_list(db, actor, await queries.own_patient(db, actor))


@api.post("/my/exports", may="export.own", status=201)
async def ask_my_export(db: Db, actor: Actor) -> ExportsOut:
    """Have everything that the hospital has about oneself packed."""
    patient = await queries.own_patient(db, actor, lock=True)
    await exports.ask(db, patient, "asked for in the portal", actor=actor)
    return await shown.export_list(db, actor, patient)


@api.get("/my/exports/<uuid:export_id>", may="export.own")
async def download_my_export(db: Db, actor: Actor, export_id: UUID) -> Response:
    """The archive itself."""
    patient = await queries.own_patient(db, actor)
    return await shown.archive(db, await exports.access_export(db, actor, patient, export_id), actor=actor)
