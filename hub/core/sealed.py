"""Sealed columns: AES-256-GCM under the owner's data key; callers read and write plain attributes.

    class Patient(Record):
        phone_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
        phone = sealed.text("phone_sealed")
    sealed.keyed(Patient, "id")          # whose data key: the column that names the owner

`patient.phone` opens when it is read; the wrapped keys come with the row, in the same SELECT. `patient.phone = …` is
sealed by the flush. A stored value is `1|key id|nonce|ciphertext+tag`, with table|column|row id|1 as associated data:
moved to another row or column it does not open. In a query there is only the ciphertext: search by `keys.blind`.

A column that held clear text before keeps it, as `clear`, until the rotation job has sealed it (hub.core.rotation): big
tables are sealed beside people's work, not inside a migration. What is written anew is sealed at once.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Text, event, func, literal, or_, select, type_coerce, update
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import column_property, object_session

from hub.core import immutable, keys  # noqa: F401  (its function is there before the first trigger)
from hub.core.ids import uuid7
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
    name: str
    """The attribute of the class that opens it."""
    read: Callable[[bytes], Any]
    empty: Any
    plain: Callable[[Any], bytes]
    clear: str
    """The column of the same table in which it may still stand in clear; '' = there is none."""


SEALED: list[Sealed] = []


class Field(Generic[T]):
    """The plain side of a sealed column."""

    def __init__(
        self, column: str, empty: T, plain: Callable[[T], bytes], read: Callable[[bytes], T], clear: str = ""
    ) -> None:
        self.column, self.empty, self.plain, self.read, self.clear = column, empty, plain, read, clear
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type) -> Field[T]: ...
    @overload
    def __get__(self, row: object, owner: type) -> T: ...
    def __get__(self, row: Any, owner: type) -> T | Field[T]:
        if row is None:
            return self
        stored = getattr(row, self.column)
        if not stored:
            left = getattr(row, self.clear) if self.clear else None
            return copy(self.empty) if left is None else left
        opened: dict[str, tuple[str, bytes | None]] = row.__dict__.setdefault("_opened", {})
        known, value = opened.get(self.column, ("", b""))
        if known != stored:
            value = self._open(row, stored)
            opened[self.column] = (stored, value)
        if value is None:
            return copy(self.empty)
        return self.read(value)

    def _open(self, row: Any, stored: str) -> bytes | None:
        """None = its key has been shredded."""
        if "data_keys" not in row.__dict__:
            raise Unreadable(f"{row.__tablename__} was not loaded as a whole")
        owner = getattr(row, type(row).__sealed_by__)
        if key := _key_of(stored, row.__dict__.get("data_keys") or [], owner):
            return open_value(stored, key, _place(row.__tablename__, self.column, row.id))
        return None

    def __set__(self, row: Any, value: T) -> None:
        if self.clear and row.__dict__.get(self.clear, value) is not None:
            setattr(row, self.clear, None)
        if value is None or value == self.empty:
            if row.__dict__.get(self.column) != "":
                setattr(row, self.column, "")
            return
        plain = self.plain(value)
        if self._same(row, plain):
            return
        _pend(row, self.column, plain)

    def _same(self, row: Any, plain: bytes) -> bool:
        """The same value again is no change: the row is not written, its version stays."""
        if not row.__dict__.get(self.column):
            return False
        try:
            now = self.__get__(row, type(row))
        except Unreadable:
            return False
        return self.plain(now) == plain

    def __eq__(self, other: object) -> Any:
        raise TypeError(f"{self.column} is sealed: look it up by its blind index")

    __hash__ = None  # type: ignore[assignment]


def text(column: str, *, clear: str = "") -> Field[str]:
    """A text; '' when there is none. `clear`: the attribute in which it stood before it was sealed."""
    return Field(column, "", str.encode, bytes.decode, clear)


def binary(column: str) -> Field[bytes]:
    """Bytes; b'' when there are none."""
    return Field(column, b"", bytes, bytes)


def json(column: str, empty: T, *, clear: str = "") -> Field[T]:
    """A JSON value. Assign a new one to change it; a changed member of the old one is not seen."""
    return Field(column, empty, _canonical, orjson.loads, clear)


def _canonical(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _token() -> Any:
    """A wrapped key as one text."""
    return func.concat_ws(":", DataKey.id, DataKey.kek, func.encode(DataKey.wrapped, literal("hex")))


def keyed(table: Any, owner: str) -> None:
    """Say which column of `table` names the owner of its data key, and wire its sealed columns."""
    table.__sealed_by__ = owner
    token = (
        select(func.array_agg(aggregate_order_by(_token(), DataKey.created_at.desc())))
        .where(DataKey.owner_id == getattr(table, owner))
        .correlate(table.__table__)
        .scalar_subquery()
    )
    table.data_keys = column_property(type_coerce(token, ARRAY(Text)).label("data_keys"), expire_on_flush=False)
    fields = [field for kind in table.__mro__ for field in vars(kind).values() if isinstance(field, Field)]
    table.__sealed_columns__ = sorted(field.column for field in fields)
    SEALED.extend(
        Sealed(
            table.__tablename__,
            field.column,
            owner,
            field.name,
            field.read,
            field.empty,
            field.plain,
            getattr(table, field.clear).expression.name if field.clear else "",
        )
        for field in sorted(fields, key=lambda one: one.column)
    )
    event.listen(table, "before_insert", _seal_new)
    event.listen(table, "before_update", _seal_changed)


def _pend(row: Any, column: str, plain: bytes) -> None:
    """Let the next flush seal this."""
    token = PENDING + uuid4().hex
    row.__dict__.setdefault("_opened", {})[column] = (token, plain)
    setattr(row, column, token)


def _seal_new(mapper: Any, connection: Any, row: Any) -> None:
    # Added again after its savepoint was undone: the key under which it was sealed then may be undone as well.
    for column, (stored, plain) in list(row.__dict__.get("_opened", {}).items()):
        if plain is not None and stored == row.__dict__.get(column):
            _pend(row, column, plain)
    # Nobody but this transaction can have made a key for somebody who comes into being just now.
    _seal_pending(connection, row, fresh=type(row).__sealed_by__ == "id")


def _seal_changed(mapper: Any, connection: Any, row: Any) -> None:
    _seal_pending(connection, row, fresh=False)


def _seal_pending(connection: Any, row: Any, *, fresh: bool) -> None:
    if any(_is_pending(row, column) for column in type(row).__sealed_columns__):
        row.id = row.id or uuid7()  # what is sealed is bound to its row
        owner = type(row).__sealed_by__
        whose = getattr(row, owner) or row.__mapper__.columns[owner].default.arg  # the house's, before the first flush
        seal(row, *_key_to_seal(connection, row, whose, fresh=fresh))


def _is_pending(row: Any, column: str) -> bool:
    return str(row.__dict__.get(column) or "").startswith(PENDING)


def seal(row: Any, id: UUID, key: bytes) -> None:
    """Seal what was assigned to `row` under that data key; for those who write rows without a flush (COPY)."""
    for column in type(row).__sealed_columns__:
        if _is_pending(row, column):
            plain = row.__dict__["_opened"][column][1]
            stored = seal_value(plain, id, key, _place(row.__tablename__, column, row.id))
            setattr(row, column, stored)
            row.__dict__["_opened"][column] = (stored, plain)


def listed(table: Any, *names: str) -> list[Any]:
    """What a select of single columns takes along beside the id, so that `opened` opens these attributes of a row."""
    fields = [vars(table)[name] for name in names]
    found = [getattr(table, column) for field in fields for column in (field.column, field.clear) if column]
    return [getattr(table, table.__sealed_by__), table.data_keys, *found]


def said(table: Any, name: str) -> ColumnElement[bool]:
    """Whether anything stands under that attribute, for a condition or a count."""
    field = vars(table)[name]
    there: ColumnElement[bool] = getattr(table, field.column) != ""
    return or_(there, func.coalesce(getattr(table, field.clear), "") != "") if field.clear else there


async def columns(db: Any, table: Any, id: UUID, owner: UUID, **values: Any) -> dict[str, str]:
    """Column -> what it holds for these values (by attribute), for a row that a statement of ours writes by itself.
    Nothing is asked of the database where all of them are empty."""
    fields = {name: vars(table)[name] for name in values}
    if all(value == fields[name].empty for name, value in values.items()):
        return {field.column: "" for field in fields.values()}
    await db.flush()  # the owner may come into being, with his first key, in this transaction
    connection = await db.connection()
    key = await connection.run_sync(lambda inside: _held(db.sync_session, inside, owner, keys.newest))
    return {
        fields[name].column: "" if value == fields[name].empty else stored(table, name, id, value, key)
        for name, value in values.items()
    }


def knows(row: Any, **values: Any) -> None:
    """Tell an object what stands sealed in the row that a statement of ours has just written (`columns`)."""
    for name, value in values.items():
        field = vars(type(row))[name]
        row.__dict__.setdefault("_opened", {})[field.column] = (getattr(row, field.column), field.plain(value))


def stored(table: Any, name: str, id: UUID, value: Any, key: tuple[UUID, bytes]) -> str:
    """What the column under the attribute `name` of the row `id` holds for a value; for COPY."""
    field = vars(table)[name]
    return seal_at(table.__tablename__, field.column, id, field.plain(value), key)


def seal_at(table: str, column: str, id: UUID, plain: bytes, key: tuple[UUID, bytes]) -> str:
    """The same by the names of table and column; what stands there already is sealed by migrations."""
    return seal_value(plain, *key, _place(table, column, id))


_HELD: WeakKeyDictionary[Any, dict[UUID, tuple[UUID, bytes]]] = WeakKeyDictionary()
"""Transaction (or savepoint) -> owner -> the key that it holds locked: many rows of one owner ask once."""


def _key_to_seal(connection: Any, row: Any, owner: UUID, *, fresh: bool) -> tuple[UUID, bytes]:
    session = object_session(row)
    if session is None:
        return keys.first(connection, owner) if fresh else keys.newest(connection, owner)
    return _held(session, connection, owner, keys.first if fresh else keys.newest)


def _held(
    session: Any, connection: Any, owner: UUID, ask: Callable[[Any, UUID], tuple[UUID, bytes]]
) -> tuple[UUID, bytes]:
    scope = within = session.get_nested_transaction() or session.get_transaction()
    while within is not None:
        if known := _HELD.get(within, {}).get(owner):
            return known
        within = within.parent
    found = ask(connection, owner)
    if scope is not None:
        _HELD.setdefault(scope, {})[owner] = found
    return found


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


def opened(table: str, row: dict[str, Any], tokens: list[str] | None = None) -> dict[str, Any]:
    """A row that was read without its class, with plain values in the place of sealed ones.

    `tokens`: `tokens_of` its owner, when the row does not bring them itself (as `data_keys`).
    """
    tokens = row.get("data_keys") if tokens is None else tokens
    shown = dict(row)
    for place in SEALED:
        if place.table == table and place.column in shown:
            stored = shown.pop(place.column)
            if not stored and shown.get(place.clear) is not None:
                shown[place.name] = shown[place.clear]
                continue
            key = _key_of(stored, tokens or [], UUID(str(row[place.owner]))) if stored else None
            plain = open_value(stored, key, _place(table, place.column, row["id"])) if key else b""
            shown[place.name] = place.read(plain) if key else copy(place.empty)
    return shown


async def resealing(db: Any) -> None:
    """In this transaction the same may be sealed again where nothing else may change (append_only_but_sealed)."""
    await db.execute(select(func.set_config("hub.resealing", "on", True)))


async def tokens_of(db: Any, owner: UUID) -> list[str]:
    """The wrapped keys of an owner, as sealed rows bring them."""
    rows = await db.scalars(select(_token()).where(DataKey.owner_id == owner).order_by(DataKey.created_at.desc()))
    return list(rows)


async def hand_over(db: Any, table: str, owner: str, ids: list[Any], before: UUID, after: UUID) -> None:
    """Rows of `table` belong to `after` from now on: what was sealed for `before` is sealed for him."""
    places = [place for place in SEALED if place.table == table and place.owner == owner]
    if not places or not ids:
        return
    tokens = await tokens_of(db, before)
    connection = await db.connection()
    id, key = await connection.run_sync(lambda inside: keys.newest(inside, after))
    columns = DataKey.metadata.tables[table].c
    rows = await db.execute(select(columns.id, *(columns[one.column] for one in places)).where(columns.id.in_(ids)))
    for row in rows.all():
        fresh = {}
        for place in places:
            stored = getattr(row, place.column)
            if stored and (old := _key_of(stored, tokens, before)):
                where = _place(table, place.column, row.id)
                fresh[place.column] = seal_value(open_value(stored, old, where), id, key, where)
        if fresh:
            await db.execute(update(columns.id.table).where(columns.id == row.id).values(fresh))
