"""Writes of visits, one function per verb. Status moves only here; hanging up is not finishing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Gone
from hub.core.facts import state
from hub.core.settings import settings
from hub.core.states import move
from hub.encounters import actions as encounters
from hub.encounters.queries import encounter_by_id
from hub.scheduling import actions as scheduling
from hub.scheduling.models import AppointmentStatus
from hub.visits import guest_letters, queries
from hub.visits.facts import LineMoved, VisitChanged, VisitMessageSent
from hub.visits.models import OPEN_DOOR, OVER, CallQuality, Side, Visit, VisitMessage, VisitStatus
from hub.visits.recording.models import StopReason
from hub.visits.recording.stopping import stop
from hub.visits.rules import quality_score
from hub.visits.schemas import QualityReport
from workflows import instances, tasks
from workflows.queries import open_task_ids

PATIENT_WAITING = "patient_waiting"
CONSULTATION = "consultation"
"""The message and the task of the visit's diagram."""


def opens_at(visit: Visit) -> datetime:
    """From when on the waiting room of this visit may be entered."""
    return visit.starts_at - timedelta(minutes=settings().waiting_room_opens_minutes)


async def open_visit(
    db: Db, *, appointment_id: UUID, encounter_id: UUID, case_id: UUID, patient_id: UUID, practitioner_id: UUID,
    patient_user_id: UUID | None, starts_at: datetime, actor: Actor,
) -> Visit:  # fmt: skip
    """The visit of a booked appointment."""
    visit = Visit(
        appointment_id=appointment_id, encounter_id=encounter_id, case_id=case_id, patient_id=patient_id,
        practitioner_id=practitioner_id, patient_user_id=patient_user_id, starts_at=starts_at,
        status=VisitStatus.scheduled, patient_gen=0, clinician_gen=0,
    )  # fmt: skip
    db.add(visit)
    audit.wrote(db, actor, visit)
    await db.flush()
    changed(db, visit, actor)
    return visit


async def wait(db: Db, visit: Visit, *, actor: Actor) -> Visit:
    """The patient sits down in the waiting room; again is harmless and keeps the place in line."""
    _patient(visit, actor)
    visit.patient_seen_at = now()
    if visit.status in (VisitStatus.waiting, VisitStatus.on_hold) or visit.status in OPEN_DOOR:
        return visit
    not_over(visit)
    if now() < opens_at(visit):
        raise Conflict("The waiting room is not open yet.", code="too_early", opens_at=opens_at(visit).isoformat())
    step_to(db, visit, VisitStatus.waiting, actor)
    visit.waiting_since = now()
    audit.wrote(db, actor, visit)
    await db.flush()
    if not await open_task_ids(db, [visit.case_id], CONSULTATION):
        payload = {"at": visit.waiting_since.isoformat()}
        if not await instances.deliver(db, visit.case_id, PATIENT_WAITING, payload, actor=actor):
            raise Conflict("Please finish your list for this visit first.", code="not_prepared")
    await scheduling.change(db, visit.appointment_id, AppointmentStatus.arrived, actor=actor)
    await note(db, visit, "patient_here", visit.waiting_since, actor=actor)
    return visit


async def leave(db: Db, visit: Visit, *, actor: Actor) -> Visit:
    """The patient goes away from the waiting room and gives the place up; from a call it is hanging up."""
    _patient(visit, actor)
    if visit.status in OPEN_DOOR:
        return await hang_up(db, visit, actor=actor)
    if visit.status != VisitStatus.waiting:
        return visit
    step_to(db, visit, VisitStatus.scheduled, actor)
    visit.waiting_since = None
    audit.wrote(db, actor, visit)
    await note(db, visit, None, None, actor=actor)
    return visit


async def admit(db: Db, visit: Visit, *, actor: Actor) -> Visit:
    """The clinician opens the door and takes the work; 409 `taken` by a colleague, `not_waiting` without a patient."""
    me = clinician_of(visit, actor)
    if visit.status == VisitStatus.on_hold:
        raise Conflict("The patient is on hold.", code="on_hold")
    if visit.status in OPEN_DOOR:
        if visit.clinician_id != me:
            raise Conflict("A colleague is already with this patient.", code="taken")
        return visit
    not_over(visit)
    if visit.status != VisitStatus.waiting:
        raise Conflict("The patient is not in the waiting room.", code="not_waiting")
    task_id = (await open_task_ids(db, [visit.case_id], CONSULTATION)).get(visit.case_id)
    if task_id is None:
        raise Conflict("The consultation is not open.", code="no_consultation")
    await tasks.claim(db, await tasks.access_task(db, actor, task_id, lock=True), actor=actor)
    await encounters.start(db, await encounter_by_id(db, visit.encounter_id, lock=True), actor=actor)
    step_to(db, visit, VisitStatus.admitted, actor)
    visit.clinician_id, visit.admitted_at = me, now()
    visit.hung_up_at = visit.hung_up_by = None
    audit.wrote(db, actor, visit)
    await db.flush()
    await note(db, visit, "in_call", visit.waiting_since, actor=actor)
    return visit


async def send_back(db: Db, visit: Visit, *, actor: Actor) -> Visit:
    """The clinician asks the patient back into the waiting room (admitted by mistake, an interruption)."""
    clinician_of(visit, actor)
    if visit.status == VisitStatus.waiting:
        return visit
    not_over(visit)
    if visit.status == VisitStatus.in_call:
        move(visit, VisitStatus.admitted)
    await stop(db, visit, StopReason.on_hold, actor=actor)
    step_to(db, visit, VisitStatus.waiting, actor)
    visit.clinician_id = visit.hung_up_at = visit.hung_up_by = visit.held_at = None
    audit.wrote(db, actor, visit)
    await db.flush()
    await note(db, visit, "patient_here", visit.waiting_since, actor=actor)
    return visit


def must_be_open(visit: Visit) -> None:
    """Raise 409 not_admitted unless the clinician has opened the door."""
    not_over(visit)
    if visit.status not in OPEN_DOOR:
        raise Conflict("The clinician has not opened the door yet.", code="not_admitted")


def may_talk(visit: Visit, *, actor: Actor) -> Side:
    """The side on which this person may be in the call now; 409 not_admitted before the door is open."""
    must_be_open(visit)
    side = queries.side_of(visit, actor)
    if side is Side.clinician and visit.clinician_id != clinician_of(visit, actor):
        raise Conflict("A colleague is already with this patient.", code="taken")
    return side


async def enter(db: Db, visit: Visit, page: str, *, actor: Actor) -> tuple[Side, int]:
    """Somebody's page comes into the call, or comes back: its side and its generation."""
    side = may_talk(visit, actor=actor)
    moment = now()
    if side is Side.patient:
        visit.patient_gen += visit.patient_page != page
        visit.patient_page, visit.patient_seen_at, gen = page, moment, visit.patient_gen
    else:
        visit.clinician_gen += visit.clinician_page != page
        visit.clinician_page, visit.clinician_seen_at, gen = page, moment, visit.clinician_gen
    came_back = visit.hung_up_at is not None
    visit.hung_up_at = visit.hung_up_by = None
    if came_back:
        changed(db, visit, actor)
    audit.wrote(db, actor, visit)
    return side, gen


async def joined(db: Db, visit: Visit, *, actor: Actor) -> Visit:
    """Both are in the call now; again is harmless, and so is a word that comes after one has hung up."""
    if visit.status == VisitStatus.admitted and visit.hung_up_at is None:
        visit.joined_at = visit.joined_at or now()
        step_to(db, visit, VisitStatus.in_call, actor)
        audit.wrote(db, actor, visit)
    return visit


async def hang_up(db: Db, visit: Visit, *, actor: Actor) -> Visit:
    """End the talking, not the visit: the door stays open until the consultation is finished."""
    side = queries.side_of(visit, actor)
    if side is Side.clinician:
        clinician_of(visit, actor)
    if visit.status not in OPEN_DOOR or visit.hung_up_at is not None:
        return visit
    visit.hung_up_at, visit.hung_up_by = now(), side
    await stop(db, visit, StopReason.hung_up, actor=actor, by=side)
    if visit.status == VisitStatus.in_call:
        step_to(db, visit, VisitStatus.admitted, actor)
    else:
        changed(db, visit, actor)
    audit.wrote(db, actor, visit)
    return visit


async def finish(db: Db, visit: Visit, status: VisitStatus, *, actor: Actor) -> Visit:
    """The pathway says it is over: ended, no_show or cancelled. What was held is released; again is harmless."""
    if visit.status in OVER:
        return visit
    await stop(db, visit, StopReason.over, actor=actor)
    step_to(db, visit, status, actor)
    visit.ended_at = now()
    audit.wrote(db, actor, visit)
    await db.flush()
    await guest_letters.forget(db, visit)
    if status != VisitStatus.ended:
        await encounters.withdraw(db, await encounter_by_id(db, visit.encounter_id, lock=True), actor=actor)
    if status == VisitStatus.no_show:
        await scheduling.change(db, visit.appointment_id, AppointmentStatus.no_show, actor=actor)
    elif status == VisitStatus.cancelled:
        await scheduling.withdraw(db, visit.appointment_id, "cancelled", actor=actor)
    return visit


async def record_device_check(db: Db, visit: Visit, found: dict[str, str], *, actor: Actor) -> Visit:
    """What worked on the patient's device, in words."""
    visit.device_check = found
    audit.wrote(db, actor, visit)
    return visit


async def send_message(db: Db, visit: Visit, body: str, *, actor: Actor) -> VisitMessage:
    """Write in the chat: before, during and after the call until the visit is over."""
    not_over(visit)
    side = queries.side_of(visit, actor)
    if side is Side.clinician:
        clinician_of(visit, actor)
    return await post(db, visit, side, body, actor=actor)


async def post(db: Db, visit: Visit, side: Side, body: str, *, actor: Actor) -> VisitMessage:
    """Put a line into the chat, for whoever may (the caller has looked)."""
    message = VisitMessage(
        visit_id=visit.id, patient_id=visit.patient_id, side=side, user_id=actor.user_id, author=actor.name, body=body
    )
    db.add(message)
    audit.wrote(db, actor, message, patient_id=visit.patient_id)
    await db.flush()
    state(db, VisitMessageSent(visit_id=visit.id, message_id=message.id, side=side,
                               practitioner_id=visit.clinician_id or visit.practitioner_id,
                               patient_id=visit.patient_id, patient_user_id=visit.patient_user_id),
          actor=actor)  # fmt: skip
    return message


async def report_quality(db: Db, visit: Visit, report: QualityReport, *, actor: Actor) -> CallQuality:
    """Keep half a minute of one side of the call, in numbers."""
    side = queries.side_of(visit, actor)
    row = CallQuality(
        visit_id=visit.id, side=side, **report.model_dump(),
        score=quality_score(report.rtt_ms, report.jitter_ms, report.loss_percent),
    )  # fmt: skip
    db.add(row)
    if side is Side.patient:
        visit.patient_seen_at = now()
    else:
        visit.clinician_seen_at = now()
    return row


def step_to(db: Db, visit: Visit, status: VisitStatus, actor: Actor) -> None:
    """Move the visit, tell everybody in it, and let the line hear that it moved."""
    move(visit, status)
    changed(db, visit, actor)
    state(db, LineMoved(practitioner_id=visit.practitioner_id), actor=actor)


def changed(db: Db, visit: Visit, actor: Actor) -> None:
    """State that something of the visit is not what it was."""
    state(
        db,
        VisitChanged(visit_id=visit.id, status=visit.status, practitioner_id=visit.practitioner_id,
                     clinician_id=visit.clinician_id, patient_id=visit.patient_id,
                     patient_user_id=visit.patient_user_id),
        actor=actor,
    )  # fmt: skip


async def note(db: Db, visit: Visit, word: str | None, since: datetime | None, *, actor: Actor) -> None:
    """Say on the clinicians' worklist row who waits, and since when."""
    await tasks.annotate(db, visit.case_id, CONSULTATION, waiting_since=since, note=word, actor=actor)


async def rate(db: Db, visit: Visit, stars: int, *, actor: Actor) -> Visit:
    """What the patient says of the call, 1 to 5; a second word replaces the first."""
    _patient(visit, actor)
    if visit.joined_at is None:
        raise Conflict("There was no call yet.", code="no_call")
    visit.rating = stars
    audit.wrote(db, actor, visit)
    return visit


def _patient(visit: Visit, actor: Actor) -> None:
    if actor.patient_id != visit.patient_id:
        raise Forbidden("Only the patient can do this.", code="patient_only")


def clinician_of(visit: Visit, actor: Actor) -> UUID:
    """The practitioner of a clinician who may lead this visit."""
    actor.must("visit.conduct")
    if actor.practitioner_id is None or actor.patient_id == visit.patient_id:
        raise Forbidden("Only a clinician can do this.", code="clinician_only")
    return actor.practitioner_id


def not_over(visit: Visit) -> None:
    """410 visit_over."""
    if visit.status in OVER:
        raise Gone("This visit is over.", code="visit_over", visit_status=visit.status)
