"""A patient of a ward comes to lie elsewhere: within the ward at once; another ward is asked, and takes him or not."""

from __future__ import annotations

from uuid import UUID

from hub.beds import places, queries
from hub.beds.facts import StayChanged, TransferChanged
from hub.beds.models import PlaceStatus, Stay, StayPlace, StayStatus, Ward
from hub.beds.schemas import MovePatient
from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid
from hub.core.facts import state
from hub.encounters import actions as encounters
from hub.encounters.queries import encounter_by_id
from hub.patients import actions as patients
from hub.staff.models import Practitioner, PractitionerRole
from workflows.amending import amend


async def ask(db: Db, stay: Stay, given: MovePatient, *, actor: Actor) -> StayPlace:
    """Move a patient to a free bed: of his ward, then he lies there now; of another, then it is held until that ward
    answers. 409 not_on_ward, transfer_pending, same_bed, bed_taken; 422 practitioner_unknown."""
    if stay.status is not StayStatus.on_ward:
        raise Conflict("Only who lies on a ward can be moved.", code="not_on_ward")
    if await places.of(db, stay, PlaceStatus.held) is not None:
        raise Conflict("Another ward is asked already. Call that off first.", code="transfer_pending")
    if given.bed_id == stay.bed_id:
        raise Conflict("The patient lies in this bed.", code="same_bed")
    lead = await _lead(db, given.practitioner_id)
    bed, ward = await queries.bed_on_ward(db, given.bed_id)
    place = await places.hold(db, stay, bed, actor=actor, practitioner_id=lead, reason=given.reason)
    if ward.id == await queries.ward_of(db, stay):
        await _arrived(db, stay, place, ward, actor=actor, elsewhere=False)
    else:
        told = await queries.nurses_of(db, ward)
        _said(db, stay, place, ward, "asked", actor, told=[one for one in told if one != actor.user_id])
    return place


async def accept(db: Db, stay: Stay, *, actor: Actor) -> StayPlace:
    """The ward that was asked has the patient. 409 no_transfer when nothing is asked (any more)."""
    place, ward = await _asked(db, stay)
    await _arrived(db, stay, place, ward, actor=actor, elsewhere=True)
    return place


async def refuse(db: Db, stay: Stay, reason: str, *, actor: Actor) -> StayPlace:
    """The ward that was asked cannot take him: the bed is free again, and who asked is told. 409 no_transfer."""
    return await _ended(db, stay, PlaceStatus.refused, reason, actor=actor)


async def call_off(db: Db, stay: Stay, reason: str, *, actor: Actor) -> StayPlace:
    """He stays where he is: the bed that was held is free again. 409 no_transfer."""
    return await _ended(db, stay, PlaceStatus.cancelled, reason, actor=actor)


async def _ended(db: Db, stay: Stay, status: PlaceStatus, reason: str, *, actor: Actor) -> StayPlace:
    place, ward = await _asked(db, stay)
    await places.let_go(db, place, status, actor=actor, answer=reason)
    _said(db, stay, place, ward, status.value, actor)
    return place


async def _asked(db: Db, stay: Stay) -> tuple[StayPlace, Ward]:
    place = await places.of(db, stay, PlaceStatus.held) if stay.status is StayStatus.on_ward else None
    if place is None:
        raise Conflict("No other ward is asked to take this patient.", code="no_transfer")
    return place, (await queries.bed_on_ward(db, place.bed_id))[1]


async def _lead(db: Db, practitioner_id: UUID | None) -> UUID | None:
    if practitioner_id is None:
        return None
    found = await db.get(Practitioner, practitioner_id)
    if found is None or not found.active or found.role is not PractitionerRole.doctor:
        raise Invalid("Choose a doctor who works here.", code="practitioner_unknown")
    return practitioner_id


async def _arrived(db: Db, stay: Stay, place: StayPlace, ward: Ward, *, actor: Actor, elsewhere: bool) -> None:
    former = stay.practitioner_id
    await places.arrive(db, stay, place, actor=actor)
    if place.practitioner_id is not None:
        stay.practitioner_id = place.practitioner_id
    audit.wrote(db, actor, stay)
    await _whose(db, stay, former, actor=actor, elsewhere=elsewhere)
    await db.flush()
    handed = stay.practitioner_id != former
    if handed:
        encounter = await encounter_by_id(db, stay.encounter_id, lock=True)
        await encounters.hand_over(db, encounter, stay.practitioner_id, actor=actor)
    if stay.case_id is not None:
        leaver = await db.get_one(Practitioner, former)
        now_so = {"bed_id": str(place.bed_id), "ward": ward.code, "doctor_id": str(stay.practitioner_id)}
        await amend(db, stay.case_id, "stay", now_so, actor=actor, instead_of=leaver.user_id if handed else None)
    state(db, StayChanged(stay_id=stay.id, patient_id=stay.patient_id, practitioner_id=stay.practitioner_id,
                          case_id=stay.case_id, status=stay.status, moved=True), actor=actor)  # fmt: skip
    _said(db, stay, place, ward, "arrived", actor, taken_over=handed)


async def _whose(db: Db, stay: Stay, former: UUID, *, actor: Actor, elsewhere: bool) -> None:
    """The people of the ward that he has left take care of him no longer, those of the one he comes to do."""
    source, lead = f"stay:{stay.id}", stay.practitioner_id
    if elsewhere:
        await patients.unrelate(db, stay.patient_id, None, source, actor=actor, but=lead)
    elif lead != former:
        await patients.unrelate(db, stay.patient_id, former, source, actor=actor)
    if lead != former:
        await patients.relate(db, stay.patient_id, lead, "care_team", source, actor=actor)
    if elsewhere and actor.practitioner_id not in (None, lead, former):
        await patients.relate(db, stay.patient_id, actor.practitioner_id, "care_team", source, actor=actor)


def _said(
    db: Db, stay: Stay, place: StayPlace, ward: Ward, what: str, actor: Actor, *, told: list[UUID] | None = None,
    taken_over: bool = False,
) -> None:  # fmt: skip
    state(db, TransferChanged(
        place_id=place.id, stay_id=stay.id, patient_id=stay.patient_id, ward_id=ward.id, what=what, told=told or [],
        practitioner_id=stay.practitioner_id, taken_over=taken_over, asked_by=place.asked_by,
    ), actor=actor)  # fmt: skip
