"""What the screens show, put together in a bounded number of queries."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.beds.models import Ward
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Forbidden, Invalid, NotFound
from hub.monitoring import device_views, keeping, news2, queries
from hub.monitoring.frames import UNITS
from hub.monitoring.models import (
    Alert,
    AlertStatus,
    Binding,
    Device,
    EarlyWarning,
    Observation,
    ObservationStatus,
    Plan,
)
from hub.monitoring.schemas import (
    AlertOut,
    AlertQuery,
    AlertsOut,
    GoalOut,
    LimitOut,
    LimitsOut,
    ObservationOut,
    PlanOut,
    ScoreOut,
    VitalOut,
    VitalsKnownOut,
)
from hub.monitoring.schemas_screens import (
    OwnVitalsOut,
    PatientVitalsOut,
    SeriesOut,
    SpanQuery,
    VitalNoteOut,
    WallOut,
    WallQuery,
    WardLineOut,
    WatchedOut,
    WaveOut,
    WaveQuery,
    WavesOut,
)
from hub.monitoring.vitals import HOME, VITALS
from hub.monitoring.waves import VitalHour, VitalMinute
from hub.patients import merging
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.patients.queries import patients_by_id, visible
from workflows.models import OPEN, Task

LONGEST = timedelta(days=400)
_RESPONSES = {one.band: one for one in (news2.LOW_SOME, news2.SINGLE, news2.MEDIUM, news2.HIGH)}


def known() -> VitalsKnownOut:
    """Every kind of measurement."""
    return VitalsKnownOut(items=[
        VitalOut(code=one.loinc, key=one.key, display=one.display, unit=one.unit, units=list(one.units), low=one.least,
                 high=one.most, digits=one.places)
        for one in VITALS
    ])  # fmt: skip


# ---- pieces ---------------------------------------------------------------------------------------------------------


async def alerts_out(db: Db | ReadDb, rows: Sequence[Alert]) -> list[AlertOut]:
    """Alerts with whose they are, where, and the task that waits for somebody."""
    people = await patients_by_id(db, {row.patient_id for row in rows})
    wards = {row.id: row.name for row in await db.scalars(
        select(Ward).where(Ward.id.in_({row.ward_id for row in rows if row.ward_id})))}  # fmt: skip
    cases = {row.case_id for row in rows if row.case_id and row.status != AlertStatus.resolved}
    tasks = {row.case_id: row.id for row in await db.execute(
        select(Task.case_id, Task.id).where(Task.case_id.in_(cases), Task.status.in_(OPEN)).order_by(Task.id.desc())
    )} if cases else {}  # fmt: skip
    found = []
    for row in rows:
        out = AlertOut.model_validate(row)
        person = people[row.patient_id]
        out.patient_name, out.patient_number = person.name, person.number
        out.ward = wards.get(row.ward_id) if row.ward_id else None
        out.task_id = tasks.get(row.case_id) if row.case_id else None
        found.append(out)
    return found


async def alert(db: Db, row: Alert) -> AlertOut:
    """One alert."""
    return (await alerts_out(db, [row]))[0]


def score_out(row: EarlyWarning) -> ScoreOut:
    """A score with what it asks for."""
    response = _RESPONSES.get(row.band) if row.band else None
    if row.total == 0:
        response = news2.LOW
    return ScoreOut(
        at=row.at, method=row.method, scale=row.scale, points=row.points, missing=row.missing, total=row.total,
        partial=sum(row.points.values()), band=row.band,
        measure_every_minutes=int(response.measure_every.total_seconds() // 60) if response else None,
        review_within_minutes=int(response.review_within.total_seconds() // 60)
        if response and response.review_within else None,
    )  # fmt: skip


def plan_out(plan: Plan | None) -> PlanOut:
    """A plan, or that there is none."""
    if plan is None:
        return PlanOut(spo2_scale=1, goals=[], reminders=[])
    goals = [GoalOut(code=code, **ends) for code, ends in plan.goals.items()]
    return PlanOut(spo2_scale=plan.spo2_scale, goals=goals, reminders=plan.reminders,
                   next_reminder_at=plan.next_reminder_at, set_by_name=plan.set_by_name, set_at=plan.set_at,
                   missed=plan.missed)  # fmt: skip


async def limits(db: Db | ReadDb, patient: Patient) -> LimitsOut:
    """The limits that hold, and which of them are this patient's own."""
    own = {row.code: row for row in await queries.own_limits(db, [patient.id])}
    found = []
    for code, limit in (await queries.limits_of(db, patient)).items():
        row = own.get(code)
        found.append(
            LimitOut(code=code, **limit._asdict(), own=row is not None, reason=row.reason if row else "",
                     set_by_name=row.set_by_name if row else "", set_at=row.created_at if row else None)
        )  # fmt: skip
    return LimitsOut(items=found)


# ---- lists ----------------------------------------------------------------------------------------------------------


async def alert_list(db: Db | ReadDb, actor: Actor, query: AlertQuery) -> AlertsOut:
    """Alerts that are this person's business: the most urgent first, or those that are closed, the latest first."""
    wanted = select(Alert).where(queries.seen(actor, Alert.patient_id))
    if query.kind:
        wanted = wanted.where(Alert.kind == query.kind)
    if query.scope == "open":
        rows = list(await db.scalars(wanted.where(Alert.status != AlertStatus.resolved)
                                     .order_by(Alert.raised_at.desc()).limit(query.limit)))  # fmt: skip
        rows.sort(key=lambda row: (row.status != AlertStatus.raised, -row.priority.rank, row.raised_at))
    else:
        rows = list(await db.scalars(wanted.where(Alert.status == AlertStatus.resolved)
                                     .order_by(Alert.status_at.desc()).limit(query.limit)))  # fmt: skip
    return AlertsOut(items=await alerts_out(db, rows))


async def wall(db: Db | ReadDb, actor: Actor, query: WallQuery) -> WallOut:
    """A ward's monitored patients for its nurses, or the monitored patients in one's care."""
    whole = "nurse" in actor.roles or "*" in actor.permissions
    wards = await _wards(db)
    if query.ward_id is not None and not whole:
        raise Forbidden("A whole ward is watched by its nurses.")
    ward_id = query.ward_id
    if whole and ward_id is None and wards:
        ward_id = max(wards, key=lambda ward: ward.monitored).id
    bound = select(Binding, Patient, Ward, Device).join(Patient, Patient.id == Binding.patient_id)
    bound = bound.join(Device, Device.id == Binding.device_id).outerjoin(Ward, Ward.id == Binding.ward_id)
    bound = bound.where(Binding.during.contains(now()))
    if ward_id is not None:
        bound = bound.where(Binding.ward_id == ward_id, ~policy.barred(actor, Binding.patient_id))
    else:
        bound = bound.where(visible(actor, Binding.patient_id, clinical=True))
    rows = (await db.execute(bound.order_by(Binding.place, Patient.family).limit(400))).all()
    return WallOut(wards=wards if whole else [], ward_id=ward_id, whole_wards=whole,
                   items=await _watched(db, [(r[0], r[1], r[2], r[3]) for r in rows]))  # fmt: skip


async def _wards(db: Db | ReadDb) -> list[WardLineOut]:
    rows = await db.execute(
        select(Ward, Binding.id)
        .outerjoin(Binding, (Binding.ward_id == Ward.id) & Binding.during.contains(now()))
        .order_by(Ward.name)
    )
    found: dict[UUID, WardLineOut] = {}
    for ward, binding in rows:
        line = found.setdefault(ward.id, WardLineOut(id=ward.id, code=ward.code, name=ward.name, monitored=0))
        line.monitored += binding is not None
    return list(found.values())


async def _watched(
    db: Db | ReadDb, rows: Iterable[tuple[Binding | None, Patient, Ward | None, Device | None]]
) -> list[WatchedOut]:
    """Patients as walls begin: one entry each, whatever the number of their devices; four queries for any number."""
    found: dict[UUID, WatchedOut] = {}
    for binding, patient, ward, device_row in rows:
        one = found.setdefault(
            patient.id,
            WatchedOut(patient_id=patient.id, name=patient.name, number=patient.number,
                       birth_date=patient.birth_date.isoformat(), sex=patient.sex, latest=[], alerts=[]),
        )  # fmt: skip
        if binding is not None and (one.ward_id is None or ward is not None):
            one.ward_id, one.ward, one.place = binding.ward_id, ward.name if ward else None, binding.place
        one.simulated = one.simulated or bool(device_row and device_row.simulated)
        one.streamed = one.streamed or bool(device_row and device_row.kind in ("monitor", "wearable"))
    ids = list(found)
    for row in await queries.latest(db, ids):
        found[row.patient_id].latest.append(ObservationOut.model_validate(row))
    for out in await alerts_out(db, await queries.open_alerts(db, ids)):
        found[out.patient_id].alerts.append(out)
    scores = await db.scalars(
        select(EarlyWarning)
        .where(EarlyWarning.patient_id.in_(ids), EarlyWarning.at > now() - timedelta(hours=24))
        .distinct(EarlyWarning.patient_id)
        .order_by(EarlyWarning.patient_id, EarlyWarning.at.desc())
    )
    for score in scores:
        found[score.patient_id].score = score_out(score)
    return list(found.values())


# ---- one patient ----------------------------------------------------------------------------------------------------


async def patient_vitals(db: Db, patient: Patient, query: SpanQuery, *, actor: Actor) -> PatientVitalsOut:
    """One patient's page: what is now, and the curves of a stretch of time (the last day) with what happened."""
    until = query.until or now() + timedelta(minutes=1)
    since = query.since or until - timedelta(days=1)
    if not timedelta() < until - since <= LONGEST:
        raise Invalid("A stretch of time is longer than nothing and at most 400 days.", code="bad_span")
    bound = await queries.bound_now(db, patient.id)
    place = await queries.place_of(db, patient.id)
    (watched,) = await _watched(db, [(b, patient, None, d) for b, d in bound] or [(None, patient, None, None)])
    watched.ward_id, watched.ward = (place.ward.id, place.ward.name) if place.ward else (None, None)
    watched.place = place.label
    rows = await queries.observations(db, patient.id, since=since, until=until)
    records = await merging.records_of(db, patient.id)  # what streamed stays with the record that was monitored
    written = await queries.notes(db, records, since=since, until=until)
    step, rolled = await keeping.rolled(db, records, since, until)
    scores = await db.scalars(
        select(EarlyWarning).where(EarlyWarning.patient_id == patient.id, EarlyWarning.at >= since,
                                   EarlyWarning.at < until).order_by(EarlyWarning.at.desc()).limit(200)
    )  # fmt: skip
    return PatientVitalsOut(
        **watched.model_dump(), since=since, until=until, series=[*_streamed(step, rolled), *_single(rows)],
        observations=[ObservationOut.model_validate(row) for row in rows[:300]],
        past_alerts=await alerts_out(db, await queries.alerts_between(db, patient.id, since, until)),
        notes=[VitalNoteOut.model_validate(row) for row in written],
        scores=[score_out(row) for row in scores], limits=(await limits(db, patient)).items,
        plan=plan_out(await queries.plan_of(db, patient.id)),
        devices=await device_views.devices_out(db, [row for _, row in bound], actor),
        news2=queries.age_of(patient.birth_date, now()) >= news2.ADULT,
    )  # fmt: skip


def _streamed(step: int, rows: Sequence[VitalMinute | VitalHour]) -> list[SeriesOut]:
    """Curves of what streams: mean, lowest and highest of each minute or hour."""
    found: dict[str, SeriesOut] = {}
    for row in rows:
        one = found.setdefault(row.code, SeriesOut(code=row.code, step=step, at=[], mean=[], low=[], high=[]))
        one.at.append(row.at.timestamp())
        one.mean.append(round(row.total / row.n, 1))
        one.low.append(round(row.low, 1))
        one.high.append(round(row.high, 1))
    return list(found.values())


def _single(rows: Sequence[Observation]) -> list[SeriesOut]:
    """Curves of single values; doubtful ones are not on them."""
    found: dict[str, SeriesOut] = {}
    for row in reversed(rows):
        if row.status == ObservationStatus.final:
            one = found.setdefault(row.code, SeriesOut(code=row.code, step=0, at=[], mean=[], low=[], high=[]))
            one.at.append(row.effective_at.timestamp())
            one.mean.append(float(row.value))
    return list(found.values())


async def waves(db: Db, patient: Patient, query: WaveQuery) -> WavesOut:
    """A recorded strip."""
    until = query.at + timedelta(seconds=query.seconds)
    pieces = await keeping.strip(db, await merging.records_of(db, patient.id), query.at, until)
    return WavesOut(units=UNITS, items=[
        WaveOut(**{**piece, "samples": base64.b64encode(piece["samples"]).decode()}) for piece in pieces
    ])  # fmt: skip


async def own_vitals(db: Db | ReadDb, actor: Actor, query: SpanQuery) -> OwnVitalsOut:
    """A patient's own readings: the last 90 days, or the stretch of time that is asked for."""
    if actor.patient_id is None:
        raise NotFound()
    until: datetime = query.until or now() + timedelta(minutes=1)
    since = query.since or until - timedelta(days=90)
    rows = await queries.observations(db, actor.patient_id, since=since, until=until, limit=1000)
    latest = await queries.latest(db, [actor.patient_id])
    plan = plan_out(await queries.plan_of(db, actor.patient_id))
    wanted = [goal.code for goal in plan.goals] + [row.code for row in latest]
    return OwnVitalsOut(
        latest=[ObservationOut.model_validate(row) for row in latest],
        observations=[ObservationOut.model_validate(row) for row in rows], plan=plan,
        devices=(await device_views.own_devices(db, actor)).items, asks=_in_order(wanted, HOME),
    )  # fmt: skip


def _in_order(first: Sequence[str], then: Sequence[Any]) -> list[str]:
    return [code for code in dict.fromkeys([*first, *then]) if code in HOME]
