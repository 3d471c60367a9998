"""Versions of a note: what was signed, added, opened again or signed beside, word by word and for good."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from sqlalchemy import func, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.encounters.facts import NoteSigned
from hub.encounters.models import Note, NoteVersion, VersionKind


async def write_version(
    db: Db, note: Note, kind: VersionKind, content: dict[str, Any], actor: Actor
) -> NoteVersion:  # fmt: skip
    """Write the next version; PostgreSQL refuses to change it afterwards."""
    last = await db.scalar(select(func.max(NoteVersion.number)).where(NoteVersion.note_id == note.id)) or 0
    written = NoteVersion(
        id=uuid7(), note_id=note.id, patient_id=note.patient_id, number=last + 1, kind=kind, content=content,
        sha256=hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        author_id=actor.user_id, author_name=actor.name,
    )  # fmt: skip
    db.add(written)
    await db.flush()
    audit.wrote(db, actor, written)
    state(db, NoteSigned(encounter_id=note.encounter_id, patient_id=note.patient_id, note_id=note.id,
                         addendum=kind == VersionKind.addendum), actor=actor)  # fmt: skip
    return written
