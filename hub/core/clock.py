"""now(): the one place the hub asks what time it is (UTC); tests and the demo move it, and tests stop it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_shift = timedelta()
_stopped: datetime | None = None


def now() -> datetime:
    """The present, timezone-aware, in UTC."""
    return (_stopped or datetime.now(UTC)) + _shift


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
