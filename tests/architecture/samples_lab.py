"""Samples of the laboratory: an order of the matrix's doctor, with its specimen, and without a result yet."""

from __future__ import annotations

from uuid import UUID

from hub.core.db import Db
from hub.identity.queries import actor_of_user
from hub.lab import actions
from hub.lab.schemas import PlaceServiceRequest
from tests.architecture.samples import BODIES, World, sample
from tests.architecture.samples_chart import RESULT

ORDER = {"title": "Salts", "tests": ["2823-3"]}


@sample("service_request_id")
async def order(db: Db, world: World) -> UUID:
    doctor = await actor_of_user(db, world.users["doctor"])
    row = await actions.place(db, world.patient.id, PlaceServiceRequest.model_validate(ORDER), actor=doctor)
    await actions.collect(db, row, {"outcome": "collected", "label": "T-1"}, actor=doctor)
    return row.id


_ORDER = "/api/service-requests/<uuid:service_request_id>"
BODIES |= {
    "POST /api/patients/<uuid:patient_id>/service-requests": {**ORDER, "encounter_id": "@encounter_id"},
    f"POST {_ORDER}/revoke": {"reason": "Not needed"},
    f"POST {_ORDER}/reject-specimen": {"reason": "Haemolysed"},
    f"POST {_ORDER}/diagnostic-report": RESULT,
    f"PUT {_ORDER}/diagnostic-report": {**RESULT, "version": 999},
}
