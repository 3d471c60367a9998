"""What a pathway and one that it calls have of each other's data: what is set in the call is known behind it, what the
called pathway needs has to be there before."""

from __future__ import annotations

import pytest

from tests.workflows import drawing as d
from tests.workflows.drawing import bpmn, end, human, start, step, xor
from workflows import engine
from workflows.check.problem import Problem

PAYS = bpmn(
    [start(), human("claim", due="visit.until"), xor("q", "q_none"), human("answer"), end(), end("none")],
    ["start -> claim", "claim -> q", "q -> answer : claim.ok", "q -> none", "answer -> end"],
    name="pays",
)
"""Needs `visit`, surely sets `claim`, sets `answer` on one path."""


def caller(*nodes: str, flows: list[str], starts: str = "", **words: str) -> bytes:
    begin = start()
    if starts:
        begin = (
            '<bpmn:startEvent id="start"><bpmn:extensionElements>'
            f'<wardline:start data="{starts}"/></bpmn:extensionElements></bpmn:startEvent>'
        )
    return bpmn([begin, *nodes, end()], flows, **words)


def said(source: bytes, *called: bytes, **known: object) -> list[tuple[str, str, str]]:
    found = problems(source, *called, **known)
    return [(one.element_id, one.code, one.severity) for one in found]


def problems(source: bytes, *called: bytes, **known: object) -> tuple[Problem, ...]:
    return engine.problems(source, called=called, **known)  # type: ignore[arg-type]


def after(reads: str) -> bytes:
    return caller(d.call("call", "pays"), human("then", due=reads), flows=["start -> call", "call -> then",
                  "then -> end"], starts="visit")  # fmt: skip


def test_what_is_set_in_a_call_is_known_behind_it() -> None:
    assert said(after("claim.until"), PAYS) == []
    assert said(after("answer.until"), PAYS) == [("then", "data_maybe_unset", "warning")]
    assert said(after("answer.until ?? hours(2)"), PAYS) == []
    assert said(after("clame.until"), PAYS) == [("then", "data_unknown", "error")]
    (found,) = problems(after("clame.until"), PAYS)
    assert "Did you mean 'claim'?" in found.message


def test_what_is_set_in_a_call_is_not_there_before_it() -> None:
    source = caller(human("first", due="claim.until"), d.call("call", "pays"), starts="visit",
                    flows=["start -> first", "first -> call", "call -> end"])  # fmt: skip
    assert said(source, PAYS) == [("first", "data_before_set", "error")]
    left = caller(
        d.call("call", "pays"), d.boundary("late", "call", timer="PT1H"), human("then", due="claim.until"),
        flows=["start -> call", "call -> end", "late -> then", "then -> end"], starts="visit",
    )  # fmt: skip
    assert said(left, PAYS) == [("then", "data_maybe_unset", "warning")], "the call was left before it had ended"


def test_what_a_called_pathway_needs_has_to_be_there() -> None:
    flows = ["start -> a", "a -> call", "call -> end"]
    assert said(caller(human("a", result="visit"), d.call("call", "pays"), flows=flows), PAYS) == []
    (found,) = problems(caller(human("a"), d.call("call", "pays"), flows=flows, starts="patient"), PAYS)
    assert (found.element_id, found.code, found.severity) == ("call", "data_unknown", "error")
    assert "'visit'" in found.message and "'claim' of the pathway 'pays'" in found.message
    assert "before the call" in found.remedy
    late = ["start -> call", "call -> a", "a -> end"]
    source = caller(human("a", result="visit"), d.call("call", "pays"), flows=late)
    assert said(source, PAYS) == [("call", "data_before_set", "error")]
    some = caller(xor("x", "x_call"), human("a", result="visit"), d.call("call", "pays"),
                  flows=["start -> x", "x -> a : go", "x -> call", "a -> call", "call -> end"])  # fmt: skip
    assert said(some, PAYS) == [("call", "data_maybe_unset", "warning")]
    nothing = caller(human("a"), d.call("call", "pays"), flows=flows)
    assert said(nothing, PAYS) == [], "it may come with the start, which the drawing does not describe"


def test_calls_in_calls_are_followed() -> None:
    between = bpmn([start(), human("b"), d.call("inner", "pays"), end()], ["start -> b", "b -> inner", "inner -> end"],
                   name="between")  # fmt: skip
    flows = ["start -> call", "call -> then", "then -> end"]
    source = caller(d.call("call", "between"), human("then", due="b.until", candidate="claim.by"), flows=flows,
                    starts="visit")  # fmt: skip
    assert said(source, between, PAYS) == []
    other = source.replace(b'data="visit"', b'data="patient"')
    assert said(other, between, PAYS) == [("call", "data_unknown", "error")]


def test_a_step_in_a_call_that_may_set_anything_silences_the_check() -> None:
    wild = PAYS.replace(b'<bpmn:userTask id="answer"', step("any").replace(' result="any"', "").encode()
                        + b'<bpmn:userTask id="answer"').replace(
        b'id="q_answer" sourceRef="q" targetRef="answer"', b'id="q_answer" sourceRef="q" targetRef="any"'
    ).replace(b"</bpmn:process>", b'<bpmn:sequenceFlow id="any_answer" sourceRef="any" targetRef="answer"/>'
              b"</bpmn:process>")  # fmt: skip
    assert said(after("elsewhere.until"), wild) == []
    assert said(after("elsewhere.until"), PAYS) == [("then", "data_unknown", "error")]


def test_a_call_that_is_repeated_keeps_what_is_set_to_itself_and_has_its_item() -> None:
    needs = bpmn([start(), human("one", due="item.until"), end()], ["start -> one", "one -> end"], name="needs")
    flows = ["start -> call", "call -> then", "then -> end"]
    each = d.each(d.call("call", "needs"), "list")
    inside = caller(each, human("then", due="one.until"), flows=flows, starts="list")
    assert said(inside, needs) == [("then", "data_unknown", "error")]
    assert said(caller(each, human("then", priority="count(call)"), flows=flows, starts="list"), needs) == []


def test_an_end_with_an_error_does_not_come_back() -> None:
    fails = bpmn(
        [start(), human("a"), xor("x", "x_bad"), human("claim"), end(), d.event("endEvent", "bad", "error", "e")],
        ["start -> a", "a -> x", "x -> claim : a.ok", "x -> bad", "claim -> end"], name="pays", errors="e",
    )  # fmt: skip
    source = caller(
        d.call("call", "pays"), d.on("caught", "call", "error"), end("gone"), human("then", due="claim.until"),
        flows=["start -> call", "call -> then", "then -> end", "caught -> gone"], starts="visit",
    )  # fmt: skip
    assert said(source, fails) == []


@pytest.mark.parametrize("own", ["", "claim"], ids=["nothing else sets it", "another sets it"])
def test_what_a_call_has_set_and_sets_no_more(own: str) -> None:
    ask = human("ask", **({"result": own} if own else {}))
    source = caller(
        ask, d.call("call", "pays"), human("then", due="claim.until"),
        flows=["start -> ask", "ask -> call", "call -> then", "then -> end"],
    )  # fmt: skip
    without = bpmn([start(), human("bill"), end()], ["start -> bill", "bill -> end"], name="pays")
    now, then = (engine.called_sets(source, [one]) for one in (PAYS, without))
    assert now is not None and then is not None and now - then == {"answer", "claim"}
    found = said(source, without, gone=now - then)
    assert found == ([] if own else [("then", "data_unknown", "error")])


def test_what_calls_itself_is_not_followed_for_ever() -> None:
    round_ = bpmn([start(), human("a"), d.call("again", "demo"), end()], ["start -> a", "a -> again", "again -> end"])
    assert "call_itself" in {code for _, code, _ in said(round_)}
    assert engine.called_sets(round_, []) is None
