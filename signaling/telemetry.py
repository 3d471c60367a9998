"""What streams, over sockets: devices and gateways send, walls and focus views look (B50, B54).

A device is a WebSocket that came with `Authorization: Bearer <key>` instead of a session. It sits in no room and may
say two things only: `frames` and `readings`. Who looks sits in `wall:{ward}`, `bedside:{patient}` (numbers once a
second) or `vitals:{patient}` (every frame); their events are `telemetry`, of which a slow client keeps the newest few.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections import deque
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from pydantic import Field

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb, reading, transaction
from hub.core.errors import Forbidden, HubError, Invalid, NotFound
from hub.core.parsing import parse
from hub.monitoring import devices, queries, readings
from hub.monitoring.facts import AlertChanged, LimitsChanged
from hub.monitoring.live import Live, live
from hub.monitoring.schemas import DeviceReadings
from signaling import rooms
from signaling.edge import Message, message
from signaling.gate import Line

if TYPE_CHECKING:
    from signaling.server import Sockets

log = structlog.get_logger(__name__)

WATCHED = ("wall:", "bedside:", "vitals:")
LOOKING = "looking"
"""What processes say to each other: somebody here watches these rooms."""
FLUSH_EVERY = 1.0
HANDS = 4
"""Patients whose alarms are carried at once: one that cannot be stored does not hold up the others."""
MOST_LEAVING = 2_000


class Frames(Message):
    """Frames of monitors (hub/monitoring/frames.py) in base64; one message may hold several beds."""

    frames: str = Field(max_length=90_000)


class Readings(Message):
    """As POST /api/device/readings."""

    batch: dict[str, Any]


@message("frames", Frames, rate=40.0, burst=200.0)
async def take_frames(sockets: Sockets, line: Line, data: Frames) -> dict[str, Any]:
    """{frames, refused}."""
    if not line.device_key:
        raise Forbidden("Only devices send frames.")
    try:
        raw = base64.b64decode(data.frames, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid("This is not base64.", code="bad_frame") from error
    beds = live()
    return (await beds.take(await beds.caller(line.device_key), raw)).model_dump()


@message("readings", Readings, rate=2.0, burst=20.0)
async def take_readings(sockets: Sockets, line: Line, data: Readings) -> dict[str, Any]:
    """{received_at, items: a verdict for each}."""
    if not line.device_key:
        raise Forbidden("Only devices send readings.")
    batch = parse(DeviceReadings, data.batch)
    async with transaction() as db:
        caller = await devices.of_key(db, line.device_key)
        return (await readings.receive(db, caller, batch)).model_dump(mode="json")


# ---- doors ----------------------------------------------------------------------------------------------------------


async def _may(db: Db | ReadDb, actor: Actor, room: str) -> bool:
    prefix, _, name = room.partition(":")
    if not actor.may("vitals.watch"):
        return False
    if prefix == "wall":
        return "nurse" in actor.roles and await queries.is_ward(db, UUID(name))
    return await queries.may_see(db, actor, UUID(name))


def _door(prefix: str) -> None:
    @rooms.door(prefix)
    async def door(db: Db, actor: Actor, id: UUID) -> list[str]:
        """A ward for its nurses; a patient for who may see the vital signs. Opening the page was audited by HTTP."""
        if not await _may(db, actor, f"{prefix}:{id}"):
            raise NotFound()
        return []


for _prefix in ("wall", "bedside", "vitals"):
    _door(_prefix)


# ---- the life of a process ------------------------------------------------------------------------------------------


def heard(sockets: Sockets, event: str, data: Any) -> None:
    """Every process hears who looks, and what became of limits and alerts."""
    if not isinstance(data, dict):
        return
    if event == LOOKING:
        for room in data.get("rooms", ()):
            live().look(str(room))
    elif event == "fact" and data.get("kind") == LimitsChanged.kind:
        sockets.soon(_quietly(live().limits_changed(UUID(str(data["patient_id"])))))
    elif event == "fact" and data.get("kind") == AlertChanged.kind and data.get("status") == "resolved":
        closed = live().alert_closed(UUID(str(data["patient_id"])), UUID(str(data["alert_id"])))
        sockets.soon(_quietly(closed))


async def _quietly(work: Any) -> None:
    try:
        await work
    except HubError as error:
        log.warning("telemetry_not_updated", code=error.code)


async def look(sockets: Sockets) -> None:
    """Say which streams are looked at from here, and put out who may no longer look."""
    seats = [
        (line, room)
        for line in list(sockets.lines)
        for room in (sockets.rooms_of(line) if line.sid else ())
        if room.startswith(WATCHED)
    ]
    if not seats:
        return
    async with reading() as db:
        for line, room in seats:
            if not await _may(db, line.actor, room) and line.sid:
                await sockets.io.leave_room(line.sid, room)
    await say_looking(sockets, sorted({room for _, room in seats}))


async def say_looking(sockets: Sockets, watched: list[str]) -> None:
    """Tell every process, this one too."""
    await sockets.io.emit(LOOKING, {"rooms": watched}, room="nobody")


async def run(sockets: Sockets) -> None:
    """Once a second: walls, storage; alarms as soon as they come."""
    beds = live()
    leaving = Leaving()
    beds.emit = leaving.put
    await asyncio.gather(*(_alarms(beds) for _ in range(HANDS)), _seconds(beds), leaving.run(sockets))


class Leaving:
    """What is on its way to screens, one after the other, so that frames stay in order; too much: the oldest go, and
    their room hears of a `gap` before the next.
    """

    def __init__(self) -> None:
        self.waiting: deque[tuple[str, dict[str, Any]]] = deque()
        self.gaps: set[str] = set()
        self.some = asyncio.Event()

    def put(self, room: str, body: dict[str, Any]) -> None:
        if len(self.waiting) >= MOST_LEAVING:
            self.gaps.add(self.waiting.popleft()[0])
        self.waiting.append((room, body))
        self.some.set()

    async def run(self, sockets: Sockets) -> None:
        while True:
            await self.some.wait()
            self.some.clear()
            while self.waiting:
                room, body = self.waiting.popleft()
                if room in self.gaps:
                    self.gaps.discard(room)
                    await sockets.io.emit("gap", {"event": "telemetry"}, room=room)
                await sockets.io.emit("telemetry", body, room=room)


async def _alarms(beds: Live) -> None:
    while True:
        try:
            await beds.carry()
        except Exception as error:  # the alarm stays first in line of its patient
            log.error("alarms_wait", error=type(error).__name__, exc_info=not isinstance(error, HubError))
            await asyncio.sleep(0.5)


async def _seconds(beds: Live) -> None:
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        due = max(due + FLUSH_EVERY, loop.time())
        await asyncio.sleep(due - loop.time())
        beds.tick()
        if not beds.beds and not beds.callers:
            continue
        try:
            await beds.flush()
        except Exception as error:
            log.error("telemetry_not_stored", error=type(error).__name__, exc_info=not isinstance(error, HubError))
