"""Samples of visits: a waiting patient of the matrix's doctor."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hub.core.clock import now
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.visits.models import GuestRole, Side, Visit, VisitGuest, VisitStatus
from tests.architecture.samples import BODIES, SAMPLES, World, sample


@sample("visit_id")
async def visit(db: Db, world: World) -> UUID:
    encounter_id, case_id = [UUID(str(await SAMPLES[name](db, world))) for name in ("encounter_id", "case_id")]
    row = Visit(
        appointment_id=uuid7(), encounter_id=encounter_id, case_id=case_id, patient_id=world.patient.id,
        practitioner_id=world.practitioner.id, patient_user_id=world.patient.user_id,
        starts_at=now() + timedelta(minutes=5), status=VisitStatus.waiting, waiting_since=now(),
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id


@sample("guest_id")
async def guest(db: Db, world: World) -> UUID:
    row = VisitGuest(
        visit_id=await visit(db, world), role=GuestRole.interpreter, name="Ana Interpreter", token_hash=uuid7().bytes,
        invited_side=Side.clinician, expires_at=now() + timedelta(hours=1), tries=0, gen=0, page="",
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id


BODIES |= {
    "POST /api/visits/<uuid:visit_id>/transfer": {"practitioner_id": str(uuid7())},
    "POST /api/visits/<uuid:visit_id>/rating": {"stars": 5},
    "POST /api/visits/<uuid:visit_id>/guests": {"name": "Ana Interpreter", "role": "interpreter"},
    "PUT /api/waiting-rooms/<uuid:practitioner_id>/sign": {"doing": "on_time"},
    "POST /api/waiting-rooms/visits/<uuid:visit_id>/messages": {"body": "A moment, please"},
    "POST /api/guest": {"token": "A" * 43},
    "POST /api/visits/<uuid:visit_id>/messages": {"body": "Good morning"},
    "POST /api/visits/<uuid:visit_id>/quality": {"gen": 1},
}
