"""Transcripts as somebody may see them."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.visits import consenting
from hub.visits import queries as visits
from hub.visits.models import Visit, VisitGuest
from hub.visits.transcript import queries
from hub.visits.transcript.models import OPEN
from hub.visits.transcript.schemas import GuestTranscriptOut, TranscriptOut, TranscriptsOut
from hub.visits.transcript.switches import TRANSCRIPT


async def newest(db: Db | ReadDb, visit: Visit, actor: Actor) -> TranscriptsOut:
    """How it stands, with everybody who is asked."""
    offered, row = await TRANSCRIPT.value(db), await queries.newest(db, visit.id)
    if row is None:
        return TranscriptsOut(offered=offered, newest=None)
    names, given = await consenting.names(db, visit), await queries.consents(db, row.id)
    asked = await consenting.sides(db, visit) if row.status in OPEN else set()
    found = TranscriptOut(
        id=row.id, status=row.status, declined_by_name=names.get(row.declined_by, ""), document_id=row.document_id,
        consents=consenting.shown(given, asked, names, str(visits.side_of(visit, actor))),
    )  # fmt: skip
    return TranscriptsOut(offered=offered, newest=found)


async def for_guest(db: Db | ReadDb, guest: VisitGuest, visit: Visit) -> GuestTranscriptOut | None:
    """What is asked or kept now, for a guest."""
    row = await queries.open_one(db, visit.id)
    if row is None:
        return None
    given = await queries.consents(db, row.id)
    own = next((one for one in given if one.participant == f"guest-{guest.id}"), None)
    return GuestTranscriptOut(status=row.status, agreed=consenting.answer_of(own))
