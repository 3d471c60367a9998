"""Files of the chat: checked, sealed, read by the two of the visit; taken back, or into the chart by the clinician.

Guests have no chat and so no files. What nobody files stays with the visit, as the words of the chat do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from quart import Response
from sqlalchemy import func, select

from hub.core import audit, filing, scanner
from hub.core import files as checks
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.downloads import saved
from hub.core.errors import Conflict, Forbidden, Gone, NotFound
from hub.core.facts import state
from hub.core.settings import settings
from hub.identity import house
from hub.patients import documents
from hub.patients import queries as patients
from hub.visits import queries
from hub.visits.actions import clinician_of, not_over, post
from hub.visits.facts import VisitFileChanged
from hub.visits.file_schemas import FileIntoChart
from hub.visits.models import Side, Visit, VisitFile, VisitMessage, VisitPhoto

MOST = 50
"""Files of one visit."""


@filing.keeps_files
def _files() -> Any:
    return select(VisitFile.file_id, VisitFile.patient_id).where(VisitFile.file_id.is_not(None))


async def send(db: Db, visit: Visit, name: str, raw: bytes, *, actor: Actor) -> VisitMessage:
    """Send a file in the chat, a line of its own; 413, 415, 422 file_infected for what is not taken."""
    side = _sends(visit, actor)
    looked_at = await look_at(raw)
    await db.refresh(visit, with_for_update=True)
    _sends(visit, actor)
    return await keep(db, visit, side, name, looked_at, actor=actor)


def _sends(visit: Visit, actor: Actor) -> Side:
    not_over(visit)
    side = queries.side_of(visit, actor)
    if side is Side.clinician:
        clinician_of(visit, actor)
    return side


@dataclass(frozen=True)
class LookedAt:
    """A file that may be kept."""

    clean: checks.Clean
    scanned_by: str


async def look_at(raw: bytes, *, only_images: bool = False) -> LookedAt:
    """Free it of metadata and scan it: seconds, in which the visit must not be locked, for nobody could hang up."""
    found = checks.clean(raw, most=settings().max_upload_bytes, only_images=only_images)
    return LookedAt(found, await scanner.check(found.content))


async def keep(
    db: Db, visit: Visit, side: Side, name: str, file: LookedAt, *, actor: Actor, photo: VisitPhoto | None = None
) -> VisitMessage:  # fmt: skip
    """Seal and store a file with the line that brings it, for whoever may (the caller has looked, and locked)."""
    if (await db.scalar(select(func.count()).where(VisitFile.visit_id == visit.id)) or 0) >= MOST:
        raise Conflict("This visit has too many files.", code="too_many_files")
    found, scanned_by = file.clean, file.scanned_by
    file_id, digest = await filing.keep(db, found.content, owner=visit.patient_id)
    message = await post(db, visit, side, "", actor=actor)
    row = VisitFile(
        visit_id=visit.id, message_id=message.id, patient_id=visit.patient_id, photo_id=photo.id if photo else None,
        file_id=file_id, media_type=found.media_type, size=len(found.content), sha256=digest, scanned_by=scanned_by,
    )  # fmt: skip
    row.name = checks.shown_name(name, found.media_type)
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return message


async def of_messages(db: Db | ReadDb, rows: Sequence[VisitMessage]) -> dict[UUID, VisitFile]:
    """The files that came with these lines, by the line."""
    wanted = [row.id for row in rows if not row.body]
    found = await db.scalars(select(VisitFile).where(VisitFile.message_id.in_(wanted))) if wanted else ()
    return {one.message_id: one for one in found}


async def one(db: Db, visit: Visit, visit_file_id: UUID, *, lock: bool = False) -> VisitFile:
    """A file of a visit that is open to the caller; 410 file_removed once it was taken back."""
    row = await db.get(VisitFile, visit_file_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or row.visit_id != visit.id:
        raise NotFound()
    if row.removed_at is not None:
        raise Gone("This file was taken back.", code="file_removed")
    return row


async def read(db: Db, row: VisitFile) -> bytes:
    """Its bytes; 410 file_erased, file_lost."""
    return await filing.content(db, row.file_id)


async def download(db: Db, row: VisitFile, *, actor: Actor) -> Response:
    """The file, to be saved; the reading is audited."""
    audit.read(db, actor, "visit_file", row.id, patient_id=row.patient_id)
    return saved(await read(db, row), row.name, row.media_type)


async def remove(db: Db, visit: Visit, row: VisitFile, *, actor: Actor) -> None:
    """Take a file back: who sent it, and the clinician; 409 filed once it is in the chart."""
    message = await db.get_one(VisitMessage, row.message_id)
    if message.user_id != actor.user_id:
        if queries.side_of(visit, actor) is Side.patient:
            raise Forbidden("Only who has sent it can take it back.", code="not_your_file")
        clinician_of(visit, actor)
    if row.document_id is not None:
        raise Conflict("This file is in the chart already.", code="filed")
    if row.file_id is not None:
        await filing.let_go(db, row.file_id)
    row.file_id, row.removed_at = None, now()
    audit.wrote(db, actor, row)
    state(db, VisitFileChanged(visit_id=visit.id, visit_file_id=row.id), actor=actor)


async def into_chart(db: Db, visit: Visit, row: VisitFile, data: FileIntoChart, *, actor: Actor) -> VisitFile:
    """The clinician makes it a document of the patient, of this encounter; once (409 filed)."""
    clinician_of(visit, actor)
    if row.document_id is not None:
        raise Conflict("This file is in the chart already.", code="filed")
    patient = await patients.access_patient(db, actor, visit.patient_id, clinical=True)
    values = {**data.model_dump(), "encounter_id": visit.encounter_id,
              "dated": local_day(row.created_at, await house.zone(db))}  # fmt: skip
    paper = await documents.add(db, patient, await read(db, row), values, actor=actor)
    row.document_id = paper.id
    audit.wrote(db, actor, row)
    state(db, VisitFileChanged(visit_id=visit.id, visit_file_id=row.id), actor=actor)
    return row
