"""The fast manager: one encoding per emit, no task per recipient, bounded memory per client (realtime.md 3.3).

python-socketio makes one asyncio task per recipient and an unbounded queue per client; here an emit is encoded once and
written on each connection, or put on the queue of a client that is behind, whose bytes are counted. A client that does
not read is cut (it will catch up by position); telemetry drops its oldest frames instead and says so with `gap`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import orjson
import structlog
from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from redis.asyncio import Redis
from redis.exceptions import RedisError
from socketio import AsyncManager, AsyncRedisManager
from socketio.packet import EVENT
from sqlalchemy.engine import make_url

from hub.core.settings import Settings
from signaling.limits import MAX_QUEUED
from signaling.wire import Pipe, frame

log = structlog.get_logger(__name__)

ANSWERS_WITHIN = 1.0
"""Seconds after which Valkey is taken to be away."""
LATEST_WINS = {"telemetry": 8}
"""Events of which a slow client keeps only the newest few; everything else must arrive or the client is cut."""


class Wire(EnginePacket):  # type: ignore[misc]
    """One encoded frame, shared by all who get it."""

    def __init__(self, event: str, text: str) -> None:
        super().__init__(MESSAGE, text)
        self.event = event
        self.size = len(self.encode())
        self.frame = frame(self.encode())


class Outgoing(asyncio.Queue[Any]):
    """What waits for one client, counted in bytes."""

    overflow: Callable[[], None] | None = None
    pipe: Pipe | None = None
    """Past the queue, as long as nothing waits in it or is on its way out of it."""

    def _init(self, maxsize: int) -> None:
        super()._init(maxsize)
        self.bytes = 0
        self.latest: dict[str, int] = {}
        self.leaving = False

    async def get(self) -> Any:
        """Engine.IO's writer asks for more: all that it took is written."""
        self.leaving = False
        return await super().get()

    def _put(self, item: Any) -> None:
        if self.pipe is not None:
            self.pipe.flush()
        super()._put(item)
        self.bytes += _size(item)
        if self.bytes > MAX_QUEUED and self.overflow is not None:
            self.overflow()

    def _get(self) -> Any:
        item = super()._get()
        self.leaving = True
        self.bytes -= _size(item)
        if isinstance(item, Wire) and item.event in self.latest:
            self.latest[item.event] -= 1
        return item

    def offer(self, wire: Wire) -> None:
        """Send a frame, or queue it by the rule of its event."""
        if self.pipe is not None and not self.leaving and not self._queue and self.pipe.take(wire.frame):  # type: ignore[attr-defined]
            return
        if (most := LATEST_WINS.get(wire.event)) is not None:
            if self.latest.get(wire.event, 0) >= most:
                self._drop_oldest(wire.event)
            self.latest[wire.event] = self.latest.get(wire.event, 0) + 1
        self.put_nowait(wire)

    def _drop_oldest(self, event: str) -> None:
        """Take out the oldest frame of `event`; a `gap` mark stands where frames are missing."""
        waiting: Any = self._queue  # type: ignore[attr-defined]
        for place, item in enumerate(waiting):
            if isinstance(item, Wire) and item.event == event:
                marked = place > 0 and isinstance(waiting[place - 1], Wire) and waiting[place - 1].event == "gap"
                self.bytes -= item.size
                self.latest[event] -= 1
                if marked:
                    del waiting[place]
                else:
                    waiting[place] = GAPS.setdefault(event, Wire("gap", f'2["gap",{{"event":"{event}"}}]'))
                    self.bytes += waiting[place].size
                return


GAPS: dict[str, Wire] = {}


def _size(item: Any) -> int:
    return 0 if item is None else len(item.encode())


class FastManager(AsyncManager):  # type: ignore[misc]
    """Local fan-out."""

    rooms: Any
    heard: Callable[[str, Any], None] | None = None
    """Told of every event that passes through this process (rights listens for revoked sessions)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rooms_of: dict[str, dict[str, None]] = {}
        """sid -> its rooms: python-socketio looks through all rooms of all clients, at every beat for each of them."""

    def basic_enter_room(self, sid: str, namespace: str, room: Any, eio_sid: str | None = None) -> None:
        super().basic_enter_room(sid, namespace, room, eio_sid)
        if room is not None:
            self._rooms_of.setdefault(sid, {})[room] = None

    def basic_leave_room(self, sid: str, namespace: str, room: Any) -> None:
        super().basic_leave_room(sid, namespace, room)
        if room is not None:
            self._rooms_of.get(sid, {}).pop(room, None)

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        return list(self._rooms_of.get(sid, ()))

    def basic_disconnect(self, sid: str, namespace: str, **kwargs: Any) -> None:
        for room in [*self._rooms_of.pop(sid, {}), None]:
            self.basic_leave_room(sid, namespace, room)
        # What else the original does about this client, with no rooms left to look through.
        rooms = self.rooms
        self.rooms = {namespace: {}}
        try:
            super().basic_disconnect(sid, namespace, **kwargs)
        finally:
            self.rooms = rooms

    async def emit(
        self, event: str, data: Any, namespace: str, room: Any = None, skip_sid: Any = None,
        callback: Any = None, to: Any = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        if callback is not None:
            await super().emit(event, data, namespace, room=room, skip_sid=skip_sid, callback=callback, to=to)
            return
        if self.heard is not None:
            self.heard(event, data)
        seated = list(self.get_participants(namespace, to or room))
        if not seated:  # most facts are about what nobody here looks at
            return
        arguments = list(data) if isinstance(data, tuple) else [] if data is None else [data]
        text = self.server.packet_class(EVENT, namespace=namespace, data=[event, *arguments]).encode()
        wire = Wire(event, text)
        skip = skip_sid if isinstance(skip_sid, list) else [skip_sid]
        open_ones = self.server.eio.sockets
        for sid, eio_sid in seated:
            socket = open_ones.get(eio_sid)
            if sid not in skip and socket is not None and not (socket.closed or socket.closing):
                socket.queue.offer(wire)


class Valkeyed(AsyncRedisManager):  # type: ignore[misc]
    """The pub/sub part, quick to give up and quick to come back: a lost emit is caught up by position."""

    connected: bool
    _away_until = 0.0
    _turn: asyncio.Lock | None = None
    """One publish at a time: a thousand emits at once keep their order and need one connection, not a thousand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listening = asyncio.Event()
        """Set while what other processes say is heard here."""

    async def tell(self, facts: list[tuple[list[str], dict[str, Any]]]) -> None:
        """Send several facts to all processes as one message: each goes once to whoever sits in any of its rooms."""
        await self._publish({"method": "facts", "facts": facts, "host_id": self.host_id})

    async def _publish(self, data: Any) -> None:
        if self._turn is None:
            self._turn = asyncio.Lock()
        async with self._turn:
            if time.monotonic() < self._away_until:
                return
            try:
                if not self.connected:
                    self._redis_connect()
                await _answered(self.redis.publish(self.channel, orjson.dumps(data)))
            except (RedisError, OSError, TimeoutError) as error:
                self.connected = False
                self._away_until = time.monotonic() + 0.5
                log.warning("sockets_lost_valkey", error=type(error).__name__)

    async def _thread(self) -> None:
        """Listen to the other processes. The original backs off to a minute, and spins when its listener fails."""
        quiet = False
        while True:
            try:
                async with Redis.from_url(self.redis_url, **self.redis_options) as client, client.pubsub() as pubsub:
                    await pubsub.subscribe(self.channel)
                    quiet = False
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            await self._take(message["data"])
                        elif message["type"] == "subscribe":
                            self.listening.set()
            except Exception as error:
                if not quiet:
                    log.warning("sockets_lost_valkey", error=type(error).__name__)
                quiet = True
            self.listening.clear()
            await asyncio.sleep(0.5)

    async def _take(self, raw: bytes) -> None:
        """One message of another process; a broken one is nobody's loss."""
        try:
            data = orjson.loads(raw)
            if data.get("host_id") == self.host_id:
                return
            handle = {
                "emit": self._handle_emit, "disconnect": self._handle_disconnect, "enter_room": self._handle_enter_room,
                "leave_room": self._handle_leave_room, "close_room": self._handle_close_room,
                "facts": self._handle_facts,
            }[data["method"]]  # fmt: skip
            await handle(data)
        except Exception as error:
            log.warning("socket_message_not_understood", error=type(error).__name__, exc_info=True)

    async def _handle_facts(self, message: dict[str, Any]) -> None:
        for rooms, body in message["facts"]:
            await FastManager.emit(self, "fact", body, "/", room=rooms)


async def _answered(sent: Awaitable[Any]) -> Any:
    """Wait a second for Valkey's answer. Raises TimeoutError, and whatever the sending raises.

    In two halves: while this process itself stands still only one of them passes, and no emit is given up for that.
    """
    sending = asyncio.ensure_future(sent)
    try:
        for _ in range(2):
            if (await asyncio.wait((sending,), timeout=ANSWERS_WITHIN / 2))[0]:
                return sending.result()
        raise TimeoutError
    finally:
        sending.cancel()


class HubManager(Valkeyed, FastManager):
    """What a web process uses. The order matters: Valkey's emit ends in the fast local one."""


def channel(options: Settings) -> str:
    """One channel per database: publish and subscribe know no database number, and two hubs may share a Valkey."""
    url = make_url(options.database_url or "postgresql:///")
    place = f"{url.host}|{url.port}|{url.database}|{sorted(url.query.items())}"
    return "wardline-" + sha256(place.encode()).hexdigest()[:16]


def make_manager(options: Settings, *, write_only: bool = False) -> Any:
    """The manager of a web process, or (write_only) the relay's way to reach all of them."""
    kind = Valkeyed if write_only else HubManager
    care: dict[str, Any] = {"socket_connect_timeout": 1.0, "health_check_interval": 10}
    if not options.redis_url.startswith("unix:"):
        care["socket_keepalive"] = True
    name = channel(options)
    return kind(options.redis_url, channel=name, write_only=write_only, redis_options=care)
