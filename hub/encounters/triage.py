"""Triage: how soon an emergency has to be seen; and every meeting that is going on, the most urgent first."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import aliased

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.encounters.facts import ChartChanged
from hub.encounters.meeting_schemas import AssessTriage, OpenMeetingOut, OpenMeetingsOut, TriageOut
from hub.encounters.models import Encounter, EncounterClass, EncounterStatus
from hub.encounters.parts import name_of, open_to
from hub.encounters.statuses import OPEN, SEEN_WITHIN, TriageLevel
from hub.encounters.triage_models import Triage
from hub.identity import house
from hub.patients.models import Patient
from hub.patients.queries import visible
from hub.patients.rules import age_on
from hub.staff.models import Practitioner

MOST = 200
LAST = 9
"""Beyond every level: what is no emergency."""
GOING_ON = OPEN - {EncounterStatus.planned}
"""What is only planned stands in the schedule."""


async def assess(db: Db, encounter: Encounter, wanted: AssessTriage, *, actor: Actor) -> Triage:
    """Say how urgent it is; who is being seen already stays so. 409 not_an_emergency, encounter_over."""
    if encounter.kind != EncounterClass.emergency:
        raise Conflict("Only an emergency is triaged.", code="not_an_emergency")
    if encounter.status not in OPEN:
        raise Conflict("This visit is over.", code="encounter_over")
    row = Triage(encounter_id=encounter.id, patient_id=encounter.patient_id, by_id=actor.user_id, by_name=actor.name,
                 **wanted.model_dump())  # fmt: skip
    db.add(row)
    if encounter.status == EncounterStatus.planned:
        move(encounter, EncounterStatus.arrived)
    if encounter.status == EncounterStatus.arrived:
        move(encounter, EncounterStatus.triaged)
        audit.wrote(db, actor, encounter)
    encounter.reason = encounter.reason or wanted.complaint[:500]
    await db.flush()
    audit.wrote(db, actor, row)
    state(db, ChartChanged(encounter_id=encounter.id, patient_id=encounter.patient_id, part="triage"), actor=actor)
    return row


async def open_meetings(db: Db | ReadDb, actor: Actor) -> OpenMeetingsOut:
    """Meetings that go on, of patients in this person's care, that labels leave open: emergencies by urgency first."""
    if actor.practitioner_id is None:
        raise NotFound()
    later = aliased(Triage)
    newer = exists().where(later.encounter_id == Triage.encounter_id, later.id > Triage.id)
    # Whom nobody has triaged may be anything: he stands with those who have to be seen at once.
    waits = case((Encounter.kind == EncounterClass.emergency, int(TriageLevel.immediate)), else_=LAST)
    rows = await db.execute(
        select(Encounter, Patient, name_of(Practitioner), Triage)
        .join(Patient, Patient.id == Encounter.patient_id)
        .join(Practitioner, Practitioner.id == Encounter.practitioner_id)
        .outerjoin(Triage, and_(Triage.encounter_id == Encounter.id, ~newer))
        .where(Encounter.status.in_(sorted(GOING_ON)), visible(actor, Encounter.patient_id, clinical=True),
               open_to(actor))
        .order_by(func.coalesce(Triage.level, waits), Encounter.created_at)
        .limit(MOST)
    )  # fmt: skip
    today = await house.today(db)
    return OpenMeetingsOut(items=[
        OpenMeetingOut(
            id=one.id, patient_id=patient.id, patient_name=patient.name, patient_number=patient.number,
            age_years=age_on(patient.birth_date, today), kind=one.kind, status=one.status, since=one.status_at,
            arrived_at=one.created_at, reason=one.reason, practitioner_name=who, led_by_pathway=one.case_id is not None,
            triage=shown(judged, one) if judged is not None else None,
        )
        for one, patient, who, judged in rows.all()
    ])  # fmt: skip


def seen_by(level: int, encounter: Encounter) -> datetime:
    """When a clinician should be there: so long after the arrival as the level allows."""
    return encounter.created_at + timedelta(minutes=SEEN_WITHIN[TriageLevel(level)])


def shown(row: Triage, encounter: Encounter) -> TriageOut:
    """A judgement, with the moment by which a clinician should be there."""
    return TriageOut(
        level=row.level, complaint=row.complaint, arrival=row.arrival, remark=row.remark, by_name=row.by_name,
        at=row.created_at, due_at=seen_by(row.level, encounter),
    )  # fmt: skip
