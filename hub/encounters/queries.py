"""The doors to the clinical record and what is read behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, bindparam, exists, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.prepared import Loaded
from hub.encounters import parts
from hub.encounters.models import (
    Allergy,
    Diagnosis,
    Encounter,
    EncounterStatus,
    Intake,
    Note,
    NoteStatus,
    NoteVersion,
    Prescription,
    PrescriptionStatus,
    Problem,
    RecordStatus,
    ServiceRendered,
)
from hub.encounters.statuses import OPEN
from hub.patients import queries as patients
from hub.patients.access import policy
from hub.staff.models import Practitioner
from workflows.models import Task, TaskStatus

Row = TypeVar("Row", Diagnosis, Prescription, ServiceRendered)


_ENCOUNTER = Loaded(select(Encounter).where(Encounter.id == bindparam("encounter_id")))
_LOCKED = Loaded(select(Encounter).where(Encounter.id == bindparam("encounter_id")).with_for_update())
# For everybody to whom closed records are closed, too: said in the same statement, for this door is passed all day.
_THERE = or_(
    ~policy.closed(Encounter.patient_id), Encounter.patient_id == any_(bindparam("theirs", type_=ARRAY(Uuid())))
)
_STANDING = Loaded(select(Encounter).where(Encounter.id == bindparam("encounter_id"), _THERE))
_STANDING_LOCKED = Loaded(
    select(Encounter).where(Encounter.id == bindparam("encounter_id"), _THERE).with_for_update(of=Encounter)
)


async def access_encounter(
    db: Db, actor: Actor, encounter_id: UUID, *, lock: bool = False, silent: bool = False
) -> Encounter:  # fmt: skip
    """The encounter, for clinicians of this patient; else 404. The read is audited unless `silent`: a write follows."""
    found: Encounter | None
    if policy.opens_closed(actor):
        found = await db.load_one(_LOCKED if lock else _ENCOUNTER, encounter_id=encounter_id)
    else:
        theirs = [*actor.glass, *([actor.patient_id] if actor.patient_id else [])]
        found = await db.load_one(_STANDING_LOCKED if lock else _STANDING, encounter_id=encounter_id, theirs=theirs)
    if found is None or not await cares_for(db, actor, found.patient_id, found):
        raise NotFound()
    await _not_labelled(db, actor, found)
    if not silent:
        audit.read(db, actor, "encounter", found.id, patient_id=found.patient_id)
    return found


async def _not_labelled(db: Db, actor: Actor, found: Encounter) -> None:
    """404 when a sensitivity label keeps this encounter from somebody who sees the rest of the record (B09)."""
    if found.practitioner_id == actor.practitioner_id:
        return
    patient, holder = literal(found.patient_id), literal(found.practitioner_id, type_=Uuid())
    if not await db.scalar(select(policy.open_row(actor, patient, literal(found.id), holder))):
        raise NotFound()


async def not_hidden(db: Db | ReadDb, actor: Actor, encounter_id: UUID | None) -> None:
    """404 when a label keeps the encounter on which something hangs from this person."""
    if encounter_id is None:
        return
    if not await db.scalar(select(exists().where(Encounter.id == encounter_id, parts.open_to(actor)))):
        raise NotFound()


async def access_patient_chart(db: Db, actor: Actor, patient_id: UUID, *, silent: bool = False) -> UUID:
    """The patient's id, for clinicians who care for him; else 404. Audited unless `silent`: a write follows."""
    if not await cares_for(db, actor, patient_id):
        raise NotFound()
    if not silent:
        audit.read(db, actor, "chart", patient_id, patient_id=patient_id)
    return patient_id


async def cares_for(db: Db, actor: Actor, patient_id: UUID, encounter: Encounter | None = None) -> bool:
    """A clinician who holds the encounter, has a care relation, or has taken a task for this patient."""
    if actor.practitioner_id is None or not actor.may("chart.read") or patient_id in actor.denied:
        return False
    if encounter is not None and encounter.practitioner_id == actor.practitioner_id:
        return True
    if await patients.related(db, actor, patient_id):
        return True
    taken = select(Task.id).where(
        Task.patient_id == patient_id, Task.assignee_id == actor.user_id, Task.status == TaskStatus.claimed,
        ~policy.barred(actor, Task.patient_id),
    )  # fmt: skip
    return await db.scalar(taken.limit(1)) is not None


async def access_own_record(db: Db, actor: Actor, part: str) -> UUID:
    """The id of the patient who asks for his own record; 404 for everybody else. Audited: his record is a record."""
    if actor.patient_id is None or not await patients.related(db, actor, actor.patient_id):
        raise NotFound()
    audit.read(db, actor, part, actor.patient_id, patient_id=actor.patient_id)
    return actor.patient_id


async def access_own_summary(db: Db, actor: Actor, encounter_id: UUID) -> Encounter:
    """A finished encounter for the patient himself, or for a clinician who cares for him; else 404."""
    found = await db.scalar(
        select(Encounter).where(Encounter.id == encounter_id, Encounter.status == EncounterStatus.finished,
                                ~policy.barred(actor, Encounter.patient_id))
    )  # fmt: skip
    if found is None:
        raise NotFound()
    own = actor.patient_id is not None and found.patient_id == actor.patient_id
    if not own and not await cares_for(db, actor, found.patient_id, found):
        raise NotFound()
    await _not_labelled(db, actor, found)
    audit.read(db, actor, "encounter", found.id, patient_id=found.patient_id)
    return found


async def encounter_by_id(db: Db | ReadDb, encounter_id: UUID, *, lock: bool = False) -> Encounter:
    """For callers inside the hub that hold the right already (steps of a pathway, billing)."""
    found: Encounter | None = await db.load_one(_LOCKED if lock else _ENCOUNTER, encounter_id=encounter_id)
    if found is None:
        raise NotFound()
    return found


async def encounter_of_case(db: Db, case_id: UUID) -> Encounter | None:
    """The encounter that a pathway leads, locked."""
    found: Encounter | None = await db.scalar(select(Encounter).where(Encounter.case_id == case_id).with_for_update())
    return found


async def diagnoses(db: Db | ReadDb, encounter_id: UUID) -> list[Diagnosis]:
    """Main diagnosis first."""
    return list(
        await db.scalars(
            select(Diagnosis).where(Diagnosis.encounter_id == encounter_id).order_by(Diagnosis.rank, Diagnosis.id)
        )
    )


async def services_rendered(db: Db | ReadDb, encounter_id: UUID) -> list[ServiceRendered]:
    """What was done, in the order it was recorded; billing charges each row once."""
    return list(
        await db.scalars(
            select(ServiceRendered).where(ServiceRendered.encounter_id == encounter_id).order_by(ServiceRendered.id)
        )
    )


async def prescriptions(db: Db | ReadDb, encounter_id: UUID) -> list[Prescription]:
    """As written, the ones ended later included."""
    return list(
        await db.scalars(
            select(Prescription).where(Prescription.encounter_id == encounter_id).order_by(Prescription.id)
        )
    )


async def active_prescriptions(db: Db | ReadDb, patient_id: UUID, *, lock: bool = False) -> list[Prescription]:
    """What the patient is prescribed now: in force, and not continued by a later one."""
    later = aliased(Prescription)
    query = (
        select(Prescription)
        .where(
            Prescription.patient_id == patient_id,
            Prescription.status == PrescriptionStatus.active,
            ~exists().where(later.renews_id == Prescription.id, later.status == PrescriptionStatus.active),
        )
        .order_by(Prescription.status_at.desc(), Prescription.id.desc())
        .limit(200)
    )
    return list(await db.scalars(query.with_for_update() if lock else query))


async def one_of(db: Db, kind: type[Row], encounter: Encounter, row_id: UUID) -> Row:
    """A row of this very encounter, else 404: an id of somebody else's is nothing here (B04)."""
    found: Row | None = await db.scalar(select(kind).where(kind.id == row_id, kind.encounter_id == encounter.id))
    if found is None:
        raise NotFound()
    return found


async def prescription_of(db: Db, patient_id: UUID, prescription_id: UUID) -> Prescription:
    """A prescription of this very patient, locked; else 404."""
    found: Prescription | None = await db.scalar(
        select(Prescription)
        .where(Prescription.id == prescription_id, Prescription.patient_id == patient_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound()
    return found


_NOTE = Loaded(select(Note).where(Note.encounter_id == bindparam("encounter_id")))
_NOTE_LOCKED = Loaded(select(Note).where(Note.encounter_id == bindparam("encounter_id")).with_for_update())


async def continued(db: Db | ReadDb, prescription_id: UUID) -> bool:
    """Whether another prescription continues this one: in force, waiting for a signature, or in a draft."""
    alive = (PrescriptionStatus.draft, PrescriptionStatus.awaiting, PrescriptionStatus.active)
    found = select(Prescription.id).where(Prescription.renews_id == prescription_id, Prescription.status.in_(alive))
    return await db.scalar(found.limit(1)) is not None


async def note_of(db: Db | ReadDb, encounter_id: UUID, *, lock: bool = False) -> Note:
    """The note of the encounter; it is made with it."""
    found: Note | None = await db.load_one(_NOTE_LOCKED if lock else _NOTE, encounter_id=encounter_id)
    if found is None:
        raise NotFound()
    return found


async def versions(db: Db | ReadDb, note_id: UUID) -> list[NoteVersion]:
    """The signed version, then addenda."""
    return list(
        await db.scalars(select(NoteVersion).where(NoteVersion.note_id == note_id).order_by(NoteVersion.number))
    )


async def intake_of(db: Db | ReadDb, encounter_id: UUID) -> Intake | None:
    """What the patient told us beforehand."""
    found: Intake | None = await db.scalar(select(Intake).where(Intake.encounter_id == encounter_id))
    return found


async def intake_start(db: Db, encounter_id: UUID) -> dict[str, str]:
    """What the intake form starts from: the reason given at booking and the allergies on record."""
    encounter = await encounter_by_id(db, encounter_id)
    known = await allergies(db, encounter.patient_id)
    return {"reason": encounter.reason, "allergies": ", ".join(row.substance for row in known)}


async def allergies(db: Db | ReadDb, patient_id: UUID) -> list[Allergy]:
    """Active allergies, severe ones first; empty also when nobody has asked."""
    return await allergies_if_asked(db, patient_id) or []


async def allergies_if_asked(db: Db | ReadDb, patient_id: UUID) -> list[Allergy] | None:
    """Active allergies; [] = asked, none known; None = nobody has asked yet. Two very different sentences."""
    rows = list(
        await db.scalars(select(Allergy).where(Allergy.patient_id == patient_id, Allergy.status == RecordStatus.active))
    )
    if not rows:
        return None
    order = ("severe", "moderate", "unknown", "mild")
    named = [row for row in rows if not row.none_known]
    return sorted(named, key=lambda row: (order.index(row.severity), row.substance.casefold()))


async def none_known(db: Db, patient_id: UUID) -> Allergy | None:
    """The record that says 'no known allergies', locked."""
    found: Allergy | None = await db.scalar(
        select(Allergy)
        .where(Allergy.patient_id == patient_id, Allergy.none_known, Allergy.status == RecordStatus.active)
        .with_for_update()
    )
    return found


async def problems(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> list[Problem]:
    """Active problems, then resolved ones, that labels leave open."""
    return list(
        await db.scalars(
            select(Problem)
            .where(
                Problem.patient_id == patient_id,
                Problem.status != RecordStatus.entered_in_error,
                policy.open_row(actor, Problem.patient_id, Problem.id),
            )
            .order_by(Problem.status, Problem.onset.desc().nulls_last(), Problem.id)
        )
    )


async def past(
    db: Db | ReadDb, actor: Actor, patient_id: UUID, *, planned: bool = False, limit: int = 10
) -> list[tuple[Encounter, Practitioner, list[Diagnosis]]]:  # fmt: skip
    """The latest finished encounters (`planned`: unfinished ones too) that labels leave open, with their diagnoses."""
    shown = [EncounterStatus.finished]
    if planned:
        shown += sorted(OPEN)
    wanted: list[ColumnElement[bool]] = [Encounter.patient_id == patient_id, Encounter.status.in_(shown)]
    wanted.append(policy.open_row(actor, Encounter.patient_id, Encounter.id, Encounter.practitioner_id))
    rows = (
        await db.execute(
            select(Encounter, Practitioner)
            .join(Practitioner, Practitioner.id == Encounter.practitioner_id)
            .where(*wanted)
            .order_by(Encounter.started_at.desc().nulls_first(), Encounter.id.desc())
            .limit(limit)
        )
    ).all()
    given = await db.scalars(
        select(Diagnosis).where(Diagnosis.encounter_id.in_([row[0].id for row in rows])).order_by(Diagnosis.rank)
    )
    by_encounter: dict[UUID, list[Diagnosis]] = {}
    for diagnosis in given:
        by_encounter.setdefault(diagnosis.encounter_id, []).append(diagnosis)
    return [(encounter, who, by_encounter.get(encounter.id, [])) for encounter, who in rows]


async def signed_visits(
    db: Db | ReadDb, actor: Actor, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[tuple[Encounter, Practitioner, Note]]:  # fmt: skip
    """This patient's finished encounters whose note was signed, latest first; a proxy sees what labels leave open."""
    wanted: list[ColumnElement[bool]] = [
        Encounter.patient_id == actor.patient_id, Note.status == NoteStatus.signed,
        policy.open_row(actor, Encounter.patient_id, Encounter.id),
    ]  # fmt: skip
    if after is not None:
        wanted.append(tuple_(Encounter.started_at, Encounter.id) < after)
    rows = await db.execute(
        select(Encounter, Practitioner, Note)
        .join(Practitioner, Practitioner.id == Encounter.practitioner_id)
        .join(Note, Note.encounter_id == Encounter.id)
        .where(*wanted)
        .order_by(Encounter.started_at.desc(), Encounter.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows]
