"""From weekly hours to free slots: pure arithmetic on the wall clock of one zone, right on the nights it changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hub.core.wall import instant as instant

MIDNIGHT = time(0)
ANY = "any"


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours on the wall clock of a day, from `starts` up to `ends` (00:00 as `ends` is the end of the day)."""

    starts: time
    ends: time
    slot_minutes: int
    kind: str
    buffer_minutes: int = 0
    capacity: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of time in UTC; `seated` takes one place of a group slot, otherwise it is the whole time."""

    start: datetime
    end: datetime
    seated: bool = False

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A time at which an appointment of this kind (`any` = the patient chooses) may start."""

    start: datetime
    end: datetime
    kind: str
    capacity: int = 1
    buffer_minutes: int = 0

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def places(self, busy: Iterable[Span]) -> int:
        """How many patients still find a place; 0 when something else stands in it or in its buffer."""
        pad = timedelta(minutes=self.buffer_minutes)
        start, end, left = self.start - pad, self.end + pad, self.capacity
        for other in busy:
            if start < other.end and other.start < end:
                if not other.seated or (other.start, other.end) != (self.start, self.end):
                    return 0
                left -= 1
        return max(left, 0)

    def serves(self, kind: str) -> bool:
        return kind in (self.kind, ANY) or self.kind == ANY


def day_span(day: date, zone: ZoneInfo) -> Span:
    """The local day as moments; 23 or 25 hours long on the nights the clock changes."""
    return Span(instant(day, MIDNIGHT, zone), instant(day + timedelta(days=1), MIDNIGHT, zone))


def hours_span(day: date, starts: time | None, ends: time | None, zone: ZoneInfo) -> Span:
    """Wall-clock hours of a day as moments; None = from its beginning, to its end."""
    whole = day_span(day, zone)
    return Span(
        instant(day, starts, zone) if starts else whole.start,
        instant(day, ends, zone) if ends and ends != MIDNIGHT else whole.end,
    )


@lru_cache(maxsize=4_096)
def slots_of(day: date, hours: Hours, zone: ZoneInfo) -> tuple[Slot, ...]:
    """Every slot of these hours, one after the other in real time with the buffer between, the last ending in time.

    Kept, since a department's clinicians share their hours and a month is looked at over and over.
    """
    span = hours_span(day, hours.starts, hours.ends, zone)
    length = timedelta(minutes=hours.slot_minutes)
    step = length + timedelta(minutes=hours.buffer_minutes)
    found, start = [], span.start
    while start + length <= span.end:
        found.append(Slot(start, start + length, hours.kind, hours.capacity, hours.buffer_minutes))
        start += step
    return tuple(found)


def free_slots(
    day: date, hours: Iterable[Hours], busy: Sequence[Span], zone: ZoneInfo, *, after: datetime
) -> list[Slot]:
    """Slots of the day that start at `after` or later and still have a place, in order."""
    spans, found = sorted(busy), []
    for one in hours:
        near = _Near(spans, timedelta(minutes=one.buffer_minutes))
        found += [slot for slot in slots_of(day, one, zone) if slot.start >= after and slot.places(near.of(slot))]
    found.sort(key=lambda slot: slot.start)
    return found


class _Near:
    """What may stand against slots that are asked for in order: each busy span is passed once, not once per slot."""

    def __init__(self, spans: Sequence[Span], pad: timedelta) -> None:
        self._spans, self._pad, self._first = spans, pad, 0

    def of(self, slot: Slot) -> Sequence[Span]:
        """Those that do not end before the slot begins and do not begin after it ends."""
        spans, first = self._spans, self._first
        while first < len(spans) and spans[first].end <= slot.start - self._pad:
            first += 1
        self._first = last = first
        while last < len(spans) and spans[last].start < slot.end + self._pad:
            last += 1
        return spans[first:last]


def touch(starts: time, ends: time, other_starts: time, other_ends: time) -> bool:
    """Whether two stretches of one day's wall clock overlap."""
    return starts < _end(other_ends) and other_starts < _end(ends)


def _end(ends: time) -> time:
    return time.max if ends == MIDNIGHT else ends
