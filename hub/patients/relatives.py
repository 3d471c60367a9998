"""Contacts and relatives. A relation between two patients is one row that both see, each from his side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.phones import phone_of
from hub.core.prepared import Loaded
from hub.patients import queries
from hub.patients.facts import PatientChanged
from hub.patients.models import Kinship, Patient, RelatedPerson, Sex

_K = Kinship
SAME = {_K.spouse, _K.sibling, _K.friend, _K.other}
INVERSE = {
    _K.mother: _K.child, _K.father: _K.child, _K.parent: _K.child, _K.guardian: _K.ward, _K.ward: _K.guardian,
    _K.grandparent: _K.grandchild, _K.grandchild: _K.grandparent, _K.child: _K.parent,
}  # fmt: skip


class Relative(NamedTuple):
    """One contact as one patient sees it; `patient` when he is a patient here. `own`: entered at this patient."""

    row: RelatedPerson
    kinship: Kinship
    patient: Patient | None
    own: bool


def inverse(kinship: Kinship, of: Sex) -> Kinship:
    """What the patient (whose sex is `of`) is to the other: the son of a mother is her child, she is his mother."""
    if kinship in SAME:
        return kinship
    if kinship == _K.child:
        return {Sex.female: _K.mother, Sex.male: _K.father}.get(of, _K.parent)
    return INVERSE.get(kinship, _K.other)


_OF_PATIENT = Loaded(
    select(RelatedPerson)
    .where(or_(RelatedPerson.patient_id == bindparam("patient_id"),
               RelatedPerson.relative_id == bindparam("patient_id")),
           RelatedPerson.ended_at.is_(None))
    .order_by(RelatedPerson.emergency.desc(), RelatedPerson.id)
)  # fmt: skip


async def of_patient(db: Db | ReadDb, patient: Patient) -> list[Relative]:
    """Everybody who is close to the patient, entered here or at the other one."""
    rows = await db.load(_OF_PATIENT, patient_id=patient.id)
    others = await queries.patients_by_id(
        db, {id for row in rows for id in (row.patient_id, row.relative_id) if id is not None} - {patient.id}
    )
    found = []
    for row in rows:
        own = row.patient_id == patient.id
        other = others.get((row.relative_id or patient.id) if own else row.patient_id)
        kinship = row.kinship if own or other is None else inverse(row.kinship, other.sex)
        found.append(Relative(row, _K(kinship), other, own))
    return _one_each(found)


def _one_each(found: list[Relative]) -> list[Relative]:
    """Who was entered from both sides is shown once, as this side says."""
    once: dict[Any, Relative] = {}
    for one in sorted(found, key=lambda one: not one.own):
        once.setdefault(one.patient.id if one.patient else one.row.id, one)
    return [one for one in found if one in once.values()]


async def add(db: Db, patient: Patient, values: Mapping[str, Any], *, actor: Actor) -> RelatedPerson:
    """A contact of the patient: somebody by name, or another patient (`relative_id`)."""
    values = await _checked(db, patient, dict(values), actor)
    row = RelatedPerson(patient_id=patient.id, **values)
    db.add(row)
    return await _kept(db, patient, row, actor)


async def change(db: Db, patient: Patient, row: RelatedPerson, values: Mapping[str, Any], *, actor: Actor) -> None:
    """Correct a contact."""
    for name, value in (await _checked(db, patient, dict(values), actor)).items():
        setattr(row, name, value)
    await _kept(db, patient, row, actor)


async def end(db: Db, patient: Patient, row: RelatedPerson, *, actor: Actor) -> None:
    """No longer a contact."""
    row.ended_at = now()
    await _kept(db, patient, row, actor)


async def access(db: Db, patient: Patient, related_id: UUID) -> RelatedPerson:
    """A contact of a patient that one has access to, from either side, locked."""
    row = await db.get(RelatedPerson, related_id, with_for_update=True)
    if row is None or row.ended_at is not None or patient.id not in (row.patient_id, row.relative_id):
        raise NotFound()
    return row


async def _checked(db: Db, patient: Patient, values: dict[str, Any], actor: Actor) -> dict[str, Any]:
    if values.get("phone"):
        values["phone"] = phone_of(values["phone"])
    if (other := values.get("relative_id")) is not None:
        if other == patient.id:
            raise Invalid("Nobody is related to himself.", code="same_patient")
        await queries.access_patient(db, actor, other)
    elif not values.get("name"):
        raise Invalid("Please enter a name, or choose a patient.", code="no_name", errors=[
            {"path": "name", "message": "Please enter a name.", "type": "missing"}])  # fmt: skip
    return values


async def _kept(db: Db, patient: Patient, row: RelatedPerson, actor: Actor) -> RelatedPerson:
    audit.wrote(db, actor, row)
    state(db, PatientChanged(patient_id=patient.id, user_id=patient.user_id), actor=actor)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("These two are related already.", code="related_already") from error
    return row
