"""The driver beneath the ORM: its rows, how a transaction begins and ends on it, its errors as the ORM says them."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
from sqlalchemy.exc import DBAPIError

from hub.core.prepared import DIALECT

T = TypeVar("T")


class Row(asyncpg.Record):  # type: ignore[misc]
    """A row of a prepared statement: row.name as well as row["name"]."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def translated(adapter: Any, sql: str, error: Exception) -> Exception:
    """An error of the driver as the ORM would have raised it, so that every edge answers it the same way."""
    try:
        adapter._handle_exception(error)
    except adapter.dbapi.Error as known:
        found: Exception = DBAPIError.instance(
            sql, None, known, adapter.dbapi.Error, hide_parameters=True,
            connection_invalidated=adapter._connection.is_closed(), dialect=DIALECT,
        )  # fmt: skip
        return found
    except Exception as unknown:
        return unknown
    return error


@dataclass(frozen=True)
class Asked:
    """A question that goes along with BEGIN, in the same exchange: does `statement` find a row for `values`?

    `statement` has its places written $1, $2 …; each connection prepares it once, under `name`. `values` are words of
    SQL, so whoever makes them sees to it that nobody else's words are among them.
    """

    name: str
    statement: str
    values: str


class Begun:
    """A transaction as the adapter of SQLAlchemy keeps it; `last` waits for COMMIT, to go with it in one exchange."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self.last = ""

    def then(self, word: str) -> None:
        """Let this go with COMMIT, after what waits for it already."""
        self.last = f"{self.last}; {word}" if self.last else word

    async def say(self) -> None:
        """Say at once what was to go with COMMIT: something is asked that has to come after it."""
        word, self.last = self.last, ""
        if word:
            await self._driver.execute(word)

    async def commit(self) -> None:
        try:
            answer = await self._driver.execute(f"{self.last}; COMMIT" if self.last else "COMMIT")
        except asyncpg.PostgresError:
            if self._driver.is_in_transaction():  # what went with it was refused, so nobody has heard COMMIT
                await self._driver.execute("ROLLBACK")
            raise
        if answer != "COMMIT":  # it had given up before, and somebody did not listen
            raise asyncpg.InFailedSQLTransactionError("this transaction failed before its commit")

    async def rollback(self) -> None:
        await self._driver.execute("ROLLBACK")


async def begin(line: Any, asked: Asked | None) -> bool:
    """Begin a transaction on the connection; whether what is asked with it holds."""
    adapter = line.dbapi_connection
    driver, word = adapter._connection, "BEGIN READ ONLY" if adapter.readonly else "BEGIN"
    if asked is not None:
        await prepare(line, asked.name, asked.statement)
        word += f"; EXECUTE {asked.name}({asked.values})"
    answer: str = await driver.execute(word)
    adapter._transaction = Begun(driver)
    return answer == "SELECT 1"


async def prepare(line: Any, name: str, statement: str) -> None:
    """Let this connection know a statement by a name, for as long as it lives."""
    known = line.info.setdefault("prepared", set())
    if name not in known:
        await line.dbapi_connection._connection.execute(f"PREPARE {name} AS {statement}")
        known.add(name)


async def keeps_still(line: Any) -> bool:
    """Whether this server never writes the text of a statement that failed into its log, as the hub's own servers do.

    What is written out in a statement would stand there (B67); given as parameters, it does not.
    """
    if "keeps_still" not in line.info:
        level = await line.dbapi_connection._connection.fetchval("SHOW log_min_error_statement")
        line.info["keeps_still"] = level == "panic"
    return bool(line.info["keeps_still"])


MOST_WORDS = 32_768
"""Characters of arguments that are worth being written out."""


def words(driver: Any, arguments: Sequence[Any]) -> str | None:
    """The arguments as words of SQL, or None when they are not of the few plain kinds or too long for it.

    In PostgreSQL's standard strings a quote is doubled and nothing else has a meaning; a connection that reads strings
    otherwise, and the one character that no word may hold, are left to the driver's own way.
    """
    if driver.get_settings().standard_conforming_strings != "on":
        return None
    said = [_word(value) for value in arguments]
    whole = ", ".join(word for word in said if word is not None)
    return None if None in said or len(whole) > MOST_WORDS or "\0" in whole else whole


def _word(value: Any) -> str | None:
    match value:
        case None:
            return "NULL"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case bytes():
            return f"'\\x{value.hex()}'"
        case UUID():
            return f"'{value}'"
        case datetime() if value.tzinfo is not None:
            return f"'{value.isoformat()}'"
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return f"'{value}'"
    return None


async def saying(adapter: Any, word: str, said: Awaitable[T]) -> T:
    """What the driver answers to BEGIN or COMMIT; its error as the ORM would raise it."""
    try:
        return await said
    except Exception as error:
        raise translated(adapter, word, error) from error


def unfinished(adapter: Any) -> bool:
    """Whether a transaction is still open on this connection."""
    driver = adapter._connection
    return adapter._transaction is not None or (not driver.is_closed() and driver.is_in_transaction())
