"""What staff announces."""

from __future__ import annotations

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
