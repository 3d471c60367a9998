"""Devices as screens show them: whom they measure, whom they measured."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from hub.beds.models import Ward
from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.monitoring.models import Binding, Device
from hub.monitoring.schemas import BoundOut, DeviceOut, DevicesOut, WornListOut, WornOut
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.patients.queries import shut


async def devices_out(db: Db | ReadDb, rows: Sequence[Device], actor: Actor) -> list[DeviceOut]:
    """Devices with whom they measure now; who objects to this person is not named, only that it is taken, and where."""
    bound = {
        row[0].device_id: row
        for row in await db.execute(
            select(Binding, Patient, Ward.name)
            .join(Patient, Patient.id == Binding.patient_id)
            .outerjoin(Ward, Ward.id == Binding.ward_id)
            .where(Binding.device_id.in_([row.id for row in rows]), Binding.during.contains(now()))
        )
    }
    found = []
    for row in rows:
        at = bound.get(row.id)
        found.append(
            DeviceOut(
                **{name: getattr(row, name) for name in ("id", "kind", "name", "serial", "maker", "status", "simulated",
                                                         "key_hint", "last_seen_at", "clock_off_seconds")},
                owned=row.owner_patient_id is not None,
                bound=_bound(*at, actor) if at is not None else None,
            )
        )  # fmt: skip
    return found


def _bound(binding: Binding, patient: Patient, ward: str | None, actor: Actor) -> BoundOut:
    kept_out = shut(patient, actor)
    return BoundOut(
        patient_id=None if kept_out else patient.id, patient_name="" if kept_out else patient.name,
        since=binding.during.lower, ward=ward, place=binding.place,
    )  # fmt: skip


async def device(db: Db | ReadDb, row: Device, actor: Actor) -> DeviceOut:
    """One device."""
    return (await devices_out(db, [row], actor))[0]


async def worn(db: Db, row: Device, actor: Actor) -> WornListOut:
    """Whom a device measured, the latest first; audited, for it names patients. Who objects is not among them."""
    rows = await db.execute(
        select(Binding, Patient, Ward.name)
        .join(Patient, Patient.id == Binding.patient_id)
        .outerjoin(Ward, Ward.id == Binding.ward_id)
        .where(Binding.device_id == row.id, ~policy.barred(actor, Binding.patient_id))
        .order_by(func.lower(Binding.during).desc(), Binding.id.desc())
        .limit(200)
    )
    found = [(binding, patient, ward) for binding, patient, ward in rows]
    for patient_id in dict.fromkeys(patient.id for _, patient, _ in found):
        audit.read(db, actor, "device_binding", row.id, patient_id=patient_id)
    return WornListOut(items=[
        WornOut(patient_id=patient.id, patient_name=patient.name, patient_number=patient.number, ward=ward,
                place=binding.place, since=binding.during.lower, until=binding.during.upper)
        for binding, patient, ward in found
    ])  # fmt: skip


async def device_list(db: Db | ReadDb, actor: Actor) -> DevicesOut:
    """Every device, those in use first."""
    rows = await db.scalars(select(Device).order_by(Device.status, Device.name, Device.id).limit(1000))
    return DevicesOut(items=await devices_out(db, list(rows), actor))


async def own_devices(db: Db | ReadDb, actor: Actor) -> DevicesOut:
    """A patient's own devices, and the house's at the patient's."""
    if actor.patient_id is None:
        raise NotFound()
    bound = select(Binding.device_id).where(Binding.patient_id == actor.patient_id, Binding.during.contains(now()))
    rows = await db.scalars(
        select(Device)
        .where((Device.owner_patient_id == actor.patient_id) | Device.id.in_(bound), Device.status != "retired")
        .order_by(Device.name, Device.id)
    )
    return DevicesOut(items=await devices_out(db, list(rows), actor))
