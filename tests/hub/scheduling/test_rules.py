"""Slots on ordinary days and on the nights the clock changes (B81)."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.core.clock import local_day
from hub.scheduling.rules import (
    Hours,
    Slot,
    Span,
    day_span,
    free_slots,
    hours_span,
    instant,
    slots_of,
    touch,
)

NEW_YORK, LORD_HOWE, LONDON, KATHMANDU = map(
    ZoneInfo, ("America/New_York", "Australia/Lord_Howe", "Europe/London", "Asia/Kathmandu")
)
ZONES = st.sampled_from([NEW_YORK, LORD_HOWE, LONDON, KATHMANDU, ZoneInfo("America/Santiago"), ZoneInfo("Asia/Beirut")])
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)  # New York
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31)) | st.sampled_from([SPRING, AUTUMN])
WALL = st.times().map(lambda t: t.replace(microsecond=0, second=0, fold=0))
EVERY_ZONE = sorted(available_timezones() - {"Factory", "localtime"})
EARLY = datetime(2000, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(starts: str, ends: str, minutes: int = 20) -> Hours:
    return Hours(time.fromisoformat(starts), time.fromisoformat(ends), minutes, "video")


def walls(day: date, one: Hours, zone: ZoneInfo) -> list[str]:
    return [slot.start.astimezone(zone).strftime("%H:%M") for slot in slots_of(day, one, zone)]


def test_a_plain_morning_is_cut_into_whole_slots_only() -> None:
    assert walls(date(2026, 6, 1), hours("09:00", "10:10"), NEW_YORK) == ["09:00", "09:20", "09:40"]


def test_hours_may_last_until_midnight() -> None:
    assert walls(date(2026, 6, 1), hours("23:20", "00:00"), NEW_YORK) == ["23:20", "23:40"]


def test_nine_oclock_is_nine_oclock_in_winter_and_in_summer() -> None:
    assert instant(date(2026, 1, 5), time(9), NEW_YORK) == at("2026-01-05T14:00")
    assert instant(date(2026, 7, 6), time(9), NEW_YORK) == at("2026-07-06T13:00")


def test_b81_spring_night_offers_no_time_that_no_clock_shows() -> None:
    assert walls(SPRING, hours("01:00", "04:00"), NEW_YORK) == ["01:00", "01:20", "01:40", "03:00", "03:20", "03:40"]
    assert walls(SPRING, hours("02:30", "03:20"), NEW_YORK) == ["03:00"]
    assert walls(SPRING, hours("02:00", "03:00"), NEW_YORK) == []
    assert instant(SPRING, time(2, 30), NEW_YORK) == at("2026-03-08T07:00")


def test_b81_autumn_night_has_the_repeated_hour_once_each() -> None:
    slots = list(slots_of(AUTUMN, hours("01:00", "02:00", 30), NEW_YORK))
    assert [slot.start for slot in slots] == [
        at("2026-11-01T05:00"), at("2026-11-01T05:30"), at("2026-11-01T06:00"), at("2026-11-01T06:30"),
    ]  # fmt: skip
    assert day_span(AUTUMN, NEW_YORK).end - day_span(AUTUMN, NEW_YORK).start == timedelta(hours=25)


def test_b81_half_hour_change_of_lord_howe() -> None:
    assert instant(date(2026, 10, 4), time(2, 15), LORD_HOWE) == at("2026-10-03T15:30")


@given(DAYS, ZONES, st.lists(WALL, min_size=3, max_size=3, unique=True), st.sampled_from([10, 15, 20, 45]))
@example(SPRING, NEW_YORK, [time(1), time(2, 30), time(5)], 15)
@example(AUTUMN, NEW_YORK, [time(0, 30), time(1, 30), time(5)], 15)
@settings(deadline=None)
def test_b81_hours_that_touch_on_the_wall_touch_in_time(
    day: date, zone: ZoneInfo, points: list[time], minutes: int
) -> None:
    a, b, c = sorted(points)
    first, second = hours_span(day, a, b, zone), hours_span(day, b, c, zone)
    assert first.start <= first.end == second.start <= second.end
    spans = [
        slot.span for one in ((a, b), (b, c)) for slot in slots_of(day, Hours(one[0], one[1], minutes, "video"), zone)
    ]
    assert all(x.end <= y.start for x, y in itertools.pairwise(spans)), "slots never overlap"


@given(DAYS, ZONES, WALL, WALL, st.integers(5, 120))
@settings(max_examples=300, deadline=None)
def test_b81_every_slot_is_as_long_as_it_says_and_within_its_hours(
    day: date, zone: ZoneInfo, starts: time, ends: time, minutes: int
) -> None:
    span = hours_span(day, starts, ends, zone)
    for slot in slots_of(day, Hours(starts, ends, minutes, "video"), zone):
        assert slot.end - slot.start == timedelta(minutes=minutes)
        assert span.start <= slot.start and slot.end <= span.end
        shown = slot.start.astimezone(zone)
        assert local_day(slot.start, zone) == day
        assert shown.time().replace(tzinfo=None) >= starts or _clock_went_back(day, zone)


def _clock_went_back(day: date, zone: ZoneInfo) -> bool:
    whole = day_span(day, zone)
    return whole.end - whole.start > timedelta(hours=24)


@given(DAYS, ZONES, st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 200)), max_size=6), st.integers(0, 1440))
@settings(deadline=None)
def test_free_slots_touch_nothing_busy_and_leave_nothing_out(
    day: date, zone: ZoneInfo, taken: list[tuple[int, int]], later: int
) -> None:
    start = day_span(day, zone).start
    busy = [Span(start + timedelta(minutes=a), start + timedelta(minutes=a + b)) for a, b in taken]
    after = start + timedelta(minutes=later)
    one = hours("08:00", "18:00")
    free = free_slots(day, [one], busy, zone, after=after)
    assert free == sorted(free)
    for slot in slots_of(day, one, zone):
        clash = slot.start < after or any(slot.span.overlaps(other) for other in busy)
        assert (slot in free) != clash


@st.composite
def nights_of_change(draw: st.DrawFn) -> tuple[date, ZoneInfo]:
    """Any zone of the world on a day when its clock changes (or any day, where it never does), give or take a day."""
    zone = ZoneInfo(draw(st.sampled_from(EVERY_ZONE)))
    day = date(draw(st.integers(2024, 2036)), 1, 1) + timedelta(days=draw(st.integers(0, 364)))
    for _ in range(366):
        noon = datetime.combine(day, time(12), zone)
        if noon.utcoffset() != (noon + timedelta(days=1)).utcoffset():
            break
        day += timedelta(days=1)
    return day + timedelta(days=draw(st.integers(-1, 2))), zone


@given(nights_of_change(), st.lists(WALL, min_size=2, max_size=6, unique=True), st.sampled_from([5, 10, 20, 45, 90]),
       st.sampled_from([0, 5, 15]), st.integers(1, 3),
       st.lists(st.tuples(st.integers(-200, 1600), st.integers(1, 300), st.booleans()), max_size=8))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_b81_no_slot_twice_none_lost_in_any_zone(
    night: tuple[date, ZoneInfo], cuts: list[time], minutes: int, buffer: int, capacity: int,
    taken: list[tuple[int, int, bool]],
) -> None:  # fmt: skip
    """A template of several stretches: as many slots as real time holds, each at its own moment, of this day."""
    day, zone = night
    cuts.sort()
    template = [Hours(a, b, minutes, "any", buffer, capacity) for a, b in itertools.pairwise(cuts)]
    offered = [slot for one in template for slot in slots_of(day, one, zone)]
    assert len({slot.start for slot in offered}) == len(offered), "no slot twice"
    assert len({slot.start.astimezone(zone).isoformat() for slot in offered}) == len(offered), "nor one that looks so"
    step = timedelta(minutes=minutes + buffer)
    for one in template:
        span = hours_span(day, one.starts, one.ends, zone)
        fits = max(0, (span.end - span.start - timedelta(minutes=minutes)) // step + 1)
        assert len(slots_of(day, one, zone)) == fits, "none lost"
    assert {local_day(slot.start, zone) for slot in offered} <= {day}
    begin = day_span(day, zone).start
    busy = [Span(begin + timedelta(minutes=a), begin + timedelta(minutes=a + b), s and a % 2 == 0) for a, b, s in taken]
    free = free_slots(day, template, busy, zone, after=EARLY)
    assert free == sorted(slot for slot in offered if slot.places(busy)), "looking at what is near is enough"


def test_a_slot_that_ends_when_the_next_patient_comes_is_free() -> None:
    day = date(2026, 6, 1)
    nine = instant(day, time(9), LONDON)
    busy = [Span(nine + timedelta(minutes=20), nine + timedelta(minutes=40))]
    free = free_slots(day, [hours("09:00", "10:00")], busy, LONDON, after=EARLY)
    assert [slot.start - nine for slot in free] == [timedelta(0), timedelta(minutes=40)]


def test_kinds_and_walls() -> None:
    video = Slot(at("2026-06-01T09:00"), at("2026-06-01T09:20"), "video")
    assert video.serves("video") and video.serves("any") and not video.serves("in_person")
    assert touch(time(9), time(0), time(23), time(23, 30))
    assert not touch(time(9), time(10), time(10), time(0))
