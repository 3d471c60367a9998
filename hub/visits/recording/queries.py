"""Reading recordings. The door to one is its visit's; a recording is looked for in that visit only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.visits import consenting, queries
from hub.visits.models import Visit
from hub.visits.recording.models import OPEN, RUNS, Recording, RecordingConsent, RecordingFile, RecordingStatus


async def of_visit(db: Db | ReadDb, visit_id: UUID) -> Sequence[Recording]:
    """Every recording of a visit, the newest first."""
    query = select(Recording).where(Recording.visit_id == visit_id).order_by(Recording.id.desc())
    return (await db.scalars(query)).all()


async def some(db: Db | ReadDb, ids: Sequence[UUID]) -> Sequence[Recording]:
    """These recordings, the oldest first."""
    return (await db.scalars(select(Recording).where(Recording.id.in_(ids)).order_by(Recording.id))).all()


async def one(db: Db | ReadDb, visit: Visit, recording_id: UUID, *, lock: bool = False) -> Recording:
    """A recording of this visit, else 404."""
    query = select(Recording).where(Recording.id == recording_id, Recording.visit_id == visit.id)
    found: Recording | None = await db.scalar(query.with_for_update(of=Recording) if lock else query)
    if found is None:
        raise NotFound()
    return found


async def open_one(db: Db | ReadDb, visit_id: UUID, *, lock: bool = False) -> Recording | None:
    """The recording that is asked for or runs now, if any."""
    query = select(Recording).where(Recording.visit_id == visit_id, Recording.status.in_(OPEN))
    query = query.execution_options(populate_existing=True)
    found: Recording | None = await db.scalar(query.with_for_update(of=Recording) if lock else query)
    return found


@dataclass(frozen=True)
class Wanted:
    """What the process that carries a call has to know of its recording."""

    id: UUID
    runs: bool
    """Everybody's consent is stored (B59), and nobody has stopped it."""
    begun: bool
    """The mark is shown on every side: packets may be written."""
    agreed: set[str]


async def wanted(db: Db | ReadDb, visit_id: UUID) -> Wanted | None:
    """The recording that is asked for or runs now, if any."""
    found = await open_one(db, visit_id)
    if found is None:
        return None
    given = await agreed(db, found.id)
    runs = found.status in RUNS and given >= await consenting.sides(db, await queries.visit_by_id(db, visit_id))
    return Wanted(found.id, runs, runs and found.status is RecordingStatus.recording, given)


async def key(db: Db | ReadDb, recording_id: UUID) -> bytes:
    """The key of a recording's files, for the process that writes them."""
    return (await db.get_one(Recording, recording_id)).key


async def consents(db: Db | ReadDb, ids: Sequence[UUID]) -> Sequence[RecordingConsent]:
    """The answers to these recordings, in the order in which they were given."""
    query = select(RecordingConsent).where(RecordingConsent.recording_id.in_(ids)).order_by(RecordingConsent.id)
    return (await db.scalars(query)).all()


async def agreed(db: Db | ReadDb, recording_id: UUID) -> set[str]:
    """Participants whose consent holds now."""
    return {one.participant for one in await consents(db, [recording_id]) if one.agreed}


async def files(db: Db | ReadDb, ids: Sequence[UUID]) -> Sequence[RecordingFile]:
    """The files of these recordings, in the order in which they begin."""
    query = select(RecordingFile).where(RecordingFile.recording_id.in_(ids))
    return (await db.scalars(query.order_by(RecordingFile.offset_ms, RecordingFile.id))).all()
