"""The honest estimate, and the moves of a visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.core.states import may_move
from hub.visits.models import OVER, VisitStatus
from hub.visits.rules import estimate_minutes, quality_score

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TEN = [600.0, 540.0, 660.0]


@pytest.mark.parametrize(
    ("recent", "ahead", "busy", "starts", "said"),
    [
        ([], 2, None, 0, None),
        (TEN[:2], 1, None, 0, None),
        (TEN, 0, None, 0, None),
        (TEN, 0, None, 7, 7),
        (TEN, 2, None, 0, 20),
        (TEN, 0, 240, 0, 6),
        (TEN, 1, 240, 0, 16),
        (TEN, 0, 3600, 0, 1),
        (TEN, 0, 540, 12, 12),
    ],
)
def test_nothing_is_promised_that_is_not_known(
    recent: list[float], ahead: int, busy: int | None, starts: int, said: int | None
) -> None:
    present = timedelta(seconds=busy) if busy is not None else None
    assert estimate_minutes(recent, ahead, present, NOON + timedelta(minutes=starts), NOON) == said


def test_an_end_is_an_end() -> None:
    assert not any(may_move(end, other) for end in OVER for other in VisitStatus)


def test_only_who_waits_is_admitted_and_only_who_is_admitted_talks() -> None:
    assert [s for s in VisitStatus if may_move(s, VisitStatus.admitted)] == ["waiting", "in_call", "on_hold"]
    assert [s for s in VisitStatus if may_move(s, VisitStatus.in_call)] == ["admitted"]


def test_quality_falls_with_loss_and_delay() -> None:
    assert quality_score(None, None, None) == 100
    assert quality_score(30, 5, 0) > 95
    assert 40 < quality_score(100, 10, 4) < 80
    assert quality_score(100, 10, 12) == 0
