"""What the booking policy asks of a patient who cancels late or does not come; billing hears it as a fact."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.facts import state
from hub.core.types import Money
from hub.patients.queries import user_id_of
from hub.scheduling.book import policy_of
from hub.scheduling.facts import AppointmentFeeDue, describe
from hub.scheduling.models import Appointment
from hub.staff.models import Facility


async def fee_for_cancelling(db: Db | ReadDb, appointment: Appointment) -> Money | None:
    """What a patient would owe who cancelled now; None when it is free, as moving always is."""
    policy = await policy_of(db, appointment.facility_id)
    late = appointment.starts_at - now() < timedelta(hours=policy.late_cancel_hours)
    if not late or not policy.late_cancel_fee_minor:
        return None
    currency = await db.scalar(select(Facility.currency).where(Facility.id == appointment.facility_id))
    return Money(minor=policy.late_cancel_fee_minor, currency=currency or "USD")


async def charge(db: Db, appointment: Appointment, why: str, minor: int, *, actor: Actor) -> None:
    """State that the policy asks a fee; nothing to pay is nothing to say."""
    if minor > 0:
        state(db, AppointmentFeeDue(**describe(appointment, await user_id_of(db, appointment.patient_id)),
                                    why=why, minor=minor), actor=actor)  # fmt: skip
