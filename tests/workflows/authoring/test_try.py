"""Trying a pathway: the real engine, a virtual clock, every branch; and the tests that guard later versions."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.hub_fixture import Hub
from tests.workflows import drawing as d
from tests.workflows.authoring.drawn import FORMS, drafted, edit, pathway, released
from tests.workflows.play import called_with, source
from workflows import calling
from workflows.authoring import checking, explore, testing, trying
from workflows.authoring.checking import Drawing
from workflows.reference import shipped_decisions

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WHY = {"reason": "Because it is better."}


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loaded machine must not decide what is found."""
    monkeypatch.setattr(explore, "MAX_SECONDS", 120.0)


def tried(xml: str, name: str = "demo", forms: Any = None, **data: Any) -> Any:
    return trying.everything(Drawing(name, xml, {}, forms or {}), data, {}, NOW)


async def test_every_branch_is_visited_and_nothing_is_carried_out(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    draft = await drafted(admin)
    found = (await admin.post(f"/api/process-drafts/{draft['id']}/try", {"now": NOW.isoformat()})).data
    assert found["coverage"]["missing"] == [] and found["complete"] and found["assumed"] == []
    assert "urgent_call_now" in found["coverage"]["flows"] and "call_later" in found["coverage"]["elements"]
    assert {run["outcome"] for run in found["runs"]} == {"end"} and len(found["runs"]) == 2
    later = next(run for run in found["runs"] if any(step["element_id"] == "wait" for step in run["steps"]))
    at = {step["element_id"]: step["at"] for step in later["steps"]}
    assert at["triage"] == "2026-03-02T09:00:00Z" and at["wait"] == "2026-03-02T11:00:00Z"
    assert later["data"]["triage"] == {"urgent": False}
    assert [tuple(row) for row in await hub.sql("SELECT count(*) FROM case_instance")] == [(0,)]


async def test_what_nothing_leads_to_is_missing(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    draft = await drafted(admin, xml=pathway(condition="triage.level == 9"))
    found = (await admin.post(f"/api/process-drafts/{draft['id']}/try", {})).data
    assert set(found["coverage"]["missing"]) == {"call_now", "urgent_call_now", "call_now_join"}


async def test_a_script_is_played_to_the_letter(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    draft = await drafted(admin)
    path = f"/api/process-drafts/{draft['id']}/try"
    moves = [{"kind": "do", "element": "triage", "value": {"urgent": False}}, {"kind": "timer", "element": "wait"}]
    run = (await admin.post(path, {"moves": moves}))["runs"][0]
    assert run["ended"] is None and run["steps"][-1]["element_id"] == "wait" and run["problem"] is None
    run = (await admin.post(path, {"moves": [*moves, {"kind": "do", "element": "call_now"}]}))["runs"][0]
    assert run["problem"]["code"] == "move_not_possible" and run["problem"]["element_id"] == "call_now"


async def test_chosen_answers_are_tried_instead_of_samples(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    draft = await drafted(admin)
    body = {"choices": {"triage": {"urgent": True, "note": "mine"}}}
    found = (await admin.post(f"/api/process-drafts/{draft['id']}/try", body)).data
    assert {run["data"]["triage"]["note"] for run in found["runs"]} == {"mine"} and found["coverage"]["missing"]


async def test_a_broken_drawing_is_not_tried(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    draft = await drafted(admin, xml=pathway().replace('form="decide"', ""))
    reply = await admin.post(f"/api/process-drafts/{draft['id']}/try", {}, expect=422)
    assert reply.code == "diagram_invalid"


async def test_the_data_of_a_case_are_copied_without_names(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    draft = await drafted(admin)
    await released(admin, doctor, draft)
    who = "3f0c1d1e-1111-4222-8333-444455556666"
    given = {"person": {"patient_id": who, "name": "Maria Secret", "kind": "in_person", "age": 70}}
    case = (await admin.post("/api/cases", {"process": "callback", "data": given}))["case_id"]
    found = (await admin.post(f"/api/process-drafts/{draft['id']}/try", {"case_id": case})).data
    copied = found["runs"][0]["start"]["person"]
    assert copied["age"] == 70 and copied["kind"] == "in_person"
    assert "Maria" not in str(found) and who not in str(found) and len(copied["patient_id"]) == 36


SHIPPED = sorted(path.parent.name for path in (Path(trying.__file__).parents[1] / "processes").glob("*/*.bpmn"))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_branch_of_what_we_ship_can_be_visited(name: str) -> None:
    drawn = source(name).decode()
    found = trying.everything(Drawing(name, drawn, shipped_decisions(name), {}, called_with(name)), {}, {}, NOW)
    assert found.coverage.missing == [] and all(run.ended == "completed" for run in found.runs), found.coverage


def test_errors_messages_loops_and_repeating_timers_are_visited() -> None:
    xml = d.bpmn(
        [
            d.start(), d.step("book", "probe.first"), d.boundary("full", "book", error="full"),
            d.human("do", form="done"),
            d.boundary("nag", "do", timer="R/PT1H", kind="timeCycle", interrupts=False), d.human("remind", form="done"),
            d.end("reminded"), d.boundary("off", "do", message="off"), d.end("withdrawn"), d.xor("again", "again_end"),
            d.end(), d.end("none_free"),
        ],
        [
            "start -> book", "book -> do", "full -> none_free", "nag -> remind", "remind -> reminded",
            "off -> withdrawn",
            "do -> again", "again -> book : do.said == 'again'", "again -> end",
        ],
        messages="off", errors="full",
    ).decode()  # fmt: skip
    found = tried(xml, forms=FORMS)
    assert found.coverage.missing == [] and found.complete
    assert {run.outcome for run in found.runs} >= {"end", "withdrawn", "none_free"}


def test_a_circle_without_a_person_is_a_problem_not_a_hang() -> None:
    xml = d.bpmn(
        [d.start(), d.human("a", form="done"), d.xor("g", "g_h"), d.xor("h", "h_g"), d.end()],
        ["start -> a", "a -> g", "g -> h", "h -> g", "h -> end : a.said == 'never'"],
    ).decode()
    found = tried(xml, forms=FORMS)
    assert "step_budget_spent" in {run.problem.code for run in found.runs if run.problem}


def test_conditions_that_ask_for_ages_lists_and_several_things_at_once() -> None:
    form = {"type": "object", "properties": {"born": {"type": "string", "format": "date"}, "sites": {"type": "array"},
            "a": {"enum": [1, 2]}, "b": {"type": "boolean"}, "code": {"type": "string", "pattern": "^[A-Z]{2}-\\d+$"}},
            "required": ["born", "code"]}  # fmt: skip
    xml = d.bpmn(
        [d.start(), d.human("ask", form="ask"), d.xor("g", "g_end"), *map(d.end, ("old", "many", "both", "end"))],
        [
            "start -> ask", "ask -> g", "g -> old : age(ask.born) >= 65", "g -> many : len(default(ask.sites, [])) > 2",
            "g -> both : ask.a == 2 and ask.b", "g -> end",
        ],
    ).decode()  # fmt: skip
    found = tried(xml, forms={"ask": {"schema": form}})
    assert found.coverage.missing == [] and {run.outcome for run in found.runs} == {"old", "many", "both", "end"}


async def test_tests_of_a_pathway_block_a_publish_that_breaks_them(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    draft = await drafted(admin)
    path = f"/api/process-drafts/{draft['id']}"
    moves = [{"kind": "do", "element": "triage", "value": {"urgent": True}}, {"kind": "do", "element": "call_now"}]
    body = {"name": "urgent at once", "moves": moves}
    saved = (await admin.post(f"{path}/tests", body, expect=201)).data
    assert saved["passed"] and saved["expected"]["outcome"] == "end" and "call_now" in saved["expected"]["elements"]
    assert (await admin.post(f"{path}/tests", body, expect=409)).code == "test_exists"
    await released(admin, doctor, draft)
    second = (await admin.post("/api/process-drafts", {"process_id": "callback", "name": "Second"})).data
    path = f"/api/process-drafts/{second['id']}"
    second |= (await admin.put(path, edit(second, xml=pathway(condition="triage.level == 5")))).data
    listed = (await admin.get(f"{path}/tests")).data
    assert listed["ok"] is False and listed["items"][0]["message"]
    await admin.post(f"{path}/submit", WHY)
    await doctor.post(f"{path}/approve", WHY)
    reply = await admin.post(f"{path}/publish", WHY, expect=422)
    assert reply.code == "tests_failed" and reply["tests"][0]["name"] == "urgent at once"
    assert (await admin.get("/api/processes/callback"))["number"] == 1
    await admin.delete(f"{path}/tests/{listed['items'][0]['id']}")
    assert (await admin.post(f"{path}/publish", WHY))["number"] == 2


def test_expectations_say_what_was_otherwise() -> None:
    drawn = Drawing("callback", pathway(), {}, FORMS)
    moves = [{"kind": "do", "element": "triage", "value": {"urgent": True}}, {"kind": "do", "element": "call_now"}]
    script = {"data": {}, "now": NOW.isoformat(), "moves": moves}
    fine = {"ended": "completed", "outcome": "end", "elements": ["call_now"], "data": {"triage": {"urgent": True}}}
    assert testing.outcome(drawn, script, fine) == ""
    for wrong in ({"ended": None}, {"outcome": "x"}, {"elements": ["call_later"]}, {"data": {"triage": {"urgent": 1}}}):
        assert testing.outcome(drawn, script, {**fine, **wrong})


TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://wardline.org/dmn">
<decision id="route" name="Route"><decisionTable id="t" hitPolicy="FIRST">
<input id="i1" label="Level"><inputExpression id="x1" typeRef="number"><text>ask.level</text></inputExpression></input>
<input id="i2" label="Kind"><inputExpression id="x2" typeRef="string"><text>ask.kind</text></inputExpression></input>
<output id="o1" name="way" typeRef="string"/>
<rule id="r1"><inputEntry id="e1"><text>[1..2]</text></inputEntry><inputEntry id="e2"><text>-</text></inputEntry>
<outputEntry id="e3"><text>"now"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="e4"><text>&gt; 2</text></inputEntry>
<inputEntry id="e5"><text>"child","frail"</text></inputEntry>
<outputEntry id="e6"><text>"today"</text></outputEntry></rule>
<rule id="r3"><inputEntry id="e7"><text>-</text></inputEntry><inputEntry id="e8"><text>-</text></inputEntry>
<outputEntry id="e9"><text>"later"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_decision_tables_are_decided_and_all_their_ways_found() -> None:
    decide = (
        '<bpmn:businessRuleTask id="decide" name="decide"><bpmn:extensionElements><wardline:decision ref="route" '
        'result="route"/></bpmn:extensionElements></bpmn:businessRuleTask>'
    )
    form = {
        "type": "object",
        "properties": {"level": {"type": "integer"}, "kind": {"type": "string"}},
        "required": ["level"],
    }
    xml = d.bpmn(
        [d.start(), d.human("ask", form="ask"), decide, d.xor("g", "g_end"), d.end("now"), d.end("today"), d.end()],
        ["start -> ask", "ask -> decide", "decide -> g", "g -> now : route == 'now'", "g -> today : route == 'today'",
         "g -> end"],
    ).decode()  # fmt: skip
    drawn = Drawing("demo", xml, {"route": TABLE}, {"ask": {"schema": form}})
    assert [one for one in checking.problems(drawn) if one.severity == "error"] == []
    found = trying.everything(drawn, {}, {}, NOW)
    assert found.coverage.missing == [] and {run.outcome for run in found.runs} == {"now", "today", "end"}


def test_every_branch_is_found_where_the_order_of_open_tasks_matters_and_what_undoes_is_no_branch() -> None:
    """An end that clears the level before or after another task; a step that two calls share, whose failure one of them
    catches; an activity that is undone, whose event no token passes."""
    part = d.event_sub("beside", d.begins("set_off", "message", "news", interrupts=False),
                       [d.both("fork"), d.human("h", form="done"), d.human("g", form="done"), d.end("out"),
                        d.end("stop", "terminate")],
                       ["set_off -> fork", "fork -> h", "fork -> g", "h -> stop", "g -> out"])  # fmt: skip
    nodes = [d.start(), d.human("work", form="done"), d.on("undo", "work", "compensate"),
             d.undoing(d.human("take_back", form="done")), d.association("undo", "take_back"),
             d.event("endEvent", "sorry", "compensate"), part]  # fmt: skip
    found = tried(d.bpmn(nodes, ["start -> work", "work -> sorry"], messages="news").decode(), forms=FORMS)
    assert found.complete and found.coverage.missing == [] and not [run for run in found.runs if run.problem]

    inner = d.bpmn([d.start("s"), d.step("look_up"), d.end("e")], ["s -> look_up", "look_up -> e"], name="inner")
    outer = d.bpmn(
        [d.start(), d.both("split"), d.call("one", "inner"), d.call("two", "inner"),
         d.boundary("failed", "two", error="*"), d.xor("either"), d.both("join"), d.end()],
        ["start -> split", "split -> one", "split -> two", "one -> join", "two -> either", "failed -> either",
         "either -> join", "join -> end"])  # fmt: skip
    drawn = Drawing("demo", outer.decode(), {}, {}, (calling.Called(inner.decode()),))
    found = trying.everything(drawn, {}, {}, NOW)
    assert found.complete and found.coverage.missing == [] and not [run for run in found.runs if run.problem]
