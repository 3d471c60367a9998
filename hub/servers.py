"""Which servers a command talks to: those of the environment, those of a running `hub up`, or its own for a while."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from hub import embedded
from hub.console import Failed
from hub.embedded import EmbeddedError, Places, default_data_dir

ROOT = Path(__file__).resolve().parent.parent


def data_dir() -> Path:
    """HUB_DATA_DIR, else the default; from now on also in the environment, so that settings and children agree."""
    home = ROOT if (ROOT / "run.py").exists() else Path.cwd()
    given = os.environ.get("HUB_DATA_DIR")
    folder = Path(given).absolute() if given else default_data_dir(home)
    os.environ["HUB_DATA_DIR"] = str(folder)
    return folder


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[IO[str]]:
    """Hold the data folder: one `hub up` at a time. The kernel lets go of it when we die. Raises Failed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Failed(f"Wardline is already running on {folder} (process {lock.read().strip() or 'unknown'}).\n"
                         f"Stop it first, or set HUB_DATA_DIR to another folder.") from None  # fmt: skip
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock


@contextlib.contextmanager
def servers() -> Iterator[None]:
    """Have HUB_DATABASE_URL and HUB_REDIS_URL in the environment for the length of one command."""
    folder = data_dir()
    if os.environ.get("HUB_DATABASE_URL") and os.environ.get("HUB_REDIS_URL"):
        yield
        return
    try:
        places = Places.prepare(folder)
        if _listens(places.run / ".s.PGSQL.5432"):
            os.environ.setdefault("HUB_DATABASE_URL", embedded.database_url(places.run))
            os.environ.setdefault("HUB_REDIS_URL", embedded.redis_url(places.run))
            yield
            return
        with alone(folder):
            running = embedded.start(folder)
            os.environ["HUB_DATABASE_URL"], os.environ["HUB_REDIS_URL"] = running.database.url, running.redis.url
            try:
                yield
            finally:
                running.stop()
    except EmbeddedError as error:
        raise Failed(str(error)) from None


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(os.fspath(path)) == 0
