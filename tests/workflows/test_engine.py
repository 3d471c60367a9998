"""The engine's public functions on small diagrams, with a virtual clock; every state is saved and loaded in between."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.workflows.drawing import (
    NOW,
    at,
    both,
    boundary,
    bpmn,
    call,
    catch,
    end,
    events,
    human,
    some,
    start,
    step,
    sub,
    throw,
    wait,
    xor,
)
from tests.workflows.play import do, does, ready, reload, steps
from workflows import engine
from workflows.cache import CaseCache
from workflows.errors import (
    CaseEnded,
    DataRefused,
    DiagramInvalid,
    EngineError,
    NotWaiting,
    StateUnreadable,
    StepBudgetSpent,
    TaskNotReady,
    TaskUnknown,
)

LINE = bpmn(
    [start(), human("a"), step("s", x="a.n|integer"), human("b"), end()], ["start -> a", "a -> s", "s -> b", "b -> end"]
)


def test_a_straight_line_runs_to_its_end() -> None:
    case = engine.start(engine.parse(LINE), {"visit": {"id": "v1"}}, now=NOW)
    assert ready(case) == ["a"]
    do(case, "a", {"n": 3}, now=at(minutes=5))
    (pending,) = engine.pending_steps(case)
    assert (pending.element, pending.step, pending.params) == ("s", "demo.do", {"x": 3})
    engine.finish_step(case, pending.id, {"made": Decimal("1.50")}, now=at(minutes=5))
    do(case, "b", now=at(minutes=9))
    assert (case.status, case.outcome) == ("completed", "end")
    assert engine.snapshot(case) == {"visit": {"id": "v1"}, "a": {"n": 3}, "s": {"made": Decimal("1.50")}, "b": {}}
    visits = {visit.element: visit for visit in engine.history(case)}
    assert list(visits) == ["start", "a", "s", "b", "end"]
    assert visits["a"].left - visits["a"].entered == timedelta(minutes=5)
    assert visits["b"].came_from == "s"


def test_the_same_bytes_are_parsed_once() -> None:
    assert engine.parse(LINE) is engine.parse(bytes(LINE))
    assert len(engine.parse(LINE).version) == 64


def test_finishing_twice_is_refused() -> None:
    case = engine.start(engine.parse(LINE), {}, now=NOW)
    (task,) = engine.ready_human_tasks(case)
    engine.finish(case, task.id, {"n": 1}, now=NOW)
    for again in (case, reload(case)):
        with pytest.raises((TaskNotReady, TaskUnknown)):
            engine.finish(again, task.id, {"n": 2}, now=NOW)
        assert again.data["a"] == {"n": 1}
    with pytest.raises(TaskUnknown):
        engine.finish(case, uuid4(), {}, now=NOW)


def test_a_step_is_finished_by_the_host_only_and_once() -> None:
    case = engine.start(engine.parse(LINE), {}, now=NOW)
    do(case, "a", {"n": 1})
    (pending,) = engine.pending_steps(case)
    with pytest.raises(TaskNotReady):
        engine.finish(case, pending.id, {}, now=NOW)
    engine.finish_step(case, pending.id, now=NOW)
    with pytest.raises((TaskNotReady, TaskUnknown)):
        engine.finish_step(case, pending.id, now=NOW)
    (task,) = engine.ready_human_tasks(case)
    with pytest.raises(TaskNotReady):
        engine.finish_step(case, task.id, now=NOW)


def test_an_ended_case_refuses_everything() -> None:
    case = engine.start(engine.parse(LINE), {}, now=NOW)
    (task,) = engine.ready_human_tasks(case)
    engine.cancel(case, now=NOW)
    assert (case.status, ready(case), engine.tokens(case)) == ("cancelled", [], [])
    for refused in (
        lambda: engine.finish(case, task.id, {}, now=NOW),
        lambda: engine.cancel(case, now=NOW),
        lambda: engine.deliver(case, "x", now=NOW),
        lambda: engine.fire_timers(case, now=NOW),
    ):
        with pytest.raises(CaseEnded):
            refused()
    assert reload(case).status == "cancelled"
    assert engine.history(case)[-1].outcome == "cancelled"


def test_parallel_branches_lose_nothing() -> None:
    case = engine.start(
        engine.parse(
            bpmn(
                [start(), both("f"), human("a"), human("b"), step("c"), both("j"), human("after"), end()],
                [
                    "start -> f",
                    "f -> a",
                    "f -> b",
                    "f -> c",
                    "a -> j",
                    "b -> j",
                    "c -> j",
                    "j -> after",
                    "after -> end",
                ],
            )
        ),
        {},
        now=NOW,
    )
    assert sorted(ready(case)) == ["a", "b"] and steps(case) == ["c"]
    do(case, "b", {"list": [2]})
    case = reload(case)
    does(case, "c", {"list": [3]})
    case = reload(case)
    assert ready(case) == ["a"]
    do(case, "a", {"list": [1]})
    assert ready(case) == ["after"]
    assert case.data == {"b": {"list": [2]}, "c": {"list": [3]}, "a": {"list": [1]}}


def test_exclusive_gateways_take_the_first_that_matches_or_the_default() -> None:
    diagram = engine.parse(
        bpmn(
            [start(), xor("x", "x_other"), human("big"), human("small"), human("other"), end()],
            [
                "start -> x",
                "x -> big : n > 10",
                "x -> small : n > 1",
                "x -> other",
                "big -> end",
                "small -> end",
                "other -> end",
            ],
        )
    )
    for value, expected in ((11, "big"), (5, "small"), (0, "other")):
        assert ready(engine.start(diagram, {"n": value}, now=NOW)) == [expected]
    with pytest.raises(EngineError) as refused:
        engine.start(diagram, {"m": 1}, now=NOW)
    assert refused.value.code == "expression_unknown_name"


def test_inclusive_gateways_wait_for_the_branches_taken() -> None:
    diagram = engine.parse(
        bpmn(
            [start(), some("o", "o_c"), human("a"), human("b"), human("c"), some("j"), human("after"), end()],
            [
                "start -> o",
                "o -> a : n > 0",
                "o -> b : n > 1",
                "o -> c",
                "a -> j",
                "b -> j",
                "c -> j",
                "j -> after",
                "after -> end",
            ],
        )
    )
    case = engine.start(diagram, {"n": 2}, now=NOW)
    assert sorted(ready(case)) == ["a", "b"]
    do(case, "a")
    case = reload(case)
    assert ready(case) == ["b"]
    do(case, "b")
    assert ready(case) == ["after"]
    case = engine.start(diagram, {"n": 0}, now=NOW)
    do(case, "c")
    assert ready(case) == ["after"]


def test_an_empty_branch_of_an_inclusive_gateway_waits_for_the_others() -> None:
    diagram = engine.parse(
        bpmn(
            [start(), some("o", "o_b"), human("a"), human("b"), some("j"), human("after"), end()],
            [
                "start -> o",
                "o -> j : true",
                "o -> a : true",
                "o -> b",
                "a -> j",
                "b -> j",
                "j -> after",
                "after -> end",
            ],
        )
    )
    case = reload(engine.start(diagram, {}, now=NOW))
    assert ready(case) == ["a"]
    do(case, "a")
    assert ready(case) == ["after"]


def test_a_join_in_a_loop_counts_each_round_anew() -> None:
    """The stock join remembers arrivals of earlier rounds while an outer branch is open."""
    case = engine.start(
        engine.parse(
            bpmn(
                [
                    start(),
                    both("outer"),
                    human("other"),
                    xor("again"),
                    both("f"),
                    human("a"),
                    human("b"),
                    both("j"),
                    human("more"),
                    xor("x", "x_o"),
                    both("o"),
                    end(),
                ],
                [
                    "start -> outer",
                    "outer -> other",
                    "outer -> again",
                    "again -> f",
                    "f -> a",
                    "f -> b",
                    "a -> j",
                    "b -> j",
                    "j -> more",
                    "more -> x",
                    "x -> again : more.again",
                    "x -> o",
                    "other -> o",
                    "o -> end",
                ],
            )
        ),
        {},
        now=NOW,
    )
    for turn in range(4):
        do(case, "a" if turn % 2 else "b")
        case = reload(case)
        assert "more" not in ready(case)
        do(case, "b" if turn % 2 else "a")
        do(case, "more", {"again": turn < 3})
    assert ready(case) == ["other"]
    do(case, "other")
    assert case.status == "completed"


def test_who_may_do_a_task_until_when() -> None:
    (task,) = engine.ready_human_tasks(
        engine.start(
            engine.parse(
                bpmn(
                    [
                        start(),
                        human(
                            "a",
                            role="doctor",
                            form="note",
                            priority="high",
                            due="hours(2)",
                            candidate="visit.doctor",
                            onComplete="encounters.sign",
                            result="note",
                        ),
                        end(),
                    ],
                    ["start -> a", "a -> end"],
                )
            ),
            {"visit": {"doctor": uuid4()}},
            now=NOW,
        )
    )
    assert (task.role, task.form, task.priority, task.due_at) == ("doctor", "note", 75, at(hours=2))
    assert (task.on_complete, task.result, task.ready_at) == ("encounters.sign", "note", NOW)
    assert task.candidates == (str(UUID(task.candidates[0])),)


def test_candidates_and_due_dates_are_fixed_when_the_task_becomes_ready() -> None:
    case = engine.start(
        engine.parse(
            bpmn(
                [start(), human("a", due="now() + days(1)", candidate="['x', who.id]", priority="n"), end()],
                ["start -> a", "a -> end"],
            )
        ),
        {"who": {"id": "y"}, "n": 90},
        now=NOW,
    )
    again = engine.load(case.diagram, engine.dump(case), now=at(days=3))
    (task,) = engine.ready_human_tasks(again)
    assert (task.candidates, task.due_at, task.priority) == (("x", "y"), at(days=1), 90)


def test_a_loop_of_a_thousand_rounds_neither_stalls_nor_grows() -> None:
    case = engine.start(
        engine.parse(
            bpmn(
                [start(), human("round"), step("note"), xor("x", "x_end"), end()],
                ["start -> round", "round -> note", "note -> x", "x -> round : round.again", "x -> end"],
            )
        ),
        {},
        now=NOW,
    )
    sizes = []
    for turn in range(1000):
        do(case, "round", {"again": turn < 999, "turn": turn}, now=at(hours=turn))
        does(case, "note", {"turn": turn})
        if turn % 100 == 50:
            sizes.append(len(case.workflow.tasks))
            case = reload(case)
    assert (case.status, case.outcome, case.data["note"]) == ("completed", "end", {"turn": 999})
    assert max(sizes) == min(sizes) < 15
    assert len(engine.history(case)) <= 1000 and case.log.forgotten > 0
    assert len(engine.dump(case)) < 100_000


def test_b45_a_gateway_that_leads_to_itself_is_stopped() -> None:
    circle = bpmn(
        [start(), human("go"), xor("x", "x_y"), xor("y", "y_x"), end()],
        ["start -> go", "go -> x", "x -> y", "y -> end : stop", "y -> x"],
    )
    case = engine.start(engine.parse(circle), {"stop": False}, now=NOW)
    blob = engine.dump(case)
    with pytest.raises(StepBudgetSpent) as stopped:
        do(case, "go")
    assert stopped.value.code == "step_budget_spent"
    again = engine.load(case.diagram, blob, now=NOW)  # nothing happened
    assert ready(again) == ["go"]
    again.data["stop"] = True
    do(again, "go")
    assert again.status == "completed"


# ---- timers and messages --------------------------------------------------------------------------------------------


def test_timers_fire_when_due_and_not_before() -> None:
    case = engine.start(
        engine.parse(bpmn([start(), wait("w", "PT30M"), human("a"), end()], ["start -> w", "w -> a", "a -> end"])),
        {},
        now=NOW,
    )
    (timer,) = engine.timers(case)
    assert (timer.element, timer.due_at) == ("w", at(minutes=30))
    assert engine.fire_timers(case, now=at(minutes=29)) == [] and ready(case) == []
    assert [token.state for token in engine.tokens(case)] == ["waiting"]
    case = reload(case)
    assert engine.fire_timers(case, now=at(minutes=30)) == ["w"] and ready(case) == ["a"]
    assert engine.timers(case) == []


@pytest.mark.parametrize(
    ("kind", "value", "due"),
    [
        ("timeDuration", "P1D", at(days=1)),
        ("timeDuration", "P1M", datetime(2026, 4, 2, 9, tzinfo=UTC)),
        ("timeDuration", "hours(2) + minutes(5)", at(hours=2, minutes=5)),
        ("timeDuration", "'PT5M'", at(minutes=5)),
        ("timeDate", "2026-03-02T11:00:00+02:00", NOW),
        ("timeDate", "visit.text", at(hours=3)),
        ("timeDate", "visit.moment", at(hours=1)),
        ("timeDate", "next_time('08:00', 'Europe/Berlin')", datetime(2026, 3, 3, 7, tzinfo=UTC)),
        ("timeDate", "date('2026-03-05')", datetime(2026, 3, 5, tzinfo=UTC)),
    ],
)
def test_timers_take_iso_8601_and_expressions(kind: str, value: str, due: datetime) -> None:
    data = {"visit": {"text": "2026-03-02T13:00:00+01:00", "moment": at(hours=1)}}
    case = engine.start(
        engine.parse(bpmn([start(), wait("w", value, kind), end()], ["start -> w", "w -> end"])), data, now=NOW
    )
    assert [timer.due_at for timer in engine.timers(reload(case))] == [due]


def test_a_timer_that_is_overdue_when_set_fires_at_the_next_look() -> None:
    case = engine.start(
        engine.parse(bpmn([start(), wait("w", "2020-01-01T00:00:00Z", "timeDate"), end()], ["start -> w", "w -> end"])),
        {},
        now=NOW,
    )
    assert engine.fire_timers(case, now=NOW) == ["w"] and case.status == "completed"


REMINDED = bpmn(
    [
        start(),
        human("a"),
        boundary("remind", "a", timer="R2/PT1H", kind="timeCycle", interrupts=False),
        step("mail"),
        end("told"),
        boundary("give_up", "a", timer="PT4H"),
        end("gave_up"),
        end("done"),
    ],
    ["start -> a", "remind -> mail", "mail -> told", "give_up -> gave_up", "a -> done"],
)


def test_after_downtime_timers_fire_in_order() -> None:
    case = engine.start(engine.parse(REMINDED), {}, now=NOW)
    case = reload(case)
    assert engine.fire_timers(case, now=at(hours=5)) == ["remind", "remind", "give_up"]
    assert ready(case) == [] and steps(case) == ["mail", "mail"]  # reminders that began are not withdrawn
    case = reload(case)
    does(case, "mail")
    assert steps(case) == ["mail"]
    does(case, "mail")
    assert case.status == "completed"


def test_repeating_timers_stop_with_their_task_and_after_their_count() -> None:
    case = engine.start(engine.parse(REMINDED), {}, now=NOW)
    assert engine.fire_timers(case, now=at(hours=1)) == ["remind"]
    case = reload(case)
    assert [timer.due_at for timer in engine.timers(case)] == [at(hours=2), at(hours=4)]
    assert engine.fire_timers(case, now=at(hours=2)) == ["remind"]
    assert [timer.element for timer in engine.timers(case)] == ["give_up"]
    does(case, "mail")
    do(case, "a")
    assert engine.timers(case) == [] and steps(case) == ["mail"]
    does(case, "mail")
    assert case.status == "completed"


CALL = bpmn(
    [
        start(),
        sub(
            "inner",
            [
                start("i1"),
                both("f"),
                human("a"),
                human("b"),
                both("j"),
                catch("w", "arrived", result="arrival"),
                end("i2"),
            ],
            ["i1 -> f", "f -> a", "f -> b", "a -> j", "b -> j", "j -> w", "w -> i2"],
        ),
        boundary("stop", "inner", message="stopped", result="why"),
        step("tidy"),
        end("stopped"),
        human("after"),
        end("done"),
    ],
    ["start -> inner", "inner -> after", "stop -> tidy", "tidy -> stopped", "after -> done"],
    messages="arrived stopped",
)


def test_messages_reach_whoever_waits() -> None:
    case = engine.start(engine.parse(CALL), {}, now=NOW)
    assert [message.name for message in engine.waiting_messages(case)] == ["stopped"]
    with pytest.raises(NotWaiting):
        engine.deliver(case, "arrived", now=NOW)
    do(case, "a")
    do(case, "b")
    case = reload(case)
    assert sorted(message.name for message in engine.waiting_messages(case)) == ["arrived", "stopped"]
    assert engine.deliver(case, "arrived", {"at": at(minutes=1)}, now=NOW) == 1
    assert ready(case) == ["after"] and case.data["arrival"] == {"at": at(minutes=1)}
    with pytest.raises(NotWaiting):
        engine.deliver(case, "stopped", now=NOW)


@pytest.mark.parametrize("done", [(), ("a",), ("b",), ("b", "a")])
def test_an_interrupting_message_withdraws_the_whole_subprocess(done: tuple[str, ...]) -> None:
    case = engine.start(engine.parse(CALL), {}, now=NOW)
    for name in done:
        do(case, name)
        case = reload(case)
    engine.deliver(case, "stopped", {"by": "patient"}, now=at(minutes=2))
    case = reload(case)
    assert (ready(case), steps(case), case.data["why"]) == ([], ["tidy"], {"by": "patient"})
    assert engine.waiting_messages(case) == []
    does(case, "tidy")
    assert (case.status, case.outcome) == ("completed", "stopped")
    outcomes = {visit.element: visit.outcome for visit in engine.history(case)}
    assert outcomes["inner"] == "cancelled" and all(outcomes[name] == "completed" for name in done)


def test_a_message_with_another_key_is_not_for_this_token() -> None:
    case = engine.start(
        engine.parse(
            bpmn(
                [start(), catch("w", "answer", key="claim.id", result="claim"), end()],
                ["start -> w", "w -> end"],
                messages="answer",
            )
        ),
        {"claim": {"id": "c2"}},
        now=NOW,
    )
    assert [message.key for message in engine.waiting_messages(case)] == ["c2"]
    with pytest.raises(NotWaiting):
        engine.deliver(case, "answer", {"paid": 0}, key="c1", now=NOW)
    engine.deliver(case, "answer", {"paid": 5}, key="c2", now=NOW)
    assert case.data["claim"] == {"id": "c2", "paid": 5} and case.status == "completed"


def test_the_first_event_behind_an_event_gateway_withdraws_the_others() -> None:
    source = bpmn(
        [
            start(),
            events("g"),
            catch("yes", "answer"),
            wait("late", "PT48H"),
            wait("later", "PT1H"),
            human("a"),
            human("b"),
            human("c"),
            end(),
        ],
        [
            "start -> g",
            "g -> yes",
            "g -> late",
            "g -> later",
            "yes -> a",
            "late -> b",
            "later -> c",
            "a -> end",
            "b -> end",
            "c -> end",
        ],
        messages="answer",
    )
    case = reload(engine.start(engine.parse(source), {}, now=NOW))
    assert [timer.element for timer in engine.timers(case)] == ["later", "late"]
    assert engine.fire_timers(case, now=at(hours=50)) == ["later"] and ready(case) == ["c"]
    case = reload(engine.start(engine.parse(source), {}, now=NOW))
    engine.deliver(case, "answer", now=NOW)
    assert ready(case) == ["a"] and engine.timers(case) == []


def test_thrown_messages_go_to_the_outside_unless_somebody_inside_waits() -> None:
    case = engine.start(
        engine.parse(
            bpmn(
                [
                    start(),
                    throw("t", "order", payload="visit"),
                    both("f"),
                    catch("w", "inside"),
                    human("a"),
                    throw("t2", "inside", payload="visit"),
                    end(),
                    end("end2"),
                ],
                ["start -> t", "t -> f", "f -> w", "f -> a", "a -> t2", "w -> end", "t2 -> end2"],
                messages="order inside",
            )
        ),
        {"visit": {"id": 1}},
        now=NOW,
    )
    case = reload(case)
    assert engine.take_thrown(case) == [("order", {"id": 1})] and engine.take_thrown(case) == []
    do(case, "a")
    assert case.status == "completed" and case.data["w"] == {"id": 1} and engine.take_thrown(case) == []


# ---- failing steps --------------------------------------------------------------------------------------------------


def test_a_failed_step_waits_as_an_incident_and_can_be_tried_again() -> None:
    case = engine.start(engine.parse(LINE), {}, now=NOW)
    do(case, "a", {"n": 1})
    for attempt in (1, 2):
        (pending,) = engine.pending_steps(case)
        assert engine.fail_step(case, pending.id, "payer_down", "No answer.", now=at(minutes=attempt)) is False
        case = reload(case)
        assert engine.pending_steps(case) == [] and case.status == "running"
        (incident,) = engine.incidents(case)
        assert (incident.code, incident.attempts, incident.failed_at) == ("payer_down", attempt, at(minutes=attempt))
        assert [token.state for token in engine.tokens(case)] == ["failed"]
        engine.retry_step(case, incident.id, now=NOW)
        case = reload(case)
        assert engine.incidents(case) == []
    does(case, "s")
    assert ready(case) == ["b"]
    with pytest.raises((TaskNotReady, TaskUnknown)):
        engine.retry_step(case, pending.id, now=NOW)


def test_error_boundary_events_catch_what_they_name() -> None:
    source = bpmn(
        [
            start(),
            sub("inner", [start("i1"), step("s"), end("i2")], ["i1 -> s", "s -> i2"]),
            boundary("known", "inner", error="no_bed"),
            human("find_bed"),
            human("after"),
            end(),
        ],
        ["start -> inner", "known -> find_bed", "find_bed -> end", "inner -> after", "after -> end"],
        errors="no_bed",
    )
    case = reload(engine.start(engine.parse(source), {}, now=NOW))
    (pending,) = engine.pending_steps(case)
    assert engine.fail_step(case, pending.id, "other", "?", now=NOW) is False
    assert engine.fail_step(case, pending.id, "no_bed", "?", now=NOW) is True
    assert ready(case) == ["find_bed"] and engine.incidents(case) == []


def test_an_error_end_event_interrupts_the_activity_around_it() -> None:
    case = engine.start(
        engine.parse(
            bpmn(
                [
                    start(),
                    sub(
                        "inner",
                        [
                            start("i1"),
                            both("f"),
                            human("a"),
                            human("b"),
                            end("bad", "error", ' errorRef="e_x"'),
                            end("i2"),
                        ],
                        ["i1 -> f", "f -> a", "f -> b", "a -> bad", "b -> i2"],
                    ),
                    boundary("caught", "inner", error="*"),
                    human("fix"),
                    human("after"),
                    end(),
                ],
                ["start -> inner", "caught -> fix", "fix -> end", "inner -> after", "after -> end"],
                errors="x",
            )
        ),
        {},
        now=NOW,
    )
    do(case, "a")
    case = reload(case)
    assert ready(case) == ["fix"]


def test_a_terminate_end_withdraws_what_is_open_in_its_scope_only() -> None:
    case = engine.start(
        engine.parse(
            bpmn(
                [
                    start(),
                    sub(
                        "inner",
                        [start("i1"), both("f"), human("a"), human("b"), end("stop", "terminate"), end("i2")],
                        ["i1 -> f", "f -> a", "f -> b", "a -> stop", "b -> i2"],
                    ),
                    human("after"),
                    end(),
                ],
                ["start -> inner", "inner -> after", "after -> end"],
            )
        ),
        {},
        now=NOW,
    )
    do(case, "a")
    assert ready(reload(case)) == ["after"]


def test_a_called_process_works_on_the_same_data() -> None:
    called = bpmn([start("s1"), human("inside"), end("e1")], ["s1 -> inside", "inside -> e1"], name="settle")
    diagram = engine.parse(
        bpmn([start(), call("c", "settle"), human("after"), end()], ["start -> c", "c -> after", "after -> end"]),
        called=[called],
    )
    case = reload(engine.start(diagram, {"n": 1}, now=NOW))
    do(case, "inside", {"ok": True})
    assert ready(reload(case)) == ["after"] and case.data["inside"] == {"ok": True}


# ---- data and saved states ------------------------------------------------------------------------------------------


def test_data_of_all_kinds_survive_saving() -> None:
    given: dict[str, Any] = {
        "text": "Zoë \u0000 \U0001f600",
        "whole": 2**53 + 1,
        "exact": Decimal("0.10"),
        "float": 0.1,
        "yes": True,
        "none": None,
        "day": date(2026, 2, 28),
        "moment": datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC),
        "span": timedelta(hours=1, seconds=1),
        "id": UUID(int=5),
        "list": [[], {}, [Decimal("1E+3")]],
        "typename": "a key that bricked the library's own format",
        "nested": {"typename": {"data": [1]}},
    }
    case = engine.start(engine.parse(LINE), {"given": given}, now=NOW)
    again = reload(case)
    assert again.data["given"] == {**given, "id": str(UUID(int=5))}
    assert type(again.data["given"]["exact"]) is Decimal and str(again.data["given"]["exact"]) == "0.10"


@pytest.mark.parametrize(
    "bad",
    [
        {"x": object()},
        {"x": {1, 2}},
        {"x": float("nan")},
        {"x": Decimal("Infinity")},
        {1: "x"},
        {"$decimal": "1"},
        {"x": "\ud800"},
        {"x": 2**64},
        {"": 1},
        {"x" * 300: 1},
    ],
)
def test_data_that_cannot_be_kept_are_refused_at_the_door(bad: Any) -> None:
    with pytest.raises(DataRefused) as refused:
        engine.start(engine.parse(LINE), bad, now=NOW)
    assert refused.value.code == "data_refused"
    deep: Any = {}
    for _ in range(100):
        deep = {"x": deep}
    case = engine.start(engine.parse(LINE), {}, now=NOW)
    with pytest.raises(DataRefused):
        do(case, "a", deep)


def test_case_data_over_one_megabyte_are_refused() -> None:
    case = engine.start(engine.parse(LINE), {"x": "y" * 1_000_000}, now=NOW)
    engine.dump(case)
    do(case, "a", {"z": "y" * 100_000})
    with pytest.raises(DataRefused) as refused:
        engine.dump(case)
    assert refused.value.code == "data_too_large"


def test_what_is_handed_out_is_a_copy() -> None:
    case = engine.start(
        engine.parse(bpmn([start(), step("s", all="visit"), end()], ["start -> s", "s -> end"])),
        {"visit": {"list": [1]}},
        now=NOW,
    )
    engine.snapshot(case)["visit"]["list"].append(2)
    engine.pending_steps(case)[0].params["all"]["list"].append(3)
    result = {"list": [4]}
    does(case, "s", result)
    result["list"].append(5)
    assert case.data == {"visit": {"list": [1]}, "s": {"list": [4]}}


def test_a_saved_state_belongs_to_its_diagram_version() -> None:
    case = engine.start(engine.parse(LINE), {}, now=NOW)
    other = engine.parse(LINE.replace(b'name="b"', b'name="B"'))
    for diagram, blob, code in (
        (other, engine.dump(case), "state_version"),
        (case.diagram, b"not json", "state_unreadable"),
        (case.diagram, b"[]", "state_unreadable"),
        (case.diagram, engine.dump(case).replace(b'"v":1', b'"v":9'), "state_format"),
        (case.diagram, engine.dump(case).replace(b'"Start"', b'"Strat"'), "state_unreadable"),
    ):
        with pytest.raises(StateUnreadable) as refused:
            engine.load(diagram, blob, now=NOW)
        assert refused.value.code == code


def test_step_parameters_have_the_type_the_diagram_says() -> None:
    def pending(value: str, **data: Any) -> engine.PendingStep:
        drawn = bpmn([start(), step("s", p=value), end()], ["start -> s", "s -> end"])
        return engine.pending_steps(engine.start(engine.parse(drawn), data, now=NOW))[0]

    def params(value: str, **data: Any) -> Any:
        return pending(value, **data).params["p"]

    assert params("v|uuid", v=UUID(int=7)) == UUID(int=7)
    assert params("v|date", v="2026-01-02") == date(2026, 1, 2)
    assert params("v|datetime", v="2026-01-02T03:04:05Z") == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert params("v + 1|integer", v=1) == 2
    assert params("v / 4|decimal", v=1) == Decimal("0.25")
    assert params("v.x|text", v={}) is None
    for value, data in (
        ("v|uuid", "x"),
        ("v|integer", "1"),
        ("v|integer", Decimal("1.5")),
        ("v|text", 1),
        ("v|boolean", 1),
        ("v|list", {}),
        ("v|group", []),
    ):
        problem = pending(value, v=data).problem
        assert problem is not None and problem.code == "param_type"


def test_large_data_are_written_once_and_restored_exactly() -> None:
    much = {"note": "x" * 6_000, "price": Decimal("1.50"), "on": date(2026, 3, 1)}
    case = engine.start(engine.parse(LINE), {"first": 1, "much": much, "last": [at(days=1)]}, now=NOW)
    state, beside = engine.dump_apart(case)
    assert beside is not None and b"xxx" in beside and len(state) < 1_000

    case = engine.load(case.diagram, state, beside, now=NOW)
    do(case, "a", {"grade": Decimal("2.0")})
    state, again = engine.dump_apart(case)
    assert again is beside and len(state) < 1_000  # what has changed since is in the state
    fresh = engine.load(case.diagram, state, beside, now=NOW)
    assert engine.dump(fresh) == engine.dump(case)  # the order of the keys, decimals and dates with it
    for wrong in (None, beside.replace(b"x", b"y")):
        with pytest.raises(StateUnreadable):
            engine.load(case.diagram, state, wrong, now=NOW)

    engine.edit(case, {"much": {**much, "note": "y" * 6_000}, "small": 1}, now=NOW)
    state, rewritten = engine.dump_apart(case)
    assert rewritten is not None and b"yyy" in rewritten and b"last" not in rewritten and len(state) < 1_000
    engine.edit(case, {"small": 1}, now=NOW)
    state, nothing = engine.dump_apart(case)
    assert nothing is None and engine.load(case.diagram, state, now=NOW).data == {"small": 1}


def test_the_hot_cache_gives_each_state_out_once() -> None:
    cache, instance = CaseCache(size=2), uuid4()
    case = engine.start(engine.parse(LINE), {}, now=NOW)
    state = engine.digest(engine.dump(case))
    cache.put(instance, state, case)
    assert cache.take(instance, "another state") is None
    cache.put(instance, state, case)
    assert cache.take(instance, state) is case
    assert cache.take(instance, state) is None  # it is out; whoever has it may fail
    for _ in range(5):
        cache.put(uuid4(), state, case)
    assert len(cache) == 2
    engine.cancel(case, now=NOW)
    cache.put(instance, state, case)
    assert cache.take(instance, state) is None


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        engine.start(engine.parse(LINE), {}, now=datetime(2026, 1, 1))  # noqa: DTZ001


def test_diagram_problems_are_reported_all_at_once() -> None:
    with pytest.raises(DiagramInvalid) as refused:
        engine.parse(bpmn([start(), human("a", form=""), human("b"), end()], ["start -> a", "a -> end"]))
    assert {(problem["element_id"], problem["code"]) for problem in refused.value.extra["problems"]} >= {
        ("a", "form_missing"),
        ("b", "dead_end"),
        ("b", "unreachable"),
    }
