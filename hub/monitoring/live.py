"""The beds that stream to this process: who may send, what is raised at once, what is written every second.

`take` only touches memory (and PostgreSQL for a bed that is new); `carry` makes alerts of a patient's alarms and tries
again until PostgreSQL has them; `flush` writes what has piled up, and asks whether devices and bindings still stand, so
that what was ended is refused within two seconds. `signaling.telemetry` runs the two and gives `emit`.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import structlog
from prometheus_client import Counter
from sqlalchemy import select, text

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb, reading, transaction
from hub.core.errors import Invalid
from hub.monitoring import alerts, devices, keeping, queries
from hub.monitoring.alerts import Cause
from hub.monitoring.bed import Alarm, Bed, Chunk, Minute, fold
from hub.monitoring.frames import Frame, decode
from hub.monitoring.judging import priority_of
from hub.monitoring.limits import Level
from hub.monitoring.models import Alert, AlertKind, Binding, Device, DeviceKind, DeviceStatus, Priority
from hub.monitoring.schemas import ReadingsTakenOut
from hub.monitoring.vitals import BY_CODE
from hub.patients.models import Patient

log = structlog.get_logger(__name__)
LOST = Counter("wardline_telemetry_lost_chunks", "Seconds of waveforms given up because PostgreSQL was away for long")

TRUST = 2.0
"""Seconds that a key which was good is believed without asking again."""
GONE_AFTER = 60.0
"""Seconds of silence after which a bed is forgotten here; the next frame begins it anew."""
WATCHED_FOR = 30.0
MOST_ALARMS = 60
"""Of one patient that wait for PostgreSQL; hysteresis makes a few a minute at most."""
NOTE_EVERY = 5.0
"""Seconds between two notes of how far a bed has come: the watch for silence, and the guard against replays."""

Emit = Callable[[str, dict[str, Any]], Any]


@dataclass(slots=True)
class Caller:
    """A device or gateway that has shown its key."""

    device_id: UUID
    serial: str
    gateway: bool
    checked: float
    digest: bytes


@dataclass
class Live:
    """The beds of one process."""

    callers: dict[bytes, Caller] = field(default_factory=dict)
    beds: dict[UUID, Bed] = field(default_factory=dict)
    by_serial: dict[tuple[UUID, str], UUID | None] = field(default_factory=dict)
    """(caller, serial of the bed) -> device, None = not bound, or not to be spoken for."""
    alarms: dict[UUID, deque[tuple[Bed, Alarm]]] = field(default_factory=dict)
    """By patient, in order; a patient stands in `calling` as long as there are some and nobody carries them."""
    calling: asyncio.Queue[UUID] = field(default_factory=asyncio.Queue)
    watched: dict[str, float] = field(default_factory=dict)
    emit: Emit | None = None
    _noted: float = 0.0

    # ---- taking -----------------------------------------------------------------------------------------------------

    async def caller(self, key: str) -> Caller:
        """Who sends; 401 unsigned or unknown_key."""
        digest = devices.digest(key)
        found = self.callers.get(digest)
        if found is not None and time.monotonic() - found.checked < TRUST:
            return found
        async with reading() as db:
            device = await devices.of_key(db, key)
        self.callers[digest] = Caller(device.id, device.serial, device.kind == DeviceKind.gateway, time.monotonic(),
                                      digest)  # fmt: skip
        return self.callers[digest]

    async def take(self, caller: Caller, raw: bytes) -> ReadingsTakenOut:
        """Frames of a caller: all are read before one is taken. `refused`: told before, or the bed is not bound."""
        frames = decode(raw)
        received_at = now()
        await self._know(caller, {frame.bed or caller.serial for frame in frames}, received_at)
        taken = 0
        for frame in frames:
            device_id = self.by_serial.get((caller.device_id, frame.bed or caller.serial))
            bed = self.beds.get(device_id) if device_id else None
            taken += bed is not None and self._one(bed, frame, received_at)
        return ReadingsTakenOut(frames=taken, refused=len(frames) - taken)

    def _one(self, bed: Bed, frame: Frame, received_at: datetime) -> bool:
        taken, alarms = bed.take(frame, received_at)
        if alarms:
            self._call(bed, alarms)
        if taken and self.emit is not None and self.looked_at(room := f"vitals:{bed.patient_id}"):
            self.emit(room, bed.full(frame))
        return taken

    def _call(self, bed: Bed, alarms: list[Alarm]) -> None:
        waiting = self.alarms.get(bed.patient_id)
        if waiting is None:
            waiting = self.alarms[bed.patient_id] = deque()
            self.calling.put_nowait(bed.patient_id)
        waiting.extend((bed, alarm) for alarm in alarms)
        if len(waiting) > MOST_ALARMS:
            fold(waiting)

    async def _know(self, caller: Caller, serials: set[str], moment: datetime) -> None:
        """Find the beds that are new, with what stands of them in PostgreSQL."""
        new = {serial for serial in serials if (caller.device_id, serial) not in self.by_serial}
        if not new:
            return
        if len(new) > 500:
            raise Invalid("Too many beds in one message.", code="bad_frame")
        async with reading() as db:
            rows = (
                await db.execute(
                    select(Device, Binding, Patient)
                    .join(Binding, Binding.device_id == Device.id)
                    .join(Patient, Patient.id == Binding.patient_id)
                    .where(
                        Device.serial.in_(new), Device.status == DeviceStatus.active, Binding.during.contains(moment),
                        (Device.id == caller.device_id) | (Device.gateway_id == caller.device_id),
                    )
                )
            ).all()  # fmt: skip
            opened = await _opened(db, [row._tuple() for row in rows if row[0].id not in self.beds])
            for device, _, _ in rows:
                self.by_serial[caller.device_id, device.serial] = device.id
            for bed in opened:
                self.beds.setdefault(bed.device_id, bed)  # another message may have opened it meanwhile
        for serial in new:
            self.by_serial.setdefault((caller.device_id, serial), None)

    # ---- who looks --------------------------------------------------------------------------------------------------

    def look(self, room: str) -> None:
        """Somebody, in some process, watches this room now."""
        self.watched[room] = time.monotonic() + WATCHED_FOR

    def looked_at(self, room: str) -> bool:
        return self.watched.get(room, 0.0) > time.monotonic()

    def tick(self) -> None:
        """Once a second: the walls of wards that are looked at, and the numbers of single patients."""
        if self.emit is None:
            return
        walls: dict[str, list[dict[str, Any]]] = {}
        moment = now()
        for bed in self.beds.values():
            if bed.received_at is None or (moment - bed.received_at).total_seconds() > 5:
                continue
            rooms = [f"bedside:{bed.patient_id}", *([f"wall:{bed.ward_id}"] if bed.ward_id else [])]
            wanted = [room for room in rooms if self.looked_at(room)]
            if wanted:
                line = bed.line()
                for room in wanted:
                    walls.setdefault(room, []).append(line)
        for room, lines in walls.items():
            self.emit(room, {"room": room, "at": int(moment.timestamp() * 1000), "beds": lines})

    # ---- lasting ----------------------------------------------------------------------------------------------------

    async def carry(self) -> int:
        """Make alerts of the alarms of the next patient who has some, in order, each in its own transaction: how many.

        What fails stays first in line, and the patient goes behind the others. May run several times at once.
        """
        patient_id = await self.calling.get()
        waiting, done = self.alarms.get(patient_id), 0
        try:
            while waiting:
                bed, alarm = waiting[0]  # stays there meanwhile, whatever is added or folded behind it
                async with transaction() as db:
                    await _carry(db, bed, alarm)
                waiting.popleft()
                done += 1
        except BaseException:
            self.calling.put_nowait(patient_id)
            raise
        self.alarms.pop(patient_id, None)
        return done

    async def settle(self) -> int:
        """Carry every alarm that waits now."""
        done = 0
        while not self.calling.empty():
            done += await self.carry()
        return done

    async def flush(self) -> None:
        """Write what has piled up; forget beds that are silent, unbound or whose device may not send any more."""
        chunks: list[tuple[Bed, Chunk]] = []
        minutes: list[tuple[UUID, str, datetime, Minute]] = []
        taken = [(bed, list(bed.chunks), dict(bed.minutes)) for bed in self.beds.values()]
        for bed, waiting, so_far in taken:
            chunks += [(bed, chunk) for chunk in waiting]
            minutes += [(bed.patient_id, code, at, minute) for (code, at), minute in so_far.items()]
            bed.chunks.clear()
            bed.minutes = {}
        try:
            async with transaction() as db:
                await keeping.store_chunks(db, chunks)
                await keeping.store_minutes(db, minutes)
                await self._note(db)
                await self._stand(db)
        except BaseException:
            for bed, waiting, so_far in taken:  # it is written with the next flush, before what came meanwhile
                since = list(bed.chunks)
                bed.chunks.clear()
                bed.wait([*waiting, *since])
                for key, minute in so_far.items():
                    _merge(bed.minutes, key, minute)
            raise
        self._count_lost()

    def _count_lost(self) -> None:
        lost = sum(bed.lost for bed in self.beds.values())
        if lost:
            LOST.inc(lost)
            log.warning("telemetry_lost", chunks=lost)
            for bed in self.beds.values():
                bed.lost = 0

    async def _note(self, db: Db) -> None:
        """Every few seconds: how far each bed has come, and how wrong its clock is."""
        if time.monotonic() - self._noted < NOTE_EVERY or not self.beds:
            return
        self._noted = time.monotonic()
        beds = [bed for bed in self.beds.values() if bed.received_at is not None]
        await db.execute(
            text("UPDATE device_binding b SET last_frame_ms = n.ms, last_frame_at = n.at FROM unnest("
                 "cast(:ids AS uuid[]), cast(:ms AS bigint[]), cast(:at AS timestamptz[])) AS n(id, ms, at) "
                 "WHERE b.id = n.id AND b.last_frame_ms < n.ms"),
            {"ids": [b.binding_id for b in beds], "ms": [b.last_ms for b in beds], "at": [b.received_at for b in beds]},
        )  # fmt: skip
        await db.execute(
            text("UPDATE device d SET last_seen_at = n.at, clock_off_seconds = n.off FROM unnest("
                 "cast(:ids AS uuid[]), cast(:at AS timestamptz[]), cast(:off AS bigint[])) AS n(id, at, off) "
                 "WHERE d.id = n.id"),
            {"ids": [b.device_id for b in beds], "at": [b.received_at for b in beds],
             "off": [b.clock_off for b in beds]},
        )  # fmt: skip

    async def _stand(self, db: Db) -> None:
        """Keys and bindings that still hold; the rest is forgotten, and looked for again when it sends."""
        self.by_serial = {key: device for key, device in self.by_serial.items() if device is not None}
        if not self.callers and not self.beds:
            return
        rows = await db.execute(
            select(Device.id, Device.key_hash, Binding.id.label("binding_id"), Binding.ward_id, Binding.place)
            .outerjoin(Binding, (Binding.device_id == Device.id) & Binding.during.contains(now()))
            .where(
                Device.id.in_([*self.beds, *(caller.device_id for caller in self.callers.values())]),
                Device.status == DeviceStatus.active,
            )
        )
        found = {row.id: row for row in rows}
        moment = time.monotonic()
        for digest, caller in list(self.callers.items()):
            row = found.get(caller.device_id)
            if row is None or row.key_hash != digest:
                del self.callers[digest]
            else:
                caller.checked = moment
        for device_id, bed in list(self.beds.items()):
            row = found.get(device_id)
            quiet = bed.received_at is not None and (now() - bed.received_at).total_seconds() > GONE_AFTER
            if row is None or row.binding_id != bed.binding_id or quiet:
                self._forget(device_id)
            else:
                bed.ward_id, bed.place = row.ward_id, row.place

    def _forget(self, device_id: UUID) -> None:
        del self.beds[device_id]
        self.by_serial = {key: device for key, device in self.by_serial.items() if device != device_id}

    # ---- hearing ----------------------------------------------------------------------------------------------------

    async def limits_changed(self, patient_id: UUID) -> None:
        """Read a patient's limits again."""
        beds = [bed for bed in self.beds.values() if bed.patient_id == patient_id]
        if not beds:
            return
        async with reading() as db:
            patient = await db.get(Patient, patient_id)
            limits = await queries.limits_of(db, patient) if patient is not None else {}
        for bed in beds:
            bed.limit(limits, {})

    async def alert_closed(self, patient_id: UUID, alert_id: UUID) -> None:
        """Somebody resolved an alert: what still stands is raised again after a while, not at once."""
        beds = [bed for bed in self.beds.values() if bed.patient_id == patient_id]
        if not beds:
            return
        async with reading() as db:
            rule = await alerts.rule_of(db, alert_id)
        for bed in beds:
            bed.closed(rule, now())


async def _opened(db: ReadDb, rows: Sequence[tuple[Device, Binding, Patient]]) -> list[Bed]:
    """Beds as PostgreSQL knows them: their limits, and the alerts that stand."""
    limits = await queries.limits_of_each(db, [patient for _, _, patient in rows])
    standing: dict[UUID, list[Alert]] = {}
    for alert in await queries.open_alerts(db, list(limits)):
        standing.setdefault(alert.patient_id, []).append(alert)
    found = []
    for device, binding, patient in rows:
        bed = Bed(device.id, binding.id, patient.id, binding.ward_id, binding.place, device.simulated,
                  binding.last_frame_ms)  # fmt: skip
        levels: dict[str, Level] = {}
        for alert in standing.get(patient.id, ()):
            code, _, side = alert.rule.partition(":")
            if code in BY_CODE and alert.over_at is None:
                levels[code] = Level(f"critical_{side}" if alert.priority == Priority.high else side)
            if alert.rule == "leads_off":
                bed.leads_alert = True
        bed.limit(limits[patient.id], levels)
        found.append(bed)
    return found


async def _carry(db: Db, bed: Bed, alarm: Alarm) -> None:
    actor = Actor(user_id=None, name="Monitor", roles=frozenset({"device"}))
    if alarm.level is None:
        await alerts.over(db, bed.patient_id, alarm.rule, actor=actor)
        return
    code = alarm.rule.partition(":")[0]
    vital, watch = BY_CODE.get(code), bed.watches.get(code)
    value = Decimal(str(alarm.value)) if alarm.value is not None else None
    await alerts.raise_alert(
        db,
        Cause(
            bed.patient_id, alarm.rule, Priority.low if alarm.technical else priority_of(alarm.level),
            AlertKind.technical if alarm.technical else AlertKind.physiological,
            value=vital.rounded(value) if vital is not None and value is not None else value,
            unit=vital.unit if vital else "s" if alarm.rule == "clock" else "",
            bound=watch.limits.bound(alarm.level) if watch is not None else None,
            device_id=bed.device_id, streamed=not alarm.technical, simulated=bed.simulated,
        ),
        actor=actor,
    )  # fmt: skip


def _merge(into: dict[tuple[str, datetime], Minute], key: tuple[str, datetime], minute: Minute) -> None:
    there = into.get(key)
    if there is None:
        into[key] = minute
        return
    there.n, there.total = there.n + minute.n, there.total + minute.total
    there.low, there.high = min(there.low, minute.low), max(there.high, minute.high)


_live: Live | None = None


def live() -> Live:
    """The beds of this process."""
    global _live
    if _live is None:
        _live = Live()
    return _live


def forget() -> Live:
    """Begin anew, as a process that has just started (tests)."""
    beds = live()
    for held in (beds.callers, beds.beds, beds.by_serial, beds.alarms, beds.watched):
        held.clear()
    while not beds.calling.empty():
        beds.calling.get_nowait()
    beds._noted = 0.0
    return beds
