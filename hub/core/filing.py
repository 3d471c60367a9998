"""Files of people: each sealed under a key of its own, which is sealed under its owner's data key (hub.core.sealed).

A rotation wraps or seals the keys anew and touches no file; shredding the owner's data keys shreds his files, too. On
the disk a file is `WLF1`, nonce, ciphertext+tag, bound to its id; what is never held whole lies in parts (parts.py).
What was kept before files were sealed, a job seals.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Select, Text, delete, exists, false, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import parts, sealed
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Base, Db, ReadDb
from hub.core.errors import Gone
from hub.core.ids import uuid7
from hub.core.jobs import enqueue, job
from hub.core.keys import NONCE, Unreadable
from hub.core.storage import storage

MAGIC = b"WLF1"
BATCH = 20
"""Files that the job seals at a time: each is read and written whole, and none is larger than an upload may be."""


class StoredFile(Base):
    """The key of one file. `sealed_at` is empty while a file of former days still lies as it came."""

    __tablename__ = "stored_file"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    owner_id: Mapped[UUID] = mapped_column(index=True)
    key_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    key = sealed.binary("key_sealed")
    created_at: Mapped[datetime] = mapped_column(default=now)
    sealed_at: Mapped[datetime | None]


sealed.keyed(StoredFile, "owner_id")

Files = Callable[[], Select[Any]]
KEPT: list[Files] = []
"""Selects of (file id, owner id) of everything that a module keeps."""


def keeps_files(files: Files) -> Files:
    """Register where a module notes its files and whose they are."""
    KEPT.append(files)
    return files


async def keep(db: Db, content: bytes, *, owner: UUID) -> tuple[UUID, str]:
    """Store a file of `owner` (a patient, or keys.HOUSE); returns its id and the SHA-256 of what was given."""
    row = await _fresh(db, owner)
    await storage().put(await asyncio.to_thread(_seal, row.id, row.key, content), row.id)
    return row.id, await asyncio.to_thread(lambda: hashlib.sha256(content).hexdigest())


async def keep_pieces(db: Db, pieces: AsyncIterator[bytes], *, owner: UUID) -> tuple[UUID, str, int]:
    """Store what comes piece by piece and is never held whole; returns its id, its SHA-256 and its size in bytes."""
    row = await _fresh(db, owner)
    sealing = parts.Sealing(row.id, row.key)
    await storage().put_parts(sealing.parts(pieces), row.id)
    return row.id, sealing.sha256, sealing.size


async def read(db: Db | ReadDb, file_id: UUID) -> bytes:
    """The file as it was given; FileNotFoundError when the storage has lost it, or its key was shredded."""
    return b"".join([piece async for piece in await pieces(db, file_id)])


async def content(db: Db | ReadDb, file_id: UUID | None) -> bytes:
    """The file for who asks for it, and never an empty one in its place (`file_empty` refuses those).

    410 file_erased when it was deleted for good, or its key was; 410 file_lost when it should be there.
    """
    try:
        found = await read(db, file_id) if file_id is not None else b""
    except FileNotFoundError:
        found = b""
    if found:
        return found
    row = await db.scalar(select(StoredFile).where(StoredFile.id == file_id))
    if row is None or not row.key:
        raise Gone("This file was erased: it is not kept any more.", code="file_erased")
    raise Gone("The storage has lost this file.", code="file_lost")


async def pieces(db: Db | ReadDb, file_id: UUID) -> AsyncIterator[bytes]:
    """The same piece by piece, for which the session is needed no more: FileNotFoundError comes before the first."""
    row = await db.scalar(select(StoredFile).where(StoredFile.id == file_id))
    key = row.key if row is not None else b""
    stored = storage().get_parts(file_id, parts.SEALED_PART)
    first = await anext(stored, b"")
    if first.startswith((MAGIC, parts.MAGIC)) and not key:
        raise FileNotFoundError(file_id)
    if first.startswith(parts.MAGIC):
        return parts.opened(file_id, key, first, stored)
    return _whole(file_id, key, first, stored)


async def _whole(id: UUID, key: bytes, first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """A file that was sealed at once; or was kept before files were sealed."""
    stored = first + b"".join([part async for part in rest])
    yield await asyncio.to_thread(_open, id, key, stored) if stored.startswith(MAGIC) else stored


async def _fresh(db: Db, owner: UUID) -> StoredFile:
    row = StoredFile(id=uuid7(), owner_id=owner, sealed_at=now())
    row.key = os.urandom(32)
    db.add(row)
    await db.flush()
    return row


async def drop(db: Db, file_id: UUID) -> None:
    """Remove a file and its key at once; absent is fine."""
    await storage().delete(file_id)
    await db.execute(delete(StoredFile).where(StoredFile.id == file_id))


async def let_go(db: Db, file_id: UUID) -> None:
    """Nothing refers to the file any more: it is removed once this transaction is sure."""
    await enqueue(db, "core.delete_file", file_id=file_id)


Holds = Callable[[Any], Any]
HOLDS: list[Holds] = []
"""Owner -> SQL for 'nothing of his may be deleted now'."""
AGAIN = timedelta(days=1)


def keeps_from_deletion(holds: Holds) -> Holds:
    """Register what keeps the files of an owner, whoever let them go."""
    HOLDS.append(holds)
    return holds


def held(owner: Any) -> Any:
    """SQL for 'something keeps what is of this owner from being deleted': no clock deletes it either."""
    return or_(false(), *(holds(owner) for holds in HOLDS))


@job("core.delete_file")
async def delete_file(db: Db, actor: Actor, file_id: str) -> None:
    """Remove a file that was let go; while something holds its owner's files it stays, and is asked for again."""
    if await db.scalar(select(StoredFile.id).where(StoredFile.id == UUID(file_id), held(StoredFile.owner_id))):
        await enqueue(db, "core.delete_file", run_at=now() + AGAIN, file_id=UUID(file_id))
        return
    await drop(db, UUID(file_id))


def _seal(id: UUID, key: bytes, content: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return MAGIC + nonce + AESGCM(key).encrypt(nonce, content, MAGIC + id.bytes)


def _open(id: UUID, key: bytes, stored: bytes) -> bytes:
    nonce, content = stored[4 : 4 + NONCE], stored[4 + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, content, MAGIC + id.bytes)
    except InvalidTag as error:
        raise Unreadable("a stored file was altered, or moved from where it was sealed") from error


@job("core.seal_files", every=60)
async def seal_former(db: Db, actor: Actor) -> None:
    """Seal what was kept before: first the key is written down, and once that is sure, the next time, the file."""
    waiting = await db.scalars(
        select(StoredFile).where(StoredFile.sealed_at.is_(None)).limit(BATCH).with_for_update(skip_locked=True)
    )
    for row in waiting:
        if not row.key:
            await drop(db, row.id)  # its owner was shredded meanwhile: the file goes, and holds up no other
            continue
        try:
            content = await storage().get(row.id)
        except FileNotFoundError:
            content = MAGIC  # lost: nothing to seal
        if not content.startswith((MAGIC, parts.MAGIC)):
            await storage().put(await asyncio.to_thread(_seal, row.id, row.key, content), row.id)
        row.sealed_at = now()
    for files in KEPT:
        found = files().subquery()
        id, owner = found.columns
        unknown = select(id, owner).where(id.is_not(None), ~exists().where(StoredFile.id == id)).limit(BATCH)
        for file_id, owner_id in (await db.execute(unknown)).all():
            fresh = StoredFile(id=file_id, owner_id=owner_id)
            fresh.key = os.urandom(32)
            db.add(fresh)
