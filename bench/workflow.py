"""The whole way of a completion, against stock SpiffWorkflow on the same PostgreSQL, same diagram, same run.

    python3 run.py bench workflow [--json] [--full] [--seconds 4] [--rounds 2] [--clients 8] [--only rates,growth,…]

Ours: clinicians complete tasks over HTTP in one real web process (session, permission, form, lock, engine, service
steps, worklist, history, audit, outbox, one commit). Stock: one process that locks a row, loads the case as the
library documents it, completes the task, saves and commits; no HTTP, no worklist, no audit. Both start their own cases
and take turns, so that a busy machine is busy for both. Then: does it stay fast (a case with thousands of finished
tasks, a worklist with very many), how soon is a row at other people's sockets, how fast are overdue timers worked off.
The default takes about three minutes; `--full` (a million open tasks, more rounds) about eight.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import asyncpg
import structlog

from bench.engine import Stock, record
from bench.flow import clock, crowd, growth, hub, rates
from bench.flow.browsers import Browser, Person
from hub import embedded

QUIET = {"HUB_ENVIRONMENT": "test", "HUB_LOG_LEVEL": "ERROR", "PYTHONHASHSEED": "0"}
SIZES = (0, 10, 100)
PARTS = ("rates", "growth", "worklist", "sockets", "timers")


class House:
    """A hub in a folder of its own: servers, a relay, and a web process that can be changed for a cold one."""

    def __init__(self, folder: Path) -> None:
        self.servers = embedded.start(folder, {})
        self.folder = folder
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.dsn = self.servers.database.url.replace("postgresql+asyncpg://", "postgresql://")
        os.environ |= QUIET | {
            "HUB_DATA_DIR": str(folder), "HUB_DATABASE_URL": self.servers.database.url,
            "HUB_REDIS_URL": self.servers.redis.url, "HUB_POOL_SIZE": "10",
        }  # fmt: skip

    async def web(self, *, cold: bool = False, tell: bool = False) -> int:
        """Start (or change) the web process; its port. `tell`: it says in its replies when it committed."""
        self.end("web")
        port = self.another_port()
        self.children["web"] = hub.spawn(
            "web", **({hub.COLD: "1"} if cold else {}), **({hub.TELL: "1"} if tell else {})
        )
        if "relay" not in self.children:
            self.children["relay"] = hub.spawn("relay")
        await hub.answers(port, list(self.children.values()))
        return port

    @staticmethod
    def another_port() -> int:
        """A free port, which the next web process serves on."""
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = int(found.getsockname()[1])
        os.environ["HUB_PORT"] = str(port)
        return port

    def used(self) -> dict[str, float]:
        """Seconds of processor time so far; `bench` is this process: the clients, and the library's side."""
        found = {name: hub.seconds_used(child.pid) for name, child in self.children.items()}
        for name, server in (("postgres", self.servers.database), ("valkey", self.servers.redis)):
            if server.child is not None:
                found[name] = hub.seconds_used(server.child.pid, with_children=True)
        return found | {"clients": hub.seconds_used(os.getpid())}

    def end(self, name: str) -> None:
        if child := self.children.pop(name, None):
            child.send_signal(signal.SIGTERM)
            child.wait(20)

    def close(self) -> None:
        for name in list(self.children):
            self.end(name)
        self.servers.stop()


async def measure(house: House, options: argparse.Namespace) -> dict[str, Any]:
    """Everything that was asked for, one after the other."""
    people = await hub.prepare(options.clients + 2, options.sockets if "sockets" in options.only else 0)
    workers, crowd_people = people[: options.clients + 2], people[options.clients + 2 :]
    pool = await asyncpg.create_pool(house.dsn, min_size=options.clients, max_size=options.clients)
    await pool.execute("CREATE TABLE stock_case (id bigserial PRIMARY KEY, state text NOT NULL)")
    found: dict[str, Any] = {}
    port = await house.web(tell=True)
    waits = await crowd.visible(port, workers[:1], workers[1:2], record(10), number=options.visible, per_second=25)
    found |= {
        "queue_visible_ms_p50": crowd.percentile(waits, 0.5),
        "queue_visible_ms_p99": crowd.percentile(waits, 0.99),
    }
    if "rates" in options.only:
        found |= await _rates(house, options, pool, workers[2:])
        port = await house.web(tell=True)
    if "growth" in options.only:
        browser = await Browser(port, workers[0]).open()
        found |= await growth.starts(browser, record(10))
        found |= await growth.long_case(browser, record(10))
        print({name: value for name, value in found.items() if name.startswith(("st",))}, flush=True)
    if "sockets" in options.only:
        waits = await crowd.visible(port, workers[:8], crowd_people, record(10), number=500, per_second=50)
        found |= {f"queue_visible_ms_p{part}_{options.sockets}_sockets": crowd.percentile(waits, part / 100)
                  for part in (50, 99)}  # fmt: skip
        print(f"{options.sockets} sockets: p50 {waits[len(waits) // 2]:.0f} ms", flush=True)
    if "worklist" in options.only:
        browser = await Browser(port, workers[0]).open()
        found |= await growth.worklists(browser, pool, options.open_tasks)
    if "timers" in options.only:
        found |= await clock.drained(pool, 10_000, options.timer_seconds)
    found["versions"] = {"postgresql": await pool.fetchval("SHOW server_version")}
    await pool.close()
    return found


async def _rates(house: House, options: argparse.Namespace, pool: Any, people: list[Person]) -> dict[str, Any]:
    """Ours and stock per size of the case data, with cases kept in memory and with cases read anew each time."""
    side = Stock()
    found: dict[str, Any] = {}
    main: dict[str, Any] = {}
    for cold in (False, True):
        port = await house.web(cold=cold)
        before = hub.memory_kb(house.children["web"].pid)
        for kilobytes in SIZES:
            print(f"{'cold' if cold else 'hot'}, {kilobytes} KB", flush=True)
            one = await rates.compare(
                port, people, pool, side, record(kilobytes), seconds=options.seconds,
                rounds=options.rounds + (1 if kilobytes == 10 and not cold else 0), used=house.used,
            )  # fmt: skip
            found[f"{kilobytes}kb_{'cold' if cold else 'hot'}"] = one
            if kilobytes == 10 and not cold:
                main = one
        if not cold:
            grown = hub.memory_kb(house.children["web"].pid) - before
            found["memory_mb_of_web_process"] = round(hub.memory_kb(house.children["web"].pid) / 1024, 1)
            found["memory_grown_kb"] = grown
    return {
        **main,
        "sizes": found,
        "memory_kb_per_hot_case": memory_per_case(),
    }


def memory_per_case(number: int = 300) -> dict[str, float]:
    """Kilobytes that one case in memory takes, by size of its data."""
    import tracemalloc

    from bench.engine import Ours

    side, found = Ours(), {}
    for kilobytes in SIZES:
        text = json.dumps(record(kilobytes))
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        kept = [side.start(json.loads(text)) for _ in range(number)]
        found[f"{kilobytes}kb"] = round((tracemalloc.get_traced_memory()[0] - before) / number / 1024, 1)
        tracemalloc.stop()
        del kept
    return found


def conditions(options: argparse.Namespace) -> dict[str, Any]:
    """Hardware, versions, noise, and what was done."""
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.processor())  # fmt: skip
    return {
        "cores": os.cpu_count(), "processor": model, "load": [round(x, 1) for x in os.getloadavg()],
        "noise": "`spread`: how far the rounds lie apart; the ratio is taken per round, so that it suffers least",
        "web_processes": 1, "clients": options.clients, "seconds": options.seconds, "rounds": options.rounds,
        "model": "15 activities (8 people, 7 services), 5 exclusive and 4 parallel gateways, one boundary timer; 7 "
        "completions by people and 7 services per case",
        "ours": "HTTP keep-alive, session, permission, CSRF, form, row lock, engine, steps, worklist, history, audit "
        "chain, outbox, relay, one commit per completion; clients on the same machine. Cases are started within the "
        "measured time, on both sides; the reply to a start brings the first task",
        "stock": "one process, no HTTP, SELECT FOR UPDATE, deserialize_json, run, do_engine_steps, serialize_json, "
        "UPDATE, commit; as many cases at once as we have clients",
        "queue_visible": "from just before COMMIT is sent to the row at another clinician's websocket client",
        "sockets": f"{options.sockets} sockets of as many sessions, {hub.CROWD_NURSES} in the pool that each row "
        "goes to, 50 completions a second",
    }  # fmt: skip


def main(arguments: list[str]) -> int:
    """Prints each round, and one JSON object as the last line."""
    parser = argparse.ArgumentParser(prog="bench workflow", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="a million open tasks and more rounds: about eight minutes")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--visible", type=int, default=100)
    parser.add_argument("--sockets", type=int, default=500)
    parser.add_argument("--open-tasks", type=int, default=100_000)
    parser.add_argument("--timer-seconds", type=float, default=10.0)
    parser.add_argument("--serve", choices=("web", "relay", "worker", "crowd"), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve == "crowd":
        asyncio.run(crowd.sit(options.port))
        return 0
    if options.serve:
        return hub.serve(options.serve)
    options.only = options.only.split(",")
    if options.full:
        options.open_tasks, options.rounds, options.timer_seconds = 1_000_000, max(3, options.rounds), 30.0
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory(prefix="wardline-bench-") as folder:
        house = House(Path(folder))
        try:
            found = asyncio.run(measure(house, options))
        finally:
            house.close()
    found["versions"] |= {"python": platform.python_version()} | {
        name: version(name) for name in ("SpiffWorkflow", "quart", "uvicorn", "sqlalchemy", "asyncpg")
    }
    found["conditions"] = conditions(options)
    print(json.dumps(found) if options.json else json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
