"""Migrations and classes say the same schema, down to triggers, functions and constraints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from hub import migrate
from hub.console import Failed
from hub.core.db import Database
from hub.migrations import freeze
from hub.migrations.statements import NEXT, statements
from tests.servers import drop_database, make_database

CATALOGUE = {
    "column": """
        SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
               || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || a.attidentity::text
               || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d
          ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attnum > 0
          AND NOT a.attisdropped""",
    "constraint": """
        SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "index": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "trigger": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "function": """
        SELECT pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')""",
    "type": "SELECT typname::text FROM pg_type WHERE typnamespace = 'public'::regnamespace",
}


@pytest.fixture
def empty() -> Iterator[str]:
    url = make_database()
    yield url
    drop_database(url)


async def catalogue(url: str) -> set[str]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return {
            f"{kind}: {row[0]}"
            for kind, question in CATALOGUE.items()
            for row in await connection.fetch(question)
            if "alembic_version" not in row[0]
        }
    finally:
        await connection.close()


async def test_migrations_make_the_schema_that_the_classes_say(shared_database: str, empty: str) -> None:
    database = Database(empty, pool_size=1)
    try:
        await migrate.upgrade_schema(database.engine)
        by_migrations, by_classes = await catalogue(empty), await catalogue(shared_database)
        assert sorted(by_migrations - by_classes) == []
        assert sorted(by_classes - by_migrations) == []
        await migrate.upgrade_schema(database.engine)  # and once more: nothing to do
        assert await catalogue(empty) == by_migrations
    finally:
        await database.close()


async def test_a_frozen_schema_is_the_whole_schema(shared_database: str, empty: str, tmp_path: Path) -> None:
    (tmp_path / "x.sql").write_text(NEXT.join(freeze.schema()))
    connection = await asyncpg.connect(empty.replace("+asyncpg", ""))
    try:
        for statement in statements("x.sql", tmp_path):
            await connection.execute(statement)
    finally:
        await connection.close()
    assert await catalogue(empty) == await catalogue(shared_database)


async def test_a_database_of_an_earlier_first_migration_is_refused_with_words(empty: str) -> None:
    database = Database(empty, pool_size=1)
    try:
        await migrate.upgrade_schema(database.engine)
        async with database.engine.begin() as connection:
            await connection.exec_driver_sql("ALTER TABLE patient DROP COLUMN language")
        with pytest.raises(Failed, match=r"lacks patient\.language"):
            await migrate.upgrade_schema(database.engine)
    finally:
        await database.close()
