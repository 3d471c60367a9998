"""What every installation needs: a letter to begin from, put there once; whatever the hospital makes of it stays."""

from __future__ import annotations

from sqlalchemy import or_, select

from hub.billing.appeals.words import BODY, KIND, TITLE
from hub.core.db import Db
from hub.encounters.letter_models import LetterTemplate


async def load(db: Db) -> None:
    """Make the template where there is none of its kind; running it again changes nothing."""
    known = select(LetterTemplate.id).where(or_(LetterTemplate.kind == KIND, LetterTemplate.key == KIND))
    if await db.scalar(known.limit(1)) is None:
        db.add(LetterTemplate(key=KIND, kind=KIND, title=TITLE, body=BODY, asks=[]))
        await db.flush()
