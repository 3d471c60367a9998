"""What of the recordings belongs to a patient, with the films themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import func, select

from hub.core.db import Db
from hub.patients.belongings import Pieces, Whose, belongs, keeps_loose, streams
from hub.visits.recording import queries, vault
from hub.visits.recording.models import Recording, RecordingFile, RecordingStatus

belongs("visit_recording", title="Recordings of video visits", hide=("key_sealed",),
        children=(("visit_recording_consent", "recording_id"), ("visit_recording_file", "recording_id")))  # fmt: skip


@keeps_loose
def _parts(whose: Whose) -> Any:
    films = select(func.unnest(RecordingFile.parts)).join(Recording, Recording.id == RecordingFile.recording_id)
    return films.where(Recording.patient_id.in_(whose.records))


@streams("visit_recording")
async def films(db: Db, rows: list[dict[str, Any]]) -> AsyncIterator[tuple[str, Pieces]]:
    """What everybody sent, of the recordings among `rows` that are still kept: who may play them may have them."""
    for recording in await queries.some(db, [row["id"] for row in rows]):
        if recording.status is not RecordingStatus.kept or not recording.key or recording.started_at is None:
            continue
        folder = f"visit_recording/{recording.started_at:%Y-%m-%d-%H%M}-{recording.id}"
        for number, file in enumerate(await queries.files(db, [recording.id]), 1):
            if file.size:
                path = f"{folder}/{number}-{file.participant}-{file.source}.webm"
                yield path, vault.read(recording.key, file, 0, file.size)
