"""Finding words in conversations: the latest messages that somebody may read are opened and looked through.

No index of words is kept, not even a blind one: equal words would look equal to whoever reads the database, and what
people write to their doctors is few enough to read (docs/decisions.md).
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.messaging import queries
from hub.messaging.models import Message, Thread
from workflows import directory

LOOKED_THROUGH = 2_000
"""Messages that one search opens, the latest first."""
FOUND = 50
"""Conversations that are shown."""


async def find(db: Db | ReadDb, actor: Actor, words: str, patient_id: UUID | None = None) -> dict[UUID, str]:
    """Thread -> the part of its latest message that holds all the words; an empty text where the subject, the author
    or the patient's name does."""
    wanted = words.casefold().split()[:8]
    found = (
        select(Message, Thread).join(Thread, Thread.id == Message.thread_id)
        .where(await queries.visible(db, actor), Message.hidden_at.is_(None))
        .order_by(Message.created_at.desc(), Message.id.desc()).limit(LOOKED_THROUGH)
    )  # fmt: skip
    if patient_id is not None:
        found = found.where(Thread.patient_id == patient_id)
    rows = [(row[0], row[1]) for row in await db.execute(found)]
    names = await directory.patients(db, {thread.patient_id for _, thread in rows})
    hits: dict[UUID, str] = {}
    for message, thread in rows:
        label = names.get(thread.patient_id) if thread.patient_id else None
        around = f"{thread.subject} {message.author_name} {label.name if label else ''}".casefold()
        if thread.id in hits:
            continue
        text = message.text
        if all(word in text.casefold() for word in wanted):
            hits[thread.id] = snippet(text, wanted[0])
        elif all(word in around or word in text.casefold() for word in wanted):
            hits[thread.id] = ""
        if len(hits) == FOUND:
            break
    return hits


def snippet(text: str, word: str, around: int = 60) -> str:
    """The text around the first place of a word, on one line."""
    flat = " ".join(text.split())
    at = max(flat.casefold().find(word), 0)
    start = max(0, at - around)
    cut = flat[start : at + len(word) + around]
    return f"{'…' if start else ''}{cut}{'…' if start + len(cut) < len(flat) else ''}"
