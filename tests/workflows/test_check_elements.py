"""What the shipped drawings do not hold: mistakes with events, loops, links, compensation and joins, each refused by
name; advice that follows the paths; and right drawings of every kind, accepted without a word."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.workflows import drawing as d
from tests.workflows.drawing import bpmn, end, human, start, step
from tests.workflows.tables import dmn, table
from workflows import engine
from workflows.check.known import ParamRule

LINE = ["start -> a", "a -> end"]
WORDS: dict[str, str] = {"messages": "m", "signals": "s", "errors": "e", "escalations": "x"}


def one(node: str, *more: str, flows: list[str] | None = None, **words: str) -> bytes:
    return bpmn([start(), node, *more, end()], flows or LINE, **(WORDS | words))


def inside(*more: str, flows: tuple[str, ...] = (), task: str = "") -> str:
    return d.sub("a", [start("s1"), task or human("x"), end("e1"), *more], ["s1 -> x", "x -> e1", *flows])


def esub(begin: str, *, flows: tuple[str, ...] = ("came -> react", "react -> over"), more: tuple[str, ...] = ()) -> str:
    return d.event_sub("es", begin, [human("react"), end("over"), *more], list(flows))


UNDO = [d.on("b", "a", "compensate"), d.undoing(step("free")), d.association("b", "free")]
THROW = d.event("intermediateThrowEvent", "t", "compensate")

ERRORS: dict[str, tuple[bytes, str, str]] = {
    # event subprocesses
    "event subprocess without a trigger": (one(human("a"), esub(start("came"))), "es", "event_subprocess_start"),
    "two triggers": (
        one(human("a"), esub('<bpmn:startEvent id="came"><bpmn:messageEventDefinition messageRef="m_m"/>'
                             '<bpmn:signalEventDefinition signalRef="s_s"/></bpmn:startEvent>')),
        "came", "event_multiple",
    ),
    "two starts": (one(human("a"), esub(d.begins("came", "message", "m"), more=(start("other"),))), "es",
        "start_count"),
    "flow into an event subprocess": (
        one(human("a"), esub(d.begins("came", "message", "m")), flows=[*LINE, "a -> es"]), "es",
            "event_subprocess_flow",
    ),
    "error that does not interrupt": (
        one(human("a"), esub(d.begins("came", "error", "e", interrupts=False))), "came", "boundary_must_interrupt",
    ),
    "compensation start": (one(human("a"), esub(d.begins("came", "compensate"))), "came", "start_trigger"),
    "condition start": (one(human("a"), esub(d.begins("came", "conditional"))), "came", "start_trigger"),
    "cycle that interrupts": (one(human("a"), esub(d.begins("came", "timeCycle", "R/PT1H"))), "came", "timer_repeats"),
    "border of an event subprocess": (
        one(human("a"), esub(d.begins("came", "message", "m")), d.boundary("b", "es", timer="PT1H"), end("e2"),
            flows=[*LINE, "b -> e2"]),
        "b", "boundary_loose",
    ),
    "start that does not interrupt": (
        one(human("a")).replace(b'<bpmn:startEvent id="start"/>',
            b'<bpmn:startEvent id="start" isInterrupting="false"/>'),
        "start", "attribute_unsupported",
    ),
    "undeclared message": (one(human("a"), esub(d.begins("came", "message", "zzz"))), "came", "message_undeclared"),
    # signals, escalations, errors
    "undeclared signal": (one(d.event("intermediateCatchEvent", "a", "signal", "zzz")), "a", "signal_undeclared"),
    "signal on the border": (
        one(human("a"), d.on("b", "a", "signal"), end("e2"), flows=[*LINE, "b -> e2"]), "b", "signal_missing",
    ),
    "undeclared escalation": (one(d.event("intermediateThrowEvent", "a", "escalation", "q")), "a",
        "escalation_undeclared"),
    "escalation of nothing": (one(d.event("intermediateThrowEvent", "a", "escalation")), "a", "escalation_missing"),
    "error boundary that does not interrupt": (
        one(step("a"), d.on("b", "a", "error", "e", interrupts=False), end("e2"), flows=[*LINE, "b -> e2"]),
        "b", "boundary_must_interrupt",
    ),
    "two error events for one error": (
        one(step("a"), d.on("b", "a", "error", "e"), d.on("c", "a", "error", "e"), end("e2"),
            flows=[*LINE, "b -> e2", "c -> e2"]),
        "c", "boundary_repeated",
    ),
    "two interrupting messages": (
        one(human("a"), d.on("b", "a", "message", "m"), d.on("c", "a", "message", "m"), end("e2"),
            flows=[*LINE, "b -> e2", "c -> e2"]),
        "c", "boundary_repeated",
    ),
    "error without a code": (
        one(human("a")).replace(b'errorCode="e"', b""), "e_e", "declaration_code",
    ),
    "two signals of one name": (
        one(human("a")).replace(b'<bpmn:signal id="s_s" name="s"/>',
                                b'<bpmn:signal id="s_s" name="s"/><bpmn:signal id="s_2" name="s"/>'),
        "", "declaration_repeated",
    ),
    "error caught by another code only": (
        one(d.sub("a", [start("s1"), human("x"), d.event("endEvent", "bad", "error", "e")], ["s1 -> x", "x -> bad"]),
            d.on("b", "a", "error", "f"), end("e2"), flows=[*LINE, "b -> e2"], errors="e f"),
        "bad", "error_uncaught",
    ),
    # links
    "link without a target": (
        one(human("a"), d.event("intermediateThrowEvent", "l", "link", "z"), flows=[*LINE, "a -> l"]),
        "l", "link_target_missing",
    ),
    "link without a source": (
        one(human("a"), d.event("intermediateCatchEvent", "l", "link", "z"), flows=[*LINE, "l -> end"]),
        "l", "link_source_missing",
    ),
    "link over a border": (
        one(inside(d.event("intermediateThrowEvent", "l", "link", "z"), flows=("x -> l",)),
            d.event("intermediateCatchEvent", "k", "link", "z"), flows=[*LINE, "k -> end"]),
        "l", "link_target_missing",
    ),
    "two targets": (
        one(human("a"), d.event("intermediateThrowEvent", "l", "link", "z"),
            d.event("intermediateCatchEvent", "k", "link", "z"), d.event("intermediateCatchEvent", "k2", "link", "z"),
            flows=["start -> a", "a -> l", "k -> end", "k2 -> end"]),
        "k2", "link_target_repeated",
    ),
    "link with a flow": (
        one(human("a"), d.event("intermediateThrowEvent", "l", "link", "z"),
            d.event("intermediateCatchEvent", "k", "link", "z"), flows=["start -> a", "a -> l", "l -> end",
                "k -> end"]),
        "l", "link_flow",
    ),
    "link at an end": (
        bpmn([start(), human("a"), d.event("endEvent", "end", "link", "z")], LINE), "end", "event_unsupported",
    ),
    # compensation
    "undone by nothing": (
        one(step("a"), d.on("b", "a", "compensate"), THROW, flows=["start -> a", "a -> t", "t -> end"]),
        "b", "compensation_handler",
    ),
    "undone by an ordinary task": (
        one(step("a"), d.on("b", "a", "compensate"), step("free"), d.association("b", "free"), THROW,
            flows=["start -> a", "a -> free", "free -> t", "t -> end"]),
        "b", "compensation_handler",
    ),
    "a flow out of the event": (
        one(step("a"), *UNDO, THROW, flows=["start -> a", "a -> t", "t -> end", "b -> t"]), "b", "compensation_handler",
    ),
    "nothing to undo": (one(step("a"), THROW, flows=["start -> a", "a -> t", "t -> end"]), "t", "compensation_nothing"),
    "another activity": (
        one(step("a"), *UNDO, d.event("intermediateThrowEvent", "t", "compensate", "zzz"),
            flows=["start -> a", "a -> t", "t -> end"]),
        "t", "compensation_nothing",
    ),
    "from another level": (
        one(step("a"), *UNDO, d.sub("i", [start("s1"), THROW, end("e1")], ["s1 -> t", "t -> e1"]),
            flows=["start -> a", "a -> i", "i -> end"]),
        "t", "compensation_nothing",
    ),
    "not waited for": (
        one(step("a"), *UNDO, THROW.replace("<bpmn:compensateEventDefinition>",
                                            '<bpmn:compensateEventDefinition waitForCompletion="false">'),
            flows=["start -> a", "a -> t", "t -> end"]),
        "t", "attribute_unsupported",
    ),
    "an undoing activity alone": (one(step("a"), d.undoing(step("free"))), "free", "compensation_activity"),
    # loops
    "list and number": (one(d.each(human("a"), "list", times="3")), "a", "loop_contradiction"),
    "unreadable list": (one(d.each(human("a"), "a list")), "a", "expression_syntax"),
    "unreadable until": (one(d.each(human("a"), "list", until="loop.")), "a", "expression_syntax"),
    "unreadable item": (one(d.each(human("a"), "list", item="an item")), "a", "loop_item"),
    "item called loop": (one(d.each(human("a"), "list", item="loop")), "a", "loop_item"),
    "item written inside": (one(d.each(inside(), "list", item="x")), "a", "loop_item"),
    "unreadable result": (one(d.each(human("a"), "list", result="my list")), "a", "result_unreadable"),
    "behaviour": (
        one(d.each(human("a"), "list").replace("isSequential", 'behavior="One" isSequential')), "a",
            "attribute_unsupported",
    ),
    "two loops": (one(d.again(d.each(human("a"), "list"), "x")), "a", "loop_contradiction"),
    "round numbers": (one(d.again(human("a"), maximum="many")), "a", "loop_unreadable"),
    "no rounds": (one(d.again(human("a"), maximum="0")), "a", "loop_unreadable"),
    "repeated event subprocess": (
        one(human("a"), d.each(esub(d.begins("came", "message", "m")), "list")), "es", "attribute_unsupported",
    ),
    # gateways
    "counting without a condition": (
        one(d.both("f"), human("a"), human("b"), d.counted("g", ""),
            flows=["start -> f", "f -> a", "f -> b", "a -> g", "b -> g", "g -> end"]),
        "g", "complex_condition_missing",
    ),
    "counting in a loop": (
        one(d.both("f"), human("a"), human("b"), d.counted("g", "arrived > 1", "g_end"),
            flows=["start -> f", "f -> a", "f -> b", "a -> g", "b -> g", "g -> a : x.again ?? false", "g -> end"]),
        "g", "complex_in_loop",
    ),
    "event gateway shared": (
        one(d.events("a"), d.wait("w", "PT1H"), d.catch("c", "m"), human("h"),
            flows=["start -> a", "a -> w", "a -> c", "w -> h", "h -> w", "c -> end"]),
        "w", "event_gateway_shared",
    ),
    "event gateway that begins": (
        one(d.events("a").replace("/>", ' instantiate="true"/>'), d.wait("w", "PT1H"), d.catch("c", "m"),
            flows=["start -> a", "a -> w", "a -> c", "w -> end", "c -> end"]),
        "a", "attribute_unsupported",
    ),
    "direction": (
        one(d.xor("a", "a_b").replace("/>", ' gatewayDirection="Converging"/>'), human("b"), human("c"),
            flows=["start -> a", "a -> b", "a -> c : x", "b -> end", "c -> end"]),
        "a", "gateway_direction",
    ),
    "parallel after exclusive": (
        one(d.xor("f", "f_b"), human("a"), human("b"), d.both("j"),
            flows=["start -> f", "f -> a : x", "f -> b", "a -> j", "b -> j", "j -> end"]),
        "j", "join_never",
    ),
    "parallel join in a loop with its start": (
        one(d.both("j"), human("a"), d.xor("x", "x_end"),
            flows=["start -> j", "j -> a", "a -> x", "x -> j : again.yes ?? false", "x -> end"]),
        "j", "join_never",
    ),
    "loop of steps": (
        one(step("a"), d.xor("x", "x_end"), flows=["start -> a", "a -> x", "x -> a : a.again", "x -> end"]),
        "", "loop_without_wait",
    ),
    "retry for ever": (
        one(step("a"), d.on("b", "a", "error"), flows=[*LINE, "b -> a"]), "", "loop_without_wait",
    ),
    # calls and decisions
    "calls itself": (one(d.call("a", "demo")), "a", "call_itself"),
    "decision without a name": (one('<bpmn:businessRuleTask id="a"/>'), "a", "decision_missing"),
    "decision that is not there": (one(d.decide("a", "zzz")), "a", "decision_unknown"),
    # our own words
    "unknown extension": (
        one(human("a").replace("<wardline:task", "<wardline:taks/><wardline:task")), "a", "extension_unknown",
    ),
    "extension of another element": (
        one(human("a").replace("<wardline:task", '<wardline:step name="x.y"/><wardline:task')), "a",
            "extension_misplaced",
    ),
    "extension twice": (
        one(human("a").replace("<wardline:task", '<wardline:task form="f" role="r"/><wardline:task')),
        "a", "extension_repeated",
    ),
    "setting on the wrong element": (
        one('<bpmn:userTask id="a" wardline:collection="x"><bpmn:extensionElements><wardline:task form="f" role="r"/>'
            "</bpmn:extensionElements></bpmn:userTask>"),
        "a", "extension_attribute",
    ),
    "parameter twice": (
        one(step("a", x="1").replace("</wardline:step>", '<wardline:param name="x" value="2"/></wardline:step>')),
        "a", "param_repeated",
    ),
    "parameter without a name": (
        one(step("a").replace("</wardline:step>", '<wardline:param value="2"/></wardline:step>')), "a", "param_unnamed",
    ),
    # data
    "used before it is set": (
        one(human("a", due="b.until"), human("b"), flows=["start -> a", "a -> b", "b -> end"]), "a", "data_before_set",
    ),
    "used in the condition before": (
        one(d.xor("x", "x_end"), human("a"), flows=["start -> x", "x -> a : a.yes", "x -> end", "a -> end"]),
        "x_a", "data_before_set",
    ),
    "read inside, written outside later": (
        one(inside(task=human("x", due="b.until")), human("b"), flows=["start -> a", "a -> b", "b -> end"]),
        "x", "data_before_set",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_every_mistake_is_refused_by_name(name: str) -> None:
    source, element, code = ERRORS[name]
    found = engine.problems(source, decisions={})
    errors = {(problem.element_id, problem.code) for problem in found if problem.severity == "error"}
    assert (element, code) in errors or (not element and code in {one for _, one in errors}), found
    assert all(problem.message.endswith(".") and problem.remedy for problem in found), found


WARNINGS: dict[str, tuple[bytes, str, str]] = {
    "escalation that nobody hears": (
        one(d.event("intermediateThrowEvent", "a", "escalation", "x")), "a", "escalation_uncaught",
    ),
    "error end of the process": (
        bpmn([start(), human("a"), d.event("endEvent", "end", "error", "e")], LINE, errors="e"), "end",
            "error_uncaught",
    ),
    "compensation that nothing sets off": (one(step("a"), *UNDO), "b", "compensation_never"),
    "error event on a person's task": (
        one(human("a"), d.on("b", "a", "error"), end("e2"), flows=[*LINE, "b -> e2"]), "b", "boundary_never",
    ),
    "gateway for nothing": (one(d.both("a")), "a", "gateway_pointless"),
    "set on one path only": (
        one(d.xor("x", "x_b"), human("a"), human("b"), human("c", due="a.until"),
            flows=["start -> x", "x -> a : yes", "x -> b", "a -> c", "b -> c", "c -> end"]),
        "c", "data_maybe_unset",
    ),
    "a name misspelt": (
        one(human("visit", result="visit"), human("a", due="vist.until"), flows=["start -> visit", "visit -> a",
            "a -> end"]),
        "a", "data_unknown",
    ),
    "a join that may wait": (
        one(d.both("f"), d.xor("x", "x_end"), human("a"), human("b"), d.both("j"),
            flows=["start -> f", "f -> x", "f -> a", "x -> b : yes", "x -> end", "a -> j", "b -> j", "j -> end"]),
        "j", "join_may_wait",
    ),
    "a way without an end": (
        one(d.xor("x", "x_end"), human("a"), flows=["start -> x", "x -> a : yes", "x -> end", "a -> a"]), "a",
            "never_ends",
    ),
    "an element that does nothing": (
        one(human("a").replace("</bpmn:userTask>", "<bpmn:potentialOwner/></bpmn:userTask>")), "a", "element_ignored",
    ),
    "a message for each item without a key": (
        one(d.each(d.receive("a", "m"), times="3")), "a", "message_for_all",
    ),
    "a message inside each item without a key": (
        one(d.each(d.sub("a", [start("s1"), d.catch("c", "m"), end("e1")], ["s1 -> c", "c -> e1"]), times="3")),
        "c", "message_for_all",
    ),
    "a default without conditions": (
        one(human("a").replace(' id="a"', ' id="a" default="a_end"', 1)), "a", "default_pointless",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WARNINGS)
def test_what_is_doubtful_is_said_and_may_be_published(name: str) -> None:
    source, element, code = WARNINGS[name]
    found = engine.problems(source)
    assert (element, code, "warning") in {(one.element_id, one.code, one.severity) for one in found}, found
    assert [one for one in found if one.severity == "error"] == []
    engine.parse(source)


def test_a_message_for_one_item_at_a_time_or_by_its_key_is_for_that_item() -> None:
    inner = [start("s1"), d.catch("c", "m", key="loop.index"), end("e1")]
    by_key = d.each(d.sub("a", inner, ["s1 -> c", "c -> e1"]), times="3")
    for activity in (d.each(d.receive("a", "m"), times="3", sequential=True), by_key):
        assert "message_for_all" not in {found.code for found in engine.problems(one(activity))}


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("${approved == true}", "approved == true"), ("#{approved}", "approved"), ("= approved", "approved"),
        ("${a} and ${b}", ""), ("${", ""),
    ],
)  # fmt: skip
def test_conditions_of_other_tools_are_named_with_what_to_write(written: str, remedy: str) -> None:
    flows = ["start -> x", f"x -> a : {written}", "x -> end", "a -> end"]
    (found,) = [p for p in engine.problems(one(d.xor("x", "x_end"), human("a"), flows=flows)) if p.severity == "error"]
    assert (found.element_id, found.code) == ("x_a", "expression_foreign") and written in found.message
    assert f"around it: {remedy}." in found.remedy if remedy else found.remedy


# ---- data, with what is known of the start --------------------------------------------------------------------------


def test_what_a_case_begins_with_may_be_said() -> None:
    source = one(human("a", due="visit.until", candidate="nobody.id"))
    assert engine.problems(source) == ()
    found = engine.problems(source, starts={"visit"})
    assert [(one.element_id, one.code, one.severity) for one in found] == [("a", "data_unknown", "error")]
    assert "nobody" in found[0].message
    declares = b'<bpmn:extensionElements><wardline:start data="visit, nobody"/></bpmn:extensionElements>'
    said = source.replace(b'id="start"/>', b'id="start">' + declares + b"</bpmn:startEvent>")
    assert engine.problems(said) == ()


RIGHT_DATA = {
    "written by a step that does not say what": (
        one(step("s").replace(' result="s"', ""), human("a", due="until"), flows=["start -> s", "s -> a", "a -> end"])
    ),
    "may be missing": one(human("a", due="b.until ?? hours(2)"), human("b"), flows=["start -> a", "a -> b",
        "b -> end"]),
    "on every path": (
        one(d.xor("x", "x_b"), human("a1", result="a"), human("b", result="a"), human("a", due="a.until", result="z"),
            flows=["start -> x", "x -> a1 : yes", "x -> b", "a1 -> a", "b -> a", "a -> end"])
    ),
    "by a parallel branch that has ended": (
        one(d.both("f"), human("b"), human("c"), d.both("j"), human("a", due="b.until"),
            flows=["start -> f", "f -> b", "f -> c", "b -> j", "c -> j", "j -> a", "a -> end"])
    ),
    "by an earlier round": (
        one(human("a"), d.xor("x", "x_end"), flows=["start -> a", "a -> x", "x -> a : a.again", "x -> end"])
    ),
    "inside a subprocess": (
        one(human("b"), inside(task=human("x", due="b.until")), human("c", due="x.until"),
            flows=["start -> b", "b -> a", "a -> c", "c -> end"])
    ),
    "item and loop": one(d.each(human("a", due="item.until", priority="loop.number"), "list")),
    "the list that a repeated task leaves": (
        one(d.each(human("b"), "list", result="answers"), human("a", priority="len(answers)"),
            flows=["start -> b", "b -> a", "a -> end"])
    ),
    "the result in its own completion condition": one(d.each(human("a"), "list", until="a.ok and loop.done > 1")),
    "the result in a loop condition": one(d.again(human("a"), "a.more")),
    "what a message brought": (
        one(d.catch("w", "m", result="news"), human("a", due="news.at"), flows=["start -> w", "w -> a", "a -> end"])
    ),
    "at an event on the border": (
        one(human("b"), human("a"), d.boundary("t", "a", timer="b.until"), end("e2"),
            flows=["start -> b", "b -> a", "a -> end", "t -> e2"])
    ),
    "in an event subprocess, once begun": (
        one(human("a"), esub(d.begins("came", "message", "m", result="news"),
                             flows=("came -> react", "react -> over")).replace('form="note"', 'form="n" due="news.at"'))
    ),
    "arrived": (
        one(d.both("f"), human("a"), human("b"), d.counted("g", "arrived >= 1"),
            flows=["start -> f", "f -> a", "f -> b", "a -> g", "b -> g", "g -> end"])
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT_DATA)
def test_data_that_are_there_are_not_complained_of(name: str) -> None:
    found = [problem for problem in engine.problems(RIGHT_DATA[name]) if problem.code.startswith("data_")]
    assert found == []
    engine.parse(RIGHT_DATA[name])


# ---- steps with types -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "codes"),
    [
        ({"bed": "'x'|uuid", "days": "3|integer"}, []),
        ({"bed": "'x'|text", "days": "3|any"}, []),
        ({"bed": "'x'|uuid"}, ["param_missing"]),
        ({"bed": "'x'|uuid", "days": "true|boolean"}, ["param_type"]),
        ({"bed": "'x'|uuid", "days": "3|integer", "speed": "1"}, ["param_unknown"]),
        ({"bed": "'x'|uuid", "days": "3|integer", "note": "1|list"}, []),
    ],
)
def test_parameters_are_held_against_the_registry(params: dict[str, str], codes: list[str]) -> None:
    rules: dict[str, Any] = {
        "beds.hold": {
            "bed": ParamRule(True, frozenset({"uuid", "text"})),
            "days": ParamRule(True, frozenset({"integer"})),
            "note": ParamRule(),
        }
    }
    found = engine.problems(one(step("a", "beds.hold", **params)), steps=rules)
    assert [problem.code for problem in found] == codes


# ---- right drawings -------------------------------------------------------------------------------------------------

TABLE = dmn(table("t", ["n : number"], ["o"], ["< 5 -> 1", ">= 5 -> 2"]))
RIGHT: dict[str, bytes] = {
    "event subprocesses of every kind": (
        one(step("a"), *(
            d.event_sub(f"es{n}", d.begins(f"b{n}", what, ref, interrupts=interrupts), [human(f"h{n}"), end(f"e{n}")],
                        [f"b{n} -> h{n}", f"h{n} -> e{n}"])
            for n, (what, ref, interrupts) in enumerate([
                ("message", "m", True), ("signal", "s", False), ("timeDuration", "PT1H", False), ("error", "e", True),
                ("escalation", "x", False), ("timeCycle", "R3/PT1H", False),
            ])
        ))
    ),
    "events of every kind on one border": (
        one(inside(d.event("endEvent", "bad", "error", "e"), d.event("endEvent", "up", "escalation", "x"),
                   flows=("x -> bad", "x -> up")),
            *(d.on(f"b{n}", "a", what, ref, interrupts=interrupts) for n, (what, ref, interrupts) in enumerate([
                ("message", "m", True), ("message", "m2", False), ("signal", "s", False), ("error", "e", True),
                ("error", "", True), ("escalation", "x", False),
            ])), d.boundary("t", "a", timer="PT1H"), d.boundary("t2", "a", timer="PT2H", interrupts=False), human("h"),
            flows=[*LINE, *(f"b{n} -> h" for n in range(6)), "t -> h", "t2 -> h", "h -> end"], messages="m m2")
    ),
    "several flows out of everything": (
        one(human("a"), step("b"), d.catch("c", "m"), d.boundary("t", "a", timer="PT1H", interrupts=False),
            flows=["start -> a", "start -> b", "a -> c", "a -> end", "b -> c", "b -> end", "c -> end", "c -> end2",
                   "t -> end", "t -> end2"]).replace(b'<bpmn:endEvent id="end"',
                       b'<bpmn:endEvent id="end2"/><bpmn:endEvent id="end"', 1)
    ),
    "an end inside a branch": (
        one(d.both("f"), human("a"), human("b"), end("e2", "terminate"),
            flows=["start -> f", "f -> a", "f -> b", "a -> e2", "b -> end"])
    ),
    "inclusive join after exclusive paths": (
        one(d.some("f", "f_b"), human("a"), human("b"), d.some("j"),
            flows=["start -> f", "f -> a : x", "f -> b", "a -> j", "b -> j", "j -> end"])
    ),
    "exclusive join of parallel paths": (
        one(d.both("f"), human("a"), human("b"), d.xor("j"), human("c"),
            flows=["start -> f", "f -> a", "f -> b", "a -> j", "b -> j", "j -> c", "c -> end"])
    ),
    "loop with a wait": (
        one(step("a"), d.wait("w", "PT1H"), d.xor("x", "x_end"),
            flows=["start -> a", "a -> x", "x -> w : a.again", "w -> a", "x -> end"])
    ),
    "loop through a subprocess with a person": (
        one(inside(), d.xor("g", "g_end"), flows=["start -> a", "a -> g", "g -> a : x.again ?? false", "g -> end"])
    ),
    "retry with a person": (
        one(step("a"), d.on("b", "a", "error"), human("mend"), flows=[*LINE, "b -> mend", "mend -> a"])
    ),
    "compensation": (
        one(step("a"), *UNDO, THROW, flows=["start -> a", "a -> t", "t -> end"])
    ),
    "links in a loop with a person": (
        one(human("a"), d.xor("x", "x_end"), d.event("intermediateThrowEvent", "l", "link", "z"),
            d.event("intermediateCatchEvent", "k", "link", "z"),
            flows=["start -> a", "a -> x", "x -> l : a.again", "x -> end", "k -> a"])
    ),
    "decision": one(human("n"), d.decide("a", "t"), flows=["start -> n", "n -> a", "a -> end"]),
    "lanes, groups, notes and data": one(
        human("a")
        + '<bpmn:laneSet id="ls"><bpmn:lane id="l" name="L"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane>'
        '</bpmn:laneSet><bpmn:textAnnotation id="t"><bpmn:text>x</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:dataObject id="o"/><bpmn:dataObjectReference id="d" dataObjectRef="o"/><bpmn:group id="g"/>'
        '<bpmn:association id="as" sourceRef="a" targetRef="t"/><bpmn:documentation>why</bpmn:documentation>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_right_drawings_are_accepted_without_a_word(name: str) -> None:
    assert engine.problems(RIGHT[name], decisions={"t": TABLE}) == ()
    engine.parse(RIGHT[name], decisions={"t": TABLE})


def test_a_large_drawing_is_checked_quickly() -> None:
    nodes, flows = [start()], ["start -> f0"]
    for n in range(250):
        nodes += [
            d.both(f"f{n}"),
            human(f"a{n}"),
            human(f"b{n}", due=f"a{max(n - 1, 0)}.x ?? hours(1)"),
            d.both(f"j{n}"),
        ]
        flows += [f"f{n} -> a{n}", f"f{n} -> b{n}", f"a{n} -> j{n}", f"b{n} -> j{n}", f"j{n} -> f{n + 1}"]
    source = bpmn([*nodes, end()], [*flows[:-1], "j249 -> end"])
    began = time.thread_time()
    assert engine.problems(source) == ()
    assert time.thread_time() - began < 6


def test_b37_two_thousand_elements_are_checked_in_seconds() -> None:
    names = [f"t{n}" for n in range(1_900)]
    wide = [f"f -> {name}" for name in names] + [f"{name} -> j" for name in names]
    began = time.thread_time()
    assert (
        engine.problems(one(d.both("f"), d.both("j"), *map(human, names), flows=["start -> f", "j -> end", *wide]))
        == ()
    )
    assert time.thread_time() - began < 15
    many = one(*[human(f"t{n}") for n in range(2_000)])
    assert [problem.code for problem in engine.problems(many)] == ["diagram_too_many_elements"]


def test_what_a_round_wrote_is_there_when_it_is_asked_whether_that_is_enough_and_what_was_done_when_it_is_undone() -> (
    None
):
    sign = d.each(d.human("sign"), "team", item="who", result="signs", until="sign.ok == false or loop.done >= 2")
    ward = d.each(
        d.sub("ward", [d.start("s"), d.human("look"), d.end("e")], ["s -> look", "look -> e"]), "wards", item="one",
        until="look.bad == true",
    )  # fmt: skip
    book = d.each(d.step("book"), "rooms", item="room", result="booked")
    nodes = [d.start(), sign, ward, book, d.on("undo", "book", "compensate"), d.association("undo", "unbook"),
             d.undoing(d.step("unbook", what="booked")), d.event("endEvent", "sorry", "compensate")]  # fmt: skip
    drawn = d.bpmn(nodes, ["start -> sign", "sign -> ward", "ward -> book", "book -> sorry"])
    assert engine.problems(drawn, starts={"team", "wards", "rooms"}) == ()
