"""Samples of visits: a waiting patient of the matrix's doctor."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hub.core.clock import now
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.visits.models import GuestRole, Side, Visit, VisitGuest, VisitStatus
from hub.visits.recording import vault
from hub.visits.recording.models import Recording, RecordingFile, RecordingStatus
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


@sample("recording_id")
async def recording(db: Db, world: World) -> UUID:
    row = Recording(visit_id=await visit(db, world), patient_id=world.patient.id, status=RecordingStatus.kept)
    row.key = vault.new_key()
    db.add(row)
    await db.flush()
    return row.id


@sample("file_id")
async def recording_file(db: Db, world: World) -> UUID:
    row = RecordingFile(
        recording_id=await recording(db, world), participant="patient", source="camera", tracks=["audio"], offset_ms=0,
        duration_ms=20, size=1, part_size=vault.PART, parts=[uuid7()],
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id


BODIES |= {
    "POST /api/visits/<uuid:visit_id>/recordings/<uuid:recording_id>/consent": {"agree": True},
    "POST /api/guest/recording": {"agree": True},
    "POST /api/visits/<uuid:visit_id>/transfer": {"practitioner_id": str(uuid7())},
    "POST /api/visits/<uuid:visit_id>/rating": {"stars": 5},
    "POST /api/visits/<uuid:visit_id>/guests": {"name": "Ana Interpreter", "role": "interpreter"},
    "PUT /api/waiting-rooms/<uuid:practitioner_id>/sign": {"doing": "on_time"},
    "POST /api/waiting-rooms/visits/<uuid:visit_id>/messages": {"body": "A moment, please"},
    "POST /api/guest": {"token": "A" * 43},
    "POST /api/visits/<uuid:visit_id>/messages": {"body": "Good morning"},
    "POST /api/visits/<uuid:visit_id>/quality": {"gen": 1},
}
