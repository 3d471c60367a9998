"""HTTP of charted vital signs."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.http import Api
from hub.encounters import vitals
from hub.encounters.history_schemas import StrikeOut
from hub.encounters.queries import access_own_record, access_patient_chart
from hub.encounters.vital_schemas import ChartVitals, GrowthOut, VitalSetOut, VitalsOut, VitalsSearch

api = Api("vital_sets")


@api.get("/patients/<uuid:patient_id>/vital-sets", may="chart.write")
async def show_vitals(db: Db, actor: Actor, patient_id: UUID, query: VitalsSearch) -> VitalsOut:
    """The latest vital signs, newest first, with today's ranges."""
    known = await access_patient_chart(db, actor, patient_id)
    return await vitals.overview(db, known, limit=query.limit, may_write=actor.may("chart.write"))


@api.post("/patients/<uuid:patient_id>/vital-sets", may="chart.write", status=201, idempotent=True)
async def chart_vitals(db: Db, actor: Actor, patient_id: UUID, data: ChartVitals) -> VitalSetOut:
    """Write down what was measured; out-of-range values are flagged in the reply."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return await vitals.one_set(db, await vitals.chart(db, known, data, actor=actor))


@api.post("/vital-sets/<uuid:vital_set_id>/entered-in-error", may="chart.write")
async def strike_vitals(db: Db, actor: Actor, vital_set_id: UUID, data: StrikeOut) -> VitalSetOut:
    """Strike a set through."""
    return await vitals.one_set(db, await vitals.strike(db, actor, vital_set_id, data.reason))


@api.get("/patients/<uuid:patient_id>/growth", may="chart.write")
async def growth(db: Db, actor: Actor, patient_id: UUID) -> GrowthOut:
    """Growth charts of a child."""
    return await vitals.growth_charts(db, await access_patient_chart(db, actor, patient_id))


@api.get("/my/vital-sets", may="record.own")
async def own_vitals(db: Db, actor: Actor, query: VitalsSearch) -> VitalsOut:
    """The patient's own vital signs."""
    known = await access_own_record(db, actor, "vitals")
    return await vitals.overview(db, known, limit=query.limit, may_write=False, struck=False)
