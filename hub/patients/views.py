"""What a patient's rows look like from outside."""

from __future__ import annotations

from uuid import UUID

from hub.core import cursor
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Page
from hub.identity import house
from hub.identity.queries import practitioner_names
from hub.patients import fields, identifiers, likeness, numbering, queries, relatives
from hub.patients.models import IdentifierSystem, Patient
from hub.patients.registration_schemas import IdentifierSystemOut, RegistrationFieldOut, RegistrationOut
from hub.patients.schemas import Alike as AlikeQuery
from hub.patients.schemas import (
    AlikeOut,
    AlikesOut,
    CareOut,
    ConsentOut,
    IdentifierOut,
    LikenessReasonOut,
    PatientDetails,
    PatientPage,
    PatientRow,
    PatientsQuery,
    RelativeOut,
)


async def page(db: Db, row: Patient) -> PatientPage:
    """One patient with numbers, contacts, consents and care team, in one exchange."""
    await db.flush()
    care = await queries.care_relations(db, row.id)
    names = await practitioner_names(db, {relation.practitioner_id for relation in care})
    return PatientPage(
        patient=PatientDetails.of(row),
        identifiers=[
            IdentifierOut(id=one.id, system=system.code, name=system.name, kind=system.kind, value=one.value)
            for one, system in await identifiers.of_patients(db, [row.id])
        ],
        relatives=[relative(one) for one in await relatives.of_patient(db, row)],
        consents=[ConsentOut.model_validate(consent) for consent in await queries.consents(db, row.id)],
        care=[
            CareOut(
                id=relation.id, practitioner_id=relation.practitioner_id, kind=relation.kind,
                name=names.get(relation.practitioner_id, ""), since=relation.created_at, until=relation.until,
                manual=relation.source == queries.MANUAL,
            )
            for relation in care
        ],
    )  # fmt: skip


def relative(one: relatives.Relative) -> RelativeOut:
    """A relative who is a confidential patient is here by initials only."""
    other = one.patient
    name = one.row.name if other is None else other.masked_name if other.confidential else other.name
    shown = other is None or not other.confidential
    return RelativeOut(
        id=one.row.id, kinship=one.kinship, name=name, emergency=one.row.emergency, next_of_kin=one.row.next_of_kin,
        phone=(one.row.phone or (other.phone if other else "")) if shown else "",
        email=(one.row.email or (other.email if other else "")) if shown else "", note=one.row.note if one.own else "",
        patient_id=other.id if other else None, number=other.number if other else "", own=one.own,
    )  # fmt: skip


async def rows(db: ReadDb, actor: Actor, query: PatientsQuery) -> Page[PatientRow]:
    """Patients that this person may see, by name."""
    key = cursor.read(query.after, 3)
    after = (key[0], key[1], cursor.parse(UUID, key[2])) if key else None
    found = await queries.search(db, actor, search=query.search, after=after, limit=query.limit + 1)
    shown = found[: query.limit]
    last = shown[-1] if len(found) > query.limit else None
    return Page(
        items=[PatientRow.seen(one.patient, actor, similar=one.similar) for one in shown],
        next=cursor.write(*last.key) if last else None,
        total=None if query.search else await queries.count(db, actor),
    )


async def alike(db: ReadDb, actor: Actor, query: AlikeQuery) -> AlikesOut:
    """Who may be the same person as the one being typed in."""
    return _alikes(await queries.alike(db, query.person()), actor)


async def alike_of(db: Db, actor: Actor, row: Patient) -> AlikesOut:
    """Who may be the same person as this patient, without those of whom somebody said that they are not."""
    return _alikes(await queries.alike(db, queries.as_person(row), but=row.id), actor)


def _alikes(found: list[queries.Alike], actor: Actor) -> AlikesOut:
    return AlikesOut(
        items=[
            AlikeOut(
                patient=PatientRow.seen(one.patient, actor), score=one.score, likely=one.score >= likeness.LIKELY,
                reasons=[LikenessReasonOut.model_validate(reason._asdict()) for reason in one.reasons],
            )
            for one in found
        ]
    )  # fmt: skip


async def system(db: Db | ReadDb, row: IdentifierSystem) -> IdentifierSystemOut:
    return _system(row, (await house.today(db)).year)


def _system(row: IdentifierSystem, year: int) -> IdentifierSystemOut:
    drawn = numbering.draws(row.pattern)
    shown = {name: getattr(row, name) for name in IdentifierSystemOut.model_fields if name not in ("drawn", "example")}
    example = numbering.made(row.pattern, row.check_digit, row.next_number, year) if drawn else row.pattern
    return IdentifierSystemOut(**shown, drawn=drawn, example=example)


async def registration(db: Db | ReadDb, *, whole: bool = False) -> RegistrationOut:
    """What registration asks for; `whole`: also what is no longer asked."""
    year = (await house.today(db)).year
    return RegistrationOut(
        systems=[_system(row, year) for row in await identifiers.systems(db, with_inactive=whole)],
        fields=[RegistrationFieldOut.model_validate(row) for row in await fields.all_of(db, with_inactive=whole)],
    )
