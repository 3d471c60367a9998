"""A real web front for signalling tests: uvicorn on a port, Socket.IO clients over TCP, the relay, real Valkey."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import socketio
import uvicorn
from quart import Quart
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hub.core.db import Database
from hub.core.http import cookie_name
from hub.core.outbox import Outbox
from hub.core.relay import Relay
from hub.core.settings import Settings
from hub.embedded import Places, start_valkey
from signaling.manager import Wire, channel
from signaling.publish import publish
from signaling.server import Sockets
from tests.hub_fixture import Client, Hub

PATIENCE = 60.0
"""Seconds after which a wait has failed: only a fault takes so long. How fast things are is measured by bench/."""


class Web:
    """One web process, as far as sockets can tell: its own Socket.IO server on its own port."""

    def __init__(self, options: Settings) -> None:
        from hub.app import create_app

        self.app: Quart = create_app(options)
        self.sockets: Sockets = self.app.extensions["sockets"]
        self.took: set[str] = set()
        """Who sent what this front has handed out (see House.settled)."""
        self._note_what_is_handed_out()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.server = uvicorn.Server(
            uvicorn.Config(
                self.app, loop="none", http="httptools", ws="websockets-sansio", ws_per_message_deflate=False,
                ws_max_size=262_144, lifespan="off", log_config=None, timeout_graceful_shutdown=1,
            )
        )  # fmt: skip

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _note_what_is_handed_out(self) -> None:
        manager = self.sockets.io.manager
        take = manager._take

        async def noted(raw: bytes) -> None:
            await take(raw)
            self.took.add(str(orjson.loads(raw).get("host_id")))

        manager._take = noted

    async def __aenter__(self) -> Web:
        # The app's own lifespan would close the database of the test with it.
        await self.sockets.start()
        self.for_ever = set(self.sockets._work)
        self.serving = asyncio.create_task(self.server._serve([self.listener]))
        await until(lambda: self.server.started)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.sockets.stop()
        self.server.should_exit = True
        await asyncio.wait_for(self.serving, PATIENCE)
        self.listener.close()

    async def has_acted(self) -> None:
        """What was begun upon what has been handed out until now is done (`Sockets.soon`)."""
        if begun := self.sockets._work - self.for_ever:
            await asyncio.wait(begun, timeout=PATIENCE)

    def mark(self, mark: str) -> set[str]:
        """Send a mark to everybody here, behind all that was sent to them before; returns to whom (their `sid`)."""
        io, wire = self.sockets.io, Wire("mark", f'2["mark","{mark}"]')
        told = {line.sid: io.manager.eio_sid_from_sid(line.sid, "/") for line in self.sockets.lines if line.sid}
        for eio_sid in told.values():
            if (socket := io.eio.sockets.get(eio_sid)) is not None:
                socket.queue.offer(wire)
        return set(told)


class Sock:
    """A client with everything it heard."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.url, self.headers = url, headers
        self.io = socketio.AsyncClient(reconnection=False)
        self.heard: list[tuple[str, Any]] = []
        self.mark = ""
        self.gone = asyncio.Event()
        self.io.on("*", self._hear)
        self.io.on("disconnect", self._hang_up)

    async def _hear(self, event: str, data: Any = None) -> None:
        if event == "mark":
            self.mark = data
        else:
            self.heard.append((event, data))

    async def _hang_up(self, _reason: str = "") -> None:
        self.gone.set()

    async def connect(self) -> Sock:
        await self.io.connect(self.url, headers=self.headers, transports=["websocket"], wait_timeout=PATIENCE)
        return self

    async def close(self) -> None:
        await asyncio.wait_for(self.io.disconnect(), PATIENCE)

    async def ask(self, name: str, data: Any = None) -> dict[str, Any]:
        """The acknowledgement. Raises DisconnectedError as soon as the connection is cut instead."""
        asked = asyncio.ensure_future(self.io.call(name, data, timeout=PATIENCE))
        cut = asyncio.ensure_future(self.gone.wait())
        await asyncio.wait((asked, cut), return_when=asyncio.FIRST_COMPLETED)
        cut.cancel()
        if not asked.done():
            asked.cancel()
            raise socketio.exceptions.DisconnectedError
        reply: dict[str, Any] = asked.result()
        return reply

    def facts(self) -> list[dict[str, Any]]:
        return [data for event, data in self.heard if event == "fact"]

    def positions(self) -> list[int]:
        return [fact["position"] for fact in self.facts()]

    async def hears(self, event: str, count: int = 1) -> list[Any]:
        """The first `count` messages of this name, as soon as they are there."""
        await until(lambda: sum(name == event for name, _ in self.heard) >= count)
        return [data for name, data in self.heard if name == event]


class Speaker(Relay):
    """A relay that only publishes: jobs are run by the test, when it says so."""

    async def _dispatch(self, last_reclaim: Any) -> Any:
        return last_reclaim


class House:
    """The hub of one test with running web fronts and a relay."""

    def __init__(self, hub: Hub, options: Settings) -> None:
        self.hub, self.options = hub, options
        self.webs: list[Web] = []
        self.socks: list[Sock] = []
        self.position = 0
        """How far the relay has published."""
        self.stack = contextlib.AsyncExitStack()

    async def open(self, webs: int = 1) -> House:
        for _ in range(webs):
            self.webs.append(await self.stack.enter_async_context(Web(self.options)))
        relay = Speaker(self.hub.database, self._publish, lambda _: None, sweep=0.2)
        running = asyncio.create_task(relay.run())

        async def end() -> None:
            relay.stop()
            await asyncio.wait_for(running, PATIENCE)

        self.stack.push_async_callback(end)
        await asyncio.wait_for(relay.leading.wait(), PATIENCE)
        return self

    async def _publish(self, database: Database, facts: list[dict[str, Any]]) -> None:
        await publish(database, facts)
        self.position = facts[-1]["position"]

    async def settled(self) -> None:
        """The relay has published everything that was said; web fronts have acted upon it, and clients heard of it."""
        ((last,),) = await self.hub.sql("SELECT max(id) FROM outbox")
        async with asyncio.timeout(PATIENCE):
            while True:
                ((position,),) = await self.hub.sql("SELECT position FROM outbox WHERE id = :id", id=last)
                if position is not None and position <= self.position:
                    break
                await asyncio.sleep(0.02)
        await self._handed_out()
        for web in self.webs:
            await web.has_acted()
        await self._handed_out()  # what they have said to each other upon it
        await self._heard()

    async def _handed_out(self) -> None:
        """A message without facts follows the facts: a front takes one after the other."""
        mark = f"mark-{uuid4()}"
        empty = orjson.dumps({"method": "facts", "facts": [], "host_id": mark})
        try:
            async with Redis.from_url(self.options.redis_url, socket_connect_timeout=1.0) as client:
                hearing = await client.publish(channel(self.options), empty)
        except (RedisError, OSError):
            return  # without Valkey nobody was told
        await until(lambda: sum(mark in web.took for web in self.webs) >= hearing)

    async def _heard(self) -> None:
        mark = f"mark-{uuid4()}"
        told = set().union(*(web.mark(mark) for web in self.webs))
        ours = [sock for sock in self.socks if sock.io.get_sid("/") in told]
        await until(lambda: all(sock.mark == mark or not sock.io.connected for sock in ours))

    def sock(self, client: Client | None, web: int = 0, **headers: str) -> Sock:
        """A client that is not connected yet, with the session of `client`."""
        sent = {"Origin": self.webs[web].url, **headers}
        if client is not None:
            sent["Cookie"] = f"{cookie_name()}={client.cookie()}"
        sock = Sock(self.webs[web].url, sent)
        self.socks.append(sock)
        self.stack.push_async_callback(sock.close)
        return sock

    async def connect(self, client: Client, web: int = 0) -> Sock:
        return await self.sock(client, web).connect()

    async def say(self, *rooms: str, count: int = 1, kind: str = "Pinged", **payload: Any) -> None:
        """State facts to rooms, each in a transaction of its own."""
        for n in range(count):
            async with self.hub.transaction() as db:
                db.add(Outbox(kind=kind, key="", rooms=list(rooms), payload={"n": n, **payload}, actor_id=None))


@asynccontextmanager
async def valkey_of_its_own() -> AsyncIterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """(address, kill, start again) of a Valkey that a test may kill."""
    folder = Path(tempfile.mkdtemp(prefix="wardline-valkey-"))
    places = Places.prepare(folder)
    running = [start_valkey(places)]

    def kill() -> None:
        child = running[0].child
        assert child is not None
        os.kill(child.pid, signal.SIGKILL)
        child.process.wait()

    def again() -> None:
        running[0] = start_valkey(places)

    try:
        yield running[0].url, kill, again
    finally:
        running[0].stop(2.0)
        shutil.rmtree(folder, ignore_errors=True)


async def until(true: Callable[[], Any], within: float = PATIENCE) -> None:
    """Wait until something holds (or an awaited look says so), or fail.

    Seconds are counted in turns of the loop, of 10 ms each: a machine that is busy elsewhere does not let them pass.
    """
    for _ in range(round(within * 100)):
        found = true()
        if await found if inspect.isawaitable(found) else found:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen in time")
