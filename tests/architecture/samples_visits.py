"""Samples of visits: a waiting patient of the matrix's doctor."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hub.core import filing
from hub.core.clock import now
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.visits.models import GuestRole, Side, Visit, VisitFile, VisitGuest, VisitMessage, VisitPhoto, VisitStatus
from hub.visits.recording import vault
from hub.visits.recording.models import Recording, RecordingFile, RecordingStatus
from hub.visits.transcript.models import Transcript
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


@sample("transcript_id")
async def transcript(db: Db, world: World) -> UUID:
    row = Transcript(visit_id=await visit(db, world), patient_id=world.patient.id, declined_by="")
    db.add(row)
    await db.flush()
    return row.id


@sample("photo_id")
async def photo(db: Db, world: World) -> UUID:
    row = VisitPhoto(visit_id=await visit(db, world), patient_id=world.patient.id, asked_by_name="Dr Matrix")
    row.wanted = ""
    db.add(row)
    await db.flush()
    return row.id


@sample("visit_file_id")
async def visit_file(db: Db, world: World) -> UUID:
    found = await visit(db, world)
    line = VisitMessage(visit_id=found, patient_id=world.patient.id, side=Side.patient, author="Pat", body="")
    db.add(line)
    await db.flush()
    file_id, digest = await filing.keep(db, b"What I take", owner=world.patient.id)
    row = VisitFile(
        visit_id=found, message_id=line.id, patient_id=world.patient.id, file_id=file_id, media_type="text/plain",
        size=11, sha256=digest, scanned_by="test",
    )  # fmt: skip
    row.name = "list.txt"
    db.add(row)
    await db.flush()
    return row.id


BODIES |= {
    "POST /api/visits/<uuid:visit_id>/files/<uuid:visit_file_id>/chart": {"title": "What I take"},
    "POST /api/visits/<uuid:visit_id>/photos": {"wanted": "the rash"},
    "POST /api/visits/<uuid:visit_id>/photos/<uuid:photo_id>/refuse": {"reason": "no"},
    "POST /api/visits/<uuid:visit_id>/recordings/<uuid:recording_id>/consent": {"agree": True},
    "POST /api/guest/recording": {"agree": True},
    "POST /api/visits/<uuid:visit_id>/transcripts/<uuid:transcript_id>/consent": {"agree": True},
    "POST /api/visits/<uuid:visit_id>/transcripts/<uuid:transcript_id>/chart": {
        "lines": [{"speaker": "patient", "text": "Good morning."}]
    },
    "POST /api/guest/transcript": {"agree": True},
    "POST /api/visits/<uuid:visit_id>/transfer": {"practitioner_id": str(uuid7())},
    "POST /api/visits/<uuid:visit_id>/rating": {"stars": 5},
    "POST /api/visits/<uuid:visit_id>/guests": {"name": "Ana Interpreter", "role": "interpreter"},
    "PUT /api/waiting-rooms/<uuid:practitioner_id>/sign": {"doing": "on_time"},
    "POST /api/waiting-rooms/visits/<uuid:visit_id>/messages": {"body": "A moment, please"},
    "POST /api/guest": {"token": "A" * 43},
    "POST /api/visits/<uuid:visit_id>/messages": {"body": "Good morning"},
    "POST /api/visits/<uuid:visit_id>/quality": {"gen": 1},
}
