"""Fan-out to many open browsers, against python-socketio as it comes, in the same run.

    python3 run.py bench sockets [--json] [--rounds 3] [--peer node]

Both sides: one process, uvicorn with uvloop and the same WebSocket options, 200-byte events, the same raw clients in a
process of their own. Ours is the hub's whole web process (sessions, rights, presence); stock is a bare server. Events
come from within the process (`local`) and from another one over Valkey, as facts do. They take turns, so that a busy
machine is busy for both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import structlog

from bench.flow import hub
from bench.live import crowd, node, servers
from hub import embedded

QUIET = {"HUB_ENVIRONMENT": "test", "HUB_LOG_LEVEL": "ERROR"}
CROWDS = (200, 1_000)


class Side:
    """One server with its crowd."""

    def __init__(self, name: str) -> None:
        self.name = name
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = int(found.getsockname()[1])
        environment = {**os.environ, "HUB_PORT": str(self.port)}
        command = node.command() if name == "node" else [sys.executable, "-m", "bench.sockets", "--serve", name]
        self.server = subprocess.Popen(command, env=environment, cwd=node.FOLDER if name == "node" else None)
        self.emitter: Any = None if name == "node" else servers.emitter(name)

    async def start(self) -> Side:
        await hub.answers(self.port, [self.server])
        self.crowd = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.sockets", "--serve", "crowd", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            limit=2**26,
        )  # fmt: skip
        return self

    async def ask(self, do: str, **order: Any) -> dict[str, Any]:
        """One order to the crowd and its answer."""
        assert self.crowd.stdin is not None and self.crowd.stdout is not None
        self.crowd.stdin.write(json.dumps({"do": do, **order}).encode() + b"\n")
        line = await asyncio.wait_for(self.crowd.stdout.readline(), 180)
        if not line:
            raise RuntimeError(f"the crowd of {self.name} is gone")
        found: dict[str, Any] = json.loads(line)
        return found

    async def seat(self, cookies: list[str], at_once: int = crowd.AT_ONCE) -> dict[str, float]:
        """Open a socket for each; seconds, handshakes that had to be repeated, and memory per connection."""
        before = hub.memory_kb(self.server.pid)
        found = await self.ask("open", port=self.port, cookies=cookies, at_once=at_once)
        await asyncio.sleep(0.5)
        return found | {"kb_per_connection": round((hub.memory_kb(self.server.pid) - before) / len(cookies), 1)}

    async def burst(self, sockets: int, events: int) -> dict[str, float]:
        """Flat out from within the process: deliveries a second, and processor time for each."""
        used, began = hub.seconds_used(self.server.pid), time.time()
        await self.ask("say", text=f'42["bench",{{"events":{events}}}]')
        return self._rate(await self.ask("wait", number=sockets * events, seconds=60), sockets * events, began, used)

    async def over_valkey(self, sockets: int, events: int) -> dict[str, float]:
        """Flat out from another process: what the relay sends, or what the library's emitter sends."""
        used, began = hub.seconds_used(self.server.pid), time.time()
        if self.name == "ours":  # the relay reads the outbox in batches, and sends each as one message
            for first in range(0, events, 20):
                batch = [([servers.ROOM], servers.body(time.time())) for _ in range(min(20, events - first))]
                await self.emitter.tell(batch)
        else:
            for _ in range(events):
                await self.emitter.emit(servers.EVENT, servers.body(time.time()), "/", room=servers.ROOM)
        return self._rate(await self.ask("wait", number=sockets * events, seconds=60), sockets * events, began, used)

    def _rate(self, heard: dict[str, Any], wanted: int, began: float, used: float) -> dict[str, float]:
        if heard["heard"] != wanted:
            raise RuntimeError(f"{self.name}: {heard['heard']} of {wanted} deliveries arrived")
        spent = hub.seconds_used(self.server.pid) - used
        return {
            "per_s": round(wanted / (heard["ended"] - began)),
            "cpu_us_per_delivery": round(spent / wanted * 1e6, 1),
        }  # fmt: skip

    async def paced(self, sockets: int, per_second: float, seconds: float) -> dict[str, float]:
        """Events at an even pace from another process: how long each takes to each client, and the share of a core."""
        used, began, events = hub.seconds_used(self.server.pid), time.perf_counter(), int(per_second * seconds)
        for turn in range(events):
            await asyncio.sleep(max(0.0, began + turn / per_second - time.perf_counter()))
            data = servers.body(time.time())
            if self.name == "ours":
                await self.emitter.tell([([servers.ROOM], data)])
            else:
                await self.emitter.emit(servers.EVENT, data, "/", room=servers.ROOM)
        heard = await self.ask("wait", number=sockets * events, seconds=30)
        if heard["heard"] != sockets * events:
            raise RuntimeError(f"{self.name}: {heard['heard']} of {sockets * events} deliveries arrived")
        share = (hub.seconds_used(self.server.pid) - used) / (time.perf_counter() - began)
        return {name: heard[name] for name in ("p50_ms", "p95_ms", "p99_ms")} | {"core_share": round(share, 3)}

    async def stop(self) -> None:
        if hasattr(self, "crowd") and self.crowd.stdin is not None:
            self.crowd.stdin.close()
            await self.crowd.wait()
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(40)


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Each question to both sides in turns, for each size of the crowd."""
    # The first fifty of a crowd are nurses in `hub.prepare`; everybody here must sit in one room.
    people = await hub.prepare(0, hub.CROWD_NURSES + max(CROWDS))
    cookies = [person.cookie for person in people[hub.CROWD_NURSES :]]
    sides = [await Side(name).start() for name in ("ours", "stock", *(["node"] if options.peer == "node" else []))]
    found: dict[str, Any] = {}
    try:
        for number in CROWDS:
            found[str(number)] = await _crowd(sides, cookies[:number], options)
        found["storm"] = {}
        for side in sides:
            await side.seat(cookies)
            await side.ask("close")
            storm = await side.ask("open", port=side.port, cookies=cookies, at_once=len(cookies))
            found["storm"][side.name] = {"seconds": round(storm["seconds"], 2), "tried_again": storm["tried_again"]}
            await side.ask("close")
        print("storm", found["storm"], flush=True)
    finally:
        for side in sides:
            await side.stop()
    return found


async def _crowd(sides: list[Side], cookies: list[str], options: argparse.Namespace) -> dict[str, Any]:
    number = len(cookies)
    assert number in CROWDS
    found: dict[str, Any] = {
        side.name: {"seat": await side.seat(cookies), "local": [], "valkey": [], "paced": [], "spread": []}
        for side in sides
    }
    for _ in range(options.rounds):
        for side in sides:
            one = found[side.name]
            one["local"].append(await side.burst(number, 40_000 // number))
            if side.emitter is not None:
                one["valkey"].append(await side.over_valkey(number, 40_000 // number))
                one["paced"].append(await side.paced(number, 4_000 / number, 3.0))
                one["spread"].append(await side.paced(number, 1_000 / number, 3.0))
            print(
                number,
                side.name,
                {name: rounds[-1] for name, rounds in one.items() if name != "seat" and rounds},
                flush=True,
            )
    for side in sides:
        await side.ask("close")
        found[side.name] = {
            name: rounds if name == "seat" else _middle(rounds) for name, rounds in found[side.name].items()
        }  # fmt: skip
    return found


def _middle(rounds: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]} if rounds else {}


def summary(found: dict[str, Any]) -> dict[str, Any]:
    """The figures that are promised, ours over stock."""
    small, large = found["200"], found["1000"]
    return {
        "fanout_ratio": round(small["ours"]["local"]["per_s"] / small["stock"]["local"]["per_s"], 2),
        "fanout_ratio_1000": round(large["ours"]["local"]["per_s"] / large["stock"]["local"]["per_s"], 2),
        "fanout_ratio_over_valkey": round(small["ours"]["valkey"]["per_s"] / small["stock"]["valkey"]["per_s"], 2),
        "paced_p99_ratio": round(small["ours"]["paced"]["p99_ms"] / small["stock"]["paced"]["p99_ms"], 3),
        "paced_p99_ratio_1000": round(large["ours"]["paced"]["p99_ms"] / large["stock"]["paced"]["p99_ms"], 3),
        "p95_ms_1000": large["ours"]["spread"]["p95_ms"],
        "cpu_us_per_delivery": small["ours"]["local"]["cpu_us_per_delivery"],
        "kb_per_connection": large["ours"]["seat"]["kb_per_connection"],
        "storm_seconds_1000": found["storm"]["ours"]["seconds"],
    }


def main(arguments: list[str]) -> int:
    """Prints each round, and one JSON object as the last line."""
    parser = argparse.ArgumentParser(prog="bench sockets", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", choices=("node",), help="also beside Node's socket.io, if it is installed")
    parser.add_argument("--serve", choices=("ours", "stock", "crowd"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve:
        {"ours": servers.ours, "stock": servers.stock, "crowd": crowd.main}[options.serve]()
        return 0
    if options.peer == "node" and not (shutil.which("node") and node.installed()):
        parser.error(node.HOW)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory(prefix="wardline-bench-") as folder:
        house = embedded.start(Path(folder), {})
        os.environ |= QUIET | {
            "HUB_DATA_DIR": folder, "HUB_DATABASE_URL": house.database.url, "HUB_REDIS_URL": house.redis.url,
        }  # fmt: skip
        try:
            found = asyncio.run(measure(options))
        finally:
            house.stop()
    result = summary(found) | {
        "crowds": found,
        "versions": {"python": platform.python_version()} | {
            name: version(name) for name in ("python-socketio", "python-engineio", "uvicorn", "uvloop", "redis")
        },
        "conditions": {
            "cores": os.cpu_count(), "load": [round(x, 1) for x in os.getloadavg()], "rounds": options.rounds,
            "event_bytes": len(json.dumps(servers.body(time.time()))) + 12,
            "paced": "4,000 deliveries a second", "spread": "1,000 deliveries a second",
            "both": "one server process and one client process on the same machine, so they share its cores",
        },
    }  # fmt: skip
    print(json.dumps(result) if options.json else json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
