"""Limits and the watch over one vital sign: how long it must be beyond before we speak, and when it is over.

Pure: times are handed in, so that the same code judges a stream at the bedside and one reading from a home.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from hub.monitoring.vitals import DBP, GLUCOSE, HR, RR, SBP, SPO2, TEMP

Number = Decimal | float


class Level(StrEnum):
    """On which side of which limit."""

    critical_low = "critical_low"
    low = "low"
    high = "high"
    critical_high = "critical_high"

    @property
    def critical(self) -> bool:
        return self in (Level.critical_low, Level.critical_high)

    @property
    def side(self) -> str:
        return "low" if self in (Level.low, Level.critical_low) else "high"


class Limits(NamedTuple):
    """Alarm below or above these; None = no limit. `delay` and `clear` in seconds, `margin` in the vital's unit."""

    critical_low: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    critical_high: Decimal | None = None
    delay: int = 15
    """How long it must stay beyond before it is an alert (a stream; one reading has no duration)."""
    clear: int = 30
    """How long it must be well inside before the alert is over."""
    margin: Decimal = Decimal(2)
    """How far inside counts as well inside."""

    def beyond(self, value: Number) -> list[Level]:
        """The limits that a value is beyond; the limit itself is still inside."""
        found = []
        for level in (Level.critical_low, Level.low):
            bound = getattr(self, level)
            if bound is not None and value < bound:
                found.append(level)
        for level in (Level.critical_high, Level.high):
            bound = getattr(self, level)
            if bound is not None and value > bound:
                found.append(level)
        return found

    def bound(self, level: Level) -> Decimal | None:
        found: Decimal | None = getattr(self, level)
        return found

    def well_inside(self, value: Number, level: Level) -> bool:
        """Whether a value is inside by the margin, on the side of this level."""
        bound = self.low if level.side == "low" else self.high
        bound = bound if bound is not None else self.bound(level)
        if bound is None:
            return True
        return value >= bound + self.margin if level.side == "low" else value <= bound - self.margin


def _l(*ends: str | None, delay: int = 15, margin: str = "2") -> Limits:
    a, b, c, d = (Decimal(end) if end is not None else None for end in ends)
    return Limits(a, b, c, d, delay=delay, margin=Decimal(margin))


_ADULT: Mapping[str, Limits] = {
    HR: _l("40", "50", "120", "140", delay=10, margin="3"),
    SPO2: _l("85", "90", None, None, delay=15, margin="1"),
    RR: _l("6", "9", "24", "32", delay=20),
    SBP: _l("80", "90", "180", "200", delay=0, margin="5"),
    DBP: _l("40", "50", "110", "120", delay=0, margin="5"),
    TEMP: _l("34.0", "35.5", "38.5", "40.0", delay=0, margin="0.2"),
    GLUCOSE: _l("54", "70", "250", "400", delay=0, margin="10"),
}
_BY_AGE: tuple[tuple[int, Mapping[str, Limits]], ...] = (
    # below so many years; what is not named is as for adults
    (1, {HR: _l("80", "100", "180", "200", delay=10, margin="5"), RR: _l("15", "25", "60", "70", delay=20),
         SBP: _l("55", "65", "110", "120", delay=0, margin="5"), DBP: _l("25", "30", "75", "85", delay=0)}),
    (5, {HR: _l("65", "80", "150", "170", delay=10, margin="5"), RR: _l("12", "18", "40", "50", delay=20),
         SBP: _l("65", "75", "120", "130", delay=0, margin="5"), DBP: _l("30", "40", "80", "90", delay=0)}),
    (12, {HR: _l("55", "65", "130", "150", delay=10, margin="5"), RR: _l("10", "14", "30", "40", delay=20),
          SBP: _l("70", "80", "135", "150", delay=0, margin="5"), DBP: _l("35", "45", "90", "100", delay=0)}),
)  # fmt: skip


def defaults(age: int) -> Mapping[str, Limits]:
    """The limits of a person of so many years, by LOINC code; for somebody whose own have not been set."""
    for below, own in _BY_AGE:
        if age < below:
            return {**_ADULT, **own}
    return _ADULT


class Raised(NamedTuple):
    """It has been beyond for long enough; or an alert got worse."""

    level: Level
    value: Number


class Cleared(NamedTuple):
    """The alert on this side is over."""

    side: str


SILENCE = timedelta(seconds=15)
"""A longer gap between two values says nothing about the time between them: waiting begins anew."""


@dataclass(slots=True)
class Watch:
    """One vital sign of one patient over time. `active` is the level that an open alert stands for."""

    limits: Limits
    active: Level | None = None
    quiet_until: datetime | None = None
    """Somebody has closed the alert while it stood: nothing new is said of what is no worse than `quiet` till then."""
    quiet: Level | None = None
    _since: dict[Level, datetime] = field(default_factory=dict)
    _inside: datetime | None = None
    _last: datetime | None = None

    def see(self, value: Number, at: datetime) -> list[Raised | Cleared]:
        """What a value at a moment means; values come in the order of their times."""
        if self._last is not None and (at < self._last or at - self._last > SILENCE):
            self._since.clear()
            self._inside = None
        self._last = at
        beyond = self.limits.beyond(value)
        for level in Level:
            if level in beyond:
                self._since.setdefault(level, at)
            else:
                self._since.pop(level, None)
        return [*self._over(value, at), *self._raise(value, at, beyond)]

    def _raise(self, value: Number, at: datetime, beyond: list[Level]) -> list[Raised | Cleared]:
        wait = timedelta(seconds=self.limits.delay)
        lasting = [level for level in beyond if at - self._since[level] >= wait]
        if not lasting or self.active == lasting[0]:
            return []
        worst = lasting[0]  # critical ones come first
        if self.active is not None and self.active.side == worst.side and not worst.critical:
            return []  # less bad than what stands: that is not news
        if self._is_quiet(worst, at):
            return []
        said: list[Raised | Cleared] = []
        if self.active is not None and self.active.side != worst.side:
            said.append(Cleared(self.active.side))
        self.active, self._inside = worst, None
        return [*said, Raised(worst, value)]

    def closed(self, until: datetime) -> None:
        """Somebody closed the alert; if its cause still stands it is raised again from `until` on, if worse at once."""
        self.quiet, self.quiet_until, self.active, self._inside = self.active, until, None, None

    def _is_quiet(self, level: Level, at: datetime) -> bool:
        if self.quiet_until is None or at >= self.quiet_until or self.quiet is None:
            return False
        return level.side == self.quiet.side and (self.quiet.critical or not level.critical)

    def _over(self, value: Number, at: datetime) -> list[Raised | Cleared]:
        if self.active is None or not self.limits.well_inside(value, self.active):
            self._inside = None
            return []
        self._inside = self._inside or at
        if at - self._inside < timedelta(seconds=self.limits.clear):
            return []
        side, self.active, self._inside = self.active.side, None, None
        return [Cleared(side)]
