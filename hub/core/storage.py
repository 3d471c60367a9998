"""Files: a port with a local folder behind it (S3 later). Names are ours; what a person called the file is data."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from hub.core.ids import uuid7
from hub.core.settings import settings


class Storage(Protocol):
    """Keeps bytes under an id. What belongs to people comes sealed: see hub.core.filing."""

    async def put(self, content: bytes, file_id: UUID | None = None) -> tuple[UUID, str]:
        """Store durably, under a new id or in the place of what is there; returns (id, sha256 hex)."""

    async def get(self, file_id: UUID) -> bytes:
        """The bytes; FileNotFoundError when absent."""

    async def put_parts(self, parts: AsyncIterator[bytes], file_id: UUID) -> None:
        """Store durably what comes part by part; if that breaks off, nothing."""

    def get_parts(self, file_id: UUID, size: int) -> AsyncIterator[bytes]:
        """The bytes, `size` of them at a time; FileNotFoundError when absent."""

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
            _durable(file)
        draft.rename(path)

    async def get(self, file_id: UUID) -> bytes:
        return await asyncio.to_thread(self._path(file_id).read_bytes)

    async def put_parts(self, parts: AsyncIterator[bytes], file_id: UUID) -> None:
        path = self._path(file_id)
        draft = path.with_suffix(".tmp")
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True, mode=0o700)
        try:
            with draft.open("wb") as file:
                async for part in parts:
                    await asyncio.to_thread(file.write, part)
                await asyncio.to_thread(_durable, file)
            draft.rename(path)
        finally:
            draft.unlink(missing_ok=True)

    async def get_parts(self, file_id: UUID, size: int) -> AsyncIterator[bytes]:
        with self._path(file_id).open("rb") as file:
            while part := await asyncio.to_thread(file.read, size):
                yield part

    async def delete(self, file_id: UUID) -> None:
        await asyncio.to_thread(self._path(file_id).unlink, missing_ok=True)


def _durable(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def storage() -> Storage:
    """The storage of this installation."""
    return LocalFolder(settings().files_dir)
