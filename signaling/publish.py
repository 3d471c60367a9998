"""publish(): facts -> rooms, the only emit of facts. The relay calls it with facts that have their positions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from hub.core import acting, outbox
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
        told = [one for fact, body in zip(live, said, strict=True) for one in _told(fact["rooms"], body)]
        await _emitter(database).tell(told)


def _told(rooms: list[str], body: dict[str, Any]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Each kind of room with what is heard there."""
    acting_for = [room for room in rooms if room.startswith(acting.ROOM)]
    if len(acting_for) < len(rooms):
        yield [room for room in rooms if room not in acting_for], body
    if acting_for:
        yield acting_for, acting.news(body["position"])


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
