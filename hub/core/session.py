"""The ORM's session on the connection of an edge, and what waits on that connection for COMMIT."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session
from sqlalchemy.util import await_only

from hub.core.driver import Begun, saying


class LineSession(Session):
    """Takes the connection of its edge when it is first asked for something."""

    line: Any = None

    def get_bind(self, mapper: Any = None, **options: Any) -> Any:
        if self.line is None:
            return super().get_bind(mapper, **options)
        self._say_last()  # also before a savepoint, which begins with the first word said within it
        if self._own is None:
            self._own = Connection(self.bind.engine, connection=self.line)  # type: ignore[union-attr]
        return self._own

    _own: Connection | None = None

    def _say_last(self) -> None:
        if self.line is not None and waits(self.line.dbapi_connection):
            await_only(say_last(self.line.dbapi_connection))


def address(session: Session) -> str:
    """Which database it is: whose values a process remembers."""
    return str(session.bind.engine.url)  # type: ignore[union-attr]


def waits(adapter: Any) -> bool:
    """Whether something was to go with COMMIT; a transaction that was begun again after a rollback is not ours."""
    return isinstance(adapter._transaction, Begun) and bool(adapter._transaction.last)


async def say_last(adapter: Any) -> None:
    """Say at once what was to go with COMMIT."""
    word = adapter._transaction.last
    await saying(adapter, word.partition("(")[0], adapter._transaction.say())
