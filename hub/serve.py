"""The long-running processes: web, relay, worker and beat. Each runs until SIGTERM or Ctrl-C and then ends cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any
from uuid import UUID

import structlog
import uvicorn
import uvloop

from hub.core import db, health, worker
from hub.core.relay import Relay
from hub.core.settings import Settings
from hub.modules import load

log = structlog.get_logger(__name__)

# A load balancer notices the failing readiness, then requests have this long to finish (safety bar B79).
GRACE_SECONDS = 25
LISTEN_FD = "HUB_LISTEN_FD"


class Web(uvicorn.Server):
    """uvicorn without its signal handling, which re-raises the signal and so skips everything after `serve()`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def web(options: Settings) -> None:
    """Serve HTTP and sockets on the address of the settings, or on a socket inherited from `hub up`."""
    from hub.app import create_app

    config = uvicorn.Config(
        create_app(options),
        host=options.host,
        port=options.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,  # it halves the fan-out and doubles the memory of a connection
        ws_max_size=262_144,
        ssl_certfile=options.tls_certificate,
        ssl_keyfile=options.tls_key,
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # who may speak for a client is decided in hub.core.http
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    gc.collect()
    gc.freeze()  # what is loaded now lives as long as the process: never walk it again
    inherited = os.environ.get(LISTEN_FD)
    sockets = [socket.socket(fileno=int(inherited))] if inherited else None
    uvloop.run(_web(Web(config), sockets, options.drain_seconds))


async def _web(server: Web, sockets: list[socket.socket] | None, drain: float) -> None:
    stop = _stop_event()
    serving = asyncio.create_task(server.serve(sockets))
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if not serving.done():
        health.stopping = True  # readiness fails first, while we still answer
        await asyncio.sleep(drain)
        # Open requests finish; websockets are closed with 1012 "service restart", upon which clients come back.
        server.should_exit = True
    waiting.cancel()
    await serving


def recorder(options: Settings, recording_id: UUID) -> None:
    """Write one recording until its packets end; the exit status says whether it is kept."""
    from signaling.recorder import record

    load(("models",))  # tables are enough, and quicker to import
    sys.exit(uvloop.run(record(recording_id, options)))


def relay(options: Settings) -> None:
    """Give out positions, publish facts and wake workers; stand by while another relay leads."""
    load()
    worker.configure(options)
    uvloop.run(_relay(options))


async def _relay(options: Settings) -> None:
    database = db.connect(options.database_url, pool_size=4, application_name="wardline-relay")
    machine = Relay(database, _publisher(), worker.wake)
    stop = _stop_event()
    running = asyncio.create_task(machine.run())
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    machine.stop()
    waiting.cancel()
    try:
        await running
    finally:
        await db.disconnect()


def _publisher() -> Any:
    if find_spec("signaling.publish") is None:
        return _nobody_listens
    from signaling.publish import publish

    return publish


async def _nobody_listens(_: db.Database, __: list[dict[str, Any]]) -> None:
    """An installation without sockets: clients catch up by position."""


def work(options: Settings, *, beat: bool) -> None:
    """Run jobs in threads of one process; with `beat`, a thread of it is the clock."""
    from celery.beat import EmbeddedService, Scheduler

    celery = _celery(options)
    # What is due is kept in PostgreSQL: the clock itself needs no file, which a kill could spoil.
    clock = EmbeddedService(celery, thread=True, scheduler_cls=Scheduler) if beat else None
    if clock is not None:
        clock.start()
    try:
        celery.worker_main(
            ["worker", "--pool=threads", f"--concurrency={options.worker_threads}", "--without-gossip",
             "--without-mingle", f"--loglevel={options.log_level}"]
        )  # fmt: skip
    except SystemExit as done:
        # Celery ends a worker with SystemExit; a stop on request is a success.
        if done.code not in (None, 0):
            raise
    finally:
        if clock is not None:
            clock.stop()


def beat(options: Settings) -> None:
    """Only the clock: one process per installation is enough, and more do no harm."""
    _celery(options).Beat(loglevel=options.log_level, quiet=True).run()


def _celery(options: Settings) -> Any:
    for chatty in ("celery.beat", "celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(chatty).setLevel(logging.WARNING)  # a tick a second, for ever
    load()
    celery = worker.configure(options)
    celery.conf.update(beat_scheduler="celery.beat:Scheduler", beat_max_loop_interval=1)
    return celery


def _stop_event() -> asyncio.Event:
    """Set on SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop
