"""`hub simulate bed`: a ward of simulated monitors that feeds a running hub over its real HTTP port, with real keys.

It registers a gateway and its monitors (labelled as simulated) and binds them to demo patients on a ward of its own; at
the end they are retired. Never in production: there every patient is somebody.
"""

from __future__ import annotations

import asyncio
import time
from datetime import date
from typing import Any

import httpx
from sqlalchemy import select

from hub.beds.models import Ward
from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Unavailable
from hub.core.ids import uuid7
from hub.identity import house
from hub.monitoring import devices
from hub.monitoring.models import Binding, Device, DeviceKind, DeviceStatus
from hub.monitoring.simulator import MS, beds
from hub.patients import actions as patients
from hub.patients.models import Patient, Sex

WARD = ("sim", "Simulated ward")


async def prepare(db: Db, count: int) -> tuple[str, list[str], list[str]]:
    """(the gateway's key, serial numbers of the monitors, ids of all) at `count` demo patients."""
    ward = await db.scalar(select(Ward).where(Ward.code == WARD[0]))
    if ward is None:
        ward = Ward(code=WARD[0], name=WARD[1])
        db.add(ward)
        await db.flush()
    run = uuid7().hex[-6:]
    gateway, key = await devices.register(db, kind=DeviceKind.gateway, name=f"Simulated gateway {run}", actor=SYSTEM,
                                          serial=f"SIM-GW-{run}", simulated=True)  # fmt: skip
    serials, made = [], [str(gateway.id)]
    for n, patient in enumerate(await _people(db, count), 1):
        serial = f"SIM-{run}-{n:03d}"
        monitor, _ = await devices.register(db, kind=DeviceKind.monitor, name=f"Simulated monitor {n}", serial=serial,
                                            actor=SYSTEM, gateway_id=gateway.id, simulated=True)  # fmt: skip
        await devices.bind(db, monitor, patient, ward_id=ward.id, place=f"S{n:02d}", actor=SYSTEM)
        serials.append(serial)
        made.append(str(monitor.id))
    return key, serials, made


async def _people(db: Db, count: int) -> list[Patient]:
    """Demo patients who are at no device; invented ones where there are too few."""
    taken = select(Binding.patient_id).where(Binding.during.contains(now()))
    rows = await db.scalars(
        select(Patient).where(Patient.demo, Patient.user_id.is_(None), Patient.id.not_in(taken))
        .order_by(Patient.number).limit(count)
    )  # fmt: skip
    found, today = list(rows), await house.today(db)
    for n in range(len(found), count):
        born = date(today.year - 30 - n % 50, today.month, 1)
        found.append(await patients.register(db, given="Simulated", family=f"Patient {n + 1:03d}", birth_date=born,
                                             sex=Sex.unknown, demo=True, actor=SYSTEM))  # fmt: skip
    await db.flush()
    return found


async def finish(db: Db, made: list[str]) -> None:
    """Retire what was made for a run."""
    for device in await db.scalars(select(Device).where(Device.id.in_(made)).with_for_update()):
        await devices.change_status(db, device, DeviceStatus.retired, actor=SYSTEM)


async def feed(url: str, key: str, serials: list[str], seconds: float, fault: str) -> dict[str, Any]:
    """Send frames of all beds every 200 ms for so long (0 = until stopped); what was taken and refused."""
    ward, sent, taken, refused = beds(serials, fault), 0, 0, 0
    started = due = time.monotonic()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/octet-stream"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=10) as http:
        while not seconds or time.monotonic() - started < seconds:
            at_ms = int(now().timestamp() * 1000) - MS
            frames = [frame for bed in ward if (frame := bed.frame(at_ms))]
            try:
                reply = await http.post("/api/device/frames", content=b"".join(frames))
            except httpx.TransportError as error:
                raise Unavailable(f"Nothing answers at {url}. Start the hub first.") from error
            if reply.status_code == 200:
                taken, refused = taken + reply.json()["frames"], refused + reply.json()["refused"]
            sent += len(frames)
            due += MS / 1000
            await asyncio.sleep(max(0.0, due - time.monotonic()))
    return {"beds": len(ward), "frames": sent, "taken": taken, "refused": refused}
