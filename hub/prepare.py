"""Before the processes start: schema, reference data, and the demo hospital when the database is empty."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from sqlalchemy import text

from hub.console import Failed, say
from hub.core import db
from hub.core.settings import Settings
from hub.crowd import load as crowd
from hub.identity import actions, demo_logins, queries
from hub.migrate import migrate


async def prepare(options: Settings, *, demo: bool) -> None:
    """Do it all, and say each thing done as one line of JSON for `hub up` to show."""
    tell(schema=await migrate(options.database_url))
    db.connect(options.database_url, pool_size=2, application_name="wardline-prepare")
    try:
        tell(demo=await load_demo_if_empty() if demo else "not asked for")
        tell(**await whom_to_sign_in_as(options))
    finally:
        await db.disconnect()


async def load_demo_if_empty() -> str:
    """Load the demo hospital unless somebody has an account already."""
    if await _count("SELECT count(*) FROM user_account"):
        return "there"
    return await load_demo()


async def load_demo(patients: int = 0) -> str:
    """Load the demo hospital, with a crowd of so many `patients` around it when more than none are asked for.

    Raises Failed when accounts exist: it is for an empty database only. All of it or nothing is loaded.
    """
    demo = _demo()
    if demo is None:
        return "none in this version"
    if await _count("SELECT count(*) FROM user_account"):
        raise Failed("The database is not empty, so the demo hospital was not loaded. `hub demo clear` empties it.")
    scale = crowd.check(patients) if patients else None
    async with db.transaction() as session:
        made = await demo.load(session, crowd=patients)
        counts = await crowd.load(session, made, scale, say) if scale else {}
    if scale:
        await db.database().vacuum()
    return f"loaded, with {sum(counts.values()):,} rows of a crowd" if counts else "loaded"


async def whom_to_sign_in_as(options: Settings) -> dict[str, Any]:
    """The demo logins if they exist here, or the code with which the first administrator is made."""
    demo = _demo()
    async with db.reading() as session:
        present = {login.email for login in await demo_logins.present(session)}
        setup = not await queries.any_admin(session)
    logins = [login for login in demo.logins(options) if login[1] in present] if demo else []
    return {
        "logins": logins,
        "password": demo_logins.password() if logins else "",
        "screens": demo.screens() if demo and logins else [],
        "setup_code": actions.setup_code() if setup else "",
    }


async def _count(question: str) -> int:
    async with db.reading() as session:
        if await session.scalar(text("SELECT to_regclass('user_account')")) is None:
            return 0
        return int(await session.scalar(text(question)) or 0)


def _demo() -> ModuleType | None:
    return import_module("hub.demo") if find_spec("hub.demo") else None


def tell(**news: Any) -> None:
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()
