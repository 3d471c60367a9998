"""Pure rules of duty, for every zone and day: nights over the change of the clock, cover, gaps, leave, warnings."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hub.staff.rules import WARN_DAYS, gaps, monday, shift_span, warning_due, working_days

ZONES = [ZoneInfo(name) for name in ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata",
                                     "America/Santiago")]  # fmt: skip
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
WALL = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
MOMENTS = st.integers(0, 200).map(lambda hours: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=hours))


def test_a_night_over_the_change_of_the_clock_is_as_long_as_it_is() -> None:
    zone = ZoneInfo("America/New_York")
    hours = {
        day: (lambda span: (span[1] - span[0]) / timedelta(hours=1))(shift_span(day, time(19), time(7), zone))
        for day in (date(2026, 3, 7), date(2026, 6, 1), date(2026, 10, 31))
    }
    assert list(hours.values()) == [11, 12, 13]


@given(DAYS, WALL, WALL, WALL, st.sampled_from(ZONES))
def test_shifts_that_touch_on_the_wall_touch_in_time(
    day: date, one: time, two: time, three: time, zone: ZoneInfo
) -> None:  # fmt: skip
    """Early, late and night follow each other without a gap and without an overlap, every day of the year."""
    walls = sorted({one, two, three})
    spans = []
    for starts, ends in zip(walls, [*walls[1:], walls[0]], strict=True):
        spans.append(shift_span(day, starts, ends, zone))
    next_day = shift_span(day + timedelta(days=1), walls[0], walls[-1] if len(walls) > 1 else walls[0], zone)
    for before, after in zip(spans, [*spans[1:], next_day], strict=True):
        assert before[0] <= before[1] == after[0]
    whole = spans[-1][1] - spans[0][0]
    assert timedelta(hours=22) < whole < timedelta(hours=26)


@given(st.lists(st.tuples(MOMENTS, MOMENTS).filter(lambda pair: pair[0] < pair[1]), max_size=8), MOMENTS, MOMENTS)
def test_every_moment_is_covered_or_told_as_a_gap(
    taken: list[tuple[datetime, datetime]], start: datetime, end: datetime
) -> None:  # fmt: skip
    found = list(gaps(taken, start, end))
    for n in range(int((end - start) / timedelta(hours=1)) if end > start else 0):
        at = start + timedelta(hours=n, minutes=30)
        covered = any(a <= at < b for a, b in taken)
        assert covered != any(a <= at < b for a, b in found), at
    assert all(start <= a < b <= end for a, b in found)
    assert all(one[1] < two[0] for one, two in pairwise(found))


@given(DAYS, st.integers(0, 90))
def test_working_days_of_leave_add_up(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    middle = first + timedelta(days=more // 2)
    whole = working_days(first, last)
    assert whole == working_days(first, middle) + (working_days(middle + timedelta(days=1), last) if more else 0)
    assert working_days(monday(first), monday(first) + timedelta(days=6)) == 5


@given(st.integers(0, 120))
def test_every_step_of_the_warning_is_said_once_and_in_order(left: int) -> None:
    """Whenever somebody first looks, day by day from there on: no step twice, none late, the end always said."""
    warned: int | None = None
    said = []
    for days in range(left, -3, -1):
        due = warning_due(days, warned)
        if due is not None:
            assert days <= due or due == 0
            warned = due
            said.append(due)
    first = min((step for step in WARN_DAYS if step and step >= left), default=max(WARN_DAYS))
    assert said == [step for step in WARN_DAYS if step <= first]
