"""The driver beneath the ORM: its rows, how a transaction begins and ends on it, its errors as the ORM says them."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

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
    """A transaction as the adapter of SQLAlchemy keeps it."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    async def commit(self) -> None:
        if await self._driver.execute("COMMIT") != "COMMIT":  # it had given up before, and somebody did not listen
            raise asyncpg.InFailedSQLTransactionError("this transaction failed before its commit")

    async def rollback(self) -> None:
        await self._driver.execute("ROLLBACK")


async def begin(line: Any, asked: Asked | None) -> bool:
    """Begin a transaction on the connection; whether what is asked with it holds."""
    adapter = line.dbapi_connection
    driver, word = adapter._connection, "BEGIN READ ONLY" if adapter.readonly else "BEGIN"
    if asked is not None:
        known = line.info.setdefault("prepared", set())  # as long as this connection lives
        if asked.name not in known:
            await driver.execute(f"PREPARE {asked.name} AS {asked.statement}")
            known.add(asked.name)
        word += f"; EXECUTE {asked.name}({asked.values})"
    answer: str = await driver.execute(word)
    adapter._transaction = Begun(driver)
    return answer == "SELECT 1"


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
