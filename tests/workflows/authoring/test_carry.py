"""A case on another version of its diagram, without a database: tokens, ids, terms and timers stay what they are."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.workflows import corpus
from tests.workflows import drawing as d
from tests.workflows.drawing import NOW, at
from tests.workflows.play import Play, called, called_with, do, does, parsed, ready, reload, source, tables
from workflows import engine
from workflows.engine_migrate import Carried, carry

CORPUS = Path(corpus.__path__[0]) / "0.1.0"


def started(xml: bytes, data: dict[str, Any] | None = None) -> engine.Case:
    return reload(engine.start(engine.parse(xml), data or {}, now=NOW))


def line(*nodes: str, more: tuple[str, ...] = (), flows: tuple[str, ...] = (), **kind: str) -> bytes:
    """start -> the nodes, one after the other -> end."""
    names = [node.split('id="')[1].split('"')[0] for node in nodes]
    way = [f"{a} -> {b}" for a, b in pairwise(["start", *names, "end"])]
    return d.bpmn([d.start(), *nodes, *more, d.end()], [*way, *flows], **kind)


def carried(case: engine.Case, xml: bytes, later: int = 0, **mapping: str) -> engine.Case:
    done = carry(case, engine.parse(xml), mapping, now=NOW + timedelta(minutes=later))
    assert done.case is not None, done.reasons
    return reload(done.case)


def refused(case: engine.Case, xml: bytes, **mapping: str) -> str:
    done: Carried = carry(case, engine.parse(xml), mapping, now=NOW)
    assert done.case is None and done.reasons[-1].blocks
    return done.reasons[-1].code


def test_a_task_gets_the_promises_and_people_of_the_new_version() -> None:
    one, other = str(UUID(int=1)), str(UUID(int=2))
    old = started(line(d.human("a", sla="hours(1)", followUp="hours(4)", department="MED", candidate=f"'{one}'")))
    assert engine.ready_human_tasks(old)[0].sla_at == at(hours=1)
    new = carried(old, line(d.human("a", sla="hours(2)", department="SURG", candidate=f"'{other}'")), later=30)
    task = engine.ready_human_tasks(new)[0]
    assert task.sla_at == at(hours=2), "counted from when the task came, not from now"
    assert (task.follow_up_at, task.departments, task.candidates) == (None, ("SURG",), (other,))
    same = carried(new, line(d.human("a", sla="hours(2)", department="SURG", candidate=f"'{other}'"), d.human("b")))
    assert engine.ready_human_tasks(same)[0] == task
    worse = carry(old, engine.parse(line(d.human("a", sla="gone.away + 1"))), {}, now=at(minutes=5))
    assert worse.case is None and worse.reasons[-1].message


def test_a_task_keeps_its_id_and_its_terms() -> None:
    old = started(line(d.human("a", due="hours(2)", priority="70"), d.human("b")))
    new = carried(old, line(d.human("a", role="doctor", due="hours(9)"), d.human("c"), d.human("b")), later=30)
    before, after = engine.ready_human_tasks(old)[0], engine.ready_human_tasks(new)[0]
    assert after.id == before.id and after.due_at == at(hours=2) and after.priority == 70 and after.role == "doctor"
    do(new, "a")
    assert ready(new) == ["c"]


def test_an_element_that_is_gone_blocks_until_it_is_mapped() -> None:
    old = started(line(d.human("a")))
    renamed = line(d.human("alpha"))
    assert refused(old, renamed) == "element_missing"
    new = carried(old, renamed, a="alpha")
    assert ready(new) == ["alpha"] and engine.ready_human_tasks(new)[0].id == engine.ready_human_tasks(old)[0].id
    assert refused(old, line(d.step("a"))) == "element_differs"


def test_a_timer_keeps_its_moment() -> None:
    old = started(line(d.wait("rest", "PT1H")))
    new = carried(old, line(d.wait("rest", "PT9H"), d.human("then")), later=45)
    assert (
        engine.timers(new)[0].due_at == at(hours=1) and engine.timers(new)[0].task_id == engine.timers(old)[0].task_id
    )
    assert engine.fire_timers(new, now=at(hours=1)) == ["rest"] and ready(new) == ["then"]


def test_events_on_a_border_stay_go_and_come() -> None:
    late = d.boundary("late", "a", timer="PT1H", interrupts=False)
    gone = d.boundary("gone", "a", message="off")
    both = line(d.human("a"), more=(late, gone, d.end("e1"), d.end("e2")), flows=("late -> e1", "gone -> e2"),
                messages="off")  # fmt: skip
    plain = line(d.human("a"))
    only = line(d.human("a"), more=(late, d.end("e1")), flows=("late -> e1",))
    old = started(both)
    kept = carried(old, only, later=10)
    assert [timer.due_at for timer in engine.timers(kept)] == [at(hours=1)] and engine.waiting_messages(kept) == []
    bare = carried(old, plain)
    assert engine.timers(bare) == [] and ready(bare) == ["a"]
    do(bare, "a")
    assert bare.status == "completed"
    fresh = carried(started(plain), both, later=10)
    assert [timer.due_at for timer in engine.timers(fresh)] == [at(hours=1, minutes=10)]
    assert [message.name for message in engine.waiting_messages(fresh)] == ["off"]
    engine.deliver(fresh, "off", now=at(hours=1))
    assert fresh.status == "completed" and fresh.outcome == "e2"
    again = carried(started(plain), both)
    do(again, "a")
    assert again.status == "completed" and again.outcome == "end"


def test_an_event_that_has_happened_does_not_begin_again() -> None:
    nag = d.boundary("nag", "a", timer="PT1H", interrupts=False)
    xml = line(d.human("a"), more=(nag, d.human("remind"), d.end("e1")), flows=("nag -> remind", "remind -> e1"))
    old = started(xml)
    engine.fire_timers(old, now=at(hours=1))
    new = carried(old, xml.replace(b"PT1H", b"PT3H"), later=90)
    assert sorted(ready(new)) == ["a", "remind"] and engine.timers(new) == []
    do(new, "remind")
    do(new, "a")
    assert new.status == "completed"


def test_parallel_branches_and_the_one_that_waits_at_the_join() -> None:
    nodes = [d.start(), d.both("fork"), d.human("a"), d.human("b"), d.both("join"), d.human("z"), d.end()]
    flows = ["start -> fork", "fork -> a", "fork -> b", "a -> join", "b -> join", "join -> z", "z -> end"]
    old = started(d.bpmn(nodes, flows))
    do(old, "a")
    alarm = [d.boundary("alarm", "a", timer="PT5H"), d.end("e9")]
    new = carried(old, d.bpmn([*nodes, *alarm], [*flows, "alarm -> e9"]))
    do(new, "b")
    assert ready(new) == ["z"]
    shorter = d.bpmn(
        [d.start(), d.both("fork"), d.human("b"), d.human("c"), d.both("join"), d.human("z"), d.end()],
        ["start -> fork", "fork -> b", "fork -> c", "b -> join", "c -> join", "join -> z", "z -> end"],
    )
    assert refused(old, shorter) == "way_missing"


def test_subprocesses_go_with_their_inside() -> None:
    inner = (["<bpmn:startEvent id='s'/>", d.human("a"), "<bpmn:endEvent id='e'/>"], ["s -> a", "a -> e"])
    old = started(line(d.sub("box", *inner)))
    more = (["<bpmn:startEvent id='s'/>", d.human("a"), d.human("b"), "<bpmn:endEvent id='e'/>"],
            ["s -> a", "a -> b", "b -> e"])  # fmt: skip
    stop = d.boundary("stop", "box", message="stop")
    new = carried(old, line(d.sub("box", *more), more=(stop, d.end("e2")), flows=("stop -> e2",), messages="stop"))
    do(new, "a")
    assert ready(new) == ["b"]
    engine.deliver(new, "stop", now=NOW)
    assert new.outcome == "e2" and new.status == "completed"
    assert refused(old, line(d.human("a"))) == "element_missing"


def test_steps_that_failed_and_choices_that_wait() -> None:
    old = started(line(d.step("book")))
    engine.fail_step(old, engine.pending_steps(old)[0].id, "full", "No bed.", now=NOW)
    new = carried(old, line(d.step("book"), d.human("then")))
    assert [incident.code for incident in engine.incidents(new)] == ["full"]
    engine.retry_step(new, engine.incidents(new)[0].id, now=NOW)
    does(new, "book", {})
    assert ready(new) == ["then"]
    waits = [d.start(), d.events("first"), d.wait("soon", "PT1H"), d.catch("news", "news"), d.end("e1"), d.end("e2")]
    flows = ["start -> first", "first -> soon", "first -> news", "soon -> e1", "news -> e2"]
    old = started(d.bpmn(waits, flows, messages="news"))
    more = d.bpmn([*waits, d.wait("later", "PT5H"), d.end("e3")], [*flows, "first -> later", "later -> e3"],
                  messages="news")  # fmt: skip
    new = carried(old, more, later=30)
    assert [(timer.element, timer.due_at) for timer in engine.timers(new)] == [
        ("soon", at(hours=1)), ("later", at(hours=5, minutes=30))
    ]  # fmt: skip
    engine.deliver(new, "news", now=at(minutes=40))
    assert new.outcome == "e2" and engine.timers(new) == []


def test_what_we_ship_goes_to_itself_from_everywhere() -> None:
    """Every place where a visit can rest: to the same drawing with another name, and back, changes nothing."""
    from workflows.authoring import checking, explore

    xml, inner = source("visit").decode(), called("visit")
    renamed = xml.replace('name="Video visit"', 'name="Video visit 2"')
    other = engine.parse(renamed.encode(), called=inner, decisions=tables("visit"))
    diagram = checking.compiled(checking.Drawing("visit", xml, {}, {}, called_with("visit")))
    from workflows import engine_parse

    roots = [engine_parse.read_xml(one) for one in (xml.encode(), *inner)]
    search = explore.Search(diagram, roots, ({}, {}), {}, {}, NOW)
    found = search.run()
    assert found.missing == []
    seen = 0
    for node, player, problem in search._novel:
        if player.ended or problem:
            continue
        case = engine.load(diagram, node.blob, now=node.now)
        there = carry(case, other, {}, now=node.now)
        assert there.case is not None and there.reasons == [], there.reasons
        back = carry(there.case, diagram, {}, now=node.now)
        assert back.case is not None
        assert _resting(back.case) == _resting(case) and engine.timers(back.case) == engine.timers(case)
        seen += 1
    assert seen > 10


@pytest.mark.parametrize("process", ["visit", "admission"])
def test_a_case_whose_claim_was_drawn_in_it_goes_on_in_the_claim_that_is_called(process: str) -> None:
    """Every saved state of the release that drew the claim inside: moved to today's drawing it ends as it would have,
    also from within the claim, whose tasks keep their ids."""
    before, within = CORPUS / f"{process}.bpmn", 0
    for text in (CORPUS / f"{process}.jsonl").read_text().splitlines():
        line = json.loads(text)
        old = engine.load(
            engine.parse(before.read_bytes()), line["state"].encode(), now=datetime.fromisoformat(line["now"])
        )
        moved = carry(old, parsed(process), {}, now=old.now)
        assert moved.case is not None, moved.reasons
        assert {one.id for one in engine.ready_human_tasks(moved.case)} == {
            one.id for one in engine.ready_human_tasks(old)
        }
        within += any(one.element == "claim" for one in engine.tokens(old))
        play = Play(process, {}, line["results"], case=moved.case)
        for move in line["moves"]:
            play.move(move)
        assert list(play.end) == [line["end"]["status"], line["end"]["outcome"]], line["story"]
    assert within >= 2


def _resting(case: engine.Case) -> set[Any]:
    return {(token.task_id, token.element, token.state, token.listening) for token in engine.tokens(case)}


def test_repeated_tasks_keep_their_items() -> None:
    loop = '<bpmn:multiInstanceLoopCharacteristics wardline:collection="orders" wardline:item="order"/></bpmn:userTask>'
    each = d.human("take").replace("</bpmn:userTask>", loop)
    old = started(line(each), {"orders": ["a", "b", "c"]})
    engine.finish(old, engine.ready_human_tasks(old)[0].id, {"n": 1}, now=NOW)
    late = d.boundary("late", "take", timer="PT1H", interrupts=False)
    new = carried(old, line(each, d.human("check"), more=(late, d.end("e1")), flows=("late -> e1",)), later=5)
    assert [task.id for task in engine.ready_human_tasks(new)] == [task.id for task in engine.ready_human_tasks(old)]
    assert [timer.due_at for timer in engine.timers(new)] == [at(hours=1, minutes=5)]
    do(new, "take", {"n": 2})
    do(new, "take", {"n": 3})
    assert ready(new) == ["check"] and [entry["n"] for entry in new.data["take"]] == [1, 2, 3]
    assert refused(old, line(d.human("take"))) == "element_differs"


def test_what_listens_for_a_whole_case_stays_goes_and_comes() -> None:
    alarm = (
        '<bpmn:subProcess id="alarm" triggeredByEvent="true"><bpmn:startEvent id="rung"><bpmn:messageEventDefinition '
        'messageRef="m_ring"/></bpmn:startEvent>' + d.human("run") + '<bpmn:endEvent id="ran"/>'
        '<bpmn:sequenceFlow id="f1" sourceRef="rung" targetRef="run"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="run" targetRef="ran"/></bpmn:subProcess>'
    )
    plain, with_alarm = line(d.human("a")), line(d.human("a"), more=(alarm,), messages="ring")
    new = carried(started(plain), with_alarm)
    assert [message.name for message in engine.waiting_messages(new)] == ["ring"] and ready(new) == ["a"]
    engine.deliver(new, "ring", now=NOW)
    assert ready(new) == ["run"]
    kept = carried(new, with_alarm.replace(b'name="a"', b'name="A"'))
    assert ready(kept) == ["run"]
    do(kept, "run")
    assert kept.status == "completed"
    gone = carried(started(with_alarm), plain)
    assert engine.waiting_messages(gone) == [] and ready(gone) == ["a"]
    do(gone, "a")
    assert gone.status == "completed"
