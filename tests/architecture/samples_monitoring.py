"""Samples of monitoring."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.db import Db
from hub.monitoring import alerts, readings
from hub.monitoring.alerts import Cause
from hub.monitoring.models import Priority
from hub.monitoring.schemas import Measured, TypeReading
from hub.monitoring.waves import WaveformMark
from tests.architecture.samples import BODIES, QUERIES, World, sample
from tests.factories import monitoring

PULSE = {"code": "8867-4", "value": 71, "unit": "/min"}


@sample("device_id")
async def device(db: Db, world: World) -> UUID:
    return (await monitoring.device(db))[0].id


@sample("observation_id")
async def observation(db: Db, world: World) -> UUID:
    given = TypeReading(measured_at=now(), values=[Measured.model_validate(PULSE)])
    return (await readings.type_in(db, world.patient, given, actor=SYSTEM))[0].id


@sample("strip_id")
async def strip(db: Db, world: World) -> UUID:
    row = WaveformMark(patient_id=world.patient.id, during=Range(now() - timedelta(minutes=1), now()), words="Odd")
    db.add(row)
    await db.flush()
    return row.id


@sample("alert_id")
async def alert(db: Db, world: World) -> UUID:
    """Resolved long ago: an open one would make the patient every nurse's business."""
    row = await alerts.raise_alert(db, Cause(world.patient.id, "8867-4:high", Priority.medium), actor=SYSTEM)
    await alerts.resolve(db, row, "false_alarm", "", actor=SYSTEM)
    return row.id


BODIES |= {
    "POST /api/device/readings": {"readings": [{"measured_at": "2026-01-01T00:00:00Z", "values": [PULSE]}]},
    "POST /api/devices": {"kind": "oximeter", "name": "Oximeter", "serial": "OX-1"},
    "POST /api/devices/<uuid:device_id>/bind": {"patient_id": "@patient_id"},
    "POST /api/patients/<uuid:patient_id>/devices": {"serial": "OX-1"},
    "POST /api/devices/<uuid:device_id>/status": {"status": "suspended"},
    "POST /api/my/observations": {"measured_at": "2026-01-01T00:00:00Z", "values": [PULSE]},
    "POST /api/my/devices": {"kind": "oximeter", "name": "Oximeter", "serial": "OX-2"},
    "POST /api/patients/<uuid:patient_id>/observations": {"values": [PULSE]},
    "POST /api/patients/<uuid:patient_id>/observations/notes": {"at": "2026-01-01T00:00:00Z", "words": "Moved about"},
    "POST /api/patients/<uuid:patient_id>/strips": {"at": "2026-01-01T00:00:00Z", "words": "Moved about"},
    "PUT /api/patients/<uuid:patient_id>/limits": {"reason": "Athlete", "limits": [{"code": "8867-4", "low": 38}]},
    "PUT /api/patients/<uuid:patient_id>/monitoring-plan": {"reminders": ["08:00"]},
    "POST /api/alerts/<uuid:alert_id>/snooze": {"minutes": 10, "reason": "Known"},
    "POST /api/alerts/<uuid:alert_id>/resolve": {"outcome": "false_alarm"},
}
QUERIES |= {"GET /api/patients/<uuid:patient_id>/waves": {"at": "2026-01-01T00:00:00Z"}}
