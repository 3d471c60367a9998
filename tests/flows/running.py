"""A hub of real processes: web, relay and worker on the database of a test, killed with kill -9 and started again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from werkzeug.datastructures import Headers

from hub.boot import ROOT
from hub.core.clock import now
from hub.core.db import Database
from tests.exchanges import Exchange, Reply
from tests.hub_fixture import Client, Hub

ROLES = ("web", "relay", "worker")
PATIENCE = 90.0
SOON = timedelta(seconds=10)


class Running(Hub):
    """The hub of one test as it runs in production. `run_jobs` waits until relay and worker have nothing left to do.

    A process that was killed is started again, as the supervisor does; one that ends in any other way fails the test.
    """

    def __init__(self, database: Database, folder: Path, parent: Parent, environment: dict[str, str]) -> None:
        super().__init__(None, database)  # type: ignore[arg-type]  # the application is in other processes
        self.folder, self.parent = folder, parent
        self.markers = folder / "fired"
        self.markers.mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.environment = {
            **os.environ, **environment, "HUB_DATABASE_URL": database.url, "HUB_PORT": str(self.port),
            "HUB_FAULT_MARKERS": str(self.markers),
        }  # fmt: skip
        self.faults: dict[str, str] = {}
        self.pids: dict[str, int] = {}
        self.killed: Counter[str] = Counter()
        self.asked_again: list[str] = []
        self.broken = ""

    def client(self) -> Client:
        return Client(self._over_tcp(httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE)))

    def _over_tcp(self, http: httpx.AsyncClient) -> Exchange:
        async def exchange(method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
            """A dead web process is asked again, as people do."""
            deadline = asyncio.get_running_loop().time() + PATIENCE
            while True:
                try:
                    reply = await http.request(method, target, content=body, headers=headers)
                    http.cookies.clear()
                    return Reply(reply.status_code, Headers(reply.headers.multi_items()), reply.content)
                except httpx.TransportError:
                    assert asyncio.get_running_loop().time() < deadline, self.said("web")
                    self.asked_again.append(f"{method} {target}")
                    await asyncio.sleep(0.05)

        return exchange

    async def start(self, roles: Iterable[str] = ROLES, **faults: Iterable[str]) -> Running:
        """Start processes, each with the points at which it is to die (each point once)."""
        self.faults |= {role: ",".join(points) for role, points in faults.items()}
        for role in roles:
            await self._start(role)
        return self

    async def _start(self, role: str) -> None:
        environment = {**self.environment, "HUB_FAULT_POINT": self.faults.get(role, "")}
        arguments = {"worker": ["worker"], "web": ["web"], "relay": ["relay"]}[role]
        self.pids[role] = await self.parent.start(
            role, arguments, environment, self.folder / f"{role}.log", lambda status: self._ended(role, status)
        )

    async def again(self, role: str, *points: str) -> None:
        """Start a process again, with other points to die at."""
        self.faults[role] = ",".join(points)
        self.kill(role)
        killed = self.pids[role]
        await self.until(lambda: self.parent.running.get(role, killed) != killed)

    def kill(self, role: str) -> None:
        """kill -9, now."""
        if role in self.parent.running:
            with contextlib.suppress(ProcessLookupError):  # it is dead already, and we have not heard of it yet
                os.kill(self.pids[role], signal.SIGKILL)

    async def _ended(self, role: str, status: int) -> None:
        if status != -signal.SIGKILL:
            self.broken = f"{role} ended with status {status}: {self.said(role)}"
            return
        self.killed[role] += 1
        await self._start(role)

    def said(self, role: str) -> str:
        log = self.folder / f"{role}.log"
        return log.read_text(errors="replace")[-3000:] if log.exists() else ""

    def fired(self) -> set[str]:
        """The points that were reached."""
        return {path.name for path in self.markers.iterdir()}

    async def run_jobs(self, *, failures: bool = False) -> list[str]:
        """Wait until everything that was said is heard and everything that is due is done."""
        seen, deadline = None, 0.0
        while True:
            assert not self.broken, self.broken
            left = await self.sql(
                "SELECT 'fact ' || kind AS what FROM outbox WHERE position IS NULL UNION ALL "
                "SELECT name || ' ' || state || ' ' || error FROM job "
                "WHERE state IN ('queued', 'running') AND (run_at <= :soon OR attempts > 0)",
                soon=now() + SOON,
            )
            if not left:
                return []
            if seen != (seen := (left, self.killed.copy())):  # as long as something happens
                deadline = asyncio.get_running_loop().time() + PATIENCE
            assert asyncio.get_running_loop().time() < deadline, (
                f"not done: {[row.what for row in left]}\n{self.said('relay')}\n{self.said('worker')}"
            )
            await asyncio.sleep(0.03)

    async def until(self, true: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                assert not self.broken, self.broken
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """kill -9 of all, for good."""
        for role in list(self.pids):
            await self.parent.end(role)


class Parent:
    """The process that forks the hub's processes, for the whole test session."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.running: dict[str, int] = {}
        self._starting: dict[str, asyncio.Future[int]] = {}
        self._ended: dict[str, Any] = {}
        self._gone: dict[str, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls) -> Parent:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.flows.forks", cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        assert b"ready" in await process.stdout.readline()
        return cls(process)

    async def start(self, name: str, arguments: list[str], environment: dict[str, str], log: Path, ended: Any) -> int:
        """Fork one; returns its pid. `ended(status)` is awaited when it ends by itself."""
        assert self._process.stdin is not None
        self._starting[name] = asyncio.get_running_loop().create_future()
        self._ended[name] = ended
        order = {"start": name, "arguments": arguments, "environment": environment, "log": str(log)}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return await asyncio.wait_for(self._starting[name], PATIENCE)

    async def end(self, name: str) -> None:
        """kill -9 without a word to anybody."""
        self._ended.pop(name, None)
        if name in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.running[name], signal.SIGKILL)
            await asyncio.wait_for(self._gone[name].wait(), PATIENCE)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            said = json.loads(line)
            if "started" in said:
                self.running[said["started"]] = said["pid"]
                self._gone[said["started"]] = asyncio.Event()
                self._starting[said["started"]].set_result(said["pid"])
                continue
            del self.running[said["ended"]]
            self._gone[said["ended"]].set()
            if ended := self._ended.get(said["ended"]):
                task = asyncio.create_task(ended(said["status"]))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), PATIENCE)
        await self._reader
