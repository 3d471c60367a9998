"""What happens to an alert: raised, acknowledged, snoozed, resolved; and up the ladder when nobody answers.

An open alert stands for its cause: while it is open, the same cause makes no second one. One about the patient starts
the pathway `monitoring_alert`; one about the equipment ends by itself when its cause is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range, insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, HubError
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.states import move
from hub.monitoring import queries
from hub.monitoring.facts import AlertChanged, AlertEscalated, AlertRaised
from hub.monitoring.models import Alert, AlertKind, AlertStatus, Priority
from hub.monitoring.queries import Place
from hub.monitoring.remarks import remark
from hub.monitoring.waves import WaveformMark
from hub.patients import actions as patients
from workflows import instances

log = structlog.get_logger(__name__)

PATHWAY, RESOLVED = "monitoring_alert", "alert_resolved"
AROUND = timedelta(minutes=2)
"""How much of the waveforms before and after an alert is kept."""
CLIMB = {Priority.high: timedelta(minutes=5), Priority.medium: timedelta(minutes=15), Priority.low: timedelta(hours=4)}
"""The ladder of alerts without a pathway."""
LAST_RUNG = 2
LONGEST_SNOOZE = timedelta(hours=12)
MISSED = "missed"
"""The rule of an alert about readings that did not come."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an alert is raised."""

    patient_id: UUID
    rule: str
    priority: Priority
    kind: AlertKind = AlertKind.physiological
    value: Decimal | None = None
    unit: str = ""
    bound: Decimal | None = None
    device_id: UUID | None = None
    observation_id: UUID | None = None
    streamed: bool = False
    simulated: bool = False


async def raise_alert(db: Db, cause: Cause, *, actor: Actor) -> Alert:
    """The open alert of this cause: a new one, or the one there is, raised again where it got worse."""
    found = await _open(db, cause)
    if found is not None:
        return await _again(db, found, cause, actor=actor)
    place = await queries.place_of(db, cause.patient_id)
    alert_id, moment = uuid7(), now()
    alert: Alert | None = await db.scalar(
        insert(Alert)
        .values(
            id=alert_id, created_at=moment, version=1, patient_id=cause.patient_id, kind=cause.kind, rule=cause.rule,
            priority=cause.priority, status=AlertStatus.raised, status_at=moment, raised_at=moment, value=cause.value,
            unit=cause.unit, bound=cause.bound, device_id=cause.device_id, observation_id=cause.observation_id,
            ward_id=place.ward.id if place.ward else None, place=place.label, rung=0,
            climbs_at=moment + CLIMB[cause.priority], acknowledged_name="", outcome="", resolved_name="",
            simulated=cause.simulated,
        )
        .on_conflict_do_nothing()
        .returning(Alert)
    )  # fmt: skip
    if alert is None:  # another process has just raised it
        return await raise_alert(db, cause, actor=actor)
    audit.noted(db, actor, "create", "alert", alert.id, patient_id=alert.patient_id,
                after={"rule": alert.rule, "priority": alert.priority})  # fmt: skip
    if cause.streamed:
        await db.execute(insert(WaveformMark).values(id=uuid7(), patient_id=alert.patient_id, alert_id=alert.id,
                                                     during=Range(moment - AROUND, moment + AROUND)))  # fmt: skip
    if alert.kind == AlertKind.physiological:
        await _start(db, alert, place, actor=actor)
    _raised(db, alert, actor)
    return alert


async def _open(db: Db, cause: Cause) -> Alert | None:
    found: Alert | None = await db.scalar(
        select(Alert)
        .where(Alert.patient_id == cause.patient_id, Alert.rule == cause.rule, Alert.status != AlertStatus.resolved)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found


async def _again(db: Db, alert: Alert, cause: Cause, *, actor: Actor) -> Alert:
    worse = cause.priority.rank > alert.priority.rank
    alert.over_at = None
    alert.value, alert.unit, alert.bound = cause.value, cause.unit, cause.bound
    if cause.observation_id is not None:
        alert.observation_id = cause.observation_id
    if worse:
        alert.priority = cause.priority
        if alert.climbs_at is not None:
            alert.climbs_at = now() + CLIMB[cause.priority]
        if alert.status != AlertStatus.raised:
            move(alert, AlertStatus.raised)
        audit.wrote(db, actor, alert)
        _raised(db, alert, actor)
    await db.flush()
    return alert


async def _start(db: Db, alert: Alert, place: Place, *, actor: Actor) -> None:
    """Start the pathway; where it cannot (no such pathway, a broken drawing) the ladder of the alert itself stands."""
    doctor = await queries.doctor_of(db, alert.patient_id, place)
    try:
        async with db.begin_nested():
            case = await instances.start(
                db, PATHWAY, actor=actor, patient_id=alert.patient_id, business_key=f"alert:{alert.id}",
                subject={"alert_id": str(alert.id), "patient_id": str(alert.patient_id)},
                data={"alert": {
                    "alert_id": str(alert.id), "patient_id": str(alert.patient_id), "priority": alert.priority.value,
                    "rule": alert.rule, "place": "ward" if alert.ward_id else "home", "department": place.department,
                    "doctor_id": str(doctor) if doctor else None,
                }},
            )  # fmt: skip
    except HubError as error:
        log.error("alert_without_pathway", code=error.code)
        return
    alert.case_id, alert.climbs_at = case.id, None
    await db.flush()


async def over(db: Db, patient_id: UUID, rule: str, *, actor: Actor) -> None:
    """The cause is over: a technical alert is resolved by that, one about the patient waits for somebody to look."""
    alert = await _open(db, Cause(patient_id, rule, Priority.low))
    if alert is None or alert.over_at is not None:
        return
    alert.over_at = now()
    if alert.kind == AlertKind.technical:
        await resolve(db, alert, "measured" if rule == MISSED else "equipment", "", actor=actor)
    else:
        await db.flush()
        changed(db, alert, actor)


async def acknowledge(db: Db, alert: Alert, *, actor: Actor) -> Alert:
    """Somebody has seen it and looks after it: it climbs no further. Again by anybody changes nothing."""
    if alert.status == AlertStatus.acknowledged:
        return alert
    move(alert, AlertStatus.acknowledged)
    alert.acknowledged_by, alert.acknowledged_name, alert.acknowledged_at = actor.user_id, actor.name, now()
    alert.climbs_at = alert.snoozed_until = None
    audit.wrote(db, actor, alert)
    await _cares(db, alert, actor)
    changed(db, alert, actor)
    return alert


async def snooze(db: Db, alert: Alert, minutes: int, reason: str, *, actor: Actor) -> Alert:
    """Be silent for a while, for a reason; at its end it is raised again if its cause still stands."""
    move(alert, AlertStatus.snoozed)
    alert.snoozed_until = now() + min(timedelta(minutes=minutes), LONGEST_SNOOZE)
    alert.snooze_reason, alert.climbs_at = reason, None
    audit.wrote(db, actor, alert, reason="snoozed")
    await _cares(db, alert, actor)
    changed(db, alert, actor)
    return alert


async def resolve(db: Db, alert: Alert, outcome: str, words: str, *, actor: Actor, by_pathway: bool = False) -> Alert:
    """Close it with what came of it; the words stand in the chart beside the curves, and its pathway ends."""
    if alert.status == AlertStatus.resolved:
        raise Conflict("This has been resolved already.", code="alert_resolved", by=alert.resolved_name)
    move(alert, AlertStatus.resolved)
    alert.outcome, alert.words, alert.climbs_at = outcome, words, None
    alert.resolved_by, alert.resolved_name = actor.user_id, actor.name
    audit.wrote(db, actor, alert)
    await db.flush()
    if words:
        remark(db, alert.patient_id, alert.raised_at, words, actor=actor, alert_id=alert.id)
    changed(db, alert, actor)
    if alert.case_id is not None and not by_pathway:
        await instances.deliver(db, alert.case_id, RESOLVED, {"outcome": outcome}, actor=actor)
    return alert


async def climb(db: Db, alert: Alert, *, actor: Actor) -> bool:
    """One rung up the ladder, when nobody has answered; returns whether it was unanswered."""
    if alert.status != AlertStatus.raised:
        return False
    if alert.rung < LAST_RUNG:
        alert.rung += 1
        audit.wrote(db, actor, alert)
        doctor = await queries.doctor_of(db, alert.patient_id, await queries.place_of(db, alert.patient_id))
        state(db, AlertEscalated(alert_id=alert.id, patient_id=alert.patient_id, priority=alert.priority,
                                 rung=alert.rung, practitioner_id=doctor), actor=actor)  # fmt: skip
        await db.flush()
    return True


async def climb_all_due(db: Db, moment: datetime, *, actor: Actor) -> int:
    """The ladder of alerts that no pathway looks after, and the end of snoozes. How many moved."""
    rows = await db.scalars(
        select(Alert)
        .where(
            (Alert.climbs_at <= moment) & (Alert.status == AlertStatus.raised)
            | (Alert.snoozed_until <= moment) & (Alert.status == AlertStatus.snoozed)
        )
        .order_by(Alert.id)
        .limit(200)
        .with_for_update(skip_locked=True)
    )
    found = list(rows)
    for alert in found:
        if alert.status == AlertStatus.snoozed:
            await _wake(db, alert, actor=actor)
        else:
            await climb(db, alert, actor=actor)
            alert.climbs_at = moment + CLIMB[alert.priority] if alert.rung < LAST_RUNG else None
    await db.flush()
    return len(found)


async def _wake(db: Db, alert: Alert, *, actor: Actor) -> None:
    """A snooze is over: raised again while its cause stands, else it waits as seen."""
    alert.snoozed_until = None
    if alert.over_at is not None:
        move(alert, AlertStatus.acknowledged)
        changed(db, alert, actor)
        return
    move(alert, AlertStatus.raised)
    alert.climbs_at = now() + CLIMB[alert.priority]
    _raised(db, alert, actor)


async def by_id(db: Db, alert_id: Any) -> Alert:
    """The alert, locked; for steps of its pathway, where the task in hand is the right."""
    found: Alert = (
        await db.scalars(select(Alert).where(Alert.id == UUID(str(alert_id))).with_for_update()
                         .execution_options(populate_existing=True))
    ).one()  # fmt: skip
    return found


async def rule_of(db: Db | ReadDb, alert_id: UUID) -> str:
    """What an alert is about; '' when there is no such alert."""
    return await db.scalar(select(Alert.rule).where(Alert.id == alert_id)) or ""


async def of_case(db: Db, case_id: UUID) -> Alert | None:
    """The open alert that a case is about, locked."""
    found: Alert | None = await db.scalar(
        select(Alert).where(Alert.case_id == case_id, Alert.status != AlertStatus.resolved).with_for_update()
    )
    return found


async def without_pathway(db: Db, alert: Alert, *, actor: Actor) -> None:
    """Its pathway is gone and it is still open: the alert's own ladder stands again."""
    alert.case_id = None
    if alert.status == AlertStatus.raised:
        alert.climbs_at = now() + CLIMB[alert.priority]
    audit.wrote(db, actor, alert)
    await db.flush()


async def _cares(db: Db, alert: Alert, actor: Actor) -> None:
    """Who answers an alert takes care of the patient: the chart is open for what has to be done."""
    if actor.practitioner_id is not None:
        await patients.relate(db, alert.patient_id, actor.practitioner_id, "care_team", f"alert:{alert.id}",
                              actor=actor, until=now() + timedelta(days=7))  # fmt: skip


def _raised(db: Db, alert: Alert, actor: Actor) -> None:
    state(db, AlertRaised(alert_id=alert.id, patient_id=alert.patient_id, priority=alert.priority,
                          technical=alert.kind == AlertKind.technical), actor=actor)  # fmt: skip


def changed(db: Db, alert: Alert, actor: Actor) -> None:
    """Say that it went on."""
    state(db, AlertChanged(alert_id=alert.id, patient_id=alert.patient_id, priority=alert.priority,
                           status=alert.status), actor=actor)  # fmt: skip
