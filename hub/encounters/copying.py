"""Words of an earlier note in this one: marked with where they come from, until somebody edits them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, NotFound
from hub.encounters import queries
from hub.encounters.models import Encounter, Note, NoteStatus, NoteVersion, VersionKind
from hub.encounters.parts import open_to
from hub.encounters.rules import SECTIONS

LEAST = 60
"""A line this long that an earlier note has word by word was copied; a shorter one may be anybody's phrase."""
LOOKED_AT = 3
"""So many earlier notes are looked at when a note is signed."""
Marks = list[dict[str, Any]]
"""[{section, text, encounter_id, at, by_name}]"""


async def take_over(
    db: Db, encounter: Encounter, note: Note, source_id: UUID, names: list[str], *, actor: Actor
) -> Note:
    """Put sections of a signed note of the same patient behind what is there. 404 for another's; 409 note_not_signed.

    The reading of the earlier note is audited. `note` is locked and may be written to.
    """
    source = await queries.access_encounter(db, actor, source_id)
    if source.patient_id != encounter.patient_id or source.id == encounter.id:
        raise NotFound()
    earlier = await queries.note_of(db, source.id)
    signed = [one for one in await queries.versions(db, earlier.id) if one.kind == VersionKind.signed]
    if not signed or earlier.status == NoteStatus.entered_in_error:
        raise Conflict("That note is not signed, or is marked as an error.", code="note_not_signed")
    words = {name: str(signed[-1].content["sections"].get(name, "")).strip() for name in names}
    sections, marks = dict(note.sections), list(note.copied)
    for name, text in words.items():
        if not text or text in sections.get(name, ""):
            continue
        sections[name] = f"{sections.get(name, '').rstrip()}\n{text}".lstrip()
        marks.append(_mark(name, text, signed[-1], source.id))
    note.sections = {name: sections[name] for name in SECTIONS if sections.get(name, "").strip()}
    note.copied = marks
    note.saved_at, note.saved_by, note.saved_by_name = now(), actor.user_id, actor.name
    audit.wrote(db, actor, note, reason="copied from an earlier note")
    await db.flush()
    return note


def _mark(name: str, text: str, signed: NoteVersion, encounter_id: UUID) -> dict[str, Any]:
    return {"section": name, "text": text, "encounter_id": str(encounter_id), "at": signed.at.isoformat(),
            "by_name": signed.author_name}  # fmt: skip


def kept(sections: dict[str, str], marks: Marks) -> Marks:
    """The marks whose words still stand as they were copied."""
    return [one for one in marks if one["text"] in sections.get(one["section"], "")]


async def found(db: Db, note: Note, *, actor: Actor) -> Marks:
    """The note's marks, and those of long lines that an earlier note has word by word though nobody said so."""
    marks = kept(note.sections, note.copied)
    rows = await db.execute(
        select(NoteVersion, Encounter.id)
        .join(Note, Note.id == NoteVersion.note_id)
        .join(Encounter, Encounter.id == Note.encounter_id)
        .where(Note.patient_id == note.patient_id, Note.id != note.id, NoteVersion.kind == VersionKind.signed,
               Note.status != NoteStatus.entered_in_error, open_to(actor))
        .order_by(NoteVersion.at.desc())
        .limit(LOOKED_AT)
    )  # fmt: skip
    for signed, encounter_id in rows.all():
        for name, line in _long_lines(note.sections):
            said = str(signed.content["sections"].get(name, ""))
            if line in said and not any(one["section"] == name and line in one["text"] for one in marks):
                marks.append(_mark(name, line, signed, encounter_id))
    return marks


def _long_lines(sections: dict[str, str]) -> list[tuple[str, str]]:
    lines = [(name, line.strip()) for name, words in sections.items() for line in words.splitlines()]
    return [(name, line) for name, line in lines if len(line) >= LEAST]
