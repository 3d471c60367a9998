"""What the API says of pathways: the list, one with its versions, and the live map of its elements."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hub.core.http import Out


class ProcessRow(Out):
    """One process and how its cases do."""

    process_id: str
    name: str
    number: int
    published_at: datetime
    running: int
    incidents: int
    ended: int


class ProcessList(Out):
    """Every process; there are few, so it is not paged."""

    items: list[ProcessRow]


class ElementLoad(Out):
    """How many tokens rest on one element now."""

    active: int = 0
    late: int = 0
    incidents: int = 0
    done: int = 0
    """How many of the latest visits the medians are made of (at most 200)."""
    wait_seconds: float | None = None
    """Median from offered to taken, of people's tasks."""
    cycle_seconds: float | None = None
    """Median from entered to left."""


class ProcessVersionRow(Out):
    """One published version."""

    id: UUID
    number: int
    published_at: datetime
    active: bool
    cases: int
    """All that ever ran on it."""
    running: int
    author_name: str | None
    """Who drew it; null for what was shipped."""
    reviewer_name: str | None
    reason: str
    rolled_back_from: int | None


class ProcessName(Out):
    """A pathway by name."""

    process_id: str
    name: str


class ProcessOut(ProcessRow):
    """A process with its diagram and a live map of where every case stands."""

    xml: str
    called: list[ProcessName]
    """The pathways that it calls."""
    called_by: list[ProcessName]
    """The pathways that call it; their cases are on its map too."""
    versions: list[ProcessVersionRow]
    load: dict[str, ElementLoad]
