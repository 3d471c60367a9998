"""What begins a recording: the last of those in the call has agreed, or the only one who had not is gone."""

from __future__ import annotations

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.states import move
from hub.visits import carrying, consenting
from hub.visits.models import Visit
from hub.visits.recording import queries
from hub.visits.recording.models import Recording, RecordingStatus
from hub.visits.recording.stopping import changed


async def agreed(db: Db, visit: Visit, row: Recording, *, actor: Actor) -> None:
    """Somebody has agreed: begin once everybody has. 409 not_in_call unless both are there then."""
    if row.status is RecordingStatus.asked and await _everybody(db, visit, row):
        consenting.must_be_in_call(visit)
        await _begin(db, visit, row, actor)


async def gone(db: Db, visit: Visit, *, actor: Actor) -> None:
    """A guest went: nobody waits for that answer any more. The visit is locked."""
    row = await queries.open_one(db, visit.id, lock=True)
    if row is None or row.status is not RecordingStatus.asked:
        return
    if consenting.in_call(visit) and await _everybody(db, visit, row):
        await _begin(db, visit, row, actor)
    changed(db, row, actor)


async def _everybody(db: Db, visit: Visit, row: Recording) -> bool:
    return await consenting.sides(db, visit) <= await queries.agreed(db, row.id)


async def _begin(db: Db, visit: Visit, row: Recording, actor: Actor) -> None:
    move(row, RecordingStatus.starting)
    audit.wrote(db, actor, row)
    await carrying.settle(db, visit)
