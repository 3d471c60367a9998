"""A whole real hospital: `hub up` on a free port, with PostgreSQL, Valkey, web, relay, worker and the demo's people."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg

from hub import boot, embedded
from hub.embedded import Places

UP_SECONDS = 600.0
"""After which it does not start at all. On a machine that is busy elsewhere two minutes were too short."""
STOP_SECONDS = 60.0
SETTINGS = {
    "HUB_PORT": "0", "HUB_LOG_LEVEL": "WARNING", "HUB_ARGON2_MEMORY_KIB": "1024",
    # A test cannot wait until a booked time comes near.
    "HUB_WAITING_ROOM_OPENS_MINUTES": "100000",
    # Webhooks of tests lead to this machine, where nobody answers.
    "HUB_EGRESS_ALLOW": "127.0.0.0/8",
}  # fmt: skip


class Hospital:
    """Where it is, the one password of its invented people, and what its database holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def password(self) -> str:
        """Of everybody in the demo."""
        return (self.folder / "secrets" / "demo_password").read_text().strip()

    @property
    def screens(self) -> list[str]:
        """Where the demo's own kiosk and display are, as the start says it."""
        return re.findall(r"/(?:kiosk|display)#\w+", self._said.read_text())

    def start(self) -> Hospital:
        """Start it as a person would, and return when it says that it runs."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        environment |= {"HUB_DATA_DIR": str(self.folder), **SETTINGS}
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hub.cli", "up"],
                cwd=boot.ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
            )  # fmt: skip
        deadline = time.monotonic() + UP_SECONDS
        while not (found := re.search(r"is running at (http://\S+)[\s\S]+Ctrl-C", self._said.read_text())):
            assert self._process.poll() is None, f"it did not start:\n{self.last_words()}"
            assert time.monotonic() < deadline, f"it did not start in {UP_SECONDS:g} s:\n{self.last_words()}"
            time.sleep(0.1)
        self.url = found[1]
        return self

    def stop(self) -> None:
        """Stop it in order; whatever is left dies with it."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill_web(self) -> None:
        """The web process dies without a word; `hub up` starts another one."""
        (pid_file,) = (self.folder / "pids").glob("web*")
        os.kill(json.loads(pid_file.read_text())["pid"], signal.SIGKILL)

    def ready_again(self) -> float:
        """Wait until the next web process is ready; when that was (Unix time)."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                return time.time()
            time.sleep(0.05)
        raise AssertionError("no web process came up")

    def sql(self, query: str, *values: Any) -> list[Any]:
        """Look into the database: rows of a query, beside and not through the product."""
        address = urlsplit(embedded.database_url(Places.prepare(self.folder).run))
        (host,) = parse_qs(address.query)["host"]

        async def look() -> list[Any]:
            connection = await asyncpg.connect(host=host, user=address.username, database=address.path[1:])
            try:
                return list(await connection.fetch(query, *values))
            finally:
                await connection.close()

        with ThreadPoolExecutor(1) as pool:  # Playwright's own loop runs in this thread
            return pool.submit(asyncio.run, look()).result()

    def last_words(self) -> str:
        """The end of what it and its parts have said."""
        logs = [self._said, *sorted((self.folder / "logs").glob("*.log"))]
        return "\n".join(f"--- {log.stem}\n{log.read_text(errors='replace')[-3000:]}" for log in logs if log.exists())

    @property
    def _said(self) -> Path:
        return self.folder / "up.log"
