"""Migrations and classes say the same schema, down to triggers, functions and constraints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import undefer

from hub import migrate
from hub.console import Failed
from hub.core.clock import now
from hub.core.db import Database
from hub.core.ids import uuid7
from hub.core.keys import DataKey
from hub.encounters.models import NoteVersion, RefillRequest
from hub.insurance.models import Coverage, Interchange
from hub.migrations import freeze
from hub.migrations.statements import NEXT, statements
from hub.patients import search
from hub.patients.models import Patient
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


async def test_b74_what_stood_in_clear_is_sealed_by_the_migration_and_opens(empty: str) -> None:
    database = Database(empty, pool_size=1)
    patient, note, payer = uuid7(), uuid7(), uuid7()
    try:
        await migrate.upgrade_schema(database.engine, to="0010")
        async with database.engine.begin() as connection:
            for statement in BEFORE_SEALING:
                values = {"patient": patient, "note": note, "payer": payer, "id": uuid7(), "now": now()}
                await connection.execute(text(statement), {k: v for k, v in values.items() if f":{k}" in statement})
        await migrate.upgrade_schema(database.engine)
        async with database.transaction() as db:
            found = await db.get_one(Patient, patient)
            assert (found.phone, found.email, found.address, found.extra) == (
                "+12125550123", "a@example.org", {"city": "Ávila"}, {},
            )  # fmt: skip
            assert await search.by_keys(db, "phone", ["2125550123"]) == [patient]
            assert await search.by_keys(db, "number", ["1"]) == [patient]
            cover = (await db.scalars(select(Coverage))).one()
            assert (cover.member_id, cover.subscriber) == ("M-77", None) and cover.member_key
            signed = (await db.scalars(select(NoteVersion))).one()
            assert signed.content == {"sections": {"plan": "Rest"}}
            file = (await db.scalars(select(Interchange).options(undefer(Interchange.raw_sealed)))).one()
            assert file.raw == b"ISA*00*"
            wish = (await db.scalars(select(RefillRequest))).one()
            assert (wish.remark, wish.answer) == ("Nearly used up", "")
            assert len((await db.scalars(select(DataKey))).all()) == 2  # the patient's, and the house's
    finally:
        await database.close()


BEFORE_SEALING = (
    "SET session_replication_role = replica",  # the rows around these do not matter here
    "INSERT INTO patient (id, created_at, version, number, given, family, birth_date, sex, email, phone, address, "
    "language, emergency_name, emergency_phone, demo) VALUES (:patient, :now, 1, 'W-000001', 'Ana', 'Ruiz', "
    "'1980-01-01', 'female', 'a@example.org', '+12125550123', '{\"city\"\\: \"Ávila\"}', 'es', '', '', false)",
    "INSERT INTO patient_key (kind, value, patient_id) VALUES ('phone', '2125550123', :patient), "
    "('number', '1', :patient)",
    "INSERT INTO payer (id, created_at, version, code, name, partner, receiver_id, receiver_name, filing_code, usage, "
    "rules, simulated, active) VALUES (:payer, :now, 1, 'P', 'P', 'folder', 'R', 'R', 'CI', 'T', '{}', true, true)",
    "INSERT INTO coverage (id, created_at, version, patient_id, payer_id, member_id, group_number, plan, relationship, "
    "priority) VALUES (:id, :now, 1, :patient, :payer, 'M-77', '', '', 'self', 1)",
    "INSERT INTO note_version (id, note_id, patient_id, number, kind, content, sha256, author_name, at) VALUES "
    "(:id, :note, :patient, 1, 'signed', '{\"sections\"\\: {\"plan\"\\: \"Rest\"}}', 'x', 'Dr', :now)",
    "INSERT INTO interchange (id, created_at, version, partner, direction, name, kind, sender, control, size, sha256, "
    "raw, status, status_at, times, reason_code, reason) VALUES (:id, :now, 1, 'p', 'in', 'n', '835', '', '', 7, 'x', "
    "convert_to('ISA*00*', 'UTF8'), 'processed', :now, 1, '', '')",
    "INSERT INTO refill_request (id, created_at, version, prescription_id, patient_id, status, status_at, remark, "
    "answer) VALUES (:id, :now, 1, :note, :patient, 'requested', :now, 'Nearly used up', '')",
    "SET session_replication_role = DEFAULT",
)
