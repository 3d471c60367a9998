"""From values to alerts: single readings against the patient's limits, and the early warning score of a set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.monitoring import alerts, news2, queries
from hub.monitoring.alerts import Cause
from hub.monitoring.limits import Level, Limits
from hub.monitoring.models import EarlyWarning, Observation, Priority
from hub.patients.models import Patient
from hub.patients.queries import patient as patient_by_id

STILL_NOW = timedelta(hours=12)
"""A single reading older than this says nothing that somebody should come running for."""
NEWS2_RULE = "news2"


def priority_of(level: Level) -> Priority:
    """How urgent a limit is."""
    return Priority.high if level.critical else Priority.medium


async def judge(db: Db, patient_id: UUID, rows: Sequence[Observation], *, actor: Actor) -> None:
    """Hold each value against the patient's limits: beyond raises an alert at once, well inside ends one."""
    fresh = [row for row in rows if now() - row.effective_at <= STILL_NOW]
    if not fresh:
        return
    limits = await queries.limits_of(db, await patient_by_id(db, patient_id))
    for row in fresh:
        if (own := limits.get(row.code)) is not None:
            await _hold(db, row, own, actor=actor)


async def _hold(db: Db, row: Observation, limits: Limits, *, actor: Actor) -> None:
    beyond = limits.beyond(row.value)
    if beyond:
        worst = beyond[0]
        cause = Cause(
            row.patient_id, f"{row.code}:{worst.side}", priority_of(worst), value=row.value, unit=row.unit,
            bound=limits.bound(worst), device_id=row.device_id, observation_id=row.id, simulated=row.simulated,
        )  # fmt: skip
        await alerts.raise_alert(db, cause, actor=actor)
    for level in (Level.low, Level.high):
        if limits.well_inside(row.value, level):
            await alerts.over(db, row.patient_id, f"{row.code}:{level.side}", actor=actor)


async def assess(db: Db, patient: Patient, rows: Sequence[Observation], *, actor: Actor) -> EarlyWarning | None:
    """The NEWS2 of what a clinician measured together; None below 16 years. Its band raises or ends an alert."""
    at: datetime = rows[0].effective_at
    if queries.age_of(patient.birth_date, at) < news2.ADULT:
        return None
    plan = await queries.plan_of(db, patient.id)
    values: dict[str, Decimal | None] = {row.code: row.value for row in rows}
    found = news2.score(values, scale=plan.spo2_scale if plan else 1)
    response = found.response
    row = EarlyWarning(
        patient_id=patient.id, set_id=rows[0].set_id, at=at, method=news2.VERSION, scale=found.scale,
        inputs={code: str(values[code]) for code in news2.INPUTS if values.get(code) is not None},
        points=dict(found.points), total=found.total, missing=list(found.missing),
        band=response.band if response else None, recorded_by=actor.user_id,
    )  # fmt: skip
    db.add(row)
    await db.flush()
    if response is not None and found.total is not None:
        await _follow(db, patient, response, Decimal(found.total), actor=actor)
    return row


async def _follow(db: Db, patient: Patient, response: news2.Response, total: Decimal, *, actor: Actor) -> None:
    if response.review_within is None:
        await alerts.over(db, patient.id, NEWS2_RULE, actor=actor)
        return
    priority = Priority.high if response is news2.HIGH else Priority.medium
    cause = Cause(patient.id, NEWS2_RULE, priority, value=total, unit="{score}")
    await alerts.raise_alert(db, cause, actor=actor)
