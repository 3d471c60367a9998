"""A choice whose conditions leave nothing out needs no default; what is accepted holds for whatever data comes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticUndefined

from tests.workflows import drawing as d
from tests.workflows.drawing import bpmn, end, human, some, start, step, xor
from tests.workflows.tables import dmn, table
from workflows import engine, form_values, forms
from workflows.check.total import gap
from workflows.errors import EngineError, ExpressionError
from workflows.expressions import compile_expression

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

TOTAL: list[list[str]] = [
    ["x", "not x"],
    ["a.b > 3", "a.b <= 3"],
    ["a == 'x'", "a != 'x'"],
    ["a < 3", "3 <= a < 5.5", "a >= 5.5"],
    ["a > b", "b >= a"],
    ["a in ['x', 'y']", "not (a == 'x' or a == 'y')"],
    ["a is None", "a is not None"],
    ["'x' in a", "'x' not in a"],
    ["a and b > 3", "a and b <= 3", "not a"],
    ["a == 'x' and b > 2", "a == 'x' and b <= 2", "a != 'x'"],
    ["x ?? false", "not (x ?? false)"],
    ["a == 0 or a > 0", "a < 0"],
    ["(a if x else b) > 1", "not ((a if x else b) > 1)"],
    ["age(born) >= 18", "age(born) < 18"],
    ["a < 'm'", "a >= 'm'"],
]
OPEN: list[list[str]] = [
    ["x", "y"],
    ["x == true", "x == false"],  # nothing is neither
    ["a == 'x'", "a == 'y'"],
    ["a > 3", "a < 3"],
    ["a < 3", "a >= 4"],
    ["a <= 'm'", "a >= 'mm'"],
    ["a > b", "a < b"],
    ["a.b > 3", "a.c <= 3"],
    ["a and b", "not a and not b"],
    ["x ?? true", "not (x ?? false) and y"],
    ["a in ['x', 'y']", "a not in ['x', 'z']"],
    ["'x' in a", "'y' not in a"],
    ["a <", "not a"],
    ["age(born) >= 18", "age(other) < 18"],
]


@pytest.mark.parametrize("conditions", TOTAL, ids=" | ".join)
def test_conditions_that_leave_nothing_out(conditions: list[str]) -> None:
    assert gap(conditions) is None
    assert gap(conditions[::-1]) is None


@pytest.mark.parametrize("conditions", OPEN, ids=" | ".join)
def test_conditions_that_leave_something_out(conditions: list[str]) -> None:
    found = gap(conditions)
    assert found is not None
    if found.example and all(source.isidentifier() for source in found.example):
        assert not any(compile_expression(one).truth(found.example, NOW) for one in conditions), "the example is one"


def test_overlaps_are_total_too() -> None:
    assert gap(["a > 3", "a < 4"]) is None


# ---- whatever the data ----------------------------------------------------------------------------------------------

_LEAVES = (
    st.none() | st.booleans() | st.integers(-5, 8) | st.decimals(-5, 8, places=1) | st.floats(-4, 8)
    | st.sampled_from(["", "x", "y", "z", "m", "x\0", "xx", "2026-03-01"])
    | st.sampled_from([date(2026, 3, 1), NOW, timedelta(0), timedelta(1)])
)  # fmt: skip
_VALUES = _LEAVES | st.lists(_LEAVES, max_size=2) | st.dictionaries(st.sampled_from(["b", "x"]), _LEAVES, max_size=2)
_DATA = st.dictionaries(st.sampled_from(["a", "b", "x", "y"]), _VALUES)

_SIDES = st.sampled_from(["a", "b", "a.b", "b.x", "x", "a ?? 2", "3", "0", "-1.5", "'x'", "'m'", "null", "true"])
_COMPARED = st.builds(
    lambda left, sign, right: f"{left} {sign} {right}",
    _SIDES, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), _SIDES,
)  # fmt: skip
_LISTED = st.builds(lambda left, sign: f"{left} {sign} ['x', 3, null]", _SIDES, st.sampled_from(["in", "not in"]))
_CHAINED = st.builds(lambda left, middle: f"{left} < {middle} <= 3", _SIDES, _SIDES)
_ATOMS = _COMPARED | _LISTED | _CHAINED | st.sampled_from(
    ["x", "y", "a.b", "exists(x)", "a is None", "b is not None", "'x' in a", "a in b", "a in 'xyz'", "-a > 1",
     "(a if x else b) == 'x'", "x if y else a == 3", "(x or y) == true", "a + 1 <= b", "'x' <= a < 'xx'"]
)  # fmt: skip
_CONDITIONS = st.recursive(
    _ATOMS,
    lambda parts: (
        st.builds(lambda one: f"not ({one})", parts)
        | st.builds(lambda one, word, two: f"({one}) {word} ({two})", parts, st.sampled_from(["and", "or"]), parts)
    ),
    max_leaves=3,
)


def _chosen(conditions: list[str], data: dict[str, Any]) -> bool:
    """Whether the gateway has a way to go; one that cannot be worked out is an incident with or without a default."""
    try:
        return any(compile_expression(one).truth(data, NOW) for one in conditions)
    except ExpressionError:
        return True


@settings(max_examples=400, deadline=None)
@given(st.lists(_CONDITIONS, min_size=1, max_size=2), _DATA, st.booleans())
def test_whatever_is_accepted_holds_for_any_data(
    conditions: list[str], data: dict[str, Any], closed: bool
) -> None:  # fmt: skip
    if closed:  # most pairs at random are open; with the opposite of all they are not, though not always provably
        conditions = [*conditions, " and ".join(f"not ({one})" for one in conditions)]
    if gap(conditions) is None:
        assert _chosen(conditions, data)


@settings(max_examples=60, deadline=None)
@given(_COMPARED | _LISTED | st.sampled_from(["x", "a.b"]))
def test_a_condition_and_its_opposite_are_always_total(condition: str) -> None:
    assert gap([condition, f"not ({condition})"]) is None


# ---- in drawings ----------------------------------------------------------------------------------------------------


def choice(before: str, *conditions: str, **more: str) -> bytes:
    ways = [f"x -> w{place} : {one}" for place, one in enumerate(conditions)]
    ends = [f"w{place} -> end" for place in range(len(conditions))]
    tasks = [human(f"w{place}") for place in range(len(conditions))]
    return bpmn([start(), before, xor("x"), *tasks, end()], ["start -> ask", "ask -> x", *ways, *ends], **more)


def missing(source: bytes, **known: Any) -> list[str]:
    found = engine.problems(source, **known)
    return [one.message for one in found if one.code == "default_missing" and one.element_id == "x" and one.remedy]


FIELDS = {"note": {"kind": ("mild", "severe"), "sure": (True, False)}}


def test_a_gateway_without_default_runs_where_nothing_is_left_out() -> None:
    source = choice(human("ask"), "ask.level > 3", "ask.level <= 3")
    assert engine.problems(source) == ()
    case = engine.start(engine.parse(source), {}, now=NOW)
    (task,) = engine.ready_human_tasks(case)
    engine.finish(case, task.id, {"level": Decimal("3.0")}, now=NOW)
    assert [one.element for one in engine.ready_human_tasks(case)] == ["w1"]


def test_the_one_who_draws_is_told_what_nothing_is_for() -> None:
    (said,) = missing(choice(human("ask"), "ask.kind == 'mild'", "ask.kind == 'severe'"))
    assert said.endswith("None does if ask.kind is not there.")
    (said,) = missing(choice(human("ask"), "ask.level > 3", "ask.level < 3"))
    assert said.endswith("None does if ask.level is 3.")


def test_every_answer_that_a_form_allows_is_enough() -> None:
    both = choice(human("ask"), "ask.kind == 'mild'", "ask.kind == 'severe'")
    assert missing(both, fields=FIELDS) == []
    engine.parse(both)
    sure = choice(human("ask"), "ask.sure == true", "ask.sure == false")
    assert missing(sure, fields=FIELDS) == []
    (said,) = missing(choice(human("ask"), "ask.kind == 'mild'", "ask.sure"), fields=FIELDS)
    assert said.endswith("None does if ask.kind is 'severe' and ask.sure is not there.")
    third = {"note": {"kind": ("mild", "severe", "none")}}
    (said,) = missing(both, fields=third)
    assert said.endswith("None does if ask.kind is 'none'.")


@pytest.mark.parametrize(
    "before",
    [
        human("ask", onComplete="demo.do"),  # its step may say something else
        step("ask"),
        d.each(human("ask"), "list"),
    ],
    ids=["with a step", "a step", "repeated"],
)
def test_answers_that_may_be_others_are_not_enough(before: str) -> None:
    assert missing(choice(before, "ask.kind == 'mild'", "ask.kind == 'severe'"), fields=FIELDS)


def test_answers_that_may_be_missing_or_overwritten_are_not_enough() -> None:
    conditions = ["x -> a : ask.kind == 'mild'", "x -> b : ask.kind == 'severe'", "a -> end", "b -> end"]
    aside = bpmn(
        [start(), xor("f", "f_x"), human("ask"), xor("x"), human("a"), human("b"), end()],
        ["start -> f", "f -> ask : go", "f -> x", "ask -> x", *conditions],
    )
    assert missing(aside, fields=FIELDS), "on one path nobody was asked"
    again = bpmn(
        [start(), human("ask"), step("s", result="ask"), xor("x"), human("a"), human("b"), end()],
        ["start -> ask", "ask -> s", "s -> x", *conditions],
    )
    assert missing(again, fields=FIELDS), "a step sets the same name"
    wild = again.replace(b' result="ask"', b"")
    assert missing(wild, fields=FIELDS), "a step may set any name"


def test_answers_that_may_come_with_the_start_are_not_enough() -> None:
    """On the path around the form it is what the case began with, which may say anything."""
    around = bpmn(
        [start(data="ask"), xor("f", "f_x"), human("ask"), xor("x"), human("a"), human("b"), end()],
        ["start -> f", "f -> ask : ask.open == true", "f -> x", "ask -> x", "x -> a : ask.kind == 'mild'",
         "x -> b : ask.kind == 'severe'", "a -> end", "b -> end"],
    )  # fmt: skip
    assert missing(around, fields=FIELDS)
    with pytest.raises(EngineError):
        engine.start(engine.parse(around), {"ask": {"kind": "other"}}, now=NOW)


def test_a_task_chooses_by_its_own_answer() -> None:
    source = bpmn(
        [start(), human("ask"), human("a"), human("b"), end()],
        ["start -> ask", "ask -> a : ask.kind == 'mild'", "ask -> b : ask.kind == 'severe'", "a -> end", "b -> end"],
    )  # fmt: skip
    found = engine.problems(source, fields=FIELDS)
    assert [one.code for one in found if one.severity == "error"] == []
    third = {"note": {"kind": ("mild", "severe", "none")}}
    assert "default_missing" in {one.code for one in engine.problems(source, fields=third)}


@pytest.mark.parametrize(
    ("ways", "total"),
    [
        (["x -> a : go", "x -> b : later"], False),
        (["x -> a : go", "x -> b : not go"], True),
        (["x -> a : go", "x -> b : later", "x -> c"], True),
    ],
    ids=["some", "all", "and one always"],
)
def test_a_join_by_count_that_chooses_needs_a_way_on_too(ways: list[str], total: bool) -> None:
    names = ["a", "b", "c"][: len(ways)]
    source = bpmn(
        [start(), d.both("f"), human("one"), human("two"), d.counted("x", "arrived == 2"), *map(human, names), end()],
        ["start -> f", "f -> one", "f -> two", "one -> x", "two -> x", *ways, *(f"{name} -> end" for name in names)],
    )
    assert bool(missing(source)) is not total


RULES = ["-> 'low'", "-> 'high'"]


@pytest.mark.parametrize(
    ("hit", "default", "total"), [("UNIQUE", "", True), ("FIRST", " | 'other'", False), ("COLLECT", "", False)]
)
def test_every_answer_of_a_decision_table_is_enough(hit: str, default: str, total: bool) -> None:
    ask = (
        '<bpmn:businessRuleTask id="ask"><bpmn:extensionElements><wardline:decision ref="rate"/>'
        "</bpmn:extensionElements></bpmn:businessRuleTask>"
    )
    drawn = dmn(table("rate", ["score : number"], [f"level : string{default}"],
                      ["< 3 -> \"low\"", ">= 3 -> \"high\""], hit=hit).replace("'other'", '"other"'))  # fmt: skip
    source = choice(ask, "ask == 'low'", "ask == 'high'")
    assert bool(missing(source, decisions={"rate": drawn})) is not total


def test_every_whole_number_that_a_decision_table_says_is_enough() -> None:
    ask = (
        '<bpmn:businessRuleTask id="ask"><bpmn:extensionElements><wardline:decision ref="rate"/>'
        "</bpmn:extensionElements></bpmn:businessRuleTask>"
    )
    drawn = dmn(table("rate", ["score : number"], ["level : number"], ["< 3 -> 1", ">= 3 -> 2"]))
    decisions = {"rate": drawn}
    assert missing(choice(ask, "ask == 1", "ask == 2"), decisions=decisions) == []
    (said,) = missing(choice(ask, "ask == 1", "ask == 3"), decisions=decisions)
    assert said.endswith("None does if ask is 2.")


def test_an_example_is_told_in_the_words_of_the_language() -> None:
    (said,) = missing(choice(human("ask"), "(ask.kind ?? 'mild') == 'mild'", "ask.kind == 'severe'"))
    assert "ask.kind ?? 'mild' is not there" in said and "|" not in said


@pytest.mark.parametrize("gateway", [xor, some], ids=["exclusive", "inclusive"])
def test_where_nothing_is_for_the_data_after_all_the_case_does_not_go_on_in_silence(gateway: Any) -> None:
    """The form allows no other answer; an administrator who edits the data does, or a later release of the form."""
    ways = ["x -> a : ask.kind == 'mild'", "x -> b : ask.kind == 'severe'", "a -> end", "b -> end"]
    source = bpmn(
        [start(), human("ask"), gateway("x"), human("a"), human("b"), end()], ["start -> ask", "ask -> x", *ways]
    )
    assert missing(source, fields=FIELDS) == []
    case = engine.start(engine.parse(source), {}, now=NOW)
    (task,) = engine.ready_human_tasks(case)
    with pytest.raises(EngineError) as refused:
        engine.finish(case, task.id, {"kind": "other"}, now=NOW)
    assert refused.value.code == "no_flow_matches" and "'x'" in refused.value.detail


# ---- what forms allow -----------------------------------------------------------------------------------------------


def test_the_values_of_a_drawn_form_are_those_it_requires() -> None:
    schema = {
        "type": "object",
        "required": ["kind", "plan", "free", "maybe", "half"],
        "$defs": {"Kind": {"enum": ["a", "b"]}},
        "properties": {
            "kind": {"$ref": "#/$defs/Kind"},
            "other": {"enum": ["a"]},
            "free": {"type": "string"},
            "half": {"enum": [0.5, 1]},
            "maybe": {"anyOf": [{"$ref": "#/$defs/Kind"}, {"type": "null"}]},
            "plan": {"type": "object", "required": ["on"], "properties": {"on": {"type": "boolean"}, "by": {}}},
        },
    }
    found = form_values.values(schema, complete=False)
    assert found == {"kind": ("a", "b"), "maybe": ("a", "b", None), "plan.on": (True, False)}
    assert "other" in form_values.values(schema, complete=True)


def test_the_values_of_shipped_forms_are_what_they_answer() -> None:
    """What is left out gets its default, which nothing checks: it has to be one of the values, too."""
    counted = 0
    for key, model in forms.shipped().items():
        for name, values in forms.Form(model).values().items():
            first, _, rest = name.partition(".")
            default = model.model_fields[first].get_default(call_default_factory=True)
            if default is PydanticUndefined or rest:
                continue
            counted += 1
            assert default in values, (key, name)
    assert counted
