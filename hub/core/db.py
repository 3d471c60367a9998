"""Db, ReadDb and transaction(): the only place that begins or commits (house.md, convention 1)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import DDL, BigInteger, DateTime, Enum, MetaData, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.util import greenlet_spawn

from hub.core.clock import now
from hub.core.driver import Asked, Begun, Row, begin, keeps_still, prepare, saying, translated, unfinished, words
from hub.core.ids import uuid7
from hub.core.nudges import Nudger, taken
from hub.core.prepared import Loaded, Prepared
from hub.core.refusals import in_words
from hub.core.session import LineSession, say_last, waits


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
# An erasure may blank words in them (hub.patients.erasure), but not where the trigger says append_only('always'): the
# trail, the books, and what is of no patient.
ddl("""
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hub.erasing', true) = 'on' AND TG_OP IN ('UPDATE', 'DELETE') AND TG_NARGS = 0 THEN
    IF TG_LEVEL = 'STATEMENT' THEN RETURN NULL; ELSIF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
""")
# A range type over uuid makes equality a matter of overlap: exclusion constraints with plain GiST, without btree_gist.
ddl("""
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'uuidrange') THEN
    CREATE TYPE uuidrange AS RANGE (subtype = uuid);
  END IF;
END $$;
""")


class _Edge(AsyncSession):
    """What Db and ReadDb share: prepared statements beside the ORM, on the same connection, in the same transaction."""

    sync_session_class = LineSession
    heard: list[Callable[[str], None]] | None = None
    nudger: Nudger | None = None
    holds: Asked | None = None
    """What was asked when this transaction began, if PostgreSQL said yes."""

    async def all(self, prepared: Prepared, given: Mapping[str, Any] | None = None, /, **more: Any) -> list[Any]:
        """The rows of a prepared statement. What the session has not written yet is written before."""
        arguments = prepared.arguments({**given, **more} if given else more)
        adapter = await self._adapter()
        for hear in self.heard or ():
            hear(prepared.sql)
        try:
            return await adapter._connection.fetch(prepared.sql, *arguments)  # type: ignore[no-any-return]
        except Exception as error:
            raise translated(adapter, prepared.sql, error) from error

    async def first(self, prepared: Prepared, given: Mapping[str, Any] | None = None, /, **more: Any) -> Any:
        """The first row of a prepared statement, or None."""
        rows = await self.all(prepared, given, **more)
        return rows[0] if rows else None

    async def load(self, loaded: Loaded, given: Mapping[str, Any] | None = None, /, **more: Any) -> list[Any]:
        """The rows of a prepared select, its tables as objects of this session."""
        return loaded.rows(self, await self.all(loaded, given, **more))

    async def load_one(self, loaded: Loaded, given: Mapping[str, Any] | None = None, /, **more: Any) -> Any:
        """The first of them, or None."""
        rows = await self.load(loaded, given, **more)
        return rows[0] if rows else None

    async def value(self, prepared: Prepared, given: Mapping[str, Any] | None = None, /, **more: Any) -> Any:
        """The first value of the first row, or None."""
        row = await self.first(prepared, given, **more)
        return None if row is None else row[0]

    async def _adapter(self, *, behind: bool = False) -> Any:
        """The connection. What waits on it for COMMIT is said first, unless the caller's word waits `behind` it."""
        session = self.sync_session
        if session.autoflush and not session._is_clean():
            await self.flush()
        if session.in_nested_transaction():  # its savepoint begins with the ORM's first word, and ours is within it
            await self.connection()
        if isinstance(session, LineSession) and session.line is not None:
            adapter: Any = session.line.dbapi_connection
            if waits(adapter) and not behind:
                await say_last(adapter)
            return adapter
        adapter = (await (await self.connection()).get_raw_connection()).dbapi_connection
        if adapter._transaction is None:
            await adapter._start_transaction()
        return adapter


class Db(_Edge):
    """A session inside the one writing transaction of its edge."""

    async def last(self, prepared: Prepared, given: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """Run a statement whose answer nobody needs: together with COMMIT, in one exchange, if nothing is asked before.

        Several of them wait in their order. Their values are written out for that, so only on a server that keeps them
        out of its log; else they run at once. What is asked later comes after them all the same, and their error is
        then that of the later question or of COMMIT.
        """
        arguments = prepared.arguments({**given, **more} if given else more)
        session: Any = self.sync_session
        adapter = await self._adapter(behind=True)
        fits = isinstance(adapter._transaction, Begun) and not session.in_nested_transaction()
        fits = fits and await saying(adapter, "SHOW", keeps_still(session.line))
        said = words(adapter._connection, arguments) if fits else None
        if said is None:
            await self.all(prepared, given, **more)
            return
        for hear in self.heard or ():
            hear(prepared.sql)
        await saying(adapter, prepared.sql, prepare(session.line, prepared.name, prepared.sql))
        adapter._transaction.then(f"EXECUTE {prepared.name}({said})")


class ReadDb(_Edge):
    """A session that PostgreSQL itself keeps from writing."""


Last = Callable[[Db], Awaitable[None]]
_last: list[Last] = []


def before_commit(work: Last) -> Last:
    """Run `work(db)` as the last thing of every writing transaction, once what the ORM has is written."""
    _last.append(work)
    return work


async def _end(db: _Edge) -> None:
    if isinstance(db, Db):
        for work in _last:
            await work(db)


E = TypeVar("E", Db, ReadDb)


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
            connect_args={
                "server_settings": {"application_name": application_name, "jit": "off", "random_page_cost": "1.1"},
                "max_cacheable_statement_size": 0,  # what is asked at every request is long, and prepared once
                "max_cached_statement_lifetime": 0,
                "record_class": Row,
            },
            json_serializer=lambda v: orjson.dumps(v).decode(),
            json_deserializer=orjson.loads,
        )
        self._pool: Any = self.engine.pool
        self._resting: list[Any] = []
        """Connections that edges hand to each other, past the pool: taking one out of it costs as much as a query."""
        self._rests, self._most_over = max(1, pool_size // 2), pool_size
        self.heard: list[Callable[[str], None]] = []
        """Told of each prepared statement (tests count them)."""
        self.nudger = Nudger(self._say)

    def transaction(self, asked: Asked | None = None) -> AbstractAsyncContextManager[Db]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        return self._edge(Db(self.engine, expire_on_commit=False), asked, readonly=False)

    def reading(self, asked: Asked | None = None) -> AbstractAsyncContextManager[ReadDb]:
        """One read-only transaction."""
        return self._edge(ReadDb(self.engine, expire_on_commit=False, autoflush=False), asked, readonly=True)

    @asynccontextmanager
    async def _edge(self, db: E, asked: Asked | None, *, readonly: bool) -> AsyncIterator[E]:
        with in_words():
            line = await self._line()
            session: Any = db.sync_session
            session.line, db.heard, db.nudger = line, self.heard, self.nudger
            adapter: Any = line.dbapi_connection
            try:
                adapter.readonly = readonly
                if await saying(adapter, "BEGIN", begin(line, asked)):
                    db.holds = asked
                try:
                    yield db
                    await _end(db)
                    if not (session._is_clean() and session._own is None):  # somebody has asked the ORM for something
                        await db.commit()
                    if adapter._transaction is not None:  # but for nothing that it knows how to commit
                        await saying(adapter, "COMMIT", adapter._call_and_discard(adapter._transaction.commit))
                    self.nudger.heard(taken(session))
                except Exception:
                    await self._undo(db, adapter)
                    raise
            except BaseException as error:
                # Cancelled in the middle of a word: PostgreSQL is told to stop, then hears no more and rolls back.
                if line.is_valid and (not isinstance(error, Exception) or adapter._connection.is_closed()):
                    await greenlet_spawn(line.invalidate, error)
                raise
            finally:
                adapter.readonly = False
                session.line = None
                if session._own is not None or session._transaction is not None:  # the ORM has been at work
                    session.close()
                if line.is_valid and unfinished(adapter):  # for the next edge to stumble into
                    await greenlet_spawn(line.invalidate)
                if session._own is None:
                    await self._lay_down(line)
                else:
                    await self._give_back(line)

    def _may_rest(self) -> bool:
        # With every connection taken somebody may be waiting at the pool, who sees only what comes back to it.
        return len(self._resting) < self._rests and self._pool.overflow() < self._most_over

    async def _undo(self, db: _Edge, adapter: Any) -> None:
        with suppress(DBAPIError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await db.rollback()
            if adapter._transaction is not None:
                await adapter._call_and_discard(adapter._transaction.rollback)

    async def _say(self, word: str) -> None:
        """Say something that is a transaction of its own."""
        line = await self._line()
        try:
            await line.dbapi_connection._connection.execute(word)
        except BaseException as error:
            await greenlet_spawn(line.invalidate, error)
            raise
        finally:
            await self._lay_down(line)

    async def _lay_down(self, line: Any) -> None:
        if line.is_valid and self._may_rest():
            self._resting.append(line)
        else:
            await self._give_back(line)

    async def _give_back(self, line: Any) -> None:
        # One connection more than the pool keeps is closed, which talks to PostgreSQL.
        await greenlet_spawn(line.close) if self._pool.overflow() > 0 else line.close()

    async def _line(self) -> Any:
        """A connection not known to be lost: what rested last, with the freshest plans, else one of the pool."""
        while True:
            line: Any = self._resting.pop() if self._resting else await self.engine.raw_connection()
            if not line.dbapi_connection._connection.is_closed():
                return line
            line.invalidate()
            line.close()

    async def vacuum(self) -> None:
        """Tell the planner and the visibility map about many new rows now, not when autovacuum comes round."""
        async with self.engine.connect() as connection:
            await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM (ANALYZE)"))

    async def close(self) -> None:
        await self.nudger.close()
        self._rests = 0  # an edge that is still open gives its connection back to the pool
        while self._resting:
            await greenlet_spawn(self._resting.pop().close)
        await self.engine.dispose()


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


def transaction(asked: Asked | None = None) -> Any:
    """`async with transaction() as db:` - the only writing transaction of an edge."""
    return database().transaction(asked)


def reading(asked: Asked | None = None) -> Any:
    """`async with reading() as db:` - a read-only transaction."""
    return database().reading(asked)


@asynccontextmanager
async def beside(db: Db) -> AsyncIterator[Db]:
    """A transaction of its own on the database of `db`: for a job that does many things one by one, so that each is
    done or not done whatever becomes of the others. Never while `db` holds what it needs.
    """
    async with Db(db.bind, expire_on_commit=False) as own:
        with in_words():
            async with own.begin():
                yield own
                await _end(own)
        if db.nudger is not None:
            db.nudger.heard(taken(own))


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
