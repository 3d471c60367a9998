"""What a hospital asks all day over HTTP, at two sizes of the hospital, with one and two web processes.

    python3 run.py bench http [--json] [--scale large] [--patients 10000] [--seconds 2] [--clients 8] [--keep FOLDER]

A small hospital (1,000 patients) and a larger one are filled by `hub demo load` on real servers, with relay and worker
running as in production. A separate process plays the clients: keep-alive connections, signed-in sessions, CSRF
tokens; each operation alone, then a mix. Reads are audited and writes are committed as for anybody. Growth is the
median time of one waiting client in the larger hospital over that in the small one, measured in turns, so that a busy
machine is busy for both. The targets are for `--scale large` (100,000 patients), which takes minutes to fill: with
`--keep` both hospitals stay in that folder and the next run begins with them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import clients
from hub import embedded
from hub.crowd.scale import SCALES

SMALL = 1_000
QUIET = {"HUB_ENVIRONMENT": "test", "HUB_LOG_LEVEL": "ERROR", "PYTHONHASHSEED": "0"}
GROWN = {"search": "search_name", "phone": "search_phone", "day": "day", "chart": "chart"}
TARGETS = "150 mixed/s with p95 < 200 ms; growth <= 1.5; no errors"


@dataclass
class Hospital:
    """One filled hospital on servers of its own."""

    patients: int
    folder: Path
    environment: dict[str, str]
    plan: dict[str, Any] = field(default_factory=dict)
    seconds_to_fill: float = 0
    postgres: str = ""


def _place(stack: ExitStack, keep: Path | None, patients: int) -> Path:
    """Where a hospital of this size lives: in the folder to keep, or somewhere that is gone afterwards."""
    if keep is None:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wardline-bench-")))
    folder = keep / str(patients)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def filled(patients: int, folder: Path) -> Iterator[Hospital]:
    """Start servers, fill the hospital unless that is done, prepare what clients need; stop the servers afterwards."""
    servers = embedded.start(folder, {})
    try:
        environment = os.environ | QUIET | {
            "HUB_DATA_DIR": str(folder), "HUB_DATABASE_URL": servers.database.url, "HUB_REDIS_URL": servers.redis.url,
            "HUB_POOL_SIZE": "10",
        }  # fmt: skip
        hospital = Hospital(patients, folder, environment)
        hospital.seconds_to_fill = _fill(hospital)
        found = subprocess.run(
            [sys.executable, "-m", "bench.http", "--prepare"], env=environment, check=True, stdout=subprocess.PIPE
        )
        hospital.plan = json.loads(found.stdout)
        hospital.postgres = hospital.plan.pop("postgres")
        print(f"{patients:,} patients: filled in {hospital.seconds_to_fill} s", file=sys.stderr)
        yield hospital
    finally:
        servers.stop()


def _fill(hospital: Hospital) -> float:
    """How long it took to fill the hospital; a note in its folder says so to later runs."""
    note = hospital.folder / "filled.json"
    if note.exists():
        _hub(hospital, "migrate")
        return float(json.loads(note.read_text()))
    began = time.perf_counter()
    _hub(hospital, "demo", "load", "--patients", str(hospital.patients))
    took = round(time.perf_counter() - began, 1)
    note.write_text(json.dumps(took))
    return took


def _hub(hospital: Hospital, *words: str) -> None:
    command = [sys.executable, "-m", "hub.cli", *words]
    subprocess.run(command, env=hospital.environment, check=True, stdout=sys.stderr, stderr=subprocess.DEVNULL)


@contextmanager
def serving(hospital: Hospital, processes: int) -> Iterator[int]:
    """Web processes on one listening socket, a relay and a worker; gives the port."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listen, ExitStack() as stack:
        port = int(listen.getsockname()[1])
        listen.set_inheritable(True)
        environment = hospital.environment | {"HUB_PORT": str(port), "HUB_LISTEN_FD": str(listen.fileno())}
        children = [
            subprocess.Popen([sys.executable, "-m", "hub.cli", what], env=environment, pass_fds=(listen.fileno(),),
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for what in (*["web"] * processes, "relay", "worker")
        ]  # fmt: skip
        stack.callback(_stop, children)
        asyncio.run(_ready(port, processes, children))
        yield port


async def _ready(port: int, processes: int, children: list[subprocess.Popen[bytes]]) -> None:
    """Wait until the web processes answer and have warmed up."""
    for _ in range(300):
        if any(child.poll() is not None for child in children):
            raise RuntimeError("a process of the hospital ended")
        try:
            for _ in range(8 * processes):
                await asyncio.wait_for(clients.Browser(port).get("/healthz"), 5)
            await asyncio.sleep(1)
            return
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            await asyncio.sleep(0.1)
    raise RuntimeError("the web process does not answer")


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def drive(hospital: Hospital, port: int, **wanted: Any) -> dict[str, Any]:
    """Let the process of the clients work; what it used up (booked slots, note versions) goes back into the plan."""
    work = {"port": port, "plan": hospital.plan, **wanted}
    found = subprocess.run(
        [sys.executable, "-m", "bench.clients"], input=json.dumps(work).encode(), check=True, stdout=subprocess.PIPE,
        env=hospital.environment,
    )  # fmt: skip
    done: dict[str, Any] = json.loads(found.stdout)
    hospital.plan |= done.pop("plan")
    return done


def measure(options: argparse.Namespace, hospitals: list[Hospital]) -> dict[str, Any]:
    """Every operation alone, the mix, and the growth."""
    runs: list[dict[str, Any]] = []
    for hospital in hospitals:
        for processes in (1, 2):
            with serving(hospital, processes) as port:
                done = drive(hospital, port, operations=list(clients.OPERATIONS), seconds=options.seconds,
                             clients=options.clients, mixed_seconds=options.seconds * 4)  # fmt: skip
            runs.append({"patients": hospital.patients, "web_processes": processes, **done})
            _show(runs[-1])
    best = runs[-1]
    return {
        "mixed_per_s": best["mixed"]["per_s"], "mixed_p95_ms": best["mixed"]["p95_ms"],
        "mixed_p99_ms": best["mixed"]["p99_ms"], "typo_found_percent": best["typo_found_percent"],
        **_growth(options, hospitals),
        "errors": sum(one["errors"] for run in runs for one in [*run["operations"].values(), run["mixed"]]),
        "runs": runs,
    }  # fmt: skip


def _show(run: dict[str, Any]) -> None:
    print(f"\n{run['patients']:,} patients, {run['web_processes']} web process(es), clients used "
          f"{run['client_cores']:.2f} of a core", file=sys.stderr)  # fmt: skip
    for name, one in [*run["operations"].items(), ("mixed", run["mixed"])]:
        print(f"  {name:<14} {one['per_s']:8.1f}/s   p50 {one['p50_ms']:7.1f}  p95 {one['p95_ms']:7.1f}  "
              f"p99 {one['p99_ms']:7.1f} ms   errors {one['errors']}", file=sys.stderr)  # fmt: skip


def _growth(options: argparse.Namespace, hospitals: list[Hospital]) -> dict[str, float]:
    """Median of the rounds' ratios, one waiting client, the two hospitals in turns."""
    small, large = hospitals
    ratios: dict[str, list[float]] = {name: [] for name in GROWN}
    with serving(small, 1) as here, serving(large, 1) as there:
        for _ in range(options.rounds):
            times = []
            for hospital, port in ((small, here), (large, there)):
                done = drive(hospital, port, operations=list(GROWN.values()), seconds=options.seconds / 4, clients=1,
                             mixed_seconds=0)  # fmt: skip
                times.append({name: done["operations"][operation]["p50_ms"] for name, operation in GROWN.items()})
            for name in GROWN:
                ratios[name].append(times[1][name] / times[0][name])
    return {f"{name}_growth": round(statistics.median(found), 2) for name, found in ratios.items()}


def main(arguments: list[str]) -> int:
    """Prints tables to standard error, and one JSON object as the last line."""
    parser = argparse.ArgumentParser(prog="bench http", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--scale", choices=("medium", "large"), default="medium")
    parser.add_argument("--patients", type=int, help="of the larger hospital, instead of a scale")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="folder where both hospitals stay for the next run")
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.prepare:
        from bench.preparation import prepare

        sys.stdout.write(json.dumps(asyncio.run(prepare())))
        return 0
    size = options.patients or SCALES[options.scale]
    with ExitStack() as stack:
        hospitals = []
        for patients in (SMALL, size):
            hospitals.append(stack.enter_context(filled(patients, _place(stack, options.keep, patients))))
        found = measure(options, hospitals)
    found["conditions"] = _conditions(options, hospitals)
    print(json.dumps(found) if options.json else json.dumps(found, indent=2))
    return 0


def _conditions(options: argparse.Namespace, hospitals: list[Hospital]) -> dict[str, Any]:
    return {
        "cores": os.cpu_count(), "load": [round(x, 1) for x in os.getloadavg()],
        "patients": [hospital.patients for hospital in hospitals],
        "seconds_to_fill": [hospital.seconds_to_fill for hospital in hospitals],
        "clients": options.clients, "seconds_each": options.seconds, "mix_percent": clients.MIX,
        "how": "closed loop, keep-alive, clients in a process of their own on the same cores; web, relay, worker, "
        "PostgreSQL and Valkey all on this machine; every read of a record writes its audit row; mixed_* are of the "
        "larger hospital with two web processes", "targets_at_100000": TARGETS,
        "versions": {"python": platform.python_version(), "postgresql": hospitals[-1].postgres,
                     **{name: version(name) for name in ("quart", "uvicorn", "sqlalchemy", "asyncpg")}},
    }  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
