"""Pure: how much two records look like one person, and why; the reasons are shown with the score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from hub.patients import names

SURE, LIKELY, SHOWN = 90, 70, 40
"""From so many points on: surely the same, likely, worth showing."""


class Reason(NamedTuple):
    """What agrees (family, given, birth_date, phone, email, identifier, sex) and how; points may be negative."""

    what: str
    how: str  # same, sounds_alike, slip, begins_alike, swapped, differs
    points: int


@dataclass(frozen=True)
class Person:
    """What is known of somebody while he is registered; anything may be missing."""

    given: str = ""
    family: str = ""
    birth_date: date | None = None
    sex: str = ""
    phone: str = ""
    email: str = ""
    identifiers: frozenset[tuple[str, str]] = field(default_factory=frozenset)  # (system code, key)


def compare(one: Person, other: Person) -> tuple[int, list[Reason]]:
    """(0 to 100, why). Names alone never reach LIKELY: many people share them."""
    reasons = [*_names(one, other), *_dates(one, other)]
    if one.phone and set(names.phone_keys(one.phone)[:2]) & set(names.phone_keys(other.phone)[:2]):
        reasons.append(Reason("phone", "same", 15))
    if one.email and one.email.casefold() == other.email.casefold():
        reasons.append(Reason("email", "same", 15))
    if one.identifiers & other.identifiers:
        reasons.append(Reason("identifier", "same", 60))
    if "unknown" not in (one.sex, other.sex) and one.sex and other.sex and one.sex != other.sex:
        reasons.append(Reason("sex", "differs", -10))
    return max(0, min(100, sum(reason.points for reason in reasons))), reasons


def _names(one: Person, other: Person) -> Iterable[Reason]:
    straight = [_name("family", one.family, other.family, 30), _name("given", one.given, other.given, 20)]
    crossed = [_name("family", one.family, other.given, 24), _name("given", one.given, other.family, 16)]
    found = straight
    if all(crossed) and _sum(crossed) > _sum(straight):
        found = [Reason(r.what, "swapped", r.points) for r in crossed if r]
    return [reason for reason in found if reason]


def _sum(reasons: list[Reason | None]) -> int:
    return sum(reason.points for reason in reasons if reason)


def _name(what: str, one: str, other: str, most: int) -> Reason | None:
    a, b = "".join(names.words(one)), "".join(names.words(other))
    if not a or not b:
        return None
    if a == b:
        return Reason(what, "same", most)
    if len(a) > 3 and names.distance(a, b) == 1:
        return Reason(what, "slip", most * 4 // 5)
    if (code := names.sound(a)) and len(code) > 1 and code == names.sound(b):
        return Reason(what, "sounds_alike", most * 7 // 10)
    # One of several names, or a short form: Maria is Maria Elena, Alex is Alexandra.
    if set(names.words(one)) & set(names.words(other)) or (min(len(a), len(b)) > 2 and (a[:4] == b[:4])):
        return Reason(what, "begins_alike", most // 2)
    # Twins share everything but this.
    return Reason(what, "differs", -20) if what == "given" else None


def _dates(one: Person, other: Person) -> Iterable[Reason]:
    if one.birth_date is None or other.birth_date is None:
        return []
    if one.birth_date == other.birth_date:
        return [Reason("birth_date", "same", 40)]
    a, b = one.birth_date, other.birth_date
    if a.year == b.year and (a.month, a.day) == (b.day, b.month):
        return [Reason("birth_date", "swapped", 28)]
    if sum(x != y for x, y in zip(a.isoformat(), b.isoformat(), strict=True)) == 1:
        return [Reason("birth_date", "slip", 22)]
    return [Reason("birth_date", "differs", -25)]
