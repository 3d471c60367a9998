"""now(): the one place the hub asks what time it is (UTC); tests and the demo move it, and tests stop it.

Which day it is depends on where one stands: `local_day` says it for a zone, `hub.identity.house.today` for the
hospital. The day of `now()` itself is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift = timedelta()
_stopped: datetime | None = None


def now() -> datetime:
    """The present, timezone-aware, in UTC."""
    return (_stopped or datetime.now(UTC)) + _shift


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The date that a calendar in `zone` shows at `moment`."""
    return moment.astimezone(zone).date()


@contextmanager
def stopped() -> Iterator[None]:
    """Tests: no time passes until the block ends, however long this machine takes; only `travel()` moves on."""
    global _stopped
    _stopped = _stopped or datetime.now(UTC)
    try:
        yield
    finally:
        _stopped = None


@contextmanager
def travel(by: timedelta) -> Iterator[None]:
    """Tests, and the demo that tells its own past: this process lives `by` later until the block ends."""
    global _shift
    before = _shift
    _shift = before + by
    try:
        yield
    finally:
        _shift = before
