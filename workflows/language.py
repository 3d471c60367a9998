"""The language of pathways, explained: every function, sign and form of timer with an example and its answer. The page
of the language, `GET /building-blocks` and the editor's completion show it; the tests work out every example."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from workflows.engine_timer import TimerKind, TimerPlan
from workflows.expressions import MAX_DEPTH, MAX_LENGTH, evaluate
from workflows.functions import FUNCTIONS
from workflows.functions_texts import as_text
from workflows.values import kind

SAMPLE_NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SAMPLE: dict[str, Any] = {
    "patient": {"birth_date": "1958-05-17", "minor": False, "frail": True, "phone": None, "allergies": ["penicillin"]},
    "triage": {"level": 2},
    "consent": {"given": True, "signed": True},
    "orders": [
        {"test": "CRP", "price": 12, "state": "open"},
        {"test": "ECG", "price": 40, "state": "done"},
    ],
    "codes": ["J20", "I10", "J20"],
}
"""The data that the examples are worked out with."""

SIGNS: tuple[tuple[str, str, str], ...] = (
    ("and, or, not", "both, one of the two, the opposite", "triage.level <= 2 and not patient.minor"),
    ("==, !=", "equal, not equal", "triage.level == 2"),
    ("<, <=, >, >=", "less and more; they can be chained", "18 <= age(patient.birth_date) <= 70"),
    ("in, not in", "is it in a list or part of a text", "'J20' in codes"),
    ("+ - * / %", "calculating; dates and durations as well", "now() + hours(2) - minutes(30)"),
    ("+", "texts or lists put together", "'a' + 'b'"),
    ("a if b else c", "one of two values", "'urgent' if triage.level <= 2 else 'routine'"),
    ("??", "the value, or the other one if there is none", "patient.phone ?? 'no phone'"),
    (".", "a key of a group; what is not there is nothing", "patient.birth_date"),
    ("[ , ]", "a list", "triage.level in [1, 2]"),
    ("true, false, null", "yes, no, nothing", "patient.phone == null"),
    ("'text'", "a text, in single or double quotes", "'chest pain'"),
    ("12, 0.5", "a number; numbers with a point are exact", "0.1 + 0.2 == 0.3"),
)

TIMERS: tuple[tuple[TimerKind, str, str], ...] = (
    ("duration", "PT30M", "30 minutes after the token arrives"),
    ("duration", "P1DT12H", "a day and a half later"),
    ("duration", "hours(2)", "an expression that gives a duration"),
    ("date", "2026-03-31T08:00:00Z", "at this moment"),
    ("date", "next_time('08:00', 'Europe/Berlin')", "the next time clocks there show eight"),
    ("cycle", "R3/PT1H", "three times, an hour apart (only where nothing is interrupted)"),
    ("cycle", "R/P1D", "every day, for ever"),
)

CELLS: tuple[tuple[str, str], ...] = (
    ("-", "fits everything"),
    ("[18..65]", "from 18 to 65; ( and ) leave the end out"),
    (">= 18", "at least 18"),
    ('"A","B"', "one of these"),
    ('not("A","B")', "none of these"),
    ("null", "nothing is there"),
    ("? in codes", "any condition; ? is the value of the column"),
)


def functions() -> list[dict[str, str]]:
    """Every function: name, group, signature, help, example, and what the example gives."""
    return [
        {
            "name": name,
            "group": one.group,
            "signature": one.signature,
            "help": one.help,
            "example": one.example,
            "gives": shown(evaluate(one.example, SAMPLE, SAMPLE_NOW)),
        }
        for name, one in FUNCTIONS.items()
    ]


def reference() -> dict[str, Any]:
    """The whole page: functions, signs, timers, cells of decision tables, limits, and the data of the examples."""
    return {
        "functions": functions(),
        "signs": [
            {"sign": sign, "help": words, "example": example, "gives": shown(evaluate(example, SAMPLE, SAMPLE_NOW))}
            for sign, words, example in SIGNS
        ],
        "timers": [
            {"kind": timer, "example": example, "help": words, "gives": _due(timer, example)}
            for timer, example, words in TIMERS
        ],
        "cells": [{"example": example, "help": words} for example, words in CELLS],
        "limits": {"characters": MAX_LENGTH, "depth": MAX_DEPTH},
        "now": SAMPLE_NOW.isoformat(),
        "data": SAMPLE,
    }


def shown(value: Any) -> str:
    """A value as the page shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(shown(one) for one in value)}]"
    if isinstance(value, str):
        return f"'{value}'"
    return as_text(value) if kind(value) in ("a number", "a date") else str(value)


def _due(timer: TimerKind, source: str) -> str:
    return TimerPlan(timer, source).due(SAMPLE, SAMPLE_NOW)[0].isoformat()
