"""Referrals: one clinician asks another specialty; the pathway `referral` has it looked at, booked, seen and read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.facts import state
from hub.core.refusals import violated
from hub.core.states import move
from hub.encounters import parts, queries
from hub.encounters.facts import ReferralChanged
from hub.encounters.models import Encounter, EncounterStatus, Referral, ReferralStatus
from hub.encounters.referral_schemas import OwnReferralOut, OwnReferralsOut, Refer, ReferralOut, ReferralsOut
from hub.patients.queries import user_id_of
from hub.staff import queries as staff
from hub.staff.models import Practitioner
from hub.staff.rules import SPECIALTIES
from workflows import instances

PATHWAY = "referral"
BOOKED, UNBOOKED, SEEN, WITHDRAWN = "referral_booked", "referral_unbooked", "referral_seen", "referral_withdrawn"
OPEN = (ReferralStatus.requested, ReferralStatus.accepted, ReferralStatus.booked)


# ---- reading --------------------------------------------------------------------------------------------------------


async def of_patient(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> ReferralsOut:
    """Every referral of a patient that labels leave open, latest first."""
    rows = await db.scalars(
        select(Referral)
        .where(Referral.patient_id == patient_id, parts.beside_open(actor, Referral.encounter_id))
        .order_by(Referral.created_at.desc())
        .limit(50)
    )
    return ReferralsOut(items=await _shown(db, list(rows)))


async def own(db: Db | ReadDb, actor: Actor) -> OwnReferralsOut:
    """The patient's own open referrals: whom to book with; the clinicians' words are theirs."""
    if actor.patient_id is None:
        raise NotFound()
    rows = await db.scalars(
        select(Referral)
        .where(Referral.patient_id == actor.patient_id, Referral.status.in_(OPEN),
               parts.beside_open(actor, Referral.encounter_id))
        .order_by(Referral.created_at.desc())
    )  # fmt: skip
    return OwnReferralsOut(
        items=[OwnReferralOut.model_validate(one.model_dump()) for one in await _shown(db, list(rows))]
    )


async def access_referral(db: Db, actor: Actor, referral_id: UUID, *, silent: bool = False) -> Referral:
    """A referral, for clinicians of its patient or who took its task; else 404. Audited unless a write follows."""
    found = await db.scalar(select(Referral).where(Referral.id == referral_id))
    if found is None or not await queries.cares_for(db, actor, found.patient_id):
        raise NotFound()
    if actor.practitioner_id not in (found.practitioner_id, found.specialist_id):
        await queries.not_hidden(db, actor, found.encounter_id)
    if not silent:
        audit.read(db, actor, "referral", found.id, patient_id=found.patient_id)
    return found


async def shown(db: Db | ReadDb, referral: Referral) -> ReferralOut:
    return (await _shown(db, [referral]))[0]


async def _shown(db: Db | ReadDb, rows: Sequence[Referral]) -> list[ReferralOut]:
    who = {one for row in rows for one in (row.practitioner_id, row.specialist_id) if one is not None}
    names = {row.id: row.name for row in await db.scalars(select(Practitioner).where(Practitioner.id.in_(who)))}
    booked = [row.appointment_id for row in rows if row.appointment_id is not None]
    finished = {
        row.appointment_id: row.id
        for row in await db.execute(
            select(Encounter.appointment_id, Encounter.id).where(
                Encounter.appointment_id.in_(booked), Encounter.status == EncounterStatus.finished
            )
        )
    }
    return [
        ReferralOut(
            id=row.id, patient_id=row.patient_id, specialty=row.specialty, urgent=row.urgent, question=row.question,
            specialty_name=SPECIALTIES.get(row.specialty, (row.specialty, ""))[0],
            practitioner_name=names.get(row.practitioner_id, ""), answer=row.answer, status=row.status,
            specialist_name=names.get(row.specialist_id, "") if row.specialist_id else "", asked_at=row.created_at,
            status_at=row.status_at, encounter_id=row.encounter_id, appointment_id=row.appointment_id,
            seen_encounter_id=finished.get(row.appointment_id) if row.appointment_id else None,
        )
        for row in rows
    ]  # fmt: skip


# ---- writing --------------------------------------------------------------------------------------------------------


async def refer(db: Db, actor: Actor, patient_id: UUID, wanted: Refer) -> Referral:
    """Ask a specialty about a patient; one open referral per patient and specialty."""
    if actor.practitioner_id is None:
        raise Forbidden("Only a clinician can refer a patient.")
    if wanted.specialty not in SPECIALTIES or wanted.specialty == "nursing":
        raise Invalid("There is no such specialty.", code="specialty_unknown")
    if wanted.specialist_id is not None:
        specialist = await staff.practitioner(db, wanted.specialist_id)
        if specialist.specialty != wanted.specialty or not specialist.active:
            raise Invalid("This clinician does not work in that specialty.", code="wrong_specialist")
    if wanted.encounter_id is not None:
        encounter = await queries.access_encounter(db, actor, wanted.encounter_id, silent=True)
        if encounter.patient_id != patient_id:
            raise NotFound()
    row = Referral(patient_id=patient_id, practitioner_id=actor.practitioner_id, **wanted.model_dump())
    db.add(row)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        if violated(error) == "uq_referral_open":
            raise Conflict("There is an open referral to this specialty already.", code="referral_open") from error
        raise
    case = await instances.start(
        db, PATHWAY, actor=actor, patient_id=patient_id, business_key=f"referral:{row.id}",
        subject={"referral_id": str(row.id), "practitioner_id": str(actor.practitioner_id)},
        data={"referral": {
            "referral_id": str(row.id), "patient_id": str(patient_id), "specialty": row.specialty,
            "practitioner_id": str(actor.practitioner_id), "urgent": row.urgent,
            "specialist_id": str(row.specialist_id) if row.specialist_id else None,
        }},
    )  # fmt: skip
    row.case_id = case.id
    await _said(db, row, actor)
    return row


async def withdraw(db: Db, actor: Actor, referral_id: UUID) -> Referral:
    """It is not needed any more: by a clinician of the patient, before the specialist has seen the patient."""
    row = await access_referral(db, actor, referral_id, silent=True)
    if row.status in OPEN and row.case_id is not None:
        await instances.deliver(db, row.case_id, WITHDRAWN, {"by": "clinician"}, actor=actor)
        await db.refresh(row)
    if row.status != ReferralStatus.withdrawn:
        raise Conflict("This referral has been answered already.", code="referral_answered")
    return row


async def triage(db: Db, referral_id: UUID, decision: str, answer: str, *, actor: Actor) -> None:
    """The specialist takes the patient, declines, or answers at once."""
    if actor.practitioner_id is None:
        raise Forbidden("Only a clinician can decide this.")
    row = await _locked(db, referral_id)
    row.answer = answer
    if decision == "accept":
        row.specialist_id = row.specialist_id or actor.practitioner_id
        await _move(db, row, ReferralStatus.accepted, actor)
    else:
        audit.wrote(db, actor, row)
        await db.flush()


async def close(db: Db, referral_id: UUID, status: ReferralStatus, *, actor: Actor) -> None:
    """It ends without a visit."""
    row = await _locked(db, referral_id)
    if row.status != status:
        await _move(db, row, status, actor)


# ---- what the calendar tells ----------------------------------------------------------------------------------------


async def booked(db: Db, patient_id: UUID, practitioner_id: UUID, appointment_id: UUID, *, actor: Actor) -> None:
    """The patient has a time with that specialty: the open referral waits for no booking any more."""
    specialist = await staff.practitioner(db, practitioner_id)
    row = await db.scalar(
        select(Referral)
        .where(Referral.patient_id == patient_id, Referral.specialty == specialist.specialty,
               Referral.status == ReferralStatus.accepted)
        .with_for_update()
    )  # fmt: skip
    if row is None or row.case_id is None:
        return
    row.appointment_id, row.specialist_id = appointment_id, practitioner_id
    await _move(db, row, ReferralStatus.booked, actor)
    await instances.deliver(db, row.case_id, BOOKED, {"appointment_id": str(appointment_id)}, actor=actor)


async def unbooked(db: Db, appointment_id: UUID, *, actor: Actor) -> None:
    """That time was given back: another one is needed."""
    row = await _of_appointment(db, appointment_id)
    if row is None or row.case_id is None:
        return
    row.appointment_id = None
    await _move(db, row, ReferralStatus.accepted, actor)
    await instances.deliver(db, row.case_id, UNBOOKED, {}, actor=actor)


async def seen(db: Db, appointment_id: UUID, *, actor: Actor) -> None:
    """The specialist has finished the visit: the note is the answer."""
    row = await _of_appointment(db, appointment_id)
    if row is None or row.case_id is None:
        return
    await _move(db, row, ReferralStatus.seen, actor)
    await instances.deliver(db, row.case_id, SEEN, {}, actor=actor)


async def _of_appointment(db: Db, appointment_id: UUID) -> Referral | None:
    found: Referral | None = await db.scalar(
        select(Referral)
        .where(Referral.appointment_id == appointment_id, Referral.status == ReferralStatus.booked)
        .with_for_update()
    )
    return found


async def _locked(db: Db, referral_id: UUID) -> Referral:
    found = await db.scalar(select(Referral).where(Referral.id == referral_id).with_for_update())
    if found is None:
        raise NotFound()
    return found


async def _move(db: Db, row: Referral, status: ReferralStatus, actor: Actor) -> None:
    move(row, status)
    audit.wrote(db, actor, row)
    await db.flush()
    await _said(db, row, actor)


async def _said(db: Db, row: Referral, actor: Actor) -> None:
    state(
        db,
        ReferralChanged(
            referral_id=row.id, patient_id=row.patient_id, practitioner_id=row.practitioner_id, status=row.status,
            patient_user_id=await user_id_of(db, row.patient_id),
        ),
        actor=actor,
    )  # fmt: skip
