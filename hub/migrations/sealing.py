"""seal(): what stands in clear in a column is sealed, in batches, by a migration (hub.core.sealed says how)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from alembic import op
from sqlalchemy import column, select, table, text, update

from hub.core import keys
from hub.core.sealed import seal_at

BATCH = 1000
_KEYS = text("SELECT id, owner_id, kek, wrapped FROM data_key WHERE owner_id = ANY(:owners) ORDER BY created_at")


def seal(name: str, owner: str, columns: Sequence[str]) -> None:
    """Fill `<column>_sealed` of the table `name` from the texts of `columns`, each under the key of its row's owner."""
    rows = table(name, column("id"), column(owner), *(column(one) for one in (*columns, *map(_sealed, columns))))
    found = select(rows.c.id, rows.c[owner].label("owner"), *(rows.c[one] for one in columns)).order_by(rows.c.id)
    known: dict[UUID, tuple[UUID, bytes]] = {}
    last = UUID(int=0)
    while some := op.get_bind().execute(found.where(rows.c.id > last).limit(BATCH)).mappings().all():
        _keys_for({row["owner"] for row in some}, known)
        for row in some:
            values = {
                _sealed(one): seal_at(name, _sealed(one), row["id"], row[one].encode(), known[row["owner"]])
                for one in columns if row[one]
            }  # fmt: skip
            if values:
                op.get_bind().execute(update(rows).where(rows.c.id == row["id"]).values(values))
        last = some[-1]["id"]


def _sealed(one: str) -> str:
    return f"{one}_sealed"


def _keys_for(owners: set[UUID], known: dict[UUID, tuple[UUID, bytes]]) -> None:
    """A data key for each of them, made where there is none."""
    wanted = [owner for owner in owners if owner not in known]
    for row in op.get_bind().execute(_KEYS, {"owners": wanted}):
        known[row.owner_id] = row.id, keys.unwrap(row.kek, row.wrapped, row.id, row.owner_id)
    if made := [keys.make(owner) for owner in wanted if owner not in known]:
        op.get_bind().execute(keys.INSERT, made)
    for one in made:
        known[one["owner_id"]] = one["id"], keys.unwrap(one["kek"], one["wrapped"], one["id"], one["owner_id"])
