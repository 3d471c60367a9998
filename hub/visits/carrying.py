"""What carries a call: from browser to browser, unless a guest is there or it is recorded."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.db import Db
from hub.visits.models import Engine, Visit, VisitGuest
from hub.visits.recording.models import RUNS, Recording


async def settle(db: Db, visit: Visit) -> None:
    """Choose the engine anew after guests came or went, or a recording began or stopped."""
    await db.flush()
    guest = select(VisitGuest.id).where(
        VisitGuest.visit_id == visit.id, VisitGuest.entered_at.is_not(None), VisitGuest.left_at.is_(None),
        VisitGuest.revoked_at.is_(None),
    )  # fmt: skip
    recording = select(Recording.id).where(Recording.visit_id == visit.id, Recording.status.in_(RUNS))
    relayed = await db.scalar(guest.limit(1)) or await db.scalar(recording.limit(1))
    visit.engine = Engine.relay if relayed else Engine.p2p
