"""Decision tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

Decision = Callable[[Mapping[str, Any], datetime], Any]
Decisions = Mapping[str, Decision]


Tables = Mapping[str, str | bytes]


def check(tables: Tables) -> list[Any]:
    return []


def reads(tables: Tables) -> dict[str, frozenset[str]]:
    return {}


def names(tables: Tables) -> set[str]:
    return set(tables)


def read(tables: Tables) -> dict[str, Decision]:
    return {}
