"""One bed that streams, in the memory of a web process: its order, its clock, its alarms, and what has to be written.

Pure: times are handed in. Whatever must last is taken from here by `live.flush` and `live.settle` into PostgreSQL; if
this process ends, the next one begins with what stands there.
"""

from __future__ import annotations

import base64
from array import array
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from hub.monitoring.frames import LEADS_OFF, Frame, Wave
from hub.monitoring.limits import Cleared, Level, Limits, Raised, Watch
from hub.monitoring.vitals import BY_CODE, STREAMED

CLOCK_TOLERANCE_MS = 120_000
LATE_MS = 15_000
"""A frame that is older says nothing about now: it is stored, but raises no alert and is not shown as live."""
LEADS_OFF_AFTER, LEADS_ON_AFTER = timedelta(seconds=10), timedelta(seconds=5)
MOST_WAITING = 480
"""Chunks of a bed that wait for PostgreSQL: two minutes of four channels; above, the oldest are given up, and counted.
"""
MOST_MINUTES = 720
"""Minutes that wait: two hours of six vital signs."""
TRACE_HZ = 31
"""Pairs of lowest and highest sample per second on the wall."""
REARM = timedelta(minutes=5)


class Alarm(NamedTuple):
    """What has to become of alerts: `level` None = the cause of `rule` is over."""

    rule: str
    level: Level | None
    value: float | None
    technical: bool = False


@dataclass(slots=True)
class Chunk:
    """About a second of one channel, ready to be stored."""

    channel: str
    at: datetime
    hz: int
    scale: float
    samples: array[int]


@dataclass(slots=True)
class Minute:
    """A minute of one vital sign so far; written again and again until it is over."""

    n: int = 0
    low: float = float("inf")
    high: float = float("-inf")
    total: float = 0.0
    last: float = 0.0

    def add(self, value: float) -> None:
        self.n += 1
        self.low, self.high = min(self.low, value), max(self.high, value)
        self.total += value
        self.last = value


@dataclass(slots=True)
class Bed:
    """One device at one patient."""

    device_id: UUID
    binding_id: UUID
    patient_id: UUID
    ward_id: UUID | None
    place: str
    simulated: bool
    last_ms: int
    """By the device's own clock, the latest moment it has told of."""
    watches: dict[str, Watch] = field(default_factory=dict)
    off_ms: int | None = None
    """What has to be added to its times; None until its first frame has come."""
    numbers: dict[str, float] = field(default_factory=dict)
    numbers_at: datetime | None = None
    leads_off: bool = False
    received_at: datetime | None = None
    trace: Wave | None = None
    chunks: deque[Chunk] = field(default_factory=lambda: deque(maxlen=MOST_WAITING))
    minutes: dict[tuple[str, datetime], Minute] = field(default_factory=dict)
    clock_off: int = 0
    """Seconds, when its clock is wrong."""
    _open: dict[str, Chunk] = field(default_factory=dict)
    _off_since: datetime | None = None
    _on_since: datetime | None = None
    leads_alert: bool = False
    refused: int = 0
    lost: int = 0
    """Chunks that were given up since the last time somebody looked; where they were, the strip has a gap."""

    def take(self, frame: Frame, received_at: datetime) -> tuple[bool, list[Alarm]]:
        """(whether it was taken, what became of alarms). A frame that tells of what was told before is refused."""
        if frame.at_ms <= self.last_ms:
            self.refused += 1
            return False, []
        alarms: list[Alarm] = []
        self.last_ms = frame.at_ms
        now_ms = int(received_at.timestamp() * 1000)
        ours = now_ms - frame.at_ms
        if self.off_ms is None or abs(ours - self.off_ms) > CLOCK_TOLERANCE_MS:
            alarms += self._set_clock(ours)
        at_ms = min(frame.at_ms + (self.off_ms or 0), now_ms)
        at = datetime.fromtimestamp(at_ms / 1000, UTC)
        for name, wave in frame.waves.items():
            self._append(name, wave, at)
        if now_ms - at_ms > LATE_MS:
            return True, alarms
        self.received_at = received_at
        self.leads_off = bool(frame.flags & LEADS_OFF)
        alarms += self._leads(at)
        trace = frame.waves.get("ecg") or frame.waves.get("pleth")
        if trace is not None:
            self._wall(trace)
        if frame.numbers or frame.blank:
            alarms += self._see(frame, at)
        return True, alarms

    def _set_clock(self, ours: int) -> list[Alarm]:
        """A clock within the tolerance is believed; a wrong one is set right by when its frames arrive."""
        wrong = abs(ours) > CLOCK_TOLERANCE_MS
        known, self.off_ms = self.off_ms, ours if wrong else 0
        self.clock_off = -ours // 1000 if wrong else 0
        if wrong:
            return [Alarm("clock", Level.low, float(self.clock_off), technical=True)]
        return [Alarm("clock", None, None, technical=True)] if known else []

    def _append(self, name: str, wave: Wave, at: datetime) -> None:
        """Add samples to the open chunk; a second, a gap or another rate closes it."""
        there = self._open.get(name)
        if there is not None:
            follows = there.at + timedelta(seconds=len(there.samples) / there.hz)
            same = there.hz == wave.hz and there.scale == wave.scale and abs(follows - at) < timedelta(milliseconds=150)
            if same and len(there.samples) < there.hz:
                there.samples.extend(wave.samples)
                return
            self.wait([there])
            at = follows if same else at
        self._open[name] = Chunk(name, at, wave.hz, wave.scale, array("h", wave.samples))

    def wait(self, chunks: Sequence[Chunk]) -> None:
        """These wait for PostgreSQL behind those that do; the oldest are given up when there are too many."""
        self.lost += max(0, len(self.chunks) + len(chunks) - MOST_WAITING)
        self.chunks.extend(chunks)

    def _see(self, frame: Frame, at: datetime) -> list[Alarm]:
        alarms: list[Alarm] = []
        for code in frame.blank:
            self.numbers.pop(code, None)
        for code, value in frame.numbers.items():
            vital = BY_CODE[code]
            if code not in STREAMED or not vital.possible(Decimal(value)):
                self.numbers.pop(code, None)  # impossible: as if it had none
                continue
            value = round(value, vital.places + 1)
            self.numbers[code] = value
            minute = at.replace(second=0, microsecond=0)
            self.minutes.setdefault((code, minute), Minute()).add(value)
            if len(self.minutes) > MOST_MINUTES:
                del self.minutes[next(iter(self.minutes))]
            if not self.leads_off and (watch := self.watches.get(code)) is not None:
                alarms += [alarm_of(code, event) for event in watch.see(value, at)]
        self.numbers_at = at
        return alarms

    def _leads(self, at: datetime) -> list[Alarm]:
        if self.leads_off:
            self._on_since = None
            self._off_since = self._off_since or at
            if not self.leads_alert and at - self._off_since >= LEADS_OFF_AFTER:
                self.leads_alert = True
                return [Alarm("leads_off", Level.low, None, technical=True)]
            return []
        self._off_since = None
        self._on_since = self._on_since or at
        if self.leads_alert and at - self._on_since >= LEADS_ON_AFTER:
            self.leads_alert = False
            return [Alarm("leads_off", None, None, technical=True)]
        return []

    def _wall(self, wave: Wave) -> None:
        there = self.trace
        if there is None or there.hz != wave.hz or there.scale != wave.scale:
            self.trace = Wave(wave.hz, wave.scale, array("h", wave.samples))
            return
        there.samples.extend(wave.samples)
        if len(there.samples) > 3 * there.hz:  # nobody looks
            del there.samples[: len(there.samples) - there.hz]

    def limit(self, limits: Mapping[str, Limits], standing: Mapping[str, Level]) -> None:
        """Watch by these limits; `standing` are the levels of alerts that are open."""
        for code in STREAMED:
            if (own := limits.get(code)) is None:
                continue
            watch = self.watches.get(code)
            if watch is None:
                self.watches[code] = Watch(own, active=standing.get(code))
            else:
                watch.limits = own

    def closed(self, rule: str, at: datetime) -> None:
        """Somebody closed the alert of a rule."""
        if rule == "leads_off":
            self.leads_alert, self._off_since = False, None
        watch = self.watches.get(rule.partition(":")[0])
        if watch is not None and watch.active is not None and watch.active.side == rule.partition(":")[2]:
            watch.closed(at + REARM)

    def line(self) -> dict[str, Any]:
        """What the wall shows of it for a second: numbers, and the lowest and highest sample of each step of time."""
        trace, self.trace = self.trace, None
        return {
            "patient_id": str(self.patient_id), "place": self.place, "leads_off": self.leads_off,
            "simulated": self.simulated, "numbers": {BY_CODE[code].key: value for code, value in self.numbers.items()},
            "trace": packed(squeezed(trace)) if trace is not None else "", "scale": trace.scale if trace else 0,
        }  # fmt: skip

    def full(self, frame: Frame) -> dict[str, Any]:
        """What the focus view gets of a frame: every sample."""
        return {
            "patient_id": str(self.patient_id), "at": frame.at_ms + (self.off_ms or 0), "leads_off": self.leads_off,
            "simulated": self.simulated,
            "numbers": {BY_CODE[code].key: self.numbers[code] for code in frame.numbers if code in self.numbers},
            "waves": {name: [wave.hz, wave.scale, packed(wave.samples)] for name, wave in frame.waves.items()},
        }  # fmt: skip


def alarm_of(code: str, event: Raised | Cleared) -> Alarm:
    """The alarm of a vital sign's event."""
    if isinstance(event, Cleared):
        return Alarm(f"{code}:{event.side}", None, None)
    return Alarm(f"{code}:{event.level.side}", event.level, float(event.value))


def squeezed(wave: Wave) -> array[int]:
    """The lowest and highest sample of each step, so that no spike is lost: an average would hide a heartbeat."""
    step = max(1, wave.hz // TRACE_HZ)
    found = array("h")
    samples = wave.samples
    for place in range(0, len(samples), step):
        piece = samples[place : place + step]
        found.append(min(piece))
        found.append(max(piece))
    return found


def packed(samples: array[int]) -> str:
    """int16 little endian in base64: cheaper over Socket.IO than binary attachments (realtime.md 3.2)."""
    return base64.b64encode(samples.tobytes()).decode()


def fold(waiting: deque[tuple[Bed, Alarm]]) -> None:
    """PostgreSQL has been away for long: of each cause the worst that was said is kept, and how it stands now.

    The first in line stays where it is: it may be on its way.
    """
    first, *rest = waiting
    kept = [first]
    for rule in dict.fromkeys(alarm.rule for _, alarm in rest):
        told = [one for one in rest if one[1].rule == rule]
        raised = [one for one in told if one[1].level is not None]
        worst = next((one for one in raised if one[1].level and one[1].level.critical), raised[0] if raised else None)
        kept += [worst] if worst is not None and worst is not told[-1] else []
        kept.append(told[-1])
    waiting.clear()
    waiting.extend(kept)
