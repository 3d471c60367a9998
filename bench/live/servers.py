"""The two sides: the hub's own web process, and python-socketio as it comes, on the same web server."""

from __future__ import annotations

import gc
import os
import time
from typing import Any

ROOM = "role:lab_technician"
"""Where everybody of the crowd sits: the hub puts them there because of who they are."""
PAD = "x" * 130
EVENT = "fact"


def body(at: float) -> dict[str, Any]:
    """About 200 bytes on the wire."""
    return {"kind": "Bench", "at": at, "pad": PAD}


async def burst(emit: Any, events: int) -> None:
    """Many events in a row, as fast as the manager takes them."""
    for _ in range(events):
        await emit(EVENT, body(time.time()), room=ROOM)


def ours() -> None:
    """The web process with everything that it does: gate, sessions, rights, presence."""
    from hub import serve
    from hub.cli import SELDOM
    from hub.core import logs
    from hub.core.settings import settings
    from hub.modules import load
    from signaling.edge import Message, message

    load()
    gc.set_threshold(*SELDOM)
    logs.setup("ERROR")

    class Burst(Message):
        events: int

    @message("bench", Burst)
    async def bench(sockets: Any, _line: Any, data: Burst) -> dict[str, Any]:
        sockets.soon(burst(sockets.io.emit, data.events))
        return {}

    serve.web(settings())


def stock() -> None:
    """python-socketio's own server and Redis manager; who connects sits in the room."""
    import socketio
    import uvicorn
    import uvloop

    io = socketio.AsyncServer(
        async_mode="asgi", transports=["websocket"], always_connect=True, cors_allowed_origins="*",
        client_manager=socketio.AsyncRedisManager(os.environ["HUB_REDIS_URL"], channel="stock"),
    )  # fmt: skip

    @io.event
    async def connect(sid: str, _environ: Any, _auth: Any = None) -> None:
        await io.enter_room(sid, ROOM)

    @io.on("bench")
    async def bench(_sid: str, data: dict[str, Any]) -> None:
        io.start_background_task(burst, io.emit, data["events"])

    config = uvicorn.Config(
        socketio.ASGIApp(io), host="127.0.0.1", port=int(os.environ["HUB_PORT"]), loop="uvloop", http="httptools",
        ws="websockets-sansio", ws_per_message_deflate=False, log_config=None, access_log=False,
    )  # fmt: skip
    uvloop.run(uvicorn.Server(config).serve())


def emitter(side: str) -> Any:
    """The way of another process to everybody: what the relay uses, and what python-socketio offers for it."""
    import socketio

    from hub.core.settings import settings
    from signaling.manager import make_manager

    if side == "ours":
        return make_manager(settings(), write_only=True)
    return socketio.AsyncRedisManager(os.environ["HUB_REDIS_URL"], channel="stock", write_only=True)
