"""check(): is a measured value possible, in which unit, and when was it measured? (B55)

Three answers: a value that is good, a value that is kept but flagged (it counts for nothing until a clinician confirms
it), or a refusal with a code. Pure; the clock is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from hub.core.errors import Invalid
from hub.core.quantities import Measure, Unmeasurable
from hub.monitoring.vitals import BY_CODE, STOPPED


class Flag(StrEnum):
    """Why a value is doubtful."""

    clock = "clock"
    """The device's clock is wrong: the time was set right by when it was sent; both times are kept."""
    stale = "stale"
    """A device sent it long after it was measured."""
    back_dated = "back_dated"
    """It is older than what this device, or this person, has sent before."""
    unlikely = "unlikely"
    """Possible, but not without somebody having seen it: a heart or a breath of nought."""


CLOCK_TOLERANCE = timedelta(minutes=2)
FRESH = timedelta(minutes=15)
"""A device's value older than this is stale: it may be kept, but it says nothing about now."""
TYPED_FRESH = timedelta(hours=12)
OLDEST = timedelta(days=14)
"""Nothing older is taken from a device or a form."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A value in our unit at the moment at which it was measured, as far as we can tell."""

    vital: Measure
    value: Decimal
    at: datetime
    flags: tuple[Flag, ...]
    given_value: Decimal | None = None
    given_unit: str | None = None
    """What was sent, where it had to be converted."""


def when(
    measured_at: datetime, *, received_at: datetime, sent_at: datetime | None, typed: bool
) -> tuple[datetime, tuple[Flag, ...]]:
    """The moment of a measurement, and what is doubtful about it; Invalid for times that cannot be.

    `sent_at` is the device's own clock at the moment of sending: the difference to ours is what its clock is off by.
    """
    if typed:
        if measured_at > received_at + CLOCK_TOLERANCE:
            raise Invalid("This time has not come yet.", code="in_the_future")
        _not_too_old(measured_at, received_at)
        late = received_at - measured_at > TYPED_FRESH
        return min(measured_at, received_at), (Flag.back_dated,) if late else ()
    flags: list[Flag] = []
    at = measured_at
    if sent_at is not None and abs(received_at - sent_at) > CLOCK_TOLERANCE:
        at = measured_at + (received_at - sent_at)
        flags.append(Flag.clock)
    if at > received_at:
        if at > received_at + CLOCK_TOLERANCE:
            flags.append(Flag.clock)
        at = received_at
    _not_too_old(at, received_at)
    if received_at - at > FRESH:
        flags.append(Flag.stale)
    return at, tuple(dict.fromkeys(flags))


def _not_too_old(at: datetime, received_at: datetime) -> None:
    if received_at - at > OLDEST:
        raise Invalid(f"This is more than {OLDEST.days} days old.", code="too_old")


def check(
    code: str, value: Decimal, unit: str, at: datetime, flags: tuple[Flag, ...] = (), *, seen: bool = False
) -> Checked:  # fmt: skip
    """A value in the unit of its vital sign; Invalid unknown_code, bad_value, wrong_unit or impossible.

    `seen`: a clinician was there. A heart or breath of nought that nobody saw is kept as doubtful.
    """
    vital = BY_CODE.get(code)
    if vital is None:
        raise Invalid("This kind of measurement is not known here.", code="unknown_code")
    try:
        kept = vital.read(value, unit)
    except Unmeasurable as cannot:
        raise Invalid(f"{vital.display} {cannot}.", code=cannot.code, at=code) from None
    if kept == 0 and code in STOPPED and not seen:
        flags = tuple(dict.fromkeys((*flags, Flag.unlikely)))
    converted = unit != vital.unit
    return Checked(vital, kept, at, flags, value if converted else None, unit if converted else None)
