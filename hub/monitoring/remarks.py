"""Remarks beside the curves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.monitoring.models import VitalNote


def remark(
    db: Db, patient_id: UUID, at: datetime, words: str, *, actor: Actor, alert_id: UUID | None = None
) -> None:  # fmt: skip
    """Write something beside the curves at a moment; sealed, and never changed."""
    note = VitalNote(patient_id=patient_id, at=at, words=words, alert_id=alert_id,
                     author_id=actor.user_id, author_name=actor.name)  # fmt: skip
    db.add(note)
    audit.wrote(db, actor, note)
