"""Db, ReadDb and transaction(): the only place that begins or commits (house.md, convention 1)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import DDL, BigInteger, DateTime, Enum, MetaData, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from hub.core.clock import now
from hub.core.errors import Invalid, Unavailable
from hub.core.ids import uuid7


class Base(DeclarativeBase):
    """Every table of the hub."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        datetime: DateTime(timezone=True),
        int: BigInteger,
        # Statuses are text: a new one needs no ALTER TYPE.
        StrEnum: Enum(StrEnum, native_enum=False, length=40, values_callable=lambda kind: [m.value for m in kind]),
    }


class Record(Base):
    """A table with a time-ordered id, a birth time and an optimistic version."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)

    def __init__(self, **values: Any) -> None:
        # Now, not at the flush: facts and the audit trail name the row before it is written.
        super().__init__(**{"id": uuid7(), **values})

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def ddl(sql: str) -> None:
    """Schema that the table classes cannot say (functions, triggers), run after the tables exist."""
    event.listen(Base.metadata, "after_create", DDL(sql.replace("%", "%%")))  # type: ignore[no-untyped-call]


# Made before everything else, whichever module is imported first: what triggers and constraints of many modules use.
ddl("""
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$;
""")
# A range type over uuid makes equality a matter of overlap: exclusion constraints with plain GiST, without btree_gist.
ddl("""
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'uuidrange') THEN
    CREATE TYPE uuidrange AS RANGE (subtype = uuid);
  END IF;
END $$;
""")


class Db(AsyncSession):
    """A session inside the one writing transaction of its edge."""


class ReadDb(AsyncSession):
    """A session that PostgreSQL itself keeps from writing."""


class Database:
    """One engine (pool) for one process and one event loop."""

    def __init__(
        self, url: str, *, pool_size: int = 10, pool_timeout: float = 5, application_name: str = "wardline"
    ) -> None:  # fmt: skip
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=pool_timeout,
            hide_parameters=True,  # they are people's words, and errors are logged (B67)
            connect_args={"server_settings": {"application_name": application_name, "jit": "off"}},
            json_serializer=lambda v: orjson.dumps(v).decode(),
            json_deserializer=orjson.loads,
        )
        self.read_engine = self.engine.execution_options(postgresql_readonly=True)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Db]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with Db(self.engine, expire_on_commit=False) as db:
            with in_words():
                async with db.begin():
                    yield db

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[ReadDb]:
        """One read-only transaction."""
        async with ReadDb(self.read_engine, expire_on_commit=False, autoflush=False) as db:
            with in_words():
                async with db.begin():
                    yield db

    async def vacuum(self) -> None:
        """Tell the planner and the visibility map about many new rows now, not when autovacuum comes round."""
        async with self.engine.connect() as connection:
            await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM (ANALYZE)"))

    async def close(self) -> None:
        await self.engine.dispose()


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


_current: Database | None = None


def connect(url: str, **options: Any) -> Database:
    """Make `url` the database of this process."""
    global _current
    _current = Database(url, **options)
    return _current


def database() -> Database:
    """The database of this process."""
    if _current is None:
        raise RuntimeError("hub.core.db.connect() has not been called in this process")
    return _current


async def disconnect() -> None:
    """Close the pool of this process."""
    global _current
    if _current is not None:
        await _current.close()
        _current = None


def transaction() -> Any:
    """`async with transaction() as db:` - the only writing transaction of an edge."""
    return database().transaction()


def reading() -> Any:
    """`async with reading() as db:` - a read-only transaction."""
    return database().reading()


@asynccontextmanager
async def beside(db: Db) -> AsyncIterator[Db]:
    """A transaction of its own on the database of `db`: for a job that does many things one by one, so that each is
    done or not done whatever becomes of the others. Never while `db` holds what it needs.
    """
    async with Db(db.bind, expire_on_commit=False) as own:
        with in_words():
            async with own.begin():
                yield own


async def create_schema(engine: AsyncEngine) -> None:
    """Create every table, function and trigger that is registered (tests; migrations are frozen SQL)."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


@asynccontextmanager
async def changing_schema(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One transaction that changes the schema; a second process that wants to change it waits for the first."""
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('hub.schema'))"))
        yield connection
