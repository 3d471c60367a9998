"""The plain way, as one would write it in an afternoon: every frame goes to every screen as JSON through
python-socketio as it comes, every sample is a row, and a number beyond its limit is a row and an event.

No keys, no rights, no delay or hysteresis, no pathway, no audit, no catch-up: it does less and is still what costs.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from hub.monitoring.frames import CHANNELS, Frame, decode
from hub.monitoring.vitals import HR

HIGH = 140.0
ROOM = "wall"
TABLES = """
CREATE TABLE IF NOT EXISTS plain_sample (bed text, channel smallint, at timestamptz, value real);
CREATE INDEX IF NOT EXISTS plain_sample_at ON plain_sample (bed, channel, at);
CREATE TABLE IF NOT EXISTS plain_alert (id uuid PRIMARY KEY, bed text, raised_at timestamptz, value real);
"""


class Plain:
    """One process."""

    def __init__(self, watched: set[str]) -> None:
        import socketio

        self.watched, self.raised = watched, set[str]()
        self.pool: Any = None
        self.io = socketio.AsyncServer(
            async_mode="asgi", transports=["websocket"], always_connect=True, cors_allowed_origins="*",
            client_manager=socketio.AsyncRedisManager(os.environ["HUB_REDIS_URL"], channel="plain"),
        )  # fmt: skip
        self.io.on("connect", self._connect)
        self.io.on("watch", self._watch)

    async def _connect(self, sid: str, _environ: Any, _auth: Any = None) -> None:
        await self.io.enter_room(sid, "nurses")

    async def _watch(self, sid: str, _data: Any) -> None:
        await self.io.enter_room(sid, ROOM)

    async def frames(self, scope: Any, receive: Any, send: Any) -> None:
        """POST /api/device/frames."""
        raw, more = b"", True
        while more:
            message = await receive()
            raw, more = raw + message.get("body", b""), message.get("more_body", False)
        frames = decode(raw)
        await self._take(frames)
        body = b'{"frames":%d}' % len(frames)
        head = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body})

    async def _take(self, frames: list[Frame]) -> None:
        rows: list[tuple[str, int, datetime, float]] = []
        for frame in frames:
            start = datetime.fromtimestamp(frame.at_ms / 1000, UTC)
            for name, wave in frame.waves.items():
                channel, step = CHANNELS.index(name), timedelta(seconds=1 / wave.hz)
                rows += [(frame.bed, channel, start + n * step, v * wave.scale) for n, v in enumerate(wave.samples)]
            if frame.bed in self.watched:
                await self.io.emit("frame", {
                    "bed": frame.bed, "numbers": frame.numbers,
                    "waves": {name: [wave.hz, wave.scale, list(wave.samples)] for name, wave in frame.waves.items()},
                }, room=ROOM)  # fmt: skip
            if frame.numbers.get(HR, 0.0) > HIGH and frame.bed not in self.raised:
                await self._raise(frame)
        async with self.pool.acquire() as connection:
            await connection.copy_records_to_table("plain_sample", records=rows)

    async def _raise(self, frame: Frame) -> None:
        self.raised.add(frame.bed)
        values = (uuid4(), frame.bed, datetime.now(UTC), frame.numbers[HR])
        await self.pool.execute("INSERT INTO plain_alert VALUES ($1, $2, $3, $4)", *values)
        body = {"kind": "AlertRaised", "patient_id": frame.bed, "at": time.time()}
        await self.io.emit("fact", body, room="nurses")


def main(watched: list[str]) -> None:
    """Serve on HUB_PORT."""
    import asyncpg
    import socketio
    import uvicorn
    import uvloop

    side = Plain(set(watched))
    dsn = os.environ["HUB_DATABASE_URL"].replace("postgresql+asyncpg://", "postgresql://")

    async def opened() -> None:
        side.pool = await asyncpg.create_pool(dsn, min_size=2, max_size=8)
        await side.pool.execute(TABLES)

    app = socketio.ASGIApp(side.io, other_asgi_app=side.frames, on_startup=opened)
    config = uvicorn.Config(
        app, host="127.0.0.1", port=int(os.environ["HUB_PORT"]), loop="uvloop", http="httptools",
        ws="websockets-sansio", ws_per_message_deflate=False, log_config=None, access_log=False, lifespan="on",
    )  # fmt: skip
    uvloop.run(uvicorn.Server(config).serve())
