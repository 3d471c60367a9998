"""Reads of patients, and the one door to a patient's record."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, false, func, literal, or_, select, text

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.patients import rules
from hub.patients.access import policy
from hub.patients.models import CareRelation, Consent, Patient
from workflows.directory import PatientLabel, describes_patients

MANUAL = "manual"
"""Source of the care relations that are made by hand."""


async def related(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> bool:
    """Whether the clinical record of this patient is this person's business: it is his own, or he takes care of it.

    '*' (the system itself) is related to everybody. Rights are a matter of permissions, not of this.
    """
    if "*" in actor.permissions or policy.is_own(actor, patient_id):
        return True
    if actor.practitioner_id is None or patient_id in actor.denied:
        return False
    return bool(await db.scalar(select(policy.cares(actor, literal(patient_id)))))


def visible(actor: Actor, column: Any, *, clinical: bool = False) -> ColumnElement[bool]:
    """SQL for 'the patient in `column` is visible to this person', for the lists of the rooms above.

    Demographics are open to `patient.any`; clinical rows only to who is related. Filter lists with this, not in Python.
    """
    if "*" in actor.permissions:
        return column.is_not(None)  # type: ignore[no-any-return]
    ways: list[ColumnElement[bool]] = []
    if actor.patient_id is not None:
        ways.append(column == actor.patient_id)
    if not clinical and actor.may("patient.any"):
        ways.append(column.is_not(None))
    elif actor.practitioner_id is not None:
        ways.append(policy.cares(actor, column))
    if not ways:
        return false()
    return and_(or_(*ways), ~policy.objected(actor, column)) if actor.denied else or_(*ways)


async def may_see(db: Db | ReadDb, actor: Actor, patient_id: UUID, *, clinical: bool = False) -> bool:
    """Whether this person may see the patient at all (`clinical`: his record)."""
    if not clinical and (actor.may("patient.any") or "*" in actor.permissions):
        return patient_id not in actor.denied
    return await related(db, actor, patient_id)


async def access_patient(
    db: Db, actor: Actor, patient_id: UUID, *, lock: bool = False, clinical: bool = False
) -> Patient:  # fmt: skip
    """The one door to a patient. Absent and not visible are the same 404; the read is audited."""
    found = await db.get(Patient, patient_id, with_for_update=lock or None)
    if not await may_see(db, actor, patient_id, clinical=clinical) or found is None:
        raise NotFound()
    audit.read(db, actor, "patient", patient_id, patient_id=patient_id)
    return found


async def own_patient(db: Db, actor: Actor, *, lock: bool = False) -> Patient:
    """The record of the patient who is signed in."""
    if actor.patient_id is None:
        raise NotFound()
    return await access_patient(db, actor, actor.patient_id, lock=lock)


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


async def patients_by_id(db: Db | ReadDb, ids: set[UUID]) -> dict[UUID, Patient]:
    """Several patients at once, for the lists of the rooms above."""
    if not ids:
        return {}
    return {row.id: row for row in await db.scalars(select(Patient).where(Patient.id.in_(ids)))}


async def search(
    db: Db | ReadDb, actor: Actor, *, search: str = "", after: tuple[str, str, UUID] | None = None, limit: int = 50
) -> list[Patient]:  # fmt: skip
    """Patients that this person may see, by name; `after` is the (family, given, id) of the row before."""
    found = _matching(select(Patient), actor, search)
    family, given = func.lower(Patient.family), func.lower(Patient.given)
    if after:
        found = found.where(
            or_(
                family > after[0],
                and_(family == after[0], given > after[1]),
                and_(family == after[0], given == after[1], Patient.id > after[2]),
            )
        )
    return list(await db.scalars(found.order_by(family, given, Patient.id).limit(limit)))


async def count(db: Db | ReadDb, actor: Actor, *, search: str = "", most: int = 1000) -> int:
    """How many that is, counted up to `most`."""
    some = _matching(select(Patient.id), actor, search).limit(most).subquery()
    return await db.scalar(select(func.count()).select_from(some)) or 0


def _matching(found: Select[Any], actor: Actor, search: str) -> Select[Any]:
    found = found.where(visible(actor, Patient.id))
    if query := rules.query_text(search):
        found = found.where(text("to_tsvector('simple', search) @@ to_tsquery('simple', :q)").bindparams(q=query))
    elif search.strip():
        found = found.where(false())
    return found


async def alike(
    db: Db | ReadDb, *, given: str, family: str, birth_date: date | None, phone: str = "", email: str = ""
) -> list[tuple[Patient, int]]:
    """Patients who may be the same person, best first, with a score of 50 to 100 (shown while registering)."""
    ways: list[ColumnElement[bool]] = []
    if birth_date:
        ways.append(Patient.birth_date == birth_date)
    if family.strip():
        ways.append(func.lower(Patient.family) == family.strip().lower())
    if phone:
        ways.append(Patient.phone == phone)
    if email:
        ways.append(Patient.email == email)
    if not ways:
        return []
    rows = await db.scalars(select(Patient).where(or_(*ways)).order_by(Patient.id.desc()).limit(200))
    wanted = rules.Likeness(given, family, birth_date, phone, email)
    scored = [(row, wanted.score(row.given, row.family, row.birth_date, row.phone, row.email)) for row in rows]
    return sorted(((r, s) for r, s in scored if s >= 50), key=lambda pair: -pair[1])[:5]


async def consents(db: Db | ReadDb, patient_id: UUID) -> list[Consent]:
    """Everything the patient agreed to, latest first."""
    rows = await db.scalars(
        select(Consent).where(Consent.patient_id == patient_id).order_by(Consent.given_at.desc(), Consent.id.desc())
    )
    return list(rows)


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


async def care_relations(db: Db | ReadDb, patient_id: UUID) -> list[CareRelation]:
    """Who takes care of the patient today."""
    rows = await db.scalars(
        select(CareRelation)
        .where(CareRelation.patient_id == patient_id, or_(CareRelation.until.is_(None), CareRelation.until > now()))
        .order_by(CareRelation.id)
    )
    return list(rows)


async def user_id_of(db: Db | ReadDb, patient_id: UUID) -> UUID | None:
    """The patient's own account, if there is one."""
    found: UUID | None = await db.scalar(select(Patient.user_id).where(Patient.id == patient_id))
    return found


@describes_patients
async def labels(db: Db | ReadDb, ids: list[UUID]) -> dict[UUID, PatientLabel]:
    """How worklist rows call these patients."""
    found = await patients_by_id(db, set(ids))
    return {
        id: PatientLabel(
            name=f"{row.given} {row.family}", number=row.number, user_id=row.user_id,
            birth_date=row.birth_date.isoformat(), sex=row.sex,
        )
        for id, row in found.items()
    }  # fmt: skip
