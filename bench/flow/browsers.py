"""Clinicians without a screen: HTTP/1.1 on one keep-alive connection, and a socket that listens."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any


@dataclass
class Person:
    """A signed-in clinician."""

    cookie: str
    csrf: str


class Browser:
    """One keep-alive connection that speaks just enough HTTP/1.1 to cost nothing."""

    def __init__(self, port: int, person: Person) -> None:
        self.port = port
        self.head = (
            f"Host: 127.0.0.1:{port}\r\nCookie: {person.cookie}\r\nX-CSRF-Token: {person.csrf}\r\n"
            "X-Activity: 1\r\nContent-Type: application/json\r\n"
        )

    async def open(self) -> Browser:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def call(self, method: str, path: str, body: Any = None) -> tuple[dict[str, Any], dict[str, str]]:
        """The JSON reply and its headers; anything but 2xx ends the benchmark."""
        raw = b"" if body is None else json.dumps(body).encode()
        self.writer.write(f"{method} {path} HTTP/1.1\r\n{self.head}Content-Length: {len(raw)}\r\n\r\n".encode() + raw)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:-2])}
        reply = await self.reader.readexactly(int(headers["content-length"]))
        if not lines[0].split(" ")[1].startswith("2"):
            raise RuntimeError(f"{method} {path}: {lines[0]} {reply[:400]!r}")
        return json.loads(reply), headers


async def started(browser: Browser, data: dict[str, Any], process: str = "bench") -> dict[str, Any]:
    """Start a case and return the row of its first task, which the reply brings."""
    case, _ = await browser.call("POST", "/api/cases", {"process": process, "data": data})
    task: dict[str, Any] = case["next_task_for_me"]
    return task


async def completed(browser: Browser, task: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Complete a task; the next one of the same case, and the headers of the reply."""
    path, body = f"/api/tasks/{task['id']}/complete", {"answers": {}, "version": task["version"]}
    reply, headers = await browser.call("POST", path, body)
    following = reply["next_task_for_me"]
    return following if following and following["case_id"] == task["case_id"] else None, headers


class Listener:
    """A browser's socket: notes when each task's completion arrives."""

    def __init__(self, port: int, person: Person) -> None:
        self.port, self.person = port, person
        self.seen: dict[str, float] = {}
        self.arrived = asyncio.Event()

    async def run(self, ready: asyncio.Event) -> None:
        import websockets

        url = f"ws://127.0.0.1:{self.port}/socket.io/?EIO=4&transport=websocket"
        origin: Any = f"http://127.0.0.1:{self.port}"
        async with websockets.connect(url, origin=origin, additional_headers={"Cookie": self.person.cookie}) as line:
            await line.recv()
            await line.send("40")
            async for raw in line:
                moment, text = time.time(), str(raw)
                if text == "2":
                    await line.send("3")
                elif text.startswith("40"):
                    ready.set()
                elif text.startswith('42["fact"'):
                    fact = json.loads(text[2:])[1]
                    if fact["kind"] == "TaskCompleted" and fact.get("row"):
                        self.seen[fact["task_id"]] = moment
                        self.arrived.set()
