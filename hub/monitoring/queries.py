"""The doors to vital signs, alerts and devices, and what is read behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, literal, null, or_, select, union_all

from hub.beds.models import Bed, Stay, StayStatus, Ward
from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.encounters.queries import cares_for
from hub.monitoring.limits import Limits, defaults
from hub.monitoring.models import (
    Alert,
    AlertStatus,
    Binding,
    Device,
    Observation,
    ObservationStatus,
    Plan,
    VitalLimits,
    VitalNote,
)
from hub.patients.access import policy
from hub.patients.models import CareRelation, Patient, RelationKind
from hub.patients.queries import visible
from hub.staff.models import Department, Practitioner, PractitionerRole

LYING = (StayStatus.reserved, StayStatus.on_ward)


# ---- doors ----------------------------------------------------------------------------------------------------------


async def may_see(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> bool:
    """Whose vital signs are whose business: one's own; who cares for the patient; a nurse for whoever lies on a ward or
    has an alert that nobody has resolved (the ward and the queue are the nurses').
    """
    if patient_id in actor.denied:
        return False
    if "*" in actor.permissions or (actor.patient_id is not None and actor.patient_id == patient_id):
        return True
    if await cares_for(db, actor, patient_id):  # type: ignore[arg-type]  # it only reads
        return True
    theirs = and_(_nurses(patient_id), ~policy.barred(actor, literal(patient_id)))
    return "nurse" in actor.roles and bool(await db.scalar(select(theirs)))


def _nurses(patient: Any) -> ColumnElement[bool]:
    """SQL: the patient in this column is the nurses' business."""
    return or_(
        exists().where(Stay.patient_id == patient, Stay.status.in_(LYING)),
        exists().where(Binding.patient_id == patient, Binding.during.contains(now()), Binding.ward_id.is_not(None)),
        exists().where(Alert.patient_id == patient, Alert.status != AlertStatus.resolved),
    )  # fmt: skip


def seen(actor: Actor, column: Any) -> ColumnElement[bool]:
    """SQL for lists: `may_see` of the patient in `column`, but for tasks in hand."""
    mine = visible(actor, column, clinical=True)
    return or_(mine, and_(_nurses(column), ~policy.barred(actor, column))) if "nurse" in actor.roles else mine


async def access_vitals(db: Db, actor: Actor, patient_id: UUID, *, silent: bool = False) -> Patient:
    """The patient whose vital signs these are, else 404. The read is audited unless `silent`: a write follows."""
    found = await db.get(Patient, patient_id)
    if found is None or not await may_see(db, actor, patient_id):
        raise NotFound()
    if not silent:
        audit.read(db, actor, "vitals", patient_id, patient_id=patient_id)
    return found


async def access_alert(db: Db, actor: Actor, alert_id: UUID, *, lock: bool = False) -> Alert:
    """An alert, for who may see the patient's vital signs; else 404. Audited unless it is locked: a write follows."""
    query = select(Alert).where(Alert.id == alert_id)
    found: Alert | None = await db.scalar(query.with_for_update() if lock else query)
    if found is None or not await may_see(db, actor, found.patient_id):
        raise NotFound()
    if not lock:
        audit.read(db, actor, "alert", found.id, patient_id=found.patient_id)
    return found


async def access_device(db: Db, actor: Actor, device_id: UUID, *, lock: bool = False) -> Device:
    """A device of the house for who manages devices, one's own for a patient; else 404."""
    query = select(Device).where(Device.id == device_id)
    found: Device | None = await db.scalar(query.with_for_update() if lock else query)
    own = found is not None and actor.patient_id is not None and found.owner_patient_id == actor.patient_id
    if found is None or not (own or actor.may("device.manage")):
        raise NotFound()
    return found


async def access_observation(db: Db, actor: Actor, observation_id: UUID) -> Observation:
    """A value, locked, for clinicians who may see the patient's vital signs; else 404."""
    found: Observation | None = await db.scalar(
        select(Observation).where(Observation.id == observation_id).with_for_update()
    )
    if found is None or not await may_see(db, actor, found.patient_id):
        raise NotFound()
    return found


# ---- behind them ----------------------------------------------------------------------------------------------------


def age_of(born: date, at: datetime) -> int:
    """Completed years."""
    return at.year - born.year - ((at.month, at.day) < (born.month, born.day))


async def limits_of(db: Db | ReadDb, patient: Patient) -> dict[str, Limits]:
    """The limits that hold for a patient: the age's, and over them the patient's own."""
    return (await limits_of_each(db, [patient]))[patient.id]


async def limits_of_each(db: Db | ReadDb, patients: Sequence[Patient]) -> dict[UUID, dict[str, Limits]]:
    """`limits_of` of several patients in one query."""
    moment = now()
    found = {patient.id: dict(defaults(age_of(patient.birth_date, moment))) for patient in patients}
    for row in await own_limits(db, list(found)):
        found[row.patient_id][row.code] = Limits(row.critical_low, row.low, row.high, row.critical_high, row.delay,
                                                 row.clear, row.margin)  # fmt: skip
    return found


async def own_limits(db: Db | ReadDb, patients: Sequence[UUID]) -> list[VitalLimits]:
    """What was set for these very patients."""
    return list(await db.scalars(select(VitalLimits).where(VitalLimits.patient_id.in_(patients))))


async def plan_of(db: Db | ReadDb, patient_id: UUID, *, lock: bool = False) -> Plan | None:
    query = select(Plan).where(Plan.patient_id == patient_id)
    found: Plan | None = await db.scalar(query.with_for_update() if lock else query)
    return found


async def binding_at(db: Db | ReadDb, device_id: UUID, at: datetime) -> Binding | None:
    """Whom a device measured at a moment."""
    found: Binding | None = await db.scalar(
        select(Binding).where(Binding.device_id == device_id, Binding.during.contains(at))
    )
    return found


async def bound_now(db: Db | ReadDb, patient_id: UUID) -> list[tuple[Binding, Device]]:
    """The devices at a patient now."""
    rows = await db.execute(
        select(Binding, Device)
        .join(Device, Device.id == Binding.device_id)
        .where(Binding.patient_id == patient_id, Binding.during.contains(now()))
        .order_by(Device.name, Device.id)
    )
    return [(row[0], row[1]) for row in rows]


class Place(NamedTuple):
    """Where a patient is watched, and whose patient that makes them."""

    ward: Ward | None = None
    label: str = ""
    department: str | None = None
    """The code of the ward's department."""
    practitioner_id: UUID | None = None
    """The clinician of the stay."""


async def place_of(db: Db | ReadDb, patient_id: UUID) -> Place:
    """The bed of the stay, else where a monitor of the house stands at the patient; nothing of it at home."""
    lying = (
        select(Bed.ward_id, Bed.label, Stay.practitioner_id, literal(0).label("rank"))
        .join(Stay, Stay.bed_id == Bed.id)
        .where(Stay.patient_id == patient_id, Stay.status.in_(LYING))
    )
    bound = select(Binding.ward_id, Binding.place, null(), literal(1)).where(
        Binding.patient_id == patient_id, Binding.during.contains(now())
    )
    both = union_all(lying, bound).subquery()
    row = (
        await db.execute(
            select(Ward, both.c.label, Department.code, both.c.practitioner_id)
            .join(both, both.c.ward_id == Ward.id)
            .outerjoin(Department, Department.id == Ward.department_id)
            .order_by(both.c.rank)
            .limit(1)
        )
    ).first()
    return Place(*row) if row is not None else Place()


async def doctor_of(db: Db | ReadDb, patient_id: UUID, place: Place) -> UUID | None:
    """The clinician whom an alert of this patient is for first: of the stay, else who treats the patient now."""
    if place.practitioner_id is not None:
        return place.practitioner_id
    found: UUID | None = await db.scalar(
        select(CareRelation.practitioner_id)
        .join(Practitioner, Practitioner.id == CareRelation.practitioner_id)
        .where(
            CareRelation.patient_id == patient_id, Practitioner.role == PractitionerRole.doctor,
            or_(CareRelation.until.is_(None), CareRelation.until > now()),
        )
        .order_by(CareRelation.kind == RelationKind.care_team, CareRelation.created_at.desc())
        .limit(1)
    )  # fmt: skip
    return found


async def latest(db: Db | ReadDb, patients: Sequence[UUID]) -> list[Observation]:
    """The last value of each kind that counts, for several patients in one query."""
    rows = await db.scalars(
        select(Observation)
        .where(Observation.patient_id.in_(patients), Observation.status == ObservationStatus.final)
        .distinct(Observation.patient_id, Observation.code)
        .order_by(Observation.patient_id, Observation.code, Observation.effective_at.desc(), Observation.id.desc())
    )
    return list(rows)


async def observations(
    db: Db | ReadDb, patient_id: UUID, *, since: datetime, until: datetime, limit: int = 2000
) -> list[Observation]:  # fmt: skip
    """Values of a stretch of time, the latest first; doubtful ones too, those entered in error not."""
    rows = await db.scalars(
        select(Observation)
        .where(
            Observation.patient_id == patient_id, Observation.effective_at >= since, Observation.effective_at < until,
            Observation.status != ObservationStatus.entered_in_error,
        )
        .order_by(Observation.effective_at.desc(), Observation.id.desc())
        .limit(limit)
    )  # fmt: skip
    return list(rows)


async def measured_since(db: Db | ReadDb, patient_id: UUID, since: datetime) -> bool:
    """Whether anything was measured at this patient since then; doubtful counts, for somebody has measured."""
    found = select(Observation.id).where(
        Observation.patient_id == patient_id, Observation.effective_at >= since,
        Observation.status != ObservationStatus.entered_in_error,
    )  # fmt: skip
    return await db.scalar(found.limit(1)) is not None


async def notes(db: Db | ReadDb, records: Sequence[UUID], *, since: datetime, until: datetime) -> list[VitalNote]:
    """Remarks beside the curves of a patient (of all his records), the latest first."""
    rows = await db.scalars(
        select(VitalNote)
        .where(VitalNote.patient_id.in_(records), VitalNote.at >= since, VitalNote.at < until)
        .order_by(VitalNote.at.desc(), VitalNote.id.desc())
        .limit(500)
    )
    return list(rows)


async def open_alerts(db: Db | ReadDb, patients: Sequence[UUID]) -> list[Alert]:
    """Open alerts of several patients, the most urgent first."""
    rows = await db.scalars(select(Alert).where(Alert.patient_id.in_(patients), Alert.status != AlertStatus.resolved))
    return sorted(rows, key=lambda alert: (-alert.priority.rank, alert.raised_at))


async def is_ward(db: Db | ReadDb, ward_id: UUID) -> bool:
    """Whether there is such a ward."""
    return await db.scalar(select(Ward.id).where(Ward.id == ward_id)) is not None


async def alert_waits(db: Db | ReadDb, alert_id: UUID) -> bool:
    """Whether nobody has answered an alert yet."""
    found = select(Alert.id).where(Alert.id == alert_id, Alert.status == AlertStatus.raised)
    return await db.scalar(found) is not None


async def alerts_between(db: Db | ReadDb, patient_id: UUID, since: datetime, until: datetime) -> list[Alert]:
    """A patient's alerts of a stretch of time, for the curves."""
    rows = await db.scalars(
        select(Alert)
        .where(and_(Alert.patient_id == patient_id, Alert.raised_at >= since, Alert.raised_at < until))
        .order_by(Alert.raised_at.desc())
        .limit(500)
    )
    return list(rows)
