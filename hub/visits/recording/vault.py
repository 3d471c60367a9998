"""How a file of a recording lies in the storage: in parts of one size, each sealed by itself.

AES-256-GCM under the recording's own key, which is sealed under the patient's. A part is bound to its file and its
place in it: swapped, it does not open. Parts of one size make any byte range a matter of a few parts.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.core.keys import NONCE, Unreadable
from hub.core.storage import storage
from hub.visits.recording.models import RecordingFile

PART = 1_048_576
"""Bytes of a part: about a quarter of a minute of one person."""


def new_key() -> bytes:
    """A fresh key for one recording."""
    return AESGCM.generate_key(256)


def seal(key: bytes, file_id: UUID, index: int, plain: bytes) -> bytes:
    """One part, ready to be stored."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, _place(file_id, index))


def unseal(key: bytes, file_id: UUID, index: int, sealed: bytes) -> bytes:
    """The bytes of a part; raises Unreadable when it is another's, or was altered."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _place(file_id, index))
    except InvalidTag:
        raise Unreadable("a part of a recording does not open") from None


async def read(key: bytes, file: RecordingFile, start: int, end: int) -> AsyncIterator[bytes]:
    """The bytes from `start` up to (not with) `end`, part by part; FileNotFoundError when the storage lost one."""
    for index in range(start // file.part_size, -(-end // file.part_size)):
        plain = unseal(key, file.id, index, await storage().get(file.parts[index]))
        begin = index * file.part_size
        yield plain[max(0, start - begin) : end - begin]


def _place(file_id: UUID, index: int) -> bytes:
    return b"visit_recording_file|" + file_id.bytes + index.to_bytes(4, "big")
