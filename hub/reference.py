"""Base reference data: what every installation needs beside its tables (facility, catalogues), module by module."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from hub.core.db import Db
from hub.modules import MODULES


async def load(db: Db) -> None:
    """Run each module's `reference.load(db)`, bottom to top. Running it again changes nothing."""
    for module in MODULES:
        if find_spec(module) is not None and find_spec(f"{module}.reference") is not None:
            await import_module(f"{module}.reference").load(db)
            await db.flush()
