"""What a diagram must be before it may run: every rule has a drawing that breaks it."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest

from tests.workflows.drawing import (
    again,
    both,
    boundary,
    bpmn,
    call,
    catch,
    end,
    events,
    human,
    start,
    step,
    sub,
    wait,
    xor,
)
from workflows import engine
from workflows.errors import DiagramInvalid

FLOWS = ["start -> a", "a -> end"]


def one(node: str, *more: str, flows: list[str] | None = None, **kwargs: Any) -> bytes:
    """A start, the node `a`, an end."""
    return bpmn([start(), node, *more, end()], flows or FLOWS, **kwargs)


GOOD = one(human("a"))
BROKEN: dict[str, tuple[bytes, str, str]] = {
    "abstract task": (one('<bpmn:task id="a"/>'), "a", "element_unsupported"),
    "decision table": (one('<bpmn:businessRuleTask id="a"/>'), "a", "decision_missing"),
    "transaction": (one('<bpmn:transaction id="a"/>'), "a", "element_unsupported"),
    "ad-hoc": (one('<bpmn:adHocSubProcess id="a"/>'), "a", "element_unsupported"),
    "global task": (one('<bpmn:callConversation id="a"/>'), "a", "element_unsupported"),
    "no form": (one(human("a", form="")), "a", "form_missing"),
    "no role": (one(human("a", role="")), "a", "role_missing"),
    "no task extension": (one('<bpmn:userTask id="a"/>'), "a", "form_missing"),
    "unreadable due date": (one(human("a", due="in two hours")), "a", "expression_syntax"),
    "unreadable result": (one(human("a", result="a b")), "a", "result_unreadable"),
    "no step": (one('<bpmn:serviceTask id="a"/>'), "a", "step_missing"),
    "parameter type": (one(step("a", p="1|money")), "a", "param_type"),
    "loop without an end": (
        one('<bpmn:userTask id="a"><bpmn:standardLoopCharacteristics/></bpmn:userTask>'),
        "a",
        "loop_endless",
    ),
    "multi-instance over nothing": (
        one('<bpmn:userTask id="a"><bpmn:multiInstanceLoopCharacteristics/></bpmn:userTask>'),
        "a",
        "loop_unreadable",
    ),
    "compensation": (
        one('<bpmn:serviceTask id="a" isForCompensation="true"/>'),
        "a",
        "compensation_activity",
    ),
    "instantiate": (one('<bpmn:receiveTask id="a" instantiate="true"/>'), "a", "attribute_unsupported"),
    "start quantity": (one('<bpmn:userTask id="a" startQuantity="2"/>'), "a", "attribute_unsupported"),
    "event subprocess": (
        one('<bpmn:subProcess id="a" triggeredByEvent="true"/>'),
        "a",
        "event_subprocess_flow",
    ),
    "untyped event": (one('<bpmn:intermediateCatchEvent id="a"/>'), "a", "event_untyped"),
    "signal": (
        one('<bpmn:intermediateCatchEvent id="a"><bpmn:signalEventDefinition/></bpmn:intermediateCatchEvent>'),
        "a",
        "signal_missing",
    ),
    "link": (
        one('<bpmn:intermediateThrowEvent id="a"><bpmn:linkEventDefinition/></bpmn:intermediateThrowEvent>'),
        "a",
        "link_unnamed",
    ),
    "two triggers": (
        one(
            '<bpmn:intermediateCatchEvent id="a"><bpmn:timerEventDefinition/><bpmn:messageEventDefinition/>'
            "</bpmn:intermediateCatchEvent>"
        ),
        "a",
        "event_multiple",
    ),
    "signal end": (
        bpmn(
            [start(), human("a"), '<bpmn:endEvent id="end"><bpmn:signalEventDefinition/></bpmn:endEvent>'],
            FLOWS,
        ),
        "end",
        "signal_missing",
    ),
    "error end of the process": (
        bpmn([start(), human("a"), end("end", "error")], FLOWS),
        "end",
        "error_missing",
    ),
    "message without a name": (
        one('<bpmn:intermediateCatchEvent id="a"><bpmn:messageEventDefinition/></bpmn:intermediateCatchEvent>'),
        "a",
        "message_missing",
    ),
    "dangling message": (one(catch("a", "unknown")), "a", "message_undeclared"),
    "timer without a time": (
        one('<bpmn:intermediateCatchEvent id="a"><bpmn:timerEventDefinition/></bpmn:intermediateCatchEvent>'),
        "a",
        "timer_missing",
    ),
    "unreadable timer": (one(wait("a", "half an hour")), "a", "expression_syntax"),
    "impossible date": (one(wait("a", "2026-13-40", "timeDate")), "a", "expression_not_a_date"),
    "impossible duration": (one(wait("a", "P999999999Y")), "a", "timer_unreadable"),
    "repeating wait": (one(wait("a", "R3/PT1H", "timeCycle")), "a", "timer_repeats"),
    "repeating interruption": (
        one(human("a"), boundary("b", "a", timer="R3/PT1H", kind="timeCycle"), end("e2"), flows=[*FLOWS, "b -> e2"]),
        "b",
        "timer_repeats",
    ),
    "timer start": (
        bpmn(
            ['<bpmn:startEvent id="start"><bpmn:timerEventDefinition/></bpmn:startEvent>', human("a"), end()],
            FLOWS,
        ),
        "start",
        "timer_missing",
    ),
    "no start": (bpmn([human("a"), end()], ["a -> end"]), "demo", "start_count"),
    "two starts": (bpmn([start(), start("s2"), human("a"), end()], [*FLOWS, "s2 -> a"]), "demo", "start_count"),
    "no end": (bpmn([start(), human("a")], ["start -> a"]), "demo", "end_missing"),
    "subprocess without a start": (one(sub("a", [end("e")], [])), "a", "start_count"),
    "dead end": (one(human("a"), human("b"), flows=["start -> a", "a -> b", "b -> b"]), "end", "unreachable"),
    "unconnected": (one(human("a"), human("b")), "b", "unreachable"),
    "nothing follows": (one(human("a"), flows=["start -> a"]), "a", "dead_end"),
    "after the end": (one(human("a"), human("b"), flows=[*FLOWS, "end -> b", "b -> end"]), "end", "flow_after_end"),
    "into the start": (one(human("a"), flows=["start -> a", "a -> start"]), "start", "flow_into_start"),

    "condition after a task": (
        one(human("a"), flows=["start -> a", "a -> end : true"]),
        "a",
        "default_missing",
    ),
    "condition after a parallel gateway": (
        one(both("a"), human("b"), flows=["start -> a", "a -> b : true", "a -> end", "b -> end"]),
        "a_b",
        "condition_misplaced",
    ),
    "no default": (
        one(xor("a"), human("b"), flows=["start -> a", "a -> b : x", "a -> end : not y", "b -> end"]),
        "a",
        "default_missing",
    ),
    "no condition": (
        one(xor("a", "a_end"), human("b"), flows=["start -> a", "a -> b", "a -> end", "b -> end"]),
        "a_b",
        "condition_missing",
    ),
    "unreadable condition": (
        one(xor("a", "a_end"), human("b"), flows=["start -> a", "a -> b : x =", "a -> end", "b -> end"]),
        "a_b",
        "expression_syntax",
    ),
    "flow across levels": (
        one(sub("a", [start("s"), human("x"), end("e")], ["s -> x", "x -> e"]), flows=[*FLOWS, "x -> end"]),
        "x_end",
        "flow_crosses_border",
    ),
    "flow to nowhere": (one(human("a"), flows=[*FLOWS, "a -> nowhere"]), "a_nowhere", "flow_loose"),
    "event gateway with one event": (
        one(events("a"), wait("w", "PT1H"), flows=["start -> a", "a -> w", "w -> end"]),
        "a",
        "event_gateway_single",
    ),
    "event gateway before a task": (
        one(events("a"), wait("w", "PT1H"), human("b"),
            flows=["start -> a", "a -> w", "a -> b", "w -> end", "b -> end"]),
        "a",
        "event_gateway_target",
    ),
    "boundary on a gateway": (
        one(xor("a"), boundary("b", "a", timer="PT1H"), end("e2"), flows=[*FLOWS, "b -> e2"]),
        "b",
        "boundary_loose",
    ),
    "boundary on nothing": (
        one(human("a"), boundary("b", "zzz", timer="PT1H"), end("e2"), flows=[*FLOWS, "b -> e2"]),
        "b",
        "boundary_loose",
    ),
    "call of nothing": (one(call("a", "nothing")), "a", "call_unknown"),
    "repeated id": (
        one(human("a"), sub("b", [start("a")], [])),
        "a",
        "id_repeated",
    ),
    "unreadable id": (one(human("a"), '<bpmn:userTask id="b c"/>'), "b c", "id_unreadable"),
    "not executable": (GOOD.replace(b'isExecutable="true"', b'isExecutable="false"'), "demo", "not_executable"),
    "no process": (
        b'<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"/>',
        "",
        "no_process",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_found(name: str) -> None:
    source, element, code = BROKEN[name]
    found = {(problem.element_id, problem.code): problem.message for problem in engine.problems(source)}
    assert (element, code) in found, found
    assert found[element, code].endswith(".")
    with pytest.raises(DiagramInvalid) as refused:
        engine.parse(source)
    assert refused.value.status == 422


def test_a_good_diagram_has_no_problems() -> None:
    assert engine.problems(GOOD) == ()


def test_names_are_checked_against_what_is_installed() -> None:
    source = one(human("a", form="note", onComplete="notes.sign"), step("b", "lab.order", test="'x'", speed="1"),
                 flows=["start -> a", "a -> b", "b -> end"])  # fmt: skip
    assert engine.problems(source) == ()
    found = {(problem.element_id, problem.code) for problem in engine.problems(source, steps={}, forms=())}
    assert found == {("a", "form_unknown"), ("a", "step_unknown"), ("b", "step_unknown")}
    steps = {"lab.order": ("test",), "notes.sign": ()}
    assert [problem.code for problem in engine.problems(source, steps=steps, forms={"note"})] == ["param_unknown"]


def test_what_other_tools_keep_in_a_diagram_is_left_alone() -> None:
    foreign = (
        '<bpmn:userTask id="a" camunda:assignee="me" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'
        '<bpmn:extensionElements><camunda:formData/><wardline:task form="f" role="r"/></bpmn:extensionElements>'
        '</bpmn:userTask><bpmn:textAnnotation id="t"><bpmn:text>why</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:dataObjectReference id="d" dataObjectRef="o"/><bpmn:dataObject id="o"/><bpmn:group id="g"/>'
    )
    found = engine.problems(one(foreign))
    assert [(problem.element_id, problem.code, problem.severity) for problem in found] == [
        ("a", "extension_foreign", "warning"),
        ("a", "extension_foreign", "warning"),
    ]
    assert "camunda:formData" in found[0].message and "assignee" in found[1].message
    engine.parse(one(foreign))


# ---- files that are not diagrams ------------------------------------------------------------------------------------

DOCTYPES = {
    "plain": b"<!DOCTYPE x>",
    "file": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "network": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    "internal entity": b'<!DOCTYPE x [<!ENTITY e "boom">]>',
    "parameter entity": b'<!DOCTYPE x [<!ENTITY % e SYSTEM "file:///etc/passwd"> %e;]>',
    "billion laughs": b"<!DOCTYPE x ["
    + b"".join(b'<!ENTITY e%d "%s">' % (n, (b"&e%d;" % (n - 1)) * 10 if n else b"ha") for n in range(12))
    + b"]>",
}


@pytest.mark.parametrize("name", DOCTYPES)
def test_b30_a_doctype_is_refused_before_anything_is_read(name: str) -> None:
    head, rest = GOOD.split(b"?>", 1)
    attack = head + b"?>" + DOCTYPES[name] + rest.replace(b'name="a"', b'name="&e;"')
    began = time.thread_time()
    for refuse in (engine.parse, lambda source: engine.parse(GOOD, called=[source])):
        with pytest.raises(DiagramInvalid) as refused:
            refuse(attack)
        assert refused.value.code == "diagram_doctype"
    assert [problem.code for problem in engine.problems(attack)] == ["diagram_doctype"]
    assert time.thread_time() - began < 0.1


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"", "diagram_not_xml"),
        (b"not yml", "diagram_not_xml"),
        (b"<a>", "diagram_not_xml"),
        (b"<html/>", "diagram_not_bpmn"),
        (GOOD[:-20], "diagram_not_xml"),
        (GOOD.decode().encode("utf-16"), "diagram_not_utf8"),
        ('<?xml version="1.0"?><!DOCTYPE x><a/>'.encode("utf-16-le"), "diagram_not_utf8"),
        (b"\xff\xfe<\0a\0/\0>\0", "diagram_not_utf8"),
        (GOOD.replace(b'name="a"', b'name="\xff"'), "diagram_not_xml"),
        (b"<a>" * 100_000, "diagram_not_xml"),
        (GOOD + b" " * (3 * 1024 * 1024), "diagram_too_large"),
        (b'<?xml version="1.0" encoding="utf-7"?>+ADw-a/+AD4-', "diagram_not_xml"),
    ],
)
def test_b30_files_that_are_no_diagrams_are_refused(source: bytes, code: str) -> None:
    began = time.thread_time()
    with pytest.raises(DiagramInvalid) as refused:
        engine.parse(source)
    assert refused.value.code == code
    assert time.thread_time() - began < 0.5


def test_a_file_with_two_processes_needs_to_say_which() -> None:
    second = bpmn([start("s9"), human("b9"), end("e9")], ["s9 -> b9", "b9 -> e9"], name="second")
    process = second[second.index(b"<bpmn:process") : second.index(b"</bpmn:definitions>")]
    both_ = GOOD.replace(b"</bpmn:definitions>", process + b"</bpmn:definitions>")
    assert engine.parse(both_).process_id == "demo"
    assert engine.parse(both_, process_id="second").process_id == "second"
    assert engine.parse(both_).version != engine.parse(both_, process_id="second").version
    with pytest.raises(DiagramInvalid) as refused:
        engine.parse(both_, process_id="third")
    assert refused.value.code == "process_unknown"


@pytest.mark.parametrize("person", [True, False])
def test_a_circle_of_calls_is_refused(person: bool) -> None:
    """Calling whoever called it: refused where it is drawn and where it would run, with a person between or not."""

    def pathway(name: str, called: str) -> bytes:
        stops = [f"{name}_start", *([f"{name}_task"] if person else []), f"{name}_call", f"{name}_end"]
        nodes = [start(stops[0]), *([human(stops[1])] if person else []), call(f"{name}_call", called), end(stops[-1])]
        return bpmn(nodes, [f"{a} -> {b}" for a, b in pairwise(stops)], name=name)

    first, others = pathway("one", "two"), [pathway("two", "three"), pathway("three", "one")]
    assert [(found.element_id, found.code) for found in engine.problems(first, called=others)] == [
        ("one_call", "call_itself")
    ]
    with pytest.raises(DiagramInvalid) as refused:
        engine.parse(first, called=others)
    assert {found["code"] for found in refused.value.extra["problems"]} == {"call_itself"}


@pytest.mark.parametrize("inside", [False, True], ids=["a task", "a subprocess"])
def test_a_loop_that_may_have_no_round_may_set_nothing(inside: bool) -> None:
    task = sub("s", [start("s1"), human("a"), end("e1")], ["s1 -> a", "a -> e1"]) if inside else human("a")
    name = "s" if inside else "a"
    flows = [f"start -> {name}", f"{name} -> then", "then -> end"]

    def said(before: bool, condition: str) -> list[tuple[str, str, str]]:
        looped = again(task, condition, before=before)
        found = engine.problems(bpmn([start(), looped, human("then", due="a.until"), end()], flows))
        return [(one.element_id, one.code, one.severity) for one in found]

    assert said(False, "a.more == true") == []
    assert said(True, "go") == [("then", "data_maybe_unset", "warning")]
    asked_first = (name, "data_before_set", "error")
    assert asked_first in said(True, "a.more == true"), "its condition is asked before the first round"
