"""The difference of two versions in words, and expressions tried before they are drawn."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hub_fixture import Hub
from tests.workflows import drawing as d
from tests.workflows.authoring.drawn import DECIDE, FORMS, drafted, edit, pathway, published, released
from workflows import layout
from workflows.authoring.differ import Content, diff


def said(before: str, after: str, **more: Any) -> list[tuple[str, str, str | None, str]]:
    old = Content(before, more.get("tables", ({}, {}))[0], more.get("forms", ({}, {}))[0])
    new = Content(after, more.get("tables", ({}, {}))[1], more.get("forms", ({}, {}))[1])
    return [(one.kind, one.element_id, one.property, one.words) for one in diff(old, new)]


def test_the_same_is_no_difference() -> None:
    assert said(pathway(), pathway()) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('role="nurse"', 'role="doctor"', "The role of “triage” changes from “nurse” to “doctor”."),
        ("triage.urgent == true", "triage.level == 1",
         "The condition of “urgent → call_now” changes from “triage.urgent == true” to “triage.level == 1”."),
        ("PT2H", "PT3H", "The time of “wait” changes from “PT2H” to “PT3H”."),
        ('name="triage"', 'name="Triage"', "The name of “triage” changes from “triage” to “Triage”."),
        ('default="urgent_wait"', 'default="urgent_call_now"',
         "The default way of “urgent” changes from “urgent_wait” to “urgent_call_now”."),
    ],
)  # fmt: skip
def test_each_property_is_said_with_before_and_after(old: str, new: str, words: str) -> None:
    assert words in [one[3] for one in said(pathway(), pathway().replace(old, new))]


def test_new_gone_and_moved() -> None:
    old = d.bpmn([d.start(), d.human("a"), d.end()], ["start -> a", "a -> end"]).decode()
    new = d.bpmn([d.start(), d.human("b"), d.end()], ["start -> b", "b -> end"]).decode()
    found = said(old, new)
    assert ("added", "b", None, "“b” (person's task) is new.") in found
    assert ("removed", "a", None, "“a” (person's task) is gone.") in found
    assert [one[0] for one in found] == sorted(
        (one[0] for one in found), key=["added", "removed", "changed", "moved"].index
    )
    dc = 'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    shape = ('<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"><bpmndi:BPMNPlane>'
             '<bpmndi:BPMNShape bpmnElement="a"><dc:Bounds {} x="{}" y="2" '
             'width="3" height="4"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
             '</bpmn:definitions>')  # fmt: skip
    here, there = [old.replace("</bpmn:definitions>", shape.format(dc, x)) for x in (1, 9)]
    assert said(here, there) == [("moved", "a", None, "“a” stands elsewhere in the drawing.")]


def test_steps_parameters_forms_and_tables() -> None:
    old = d.bpmn([d.start(), d.step("s", "probe.second", amount="1"), d.end()], ["start -> s", "s -> end"]).decode()
    words = [one[3] for one in said(old, old.replace('value="1"', 'value="2"'))]
    assert words == ["The parameter 'amount' of “s” changes from “1” to “2”."]
    fields = {**DECIDE, "properties": {**DECIDE["properties"], "who": {"type": "string", "title": "Who?"}}}  # type: ignore[dict-item]
    fields["required"] = ["urgent", "level"]
    after = {"decide": {**FORMS["decide"], "schema": fields}}  # type: ignore[dict-item]
    found = said(pathway(), pathway(), forms=(FORMS, after))
    assert ("changed", "form:decide", "who", "“decide: Who?” (field) is new.") in found
    assert "“decide: level” must be answered." in [one[3] for one in found]
    assert ("removed", "form:done", None, "“done” (form) is gone.") in found
    table = ("<definitions><decision id='t'><decisionTable hitPolicy='FIRST'><rule>"
             "<inputEntry><text>{}</text></inputEntry>"
             "<outputEntry><text>1</text></outputEntry></rule></decisionTable></decision></definitions>")  # fmt: skip
    rules = said(pathway(), pathway(), tables=({"t": table.format("&gt;= 5")}, {"t": table.format("&gt;= 6")}))
    assert rules[0][3] == "The rule 1 of “t” changes from “>= 5 | 1” to “>= 6 | 1”."


async def test_the_difference_over_http(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    await published(hub)
    draft = (await admin.post("/api/process-drafts", {"process_id": "callback", "name": "Second"})).data
    xml = pathway(condition="triage.level == 1")
    draft |= (await admin.put(f"/api/process-drafts/{draft['id']}", edit(draft, xml=xml))).data
    shown = (await admin.get(f"/api/process-drafts/{draft['id']}/diff")).data
    assert (
        shown["from"] == 1
        and shown["to"] is None
        and [c["element_id"] for c in shown["changes"]] == ["urgent_call_now"]
    )
    await released(admin, doctor, draft)
    same = (await admin.get("/api/processes/callback/diff", **{"from": 1, "to": 2})).data
    assert same["changes"] == shown["changes"] and same["from_xml"] == layout.visible(pathway())
    assert same["to_xml"] == layout.visible(xml)
    await admin.get("/api/processes/callback/diff", **{"from": 1, "to": 7}, expect=404)
    fresh = await drafted(admin, "another")
    assert {c["kind"] for c in (await admin.get(f"/api/process-drafts/{fresh['id']}/diff"))["changes"]} == {"added"}


async def test_an_expression_is_tried_on_data(hub: Hub) -> None:
    admin = await hub.sign_in("admin")

    async def ask(expression: str, kind: str = "value", **more: Any) -> Any:
        body = {"expression": expression, "kind": kind, "data": {"triage": {"level": 2}}, **more}
        return (await admin.post("/api/expressions/try", body)).data

    assert (await ask("triage.level * 2"))["value"] == 4
    assert (await ask("triage.level <= 2", "condition"))["type"] == "yes/no"
    due = await ask("PT2H", "timer", now="2026-03-02T09:00:00+00:00")
    assert due["value"] == "2026-03-02T11:00:00+00:00"
    wrong = await ask("triage.level +")
    assert wrong["problem"]["code"] == "expression_syntax" and wrong["value"] is None
    near = (await ask("triag.level"))["problem"]
    assert near["code"] == "expression_unknown_name" and "triage" in near["message"]
    assert (await ask("().__class__"))["problem"]["code"] == "expression_not_allowed"
    assert (await ask("triage.level", "condition"))["problem"]["code"] == "expression_not_yes_no"


async def test_b07_who_may_not_read_charts_learns_nothing_through_an_expression(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    await published(hub)
    given = {"note": {"words": "Maria is ill", "level": 3}}
    case = (await admin.post("/api/cases", {"process": "callback", "data": given}))["case_id"]
    body = {"expression": "starts_with(note.words, 'Maria')", "case_id": case}
    found = (await admin.post("/api/expressions/try", body)).data
    assert found["masked"] is True and found["value"] is False
    assert (await admin.post("/api/expressions/try", {"expression": "note.level", "case_id": case}))["value"] == 3
    stranger = await hub.sign_in("doctor", "Stranger")
    await stranger.post("/api/expressions/try", body, expect=404)


async def test_a_cell_of_a_decision_table_is_tried(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    for cell, given, fits in (
        ("[18..65]", 18, True),
        ("not(1,2)", 2, False),
        ('"a","b"', "b", True),
        ("-", None, True),
    ):
        body = {"expression": cell, "kind": "cell", "input": given}
        assert (await admin.post("/api/expressions/try", body))["value"] is fits, cell
    assert (await admin.post("/api/expressions/try", {"expression": "[1..", "kind": "cell", "input": 1}))["problem"]
