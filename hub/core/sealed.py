"""Sealed columns: AES-256-GCM under the owner's data key; callers read and write plain attributes.

    class Patient(Record):
        phone_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
        phone = sealed.text("phone_sealed")
    sealed.keyed(Patient, "id")          # whose data key: the column that names the owner

`patient.phone` opens when it is read; the wrapped keys come with the row, in the same SELECT. `patient.phone = …` is
sealed by the flush. A stored value is `1|key id|nonce|ciphertext+tag`, with table|column|row id|1 as associated data:
moved to another row or column it does not open. In a query there is only the ciphertext: search by `keys.blind`.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload
from uuid import UUID, uuid4

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Text, event, func, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import column_property

from hub.core import keys
from hub.core.keys import DataKey, Unreadable

T = TypeVar("T")
FORMAT = "1"
PENDING = "pending|"


@dataclass(frozen=True)
class Sealed:
    """One sealed column of the house, for rotation, export and the tests."""

    table: str
    column: str
    owner: str
    """The column of the same table that names the owner of the key."""


SEALED: list[Sealed] = []


class Field(Generic[T]):
    """The plain side of a sealed column."""

    def __init__(self, column: str, empty: T, *, json: bool) -> None:
        self.column, self.empty, self.json = column, empty, json

    @overload
    def __get__(self, row: None, owner: type) -> Field[T]: ...
    @overload
    def __get__(self, row: object, owner: type) -> T: ...
    def __get__(self, row: Any, owner: type) -> T | Field[T]:
        if row is None:
            return self
        stored = getattr(row, self.column)
        if not stored:
            return orjson.loads(orjson.dumps(self.empty)) if self.json else self.empty
        opened: dict[str, tuple[str, bytes | None]] = row.__dict__.setdefault("_opened", {})
        known, value = opened.get(self.column, ("", b""))
        if known != stored:
            value = self._open(row, stored)
            opened[self.column] = (stored, value)
        if value is None:
            return self.empty
        return orjson.loads(value) if self.json else value.decode()  # type: ignore[return-value]

    def _open(self, row: Any, stored: str) -> bytes | None:
        """None = its key has been shredded."""
        if "data_keys" not in row.__dict__:
            raise Unreadable(f"{row.__tablename__} was not loaded as a whole")
        owner = getattr(row, type(row).__sealed_by__)
        if key := _key_of(stored, row.__dict__.get("data_keys") or [], owner):
            return open_value(stored, key, _place(row.__tablename__, self.column, row.id))
        return None

    def __set__(self, row: Any, value: T) -> None:
        if value in (None, "", self.empty):
            setattr(row, self.column, "")
            return
        plain = orjson.dumps(value) if self.json else str(value).encode()
        token = PENDING + uuid4().hex
        row.__dict__.setdefault("_opened", {})[self.column] = (token, plain)
        setattr(row, self.column, token)

    def __eq__(self, other: object) -> Any:
        raise TypeError(f"{self.column} is sealed: look it up by its blind index")

    __hash__ = None  # type: ignore[assignment]


def text(column: str) -> Field[str]:
    """A text; '' when there is none."""
    return Field(column, "", json=False)


def json(column: str, empty: T) -> Field[T]:
    """A JSON value. Assign a new one to change it; a changed member of the old one is not seen."""
    return Field(column, empty, json=True)


def keyed(table: Any, owner: str) -> None:
    """Say which column of `table` names the owner of its data key, and wire its sealed columns."""
    table.__sealed_by__ = owner
    token = (
        select(
            func.array_agg(
                aggregate_order_by(
                    func.concat_ws(":", DataKey.id, DataKey.kek, func.encode(DataKey.wrapped, literal("hex"))),
                    DataKey.created_at.desc(),
                )
            )
        )
        .where(DataKey.owner_id == getattr(table, owner))
        .correlate(table.__table__)
        .scalar_subquery()
    )
    table.data_keys = column_property(type_coerce(token, ARRAY(Text)), expire_on_flush=False)
    fields = {field.column for kind in table.__mro__ for field in vars(kind).values() if isinstance(field, Field)}
    SEALED.extend(Sealed(table.__tablename__, column, owner) for column in sorted(fields))

    def seal_pending(mapper: Any, connection: Any, row: Any) -> None:
        waiting = [column for column in fields if str(getattr(row, column) or "").startswith(PENDING)]
        if waiting:
            id, key = keys.newest(connection, getattr(row, owner))
        for column in waiting:
            plain = row.__dict__["_opened"][column][1]
            stored = seal_value(plain, id, key, _place(row.__tablename__, column, row.id))
            setattr(row, column, stored)
            row.__dict__["_opened"][column] = (stored, plain)

    event.listen(table, "before_insert", seal_pending)
    event.listen(table, "before_update", seal_pending)


def seal_value(plain: bytes, id: UUID, key: bytes, place: bytes) -> str:
    """`1|key id|nonce|ciphertext+tag`."""
    nonce = os.urandom(keys.NONCE)
    sealed = AESGCM(key).encrypt(nonce, plain, place)
    return "|".join((FORMAT, id.hex, base64.b64encode(nonce).decode(), base64.b64encode(sealed).decode()))


def open_value(stored: str, key: bytes, place: bytes) -> bytes:
    """The plain bytes; raises Unreadable when the value was moved or altered."""
    try:
        _, _, nonce, sealed = stored.split("|")
        return AESGCM(key).decrypt(base64.b64decode(nonce), base64.b64decode(sealed), place)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("a sealed value was altered, or moved from where it was sealed") from error


def key_id(stored: str) -> UUID:
    """Under which data key a stored value is sealed."""
    return UUID(hex=stored.split("|", 2)[1])


def _key_of(stored: str, tokens: list[str], owner: UUID) -> bytes | None:
    wanted = key_id(stored)
    for token in tokens:
        id, kek, wrapped = token.split(":")
        if UUID(id) == wanted:
            return keys.unwrap(kek, bytes.fromhex(wrapped), wanted, owner)
    return None


def _place(table: str, column: str, id: UUID) -> bytes:
    return f"{table}|{column}|{id}|{FORMAT}".encode()
