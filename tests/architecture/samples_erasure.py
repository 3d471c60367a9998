"""Samples of erasing records: the request of somebody who is in no other sample."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.patients.erasure import actions
from tests.architecture.samples import BODIES, World, sample
from tests.factories import patients


@sample("erasure_id")
async def erasure(db: Db, world: World) -> UUID:
    """Nothing stands against it."""
    patient = await patients.patient(db, account=False)
    return (await actions.ask(db, patient, "asked by letter", actor=SYSTEM, by_patient=False)).id


_SAID = {"answer": "This is what we decided."}
for _verb in ("refuse", "restrict", "approve"):
    BODIES[f"POST /api/erasures/<uuid:erasure_id>/{_verb}"] = _SAID
BODIES["POST /api/erasures/<uuid:erasure_id>/confirm"] = {"number": "W-000000"}
_HELD = {"reason": "Letter of a court, 12 November"}
BODIES["POST /api/patients/<uuid:patient_id>/legal-holds"] = _HELD
BODIES["POST /api/patients/<uuid:patient_id>/legal-holds/lift"] = _HELD
