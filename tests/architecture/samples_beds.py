"""Samples of beds."""

from __future__ import annotations

from uuid import UUID

from hub.beds import actions
from hub.beds.models import BedStatus, Ward
from hub.core.db import Db
from hub.identity.queries import actor_of_user
from tests.architecture.samples import BODIES, World, sample
from tests.factories.beds import beds


@sample("bed_id")
async def bed(db: Db, world: World) -> UUID:
    return next(bed.id for bed in await beds(db) if bed.status is BedStatus.free)


@sample("ward_id")
async def ward(db: Db, world: World) -> UUID:
    row = Ward(code="sample", name="Ward of a sample")
    db.add(row)
    await db.flush()
    return row.id


@sample("stay_id")
async def stay(db: Db, world: World) -> UUID:
    doctor = await actor_of_user(db, world.users["doctor"])
    return (await actions.request(db, world.patient, "Pneumonia", actor=doctor)).id


BODIES |= {
    "POST /api/admin/wards": {"code": "north", "name": "North ward", "beds": ["1"]},
    "PATCH /api/admin/wards/<uuid:ward_id>": {"name": "West ward"},
    "POST /api/admin/wards/<uuid:ward_id>/beds": {"labels": ["21"]},
    "PATCH /api/admin/beds/<uuid:bed_id>": {"label": "22"},
    "POST /api/stays": {"patient_id": "@patient_id", "reason": "Pneumonia"},
    "POST /api/stays/<uuid:stay_id>/transfer": {"bed_id": "@bed_id", "reason": "Nearer to the nurses"},
    "POST /api/stays/<uuid:stay_id>/transfer/refuse": {"reason": "No isolation room"},
    "POST /api/stays/<uuid:stay_id>/transfer/cancel": {"reason": "Better again"},
    "POST /api/stays/<uuid:stay_id>/withdraw": {"reason": "Went home"},
}
