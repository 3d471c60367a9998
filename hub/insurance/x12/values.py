"""X12 data types to Python and back: money in minor units, decimals, dates; every failure is an X12Error."""

import re
from contextlib import suppress
from datetime import date, time
from decimal import Decimal

from .errors import X12Code
from .syntax import Segment

MAX_MINOR = 10**15  # beyond any claim; keeps sums far inside BIGINT
_NUMBER = re.compile(r"[+-]?(\d{1,18}(\.\d{0,9})?|\.\d{1,9})\Z", re.ASCII)
_DATE = re.compile(r"\d{8}\Z", re.ASCII)


def number(segment: Segment, element: int) -> Decimal:
    """Element as a decimal; X12Error bad_value when it is no plain number, zero when it is absent."""
    return _decimal(segment, segment.get(element) or "0", element)


def _decimal(segment: Segment, text: str, element: int) -> Decimal:
    if not _NUMBER.match(text):
        segment.fail(X12Code.bad_value, f"{segment.id}{element:02d} is not a number", element)
    return Decimal(text)


def money(segment: Segment, element: int, *, required: bool = False) -> int:
    """Element as whole minor units (cents); X12Error when it has more than two significant decimals."""
    text = segment.need(element) if required else segment.get(element) or "0"
    minor = _decimal(segment, text, element).scaleb(2)
    if minor != minor.to_integral_value() or abs(minor) > MAX_MINOR:
        segment.fail(X12Code.bad_value, f"{segment.id}{element:02d} is not an amount in cents", element)
    return int(minor)


def integer(segment: Segment, element: int) -> int:
    """Element as a required non-negative integer of at most 15 digits."""
    text = segment.need(element)
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        segment.fail(X12Code.bad_value, f"{segment.id}{element:02d} is not a whole number", element)
    return int(text)


def day(segment: Segment, element: int) -> date:
    """Element as a CCYYMMDD date; X12Error bad_value otherwise."""
    return _day(segment, segment.need(element), element)


def _day(segment: Segment, text: str, element: int) -> date:
    if _DATE.match(text):
        with suppress(ValueError):
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    segment.fail(X12Code.bad_value, f"{segment.id}{element:02d} is not a date", element)


def period(segment: Segment, qualifier: int, element: int) -> tuple[date, date]:
    """A D8 day or an RD8 range as (first, last); X12Error when the range runs backwards."""
    if segment.get(qualifier) != "RD8":
        only = day(segment, element)
        return only, only
    first, _, last = segment.need(element).partition("-")
    span = _day(segment, first, element), _day(segment, last, element)
    if span[0] > span[1]:
        segment.fail(X12Code.bad_value, f"{segment.id}{element:02d} runs backwards", element)
    return span


def diagnoses(segment: Segment) -> tuple[str, ...]:
    """The ICD-10-CM codes of an HI, the principal one (ABK) first; X12Error for anything else in it."""
    found = []
    for element in range(1, len(segment.elements) + 1):
        kind, value = segment.part(element, 1), segment.part(element, 2)
        if kind != ("ABK" if element == 1 else "ABF") or not value:
            segment.fail(X12Code.bad_value, f"HI{element:02d} is not an ICD-10-CM diagnosis", element)
        found.append(value)
    return tuple(found)


def procedure(segment: Segment) -> str:
    """The HCPCS code of an SV1; X12Error when SV101 holds none."""
    if segment.part(1, 1) != "HC" or not segment.part(1, 2):
        segment.fail(X12Code.bad_value, "SV101 is not a procedure code", 1)
    return segment.part(1, 2)


def money_text(minor: int) -> str:
    """Minor units as an X12 decimal without insignificant zeros: 12500 -> 125, 760 -> 7.6, -5 -> -.05."""
    whole, cents = divmod(abs(minor), 100)
    text = f"{whole or ''}.{cents:02d}".rstrip("0").rstrip(".") if cents else str(whole)
    return f"-{text}" if minor < 0 else text


def number_text(value: Decimal) -> str:
    """A quantity as an X12 decimal without insignificant zeros and never in exponent form."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_text(value: date) -> str:
    return value.strftime("%Y%m%d")


def clock_text(value: time) -> str:
    return value.strftime("%H%M")
