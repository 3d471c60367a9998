"""NEWS2, the national early warning score of the Royal College of Physicians (2017), for people of 16 and older who are
not pregnant. Thresholds as published: "National Early Warning Score (NEWS) 2", RCP, London, December 2017.

There is no score when an input is missing: what is known is shown as a part, and what is missing is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from hub.monitoring.vitals import CONSCIOUS, HR, OXYGEN, RR, SBP, SPO2, TEMP

INPUTS = (RR, SPO2, OXYGEN, SBP, HR, CONSCIOUS, TEMP)
VERSION = "NEWS2 2017"
ADULT = 16
"""Years; below there is no NEWS2."""

_BANDS: Mapping[str, tuple[tuple[Decimal | None, int], ...]] = {
    # up to and including this value: so many points; None = everything above
    RR: ((Decimal(8), 3), (Decimal(11), 1), (Decimal(20), 0), (Decimal(24), 2), (None, 3)),
    SPO2: ((Decimal(91), 3), (Decimal(93), 2), (Decimal(95), 1), (None, 0)),
    SBP: ((Decimal(90), 3), (Decimal(100), 2), (Decimal(110), 1), (Decimal(219), 0), (None, 3)),
    HR: ((Decimal(40), 3), (Decimal(50), 1), (Decimal(90), 0), (Decimal(110), 1), (Decimal(130), 2), (None, 3)),
    TEMP: ((Decimal("35.0"), 3), (Decimal("36.0"), 1), (Decimal("38.0"), 0), (Decimal("39.0"), 1), (None, 2)),
}
_SCALE_2 = ((Decimal(83), 3), (Decimal(85), 2), (Decimal(87), 1), (Decimal(92), 0))
_SCALE_2_ON_OXYGEN = ((Decimal(94), 1), (Decimal(96), 2), (None, 3))


@dataclass(frozen=True, slots=True)
class Response:
    """What the score asks for: how often to measure, and who comes within what time."""

    band: str
    measure_every: timedelta
    review_within: timedelta | None


LOW = Response("low", timedelta(hours=12), None)
LOW_SOME = Response("low", timedelta(hours=6), None)
SINGLE = Response("single", timedelta(hours=1), timedelta(hours=1))
"""3 points in one parameter: urgent review by the ward."""
MEDIUM = Response("medium", timedelta(hours=1), timedelta(hours=1))
HIGH = Response("high", timedelta(), timedelta(minutes=30))
"""Continuous measuring, emergency assessment."""


@dataclass(frozen=True, slots=True)
class Score:
    """Points per input; `total` is None when something is missing, then `partial` is a lower bound."""

    points: Mapping[str, int]
    missing: tuple[str, ...]
    scale: int

    @property
    def partial(self) -> int:
        return sum(self.points.values())

    @property
    def total(self) -> int | None:
        return None if self.missing else self.partial

    @property
    def response(self) -> Response | None:
        """None when there is no score."""
        if self.total is None:
            return None
        if self.total >= 7:
            return HIGH
        if self.total >= 5:
            return MEDIUM
        if 3 in self.points.values():
            return SINGLE
        return LOW_SOME if self.total else LOW


def score(values: Mapping[str, Decimal | None], *, scale: int = 1) -> Score:
    """The score of these values, by LOINC code. `scale` 2 is for a target of 88-92 %, by a clinician's decision only.

    Oxygen is litres per minute; 0 is room air. Consciousness is its place in ACVPU, 0 is alert.
    """
    points = {code: _points(code, value, values, scale) for code in INPUTS if (value := values.get(code)) is not None}
    if scale == 2 and OXYGEN not in points and values.get(SPO2) is not None and (values[SPO2] or 0) > 92:
        points.pop(SPO2, None)  # whether it is too much depends on the oxygen given
    return Score(points, tuple(code for code in INPUTS if code not in points), scale)


def _points(code: str, value: Decimal, values: Mapping[str, Decimal | None], scale: int) -> int:
    if code == OXYGEN:
        return 2 if value > 0 else 0
    if code == CONSCIOUS:
        return 3 if value > 0 else 0
    if code == SPO2 and scale == 2:
        on_oxygen = (values.get(OXYGEN) or 0) > 0
        return _of(value, _SCALE_2 + (_SCALE_2_ON_OXYGEN if on_oxygen else ((None, 0),)))
    return _of(value, _BANDS[code])


def _of(value: Decimal, bands: tuple[tuple[Decimal | None, int], ...]) -> int:
    return next(points for end, points in bands if end is None or value <= end)
