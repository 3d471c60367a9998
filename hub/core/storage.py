"""Files: a port with a local folder behind it (S3 later). Names are ours; what a person called the file is data."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path
from typing import Protocol
from uuid import UUID

from hub.core.ids import uuid7
from hub.core.settings import settings


class Storage(Protocol):
    """Keeps bytes under an id. What belongs to people comes sealed: see hub.core.filing."""

    async def put(self, content: bytes, file_id: UUID | None = None) -> tuple[UUID, str]:
        """Store durably, under a new id or in the place of what is there; returns (id, sha256 hex)."""

    async def get(self, file_id: UUID) -> bytes:
        """The bytes; FileNotFoundError when absent."""

    async def delete(self, file_id: UUID) -> None:
        """Remove; absent is fine."""


class LocalFolder:
    """Files under <data_dir>/files/ab/<uuid>, written beside and renamed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, file_id: UUID) -> Path:
        return self.root / file_id.hex[-2:] / file_id.hex

    async def put(self, content: bytes, file_id: UUID | None = None) -> tuple[UUID, str]:
        file_id = file_id or uuid7()
        await asyncio.to_thread(self._write, self._path(file_id), content)
        return file_id, hashlib.sha256(content).hexdigest()

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(".tmp")
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)

    async def get(self, file_id: UUID) -> bytes:
        return await asyncio.to_thread(self._path(file_id).read_bytes)

    async def delete(self, file_id: UUID) -> None:
        await asyncio.to_thread(self._path(file_id).unlink, missing_ok=True)


def storage() -> Storage:
    """The storage of this installation."""
    return LocalFolder(settings().files_dir)
