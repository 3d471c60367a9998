"""Devices at patients, and what they say, for tests."""

from __future__ import annotations

import math
from array import array
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from hub.beds.models import Ward
from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.monitoring import devices
from hub.monitoring.frames import Frame, Wave, encode
from hub.monitoring.models import Device, DeviceKind
from hub.monitoring.vitals import HR, RR, SPO2
from hub.patients.models import Patient
from tests.factories import patients

CALM = {HR: 72.0, SPO2: 98.0, RR: 14.0}


async def device(
    db: Db, patient: Patient | None = None, kind: str = "blood_pressure", *, ward_id: UUID | None = None,
    gateway: Device | None = None, serial: str = "", place: str = "",
) -> tuple[Device, str]:  # fmt: skip
    """A device of the house and its key, at a patient when one is given."""
    made, key = await devices.register(
        db, kind=DeviceKind(kind), name=kind, serial=serial or f"S-{uuid7().hex[-10:]}", actor=SYSTEM,
        gateway_id=gateway.id if gateway else None,
    )  # fmt: skip
    if patient is not None:
        binding = await devices.bind(db, made, patient, ward_id=ward_id, place=place, actor=SYSTEM)
        binding.during = Range(now() - timedelta(days=60), None)  # it has been there for a while
        await db.flush()
    return made, key


async def ward(db: Db, code: str = "icu") -> Ward:
    row = Ward(code=code, name=f"Ward {code}")
    db.add(row)
    await db.flush()
    return row


async def monitored(db: Db, ward_row: Ward | None = None, **person: Any) -> tuple[Patient, Device, str]:
    """A patient at a monitor on a ward, and the monitor's key."""
    patient = await patients.patient(db, account=False, **person)
    place = ward_row or await ward(db, uuid7().hex[-6:])
    made, key = await device(db, patient, "monitor", ward_id=place.id, place="M01")
    return patient, made, key


def frame(
    seq: int, at: datetime | None = None, *, bed: str = "", numbers: dict[str, float] | None = None, flags: int = 0,
    hz: int = 250, milliseconds: int = 200,
) -> bytes:  # fmt: skip
    """A frame of a monitor: an ECG and numbers."""
    count = hz * milliseconds // 1000
    samples = array("h", [round(1000 * math.sin(2 * math.pi * (seq * count + n) / hz)) for n in range(count)])
    at_ms = int((at or now()).timestamp() * 1000)
    return encode(
        Frame(bed, seq, at_ms, flags, {"ecg": Wave(hz, 0.001, samples)}, dict(CALM if numbers is None else numbers))
    )
