"""HTTP of staff: the facility, its departments and clinicians."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Page
from hub.staff import actions, queries, views
from hub.staff.duty_routes import api as duty_api  # noqa: F401  (the hub finds every Api of this module here)
from hub.staff.incident_routes import api as incidents_api  # noqa: F401
from hub.staff.place_routes import api as places_api  # noqa: F401
from hub.staff.record_routes import api as records_api  # noqa: F401
from hub.staff.schemas import (
    ChangeFacility,
    ChangePractitioner,
    DepartmentsOut,
    FacilityOut,
    HireClinician,
    HiredOut,
    PlacesQuery,
    PractitionerOut,
    PractitionersQuery,
    SpecialtiesOut,
)

api = Api("staff")


@api.get("/specialties", may="staff.read")
async def read_specialties(db: ReadDb) -> SpecialtiesOut:
    """What one can see a doctor for."""
    return await views.specialties(db)


@api.get("/practitioners", may="staff.read")
async def read_practitioners(db: ReadDb, query: PractitionersQuery) -> Page[PractitionerOut]:
    """Clinicians by family name."""
    return await views.practitioners(db, query)


@api.get("/practitioners/<uuid:practitioner_id>", may="staff.read")
async def read_practitioner(db: ReadDb, practitioner_id: UUID) -> PractitionerOut:
    """One clinician."""
    return await views.changed(db, await queries.practitioner(db, practitioner_id))


@api.post("/practitioners", may="staff.manage", status=201)
async def hire(db: Db, actor: Actor, data: HireClinician) -> HiredOut:
    """Add a doctor or nurse with an account; the first password is told once."""
    return await views.hired(db, await actions.hire(db, actor=actor, **data.model_dump()))


@api.patch("/practitioners/<uuid:practitioner_id>", may="staff.manage")
async def change_practitioner(
    db: Db, actor: Actor, practitioner_id: UUID, data: ChangePractitioner
) -> PractitionerOut:  # fmt: skip
    """Correct a clinician's entry."""
    row = await queries.access_practitioner(db, actor, practitioner_id, lock=True)
    return await views.changed(db, await actions.change_practitioner(db, row, data.changes(), actor=actor))


@api.put("/practitioners/<uuid:practitioner_id>/photo", may="staff.manage", max_bytes=20_000_000)
async def set_photo(db: Db, actor: Actor, practitioner_id: UUID, raw: bytes) -> PractitionerOut:
    """The picture that patients see; an empty body takes it away."""
    row = await queries.access_practitioner(db, actor, practitioner_id, lock=True)
    return await views.changed(db, await actions.set_photo(db, row, raw, actor=actor))


@api.get("/practitioners/<uuid:practitioner_id>/photo", may="staff.read", hide=True)
async def read_photo(db: ReadDb, practitioner_id: UUID) -> Response:
    """The picture itself."""
    return views.picture(*await actions.photo(db, await queries.practitioner(db, practitioner_id)))


@api.get("/departments", may="staff.read")
async def read_departments(db: ReadDb, query: PlacesQuery) -> DepartmentsOut:
    """The parts of the facility."""
    return await views.departments(db, with_inactive=query.all)


@api.get("/facility", may="staff.read")
async def read_facility(db: ReadDb) -> FacilityOut:
    """The facility's name, zone and identifiers."""
    return FacilityOut.model_validate(await queries.facility(db))


@api.patch("/facility", may="staff.manage")
async def change_facility(db: Db, actor: Actor, data: ChangeFacility) -> FacilityOut:
    """Correct the facility's name, zone or identifiers."""
    row = await actions.change_facility(db, await queries.facility(db), data.changes(), actor=actor)
    return FacilityOut.model_validate(row)
