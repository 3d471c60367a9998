"""What staff's rows look like from outside."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from quart import Response

from hub.core import cursor
from hub.core.db import Db, ReadDb
from hub.core.http import Page
from hub.identity.models import UserAccount
from hub.staff import places, queries
from hub.staff.models import Practitioner
from hub.staff.schemas import (
    DepartmentOut,
    DepartmentsOut,
    EquipmentListOut,
    EquipmentOut,
    FacilitiesOut,
    FacilityOut,
    HiredOut,
    PlacesQuery,
    PractitionerOut,
    PractitionersQuery,
    RoomOut,
    RoomsOut,
    SpecialtiesOut,
    SpecialtyOut,
)


def practitioner(row: Practitioner, names: Mapping[str, str]) -> PractitionerOut:
    """`names`: code -> name of the specialties."""
    values = {name: getattr(row, name) for name in PractitionerOut.model_fields if name not in _MADE}
    return PractitionerOut(
        **values, specialty_name=names.get(row.specialty, ""), has_photo=row.photo_id is not None
    )  # fmt: skip


_MADE = ("specialty_name", "has_photo")


async def changed(db: Db | ReadDb, row: Practitioner) -> PractitionerOut:
    await db.flush()
    return practitioner(row, await places.specialty_names(db))


async def hired(db: Db, made: tuple[Practitioner, UserAccount, str]) -> HiredOut:
    row, user, password = made
    return HiredOut(practitioner=await changed(db, row), email=user.email, password=password)


async def practitioners(db: ReadDb, query: PractitionersQuery) -> Page[PractitionerOut]:
    key = cursor.read(query.after, 2)
    found = await queries.practitioners(
        db, specialty=query.specialty, role=query.role, search=query.search, with_inactive=query.inactive,
        after=(key[0], cursor.parse(UUID, key[1])) if key else None, limit=query.limit + 1,
    )  # fmt: skip
    shown = found[: query.limit]
    names = await places.specialty_names(db)
    last = shown[-1] if len(found) > query.limit else None
    return Page(
        items=[practitioner(row, names) for row in shown],
        next=cursor.write(last.family, last.id) if last else None,
    )


async def specialties(db: Db | ReadDb) -> SpecialtiesOut:
    """Every specialty with the number of its doctors; those without any at the end."""
    used = await queries.specialties_in_use(db)
    names = await places.specialty_names(db)
    items = [SpecialtyOut(code=code, name=name, doctors=used.get(code, 0)) for code, name in names.items()]
    return SpecialtiesOut(items=sorted(items, key=lambda s: (s.doctors == 0, s.name)))


def picture(media_type: str, content: bytes) -> Response:
    """A picture as a reply."""
    return Response(content, content_type=media_type)


async def departments(db: ReadDb, *, with_inactive: bool = False) -> DepartmentsOut:
    rows = await queries.departments(db, with_inactive=with_inactive)
    return DepartmentsOut(items=[DepartmentOut.model_validate(row) for row in rows])


async def facilities(db: ReadDb) -> FacilitiesOut:
    return FacilitiesOut(items=[FacilityOut.model_validate(row) for row in await places.facilities(db)])


async def rooms(db: ReadDb, query: PlacesQuery) -> RoomsOut:
    rows = await places.rooms(db, facility_id=query.facility_id, with_inactive=query.all)
    return RoomsOut(items=[RoomOut.model_validate(row) for row in rows])


async def equipment(db: ReadDb, query: PlacesQuery) -> EquipmentListOut:
    rows = await places.equipment(db, facility_id=query.facility_id, with_retired=query.all)
    return EquipmentListOut(items=[EquipmentOut.model_validate(row) for row in rows])
