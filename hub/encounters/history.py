"""A patient's background: medicines taken at home, immunizations, procedures, family and social history."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import and_, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb, Record
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.encounters import parts, queries
from hub.encounters.facts import RecordChanged
from hub.encounters.history_models import (
    FamilyHistory,
    HomeMedication,
    Immunization,
    Procedure,
    Reconciliation,
    RecordVersion,
    SocialHistory,
)
from hub.encounters.history_schemas import (
    AddFamilyHistory,
    AddHomeMedication,
    AddImmunization,
    AddProcedure,
    BackgroundOut,
    Decision,
    FamilyHistoryOut,
    HomeMedicationOut,
    ImmunizationOut,
    ProcedureOut,
    Reconcile,
    ReconciliationOut,
    SaySocialHistory,
    SocialHistoryOut,
    StopHomeMedication,
)
from hub.encounters.models import Allergy, Encounter, Prescription, Problem
from hub.encounters.record_schemas import (
    AllergyHistoryOut,
    AllergyOut,
    ProblemHistoryOut,
    ProblemRowOut,
    RecordHistoryOut,
    RecordVersionOut,
)
from hub.encounters.statuses import GivenStatus, PrescriptionStatus, RecordStatus, TakenStatus
from hub.encounters.terminology import choose, known
from hub.encounters.vaccines import vaccines
from hub.identity import house
from hub.patients.access import policy
from hub.patients.models import Patient

MOST = 300
"""Rows of one list that are read; nobody has more."""
Entry = TypeVar("Entry", HomeMedication, Immunization, Procedure, FamilyHistory, SocialHistory)


async def access_entry(db: Db, actor: Actor, kind: type[Entry], entry_id: UUID) -> Entry:
    """An entry of a patient in the actor's care, locked for a change; else 404."""
    found: Entry | None = await db.scalar(select(kind).where(kind.id == entry_id).with_for_update())
    if found is None or not await queries.cares_for(db, actor, found.patient_id):
        raise NotFound()
    return found


async def add_home_medication(
    db: Db, patient_id: UUID, wanted: AddHomeMedication, *, actor: Actor
) -> HomeMedication:  # fmt: skip
    """The patient takes this at home; 409 on_the_list when it is there already."""
    listed = await db.scalars(
        select(HomeMedication.medication).where(
            HomeMedication.patient_id == patient_id, HomeMedication.status == TakenStatus.active
        )
    )
    if wanted.medication.casefold() in {one.casefold() for one in listed}:
        raise Conflict("This medicine is on the list already.", code="on_the_list")
    _not_later(wanted.since, "since", await house.today(db))
    return await _add(db, HomeMedication(patient_id=patient_id, **wanted.model_dump()), "medications", actor)


async def change_home_medication(db: Db, row: HomeMedication, wanted: StopHomeMedication, *, actor: Actor) -> None:
    """Stop it with a reason, take it up again, or mark it as entered in error."""
    await _end(db, row, TakenStatus(wanted.status), wanted.reason, actor)


async def _end(db: Db, row: HomeMedication, status: TakenStatus, reason: str, actor: Actor) -> None:
    if row.status == status:
        return
    move(row, status)
    row.end_reason = reason
    row.stopped_on = None if status == TakenStatus.active else await house.today(db)
    _wrote(db, row, "medications", actor)
    await db.flush()


async def reconcile(db: Db, patient_id: UUID, wanted: Reconcile, *, actor: Actor) -> Reconciliation:
    """Carry out what was decided about every medicine taken; 409 list_changed when the list is another one by now."""
    if wanted.encounter_id is not None:
        await _of_this_patient(db, wanted.encounter_id, patient_id)
    home = {one.id: one for one in await _home(db, patient_id)}
    given = {one.id: one for one in await queries.active_prescriptions(db, patient_id, lock=True)}
    named = [one.id for one in wanted.decisions]
    if len(set(named)) != len(named) or set(named) != {*home, *given}:
        raise Conflict("The list of medicines has changed. Please go through it again.", code="list_changed")
    kept = []
    for one in wanted.decisions:
        row = home.get(one.id) if one.of == "home" else given.get(one.id)
        if row is None:
            raise Conflict("The list of medicines has changed. Please go through it again.", code="list_changed")
        await _decide(db, row, one, actor)
        kept.append({**one.model_dump(mode="json"), "medication": row.medication})
    written = Reconciliation(patient_id=patient_id, encounter_id=wanted.encounter_id, by_id=actor.user_id,
                             by_name=actor.name, decisions=kept)  # fmt: skip
    return await _add(db, written, "medications", actor)


async def _decide(db: Db, row: HomeMedication | Prescription, wanted: Decision, actor: Actor) -> None:
    if isinstance(row, HomeMedication):
        row.checked_at = now()
        if wanted.decision == "stop":
            await _end(db, row, TakenStatus.stopped, wanted.reason, actor)
        elif wanted.decision == "change":
            row.dose = wanted.dose
        audit.wrote(db, actor, row)
    elif wanted.decision == "stop":
        move(row, PrescriptionStatus.cancelled)
        row.end_reason = wanted.reason
        audit.wrote(db, actor, row, reason="reconciled")


async def add_immunization(db: Db, patient_id: UUID, wanted: AddImmunization, *, actor: Actor) -> Immunization:
    """A vaccine given or not given. 409 given_already: the same vaccine on the same day."""
    await _in_life(db, patient_id, wanted.given_on, "given_on")
    if wanted.encounter_id is not None:
        await _of_this_patient(db, wanted.encounter_id, patient_id)
    same = select(Immunization.id).where(
        Immunization.patient_id == patient_id, Immunization.cvx == wanted.cvx,
        Immunization.given_on == wanted.given_on, Immunization.status != GivenStatus.entered_in_error,
    )  # fmt: skip
    if await db.scalar(same.limit(1)):
        raise Conflict("This vaccine is recorded for that day already.", code="given_already")
    status = GivenStatus.not_done if wanted.not_done else GivenStatus.completed
    row = Immunization(patient_id=patient_id, status=status, display=vaccines()[wanted.cvx].display,
                       by_name="" if wanted.elsewhere else actor.name,
                       **wanted.model_dump(exclude={"not_done"}))  # fmt: skip
    return await _add(db, row, "immunizations", actor)


async def add_procedure(db: Db, patient_id: UUID, wanted: AddProcedure, *, actor: Actor) -> Procedure:
    """Something done to the patient, here or elsewhere, at any time of his life; 422 code_unknown."""
    await _in_life(db, patient_id, wanted.done_on, "done_on")
    if wanted.encounter_id is not None:
        await _of_this_patient(db, wanted.encounter_id, patient_id)
    if wanted.code is not None:
        await known(db, wanted.system, wanted.code, on=wanted.done_on)
    return await _add(db, Procedure(patient_id=patient_id, **wanted.model_dump()), "procedures", actor)


async def add_family_history(db: Db, patient_id: UUID, wanted: AddFamilyHistory, *, actor: Actor) -> FamilyHistory:
    """A condition of a relative."""
    chosen = await choose(db, wanted.code) if wanted.code else None
    row = FamilyHistory(patient_id=patient_id, **wanted.model_dump())
    if chosen is not None:
        row.code, row.display = chosen.code, wanted.display or chosen.display
    return await _add(db, row, "family", actor)


async def say_social_history(db: Db, patient_id: UUID, wanted: SaySocialHistory, *, actor: Actor) -> SocialHistory:
    """What is so now of one topic; the answer before it is kept as resolved."""
    before = await db.scalars(
        select(SocialHistory)
        .where(SocialHistory.patient_id == patient_id, SocialHistory.topic == wanted.topic,
               SocialHistory.status == RecordStatus.active)
        .with_for_update()
    )  # fmt: skip
    for row in before:
        move(row, RecordStatus.resolved)
        audit.wrote(db, actor, row)
    return await _add(db, SocialHistory(patient_id=patient_id, by_name=actor.name, **wanted.model_dump()), "social",
                      actor)  # fmt: skip


async def strike(
    db: Db, row: Immunization | Procedure | FamilyHistory | SocialHistory, reason: str, *, actor: Actor
) -> None:
    """Mark an entry as entered in error; the row stays."""
    wrong: StrEnum = RecordStatus.entered_in_error
    if isinstance(row, Immunization | Procedure):
        wrong = GivenStatus.entered_in_error
        row.reason = reason
    move(row, wrong)
    _wrote(db, row, row.__tablename__, actor, reason="entered in error")
    await db.flush()


# ---- reading --------------------------------------------------------------------------------------------------------


async def background(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> BackgroundOut:
    """All lists in six queries, however long they are; without what hangs on an encounter that labels close."""
    done = (GivenStatus.completed, GivenStatus.not_done)
    shots = and_(Immunization.status.in_(done), parts.beside_open(actor, Immunization.encounter_id))
    given = await _list(db, Immunization, patient_id, shots, Immunization.given_on.desc())
    performed = and_(Procedure.status.in_(done), parts.beside_open(actor, Procedure.encounter_id))
    acts = await _list(db, Procedure, patient_id, performed, Procedure.done_on.desc())
    family = await _list(db, FamilyHistory, patient_id, FamilyHistory.status == RecordStatus.active, FamilyHistory.id)
    social = await _list(db, SocialHistory, patient_id, SocialHistory.status == RecordStatus.active,
                         SocialHistory.topic)  # fmt: skip
    last = await db.scalar(
        select(Reconciliation)
        .where(Reconciliation.patient_id == patient_id)
        .order_by(Reconciliation.created_at.desc())
        .limit(1)
    )
    return BackgroundOut(
        home_medications=[HomeMedicationOut.model_validate(row) for row in await _home(db, patient_id, stopped=True)],
        reconciled=ReconciliationOut.model_validate(last) if last else None,
        immunizations=[ImmunizationOut.model_validate(row) for row in given],
        procedures=[ProcedureOut.model_validate(row) for row in acts],
        family=[FamilyHistoryOut.model_validate(row) for row in family],
        social=[SocialHistoryOut.model_validate(row) for row in social],
    )


async def _home(db: Db | ReadDb, patient_id: UUID, *, stopped: bool = False) -> list[HomeMedication]:
    shown = [TakenStatus.active, *([TakenStatus.stopped] if stopped else [])]
    return await _list(db, HomeMedication, patient_id, HomeMedication.status.in_(shown), HomeMedication.status,
                       HomeMedication.medication)  # fmt: skip


async def _list(db: Db | ReadDb, kind: type[Any], patient_id: UUID, shown: Any, *order: Any) -> list[Any]:
    query = select(kind).where(kind.patient_id == patient_id, shown).order_by(*order, kind.id).limit(MOST)
    return list(await db.scalars(query))


async def record_history(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> RecordHistoryOut:
    """Allergies and problems (that labels leave open) of any status, each with what it said before. Versions are found
    by their row: on a merge the row moves to the patient who stays, and what never changes cannot move."""
    allergies = await _list(db, Allergy, patient_id, ~Allergy.none_known, Allergy.status, Allergy.created_at.desc())
    shown = policy.open_row(actor, Problem.patient_id, Problem.id)
    problems = await _list(db, Problem, patient_id, shown, Problem.status, Problem.created_at.desc())
    versions = await db.scalars(
        select(RecordVersion)
        .where(RecordVersion.row_id.in_([row.id for row in (*allergies, *problems)]))
        .order_by(RecordVersion.id.desc())
    )
    before: dict[UUID, list[RecordVersionOut]] = {}
    for one in versions:
        before.setdefault(one.row_id, []).append(RecordVersionOut.model_validate(one))
    return RecordHistoryOut(
        allergies=[AllergyHistoryOut(now=AllergyOut.model_validate(row), recorded_at=row.created_at,
                                     before=before.get(row.id, [])) for row in allergies],
        problems=[ProblemHistoryOut(now=ProblemRowOut.model_validate(row), recorded_at=row.created_at,
                                    before=before.get(row.id, [])) for row in problems],
    )  # fmt: skip


# ---- shared ---------------------------------------------------------------------------------------------------------


Written = TypeVar("Written", bound=Record)


async def _add(db: Db, row: Written, part: str, actor: Actor) -> Written:
    db.add(row)
    _wrote(db, row, part, actor)
    await db.flush()
    return row


def _wrote(db: Db, row: Any, part: str, actor: Actor, reason: str = "") -> None:
    audit.wrote(db, actor, row, reason=reason)
    state(db, RecordChanged(patient_id=row.patient_id, part=part), actor=actor)


async def _of_this_patient(db: Db, encounter_id: UUID, patient_id: UUID) -> None:
    if await db.scalar(select(Encounter.patient_id).where(Encounter.id == encounter_id)) != patient_id:
        raise NotFound()


async def _in_life(db: Db, patient_id: UUID, day: date, name: str) -> None:
    born = await db.scalar(select(Patient.birth_date).where(Patient.id == patient_id))
    if born is not None and day < born:
        raise Invalid("That is before the patient was born.", code="before_birth",
                      errors=[{"path": name, "message": "before the patient was born"}])  # fmt: skip
    _not_later(day, name, await house.today(db))


def _not_later(day: date | None, name: str, today: date) -> None:
    # It may be tomorrow already where the patient is.
    if day is not None and (day - today).days > 1:
        raise Invalid("That day is still to come.", code="day_to_come",
                      errors=[{"path": name, "message": "still to come"}])  # fmt: skip
