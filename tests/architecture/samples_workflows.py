"""Samples of workflows: a case of the patient with one nurse's task and one incident."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.ids import uuid7
from tests.architecture.samples import BODIES, World, sample
from tests.workflows.hosting import chain
from workflows import instances, reference
from workflows.models import Case, Incident, IncidentKind, Task


async def _case(db: Db, world: World) -> Case:
    found = await db.scalar(select(Case).where(Case.process_id == "demo", Case.patient_id == world.patient.id))
    if found is None:
        await reference.publish(db, chain("look", role="nurse").decode())
        found = await instances.start(db, "demo", actor=SYSTEM, patient_id=world.patient.id)
        await db.flush()
    return found


@sample("case_id")
async def case(db: Db, world: World) -> UUID:
    return (await _case(db, world)).id


@sample("process_id")
async def process(db: Db, world: World) -> str:
    return (await _case(db, world)).process_id


@sample("task_id")
async def task(db: Db, world: World) -> UUID:
    found = await db.scalar(select(Task.id).where(Task.case_id == (await _case(db, world)).id))
    assert found is not None
    return found


@sample("incident_id")
async def incident(db: Db, world: World) -> UUID:
    row = Incident(case_id=(await _case(db, world)).id, kind=IncidentKind.step, token_id=uuid7(), element_id="look",
                   step="probe.first", code="probe_broken", detail="")  # fmt: skip
    db.add(row)
    return row.id


BODIES |= {
    "POST /api/tasks/<uuid:task_id>/claim": {"version": 1},
    "POST /api/tasks/<uuid:task_id>/complete": {"answers": {}, "version": 1},
    "PUT /api/tasks/<uuid:task_id>/draft": {"content": {}},
    "POST /api/cases/<uuid:case_id>/cancel": {"reason": "Started by mistake."},
    "POST /api/cases/<uuid:case_id>/messages": {"name": "answer"},
    "POST /api/incidents/<uuid:incident_id>/skip": {"reason": "Done by hand."},
}
