"""Who looked at a record: the audit trail, in words for the person whom it is about."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from hub.core.audit import AuditEvent
from hub.core.clock import local_day
from hub.core.db import Db, ReadDb
from hub.identity import house
from hub.patients import merging

SHOWN = ("read", "break_glass", "export", "print", "search")
PAGE = 300


class Look(NamedTuple):
    """Somebody looked at one kind of thing, `times` times on one day; `at` is the last time."""

    at: datetime
    who: str
    roles: list[str]
    action: str
    entity: str
    emergency: bool
    times: int


async def of_patient(
    db: Db | ReadDb, patient_id: UUID, *, but: UUID | None, after: int | None
) -> tuple[list[Look], int | None]:
    """Looks at this record, and at those that became part of it, by others than `but`: the newest first, and where the
    next page begins."""
    records = await merging.records_of(db, patient_id)
    found = (
        select(AuditEvent)
        .where(AuditEvent.patient_id.in_(records), AuditEvent.action.in_(SHOWN), AuditEvent.outcome == "success",
               AuditEvent.actor_id.is_not(None))
        .order_by(AuditEvent.id.desc()).limit(PAGE)
    )  # fmt: skip
    if but is not None:
        found = found.where(AuditEvent.actor_id != but)
    rows = list(await db.scalars(found.where(AuditEvent.id < after) if after else found))
    zone = await house.zone(db)
    looks: dict[tuple[object, ...], Look] = {}
    for row in rows:
        emergency = row.reason == "break_glass" or row.action == "break_glass"
        key = (local_day(row.at, zone), row.actor_id, row.action, row.entity, emergency)
        known = looks.get(key)
        looks[key] = known._replace(at=max(known.at, row.at), times=known.times + 1) if known else Look(
            row.at, row.actor_name, [role for role in row.actor_roles.split(",") if role], row.action, row.entity,
            emergency, 1,
        )  # fmt: skip
    return sorted(looks.values(), key=lambda look: look.at, reverse=True), rows[-1].id if len(rows) == PAGE else None
