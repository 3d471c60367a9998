"""What staff's rows look like from outside."""

from __future__ import annotations

from uuid import UUID

from hub.core import cursor
from hub.core.db import Db, ReadDb
from hub.core.http import Page
from hub.identity.models import UserAccount
from hub.staff import queries
from hub.staff.models import Practitioner
from hub.staff.rules import SPECIALTIES
from hub.staff.schemas import (
    DepartmentOut,
    DepartmentsOut,
    HiredOut,
    PractitionerOut,
    PractitionersQuery,
    SpecialtiesOut,
    SpecialtyOut,
)


def practitioner(row: Practitioner) -> PractitionerOut:
    names = [name for name in PractitionerOut.model_fields if name != "specialty_name"]
    return PractitionerOut(
        **{name: getattr(row, name) for name in names}, specialty_name=SPECIALTIES.get(row.specialty, ("", ""))[0]
    )


async def changed(db: Db, row: Practitioner) -> PractitionerOut:
    await db.flush()
    return practitioner(row)


async def hired(db: Db, made: tuple[Practitioner, UserAccount, str]) -> HiredOut:
    await db.flush()
    row, user, password = made
    return HiredOut(practitioner=practitioner(row), email=user.email, password=password)


async def practitioners(db: ReadDb, query: PractitionersQuery) -> Page[PractitionerOut]:
    key = cursor.read(query.after, 2)
    found = await queries.practitioners(
        db, specialty=query.specialty, role=query.role, search=query.search, with_inactive=query.inactive,
        after=(key[0], cursor.parse(UUID, key[1])) if key else None, limit=query.limit + 1,
    )  # fmt: skip
    shown = found[: query.limit]
    last = shown[-1] if len(found) > query.limit else None
    return Page(
        items=[practitioner(row) for row in shown],
        next=cursor.write(last.family.lower(), last.id) if last else None,
    )


async def specialties(db: ReadDb) -> SpecialtiesOut:
    """Every specialty with the number of its doctors; those without any at the end."""
    used = await queries.specialties_in_use(db)
    items = [SpecialtyOut(code=code, name=name, doctors=used.get(code, 0)) for code, (name, _) in SPECIALTIES.items()]
    return SpecialtiesOut(items=sorted(items, key=lambda s: (s.doctors == 0, s.name)))


async def departments(db: ReadDb) -> DepartmentsOut:
    return DepartmentsOut(items=[DepartmentOut.model_validate(row) for row in await queries.departments(db)])
