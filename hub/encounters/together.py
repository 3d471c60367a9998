"""together(): the rows of several queries in one exchange with PostgreSQL, so that a chart opens in one go."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, literal_column, select

from hub.core.db import Db, ReadDb
from hub.core.prepared import Prepared

Rows = Select[*tuple[Any, ...]]
"""A query of any columns."""


class Together(Prepared):
    """Several queries as one statement that is made once; see `together` for what comes back."""

    def __init__(self, **queries: Rows) -> None:
        super().__init__(_whole(queries))
        self.names = tuple(queries)

    async def read(self, db: Db | ReadDb, **given: Any) -> dict[str, list[dict[str, Any]]]:
        """The rows of each query for these parameters."""
        row = await db.first(self, given)
        return {name: list(row[name]) for name in self.names}


async def together(db: Db | ReadDb, **queries: Rows) -> dict[str, list[dict[str, Any]]]:
    """The rows of each query, in its order, as plain JSON values by column name (ids and times are strings).

    Every query must name its columns differently from each other; the `Out` schemas read what comes.
    """
    row = (await db.execute(_whole(queries))).one()
    return {name: list(getattr(row, name)) for name in queries}


def _whole(queries: dict[str, Rows]) -> Rows:
    parts = []
    for name, query in queries.items():
        rows = query.subquery(f"part_{name}")
        whole = func.coalesce(func.json_agg(rows.table_valued()), literal_column("'[]'::json"))
        parts.append(select(whole).select_from(rows).scalar_subquery().label(name))
    return select(*parts)
