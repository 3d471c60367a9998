"""A thousand browsers in one process that cost next to nothing: raw WebSockets that count what they hear.

The process is told on stdin what to do, one JSON object a line, and answers each with one on stdout.

A delivery has arrived when the kernel has it for the client, and the kernel says when: a thousand browsers do not wait
for one Python process to read them one after the other, and what that reading takes is not the server's time.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import random
import socket
import struct
import sys
import time
from typing import Any

import uvloop

AT = b'"at":'
SO_TIMESTAMPNS, STAMP = 35, struct.Struct("qq")
"""socket(7) of Linux: each read says when what it gives arrived, as seconds and nanoseconds."""
AT_ONCE = 50
"""Doors that are knocked at together; in the storm all are."""


class Ear:
    """One client: opens the WebSocket, greets Socket.IO, and counts the frames of the benchmark."""

    def __init__(self, crowd: Crowd, port: int, cookie: str) -> None:
        self.crowd, self.port, self.cookie = crowd, port, cookie
        self.rest, self.upgraded, self.seated = b"", False, asyncio.get_running_loop().create_future()
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)

    async def connect(self) -> None:
        """Knock; `seated` says when the server has let us in."""
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self.socket, ("127.0.0.1", self.port))
        loop.add_reader(self.socket, self.readable)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.send(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )

    def readable(self) -> None:
        """Take what has arrived, and when the kernel says that it did."""
        try:
            data, notes, _, _ = self.socket.recvmsg(65_536, 64)
        except BlockingIOError:
            return
        except OSError as error:
            self.gone(error)
            return
        if not data:
            self.gone(ConnectionResetError("closed"))
            return
        seconds, nanoseconds = STAMP.unpack(notes[0][2]) if notes else (0, time.time_ns())
        self.received(data, seconds + nanoseconds / 1e9)

    def received(self, data: bytes, moment: float) -> None:
        data = self.rest + data if self.rest else data
        if not self.upgraded:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self.rest = head
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.gone(RuntimeError(head.split(b"\r\n")[0].decode()))
                return
            self.upgraded = True
        at, end = 0, len(data)
        while end - at >= 2:
            size, start = data[at + 1] & 127, at + 2
            if size == 126:
                size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if end < start + size:
                break
            self.frame(data[at] & 15, data, start, start + size, moment)
            at = start + size
        self.rest = data[at:]

    def frame(self, kind: int, data: bytes, start: int, stop: int, moment: float) -> None:
        if kind == 9:
            self.say(data[start:stop], 10)
            return
        first = data[start : start + 2]
        if first == b"42":
            place = data.find(AT, start, stop)
            if place >= 0:
                self.crowd.heard(moment - float(data[place + 5 : data.index(b",", place)]), moment)
        elif first[:1] == b"0":
            self.say(b"40")
        elif first == b"40" and not self.seated.done():
            self.seated.set_result(True)
        elif first[:1] == b"2":
            self.say(b"3")

    def say(self, text: bytes, kind: int = 1) -> None:
        mask = random.randbytes(4)
        body = bytes(byte ^ mask[n % 4] for n, byte in enumerate(text))
        size = bytes([128 | len(text)]) if len(text) < 126 else bytes([254]) + len(text).to_bytes(2, "big")
        self.socket.send(bytes([128 | kind]) + size + mask + body)

    def gone(self, error: Exception) -> None:
        """The server let us down, or never let us in."""
        self.close()
        if not self.seated.done():
            self.seated.set_exception(error)
            self.seated.exception()

    def close(self) -> None:
        if self.socket.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self.socket)
            self.socket.close()


class Crowd:
    """All clients of one server, and what they have heard since the last question."""

    def __init__(self) -> None:
        self.ears: list[Ear] = []
        self.waits: list[float] = []
        self.wanted, self.full, self.last = 0, asyncio.Event(), 0.0

    def heard(self, wait: float, moment: float) -> None:
        self.waits.append(wait)
        self.last = max(self.last, moment)
        if len(self.waits) == self.wanted:
            self.full.set()

    async def open(self, port: int, cookies: list[str], at_once: int = AT_ONCE) -> dict[str, Any]:
        """Everybody sits down; how long that took, and who could not."""
        began, gate, failed = time.perf_counter(), asyncio.Semaphore(at_once), 0

        async def one(cookie: str) -> None:
            nonlocal failed
            async with gate:
                for attempt in range(6):
                    ear = Ear(self, port, cookie)
                    try:
                        await ear.connect()
                        await asyncio.wait_for(ear.seated, 30)
                        self.ears.append(ear)
                        return
                    except (OSError, TimeoutError, RuntimeError):
                        failed += 1
                        await asyncio.sleep(random.uniform(0, 0.2 * 2**attempt))
                raise RuntimeError("a client never got in")

        await asyncio.gather(*[one(cookie) for cookie in cookies])
        return {"seconds": time.perf_counter() - began, "tried_again": failed}

    def close(self) -> dict[str, Any]:
        for ear in self.ears:
            ear.close()
        self.ears.clear()
        return {}

    async def wait(self, number: int, seconds: float) -> dict[str, Any]:
        """Until `number` deliveries were heard, or the time is over."""
        self.wanted = number
        self.full.clear()
        if len(self.waits) < number:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.full.wait(), seconds)
        ended, waits = self.last, sorted(self.waits)
        self.waits, self.last = [], 0.0
        return {"heard": len(waits), "ended": ended} | {f"p{part}_ms": _part(waits, part) for part in (50, 95, 99)}


def _part(waits: list[float], part: int) -> float | None:
    """Milliseconds that this percentage of the sorted waits does not exceed."""
    return round(1000 * waits[min(len(waits) - 1, len(waits) * part // 100)], 2) if waits else None


async def listen() -> None:
    """Do what stdin says until it ends."""
    crowd = Crowd()
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        match order.pop("do"):
            case "open":
                reply = await crowd.open(**order)
            case "say":
                crowd.ears[0].say(order["text"].encode())
                reply = {}
            case "wait":
                reply = await crowd.wait(**order)
            case _:
                reply = crowd.close()
        print(json.dumps(reply), flush=True)


def main() -> None:
    uvloop.run(listen())
