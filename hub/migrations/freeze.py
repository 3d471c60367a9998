"""`python -m hub.migrations.freeze`: write the schema that the classes say now as the SQL of the first migration.

For the first migration only; later ones are written by hand. A test holds migrations and classes together.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import create_mock_engine

import hub.tables  # noqa: F401
from hub.core.db import Base
from hub.modules import load

HERE = Path(__file__).parent / "versions"
NEXT = "\n-- next\n"  # asyncpg takes one statement at a time, and functions hold semicolons
MIGRATION = '''"""The first schema: its SQL stands beside this file and never changes."""

from alembic import op

from hub.migrations.freeze import statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements("0001_first.sql"):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: a hospital's data are never migrated backwards")
'''


def statements(name: str) -> list[str]:
    """The statements of an SQL file of the versions folder."""
    return (HERE / name).read_text().split(NEXT)


def schema() -> list[str]:
    """Every statement that creates what the classes say, in order."""
    load()
    found: list[str] = []

    def note(element: Any, *_: Any, **__: Any) -> None:
        found.append(str(element.compile(dialect=engine.dialect)).strip())

    engine = create_mock_engine("postgresql+asyncpg://", note)
    Base.metadata.create_all(engine, checkfirst=False)
    return _indexes_by_name(found)


def _indexes_by_name(found: list[str]) -> list[str]:
    """The indexes of a table come in any order: sorted, so that two runs write the same file."""
    ordered: list[str] = []
    for index, run in groupby(found, key=lambda one: one.startswith(("CREATE INDEX", "CREATE UNIQUE INDEX"))):
        block = list(run)
        ordered += sorted(block) if index else block
    return ordered


if __name__ == "__main__":
    (HERE / "0001_first.sql").write_text(NEXT.join(schema()))
    (HERE / "0001_first.py").write_text(MIGRATION)
