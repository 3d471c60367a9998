"""How a file lies that is too large to be held at once: parts of one size, each sealed by itself, one after the other.

On the disk a part is `WLF2`, nonce, ciphertext+tag. It is bound to its file, to its place and to being the last or not:
exchanged, put elsewhere or cut off, the file does not open.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.core.keys import NONCE, Unreadable

MAGIC = b"WLF2"
PART = 1_048_576
"""Bytes of every part but the last, before it is sealed."""
SEALED_PART = len(MAGIC) + NONCE + PART + 16


class Sealing:
    """What is given in pieces of any size comes out in sealed parts; `size` and `sha256` are of what was given."""

    def __init__(self, id: UUID, key: bytes) -> None:
        self.id, self.key = id, key
        self.size, self._digest = 0, hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    async def parts(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        waiting, index = bytearray(), 0
        async for piece in pieces:
            self.size += len(piece)
            waiting += piece
            while len(waiting) > PART:
                yield await asyncio.to_thread(self._seal, bytes(waiting[:PART]), index, False)
                del waiting[:PART]
                index += 1
        yield await asyncio.to_thread(self._seal, bytes(waiting), index, True)

    def _seal(self, plain: bytes, index: int, last: bool) -> bytes:
        self._digest.update(plain)
        nonce = os.urandom(NONCE)
        return MAGIC + nonce + AESGCM(self.key).encrypt(nonce, plain, _place(self.id, index, last))


async def opened(id: UUID, key: bytes, first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The plain bytes part by part; raises Unreadable at the first that is not where it was sealed."""
    index, part = 0, first
    while part:
        coming = await anext(rest, b"")
        yield await asyncio.to_thread(_open, id, key, part, index, not coming)
        index, part = index + 1, coming


def _open(id: UUID, key: bytes, part: bytes, index: int, last: bool) -> bytes:
    nonce, content = part[4 : 4 + NONCE], part[4 + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, content, _place(id, index, last))
    except (InvalidTag, ValueError):
        raise Unreadable("a part of a stored file was altered, or moved from where it was sealed") from None


def _place(id: UUID, index: int, last: bool) -> bytes:
    return MAGIC + id.bytes + index.to_bytes(4, "big") + bytes((last,))
