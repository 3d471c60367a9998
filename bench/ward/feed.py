"""Two hundred monitors in one process that cost next to nothing: ten seconds of simulated frames, made once and sent
round and round with new times, through gateways of 25 beds over HTTP as real ones do.

The process is told on stdin what to do, one JSON object a line, and answers each with one on stdout.
"""

from __future__ import annotations

import asyncio
import json
import struct
import sys
import time
from itertools import cycle, islice
from typing import Any

import uvloop

from hub.monitoring.frames import Frame, decode, encode
from hub.monitoring.simulator import MS, SimulatedBed
from hub.monitoring.vitals import HR

ROUND = 50
"""Frames until the film begins anew."""
PATTERNS = 8
ALARM = 150.0
"""Beats a minute that are beyond everybody's limits."""
_MOMENT = struct.Struct("<Iq")  # sequence and device time stand at byte 4 of a frame
NUMBERS = 17
"""Where a frame says how many numbers it holds."""
WARM = 2


class Bed:
    """One monitor's film; `ill` from now on if it has been told to be."""

    def __init__(self, serial: str, film: list[Frame]) -> None:
        self.serial = serial
        self.well = [bytearray(encode(_of(frame, serial))) for frame in film]
        self.ill = [bytearray(encode(_of(frame, serial, {HR: ALARM}))) for frame in film]
        self.sick = False

    def frame(self, turn: int, at_ms: int) -> bytearray:
        raw = (self.ill if self.sick else self.well)[turn % ROUND]
        _MOMENT.pack_into(raw, 4, turn + 1, at_ms)
        return raw


def _of(frame: Frame, serial: str, over: dict[str, float] | None = None) -> Frame:
    numbers = {**frame.numbers, **over} if over and frame.numbers else frame.numbers
    return Frame(serial, frame.seq, frame.at_ms, frame.flags, frame.waves, numbers)


class Gateway:
    """One keep-alive connection that speaks for its beds."""

    def __init__(self, port: int, key: str, beds: list[Bed]) -> None:
        self.port, self.key, self.beds = port, key, beds
        self.taken = self.sent = self.late = 0
        self.slowest = 0.0
        self.wanted: list[Bed] = []
        self.fell_ill: dict[str, float] = {}

    async def run(self, first: float, most: int, ended: asyncio.Event) -> None:
        """Every 200 ms what the first `most` beds have to say; a turn that comes too late is counted."""
        beds = self.beds[:most]
        if not beds:
            return
        self.reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = (f"POST /api/device/frames HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {self.key}"
                "\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n")  # fmt: skip
        loop, turn, due = asyncio.get_running_loop(), 0, first
        while not ended.is_set():
            await asyncio.sleep(max(0.0, due - loop.time()))
            self.late += loop.time() - due > MS / 1000
            at_ms = int(time.time() * 1000) - MS
            numbers = beds[0].well[turn % ROUND][NUMBERS] > 0  # once a second
            falling = [bed for bed in self.wanted if numbers]
            for bed in falling:
                bed.sick = True
            self.wanted = [] if falling else self.wanted
            body = b"".join(bed.frame(turn, at_ms) for bed in beds)
            began = time.time()
            self.fell_ill |= {bed.serial: began for bed in falling}
            writer.write((head % len(body)).encode() + body)
            self.taken += await self._reply()
            self.slowest = max(self.slowest, time.time() - began)
            self.sent += len(beds)
            turn, due = turn + 1, due + MS / 1000
        writer.close()

    async def _reply(self) -> int:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        reply = await self.reader.readexactly(length)
        if " 200 " not in head.partition("\r\n")[0]:
            raise RuntimeError(f"frames were refused: {head.splitlines()[0]} {reply[:200]!r}")
        return int(json.loads(reply)["frames"])


class Feed:
    """All gateways."""

    def __init__(self) -> None:
        self.gateways: list[Gateway] = []
        self.beds: dict[str, tuple[Gateway, Bed]] = {}
        self.running: list[asyncio.Task[None]] = []

    async def load(self, port: int, gateways: list[dict[str, Any]]) -> dict[str, Any]:
        """The film, and who sends it."""
        made = []
        for n in range(PATTERNS):
            bed = SimulatedBed("", 7919 * n + 1)
            made.append([decode(bed.frame(1_000_000))[0] for _ in range(ROUND)])
        films = cycle(made)
        for one in gateways:
            beds = [Bed(serial, film) for serial, film in zip(one["serials"], films, strict=False)]
            gateway = Gateway(port, one["key"], beds)
            self.gateways.append(gateway)
            self.beds |= {bed.serial: (gateway, bed) for bed in beds}
        return {"beds": len(self.beds)}

    async def start(self, port: int, beds: int) -> dict[str, Any]:
        """The first so many send, the gateways evenly apart from each other."""
        self.ended, first = asyncio.Event(), asyncio.get_running_loop().time() + 0.05
        for n, gateway in enumerate(self.gateways):
            gateway.port = port
            share = min(len(gateway.beds), max(0, beds))
            beds -= share
            for bed in gateway.beds:
                bed.sick = False
            gateway.taken = gateway.sent = gateway.late = 0
            gateway.slowest, gateway.fell_ill = 0.0, {}
            at = first + n * MS / 1000 / len(self.gateways)
            self.running.append(asyncio.create_task(gateway.run(at, share, self.ended)))
        return {}

    async def fall_ill(self, serials: list[str]) -> dict[str, Any]:
        """These beds' next numbers are beyond their limits."""
        for serial in serials:
            gateway, bed = self.beds[serial]
            gateway.wanted.append(bed)
        return {}

    async def stop(self) -> dict[str, Any]:
        """When each bed fell ill, and how well the frames got through."""
        self.ended.set()
        await asyncio.gather(*self.running)
        self.running = []
        ill: dict[str, float] = {}
        for gateway in self.gateways:
            ill |= gateway.fell_ill
        return {
            "ill": ill, "sent": sum(one.sent for one in self.gateways),
            "taken": sum(one.taken for one in self.gateways), "late_turns": sum(one.late for one in self.gateways),
            "slowest_reply_ms": round(1000 * max(one.slowest for one in self.gateways), 1),
        }  # fmt: skip


async def obey() -> None:
    """Do what stdin says until it ends."""
    feed = Feed()
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        reply = await getattr(feed, order.pop("do"))(**order)
        print(json.dumps(reply), flush=True)


def main() -> None:
    uvloop.run(obey())


def parts(serials: list[str], size: int) -> list[list[str]]:
    """In lots of `size`."""
    rest = iter(serials)
    return list(iter(lambda: list(islice(rest, size)), []))
