"""Sealed patient fields: new columns, what stands in clear is sealed in batches, then the clear columns go.

The audit trail is append-only: what it told in clear before this migration stays in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import orjson
from alembic import op
from sqlalchemy import text

from hub.core import idempotency as answers
from hub.core import keys
from hub.core.sealed import seal_at
from hub.migrations.statements import run

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BATCH = 1000
OWNED = {
    "patient": ("id", ("email", "phone", "address", "emergency_name", "emergency_phone", "extra")),
    "patient_identifier": ("patient_id", ("value",)),
    "related_person": ("patient_id", ("name", "phone", "email", "note")),
    "proxy": ("patient_id", ("email",)),
    "patient_merge": ("survivor_id", ("snapshot",)),
    "coverage": ("patient_id", ("member_id", "group_number", "subscriber")),
    "claim": ("patient_id", ("snapshot",)),
    "invoice": ("patient_id", ("party",)),
    "patient_letter": ("patient_id", ("content",)),
    "interchange": ("house", ("raw",)),
    "remittance_claim": ("house", ("member_id",)),
    "intake": ("patient_id", ("answers",)),
    "note": ("patient_id", ("sections",)),
    "note_version": ("patient_id", ("content",)),
    "visit_message": ("patient_id", ("body",)),
}
"""table -> (the column that names the owner of the key, columns to be sealed)."""


def upgrade() -> None:
    run("0011_seal.sql")
    known: dict[UUID, tuple[UUID, bytes]] = {}
    for table, (owner, columns) in OWNED.items():
        _seal(table, owner, columns, known)
    _blind("proxy", "email_key", "email", "patient.email")
    _blind("coverage", "member_key", "member_id", "coverage.member_id")
    _blind("patient_identifier", "key", "key", "patient.identifier")
    _blind_patient_keys()
    for row in op.get_bind().execute(text("SELECT user_id, key, body FROM idempotency_key")).all():
        op.get_bind().execute(
            text("UPDATE idempotency_key SET body = :body WHERE user_id = :user AND key = :key"),
            {"user": row.user_id, "key": row.key, "body": answers.sealed(row.body, row.user_id, row.key)},
        )
    run("0011_sealed.sql")


def _seal(table: str, owner: str, columns: Sequence[str], known: dict[UUID, tuple[UUID, bytes]]) -> None:
    wanted = ", ".join(columns)
    for rows in _batches(f"SELECT id, {owner} AS owner, {wanted} FROM {table} WHERE id > :last ORDER BY id LIMIT :n"):  # noqa: S608
        _keys_for({row["owner"] for row in rows}, known)
        sealed = [
            {"id": row["id"], **{c: _sealed(table, c, row["id"], row[c], known[row["owner"]]) for c in columns}}
            for row in rows
        ]
        said = ", ".join(f"{column}_sealed = :{column}" for column in columns)
        op.get_bind().execute(text(f"UPDATE {table} SET {said} WHERE id = :id"), sealed)  # noqa: S608


def _sealed(table: str, column: str, id: UUID, value: Any, key: tuple[UUID, bytes]) -> str:
    if not value:
        return ""
    if isinstance(value, str):
        plain = value.encode()
    else:
        plain = value if isinstance(value, bytes) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return seal_at(table, f"{column}_sealed", id, plain, key)


def _keys_for(owners: set[UUID], known: dict[UUID, tuple[UUID, bytes]]) -> None:
    """A data key for each of them, made where there is none."""
    bind = op.get_bind()
    wanted = [owner for owner in owners if owner not in known]
    found = text("SELECT id, owner_id, kek, wrapped FROM data_key WHERE owner_id = ANY(:owners) ORDER BY created_at")
    for row in bind.execute(found, {"owners": wanted}):
        known[row.owner_id] = row.id, keys.unwrap(row.kek, row.wrapped, row.id, row.owner_id)
    if made := [keys.make(owner) for owner in wanted if owner not in known]:
        bind.execute(keys.INSERT, made)
    for one in made:
        known[one["owner_id"]] = one["id"], keys.unwrap(one["kek"], one["wrapped"], one["id"], one["owner_id"])


def _batches(query: str) -> Iterator[Sequence[Any]]:
    last = UUID(int=0)
    while rows := op.get_bind().execute(text(query), {"last": last, "n": BATCH}).mappings().all():
        yield rows
        last = rows[-1]["id"]


def _blind(table: str, column: str, clear: str, field: str) -> None:
    for rows in _batches(f"SELECT id, {clear} AS clear FROM {table} WHERE id > :last ORDER BY id LIMIT :n"):  # noqa: S608
        made = [{"id": row["id"], "key": keys.blind_text(field, row["clear"])} for row in rows]
        op.get_bind().execute(text(f"UPDATE {table} SET {column} = :key WHERE id = :id"), made)  # noqa: S608


def _blind_patient_keys() -> None:
    bind = op.get_bind()
    bind.execute(text("CREATE TEMP TABLE seen ON COMMIT DROP AS SELECT row_number() OVER () AS n, kind, value, "
                      "patient_id FROM patient_key WHERE kind <> 'number'"))  # fmt: skip
    bind.execute(text("DELETE FROM patient_key WHERE kind <> 'number'"))
    last, page = 0, text("SELECT n, kind, value, patient_id FROM seen WHERE n > :last AND n <= :last + :size")
    count = bind.execute(text("SELECT count(*) FROM seen")).scalar_one()
    while last < count:
        rows = bind.execute(page, {"last": last, "size": BATCH}).mappings().all()
        made = [{"kind": r["kind"], "value": keys.blind_text(f"patient.{r['kind']}", r["value"]),
                 "id": r["patient_id"]} for r in rows]  # fmt: skip
        bind.execute(text("INSERT INTO patient_key (kind, value, patient_id) VALUES (:kind, :value, :id)"), made)
        last += BATCH


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
