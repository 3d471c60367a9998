"""The pure part: NEWS2 by its published table, limits with delay and hysteresis, checks of values and times, frames."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.errors import HubError, Invalid
from hub.monitoring import news2
from hub.monitoring.bed import squeezed
from hub.monitoring.checking import Flag, check, when
from hub.monitoring.frames import Frame, Wave, decode, encode
from hub.monitoring.limits import Cleared, Level, Limits, Raised, Watch, defaults
from hub.monitoring.models import AlertStatus
from hub.monitoring.vitals import CONSCIOUS, DBP, GLUCOSE, HR, OXYGEN, RR, SBP, SPO2, TEMP, WEIGHT
from tests.factories.monitoring import frame

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WELL = {RR: 16, SPO2: 97, OXYGEN: 0, SBP: 120, HR: 70, CONSCIOUS: 0, TEMP: 37}


def values(**changed: Any) -> dict[str, Decimal | None]:
    codes = {"rr": RR, "spo2": SPO2, "oxygen": OXYGEN, "sbp": SBP, "hr": HR, "acvpu": CONSCIOUS, "temp": TEMP}
    given = WELL | {codes[key]: value for key, value in changed.items()}
    return {code: None if value is None else Decimal(str(value)) for code, value in given.items()}


# ---- NEWS2 ----------------------------------------------------------------------------------------------------------

TABLE: dict[str, list[tuple[Any, int]]] = {
    "rr": [(8, 3), (9, 1), (11, 1), (12, 0), (20, 0), (21, 2), (24, 2), (25, 3)],
    "spo2": [(91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0)],
    "oxygen": [(0, 0), (2, 2)],
    "sbp": [(90, 3), (91, 2), (100, 2), (101, 1), (110, 1), (111, 0), (219, 0), (220, 3)],
    "hr": [(40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2), (130, 2), (131, 3)],
    "acvpu": [(0, 0), (1, 3), (2, 3), (3, 3), (4, 3)],
    "temp": [("35.0", 3), ("35.1", 1), ("36.0", 1), ("36.1", 0), ("38.0", 0), ("38.1", 1), ("39.0", 1), ("39.1", 2)],
}
SCALE_2 = [(83, 0, 3), (84, 0, 2), (85, 0, 2), (86, 0, 1), (87, 0, 1), (88, 0, 0), (92, 0, 0), (93, 0, 0), (99, 0, 0),
           (92, 2, 0), (93, 2, 1), (94, 2, 1), (95, 2, 2), (96, 2, 2), (97, 2, 3)]  # fmt: skip


def test_news2_is_the_published_table() -> None:
    for key, rows in TABLE.items():
        for value, points in rows:
            assert news2.score(values(**{key: value})).total == points, (key, value)
    for spo2, oxygen, points in SCALE_2:
        found = news2.score(values(spo2=spo2, oxygen=oxygen), scale=2)
        assert found.points[SPO2] == points, (spo2, oxygen)


def test_news2_asks_for_what_it_asks_for() -> None:
    bands: list[tuple[dict[str, Any], str, int | None]] = [
        ({}, "low", None), ({"rr": 21}, "low", None), ({"rr": 25}, "single", 60),
        ({"rr": 25, "hr": 95, "temp": 38.5}, "medium", 60), ({"rr": 25, "hr": 140, "spo2": 95}, "high", 30),
    ]  # fmt: skip
    for changed, band, minutes in bands:
        response = news2.score(values(**changed)).response
        assert response is not None and response.band == band
        within = response.review_within
        assert (within.total_seconds() / 60 if within else None) == minutes
    assert news2.LOW.measure_every == timedelta(hours=12)
    calm = news2.score(values()).response
    assert calm is news2.LOW


def test_there_is_no_score_when_an_input_is_missing() -> None:
    for code in news2.INPUTS:
        known = values()
        known[code] = None
        found = news2.score(known)
        assert found.total is None and found.response is None and found.missing == (code,) and found.partial == 0
    unknown_oxygen = news2.score(values(spo2=97, oxygen=None), scale=2)
    assert SPO2 in unknown_oxygen.missing, "on scale 2 a high saturation means nothing without the oxygen given"


# ---- limits ---------------------------------------------------------------------------------------------------------

LIMITS = Limits(Decimal(85), Decimal(90), None, None, delay=15, clear=30, margin=Decimal(2))


def told(watch: Watch, series: Sequence[tuple[float, float]]) -> list[tuple[float, Raised | Cleared]]:
    return [(s, event) for s, value in series for event in watch.see(value, NOW + timedelta(seconds=s))]


def test_only_what_lasts_is_raised_and_only_what_is_well_is_cleared() -> None:
    short = [(s, 88.0) for s in range(10)] + [(s, 95.0) for s in range(10, 20)]
    assert told(Watch(LIMITS), short) == []
    watch = Watch(LIMITS)
    found = told(watch, [(s, 88.0) for s in range(20)])
    assert found == [(15, Raised(Level.low, 88.0))]
    assert told(watch, [(s, 91.0) for s in range(20, 120)]) == [], "inside, but not by the margin"
    assert told(watch, [(s, 93.0) for s in range(120, 160)]) == [(150, Cleared("low"))]


def test_what_gets_worse_is_raised_again_and_the_limit_itself_is_inside() -> None:
    watch = Watch(LIMITS)
    found = told(watch, [(s, 88.0) for s in range(16)] + [(s, 80.0) for s in range(16, 40)])
    assert [(s, event.level) for s, event in found if isinstance(event, Raised)] == [
        (15, Level.low), (31, Level.critical_low),
    ]  # fmt: skip
    assert told(watch, [(s, 88.0) for s in range(40, 70)]) == [], "less bad is no news"
    assert LIMITS.beyond(90) == [] and LIMITS.beyond(85) == [Level.low]


def test_a_silence_says_nothing_and_a_closed_alert_is_quiet_unless_worse() -> None:
    watch = Watch(LIMITS)
    assert told(watch, [(0, 88.0), (10, 88.0), (60, 88.0), (70, 88.0)]) == []
    assert told(watch, [(75, 88.0)]) == [(75, Raised(Level.low, 88.0))]
    watch.closed(NOW + timedelta(seconds=1000))
    assert told(watch, [(s, 88.0) for s in range(76, 390)]) == []
    assert told(watch, [(s, 80.0) for s in range(390, 410)]) == [(405, Raised(Level.critical_low, 80.0))]


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(70, 100)), max_size=120), st.integers(0, 40))
def test_alerts_alternate_and_never_come_before_their_delay(series: list[tuple[int, int]], delay: int) -> None:
    watch, at, open_since, beyond_since = Watch(LIMITS._replace(delay=delay)), 0, None, None
    last: int | None = None
    for step, value in series:
        at += step
        if value >= 90 or (last is not None and at - last > 15):
            beyond_since = None
        if value < 90 and beyond_since is None:
            beyond_since = at
        last = at
        for event in watch.see(value, NOW + timedelta(seconds=at)):
            if isinstance(event, Raised):
                assert value < 90 and beyond_since is not None and at - beyond_since >= delay
                assert open_since is None or event.level is Level.critical_low
                open_since = at
            else:
                assert value >= 92 and open_since is not None
                open_since = None
    assert (watch.active is None) == (open_since is None)


def test_limits_follow_the_age() -> None:
    assert defaults(0)[HR].low == 100 and defaults(40)[HR].high == 120 and defaults(8)[TEMP] == defaults(40)[TEMP]
    for age in (0, 3, 8, 40):
        for one in defaults(age).values():
            ends = [end for end in one[:4] if end is not None]
            assert ends == sorted(ends)


# ---- values and times -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "value", "unit", "kept"),
    [(TEMP, "98.6", "[degF]", "37.0"), (TEMP, "310.15", "K", "37.0"), (SBP, "16", "kPa", "120"),
     (HR, "61", "/min", "61"), (WEIGHT, "154.3", "[lb_av]", "69.989"),
     (WEIGHT, "3412", "g", "3.412"), (GLUCOSE, "5.5", "mmol/L", "99")],
)  # fmt: skip
def test_known_units_are_converted_and_what_was_given_is_kept(code: str, value: str, unit: str, kept: str) -> None:
    found = check(code, Decimal(value), unit, NOW)
    assert str(found.value) == kept
    assert (found.given_unit, found.given_value) == ((None, None) if unit == "/min" else (unit, Decimal(value)))


@pytest.mark.parametrize(
    ("code", "value", "unit", "problem"),
    [(TEMP, "98.6", "Cel", "impossible"), (TEMP, "37", "[degF]", "impossible"), (SPO2, "0.97", "%", "impossible"),
     (SPO2, "101", "%", "impossible"), (HR, "NaN", "/min", "bad_value"), (HR, "Infinity", "/min", "bad_value"),
     (HR, "-5", "/min", "impossible"), (SBP, "120", "Cel", "wrong_unit"), (GLUCOSE, "5.5", "mg/dL", "impossible"),
     ("1-1", "5", "%", "unknown_code"), (DBP, "1e9", "mm[Hg]", "impossible")],
)  # fmt: skip
def test_b55_what_cannot_be_is_refused(code: str, value: str, unit: str, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(code, Decimal(value), unit, NOW)
    assert refused.value.code == problem


def test_b55_a_heart_of_nought_is_doubted_unless_somebody_saw_it() -> None:
    assert check(HR, Decimal(0), "/min", NOW).flags == check(RR, Decimal(0), "/min", NOW).flags == (Flag.unlikely,)
    assert check(HR, Decimal(0), "/min", NOW, seen=True).flags == check(OXYGEN, Decimal(0), "L/min", NOW).flags == ()


def at(**ago: float) -> datetime:
    return NOW - timedelta(**ago)


def test_times_of_devices() -> None:
    def times(measured: datetime, sent: datetime | None = None) -> tuple[datetime, tuple[Flag, ...]]:
        return when(measured, received_at=NOW, sent_at=sent, typed=False)

    assert times(at(minutes=1)) == (at(minutes=1), ())
    assert times(at(hours=3)) == (at(hours=3), (Flag.stale,))
    assert times(at(hours=-1)) == (NOW, (Flag.clock,)), "a time to come is no time"
    ahead = (at(hours=-5, minutes=1), at(hours=-5))
    assert times(*ahead) == (at(minutes=1), (Flag.clock,)), "the clock is five hours ahead: set right"
    with pytest.raises(Invalid, match="days old"):
        times(at(days=20))
    assert when(at(hours=13), received_at=NOW, sent_at=None, typed=True) == (at(hours=13), (Flag.back_dated,))
    with pytest.raises(Invalid) as early:
        when(at(minutes=-5), received_at=NOW, sent_at=None, typed=True)
    assert early.value.code == "in_the_future"


# ---- frames ---------------------------------------------------------------------------------------------------------


def test_a_frame_is_read_as_it_was_written() -> None:
    (found,) = decode(frame(7, NOW, bed="B-1", numbers={HR: 71.0, SPO2: math.nan}))
    assert (found.bed, found.seq, found.at_ms) == ("B-1", 7, int(NOW.timestamp() * 1000))
    assert found.numbers == {HR: 71.0} and found.blank == (SPO2,)
    assert len(found.waves["ecg"].samples) == 50 and found.waves["ecg"].hz == 250
    assert len(decode(frame(1) + frame(2))) == 2


@given(st.binary(max_size=300))
def test_b55_bytes_that_are_no_frame_are_refused_whole(raw: bytes) -> None:
    for given_bytes in (raw, frame(1) + raw, frame(1)[: len(raw)]):
        try:
            decode(given_bytes)
        except HubError as error:
            assert error.code in ("bad_frame", "too_large")


def test_a_frame_that_lies_about_its_length_is_refused() -> None:
    good = bytearray(frame(1))
    struct.pack_into("<H", good, 24, 65_535)  # samples of the channel
    with pytest.raises(Invalid):
        decode(bytes(good))
    with pytest.raises(HubError):
        decode(frame(1) * 401)


def test_the_wall_loses_no_spike() -> None:
    from array import array

    samples = array("h", [0] * 250)
    samples[133] = 900
    found = squeezed(Wave(250, 0.001, samples))
    assert max(found) == 900 and len(found) <= 64


def test_an_empty_frame_is_a_frame() -> None:
    assert decode(encode(Frame("", 1, 1_000)))[0].waves == {}


@given(st.lists(st.sampled_from(list(AlertStatus)), max_size=20))
def test_a_resolved_alert_stays_resolved(wanted: list[AlertStatus]) -> None:
    from types import SimpleNamespace

    from hub.core.states import may_move, move

    alert, resolved = SimpleNamespace(status=AlertStatus.raised), False
    for target in wanted:
        try:
            move(alert, target)
        except HubError as error:
            assert error.code == "illegal_move"
        assert not (resolved and alert.status is not AlertStatus.resolved)
        resolved = resolved or alert.status is AlertStatus.resolved
    assert resolved or may_move(alert.status, AlertStatus.resolved), "an alert can always be closed"
