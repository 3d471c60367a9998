"""What staff announces."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hub.core.facts import Fact


class PractitionerChanged(Fact):
    """A clinician was added, changed or left."""

    practitioner_id: UUID

    def rooms(self) -> list[str]:
        return ["role:admin", "role:receptionist"]


class FacilityChanged(Fact):
    """The facility's name, zone or identifiers changed."""

    facility_id: UUID

    def rooms(self) -> list[str]:
        return ["role:admin"]


class PlaceChanged(Fact):
    """A facility, department, room, device or specialty was added or changed."""

    place_id: UUID

    def rooms(self) -> list[str]:
        return ["role:admin", "role:receptionist"]


class StaffLeaveChanged(Fact):
    """Leave was asked for, approved, refused or cancelled; days are of the facility's calendar, both included."""

    leave_id: UUID
    user_id: UUID
    practitioner_id: UUID | None
    starts_on: date
    ends_on: date
    status: str

    @property
    def key(self) -> str:
        return str(self.user_id)

    def rooms(self) -> list[str]:
        return [f"user:{self.user_id}", "role:admin", "role:receptionist"]


class RosterChanged(Fact):
    """Shifts were planned, moved or taken away; `user_id` None: of several people."""

    facility_id: UUID
    user_id: UUID | None

    def rooms(self) -> list[str]:
        return ["role:admin"] + ([f"user:{self.user_id}"] if self.user_id else [])


class LicenceExpiring(Fact):
    """A licence ends in `days` days (0: it has ended) and nobody has renewed it."""

    credential_id: UUID
    user_id: UUID
    days: int

    def rooms(self) -> list[str]:
        return [f"user:{self.user_id}", "role:admin"]
