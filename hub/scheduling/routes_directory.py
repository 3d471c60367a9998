"""HTTP of the directory of doctors. Strangers read it only where the hospital has switched that on."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import ReadDb
from hub.core.http import PUBLIC, Api, Page
from hub.scheduling import directory
from hub.scheduling.schemas_directory import DoctorChoicesOut, DoctorOut, DoctorRowOut, DoctorSearch

api = Api("directory")


@api.get("/doctors", may=PUBLIC)
async def doctors(db: ReadDb, actor: Actor, query: DoctorSearch) -> Page[DoctorRowOut]:
    """Doctors by name, specialty, language, place, next free time."""
    return await directory.doctors(db, actor, query)


@api.get("/doctors/choices", may=PUBLIC)
async def choices(db: ReadDb, actor: Actor) -> DoctorChoicesOut:
    """What there is to filter by."""
    return await directory.choices(db, actor)


@api.get("/doctors/<uuid:practitioner_id>", may=PUBLIC)
async def doctor(db: ReadDb, actor: Actor, practitioner_id: UUID) -> DoctorOut:
    """A doctor's page."""
    return await directory.doctor(db, actor, practitioner_id)


@api.get("/doctors/<uuid:practitioner_id>/photo", may=PUBLIC, hide=True)
async def photo(db: ReadDb, actor: Actor, practitioner_id: UUID) -> Response:
    """A doctor's picture."""
    return await directory.picture(db, actor, practitioner_id)
