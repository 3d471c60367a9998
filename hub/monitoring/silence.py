"""A monitor at a bed that says nothing: a technical alert, from PostgreSQL's view, whichever process it spoke to."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.db import Db
from hub.monitoring import alerts
from hub.monitoring.alerts import Cause
from hub.monitoring.models import Alert, AlertKind, AlertStatus, Binding, Device, Priority

SILENT_AFTER = timedelta(seconds=20)
"""Beds are noted every five seconds, so this is a silence of fifteen at least."""
RULE = "no_data"


async def look(db: Db, moment: datetime, *, actor: Actor) -> None:
    """Raise an alert for each monitor that fell silent, end those of monitors that speak again or were taken away."""
    rows = await db.execute(
        select(Binding.patient_id, Binding.device_id, Device.simulated)
        .join(Device, Device.id == Binding.device_id)
        .where(
            Binding.during.contains(moment), Binding.ward_id.is_not(None),
            Binding.last_frame_at < moment - SILENT_AFTER,
        )
        .order_by(Binding.patient_id)
    )  # fmt: skip
    silent = {row.patient_id: row for row in rows}
    known = set(
        await db.scalars(
            select(Alert.patient_id).where(Alert.rule == RULE, Alert.status != AlertStatus.resolved)
            .order_by(Alert.patient_id)
        )
    )  # fmt: skip
    for patient_id in sorted(silent.keys() - known):
        row = silent[patient_id]
        await alerts.raise_alert(
            db, Cause(patient_id, RULE, Priority.medium, AlertKind.technical, device_id=row.device_id,
                      simulated=row.simulated), actor=actor,
        )  # fmt: skip
    for patient_id in sorted(known - silent.keys()):
        await alerts.over(db, patient_id, RULE, actor=actor)
