"""What access to records looks like from outside."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.identity.policy.models import BreakGlass
from hub.identity.queries import display_names
from hub.patients import queries
from hub.patients.access import glass, labels, looks
from hub.patients.access.schemas import (
    AccessOut,
    GlassAct,
    GlassesOut,
    GlassOut,
    GlassPage,
    GlassPatient,
    GlassPatientsOut,
    GlassQuery,
    LabelOut,
    LookOut,
    LooksOut,
    ObjectionOut,
)
from hub.patients.models import Patient


def candidates(rows: list[Patient]) -> GlassPatientsOut:
    """Just enough to know that it is the right person."""
    return GlassPatientsOut(
        items=[GlassPatient(id=row.id, number=row.number, name=row.name, birth_date=row.birth_date) for row in rows]
    )


async def glasses(db: Db | ReadDb, query: GlassQuery) -> GlassesOut:
    """The privacy officer's queue."""
    rows = await glass.listed(db, waiting=query.waiting, after=query.after, limit=query.limit + 1)
    shown = rows[: query.limit]
    return GlassesOut(
        items=await _out(db, shown), next=str(shown[-1].id) if len(rows) > query.limit else None,
        waiting=await glass.count_waiting(db),
    )  # fmt: skip


async def own(db: Db | ReadDb, actor: Actor) -> GlassesOut:
    """What is open to this person by emergency access, for the banner."""
    return GlassesOut(items=await _out(db, await glass.open_ones(db, actor)))


async def one(db: Db | ReadDb, row: BreakGlass) -> GlassOut:
    await db.flush()
    return (await _out(db, [row]))[0]


async def page(db: Db | ReadDb, row: BreakGlass) -> GlassPage:
    """One access with what was done under it."""
    acts = [GlassAct(at=act.at, action=act.action, entity=act.entity) for act in await glass.acts(db, row)]
    return GlassPage(glass=(await _out(db, [row]))[0], acts=acts)


async def _out(db: Db | ReadDb, rows: list[BreakGlass]) -> list[GlassOut]:
    people = await display_names(db, {id for row in rows for id in (row.user_id, row.reviewed_by) if id})
    patients = await queries.patients_by_id(db, {row.patient_id for row in rows})
    return [
        GlassOut(
            id=row.id, patient_id=row.patient_id, user=people.get(row.user_id, ""), reason=row.reason,
            patient=patients[row.patient_id].name if row.patient_id in patients else "", begun_at=row.created_at,
            until=row.until, ended_at=row.ended_at, reviewed_at=row.reviewed_at, note=row.review_note,
            reviewer=people.get(row.reviewed_by, "") if row.reviewed_by else "",
            verdict=row.verdict.value if row.verdict else None,
        )
        for row in rows
    ]  # fmt: skip


async def access(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> AccessOut:
    """Labels and objections of one record."""
    await db.flush()
    return AccessOut(
        labels=[LabelOut(id=row.id, entity=row.entity.value, entity_id=row.entity_id, label=row.label.value,
                         created_at=row.created_at) for row in await labels.of_patient(db, actor, patient_id)],
        objections=[ObjectionOut(id=row.id, user_id=row.user_id, user=name or "", department_id=row.department_id,
                                 reason=row.reason, until=row.until, created_at=row.created_at)
                    for row, name in await labels.objections(db, patient_id)],
    )  # fmt: skip


async def looked(db: Db | ReadDb, patient_id: UUID, *, but: UUID | None, after: int | None) -> LooksOut:
    """Who looked at this record."""
    found, following = await looks.of_patient(db, patient_id, but=but, after=after)
    return LooksOut(items=[LookOut(**look._asdict()) for look in found], next=following)
