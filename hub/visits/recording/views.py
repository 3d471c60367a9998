"""Recordings as somebody may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.visits import consenting
from hub.visits import queries as visits
from hub.visits.consenting import CallConsentOut
from hub.visits.models import Visit, VisitGuest
from hub.visits.recording import queries
from hub.visits.recording.models import OPEN, Recording, RecordingFile, RecordingStatus
from hub.visits.recording.schemas import (
    GuestRecordingOut,
    RecordingFileOut,
    RecordingOut,
    RecordingsOut,
)
from hub.visits.recording.switches import RECORDING


async def many(db: Db | ReadDb, visit: Visit, rows: Sequence[Recording], actor: Actor) -> RecordingsOut:
    """Recordings with who was asked, and their files; a refused one has none."""
    ids = [row.id for row in rows]
    answers, files = await queries.consents(db, ids), await queries.files(db, ids)
    names, present = await consenting.names(db, visit), await consenting.sides(db, visit)
    mine = str(visits.side_of(visit, actor))
    items = []
    for row in rows:
        given = [one for one in answers if one.recording_id == row.id]
        asked = present if row.status in OPEN else set()
        kept = [_file(one, names) for one in files if one.recording_id == row.id and one.size]
        items.append(_out(row, consenting.shown(given, asked, names, mine), kept, names))
    return RecordingsOut(offered=await RECORDING.value(db), items=items)


async def one(db: Db | ReadDb, visit: Visit, row: Recording, actor: Actor) -> RecordingOut:
    """One of them."""
    return (await many(db, visit, [row], actor)).items[0]


async def for_guest(db: Db | ReadDb, guest: VisitGuest, visit: Visit) -> GuestRecordingOut | None:
    """What is asked or runs now, for a guest."""
    row = await queries.open_one(db, visit.id)
    if row is None:
        return None
    answers = await queries.consents(db, [row.id])
    own = next((one for one in answers if one.participant == f"guest-{guest.id}"), None)
    return GuestRecordingOut(status=row.status, agreed=consenting.answer_of(own))


def _file(file: RecordingFile, names: dict[str, str]) -> RecordingFileOut:
    fields = ("id", "participant", "source", "tracks", "offset_ms", "duration_ms", "size")
    values: dict[str, Any] = {name: getattr(file, name) for name in fields}
    return RecordingFileOut(**values, name=names.get(file.participant, ""))


def _out(
    row: Recording, consents: list[CallConsentOut], files: list[RecordingFileOut], names: dict[str, str]
) -> RecordingOut:  # fmt: skip
    fields = ("id", "status", "status_at", "created_at", "started_at", "stopped_at", "stop_reason", "failure",
              "duration_ms", "keep_until")  # fmt: skip
    values: dict[str, Any] = {name: getattr(row, name) for name in fields}
    kept = row.status is RecordingStatus.kept
    return RecordingOut(**values, stopped_by_name=names.get(row.stopped_by, ""), consents=consents,
                        files=files if kept else [])  # fmt: skip
