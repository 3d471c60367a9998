"""`hub simulate captions`: a simulated captioning service. It comes in by a guest's link and writes invented lines.

It shows what a real one does over the same two ways: POST /api/guest opens the link, the rest goes over the socket.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import httpx
import orjson
import websockets

from hub.core.errors import Conflict, Unavailable

FAULTS = ("none", "flood", "endless")
LINES = (
    "[simulated] Good morning, can you hear me well?", "[simulated] Yes, thank you.",
    "[simulated] Since when have you had the cough?", "[simulated] For about five days now.",
)  # fmt: skip
EVERY = 3.0


class Socket:
    """As much of Socket.IO as it takes: one call after the other, each with its acknowledgement."""

    def __init__(self, wire: Any) -> None:
        self.wire, self.numbers = wire, itertools.count()

    async def ask(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        number = next(self.numbers)
        await self.wire.send(f"42{number}{orjson.dumps([name, data]).decode()}")
        found: dict[str, Any] = orjson.loads(await self.until(f"43{number}["))[0]
        return found

    async def until(self, start: str) -> str:
        """The next packet that begins so, from its bracket on; pings are answered meanwhile."""
        async for packet in self.wire:
            if packet == "2":
                await self.wire.send("3")
            elif packet.startswith(start):
                return str(packet[len(start) - start.endswith("[") :])
        raise Unavailable("The hub has closed the line.", code="line_closed")


async def write(url: str, link: str, lines: int, fault: str) -> dict[str, int]:
    """Come in by the link and write so many lines; how many were shown and refused. 409 not_let_in with the reason."""
    async with httpx.AsyncClient(base_url=url, headers={"Origin": url}, timeout=10) as http:
        opened = await http.post("/api/guest", json={"token": link.rpartition("#")[2]})
    if not opened.is_success:
        raise Conflict(str(opened.json().get("detail")), code="not_let_in")
    cookies = "; ".join(f"{name}={value}" for name, value in opened.cookies.items())
    address = url.replace("http", "ws", 1) + "/socket.io/?as=guest&EIO=4&transport=websocket"
    async with websockets.connect(address, origin=url, additional_headers={"Cookie": cookies}) as wire:  # type: ignore[arg-type]
        socket = Socket(wire)
        await socket.until("0")
        await wire.send("40")
        await socket.until("40")
        seat = await socket.ask("guest:enter", {"page": "simulated-captions"})
        if not seat.get("ok"):
            raise Conflict(str(seat["problem"]["detail"]), code="not_let_in")
        return await _lines(socket, seat, lines, fault)


async def _lines(socket: Socket, seat: dict[str, Any], lines: int, fault: str) -> dict[str, int]:
    shown = refused = 0
    for number in range(lines):
        text = LINES[number % len(LINES)] * (20 if fault == "endless" else 1)
        said = {"visit_id": seat["visit_id"], "gen": seat["gen"], "line": f"l{number}", "text": text,
                "speaker": ("clinician", "patient")[number % 2]}  # fmt: skip
        reply = await socket.ask("call:caption", said)
        shown, refused = shown + bool(reply.get("ok")), refused + (not reply.get("ok"))
        await asyncio.sleep(0 if fault == "flood" else EVERY)
    return {"shown": shown, "refused": refused}
