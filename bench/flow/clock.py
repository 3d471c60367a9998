"""Ten thousand timers that fell due while everything was down: how many cases one worker wakes in a minute."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.flow.hub import WAIT, seconds_used, spawn


async def drained(pool: Any, number: int, seconds: float) -> dict[str, Any]:
    """Fill in `number` cases whose timer was due an hour ago, start one worker, and count for some seconds."""
    await _fill(pool, number)
    worker = spawn("worker")
    try:
        first = 0
        while not first:  # counted from the first one on: starting Python is not what is asked
            await asyncio.sleep(0.1)
            first = await _fired(pool)
        began, busy = time.perf_counter(), seconds_used(worker.pid)
        last = first
        while last < number and time.perf_counter() - began < seconds:
            await asyncio.sleep(0.1)
            last = await _fired(pool)
        took, busy = time.perf_counter() - began, seconds_used(worker.pid) - busy
    finally:
        worker.terminate()
        worker.wait(30)
    return {
        "timers_per_minute": round((last - first) / took * 60), "timers_due": number, "timers_fired": last,
        "timer_worker_ms": round(busy / max(1, last - first) * 1000, 2),
    }  # fmt: skip


async def _fired(pool: Any) -> int:
    return int(await pool.fetchval("SELECT count(*) FROM task WHERE process_id = 'wait'"))


async def _fill(pool: Any, number: int) -> None:
    """Cases as the engine starts them, their timers and wake-ups, copied in."""
    from hub.core.ids import uuid7
    from workflows import engine
    from workflows.timers import WAKE

    diagram = engine.parse(WAIT.encode())
    version = await pool.fetchval("SELECT id FROM process_version WHERE process_id = 'wait' AND active")
    then = datetime.now(UTC) - timedelta(hours=1)
    cases, timers, jobs = [], [], []
    for _ in range(number):
        case, case_id = engine.start(diagram, {}, now=then), uuid7()
        [timer] = engine.timers(case)
        state = engine.dump(case)
        cases.append(
            (case_id, then, 1, version, "wait", state, engine.digest(state), 1, 0, 1, "running", "{}", then, "")
        )
        timers.append((timer.task_id, case_id, timer.element, timer.due_at))
        once, args = f"{timer.task_id}@{timer.due_at.isoformat()}", json.dumps({"case_id": str(case_id)})
        jobs.append((WAKE, "", once, args, "queued", 0, timer.due_at, "", then))
    for table, rows, columns in (
        ("case_instance", cases, "id created_at version process_version_id process_id state state_digest "
         "serializer_version early rev status subject moved_at end_reason"),
        ("timer", timers, "id case_id element_id due_at"),
        ("job", jobs, "name key once args state attempts run_at error created_at"),
    ):  # fmt: skip
        async with pool.acquire() as connection:
            await connection.copy_records_to_table(table, records=rows, columns=columns.split())
