"""Second signatures: who learns signs, the supervisor signs beside; and a signed note that has to be opened again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.encounters import queries
from hub.encounters.facts import ChartChanged
from hub.encounters.models import (
    Encounter,
    Note,
    NoteStatus,
    Prescription,
    PrescriptionStatus,
    VersionKind,
)
from hub.encounters.parts import name_of, open_to
from hub.encounters.statuses import CosignStatus, Prescribing
from hub.encounters.versions import write_version
from hub.encounters.writing_models import Cosignature, Supervision
from hub.encounters.writing_schemas import CosignQueueOut, CosignRowOut, SupervisionOut, SupervisionsOut
from hub.identity import house
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.staff.models import Practitioner, PractitionerRole
from workflows import instances
from workflows.models import OPEN as OPEN_TASK
from workflows.models import Task

PATHWAY = "cosign"
WITHDRAWN = "cosign_withdrawn"


async def supervisor_of(db: Db | ReadDb, practitioner_id: UUID) -> UUID | None:
    """Who has to sign beside this clinician today, if anybody."""
    found: UUID | None = await db.scalar(
        select(Supervision.supervisor_id).where(
            Supervision.practitioner_id == practitioner_id, _lasts(await house.today(db))
        )
    )
    return found


async def prescribing_of(db: Db | ReadDb, practitioner_id: UUID) -> Prescribing:
    """Whether this clinician may prescribe today: as the supervision says; without one a doctor alone, others not."""
    lasts = _lasts(await house.today(db))
    row = (
        await db.execute(
            select(Practitioner.role, Supervision.prescribing)
            .outerjoin(Supervision, and_(Supervision.practitioner_id == Practitioner.id, lasts))
            .where(Practitioner.id == practitioner_id)
        )
    ).first()
    return allowed(row[0], row[1]) if row is not None else Prescribing.none


def allowed(role: str, supervised: str | None) -> Prescribing:
    """As the supervision says, if there is one today; without one a doctor prescribes alone, others do not."""
    if supervised:
        return Prescribing(supervised)
    return Prescribing.alone if role == PractitionerRole.doctor else Prescribing.none


async def must_prescribe(db: Db, actor: Actor, *, alone: bool = False) -> None:
    """403 may_not_prescribe; with `alone` for who needs a supervisor's signature, too."""
    if actor.practitioner_id is None:
        return  # the hub itself: the demo, an import
    may = await prescribing_of(db, actor.practitioner_id)
    if may == Prescribing.none:
        raise Forbidden("You may not prescribe here. A doctor can, or an administrator names your supervisor.",
                        code="may_not_prescribe")  # fmt: skip
    if alone and may != Prescribing.alone:
        raise Forbidden("Your prescriptions need your supervisor's signature. Please write it in a visit.",
                        code="may_not_prescribe")  # fmt: skip


def _lasts(today: date) -> ColumnElement[bool]:
    return or_(Supervision.until.is_(None), Supervision.until >= today)


async def supervise(
    db: Db, practitioner_id: UUID, supervisor_id: UUID | None, until: date | None = None, *,
    prescribing: Prescribing = Prescribing.alone, actor: Actor,
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
    row.supervisor_id, row.until, row.prescribing = supervisor_id, until, prescribing
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return row


async def supervisions(db: Db | ReadDb) -> SupervisionsOut:
    """Who learns under whom, and how many of his notes wait for the second signature."""
    learner, teacher = aliased(Practitioner), aliased(Practitioner)
    waits = (
        select(func.count())
        .where(Cosignature.author_id == Supervision.practitioner_id, Cosignature.status == CosignStatus.requested)
        .correlate(Supervision)
        .scalar_subquery()
    )
    rows = await db.execute(
        select(Supervision, name_of(learner), name_of(teacher), waits)
        .join(learner, learner.id == Supervision.practitioner_id)
        .join(teacher, teacher.id == Supervision.supervisor_id)
        .order_by(learner.family, learner.given, Supervision.id)
        .limit(1000)
    )
    return SupervisionsOut(items=[
        SupervisionOut(
            practitioner_id=one.practitioner_id, practitioner_name=who, supervisor_id=one.supervisor_id,
            supervisor_name=whose, until=one.until, prescribing=one.prescribing, waiting=count,
        )
        for one, who, whose, count in rows
    ])  # fmt: skip


async def queue(db: Db | ReadDb, actor: Actor) -> CosignQueueOut:
    """What this clinician is asked to sign, and what of his own waits or came back; the oldest first."""
    if actor.practitioner_id is None:
        raise NotFound()
    me, author, cosigner = actor.practitioner_id, aliased(Practitioner), aliased(Practitioner)
    waiting = (
        select(func.count())
        .where(Prescription.encounter_id == Cosignature.encounter_id,
               Prescription.status == PrescriptionStatus.awaiting)
        .correlate(Cosignature)
        .scalar_subquery()
    )  # fmt: skip
    task = (
        select(Task.id)
        .where(Task.case_id == Cosignature.case_id, Task.status.in_(OPEN_TASK))
        .correlate(Cosignature)
        .limit(1)
        .scalar_subquery()
    )
    later = aliased(Cosignature)
    rows = await db.execute(
        select(Cosignature, Patient, name_of(author), name_of(cosigner), waiting, task)
        .join(Encounter, Encounter.id == Cosignature.encounter_id)
        .join(Patient, Patient.id == Cosignature.patient_id)
        .join(author, author.id == Cosignature.author_id)
        .join(cosigner, cosigner.id == Cosignature.cosigner_id)
        .where(
            or_(Cosignature.cosigner_id == me, Cosignature.author_id == me),
            Cosignature.status.in_((CosignStatus.requested, CosignStatus.returned)),
            ~exists().where(later.note_id == Cosignature.note_id, later.created_at > Cosignature.created_at),
            open_to(actor), ~policy.barred(actor, Cosignature.patient_id),
        )
        .order_by(Cosignature.created_at, Cosignature.id)
        .limit(200)
    )  # fmt: skip
    return CosignQueueOut(items=[
        CosignRowOut(
            id=one.id, status=one.status, asked_at=one.created_at, encounter_id=one.encounter_id,
            patient_name=patient.name, patient_number=patient.number, author_name=who, cosigner_name=whose,
            mine=one.cosigner_id == me, remark=one.remark, prescriptions=count,
            task_id=task_id if one.cosigner_id == me else None,
        )
        for one, patient, who, whose, count, task_id in rows
    ])  # fmt: skip


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
    """Sign beside, or give it back with words. 403 not_the_cosigner for anybody but the one who was asked.

    Prescriptions that wait come into force with it: 403 may_not_prescribe for who may not prescribe alone.
    """
    row = await db.scalar(select(Cosignature).where(Cosignature.id == cosignature_id).with_for_update())
    if row is None:
        raise NotFound()
    if actor.practitioner_id != row.cosigner_id:
        raise Forbidden("Another colleague is asked to sign this.", code="not_the_cosigner")
    note = await db.get_one(Note, row.note_id, with_for_update=True)
    if decision == "sign":
        if note.status != NoteStatus.signed:
            raise Conflict("The note was opened again meanwhile.", code="note_not_signed")
        waiting = [one for one in await queries.prescriptions(db, row.encounter_id)
                   if one.status == PrescriptionStatus.awaiting]  # fmt: skip
        if waiting:  # any colleague may sign a note beside, but who needs a signature himself gives none
            await must_prescribe(db, actor, alone=True)
        await write_version(db, note, VersionKind.cosigned, {"remark": remark}, actor)
        for one in waiting:
            move(one, PrescriptionStatus.active)
            audit.wrote(db, actor, one, reason="signed beside")
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
