"""What ends a recording: a consent taken back, or the call that ends, pauses or gets somebody new."""

from __future__ import annotations

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import state
from hub.core.states import move
from hub.visits import carrying
from hub.visits.models import Visit
from hub.visits.recording import queries
from hub.visits.recording.facts import RecordingChanged
from hub.visits.recording.models import Recording, RecordingStatus, StopReason


async def stop(db: Db, visit: Visit, reason: StopReason, *, actor: Actor, by: str = "") -> Recording | None:
    """End what is asked for or runs, if anything; what was recorded until now is kept. The visit is locked."""
    row = await queries.open_one(db, visit.id, lock=True)
    if row is None:
        return None
    runs = row.status is RecordingStatus.recording
    move(row, RecordingStatus.saving if runs else RecordingStatus.declined)
    row.stopped_at, row.stop_reason, row.stopped_by = now(), reason, by
    audit.wrote(db, actor, row)
    changed(db, row, actor)
    await carrying.settle(db, visit)
    return row


def changed(db: Db, row: Recording, actor: Actor) -> None:
    """State that something of the recording is not what it was."""
    state(db, RecordingChanged(visit_id=row.visit_id, recording_id=row.id, status=row.status), actor=actor)
