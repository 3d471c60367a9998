"""The hub command: help everywhere, exit statuses, one sentence instead of a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from hub import accounts
from hub.boot import ROOT
from hub.cli import app
from hub.core.db import Db
from hub.core.errors import Conflict, HubError, NotFound
from hub.identity import actions, passwords, queries
from tests.servers import folder_for_servers


def run(*arguments: str, data_dir: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    base = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return subprocess.run(
        [sys.executable, "-m", "hub.cli", *arguments],
        input=stdin, capture_output=True, text=True, cwd=ROOT, timeout=300,
        env={**base, "HUB_DATA_DIR": str(data_dir), **environment},
    )  # fmt: skip


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


@pytest.mark.parametrize(("path", "command"), [*commands(get_command(app))])
def test_every_command_says_what_it_does(path: tuple[str, ...], command: Any) -> None:
    assert command.help
    for parameter in command.params:
        if parameter.param_type_name == "option" and parameter.name not in ("help", "demo"):
            assert parameter.help, f"{' '.join(path)} {parameter.name}"


def test_wrong_usage_is_status_2_and_no_traceback(tmp_path: Path) -> None:
    for arguments in (["nonsense"], ["user", "create"], ["migrate", "--nonsense"]):
        done = run(*arguments, data_dir=tmp_path)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_a_process_without_servers_says_what_to_set(tmp_path: Path) -> None:
    for name in ("web", "prepare"):
        done = run(name, data_dir=tmp_path)
        assert done.returncode == 2
        assert "HUB_DATABASE_URL" in done.stderr and "run.py up" in done.stderr


def test_wrong_settings_are_named(tmp_path: Path) -> None:
    done = run("web", data_dir=tmp_path, HUB_PORT="eighty")
    assert done.returncode == 2
    assert "HUB_PORT" in done.stderr and "Traceback" not in done.stderr
    for given in ("postgresql://hub:secret@db/hub", "mysql://hub:secret@db/hub", "db.example.org"):
        done = run("pathway", "export", "visit", data_dir=tmp_path, HUB_DATABASE_URL=given, HUB_REDIS_URL="redis://c")
        assert done.returncode == 2 and "Traceback" not in done.stderr
        assert "HUB_DATABASE_URL: it begins with postgresql+asyncpg://" in done.stderr and "secret" not in done.stderr


def test_openapi_needs_no_server(tmp_path: Path) -> None:
    done = run("openapi", "export", "--output", str(tmp_path / "out.json"), data_dir=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out.json").read_text())["openapi"] == "3.1.0"


def test_version_is_that_of_the_project(tmp_path: Path) -> None:
    done = run("version", "--json", data_dir=tmp_path)
    assert json.loads(done.stdout)["version"] in (ROOT / "pyproject.toml").read_text()


def test_reset_asks_and_never_deletes_what_is_not_ours(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "logs").mkdir(parents=True)
    assert run("reset", data_dir=folder).returncode == 2  # nobody to ask
    assert (folder / "logs").exists()
    (folder / "thesis.txt").touch()
    assert run("reset", "--yes", data_dir=folder).returncode == 1
    assert (folder / "logs").exists()
    (folder / "thesis.txt").unlink()
    assert run("reset", "--yes", data_dir=folder).returncode == 0
    assert not (folder / "logs").exists()


def test_doctor_reports_every_part_with_a_remedy(tmp_path: Path) -> None:
    done = run("doctor", "--json", data_dir=tmp_path)
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)}
    assert {"python", "node", "web app", "disk", "data folder", "postgresql", "valkey", "database", "port", "hub",
            "phones", "turn", "livekit", "chromium"} == set(findings)  # fmt: skip
    assert findings["postgresql"]["verdict"] == findings["valkey"]["verdict"] == "OK"
    assert all(f["remedy"] for f in findings.values() if f["verdict"] != "OK")
    broken = run("doctor", data_dir=tmp_path, HUB_DATABASE_URL="postgresql+asyncpg://u@127.0.0.1:1/x")
    assert broken.returncode == 1
    assert "FAIL  database" in broken.stdout and "-> Check HUB_DATABASE_URL" in broken.stdout
    served = run("doctor", "--json", data_dir=tmp_path, HUB_ENVIRONMENT="production", HUB_PORT="1")
    found = {finding["name"]: finding["detail"] for finding in json.loads(served.stdout)}
    assert not {"node", "chromium", "port"} & set(found) and found["hub"] == "not running here now"


def test_accounts_from_the_command_line() -> None:
    folder = folder_for_servers() / "data"
    make = ("user", "create", "--email", "ann@example.org", "--name", "Ann Bee", "--role", "admin")
    assert run(*make, data_dir=folder).returncode == 2  # no password on standard input
    done = run("migrate", "--json", data_dir=folder)  # starts servers of its own for as long as it runs
    assert done.returncode == 0, done.stderr
    assert "schema" in json.loads(done.stdout)
    code = run("user", "setup-code", data_dir=folder).stdout.strip()
    assert code and code == (folder / "secrets" / "setup_code").read_text()
    done = run(*make, stdin="plain violet harbour teapot\n", data_dir=folder)
    assert done.returncode == 0 and "may sign in" in done.stderr, done.stderr
    refused = run("demo", "clear", "--yes", data_dir=folder, HUB_ENVIRONMENT="production")
    assert refused.returncode == 1 and "production" in refused.stderr


async def test_what_the_command_line_does_to_accounts(db: Db) -> None:
    good, better = "plain violet harbour teapot", "another violet harbour teapot"

    async def create(**changes: Any) -> None:
        given = {"email": "Bea@Example.org", "name": "Bea Cole", "roles": ["admin"], "specialty": "", "password": good}
        await accounts.create(db, **{**given, **changes})

    for changes, code in (
        ({"password": "short"}, "weak_password"),
        ({"email": "nobody"}, "bad_email"),
        ({"roles": ["emperor"]}, "unknown_role"),
        ({"roles": ["doctor"], "specialty": "astrology"}, "unknown_specialty"),
    ):
        with pytest.raises(HubError) as refused:
            await create(**changes)
        assert refused.value.code == code
    assert await accounts.setup_code(db) == actions.setup_code()
    await create()
    with pytest.raises(Conflict):
        await create()
    with pytest.raises(Conflict, match="an administrator already"):
        await accounts.setup_code(db)
    await create(email="dee@example.org", name="Dee Eff", roles=["doctor", "admin"], specialty="family_medicine")
    user = await queries.user_by_email(db, "dee@example.org")
    assert user is not None and user.practitioner_id is not None
    assert await queries.roles_of(db, user.id) == ["admin", "doctor"]
    await accounts.reset_password(db, email="dee@example.org", password=better)
    assert await passwords.verified(user.password_hash, better)
    with pytest.raises(NotFound):
        await accounts.reset_password(db, email="nobody@example.org", password=better)
