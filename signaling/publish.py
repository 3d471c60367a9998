"""publish(): facts -> rooms, the only emit of facts. The relay calls it with facts that have their positions."""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from hub.core import outbox
from hub.core.db import Database
from hub.core.errors import HubError
from hub.core.facts import ROWS
from hub.core.settings import settings
from signaling.manager import make_manager

log = structlog.get_logger(__name__)
_emitters: dict[tuple[str, str], Any] = {}


async def publish(database: Database, facts: list[dict[str, Any]]) -> None:
    """Send each fact once to everybody who sits in any of its rooms; Valkey away = lost, clients catch up."""
    live = [fact for fact in facts if fact["rooms"]]
    if live:
        said = await _bodies(database, live)
        await _emitter(database).tell([(fact["rooms"], body) for fact, body in zip(live, said, strict=True)])


async def _bodies(database: Database, facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if any(fact["kind"] in ROWS for fact in facts):
        try:
            async with database.reading() as db:
                return await outbox.messages(db, facts)
        except (HubError, SQLAlchemyError) as error:
            if len(facts) > 1:  # one row that cannot be had must not take the others with it
                return [body for fact in facts for body in await _bodies(database, [fact])]
            # Without its row the fact still tells clients to look.
            log.warning("fact_without_row", kind=facts[0]["kind"], error=type(error).__name__)
    return [outbox.bare(fact) for fact in facts]


def _emitter(database: Database) -> Any:
    key = (settings().redis_url, database.url)
    if key not in _emitters:
        options = settings().model_copy(update={"database_url": database.url})
        _emitters[key] = make_manager(options, write_only=True)
    return _emitters[key]
