"""What carries a call: from browser to browser, unless a guest is there or it is recorded.

Guests are carried by our relay, or by LiveKit where the hospital has one. A recording always goes over our relay: it is
made of the packets that pass there, and sealed before they touch a disk.
"""

from __future__ import annotations

from sqlalchemy import select

from hub.core.db import Db
from hub.core.settings import settings
from hub.visits.models import Engine, Visit, VisitGuest
from hub.visits.recording.models import RUNS, Recording


def for_guests() -> Engine:
    """What carries calls of three and more in this hospital."""
    return Engine.livekit if settings().livekit else Engine.relay


async def settle(db: Db, visit: Visit) -> None:
    """Choose the engine anew after guests came or went, or a recording began or stopped."""
    await db.flush()
    guest = select(VisitGuest.id).where(
        VisitGuest.visit_id == visit.id, VisitGuest.entered_at.is_not(None), VisitGuest.left_at.is_(None),
        VisitGuest.revoked_at.is_(None),
    )  # fmt: skip
    recording = select(Recording.id).where(Recording.visit_id == visit.id, Recording.status.in_(RUNS))
    if await db.scalar(recording.limit(1)):
        visit.engine = Engine.relay
    else:
        visit.engine = for_guests() if await db.scalar(guest.limit(1)) else Engine.p2p
