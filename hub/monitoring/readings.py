"""What comes of values that were measured: from devices, typed by a patient, taken by a clinician.

Each set of values is kept whole or not at all. What is doubtful is kept as `preliminary`: it is shown as such, alerts
nobody and scores nothing, until a clinician confirms or rejects it (B55).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, HubError, Invalid, NotFound
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.states import move
from hub.monitoring import judging, plans, queries
from hub.monitoring.checking import Checked, Flag, check, when
from hub.monitoring.facts import VitalsRecorded
from hub.monitoring.models import Device, DeviceKind, Observation, ObservationStatus, Source
from hub.monitoring.remarks import remark
from hub.monitoring.schemas import (
    DeviceReading,
    DeviceReadings,
    Measured,
    SpotCheck,
    TypeReading,
    VerdictOut,
    VerdictsOut,
)
from hub.monitoring.vitals import ACVPU, BY_CODE, CONSCIOUS, DBP, HOME, SBP
from hub.patients.models import Patient
from hub.patients.queries import must_be_open, user_id_of

BEFORE = timedelta(minutes=2)
"""A device may send readings this much out of order without being asked about it."""


class Replayed(Conflict):
    """The same moment of the same device again, with another value."""

    code, title = "replayed", "This was sent before, and it said something else"


# ---- from devices ---------------------------------------------------------------------------------------------------


async def receive(db: Db, caller: Device, batch: DeviceReadings) -> VerdictsOut:
    """A batch of a device or gateway: a verdict for each reading, so that one bad reading does not take the others.

    The same batch again changes nothing (`duplicate`). The caller has proven who it is.
    """
    received_at = now()
    _note_clock(caller, received_at, batch.sent_at)
    by_serial = await _devices(db, caller, batch.readings)
    verdicts = []
    for reading in batch.readings:
        try:
            device = by_serial.get(reading.serial or caller.serial)
            if device is None:
                raise NotFound("This device does not speak through you.", code="unknown_device")
            device.last_seen_at = received_at
            verdicts.append(await _one(db, caller, device, reading, received_at, batch.sent_at))
        except HubError as error:
            if error.status >= 500:
                raise
            verdicts.append(VerdictOut(result="refused", code=error.code, detail=error.detail))
    return VerdictsOut(received_at=received_at, items=verdicts)


def _note_clock(device: Device, received_at: datetime, sent_at: datetime | None) -> None:
    device.last_seen_at = received_at
    if sent_at is not None:
        off = round((sent_at - received_at).total_seconds())
        device.clock_off_seconds = off if abs(off) > 120 else 0


async def _devices(db: Db, caller: Device, readings: Sequence[DeviceReading]) -> dict[str, Device]:
    """The devices that this caller may speak for, by serial number."""
    found = {caller.serial: caller}
    wanted = {reading.serial for reading in readings if reading.serial} - {caller.serial}
    if wanted and caller.kind == DeviceKind.gateway:
        rows = await db.scalars(
            select(Device).where(Device.serial.in_(wanted), Device.gateway_id == caller.id, Device.status == "active")
        )
        found |= {row.serial: row for row in rows}
    return found


async def _one(
    db: Db, caller: Device, device: Device, reading: DeviceReading, received_at: datetime, sent_at: datetime | None
) -> VerdictOut:  # fmt: skip
    at, flags = when(reading.measured_at, received_at=received_at, sent_at=sent_at, typed=False)
    values = _checked(reading.values, at, flags)
    binding = await queries.binding_at(db, device.id, at)
    if binding is None:
        raise Conflict("This device was at no patient then.", code="not_bound")
    if await _older(db, device.id, at):
        flags = (*flags, Flag.back_dated)
        values = _checked(reading.values, at, flags)
    source = Source.gateway if caller.id != device.id else Source.device
    rows = await _store(
        db, binding.patient_id, values, source=source, device=device, device_at=reading.measured_at,
        received_at=received_at, actor=SYSTEM,
    )  # fmt: skip
    if rows is None:
        return VerdictOut(result="duplicate")
    flags_kept = list(rows[0].flags)
    return VerdictOut(result="flagged" if flags_kept else "kept", flags=flags_kept)


async def _older(db: Db, device_id: UUID, at: datetime) -> bool:
    """Whether this device has already told of a later moment."""
    latest = await db.scalar(select(func.max(Observation.effective_at)).where(Observation.device_id == device_id))
    return latest is not None and at < latest - BEFORE


# ---- by people ------------------------------------------------------------------------------------------------------


async def type_in(db: Db, patient: Patient, given: TypeReading, *, actor: Actor) -> list[Observation]:
    """A patient's own reading, typed or read over Web Bluetooth. 409 already_there, record_closed (nobody reads it)."""
    must_be_open(patient.closed_at)
    at, flags = when(given.measured_at, received_at=now(), sent_at=None, typed=True)
    for value in given.values:
        if value.code not in HOME:
            raise Invalid("This is not measured at home.", code="not_at_home")
    values = _checked(given.values, at, flags)
    rows = await _store(db, patient.id, values, source=Source(given.source), received_at=now(), actor=actor)
    if rows is None:
        raise Conflict("You have entered this already.", code="already_there")
    if given.note:
        remark(db, patient.id, at, given.note, actor=actor)
    return rows


async def spot_check(db: Db, patient: Patient, given: SpotCheck, *, actor: Actor) -> list[Observation]:
    """What a clinician measured; with its inputs complete it makes a NEWS2, else it is said what is missing."""
    at, flags = when(given.measured_at or now(), received_at=now(), sent_at=None, typed=True)
    values = list(given.values)
    if given.consciousness is not None:
        place = Decimal(ACVPU.index(given.consciousness))
        values.append(Measured(code=CONSCIOUS, value=place, unit=BY_CODE[CONSCIOUS].unit))
    checked = _checked(values, at, tuple(flag for flag in flags if flag != Flag.back_dated), seen=True)
    rows = await _store(db, patient.id, checked, source=Source.clinician, received_at=now(), actor=actor)
    if rows is None:
        raise Conflict("This has been entered already.", code="already_there")
    await judging.assess(db, patient, rows, actor=actor)
    if given.note:
        remark(db, patient.id, at, given.note, actor=actor)
    return rows


async def add_note(db: Db, patient: Patient, at: datetime, words: str, *, actor: Actor) -> None:
    """Write a remark beside the curves."""
    if at > now() + timedelta(minutes=2):
        raise Invalid("This time has not come yet.", code="in_the_future")
    remark(db, patient.id, at, words, actor=actor)
    await db.flush()


# ---- doubtful ones --------------------------------------------------------------------------------------------------


async def decide(db: Db, row: Observation, *, right: bool, actor: Actor) -> Observation:
    """A clinician has looked at a value: it counts from now on, or it is struck. It raises no alert about the past."""
    move(row, ObservationStatus.final if right else ObservationStatus.entered_in_error)
    row.decided_by = actor.user_id
    audit.wrote(db, actor, row)
    await db.flush()
    await _said(db, row.patient_id, row.set_id, doubtful=False, actor=actor)
    if right:
        await judging.judge(db, row.patient_id, [row], actor=actor)
    return row


# ---- storing --------------------------------------------------------------------------------------------------------


def _checked(
    values: Sequence[Measured], at: datetime, flags: tuple[Flag, ...], *, seen: bool = False
) -> list[Checked]:  # fmt: skip
    """All values of a set, or the refusal of the first that cannot be."""
    found = {}
    for given in values:
        if given.code in found:
            raise Invalid("The same kind of value is there twice.", code="twice")
        found[given.code] = check(given.code, given.value, given.unit, at, flags, seen=seen)
    if SBP in found and DBP in found and found[SBP].value <= found[DBP].value:
        raise Invalid("The upper pressure must be above the lower one.", code="impossible")
    return list(found.values())


async def _store(
    db: Db, patient_id: UUID, values: Sequence[Checked], *, source: Source, received_at: datetime, actor: Actor,
    device: Device | None = None, device_at: datetime | None = None,
) -> list[Observation] | None:  # fmt: skip
    """The rows of a set, judged; None when they were there already with the same values. Raises Replayed otherwise."""
    set_id = uuid7()
    doubtful = any(value.flags for value in values)
    rows: list[dict[str, Any]] = [
        {
            "id": uuid7(), "created_at": received_at, "version": 1, "patient_id": patient_id, "set_id": set_id,
            "code": value.vital.loinc, "value": value.value, "unit": value.vital.unit, "effective_at": value.at,
            "device_at": device_at, "received_at": received_at, "given_value": value.given_value,
            "given_unit": value.given_unit, "source": source, "device_id": device.id if device else None,
            "status": ObservationStatus.preliminary if doubtful else ObservationStatus.final,
            "status_at": received_at, "flags": [str(flag) for flag in value.flags], "recorded_by": actor.user_id,
            "simulated": device.simulated if device else False,
        }
        for value in values
    ]  # fmt: skip
    made = list(await db.scalars(insert(Observation).on_conflict_do_nothing().returning(Observation), rows))
    if len(made) < len(rows):
        if made:
            raise Replayed("A part of this was sent before.")
        await _same(db, patient_id, values, device, device_at)
        return None
    audit.noted(db, actor, "create", "observation", set_id, patient_id=patient_id,
                after={"codes": [value.vital.loinc for value in values], "source": source.value})  # fmt: skip
    await _said(db, patient_id, set_id, doubtful=doubtful, actor=actor)
    await plans.measured(db, patient_id, actor=actor)
    if not doubtful:
        await judging.judge(db, patient_id, made, actor=actor)
    return made


async def _same(
    db: Db, patient_id: UUID, values: Sequence[Checked], device: Device | None, device_at: datetime | None
) -> None:  # fmt: skip
    """Raise Replayed unless what is there says the same."""
    query = select(Observation.code, Observation.value).where(Observation.patient_id == patient_id)
    if device is not None:
        query = query.where(Observation.device_id == device.id, Observation.device_at == device_at)
    else:
        query = query.where(Observation.device_id.is_(None), Observation.effective_at == values[0].at)
    there = {row.code: row.value for row in await db.execute(query)}
    if any(there.get(value.vital.loinc) != value.value for value in values):
        raise Replayed()


async def _said(db: Db, patient_id: UUID, set_id: UUID, *, doubtful: bool, actor: Actor) -> None:
    user_id = await user_id_of(db, patient_id)
    state(db, VitalsRecorded(patient_id=patient_id, set_id=set_id, doubtful=doubtful, patient_user_id=user_id),
          actor=actor)  # fmt: skip
