"""The demo's monitoring: two patients with devices at home and days of readings, one alert that waits, and a
ward whose monitors the simulator can feed. All invented, and labelled so where a device is simulated.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import Range

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.demo import Demo
from hub.core.ids import uuid7
from hub.identity.queries import actor_of_user
from hub.monitoring import devices, keeping, plans, readings
from hub.monitoring.bed import Bed
from hub.monitoring.frames import decode
from hub.monitoring.models import Binding, Device, DeviceKind, Observation, ObservationStatus, Source, VitalNote
from hub.monitoring.schemas import DeviceReading, DeviceReadings, Goal, Measured, SetPlan
from hub.monitoring.simulator import MS, SimulatedBed
from hub.monitoring.vitals import BY_CODE, DBP, HR, RR, SBP, SPO2
from hub.monitoring.waves import VitalHour, VitalMinute, WaveformMark
from hub.patients.models import Patient
from hub.patients.queries import patient as patient_by_id

DAYS = 21


async def load(db: Db, demo: Demo) -> None:
    """Home readings of the patient who can sign in and of another, and a ward at monitors."""
    doctor = await actor_of_user(db, demo.made["doctor"].user_id)
    first: Patient = await patient_by_id(db, demo.made["patient"].id)
    second: Patient = demo.made["patients"][3]
    goals = [Goal(code=SBP, high=Decimal(135)), Goal(code=DBP, high=Decimal(85))]
    await plans.set_plan(db, first, SetPlan(goals=goals, reminders=["07:00", "19:00"]), actor=doctor)
    for patient, upper in ((first, 138), (second, 146)):
        cuff, _ = await devices.register(db, kind=DeviceKind.blood_pressure, name="Home cuff", actor=SYSTEM,
                                         serial=f"CUFF-{upper}", maker="Demo", simulated=True)  # fmt: skip
        binding = await devices.bind(db, cuff, patient, actor=SYSTEM)
        binding.during = Range(demo.now - timedelta(days=DAYS + 1), None)
        await db.flush()
        await db.execute(insert(Observation), _days(demo, patient, cuff, upper))
        db.add(VitalNote(patient_id=patient.id, at=demo.now - timedelta(days=9), author_id=doctor.user_id,
                         author_name=doctor.name, words="Dose raised after these readings."))  # fmt: skip
    await _alert(db, demo, cuff)
    await _ward(db, demo)


def _days(demo: Demo, patient: Patient, cuff: Device, upper: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for n in range(DAYS * 2, 1, -1):
        at = demo.now - timedelta(hours=12 * n) + timedelta(minutes=demo.random.randint(-40, 40))
        sbp = upper - 6 + round(n / 5) + demo.random.randint(-7, 7)
        values = {SBP: sbp, DBP: round(sbp * 0.6) + demo.random.randint(-3, 3), HR: 68 + demo.random.randint(-6, 9)}
        set_id = uuid7()
        rows += [_row(demo, patient, cuff, set_id, code, value, at) for code, value in values.items()]
    return rows


def _row(
    demo: Demo, patient: Patient, cuff: Device, set_id: Any, code: str, value: int, at: datetime
) -> dict[str, Any]:
    return {
        "id": uuid7(), "created_at": at, "version": 1, "patient_id": patient.id, "set_id": set_id, "code": code,
        "value": Decimal(value), "unit": BY_CODE[code].unit, "effective_at": at, "device_at": at, "received_at": at,
        "source": Source.device, "device_id": cuff.id, "status": ObservationStatus.final, "status_at": at,
        "flags": [], "simulated": True,
    }  # fmt: skip


async def _alert(db: Db, demo: Demo, cuff: Device) -> None:
    """Half an hour ago: too high, so that a nurse has something to look after."""
    values = [
        Measured(code=SBP, value=Decimal(192), unit="mm[Hg]"),
        Measured(code=DBP, value=Decimal(104), unit="mm[Hg]"),
    ]
    at = demo.now - timedelta(minutes=4)
    await readings.receive(db, cuff, DeviceReadings(readings=[DeviceReading(measured_at=at, values=values)]))


async def _ward(db: Db, demo: Demo) -> None:
    """Monitors at who lies on the medical ward: curves of the last day, last readings; live once the simulator runs."""
    minutes: list[dict[str, Any]] = []
    hours: list[dict[str, Any]] = []
    taken: list[dict[str, Any]] = []
    for n, (patient, place) in enumerate(demo.made["lying"], 1):
        monitor, _ = await devices.register(db, kind=DeviceKind.monitor, name=f"Monitor {n}", serial=f"SIM-{n:03d}",
                                            maker="Demo", actor=SYSTEM, simulated=True)  # fmt: skip
        binding = await devices.bind(db, monitor, patient, ward_id=place.ward_id, place=place.label, actor=SYSTEM)
        if n == 1:
            await _strip(db, demo, binding)
        set_id, at = uuid7(), demo.now - timedelta(minutes=6 * n)
        last = {HR: 70 + 4 * n, SPO2: 98 - n // 2, RR: 14 + n, SBP: 112 + 5 * n, DBP: 70 + 2 * n}
        taken += [_row(demo, patient, monitor, set_id, code, value, at) for code, value in last.items()]
        for back in range(24 * 12):
            at = (demo.now - timedelta(minutes=5 * back)).replace(second=0, microsecond=0)
            for code, middle, sway in ((HR, 70 + 4 * n, 6), (SPO2, 98 - n * 0.5, 1), (RR, 14 + n, 2)):
                value = round(middle + sway * math.sin(back / 17 + n) + demo.random.uniform(-1, 1), 1)
                point = {"patient_id": patient.id, "code": code, "at": at, "n": 60, "low": value - sway / 2,
                         "high": value + sway / 2, "total": value * 60, "last": value}  # fmt: skip
                minutes.append(point)
                if at.minute < 5:
                    hours.append({**point, "at": at.replace(minute=0)})
    await db.execute(insert(VitalMinute), minutes)
    await db.execute(insert(VitalHour), hours)
    await db.execute(insert(Observation), taken)


async def _strip(db: Db, demo: Demo, binding: Binding) -> None:
    """Half a minute of curves that a nurse has kept with a note."""
    monitor = SimulatedBed("", 7)
    bed = Bed(binding.device_id, binding.id, binding.patient_id, binding.ward_id, binding.place, True, 0)
    start = demo.now - timedelta(hours=2)
    for n in range(32 * 1000 // MS):
        at = start + timedelta(milliseconds=MS * n)
        bed.take(decode(monitor.frame(int(at.timestamp() * 1000)))[0], at + timedelta(milliseconds=MS))
    await keeping.store_chunks(db, [(bed, chunk) for chunk in bed.chunks])
    db.add(WaveformMark(patient_id=binding.patient_id, during=Range(start, start + timedelta(seconds=30)),
                        words="Felt palpitations, rhythm regular.", author_name="Noor Haddad",
                        author_id=demo.made["nurse"].user_id, created_at=start))  # fmt: skip
