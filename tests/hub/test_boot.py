"""The bootstrap: standard library only, hash-checked, skipped when nothing changed, and clear when it cannot."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from hub import boot
from hub.console import Failed, Steps

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-web.lock", "requirements-uv.lock")


def test_it_runs_on_a_bare_python() -> None:
    # -S leaves out site-packages, -I everything of the caller: only the standard library is left.
    code = f"import sys; sys.path.insert(0, {str(boot.ROOT)!r}); import hub.boot; sys.exit(hub.boot.main(['help']))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "run.py COMMAND" in done.stderr


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_version_and_hashes_and_no_address(lock: str) -> None:
    text = (boot.ROOT / lock).read_text()
    assert "://" not in text
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert all(re.match(r"[\w.\[\]-]+==\S+", entry) and "--hash=sha256:" in entry for entry in entries), lock


def test_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((boot.ROOT / "pyproject.toml").read_text())["project"]
    locked = _names("requirements.lock")
    assert {_name(d) for d in project["dependencies"]} <= locked
    assert locked | {_name(d) for d in project["optional-dependencies"]["dev"]} <= _names("requirements-dev.lock")
    # `test` installs only the dev lock: it must be the same versions and more.
    assert _pins("requirements.lock") <= _pins("requirements-dev.lock")


def _name(requirement: str) -> str:
    return re.split(r"[\[=<>;\s]", requirement)[0].lower().replace("_", "-")


def _pins(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+==[^\s;]+)", (boot.ROOT / lock).read_text(), re.MULTILINE))


def _names(lock: str) -> set[str]:
    return {pin.split("==")[0].lower() for pin in _pins(lock)}


def test_without_venv_module_the_remedy_is_one_line_to_paste(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(boot, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(boot.shutil, "which", lambda _: None)  # type: ignore[attr-defined]

    def no_ensurepip(command: Sequence[str]) -> bool:
        assert "ensurepip" in command[-1]
        return False

    monkeypatch.setattr(boot, "_try", no_ensurepip)
    with pytest.raises(Failed) as failure:
        boot.make_environment()
    assert "\n  apt install python3-venv\n" in str(failure.value)


def test_an_environment_that_uv_made_gets_pip_when_uv_is_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    monkeypatch.setattr(boot, "PYTHON", python := tmp_path / "env" / "bin" / "python")
    boot.with_pip()
    assert subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0


def test_packages_are_installed_once_per_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    lock = tmp_path / "requirements.lock"
    lock.write_text("one==1\n")
    installed: list[str] = []
    monkeypatch.setattr(boot, "ROOT", tmp_path)
    monkeypatch.setattr(boot, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(boot, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(boot, "install", lambda lock, _: installed.append(lock))
    for _ in range(2):
        boot.ready(Steps(2), "requirements.lock")
    assert installed == ["requirements.lock"]
    lock.write_text("one==2\n")
    boot.ready(Steps(2), "requirements.lock")
    assert len(installed) == 2


def test_the_web_app_is_built_only_when_something_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    web = tmp_path / "web"
    (web / "src").mkdir(parents=True)
    (tmp_path / ".venv").mkdir()
    for name in ("package.json", "package-lock.json", "src/main.tsx"):
        (web / name).write_text("{}")
    ran: list[str] = []

    def npm(command: Sequence[str], *_: object) -> None:
        ran.append(command[1])
        (web / ("node_modules" if command[1] == "ci" else "dist")).mkdir(exist_ok=True)
        if command[1] == "run":
            (web / "dist" / "index.html").touch()

    monkeypatch.setattr(boot, "ROOT", tmp_path)
    monkeypatch.setattr(boot, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(boot, "node", lambda: ["npm"])
    monkeypatch.setattr(boot, "_do", npm)

    def build() -> list[str]:
        ran.clear()
        boot.build_web(Steps(2))
        return list(ran)

    assert build() == ["ci", "run"]
    assert build() == []
    (web / "src/main.tsx").write_text("changed")
    assert build() == ["run"]
    (web / "package-lock.json").write_text("changed")
    assert build() == ["ci", "run"]


def test_a_failing_command_shows_the_end_of_its_output(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(boot, "LOG", tmp_path / "logs" / "setup.log")
    with pytest.raises(Failed, match=r"(?s)It failed:.*the reason.*setup\.log"):
        boot._do([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"], "It failed")


def test_pip_configuration_is_passed_on_to_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_STRATEGY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example.org/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://one.example.org https://two.example.org")
    found = boot._uv_sources()
    assert found["UV_DEFAULT_INDEX"] == "https://packages.example.org/simple"
    assert found["UV_INDEX"] == "https://one.example.org https://two.example.org"
    assert found["UV_INDEX_STRATEGY"] == "unsafe-best-match"


@pytest.mark.parametrize(
    "arguments", [["bench"], ["bench", "nonsense"], ["test", "--only", "nonsense"], ["test", "--nonsense"]]
)
def test_wrong_commands_end_with_status_2(arguments: list[str]) -> None:
    run = [sys.executable, "-m", "tests"] if arguments[0] == "test" else [sys.executable, "run.py", "bench"]
    done = subprocess.run([*run, *arguments[1:]], capture_output=True, text=True, cwd=boot.ROOT)
    assert done.returncode == 2
    assert "usage:" in done.stderr


def test_two_at_once_prepare_one_after_the_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second would find half an environment, and take it away from the first."""
    lock, order = tmp_path / "lock", []
    inside, begun = threading.Event(), threading.Event()

    def second() -> None:
        begun.set()
        with boot.alone(lock):
            order.append("second")

    other = threading.Thread(target=second)
    with boot.alone(lock):
        other.start()
        begun.wait(5)
        inside.wait(0.2)
        order.append("first")
    other.join(5)
    assert order == ["first", "second"]
    assert "waiting for it" in capsys.readouterr().err
    with boot.alone(lock):  # and nobody is kept waiting when the other has ended
        pass
