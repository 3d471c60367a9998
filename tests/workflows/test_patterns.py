"""Drawings without blocks: the shapes that the library's own tests are about (threads that cross, join late, end early,
pass the same task, loop back), drawn anew and compared with what BPMN says of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows import drawing as d
from tests.workflows.drawing import at, bpmn, end, human, start, step
from tests.workflows.test_elements import Story


def drawn(nodes: list[str], flows: str, **words: str) -> bytes:
    """A drawing whose flows are 'a-b b-c:condition'."""
    pairs = []
    for flow in flows.split():
        ends, _, condition = flow.partition(":")
        source, target = ends.split("-")
        pairs.append(f"{source} -> {target}" + (f" : {condition.replace('~', ' ')}" if condition else ""))
    return bpmn([start(), *nodes, end()], pairs, **words)


def people(*names: str) -> list[str]:
    return [human(name) for name in names]


def test_many_threads_at_the_same_task_are_not_merged() -> None:
    story = Story(drawn([d.both("f"), *people("a", "b", "c", "done")],
                        "start-f f-a f-b f-c a-done b-done c-done done-end"))  # fmt: skip
    story.do("a").do("b").do("c")
    assert story.ready == ["done"] * 3
    for _ in range(3):
        assert story.case.status == "running"
        story.do("done")
    assert story.case.status == "completed"


def test_threads_within_threads_meet_at_one_task() -> None:
    story = Story(drawn([d.both("f"), d.both("g"), *people("a", "b", "c", "done")],
                        "start-f f-g f-a g-b g-c a-done b-done c-done done-end"))  # fmt: skip
    story.do("b").do("done").do("a").do("c").do("done").do("done")
    assert story.case.status == "completed"


def test_two_threads_through_one_task_to_a_join() -> None:
    """A parallel join wants one token of each way in, not two of the same."""
    story = Story(drawn([d.both("f"), *people("a", "b", "both", "after"), d.xor("j")],
                        "start-f f-a f-b a-both b-both both-j j-after after-end"))  # fmt: skip
    story.do("a").do("both")
    assert story.ready == ["after", "b"]
    story.do("b").do("both").do("after").do("after")
    assert story.case.status == "completed"


def test_splits_and_joins_that_cross() -> None:
    story = Story(
        drawn([d.both("f"), d.both("g"), d.both("j"), d.both("k"), *people("a", "b", "c", "e", "after")],
              "start-f f-a f-b a-g g-c g-e b-j c-j j-k e-k k-after after-end")
    )  # fmt: skip
    story.do("b")
    assert story.ready == ["a"]
    story.do("a").do("e")
    assert story.ready == ["c"]
    story.do("c")
    assert story.ready == ["after"]


@pytest.mark.parametrize(("yes", "open_after"), [(True, ["c"]), (False, ["after"])])
def test_a_path_that_may_end_before_an_inclusive_join(yes: bool, open_after: list[str]) -> None:
    story = Story(
        drawn([d.both("f"), d.xor("x", "x_e2"), d.some("j"), end("e2"), *people("a", "b", "c", "after")],
              "start-f f-a f-b a-x x-c:a.yes x-e2 c-j b-j j-after after-end")
    )  # fmt: skip
    story.do("b")
    assert story.ready == ["a"]  # the join waits while the other may come
    story.do("a", {"yes": yes})
    assert story.ready == open_after
    if yes:
        story.do("c")
    story.do("after")
    assert story.end == ("completed", "end")


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize("left", [True, False])
def test_alternatives_inside_a_parallel_path(order: tuple[str, str], left: bool) -> None:
    story = Story(
        drawn([d.both("f"), d.xor("x", "x_r"), d.xor("m"), d.both("j"), *people("a", "b", "l", "r", "after")],
              "start-f f-a f-b b-x x-l:b.left x-r l-m r-m m-j a-j j-after after-end")
    )  # fmt: skip
    for name in order:
        story.do(name, {"left": left})
    assert story.ready == ["l" if left else "r"]
    story.do("l" if left else "r")
    assert story.ready == ["after"]


def test_a_loop_after_a_join_and_one_inside_a_branch() -> None:
    story = Story(
        drawn([d.xor("m"), d.both("f"), d.both("j"), d.xor("x", "x_end"), d.xor("y", "y_j"), *people("a", "b",
        "again")],
              "start-m m-f f-a f-b a-y y-a:a.more y-j b-j j-again again-x x-m:again.yes x-end")
    )  # fmt: skip
    for turn in range(3):
        story.do("a", {"more": True}).do("b").do("a", {"more": True}).do("a", {"more": False})
        assert story.ready == ["again"]
        story.do("again", {"yes": turn < 2})
    assert story.case.status == "completed"


def test_a_long_inclusive_join_with_a_loop_in_one_branch() -> None:
    nodes = [d.some("f", "f_c1"), d.some("j"), d.xor("y", "y_a3"), *people("a1", "a2", "a3", "b1", "b2", "c1", "after")]
    flows = "start-f f-a1:a f-b1:b f-c1 a1-a2 a2-y y-a1:a2.more y-a3 a3-j b1-b2 b2-j c1-j j-after after-end"
    story = Story(drawn(nodes, flows), {"a": True, "b": True})
    story.do("b1").do("b2").do("a1").do("a2", {"more": True})
    assert story.ready == ["a1"]
    story.do("a1").do("a2", {"more": False}).do("a3")
    assert story.ready == ["after"]
    story = Story(drawn(nodes, flows), {"a": False, "b": False})
    story.do("c1")
    assert story.ready == ["after"]


def test_a_boundary_event_may_split() -> None:
    story = Story(
        drawn([human("a"), d.boundary("b", "a", message="m", interrupts=False), d.both("f"), *people("x", "y", "z")],
              "start-a a-z z-end b-f f-x f-y x-end y-end", messages="m")
    )  # fmt: skip
    story.deliver("m")
    assert story.ready == ["a", "x", "y"]
    story.do("x").do("a").do("y").do("z")
    assert story.case.status == "completed"


def two_subprocesses() -> bytes:
    """Side by side, both with an event for the same message."""
    nodes = [d.both("f"), d.xor("x1"), d.xor("x2"), d.both("j"), *people("t1", "t2", "after")]
    for n in (1, 2):
        inside = [start(f"b{n}"), human(f"w{n}"), end(f"e{n}")]
        nodes.append(d.sub(f"s{n}", inside, [f"b{n} -> w{n}", f"w{n} -> e{n}"]))
        nodes.append(d.boundary(f"m{n}", f"s{n}", message="stop"))
    flows = "start-f f-s1 f-s2 s1-x1 s2-x2 m1-t1 m2-t2 t1-x1 t2-x2 x1-j x2-j j-after after-end"
    return drawn(nodes, flows, messages="stop")


def test_a_message_for_both_of_two_parallel_subprocesses() -> None:
    story = Story(two_subprocesses())
    story.do("w1").deliver("stop")
    assert story.ready == ["t2"]
    story.do("t2")
    assert story.ready == ["after"]
    story = Story(two_subprocesses())
    story.deliver("stop")
    assert story.ready == ["t1", "t2"]


def test_three_levels_of_calls_and_an_escalation_through_two() -> None:
    words: dict[str, Any] = {"escalations": "up"}
    cry = d.event("intermediateThrowEvent", "cry", "escalation", "up")
    three = bpmn(
        [start("s3"), human("deep"), cry, human("deeper"), end("e3")],
        ["s3 -> deep", "deep -> cry", "cry -> deeper", "deeper -> e3"],
        name="three",
        **words,
    )
    two = bpmn([start("s2"), d.call("c3", "three"), end("e2")], ["s2 -> c3", "c3 -> e2"], name="two", **words)
    one = bpmn(
        [start(), d.call("c2", "two"), d.on("heard", "c2", "escalation", "up", interrupts=False), human("boss"),
         human("after"), end(), end("end2")],
        ["start -> c2", "c2 -> after", "after -> end", "heard -> boss", "boss -> end2"],
        **words,
    )  # fmt: skip
    story = Story(one, called=(two, three))
    story.do("deep")
    assert story.ready == ["boss", "deeper"]
    story.do("deeper")
    assert story.ready == ["after", "boss"]


def test_a_timer_and_a_message_race_on_one_task_again_and_again() -> None:
    events = [d.boundary("t", "a", timer="PT1H"), d.boundary("m", "a", message="m")]
    flows = "start-a a-end t-late m-told late-a told-x x-a:told.again~??~false x-end"
    story = Story(drawn([human("a"), *events, step("late"), step("told"), d.xor("x", "x_end")], flows, messages="m"))
    assert story.wait(at(hours=1)) == ["t"]
    story.does("late").deliver("m").does("told", {"again": True})
    assert story.ready == ["a"] and story.wait(at(hours=2)) == ["t"]
    story.does("late").do("a")
    assert story.case.status == "completed"


def test_an_event_gateway_in_a_loop() -> None:
    story = Story(
        drawn([d.events("g"), d.wait("w", "PT1H"), d.catch("m", "stop"), step("remind")],
              "start-g g-w g-m w-remind remind-g m-end", messages="stop")
    )  # fmt: skip
    for hour in range(1, 5):
        assert story.wait(at(hours=hour)) == ["w"]
        story.does("remind")
    story.deliver("stop")
    assert story.case.status == "completed"
