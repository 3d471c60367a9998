"""move(): the only way a status changes. The table of legal moves is data that a clinician can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from hub.core.clock import now
from hub.core.errors import Conflict

_moves: dict[type[StrEnum], dict[StrEnum, frozenset[StrEnum]]] = {}


def legal_moves(kind: type[StrEnum], table: Mapping[Any, Iterable[Any]]) -> None:
    """Say which status may follow which; a status without a row is an end."""
    _moves[kind] = {source: frozenset(targets) for source, targets in table.items()}


def may_move(source: StrEnum, target: StrEnum) -> bool:
    """Whether `target` may follow `source`."""
    return target in _moves[type(source)].get(source, frozenset())


def move(subject: Any, target: StrEnum, *, at: datetime | None = None, field: str = "status") -> None:
    """Set `subject.status` to `target`, or raise 409 illegal_move. Also sets `status_at` where the table has it."""
    source = type(target)(getattr(subject, field))
    if not may_move(source, target):
        raise Conflict(
            f"This is '{source}' and cannot become '{target}'.", code="illegal_move", current=source, wanted=target
        )
    setattr(subject, field, target)
    if hasattr(subject, "status_at"):
        subject.status_at = at or now()
