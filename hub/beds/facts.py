"""What beds announces: ids and states only."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from hub.core.facts import Fact


class WardChanged(Fact):
    """A ward was opened, changed or closed, or has other beds."""

    ward_id: UUID

    def rooms(self) -> list[str]:
        return ["role:nurse", "role:doctor", "role:receptionist", "role:admin"]


class BedChanged(Fact):
    """A bed is free, held, taken, being cleaned or blocked."""

    bed_id: UUID
    status: str

    def rooms(self) -> list[str]:
        return ["role:nurse", "role:doctor", "role:receptionist", "role:admin"]


class StayChanged(Fact):
    """A stay went on."""

    stay_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    case_id: UUID | None = None
    status: str
    moved: bool = False
    """He lies in another bed than before."""

    @property
    def key(self) -> str:
        return f"stay:{self.stay_id}"

    def rooms(self) -> list[str]:
        return [f"practitioner:{self.practitioner_id}", f"patient:{self.patient_id}", "role:nurse"]


class TransferChanged(Fact):
    """A patient of a ward is to lie elsewhere: asked | arrived | refused | cancelled."""

    untold = frozenset({"told", "asked_by"})

    place_id: UUID
    stay_id: UUID
    patient_id: UUID
    ward_id: UUID
    """Where he is to come to."""
    what: str
    practitioner_id: UUID
    """The clinician of the stay; after an arrival the one who leads from there on."""
    taken_over: bool = False
    told: list[UUID] = Field(default_factory=list)
    """Accounts of the nurses of the ward that is asked; none: the ward has no people of its own, all nurses are."""
    asked_by: UUID | None = None

    @property
    def key(self) -> str:
        return f"stay:{self.stay_id}"

    def rooms(self) -> list[str]:
        return [f"practitioner:{self.practitioner_id}", f"patient:{self.patient_id}", "role:nurse"]
