"""Verbs of a request: asked for, corrected, completed by a clerk, decided upon by its clinician, withdrawn, expired."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.jobs import enqueue
from hub.core.states import may_move
from hub.identity import house
from hub.insurance import queries as insurance
from hub.insurance.authorization import cases, queries
from hub.insurance.authorization.history import change, note
from hub.insurance.authorization.models import (
    Certification,
    PriorAuthorization,
    PriorAuthorizationService,
    prior_authorization_number,
)
from hub.insurance.authorization.models import PriorAuthorizationStatus as S
from hub.insurance.authorization.schemas import AskPriorAuthorization, ChangePriorAuthorization, ServiceWanted
from hub.insurance.models import Coverage
from hub.patients.models import Patient
from hub.staff import queries as staff

CHANGEABLE = (S.draft, S.rejected)
ASK = "authorization.ask"


# ---- asking ---------------------------------------------------------------------------------------------------------


async def ask(db: Db, patient: Patient, wanted: AskPriorAuthorization, *, actor: Actor) -> PriorAuthorization:
    """Ask a payer whether it will pay, and start the pathway: a clerk completes it. 409 authorization_open while the
    same service is asked for under the same coverage; 422 orderer_unknown, coverage_ended; 404 another's coverage."""
    coverage = await _coverage(db, patient.id, wanted.coverage_id)
    await _free(db, coverage, wanted.services)
    who = actor.practitioner_id or wanted.practitioner_id
    if who is None:
        raise Invalid("Please say who will give the service.", code="orderer_unknown",
                      errors=[{"path": "practitioner_id", "message": "choose the clinician"}])  # fmt: skip
    await staff.practitioner(db, who)
    row = PriorAuthorization(
        **_told(wanted), number=f"P{await db.scalar(select(prior_authorization_number.next_value())):09d}",
        patient_id=patient.id, payer_id=coverage.payer_id, practitioner_id=who, asked_by=actor.user_id,
        asked_by_name=actor.name,
    )  # fmt: skip
    db.add(row)
    await db.flush()
    await _list(db, row, wanted.services)
    await note(db, row, "asked", actor=actor)
    await cases.start(db, row, actor=actor)
    return row


async def correct(
    db: Db, row: PriorAuthorization, wanted: ChangePriorAuthorization, *, actor: Actor
) -> PriorAuthorization:
    """Say it better, before it goes to the payer. 409 stale, not_changeable, authorization_open, service_in_use,
    part_approved: under another coverage it is another question."""
    if wanted.version != row.version:
        raise Conflict("Somebody changed this in the meantime. Please look again.", code="stale")
    if row.status not in CHANGEABLE:
        raise Conflict("This has gone to the payer already.", code="not_changeable", current=row.status)
    coverage = await _coverage(db, row.patient_id, wanted.coverage_id)
    await _free(db, coverage, wanted.services, but=row.id)
    if coverage.id != row.coverage_id:
        _asked_anew(row)
    if wanted.reason != row.reason:
        row.appeal = ""  # what the clerk says now is what the payer reads
    for name, value in _told(wanted).items():
        setattr(row, name, value)
    row.payer_id = coverage.payer_id
    await _list(db, row, wanted.services)
    await note(db, row, "changed", actor=actor)
    return row


def _asked_anew(row: PriorAuthorization) -> None:
    """Another payer, or another member number, knows nothing of what was asked and said before."""
    if row.authorization_number:
        raise Conflict("A part is approved under the other coverage. Please ask for this one anew.",
                       code="part_approved",
                       errors=[{"path": "coverage_id", "message": "approved in part"}])  # fmt: skip
    row.certification, row.to_call = Certification.initial, False
    row.payer_reference = row.answer_code = row.answer = row.appeal = ""


def _told(wanted: AskPriorAuthorization | ChangePriorAuthorization) -> dict[str, object]:
    return wanted.model_dump(exclude={"services", "practitioner_id", "version"})


async def _list(db: Db, row: PriorAuthorization, services: Sequence[ServiceWanted]) -> None:
    """Keep what is asked for, in this order. 409 service_in_use for leaving out what a claim bills already: a part
    may be approved while its appeal is corrected."""
    known = {one.code: one for one in await queries.services(db, row.id)}
    for number, one in enumerate(services, start=1):
        if found := known.pop(one.code, None):
            found.number, found.units = number, one.units
        else:
            db.add(
                PriorAuthorizationService(prior_authorization_id=row.id, number=number, code=one.code, units=one.units)
            )  # fmt: skip
    billed = await queries.billed(db, [one.id for one in known.values()])
    for gone in known.values():
        if gone.id in billed:
            raise Conflict(f"A claim bills {gone.code} under this authorization.", code="service_in_use",
                           errors=[{"path": "services", "message": f"billed already: {gone.code}"}])  # fmt: skip
        await db.delete(gone)


async def _coverage(db: Db, patient_id: UUID, coverage_id: UUID) -> Coverage:
    """The patient's own coverage, locked: two who ask at once about one service meet here."""
    await db.execute(select(Coverage.id).where(Coverage.id == coverage_id).with_for_update())
    found = await insurance.coverage(db, coverage_id)
    if found.patient_id != patient_id:
        raise NotFound()
    if found.ends_on is not None and found.ends_on < await house.today(db):
        raise Invalid("This coverage has ended. Please choose another one.", code="coverage_ended",
                      errors=[{"path": "coverage_id", "message": "ended"}])  # fmt: skip
    return found


async def _free(
    db: Db, coverage: Coverage, services: Sequence[ServiceWanted], *, but: UUID | None = None
) -> None:  # fmt: skip
    taken = await queries.open_for(db, coverage.id, {one.code for one in services}, but=but)
    if taken is not None:
        raise Conflict(f"The payer is being asked about {taken} already.", code="authorization_open",
                       errors=[{"path": "services", "message": f"asked already: {taken}"}])  # fmt: skip


# ---- on its way -----------------------------------------------------------------------------------------------------


async def send(db: Db, row: PriorAuthorization, *, actor: Actor) -> None:
    """Queue it for the payer: the first time, again with more words, or as an appeal. Each has its own trace number."""
    if row.status in (S.denied, S.partial):
        row.certification = Certification.appeal
    elif row.status in (S.sent, S.pended):
        row.certification = Certification.revised
    detail = "" if row.certification is Certification.initial else row.certification.name
    await change(db, row, S.ready, actor=actor, detail=detail)
    await _queue(db, row, actor=actor)


async def _queue(db: Db, row: PriorAuthorization, *, actor: Actor) -> None:
    row.submission, row.interchange_id, row.set_control = row.submission + 1, None, ""
    payer = await insurance.payer(db, row.payer_id)
    await enqueue(db, "insurance.make_review_file", actor=actor, key=payer.partner, once=row.trace, payer_id=payer.id)


async def ask_again(db: Db, row: PriorAuthorization, words: str, *, actor: Actor) -> None:
    """The clerk sends a pended request again, with what the payer wanted to know; 409 once it is decided."""
    if row.status not in (S.sent, S.pended):
        raise Conflict("The payer has decided already.", code="not_answerable", current=row.status)
    row.appeal = words
    await db.flush()


def must_decide(row: PriorAuthorization, actor: Actor) -> None:
    """403 unless a clinician decides; 409 once the payer has decided anew."""
    if actor.practitioner_id is None:
        raise Forbidden("Only a clinician decides this.", code="may_not_decide")
    if row.status not in (S.denied, S.partial):
        raise Conflict("The payer has decided anew.", code="not_answerable", current=row.status)


async def appeal(db: Db, row: PriorAuthorization, words: str, *, actor: Actor) -> None:
    """The clinician does not accept a denial: his words go to the payer."""
    must_decide(row, actor)
    row.appeal = words
    await db.flush()


async def go_on(db: Db, row: PriorAuthorization, *, actor: Actor) -> None:
    """The service is given without the payer, who has refused it (or a part): the patient is told that he pays."""
    if row.status is S.denied:
        await change(db, row, S.self_pay, actor=actor)
    elif row.status is S.partial:
        await note(db, row, "part_self_pay", actor=actor)


# ---- the end --------------------------------------------------------------------------------------------------------


async def withdraw(db: Db, row: PriorAuthorization, reason: str, *, actor: Actor) -> PriorAuthorization:
    """It is not needed any more: its case ends, and a payer who knows of it is told. Again: nothing new. 409
    authorization_over once it has expired or the patient pays."""
    if row.status is S.withdrawn:
        return row
    if not may_move(row.status, S.withdrawn):
        raise Conflict("This is over already.", code="authorization_over", current=row.status)
    await withdrawn(db, row, reason, actor=actor)
    await cases.tell_withdrawal(db, row, actor=actor)
    return row


async def withdrawn(db: Db, row: PriorAuthorization, reason: str, *, actor: Actor) -> None:
    """The same from its own pathway, which needs no telling; what is over stays as it is."""
    if not may_move(row.status, S.withdrawn):
        return
    filed = row.status is S.ready and (row.interchange_id is not None or row.submission > 1)
    known = filed or row.status in (S.sent, S.pended, S.approved, S.partial)
    row.answer = reason or row.answer
    await change(db, row, S.withdrawn, actor=actor)
    if known:
        row.certification = Certification.cancel
        await _queue(db, row, actor=actor)


async def expire(db: Db, *, actor: Actor) -> int:
    """Notice what has run out by the house's calendar; how many."""
    found = await queries.past(db, await house.today(db))
    for row in found:
        await change(db, row, S.expired, actor=actor)
    return len(found)


async def notice_use(db: Db, service_ids: Collection[UUID], *, actor: Actor) -> None:
    """A claim has used units: say so, once for each answer of the payer, when none are left of a request."""
    if not service_ids:
        return
    for row in await queries.of_services(db, service_ids):
        services = await queries.services(db, row.id)
        taken = await queries.used(db, [one.id for one in services])
        gone = all((one.approved_units or 0) <= taken.get(one.id, 0) for one in services)
        if gone and not await queries.noted(db, row, "used_up"):
            await note(db, row, "used_up", actor=actor)
