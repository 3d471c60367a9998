"""Who was erased, kept outside the database beside the key-encryption key: <data_dir>/secrets/erased, one id a line.

A backup of the database still holds what was erased since. Whoever restores one starts the hub, and before anybody is
let in every record of the journal that has come back is erased once more (`work.replay`). It holds ids and moments.
"""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

import orjson

from hub.core.clock import now
from hub.core.settings import settings


def path() -> Path:
    """Where it lies."""
    return settings().data_dir / "secrets" / "erased"


def read() -> dict[UUID, UUID]:
    """Record -> the request by which it was erased; a line that a crash cut off is none."""
    found: dict[UUID, UUID] = {}
    if not path().exists():
        return found
    for raw in path().read_bytes().splitlines():
        try:
            line = orjson.loads(raw)
            found[UUID(line["record"])] = UUID(line["request"])
        except (orjson.JSONDecodeError, KeyError, ValueError):
            continue
    return found


def write(request: UUID, records: list[UUID]) -> None:
    """Put them down durably; those that stand there already stay as they are."""
    known = read()
    fresh = [id for id in records if id not in known]
    if not fresh:
        return
    folder = path().parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    at = now().isoformat()
    lines = [orjson.dumps({"record": str(id), "request": str(request), "at": at}) + b"\n" for id in fresh]
    handle = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "ab") as file:
        # A line of its own, even after one that a crash cut off.
        file.write(b"\n" + b"".join(lines) if file.tell() else b"".join(lines))
        file.flush()
        os.fsync(file.fileno())
