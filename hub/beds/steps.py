"""What diagrams may ask of beds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.beds import actions, queries
from hub.beds.models import Stay, StayStatus
from hub.core.actor import Actor
from hub.core.db import Db
from hub.encounters import actions as encounters
from hub.encounters.queries import encounter_by_id
from workflows.steps import StepContext, step


async def _stay(db: Db, case: StepContext) -> Stay:
    return await actions.stay_now(db, UUID(case.data["stay"]["stay_id"]))


@step("beds.reserve", title="Reserve the bed", help="Holds the chosen bed; refused when it is taken.", raises=True)
async def reserve(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """{bed_id, ward}: the ward by its code."""
    bed, ward = await queries.bed_on_ward(db, UUID(str(case.data["assign_bed"]["bed_id"])))
    await actions.reserve(db, await _stay(db, case), bed, actor=actor)
    return {"bed_id": str(bed.id), "ward": ward.code}


@step("beds.occupy", title="Occupy the bed", help="The patient is on the ward.")
async def occupy(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """{on_ward: true}."""
    await actions.occupy(db, await _stay(db, case), actor=actor)
    return {"on_ward": True}


@step("beds.release", title="Release the bed", help="Gives the bed back; after use it is cleaned first.")
async def release(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """{on_ward: false}; the encounter ends with the stay."""
    stay = await _stay(db, case)
    await actions.release(db, stay, actor=actor)
    if stay.status is StayStatus.ended:
        await encounters.finish(db, await encounter_by_id(db, stay.encounter_id), actor=actor)
    return {"on_ward": False}


@step("beds.record_review", title="Record the daily review", help="Keeps the remark in the stay.", raises=True)
async def record_review(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """{decision}; the words stay in the record."""
    answers = case.answers or {}
    stay = await _stay(db, case)
    await actions.note(db, stay, "review", answers["decision"], answers.get("remark") or "", actor=actor)
    return {"decision": answers["decision"]}


@step("beds.record_discharge", title="Record the discharge", help="Keeps the summary in the stay.", raises=True)
async def record_discharge(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """{disposition, note_id}; the words stay in the record."""
    answers = dict(case.answers or {})
    row = await actions.discharge(db, await _stay(db, case), answers, actor=actor)
    return {"disposition": answers["disposition"], "note_id": str(row.id)}
