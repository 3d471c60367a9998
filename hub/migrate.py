"""migrate(): bring a database to this version's schema and reference data. Safe to run at every start, by anyone."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

import hub.tables  # noqa: F401
from hub.console import Failed
from hub.core.db import Base, Database, changing_schema
from hub.modules import load
from hub.patients.erasure import work as erasing

SCRIPTS = Path(__file__).parent / "migrations"


async def migrate(url: str) -> str:
    """Upgrade the schema, load what every hospital needs, and erase again whom a restored backup brought back (B70):
    what a database needs before anybody is let in. Returns one line that says what was done."""
    load()
    database = Database(url, application_name="wardline-migrate")
    try:
        done = await upgrade_schema(database.engine)
        for module in load(("reference",)):
            async with database.transaction() as db:
                await module.load(db)
        again = await erasing.replay(database)
        return f"{done}, {again} erased records that a backup had brought back are gone again" if again else done
    finally:
        await database.close()


async def upgrade_schema(engine: AsyncEngine, to: str = "head") -> str:
    """Run the migrations that the database has not seen, all in one transaction; `to` an earlier one only in tests."""
    async with changing_schema(engine) as connection:
        if newest() is None:
            return await connection.run_sync(_create)
        return await connection.run_sync(_upgrade, to)


async def erase(url: str) -> None:
    """Drop every table and what is in it. The caller has asked the person whether that is meant."""
    database = Database(url, application_name="wardline-migrate")
    try:
        async with changing_schema(database.engine) as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
    finally:
        await database.close()


def newest() -> str | None:
    """The newest migration of this version."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def applied(connection: Connection) -> str | None:
    """The newest migration that a database has seen."""
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config


def _create(connection: Connection) -> str:
    """Before the first migration is frozen: the tables as the classes say, once."""
    if connection.scalar(text("SELECT to_regclass('outbox')")) is not None:
        _must_fit(connection)
        return "schema there"
    Base.metadata.create_all(connection)
    return "schema created"


def _upgrade(connection: Connection, to: str) -> str:
    before = applied(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    after = applied(connection)
    if to == "head":
        _must_fit(connection)
    return f"schema at {after}" if before == after else f"schema moved from {before or 'nothing'} to {after}"


def _must_fit(connection: Connection) -> None:
    """Refuse to run on tables that the code does not know: until the first release the first migration may change."""
    there = {tuple(row) for row in connection.execute(_COLUMNS)}
    wanted = {(table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns}
    if missing := sorted(wanted - there):
        raise Failed(
            f"This database was made by an earlier state of the code and lacks {'.'.join(missing[0])}. Before the "
            f"first release such a database cannot be upgraded: `python3 run.py reset` deletes it."
        )


_COLUMNS = text("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
