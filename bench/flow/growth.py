"""Whether it stays fast: a case that goes in circles, the start of a case, worklists with few and with many tasks."""

from __future__ import annotations

import statistics
import time
from typing import Any

from bench.flow.browsers import Browser, completed, started

MARKS = (10, 1_000, 4_000)
"""Finished tasks at which a step is timed, over as many steps around it as the smallest has."""
ASKED = 200

# Everything that PostgreSQL is not told stays as the table has it; the trigger of `task` fills the lists.
FILL = """
INSERT INTO task (id, created_at, version, case_id, process_id, element_id, name, form, result, status, candidate_role,
  priority, due_at, subject, rev, other_roles, candidates)
SELECT gen_random_uuid(), now() - n * interval '1 second', 1, $1, 'round', 'review', 'Review', 'note', 'review', 'open',
  'nurse', 10 * (n % 10)::bigint, CASE WHEN n % 3 = 0 THEN now() + n * interval '1 second' END, '{}', 1, '{}', '{}'
FROM generate_series(1, $2::bigint) n
"""


async def long_case(browser: Browser, data: dict[str, Any]) -> dict[str, Any]:
    """Milliseconds of one completion after 10, 1000 and 4000 of the same case, by the clock of the browser."""
    task: dict[str, Any] | None = await started(browser, {**data, "stop": False}, "round")
    took: list[float] = []
    for _ in range(MARKS[-1] + MARKS[0]):
        assert task is not None
        began = time.perf_counter()
        task, _ = await completed(browser, task)
        took.append((time.perf_counter() - began) * 1000)
    found = {}
    for mark in MARKS:
        reach = max(MARKS[0] // 2, min(50, mark // 2))
        found[f"step_ms_{mark}_tasks"] = round(statistics.median(took[mark - reach : mark + reach]), 2)
    found["step_ratio_1000_to_10"] = round(found["step_ms_1000_tasks"] / found["step_ms_10_tasks"], 2)
    return found


async def starts(browser: Browser, data: dict[str, Any], number: int = 100) -> dict[str, Any]:
    """Milliseconds to start a case: to the reply, its first task on every list."""
    took = []
    for _ in range(number):
        began = time.perf_counter()
        await browser.call("POST", "/api/cases", {"process": "bench", "data": data})
        took.append((time.perf_counter() - began) * 1000)
    return {"start_ms": round(statistics.median(took), 2)}


async def worklists(browser: Browser, pool: Any, many: int) -> dict[str, Any]:
    """Milliseconds of the first page of fifty with a thousand open tasks in the pool, and with `many`."""
    case_id = await pool.fetchval("SELECT case_id FROM task ORDER BY created_at DESC LIMIT 1")
    found: dict[str, Any] = {}
    there = await pool.fetchval("SELECT count(*) FROM task_offer WHERE pool = 'role:nurse'")
    for number in (1_000, many):
        began = time.perf_counter()
        await pool.execute(FILL, case_id, number - there, timeout=900)
        await pool.execute("ANALYZE task, task_offer")  # as autovacuum does within a minute
        found["worklist_filled_s"], there = round(time.perf_counter() - began, 1), number
        await browser.open()  # the web server has closed a connection that was idle while the rows were made
        took = []
        for _ in range(ASKED):
            began = time.perf_counter()
            page, _ = await browser.call("GET", "/api/tasks?scope=open&limit=50")
            took.append((time.perf_counter() - began) * 1000)
        assert len(page["items"]) == 50
        took.sort()
        found[f"worklist_ms_{number}"] = round(statistics.median(took), 2)
        found[f"worklist_ms_{number}_p99"] = round(took[int(len(took) * 0.99)], 2)
    found["worklist_ratio"] = round(found[f"worklist_ms_{many}"] / found["worklist_ms_1000"], 2)
    await pool.execute("DELETE FROM task WHERE process_id = 'round'", timeout=900)
    return found
