"""Asking for a record to be erased, and what is decided about it. The last step takes two people."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, or_, select, update

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.identity import actions as identity
from hub.identity import house
from hub.identity.models import UserAccount
from hub.patients import merging, search
from hub.patients.erasure import checks, work
from hub.patients.erasure.facts import ErasureChanged
from hub.patients.erasure.models import OPEN, ErasureRequest, ErasureStatus
from hub.patients.index_models import PatientKey, PatientWord
from hub.patients.models import CareRelation, Patient


async def ask(db: Db, patient: Patient, reason: str, *, actor: Actor, by_patient: bool) -> ErasureRequest:
    """One request at a time; 409 erasure_open, erased, merged. The patient is locked."""
    if patient.erased_at is not None:
        raise Conflict("This record was erased.", code="erased")
    if patient.merged_into_id is not None:
        raise Conflict("This record became part of another one. Please ask for that one.", code="merged")
    if await open_one(db, patient.id) is not None:
        raise Conflict("There is a request for this record already.", code="erasure_open")
    row = ErasureRequest(patient_id=patient.id, reason=reason, by_patient=by_patient, asked_by=actor.user_id)
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return _told(db, patient, row, actor, "asked" if by_patient else "")


async def withdraw(db: Db, patient: Patient, row: ErasureRequest, *, actor: Actor) -> ErasureRequest:
    """Whoever asked takes it back, as long as nothing was begun; a record that was closed for it is open again."""
    move(row, ErasureStatus.withdrawn)
    await _reopen(db, patient, actor=actor)
    audit.wrote(db, actor, row, patient_id=patient.id)
    return _told(db, patient, row, actor)


async def refuse(db: Db, patient: Patient, row: ErasureRequest, answer: str, *, actor: Actor) -> ErasureRequest:
    """Not to be erased, and why; a record that was closed for this request is open again."""
    move(row, ErasureStatus.refused)
    row.answer, row.decided_by = answer, actor.user_id
    await _reopen(db, patient, actor=actor)
    audit.wrote(db, actor, row, patient_id=patient.id)
    return _told(db, patient, row, actor, "refused")


async def restrict(db: Db, patient: Patient, row: ErasureRequest, answer: str, *, actor: Actor) -> ErasureRequest:
    """Close it to everybody but the privacy officer, until the day from which the law lets it be erased.

    409 erasure_hindered while people work on it; nothing_kept when it may be erased today.
    """
    found = await checks.check(db, patient)
    if not found.may_restrict:
        raise Conflict("Something has to be settled before this record can be closed.", code="erasure_hindered",
                       hindrances=[one.code for one in found.hindrances])  # fmt: skip
    if found.may_erase:
        raise Conflict("Nothing keeps this record: it can be erased.", code="nothing_kept")
    move(row, ErasureStatus.restricted)
    row.answer, row.decided_by = answer, actor.user_id
    row.kept, row.erase_from = found.as_kept(), found.erase_from
    await _close(db, patient, actor=actor)
    audit.wrote(db, actor, row, patient_id=patient.id)
    return _told(db, patient, row, actor, "restricted")


async def tell_due(db: Db, *, actor: Actor) -> int:
    """Tell the officer of closed records that the law lets be erased from today on; how many. Each person is told once
    of each, however often this is asked.
    """
    day = ErasureRequest.erase_from <= await house.today(db)
    rows = list(await db.scalars(select(ErasureRequest).where(ErasureRequest.status == ErasureStatus.restricted, day)))
    for row in rows:
        state(db, ErasureChanged(patient_id=row.patient_id, patient_user_id=None, erasure_id=row.id, what="due"),
              actor=actor)  # fmt: skip
    return len(rows)


async def approve(db: Db, patient: Patient, row: ErasureRequest, answer: str, *, actor: Actor) -> ErasureRequest:
    """To be erased, once a second person has confirmed; 409 erasure_hindered, record_kept."""
    await checks.must_be_free(db, patient)
    move(row, ErasureStatus.approved)
    row.answer, row.decided_by, row.kept, row.erase_from = answer, actor.user_id, [], None
    audit.wrote(db, actor, row, patient_id=patient.id)
    return _told(db, patient, row, actor)


async def confirm(db: Db, patient: Patient, row: ErasureRequest, number: str, *, actor: Actor) -> ErasureRequest:
    """The point of no return: the record and its accounts are closed now, and the worker begins to erase.

    403 second_person for who approved or asked; 409 wrong_number unless the record's number is typed.
    """
    if actor.user_id in (row.decided_by, row.asked_by):
        raise Forbidden("Somebody else has to confirm this: two people erase a record.", code="second_person")
    if number.strip().casefold() != patient.number.casefold():
        raise Conflict("This is not the number of the record that would be erased.", code="wrong_number")
    await checks.must_be_free(db, patient)
    move(row, ErasureStatus.running)
    row.confirmed_by, row.confirmed_at, row.part, row.parts = actor.user_id, now(), 0, len(work.steps())
    await _close(db, patient, actor=actor)
    await _nobodys(db, patient.id)
    him = await work.whose(db, patient.id)
    for user_id in him.users:
        await identity.disable(db, await db.get_one(UserAccount, user_id, with_for_update=True), actor=actor)
    # Who works here, too, keeps his account, and it is no patient's any more.
    await db.execute(update(Patient).where(Patient.id.in_(him.records)).values(user_id=None))
    await db.execute(
        update(UserAccount).where(UserAccount.patient_id.in_(him.records), UserAccount.id.not_in(him.users))
        .values(patient_id=None)
    )  # fmt: skip
    audit.wrote(db, actor, row, patient_id=patient.id)
    await work.go_on(db, row)
    return _told(db, patient, row, actor)


async def _close(db: Db, patient: Patient, *, actor: Actor) -> None:
    """No search finds it and no list shows it, with what became part of it; whoever cares for him is shut out, and is
    let in again by opening it.
    """
    records, moment = await merging.records_of(db, patient.id), now()
    for table in (PatientWord, PatientKey):
        await db.execute(delete(table).where(table.patient_id.in_(records)))
    patient.closed_at = patient.closed_at or moment
    audit.wrote(db, actor, patient, patient_id=patient.id, reason="closed")
    await db.flush()
    parts = Patient.id.in_(records), Patient.closed_at.is_(None)
    await db.execute(update(Patient).where(*parts).values(closed_at=patient.closed_at))


async def _reopen(db: Db, patient: Patient, *, actor: Actor) -> None:
    if patient.closed_at is None:
        return
    patient.closed_at = None
    audit.wrote(db, actor, patient, patient_id=patient.id, reason="reopened")
    await db.flush()
    records = Patient.id.in_(await merging.records_of(db, patient.id)), Patient.erased_at.is_(None)
    await db.execute(update(Patient).where(*records).values(closed_at=None))
    await search.index(db, list(await db.scalars(select(Patient).where(*records))))


async def _nobodys(db: Db, patient_id: UUID) -> None:
    """Nobody takes care of it any more."""
    records, moment = await merging.records_of(db, patient_id), now()
    lives = or_(CareRelation.until.is_(None), CareRelation.until > moment)
    ended = update(CareRelation).where(CareRelation.patient_id.in_(records), lives)
    await db.execute(ended.values(until=moment, version=CareRelation.version + 1))


async def open_one(db: Db | ReadDb, patient_id: UUID) -> ErasureRequest | None:
    """The request about a record that is not over yet."""
    found = select(ErasureRequest).where(ErasureRequest.patient_id == patient_id, ErasureRequest.status.in_(OPEN))
    row: ErasureRequest | None = await db.scalar(found)
    return row


async def access_request(
    db: Db, request_id: UUID, *, actor: Actor, lock: bool = False
) -> tuple[Patient, ErasureRequest]:  # fmt: skip
    """A request with its patient, for who may decide about every request; 404. Audited unless it is locked: a write
    follows.
    """
    row = await db.get(ErasureRequest, request_id)
    if row is None:
        raise NotFound()
    patient = await db.get_one(Patient, row.patient_id, with_for_update=lock)
    if lock:
        await db.refresh(row, with_for_update=True)
    else:
        audit.read(db, actor, "erasure_request", row.id, patient_id=patient.id)
    return patient, row


def _told(db: Db, patient: Patient, row: ErasureRequest, actor: Actor, what: str = "") -> ErasureRequest:
    changed = ErasureChanged(patient_id=patient.id, patient_user_id=patient.user_id, erasure_id=row.id, what=what)
    state(db, changed, actor=actor)
    return row
