"""Script tasks: Python in a sandbox of its own (pydantic-monty: worker processes without files, network or our memory),
with limits on time, memory, depth and calls. Off unless an operator sets HUB_SCRIPT_TASKS; a script that meets a hub
where they are off becomes an incident, and the task can be done by hand.

A script sees `data` (a copy of the case data, as JSON would have it) and `now` (ISO text). Its last line is its answer:
a group of values, kept under the task's result.

    total = sum([order["price"] for order in data["orders"]])
    {"total": total, "needs_approval": total > 500}
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import BaseModel

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.settings import settings
from workflows import engine_data
from workflows.errors import EngineError
from workflows.steps import StepContext, step

MAX_SOURCE = 20_000
SECONDS = 0.5
MEMORY = 64 * 1024 * 1024
DEPTH = 100
WORKERS = 2
CHECKOUTS = 200
"""After so many scripts a worker is replaced."""

_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[AsyncExitStack, Any]] = WeakKeyDictionary()


class RunScript(BaseModel):
    source: str
    data: dict[str, Any]


@step("script.run", params=RunScript, title="Script", pure=True, hidden=True)
async def run(
    db: Db, case: StepContext, *, actor: Actor, source: str, data: dict[str, Any]
) -> Mapping[str, Any]:  # fmt: skip
    """Runs the script of a script task."""
    if not settings().script_tasks:
        raise EngineError("Scripts are switched off here.", code="scripts_off")
    return await answer(source, data)


async def answer(source: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a script answers; EngineError `script_failed` says in words why it has no answer."""
    try:
        import pydantic_monty as monty
    except ImportError as error:  # an installation without the sandbox has no scripts
        raise EngineError("The sandbox for scripts is not installed.", code="scripts_off") from error
    if len(source) > MAX_SOURCE:
        raise _failed(f"it is longer than {MAX_SOURCE} characters")
    pool = await _pool(monty)
    limits = {"max_feed_duration_secs": SECONDS, "max_memory": MEMORY, "max_recursion_depth": DEPTH,
              "max_suspensions": 10}  # fmt: skip
    try:
        async with pool.checkout(script_name="script", limits=limits) as session:
            found = await session.feed_run(
                source,
                inputs={"data": _plain(dict(data)), "now": now().isoformat()},
                print_callback=monty.CollectString(),
            )
    except monty.MontySyntaxError as error:
        raise _failed(str(error.display("msg"))) from error
    except monty.MontyRuntimeError as error:
        raise _failed(str(error.display("type-msg"))) from error
    except monty.MontyError as error:
        raise _failed("the sandbox stopped it") from error
    if not isinstance(found, dict):
        raise _failed('its last line is not a group of values, as in {"total": 5}')
    cleaned: dict[str, Any] = engine_data.clean(found)
    return cleaned


async def close() -> None:
    """Ends the workers of this event loop."""
    stack, _ = _pools.pop(asyncio.get_running_loop(), (None, None))
    if stack is not None:
        await stack.aclose()


async def _pool(monty: Any) -> Any:
    loop = asyncio.get_running_loop()
    if loop not in _pools:
        stack = AsyncExitStack()
        pool = await stack.enter_async_context(
            monty.AsyncMonty(
                min_processes=1, max_processes=WORKERS, checkout_timeout=10.0, request_timeout=10.0,
                max_checkouts_per_worker=CHECKOUTS,
            )
        )  # fmt: skip
        _pools[loop] = (stack, pool)
    return _pools[loop][1]


def _plain(value: Any) -> Any:
    """Case data as JSON would have them: exact numbers as numbers, days and times as text."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value


def _failed(why: str) -> EngineError:
    return EngineError(f"The script has no answer: {why[:300]}.", code="script_failed")
