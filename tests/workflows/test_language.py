"""The language as admins see it: every function with an example that works, mistakes with their place, and whatever is
typed or stands in the data, the answer is a value or an error in words, in bounded time."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.drawing import NOW
from workflows import language
from workflows.errors import ExpressionError
from workflows.expressions import CONSTANTS, compile_expression, evaluate
from workflows.functions import FUNCTIONS

DATA: dict[str, Any] = {
    "patient": {"born": "1960-03-03", "phone": None, "tags": ["a", "b"]},
    "orders": [{"n": 1, "state": "open"}, {"n": 2, "state": "done"}, {"state": "open"}],
    "codes": ["J20", "I10", "J20"],
    "amounts": [3, Decimal("1.5"), 2],
    "yes": True,
    "moment": datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
    "empty": [],
}


def value(source: str) -> Any:
    return evaluate(source, DATA, NOW)


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("patient.phone ?? 'none'", "none"),
        ("missing.part ?? 5", 5),
        ("missing ?? other ?? 7", 7),
        ("patient.n ?? 2 + 1", 3),
        ("patient.n ?? 1 <= 1", True),
        ("'??' + \"a ?? b\"", "??a ?? b"),
        ("default(missing, 1)", 1),
        ("exists(missing)", False),
        ("exists(patient.phone)", False),
        ("exists(patient.born)", True),
        ("is_empty(missing)", True),
        ("is_empty(codes)", False),
        ("count(codes)", 3),
        ("count(codes, 'J20')", 2),
        ("list_of(orders, 'n')", [1, 2, None]),
        ("list_of(where(orders, 'state', 'open'), 'n')", [1, None]),
        ("any_is(orders, 'n', 2.0)", True),
        ("any_is(orders, 'n', true)", False),
        ("all_are(orders, 'state', 'open')", False),
        ("all_are(empty, 'state', 'open')", True),
        ("contains(amounts, 1.5)", True),
        ("contains(amounts, true)", False),
        ("distinct(codes)", ["J20", "I10"]),
        ("sort(amounts)", [Decimal("1.5"), 2, 3]),
        ("sort(empty)", []),
        ("average(amounts)", Decimal(13) / 6),
        ("median(amounts)", 2),
        ("numbers(2, 4)", [2, 3, 4]),
        ("numbers(4, 2)", []),
        ("between(5, 1, 5)", True),
        ("between(date('2026-03-01'), date('2026-01-01'), date('2026-02-01'))", False),
        ("part('abcdef', 2, 3)", "cde"),
        ("part('abc', 1)", "bc"),
        ("replace('a-b-c', '-', '')", "abc"),
        ("split('a, b ,c', ',')", ["a", "b", "c"]),
        ("join(amounts)", "3, 1.5, 2"),
        ("round_up(-1.1)", -1),
        ("round_down(-1.1)", -2),
        ("round_down(1.239, 2)", Decimal("1.23")),
        ("duration('P1DT2H') == hours(26)", True),
        ("duration('-PT30M') == minutes(-30)", True),
        ("add_months(date('2026-01-31'), 1)", date(2026, 2, 28)),
        ("add_months('2024-02-29', -12)", date(2023, 2, 28)),
        ("add_years('2024-02-29', 4)", date(2028, 2, 29)),
        ("days_between('2026-03-01', '2026-02-01')", -28),
        ("days_between(moment, now())", 0),
        ("hours_between(moment, now())", 9),
        ("minutes_between(now(), moment)", -570),
        ("hours_in(minutes(90))", Decimal("1.5")),
        ("weekday(date('2026-03-01'))", 7),
        ("is_weekend('2026-03-02')", False),
        ("hour(in_zone(moment, 'Europe/Berlin'))", 0),
        ("year(moment) * 100 + month(moment)", 202603),
        ("at('2026-07-01', '08:30', 'Europe/Berlin')", datetime(2026, 7, 1, 6, 30, tzinfo=UTC)),
        ("get(codes, 9, 'no')", "no"),
        ("first(empty)", None),
        ("max(list_of(where(orders, 'state', 'done'), 'n'))", 2),
    ],
)
def test_what_functions_give(source: str, answer: Any) -> None:
    assert value(source) == answer


def test_every_function_has_words_and_an_example_that_works() -> None:
    shown = language.functions()
    assert {one["name"] for one in shown} == set(FUNCTIONS)
    for one in shown:
        assert one["help"] and one["gives"] and one["group"]
        assert one["signature"].startswith(f"{one['name']}(") and f"{one['name']}(" in one["example"], one
    page = language.reference()
    assert len(page["signs"]) >= 12 and len(page["timers"]) >= 6 and page["limits"]["characters"] == 2_000


def test_a_signature_says_how_many_values_a_function_takes() -> None:
    for name, function in FUNCTIONS.items():
        for number in (function.least - 1, function.most + 1):
            if number >= 0:
                with pytest.raises(ExpressionError) as refused:
                    compile_expression(f"{name}({', '.join(['1'] * number)})")
                assert refused.value.code == "expression_arguments"


@pytest.mark.parametrize(
    ("source", "position"),
    [
        ("1 +", 3),
        ("  visit.n = 3", 10),
        ("yes and nothing_here", 8),
        ("'é' + 'é' + unknown", 12),
        ("len(codes) > 'a'", 0),
        ("yes and foo(1)", 8),
        ("1 + (2 * 'a')", 5),
        ("codes + 5", 0),
        ("1 | 2", 2),
        ("yes and codes[0]", 8),
        ("min(empty)", 0),
    ],
)
def test_a_mistake_says_where_it_is(source: str, position: int) -> None:
    with pytest.raises(ExpressionError) as refused:
        value(source)
    assert refused.value.extra["position"] == position, refused.value.extra


def test_what_may_be_missing_is_not_needed() -> None:
    expression = compile_expression("(a ?? b.c) + default(d, 1) + len(e) and exists(f)")
    assert expression.names == {"a", "b", "d", "e", "f"} and expression.needs == {"b", "e"}


# ---- nothing hangs, nothing grows -----------------------------------------------------------------------------------

HEAVY = {
    "doubling text": "+".join(["replace(t, 'a', 'aa')"] * 30),
    "nested replace": "replace(" * 15 + "t" + ", 'a', 'aaaaaaaa')" * 15,
    "joined": "join(big, t)",
    "all pairs": " and ".join(["contains(big, -1) == false"] * 200),
    "sorting": "len(sort(big)) + " * 30 + "1",
    "numbers": "numbers(1, 999999999999)",
    "where of where": "where(" * 12 + "groups" + ", 'k', 1)" * 12,
    "long join": "join(numbers(1, 999), t)",
    "far away": "add_months(today(), 11999999)",
    "long time": "weeks(999999999999)",
    "duration": "duration('P999999W') * 999999",
    "tiny": "1 / 3 * 1e-999999",
    "many digits": "round(1 / 3, 12) * round(1 / 3, 12) * " * 40 + "1",
    "split": "len(split(t, 'a')) * " * 20 + "1",
    "upper": "upper(upper(sharp))",
    "chain": " < ".join(["1"] * 500),
    "or chain": " or ".join(["false"] * 300),
    "lists in lists": "[" * 30 + "big" + "]" * 30,
    "question marks": "a" + " ?? a" * 300,
}


@pytest.mark.parametrize("name", HEAVY)
def test_b41_heavy_work_is_bounded(name: str) -> None:
    data = {"t": "a" * 9_000, "big": list(range(9_000)), "groups": [{"k": 1}] * 9_000, "sharp": "ß" * 9_000}
    began = time.thread_time()
    try:
        evaluate(HEAVY[name], data, NOW)
    except ExpressionError as error:
        assert error.code.startswith("expression_") and error.detail
    assert time.thread_time() - began < 1.5


_KEYS = st.sampled_from(["a", "b", "c", "__class__", "k"])
_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.floats(allow_nan=True, allow_infinity=True),
        st.decimals(allow_nan=True, allow_infinity=True),
        st.text(max_size=8),
        st.dates(),
        st.datetimes(),
        st.datetimes(timezones=st.just(UTC)),
        st.timedeltas(),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=3)),
    max_leaves=8,
)
_CALLS = st.tuples(
    st.sampled_from(sorted(FUNCTIONS)), st.lists(st.sampled_from(["a", "b", "c", "a.k", "1", "'k'"]), max_size=3)
)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(_CALLS, st.fixed_dictionaries({"a": _VALUES, "b": _VALUES, "c": _VALUES}))
def test_b40_fuzz_functions_on_any_data(call: tuple[str, list[str]], data: dict[str, Any]) -> None:
    source = f"{call[0]}({', '.join(call[1])})"
    before = repr(data)
    try:
        answer = evaluate(source, data, NOW)
    except ExpressionError as error:
        assert error.code.startswith("expression_") and error.detail
    else:
        assert answer is None or isinstance(answer, bool | int | float | Decimal | str | date | timedelta | list | dict)
    assert repr(data) == before


_SIGNS = ["+", "-", "*", "/", "%", "<", "<=", "==", "!=", "in", "not in", "and", "or", "??", "if b else"]


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.sampled_from(_SIGNS), st.fixed_dictionaries({"a": _VALUES, "b": _VALUES, "c": _VALUES}))
def test_b40_fuzz_signs_on_any_data(sign: str, data: dict[str, Any]) -> None:
    try:
        evaluate(f"a {sign} c", data, NOW)
    except ExpressionError as error:
        assert error.code.startswith("expression_") and error.detail


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.text(alphabet="ab'\"?|\\ .()[]1+,#\n\té", max_size=30))
def test_b40_fuzz_quotes_and_question_marks(source: str) -> None:
    try:
        evaluate(source, {"a": 1, "b": None}, NOW)
    except ExpressionError as error:
        assert error.code.startswith("expression_") and error.detail
        position = error.extra.get("position", 0)
        assert isinstance(position, int)


def test_constants_are_not_names() -> None:
    assert set(CONSTANTS) == {"true", "false", "null"}
    assert not set(FUNCTIONS) & set(CONSTANTS)
