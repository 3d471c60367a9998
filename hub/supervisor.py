"""What `hub up` watches over: parts that are started, restarted when they fall over, and stopped in order.

On Linux the hospital is imported once and its processes are forked: a third of the work at a start, shared memory,
and a process that fell over is back at once. For that this process has a single thread and no event loop, and never
runs the hospital itself.
"""

from __future__ import annotations

import functools
import gc
import importlib
import importlib.util
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NoReturn

from hub import processes
from hub.console import say
from hub.embedded import EmbeddedError, Places
from hub.processes import Child, fork, spawn

# macOS frameworks do not survive a fork without an exec.
FORKS = processes.LINUX and not os.environ.get("HUB_UP_SPAWNS")
PATIENCE = {"web": 30.0, "worker": 10.0, "relay": 5.0, "valkey": 5.0, "postgres": 20.0}
LARGEST_LOG = 10_000_000
HEALTHY_AFTER = 60.0
LONGEST_PAUSE = 30.0
# Everything that a process of the hospital imports sooner or later.
PRELOADED = (
    "alembic.command", "celery.apps.worker", "celery.beat", "celery.concurrency.thread", "hub.app", "hub.cli",
    "hub.prepare", "hub.serve", "signaling.server",
)  # fmt: skip


@dataclass
class Part:
    """One thing that must run: how to start it, and how often it fell over lately."""

    name: str
    start: Callable[[], Child]
    child: Child
    started: float = field(default_factory=time.monotonic)
    failures: int = 0
    again_at: float | None = None


class Hospital:
    """The running parts of one installation."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.parts: list[Part] = []

    def add(self, name: str, start: Callable[[], Child], child: Child | None = None) -> Child:
        part = Part(name, start, child or start())
        self.parts.append(part)
        return part.child

    def process(self, name: str, *arguments: str, listen: socket.socket | None = None) -> Child:
        """Start `hub ...` as a part with its own log."""

        def start() -> Child:
            log = self.places.log(name)
            if log.exists() and log.stat().st_size > LARGEST_LOG:
                log.replace(log.with_suffix(".log.1"))
            files = () if listen is None else (listen.fileno(),)
            environment = dict(os.environ)
            if listen is not None:
                environment["HUB_LISTEN_FD"] = str(listen.fileno())
            with log.open("ab") as output:
                return run(name, arguments, pid_dir=self.places.pids, env=environment, output=output, keep=files)

        return self.add(name, start)

    def watch(self) -> NoReturn:
        """Restart what ended, each time after a longer pause, until interrupted."""
        while True:
            for part in self.parts:
                self._look_at(part)
            time.sleep(0.2)

    def _look_at(self, part: Part) -> None:
        moment = time.monotonic()
        if part.again_at is not None:
            if moment >= part.again_at:
                part.again_at = None
                try:
                    part.child, part.started = part.start(), time.monotonic()
                    say(f"{part.name} runs again.")
                except EmbeddedError as error:
                    self._later(part, str(error))
        elif (status := part.child.ended()) is not None:
            if moment - part.started > HEALTHY_AFTER:
                part.failures = 0
            part.child.stop(0)  # whatever is left of its group
            self._later(part, f"{part.name} ended unexpectedly ({describe(status)})")

    def _later(self, part: Part, what: str) -> None:
        pause = min(LONGEST_PAUSE, 0.5 * 2**part.failures)
        part.failures += 1
        part.again_at = time.monotonic() + pause
        say(f"{what}. Starting it again in {pause:g} s; its log is {self.places.log(part.name)}")

    def stop(self) -> None:
        """Web first, so that no request loses its servers; then the workers; the servers last."""
        by_name = {part.name: part for part in self.parts}
        for group in (["web"], ["relay", "worker"], ["valkey", "postgres"]):
            parts = [p for name, p in by_name.items() if name.split("-")[0] in group]
            for part in parts:
                part.child.ask_to_stop()
            for part in parts:
                part.child.stop(PATIENCE[part.name.split("-")[0]])
        (self.places.data / "port").unlink(missing_ok=True)


def load() -> None:
    """Import the hospital once, so that processes forked from us start in no time and share its memory."""
    if not FORKS:
        return
    for name in PRELOADED:
        if importlib.util.find_spec(name):
            importlib.import_module(name)
    importlib.import_module("hub.modules").load()
    if threading.active_count() != 1:
        raise RuntimeError(f"an import started threads, so nothing can be forked: {threading.enumerate()}")
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, what the processes share


def run(
    name: str,
    arguments: Sequence[str],
    *,
    env: Mapping[str, str],
    output: IO[bytes],
    errors: IO[bytes] | None = None,
    pid_dir: Path | None = None,
    keep: Sequence[int] = (),
) -> Child:
    """Start a hub command as a child: forked where that is safe, else as a new Python."""
    if FORKS:
        work = functools.partial(_command, arguments)
        return fork(name, work, pid_dir=pid_dir, env=env, output=output, errors=errors, keep=keep)
    command = [sys.executable, "-m", "hub.cli", *arguments]
    return spawn(
        name, command, pid_dir=pid_dir, env=env, output=output, errors=errors, pass_fds=keep,
        death_signal=signal.SIGKILL,  # nobody is left to wait for a graceful end
    )  # fmt: skip


def _command(arguments: Sequence[str]) -> None:
    from hub.cli import main
    from hub.core.settings import settings

    settings.cache_clear()  # the environment is this child's own
    main(arguments)


def describe(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"
