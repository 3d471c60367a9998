"""The audit trail as a file for whoever asks the privacy officer: streamed, bounded, itself noted as an export."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from quart import Response
from sqlalchemy import select

from hub.admin import queries
from hub.admin.schemas import AuditQuery
from hub.core import audit
from hub.core.actor import Actor
from hub.core.audit import AuditEvent
from hub.core.db import Db, ReadDb, reading, transaction
from hub.core.sheets import line
from hub.identity import house
from hub.patients.models import Patient

MOST, CHUNK = 50_000, 2_000
HEADS = ("Entry", "Who", "Roles", "Action", "What", "Which", "Patient", "Outcome", "Reason", "From", "Fields")


async def trail(actor: Actor, query: AuditQuery) -> Response:
    """What was asked for as CSV, newest first. Fields are named and their values left out: a file travels further than
    a screen. Patients stand by their number for whoever may see everybody's, by their id otherwise."""
    async with transaction() as db:
        zone: ZoneInfo = await house.zone(db)
        wanted = query.model_dump(mode="json", exclude_none=True, exclude={"after", "limit"})
        audit.noted(db, actor, "export", "audit_event", patient_id=query.patient_id, after=wanted)
        first = await queries.entries(db, query, CHUNK)
        numbers = await _numbers(db, actor, first)

    async def lines() -> AsyncIterator[str]:
        yield line([f"When ({zone.key})", *HEADS])
        found, known, sent = first, numbers, 0
        while found:
            for row in found:
                yield line(_cells(row, zone, known))
            sent += len(found)
            if len(found) < CHUNK:
                return
            if sent >= MOST:
                yield line([f"More than {MOST} entries: the rest was left out. Ask for fewer days."])
                return
            async with reading() as db:
                found = await queries.entries(db, query.model_copy(update={"after": found[-1].id}), CHUNK)
                known = await _numbers(db, actor, found)

    headers = {"Content-Disposition": 'attachment; filename="audit-trail.csv"'}
    return Response(lines(), content_type="text/csv; charset=utf-8", headers=headers)


def _cells(row: AuditEvent, zone: ZoneInfo, numbers: dict[UUID, str]) -> list[str | int]:
    fields = sorted({name for state in (row.before, row.after) if isinstance(state, dict) for name in state})
    patient = "" if row.patient_id is None else numbers.get(row.patient_id, str(row.patient_id))
    return [row.at.astimezone(zone).isoformat(timespec="seconds"), row.id, row.actor_name, row.actor_roles, row.action,
            row.entity, row.entity_id, patient, row.outcome, row.reason, row.ip, " ".join(fields)]  # fmt: skip


async def _numbers(db: Db | ReadDb, actor: Actor, rows: Iterable[AuditEvent]) -> dict[UUID, str]:
    if not actor.may("patient.any"):
        return {}
    ids = {row.patient_id for row in rows if row.patient_id is not None}
    found = await db.execute(select(Patient.id, Patient.number).where(Patient.id.in_(ids)))
    return {row[0]: row[1] for row in found}
