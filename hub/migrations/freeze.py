"""schema(): every statement that makes what the classes say now. `python -m hub.migrations.freeze` prints them.

The first migration was written by it and is closed; later ones are written by hand, and a copy of what this prints is
a good start for new tables. A test holds migrations and classes together.
"""

from __future__ import annotations

import sys
from itertools import groupby
from typing import Any

from sqlalchemy import create_mock_engine

import hub.tables  # noqa: F401
from hub.core.db import Base
from hub.migrations.statements import NEXT
from hub.modules import load


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
    sys.stdout.write(NEXT.join(schema()) + "\n")
