"""What is asked once in a transaction: settings of the house, which many steps of one request want to know."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from hub.core.db import Db, ReadDb

Known = TypeVar("Known")


async def once(db: Db | ReadDb, key: str, ask: Callable[[], Awaitable[Known]]) -> Known:
    """What `ask` answers, asked once in this transaction; whoever changes it says `forget`.

    What the session has not written is written each time, as a question does (unless autoflush is off): callers count
    on it.
    """
    if key not in db.info:
        db.info[key] = await ask()
    elif db.sync_session.autoflush and not db.sync_session._is_clean():
        await db.flush()
    found: Known = db.info[key]
    return found


def forget(db: Db, key: str) -> None:
    """What `once` knows under this key has changed."""
    db.info.pop(key, None)
