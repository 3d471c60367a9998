"""HTTP of beds."""

from __future__ import annotations

from uuid import UUID

from hub.beds import actions, queries, transfers
from hub.beds.schemas import (
    BedOut,
    EndTransfer,
    MovePatient,
    RequestAdmission,
    StayDetailOut,
    StaysOut,
    WardsOut,
    WithdrawAdmission,
)  # fmt: skip
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api
from hub.patients.queries import access_patient

api = Api("beds")


@api.get("/wards", may="bed.read")
async def wards(db: ReadDb, actor: Actor) -> WardsOut:
    """The board: every ward and bed."""
    return WardsOut.model_validate({"items": await queries.board(db, actor)})


@api.post("/beds/<uuid:bed_id>/clean", may="bed.manage")
async def clean(db: Db, actor: Actor, bed_id: UUID) -> BedOut:
    """The bed is ready again (cleaned, or no longer blocked)."""
    return BedOut.model_validate(await actions.clean(db, await queries.access_bed(db, bed_id), actor=actor))


@api.post("/beds/<uuid:bed_id>/block", may="bed.manage")
async def block(db: Db, actor: Actor, bed_id: UUID) -> BedOut:
    """Take the bed out of use."""
    return BedOut.model_validate(await actions.block(db, await queries.access_bed(db, bed_id), actor=actor))


@api.get("/stays", may="bed.manage")
async def list_stays(db: ReadDb, actor: Actor) -> StaysOut:
    """Open stays that are mine to see."""
    return StaysOut.model_validate({"items": await queries.stays(db, actor)})


@api.post("/stays", may="bed.manage", status=201, idempotent=True)
async def request_admission(db: Db, actor: Actor, data: RequestAdmission) -> StayDetailOut:
    """Ask for an admission; starts the pathway."""
    patient = await access_patient(db, actor, data.patient_id, clinical=True)
    stay = await actions.request(db, patient, data.reason, actor=actor)
    return StayDetailOut.model_validate(await queries.detail(db, actor, stay))


@api.get("/stays/<uuid:stay_id>", may="bed.manage")
async def show_stay(db: Db, actor: Actor, stay_id: UUID) -> StayDetailOut:
    """One stay with its notes."""
    return StayDetailOut.model_validate(await queries.detail(db, actor, await queries.access_stay(db, actor, stay_id)))


@api.post("/stays/<uuid:stay_id>/withdraw", may="bed.manage")
async def withdraw_admission(db: Db, actor: Actor, stay_id: UUID, data: WithdrawAdmission) -> StayDetailOut:
    """Not needed any more."""
    stay = await queries.access_stay(db, actor, stay_id, lock=True)
    return StayDetailOut.model_validate(
        await queries.detail(db, actor, await actions.withdraw(db, stay, data.reason, actor=actor))
    )


@api.post("/stays/<uuid:stay_id>/transfer", may="bed.manage")
async def move_patient(db: Db, actor: Actor, stay_id: UUID, data: MovePatient) -> StayDetailOut:
    """Move a patient to another bed: within the ward at once, else the other ward is asked."""
    stay = await queries.access_stay(db, actor, stay_id, lock=True)
    await transfers.ask(db, stay, data, actor=actor)
    return StayDetailOut.model_validate(await queries.detail(db, actor, stay))


@api.post("/stays/<uuid:stay_id>/transfer/accept", may="bed.manage")
async def accept_transfer(db: Db, actor: Actor, stay_id: UUID) -> StayDetailOut:
    """The ward that was asked has the patient."""
    stay = await queries.access_stay(db, actor, stay_id, lock=True)
    await transfers.accept(db, stay, actor=actor)
    return StayDetailOut.model_validate(await queries.detail(db, actor, stay))


@api.post("/stays/<uuid:stay_id>/transfer/refuse", may="bed.manage")
async def refuse_transfer(db: Db, actor: Actor, stay_id: UUID, data: EndTransfer) -> StayDetailOut:
    """The ward that was asked cannot take the patient."""
    stay = await queries.access_stay(db, actor, stay_id, lock=True)
    await transfers.refuse(db, stay, data.reason, actor=actor)
    return StayDetailOut.model_validate(await queries.detail(db, actor, stay))


@api.post("/stays/<uuid:stay_id>/transfer/cancel", may="bed.manage")
async def cancel_transfer(db: Db, actor: Actor, stay_id: UUID, data: EndTransfer) -> StayDetailOut:
    """The patient stays where he is."""
    stay = await queries.access_stay(db, actor, stay_id, lock=True)
    await transfers.call_off(db, stay, data.reason, actor=actor)
    return StayDetailOut.model_validate(await queries.detail(db, actor, stay))
