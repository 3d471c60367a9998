"""The shapes by which SpiffWorkflow tests itself, where no other test here draws them: each family of its diagrams has
a counterpart, drawn anew, saved and loaded at every step; what we do not run is refused by name. Its diagrams
themselves run in their_models.py, for whoever has them.

    its family                                   here
    approvals, lanes, navigation, leap frog      test_going_back_over_two_gateways, test_engine, test_processes
    parallel order, joins, dropped parents       test_a_join_forgets_what_was_withdrawn, test_engine, test_patterns
    exclusive, inclusive, into multi             test_a_choice_leads_into_a_repeated_task, test_engine
    loop, anti-loop, multi-instance              test_elements
    call activities, nested, with error/message  test_calls_three_levels_deep_and_twice_the_same, test_elements
    boundary events, timers, reset               test_elements, test_engine, test_operations (move the token)
    event gateway, event subprocess, return      test_an_event_that_is_come_back_to_waits_again, test_elements
    messages, correlation, conversations         test_starts, test_operations, test_signals
    no tasks, scripts                            test_nothing_but_events, test_scripts
    conditional, cancel, ad hoc, several starts,
    several triggers, same id                    test_what_is_not_run_is_refused_by_name
    data stores, inputs and outputs, correlation
    keys, what errors and messages carry         test_what_another_engine_would_act_on_is_said
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows import drawing as d
from tests.workflows.drawing import NOW, at
from tests.workflows.play import do, ready, reload
from workflows import engine


def begun(*files: bytes, data: dict[str, Any] | None = None) -> engine.Case:
    return reload(engine.start(engine.parse(files[0], called=files[1:], process_id="demo"), data or {}, now=NOW))


def walked(case: engine.Case, *moves: tuple[str, dict[str, Any]] | str) -> engine.Case:
    for move in moves:
        element, answers = (move, {}) if isinstance(move, str) else move
        do(case, element, answers)
        case = reload(case)
    return case


def test_going_back_over_two_gateways() -> None:
    """Two choices one after the other, each of which may lead back before the first."""
    nodes = [d.start(), d.xor("top"), d.human("a"), d.xor("one", default="one_b"), d.human("b"),
             d.xor("two", default="two_end"), d.end()]  # fmt: skip
    flows = ["start -> top", "top -> a", "a -> one", "one -> top : a.back == true", "one -> b", "b -> two",
             "two -> top : b.back == 'far'", "two -> one : b.back == 'near'", "two -> end"]  # fmt: skip
    case = begun(d.bpmn(nodes, flows))
    back, near, far = {"back": True}, {"back": "near"}, {"back": "far"}
    case = walked(case, ("a", back), ("a", {"back": False}), ("b", near), ("b", far), ("a", {"back": False}), "b")
    assert (case.status, case.outcome) == ("completed", "end")
    assert [visit.element for visit in engine.history(case) if visit.element in "ab"] == ["a", "a", "b", "b", "a", "b"]


def test_a_join_forgets_what_was_withdrawn() -> None:
    """One branch is cut short inside and goes on another way to the same join."""
    part = d.sub("part", [d.start("s"), d.human("inner"), d.end("e")], ["s -> inner", "inner -> e"])
    nodes = [d.start(), d.both("split"), part, d.boundary("late", "part", timer="PT1H"), d.human("instead"),
             d.xor("either"), d.human("beside"), d.both("join"), d.human("after"), d.end()]  # fmt: skip
    flows = ["start -> split", "split -> part", "split -> beside", "part -> either", "late -> instead",
             "instead -> either", "either -> join", "beside -> join", "join -> after", "after -> end"]  # fmt: skip
    case = begun(d.bpmn(nodes, flows))
    engine.fire_timers(case, now=at(hours=1))
    case = reload(case)
    assert sorted(ready(case)) == ["beside", "instead"]
    assert ready(walked(case, "beside", "instead")) == ["after"]


def test_a_choice_leads_into_a_repeated_task() -> None:
    nodes = [d.start(), d.human("ask"), d.xor("which", default="which_one"), d.human("one"),
             d.each(d.human("each"), times="2"), d.xor("met"), d.human("after"), d.end()]  # fmt: skip
    flows = ["start -> ask", "ask -> which", "which -> each : ask.many == true", "which -> one", "each -> met",
             "one -> met", "met -> after", "after -> end"]  # fmt: skip
    drawn = d.bpmn(nodes, flows)
    assert ready(walked(begun(drawn), ("ask", {"many": True}), "each", "each")) == ["after"]
    assert ready(walked(begun(drawn), ("ask", {"many": False}), "one")) == ["after"]


def test_calls_three_levels_deep_and_twice_the_same() -> None:
    low = d.bpmn([d.start("s3"), d.human("low"), d.end("e3")], ["s3 -> low", "low -> e3"], name="low_one")
    mid = d.bpmn([d.start("s2"), d.call("c1", "low_one"), d.call("c2", "low_one"), d.end("e2")],
                 ["s2 -> c1", "c1 -> c2", "c2 -> e2"], name="mid_one")  # fmt: skip
    top = d.bpmn([d.start(), d.both("split"), d.call("left", "mid_one"), d.call("right", "mid_one"), d.both("join"),
                  d.end()], ["start -> split", "split -> left", "split -> right", "left -> join", "right -> join",
                             "join -> end"])  # fmt: skip
    case = begun(top, mid, low)
    assert ready(case) == ["low", "low"]
    case = walked(case, "low", "low", "low", "low")
    assert (case.status, case.outcome) == ("completed", "end")


def test_an_event_that_is_come_back_to_waits_again() -> None:
    nodes = [d.start(), d.xor("again"), d.catch("heard", "news", result="heard"), d.human("read"),
             d.xor("enough", default="enough_end"), d.end()]  # fmt: skip
    flows = ["start -> again", "again -> heard", "heard -> read", "read -> enough",
             "enough -> again : read.more == true", "enough -> end"]  # fmt: skip
    case = begun(d.bpmn(nodes, flows, messages="news"))
    for round_ in (1, 2, 3):
        engine.deliver(case, "news", {"round": round_}, now=NOW)
        case = walked(reload(case), ("read", {"more": round_ < 3}))
    assert case.status == "completed" and case.data["heard"] == {"round": 3}


def test_nothing_but_events() -> None:
    case = begun(d.bpmn([d.start(), d.end()], ["start -> end"]))
    assert (case.status, case.outcome) == ("completed", "end")


@pytest.mark.parametrize(
    "nodes, code",
    [
        ([d.start(), d.event("intermediateCatchEvent", "x", "conditional"), d.end()], "event_unsupported"),
        ([d.start(), "<bpmn:transaction id='x'/>", d.end()], "element_unsupported"),
        ([d.start(), "<bpmn:adHocSubProcess id='x'/>", d.end()], "element_unsupported"),
        ([d.start(), d.human("x"), d.end("y", "cancel"), d.end()], "event_unsupported"),
        ([d.start(), d.start("x"), d.end()], "start_count"),
        (["<bpmn:startEvent id='start'><bpmn:messageEventDefinition messageRef='m_n'/><bpmn:signalEventDefinition "
          "signalRef='s_n'/></bpmn:startEvent>", d.human("x"), d.end()], "event_multiple"),
        ([d.start(), d.human("x"), d.human("x"), d.end()], "id_repeated"),
    ],
)  # fmt: skip
def test_what_is_not_run_is_refused_by_name(nodes: list[str], code: str) -> None:
    flows = ["start -> x", "x -> end"]
    found = engine.problems(d.bpmn(nodes, flows, messages="n", signals="n"))
    assert code in [one.code for one in found if one.severity == "error"], found
    assert all(one.remedy for one in found)


STORE = ('<bpmn:dataStoreReference id="shelf"/>', '<bpmn:dataInputAssociation id="in"/>')
CARRIES = (
    '<bpmn:extensionElements xmlns:o="http://other/1"><o:variableName>why</o:variableName></bpmn:extensionElements>'
)
MATCHES = (
    '<bpmn:correlationProperty id="whose"><bpmn:correlationPropertyRetrievalExpression messageRef="m_n">'
    "<bpmn:messagePath>patient</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression>"
    '</bpmn:correlationProperty><bpmn:collaboration id="c"><bpmn:correlationKey id="key">'
    "<bpmn:correlationPropertyRef>whose</bpmn:correlationPropertyRef></bpmn:correlationKey></bpmn:collaboration>"
)


@pytest.mark.parametrize(
    ("nodes", "top", "found"),
    [
        ([d.human("x").replace("</bpmn:userTask>", STORE[1] + "</bpmn:userTask>"), STORE[0]], "",
         {("x", "element_ignored")}),
        ([d.call("x", "demo2").replace("/>", "><bpmn:ioSpecification/></bpmn:callActivity>")], "",
         {("x", "element_ignored")}),
        ([d.catch("x", "n")], MATCHES, {("whose", "element_ignored"), ("key", "element_ignored")}),
        ([d.human("x")], f'<bpmn:error id="e" name="e" errorCode="e">{CARRIES}</bpmn:error>',
         {("e", "extension_foreign")}),
    ],
    ids=["a data store", "inputs of a call", "correlation keys", "what an error carries"],
)  # fmt: skip
def test_what_another_engine_would_act_on_is_said(nodes: list[str], top: str, found: set[tuple[str, str]]) -> None:
    """It runs without, which somebody who drew it elsewhere would not expect."""
    other = d.bpmn([d.start("s2"), d.human("a2"), d.end("e2")], ["s2 -> a2", "a2 -> e2"], name="demo2")
    drawn = d.bpmn([d.start(), *nodes, d.end()], ["start -> x", "x -> end"], messages="n")
    drawn = drawn.replace(b"<bpmn:process ", top.encode() + b"<bpmn:process ", 1)
    said = engine.problems(drawn, called=[other])
    assert {(one.element_id, one.code) for one in said} == found
    assert all(one.severity == "warning" and one.remedy for one in said)
    engine.parse(drawn, called=[other])
