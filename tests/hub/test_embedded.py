"""The embedded servers: real, private, found again, refused clearly, and never orphaned."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
import redis

from hub import embedded, processes
from hub.embedded import EmbeddedError, Places
from hub.embedded import places as places_module
from hub.embedded import postgres as postgres_module
from hub.embedded import valkey as valkey_module
from tests.servers import folder_for_servers

ROOT = Path(embedded.__file__).parents[2]


@pytest.fixture
def data_dir() -> Path:
    return folder_for_servers() / "data"


@pytest.fixture
def running(data_dir: Path) -> Iterator[tuple[embedded.Embedded, Path]]:
    servers = embedded.start(data_dir, {})
    yield servers, data_dir
    servers.stop()


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def wait_until(happened: Callable[[], bool], seconds: float = 180.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


async def test_real_servers_with_a_durable_utf8_database(running: tuple[embedded.Embedded, Path]) -> None:
    servers, _ = running
    url = servers.database.url
    assert "PostgreSQL" in str(await ask(url, "SELECT version()"))
    assert await ask(url, "SELECT current_database()") == "hub"
    assert await ask(url, "SHOW server_encoding") == "UTF8"
    assert await ask(url, "SHOW fsync") == "on"
    assert await ask(url, "SHOW listen_addresses") == ""
    with redis.Redis.from_url(servers.redis.url) as client:
        assert client.ping()
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("save") == {"save": ""}


async def test_sockets_are_private_and_their_paths_short(running: tuple[embedded.Embedded, Path]) -> None:
    _, data_dir = running
    run = Places.prepare(data_dir).run
    assert stat.S_IMODE(run.stat().st_mode) == 0o700
    assert all(len(os.fsencode(path)) < 107 for path in run.iterdir())


async def test_data_survive_a_restart_and_a_kill_of_the_server(data_dir: Path) -> None:
    servers = embedded.start(data_dir, {})
    await ask(servers.database.url, "CREATE TABLE kept AS SELECT 42 AS n")
    assert servers.database.child is not None
    os.kill(servers.database.child.pid, signal.SIGKILL)
    servers.stop()
    servers = embedded.start(data_dir, {})
    try:
        assert await ask(servers.database.url, "SELECT n FROM kept") == 42
    finally:
        servers.stop()


async def test_kill_9_of_the_parent_leaves_no_orphan(data_dir: Path) -> None:
    program = f"""
        import time
        from pathlib import Path
        from hub import embedded
        servers = embedded.start(Path({str(data_dir)!r}), {{}})
        print(servers.database.child.pid, servers.redis.child.pid, flush=True)
        time.sleep(600)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2 and all(processes.birth(pid) for pid in pids)
        parent.kill()
    wait_until(lambda: not any(processes.birth(pid) for pid in pids))
    servers = embedded.start(data_dir, {})  # and nothing of it is in the way
    assert await ask(servers.database.url, "SELECT 1") == 1
    servers.stop()


def test_a_survivor_is_reaped_by_its_pid_file_and_a_reused_pid_is_not(tmp_path: Path) -> None:
    survivor = processes.spawn("postgres", ["sleep", "600"], pid_dir=tmp_path)
    bystander = processes.spawn("valkey", ["sleep", "600"])
    try:
        (tmp_path / "valkey.pid").write_text(f'{{"pid": {bystander.pid}, "birth": "1", "stop": 15}}')
        (tmp_path / "broken.pid").write_text("not json")
        assert processes.reap(tmp_path) == ["postgres"]
        assert survivor.ended() is not None
        assert bystander.ended() is None
        assert list(tmp_path.iterdir()) == []
    finally:
        survivor.stop(1)
        bystander.stop(1)


def test_a_stubborn_child_and_its_children_are_killed(tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    child = processes.spawn("stubborn", ["sh", "-c", f"trap '' TERM; sleep 600 & echo $! > {note}; wait; wait"])
    wait_until(lambda: note.exists() and note.read_text().strip() != "")
    assert child.stop(patience=0.2) == -signal.SIGKILL
    wait_until(lambda: processes.birth(int(note.read_text())) is None)


async def test_addresses_in_the_environment_win(data_dir: Path) -> None:
    given = {"HUB_DATABASE_URL": "postgresql+asyncpg://u@db/hub", "HUB_REDIS_URL": "redis://cache:6379/0"}
    servers = embedded.start(data_dir, given)
    assert (servers.database.url, servers.redis.url) == (given["HUB_DATABASE_URL"], given["HUB_REDIS_URL"])
    assert servers.database.child is None and servers.redis.child is None
    servers.stop()


def test_missing_servers_are_refused_with_the_three_remedies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nowhere: Callable[..., None] = lambda *_: None  # noqa: E731
    monkeypatch.setattr(postgres_module, "package_folder", nowhere)
    monkeypatch.setattr(valkey_module, "package_folder", nowhere)
    monkeypatch.setattr("shutil.which", nowhere)
    monkeypatch.setattr(postgres_module, "SYSTEM", tmp_path)
    with pytest.raises(EmbeddedError, match=r"run\.py up.*apt install postgresql.*HUB_DATABASE_URL"):
        embedded.find_postgres()
    with pytest.raises(EmbeddedError, match=r"run\.py up.*apt install redis-server.*HUB_REDIS_URL"):
        embedded.find_valkey()


def test_a_cluster_of_another_major_version_is_refused(data_dir: Path) -> None:
    places = Places.prepare(data_dir)
    (data_dir / "pg14").mkdir()
    with pytest.raises(EmbeddedError, match="another major version"):
        embedded.start_postgres(places)


def test_a_long_folder_gets_short_sockets() -> None:
    deep = folder_for_servers() / ("d" * 60) / ("e" * 60)
    run = Places.prepare(deep).run
    assert len(os.fsencode(run / places_module.LONGEST_SOCKET_NAME)) <= places_module.LONGEST_SOCKET_PATH
    run.rmdir()


def test_root_in_a_closed_folder_is_told_what_to_do_and_has_a_default_that_works(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = processes.Account("nobody", 65534, 65534)
    monkeypatch.setattr(places_module, "server_account", lambda: nobody)
    closed = data_dir.parent / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(EmbeddedError, match="HUB_DATA_DIR"):
        Places.prepare(closed / "data")
    assert embedded.default_data_dir(closed).parent == Path("/var/lib")
    assert embedded.default_data_dir(data_dir.parent) == data_dir.parent / "data"


async def test_binaries_that_the_servers_user_cannot_read_are_copied(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_root = os.geteuid() == 0  # otherwise the servers run as ourselves and use the binaries where they lie
    for module in (postgres_module, valkey_module):
        monkeypatch.setattr(module, "reachable", lambda *_: False)
    servers = embedded.start(data_dir, {})
    try:
        assert servers.database.child is not None
        command = Path(f"/proc/{servers.database.child.pid}/cmdline")
        program = Path(command.read_text().split("\0")[0]) if command.exists() else data_dir / "bin"
        assert program.is_relative_to(data_dir / "bin") == is_root
        assert await ask(servers.database.url, "SELECT count(*) FROM pg_timezone_names") != 0
    finally:
        await asyncio.to_thread(servers.stop)
