"""Keys: the key-encryption keys outside the database, the data keys that they wrap, one per patient or owner.

The key-encryption keys stand in <data_dir>/secrets/kek (or HUB_KEK), one `kid base64` per line, the current one first.
A data key is a row of data_key: 256 random bits under AES-256-GCM, bound to its id and its owner. Deleting the row
shreds everything that was sealed under it, in every backup that does not hold data_key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Base
from hub.core.ids import uuid7
from hub.core.settings import settings

HOUSE = UUID(int=0)
"""Owner of what belongs to the installation and to nobody in it."""
NONCE = 12


class DataKey(Base):
    """One data key, wrapped. The newest of an owner seals; the older ones only open, while they are being replaced."""

    __tablename__ = "data_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    owner_id: Mapped[UUID] = mapped_column(index=True)
    kek: Mapped[str]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Unreadable(Exception):
    """Sealed under a key that is not here, moved to another place, or altered."""


@dataclass(frozen=True)
class Keyring:
    """The key-encryption keys by id; `current` wraps."""

    current: str
    keys: dict[str, bytes]


def _line() -> str:
    return f"{secrets.token_hex(4)} {base64.b64encode(os.urandom(32)).decode()}\n"


def _path() -> Path:
    return settings().data_dir / "secrets" / "kek"


def keyring() -> Keyring:
    """The keys as they stand now; read again when the file has changed, so that a rotation needs no restart."""
    if given := settings().kek:
        return _parsed(given.replace(",", "\n").replace(":", " "))
    path = _path()
    try:
        state = path.stat()
    except FileNotFoundError:
        settings().secret("kek", _line)
        state = path.stat()
    return _read(str(path), state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _read(path: str, changed: int, size: int) -> Keyring:
    return _parsed(Path(path).read_text())


def _parsed(content: str) -> Keyring:
    keys = {kid: base64.b64decode(key) for kid, key in (line.split() for line in content.splitlines() if line.strip())}
    if not keys or any(len(key) != 32 for key in keys.values()):
        raise RuntimeError("a key-encryption key is 'kid base64-of-32-bytes'")
    return Keyring(next(iter(keys)), keys)


def add_kek() -> str:
    """Put a new key-encryption key first; the others still unwrap. Returns its id."""
    keyring()
    line = _line()
    _replace(line + _path().read_text())
    return line.split()[0]


def drop_keks(used: set[str]) -> list[str]:
    """Forget key-encryption keys that wrap nothing any more, never the current one; returns their ids."""
    ring = keyring()
    gone = [kid for kid in ring.keys if kid not in used and kid != ring.current]
    lines = [line for line in _path().read_text().splitlines() if line.split()[0] not in gone]
    if gone:
        _replace("\n".join(lines) + "\n")
    return gone


def _replace(content: str) -> None:
    draft = _path().with_name(f".kek.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(content)
    with draft.open() as file:
        os.fsync(file.fileno())
    draft.replace(_path())


def wrap(key: bytes, id: UUID, owner: UUID) -> tuple[str, bytes]:
    """(kek id, wrapped) under the current key-encryption key."""
    ring, nonce = keyring(), os.urandom(NONCE)
    return ring.current, nonce + AESGCM(ring.keys[ring.current]).encrypt(nonce, key, _bound(id, owner))


def unwrap(kek: str, wrapped: bytes, id: UUID, owner: UUID) -> bytes:
    """The data key; raises Unreadable."""
    ring = keyring()
    if kek not in ring.keys:
        raise Unreadable(f"no key-encryption key {kek}")
    return _unwrapped(ring.keys[kek], wrapped, id, owner)


@lru_cache(maxsize=4096)
def _unwrapped(kek: bytes, wrapped: bytes, id: UUID, owner: UUID) -> bytes:
    try:
        return AESGCM(kek).decrypt(wrapped[:NONCE], wrapped[NONCE:], _bound(id, owner))
    except InvalidTag:
        raise Unreadable("the data key does not belong here") from None


def _bound(id: UUID, owner: UUID) -> bytes:
    return b"data_key|" + id.bytes + owner.bytes


def make(owner: UUID) -> dict[str, Any]:
    """The values of a new data_key row."""
    id = uuid7()
    kek, wrapped = wrap(os.urandom(32), id, owner)
    return {"id": id, "owner_id": owner, "kek": kek, "wrapped": wrapped, "created_at": now()}


NEWEST = text("SELECT id, kek, wrapped FROM data_key WHERE owner_id = :owner ORDER BY created_at DESC, id DESC "
              "LIMIT 1 FOR KEY SHARE")  # fmt: skip
"""FOR KEY SHARE: a rotation waits for whoever is about to seal with this key before it takes the key away."""
NEWEST_OF = text("SELECT id, owner_id, kek, wrapped FROM data_key WHERE owner_id = ANY(:owners) "
                 "ORDER BY created_at, id FOR KEY SHARE")  # fmt: skip
INSERT = text("INSERT INTO data_key (id, owner_id, kek, wrapped, created_at) "
              "VALUES (:id, :owner_id, :kek, :wrapped, :created_at)")  # fmt: skip
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:owner, 7))")


def newest(connection: Any, owner: UUID) -> tuple[UUID, bytes]:
    """(id, data key) to seal with for `owner`, made at first use; `connection` is synchronous (inside a flush)."""
    row = connection.execute(NEWEST, {"owner": owner}).first()
    if row is None:
        connection.execute(ONE_AT_A_TIME, {"owner": str(owner)})
        row = connection.execute(NEWEST, {"owner": owner}).first()
    return first(connection, owner) if row is None else (row.id, unwrap(row.kek, row.wrapped, row.id, owner))


def newest_of(connection: Any, owners: Collection[UUID]) -> dict[UUID, tuple[UUID, bytes]]:
    """The same for many owners at once."""
    rows = {row.owner_id: row for row in connection.execute(NEWEST_OF, {"owners": list(owners)})}
    found = {id: (row.id, unwrap(row.kek, row.wrapped, row.id, id)) for id, row in rows.items()}
    return found | {owner: newest(connection, owner) for owner in owners if owner not in found}


def first(connection: Any, owner: UUID) -> tuple[UUID, bytes]:
    """The same for an owner who has none yet."""
    made = make(owner)
    connection.execute(INSERT, made)
    return made["id"], unwrap(made["kek"], made["wrapped"], made["id"], owner)


def blind(field: str, value: str) -> bytes | None:
    """The blind index of a normalised value: HMAC-SHA256 under a key of the field. Exact match only; '' has none."""
    if not value:
        return None
    return hmac.digest(_index_key(field, settings().data_dir), value.encode(), hashlib.sha256)


def blind_text(field: str, value: str) -> str:
    """The same as 22 letters (128 bits: no two values of a hospital meet by chance); '' for ''."""
    found = blind(field, value)
    return base64.urlsafe_b64encode(found[:16]).decode().rstrip("=") if found else ""


@lru_cache(maxsize=64)
def _index_key(field: str, folder: Path) -> bytes:
    """Read once for a process: `folder` only tells installations apart."""
    return hmac.digest(settings().secret("index_key").encode(), field.encode(), hashlib.sha256)
