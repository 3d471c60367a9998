"""Fixtures of every test: `hub` (a fresh database and the whole application) and `db` (a session that rolls back)."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from quart import Quart

    from hub.core.db import Db
    from tests.hub_fixture import Hub

pytest_plugins = ["tests.servers"]

# A busy machine is no counter-example: what is slow is measured by bench/, never by a test. The same examples at every
# run, so that a change is judged by what it changes; with HUB_TEST_SEEDS others are looked for.
hypothesis.settings.register_profile(
    "house", deadline=None, print_blob=True, derandomize="HUB_TEST_SEEDS" not in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)  # fmt: skip
hypothesis.settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent

# As in the hub's own processes (hub.cli, hub.serve): the collector took a sixth of the time of a test.
gc.set_threshold(10_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is imported now stays until the end: never look through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def servers() -> Iterator[None]:
    """Real PostgreSQL and Valkey, and the settings that point there. Everything below stands on it."""
    from tests.servers import start_test_servers

    _, redis_url = start_test_servers()
    with tempfile.TemporaryDirectory(prefix="wardline-data-") as data_dir:
        os.environ |= {
            "HUB_ENVIRONMENT": "test", "HUB_REDIS_URL": redis_url, "HUB_DATA_DIR": data_dir, "HUB_SECRET_KEY": "k" * 48,
            "HUB_ARGON2_MEMORY_KIB": "256", "HUB_LOG_LEVEL": "WARNING",
        }  # fmt: skip
        from hub.core.settings import settings

        settings.cache_clear()
        yield


@pytest.fixture(scope="session")
def template(servers: None) -> str:
    """The name of a database with all tables and the base reference data; made once, copied per test."""
    from tests.servers import make_template

    return make_template(f"wardline_{_fingerprint()}", lambda url: asyncio.run(_fill(url)))


def _fingerprint() -> str:
    """Changes with everything that decides what the template holds (a developer's own server keeps old ones)."""
    digest = hashlib.sha256()
    folders = ("hub", "workflows", "signaling", "notifications")
    for path in sorted(p for folder in folders for p in (ROOT / folder).rglob("*") if p.is_file()):
        if path.suffix in (".py", ".bpmn", ".dmn", ".sql"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


async def _fill(url: str) -> None:
    import hub.tables  # noqa: F401
    from hub.core.db import Database, create_schema
    from hub.modules import load

    database = Database(url, pool_size=1)
    await create_schema(database.engine)
    async with database.transaction() as db:
        for module in load(("reference",)):
            await module.load(db)
    await database.close()


@pytest.fixture(scope="session")
def app(servers: None) -> Quart:
    """The application, once per process; which database it speaks to changes with every test."""
    from hub.app import create_app

    return create_app()


@pytest.fixture
async def hub(app: Quart, template: str) -> AsyncIterator[Hub]:
    """A fresh hospital."""
    from hub.core import db as core_db
    from hub.core import heads
    from hub.core.valkey import close_valkey, valkey
    from tests.hub_fixture import opened
    from tests.servers import drop_database, make_database

    url = make_database(template)
    await valkey().flushdb()
    heads.path().unlink(missing_ok=True)  # the signed heads are those of another test's database
    try:
        yield await opened(app, url)
    finally:
        await core_db.disconnect()
        await close_valkey()
        drop_database(url)


@pytest.fixture
def daytime() -> Iterator[None]:
    """Never the last hour of the hospital's day, in which a visit in half an hour is tomorrow's."""
    from hub.core.clock import now, travel
    from tests.factories.scheduling import ZONE

    with travel(timedelta(hours=2 if now().astimezone(ZONE).hour == 23 else 0)):
        yield


@pytest.fixture(scope="session")
def shared_database(template: str) -> Iterator[str]:
    """One database per process for tests that roll everything back."""
    from tests.servers import drop_database, make_database

    url = make_database(template)
    yield url
    drop_database(url)


@pytest.fixture
async def db(shared_database: str) -> AsyncIterator[Db]:
    """A writing session in a transaction that is rolled back after the test."""
    from hub.core.db import Database, Db
    from tests.hub_fixture import share_statements

    database = Database(shared_database, pool_size=1)
    await share_statements(database)
    async with Db(database.engine, expire_on_commit=False) as session:
        yield session
        await session.rollback()
    await database.close()
