"""Reads of patients, and the one door to a patient's record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    String,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, NotFound
from hub.core.prepared import Loaded, held, this_moment
from hub.patients import likeness, names
from hub.patients import search as finding
from hub.patients.access import policy, veiling  # noqa: F401  (veiling registers itself)
from hub.patients.index_models import PatientKey
from hub.patients.likeness import Person, Reason
from hub.patients.models import (
    CareRelation,
    Consent,
    IdentifierSystem,
    NotDuplicate,
    Patient,
    PatientIdentifier,
)
from hub.patients.search import Found
from workflows.directory import PatientLabel, describes_patients


class Alike(NamedTuple):
    """A patient who may be the same person: 0 to 100, and why."""

    patient: Patient
    score: int
    reasons: list[Reason]


MANUAL = "manual"
"""Source of the care relations that are made by hand."""


async def related(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> bool:
    """Whether the clinical record of this patient is this person's business: it is his own, or he takes care of it.

    '*' (the system itself) is related to everybody. Rights are a matter of permissions, not of this.
    """
    if "*" in actor.permissions:
        return True
    if policy.is_own(actor, patient_id):
        return actor.acts_for is None or bool(
            await db.scalar(select(policy.own(actor, literal(patient_id), clinical=True)))
        )
    if actor.practitioner_id is None or patient_id in actor.denied:
        return False
    him = literal(patient_id)
    return bool(await db.scalar(select(and_(policy.cares(actor, him), ~policy.barred(actor, him)))))


def visible(actor: Actor, column: Any, *, clinical: bool = False) -> ColumnElement[bool]:
    """SQL for 'the patient in `column` is visible to this person', for the lists of the rooms above.

    Demographics are open to `patient.any`; clinical rows only to who is related. Filter lists with this, not in Python.
    """
    if "*" in actor.permissions:
        return column.is_not(None)  # type: ignore[no-any-return]
    ways: list[ColumnElement[bool]] = []
    if actor.patient_id is not None:
        ways.append(policy.own(actor, column, clinical=clinical))
    if not clinical and actor.may("patient.any"):
        ways.append(column.is_not(None))
    elif actor.practitioner_id is not None:
        ways.append(policy.cares(actor, column))
    if not ways:
        return false()
    return and_(or_(*ways), ~policy.barred(actor, column))


async def may_see(db: Db | ReadDb, actor: Actor, patient_id: UUID, *, clinical: bool = False) -> bool:
    """Whether this person may see the patient at all (`clinical`: his record)."""
    if not clinical and (actor.may("patient.any") or "*" in actor.permissions or policy.is_own(actor, patient_id)):
        return patient_id not in actor.denied
    return await related(db, actor, patient_id)


_ONE = Loaded(select(Patient).where(Patient.id == bindparam("patient_id")))


async def access_patient(
    db: Db, actor: Actor, patient_id: UUID, *, lock: bool = False, clinical: bool = False
) -> Patient:  # fmt: skip
    """The one door to a patient. Absent and not visible are the same 404; the read is audited.

    A record that is restricted is there for the privacy officer, for the patient himself and in an emergency; one that
    was erased for the officer alone.
    """
    found: Patient | None
    if lock:
        found = await db.get(Patient, patient_id, with_for_update=True)
    else:
        found = await db.load_one(_ONE, patient_id=patient_id)
    if not await may_see(db, actor, patient_id, clinical=clinical) or found is None or shut(found, actor):
        raise NotFound()
    audit.read(db, actor, "patient", patient_id, patient_id=patient_id)
    return found


def shut(row: Patient, actor: Actor) -> bool:
    """Whether this person is kept out of this record, whatever else opens it (as `policy.barred` says it to lists)."""
    if row.id in actor.denied:
        return True
    if row.closed_at is None or policy.opens_closed(actor):
        return False
    return row.erased_at is not None or not (policy.is_own(actor, row.id) or row.id in actor.glass)


async def open_patient(db: Db, patient_id: UUID) -> Patient:
    """A patient by id (no audit, no check) for whom something new may begin; 404, or as `must_be_open`."""
    found = await patient(db, patient_id)
    must_be_open(found.closed_at)
    return found


def must_be_open(closed_at: datetime | None) -> None:
    """409 record_closed when the record is restricted or erased: nobody could care for him there."""
    if closed_at is not None:
        raise Conflict("This record is closed. Please call the hospital.", code="record_closed")


async def own_patient(db: Db, actor: Actor, *, lock: bool = False) -> Patient:
    """The record of the patient who is signed in."""
    if actor.patient_id is None:
        raise NotFound()
    return await access_patient(db, actor, actor.patient_id, lock=lock)


async def own_or_nobody(db: Db, actor: Actor) -> Patient | None:
    """The record of whoever is signed in, None for somebody who is no patient."""
    return await own_patient(db, actor) if actor.patient_id else None


async def access_subject(db: Db, actor: Actor, patient_id: UUID | None) -> Patient:
    """The patient of a case, locked; a case without one has nobody to ask."""
    if patient_id is None:
        raise NotFound("This pathway has no patient.", code="no_patient")
    return await access_patient(db, actor, patient_id, lock=True)


async def patient(db: Db | ReadDb, patient_id: UUID) -> Patient:
    """A patient by id for a room above that has opened its own door already (no audit, no check); 404 otherwise."""
    found = await db.get(Patient, patient_id)
    if found is None:
        raise NotFound()
    return found


_PATIENTS = Loaded(select(Patient).where(Patient.id == any_(bindparam("ids", type_=ARRAY(Uuid())))))


async def patients_by_id(db: Db | ReadDb, ids: set[UUID]) -> dict[UUID, Patient]:
    """Several patients at once, for the lists of the rooms above."""
    if not ids:
        return {}
    return {row.id: row for row in await db.load(_PATIENTS, ids=list(ids))}


async def search(
    db: Db | ReadDb, actor: Actor, *, search: str = "", after: tuple[str, str, UUID] | None = None, limit: int = 50
) -> list[Found]:  # fmt: skip
    """Patients that this person may see: as typed, then those spelt nearly so; without a search all by name."""
    if search.strip():
        return await finding.find(db, lambda column: visible(actor, column), search, after=after, limit=limit)
    family, given = func.lower(Patient.family), func.lower(Patient.given)
    found = select(Patient).where(visible(actor, Patient.id), Patient.merged_into_id.is_(None))
    if after:
        found = found.where(tuple_(family, given, Patient.id) > tuple_(*after))
    rows = await db.scalars(found.order_by(family, given, Patient.id).limit(limit))
    return [Found(row, False, (row.family.lower(), row.given.lower(), row.id)) for row in rows]


async def count(db: Db | ReadDb, actor: Actor, *, most: int = 1000) -> int:
    """How many patients this person may see, counted up to `most`."""
    seen = select(Patient.id).where(visible(actor, Patient.id), Patient.merged_into_id.is_(None))
    return await db.scalar(select(func.count()).select_from(seen.limit(most).subquery())) or 0


async def alike(
    db: Db | ReadDb, person: Person, *, but: UUID | None = None, least: int = likeness.SHOWN, most: int = 5
) -> list[Alike]:
    """Patients who may be the same person, best first, each with its score and the reasons; `but`: himself.

    Candidates share a birth date, a phone, an e-mail, a number, or the sound of the whole name: each an equality in an
    index and read up to a limit, so that typing stays fast with any number of patients.
    """
    ways = [select(Patient.id).where(Patient.birth_date.in_(_dates_meant(person.birth_date))).limit(200)]
    if sound := names.sound_of(person.given, person.family):
        ways.append(select(Patient.id).where(Patient.sound == sound).order_by(Patient.sound).limit(100))
    exactly = {
        "phone": names.phone_keys(person.phone)[:2],
        "email": [names.key_value("email", person.email)] if person.email else [],
        "identifier": [value for _, value in person.identifiers],
    }
    for kind, values in exactly.items():
        if values:
            ways.append(select(PatientKey.patient_id).where(finding.is_key(kind, values)).limit(50))
    some = union(*(one.subquery().select() for one in ways)).subquery()
    found = select(Patient).join(some, some.c[0] == Patient.id)
    found = found.where(Patient.merged_into_id.is_(None), Patient.closed_at.is_(None))
    rows = list(await db.scalars(found.where(Patient.id != but) if but else found))
    decided = await _decided(db, but) if but else set()
    numbers = await _numbers(db, [row.id for row in rows]) if person.identifiers else {}
    person = replace(
        person, identifiers=frozenset((code, finding.stored("identifier", key)) for code, key in person.identifiers)
    )
    scored = [
        Alike(row, *likeness.compare(person, _person(row, numbers.get(row.id, set()))))
        for row in rows if row.id not in decided
    ]  # fmt: skip
    return sorted((one for one in scored if one.score >= least), key=lambda one: (-one.score, one.patient.id))[:most]


def as_person(row: Patient) -> Person:
    """What is known of a patient, to compare others with."""
    return _person(row, set())


def _person(row: Patient, numbers: set[tuple[str, str]]) -> Person:
    known = not row.unidentified
    return Person(
        given=row.given if known else "", family=row.family if known else "",
        birth_date=None if row.birth_estimated else row.birth_date, sex=row.sex, phone=row.phone, email=row.email,
        identifiers=frozenset(numbers),
    )  # fmt: skip


def _dates_meant(born: date | None) -> list[date]:
    """The date, and the one that exchanging day and month would have made."""
    if born is None:
        return []
    return [born, born.replace(month=born.day, day=born.month)] if born.day <= 12 else [born]


async def _decided(db: Db | ReadDb, id: UUID) -> set[UUID]:
    rows = await db.execute(
        select(NotDuplicate.one_id, NotDuplicate.other_id).where(
            or_(NotDuplicate.one_id == id, NotDuplicate.other_id == id)
        )
    )
    return {one for row in rows for one in row} - {id}


async def _numbers(db: Db | ReadDb, ids: list[UUID]) -> dict[UUID, set[tuple[str, str]]]:
    found: dict[UUID, set[tuple[str, str]]] = {}
    rows = await db.execute(
        select(PatientIdentifier.patient_id, IdentifierSystem.code, PatientIdentifier.key)
        .join(IdentifierSystem, IdentifierSystem.id == PatientIdentifier.system_id)
        .where(PatientIdentifier.patient_id.in_(ids), PatientIdentifier.ended_at.is_(None))
    )
    for owner, code, key in rows:
        found.setdefault(owner, set()).add((code, key))
    return found


_CONSENTS = Loaded(
    select(Consent)
    .where(Consent.patient_id == bindparam("patient_id"))
    .order_by(Consent.given_at.desc(), Consent.id.desc())
)


async def consents(db: Db | ReadDb, patient_id: UUID) -> list[Consent]:
    """Everything the patient agreed to, latest first."""
    return await db.load(_CONSENTS, patient_id=patient_id)


async def access_consent(db: Db, actor: Actor, patient: Patient, consent_id: UUID) -> Consent:
    """A consent of a patient that one has access to already."""
    found = await db.get(Consent, consent_id, with_for_update=True)
    if found is None or found.patient_id != patient.id:
        raise NotFound()
    return found


async def has_consent(db: Db | ReadDb, patient_id: UUID, kind: str) -> bool:
    """Whether the patient agrees today."""
    return bool(
        await db.scalar(
            select(exists().where(Consent.patient_id == patient_id, cast(Consent.kind, String) == kind,
                                  Consent.withdrawn_at.is_(None)))
        )
    )  # fmt: skip


_CARE = Loaded(
    select(CareRelation)
    .where(CareRelation.patient_id == bindparam("patient_id"),
           or_(CareRelation.until.is_(None), CareRelation.until > this_moment()))
    .order_by(CareRelation.id)
)  # fmt: skip


async def care_relations(db: Db | ReadDb, patient_id: UUID) -> list[CareRelation]:
    """Who takes care of the patient today."""
    return await db.load(_CARE, patient_id=patient_id)


async def user_id_of(db: Db | ReadDb, patient_id: UUID) -> UUID | None:
    """The patient's own account, if there is one."""
    if (row := held(db, Patient, patient_id)) is not None:
        return row.user_id
    found: UUID | None = await db.scalar(select(Patient.user_id).where(Patient.id == patient_id))
    return found


@describes_patients
async def labels(db: Db | ReadDb, ids: list[UUID]) -> dict[UUID, PatientLabel]:
    """How worklist rows call these patients."""
    found = {id: row for id in ids if (row := held(db, Patient, id)) is not None}
    found |= await patients_by_id(db, set(ids) - found.keys())
    return {
        id: PatientLabel(
            name=row.masked_name if row.confidential else row.name, number=row.number, user_id=row.user_id,
            birth_date=row.birth_date.isoformat(), sex=row.sex,
        )
        for id, row in found.items()
    }  # fmt: skip
