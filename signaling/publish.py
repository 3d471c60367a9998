"""publish(): facts -> rooms, the only emit of facts. The relay calls it with facts that have their positions."""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from hub.core.db import Database
from hub.core.errors import HubError
from hub.core.facts import ROWS
from hub.core.outbox import message
from hub.core.settings import settings
from signaling.manager import make_manager

log = structlog.get_logger(__name__)
_emitters: dict[tuple[str, str], Any] = {}


async def publish(database: Database, facts: list[dict[str, Any]]) -> None:
    """Send each fact once to everybody who sits in any of its rooms; Valkey away = lost, clients catch up."""
    emitter = _emitter(database)
    for fact in facts:
        if fact["rooms"]:
            # One emit with all the rooms: who sits in several of them still hears it once.
            await emitter.emit("fact", await _body(database, fact), namespace="/", room=fact["rooms"])


async def _body(database: Database, fact: dict[str, Any]) -> dict[str, Any]:
    if fact["kind"] in ROWS:
        try:
            async with database.reading() as db:
                return await message(db, fact)
        except (HubError, SQLAlchemyError) as error:  # without its row the fact still tells clients to look
            log.warning("fact_without_row", kind=fact["kind"], error=type(error).__name__)
    return {"position": fact["position"], "kind": fact["kind"], **fact["payload"]}


def _emitter(database: Database) -> Any:
    options = settings().model_copy(update={"database_url": database.url})
    key = (options.redis_url, options.database_url)
    if key not in _emitters:
        _emitters[key] = make_manager(options, write_only=True)
    return _emitters[key]
