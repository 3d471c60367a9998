"""What the screens of monitoring get: the wall, one patient, a patient's own page."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import AwareDatetime, Field

from hub.core.http import Body, Out
from hub.monitoring.schemas import AlertOut, DeviceOut, LimitOut, ObservationOut, PlanOut, ScoreOut


class VitalNoteOut(Out):
    id: UUID
    at: datetime
    words: str
    author_name: str
    alert_id: UUID | None
    created_at: datetime


class AddNote(Body):
    at: AwareDatetime
    words: str = Field(min_length=2, max_length=1000)


class WatchedOut(Out):
    """A patient at a monitor or with home readings, as the wall and the focus view begin: live values follow."""

    patient_id: UUID
    name: str
    number: str
    birth_date: str
    sex: str
    ward_id: UUID | None = None
    ward: str | None = None
    place: str = ""
    simulated: bool = False
    streamed: bool = False
    latest: list[ObservationOut]
    alerts: list[AlertOut]
    score: ScoreOut | None = None


class WallQuery(Body):
    ward_id: UUID | None = None


class WardLineOut(Out):
    id: UUID
    code: str
    name: str
    monitored: int


class WallOut(Out):
    """The patients of one ward who are at a monitor (`ward_id` null: those in one's care)."""

    wards: list[WardLineOut]
    ward_id: UUID | None
    whole_wards: bool
    """This person may watch whole wards; else the patients in their care."""
    items: list[WatchedOut]


class SpanQuery(Body):
    """A stretch of time for curves."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class SeriesOut(Out):
    """A curve: times (seconds since 1970) and values; `low`/`high` where each point stands for a stretch of time."""

    code: str
    step: int
    """Seconds that a point stands for; 0 = single values."""
    at: list[float]
    mean: list[float]
    low: list[float]
    high: list[float]


class PatientVitalsOut(WatchedOut):
    """One patient's page."""

    since: datetime
    until: datetime
    series: list[SeriesOut]
    observations: list[ObservationOut]
    past_alerts: list[AlertOut]
    notes: list[VitalNoteOut]
    scores: list[ScoreOut]
    limits: list[LimitOut]
    plan: PlanOut
    devices: list[DeviceOut]
    news2: bool
    """NEWS2 is for this age."""


class WaveQuery(Body):
    """A recorded strip."""

    at: AwareDatetime
    seconds: int = Field(30, ge=1, le=300)


class WaveOut(Out):
    """A piece of one channel: base64 of int16 little endian, in steps of `scale`."""

    channel: str
    at: datetime
    hz: int
    scale: float
    samples: str


class WavesOut(Out):
    items: list[WaveOut]
    units: dict[str, str]


class SaveStrip(Body):
    """A stretch to be kept for good."""

    at: AwareDatetime
    seconds: int = Field(30, ge=5, le=120)
    words: str = Field(min_length=2, max_length=1000)


class StripOut(Out):
    """A stretch of waveforms that is kept: around an alert (`alert_id`, `rule`), or chosen with a note."""

    id: UUID
    patient_id: UUID
    at: datetime
    seconds: int
    words: str
    author_name: str
    created_at: datetime
    alert_id: UUID | None
    rule: str | None
    priority: str | None
    value: Decimal | None = None
    unit: str = ""


class StripsOut(Out):
    items: list[StripOut]


class OwnVitalsOut(Out):
    """A patient's own page: latest values, goals, reminders, history."""

    latest: list[ObservationOut]
    observations: list[ObservationOut]
    plan: PlanOut
    devices: list[DeviceOut]
    asks: list[str]
    """What is worth measuring: LOINC codes, the usual ones first."""
