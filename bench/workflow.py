"""The whole way of a completion, against stock SpiffWorkflow on the same PostgreSQL, same diagram, same run.

    python3 run.py bench workflow [--json] [--seconds 6] [--rounds 3] [--clients 8] [--kilobytes 10]

Ours: clinicians complete tasks over HTTP in one real web process (session, permission, form, lock, engine, service
steps, worklist, history, audit, outbox, one commit). Stock: one process that locks a row, loads the case as the
library documents it, completes the task, saves and commits; no HTTP, no worklist, no audit. Both start their own cases
and take turns, so that a busy machine is busy for both. Then one clinician completes tasks while another's socket
listens: from the commit to the row in hand.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import asyncpg
import structlog

from bench.engine import COMPLETIONS, Stock, model, record
from hub import embedded

COMMITTED: ContextVar[list[float]] = ContextVar("committed")
QUIET = {"HUB_ENVIRONMENT": "test", "HUB_LOG_LEVEL": "ERROR", "PYTHONHASHSEED": "0"}


# ---- the web process and the relay, as in production, with the steps of the benchmark's diagram ---------------------


def serve(what: str) -> int:
    """Be the web process or the relay."""
    from hub import serve as processes
    from hub.core.settings import settings
    from hub.modules import load

    load()
    _steps()
    if what == "web":
        _tell_commits()
        processes.web(settings())
    else:
        processes.relay(settings())
    return 0


def _steps() -> None:
    from pydantic import BaseModel

    from workflows.steps import step

    class Urgent(BaseModel):
        urgent: bool

    async def answer(db: Any, case: Any, *, actor: Any, urgent: bool) -> dict[str, Any]:
        return {"ok": True}

    for n in range(1, 9):
        step(f"bench.s{n}", params=Urgent, title="Answers at once", pure=True)(answer)


def _tell_commits() -> None:
    """Put the moment just before COMMIT was sent into a reply header: what the second part counts from."""
    from quart import Quart
    from asyncpg.transaction import Transaction

    commit = Transaction.commit

    async def noted(self: Any) -> None:
        COMMITTED.get([]).append(time.time())
        await commit(self)

    Transaction.commit = noted

    make = Quart.before_serving

    def before_serving(app: Quart, function: Any) -> Any:
        if not app.config.get("BENCH"):
            app.config["BENCH"] = True

            @app.before_request
            async def begin() -> None:
                COMMITTED.set([])

            @app.after_request
            async def tell(response: Any) -> Any:
                if moments := COMMITTED.get([]):
                    response.headers["X-Committed"] = f"{moments[-1]:.6f}"
                return response

        return make(app, function)

    Quart.before_serving = before_serving  # type: ignore[method-assign]


# ---- clients --------------------------------------------------------------------------------------------------------


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


async def ours(browser: Browser, data: dict[str, Any], done: list[float], until: Callable[[], bool]) -> None:
    """One clinician at work: start a case, complete its tasks, one exchange each."""
    while not until():
        case, _ = await browser.call("POST", "/api/cases", {"process": "bench", "data": data})
        page, _ = await browser.call("GET", f"/api/tasks?scope=open&case_id={case['case_id']}")
        task = page["items"][0]
        while task is not None and task["case_id"] == case["case_id"] and not until():
            reply, _ = await browser.call(
                "POST", f"/api/tasks/{task['id']}/complete", {"answers": {}, "version": task["version"]}
            )
            done.append(time.perf_counter())
            task = reply["next_task_for_me"]


async def stock(pool: Any, side: Stock, data: dict[str, Any], done: list[float], until: Callable[[], bool]) -> None:
    """The same with the library alone: lock, load, complete, save, commit."""
    while not until():
        saved = side.save(side.start(data))
        case_id = await pool.fetchval("INSERT INTO stock_case (state) VALUES ($1) RETURNING id", saved)
        for _ in range(COMPLETIONS):
            async with pool.acquire() as connection, connection.transaction():
                saved = await connection.fetchval("SELECT state FROM stock_case WHERE id = $1 FOR UPDATE", case_id)
                case = side.load(saved)
                side.complete(case)
                await connection.execute("UPDATE stock_case SET state = $1 WHERE id = $2", side.save(case), case_id)
            done.append(time.perf_counter())
            if until():
                break


async def rate(workers: Callable[[list[float], Callable[[], bool]], list[Awaitable[None]]], seconds: float) -> float:
    """Completions per second over `seconds`, after a fifth of that to warm up."""
    done: list[float] = []
    began = time.perf_counter()
    end = began + seconds * 1.2
    await asyncio.gather(*workers(done, lambda: time.perf_counter() >= end))
    counted = [moment for moment in done if began + seconds * 0.2 <= moment <= end]
    return len(counted) / seconds


# ---- from one clinician's commit to another's socket ----------------------------------------------------------------


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


async def visible(port: int, mine: Person, colleague: Person, data: dict[str, Any], number: int) -> list[float]:
    """Milliseconds from each commit of one clinician to the row at another's socket, one every 30 ms or so."""
    listener, ready = Listener(port, colleague), asyncio.Event()
    listening = asyncio.create_task(listener.run(ready))
    await asyncio.wait_for(ready.wait(), 10)
    browser = await Browser(port, mine).open()
    committed: dict[str, float] = {}
    task: dict[str, Any] | None = None
    while len(committed) < number:
        if task is None:
            case, _ = await browser.call("POST", "/api/cases", {"process": "bench", "data": data})
            page, _ = await browser.call("GET", f"/api/tasks?scope=open&case_id={case['case_id']}")
            task = page["items"][0]
        reply, headers = await browser.call(
            "POST", f"/api/tasks/{task['id']}/complete", {"answers": {}, "version": task["version"]}
        )
        committed[task["id"]] = float(headers["x-committed"])
        following = reply["next_task_for_me"]
        task = following if following and following["case_id"] == case["case_id"] else None
        await asyncio.sleep(0.03)
    deadline = time.time() + 10
    while committed.keys() - listener.seen.keys():
        if time.time() > deadline or listening.done():
            raise RuntimeError(f"{len(committed.keys() - listener.seen.keys())} completions never reached the socket")
        listener.arrived.clear()
        await asyncio.wait_for(listener.arrived.wait(), 10)
    listening.cancel()
    return sorted((listener.seen[task_id] - moment) * 1000 for task_id, moment in committed.items())


# ---- all of it ------------------------------------------------------------------------------------------------------


async def prepare(clients: int) -> list[Person]:
    """Tables, the diagram, and clinicians who are signed in."""
    from hub.core import db as database
    from hub.core.actor import ANONYMOUS, SYSTEM
    from hub.core.http import cookie_name
    from hub.core.ids import uuid7
    from hub.core.settings import settings
    from hub.identity import actions, sessions
    from hub.migrate import migrate
    from hub.modules import load
    from workflows.reference import publish

    load()
    await migrate(settings().database_url)
    here = database.connect(settings().database_url, pool_size=2)
    people = []
    async with here.transaction() as db:
        await publish(db, model().decode())
        for n in range(clients + 2):
            user = await actions.create_user(
                db, f"nurse{n}@bench.example.org", None, f"Nurse {n}", ["nurse"], actor=SYSTEM, practitioner_id=uuid7()
            )  # fmt: skip
            opened = await sessions.open_session(db, user, actor=ANONYMOUS, user_agent="bench")
            people.append(Person(f"{cookie_name()}={opened.token}", opened.actor.csrf))
    await database.disconnect()
    return people


async def measure(options: argparse.Namespace, port: int, dsn: str, people: list[Person]) -> dict[str, Any]:
    """Both sides in turns, then the socket."""
    data = record(options.kilobytes)
    pool = await asyncpg.create_pool(dsn, min_size=options.clients, max_size=options.clients)
    await pool.execute("CREATE TABLE stock_case (id bigserial PRIMARY KEY, state text NOT NULL)")
    side = Stock()
    theirs, mine = [], []
    for _ in range(options.rounds):
        theirs.append(
            await rate(lambda done, until: [stock(pool, side, data, done, until) for _ in people[2:]], options.seconds)
        )
        # Opened here: a web server closes connections that are idle while it is the other side's turn.
        browsers = [await Browser(port, person).open() for person in people[2:]]
        mine.append(
            await rate(
                lambda done, until, browsers=browsers: [ours(browser, data, done, until) for browser in browsers],
                options.seconds,
            )
        )
        print(f"stock {theirs[-1]:7.1f}/s   ours over HTTP {mine[-1]:7.1f}/s   {mine[-1] / theirs[-1]:.2f}x")
    postgres = await pool.fetchval("SHOW server_version")
    await pool.close()
    waits = await visible(port, people[0], people[1], data, options.visible)
    return {
        "completions_per_s": round(statistics.median(mine), 1),
        "stock_completions_per_s": round(statistics.median(theirs), 1),
        "ratio": round(statistics.median(a / b for a, b in zip(mine, theirs, strict=True)), 2),
        "queue_visible_ms_p50": round(waits[len(waits) // 2], 1),
        "queue_visible_ms_p99": round(waits[min(len(waits) - 1, int(len(waits) * 0.99))], 1),
        "versions": {
            "python": platform.python_version(), "postgresql": postgres, "SpiffWorkflow": version("SpiffWorkflow"),
            "quart": version("quart"), "uvicorn": version("uvicorn"), "sqlalchemy": version("sqlalchemy"),
        },
        "conditions": {
            "cores": os.cpu_count(), "load": [round(x, 1) for x in os.getloadavg()], "web_processes": 1,
            "clients": options.clients, "case_data_kb": options.kilobytes, "seconds": options.seconds,
            "rounds": options.rounds, "model": "15 activities (8 people, 7 services), 5 exclusive and 4 parallel "
            "gateways, one boundary timer; 7 completions by people and 7 services per case",
            "ours": "HTTP keep-alive, session, permission, CSRF, form, row lock, engine, steps in savepoints, worklist,"
            " history, audit chain, outbox, one commit per completion; clients on the same machine",
            "stock": "one process, no HTTP, SELECT FOR UPDATE, deserialize_json, run, do_engine_steps, serialize_json,"
            " UPDATE, commit; as many cases at once as we have clients",
            "queue_visible": f"{options.visible} completions, from just before COMMIT is sent to the row at another "
            "clinician's websocket client",
        },
    }  # fmt: skip


def main(arguments: list[str]) -> int:
    """Prints each round, and one JSON object as the last line."""
    parser = argparse.ArgumentParser(prog="bench workflow", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--kilobytes", type=int, default=10)
    parser.add_argument("--visible", type=int, default=300)
    parser.add_argument("--serve", choices=("web", "relay"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve:
        return serve(options.serve)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory(prefix="wardline-bench-") as folder:
        found = _run(options, Path(folder))
    print(json.dumps(found) if options.json else json.dumps(found, indent=2))
    return 0


def _run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    import socket

    servers = embedded.start(folder, {})
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    os.environ |= QUIET | {
        "HUB_DATA_DIR": str(folder), "HUB_DATABASE_URL": servers.database.url, "HUB_REDIS_URL": servers.redis.url,
        "HUB_PORT": str(port), "HUB_POOL_SIZE": "10",
    }  # fmt: skip
    children: list[subprocess.Popen[bytes]] = []
    try:
        people = asyncio.run(prepare(options.clients))
        for what in ("web", "relay"):
            command = [sys.executable, "-m", "bench.workflow", "--serve", what]
            children.append(subprocess.Popen(command, env=os.environ))
        asyncio.run(_answers(port, children))
        dsn = servers.database.url.replace("postgresql+asyncpg://", "postgresql://")
        return asyncio.run(measure(options, port, dsn, people))
    finally:
        for child in children:
            child.send_signal(signal.SIGTERM)
        for child in children:
            child.wait(20)
        servers.stop()


async def _answers(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    for _ in range(600):
        if any(child.poll() is not None for child in children):
            break
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the web process does not answer")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
