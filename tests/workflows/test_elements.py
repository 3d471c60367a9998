"""Every element that the library gets wrong or does not know, run right; each state is saved and loaded in between."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from tests.workflows import drawing as d
from tests.workflows.drawing import NOW, at, bpmn, end, human, start, step
from tests.workflows.play import reload
from workflows import engine
from workflows.errors import EngineError, ExpressionError, NotWaiting


class Story:
    """A case that is saved and loaded after everything that happens to it."""

    def __init__(self, xml: bytes, data: dict[str, Any] | None = None, *, called: tuple[bytes, ...] = ()) -> None:
        found = [one for one in engine.problems(xml, called=called) if one.severity == "error"]
        assert found == []
        self.diagram = engine.parse(xml, called=called)
        self.case = engine.start(self.diagram, data or {}, now=NOW)
        self.again()

    def again(self) -> Story:
        self.case = reload(self.case)
        return self

    @property
    def ready(self) -> list[str]:
        return sorted(task.element for task in engine.ready_human_tasks(self.case))

    @property
    def steps(self) -> list[str]:
        return sorted(pending.element for pending in engine.pending_steps(self.case))

    @property
    def tasks(self) -> list[engine.HumanTask]:
        return engine.ready_human_tasks(self.case)

    def do(self, element: str, answers: dict[str, Any] | None = None, number: int | None = None) -> Story:
        task = next(t for t in self.tasks if t.element == element and number in (None, t.item_number))
        engine.finish(self.case, task.id, answers or {}, now=self.case.now)
        return self.again()

    def does(self, element: str, result: dict[str, Any] | None = None) -> Story:
        pending = next(p for p in engine.pending_steps(self.case) if p.element == element)
        engine.finish_step(self.case, pending.id, result, now=self.case.now)
        return self.again()

    def fails(self, element: str, code: str) -> bool:
        pending = next(p for p in engine.pending_steps(self.case) if p.element == element)
        caught = engine.fail_step(self.case, pending.id, code, "?", now=self.case.now)
        self.again()
        return caught

    def deliver(self, name: str, payload: dict[str, Any] | None = None, key: str | None = None) -> Story:
        engine.deliver(self.case, name, payload, key=key, now=self.case.now)
        return self.again()

    def signal(self, name: str, payload: dict[str, Any] | None = None) -> int:
        taken = engine.signal(self.case, name, payload, now=self.case.now)
        self.again()
        return taken

    def wait(self, moment: datetime) -> list[str]:
        fired = engine.fire_timers(self.case, now=moment)
        self.again()
        return fired

    @property
    def data(self) -> dict[str, Any]:
        return self.case.data

    @property
    def end(self) -> tuple[str, str | None]:
        return self.case.status, self.case.outcome


# ---- several flows out of a task ------------------------------------------------------------------------------------


def test_several_flows_out_of_a_task_are_all_taken() -> None:
    story = Story(
        bpmn(
            [start(), human("a"), human("b"), human("c"), d.both("j"), human("after"), end()],
            ["start -> a", "a -> b", "a -> c", "b -> j", "c -> j", "j -> after", "after -> end"],
        )
    )
    story.do("a")
    assert story.ready == ["b", "c"]
    story.do("c")
    assert story.ready == ["b"]
    story.do("b").do("after")
    assert story.end == ("completed", "end")
    visits = {visit.element: visit.came_from for visit in engine.history(story.case)}
    assert visits["b"] == visits["c"] == "a"


@pytest.mark.parametrize(
    ("data", "taken"),
    [
        ({"x": True, "y": True}, ["always", "t_x", "t_y"]),
        ({"x": True, "y": False}, ["always", "t_x"]),
        ({"x": False, "y": False}, ["always", "other"]),
    ],
)
def test_conditional_flows_out_of_a_task(data: dict[str, Any], taken: list[str]) -> None:
    task = human("a").replace('id="a"', 'id="a" default="a_other"', 1)
    targets = ["always", "t_x", "t_y", "other"]
    story = Story(
        bpmn(
            [start(), task, *map(human, targets), end()],
            [
                "start -> a",
                "a -> always",
                "a -> t_x : x",
                "a -> t_y : y",
                "a -> other",
                *(f"{t} -> end" for t in targets),
            ],
        ),
        data,
    )
    story.do("a")
    assert story.ready == sorted(taken)
    for name in taken:
        story.do(name)
    assert story.case.status == "completed"


def test_a_condition_that_is_not_yes_or_no_is_no_yes() -> None:
    xml = bpmn(
        [start(), d.xor("x", "x_b"), human("a"), human("b"), end()],
        ["start -> x", "x -> a : answer", "x -> b", "a -> end", "b -> end"],
    )
    with pytest.raises(ExpressionError) as refused:
        Story(xml, {"answer": "no"})
    assert refused.value.code == "expression_not_yes_no"
    assert Story(xml, {"answer": None}).ready == ["b"]


def test_alternatives_are_tried_in_the_order_of_the_file() -> None:
    for flows in (["x -> a : n > 1", "x -> b : n > 0"], ["x -> b : n > 0", "x -> a : n > 1"]):
        xml = bpmn(
            [start(), d.xor("x", "x_c"), human("a"), human("b"), human("c"), end()],
            ["start -> x", *flows, "x -> c", "a -> end", "b -> end", "c -> end"],
        )
        assert Story(xml, {"n": 5}).ready == [flows[0][5]]


def test_a_line_of_many_tasks_is_no_deeper_than_a_short_one() -> None:
    names = [f"t{number}" for number in range(1_500)]
    stops = ["start", *names, "end"]
    xml = bpmn([start(), *map(step, names), end()], [f"{a} -> {b}" for a, b in pairwise(stops)])
    case = engine.start(engine.parse(xml), {}, now=NOW)
    for name in names[:5]:
        assert [one.element for one in engine.pending_steps(case)] == [name]
        engine.finish_step(case, engine.pending_steps(case)[0].id, now=NOW)


# ---- links ----------------------------------------------------------------------------------------------------------


def test_a_link_goes_on_where_it_is_caught() -> None:
    story = Story(
        bpmn(
            [
                start(),
                human("a"),
                d.event("intermediateThrowEvent", "out", "link", "over"),
                d.event("intermediateCatchEvent", "in", "link", "over"),
                human("b"),
                end(),
            ],
            ["start -> a", "a -> out", "in -> b", "b -> end"],
        )
    )
    story.do("a")
    assert story.ready == ["b"]
    story.do("b")
    assert story.end == ("completed", "end")
    assert [visit.element for visit in engine.history(story.case)] == ["start", "a", "out", "in", "b", "end"]


def test_two_links_may_lead_to_one() -> None:
    story = Story(
        bpmn(
            [
                start(),
                d.both("f"),
                human("a"),
                human("b"),
                d.event("intermediateThrowEvent", "out1", "link", "over"),
                d.event("intermediateThrowEvent", "out2", "link", "over"),
                d.event("intermediateCatchEvent", "in", "link", "over"),
                human("c"),
                end(),
            ],
            ["start -> f", "f -> a", "f -> b", "a -> out1", "b -> out2", "in -> c", "c -> end"],
        )
    )
    story.do("a")
    assert story.ready == ["b", "c"]
    story.do("b").do("c")
    assert story.ready == ["c"]
    story.do("c")
    assert story.case.status == "completed"


# ---- signals --------------------------------------------------------------------------------------------------------


def test_a_signal_end_reaches_everything_that_waits() -> None:
    story = Story(
        bpmn(
            [
                start(),
                d.both("f"),
                human("a"),
                d.event("endEvent", "told", "signal", "sos", payload="a"),
                d.event("intermediateCatchEvent", "w1", "signal", "sos", result="got"),
                d.event("intermediateCatchEvent", "w2", "signal", "sos"),
                human("b"),
                d.both("j"),
                end(),
            ],
            ["start -> f", "f -> a", "a -> told", "f -> w1", "f -> w2", "w1 -> j", "w2 -> j", "j -> b", "b -> end"],
            signals="sos",
        )
    )
    assert engine.waiting_signals(story.case) == ["sos"]
    story.do("a", {"why": "fall"})
    assert story.ready == ["b"] and story.data["got"] == {"why": "fall"}
    assert engine.take_signals(story.case) == [("sos", {"why": "fall"})]
    assert engine.take_signals(story.case) == []
    story.do("b")
    assert story.end == ("completed", "end")


@pytest.mark.parametrize("interrupts", [True, False])
def test_a_signal_on_the_border_interrupts_in_time(interrupts: bool) -> None:
    """Thrown by a parallel branch: what it interrupts has not moved on by then."""
    story = Story(
        bpmn(
            [
                start(),
                d.both("f"),
                human("alarm"),
                d.event("intermediateThrowEvent", "cry", "signal", "stop"),
                d.sub("care", [start("s1"), human("wash"), human("dress"), end("e1")],
                      ["s1 -> wash", "wash -> dress", "dress -> e1"]),
                d.on("stopped", "care", "signal", "stop", interrupts=interrupts),
                human("rescue"),
                end(),
                end("end2"),
                end("end3"),
            ],
            ["start -> f", "f -> alarm", "alarm -> cry", "cry -> end", "f -> care", "care -> end2",
             "stopped -> rescue", "rescue -> end3"],
            signals="stop",
        )
    )  # fmt: skip
    story.do("wash").do("alarm")
    assert story.ready == (["rescue"] if interrupts else ["dress", "rescue"])
    if not interrupts:
        assert story.signal("stop") == 1  # it can happen again
        assert story.ready == ["dress", "rescue", "rescue"]
        story.do("rescue").do("dress")
    story.do("rescue")
    assert story.case.status == "completed"
    assert story.case.diagram is story.diagram


def test_a_signal_from_outside_that_nobody_waits_for_does_nothing() -> None:
    story = Story(bpmn([start(), human("a"), end()], ["start -> a", "a -> end"]))
    assert story.signal("whatever") == 0 and story.ready == ["a"]


# ---- escalation and errors ------------------------------------------------------------------------------------------


def escalating(interrupts: bool, kind: str = "intermediateThrowEvent") -> bytes:
    inside = [start("s1"), human("a"), d.event(kind, "shout", "escalation", "late"), human("b"), end("e1")]
    flows = ["s1 -> a", "a -> shout"] + (["shout -> b", "b -> e1"] if kind != "endEvent" else ["b -> e1", "s1 -> b"])
    return bpmn(
        [
            start(),
            d.sub("inner", [start("s0"), d.sub("deep", inside, flows), end("e0")], ["s0 -> deep", "deep -> e0"]),
            d.on("heard", "inner", "escalation", "late", interrupts=interrupts),
            human("boss"),
            human("after"),
            end(),
            end("end2"),
        ],
        ["start -> inner", "inner -> after", "after -> end", "heard -> boss", "boss -> end2"],
        escalations="late other",
    )


def test_an_escalation_interrupts_two_levels_up_in_time() -> None:
    story = Story(escalating(True))
    story.do("a")
    assert story.ready == ["boss"]
    story.do("boss")
    assert story.end == ("completed", "end2")


def test_an_escalation_that_does_not_interrupt_lets_the_work_go_on() -> None:
    story = Story(escalating(False))
    story.do("a")
    assert story.ready == ["b", "boss"]
    story.do("b")
    assert story.ready == ["after", "boss"]
    story.do("boss").do("after")
    assert story.case.status == "completed"


def test_an_escalation_end_and_one_that_nobody_hears() -> None:
    story = Story(escalating(False, "endEvent"))
    assert story.ready == ["a", "b"]
    story.do("a")
    assert story.ready == ["b", "boss"]
    before, _, after = escalating(True).rpartition(b'"x_late"')
    story = Story(before + b'"x_other"' + after)
    story.do("a")
    assert story.ready == ["b"]


@pytest.mark.parametrize("what", ["error", "escalation"])
def test_errors_and_escalations_cross_call_activities(what: str) -> None:
    called = bpmn(
        [start("s1"), human("inside"), human("beside"), d.event("endEvent", "bad", what, "broken"), end("fine")],
        ["s1 -> inside", "s1 -> beside", "inside -> bad", "beside -> fine"],
        name="inner",
        errors="broken",
        escalations="broken",
    )
    story = Story(
        bpmn(
            [start(), d.call("c", "inner"), d.on("caught", "c", what, "broken"), human("mend"), human("after"), end()],
            ["start -> c", "c -> after", "caught -> mend", "mend -> end", "after -> end"],
            errors="broken",
            escalations="broken",
        ),
        called=(called,),
    )
    assert story.ready == ["beside", "inside"]
    story.do("inside")
    assert story.ready == ["mend"]
    story.do("mend")
    assert story.end == ("completed", "end")


def test_a_failing_step_in_a_called_process_is_caught_by_the_caller() -> None:
    called = bpmn([start("s1"), step("work"), end("fine")], ["s1 -> work", "work -> fine"], name="inner")
    story = Story(
        bpmn(
            [
                start(),
                d.call("c", "inner"),
                d.on("caught", "c", "error", "no_bed"),
                human("mend"),
                human("after"),
                end(),
            ],
            ["start -> c", "c -> after", "caught -> mend", "mend -> end", "after -> end"],
            errors="no_bed",
        ),
        called=(called,),
    )
    assert story.fails("work", "else") is False
    engine.retry_step(story.case, engine.incidents(story.case)[0].id, now=NOW)
    assert story.fails("work", "no_bed") is True
    assert story.ready == ["mend"]


def test_an_error_that_nothing_catches_ends_the_case_there() -> None:
    story = Story(
        bpmn(
            [start(), d.both("f"), human("a"), human("b"), d.event("endEvent", "broken", "error", "x"), end()],
            ["start -> f", "f -> a", "f -> b", "a -> broken", "b -> end"],
            errors="x",
        )
    )
    story.do("a")
    assert story.end == ("completed", "broken") and story.ready == []
    outcomes = {visit.element: visit.outcome for visit in engine.history(story.case)}
    assert outcomes["b"] == "cancelled" and outcomes["broken"] == "completed"


def test_terminate_in_a_called_process_ends_only_that() -> None:
    called = bpmn(
        [start("s1"), human("x"), human("y"), end("stop", "terminate"), end("fine")],
        ["s1 -> x", "s1 -> y", "x -> stop", "y -> fine"],
        name="inner",
    )
    story = Story(
        bpmn([start(), d.call("c", "inner"), human("after"), end()], ["start -> c", "c -> after", "after -> end"]),
        called=(called,),
    )
    story.do("x")
    assert story.ready == ["after"]


# ---- event subprocesses ---------------------------------------------------------------------------------------------


def listening(what: str, ref: str, *, interrupts: bool, nested: bool = False) -> bytes:
    inside = d.event_sub(
        "emergency", d.begins("came", what, ref, interrupts=interrupts, result="news" if what == "message" else ""),
        [human("react"), end("reacted")], ["came -> react", "react -> reacted"],
    )  # fmt: skip
    nodes = [start("s1"), human("a"), human("b"), end("e1"), inside]
    flows = ["s1 -> a", "a -> b", "b -> e1"]
    words = {"messages": "call", "signals": "call", "escalations": "call", "errors": "call"}
    if nested:
        outer = [start(), d.sub("inner", nodes, flows), human("after"), end()]
        return bpmn(outer, ["start -> inner", "inner -> after", "after -> end"], **words)
    return bpmn(nodes, flows, **words)


@pytest.mark.parametrize("nested", [False, True])
def test_an_interrupting_event_subprocess_takes_over(nested: bool) -> None:
    story = Story(listening("message", "call", interrupts=True, nested=nested))
    assert [message.name for message in engine.waiting_messages(story.case)] == ["call"]
    story.do("a").deliver("call", {"who": "son"})
    assert story.ready == ["react"] and story.data["news"] == {"who": "son"}
    with pytest.raises(NotWaiting):
        story.deliver("call")
    story.do("react")
    if nested:
        assert story.ready == ["after"]
        story.do("after")
    assert story.end == ("completed", "end" if nested else "reacted")
    outcomes = {visit.element: visit.outcome for visit in engine.history(story.case)}
    assert outcomes["b"] == "cancelled"
    assert list(outcomes).count("came") == 0 or outcomes["came"] == "completed"


@pytest.mark.parametrize("nested", [False, True])
def test_an_event_subprocess_that_does_not_interrupt_runs_beside_as_often_as_it_is_set_off(nested: bool) -> None:
    story = Story(listening("message", "call", interrupts=False, nested=nested))
    story.deliver("call").deliver("call")
    assert story.ready == ["a", "react", "react"]
    story.do("a").do("b")
    assert story.ready == ["react", "react"]  # the level is not left before they are done
    story.do("react").do("react")
    assert story.ready == (["after"] if nested else [])
    if nested:
        with pytest.raises(NotWaiting):
            story.deliver("call")
        story.do("after")
    assert story.case.status == "completed"
    assert engine.waiting_messages(story.case) == []


def test_a_listener_alone_keeps_nothing_open() -> None:
    story = Story(listening("timeDuration", "PT1H", interrupts=True))
    assert [timer.element for timer in engine.timers(story.case)] == ["came"]
    tokens = {token.element: token.listening for token in engine.tokens(story.case)}
    assert tokens == {"a": False, "came": True}
    story.do("a").do("b")
    assert story.end == ("completed", "e1")
    assert engine.timers(story.case) == [] and engine.tokens(story.case) == []


def test_timers_set_event_subprocesses_off_once_or_again_and_again() -> None:
    story = Story(listening("timeDuration", "PT1H", interrupts=False))
    assert story.wait(at(hours=3)) == ["came"] and story.ready == ["a", "react"]
    story = Story(listening("timeCycle", "R3/PT1H", interrupts=False))
    assert story.wait(at(hours=9)) == ["came"] * 3 and story.ready == ["a", "react", "react", "react"]
    story = Story(listening("timeDuration", "PT1H", interrupts=True))
    assert story.wait(at(hours=1)) == ["came"] and story.ready == ["react"]


def test_signals_escalations_and_errors_set_event_subprocesses_off() -> None:
    story = Story(listening("signal", "call", interrupts=True, nested=True))
    assert story.signal("call") == 1 and story.ready == ["react"]
    for what in ("error", "escalation"):
        handler = d.event_sub("emergency", d.begins("came", what, "call"), [human("react"), end("reacted")],
                              ["came -> react", "react -> reacted"])  # fmt: skip
        story = Story(
            bpmn(
                [start(), human("a"), d.event("endEvent", "bad", what, "call"), human("b"), end(), handler],
                ["start -> a", "start -> b", "a -> bad", "b -> end"],
                errors="call",
                escalations="call",
            )
        )
        story.do("a")
        assert story.ready == ["react"]
        story.do("react")
        assert story.end == ("completed", "reacted")


def test_a_failing_step_is_caught_by_an_event_subprocess_around() -> None:
    handler = d.event_sub("rescue", d.begins("failed", "error"), [human("mend"), end("mended")],
                          ["failed -> mend", "mend -> mended"])  # fmt: skip
    story = Story(
        bpmn(
            [
                start(),
                d.sub("inner", [start("s1"), step("work"), end("e1")], ["s1 -> work", "work -> e1"]),
                end(),
                handler,
            ],
            ["start -> inner", "inner -> end"],
        )
    )
    assert story.fails("work", "anything") is True
    assert story.ready == ["mend"] and story.steps == []


def test_what_an_event_subprocess_throws_is_not_for_itself() -> None:
    handler = d.event_sub(
        "rescue", d.begins("heard", "escalation", "call", interrupts=False),
        [human("look"), d.event("endEvent", "pass_on", "escalation", "call")], ["heard -> look", "look -> pass_on"],
    )  # fmt: skip
    inside = [start("s1"), human("a"), d.event("intermediateThrowEvent", "cry", "escalation", "call"), human("b"),
              end("e1"), handler]  # fmt: skip
    story = Story(
        bpmn(
            [start(), d.sub("inner", inside, ["s1 -> a", "a -> cry", "cry -> b", "b -> e1"]),
             d.on("up", "inner", "escalation", "call", interrupts=False), human("boss"), end(), end("end2")],
            ["start -> inner", "inner -> end", "up -> boss", "boss -> end2"],
            escalations="call",
        )
    )  # fmt: skip
    story.do("a")
    assert story.ready == ["b", "look"]
    story.do("look")
    assert story.ready == ["b", "boss"]


# ---- event gateways -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["long", "short", "word", "cry"])
def test_an_event_gateway_with_several_timers_a_message_and_a_signal(first: str) -> None:
    story = Story(
        bpmn(
            [
                start(),
                d.events("g"),
                d.wait("long", "PT48H"),
                d.wait("short", "PT1H" if first != "long" else "PT72H"),
                d.catch("word", "answer"),
                d.event("intermediateCatchEvent", "cry", "signal", "stop"),
                *(human(f"after_{name}") for name in ("long", "short", "word", "cry")),
                end(),
            ],
            ["start -> g", *(f"g -> {name}" for name in ("long", "short", "word", "cry")),
             *(f"{name} -> after_{name}" for name in ("long", "short", "word", "cry")),
             *(f"after_{name} -> end" for name in ("long", "short", "word", "cry"))],
            messages="answer",
            signals="stop",
        )
    )  # fmt: skip
    assert len(engine.timers(story.case)) == 2
    if first == "word":
        story.deliver("answer")
    elif first == "cry":
        story.signal("stop")
    else:
        assert story.wait(at(hours=100)) == [first]
    assert story.ready == [f"after_{first}"]
    assert engine.timers(story.case) == [] and engine.waiting_messages(story.case) == []


# ---- repeated activities --------------------------------------------------------------------------------------------


def reviewed(**how: Any) -> bytes:
    node = human("review", candidate="reviewer.id", due="hours(loop.number)", result="verdict")
    return bpmn(
        [start(), d.each(node, "reviewers", item="reviewer", result="verdicts", **how), human("after"), end()],
        ["start -> review", "review -> after", "after -> end"],
    )


PEOPLE = {"reviewers": [{"id": "ann"}, {"id": "bob"}, {"id": "cem"}]}


def test_a_task_for_each_of_a_list_all_at_once() -> None:
    story = Story(reviewed(), PEOPLE)
    assert [(t.item_number, t.item_count, t.item, t.candidates, t.due_at) for t in story.tasks] == [
        (1, 3, {"id": "ann"}, ("ann",), at(hours=1)),
        (2, 3, {"id": "bob"}, ("bob",), at(hours=2)),
        (3, 3, {"id": "cem"}, ("cem",), at(hours=3)),
    ]
    story.do("review", {"ok": False}, 3)
    assert story.data["verdicts"] == [None, None, {"ok": False}] and len(story.tasks) == 2
    story.do("review", {"ok": True}, 1).do("review", {"ok": True}, 2)
    assert story.ready == ["after"]
    assert story.data["verdicts"] == [{"ok": True}, {"ok": True}, {"ok": False}]
    assert "verdict" not in story.data and "reviewer" not in story.data and "loop" not in story.data
    assert [visit.element for visit in engine.history(story.case)] == ["start", "review", "review", "review"]
    assert {visit.came_from for visit in engine.history(story.case)} == {None, "start"}


def test_one_after_the_other_and_the_list_as_it_was_when_it_began() -> None:
    story = Story(reviewed(sequential=True), PEOPLE)
    seen = []
    for number in (1, 2, 3):
        (task,) = story.tasks
        seen.append((task.item_number, task.candidates))
        story.data["reviewers"] = []
        story.do("review", {"n": number})
    assert seen == [(1, ("ann",)), (2, ("bob",)), (3, ("cem",))]
    assert story.ready == ["after"] and story.data["verdicts"] == [{"n": 1}, {"n": 2}, {"n": 3}]


@pytest.mark.parametrize("sequential", [False, True])
def test_a_completion_condition_ends_it_early(sequential: bool) -> None:
    story = Story(reviewed(sequential=sequential, until="verdict.ok == false or loop.done >= 2"), PEOPLE)
    story.do("review", {"ok": False}, 1)
    assert story.ready == ["after"] and story.data["verdicts"] == [{"ok": False}, None, None]
    story = Story(reviewed(sequential=sequential, until="verdict.ok == false or loop.done >= 2"), PEOPLE)
    story.do("review", {"ok": True}, 1).do("review", {"ok": True}, 2)
    assert story.ready == ["after"] and story.data["verdicts"] == [{"ok": True}, {"ok": True}, None]
    outcomes = [visit.outcome for visit in engine.history(story.case) if visit.element == "review"]
    assert outcomes == (["completed"] * 2 if sequential else ["completed", "completed", "cancelled"])


def test_an_empty_list_is_nothing_to_do() -> None:
    story = Story(reviewed(), {"reviewers": []})
    assert story.ready == ["after"] and story.data["verdicts"] == []


@pytest.mark.parametrize("bad", [{"id": "x"}, "ann", 3, None, True])
def test_what_is_no_list_is_refused(bad: Any) -> None:
    with pytest.raises(ExpressionError, match="list"):
        Story(reviewed(), {"reviewers": bad})


def test_a_number_of_times_and_too_many() -> None:
    xml = bpmn([start(), d.each(step("s", n="item|integer"), times="n"), end()], ["start -> s", "s -> end"])
    story = Story(xml, {"n": 3})
    assert [one.params for one in engine.pending_steps(story.case)] == [{"n": 1}, {"n": 2}, {"n": 3}]
    for number in (1, 2, 3):
        story.does("s", {"made": number})
    assert story.end == ("completed", "end") and story.data["s"] == [{"made": 1}, {"made": 2}, {"made": 3}]
    assert Story(xml, {"n": 0}).case.status == "completed"
    for bad in (-1, "3", True):
        with pytest.raises(ExpressionError):
            Story(xml, {"n": bad})
    with pytest.raises(EngineError) as refused:
        Story(xml, {"n": 1_001})
    assert refused.value.code == "loop_too_long"


@pytest.mark.parametrize("sequential", [False, True])
def test_a_subprocess_for_each_keeps_what_is_written_inside(sequential: bool) -> None:
    inside = [start("s1"), human("ask"), d.xor("x", "x_e1"), step("place", what="ask.drug + order.kind"), end("e1")]
    flows = ["s1 -> ask", "ask -> x", "x -> place : ask.yes", "x -> e1", "place -> e1"]
    story = Story(
        bpmn(
            [start(), d.each(d.sub("inner", inside, flows), "orders", item="order", result="done",
                             sequential=sequential), human("after"), end()],
            ["start -> inner", "inner -> after", "after -> end"],
        ),
        {"orders": [{"kind": "1"}, {"kind": "2"}]},
    )  # fmt: skip
    if sequential:
        story.do("ask", {"yes": True, "drug": "a"})
        (pending,) = engine.pending_steps(story.case)
        assert pending.params == {"what": "a1"}
        story.does("place", {"id": 7})
        story.do("ask", {"yes": False})
    else:
        story.do("ask", {"yes": False}, 2)
        assert story.ready == ["ask"]
        story.do("ask", {"yes": True, "drug": "a"}, 1)
        (pending,) = engine.pending_steps(story.case)
        assert pending.params == {"what": "a1"}
        story.does("place", {"id": 7})
    assert story.ready == ["after"]
    first = {"ask": {"yes": True, "drug": "a"}, "place": {"id": 7}}
    assert story.data["done"] == [first, {"ask": {"yes": False}}]
    assert "ask" not in story.data


def test_a_call_for_each_with_a_message_for_the_right_one() -> None:
    called = bpmn([start("s1"), d.catch("w", "paid", key="bill.id", result="receipt"), end("e1")],
                  ["s1 -> w", "w -> e1"], name="collect", messages="paid")  # fmt: skip
    story = Story(
        bpmn(
            [start(), d.each(d.call("c", "collect"), "bills", item="bill", result="paid"), human("after"), end()],
            ["start -> c", "c -> after", "after -> end"],
        ),
        {"bills": [{"id": "b1"}, {"id": "b2"}]},
        called=(called,),
    )
    assert sorted(str(message.key) for message in engine.waiting_messages(story.case)) == ["b1", "b2"]
    story.deliver("paid", {"sum": 2}, key="b2")
    with pytest.raises(NotWaiting):
        story.deliver("paid", {"sum": 3}, key="b2")
    story.deliver("paid", {"sum": 1}, key="b1")
    assert story.ready == ["after"]
    assert story.data["paid"] == [{"receipt": {"sum": 1}}, {"receipt": {"sum": 2}}]


def test_items_within_items() -> None:
    inside = [start("s1"), d.each(human("ask"), "ward.beds", item="bed", result="answers"), end("e1")]
    story = Story(
        bpmn(
            [start(), d.each(d.sub("inner", inside, ["s1 -> ask", "ask -> e1"]), "wards", item="ward"), end()],
            ["start -> inner", "inner -> end"],
        ),
        {"wards": [{"beds": [1, 2]}, {"beds": [3]}]},
    )
    assert sorted(task.item for task in story.tasks) == [1, 2, 3]
    while story.tasks:
        last = story.tasks[-1]
        engine.finish(story.case, last.id, {"bed": last.item}, now=NOW)
        story.again()
    assert story.case.status == "completed"
    assert story.data["inner"] == [{"answers": [{"bed": 1}, {"bed": 2}]}, {"answers": [{"bed": 3}]}]


def test_events_on_the_border_of_a_repeated_task_are_for_all_of_it() -> None:
    nodes = [
        start(),
        d.each(human("a"), "people"),
        d.boundary("late", "a", timer="PT1H"),
        human("b"),
        human("after"),
        end(),
    ]
    story = Story(
        bpmn(nodes, ["start -> a", "a -> after", "late -> b", "b -> end", "after -> end"]), {"people": [1, 2]}
    )
    story.do("a")
    assert story.wait(at(hours=1)) == ["late"] and story.ready == ["b"]
    assert engine.take_ended(story.case) == {}  # told before the case was saved and loaded
    assert [v.outcome for v in engine.history(story.case) if v.element == "a"] == ["completed", "cancelled"]


def test_a_failed_step_of_one_item_is_caught_on_the_border_of_all() -> None:
    nodes = [start(), d.each(step("a"), "people"), d.boundary("bad", "a", error="*"), human("mend"), end()]
    story = Story(bpmn(nodes, ["start -> a", "a -> end", "bad -> mend", "mend -> end"]), {"people": [1, 2, 3]})
    story.does("a")
    assert story.fails("a", "x") is True
    assert story.ready == ["mend"] and story.steps == []


def test_ending_a_scope_withdraws_every_item() -> None:
    inside = d.sub("inner", [start("s1"), human("deep"), end("e1")], ["s1 -> deep", "deep -> e1"])
    nodes = [start(), d.both("f"), d.each(inside, "people"), human("a"), end("stop", "terminate"), end()]
    story = Story(bpmn(nodes, ["start -> f", "f -> inner", "f -> a", "a -> stop", "inner -> end"]), {"people": [1, 2]})
    assert story.ready == ["a", "deep", "deep"]
    task = next(task for task in story.tasks if task.element == "a")
    engine.finish(story.case, task.id, {}, now=NOW)
    assert story.end == ("completed", "stop") and story.tasks == []
    assert sorted(engine.take_ended(story.case).values()) == ["cancelled", "cancelled", "completed"]
    assert len(story.case.workflow.subprocesses) == 0


@pytest.mark.parametrize("before", [False, True])
def test_a_standard_loop_goes_on_while_its_condition_is_true(before: bool) -> None:
    xml = bpmn([start(data="n"), d.again(human("a", result="n"), "n.more", before=before), human("after"), end()],
               ["start -> a", "a -> after", "after -> end"])  # fmt: skip
    story = Story(xml, {"n": {"more": True}})
    for turn in range(3):
        assert [task.item_number for task in story.tasks] == [turn + 1]
        story.do("a", {"more": turn < 2})
    assert story.ready == ["after"] and story.data["n"] == {"more": False}
    assert Story(xml, {"n": {"more": False}}).ready == (["after"] if before else ["a"])


def test_a_standard_loop_has_a_largest_number_of_rounds() -> None:
    story = Story(bpmn([start(), d.again(step("a"), maximum="3"), end()], ["start -> a", "a -> end"]))
    for _ in range(3):
        story.does("a")
    assert story.case.status == "completed"
    story = Story(
        bpmn(
            [start(), d.again(d.sub("s", [start("s1"), human("x"), end("e1")], ["s1 -> x", "x -> e1"]),
                              "loop.done < 2"), end()],
            ["start -> s", "s -> end"],
        )
    )  # fmt: skip
    story.do("x", {}, 1).do("x", {}, 2)
    assert story.case.status == "completed"


def test_a_thousand_items_stay_quick_to_step_through() -> None:
    case = engine.start(engine.parse(reviewed()), {"reviewers": [{"id": str(n)} for n in range(1_000)]}, now=NOW)
    assert len(engine.ready_human_tasks(case)) == 1_000
    for number in range(1_000):
        task = engine.ready_human_tasks(case)[0] if number % 100 == 0 else task_of(case)
        engine.finish(case, task.id, {"n": number}, now=NOW)
        if number % 250 == 0:
            case = reload(case)
    assert [t.element for t in engine.ready_human_tasks(case)] == ["after"]
    assert case.data["verdicts"] == [{"n": number} for number in range(1_000)]


def task_of(case: engine.Case) -> Any:
    """The first open task, without looking at all of them."""
    return next(task for task in case.workflow.tasks.values() if task.triggered and task.state == 16)


# ---- compensation ---------------------------------------------------------------------------------------------------


def compensating(throw: str, only: str = "") -> bytes:
    nodes = [start()]
    for name in ("bed", "car"):
        nodes += [step(name), d.on(f"undo_{name}", name, "compensate"), d.undoing(step(f"free_{name}"))]
        nodes.append(d.association(f"undo_{name}", f"free_{name}"))
    nodes += [human("ask"), d.xor("x", "x_end"), d.event(throw, "undo", "compensate", only), human("told"), end()]
    flows = ["start -> bed", "bed -> car", "car -> ask", "ask -> x", "x -> undo : ask.no", "x -> end"]
    flows += ["undo -> told", "told -> end"] if throw != "endEvent" else ["x -> told : ask.maybe", "told -> end"]
    return bpmn(nodes, flows)


def test_compensation_undoes_what_was_done_the_latest_first() -> None:
    story = Story(compensating("intermediateThrowEvent"))
    story.does("bed").does("car").do("ask", {"no": True})
    assert story.steps == ["free_car"] and story.ready == []
    story.does("free_car")
    assert story.steps == ["free_bed"]
    story.does("free_bed")
    assert story.ready == ["told"]
    story.do("told")
    assert story.end == ("completed", "end")
    order = [visit.element for visit in engine.history(story.case)]
    assert order.index("free_car") < order.index("free_bed") < order.index("undo") < order.index("told")


def test_compensation_of_one_activity_and_at_an_end() -> None:
    story = Story(compensating("intermediateThrowEvent", "bed"))
    story.does("bed").does("car").do("ask", {"no": True})
    assert story.steps == ["free_bed"]
    story.does("free_bed")
    assert story.ready == ["told"]
    story = Story(compensating("endEvent"))
    story.does("bed").does("car").do("ask", {"no": True, "maybe": False})
    story.does("free_car").does("free_bed")
    assert story.end == ("completed", "undo")


def test_what_was_not_done_is_not_undone() -> None:
    xml = bpmn(
        [start(), d.xor("x", "x_undo"), step("bed"), d.on("b", "bed", "compensate"), d.undoing(human("free_bed")),
         d.association("b", "free_bed"), d.event("intermediateThrowEvent", "undo", "compensate"), human("told"), end()],
        ["start -> x", "x -> bed : yes", "x -> undo", "bed -> undo", "undo -> told", "told -> end"],
    )  # fmt: skip
    assert Story(xml, {"yes": False}).ready == ["told"]
    story = Story(xml, {"yes": True})
    story.does("bed")
    assert story.ready == ["free_bed"]
    story.do("free_bed")
    assert story.ready == ["told"]


# ---- complex gateways -----------------------------------------------------------------------------------------------


def counting(condition: str, *, exclusive: bool = False) -> bytes:
    fork = d.xor("f", "f_c") if exclusive else d.both("f")
    flows = ["f -> a : n == 1", "f -> b : n == 2", "f -> c"] if exclusive else ["f -> a", "f -> b", "f -> c"]
    return bpmn(
        [start(), fork, human("a"), human("b"), human("c"), d.counted("g", condition), human("after"), end()],
        ["start -> f", *flows, "a -> g", "b -> g", "c -> g", "g -> after", "after -> end"],
    )


def test_a_complex_gateway_goes_on_when_enough_have_come() -> None:
    story = Story(counting("arrived >= 2"))
    story.do("b")
    assert story.ready == ["a", "c"]
    story.do("a")
    assert story.ready == ["after", "c"]
    story.do("c")  # comes too late to count, and holds nothing up
    assert story.ready == ["after"]
    story.do("after")
    assert story.end == ("completed", "end")


def test_a_complex_gateway_that_can_never_go_on_says_so() -> None:
    story = Story(counting("arrived >= 2", exclusive=True), {"n": 1})
    with pytest.raises(EngineError) as stuck:
        story.do("a")
    assert stuck.value.code == "gateway_stuck"


def test_a_complex_gateway_may_look_at_the_data_and_choose() -> None:
    xml = bpmn(
        [start(), d.both("f"), human("a"), human("b"), d.counted("g", "arrived == 2 or a.urgent ?? false", "g_slow"),
         human("fast"), human("slow"), end()],
        ["start -> f", "f -> a", "f -> b", "a -> g", "b -> g", "g -> fast : arrived_fast ?? false", "g -> slow",
         "fast -> end", "slow -> end"],
    )  # fmt: skip
    story = Story(xml)
    story.do("a", {"urgent": True})
    assert story.ready == ["b", "slow"]
    story = Story(xml, {"arrived_fast": True})
    story.do("b")
    assert story.ready == ["a"]
    story.do("a", {})
    assert story.ready == ["fast"]


# ---- people's tasks -------------------------------------------------------------------------------------------------


def test_a_task_says_until_when_it_was_promised_and_for_which_department() -> None:
    node = human("a", sla="hours(1)", followUp="visit.look_again", department="visit.wards")
    xml = bpmn(
        [start(), node, human("b", department="cardiology"), end()],
        ["start -> a", "start -> b", "a -> end", "b -> end"],
    )
    story = Story(xml, {"visit": {"look_again": at(days=1), "wards": ["w1", "w2"]}})
    first, second = story.tasks
    assert (first.sla_at, first.follow_up_at, first.departments) == (at(hours=1), at(days=1), ("w1", "w2"))
    assert (second.sla_at, second.follow_up_at, second.departments) == (None, None, ("cardiology",))
    for name in ("sla", "followUp", "department"):
        wrong = bpmn([start(), human("a", **{name: "a b"}), end()], ["start -> a", "a -> end"])
        assert [one.code for one in engine.problems(wrong)] == ["expression_syntax"]
