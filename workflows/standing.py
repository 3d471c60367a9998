"""Where cases stand: at a task, stuck at a step, or waiting for a time or a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, tuple_, union

from hub.core.db import Db, ReadDb
from workflows.models import OPEN, Case, Incident, Subscription, Task, Timer

RESTS = frozenset({"intermediateCatchEvent", "receiveTask"})
"""Where a token rests until something comes, as opposed to events that only listen beside."""


Places = Sequence[tuple[str, str]] | None
"""Processes and the elements in their cases; None: anywhere."""


def at(places: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    """Whether a case stands at one of these places now."""

    def there(
        table: type[Task] | type[Incident] | type[Timer] | type[Subscription], *rules: ColumnElement[bool]
    ) -> Any:
        here = tuple_(Case.process_id, table.element_id).in_(places)
        return select(table.id).where(table.case_id == Case.id, here, *rules).exists()

    return or_(
        there(Task, Task.status.in_(OPEN)), there(Incident, Incident.resolved_at.is_(None)), there(Timer),
        there(Subscription),
    )  # fmt: skip


async def awaited(db: Db | ReadDb, case_ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """(case, element) for each time and message that these cases wait for."""
    times = select(Timer.case_id, Timer.element_id).where(Timer.case_id.in_(case_ids))
    messages = select(Subscription.case_id, Subscription.element_id).where(Subscription.case_id.in_(case_ids))
    return [(row[0], row[1]) for row in await db.execute(union(times, messages))]
