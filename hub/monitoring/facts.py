"""What monitoring announces: ids and states, never a value."""

from __future__ import annotations

from uuid import UUID

from hub.core import acting
from hub.core.facts import Fact


class _OfPatient(Fact):
    patient_id: UUID

    @property
    def key(self) -> str:
        return f"vitals:{self.patient_id}"

    def rooms(self) -> list[str]:
        return [f"patient:{self.patient_id}"]


class VitalsRecorded(_OfPatient):
    """Values came in, or a doubtful one was confirmed or rejected."""

    set_id: UUID
    doubtful: bool = False
    patient_user_id: UUID | None = None

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "record")
        return [*super().rooms(), *own]


class _OfAlert(_OfPatient):
    alert_id: UUID
    priority: str

    def rooms(self) -> list[str]:
        return [*super().rooms(), "role:nurse"]


class AlertRaised(_OfAlert):
    """A new alert, or one that got worse and wants to be seen again."""

    technical: bool = False


class AlertChanged(_OfAlert):
    """It was acknowledged, snoozed, resolved, or its cause is over."""

    status: str


class AlertEscalated(_OfAlert):
    """Nobody had acknowledged it in time: the next rung of the ladder is told."""

    rung: int
    practitioner_id: UUID | None = None

    def rooms(self) -> list[str]:
        own = [f"practitioner:{self.practitioner_id}"] if self.practitioner_id else []
        return [*super().rooms(), *own, *(["role:doctor"] if self.rung > 1 else [])]


class LimitsChanged(_OfPatient):
    """A patient's limits or plan are others now: whoever watches the stream reads them again."""

    def rooms(self) -> list[str]:
        return [*super().rooms(), "role:nurse"]


class DeviceChanged(Fact):
    """A device was registered, bound, unbound, suspended or retired."""

    device_id: UUID
    patient_id: UUID | None = None
    patient_user_id: UUID | None = None

    @property
    def key(self) -> str:
        return f"device:{self.device_id}"

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "record")
        return ["role:nurse", "role:admin", *own]


class _OfPlan(Fact):
    patient_id: UUID
    patient_user_id: UUID | None = None

    @property
    def key(self) -> str:
        return f"vitals:{self.patient_id}"

    def rooms(self) -> list[str]:
        return acting.rooms(self.patient_id, self.patient_user_id, "record")


class VitalsDue(_OfPlan):
    """It is time for a patient to measure."""

    due_at: str


class VitalsMissed(_OfPlan):
    """It was time, and nothing came: the patient is asked once more."""

    due_at: str
    missed: int
