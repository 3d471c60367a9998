"""B70: erasure leaves no word of a person in the database, the files, the search index or the cache, nor in a backup
that was restored; what the law keeps is closed; a legal hold stops it all.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ARRAY, JSON, LargeBinary, func, make_url, select, text, update

from hub import demo
from hub.core import audit, filing
from hub.core.actor import SYSTEM
from hub.core.audit import AuditEvent
from hub.core.db import Base, Database
from hub.core.settings import settings
from hub.core.storage import storage
from hub.core.valkey import valkey
from hub.migrate import migrate, newest
from hub.modules import load
from hub.patients import documents, merging
from hub.patients.belongings import BELONGINGS, BLANK, ERASURES
from hub.patients.erasure import journal, parts, rules, work
from hub.patients.erasure.models import ErasureRequest, ErasureStatus
from hub.patients.models import Patient
from tests.factories import encounters, patients
from tests.hub_fixture import Hub

load()
BIRD = "zqvcanarywxj"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """The journal of another test is none of this one's."""
    journal.path().unlink(missing_ok=True)
    yield
    journal.path().unlink(missing_ok=True)


async def _begin(hub: Hub, patient_id: UUID) -> UUID:
    async with hub.transaction() as db:
        row = ErasureRequest(patient_id=patient_id, by_patient=False, status=ErasureStatus.running)
        db.add(row)
        return row.id


async def _finish(hub: Hub, request_id: UUID, *, most: int = 1000) -> int:
    """So many parts, each in a transaction of its own; how many there were."""
    for n in range(most):
        async with hub.transaction() as db:
            if not await work.step(db, only=request_id):
                return n
    return most


async def _sing(hub: Hub, patient_id: UUID) -> set[str]:
    """Put the bird into every word of this person that an erasure has to take; the tables in which there is a row."""
    sung = set()
    async with hub.transaction() as db:
        await db.execute(text("SET LOCAL session_replication_role = replica"))  # triggers and foreign keys rest
        him = await work.whose(db, patient_id)
        for part in parts.parts():
            columns = list(parts.words(part.table, part.rule.but if part.rule.how == BLANK else ()))
            values: dict[str, Any] = {one.name: _bird(part.table, one) for one in columns}
            values = {name: one for name, one in values.items() if one is not None}
            if values:
                done = await db.execute(update(part.table).where(part.reach(him)).values(values))
                if done.rowcount:
                    sung.add(part.table.name)
        table = Base.metadata.tables["patient"]
        await db.execute(
            update(table).where(table.c.id.in_(him.records))
            .values(given=BIRD, family=BIRD, preferred_name=BIRD, pronouns=BIRD, sound=BIRD, phone_sealed=BIRD)
        )  # fmt: skip
        await db.execute(text("SET LOCAL session_replication_role = origin"))
    return sung


def _bird(table: Any, column: Any) -> Any:
    """The bird as a value of that column; None where another test would fail for it (a check, a key)."""
    if column.name in parts._unique(table) or column.name in ("owner_id", "key_owner"):
        return func.concat(BIRD, table.c.id) if not isinstance(column.type, LargeBinary) else None
    if isinstance(column.type, ARRAY):
        return [BIRD]
    if isinstance(column.type, JSON):
        return {"words": BIRD}
    return BIRD.encode() if isinstance(column.type, LargeBinary) else BIRD


async def _heard(database: Database, what: str = BIRD) -> list[str]:
    """The tables in which the bird is heard, as text or as bytes."""
    found = []
    async with database.reading() as db:
        for table in await db.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")):
            where = f"x::text LIKE '%{what}%' OR x::text LIKE '%{what.encode().hex()}%'"
            if await db.scalar(text(f'SELECT count(*) FROM "{table}" x WHERE {where}')):
                found.append(table)
    return found


async def _richest(hub: Hub) -> UUID:
    """The patient of the demo of whom most tables have a row."""
    counts: dict[UUID, int] = {}
    for table, column in BELONGINGS:
        for row in await hub.sql(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'):
            counts[row[0]] = counts.get(row[0], 0) + 1
    people: set[UUID] = {row[0] for row in await hub.sql("SELECT id FROM patient WHERE user_id IS NOT NULL")}
    return max(people, key=lambda id: counts.get(id, 0))


async def _others(hub: Hub, him: list[UUID]) -> dict[str, Any]:
    """What has to survive: the books, numbers of bills, and whatever other patients have."""
    found: dict[str, Any] = {
        "postings": await hub.sql("SELECT id, account_code, minor FROM posting ORDER BY id"),
        "entries": await hub.sql("SELECT id, key FROM journal_entry ORDER BY id"),
        "bills": await hub.sql("SELECT number, total, paid FROM invoice ORDER BY number"),
        "visits": await hub.sql("SELECT count(*) FROM encounter"),
        "trail": await hub.sql(
            "SELECT id, lane, seq, hash FROM audit_event WHERE action <> 'erase' ORDER BY id LIMIT 200"
        ),
    }
    for table in sorted({table for table, column in BELONGINGS if column == "patient_id" and table != "audit_event"}):
        if "id" in Base.metadata.tables[table].c:
            rows = await hub.sql(f'SELECT id, md5(x::text) FROM "{table}" x WHERE patient_id <> ALL(:him) ORDER BY 1',
                                 him=him)  # fmt: skip
            found[table] = [row for row in rows if table not in ("care_relation", "user_account")]
    return found


async def test_b70_erasure_leaves_no_word_of_a_person_and_nothing_of_others_is_touched(hub: Hub) -> None:
    async with hub.transaction() as db:
        await demo.load(db)
    patient_id = await _richest(hub)
    async with hub.transaction() as db:
        patient = await db.get_one(Patient, patient_id)
        number, family = patient.number, patient.family
        values = {"folder": "other", "title": "A letter", "visibility": "patient", "name": "letter.txt"}
        await documents.add(db, patient, f"Dear {BIRD}".encode(), values, actor=SYSTEM)
        audit.noted(db, SYSTEM, "update", "patient", patient_id, patient_id=patient_id, reason=f"because of {BIRD}",
                    after={"family": BIRD})  # fmt: skip
        audit.noted(db, SYSTEM, "read", "patient", patient_id, patient_id=patient_id, reason=BIRD)  # one bare word
        him = await work.whose(db, patient_id)
        kept = list(await db.scalars(select(filing.StoredFile.id).where(filing.StoredFile.owner_id.in_(him.records))))
    await valkey().set(f"tries:{patient_id}", "1")
    sung = await _sing(hub, patient_id)
    assert len(sung) > 40, sorted(sung)
    assert {"patient", "audit_event", "encounter", "case_instance", "user_account"} <= {*await _heard(hub.database)}
    before = await _others(hub, him.records)

    request = await _begin(hub, patient_id)
    steps = await _finish(hub, request)
    assert steps >= len(work.steps())
    assert await _heard(hub.database) == []
    assert await _heard(hub.database, number) in ([], ["invoice"])
    assert kept and not [id for id in kept if await _there(id)]
    assert not [key async for key in valkey().scan_iter(match=f"*{patient_id}*")]
    assert await _others(hub, him.records) == before
    for row in await hub.sql("SELECT word FROM name_word WHERE word = :w", w=family.lower()):
        assert await hub.sql("SELECT 1 FROM patient_word WHERE word = :w", w=row[0]), "somebody else is called so"
    async with hub.reading() as db:
        assert await audit.verify(db) is None
        erased = await db.get_one(Patient, patient_id)
        assert (erased.given, erased.family, erased.phone, erased.birth_date) == ("", "Erased", "", date(1900, 1, 1))
        done = await db.get_one(ErasureRequest, request)
        assert done.status == ErasureStatus.done and done.tally["trail"] > 0 and done.tally["keys"] >= 1
    assert set(journal.read()) == set(him.records)
    assert await hub.sql("SELECT 1 FROM data_key WHERE owner_id = ANY(:him)", him=[*him.records, *him.users]) == []


async def _there(file_id: UUID) -> bool:
    try:
        await storage().get(file_id)
    except FileNotFoundError:
        return False
    return True


def test_b70_every_table_of_a_patient_has_a_rule_of_erasure_and_keeps_words_only_for_a_reason() -> None:
    """A new table loses all its words by itself; one that keeps some says why, and names columns that are there."""
    done = {part.table.name for part in parts.parts()}
    named = {table for table, _ in BELONGINGS} | {child for one in BELONGINGS.values() for child, _ in one.children}
    stays = {name for name, rule in ERASURES.items() if rule.how == "keep"}
    assert named - done - stays == set()
    for name, rule in ERASURES.items():
        assert set(rule.but) <= set(Base.metadata.tables[name].c.keys()), name
        assert rule.because or not (rule.but or rule.how == "keep"), name
    assert stays == {"patient", "audit_event", "erasure_request", "legal_hold", "journal_entry", "posting"}


async def test_b70_an_erasure_goes_on_where_a_crash_left_it_and_done_twice_does_no_harm(hub: Hub) -> None:
    own, doctor = await hub.sign_in("patient"), await hub.sign_in("doctor")
    async with hub.transaction() as db:
        await encounters.encounter(db, own.actor, doctor.actor)
    await _sing(hub, own.patient_id)
    request = await _begin(hub, own.patient_id)
    for _ in range(len(work.steps())):
        try:
            async with hub.transaction() as db:
                assert await work.step(db, only=request)
                raise LookupError("killed before the commit")
        except LookupError:
            pass
        await _finish(hub, request, most=1)  # the same part once more, and committed
    await _finish(hub, request)
    assert await _heard(hub.database) == []
    async with hub.reading() as db:
        assert (await db.get_one(ErasureRequest, request)).status == ErasureStatus.done
        assert await audit.verify(db) is None
    assert await _finish(hub, request) == 0


async def test_b70_a_merged_record_goes_with_the_one_it_became_part_of(hub: Hub) -> None:
    async with hub.transaction() as db:
        survivor, loser = await patients.patient(db), await patients.patient(db, account=False, family=BIRD.title())
        await merging.merge(db, survivor, loser, [], f"{BIRD} twice", actor=SYSTEM)
    assert await _heard(hub.database)
    await _finish(hub, await _begin(hub, survivor.id))
    assert await _heard(hub.database) == [] and await _heard(hub.database, BIRD.title()) == []
    assert set(journal.read()) == {survivor.id, loser.id}


async def test_b70_a_restored_backup_forgets_again_before_anybody_is_let_in(hub: Hub) -> None:
    """A dump from before the erasure, put into a fresh database: the journal beside the key erases there, too."""
    async with hub.transaction() as db:
        patient = await patients.patient(db, family=BIRD.title(), phone="+12125550188")
    await _sing(hub, patient.id)
    url = make_url(str(hub.database.engine.url.render_as_string(hide_password=False)))
    dump = await _dumped(url)
    assert BIRD.encode() in dump
    await _finish(hub, await _begin(hub, patient.id))
    assert await _heard(hub.database) == []

    fresh = url.set(database=f"{url.database}_back")
    async with hub.database.engine.connect() as connection:
        raw = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await raw.execute(text(f'CREATE DATABASE "{fresh.database}"'))
    await _restored(fresh, dump)
    database = Database(fresh.render_as_string(hide_password=False), pool_size=2)
    try:
        assert await _heard(database) != []
        async with database.transaction() as db:  # the tables of a test are made without the migrations
            await db.execute(text("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)"))
            await db.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": newest()})
        said = await migrate(fresh.render_as_string(hide_password=False))
        assert "1 erased records" in said, "what every start and every deployment runs before the web does"
        assert await _heard(database) == []
        async with database.reading() as db:
            assert await audit.verify(db) is None
        assert await work.replay(database) == 0
    finally:
        await database.close()
        async with hub.database.engine.connect() as connection:
            raw = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await raw.execute(text(f'DROP DATABASE "{fresh.database}"'))


def _program(name: str) -> str:
    from hub.embedded.postgres import find_postgres

    return str(find_postgres().bin / name)


async def _dumped(url: Any) -> bytes:
    done = subprocess.run(
        [_program("pg_dump"), "--no-owner", *_to(url)], capture_output=True, check=True, env=_env(url)
    )
    return done.stdout


async def _restored(url: Any, dump: bytes) -> None:
    subprocess.run([_program("psql"), "-q", "-v", "ON_ERROR_STOP=1", *_to(url)], input=dump, check=True, env=_env(url),
                   capture_output=True)  # fmt: skip


def _to(url: Any) -> list[str]:
    host = url.host or url.query.get("host", "")
    return ["-h", str(host), "-p", str(url.port or url.query.get("port", 5432)), "-U", str(url.username), "-d",
            str(url.database)]  # fmt: skip


def _env(url: Any) -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": url.password or ""}


async def test_b66_what_an_erasure_took_out_of_the_trail_is_vouched_for_and_nothing_else_may_change(hub: Hub) -> None:
    own = await hub.sign_in("patient")
    await own.get("/api/my/details", expect=200)
    await _finish(hub, await _begin(hub, own.patient_id))
    async with hub.reading() as db:
        assert await audit.verify(db) is None
        names = set(await db.scalars(select(AuditEvent.actor_name).where(AuditEvent.actor_id == own.user_id)))
    assert names == {work.pseudonym(own.patient_id)}

    async def tampered(*sql: str) -> dict[str, Any] | None:
        async with hub.transaction() as db:
            for one in sql:
                await db.execute(text(one))
            found = await audit.verify(db)
            await db.rollback()
            return found

    quiet = "SELECT set_config('hub.redacting', 'on', true)"
    wipe = (
        "UPDATE audit_event SET before = NULL, after = NULL, reason = 'x' WHERE id = (SELECT min(id) FROM audit_event)"
    )
    assert await tampered(quiet, wipe) is not None, "words were taken out and no redaction says so"
    silent = ("INSERT INTO audit_redaction SELECT id, gen_random_uuid(), sha256(convert_to(audit_text(e), 'UTF8')) "
              "FROM audit_event e WHERE id = (SELECT min(id) FROM audit_event) ON CONFLICT DO NOTHING")  # fmt: skip
    assert (await tampered("SELECT 1", silent) or {}).get("why", "").startswith("its words were taken out")
    with pytest.raises(Exception, match="append-only"):
        await tampered("UPDATE audit_event SET reason = 'x'")
    with pytest.raises(Exception, match="append-only"):
        await tampered(quiet, "UPDATE audit_event SET before = NULL, after = NULL, outcome = 'denied'")
    with pytest.raises(Exception, match="append-only"):
        await tampered("SELECT set_config('hub.erasing', 'on', true)", "DELETE FROM audit_event")


def test_retention_counts_from_the_last_day_and_children_are_kept_longer() -> None:
    grown, child = date(1960, 2, 29), date(2020, 2, 29)
    until = rules.kept_until("chart", date(2024, 2, 29), grown, jurisdiction="de")
    assert until == date(2034, 3, 1)
    assert rules.kept_until("imaging", date(2026, 5, 1), child, jurisdiction="de") == date(2048, 2, 29)
    assert rules.kept_until("chart", date(2026, 5, 1), child, jurisdiction="uk") == date(2046, 3, 1)
    assert rules.kept_until("money", date(2026, 5, 1), child, jurisdiction="uk") == date(2032, 5, 1)
    assert rules.kept_until("money", date(2026, 5, 1), grown, jurisdiction="xx", least_years=30) == date(2056, 5, 1)
    assert all(set(terms) == set(rules.CLASSES) for terms in rules.TERMS.values())


def test_the_journal_survives_a_line_that_a_crash_cut_off() -> None:
    request, one, other = UUID(int=1), UUID(int=2), UUID(int=3)
    journal.write(request, [one])
    with journal.path().open("ab") as file:
        file.write(b'{"record": "0000')
    journal.write(request, [one, other])
    assert journal.read() == {one: request, other: request}
    assert journal.path().stat().st_mode & 0o077 == 0
    assert settings().data_dir in journal.path().parents
