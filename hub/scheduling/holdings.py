"""What of scheduling belongs to a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from hub.patients.access.policy import visit_of
from hub.patients.belongings import Whose, belongs, erases, hinders, tells
from hub.scheduling.models import Appointment, AppointmentStatus
from hub.scheduling.models import AppointmentStatus as S

for _table in ("appointment", "appointment_series", "waitlist_entry", "slot_offer", "queue_ticket", "insurance_card"):
    belongs(_table)

erases("queue_ticket", but=("category",), because="which queue it was")


@hinders("booking")
def _to_come(whose: Whose) -> Any:
    still = Appointment.status.in_([S.held, S.booked, S.arrived]), func.upper(Appointment.during) > func.now()
    return select(func.count()).where(Appointment.patient_id.in_(whose.records), *still)


@tells("appointment")
def _appointments(patient_id: UUID) -> Any:
    found = select(func.lower(Appointment.during), Appointment.id, Appointment.status, Appointment.practitioner_id,
                   visit_of(Appointment.id).label("bears"))  # fmt: skip
    return found.where(Appointment.patient_id == patient_id, Appointment.status != AppointmentStatus.held)
