"""What happens to devices: registered, keyed, bound to a patient for a while, suspended, retired."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound, Unauthenticated
from hub.core.facts import state
from hub.core.refusals import violated
from hub.core.states import move
from hub.monitoring import queries
from hub.monitoring.facts import DeviceChanged
from hub.monitoring.models import Binding, Device, DeviceKind, DeviceStatus
from hub.patients.models import Patient
from hub.patients.queries import user_id_of

PREFIX = "wld_"
"""So that a key is recognised where it does not belong."""


def digest(key: str) -> bytes:
    """How a key is kept; it has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(key.encode()).digest()


async def register(
    db: Db, *, kind: DeviceKind, name: str, serial: str, actor: Actor, maker: str = "", owner: UUID | None = None,
    gateway_id: UUID | None = None, simulated: bool = False,
) -> tuple[Device, str]:  # fmt: skip
    """A new device and its key, which is shown this once. A patient's own device is bound to its owner at once."""
    if gateway_id is not None:
        gateway = await db.scalar(select(Device).where(Device.id == gateway_id))
        if gateway is None or gateway.kind != DeviceKind.gateway or gateway.owner_patient_id != owner:
            raise Invalid("This is not a gateway.", code="not_a_gateway")
    key = PREFIX + secrets.token_urlsafe(32)
    device = Device(
        kind=kind, name=name, serial=serial, maker=maker, owner_patient_id=owner, gateway_id=gateway_id,
        key_hash=digest(key), key_hint=key[-4:], simulated=simulated, status=DeviceStatus.active, clock_off_seconds=0,
    )  # fmt: skip
    db.add(device)
    audit.wrote(db, actor, device, patient_id=owner)
    try:
        await db.flush()
    except IntegrityError as error:
        if violated(error) == "uq_device_serial":
            raise Conflict("A device with this serial number is registered already.", code="device_exists") from error
        raise
    if owner is not None and kind != DeviceKind.gateway:
        await _bind(db, device, owner, None, "", actor=actor)
    await said(db, device, owner, actor=actor)
    return device, key


async def rotate_key(db: Db, device: Device, *, actor: Actor) -> str:
    """A new key, shown this once; the one before is worth nothing from now on."""
    _not_retired(device)
    key = PREFIX + secrets.token_urlsafe(32)
    device.key_hash, device.key_hint = digest(key), key[-4:]
    audit.wrote(db, actor, device)
    return key


async def bind(
    db: Db, device: Device, patient: Patient, *, actor: Actor, ward_id: UUID | None = None, place: str = ""
) -> Binding:  # fmt: skip
    """From now on it measures this patient. 409 device_bound while it is at another, 422 ward_unknown."""
    _not_retired(device)
    if device.owner_patient_id not in (None, patient.id):
        raise Conflict("This device belongs to another patient.", code="device_owned")
    if device.kind == DeviceKind.gateway:
        raise Invalid("A gateway measures nobody itself.", code="gateway_bound")
    binding = await _bind(db, device, patient.id, ward_id, place, actor=actor)
    await said(db, device, patient.id, actor=actor)
    return binding


async def bind_here(db: Db, serial: str, patient: Patient, *, actor: Actor) -> Device:
    """The device whose code was read at the bedside measures this patient from now on, where the patient lies.

    404 unknown_device for a code that is nobody's, and for a patient's own device at another patient: its code says
    nothing to a stranger. 409 device_suspended for one that is out of use.
    """
    device: Device | None = await db.scalar(select(Device).where(Device.serial == serial.strip()).with_for_update())
    if device is None or device.owner_patient_id not in (None, patient.id):
        raise NotFound("No device of the house has this code.", code="unknown_device")
    if device.status == DeviceStatus.suspended:
        raise Conflict("This device is suspended. Take it back into use first.", code="device_suspended")
    place = await queries.place_of(db, patient.id)
    await bind(db, device, patient, ward_id=place.ward.id if place.ward else None, place=place.label, actor=actor)
    return device


async def _bind(
    db: Db, device: Device, patient_id: UUID, ward_id: UUID | None, place: str, *, actor: Actor
) -> Binding:  # fmt: skip
    binding = Binding(
        device_id=device.id, patient_id=patient_id, during=Range(now(), None), ward_id=ward_id, place=place
    )
    db.add(binding)
    audit.wrote(db, actor, binding)
    try:
        await db.flush()
    except IntegrityError as error:
        if violated(error) == "ex_device_binding_device":
            raise Conflict("This device is at a patient already. Unbind it first.", code="device_bound") from error
        if violated(error) == "fk_device_binding_ward_id":
            raise Invalid("There is no such ward.", code="ward_unknown") from error
        raise
    return binding


async def unbind(db: Db, device: Device, *, actor: Actor) -> None:
    """It measures nobody from now on; again is harmless."""
    binding = await db.scalar(
        select(Binding).where(Binding.device_id == device.id, Binding.during.contains(now())).with_for_update()
    )
    if binding is None:
        return
    await _end(db, binding, actor=actor)
    await said(db, device, binding.patient_id, actor=actor)


async def _end(db: Db, binding: Binding, *, actor: Actor) -> None:
    moment = now()
    lower = binding.during.lower
    # A binding of no length holds nothing: it is said to have lasted a moment.
    binding.during = Range(lower, max(moment, lower) if lower else moment)
    audit.wrote(db, actor, binding)
    await db.flush()


async def unbind_of_ward(db: Db, patient_id: UUID, *, actor: Actor) -> None:
    """A patient has left the ward: the house's devices at that bed are free."""
    rows = await db.execute(
        select(Binding, Device)
        .join(Device, Device.id == Binding.device_id)
        .where(
            Binding.patient_id == patient_id, Binding.during.contains(now()), Device.owner_patient_id.is_(None),
            Binding.ward_id.is_not(None),
        )
        .with_for_update(of=Binding)
    )  # fmt: skip
    for binding, device in rows.all():
        await _end(db, binding, actor=actor)
        await said(db, device, patient_id, actor=actor)


async def change_status(db: Db, device: Device, status: DeviceStatus, *, actor: Actor) -> Device:
    """Suspend (lost, being repaired), take back into use, or retire for good; a retired one is unbound and keyless."""
    if device.status == status:
        return device
    move(device, status)
    if status == DeviceStatus.retired:
        device.key_hash, device.key_hint = None, ""
        await unbind(db, device, actor=actor)
    audit.wrote(db, actor, device)
    await said(db, device, None, actor=actor)
    return device


async def of_key(db: Db | ReadDb, key: str) -> Device:
    """The device that holds this key; 401 unsigned without one, 401 unknown_key for one that is worth nothing."""
    if not key:
        raise Unauthenticated("A device says who it is with its key.", code="unsigned")
    found = await db.scalar(select(Device).where(Device.key_hash == digest(key))) if key.startswith(PREFIX) else None
    if found is None or found.status != DeviceStatus.active:
        raise Unauthenticated("This key is not known, or not in use any more.", code="unknown_key")
    return found


async def live_keys(db: Db | ReadDb, keys: set[str]) -> set[str]:
    """Those keys that still hold: for sockets, which must not outlive them."""
    by_digest = {digest(key): key for key in keys}
    rows = await db.scalars(
        select(Device.key_hash).where(Device.key_hash.in_(by_digest), Device.status == DeviceStatus.active)
    )
    return {by_digest[found] for found in rows if found is not None}


def key_in(header: str | None) -> str:
    """The key of an `Authorization: Bearer …` header, or ''."""
    kind, _, key = (header or "").strip().partition(" ")
    return key.strip()[:200] if kind.lower() == "bearer" else ""


def _not_retired(device: Device) -> None:
    if device.status == DeviceStatus.retired:
        raise Conflict("This device is retired.", code="device_retired")


async def said(db: Db, device: Device, patient_id: UUID | None, *, actor: Actor) -> None:
    """Tell whoever looks at devices, and the patient at whose side it is."""
    user_id = await user_id_of(db, patient_id) if patient_id is not None else None
    state(db, DeviceChanged(device_id=device.id, patient_id=patient_id, patient_user_id=user_id), actor=actor)
