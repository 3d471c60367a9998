"""Throw-away real PostgreSQL and Valkey for a test session: started once, shared by all xdist workers, gone after.

Loaded as a plugin (`pytest_plugins = ["tests.servers"]` in tests/conftest.py). With xdist the controller starts
PostgreSQL before its workers, which inherit its address; each worker has a Valkey of its own, because publish and
subscribe know no database number. Both die with the process that started them, even by kill -9.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from hub.embedded import Places, Server, start_postgres, start_valkey
from hub.embedded.postgres import SUPERUSER
from hub.processes import birth

# Addresses of servers that a developer runs himself; never the real HUB_* ones, which tests would wipe.
ADMIN = "HUB_TEST_DATABASE_URL"
REDIS = "HUB_TEST_REDIS_URL"
PREFIX = "wardline-test-"
MEMORY, ENOUGH = Path("/dev/shm"), 3 << 30

_started: dict[str, str] = {}
_undo: list[Callable[[], None]] = []


def pytest_configure(config: pytest.Config) -> None:
    """With xdist, start PostgreSQL in the controller, so that its workers inherit the address."""
    parallel = bool(getattr(config.option, "numprocesses", None)) and not hasattr(config, "workerinput")
    if parallel and not config.option.collectonly:
        os.environ[ADMIN] = _admin_dsn()


def pytest_unconfigure(config: pytest.Config) -> None:
    stop_test_servers()


def start_test_servers() -> tuple[str, str]:
    """The address of a PostgreSQL superuser connection (for asyncpg) and of a Valkey; starts both on first use."""
    return _admin_dsn(), _redis_url()


def stop_test_servers() -> None:
    """Stop what this process started and remove its folder."""
    while _undo:
        _undo.pop()()
    _started.clear()


def make_database(template: str | None = None) -> str:
    """Create a database, as a copy of `template` if given, and return its address for SQLAlchemy with asyncpg.

    Nobody may be connected to the template meanwhile: PostgreSQL refuses, and so does this.
    """
    name = f"t_{uuid.uuid4().hex[:16]}"
    copy = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
    _execute(f'CREATE DATABASE "{name}"{copy}')
    return database_address(name)


def make_template(name: str, fill: Callable[[str], None]) -> str:
    """Make a database `name` once for all workers: `fill(address)` runs in the first that asks, others wait."""

    async def once(connection: asyncpg.Connection[Any]) -> None:
        await connection.execute("SELECT pg_advisory_lock(hashtext($1))", name)
        try:
            await made(connection)
        finally:
            await connection.execute("SELECT pg_advisory_unlock(hashtext($1))", name)

    async def made(connection: asyncpg.Connection[Any]) -> None:
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            return
        half = f"{name}_half"
        await connection.execute(f'DROP DATABASE IF EXISTS "{half}"')
        await connection.execute(f'CREATE DATABASE "{half}"')
        await asyncio.get_running_loop().run_in_executor(None, fill, database_address(half))
        await connection.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')

    _with_admin(once)
    return name


def drop_database(url: str, *, wait: bool = False) -> None:
    """Remove a database made here, cutting off whoever is still connected; nobody waits for it unless asked to."""
    _with_admin(_statement(f'DROP DATABASE IF EXISTS "{_name_in(url)}" WITH (FORCE)'), wait=wait)


def database_address(name: str) -> str:
    """The address of a database of the test server, for SQLAlchemy with asyncpg."""
    head, _, query = _admin_dsn().partition("?")
    address = head.rsplit("/", 1)[0] + "/" + name + ("?" + query if query else "")
    return address.replace("postgresql://", "postgresql+asyncpg://", 1)


def _name_in(url: str) -> str:
    return url.partition("?")[0].rsplit("/", 1)[1]


def _admin_dsn() -> str:
    if given := _started.get(ADMIN) or os.environ.get(ADMIN):
        return given
    places = _places()
    server = start_postgres(places, durable=False)
    _undo.append(lambda: server.stop(5.0))
    _started[ADMIN] = f"postgresql://{SUPERUSER}@/postgres?host={places.run}"
    return _started[ADMIN]


def _redis_url() -> str:
    if given := _started.get(REDIS) or os.environ.get(REDIS):
        return given
    server: Server = start_valkey(_places())
    _undo.append(lambda: server.stop(5.0))
    _started[REDIS] = server.url
    return server.url


def _places() -> Places:
    if "folder" not in _started:
        _sweep()
        atexit.register(stop_test_servers)
        _started["folder"] = str(folder_for_servers())
    return Places.prepare(Path(_started["folder"]))


def folder_for_servers() -> Path:
    """A temporary folder that the servers' user may enter, unlike pytest's own; gone when the session ends."""
    # The name carries its owner, so that a later session can tell that it was abandoned.
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_memory()))
    folder.chmod(0o711)
    _undo.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


def _memory() -> str | None:
    """Memory that looks like a disk, where there is enough: a database is 1,500 files, and each test has its own."""
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        return None
    found = os.statvfs(MEMORY)
    enough = found.f_bavail * found.f_frsize >= ENOUGH and not found.f_flag & os.ST_NOEXEC
    return str(MEMORY) if enough else None


def _sweep() -> None:
    """Remove the folders of sessions that were killed."""
    places = {tempfile.gettempdir(), str(MEMORY)}
    for folder in (found for place in places for found in Path(place).glob(f"{PREFIX}*")):
        with contextlib.suppress(ValueError, OSError):
            if birth(int(folder.name.removeprefix(PREFIX).partition("-")[0])) is None:
                shutil.rmtree(folder, ignore_errors=True)


def _execute(statement: str) -> None:
    _with_admin(_statement(statement))


Work = Callable[[Any], Coroutine[Any, Any, None]]
"""What is done with the admin connection."""


def _statement(statement: str) -> Work:
    async def run(connection: asyncpg.Connection[Any]) -> None:
        await connection.execute(statement)

    return run


class _Admin:
    """One thread with one connection that makes and drops databases, one after the other."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="test-databases")
        self.runner = asyncio.Runner()
        self.connection: asyncpg.Connection[Any] | None = None

    def _run(self, work: Work) -> None:
        async def run() -> None:
            if self.connection is None or self.connection.is_closed():
                self.connection = await asyncpg.connect(self.dsn)
            await work(self.connection)

        self.runner.run(run())

    def close(self) -> None:
        async def hang_up() -> None:
            if self.connection is not None:
                await self.connection.close()

        self.pool.submit(self.runner.run, hang_up()).result()
        self.pool.submit(self.runner.close).result()
        self.pool.shutdown()


_admin: list[_Admin] = []


def _with_admin(work: Work, *, wait: bool = True) -> None:
    """Run `work` on the admin connection, from inside an event loop as well as outside of one."""
    dsn = _admin_dsn()  # starts the server here, in the main thread, and not in the other one
    if not _admin:
        _admin.append(_Admin(dsn))
        _undo.append(lambda: _admin.pop().close())
    done = _admin[0].pool.submit(_admin[0]._run, work)
    if wait:
        done.result()
