"""What scheduling announces. Times and ids only; who may hear it is decided here."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from hub.core import acting
from hub.core.facts import Fact


class SlotTaken(Fact):
    """Nobody else can have this time any more."""

    practitioner_id: UUID
    starts_at: datetime
    ends_at: datetime

    def rooms(self) -> list[str]:
        return ["slots"]


class SlotFreed(Fact):
    """This time can be had again."""

    practitioner_id: UUID
    starts_at: datetime
    ends_at: datetime

    def rooms(self) -> list[str]:
        return ["slots"]


class _AppointmentFact(Fact):
    """What all facts about an appointment say, and who may hear them."""

    appointment_id: UUID
    patient_id: UUID
    practitioner_id: UUID
    patient_user_id: UUID | None = None
    starts_at: datetime

    @property
    def key(self) -> str:
        return f"appointment:{self.appointment_id}"

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "book")
        return [*own, f"practitioner:{self.practitioner_id}", "role:receptionist"]


class AppointmentBooked(_AppointmentFact):
    """The time is the patient's; `replaces` names the appointment that was moved."""

    replaces: UUID | None = None


class AppointmentChanged(_AppointmentFact):
    """It went on: confirmed, arrived, fulfilled, no_show; or resources_changed, when it keeps other rooms."""

    status: str


class AppointmentCancelled(_AppointmentFact):
    """It will not take place. `by` is patient, clinic or pathway; `replaced_by` the new one when it was moved."""

    by: str
    replaced_by: UUID | None = None


class AppointmentDue(_AppointmentFact):
    """It comes nearer: the patient is to be reminded. `nth` counts the reminders of one appointment."""

    nth: int


class AppointmentFeeDue(_AppointmentFact):
    """The booking policy asks a fee (`why`: no_show | late_cancel), in minor units of the facility's currency."""

    why: str
    minor: int


class WaitlistChanged(Fact):
    """Somebody began or ended to wait for an earlier time, or was offered one."""

    waitlist_entry_id: UUID
    patient_id: UUID
    status: str
    patient_user_id: UUID | None = None

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "book")
        return [*own, "role:receptionist"]


class SlotOffered(Fact):
    """A time is kept for this patient until `expires_at`."""

    slot_offer_id: UUID
    patient_id: UUID
    starts_at: datetime
    expires_at: datetime
    patient_user_id: UUID | None = None
    replaces_id: UUID | None = None

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "book")
        return [*own, "role:receptionist"]


class OfferAnswered(Fact):
    """What became of an offer: accepted, declined, expired or withdrawn."""

    slot_offer_id: UUID
    patient_id: UUID
    status: str
    patient_user_id: UUID | None = None

    def rooms(self) -> list[str]:
        own = acting.rooms(self.patient_id, self.patient_user_id, "book")
        return [*own, "role:receptionist"]


class ScheduleChanged(Fact):
    """Hours, holidays or days off are others now; `practitioner_id` none: of everybody."""

    practitioner_id: UUID | None = None

    def rooms(self) -> list[str]:
        return ["slots", "role:receptionist", "role:admin"]


class BookingsStranded(Fact):
    """Leave was approved, and `count` booked appointments of this clinician stand in closed time."""

    practitioner_id: UUID
    leave_id: UUID
    count: int

    def rooms(self) -> list[str]:
        return ["role:receptionist", "role:admin"]


def describe(appointment: Any, patient_user_id: UUID | None) -> dict[str, Any]:
    """The members that all facts about an appointment share."""
    return {
        "appointment_id": appointment.id,
        "patient_id": appointment.patient_id,
        "practitioner_id": appointment.practitioner_id,
        "patient_user_id": patient_user_id,
        "starts_at": appointment.starts_at,
    }
