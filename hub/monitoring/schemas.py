"""What crosses HTTP about devices, vital signs and alerts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from hub.core.http import Body, Out
from hub.monitoring.models import DeviceKind

Code = Annotated[str, StringConstraints(pattern=r"^\d{1,7}-\d$")]
Unit = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Value = Annotated[Decimal, Field(max_digits=14, decimal_places=6, allow_inf_nan=False)]
End = Annotated[Decimal, Field(max_digits=7, decimal_places=2, ge=-10, le=10_000)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


# ---- devices --------------------------------------------------------------------------------------------------------


class RegisterDevice(Body):
    """A device of the house."""

    kind: DeviceKind
    name: str = Field(min_length=2, max_length=80)
    serial: str = Field(min_length=2, max_length=80, pattern=r"^[\w .:/-]+$")
    maker: str = Field("", max_length=80)
    gateway_id: UUID | None = None


class RegisterOwnDevice(Body):
    """A patient's own device."""

    kind: Literal["blood_pressure", "oximeter", "thermometer", "scale", "glucose_meter", "wearable"]
    name: str = Field(min_length=2, max_length=80)
    serial: str = Field(min_length=2, max_length=80, pattern=r"^[\w .:/-]+$")


class BindDevice(Body):
    """To whom, and for the wall where."""

    patient_id: UUID
    ward_id: UUID | None = None
    place: str = Field("", max_length=20)


class BindHere(Body):
    """The code on the device, typed or scanned."""

    serial: str = Field(min_length=2, max_length=80)


class ChangeDevice(Body):
    status: Literal["active", "suspended", "retired"]


class BoundOut(Out):
    """Where a device is. `patient_id` is null for whom an objection keeps from knowing."""

    patient_id: UUID | None
    patient_name: str
    since: datetime | None
    ward: str | None
    place: str


class DeviceOut(Out):
    """One device; its key is never among it."""

    id: UUID
    kind: str
    name: str
    serial: str
    maker: str
    status: str
    simulated: bool
    key_hint: str
    last_seen_at: datetime | None
    clock_off_seconds: int
    owned: bool
    """It is the patient's own."""
    bound: BoundOut | None = None


class DevicesOut(Out):
    items: list[DeviceOut]


class WornOut(Out):
    """Whom a device measured, and when; `until` is open while it does."""

    patient_id: UUID
    patient_name: str
    patient_number: str
    ward: str | None
    place: str
    since: datetime | None
    until: datetime | None


class WornListOut(Out):
    items: list[WornOut]


class KeyOut(Out):
    """The key: shown this once, kept nowhere."""

    device: DeviceOut
    key: str


# ---- readings -------------------------------------------------------------------------------------------------------


class Measured(Body):
    """One value."""

    code: Code
    value: Value
    unit: Unit


class DeviceReading(Body):
    """What was measured together. `serial` says which device, where a gateway speaks for several."""

    measured_at: AwareDatetime
    values: list[Measured] = Field(min_length=1, max_length=12)
    serial: str | None = Field(None, max_length=80)


class DeviceReadings(Body):
    """A batch. `sent_at` is the device's own clock now: a wrong one is noticed, and set right."""

    sent_at: AwareDatetime | None = None
    readings: list[DeviceReading] = Field(min_length=1, max_length=200)


class VerdictOut(Out):
    """What became of one reading of a batch, in their order."""

    result: Literal["kept", "flagged", "duplicate", "refused"]
    code: str = ""
    detail: str = ""
    flags: list[str] = Field(default_factory=list)


class VerdictsOut(Out):
    received_at: datetime
    """Our clock, for devices that can set theirs."""
    items: list[VerdictOut]


class ReadingsTakenOut(Out):
    """Frames that were taken."""

    frames: int
    refused: int = 0


class TypeReading(Body):
    """A patient's own measurement: typed, or read from a device over Web Bluetooth."""

    measured_at: AwareDatetime
    values: list[Measured] = Field(min_length=1, max_length=12)
    source: Literal["typed", "bluetooth"] = "typed"
    note: str = Field("", max_length=500)


class SpotCheck(Body):
    """What a clinician measured at once; with all inputs it makes a NEWS2."""

    measured_at: AwareDatetime | None = None
    values: list[Measured] = Field(min_length=1, max_length=12)
    consciousness: Literal["alert", "confusion", "voice", "pain", "unresponsive"] | None = None
    note: str = Field("", max_length=1000)


class ObservationOut(Out):
    """One value."""

    id: UUID
    set_id: UUID
    code: str
    value: Decimal
    unit: str
    effective_at: datetime
    device_at: datetime | None
    received_at: datetime
    given_value: Decimal | None
    given_unit: str | None
    source: str
    status: str
    flags: list[str]
    simulated: bool


class KeptOut(Out):
    """What was kept of a reading."""

    items: list[ObservationOut]
    alerts: int = 0
    """How many alerts are open after it."""


# ---- scores, limits, plans ------------------------------------------------------------------------------------------


class ScoreOut(Out):
    """A NEWS2; without a total where an input is missing."""

    at: datetime
    method: str
    scale: int
    points: dict[str, int]
    missing: list[str]
    total: int | None
    partial: int
    band: str | None
    measure_every_minutes: int | None = None
    review_within_minutes: int | None = None


class VitalOut(Out):
    """One kind of measurement that is known here."""

    code: str
    key: str
    display: str
    unit: str
    units: list[str]
    low: Decimal
    high: Decimal
    digits: int


class VitalsKnownOut(Out):
    items: list[VitalOut]


class LimitOut(Out):
    """The limits that hold for one vital sign; `own` when they were set for this patient."""

    code: str
    critical_low: Decimal | None
    low: Decimal | None
    high: Decimal | None
    critical_high: Decimal | None
    delay: int
    clear: int
    margin: Decimal
    own: bool = False
    reason: str = ""
    set_by_name: str = ""
    set_at: datetime | None = None


class LimitsOut(Out):
    items: list[LimitOut]


class SetLimit(Body):
    """A patient's own limits of one vital sign, or (`default`) those of the age again."""

    code: Code
    critical_low: End | None = None
    low: End | None = None
    high: End | None = None
    critical_high: End | None = None
    delay: int = Field(15, ge=0, le=600)
    clear: int = Field(30, ge=0, le=600)
    margin: Decimal = Field(Decimal(2), ge=0, le=50, max_digits=5, decimal_places=2)
    default: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> SetLimit:
        ends = [end for end in (self.critical_low, self.low, self.high, self.critical_high) if end is not None]
        if ends != sorted(ends) or len(set(ends)) != len(ends):
            raise ValueError("the limits must rise from critically low to critically high")
        return self


class SetLimits(Body):
    reason: str = Field(min_length=3, max_length=500)
    limits: list[SetLimit] = Field(min_length=1, max_length=20)


class Goal(Body):
    """What is aimed at."""

    code: Code
    low: End | None = None
    high: End | None = None


class GoalOut(Out):
    code: str
    low: Decimal | None = None
    high: Decimal | None = None


class SetPlan(Body):
    """Goals, reminders, and the scale of oxygen saturation for NEWS2 (2 only by a clinician's decision)."""

    spo2_scale: Literal[1, 2] = 1
    goals: list[Goal] = Field(default_factory=list, max_length=12)
    reminders: list[Clock] = Field(default_factory=list, max_length=8)


class SetReminders(Body):
    """When a patient wants to be reminded."""

    reminders: list[Clock] = Field(default_factory=list, max_length=8)


class PlanOut(Out):
    spo2_scale: int
    goals: list[GoalOut]
    reminders: list[str]
    next_reminder_at: datetime | None = None
    set_by_name: str = ""
    set_at: datetime | None = None
    missed: int = 0
    """Reminders in a row that nothing came of."""


# ---- alerts ---------------------------------------------------------------------------------------------------------


class AlertOut(Out):
    """One alert."""

    id: UUID
    patient_id: UUID
    patient_name: str = ""
    patient_number: str = ""
    kind: str
    rule: str
    priority: str
    status: str
    status_at: datetime
    raised_at: datetime
    over_at: datetime | None
    value: Decimal | None
    unit: str
    bound: Decimal | None
    ward: str | None = None
    place: str
    rung: int
    acknowledged_name: str
    acknowledged_at: datetime | None
    snoozed_until: datetime | None
    snooze_reason: str
    outcome: str
    words: str
    resolved_name: str
    case_id: UUID | None
    task_id: UUID | None = None
    simulated: bool


class AlertQuery(Body):
    scope: Literal["open", "closed"] = "open"
    kind: Literal["physiological", "technical"] | None = None
    limit: int = Field(100, ge=1, le=200)


class AlertsOut(Out):
    items: list[AlertOut]


class Snooze(Body):
    minutes: int = Field(ge=1, le=720)
    reason: str = Field(min_length=3, max_length=500)


class Resolve(Body):
    outcome: Literal["false_alarm", "advice_given", "visit_booked", "emergency", "equipment"]
    words: str = Field("", max_length=2000)

    @model_validator(mode="after")
    def _said(self) -> Resolve:
        if self.outcome in ("advice_given", "visit_booked", "emergency") and not self.words:
            raise ValueError("say what was done")
        return self
