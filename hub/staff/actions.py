"""Writes of staff: one function per verb."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import Uuid, literal, select

from hub.core import audit, files, filing, scanner
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid, NotFound
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.keys import HOUSE
from hub.core.settings import settings
from hub.identity import actions as identity
from hub.identity import house, passwords
from hub.identity.models import UserAccount
from hub.staff import places
from hub.staff.facts import FacilityChanged, PractitionerChanged
from hub.staff.models import Department, DepartmentKind, Facility, Practitioner, PractitionerRole, Specialty
from hub.staff.rules import npi_is_valid


async def found_facility(db: Db, name: str, zone: str, currency: str, *, actor: Actor, **more: Any) -> Facility:
    """The facility of a new installation."""
    facility = Facility(name=name, zone=_zone(zone), currency=currency, **{"address": {}, **more})
    db.add(facility)
    audit.wrote(db, actor, facility)
    return facility


async def add_facility(db: Db, values: dict[str, Any], *, actor: Actor) -> Facility:
    """One more hospital or clinic of this installation."""
    _zone(values["zone"])
    return await places.add(db, Facility, values, actor=actor)


async def keep_specialty(db: Db, values: dict[str, Any], *, actor: Actor) -> Specialty:
    """A specialty of the hospital's own, or its correction of one that ships; the code stays what it is."""
    row = await db.scalar(select(Specialty).where(Specialty.code == values["code"]).with_for_update())
    if row is None:
        return await places.add(db, Specialty, values, actor=actor)
    return await places.change(db, row, values, actor=actor)


async def change_facility(db: Db, facility: Facility, values: dict[str, Any], *, actor: Actor) -> Facility:
    """Correct the facility's name, zone or identifiers."""
    if "zone" in values:
        _zone(values["zone"])
    if values.get("npi"):
        _npi(values["npi"])
    for name, value in values.items():
        setattr(facility, name, value)
    audit.wrote(db, actor, facility)
    state(db, FacilityChanged(facility_id=facility.id), actor=actor)
    await db.flush()
    house.forget(db)
    return facility


async def open_department(
    db: Db, facility: Facility, code: str, name: str, kind: DepartmentKind, *, actor: Actor
) -> Department:  # fmt: skip
    """A new department."""
    department = Department(facility_id=facility.id, code=code, name=name, kind=kind)
    db.add(department)
    audit.wrote(db, actor, department)
    return department


async def hire(
    db: Db, email: str, *, given: str, family: str, role: PractitionerRole, actor: Actor, title: str = "",
    specialty: str = "", npi: str = "", languages: Iterable[str] = ("en",), department_id: UUID | None = None,
    about: str = "", demo: bool = False, password_hash: str = "",
) -> tuple[Practitioner, UserAccount, str]:  # fmt: skip
    """A clinician with an account; returns both and the first password, which must be changed at the first sign-in."""
    await _check(db, {"specialty": specialty, "npi": npi, "department_id": department_id})
    first = passwords.generated()
    practitioner_id = uuid7()
    user = await identity.create_user(
        db, email, first, " ".join(part for part in (title, given, family) if part), [role.value], actor=actor,
        practitioner_id=practitioner_id, must_change=not password_hash, checked=False, demo=demo,
        password_hash=password_hash,
    )  # fmt: skip
    user.department_id = department_id
    practitioner = Practitioner(
        id=practitioner_id, user_id=user.id, department_id=department_id, role=role, given=given, family=family,
        title=title, specialty=specialty, npi=npi, languages=list(languages), about=about, active=True, demo=demo,
    )  # fmt: skip
    db.add(practitioner)
    audit.wrote(db, actor, practitioner)
    state(db, PractitionerChanged(practitioner_id=practitioner.id), actor=actor)
    return practitioner, user, first


async def change_practitioner(
    db: Db, practitioner: Practitioner, values: dict[str, Any], *, actor: Actor
) -> Practitioner:  # fmt: skip
    """Correct a clinician's entry. Who is no longer active cannot sign in either."""
    await _check(db, values)
    was_active, was_called = practitioner.active, practitioner.name
    for name, value in values.items():
        setattr(practitioner, name, value)
    audit.wrote(db, actor, practitioner)
    state(db, PractitionerChanged(practitioner_id=practitioner.id), actor=actor)
    if practitioner.user_id and (
        (practitioner.active, practitioner.name) != (was_active, was_called) or "department_id" in values
    ):
        user = await db.get_one(UserAccount, practitioner.user_id, with_for_update=True)
        user.department_id = practitioner.department_id
        await identity.rename(db, user, practitioner.name, actor=actor)
        if practitioner.active != was_active:
            await (identity.enable if practitioner.active else identity.disable)(db, user, actor=actor)
    return practitioner


async def _check(db: Db, values: dict[str, Any]) -> None:
    if (code := values.get("specialty")) and code not in await places.specialty_names(db):
        raise Invalid("This specialty is not on the list.", code="unknown_specialty")
    if values.get("npi"):
        _npi(values["npi"])
    if (id := values.get("department_id")) and await db.get(Department, id) is None:
        raise Invalid("There is no such department.", code="unknown_department")


def _npi(npi: str) -> None:
    if not npi_is_valid(npi):
        raise Invalid("This is not a valid National Provider Identifier.", code="bad_npi", errors=[
            {"path": "npi", "message": "Ten digits; the last is a check digit.", "type": "npi"}])  # fmt: skip


def _zone(zone: str) -> str:
    if zone not in available_timezones():
        raise Invalid("This is not a time zone such as America/New_York.", code="bad_zone")
    return zone


@filing.keeps_files
def _photos() -> Any:
    return select(Practitioner.photo_id, literal(HOUSE, type_=Uuid()))


async def set_photo(db: Db, practitioner: Practitioner, raw: bytes, *, actor: Actor) -> Practitioner:
    """The picture that patients see; empty takes it away. 422 for anything but a JPEG or PNG."""
    found = files.clean(raw, most=settings().max_upload_bytes, only_images=True) if raw else None
    if found is not None:
        await scanner.check(found.content)
    before = practitioner.photo_id
    practitioner.photo_id = (await filing.keep(db, found.content, owner=HOUSE))[0] if found else None
    practitioner.photo_type = found.media_type if found else ""
    audit.wrote(db, actor, practitioner)
    state(db, PractitionerChanged(practitioner_id=practitioner.id), actor=actor)
    if before is not None:
        await filing.let_go(db, before)
    return practitioner


async def photo(db: Db | ReadDb, practitioner: Practitioner) -> tuple[str, bytes]:
    """(media type, bytes) of the clinician's picture; 404 without one."""
    if practitioner.photo_id is None:
        raise NotFound()
    try:
        return practitioner.photo_type, await filing.read(db, practitioner.photo_id)
    except FileNotFoundError:
        raise NotFound() from None
