"""The expression language: what it means, and that nothing gets out of it (safety bars B40, B41, B42)."""

from __future__ import annotations

import resource
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.drawing import NOW, boundary, bpmn, catch, end, human, start, step, throw, wait, xor
from workflows import engine
from workflows.errors import DiagramInvalid, EngineError, ExpressionError
from workflows.expressions import MAX_LENGTH, compile_expression, evaluate
from workflows.functions import FUNCTIONS

DATA: dict[str, Any] = {
    "visit": {"n": 3, "id": "v1", "tags": ["a", "b"], "starts": "2026-03-02T10:00:00+01:00", "nothing": None},
    "coverage": {"kind": "insured", "rate": Decimal("0.8")},
    "patient": {"birth_date": "1961-03-03", "name": "Zoë"},
    "amounts": [100, 250, Decimal("0.50")],
    "score": 0.1,
    "yes": True,
    "moment": datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
    "day": date(2026, 3, 5),
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("coverage.kind == 'insured' and age(patient.birth_date) >= 64", True),
        ("age(patient.birth_date)", 64),
        ("age('1961-03-02')", 65),
        ("age('2004-02-29', '2026-02-28')", 21),
        ("visit.n + 1", 4),
        ("7 / 2", Decimal("3.5")),
        ("7 % 3", 1),
        ("-7 % 3", 2),
        ("-7.5 % 3", Decimal("1.5")),
        ("0.1 + 0.2 == 0.3", True),
        ("score + 0.2 == 0.3", True),
        ("coverage.rate * 12000", Decimal("9600.0")),
        ("sum(amounts)", Decimal("350.50")),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(1.005, 2)", Decimal("1.01")),
        ("max(1, 2.5, visit.n)", 3),
        ("min(['b', 'a'])", "a"),
        ("abs(-2)", 2),
        ("number('12')", 12),
        ("number(' 1.50 ')", Decimal("1.50")),
        ("'a' in visit.tags and 'z' not in visit.tags", True),
        ("'kind' in coverage", True),
        ("'sure' in coverage.kind", True),
        ("1 < visit.n <= 3", True),
        ("visit.n == 3.0", True),
        ("yes == 1", False),
        ("visit.missing", None),
        ("visit.missing.deeper.still is None", True),
        ("visit.nothing == null", True),
        ("visit.n is not None and true", True),
        ("not false", True),
        ("visit.missing or 'x'", "x"),
        ("default(visit.missing, 7)", 7),
        ("'adult' if age(patient.birth_date) > 17 else 'child'", "adult"),
        ("len(visit.tags) + len('abc') + len(coverage)", 7),
        ("lower('ABC') + upper('d')", "abcD"),
        ("trim('  a ')", "a"),
        ("starts_with('abc', 'a') and ends_with('abc', 'c') and contains('abc', 'b')", True),
        ("contains(visit.tags, 'a')", True),
        ("get(visit.tags, 1)", "b"),
        ("get(visit.tags, 9, 'none')", "none"),
        ("get(coverage, 'kind')", "insured"),
        ("first(visit.tags) + last(visit.tags)", "ab"),
        ("any([false, true]) and not all([false, true])", True),
        ("text(12) + text(1.50)", "121.5"),
        ("now()", NOW),
        ("today()", date(2026, 3, 2)),
        ("today('Pacific/Kiritimati')", date(2026, 3, 2)),
        ("now() + hours(2) - minutes(30)", NOW + timedelta(minutes=90)),
        ("moment < now()", True),
        ("now() - moment == hours(1)", True),
        ("datetime(visit.starts) == now()", True),
        ("date('2026-03-05') == day and day > today()", True),
        ("day - today() == days(3)", True),
        ("date(visit.starts)", date(2026, 3, 2)),
        ("weeks(1) == days(7) and days(1) * 2 == days(2) and 2 * seconds(30) == minutes(1)", True),
        ("hours(1) / 2", timedelta(minutes=30)),
        ("next_time('08:00', 'Europe/Berlin')", datetime(2026, 3, 3, 7, 0, tzinfo=UTC)),
        ("next_time('09:30')", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("in_zone(now(), 'America/New_York')", NOW),
        ("[1, 2] + [3]", [1, 2, 3]),
        ("(1, 2)", [1, 2]),
        ("visit.tags == ['a', 'b']", True),
        ("  visit.n  ", 3),
    ],
)
def test_what_expressions_mean(source: str, expected: Any) -> None:
    value = evaluate(source, DATA, NOW)
    assert value == expected and type(value) is type(expected)


def test_the_next_eight_o_clock_knows_summer_time() -> None:
    before = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)  # clocks in Berlin go forward in the night to the 29th
    assert evaluate("next_time('08:00', 'Europe/Berlin')", {}, before) == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ("covrage.kind", "expression_unknown_name", "Did you mean 'coverage'?"),
        ("lenn(visit)", "expression_unknown_function", "Did you mean 'len'?"),
        ("visit.id.length", "expression_not_a_group", "needs a group of values, got text"),
        ("visit.n + 'x'", "expression_type", "Cannot add a number and text."),
        ("visit.n > 'x'", "expression_type", "Cannot compare a number and text."),
        ("visit.nothing > 1", "expression_type", "Cannot compare nothing and a number."),
        ("day > now()", "expression_type", "Cannot compare a date and a date and time."),
        ("yes + 1", "expression_type", "Cannot add yes/no and a number."),
        ("1 / 0", "expression_division_by_zero", "divide by zero"),
        ("1 % 0.0", "expression_division_by_zero", "divide by zero"),
        ("days(1) / 0", "expression_division_by_zero", "divide by zero"),
        ("'x' * 3", "expression_type", "Only + can be used with texts"),
        ("visit.id * 3", "expression_type", "Cannot multiply text and a number."),
        ("visit.", "expression_syntax", "cannot be read"),
        ("", "expression_syntax", "cannot be read"),
        ("a = 1", "expression_syntax", "cannot be read"),
        ("1 if", "expression_syntax", "cannot be read"),
        ("len()", "expression_arguments", "takes 1 value(s), got 0"),
        ("hours(1, 2)", "expression_arguments", "takes 1 value(s)"),
        ("round(number=1)", "expression_not_allowed", "by position only"),
        ("visit.tags[0]", "expression_not_allowed", "Square brackets"),
        ("date('soon')", "expression_not_a_date", "is not a date"),
        ("datetime('9 o clock')", "expression_not_a_date", "is not a date and time"),
        ("today('Mars/Olympus')", "expression_not_a_zone", "is not a time zone"),
        ("today('../../etc/passwd')", "expression_not_a_zone", "is not a time zone"),
        ("next_time('25:00')", "expression_not_a_date", "is not a time"),
        ("min([])", "expression_type", "of an empty list"),
        ("min([1, 'a'])", "expression_type", "compare numbers, texts, dates or durations with their like"),
        ("visit.n is 3", "expression_not_allowed", "can only be followed by None"),
        ("now() + days(100000000)", "expression_number_too_large", ""),
        ("days(1000000000000)", "expression_number_too_large", ""),
    ],
)
def test_mistakes_are_told_in_words(source: str, code: str, words: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        evaluate(source, DATA, NOW)
    assert refused.value.code == code and words in refused.value.detail
    assert refused.value.status == 422


def test_conditions_are_yes_or_no() -> None:
    assert compile_expression("visit.n == 3").truth(DATA, NOW) is True
    assert compile_expression("visit.missing").truth(DATA, NOW) is False
    with pytest.raises(ExpressionError) as refused:
        compile_expression("coverage.kind").truth(DATA, NOW)
    assert refused.value.code == "expression_not_yes_no"


def test_an_expression_names_what_it_reads() -> None:
    assert compile_expression("visit.n + sum(amounts) if yes else true").names == {"visit", "amounts", "yes"}


def test_every_function_says_what_it_does() -> None:
    assert all(function.help and function.least <= function.most for function in FUNCTIONS.values())


# ---- getting out ----------------------------------------------------------------------------------------------------

ESCAPES = {
    "import": "__import__('os').system('id')",
    "subclasses": "().__class__.__base__.__subclasses__()",
    "mro": "''.__class__.__mro__",
    "format": "'{0.__class__.__init__.__globals__}'.format(visit)",
    "format_map": "'{visit.__class__}'.format_map(visit)",
    "percent": "'%(visit)s' % visit",
    "f-string": "f'{visit.__class__}'",
    "generator frame": "(x for x in [1]).gi_frame.f_back.f_globals",
    "lambda": "(lambda: 1)()",
    "comprehension": "[x for x in visit.tags]",
    "dict comprehension": "{k: v for k, v in visit}",
    "walrus": "(x := 1)",
    "builtins": "__builtins__.open('/etc/passwd')",
    "eval": "eval('1+1')",
    "exec": "exec('x=1')",
    "open": "open('/etc/passwd')",
    "getattr": "getattr(visit, '__class__')",
    "globals": "globals()",
    "type": "type(visit)",
    "print": "print(1)",
    "instance state": "visit._sa_instance_state",
    "private name": "_private",
    "method": "visit.keys()",
    "list method": "visit.tags.append(1)",
    "text method": "'a'.upper()",
    "call of data": "visit()",
    "call of a result": "len(visit)()",
    "star": "max(*visit.tags)",
    "double star": "max(**visit)",
    "await": "await visit",
    "yield": "(yield 1)",
    "slice": "visit.tags[0:1]",
    "subscript dunder": "visit['__class__']",
    "set": "{1, 2}",
    "dict": "{'a': 1}",
    "bytes": "b'abc'",
    "complex": "1j",
    "ellipsis": "...",
    "power": "9**9**9",
    "shift": "1 << 1000000",
    "invert": "~1",
    "plus": "+1",
    "matmul": "1 @ 2",
    "floor": "7 // 2",
    "bit or": "1 | 2",
    "is identity": "visit is coverage",
    "shadowing": "len.__self__",
    "statement": "import os",
    "two statements": "1; import os",
    "newline": "1\nimport os",
    "decorator": "@len",
    "null byte": "visit\0.n",
}

BOMBS = {
    "power tower": "9**9**9",
    "text repetition": "'a' * 10000000000",
    "list repetition": "[1] * 10000000000",
    "big number": "1" * 1500,
    "growing number": " * ".join(["999999999999999999"] * 30),
    "float overflow": "1e308 * 10",
    "infinite": "1e999",
    "list doubling": " + ".join(["amounts"] * 35),
    "nested comprehension": "[[y for y in x] for x in [[1]]]",
    "3000 deep brackets": "(" * 3000 + "1" + ")" * 3000,
    "900 deep brackets": "(" * 900 + "1" + ")" * 900,
    "20000 nots": "not " * 20000 + "1",
    "400 nots": "not " * 400 + "1",
    "1900 minuses": "-" * 1900 + "1",
    "deep attributes": "visit" + ".a" * 900,
    "deep lists": "[" * 150 + "1" + "]" * 150,
    "100k characters": "1 + " * 25_000 + "1",
    "100k text": "'" + "a" * 100_000 + "'",
    "while": "while True: pass",
    "regex": "match('(a+)+$', 'a' * 40)",
    "long exponent": "1e" + "9" * 1000,
    "unicode names": "ａ" * 500,
}


@pytest.mark.parametrize("name", ESCAPES)
def test_b40_nothing_gets_out_of_an_expression(name: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        compile_expression(ESCAPES[name])
    assert refused.value.code in {
        "expression_not_allowed",
        "expression_unknown_function",
        "expression_syntax",
        "expression_type",
    }


RUN_ONLY = {"growing number", "list doubling", "deep attributes"}
"""Fine to read; stopped when they run."""


def _place(place: str, attack: str) -> bytes:
    nodes, flows = {
        "condition": ([xor("x", "x_end"), human("a")], ["start -> x", f"x -> a : {attack}", "x -> end", "a -> end"]),
        "timer": ([wait("w", attack)], ["start -> w", "w -> end"]),
        "date": ([wait("w", attack, "timeDate")], ["start -> w", "w -> end"]),
        "boundary": (
            [human("a"), boundary("b", "a", timer=attack, kind="timeCycle", interrupts=False), end("e2")],
            ["start -> a", "a -> end", "b -> e2"],
        ),
        "param": ([step("s", p=attack + "|any")], ["start -> s", "s -> end"]),
        "due": ([human("a", due=attack)], ["start -> a", "a -> end"]),
        "candidate": ([human("a", candidate=attack)], ["start -> a", "a -> end"]),
        "priority": ([human("a", priority=attack)], ["start -> a", "a -> end"]),
        "key": ([catch("c", "m", key=attack)], ["start -> c", "c -> end"]),
        "payload": ([throw("t", "m", payload=attack)], ["start -> t", "t -> end"]),
    }[place]
    return bpmn([start(), *nodes, end()], flows, messages="m")


@pytest.mark.parametrize(
    "place", ["condition", "timer", "date", "boundary", "param", "due", "candidate", "priority", "key", "payload"]
)
def test_b40_attacks_are_refused_when_a_diagram_is_published(place: str) -> None:
    assert engine.problems(_place(place, "true" if place == "condition" else "'PT1H'")) == ()
    for name, attack in (ESCAPES | BOMBS).items():
        if name not in RUN_ONLY and "\0" not in attack:  # (a null byte cannot be written in XML at all)
            found = engine.problems(_place(place, attack))
            assert any(problem.code.startswith("expression_") for problem in found), name


@pytest.mark.parametrize("name", BOMBS)
def test_b41_b42_bombs_are_stopped_at_once(name: str) -> None:
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.thread_time()
    with pytest.raises(ExpressionError) as refused:
        evaluate(BOMBS[name], {**DATA, "amounts": list(range(400))}, NOW)
    assert time.thread_time() - started < 1.0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024  # KiB
    assert refused.value.code.startswith("expression_")


def test_b42_length_and_depth_are_limited() -> None:
    assert evaluate("1" + " " * (MAX_LENGTH - 1), {}, NOW) == 1
    with pytest.raises(ExpressionError) as refused:
        compile_expression("1" + " " * MAX_LENGTH)
    assert refused.value.code == "expression_too_long"
    assert evaluate("not " * 30 + "true", {}, NOW) is True
    with pytest.raises(ExpressionError) as refused:
        compile_expression("not " * 45 + "true")
    assert refused.value.code == "expression_too_deep"


def test_b41_work_on_large_data_is_counted() -> None:
    data = {"big": list(range(9_000)), "deep": [[0] * 9_000]}
    with pytest.raises(ExpressionError) as refused:
        evaluate(" and ".join(["-1 not in big"] * 3), data, NOW)
    assert refused.value.code == "expression_budget_spent"
    with pytest.raises(ExpressionError) as refused:
        evaluate("len(big + big)", data, NOW)
    assert refused.value.code == "expression_list_too_long"


def test_b40_names_in_the_data_open_no_door() -> None:
    """Data may hold any key; it is still only data."""
    hostile: dict[str, Any] = {"__class__": "x", "len": "shadow", "true": "no", "f": {"format": "{0.__class__}"}}
    assert evaluate("len('abc')", hostile, NOW) == 3
    assert evaluate("true", hostile, NOW) is True
    assert evaluate("f.format", hostile, NOW) == "{0.__class__}"
    with pytest.raises(ExpressionError):
        evaluate("f.format(1)", hostile, NOW)


class _Secret:
    token = "s3cret"


@pytest.mark.parametrize("source", ["thing.token", "thing.token.upper", "thing + 1", "len(thing)", "thing()"])
def test_b44_objects_are_never_read(source: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(source, {"thing": _Secret()}, NOW)


def test_b40_scripts_are_refused_wherever_they_stand() -> None:
    script = (
        '<bpmn:scriptTask id="s"><bpmn:script>import os</bpmn:script></bpmn:scriptTask>',
        '<bpmn:userTask id="s"><bpmn:extensionElements><spiffworkflow:preScript '
        'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">import os</spiffworkflow:preScript>'
        '<wardline:task form="f" role="r"/></bpmn:extensionElements></bpmn:userTask>',
        '<bpmn:userTask id="s"><bpmn:extensionElements><spiffworkflow:postScript '
        'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">import os</spiffworkflow:postScript>'
        '<wardline:task form="f" role="r"/></bpmn:extensionElements></bpmn:userTask>',
        '<bpmn:businessRuleTask id="s"/>',
    )
    for node in script:
        with pytest.raises(DiagramInvalid):
            engine.parse(bpmn([start(), node, end()], ["start -> s", "s -> end"]))


def test_b40_the_engine_has_no_python_to_run() -> None:
    """Should a script ever reach the engine, there is nothing that would run it."""
    from workflows.engine_fast import SCRIPTS

    for call in (
        partial(SCRIPTS.execute, None, "import os"),
        partial(SCRIPTS.call_service, None),
        partial(SCRIPTS.environment.evaluate, "1", {}),
        partial(SCRIPTS.environment.execute, "1", {}),
    ):
        with pytest.raises(EngineError) as refused:
            call()
        assert refused.value.code == "scripts_off"


# ---- fuzz -----------------------------------------------------------------------------------------------------------

_TYPED = """visit visit.n visit.tags coverage.kind amounts yes score moment day now() today() hours(2) 1 0 -3 2.5 'a'
"b" None true false
and or not in is == != < <= > >= + - * / % ( ) [ ] , . if else lambda for x ** // { } : @ __class__ _x
len( age( sum( max( get( round( date( datetime( text( number( default( next_time( \\ ' é"""
_WORDS = st.sampled_from([*_TYPED.split(), "\n"])


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(_WORDS, min_size=1, max_size=14).map(" ".join))
def test_b40_fuzz_words(source: str) -> None:
    _plain_or_refused(source)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_b40_fuzz_text(source: str) -> None:
    _plain_or_refused(source)


_LEAVES = st.sampled_from(
    ["visit.n", "visit.tags", "coverage.kind", "amounts", "1", "2.5", "'a'", "now()", "none.x", "yes"]
)
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "%", "<", "==", "in", "and", "or"]), inner).map(
            lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
        ),
        inner.map(lambda one: f"not {one}"),
        st.tuples(inner, inner, inner).map(lambda three: f"({three[0]} if {three[1]} else {three[2]})"),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(inner, max_size=3)).map(
            lambda call: f"{call[0]}({', '.join(call[1])})"
        ),
        st.lists(inner, max_size=3).map(lambda many: f"[{', '.join(many)}]"),
    ),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(_TREES)
def test_b40_fuzz_trees(source: str) -> None:
    _plain_or_refused(source)


def _plain_or_refused(source: str) -> None:
    """Whatever is typed, the answer is plain data or an error in words; the data stay as they were."""
    before = repr(DATA)
    try:
        value = evaluate(source, DATA, NOW)
    except ExpressionError as error:
        assert error.code.startswith("expression_") and error.detail
    else:
        _plain(value)
    assert repr(DATA) == before


def _plain(value: Any) -> None:
    assert value is None or isinstance(value, bool | int | Decimal | float | str | date | timedelta | list | dict)
    if isinstance(value, list):
        for item in value:
            _plain(item)
