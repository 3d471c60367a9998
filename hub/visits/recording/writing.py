"""What the recorder process says of itself: it writes, a file grew, all is kept, or it broke off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit, filing
from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.db import Db
from hub.core.states import move
from hub.visits import carrying
from hub.visits import queries as visits
from hub.visits.models import Visit
from hub.visits.recording import queries
from hub.visits.recording.models import RUNS, Recording, RecordingFile, RecordingStatus, StopReason
from hub.visits.recording.stopping import changed
from hub.visits.recording.switches import KEEP_DAYS

STARTS_WITHIN = timedelta(seconds=60)
BEATS_WITHIN = timedelta(seconds=45)
"""A recorder that says nothing for so long is gone."""


async def begun(db: Db, recording_id: UUID) -> bool:
    """Everything is ready: from now on it is recorded. False when it may not be (taken back meanwhile)."""
    row = await _locked(db, recording_id)
    wanted = await queries.wanted(db, row.visit_id)
    if wanted is None or wanted.id != row.id or not wanted.runs or wanted.begun:
        return False
    move(row, RecordingStatus.recording)
    row.started_at = row.beat_at = now()
    audit.wrote(db, SYSTEM, row)
    changed(db, row, SYSTEM)
    return True


async def beat(db: Db, recording_id: UUID) -> None:
    """The recorder lives."""
    (await _locked(db, recording_id)).beat_at = now()


async def write(
    db: Db, recording_id: UUID, files: Sequence[dict[str, Any]], replaced: Sequence[UUID] = ()
) -> None:  # fmt: skip
    """Files as far as they have grown (columns of RecordingFile): what is written is found again, come what may.

    `replaced` parts go after the commit: until then the rows name them. What comes after it was given up goes, too.
    """
    row, moment = await _locked(db, recording_id), now()
    for one in files:
        values = {"recording_id": recording_id, "created_at": moment, "version": 1, **one}
        grown = {name: one[name] for name in ("duration_ms", "size", "parts")}
        await db.execute(insert(RecordingFile).values(values).on_conflict_do_update(index_elements=["id"], set_=grown))
    await _drop(db, replaced)
    if row.status not in (*RUNS, RecordingStatus.saving, RecordingStatus.kept):
        await _forget(db, row)


async def finished(db: Db, recording_id: UUID) -> Recording:
    """Everything is written and sealed: kept from now on; when there is nothing to keep, it has failed."""
    row = await _locked(db, recording_id)
    if row.status is RecordingStatus.recording:
        row.stopped_at, row.stop_reason = now(), StopReason.interrupted
    return await _end(db, row, "")


async def broke_off(db: Db, recording_id: UUID, failure: str) -> Recording:
    """It could not start, or it fell over: what was written until then is kept, and the state says what is missing."""
    row = await _locked(db, recording_id)
    row.stopped_at = row.stopped_at or now()
    return await _end(db, row, failure)


async def _end(db: Db, row: Recording, failure: str) -> Recording:
    if row.status not in (*RUNS, RecordingStatus.saving):
        return row
    found = [one for one in await queries.files(db, [row.id]) if one.size]
    kept = bool(found) and row.status is not RecordingStatus.starting
    row.failure = failure or ("" if kept else "nothing_recorded")
    move(row, RecordingStatus.kept if kept else RecordingStatus.failed)
    if kept:
        row.duration_ms = max(one.offset_ms + one.duration_ms for one in found)
        row.keep_until = now() + timedelta(days=await KEEP_DAYS.value(db))
    else:
        await _forget(db, row)
    audit.wrote(db, SYSTEM, row)
    changed(db, row, SYSTEM)
    await carrying.settle(db, await visits.visit_by_id(db, row.visit_id))
    return row


async def sweep(db: Db) -> None:
    """Recordings whose recorder is gone with everything that could have told."""
    moment = now()
    query = select(Recording.id, Recording.status, Recording.status_at, Recording.beat_at).where(
        Recording.status.in_([*RUNS, RecordingStatus.saving])
    )
    for recording_id, status, since, beat_at in (await db.execute(query)).all():
        if status is RecordingStatus.starting:
            if moment - since > STARTS_WITHIN:
                await broke_off(db, recording_id, "did_not_start")
        elif moment - max(since, beat_at or since) > BEATS_WITHIN:
            await broke_off(db, recording_id, "recorder_died")


async def expire(db: Db) -> None:
    """Recordings whose time is over: the files go, the fact that there was one stays. What is held waits."""
    query = select(Recording).where(
        Recording.status == RecordingStatus.kept, Recording.keep_until < now(), ~filing.held(Recording.patient_id)
    )
    for row in (await db.scalars(query.limit(100).with_for_update(of=Recording, skip_locked=True))).all():
        move(row, RecordingStatus.expired)
        await _forget(db, row)
        audit.wrote(db, SYSTEM, row)
        changed(db, row, SYSTEM)


async def _forget(db: Db, row: Recording) -> None:
    """Let go of the key at once, and of the parts as soon as this is written."""
    row.key = b""
    for file in await queries.files(db, [row.id]):
        await _drop(db, file.parts)
        file.parts, file.size = [], 0


async def _drop(db: Db, parts: Sequence[UUID]) -> None:
    for part in parts:
        await filing.let_go(db, part)


async def _locked(db: Db, recording_id: UUID) -> Recording:
    """The recording, with its visit locked first, as everybody does who wants both."""
    (visit_id,) = (await db.execute(select(Recording.visit_id).where(Recording.id == recording_id))).one()
    await db.execute(select(Visit.id).where(Visit.id == visit_id).with_for_update())
    query = select(Recording).where(Recording.id == recording_id).execution_options(populate_existing=True)
    return (await db.scalars(query.with_for_update(of=Recording))).one()
