"""Canned answers: words that are written often, one's own or a whole role's."""

from __future__ import annotations

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Forbidden
from hub.identity.queries import self_id
from hub.messaging.models import CannedAnswer
from hub.messaging.queries import may_share
from hub.messaging.schemas import WriteAnswer


async def write(db: Db, row: CannedAnswer | None, data: WriteAnswer, *, actor: Actor) -> CannedAnswer:
    """Keep one, new or changed; 403 not_a_lead for the words of a role that one does not lead."""
    if data.role is not None and not may_share(actor, data.role):
        raise Forbidden("Only who leads a role keeps its answers.", code="not_a_lead")
    row = row or CannedAnswer()
    row.title, row.text, row.role = data.title, data.text, data.role
    row.owner_id = None if data.role else self_id(actor)
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return row


async def forget(db: Db, row: CannedAnswer, *, actor: Actor) -> None:
    """It is not offered any more; what was sent with it stays."""
    audit.noted(db, actor, "delete", "canned_answer", row.id, before={"title": row.title})
    await db.delete(row)
