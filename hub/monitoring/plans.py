"""A patient's own limits, goals and reminders."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Invalid
from hub.core.facts import state
from hub.monitoring import alerts, queries
from hub.monitoring.alerts import MISSED, Cause
from hub.monitoring.facts import LimitsChanged, VitalsDue, VitalsMissed
from hub.monitoring.models import AlertKind, Plan, Priority, VitalLimits
from hub.monitoring.remarks import remark
from hub.monitoring.schemas import SetLimit, SetLimits, SetPlan
from hub.monitoring.vitals import BY_CODE
from hub.patients.models import Patient
from hub.patients.queries import user_id_of
from hub.scheduling.rules import instant
from hub.staff.queries import facility

ANSWER, EARLY = timedelta(hours=2), timedelta(hours=1)
"""How long a reminder waits for a reading, and how long before it one counts."""
TELL_AFTER = 3
"""Reminders in a row without a reading until the staff is told."""


async def set_limits(db: Db, patient: Patient, given: SetLimits, *, actor: Actor) -> None:
    """A patient's own limits, with a reason; `default` goes back to those of the age.

    The reason stays with the limits while they hold; why they hold no longer stands beside the curves.
    """
    given_back = False
    there = {row.code: row for row in await queries.own_limits(db, [patient.id])}
    for one in given.limits:
        vital = BY_CODE.get(one.code)
        if vital is None:
            raise Invalid("This kind of measurement is not known here.", code="unknown_code")
        for end in (one.critical_low, one.low, one.high, one.critical_high):
            if end is not None and not vital.possible(end):
                raise Invalid(f"{vital.display}: a limit lies between {vital.least} and {vital.most}.",
                              code="impossible")  # fmt: skip
        row = there.get(one.code)
        if one.default:
            if row is not None:
                audit.noted(db, actor, "delete", "vital_limits", row.id, patient_id=patient.id,
                            before={"code": row.code})  # fmt: skip
                await db.delete(row)
                given_back = True
            continue
        await _set(db, patient, row, one, given.reason, actor=actor)
    if given_back:
        remark(db, patient.id, now(), given.reason, actor=actor)
    await db.flush()
    state(db, LimitsChanged(patient_id=patient.id), actor=actor)


async def _set(
    db: Db, patient: Patient, row: VitalLimits | None, one: SetLimit, reason: str, *, actor: Actor
) -> None:  # fmt: skip
    values = {**one.model_dump(exclude={"default"}), "reason": reason, "set_by": actor.user_id,
              "set_by_name": actor.name}  # fmt: skip
    if row is None:
        row = VitalLimits(patient_id=patient.id, **values)
        db.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    audit.wrote(db, actor, row)


async def set_plan(db: Db, patient: Patient, given: SetPlan, *, actor: Actor) -> Plan:
    """Goals and reminders, and the scale of NEWS2; what was there before is replaced."""
    plan = await _plan(db, patient)
    plan.spo2_scale = given.spo2_scale
    plan.set_by_name, plan.set_at = actor.name, now()
    plan.goals = {goal.code: {"low": _text(goal.low), "high": _text(goal.high)} for goal in given.goals}
    return await _remind(db, plan, given.reminders, actor=actor)


async def set_reminders(db: Db, patient: Patient, reminders: list[str], *, actor: Actor) -> Plan:
    """The patient says when to be reminded."""
    return await _remind(db, await _plan(db, patient), reminders, actor=actor)


async def _plan(db: Db, patient: Patient) -> Plan:
    plan = await queries.plan_of(db, patient.id, lock=True)
    if plan is None:
        plan = Plan(patient_id=patient.id, spo2_scale=1, goals={}, reminders=[], set_by_name="", missed=0)
        db.add(plan)
    return plan


async def _remind(db: Db, plan: Plan, reminders: list[str], *, actor: Actor) -> Plan:
    plan.reminders = sorted(set(reminders))
    zone = ZoneInfo((await facility(db)).zone)
    plan.next_reminder_at = next_reminder(plan.reminders, now(), zone)
    if not plan.reminders:
        plan.answer_by, plan.missed = None, 0
    audit.wrote(db, actor, plan)
    await db.flush()
    state(db, LimitsChanged(patient_id=plan.patient_id), actor=actor)
    return plan


def next_reminder(times: list[str], after: datetime, zone: ZoneInfo) -> datetime | None:
    """The next moment after `after` at which clocks in the zone show one of these times; None without times.

    A time that the clocks skip on a night of change is the moment right after; one that comes twice is the first.
    """
    day = after.astimezone(zone).date()
    moments = [
        instant(day + timedelta(days=ahead), time.fromisoformat(clock), zone) for ahead in range(3) for clock in times
    ]
    return min((moment for moment in moments if moment > after), default=None)


async def remind_due(db: Db, moment: datetime, *, actor: Actor) -> int:
    """Say to whom it is time to measure; each reminder once, those missed while everything was down are left.

    One answer is waited for at a time: a reminder that comes meanwhile puts nothing off.
    """
    rows = await db.scalars(
        select(Plan).where(Plan.next_reminder_at <= moment).limit(500).with_for_update(skip_locked=True)
    )
    plans = list(rows)
    if not plans:
        return 0
    zone = ZoneInfo((await facility(db)).zone)
    for plan in plans:
        due = plan.next_reminder_at
        if due is not None and moment - due < timedelta(hours=1):
            plan.answer_by = plan.answer_by or due + ANSWER
            state(db, VitalsDue(patient_id=plan.patient_id, due_at=due.isoformat(),
                                patient_user_id=await user_id_of(db, plan.patient_id)), actor=actor)  # fmt: skip
        plan.next_reminder_at = next_reminder(plan.reminders, moment, zone)
    await db.flush()
    return len(plans)


async def look_for_missed(db: Db, moment: datetime, *, actor: Actor) -> int:
    """What became of reminders: where nothing came the patient is asked again; after three in a row the staff is told.

    Measured counts from an hour before the reminder on, by whatever way the value came. How many were missed.
    """
    rows = await db.scalars(
        select(Plan).where(Plan.answer_by <= moment).order_by(Plan.id).limit(500).with_for_update(skip_locked=True)
    )
    missed = 0
    for plan in list(rows):
        due = (plan.answer_by or moment) - ANSWER
        plan.answer_by = None
        if await queries.measured_since(db, plan.patient_id, due - EARLY):
            continue
        missed += 1
        plan.missed += 1
        state(db, VitalsMissed(patient_id=plan.patient_id, due_at=due.isoformat(), missed=plan.missed,
                               patient_user_id=await user_id_of(db, plan.patient_id)), actor=actor)  # fmt: skip
        if plan.missed >= TELL_AFTER:
            await alerts.raise_alert(db, Cause(plan.patient_id, MISSED, Priority.low, AlertKind.technical,
                                               value=Decimal(plan.missed)), actor=actor)  # fmt: skip
    await db.flush()
    return missed


async def measured(db: Db, patient_id: UUID, *, actor: Actor) -> None:
    """A reading has come: what was missed before is over."""
    told = await db.scalar(
        update(Plan).where(Plan.patient_id == patient_id, Plan.missed > 0).values(missed=0).returning(Plan.id)
    )
    if told is not None:
        await alerts.over(db, patient_id, MISSED, actor=actor)


def _text(end: Decimal | None) -> str | None:
    return None if end is None else f"{end:f}"
