"""counted(): how many statements a block sends to PostgreSQL, so that a list cannot grow one query per row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from hub.core.db import Database


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements of the block, in order; BEGIN and COMMIT are not among them."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    database.heard.append(seen.append)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
        database.heard.remove(seen.append)
