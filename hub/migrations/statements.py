"""run(): the statements of an SQL file of the versions folder, each by itself, inside the migration's transaction.

Statements are separated by a line `-- next`: asyncpg takes one at a time, and functions hold semicolons.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

VERSIONS = Path(__file__).parent / "versions"
NEXT = "\n-- next\n"


def statements(name: str, folder: Path = VERSIONS) -> list[str]:
    """The statements of an SQL file; an empty file has none."""
    return [one for one in (folder / name).read_text().split(NEXT) if one.strip()]


def run(name: str) -> None:
    """Run a file of the versions folder on the connection of the migration."""
    for statement in statements(name):
        op.get_bind().exec_driver_sql(statement)
