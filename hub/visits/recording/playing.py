"""Bytes of a recording for a player that asks for ranges (RFC 9110, 14): a few sealed parts at a time, never a file."""

from __future__ import annotations

from uuid import UUID

from quart import Response, request
from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Gone, HubError, NotFound
from hub.core.keys import Unreadable
from hub.visits.recording import vault
from hub.visits.recording.models import Recording, RecordingFile, RecordingStatus

MOST = 4 * vault.PART
"""Bytes of one answer; a player asks on."""


class RangeRefused(HubError):
    """A range outside of the file."""

    code, status, title = "range", 416, "This file has no such bytes"


async def play(db: Db, row: Recording, file_id: UUID, *, actor: Actor) -> Response:
    """206 with at most four MB from where the player asks; the start of each playing is audited.

    404 for another recording's file, 410 when it has expired, the patient's key was shredded or the storage lost it,
    416 outside of it.
    """
    query = select(RecordingFile).where(RecordingFile.id == file_id, RecordingFile.recording_id == row.id)
    file = await db.scalar(query)
    if file is None:
        raise NotFound()
    if row.status is not RecordingStatus.kept or not file.size or not row.key:
        raise Gone("This recording is not kept any more.", code="recording_gone")
    start, end = _range(file.size)
    if start == 0:
        audit.noted(db, actor, "play", "visit_recording", row.id, patient_id=row.patient_id)
    try:
        body = b"".join([part async for part in vault.read(row.key, file, start, end)])
    except (FileNotFoundError, Unreadable) as error:
        raise Gone("The storage has lost this recording.", code="file_lost") from error
    headers = {
        "Accept-Ranges": "bytes", "Content-Range": f"bytes {start}-{end - 1}/{file.size}",
        "Cache-Control": "no-store", "Content-Disposition": "inline",
    }  # fmt: skip
    return Response(body, 206, headers=headers, content_type="video/webm")


def _range(size: int) -> tuple[int, int]:
    """(start, end) of what is answered now; without a range, from the beginning on."""
    asked = request.range
    found = asked.range_for_length(size) if asked is not None and asked.units == "bytes" else (0, size)
    if found is None:
        raise RangeRefused(size=size)
    return found[0], min(found[1], found[0] + MOST, size)
