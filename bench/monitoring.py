"""200 beds that stream: taken, stored, watched and alarmed, beside the plain way of doing it in the same run.

    python3 run.py bench monitoring [--json] [--beds 200] [--wall 32] [--viewers 20] [--seconds 8]

Ours: the hub's own web process, relay and worker, fed over HTTP by gateways of 25 beds with their keys (ECG 250 Hz,
pleth 125, breath 62, numbers once a second). Plain: one python-socketio process that sends every frame to every screen
as JSON and stores every sample as a row (bench/ward/plain.py says what it leaves out). Same beds, same screens, same
PostgreSQL, one after the other. Alert latency: from just before the frame with the bad number is written to the
gateway's socket, to the alert at each nurse's socket: stored, its pathway started and its task in the queue.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import asyncpg
import structlog

from bench.flow import hub
from bench.ward import feed, plain, screens
from bench.workflow import House

GATEWAY = 25
TARGETS = "alert_p99_ms < 1000, wall_core_share < 0.33"
CALM = 2.0
"""Seconds between two parts."""


class Hand:
    """A process that does what it is told over its stdin."""

    async def open(self, what: str) -> Hand:
        self.child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.monitoring", "--serve", what, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            limit=2**26,
        )  # fmt: skip
        return self

    async def ask(self, do: str, **order: Any) -> dict[str, Any]:
        """One order and its answer."""
        assert self.child.stdin is not None and self.child.stdout is not None
        self.child.stdin.write(json.dumps({"do": do, **order}).encode() + b"\n")
        line = await asyncio.wait_for(self.child.stdout.readline(), 120)
        if not line:
            raise RuntimeError("a part of the benchmark has ended")
        found: dict[str, Any] = json.loads(line)
        return found

    async def close(self) -> None:
        assert self.child.stdin is not None
        self.child.stdin.close()
        await self.child.wait()


async def prepare(options: argparse.Namespace) -> dict[str, Any]:
    """Nurses, and patients at monitors behind gateways: the first `--wall` beds on a ward of their own."""
    from sqlalchemy import select

    from hub.beds.models import Ward
    from hub.core import db as database
    from hub.core.settings import settings
    from hub.monitoring.models import Binding, Device, VitalLimits
    from hub.monitoring.vitals import HR
    from hub.simulate import prepare as simulated

    nurses = await hub.prepare(options.viewers)
    here = database.connect(settings().database_url, pool_size=2)
    gateways = []
    async with here.transaction() as db:
        for first in range(0, options.beds, GATEWAY):
            key, serials, _ = await simulated(db, min(GATEWAY, options.beds - first))
            gateways.append({"key": key, "serials": serials})
        walled = [serial for one in gateways for serial in one["serials"]][: options.wall]
        ward = Ward(code="wall", name="The wall")
        db.add(ward)
        await db.flush()
        patients = {}
        rows = await db.execute(select(Device.serial, Binding).join(Binding, Binding.device_id == Device.id))
        for serial, binding in rows.all():
            patients[serial] = str(binding.patient_id)
            if serial in walled:
                binding.ward_id = ward.id
            # One number is enough, so that it is known which frame an alert is about.
            db.add(VitalLimits(patient_id=binding.patient_id, code=HR, high=120, critical_high=140, delay=0))
        await db.flush()
        found = {"ward": str(ward.id), "gateways": gateways, "patients": patients, "walled": walled,
                 "cookies": [nurse.cookie for nurse in nurses]}  # fmt: skip
    await database.disconnect()
    return found


class Bench:
    """One run."""

    def __init__(self, house: House, options: argparse.Namespace) -> None:
        self.house, self.options = house, options
        self.pool: Any = None

    async def measure(self) -> dict[str, Any]:
        """Ours, then the plain way."""
        options = self.options
        self.plan = await prepare(options)
        self.feed, self.screens = await Hand().open("feed"), await Hand().open("screens")
        await self.feed.ask("load", port=0, gateways=self.plan["gateways"])
        self.pool = await asyncpg.create_pool(self.house.dsn, min_size=1, max_size=1)
        port = await self.house.web()
        self.house.children["worker"] = hub.spawn("worker")
        found: dict[str, Any] = {"ours": await self._ours(port)}
        for name in ("web", "relay", "worker"):
            self.house.end(name)
        found["plain"] = await self._plain()
        await self.feed.close()
        await self.screens.close()
        await self.pool.close()
        return found

    async def _ours(self, port: int) -> dict[str, Any]:
        options = self.options
        await asyncio.sleep(CALM)
        found: dict[str, Any] = {"idle": await self._shares(3.0)}
        found["ingest"] = await self._run(port, options.beds, options.seconds, self._stored_ours)
        await self.screens.ask("look", port=port, cookies=self.plan["cookies"], room=f"wall:{self.plan['ward']}")
        found["wall"] = await self._run(port, options.wall, options.seconds, self._stored_ours)
        found["alerts"] = await self._alerts(port, self.plan["patients"])
        await self.screens.ask("close")
        return found

    async def _plain(self) -> dict[str, Any]:
        options = self.options
        port = self.house.another_port()
        self.house.children["web"] = _plain(self.plan["walled"])
        await hub.answers(port, [self.house.children["web"]])
        found: dict[str, Any] = {}
        found["ingest"] = await self._run(port, options.beds, options.seconds, self._stored_plain)
        await self.screens.ask("look", port=port, cookies=self.plan["cookies"], room="wall")
        found["wall"] = await self._run(port, options.wall, options.seconds, self._stored_plain)
        found["alerts"] = await self._alerts(port, {serial: serial for serial in self.plan["patients"]})
        return found

    # ---- parts ------------------------------------------------------------------------------------------------------

    async def _run(self, port: int, beds: int, seconds: float, stored: Any) -> dict[str, Any]:
        """So many beds for so long: processor time of each process, what was stored, what the screens got."""
        await self.feed.ask("start", port=port, beds=beds)
        await asyncio.sleep(feed.WARM)
        await self.screens.ask("told")
        before = await stored()
        shares = await self._shares(seconds)
        after, told = await stored(), await self.screens.ask("told")
        sent = await self.feed.ask("stop")
        await asyncio.sleep(CALM)
        if sent["taken"] != sent["sent"]:
            raise RuntimeError(f"{sent['taken']} of {sent['sent']} frames were taken")
        return {
            "beds": beds, "core_share": shares, "late_turns": sent["late_turns"],
            "slowest_reply_ms": sent["slowest_reply_ms"],
            "stored_channel_seconds_per_s": round((after["seconds"] - before["seconds"]) / seconds, 1),
            "stored_bytes_per_bed_hour": round(after["bytes"] / max(after["seconds"], 1) * 3 * 3600),
            "screens": {"messages_per_s": round(told["walls"] / seconds, 1),
                        "kbytes_per_s": round(told["bytes"] / seconds / 1000, 1)},
        }  # fmt: skip

    async def _shares(self, seconds: float) -> dict[str, float]:
        """Shares of one core that each process takes."""
        before, began = self.house.used(), time.perf_counter()
        await asyncio.sleep(seconds)
        return self._since(before, began)

    def _since(self, before: dict[str, float], began: float) -> dict[str, float]:
        after, took = self.house.used(), time.perf_counter() - began
        return {name: round((after[name] - before[name]) / took, 3) for name in after if name != "clients"}

    async def _alerts(self, port: int, ids: dict[str, str]) -> dict[str, Any]:
        """All beds stream; some fall ill one after the other, then many at once."""
        options = self.options
        serials = list(ids)
        paced, burst = serials[: options.alerts], serials[options.alerts :][: options.burst]
        await self.feed.ask("start", port=port, beds=options.beds)
        await asyncio.sleep(feed.WARM)
        await self.screens.ask("told")
        before, began = self.house.used(), time.perf_counter()
        for n, serial in enumerate(paced):
            await self.feed.ask("fall_ill", serials=[serial])
            await asyncio.sleep(1 / options.per_second if n + 1 < len(paced) else 3.0)
        shares = self._since(before, began)
        await self.feed.ask("fall_ill", serials=burst)
        await asyncio.sleep(5.0)
        told, sent = await self.screens.ask("told"), await self.feed.ask("stop")
        await asyncio.sleep(CALM)
        return {
            "core_share": shares,
            "paced": self._waits(told, sent["ill"], {ids[serial]: serial for serial in paced}),
            "burst": self._waits(told, sent["ill"], {ids[serial]: serial for serial in burst}),
        }

    def _waits(self, told: dict[str, Any], ill: dict[str, float], serials: dict[str, str]) -> dict[str, Any]:
        waits = sorted(at - ill[serials[patient]] for patient, at in told["alerts"] if patient in serials)
        wanted = len(serials) * self.options.viewers
        if len(waits) != wanted:
            raise RuntimeError(f"{len(waits)} of {wanted} alerts arrived")
        return {"alerts": len(serials)} | {
            f"p{part}_ms": round(1000 * waits[min(len(waits) - 1, len(waits) * part // 100)], 1)
            for part in (50, 95, 99, 100)
        }

    async def _stored_ours(self) -> dict[str, int]:
        rows = await self.pool.fetchrow("SELECT count(*) AS n FROM waveform_chunk")
        size = await self.pool.fetchval(
            "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'waveform_chunk'::regclass"
        )
        return {"seconds": rows["n"], "bytes": int(size or 0)}

    async def _stored_plain(self) -> dict[str, int]:
        row = await self.pool.fetchrow("SELECT count(*) AS n FROM plain_sample WHERE channel = 0")
        size = await self.pool.fetchval("SELECT pg_total_relation_size('plain_sample')")
        return {"seconds": 3 * int(row["n"]) // 250, "bytes": int(size)}


def _plain(walled: list[str]) -> subprocess.Popen[bytes]:
    """The plain way as a child process."""
    command = [sys.executable, "-m", "bench.monitoring", "--serve", "plain", "--watched", ",".join(walled)]
    return subprocess.Popen(command)


def summary(found: dict[str, Any]) -> dict[str, Any]:
    """The figures that are promised, and ours over the plain way."""
    ours, other = found["ours"], found["plain"]
    return {
        "alert_p99_ms": max(ours["alerts"]["paced"]["p99_ms"], ours["alerts"]["burst"]["p99_ms"]),
        "alert_p50_ms": ours["alerts"]["paced"]["p50_ms"],
        "wall_core_share": ours["wall"]["core_share"]["web"],
        "ingest_core_share": ours["ingest"]["core_share"]["web"],
        "plain_wall_core_share": other["wall"]["core_share"]["web"],
        "plain_ingest_core_share": other["ingest"]["core_share"]["web"],
        "plain_alert_p99_ms": max(other["alerts"]["paced"]["p99_ms"], other["alerts"]["burst"]["p99_ms"]),
        "wall_ratio": round(ours["wall"]["core_share"]["web"] / other["wall"]["core_share"]["web"], 3),
        "stored_bytes_ratio": round(
            ours["ingest"]["stored_bytes_per_bed_hour"] / other["ingest"]["stored_bytes_per_bed_hour"], 3
        ),
    }  # fmt: skip


def main(arguments: list[str]) -> int:
    """One JSON object as the last line."""
    parser = argparse.ArgumentParser(prog="bench monitoring", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--beds", type=int, default=200)
    parser.add_argument("--wall", type=int, default=32, help="beds on the ward that is watched")
    parser.add_argument("--viewers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--alerts", type=int, default=60, help="one after the other")
    parser.add_argument("--per-second", type=float, default=5.0)
    parser.add_argument("--burst", type=int, default=20, help="then so many at once")
    parser.add_argument("--serve", choices=("feed", "screens", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("--watched", default="", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve == "plain":
        plain.main(options.watched.split(","))
        return 0
    if options.serve:
        {"feed": feed.main, "screens": screens.main}[options.serve]()
        return 0
    if options.alerts + options.burst > options.beds:
        parser.error("each bed falls ill once: --alerts and --burst are at most --beds together")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory(prefix="wardline-bench-") as folder:
        house = House(Path(folder))
        try:
            found = asyncio.run(Bench(house, options).measure())
        finally:
            house.close()
    result = summary(found) | {
        "targets": TARGETS, "parts": found,
        "versions": {"python": platform.python_version()} | {
            name: version(name) for name in ("python-socketio", "uvicorn", "uvloop", "asyncpg")
        },
        "conditions": {
            "cores": os.cpu_count(), "load": [round(x, 1) for x in os.getloadavg()], "seconds": options.seconds,
            "core_share": "of one core, of each process; monitors and screens run on the same machine",
            "wall_core_share": "the whole web process: taking, storing and showing the beds of the wall",
        },
    }  # fmt: skip
    print(json.dumps(result) if options.json else json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
