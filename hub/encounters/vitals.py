"""Charted vital signs: measured by a person, judged by age and sex, drawn as trends and growth charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid, NotFound
from hub.core.facts import state
from hub.core.quantities import MEASURES
from hub.core.states import move
from hub.encounters import growth, queries
from hub.encounters.facts import RecordChanged
from hub.encounters.models import Encounter
from hub.encounters.ranges import EDITION, range_of
from hub.encounters.statuses import ChartedStatus
from hub.encounters.vital_models import Vital, VitalSet
from hub.encounters.vital_schemas import (
    ChartVitals,
    GrowthChartOut,
    GrowthLineOut,
    GrowthOut,
    GrowthPointOut,
    RangeOut,
    SignOut,
    VitalSetOut,
    VitalsOut,
)
from hub.identity import house
from hub.patients.models import Patient

LATE = timedelta(days=366)
"""How long ago something may have been measured that is written down now."""
ADULT_DAYS = 20 * 366
HEIGHT_IS_GOOD = {True: timedelta(days=5 * 366), False: timedelta(days=60)}
"""How old a height may be that a body mass index is computed with: of an adult, of a child."""


async def chart(db: Db, patient_id: UUID, wanted: ChartVitals, *, actor: Actor) -> VitalSet:
    """Write down a set of signs. 422 measured_later, measured_long_ago; 404 for an encounter of somebody else."""
    at = wanted.measured_at or now()
    if at > now() + timedelta(minutes=2):
        raise Invalid("This was measured in the future. Please check the time.", code="measured_later")
    if at < now() - LATE:
        raise Invalid("This was measured more than a year ago. Please check the date.", code="measured_long_ago")
    if wanted.encounter_id is not None:
        await _of_this_patient(db, wanted.encounter_id, patient_id)
    patient, day = await db.get_one(Patient, patient_id), local_day(at, await house.zone(db))
    row = VitalSet(patient_id=patient_id, encounter_id=wanted.encounter_id, measured_at=at, by_id=actor.user_id,
                   by_name=actor.name, reported=wanted.reported, remark=wanted.remark)  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    signs = {one.sign: one.value for one in wanted.signs}
    if (bmi := await _body_mass_index(db, patient, signs, at, day)) is not None:
        signs["bmi"] = bmi
    db.add_all(_judged(row, patient, day, sign, value) for sign, value in signs.items())
    await db.flush()
    state(db, RecordChanged(patient_id=patient_id, part="vitals"), actor=actor)
    return row


def _judged(row: VitalSet, patient: Patient, day: date, sign: str, value: Decimal) -> Vital:
    days = (day - patient.birth_date).days
    healthy = range_of(sign, age_days=max(days, 0), sex=patient.sex)
    return Vital(
        set_id=row.id, patient_id=patient.id, sign=sign, value=value, measured_at=row.measured_at,
        flag=healthy.flag(value) if healthy else "", low=healthy.low if healthy else None,
        high=healthy.high if healthy else None,
    )  # fmt: skip


async def _body_mass_index(
    db: Db, patient: Patient, signs: dict[str, Decimal], at: datetime, day: date
) -> Decimal | None:  # fmt: skip
    """Of this weight and this height, or the latest one that is recent enough; None when it makes no sense."""
    if "weight" not in signs:
        return None
    height = signs.get("height")
    if height is None:
        adult = (day - patient.birth_date).days >= ADULT_DAYS
        height = await db.scalar(
            select(Vital.value)
            .join(VitalSet, VitalSet.id == Vital.set_id)
            .where(Vital.patient_id == patient.id, Vital.sign == "height", VitalSet.status == ChartedStatus.final,
                   Vital.measured_at.between(at - HEIGHT_IS_GOOD[adult], at))
            .order_by(Vital.measured_at.desc())
            .limit(1)
        )  # fmt: skip
    if height is None:
        return None
    found = signs["weight"] / (height / 100) ** 2
    measure = MEASURES["bmi"]
    return measure.rounded(found) if measure.possible(found) else None


async def strike(db: Db, actor: Actor, vital_set_id: UUID, reason: str) -> VitalSet:
    """Mark a set as entered in error; it stays readable, struck through."""
    row = await db.scalar(select(VitalSet).where(VitalSet.id == vital_set_id).with_for_update())
    if row is None or not await queries.cares_for(db, actor, row.patient_id):
        raise NotFound()
    move(row, ChartedStatus.entered_in_error)
    row.error_reason = reason
    audit.wrote(db, actor, row, reason="entered in error")
    state(db, RecordChanged(patient_id=row.patient_id, part="vitals"), actor=actor)
    await db.flush()
    return row


async def _of_this_patient(db: Db, encounter_id: UUID, patient_id: UUID) -> None:
    if await db.scalar(select(Encounter.patient_id).where(Encounter.id == encounter_id)) != patient_id:
        raise NotFound()


# ---- reading --------------------------------------------------------------------------------------------------------


async def latest(db: Db | ReadDb, patient_id: UUID, *, limit: int, struck: bool = True) -> list[VitalSetOut]:
    """The latest sets, newest first, in two queries however many there are."""
    query = select(VitalSet).where(VitalSet.patient_id == patient_id)
    if not struck:
        query = query.where(VitalSet.status == ChartedStatus.final)
    sets = list(await db.scalars(query.order_by(VitalSet.measured_at.desc(), VitalSet.id.desc()).limit(limit)))
    rows = await db.scalars(select(Vital).where(Vital.set_id.in_([one.id for one in sets]))) if sets else ()
    by_set: dict[UUID, list[Vital]] = {}
    for row in rows:
        by_set.setdefault(row.set_id, []).append(row)
    return [shown(one, by_set.get(one.id, [])) for one in sets]


async def one_set(db: Db | ReadDb, row: VitalSet) -> VitalSetOut:
    """A set with its signs."""
    return shown(row, list(await db.scalars(select(Vital).where(Vital.set_id == row.id))))


def shown(row: VitalSet, signs: Sequence[Vital]) -> VitalSetOut:
    """As it crosses HTTP, the signs in the order of the measures."""
    order = list(MEASURES)
    return VitalSetOut(
        id=row.id, measured_at=row.measured_at, recorded_at=row.created_at, by_name=row.by_name, reported=row.reported,
        remark=row.remark, status=row.status, error_reason=row.error_reason,
        signs=[
            SignOut(sign=one.sign, value=_plain(one.value), unit=MEASURES[one.sign].unit,
                    loinc=MEASURES[one.sign].loinc, flag=one.flag, low=_plain(one.low), high=_plain(one.high))
            for one in sorted(signs, key=lambda one: order.index(one.sign))
        ],
    )  # fmt: skip


def _plain(value: Decimal | None) -> Decimal | None:
    """36.5, not 36.500 and not 4E+1."""
    return None if value is None else Decimal(f"{value.normalize():f}")


def with_percentiles(sets: Iterable[VitalSetOut], patient: Patient, zone: ZoneInfo) -> list[VitalSetOut]:
    """The sets, each child's weight, height and body mass index with its percentile."""
    found = list(sets)
    for one in found:
        months = growth.months_between(patient.birth_date, local_day(one.measured_at, zone))
        for sign in one.signs:
            sign.percentile = growth.percentile(sign.sign, patient.sex, months, float(sign.value))
    return found


async def overview(
    db: Db | ReadDb, patient_id: UUID, *, limit: int, may_write: bool, struck: bool = True
) -> VitalsOut:  # fmt: skip
    """Sets and today's ranges."""
    patient = await db.get_one(Patient, patient_id)
    zone = await house.zone(db)
    sets = with_percentiles(await latest(db, patient_id, limit=limit, struck=struck), patient, zone)
    found = ranges(patient, local_day(now(), zone))
    return VitalsOut(items=sets, ranges=found, edition=EDITION, may_write=may_write)


def ranges(patient: Patient, today: date) -> list[RangeOut]:
    """What is healthy for this patient today."""
    days = max((today - patient.birth_date).days, 0)
    found = [(name, range_of(name, age_days=days, sex=patient.sex)) for name in MEASURES]
    return [
        RangeOut(sign=name, unit=MEASURES[name].unit, low=one.low, high=one.high, critical_low=one.critical_low,
                 critical_high=one.critical_high, source=one.source)
        for name, one in found if one is not None
    ]  # fmt: skip


async def growth_charts(db: Db | ReadDb, patient_id: UUID) -> GrowthOut:
    """The growth charts of a child or a young person: every measurement on the curves of its age and sex."""
    patient, zone = await db.get_one(Patient, patient_id), await house.zone(db)
    months = growth.months_between(patient.birth_date, local_day(now(), zone))
    items = []
    if 0 <= months <= growth.LAST_MONTH:
        for measure in growth.MEASURES:
            points = await _points(db, patient, measure, Vital.value, zone)
            lines = growth.curves(measure, patient.sex, months)
            if lines:
                items.append(GrowthChartOut(
                    measure=measure, unit=MEASURES[measure].unit, points=points,
                    lines=[GrowthLineOut(percentile=one, months=[m for m, _ in line], values=[v for _, v in line])
                           for one, line in lines.items()],
                ))  # fmt: skip
    return GrowthOut(items=items, source=growth.SOURCE, birth_date=patient.birth_date)


async def _points(
    db: Db | ReadDb, patient: Patient, measure: str, value: InstrumentedAttribute[Decimal], zone: ZoneInfo
) -> list[GrowthPointOut]:  # fmt: skip
    rows = await db.execute(
        select(Vital.measured_at, value)
        .join(VitalSet, VitalSet.id == Vital.set_id)
        .where(Vital.patient_id == patient.id, Vital.sign == measure, VitalSet.status == ChartedStatus.final)
        .order_by(Vital.measured_at.desc())
        .limit(200)
    )
    found = []
    for at, measured in reversed(list(rows)):
        months = growth.months_between(patient.birth_date, local_day(at, zone))
        z = growth.z_score(measure, patient.sex, months, float(measured))
        share = growth.percentile(measure, patient.sex, months, float(measured))
        if z is not None and share is not None:
            found.append(GrowthPointOut(months=round(months, 2), value=float(measured), percentile=share,
                                        z=round(z, 2), measured_at=at))  # fmt: skip
    return found
