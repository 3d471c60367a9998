"""A real coturn on the loopback, with the recipe's configuration; tests that need one are skipped without it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hub.boot import ROOT

SECRET = "a-secret-of-tests"
PROGRAM = shutil.which("turnserver")
needs_coturn = pytest.mark.skipif(PROGRAM is None, reason="no coturn here: apt install coturn")


@contextmanager
def coturn(folder: Path, *, loopback: bool = False) -> Iterator[str]:
    """`host:port` of a server as `deploy/turnserver.conf` has it; `loopback` lets peers on this machine through."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    conf = folder / "turnserver.conf"
    lines = (ROOT / "deploy/turnserver.conf").read_text().splitlines()
    left_out = ("listening-port", "denied-peer-ip=127.") if loopback else ("listening-port",)
    conf.write_text("\n".join(line for line in lines if not line.startswith(left_out)))
    assert PROGRAM is not None
    command: list[str | Path] = [
        PROGRAM, "-c", conf, f"--listening-port={port}", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1",
        "--realm=test", f"--static-auth-secret={SECRET}", f"--pidfile={folder / 'pid'}",
        *(["--allow-loopback-peers"] if loopback else []),
    ]  # fmt: skip
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, cwd=folder)
    try:
        deadline = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert process.poll() is None and time.monotonic() < deadline, (folder / "said").read_text()[-2000:]
            time.sleep(0.02)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
