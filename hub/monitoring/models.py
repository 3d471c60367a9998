"""Tables of monitoring: devices, observations, limits, scores and alerts. Waveforms stand in `waves.py`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON, TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Record, ddl
from hub.core.states import legal_moves
from hub.monitoring import waves as waves  # its tables belong to the schema, too

MASK = {"audit": "mask"}


class DeviceKind(StrEnum):
    """What it is; a gateway speaks for other devices."""

    monitor = "monitor"
    blood_pressure = "blood_pressure"
    oximeter = "oximeter"
    thermometer = "thermometer"
    scale = "scale"
    glucose_meter = "glucose_meter"
    wearable = "wearable"
    gateway = "gateway"


class DeviceStatus(StrEnum):
    """FHIR Device.status in our words."""

    active = "active"
    suspended = "suspended"
    retired = "retired"


V = DeviceStatus
legal_moves(V, {V.active: [V.suspended, V.retired], V.suspended: [V.active, V.retired]})


class Device(Record):
    """A thing that measures. The house's own, or a patient's (`owner_patient_id`). Its key is kept as a digest only."""

    __tablename__ = "device"

    kind: Mapped[DeviceKind]
    name: Mapped[str]
    serial: Mapped[str] = mapped_column(unique=True)
    maker: Mapped[str] = mapped_column(default="")
    owner_patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"), index=True)
    gateway_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"), index=True)
    """The gateway that may speak for it."""
    key_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True, info=MASK)
    key_hint: Mapped[str] = mapped_column(default="")  # the last four characters, to tell keys apart
    status: Mapped[DeviceStatus] = mapped_column(default=DeviceStatus.active)
    status_at: Mapped[datetime] = mapped_column(default=now)
    simulated: Mapped[bool] = mapped_column(default=False)
    last_seen_at: Mapped[datetime | None]
    clock_off_seconds: Mapped[int] = mapped_column(default=0)
    """How far its clock was ahead of (negative: behind) ours when it was last wrong."""


class Binding(Record):
    """A device measures one patient for a period. PostgreSQL refuses two patients at one device at a time."""

    __tablename__ = "device_binding"
    __table_args__ = (Index("ix_device_binding_patient", "patient_id"),)

    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), index=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    ward_id: Mapped[UUID | None] = mapped_column(ForeignKey("ward.id"), index=True)
    place: Mapped[str] = mapped_column(default="")
    """The bed's label, for the wall."""
    last_frame_ms: Mapped[int] = mapped_column(default=0)
    """The latest moment that its frames told of, by its own clock: what is not later was sent before."""
    last_frame_at: Mapped[datetime | None]
    """When that was, by ours."""


ddl("""
ALTER TABLE device_binding ADD CONSTRAINT ex_device_binding_device EXCLUDE USING gist
(uuidrange(device_id, device_id, '[]') WITH &&, during WITH &&);
""")


class Source(StrEnum):
    """How a value came to us."""

    typed = "typed"
    bluetooth = "bluetooth"
    device = "device"
    gateway = "gateway"
    clinician = "clinician"


class ObservationStatus(StrEnum):
    """FHIR Observation.status: `preliminary` is doubtful and counts for nothing until somebody has looked."""

    preliminary = "preliminary"
    final = "final"
    entered_in_error = "entered_in_error"


O = ObservationStatus  # noqa: E741
legal_moves(O, {O.preliminary: [O.final, O.entered_in_error], O.final: [O.entered_in_error]})


class Observation(Record):
    """One value: LOINC code, UCUM unit. What was measured together has one `set_id`."""

    __tablename__ = "observation"
    __table_args__ = (
        Index("ix_observation_patient", "patient_id", "code", "effective_at"),
        Index("ix_observation_doubtful", "patient_id", postgresql_where=text("status = 'preliminary'")),
        Index("uq_observation_device", "device_id", "code", "device_at", unique=True,
              postgresql_where=text("device_id IS NOT NULL")),
        Index("uq_observation_typed", "patient_id", "code", "effective_at", unique=True,
              postgresql_where=text("device_id IS NULL AND status <> 'entered_in_error'")),
    )  # fmt: skip

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    set_id: Mapped[UUID] = mapped_column(index=True)
    code: Mapped[str]
    value: Mapped[Decimal] = mapped_column(Numeric(10, 3), info=MASK)
    unit: Mapped[str]
    effective_at: Mapped[datetime]
    device_at: Mapped[datetime | None]
    """The time as the device gave it."""
    received_at: Mapped[datetime] = mapped_column(default=now)
    given_value: Mapped[Decimal | None] = mapped_column(Numeric(14, 6), info=MASK)
    given_unit: Mapped[str | None]
    source: Mapped[Source]
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))
    status: Mapped[ObservationStatus] = mapped_column(default=ObservationStatus.final)
    status_at: Mapped[datetime] = mapped_column(default=now)
    flags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    recorded_by: Mapped[UUID | None]
    decided_by: Mapped[UUID | None]
    """Who confirmed or rejected a doubtful value."""
    simulated: Mapped[bool] = mapped_column(default=False)


class VitalLimits(Record):
    """A patient's own limits of one vital sign; without a row the defaults of the age hold."""

    __tablename__ = "vital_limits"
    __table_args__ = (UniqueConstraint("patient_id", "code"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    code: Mapped[str]
    critical_low: Mapped[Decimal | None] = mapped_column(Numeric(10, 3), info=MASK)
    low: Mapped[Decimal | None] = mapped_column(Numeric(10, 3), info=MASK)
    high: Mapped[Decimal | None] = mapped_column(Numeric(10, 3), info=MASK)
    critical_high: Mapped[Decimal | None] = mapped_column(Numeric(10, 3), info=MASK)
    delay: Mapped[int] = mapped_column(default=15)
    clear: Mapped[int] = mapped_column(default=30)
    margin: Mapped[Decimal] = mapped_column(Numeric(10, 3), default=Decimal(2))
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason_clear: Mapped[str | None] = mapped_column("reason", Text, info=MASK)
    reason = sealed.text("reason_sealed", clear="reason_clear")
    set_by: Mapped[UUID | None]
    set_by_name: Mapped[str] = mapped_column(default="")


sealed.keyed(VitalLimits, "patient_id")


class Plan(Record):
    """What is agreed with a patient: goals, when to measure, and which scale of NEWS2 holds."""

    __tablename__ = "monitoring_plan"
    __table_args__ = (
        CheckConstraint("spo2_scale IN (1, 2)", name="scale"),
        Index("ix_monitoring_plan_due", "next_reminder_at", postgresql_where=text("next_reminder_at IS NOT NULL")),
        Index("ix_monitoring_plan_answer", "answer_by", postgresql_where=text("answer_by IS NOT NULL")),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), unique=True)
    spo2_scale: Mapped[int] = mapped_column(default=1)
    goals: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=MASK)
    """LOINC code -> {low, high}, as text."""
    reminders: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """Times of day, HH:MM, by the clocks of the house."""
    next_reminder_at: Mapped[datetime | None]
    set_by_name: Mapped[str] = mapped_column(server_default="", default="")
    """The clinician who agreed the goals, and when."""
    set_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    """Until when the last reminder waits for a reading."""
    missed: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    """Reminders in a row that nothing came of."""


class EarlyWarning(Record):
    """A NEWS2 as it was worked out: inputs, points, what was missing. Without a total where something was missing."""

    __tablename__ = "early_warning"
    __table_args__ = (Index("ix_early_warning_patient", "patient_id", "at"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    set_id: Mapped[UUID] = mapped_column(unique=True)
    at: Mapped[datetime]
    method: Mapped[str]
    scale: Mapped[int]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON, info=MASK)
    points: Mapped[dict[str, int]] = mapped_column(JSON, info=MASK)
    total: Mapped[int | None] = mapped_column(info=MASK)
    missing: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    band: Mapped[str | None] = mapped_column(info=MASK)
    recorded_by: Mapped[UUID | None]


class AlertKind(StrEnum):
    """About the patient, or about the equipment (FHIR DeviceAlert.type)."""

    physiological = "physiological"
    technical = "technical"


class Priority(StrEnum):
    """As IEC 60601-1-8 names them."""

    high = "high"
    medium = "medium"
    low = "low"

    @property
    def rank(self) -> int:
        return ("low", "medium", "high").index(self.value)


class AlertStatus(StrEnum):
    raised = "raised"
    acknowledged = "acknowledged"
    snoozed = "snoozed"
    resolved = "resolved"


A = AlertStatus
legal_moves(A, {
    A.raised: [A.acknowledged, A.snoozed, A.resolved],
    A.acknowledged: [A.raised, A.snoozed, A.resolved],
    A.snoozed: [A.raised, A.acknowledged, A.resolved],
})  # fmt: skip


class Alert(Record):
    """Something is beyond its limits, or a device cannot say. One open alert per patient and `rule`."""

    __tablename__ = "alert"
    __table_args__ = (
        Index("uq_alert_open", "patient_id", "rule", unique=True, postgresql_where=text("status <> 'resolved'")),
        Index("ix_alert_open", "status", "raised_at", postgresql_where=text("status <> 'resolved'")),
        Index("ix_alert_patient", "patient_id", "raised_at"),
        Index("ix_alert_case", "case_id"),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[AlertKind]
    rule: Mapped[str]
    """What it is about: '<LOINC>:low', '<LOINC>:high', 'news2', 'leads_off', 'no_data', 'clock', 'missed'."""
    priority: Mapped[Priority]
    status: Mapped[AlertStatus] = mapped_column(default=AlertStatus.raised)
    status_at: Mapped[datetime] = mapped_column(default=now)
    raised_at: Mapped[datetime] = mapped_column(default=now)
    value: Mapped[Decimal | None] = mapped_column(Numeric(10, 3), info=MASK)
    unit: Mapped[str] = mapped_column(default="")
    bound: Mapped[Decimal | None] = mapped_column(Numeric(10, 3), info=MASK)
    """The limit that it is beyond."""
    over_at: Mapped[datetime | None]
    """Since when it is inside again; the alert stays open until somebody has looked, unless it is technical."""
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))
    observation_id: Mapped[UUID | None] = mapped_column(ForeignKey("observation.id"))
    ward_id: Mapped[UUID | None] = mapped_column(ForeignKey("ward.id"))
    place: Mapped[str] = mapped_column(default="")
    case_id: Mapped[UUID | None]
    rung: Mapped[int] = mapped_column(default=0)
    """How far up the ladder it is: 0 nurses, 1 the patient's doctor, 2 every doctor."""
    climbs_at: Mapped[datetime | None]
    """When it climbs by itself; None where its pathway looks after that."""
    acknowledged_by: Mapped[UUID | None]
    acknowledged_name: Mapped[str] = mapped_column(default="")
    acknowledged_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    snooze_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    snooze_reason_clear: Mapped[str | None] = mapped_column("snooze_reason", Text, info=MASK)
    snooze_reason = sealed.text("snooze_reason_sealed", clear="snooze_reason_clear")
    outcome: Mapped[str] = mapped_column(default="")
    words_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    words_clear: Mapped[str | None] = mapped_column("words", Text, info=MASK)
    words = sealed.text("words_sealed", clear="words_clear")
    resolved_by: Mapped[UUID | None]
    resolved_name: Mapped[str] = mapped_column(default="")
    simulated: Mapped[bool] = mapped_column(default=False)


sealed.keyed(Alert, "patient_id")


class VitalNote(Record):
    """A remark beside the curves at a moment: what was done about an alert, why a value was odd. Never changed."""

    __tablename__ = "vital_note"
    __table_args__ = (Index("ix_vital_note_patient", "patient_id", "at"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    at: Mapped[datetime]
    words_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    words_clear: Mapped[str | None] = mapped_column("words", Text, info=MASK)
    words = sealed.text("words_sealed", clear="words_clear")
    alert_id: Mapped[UUID | None] = mapped_column(ForeignKey("alert.id"))
    author_id: Mapped[UUID | None]
    author_name: Mapped[str]


sealed.keyed(VitalNote, "patient_id")


ddl("CREATE TRIGGER vital_note_append_only BEFORE DELETE OR TRUNCATE ON vital_note "
    "FOR EACH STATEMENT EXECUTE FUNCTION append_only();")  # fmt: skip
ddl("CREATE TRIGGER vital_note_never_changes BEFORE UPDATE ON vital_note "
    "FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed();")  # fmt: skip
