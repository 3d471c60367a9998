"""What crosses HTTP at staff."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from hub.core.http import Body, Out
from hub.staff.models import DepartmentKind, EquipmentStatus, PractitionerRole, RoomKind

Npi = Annotated[str, Field(pattern=r"^(\d{10})?$")]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Short = Annotated[str, Field(max_length=120)]


class SpecialtyOut(Out):
    code: str
    name: str
    doctors: int
    """How many see patients today."""


class SpecialtiesOut(Out):
    items: list[SpecialtyOut]


class PractitionersQuery(Body):
    specialty: str = Field("", max_length=60)
    role: PractitionerRole | None = None
    search: str = Field("", max_length=100)
    inactive: bool = False
    after: str = Field("", max_length=400)
    limit: int = Field(50, ge=1, le=100)


class PractitionerOut(Out):
    """A clinician as patients and colleagues see one."""

    id: UUID
    name: str
    given: str
    family: str
    title: str
    role: PractitionerRole
    specialty: str
    specialty_name: str
    languages: list[str]
    about: str
    department_id: UUID | None
    npi: str
    active: bool
    user_id: UUID | None
    has_photo: bool
    demo: bool


class HireClinician(Body):
    """A doctor or nurse with an account."""

    email: str = Field(max_length=254)
    given: Annotated[str, Field(min_length=1, max_length=100)]
    family: Annotated[str, Field(min_length=1, max_length=100)]
    role: PractitionerRole
    title: Annotated[str, Field(max_length=30)] = ""
    specialty: Annotated[str, Field(max_length=60)] = ""
    npi: Npi = ""
    languages: list[Language] = Field(["en"], max_length=20)
    department_id: UUID | None = None


class HiredOut(Out):
    """`password` is told this once; it must be changed at the first sign-in."""

    practitioner: PractitionerOut
    email: str
    password: str


class ChangePractitioner(Body):
    given: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    family: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    title: Annotated[str, Field(max_length=30)] | None = None
    specialty: Annotated[str, Field(max_length=60)] | None = None
    npi: Npi | None = None
    languages: list[Language] | None = Field(None, max_length=20)
    department_id: UUID | None = None
    about: Annotated[str, Field(max_length=1000)] | None = None
    active: bool | None = None

    def changes(self) -> dict[str, Any]:
        """What was sent, and only that."""
        return self.model_dump(exclude_unset=True, exclude_none=True)


class OpenHours(Body):
    """A stretch in which a department is open, on the facility's wall clock; 00:00 as the end is the end of the day."""

    weekday: int = Field(ge=0, le=6)
    starts: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    ends: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.ends not in ("00:00",) and self.ends <= self.starts:
            raise ValueError("the end must come after the beginning")
        return self


class DepartmentOut(Out):
    id: UUID
    facility_id: UUID
    code: str
    name: str
    kind: DepartmentKind
    lead_id: UUID | None = None
    hours: list[OpenHours]
    active: bool


class DepartmentsOut(Out):
    items: list[DepartmentOut]


class FacilityOut(Out):
    id: UUID
    name: str
    zone: str
    currency: str
    npi: str
    taxonomy: str
    tin: str
    phone: str
    address: dict[str, Any]
    active: bool


class FacilitiesOut(Out):
    """The seat of the hospital first."""

    items: list[FacilityOut]


class FacilityAddress(Body):
    line: Short = ""
    city: Short = ""
    state: Short = ""
    postal_code: Short = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "US"


class ChangeFacility(Body):
    name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    zone: Short | None = None
    npi: Npi | None = None
    taxonomy: Annotated[str, Field(pattern=r"^([0-9A-Z]{9}X)?$")] | None = None
    tin: Annotated[str, Field(pattern=r"^(\d{9})?$")] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    address: FacilityAddress | None = None
    active: bool | None = None

    def changes(self) -> dict[str, Any]:
        """What was sent, and only that."""
        return self.model_dump(exclude_unset=True, exclude_none=True)


Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,29}$")]
Named = Annotated[str, Field(min_length=1, max_length=120)]


class _Change(Body):
    def changes(self) -> dict[str, Any]:
        """What was sent, and only that: None takes a link away."""
        return self.model_dump(exclude_unset=True)


class NewFacility(Body):
    name: Named
    zone: Short
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    phone: Annotated[str, Field(max_length=40)] = ""
    address: FacilityAddress = FacilityAddress()


class NewDepartment(Body):
    facility_id: UUID
    code: Code
    name: Named
    kind: DepartmentKind


class ChangeDepartment(_Change):
    name: Named = ""
    kind: DepartmentKind = DepartmentKind.outpatient
    lead_id: UUID | None = None
    hours: list[OpenHours] = Field([], max_length=28)
    active: bool = True


class NewRoom(Body):
    facility_id: UUID
    department_id: UUID | None = None
    code: Code
    name: Named
    kind: RoomKind
    capacity: int = Field(1, ge=1, le=500)


class ChangeRoom(_Change):
    department_id: UUID | None = None
    name: Named = ""
    kind: RoomKind = RoomKind.other
    capacity: int = Field(1, ge=1, le=500)
    active: bool = True


class RoomOut(Out):
    id: UUID
    facility_id: UUID
    department_id: UUID | None
    code: str
    name: str
    kind: RoomKind
    capacity: int
    active: bool


class RoomsOut(Out):
    items: list[RoomOut]


class NewEquipment(Body):
    facility_id: UUID
    department_id: UUID | None = None
    room_id: UUID | None = None
    code: Code
    name: Named
    kind: Named
    serial: Short = ""
    service_due_on: date | None = None


class ChangeEquipment(_Change):
    department_id: UUID | None = None
    room_id: UUID | None = None
    name: Named = ""
    kind: Named = ""
    serial: Short = ""
    status: EquipmentStatus = EquipmentStatus.available
    service_due_on: date | None = None


class EquipmentOut(Out):
    id: UUID
    facility_id: UUID
    department_id: UUID | None
    room_id: UUID | None
    code: str
    name: str
    kind: str
    serial: str
    status: EquipmentStatus
    service_due_on: date | None


class EquipmentListOut(Out):
    items: list[EquipmentOut]


class PlacesQuery(Body):
    facility_id: UUID | None = None
    all: bool = False
    """Also what is closed or retired."""


class NewSpecialty(Body):
    """One of the hospital's own, or a correction of one that ships (by its code)."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,58}$")]
    name: Named
    taxonomy: Annotated[str, Field(pattern=r"^([0-9A-Z]{9}X)?$")] = ""
    active: bool = True
