"""What staff announces."""

from __future__ import annotations

from datetime import date, datetime
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


class StaffRecordChanged(Fact):
    """Employment, credentials or privileges of somebody changed."""

    user_id: UUID

    def rooms(self) -> list[str]:
        return [f"user:{self.user_id}", "role:admin", "role:team_lead"]


class StaffLeaveChanged(Fact):
    """Leave was asked for, approved, refused or cancelled; days are of the facility's calendar, both included."""

    leave_id: UUID
    user_id: UUID
    practitioner_id: UUID | None
    lead_id: UUID | None
    """Who decides about it; None: whoever plans everybody's duty."""
    starts_on: date
    ends_on: date
    status: str

    @property
    def key(self) -> str:
        return str(self.user_id)

    def rooms(self) -> list[str]:
        return [*_people(self.user_id, self.lead_id), "role:admin", "role:team_lead", "role:receptionist"]


class RosterChanged(Fact):
    """The duty of somebody in a week changed; `user_id` None: of several people, before it is published."""

    department_id: UUID
    week: date
    user_id: UUID | None
    lead_id: UUID | None
    published: bool
    at: datetime

    def rooms(self) -> list[str]:
        return [*_people(self.user_id, self.lead_id), "role:admin", "role:team_lead"]


class ShiftSwapChanged(Fact):
    """A wish to give a shift away was made, taken, declined, decided or withdrawn."""

    swap_id: UUID
    department_id: UUID
    user_id: UUID
    """Who asked."""
    taker_id: UUID | None
    lead_id: UUID | None
    status: str

    @property
    def key(self) -> str:
        return str(self.swap_id)

    def rooms(self) -> list[str]:
        return [*_people(self.user_id, self.taker_id, self.lead_id), "role:admin", "role:team_lead"]


class OnCallChanged(Fact):
    """Who is on call for a service changed."""

    service_id: UUID
    user_id: UUID | None

    def rooms(self) -> list[str]:
        return [*_people(self.user_id), "role:admin", "role:team_lead", "role:doctor", "role:nurse"]


class LicenceExpiring(Fact):
    """A licence ends in `days` days (0: it has ended) and nobody has renewed it."""

    credential_id: UUID
    user_id: UUID
    lead_id: UUID | None
    days: int

    def rooms(self) -> list[str]:
        return [*_people(self.user_id, self.lead_id), "role:admin"]


class IncidentReportChanged(Fact):
    """An incident was reported, reviewed or closed; without `reporter_id` nobody knows who reported it."""

    incident_report_id: UUID
    reporter_id: UUID | None
    status: str

    def rooms(self) -> list[str]:
        return [*_people(self.reporter_id), "role:admin", "role:team_lead"]


def _people(*ids: UUID | None) -> list[str]:
    return [f"user:{id}" for id in dict.fromkeys(ids) if id is not None]
