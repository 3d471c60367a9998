"""The beds of a stay: held, lain in, left. Bed and stay change together, and PostgreSQL has the last word."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from hub.beds.facts import BedChanged
from hub.beds.models import Bed, BedStatus, PlaceStatus, Stay, StayPlace
from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict
from hub.core.facts import state
from hub.core.refusals import violated
from hub.core.states import move


class BedTaken(Conflict):
    """Somebody else has this bed."""

    code, title = "bed_taken", "This bed is taken"


async def of(db: Db, stay: Stay, status: PlaceStatus) -> StayPlace | None:
    """The bed that is held for a stay, or the one that the patient lies in; locked."""
    query = select(StayPlace).where(StayPlace.stay_id == stay.id, StayPlace.status == status).with_for_update()
    found: StayPlace | None = await db.scalar(query)
    return found


async def hold(
    db: Db, stay: Stay, bed: Bed, *, actor: Actor, practitioner_id: UUID | None = None, reason: str = ""
) -> StayPlace:
    """Keep a free bed (locked) for a stay. 409 bed_taken."""
    if bed.status is not BedStatus.free:
        raise BedTaken(f"Bed {bed.label} is {bed.status}.", bed_status=bed.status)
    move_bed(db, bed, BedStatus.reserved, actor)
    place = StayPlace(
        stay_id=stay.id, patient_id=stay.patient_id, bed_id=bed.id, during=Range(now(), None), reason=reason,
        practitioner_id=practitioner_id, asked_by=actor.user_id, asked_by_name=actor.name,
    )  # fmt: skip
    db.add(place)
    audit.wrote(db, actor, place)
    try:
        await db.flush()
    except IntegrityError as error:
        if violated(error).startswith("ex_stay_"):
            raise BedTaken("This bed or this patient is taken at that time.") from error
        raise
    return place


async def arrive(db: Db, stay: Stay, place: StayPlace, *, actor: Actor) -> None:
    """The patient lies in the bed that was held for him; the one that he has left is cleaned."""
    moment = now()
    if (former := await of(db, stay, PlaceStatus.here)) is not None:
        await leave(db, former, moment, actor=actor)
        await db.flush()  # before the new one: he lies in one bed at a time
    move_bed(db, await _bed(db, place.bed_id), BedStatus.occupied, actor)
    move(place, PlaceStatus.here, at=moment)
    place.during = Range(moment, None)
    stay.bed_id = place.bed_id
    audit.wrote(db, actor, place)


async def leave(db: Db, place: StayPlace, moment: datetime, *, actor: Actor) -> None:
    """The patient has left this bed: it is cleaned before it is free."""
    move_bed(db, await _bed(db, place.bed_id), BedStatus.cleaning, actor)
    move(place, PlaceStatus.left, at=moment)
    place.during = Range(place.during.lower, moment)
    audit.wrote(db, actor, place)


async def let_go(db: Db, place: StayPlace, status: PlaceStatus, *, actor: Actor, answer: str = "") -> None:
    """A bed was held in vain: it is free at once."""
    move_bed(db, await _bed(db, place.bed_id), BedStatus.free, actor)
    move(place, status)
    place.answer = answer
    audit.wrote(db, actor, place)


def move_bed(db: Db, bed: Bed, target: BedStatus, actor: Actor) -> None:
    """Change the status of a bed, and say it."""
    move(bed, target)
    audit.wrote(db, actor, bed)
    state(db, BedChanged(bed_id=bed.id, status=target), actor=actor)


async def _bed(db: Db, bed_id: UUID) -> Bed:
    bed: Bed = (await db.scalars(select(Bed).where(Bed.id == bed_id).with_for_update())).one()
    return bed
