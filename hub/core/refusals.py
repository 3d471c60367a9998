"""What PostgreSQL refuses, as the hub says it: a lost database, a value that no column holds, a broken constraint."""

from __future__ import annotations

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hub.core.errors import Invalid, Unavailable

REFUSED = frozenset({"22001", "22003", "22007", "22008", "22021", "22P02", "22P05"})
"""Too long, out of range, no such day, no such character: what PostgreSQL says of a value, not of our statement."""


class in_words:
    """Turn a lost database into Unavailable and a value that no column holds into Invalid; leave the rest alone."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ConnectionError | TimeoutError | PoolTimeout) or (
            isinstance(error, DBAPIError)
            and (
                error.connection_invalidated
                or sqlstate(error)[:2] in ("08", "57")
                or (isinstance(error, InterfaceError | OperationalError) and not sqlstate(error))
            )
        ):
            raise Unavailable("The database cannot be reached. Nothing was changed; please try again.") from error
        if isinstance(error, DBAPIError) and (
            sqlstate(error) in REFUSED or isinstance(getattr(error.orig, "__cause__", None), asyncpg.DataError)
        ):
            raise Invalid("A value is too large, or nothing that can be kept.", code="out_of_range") from error


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's five-letter code of a database error, or ''."""
    orig = getattr(error, "orig", None)
    return getattr(orig, "sqlstate", None) or getattr(getattr(orig, "__cause__", None), "sqlstate", None) or ""


def violated(error: BaseException) -> str:
    """The name of the constraint that an IntegrityError broke, or ''."""
    cause = getattr(getattr(error, "orig", None), "__cause__", None)
    return getattr(cause, "constraint_name", None) or ""
