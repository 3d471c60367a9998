"""Runs one job in a process of its own, `seconds` later than now: python -m tests.workflows.worker JOB SECONDS."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta


async def main() -> None:
    from hub.core import db, jobs
    from hub.core.clock import travel
    from hub.core.settings import settings
    from hub.modules import load
    from tests.workflows import hosting  # noqa: F401  (its steps)

    load()
    database = db.connect(settings().database_url, pool_size=2)
    with travel(timedelta(seconds=float(sys.argv[2]))):
        await jobs.run(database, int(sys.argv[1]))
    await db.disconnect()


asyncio.run(main())
