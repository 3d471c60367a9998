"""Reading transcripts. The door to one is its visit's; it is looked for in that visit only."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.visits.models import Visit
from hub.visits.transcript.models import OPEN, Transcript, TranscriptConsent


async def newest(db: Db | ReadDb, visit_id: UUID) -> Transcript | None:
    """The transcript that was asked for last, if any was."""
    query = select(Transcript).where(Transcript.visit_id == visit_id).order_by(Transcript.id.desc()).limit(1)
    found: Transcript | None = await db.scalar(query)
    return found


async def one(db: Db, visit: Visit, transcript_id: UUID) -> Transcript:
    """A transcript of this visit, locked, else 404."""
    query = select(Transcript).where(Transcript.id == transcript_id, Transcript.visit_id == visit.id)
    found: Transcript | None = await db.scalar(query.with_for_update())
    if found is None:
        raise NotFound()
    return found


async def open_one(db: Db | ReadDb, visit_id: UUID, *, lock: bool = False) -> Transcript | None:
    """The transcript that is asked for or kept now, if any."""
    query = select(Transcript).where(Transcript.visit_id == visit_id, Transcript.status.in_(OPEN))
    found: Transcript | None = await db.scalar(query.with_for_update() if lock else query)
    return found


async def consents(db: Db | ReadDb, transcript_id: UUID) -> Sequence[TranscriptConsent]:
    """The answers, in the order in which they were given."""
    query = select(TranscriptConsent).where(TranscriptConsent.transcript_id == transcript_id)
    return (await db.scalars(query.order_by(TranscriptConsent.id))).all()


async def agreed(db: Db | ReadDb, transcript_id: UUID) -> set[str]:
    """Participants whose consent holds now."""
    return {one.participant for one in await consents(db, transcript_id) if one.agreed}
