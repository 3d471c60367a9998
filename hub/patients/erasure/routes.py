"""HTTP of erasing records, and of legal holds."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import NotFound
from hub.core.http import Api
from hub.patients import queries
from hub.patients.erasure import actions, holds, views
from hub.patients.erasure.schemas import (
    AskErasure,
    ConfirmErasure,
    DecideErasure,
    ErasurePage,
    ErasuresOut,
    HoldIn,
    LegalHoldsOut,
    MyErasuresOut,
)

api = Api("erasure")


@api.get("/erasures", may="erasure.confirm")
async def read_erasures(db: Db, actor: Actor) -> ErasuresOut:
    """Requests to erase a record."""
    return await views.requests(db, actor)


@api.get("/erasures/<uuid:erasure_id>", may="erasure.confirm")
async def read_erasure(db: Db, actor: Actor, erasure_id: UUID) -> ErasurePage:
    """One of them: what stands against it, how far it is, and at last what was done."""
    return await views.page(db, actor, *await actions.access_request(db, erasure_id, actor=actor))


@api.post("/patients/<uuid:patient_id>/erasures", may="erasure.manage", status=201)
async def ask_erasure(db: Db, actor: Actor, patient_id: UUID, data: AskErasure) -> ErasurePage:
    """Somebody asked for it on paper, or the law wants it."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    row = await actions.ask(db, patient, data.reason, actor=actor, by_patient=False)
    return await views.page(db, actor, patient, row)


@api.post("/erasures/<uuid:erasure_id>/refuse", may="erasure.manage")
async def refuse_erasure(db: Db, actor: Actor, erasure_id: UUID, data: DecideErasure) -> ErasurePage:
    """Not to be erased, and why."""
    patient, row = await actions.access_request(db, erasure_id, actor=actor, lock=True)
    return await views.page(db, actor, patient, await actions.refuse(db, patient, row, data.answer, actor=actor))


@api.post("/erasures/<uuid:erasure_id>/restrict", may="erasure.manage")
async def restrict_erasure(db: Db, actor: Actor, erasure_id: UUID, data: DecideErasure) -> ErasurePage:
    """Close the record until the law lets it be erased."""
    patient, row = await actions.access_request(db, erasure_id, actor=actor, lock=True)
    return await views.page(db, actor, patient, await actions.restrict(db, patient, row, data.answer, actor=actor))


@api.post("/erasures/<uuid:erasure_id>/approve", may="erasure.manage", fresh=True)
async def approve_erasure(db: Db, actor: Actor, erasure_id: UUID, data: DecideErasure) -> ErasurePage:
    """To be erased; a second person confirms."""
    patient, row = await actions.access_request(db, erasure_id, actor=actor, lock=True)
    return await views.page(db, actor, patient, await actions.approve(db, patient, row, data.answer, actor=actor))


@api.post("/erasures/<uuid:erasure_id>/confirm", may="erasure.confirm", fresh=True)
async def confirm_erasure(db: Db, actor: Actor, erasure_id: UUID, data: ConfirmErasure) -> ErasurePage:
    """Erase it now, for good."""
    patient, row = await actions.access_request(db, erasure_id, actor=actor, lock=True)
    return await views.page(db, actor, patient, await actions.confirm(db, patient, row, data.number, actor=actor))


@api.get("/patients/<uuid:patient_id>/legal-holds", may="erasure.manage")
async def read_legal_holds(db: Db, actor: Actor, patient_id: UUID) -> LegalHoldsOut:
    """Holds of a record, the one that stands and those before."""
    return await views.legal_holds(db, await queries.access_patient(db, actor, patient_id))


@api.post("/patients/<uuid:patient_id>/legal-holds", may="erasure.manage", status=201)
async def put_legal_hold(db: Db, actor: Actor, patient_id: UUID, data: HoldIn) -> LegalHoldsOut:
    """Nothing of this record is deleted from now on."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await holds.put(db, patient, data.reason, actor=actor)
    return await views.legal_holds(db, patient)


@api.post("/patients/<uuid:patient_id>/legal-holds/lift", may="erasure.manage", fresh=True)
async def lift_legal_hold(db: Db, actor: Actor, patient_id: UUID, data: HoldIn) -> LegalHoldsOut:
    """It is over."""
    patient = await queries.access_patient(db, actor, patient_id, lock=True)
    await holds.lift(db, patient, data.reason, actor=actor)
    return await views.legal_holds(db, patient)


@api.get("/my/erasure", may="patient.self")
async def read_my_erasure(db: Db, actor: Actor) -> MyErasuresOut:
    """What became of one's request, and what the law would make the hospital keep."""
    return await views.mine(db, await queries.own_patient(db, actor))


@api.post("/my/erasure", may="patient.self", status=201, fresh=True)
async def ask_my_erasure(db: Db, actor: Actor, data: AskErasure) -> MyErasuresOut:
    """Ask for one's own record to be erased."""
    patient = await queries.own_patient(db, actor, lock=True)
    await actions.ask(db, patient, data.reason, actor=actor, by_patient=True)
    return await views.mine(db, patient)


@api.delete("/my/erasure", may="patient.self")
async def withdraw_my_erasure(db: Db, actor: Actor) -> MyErasuresOut:
    """Take it back, as long as nothing was begun."""
    patient = await queries.own_patient(db, actor, lock=True)
    row = await actions.open_one(db, patient.id)
    if row is None:
        raise NotFound()
    await actions.withdraw(db, patient, row, actor=actor)
    return await views.mine(db, patient)
