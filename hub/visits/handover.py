"""The patient's door in a clinician's hand: a moment on hold, or over to a colleague. The place in line is kept."""

from __future__ import annotations

from uuid import UUID

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Invalid
from hub.core.facts import state
from hub.core.states import move
from hub.patients import actions as patients
from hub.staff import queries as staff
from hub.staff.models import Practitioner
from hub.visits.actions import CONSULTATION, changed, clinician_of, not_over, note, step_to
from hub.visits.facts import LineMoved
from hub.visits.models import OPEN_DOOR, Visit, VisitStatus
from hub.visits.recording.models import StopReason
from hub.visits.recording.stopping import stop
from hub.visits.transcript import actions as transcripts
from workflows import tasks
from workflows.queries import open_task_ids
from workflows.teamwork import assign
from workflows.teamwork.schemas import AssignTask


async def hold(db: Db, visit: Visit, *, actor: Actor) -> Visit:
    """Ask the patient to wait a moment: the call stops for everybody, clinician and place stay; again is harmless."""
    _in_charge(visit, actor)
    if visit.status == VisitStatus.on_hold:
        return visit
    not_over(visit)
    if visit.status not in OPEN_DOOR:
        raise Conflict("The patient is not in the call.", code="not_admitted")
    if visit.status == VisitStatus.in_call:
        move(visit, VisitStatus.admitted)
    await stop(db, visit, StopReason.on_hold, actor=actor)
    step_to(db, visit, VisitStatus.on_hold, actor)
    visit.held_at = now()
    visit.hung_up_at = visit.hung_up_by = None
    audit.wrote(db, actor, visit)
    await db.flush()
    await note(db, visit, "on_hold", visit.waiting_since, actor=actor)
    return visit


async def resume(db: Db, visit: Visit, *, actor: Actor) -> Visit:
    """Open the door again for who was on hold; again is harmless."""
    _in_charge(visit, actor)
    if visit.status in OPEN_DOOR:
        return visit
    not_over(visit)
    if visit.status != VisitStatus.on_hold:
        raise Conflict("The patient is not on hold.", code="not_on_hold")
    step_to(db, visit, VisitStatus.admitted, actor)
    visit.held_at = None
    audit.wrote(db, actor, visit)
    await db.flush()
    await note(db, visit, "in_call", visit.waiting_since, actor=actor)
    return visit


async def transfer(db: Db, visit: Visit, to: UUID, why: str, *, actor: Actor) -> Visit:
    """Hand the patient, the work and the right to the record over to a colleague, in whose line the patient now waits.

    409 taken unless the visit is one's own, or one's own line's; 409 not_a_candidate when the colleague could not do
    it. Who handed it over may take it back until somebody has admitted the patient.
    """
    me = clinician_of(visit, actor)
    not_over(visit)
    mine = (visit.practitioner_id, visit.transferred_from_id) if visit.clinician_id is None else (visit.clinician_id,)
    if me not in mine:
        raise Conflict("A colleague is already with this patient.", code="taken")
    if visit.status not in (VisitStatus.waiting, VisitStatus.on_hold, *OPEN_DOOR):
        raise Conflict("The patient is not here.", code="not_waiting")
    colleague = await staff.practitioner(db, to)
    await _give(db, visit, colleague, actor=actor)
    await stop(db, visit, StopReason.handed_over, actor=actor)
    await transcripts.let_go(db, visit.id, actor=actor)
    if visit.status == VisitStatus.in_call:
        move(visit, VisitStatus.admitted)
    before = visit.practitioner_id
    if visit.status != VisitStatus.waiting:
        step_to(db, visit, VisitStatus.waiting, actor)
    else:
        changed(db, visit, actor)
    visit.transferred_from_id, visit.transferred_at, visit.transfer_note = me, now(), why
    visit.practitioner_id, visit.clinician_id = colleague.id, None
    visit.held_at = visit.hung_up_at = visit.hung_up_by = None
    audit.wrote(db, actor, visit)
    await db.flush()
    for line in {before, colleague.id}:
        state(db, LineMoved(practitioner_id=line), actor=actor)
    changed(db, visit, actor)  # once more, so that the colleague's own room hears of it
    await note(db, visit, "patient_here", visit.waiting_since, actor=actor)
    return visit


async def _give(db: Db, visit: Visit, colleague: Practitioner, *, actor: Actor) -> None:
    """The consultation into the colleague's hands, with the record that belongs to it."""
    if colleague.id == visit.practitioner_id and visit.clinician_id is None:
        raise Invalid("Choose somebody else.", code="to_oneself")
    if colleague.user_id is None or not colleague.active:
        raise Conflict("This colleague does not work here any more.", code="not_a_candidate")
    task_id = (await open_task_ids(db, [visit.case_id], CONSULTATION)).get(visit.case_id)
    if task_id is None:
        raise Conflict("The consultation is not open.", code="no_consultation")
    # The relation first: who is given the work must be able to see whose it is.
    await patients.relate(
        db, visit.patient_id, colleague.id, "treating", f"encounter:{visit.encounter_id}", actor=actor
    )
    task = await tasks.access_to_lead(db, actor, task_id)
    await assign.assign(db, task, AssignTask(user_id=colleague.user_id, reason="transfer"), actor=actor)


def _in_charge(visit: Visit, actor: Actor) -> None:
    if visit.clinician_id != clinician_of(visit, actor):
        raise Forbidden("Only the clinician who is with the patient can do this.", code="not_in_charge")
