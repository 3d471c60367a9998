"""What the commands of `hub` share: settings, a connection of their own, questions at the terminal, their output."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine
from typing import Any

import typer

from hub.console import Failed
from hub.servers import data_dir


def options(*, servers_needed: bool = False) -> Any:
    """The settings of this process. Raises Failed when they make no sense or name no servers."""
    from pydantic import ValidationError

    from hub.core import logs
    from hub.core.settings import settings

    data_dir()
    try:
        chosen = settings()
    except ValidationError as error:
        wrong = [f"HUB_{'_'.join(map(str, e['loc'])).upper().removeprefix('HUB_')}: {e['msg']}" for e in error.errors()]
        raise Failed("Wrong settings:\n" + "\n".join(wrong), 2) from None
    for name, address, begins in (
        ("HUB_DATABASE_URL", chosen.database_url, ("postgresql+asyncpg://",)),
        ("HUB_REDIS_URL", chosen.redis_url, ("redis://", "rediss://", "unix://")),
    ):
        if address and not address.startswith(begins):  # never shown: it may hold a password
            raise Failed(f"Wrong settings:\n{name}: it begins with {' or '.join(begins)}", 2)
    logs.setup(chosen.log_level, json=chosen.environment == "production")
    if servers_needed and not (chosen.database_url and chosen.redis_url):
        raise Failed("Set HUB_DATABASE_URL and HUB_REDIS_URL; or use `python3 run.py up`, which starts everything.", 2)
    return chosen


def load_rooms() -> None:
    """Import every room of the house: actions state facts and write tables that must be registered."""
    options()
    from hub.modules import load

    load()


async def connected(work: Any, **arguments: Any) -> Any:
    """Run `work(db, ...)` in one transaction of its own connection."""
    from hub.core import db

    async def in_one() -> Any:
        async with db.transaction() as session:
            return await work(session, **arguments)

    return await with_database(in_one)


async def with_database(work: Any, *arguments: Any) -> Any:
    """Run `work(...)` while the database of this installation is connected; it opens transactions itself."""
    from hub.core import db

    db.connect(options().database_url, pool_size=3, application_name="wardline-cli")
    try:
        return await work(*arguments)
    finally:
        await db.disconnect()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """What the work returns. Raises Failed with the reason and its code when the hub refuses."""
    from hub.core.errors import HubError

    try:
        return asyncio.run(work)
    except HubError as error:
        raise Failed(f"{error} ({error.code})") from None


def not_in_production(what: str) -> None:
    """Raises Failed on an installation that people depend on."""
    if options().environment == "production":
        raise Failed(f"{what} is refused where HUB_ENVIRONMENT=production.")


def confirm(question: str, yes: bool) -> None:
    """Raises Failed unless somebody says yes."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Failed(f"{question} Say --yes, since there is nobody to ask.", 2)
    if not typer.confirm(question):
        raise Failed("Nothing was changed.")


def password() -> str:
    """Ask twice at a terminal; otherwise one line of standard input. Never an argument: others could see it."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    given = sys.stdin.readline().rstrip("\n")
    if not given:
        raise Failed("Give the password as one line of standard input.", 2)
    return given


def show(value: Any, text: str, as_json: bool) -> None:
    """A command's real output: for a program, or for a person."""
    sys.stdout.write((json.dumps(value, default=str) if as_json else text) + "\n")
