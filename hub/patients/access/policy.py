"""The one decision about a patient's record: this person, this patient, this relation, this label. As SQL, for lists.

In this order: an objection to this person closes everything (B09); one's own record is open, and a charge's to his
proxy (whose grant has decided the permissions, see `proxy`); a relation to the patient opens the clinical record if the
rules of the hospital let this relation do so; a label takes away the weak relations, and the proxy. Demographics are
open to `patient.any`, unless there is an objection. A label may also stand on one row: see `open_row`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Uuid, and_, bindparam, exists, false, or_, select, true

from hub.core.actor import Actor
from hub.core.db import Base
from hub.core.prepared import this_moment
from hub.patients.access.models import Label, SensitivityLabel
from hub.patients.models import CareRelation, RelationKind


@dataclass(frozen=True)
class Kind:
    """A kind of person, for statements that are made once: whoever asks is a parameter (see `who`)."""

    everything: bool
    cleared: bool
    relations: frozenset[str] | None
    clinician: bool
    patient: bool
    proxy: bool = False

    @property
    def permissions(self) -> frozenset[str]:
        return frozenset("*") if self.everything else frozenset()

    @property
    def practitioner_id(self) -> Any:
        return bindparam("my_practitioner", type_=Uuid()) if self.clinician else None

    @property
    def patient_id(self) -> Any:
        return bindparam("my_patient", type_=Uuid()) if self.patient else None

    def may(self, permission: str) -> bool:
        """What is asked here is whether labels count for this person."""
        return self.cleared and permission == CLEARED


Asker = Actor | Kind


def kind_of(actor: Actor) -> Kind:
    """What a prepared statement has to know of a person; few different ones exist."""
    return Kind("*" in actor.permissions, actor.may(CLEARED), actor.relations, actor.practitioner_id is not None,
                actor.patient_id is not None, actor.acts_for is not None)  # fmt: skip


def is_proxy(actor: Asker) -> bool:
    """Whether the patient of this person is a charge."""
    return actor.proxy if isinstance(actor, Kind) else actor.acts_for is not None


def who(actor: Actor) -> dict[str, Any]:
    """The values of the parameters of a statement that was made for a `Kind`."""
    return {"my_practitioner": actor.practitioner_id, "my_patient": actor.patient_id}


CLEARED = "sensitive.read"
"""The permission for which labels do not count; no built-in role has it."""
STRONG = {
    "patient": frozenset({RelationKind.treating, RelationKind.care_team, RelationKind.break_glass}),
    "row": frozenset({RelationKind.treating, RelationKind.break_glass}),
}
"""The relations that still open what bears a label: of the patient's whole record, and of one row of it."""
VEILED = frozenset({Label.psychiatry, Label.hiv, Label.substance_use, Label.reproductive})
"""What is kept from a proxy; the other labels are about curious colleagues."""


def kinds(actor: Asker) -> frozenset[RelationKind]:
    """The relations that open a clinical record to this person by the hospital's rules."""
    every = frozenset(RelationKind)
    return every if actor.relations is None else frozenset(kind for kind in every if kind.value in actor.relations)


def cares(actor: Asker, patient: Any, among: frozenset[RelationKind] | None = None) -> ColumnElement[bool]:
    """Whether this person has a living relation to `patient` (a column or an id) that opens the record."""
    allowed = kinds(actor) if among is None else kinds(actor) & among
    if actor.practitioner_id is None or not allowed:
        return false()
    living = and_(
        CareRelation.patient_id == patient, CareRelation.practitioner_id == actor.practitioner_id,
        or_(CareRelation.until.is_(None), CareRelation.until > this_moment()),
    )  # fmt: skip
    weak = allowed - STRONG["patient"]
    if actor.may(CLEARED) or not weak:
        return exists().where(living, CareRelation.kind.in_(allowed))
    strong = allowed & STRONG["patient"]
    return exists().where(
        living, or_(CareRelation.kind.in_(strong), and_(CareRelation.kind.in_(weak), ~labelled(patient, patient)))
    )


def labelled(patient: Any, entity: Any, among: frozenset[Label] = frozenset(Label)) -> ColumnElement[bool]:
    """Whether `entity` (the patient himself, a row of his) bears one of these labels."""
    return exists().where(
        SensitivityLabel.patient_id == patient, SensitivityLabel.entity_id == entity,
        SensitivityLabel.label.in_(sorted(among)), SensitivityLabel.removed_at.is_(None),
    ).correlate_except(SensitivityLabel)  # fmt: skip


def open_row(actor: Asker, patient: Any, entity: Any, holder: Any = None) -> ColumnElement[bool]:
    """Whether labels leave this row open to this person, who sees the patient's record: for lists and doors.

    In spite of a label it is open to the patient himself, to its own clinician (`holder`), to who treats the patient
    or has broken the glass, and to who is cleared.
    """
    if "*" in actor.permissions or actor.may(CLEARED):
        return true()
    if is_proxy(actor):
        return and_(~labelled(patient, entity, VEILED), ~labelled(patient, patient, VEILED))
    ways = [~labelled(patient, entity), cares(actor, patient, STRONG["row"])]
    if actor.practitioner_id is not None and holder is not None:
        ways.append(holder == actor.practitioner_id)
    if actor.patient_id is not None:
        ways.append(patient == actor.patient_id)
    return or_(*ways)


def beside_open(actor: Asker, patient: Any, entity: Any) -> ColumnElement[bool]:
    """The same for a row that hangs on `entity`, or on nothing (null)."""
    return or_(entity.is_(None), open_row(actor, patient, entity))


def visit_of(appointment: Any) -> Any:
    """The id of the encounter that came of an appointment (null for none): its labels are the appointment's, too."""
    encounter = Base.metadata.tables["encounter"]  # by name: encounters stand above patients
    found = select(encounter.c.id).where(encounter.c.appointment_id == appointment)
    return found.correlate_except(encounter).scalar_subquery()


def own(actor: Asker, patient: Any, *, clinical: bool) -> ColumnElement[bool]:
    """Whether `patient` is this person himself, or his charge; a labelled record is the charge's alone."""
    if actor.patient_id is None:
        return false()
    mine: ColumnElement[bool] = patient == actor.patient_id
    return and_(mine, ~labelled(patient, patient, VEILED)) if clinical and is_proxy(actor) else mine


CLOSED = "erasure.manage"
"""The permission that opens what is restricted or erased."""


def closed(patient: Any) -> ColumnElement[bool]:
    """SQL for 'this record is restricted or erased'."""
    table = _closable()
    return exists().where(table.c.id == patient, table.c.closed_at.is_not(None))


@cache
def _closable() -> FromClause:
    """Once for all statements: every alias copies the columns of the table."""
    return Base.metadata.tables["patient"].alias("closed")


def opens_closed(actor: Asker) -> bool:
    """Whether what is closed is there for this person whosever it is."""
    return "*" in actor.permissions or actor.may(CLOSED)


def barred(actor: Actor, patient: Any) -> ColumnElement[bool]:
    """SQL for 'this record is there for others, not for this person': there is an objection to him in it, or it is
    closed. Every list that names patients asks this, or `queries.visible`, which does.

    A closed record is there for the privacy officer, for the patient himself, and in an emergency.
    """
    ways = [patient.in_(actor.denied)] if actor.denied else []
    if not opens_closed(actor):
        there = {*actor.glass, actor.patient_id} - {None}
        ways.append(closed(patient) & patient.not_in(there) if there else closed(patient))
    return or_(false(), *ways)


def is_own(actor: Actor, patient_id: UUID) -> bool:
    return actor.patient_id is not None and actor.patient_id == patient_id
