"""Completions per second, ours over HTTP and the library alone, in turns; and what each process used for one."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bench.engine import COMPLETIONS, Stock
from bench.flow.browsers import Browser, Person, completed, started

Workers = Callable[[list[float], Callable[[], bool]], list[Awaitable[None]]]


async def ours(browser: Browser, data: dict[str, Any], done: list[float], until: Callable[[], bool]) -> None:
    """One clinician at work: start a case, complete its tasks, one exchange each."""
    while not until():
        task: dict[str, Any] | None = await started(browser, data)
        while task is not None and not until():
            task, _ = await completed(browser, task)
            done.append(time.perf_counter())


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


async def rate(workers: Workers, seconds: float) -> float:
    """Completions per second over `seconds`, after a fifth of that to warm up."""
    done: list[float] = []
    began = time.perf_counter()
    end = began + seconds * 1.2
    await asyncio.gather(*workers(done, lambda: time.perf_counter() >= end))
    counted = [moment for moment in done if began + seconds * 0.2 <= moment <= end]
    return len(counted) / seconds


async def compare(
    port: int, people: list[Person], pool: Any, side: Stock, data: dict[str, Any], *, seconds: float, rounds: int,
    used: Callable[[], dict[str, float]],
) -> dict[str, Any]:  # fmt: skip
    """Both sides in turns, so that a busy machine is busy for both: medians, and processor time of one completion."""
    theirs, mine, count = [], [], 0
    spent: dict[str, float] = {}
    for _ in range(rounds):
        theirs.append(await rate(lambda done, until: [stock(pool, side, data, done, until) for _ in people], seconds))
        # Opened here: a web server closes connections that are idle while it is the other side's turn.
        browsers = [await Browser(port, person).open() for person in people]
        before = used()
        finished: list[Any] = []

        def work(done: list[float], until: Callable[[], bool], browsers: Any = browsers, all: Any = finished) -> Any:
            all.append(done)
            return [ours(browser, data, done, until) for browser in browsers]

        mine.append(await rate(work, seconds))
        await asyncio.sleep(0.3)  # the relay tells what is left
        after, count = used(), count + len(finished[0])
        spent = {name: spent.get(name, 0.0) + after[name] - before[name] for name in after}
        print(
            f"stock {theirs[-1]:7.1f}/s   ours over HTTP {mine[-1]:7.1f}/s   {mine[-1] / theirs[-1]:.2f}x", flush=True
        )
    return {
        "completions_per_s": round(statistics.median(mine), 1),
        "stock_completions_per_s": round(statistics.median(theirs), 1),
        "ratio": round(statistics.median(a / b for a, b in zip(mine, theirs, strict=True)), 2),
        "spread": round((max(mine) - min(mine)) / statistics.median(mine), 2),
        "cpu_ms_per_completion": {name: round(value * 1000 / max(1, count), 2) for name, value in spent.items()},
    }
