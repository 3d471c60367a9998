"""report(): which part works, for /readyz and the doctor. PostgreSQL down = down; anything else down = degraded."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import text

from hub.core.clock import now
from hub.core.db import reading
from hub.core.jobs import HEARTBEAT
from hub.core.settings import settings
from hub.core.valkey import valkey

Check = Callable[[], Awaitable[str]]
stopping = False


async def _database() -> str:
    async with reading() as db:
        head = await db.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
        return "migrated" if head else "not migrated"


async def _valkey() -> str:
    await valkey().ping()
    return "answers"


async def _relay() -> str:
    async with reading() as db:
        waiting = await db.scalar(
            text("SELECT count(*) FROM outbox WHERE position IS NULL AND created_at < :old"),
            {"old": now().replace(microsecond=0)},
        )
        leads = await db.scalar(
            # pg_locks shows the whole server: a hospital beside this one has a relay of its own.
            text(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = :l AND database = "
                "(SELECT oid FROM pg_database WHERE datname = current_database())"
            ),
            {"l": 0x5741_5244},
        )
    if not leads:
        raise RuntimeError("no relay leads")
    return f"leads, {waiting} facts waiting"


async def _worker() -> str:
    async with reading() as db:
        late = await db.scalar(
            text("SELECT extract(epoch FROM :now - next_at) FROM schedule_tick WHERE name = :heartbeat"),
            {"now": now(), "heartbeat": HEARTBEAT},
        )
    if late is None or late > 30:
        raise RuntimeError("no worker has ticked for a while")
    return "ticks"


CHECKS: dict[str, Check] = {"database": _database, "valkey": _valkey, "relay": _relay, "worker": _worker}


async def report() -> dict[str, Any]:
    """{status: ok | degraded | down, parts: {name: {ok, detail, ms}}}; details name no host and no person."""
    parts: dict[str, Any] = {}
    for name, check in CHECKS.items():
        started = time.perf_counter()
        try:
            detail, ok = await check(), True
        except Exception as error:
            detail, ok = (str(error) if isinstance(error, RuntimeError) else type(error).__name__), False
        parts[name] = {"ok": ok, "detail": detail, "ms": round((time.perf_counter() - started) * 1000, 1)}
    down = stopping or not parts["database"]["ok"]
    degraded = not all(part["ok"] for part in parts.values())
    status = "down" if down else "degraded" if degraded else "ok"
    return {"status": status, "environment": settings().environment, "parts": parts}
