"""HTTP of beds."""

from __future__ import annotations

from uuid import UUID

from hub.beds import actions, furnishing, queries, transfers
from hub.beds.models import Bed, Ward
from hub.beds.schemas import (
    BedOut,
    ChangeBed,
    ChangeWard,
    EndTransfer,
    MovePatient,
    NewBeds,
    NewWard,
    RequestAdmission,
    StayDetailOut,
    StaysOut,
    WardPlanOut,
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


@api.get("/admin/wards", may="staff.manage")
async def plan(db: ReadDb) -> WardPlanOut:
    """Wards and beds as the house has them."""
    return await _plan(db)


@api.post("/admin/wards", may="staff.manage", status=201)
async def open_ward(db: Db, actor: Actor, data: NewWard) -> WardPlanOut:
    """Open a ward."""
    await furnishing.open_ward(db, data, actor=actor)
    return await _plan(db)


@api.patch("/admin/wards/<uuid:ward_id>", may="staff.manage")
async def change_ward(db: Db, actor: Actor, ward_id: UUID, data: ChangeWard) -> WardPlanOut:
    """Another name, code or department."""
    await furnishing.change_ward(db, await furnishing.access(db, actor, Ward, ward_id), data, actor=actor)
    return await _plan(db)


@api.delete("/admin/wards/<uuid:ward_id>", may="staff.manage")
async def close_ward(db: Db, actor: Actor, ward_id: UUID) -> WardPlanOut:
    """Take away a ward without beds."""
    await furnishing.close_ward(db, await furnishing.access(db, actor, Ward, ward_id), actor=actor)
    return await _plan(db)


@api.post("/admin/wards/<uuid:ward_id>/beds", may="staff.manage", status=201)
async def add_beds(db: Db, actor: Actor, ward_id: UUID, data: NewBeds) -> WardPlanOut:
    """More beds for a ward."""
    await furnishing.add_beds(db, await furnishing.access(db, actor, Ward, ward_id), data.labels, actor=actor)
    return await _plan(db)


@api.patch("/admin/beds/<uuid:bed_id>", may="staff.manage")
async def rename_bed(db: Db, actor: Actor, bed_id: UUID, data: ChangeBed) -> WardPlanOut:
    """Call a bed otherwise."""
    await furnishing.rename_bed(db, await furnishing.access(db, actor, Bed, bed_id), data.label, actor=actor)
    return await _plan(db)


@api.delete("/admin/beds/<uuid:bed_id>", may="staff.manage")
async def remove_bed(db: Db, actor: Actor, bed_id: UUID) -> WardPlanOut:
    """Take away a bed that was never used."""
    await furnishing.remove_bed(db, await furnishing.access(db, actor, Bed, bed_id), actor=actor)
    return await _plan(db)


async def _plan(db: Db | ReadDb) -> WardPlanOut:
    return WardPlanOut.model_validate({"items": await furnishing.plan(db)})


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
