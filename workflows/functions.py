"""The pure functions that expressions may call, by bare name. Nothing here reads a clock, a file or the network: `now`
comes from the caller. To add one, write a plain function and list it with its signature, help and an example; the page
of the language, the editor's completion and the tests read this list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflows import functions_dates as dates
from workflows import functions_lists as lists
from workflows import functions_texts as texts
from workflows.values import (  # fmt: skip
    MAX_ITEMS,
    MAX_NUMBER,
    MAX_TEXT,
    items,
    kind,
    number,
    parse_date,
    parse_datetime,
    text,
    wrong,
    zone,
)

__all__ = [
    "FUNCTIONS", "MAX_ITEMS", "MAX_NUMBER", "MAX_TEXT", "Function", "items", "kind", "number", "parse_date",
    "parse_datetime", "text", "wrong", "zone",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Function:
    """One callable name: how many arguments it takes, how it is written, what it does in words, an example, and whether
    it wants the clock first. `group` orders the page of the language."""

    call: Callable[..., Any]
    least: int
    most: int
    help: str
    clock: bool = False
    signature: str = ""
    example: str = ""
    group: str = ""


FUNCTIONS: dict[str, Function] = {}


def _add(
    group: str,
    signature: str,
    help: str,
    example: str,
    call: Callable[..., Any],
    *,
    clock: bool = False,
    most: int | None = None,
) -> None:
    """Lists a function; how many arguments it takes is what its signature says (`?` = may be left out)."""
    name, _, inner = signature.partition("(")
    arguments = [one for one in inner.rstrip(")").split(", ") if one]
    needed = sum(not one.endswith(("?", "…")) for one in arguments)
    FUNCTIONS[name] = Function(call, needed, most or len(arguments), help, clock, signature, example, group)


_WHEN, _LISTS, _TEXTS, _NUMBERS, _VALUES = "times", "lists", "texts", "numbers", "values"

_add(_WHEN, "now()", "the present moment", "now() + hours(2)", lambda now: now, clock=True)
_add(
    _WHEN,
    "today(zone?)",
    "today's date, in UTC or in the named zone",
    "today('Europe/Berlin')",
    dates.today,
    clock=True,
)
_add(_WHEN, "age(born, on?)", "completed years since a birth date, today or on a day", "age(patient.birth_date)",
     dates.age, clock=True)  # fmt: skip
_add(_WHEN, "next_time(time, zone?)", "the next moment at which clocks in a zone show a time",
     "next_time('08:00', 'Europe/Berlin')", dates.next_time, clock=True)  # fmt: skip
_add(_WHEN, "at(day, time, zone?)", "the moment at which clocks in a zone show a time on a day",
     "at(today() + days(1), '08:00', 'Europe/Berlin')", dates.at)  # fmt: skip
_add(_WHEN, "date(value)", "a date from text like 2026-03-31", "date('2026-03-31') - days(2)", parse_date)
_add(_WHEN, "datetime(value)", "a date and time from text like 2026-03-31T09:30:00Z",
     "datetime('2026-03-31T09:30:00Z') < now()", parse_datetime)  # fmt: skip
_add(_WHEN, "duration(value)", "a duration from text like P2DT3H", "now() + duration('PT90M')", dates.duration)
for _unit in ("seconds", "minutes", "hours", "days", "weeks"):
    _add(_WHEN, f"{_unit}(amount)", f"a duration of so many {_unit}", f"now() + {_unit}(2)", dates.span(_unit))
_add(_WHEN, "add_months(day, months)", "the same day so many months later; the last day of a shorter month",
     "add_months('2026-01-31', 1)", dates.add_months)  # fmt: skip
_add(_WHEN, "add_years(day, years)", "the same day so many years later", "add_years('2026-02-28', 1)", dates.add_years)
for _unit in ("days", "hours", "minutes"):
    _add(_WHEN, f"{_unit}_between(start, end)", f"how many whole {_unit} lie between two days or moments",
         f"{_unit}_between('2026-03-01', now())", dates.between(_unit))  # fmt: skip
    _add(
        _WHEN,
        f"{_unit}_in(duration)",
        f"how many {_unit} a duration has",
        f"{_unit}_in(hours(36))",
        dates.amount(_unit),
    )
for _unit in ("year", "month", "day", "hour", "minute"):
    _add(_WHEN, f"{_unit}(value)", f"the {_unit} of a date or moment", f"{_unit}(now())", dates.field(_unit))
_add(
    _WHEN,
    "weekday(day)",
    "the day of the week: 1 is Monday, 7 is Sunday",
    "weekday(now()) <= 5",
    dates.field("weekday"),
)
_add(_WHEN, "is_weekend(day)", "is it a Saturday or Sunday", "is_weekend(now())", dates.is_weekend)
_add(_WHEN, "in_zone(moment, zone)", "a moment as clocks in a zone show it", "hour(in_zone(now(), 'Asia/Tokyo'))",
     lambda moment, name: parse_datetime(moment).astimezone(zone(name)))  # fmt: skip

_add(_LISTS, "len(value)", "how many characters, items or keys", "len(orders) > 1", lists.length)
_add(_LISTS, "count(list, value?)", "how many items a list has, or how often a value is in it", "count(codes, 'J20')",
     lists.count)  # fmt: skip
_add(_LISTS, "list_of(list, key)", "one key of every item", "sum(list_of(orders, 'price'))", lists.list_of)
_add(_LISTS, "where(list, key, value)", "the items whose key has a value", "len(where(orders, 'state', 'open')) > 0",
     lists.where)  # fmt: skip
_add(_LISTS, "any_is(list, key, value)", "has any item this value", "any_is(orders, 'state', 'open')", lists.any_is)
_add(
    _LISTS, "all_are(list, key, value)", "have all items this value", "all_are(orders, 'state', 'done')", lists.all_are
)
_add(
    _LISTS, "any(list)", "is one of them true", "any([patient.minor, patient.frail])", lambda values: any(items(values))
)
_add(
    _LISTS,
    "all(list)",
    "are all of them true",
    "all([consent.given, consent.signed])",
    lambda values: all(items(values)),
)
_add(_LISTS, "contains(value, part)", "does a text or list hold this", "contains(codes, 'J20')", lists.contains)
_add(_LISTS, "first(list)", "the first of a list, nothing if it is empty", "first(orders).state",
     lambda values: lists.get(values, 0))  # fmt: skip
_add(_LISTS, "last(list)", "the last of a list, nothing if it is empty", "last(orders).state",
     lambda values: lists.get(values, -1))  # fmt: skip
_add(_LISTS, "get(value, key, default?)", "a key of a group or a position of a list (0 is the first)",
     "get(codes, 1, 'none')", lists.get)  # fmt: skip
_add(_LISTS, "distinct(list)", "every value once", "len(distinct(codes))", lists.distinct)
_add(_LISTS, "sort(list)", "the values in order", "first(sort(codes))", lists.ordered)
_add(_LISTS, "numbers(first, last)", "the whole numbers from one to another", "3 in numbers(1, 5)", lists.numbers_to)
_add(_LISTS, "is_empty(value)", "is a text, list or group empty, or not there", "is_empty(orders)", lists.is_empty)

_add(_TEXTS, "lower(text)", "text in small letters", "lower('ABC')", lambda value: text(text(value).lower()))
_add(_TEXTS, "upper(text)", "text in capitals", "upper('abc')", lambda value: text(text(value).upper()))
_add(_TEXTS, "trim(text)", "text without blanks around it", "trim('  a ')", lambda value: text(value).strip())
_add(_TEXTS, "starts_with(text, part)", "does a text begin with another", "starts_with(first(codes), 'J')",
     lambda value, part: text(value).startswith(text(part)))  # fmt: skip
_add(_TEXTS, "ends_with(text, part)", "does a text end with another", "ends_with('report.pdf', '.pdf')",
     lambda value, part: text(value).endswith(text(part)))  # fmt: skip
_add(_TEXTS, "part(text, start, size?)", "part of a text; 0 is the first character", "part('J20.9', 0, 3)", texts.part)
_add(
    _TEXTS,
    "replace(text, old, new)",
    "text with one part replaced by another",
    "replace('a-b', '-', ' ')",
    texts.replace,
)
_add(_TEXTS, "split(text, separator)", "a text cut into a list", "split('a, b', ',')", texts.split)
_add(_TEXTS, "join(list, separator?)", "the items of a list as one text", "join(codes, '; ')", texts.join)
_add(_TEXTS, "text(value)", "a number or date as text", "'No. ' + text(5)", texts.as_text)

_add(_NUMBERS, "number(value)", "a number from text", "number('4.50') * 2", texts.to_number)
_add(_NUMBERS, "round(number, digits?)", "rounded, halves up", "round(2.345, 2)", texts.rounded)
_add(_NUMBERS, "round_up(number, digits?)", "rounded up", "round_up(2.1)", texts.round_up)
_add(_NUMBERS, "round_down(number, digits?)", "rounded down", "round_down(2.9)", texts.round_down)
_add(_NUMBERS, "abs(number)", "without its sign", "abs(-3)", lambda value: abs(number(value)))
_add(_NUMBERS, "min(value, …)", "the smallest of a list or of several values", "min(hours(2), hours(3))",
     lists.extreme(min), most=50)  # fmt: skip
_add(
    _NUMBERS, "max(value, …)", "the largest of a list or of several values", "max(1, 5, 3)", lists.extreme(max), most=50
)
_add(_NUMBERS, "sum(list)", "all numbers of a list together", "sum([1, 2.5])", lists.total)
_add(_NUMBERS, "average(list)", "the mean of a list of numbers", "average([1, 2])", lists.average)
_add(_NUMBERS, "median(list)", "the middle of a list of numbers", "median([1, 9, 2])", lists.median)

_add(_VALUES, "between(value, low, high)", "does a value lie between two others, both included",
     "between(age(patient.birth_date), 18, 65)", texts.between)  # fmt: skip
_add(_VALUES, "exists(value)", "is there such a value", "exists(patient.allergies)", lambda value: value is not None)
_add(_VALUES, "default(value, other)", "the value, or the other one if there is none; the same as value ?? other",
     "default(patient.phone, 'none')", lambda value, other: other if value is None else value)  # fmt: skip
