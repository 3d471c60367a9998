"""What a patient's rows look like from outside."""

from __future__ import annotations

from uuid import UUID

from hub.core import cursor
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Page
from hub.identity.queries import practitioner_names
from hub.patients import queries
from hub.patients.models import Patient
from hub.patients.schemas import Alike as AlikeQuery
from hub.patients.schemas import (
    AlikeOut,
    AlikesOut,
    CareOut,
    ConsentOut,
    PatientDetails,
    PatientPage,
    PatientRow,
    PatientsQuery,
)


async def page(db: Db, row: Patient) -> PatientPage:
    """One patient with consents and care team, in one exchange."""
    await db.flush()
    care = await queries.care_relations(db, row.id)
    names = await practitioner_names(db, {relation.practitioner_id for relation in care})
    return PatientPage(
        patient=PatientDetails.of(row),
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


async def rows(db: ReadDb, actor: Actor, query: PatientsQuery) -> Page[PatientRow]:
    """Patients that this person may see, by name."""
    key = cursor.read(query.after, 3)
    after = (key[0], key[1], cursor.parse(UUID, key[2])) if key else None
    found = await queries.search(db, actor, search=query.search, after=after, limit=query.limit + 1)
    shown = found[: query.limit]
    last = shown[-1] if len(found) > query.limit else None
    return Page(
        items=[PatientRow.model_validate(row) for row in shown],
        next=cursor.write(last.family.lower(), last.given.lower(), last.id) if last else None,
        total=await queries.count(db, actor, search=query.search),
    )


async def alike(db: ReadDb, query: AlikeQuery) -> AlikesOut:
    """Who may be the same person as the one being typed in."""
    found = await queries.alike(
        db, given=query.given, family=query.family, birth_date=query.birth_date, phone=query.phone, email=query.email
    )
    return AlikesOut(items=[AlikeOut(patient=PatientRow.model_validate(row), score=score) for row, score in found])
