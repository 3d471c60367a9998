"""The waiting rooms as the staff of a clinic may see them."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from statistics import median
from uuid import UUID

from hub.core import presence
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.valkey import valkey
from hub.patients.models import Patient
from hub.staff import queries as staff
from hub.visits import queries, rules, waiting
from hub.visits.models import OPEN_DOOR, Side, Visit, VisitStatus, WaitingSign
from hub.visits.schemas import (
    Doing,
    DoorSignOut,
    PersonOut,
    WaitingDepartmentOut,
    WaitingOut,
    WaitingRoomOut,
    WaitingRoomsOut,
)


async def all_rooms(db: Db | ReadDb, actor: Actor, department_id: UUID | None) -> WaitingRoomsOut:
    """Every waiting room of a department, or of the house."""
    rooms = await waiting.rooms(db, department_id)
    visits = [visit for room in rooms for visit in room.visits]
    ids = {visit.id for visit in visits}
    patients, _ = await queries.people(db, visits)
    known, words = await waiting.seen(db, actor, ids), await waiting.last_words(db, ids)
    users = [room.practitioner.user_id for room in rooms if room.practitioner.user_id]
    online = await presence.connected(valkey(), users)
    out = []
    for room in rooms:
        present = next((one for one in room.visits if one.status in OPEN_DOOR and one.hung_up_at is None), None)
        usual = ceil(median(room.recent_seconds) / 60) if len(room.recent_seconds) >= rules.ENOUGH else None
        out.append(WaitingRoomOut(
            practitioner=PersonOut(id=room.practitioner.id, name=room.practitioner.name,
                                   detail=room.practitioner.specialty),
            doing=doing(present, room.sign, here=room.practitioner.user_id in online), usual_minutes=usual,
            sign=sign(room.sign), mine=room.practitioner.id == actor.practitioner_id,
            visits=_line(room, present, patients, known, words),
        ))  # fmt: skip
    departments = [WaitingDepartmentOut(id=one.id, name=one.name) for one in await staff.departments(db)]
    return WaitingRoomsOut(rooms=out, departments=departments)


def doing(present: Visit | None, said: WaitingSign | None, *, here: bool) -> Doing:
    """What a clinician is doing, as far as the hub knows: what it sees before what was said."""
    if present is not None:
        return "with_another"
    if said is not None and said.doing != "on_time":
        return "away" if said.doing == "away" else "late"
    return "here" if here else "away"


def sign(said: WaitingSign | None) -> DoorSignOut | None:
    """What was said, as everybody of the visit may read it."""
    return DoorSignOut.model_validate(said) if said is not None else None


def _line(
    room: waiting.Room, present: Visit | None, patients: dict[UUID, Patient], known: set[UUID],
    words: dict[UUID, tuple[Side, datetime]],
) -> list[WaitingOut]:  # fmt: skip
    moment, place, out = now(), 0, []
    for visit in room.visits:
        waits = visit.status == VisitStatus.waiting
        minutes = None
        if waits:
            busy = moment - (present.admitted_at or moment) if present is not None else None
            minutes = rules.estimate_minutes(room.recent_seconds, place, busy, expected_at(visit, room.sign), moment)
            place += 1
        late = visit.status == VisitStatus.scheduled and moment > visit.starts_at
        patient, said = patients[visit.patient_id], words.get(visit.id)
        out.append(WaitingOut(
            visit_id=visit.id, status=visit.status, starts_at=visit.starts_at, waiting_since=visit.waiting_since,
            patient=PersonOut(id=patient.id, name=f"{patient.given} {patient.family}", detail=patient.number)
            if visit.id in known else None,
            place=place if waits else None, minutes=minutes, device_check=visit.device_check,
            late_minutes=int((moment - visit.starts_at).total_seconds() // 60) if late else None,
            asks=said is not None and said[0] is Side.patient and visit.id in known,
        ))  # fmt: skip
    return out


def expected_at(visit: Visit, said: WaitingSign | None) -> datetime:
    """The earliest honest moment: the appointment's own, or later by what the clinician said."""
    late = said.late_minutes if said is not None and said.doing == "late" else 0
    return visit.starts_at + timedelta(minutes=late)
