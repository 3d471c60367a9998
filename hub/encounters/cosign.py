"""Second signatures: who learns signs, the supervisor signs beside; and a signed note that has to be opened again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.encounters import queries
from hub.encounters.facts import ChartChanged
from hub.encounters.models import Encounter, Note, NoteStatus, VersionKind
from hub.encounters.statuses import CosignStatus
from hub.encounters.versions import write_version
from hub.encounters.writing_models import Cosignature, Supervision
from hub.staff.models import Practitioner, PractitionerRole
from workflows import instances

PATHWAY = "cosign"
WITHDRAWN = "cosign_withdrawn"


async def supervisor_of(db: Db | ReadDb, practitioner_id: UUID) -> UUID | None:
    """Who has to sign beside this clinician today, if anybody."""
    found: UUID | None = await db.scalar(
        select(Supervision.supervisor_id).where(
            Supervision.practitioner_id == practitioner_id,
            or_(Supervision.until.is_(None), Supervision.until >= now().date()),
        )
    )
    return found


async def supervise(
    db: Db, practitioner_id: UUID, supervisor_id: UUID | None, until: object = None, *, actor: Actor
) -> Supervision | None:  # fmt: skip
    """Say who signs beside whom; None ends it. 422 own_supervisor, supervisor_unfit; 404 for nobody's id."""
    if await db.get(Practitioner, practitioner_id) is None:
        raise NotFound()
    row = await db.scalar(select(Supervision).where(Supervision.practitioner_id == practitioner_id).with_for_update())
    if supervisor_id is None:
        if row is not None:
            audit.noted(db, actor, "delete", "supervision", row.id)
            await db.delete(row)
        return None
    await _fit(db, practitioner_id, supervisor_id)
    row = row or Supervision(practitioner_id=practitioner_id)
    row.supervisor_id, row.until = supervisor_id, until  # type: ignore[assignment]
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return row


async def supervisions(db: Db | ReadDb) -> list[Supervision]:
    """All of them."""
    return list(await db.scalars(select(Supervision).order_by(Supervision.id).limit(1000)))


async def _fit(db: Db, author_id: UUID, cosigner_id: UUID) -> None:
    if author_id == cosigner_id:
        raise Invalid("Nobody signs beside himself.", code="own_supervisor")
    cosigner = await db.get(Practitioner, cosigner_id)
    if cosigner is None or not cosigner.active or cosigner.role != PractitionerRole.doctor:
        raise Invalid("Only a doctor who works here can sign beside somebody.", code="supervisor_unfit")


async def ask(
    db: Db, encounter: Encounter, cosigner_id: UUID, remark: str = "", *, actor: Actor
) -> Cosignature:  # fmt: skip
    """Ask a colleague to sign beside; a task comes to him. 409 note_not_signed, cosign_asked."""
    if actor.practitioner_id is None:
        raise Forbidden("Only a clinician can ask for this.")
    note = await queries.note_of(db, encounter.id, lock=True)
    if note.status != NoteStatus.signed:
        raise Conflict("The note is not signed yet.", code="note_not_signed")
    await _fit(db, actor.practitioner_id, cosigner_id)
    if await _open(db, note.id) is not None:
        raise Conflict("Somebody is asked already.", code="cosign_asked")
    row = Cosignature(note_id=note.id, encounter_id=encounter.id, patient_id=note.patient_id,
                      author_id=actor.practitioner_id, cosigner_id=cosigner_id, remark=remark)  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    ids = {"cosignature_id": str(row.id), "encounter_id": str(encounter.id), "practitioner_id": str(cosigner_id)}
    case = await instances.start(
        db, PATHWAY, actor=actor, patient_id=note.patient_id, business_key=f"cosign:{row.id}", subject=ids,
        data={"cosign": ids},
    )  # fmt: skip
    row.case_id = case.id
    _said(db, row, actor)
    return row


async def _open(db: Db, note_id: UUID) -> Cosignature | None:
    found: Cosignature | None = await db.scalar(
        select(Cosignature)
        .where(Cosignature.note_id == note_id, Cosignature.status == CosignStatus.requested)
        .with_for_update()
    )
    return found


async def answer(db: Db, cosignature_id: UUID, decision: str, remark: str, *, actor: Actor) -> Cosignature:
    """Sign beside, or give it back with words. 403 not_the_cosigner for anybody but the one who was asked."""
    row = await db.scalar(select(Cosignature).where(Cosignature.id == cosignature_id).with_for_update())
    if row is None:
        raise NotFound()
    if actor.practitioner_id != row.cosigner_id:
        raise Forbidden("Another colleague is asked to sign this.", code="not_the_cosigner")
    note = await db.get_one(Note, row.note_id, with_for_update=True)
    if decision == "sign":
        if note.status != NoteStatus.signed:
            raise Conflict("The note was opened again meanwhile.", code="note_not_signed")
        await write_version(db, note, VersionKind.cosigned, {"remark": remark}, actor)
    elif len(remark) < 3:
        raise Invalid("Say what has to be changed.", code="reason_missing",
                      errors=[{"path": "remark", "message": "say what has to be changed"}])  # fmt: skip
    move(row, CosignStatus.signed if decision == "sign" else CosignStatus.returned)
    row.remark = remark
    audit.wrote(db, actor, row)
    _said(db, row, actor)
    await db.flush()
    return row


async def unlock(db: Db, encounter: Encounter, reason: str, *, actor: Actor) -> Note:
    """Open a signed note again, for its author only; what was signed stays, and the reason is a version of its own.

    A second signature that is still asked for falls away. Diagnoses, services and prescriptions stay as they were
    signed: bills hang on them. 403 not_the_author.
    """
    note = await queries.note_of(db, encounter.id, lock=True)
    if actor.practitioner_id != encounter.practitioner_id:
        raise Forbidden("Only who signed the note can open it again.", code="not_the_author")
    move(note, NoteStatus.unlocked)
    await write_version(db, note, VersionKind.unlocked, {"reason": reason}, actor)
    audit.wrote(db, actor, note, reason="unlocked")
    if (asked := await _open(db, note.id)) is not None:
        move(asked, CosignStatus.withdrawn)
        audit.wrote(db, actor, asked)
        if asked.case_id is not None:
            await instances.deliver(db, asked.case_id, WITHDRAWN, {"by": "author"}, actor=actor)
    await db.flush()
    return note


def _said(db: Db, row: Cosignature, actor: Actor) -> None:
    changed = ChartChanged(encounter_id=row.encounter_id, patient_id=row.patient_id, part="cosignature")
    state(db, changed, actor=actor)
