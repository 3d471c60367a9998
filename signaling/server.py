"""Socket.IO in the web process: sessions sit in their rooms, say what they missed, and leave when their rights end."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import structlog
from engineio import AsyncServer as EngineServer
from prometheus_client import Gauge
from pydantic import Field
from quart import Quart
from socketio import ASGIApp, AsyncServer
from socketio.exceptions import ConnectionRefusedError as Refused
from socketio.packet import ACK, CONNECT, DISCONNECT, EVENT

from hub.core import outbox, presence
from hub.core.db import reading
from hub.core.settings import Settings
from hub.core.valkey import valkey
from hub.visits.models import Engine
from signaling import calls, captions, doors, meeting, rooms, talk, telemetry  # noqa: F401  (captions: a message)
from signaling.edge import Message, answer, message
from signaling.engines import MediaEngine
from signaling.gate import LINE, Gate, Line
from signaling.limits import MAX_FRAME
from signaling.livekit import tickets  # noqa: F401  (a message)
from signaling.livekit.rooms import LiveKit
from signaling.manager import Outgoing, make_manager
from signaling.relaying import Relaying
from signaling.rights import Rights

log = structlog.get_logger(__name__)
OPEN = Gauge("wardline_sockets", "Open sockets of this process")

BEAT = 5.0
"""Seconds between two sayings of who is here."""
CATCH_UP_MOST = 500
LISTENS_WITHIN = 2.0
"""Seconds that a starting process waits for Valkey."""


class BoundedEngine(EngineServer):  # type: ignore[misc]
    """Engine.IO whose clients' queues are counted."""

    def create_queue(self, *_: Any, **__: Any) -> Outgoing:
        return Outgoing()


class HubServer(AsyncServer):  # type: ignore[misc]
    """Socket.IO that answers in order, one message of a connection at a time, and never shows a traceback."""

    hub: Sockets

    def _engineio_server_class(self) -> type[BoundedEngine]:
        return BoundedEngine

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        line = self.hub.line_of(eio_sid)
        try:
            packet = self.packet_class(encoded_packet=data)
            kind, body = packet.packet_type, packet.data
            sane = kind in (CONNECT, DISCONNECT, ACK) or (isinstance(body, list) and bool(body))
            sane = sane and (kind != EVENT or isinstance(body[0], str))
        except (ValueError, TypeError, IndexError, RecursionError):
            sane = False
        if line is None or not sane:
            if line is not None:
                line.abort("malformed")
        elif kind == CONNECT:
            # What a client says of itself is not used: it is who its session is.
            await self._handle_connect(eio_sid, packet.namespace, None)
        elif kind == DISCONNECT:
            await self._handle_disconnect(eio_sid, packet.namespace, self.reason.CLIENT_DISCONNECT)
        elif kind == EVENT and line.sid:
            reply = await answer(self.hub, line, body[0], body[1:])
            if packet.id is not None and not line.dead:
                await self._send_packet(eio_sid, self.packet_class(ACK, namespace="/", id=packet.id, data=[reply]))


class Sockets:
    """The sockets of one web process."""

    def __init__(self, options: Settings) -> None:
        self.options = options
        self.lines: set[Line] = set()
        self.rights = Rights(self)
        manager = make_manager(options)
        manager.heard = self._heard
        self.io = HubServer(
            client_manager=manager, async_mode="asgi", transports=["websocket"], always_connect=True,
            async_handlers=False, cors_allowed_origins=[],  # the gate has looked at the origin
            max_http_buffer_size=MAX_FRAME + 1, ping_interval=25, ping_timeout=20,
        )  # fmt: skip
        self.io.hub = self
        self.io.on("connect", self._connected)
        self.io.on("disconnect", self._disconnected)
        self._work: set[asyncio.Task[Any]] = set()
        self.relaying, self.livekit = Relaying(self), LiveKit(self)
        self.engines: dict[Engine, MediaEngine] = {Engine.relay: self.relaying, Engine.livekit: self.livekit}

    def _heard(self, event: str, data: Any) -> None:
        self.rights.heard(event, data)
        calls.heard(self, event, data)
        meeting.heard(self, event, data)
        self.relaying.heard(event, data)
        doors.heard(self, event, data)
        talk.heard(self, event, data)
        telemetry.heard(self, event, data)

    def line_of(self, eio_sid: str) -> Line | None:
        environ = self.io.environ.get(eio_sid)
        line = environ["asgi.scope"].get(LINE) if environ else None
        return line if isinstance(line, Line) else None

    async def _connected(self, sid: str, environ: dict[str, Any], _: Any = None) -> None:
        line = environ["asgi.scope"].get(LINE)
        if not isinstance(line, Line) or line.dead or line.sid:
            raise Refused("unauthenticated")
        line.sid = sid
        eio_sid = self.io.manager.eio_sid_from_sid(sid, "/")
        queue = self.io.eio.sockets[eio_sid].queue
        queue.overflow, queue.pipe = lambda: line.abort("slow"), line.pipe
        for room in () if line.device_key or line.guest else rooms.own(line.actor):
            await self.io.enter_room(sid, room)
        OPEN.inc()
        if not line.device_key:
            self.soon(presence.say(valkey(), self._here(line)))

    async def _disconnected(self, sid: str, _: Any = None) -> None:
        for line in self.lines:
            if line.sid == sid:
                line.sid = ""
                line.dead = True
                OPEN.dec()
                if line.device_key:
                    return
                self.soon(presence.gone(valkey(), [(place, sid) for place, _ in self._here(line, sid)]))
                await calls.dropped(self, line, sid)
                return

    async def end(self, line: Line) -> None:
        """The session of this line has ended: nothing more is delivered, the client is told, the TCP goes."""
        if line.sid:
            await calls.ended(self, line)
        if line.sid:
            await self.io.disconnect(line.sid)
        asyncio.get_running_loop().call_later(1.0, line.abort, "session_ended")

    def rooms_of(self, line: Line) -> list[str]:
        """The rooms this line sits in now."""
        return [room for room in self.io.rooms(line.sid) if room != line.sid]

    def soon(self, work: Any) -> None:
        """Run a coroutine that nobody waits for."""
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    @staticmethod
    def _here(line: Line, sid: str = "") -> list[tuple[str, str]]:
        assert line.actor.user_id is not None
        return [(presence.user(line.actor.user_id), sid or line.sid)]

    async def _beat(self) -> None:
        """Say who is here, again and again: a flushed Valkey knows it within one beat (B76)."""
        while True:
            people = [line for line in self.lines if line.sid and not line.device_key]
            here = [pair for line in people for pair in (*self._here(line), *calls.here(line))]
            if here:
                await presence.say(valkey(), here)
            try:
                await calls.look(self)
                await meeting.look(self)
                await self.relaying.beat()
                await doors.look(self)
                await talk.look(self)
                await telemetry.look(self)
            except Exception as error:
                log.warning("calls_not_checked", error=type(error).__name__)
            await asyncio.sleep(BEAT)

    async def start(self) -> None:
        """Hear the other processes, then let clients in: python-socketio begins with the first, and loses its news."""
        self.io.manager_initialized = True
        self.io.manager.initialize()
        with contextlib.suppress(TimeoutError):  # without Valkey there is nothing to hear
            await asyncio.wait_for(self.io.manager.listening.wait(), LISTENS_WITHIN)
        self.soon(self.rights.run())
        self.soon(self._beat())
        self.soon(self.relaying.run())
        self.soon(telemetry.run(self))

    async def stop(self) -> None:
        await self.relaying.stop()
        if (listener := getattr(self.io.manager, "thread", None)) is not None:
            self._work.add(listener)
        for task in list(self._work):
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        with contextlib.suppress(Exception):
            await self.io.shutdown()


class CatchUp(Message):
    epoch: str = Field(default="", max_length=64)
    position: int | None = Field(default=None, ge=0)


class Room(Message):
    room: str = Field(max_length=80)


@message("catch_up", CatchUp, rate=2.0, burst=10.0)
async def catch_up(sockets: Sockets, line: Line, data: CatchUp) -> dict[str, Any]:
    """Exactly what was missed since `position`, in order; `recovered` is false where that cannot be said."""
    async with reading() as db:
        epoch, position = await outbox.head(db)
        known = data.position is not None and data.epoch == epoch and data.position <= position
        sits = sockets.rooms_of(line)
        found = await outbox.missed(db, sits, data.position or 0, CATCH_UP_MOST + 1) if known else []
        if not known or len(found) > CATCH_UP_MOST:
            return {"epoch": epoch, "position": position, "facts": [], "recovered": False}
        facts = await outbox.heard(db, sits, found)
    # Each statement has its own snapshot: what was found may be newer than the head that was read before it.
    position = max(position, found[-1]["position"]) if found else position
    return {"epoch": epoch, "position": position, "facts": facts, "recovered": True}


@message("watch", Room)
async def watch(sockets: Sockets, line: Line, data: Room) -> dict[str, Any]:
    """Sit in the room of one record, if its door lets you in."""
    for room in await rooms.watchable(line.actor, data.room):
        await sockets.io.enter_room(line.sid, room)
    if data.room.startswith(telemetry.WATCHED):
        await telemetry.say_looking(sockets, [data.room])
    return {}


@message("unwatch", Room)
async def unwatch(sockets: Sockets, line: Line, data: Room) -> dict[str, Any]:
    """Leave a room that was watched; one's own rooms are never left."""
    if data.room not in rooms.own(line.actor):
        await sockets.io.leave_room(line.sid, data.room)
    return {}


def attach(app: Quart, options: Settings) -> Sockets:
    """Put the sockets of this process before the web app; they start and stop with it."""
    sockets = Sockets(options)
    app.extensions["sockets"] = sockets
    rest: Any = app.asgi_app
    app.asgi_app = Gate(ASGIApp(sockets.io), rest, options, sockets.lines)  # type: ignore[method-assign, assignment]
    app.before_serving(sockets.start)
    app.after_serving(sockets.stop)
    return sockets
