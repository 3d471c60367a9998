"""HTTP of access to records: break-glass and its review, labels and objections, who looked."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api
from hub.identity.policy.models import Verdict
from hub.patients import queries
from hub.patients.access import glass, labels, proxy, views  # noqa: F401  (proxy registers itself)
from hub.patients.access.models import Label, Labelled
from hub.patients.access.schemas import (
    AccessOut,
    BreakGlassIn,
    FindForGlass,
    GlassesOut,
    GlassOut,
    GlassPage,
    GlassPatientsOut,
    GlassQuery,
    LooksOut,
    LooksQuery,
    Objection,
    PutLabel,
    ReviewGlass,
)

api = Api("access")


@api.post("/break-glass/find", may="glass.break")
async def find_for_glass(db: Db, actor: Actor, data: FindForGlass) -> GlassPatientsOut:
    """Exactly this patient, found without a relation; looking is audited."""
    return views.candidates(await glass.find(db, actor, number=data.number, family=data.family, born=data.born))


@api.post("/break-glass", may="glass.break", status=201)
async def break_glass(db: Db, actor: Actor, data: BreakGlassIn) -> GlassOut:
    """Open a record in an emergency: with a fresh proof of identity, for four hours at most, to be reviewed."""
    return await views.one(db, await glass.start(db, data.patient_id, data.reason, data.minutes, actor=actor))


@api.get("/break-glass/own", may="glass.break")
async def own_glass(db: ReadDb, actor: Actor) -> GlassesOut:
    """My emergency accesses that are open now."""
    return await views.own(db, actor)


@api.post("/break-glass/<uuid:glass_id>/end", may="glass.break")
async def end_glass(db: Db, actor: Actor, glass_id: UUID) -> GlassOut:
    """Close the record again."""
    return await views.one(db, await glass.end(db, glass_id, actor=actor))


@api.get("/break-glass", may="glass.review")
async def read_glasses(db: ReadDb, query: GlassQuery) -> GlassesOut:
    """Emergency accesses, those that wait for review first of all."""
    return await views.glasses(db, query)


@api.get("/break-glass/<uuid:glass_id>", may="glass.review")
async def read_glass(db: Db, actor: Actor, glass_id: UUID) -> GlassPage:
    """One emergency access and what was done under it."""
    return await views.page(db, await glass.access_glass(db, actor, glass_id))


@api.post("/break-glass/<uuid:glass_id>/review", may="glass.review")
async def review_glass(db: Db, actor: Actor, glass_id: UUID, data: ReviewGlass) -> GlassOut:
    """The verdict."""
    return await views.one(db, await glass.review(db, glass_id, Verdict(data.verdict), data.note, actor=actor))


@api.get("/patients/<uuid:patient_id>/access", may="label.set")
async def read_access(db: Db, actor: Actor, patient_id: UUID) -> AccessOut:
    """Labels and objections of a record."""
    return await views.access(db, actor, (await queries.access_patient(db, actor, patient_id)).id)


@api.post("/patients/<uuid:patient_id>/labels", may="label.set", status=201)
async def put_label(db: Db, actor: Actor, patient_id: UUID, data: PutLabel) -> AccessOut:
    """Put a sensitivity label on the record, or on one encounter, problem, document or result of it."""
    patient = await queries.access_patient(db, actor, patient_id)
    entity = Labelled(data.entity)
    await labels.put(db, patient, Label(data.label), entity=entity, entity_id=data.entity_id, actor=actor)
    return await views.access(db, actor, patient.id)


@api.delete("/patients/<uuid:patient_id>/labels/<uuid:label_id>", may="label.set")
async def take_label(db: Db, actor: Actor, patient_id: UUID, label_id: UUID) -> AccessOut:
    """Take a label off."""
    patient = await queries.access_patient(db, actor, patient_id)
    await labels.take(db, patient, label_id, actor=actor)
    return await views.access(db, actor, patient.id)


@api.post("/patients/<uuid:patient_id>/objections", may="objection.set", status=201)
async def object_to(db: Db, actor: Actor, patient_id: UUID, data: Objection) -> AccessOut:
    """Keep a person, or a department, out of this record, whatever else lets them in."""
    patient = await queries.access_patient(db, actor, patient_id)
    await labels.object_to(db, patient, data.user_id, data.reason, until=data.until, actor=actor,
                           department_id=data.department_id)  # fmt: skip
    return await views.access(db, actor, patient.id)


@api.delete("/patients/<uuid:patient_id>/objections/<uuid:objection_id>", may="objection.set")
async def withdraw_objection(db: Db, actor: Actor, patient_id: UUID, objection_id: UUID) -> AccessOut:
    """The objection is over."""
    patient = await queries.access_patient(db, actor, patient_id)
    await labels.withdraw(db, patient, objection_id, actor=actor)
    return await views.access(db, actor, patient.id)


@api.get("/patients/<uuid:patient_id>/looks", may="audit.read")
async def read_looks(db: Db, actor: Actor, patient_id: UUID, query: LooksQuery) -> LooksOut:
    """Who looked at this record."""
    patient = await queries.access_patient(db, actor, patient_id)
    return await views.looked(db, patient.id, but=None, after=query.after)


@api.get("/my/looks", may="record.own")
async def read_my_looks(db: Db, actor: Actor, query: LooksQuery) -> LooksOut:
    """Who looked at my record."""
    patient = await queries.own_patient(db, actor)
    return await views.looked(db, patient.id, but=actor.user_id, after=query.after)
