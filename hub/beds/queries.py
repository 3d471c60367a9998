"""Reads of beds: the board, and the one door to a stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import aliased

from hub.beds.models import Bed, PlaceStatus, Stay, StayNote, StayPlace, StayStatus, Ward
from hub.beds.rules import BED_DAY, nights
from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.encounters.queries import cares_for, encounter_by_id
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.patients.queries import related, visible
from hub.staff.models import Practitioner, PractitionerRole
from workflows import instances

OPEN = (StayStatus.requested, StayStatus.reserved, StayStatus.on_ward)
NOW = (PlaceStatus.held, PlaceStatus.here)
LAIN = (PlaceStatus.here, PlaceStatus.left)


async def board(db: Db | ReadDb, actor: Actor) -> list[dict[str, Any]]:
    """Every ward with its beds; who lies there, or is to come, only for the ward's nurses and those who may see the
    patient."""
    whose = StayPlace.patient_id
    shown = ~policy.barred(actor, whose) if "nurse" in actor.roles else visible(actor, whose)
    other, other_bed, other_ward = aliased(StayPlace), aliased(Bed), aliased(Ward)
    rows = await db.execute(
        select(Ward, Bed, StayPlace, Stay, Patient, other_ward.name, other_bed.label)
        .join(Bed, Bed.ward_id == Ward.id)
        .outerjoin(StayPlace, (StayPlace.bed_id == Bed.id) & StayPlace.status.in_(NOW) & shown)
        .outerjoin(Stay, Stay.id == StayPlace.stay_id)
        .outerjoin(Patient, Patient.id == StayPlace.patient_id)
        .outerjoin(other, (other.stay_id == StayPlace.stay_id) & other.status.in_(NOW) & (other.id != StayPlace.id))
        .outerjoin(other_bed, other_bed.id == other.bed_id)
        .outerjoin(other_ward, other_ward.id == other_bed.ward_id)
        .order_by(Ward.name, Bed.label)
    )
    wards: dict[UUID, dict[str, Any]] = {}
    for ward, bed, place, stay, patient, to_ward, to_bed in rows:
        entry = wards.setdefault(ward.id, {"id": ward.id, "code": ward.code, "name": ward.name, "beds": []})
        entry["beds"].append(
            {"id": bed.id, "label": bed.label, "status": bed.status, "status_at": bed.status_at,
             **_who(place, stay, patient, to_ward, to_bed)}
        )  # fmt: skip
    return list(wards.values())


def _who(
    place: StayPlace | None, stay: Stay | None, patient: Patient | None, ward: str | None, bed: str | None
) -> dict[str, Any]:
    if place is None or stay is None or patient is None:
        return {"stay_id": None, "since": None, "patient_name": None}
    here = place.status is PlaceStatus.here
    elsewhere = f"{ward} {bed}" if bed else None
    return {
        "stay_id": stay.id, "since": place.during.lower if here else None, "patient_name": patient.name,
        "goes_to": elsewhere if here else None, "comes_from": None if here else elsewhere,
    }  # fmt: skip


async def access_bed(db: Db, bed_id: UUID) -> Bed:
    """A bed, locked."""
    return (await bed_on_ward(db, bed_id))[0]


async def bed_on_ward(db: Db, bed_id: UUID) -> tuple[Bed, Ward]:
    """A bed, locked, and where it stands."""
    found = await db.execute(
        select(Bed, Ward).join(Ward, Ward.id == Bed.ward_id).where(Bed.id == bed_id).with_for_update(of=Bed)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound()
    bed, ward = row
    return bed, ward


async def ward_of(db: Db | ReadDb, stay: Stay) -> UUID | None:
    """The ward on which a patient lies."""
    found: UUID | None = await db.scalar(select(Bed.ward_id).where(Bed.id == stay.bed_id))
    return found


async def nurses_of(db: Db | ReadDb, ward: Ward) -> list[UUID]:
    """Accounts of the nurses of a ward's department; none where the ward belongs to none, or nobody works there."""
    if ward.department_id is None:
        return []
    found = await db.scalars(
        select(Practitioner.user_id)
        .where(Practitioner.department_id == ward.department_id, Practitioner.role == PractitionerRole.nurse,
               Practitioner.active, Practitioner.user_id.is_not(None))
        .order_by(Practitioner.user_id)
    )  # fmt: skip
    return [one for one in found if one is not None]


async def access_stay(db: Db, actor: Actor, stay_id: UUID, *, lock: bool = False) -> Stay:
    """A stay, for those who take care of the patient, and for any nurse (the ward is theirs); audited."""
    query = select(Stay).where(Stay.id == stay_id)
    if lock and (case_id := await db.scalar(select(Stay.case_id).where(Stay.id == stay_id))) is not None:
        await instances.lock(db, case_id)  # who completes a task holds the case and then wants the stay
    stay = await db.scalar(query.with_for_update() if lock else query)
    if stay is None or not (actor.may("bed.manage") and await _may_see(db, actor, stay)):
        raise NotFound()
    audit.read(db, actor, "stay", stay.id, patient_id=stay.patient_id)
    return stay


async def _may_see(db: Db, actor: Actor, stay: Stay) -> bool:
    wards = "nurse" in actor.roles and stay.status in OPEN and stay.patient_id not in actor.denied
    return wards or await related(db, actor, stay.patient_id)


def _told(*more: Any) -> Any:
    """Stays with what a line of the list says; where a transfer is asked, with the bed that is held."""
    held, held_bed, held_ward = aliased(StayPlace), aliased(Bed), aliased(Ward)
    return (
        select(Stay, Patient, Practitioner, Bed, Ward, held_bed, held_ward, *more)
        .join(Patient, Patient.id == Stay.patient_id)
        .join(Practitioner, Practitioner.id == Stay.practitioner_id)
        .outerjoin(Bed, Bed.id == Stay.bed_id)
        .outerjoin(Ward, Ward.id == Bed.ward_id)
        .outerjoin(held, (held.stay_id == Stay.id) & (held.status == PlaceStatus.held)
                   & (Stay.status == StayStatus.on_ward))
        .outerjoin(held_bed, held_bed.id == held.bed_id)
        .outerjoin(held_ward, held_ward.id == held_bed.ward_id)
    )  # fmt: skip


async def stays(db: Db | ReadDb, actor: Actor) -> list[dict[str, Any]]:
    """Open stays: a nurse sees the ward's, a doctor those of their own patients."""
    query = (
        _told()
        .where(Stay.status.in_(OPEN), ~policy.barred(actor, Stay.patient_id))
        .order_by(Stay.created_at.desc())
        .limit(200)
    )
    if "nurse" not in actor.roles:
        query = query.where(Stay.practitioner_id == actor.practitioner_id)
    return [row_of(*row) for row in await db.execute(query)]


def row_of(
    stay: Stay, patient: Patient, doctor: Practitioner, bed: Bed | None, ward: Ward | None, to_bed: Bed | None,
    to_ward: Ward | None,
) -> dict[str, Any]:  # fmt: skip
    """One line of the list of stays."""
    return {
        "id": stay.id, "status": stay.status, "status_at": stay.status_at, "case_id": stay.case_id,
        "encounter_id": stay.encounter_id, "patient_id": patient.id, "patient_name": patient.name,
        "patient_number": patient.number, "practitioner_name": doctor.name, "admitted_at": stay.admitted_at,
        "bed": bed.label if bed else None, "ward": ward.name if ward else None,
        "to_bed": to_bed.label if to_bed else None, "to_ward": to_ward.name if to_ward else None,
    }  # fmt: skip


async def detail(db: Db, actor: Actor, stay: Stay) -> dict[str, Any]:
    """One stay with its beds and notes, and whether the chart is open to this person."""
    row = (await db.execute(_told().where(Stay.id == stay.id))).one()
    notes = await db.scalars(select(StayNote).where(StayNote.stay_id == stay.id).order_by(StayNote.created_at))
    may_chart = await cares_for(db, actor, stay.patient_id, await encounter_by_id(db, stay.encounter_id))
    return {**row_of(*row), "reason": stay.reason, "disposition": stay.disposition, "ended_at": stay.ended_at,
            "bed_id": stay.bed_id, "practitioner_id": stay.practitioner_id, "places": await _places(db, stay),
            "notes": list(notes), "may_chart": may_chart}  # fmt: skip


async def _places(db: Db, stay: Stay) -> list[dict[str, Any]]:
    """The beds of a stay, the first one first, those held in vain among them."""
    rows = await db.execute(
        select(StayPlace, Bed.label, Ward.name, Practitioner)
        .join(Bed, Bed.id == StayPlace.bed_id)
        .join(Ward, Ward.id == Bed.ward_id)
        .outerjoin(Practitioner, Practitioner.id == StayPlace.practitioner_id)
        .where(StayPlace.stay_id == stay.id)
        .order_by(StayPlace.created_at, StayPlace.id)
    )
    return [
        {"id": place.id, "status": place.status, "status_at": place.status_at, "asked_at": place.created_at,
         "since": place.during.lower if place.status in LAIN else None,
         "until": place.during.upper if place.status is PlaceStatus.left else None, "bed": bed, "ward": ward,
         "reason": place.reason, "answer": place.answer, "asked_by_name": place.asked_by_name,
         "lead_name": _name(lead)}
        for place, bed, ward, lead in rows
    ]  # fmt: skip


def _name(one: Practitioner | None) -> str | None:
    return one.name if one else None


async def open_stay_of_case(db: Db, case_id: UUID) -> Stay | None:
    """The stay of a case as long as it is not over, locked."""
    query = select(Stay).where(Stay.case_id == case_id, Stay.status.in_(OPEN)).with_for_update()
    found: Stay | None = await db.scalar(query)
    return found


async def stay_of_encounter(db: Db | ReadDb, encounter_id: UUID) -> Stay | None:
    """The stay that an encounter is about, if it is one."""
    found: Stay | None = await db.scalar(select(Stay).where(Stay.encounter_id == encounter_id))
    return found


@dataclass(frozen=True, slots=True)
class BedDays:
    """The nights of a stay as something that has a price."""

    id: str
    units: int
    code: str = BED_DAY
    display: str = "Bed day, general ward"


async def bed_days(db: Db, stay_id: UUID, zone: str) -> list[BedDays]:
    """The nights of a stay; nothing when the patient never came to the ward."""
    stay = await db.get_one(Stay, stay_id)
    if stay.admitted_at is None:
        return []
    end: datetime = stay.ended_at or now()
    local = ZoneInfo(zone)
    count = nights(stay.admitted_at.astimezone(local).date(), end.astimezone(local).date())
    return [BedDays(id=f"stay:{stay.id}", units=count)]
