"""`hub up` for real: one parent, everything running, everything restarted, nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hub.boot import ROOT
from hub.processes import birth
from tests.hub.test_embedded import wait_until
from tests.servers import drop_database, folder_for_servers, make_database


class Up:
    """A running `hub up` and its data folder."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, output: Path) -> None:
        self.process, self.folder, self.output = process, folder, output

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def port(self) -> int:
        return int((self.folder / "port").read_text())

    def pids(self) -> dict[str, int]:
        return {file.stem: json.loads(file.read_text())["pid"] for file in (self.folder / "pids").glob("*.pid")}

    def report(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=30) as reply:
                report: dict[str, Any] = json.load(reply)
                return report
        except (OSError, ValueError):
            return {}


def environment(folder: Path, **more: str) -> dict[str, str]:
    base = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return {**base, "HUB_DATA_DIR": str(folder), "HUB_PORT": str(free_port()), **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def up(folder: Path, **more: str) -> Iterator[Up]:
    output = folder.parent / "said.txt"
    with output.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "hub.cli", "up", "--no-demo"], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
            env=environment(folder, **more),
        )  # fmt: skip
    running = Up(process, folder, output)
    try:
        wait_until(lambda: "Ctrl-C stops everything" in running.said or process.poll() is not None)
        assert process.poll() is None, running.said
        yield running
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def folder() -> Path:
    return folder_for_servers() / "data"


def test_everything_runs_is_restarted_when_it_falls_over_and_stops_in_order(folder: Path) -> None:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    port = taken.getsockname()[1]
    with taken, up(folder, HUB_PORT=str(port)) as running:
        assert running.port != port and f"Port {port} is taken" in running.said
        assert "setup code" in running.said  # nobody has an account yet
        wait_until(lambda: running.report().get("status") == "ok")
        before = running.pids()
        assert set(before) == {"postgres", "valkey", "web", "relay", "worker"}

        other = subprocess.run(
            [sys.executable, "-m", "hub.cli", "up"], cwd=ROOT, env=environment(folder), capture_output=True, text=True
        )
        assert other.returncode == 1 and f"process {running.process.pid}" in other.stderr

        for name in ("web", "worker", "valkey", "postgres"):
            os.kill(before[name], signal.SIGKILL)
        wait_until(
            lambda: all(f"{name} runs again" in running.said for name in ("web", "worker", "valkey", "postgres"))
        )
        wait_until(lambda: running.report().get("status") == "ok")
        now = running.pids()
        assert now["relay"] == before["relay"]
        assert all(now[name] != before[name] for name in ("web", "worker", "valkey", "postgres"))

        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(90) == 0
        assert running.said.rstrip().endswith("Stopped.")
        assert not any(birth(pid) for pid in now.values())
        assert not list((folder / "pids").iterdir())


@pytest.mark.parametrize("spawns", ["", "1"], ids=["forked", "spawned"])
def test_kill_9_leaves_no_orphan_and_the_next_start_works(folder: Path, spawns: str) -> None:
    with up(folder, HUB_UP_SPAWNS=spawns) as running:
        children = running.pids()
        assert len(children) == 5
        running.process.kill()
        running.process.wait()
        wait_until(lambda: not any(birth(pid) for pid in children.values()))
    with up(folder) as running:
        wait_until(lambda: running.report().get("status") == "ok")
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(90) == 0


def test_a_wrong_port_is_refused_before_anything_starts(folder: Path) -> None:
    for port in ("eighty", "70000", "-1"):
        done = subprocess.run(
            [sys.executable, "-m", "hub.cli", "up"],
            cwd=ROOT, env=environment(folder, HUB_PORT=port), capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode != 0 and "HUB_PORT" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.fixture
def web(template: str) -> Iterator[Callable[..., tuple[subprocess.Popen[bytes], int]]]:
    """Start web processes on the test servers."""
    url = make_database(template)
    started: list[subprocess.Popen[bytes]] = []

    def start(**more: str) -> tuple[subprocess.Popen[bytes], int]:
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "hub.cli", "web"], cwd=ROOT,
            env={**os.environ, "HUB_DATABASE_URL": url, "HUB_PORT": str(port), **more},
        )  # fmt: skip
        started.append(process)
        wait_until(lambda: status(port, "/healthz") == 200)
        return process, port

    yield start
    for process in started:
        process.kill()
        process.wait()
    drop_database(url)


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def test_b79_readiness_fails_first_and_open_requests_finish(
    web: Callable[..., tuple[subprocess.Popen[bytes], int]],
) -> None:
    process, port = web(HUB_DRAIN_SECONDS="4")
    body = b'{"email": "nobody@example.org", "password": "plain violet harbour teapot"}'
    head = f"POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:20])
        assert status(port, "/readyz") == 200
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: status(port, "/readyz") == 503)  # a proxy turns away ...
        assert status(port, "/healthz") == 200  # ... while requests are still answered
        wait_until(lambda: status(port, "/healthz") == 0)  # then nobody new is let in
        time.sleep(0.3)
        slow.sendall(body[20:])
        reply = slow.recv(65536)
    assert reply.startswith(b"HTTP/1.1 4"), reply[:200]  # a proper answer, neither a 5xx nor a broken connection
    assert process.wait(90) == 0
