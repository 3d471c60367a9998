"""The timeline of a patient: lines of all modules in one statement, newest first, by keyset."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, and_, cast, literal, or_, select, union_all

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.patients import queries
from hub.patients.access import policy
from hub.patients.belongings import TIMELINE
from hub.patients.models import Patient


class Line(NamedTuple):
    """Something that happened: when, which kind and row, its status or words, and which clinician."""

    at: datetime
    kind: str
    id: UUID
    what: str
    practitioner_id: UUID | None


async def lines(
    db: Db | ReadDb, actor: Actor, patient: Patient, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[Line]:  # fmt: skip
    """What happened with this patient as far as this person may know it; `after`: (at, id) of the line before."""
    clinical = await queries.related(db, actor, patient.id)
    parts = []
    for (kind, needs_chart), tell in TIMELINE.items():
        if needs_chart and not clinical:
            continue
        told = tell(patient.id).subquery()
        at, id, what, who, *bears = told.columns
        one = select(
            at.label("at"),
            literal(kind).label("kind"),
            id.label("id"),
            cast(what, Text).label("what"),
            who.label("who"),
        )
        for row in bears:
            one = one.where(or_(row.is_(None), policy.open_row(actor, literal(patient.id), row, who)))
        if after:
            one = one.where(or_(at < after[0], and_(at == after[0], id < after[1])))
        # Each kind gives at most a page, so that one statement reads little of a long life.
        parts.append(one.order_by(at.desc(), id.desc()).limit(limit).subquery().select())
    every = union_all(*parts).subquery()
    found = select(every).order_by(every.c.at.desc(), every.c.id.desc()).limit(limit)
    return [Line(*row) for row in await db.execute(found)]
