"""The note: saves itself while it is written, is signed once, and after that only grows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Invalid
from hub.core.facts import state
from hub.core.states import move
from hub.encounters import copying, cosign, queries
from hub.encounters.actions import finish
from hub.encounters.facts import NoteSigned
from hub.encounters.meeting_schemas import CopyForward
from hub.encounters.models import (
    Diagnosis,
    Encounter,
    Note,
    NoteStatus,
    NoteVersion,
    Prescription,
    PrescriptionStatus,
    ServiceRendered,
    VersionKind,
)
from hub.encounters.prescription_schemas import PrescriptionOut
from hub.encounters.rules import SECTIONS, missing
from hub.encounters.schemas import (
    DiagnosisOut,
    SaveNote,
    ServiceOut,
)
from hub.encounters.statuses import OPEN, Prescribing
from hub.encounters.versions import write_version


def writable(encounter: Encounter, note: Note, *, words: bool = False) -> None:
    """409 unless the note is a draft of a visit that is not over; the `words` of one that was opened again too."""
    if words and note.status == NoteStatus.unlocked:
        return
    if note.status != NoteStatus.draft:
        raise Conflict("This note is signed. Please write an addendum.", code="note_signed")
    if encounter.status not in OPEN:
        raise Conflict("This visit is over.", code="encounter_over")


async def save(db: Db, encounter: Encounter, wanted: SaveNote, *, actor: Actor) -> Note:
    """Keep what was typed. 409 note_changed, with both versions, when somebody saved since it was read."""
    note = await queries.note_of(db, encounter.id, lock=True)
    writable(encounter, note, words=True)
    sections = _filled(wanted.sections.model_dump())
    if sections == note.sections:
        return note
    if wanted.version != note.version:
        raise Conflict(
            "This note was changed in another window. Both versions are kept: choose what stays.",
            code="note_changed", yours=sections, version=note.version, saved=note.sections,
            saved_at=note.saved_at.isoformat(), saved_by=note.saved_by_name,
        )  # fmt: skip
    note.copied = copying.kept(sections, note.copied)
    note.sections, note.saved_at, note.saved_by, note.saved_by_name = sections, now(), actor.user_id, actor.name
    audit.wrote(db, actor, note)
    await db.flush()
    return note


async def copy_forward(db: Db, encounter: Encounter, wanted: CopyForward, *, actor: Actor) -> Note:
    """Carry sections of an earlier signed note into this one, marked with where they come from. 409 note_changed."""
    note = await queries.note_of(db, encounter.id, lock=True)
    writable(encounter, note, words=True)
    if wanted.version != note.version:
        raise Conflict("This note was changed in another window. Please look at it again.", code="note_changed",
                       version=note.version, saved=note.sections, saved_at=note.saved_at.isoformat(),
                       saved_by=note.saved_by_name)  # fmt: skip
    names: list[str] = list(wanted.sections)
    return await copying.take_over(db, encounter, note, wanted.from_encounter_id, names, actor=actor)


def _filled(sections: dict[str, str]) -> dict[str, str]:
    return {name: sections[name] for name in SECTIONS if sections.get(name, "").strip()}


async def sign(
    db: Db, encounter: Encounter, *, note_id: UUID | None = None, version: int | None = None, actor: Actor
) -> NoteVersion:  # fmt: skip
    """Check, freeze and lock the note with what belongs to it, and finish the encounter.

    `note_id` and `version` are those on the signer's screen: what he did not see he does not sign. 422
    note_incomplete names everything that is missing at once.
    """
    if actor.practitioner_id is None:
        raise Forbidden("Only a clinician can sign a note.")
    note = await queries.note_of(db, encounter.id, lock=True)
    if note_id is not None and note_id != note.id:
        raise Invalid("This is the note of another visit.", code="wrong_note")
    writable(encounter, note, words=True)
    if version is not None and version != note.version:
        raise Conflict("This note was changed in another window. Please look at it again.",
                       code="note_changed", version=note.version, saved=note.sections,
                       saved_at=note.saved_at.isoformat(), saved_by=note.saved_by_name)  # fmt: skip
    prescribed = await queries.prescriptions(db, encounter.id)
    note.copied = await copying.found(db, note, actor=actor)
    content = _content(note, await queries.diagnoses(db, encounter.id), prescribed,
                       await queries.services_rendered(db, encounter.id))  # fmt: skip
    if gaps := missing(note.sections, diagnoses=len(content["diagnoses"]), services=len(content["services"])):
        raise Invalid("The note is not complete yet.", code="note_incomplete", missing=gaps,
                      errors=[{"path": gap, "message": "needed before signing"} for gap in gaps])  # fmt: skip
    again = note.status == NoteStatus.unlocked
    move(note, NoteStatus.signed)
    audit.wrote(db, actor, note)
    await _into_force(db, prescribed, actor)
    signed = await write_version(db, note, VersionKind.signed, content, actor)
    if not again:
        await finish(db, encounter, actor=actor)
    await db.flush()
    if (supervisor := await cosign.supervisor_of(db, actor.practitioner_id)) is not None:
        await cosign.ask(db, encounter, supervisor, actor=actor)
    return signed


async def _into_force(db: Db, prescribed: list[Prescription], actor: Actor) -> None:
    """What is signed holds; of who may not prescribe alone it waits for the supervisor. 403 may_not_prescribe."""
    waiting = [one for one in prescribed if one.status in (PrescriptionStatus.draft, PrescriptionStatus.awaiting)]
    if not waiting:
        return
    await cosign.must_prescribe(db, actor)
    may = Prescribing.alone
    if actor.practitioner_id is not None:
        may = await cosign.prescribing_of(db, actor.practitioner_id)
    wanted = PrescriptionStatus.active if may == Prescribing.alone else PrescriptionStatus.awaiting
    for one in waiting:
        if one.status != wanted:
            move(one, wanted)
            audit.wrote(db, actor, one)


async def sign_by_hand(
    db: Db, encounter: Encounter, *, note_id: UUID, version: int, actor: Actor
) -> NoteVersion:  # fmt: skip
    """Sign a meeting that no pathway leads; 409 led_by_pathway for one whose task has to be completed."""
    if encounter.case_id is not None and encounter.status in OPEN:
        raise Conflict("This visit is led by its pathway. Please complete its task.", code="led_by_pathway")
    return await sign(db, encounter, note_id=note_id, version=version, actor=actor)


async def sign_for_pathway(
    db: Db, encounter: Encounter, *, note_id: UUID | None, version: int | None, actor: Actor
) -> dict[str, Any]:  # fmt: skip
    """Sign as the completion of the consultation task; returns the small facts that the pathway goes on with."""
    signed = await sign(db, encounter, note_id=note_id, version=version, actor=actor)
    return {
        "note_id": str(signed.note_id),
        "services": [row["code"] for row in signed.content["services"]],
        "diagnoses": len(signed.content["diagnoses"]),
    }


def _content(
    note: Note, given: list[Diagnosis], prescribed: list[Prescription], rendered: list[ServiceRendered]
) -> dict[str, Any]:  # fmt: skip
    """What is signed: the words and everything recorded beside them."""
    return {
        "sections": note.sections,
        "copied": note.copied,
        "diagnoses": [DiagnosisOut.model_validate(row).model_dump(mode="json") for row in given],
        "prescriptions": [
            PrescriptionOut.model_validate(row).model_dump(mode="json", exclude={"status", "end_reason", "renews"})
            for row in prescribed
        ],
        "services": [ServiceOut.model_validate(row).model_dump(mode="json") for row in rendered],
    }


async def add_addendum(db: Db, encounter: Encounter, words: str, *, actor: Actor) -> NoteVersion:
    """Add to a signed note, under the adder's name and time."""
    note = await queries.note_of(db, encounter.id, lock=True)
    if note.status != NoteStatus.signed:
        raise Conflict("Only a signed note takes an addendum.", code="note_not_signed")
    return await write_version(db, note, VersionKind.addendum, {"text": words}, actor)


async def mark_in_error(db: Db, encounter: Encounter, reason: str, *, actor: Actor) -> Note:
    """Say that this signed note is wrong as a whole (another patient's, say); it stays readable, struck through."""
    note = await queries.note_of(db, encounter.id, lock=True)
    move(note, NoteStatus.entered_in_error)
    note.error_reason = reason
    audit.wrote(db, actor, note, reason="entered in error")
    state(db, NoteSigned(encounter_id=note.encounter_id, patient_id=note.patient_id, note_id=note.id), actor=actor)
    return note
