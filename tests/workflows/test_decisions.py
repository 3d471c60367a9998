"""Decision tables: FEEL cells, hit policies, tables that need each other, and what the checker says of them."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows import drawing as d
from tests.workflows.drawing import NOW, bpmn, end, human, start
from tests.workflows.play import reload
from tests.workflows.tables import dmn, literal, table
from workflows import decisions, engine
from workflows.decisions import cells
from workflows.decisions.domains import domain
from workflows.errors import DiagramInvalid, EngineError, ExpressionError
from workflows.expressions import compile_expression


def ask(xml: str, name: str, data: dict[str, Any]) -> Any:
    assert [one for one in decisions.check({name: xml}) if one.severity == "error"] == []
    return decisions.read({name: xml})[name](data, NOW)


def fits(cell: str, value: Any, **data: Any) -> bool:
    return compile_expression(cells.read(cell).expression).truth({**data, cells.VALUE: value}, NOW)


# ---- cells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "yes", "no"),
    [
        ("-", [1, None, "x", True], []),
        ("", [1, None], []),
        ("18", [18, Decimal("18.0")], [17, "18", None, True]),
        ("-3", [-3], [3, None]),
        ("[18..65]", [18, 65, 30.5], [17, 66, None]),
        ("]18..65[", [19, 64], [18, 65]),
        ("(18..65)", [19, 64], [18, 65]),
        ("[18..65)", [18, 64], [65]),
        (">= 18", [18, 99], [17, None]),
        ("< 18", [17], [18, None]),
        ("<= 18, > 65", [18, 66], [19, 65, None]),
        ("= 5", [5], [6]),
        ("!= 5", [6], [5, None]),
        ('"A","B"', ["A", "B"], ["C", None, "A,B"]),
        ('"a, b"', ["a, b"], ["a"]),
        ('not("A")', ["B", "a"], ["A", None]),
        ('not("A","B")', ["C"], ["A", "B", None]),
        ("not([1..5])", [0, 6], [1, 5, None]),
        ("not(> 5)", [5], [6]),
        ("null", [None], [0, "", False]),
        ("not(null)", [0, ""], [None]),
        ("null, 5", [None, 5], [4]),
        ("true", [True], [False, None, 1]),
        ("false", [False], [True, None]),
        ("[1, 2, 3]", [1, 3], [4, None]),
        ('date("2026-03-01")', [date(2026, 3, 1)], [date(2026, 3, 2)]),
        ('@"2026-03-01"', [date(2026, 3, 1)], [date(2026, 3, 2)]),
        ('[date("2026-03-01")..date("2026-03-31")]', [date(2026, 3, 31)], [date(2026, 4, 1), None]),
        ("limit", [7], [8]),
        ("> limit", [8], [7]),
        ("[1..limit]", [7], [8]),
        ("> limit * 2", [15], [14]),
        ("? > 5 and ? < 9", [6], [5, 9]),
        ("? in allowed", ["x"], ["y"]),
        ('starts with(?, "J")', ["J20"], ["K20"]),
        ("allowed", [["x", "z"]], ["x"]),
        ("? ?? 5 > 4", [None, 5], [4]),
        ("min(1, 2)", [1], [2]),
    ],
)
def test_feel_cells(cell: str, yes: list[Any], no: list[Any]) -> None:
    data = {"limit": 7, "allowed": ["x", "z"]}
    assert [value for value in yes if not fits(cell, value, **data)] == []
    assert [value for value in no if fits(cell, value, **data)] == []


@pytest.mark.parametrize(
    "cell", ['"A",', "[1..", ">", "__import__('os')", "for x in y return x", "a.b(", "1 | 2", "{}"]
)
def test_cells_that_cannot_be_read(cell: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(cells.read(cell).expression)
    problems = decisions.check(
        {"t": dmn(table("t", ["n : number"], ["o : string"], [f'{cell} -> "x"', '- -> "y"'], hit="FIRST"))}
    )
    assert [(one.element_id, one.code, one.severity) for one in problems] == [("t", "decision_cell", "error")]
    assert "Rule 1, column 'n'" in problems[0].message


_ENDS = st.integers(-5, 5)
_CELLS = st.one_of(
    st.just("-"),
    st.just("null"),
    _ENDS.map(str),
    st.tuples(st.sampled_from(["<", "<=", ">", ">=", "!="]), _ENDS).map(lambda two: f"{two[0]} {two[1]}"),
    st.tuples(st.sampled_from("[("), _ENDS, _ENDS, st.sampled_from(")]")).map(lambda p: f"{p[0]}{p[1]}..{p[2]}{p[3]}"),
)
_MANY = st.one_of(_CELLS, st.lists(_CELLS.filter(lambda c: c != "-"), min_size=1, max_size=3).map(", ".join))
_ANY_CELL = st.one_of(_MANY, _MANY.filter(lambda c: c != "-").map(lambda c: f"not({c})"))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(_ANY_CELL, _ANY_CELL)
def test_what_the_checker_thinks_a_cell_stands_for_is_what_it_fits(one: str, two: str) -> None:
    values = [None, *(Decimal(number) / 2 for number in range(-13, 14))]
    domains = domain(cells.read(one)), domain(cells.read(two))
    if None in domains or one == "" or two == "":
        return
    both = any(fits(one, value) and fits(two, value) for value in values)
    assert domains[0] is not None and domains[1] is not None
    assert domains[0].meets(domains[1]) == domains[1].meets(domains[0]) == both


# ---- hit policies ---------------------------------------------------------------------------------------------------

ROWS = ["< 10 -> 1", "[5..15] -> 2", "> 12 -> 3"]


@pytest.mark.parametrize(
    ("hit", "aggregation", "answers"),
    [
        ("FIRST", "", {4: 1, 7: 1, 11: 2, 13: 2, 16: 3}),
        ("COLLECT", "", {4: [1], 7: [1, 2], 11: [2], 13: [2, 3]}),
        ("COLLECT", "SUM", {4: 1, 7: 3, 13: 5}),
        ("COLLECT", "MIN", {7: 1, 13: 2}),
        ("COLLECT", "MAX", {7: 2, 13: 3}),
        ("COLLECT", "COUNT", {4: 1, 7: 2}),
        ("RULE ORDER", "", {7: [1, 2], 13: [2, 3]}),
    ],
)
def test_hit_policies(hit: str, aggregation: str, answers: dict[int, Any]) -> None:
    xml = dmn(table("t", ["n : number"], ["o : number"], ROWS, hit=hit, aggregation=aggregation))
    assert {value: ask(xml, "t", {"n": value}) for value in answers} == answers


def test_priority_and_output_order_go_by_the_list_of_values() -> None:
    rows = ['< 10 -> "low"', '[5..15] -> "high"', '> 12 -> "mid"', '- -> "none"']
    outputs = ['o : string = "high","mid","low","none"']
    xml = dmn(table("t", ["n : number"], outputs, rows, hit="PRIORITY"))
    assert [ask(xml, "t", {"n": value}) for value in (1, 7, 11, 13, 16, None)] == [
        "low", "high", "high", "high", "mid", "none",
    ]  # fmt: skip
    xml = dmn(table("t", ["n : number"], outputs, rows, hit="OUTPUT ORDER"))
    assert ask(xml, "t", {"n": 13}) == ["high", "mid", "none"]


def test_unique_with_two_hits_is_found_when_drawn_and_when_asked() -> None:
    xml = dmn(table("t", ["n : number"], ["o : number"], ROWS))
    problems = decisions.check({"t": xml})
    assert [(one.code, one.severity) for one in problems] == [("decision_overlap", "error")] * 2
    assert "Rules 1 and 2" in problems[0].message
    # two cells that depend on the case: nobody can say before
    xml = dmn(table("t", ["n : number"], ["o : number"], ["> a -> 1", "> b -> 2"]))
    assert [one for one in decisions.check({"t": xml}) if one.severity == "error"] == []
    assert ask(xml, "t", {"n": 5, "a": 1, "b": 9}) == 1
    with pytest.raises(EngineError, match="rules 1 and 2 fit at once") as refused:
        ask(xml, "t", {"n": 5, "a": 1, "b": 2})
    assert refused.value.code == "decision_overlap"


def test_any_allows_rules_that_agree() -> None:
    xml = dmn(table("t", ["n : number"], ["o : number"], ["< 10 -> 1", "[5..15] -> 1", "> 15 -> 3"], hit="ANY"))
    assert ask(xml, "t", {"n": 7}) == 1
    xml = dmn(table("t", ["n : number"], ["o : number"], ["> a -> 1", "> b -> 2"], hit="ANY"))
    with pytest.raises(EngineError, match="say different things"):
        ask(xml, "t", {"n": 5, "a": 1, "b": 2})
    xml = dmn(table("t", ["n : number"], ["o : number"], ["< 10 -> 1", "[5..15] -> 2", "> 15 -> 3"], hit="ANY"))
    assert [one.code for one in decisions.check({"t": xml})] == ["decision_overlap"]


def test_no_rule_fits_unless_there_is_a_default() -> None:
    xml = dmn(table("t", ["n : number"], ["o : number"], ["< 10 -> 1"]))
    with pytest.raises(EngineError, match="no rule fits") as refused:
        ask(xml, "t", {"n": 10})
    assert refused.value.code == "decision_no_match" and "10" not in refused.value.detail
    xml = dmn(table("t", ["n : number"], ["o : number | 9"], ["< 10 -> 1"]))
    assert ask(xml, "t", {"n": 10}) == 9
    xml = dmn(table("t", ["n : number"], ["o : number"], ["< 10 -> 1"], hit="COLLECT"))
    assert ask(xml, "t", {"n": 10}) == []


def test_several_outputs_are_a_group_and_may_be_expressions() -> None:
    xml = dmn(
        table("t", ["age(born) : integer", "sex : string"], ["dose : number", "note : string"],
              ['< 18 ; - -> weight * 2 ; "child"', '>= 18 ; "f","m" -> 500 ; -', '>= 18 ; not("f","m") -> 400 ; "ask"'])
    )  # fmt: skip
    assert ask(xml, "t", {"born": "2020-01-01", "sex": "f", "weight": 20}) == {"dose": 40, "note": "child"}
    assert ask(xml, "t", {"born": "1980-01-01", "sex": "m"}) == {"dose": 500, "note": None}
    assert ask(xml, "t", {"born": "1980-01-01", "sex": "x"}) == {"dose": 400, "note": "ask"}


def test_inputs_have_the_type_of_their_column() -> None:
    xml = dmn(
        table("t", ["day : date"], ["o : string"], ['>= date("2026-01-01") -> "new"', '< date("2026-01-01") -> "old"'])
    )
    assert ask(xml, "t", {"day": "2026-03-01"}) == "new"
    with pytest.raises(EngineError, match="the input 'day'") as refused:
        ask(xml, "t", {"day": 5})
    assert refused.value.code == "decision_type"


@pytest.mark.parametrize("space", [
    "https://www.omg.org/spec/DMN/20191111/MODEL/", "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
])  # fmt: skip
def test_every_version_that_tools_write_is_read(space: str) -> None:
    assert ask(dmn(table("t", ["n"], ["o"], ["- -> 1"]), space=space), "t", {"n": 1}) == 1


# ---- decisions that need each other ---------------------------------------------------------------------------------


def test_a_decision_asks_those_it_requires() -> None:
    xml = dmn(
        table("risk", ["points"], ["o : string"], ['>= 5 -> "high"', '< 5 -> "low"'], requires="points", title="Risk"),
        literal("points", "sum(values) + bonus", requires="extra"),
        literal("extra", "if_old", variable="bonus"),
    )
    tables = {"risk": xml}
    assert decisions.check(tables) == []
    assert decisions.names(tables) == {"risk", "points", "extra"}
    assert decisions.reads(tables)["risk"] == {"values", "if_old"}
    assert decisions.read(tables)["risk"]({"values": [1, 2], "if_old": 2}, NOW) == "high"
    assert decisions.read(tables)["risk"]({"values": [1, 2], "if_old": 1}, NOW) == "low"


def test_circles_and_gaps_in_the_graph_are_refused() -> None:
    xml = dmn(literal("a", "b", requires="b"), literal("b", "a", requires="a"))
    assert [(one.element_id, one.code) for one in decisions.check({"a": xml})] == [
        ("a", "decision_circle"),
        ("b", "decision_circle"),
    ]
    assert decisions.read({"a": xml}) == {}
    xml = dmn(literal("a", "b", requires="nobody"))
    assert [one.code for one in decisions.check({"a": xml})] == ["decision_unknown"]


# ---- what the checker says ------------------------------------------------------------------------------------------

WRONG = {
    "no dmn": ("<html/>", "decision_unreadable"),
    "no xml": ("nonsense", "decision_unreadable"),
    "doctype": ('<!DOCTYPE x [<!ENTITY e "x">]>' + dmn(), "decision_unreadable"),
    "empty file": (dmn(), "decision_empty"),
    "another id": (dmn(table("other", ["n"], ["o"], ["- -> 1"])), "decision_unknown"),
    "no rules": (dmn(table("t", ["n"], ["o"], [])), "decision_empty"),
    "no outputs": (dmn(table("t", ["n"], [], ["-"])), "decision_output"),
    "no input expression": (dmn(table("t", [""], ["o"], ["- -> 1"])), "decision_input"),
    "unreadable input": (dmn(table("t", ["a b"], ["o"], ["- -> 1"])), "decision_input"),
    "unreadable output": (dmn(table("t", ["n"], ["o"], ["- -> a b"])), "decision_cell"),
    "attack": (dmn(table("t", ["().__class__"], ["o"], ["- -> 1"])), "decision_input"),
    "too few cells": (dmn(table("t", ["n", "m"], ["o"], ["- -> 1"])), "decision_cell"),
    "hit policy": (dmn(table("t", ["n"], ["o"], ["- -> 1"], hit="RANDOM")), "decision_hit_policy"),
    "aggregation": (dmn(table("t", ["n"], ["o"], ["- -> 1"], aggregation="SUM")), "decision_hit_policy"),
    "two added up": (
        dmn(table("t", ["n"], ["o", "p"], ["- -> 1 ; 2"], hit="COLLECT", aggregation="SUM")), "decision_hit_policy"
    ),
    "unnamed outputs": (dmn(table("t", ["n"], ["a b", "c"], ["- -> 1 ; 2"])), "decision_output"),
    "names twice": (dmn(table("t", ["n"], ["o", "o"], ["- -> 1 ; 2"])), "decision_output"),
    "priority without values": (dmn(table("t", ["n"], ["o"], ["- -> 1"], hit="PRIORITY")), "decision_values"),
    "value not allowed": (dmn(table("t", ["n"], ['o : string = "a","b"'], ['- -> "c"'])), "decision_values"),
    "type of a cell": (dmn(table("t", ["n : number"], ["o"], ['"x" -> 1', "- -> 2"], hit="FIRST")), "decision_type"),
    "type of an end": (dmn(table("t", ["n : date"], ["o"], ["> 5 -> 1", "- -> 2"], hit="FIRST")), "decision_type"),
    "type of an output": (dmn(table("t", ["n"], ["o : number"], ['- -> "x"'])), "decision_type"),
    "unknown type": (dmn(table("t", ["n : money"], ["o"], ["- -> 1"])), "decision_type"),
    "mixed column": (dmn(table("t", ["n"], ["o"], ['"x" -> 1', "5 -> 2"])), "decision_type"),
    "context": ('<decision id="t" name="t"><context/></decision>', "decision_unsupported"),
    "nothing inside": ('<decision id="t" name="t"/>', "decision_empty"),
    "empty literal": (dmn(literal("t", "")), "decision_cell"),
    "unreadable literal": (dmn(literal("t", "1 +")), "decision_cell"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_decision_is_found(name: str) -> None:
    xml, code = WRONG[name]
    xml = dmn(xml) if xml.startswith("<decision ") else xml
    problems = decisions.check({"t": xml})
    assert code in {one.code for one in problems}, problems
    assert all(one.message.endswith(".") and one.remedy for one in problems)
    errors = [one for one in problems if one.severity == "error"]
    assert errors
    diagram = bpmn([start(), d.decide("ask", "t"), end()], ["start -> ask", "ask -> end"])
    with pytest.raises(DiagramInvalid):
        engine.parse(diagram, decisions={"t": xml})


@pytest.mark.parametrize(
    ("inputs", "rules", "gaps"),
    [
        (["n : number"], ["< 5 -> 1", "> 5 -> 2"], ["n is 5"]),
        (["n : number"], ["<= 5 -> 1", "> 5 -> 2"], []),
        (["n : integer"], ["<= 5 -> 1", ">= 6 -> 2"], []),
        (["n : number"], ["<= 5 -> 1", ">= 6 -> 2"], ["n is between 5 and 6"]),
        (["b : boolean"], ["true -> 1"], ["b is false"]),
        (["s : string"], ['"a" -> 1', '"b" -> 2'], ["s is something else"]),
        (["s : string"], ['"a" -> 1', 'not("a") -> 2'], []),
        (["n : number", "b : boolean"], ["< 5 ; true -> 1", ">= 5 ; - -> 2"], ["n is below 5 and b is false"]),
        (["n : number"], ["> limit -> 1"], []),
    ],
)
def test_cases_that_no_rule_fits_are_warned_of(inputs: list[str], rules: list[str], gaps: list[str]) -> None:
    problems = decisions.check({"t": dmn(table("t", inputs, ["o"], rules))})
    assert [(one.code, one.severity) for one in problems] == [("decision_gap", "warning")] * len(gaps)
    for problem, words in zip(problems, gaps, strict=True):
        assert problem.message == f"No rule of 't' fits when {words}."


def test_a_large_table_is_checked_and_asked_quickly() -> None:
    rows = [f'[{n}..{n + 1}) ; "k{n % 7}" -> {n}' for n in range(250)]
    xml = dmn(table("t", ["n : number", "k : string"], ["o : number"], rows))
    began = time.thread_time()
    decisions.check({"t": xml})
    assert time.thread_time() - began < 3
    decision = decisions.read({"t": xml})["t"]
    began = time.thread_time()
    for _ in range(10):
        assert decision({"n": 249.5, "k": "k4"}, NOW) == 249
    assert time.thread_time() - began < 0.5
    too_long = {"t": dmn(table("t", ["n"], ["o"], ["- -> 1"] * 1_001))}
    assert [one.code for one in decisions.check(too_long)] == ["decision_unreadable"] and decisions.read(too_long) == {}


# ---- in a diagram ---------------------------------------------------------------------------------------------------

TRIAGE = dmn(
    table("triage", ["visit.level : number"], ["role : string", "minutes : integer"],
          ['<= 2 -> "doctor" ; 10', '[3..5] -> "nurse" ; 60'])
)  # fmt: skip
DIAGRAM = bpmn(
    [start(), human("visit", result="visit"), d.decide("triage", "triage"),
     human("see", due="minutes(triage.minutes)"), human("beside"), end()],
    ["start -> visit", "visit -> triage", "visit -> beside", "triage -> see", "see -> end", "beside -> end"],
)  # fmt: skip


def case_of(level: Any) -> engine.Case:
    assert [one for one in engine.problems(DIAGRAM, decisions={"triage": TRIAGE}) if one.severity == "error"] == []
    case = engine.start(engine.parse(DIAGRAM, decisions={"triage": TRIAGE}), {}, now=NOW)
    engine.finish(case, engine.ready_human_tasks(case)[0].id, {"level": level}, now=NOW)
    return reload(case)


def test_a_diagram_decides_and_goes_on() -> None:
    case = case_of(2)
    assert case.data["triage"] == {"role": "doctor", "minutes": 10}
    assert sorted(task.element for task in engine.ready_human_tasks(case)) == ["beside", "see"]


def test_a_decision_without_an_answer_is_an_incident_and_the_rest_goes_on() -> None:
    case = case_of(9)
    assert [task.element for task in engine.ready_human_tasks(case)] == ["beside"]
    (pending,) = engine.pending_steps(case)
    assert pending.problem is not None and pending.problem.code == "decision_no_match"
    assert "triage" in pending.problem.detail
    assert engine.fail_step(case, pending.id, pending.problem.code, pending.problem.detail, now=NOW) is False
    case = reload(case)
    (incident,) = engine.incidents(case)
    assert (incident.element, incident.step) == ("triage", "decision triage")
    engine.retry_step(case, incident.id, now=NOW)  # nothing has changed: it fails again
    case = reload(case)
    assert engine.incidents(case) == [] and engine.pending_steps(case)[0].problem is not None
    engine.fail_step(case, pending.id, "x", "y", now=NOW)
    case.data["visit"] = {"level": 4}
    engine.retry_step(case, incident.id, now=NOW)
    case = reload(case)
    assert case.data["triage"]["role"] == "nurse"
    assert sorted(task.element for task in engine.ready_human_tasks(case)) == ["beside", "see"]


def test_somebody_may_decide_by_hand() -> None:
    case = case_of("a text")
    (pending,) = engine.pending_steps(case)
    assert pending.problem is not None and pending.problem.code == "decision_type"
    engine.finish_step(case, pending.id, {"role": "nurse", "minutes": 5}, now=NOW)
    assert sorted(task.element for task in engine.ready_human_tasks(case)) == ["beside", "see"]


def test_an_error_event_catches_a_decision_without_an_answer() -> None:
    xml = bpmn(
        [start(), d.decide("ask", "triage"), d.on("stuck", "ask", "error"), human("by_hand"), end()],
        ["start -> ask", "ask -> end", "stuck -> by_hand", "by_hand -> end"],
    )
    case = engine.start(engine.parse(xml, decisions={"triage": TRIAGE}), {"visit": {"level": 9}}, now=NOW)
    (pending,) = engine.pending_steps(case)
    assert engine.fail_step(case, pending.id, "decision_no_match", "?", now=NOW) is True
    assert [task.element for task in engine.ready_human_tasks(case)] == ["by_hand"]


def test_decisions_belong_to_the_version() -> None:
    other = TRIAGE.replace("doctor", "boss")
    one, two = (engine.parse(DIAGRAM, decisions={"triage": xml}) for xml in (TRIAGE, other))
    assert one.version != two.version
    assert engine.parse(DIAGRAM, decisions={"triage": TRIAGE.encode()}) is one
    assert [p.code for p in engine.problems(DIAGRAM, decisions={})] == ["decision_unknown"]


def test_what_a_table_reads_counts_as_used() -> None:
    xml = bpmn(
        [start(), d.decide("ask", "triage"), human("visit", result="visit"), end()],
        ["start -> ask", "ask -> visit", "visit -> end"],
    )
    found = [one for one in engine.problems(xml, decisions={"triage": TRIAGE}) if one.severity == "error"]
    assert [(one.element_id, one.code, one.severity) for one in found] == [("ask", "data_before_set", "error")]


# ---- hostile tables -------------------------------------------------------------------------------------------------

BOMBS = {
    "intervals": "[" + ".." * 100_000,
    "quotes": '"' * 100_001,
    "commas": "," * 100_000,
    "not not": "not(" * 5_000 + "1" + ")" * 5_000,
    "many values": ", ".join(["1"] * 5_000),
    "question marks": "?" * 50_000,
    "blanks": " \t" * 50_000 + "x y",
    "brackets": "[" * 50_000,
    "names with blanks": "starts   with " * 20_000,
    "power": "9 ** 9 ** 9",
    "attributes": "().__class__.__bases__",
    "comprehension": "[x for x in ().__class__]",
}


@pytest.mark.parametrize("name", BOMBS)
def test_b42_cells_cannot_hang_or_get_out(name: str) -> None:
    began = time.thread_time()
    xml = dmn(table("t", ["n"], ["o"], [f"{BOMBS[name]} -> 1"]))
    problems = decisions.check({"t": xml})
    assert {one.severity for one in problems} == {"error"} and decisions.read({"t": xml}) == {}
    assert time.thread_time() - began < 1


_PIECES = st.lists(
    st.sampled_from(
        ["?", "??", "-", "not(", ")", "(", "[", "]", "..", ",", "<", ">=", "=", "!=", "1", "2.5", '"a"', '"', "'",
        "null",
         "true", "n", "date(", '@"2026-01-01"', "@", " ", "and", "or", "in", "starts with(", "len(", ".", "é", "\\"]
    ),
    max_size=10,
).map("".join)  # fmt: skip


@settings(max_examples=600, deadline=None, derandomize=True)
@given(_PIECES, st.sampled_from([None, 1, "a", True, Decimal("2.5"), date(2026, 1, 1), [1]]))
def test_b40_fuzz_cells(cell: str, value: Any) -> None:
    """Whatever stands in a cell, it fits, does not fit, or is refused in words; and the checker survives it."""
    try:
        fits(cell, value, n=3)
    except ExpressionError as error:
        assert error.detail
    for problem in decisions.check({"t": dmn(table("t", ["n"], ["o"], [f"{cell or '-'} -> {cell or '1'}"]))}):
        assert problem.message.endswith(".")
