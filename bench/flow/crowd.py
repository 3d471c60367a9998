"""Five hundred open browsers: how long after one clinician's commit the row is at the others' sockets."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from typing import Any

from bench.flow.browsers import Browser, Listener, Person, completed, started


async def sit(port: int) -> None:
    """The other process: sockets of the people on the first line of stdin; on the second line says what they heard."""
    people = [Person(**one) for one in json.loads(await asyncio.to_thread(sys.stdin.readline))]
    listeners, tasks = [Listener(port, person) for person in people], []
    for first in range(0, len(listeners), 20):  # twenty doors at a time
        readies = []
        for listener in listeners[first : first + 20]:
            ready = asyncio.Event()
            tasks.append(asyncio.create_task(listener.run(ready)))
            readies.append(ready.wait())
        await asyncio.wait_for(asyncio.gather(*readies), 60)
    print("seated", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    print(json.dumps([listener.seen for listener in listeners]), flush=True)
    for task in tasks:
        task.cancel()


WARM = 15
"""Completions before those that are counted: the first after a start also pays for connections and compiling."""


async def visible(
    port: int, workers: list[Person], crowd: list[Person], data: dict[str, Any], *, number: int, per_second: float
) -> list[float]:  # fmt: skip
    """Milliseconds from each commit to the row at each socket that may list it, sorted; WARM ones go before."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.workflow", "--serve", "crowd", "--port", str(port), stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, limit=2**28,
    )  # fmt: skip
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(json.dumps([vars(one) for one in crowd]).encode() + b"\n")
    seated = await asyncio.wait_for(child.stdout.readline(), 180)
    assert seated == b"seated\n", seated
    committed = await _work(port, workers, data, WARM + number, per_second)
    await asyncio.sleep(1.5)
    child.stdin.write(b"\n")
    heard: list[dict[str, float]] = json.loads(await asyncio.wait_for(child.stdout.readline(), 60))
    await child.wait()
    # Who hears nothing has another role: what must be complete is what the nurses heard.
    seeing = [seen for seen in heard if seen]
    missing = sum(len(committed.keys() - seen.keys()) for seen in seeing)
    if not seeing or missing:
        raise RuntimeError(f"{missing} rows never reached a socket ({len(seeing)} sockets heard something)")
    counted = list(committed.items())[WARM:]
    return sorted((seen[task] - moment) * 1000 for seen in seeing for task, moment in counted)


async def _work(
    port: int, workers: list[Person], data: dict[str, Any], number: int, per_second: float
) -> dict[str, float]:  # fmt: skip
    """`number` completions at an even pace, by several clinicians: task -> the moment before its COMMIT was sent."""
    committed: dict[str, float] = {}
    began = time.perf_counter()
    turns = iter(range(number))

    async def one(person: Person) -> None:
        browser, task = await Browser(port, person).open(), None
        for turn in turns:
            task = task or await started(browser, data)
            await asyncio.sleep(max(0.0, began + turn / per_second - time.perf_counter()))
            following, headers = await completed(browser, task)
            committed[task["id"]], task = float(headers["x-committed"]), following

    await asyncio.gather(*[one(person) for person in workers])
    return committed


def percentile(values: list[float], part: float) -> float:
    """A value that this part of the sorted values does not exceed."""
    return round(values[min(len(values) - 1, int(len(values) * part))], 1)
