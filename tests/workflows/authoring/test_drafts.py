"""Drafts: saved by themselves, kept even when wrong, refused only when they cannot be kept."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.counting import counted
from tests.hub_fixture import Hub
from tests.workflows import hosting
from tests.workflows.authoring.drawn import DECIDE, FORMS, drafted, edit, pathway, released
from workflows import layout

BOMB = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>'


async def test_a_new_draft_is_blank_and_can_be_drawn_on(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    made = (await admin.post("/api/process-drafts", {"process_id": "callback", "name": "Call <back>"}, expect=201)).data
    assert made["status"] == "editing" and made["may_edit"] and "Call &lt;back>" in made["xml"]
    saved = await admin.put(f"/api/process-drafts/{made['id']}", edit(made, xml=pathway()))
    assert saved["version"] == made["version"] + 1 and saved["content_hash"] != made["content_hash"]
    shown = (await admin.get(f"/api/process-drafts/{made['id']}")).data
    assert shown["xml"] == pathway() and shown["base_number"] is None
    listed = (await admin.get("/api/process-drafts"))["items"]
    assert [row["id"] for row in listed] == [made["id"]] and "xml" not in listed[0]
    await hub.run_jobs()
    assert [fact["kind"] for fact in hub.facts].count("DraftChanged") == 2


async def test_a_draft_of_a_shipped_pathway_starts_from_what_is_active(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    made = (await admin.post("/api/process-drafts", {"process_id": "visit", "name": "Video visit"})).data
    assert 'id="visit"' in made["xml"] and made["base_number"] == made["active_number"] == 1
    assert (await admin.post(f"/api/process-drafts/{made['id']}/check"))["ok"] is True


async def test_of_two_who_save_the_second_is_told(hub: Hub) -> None:
    admin, other = await hub.sign_in("admin"), await hub.sign_in("admin", "Second")
    made = await drafted(admin)
    await admin.put(f"/api/process-drafts/{made['id']}", edit(made, name="First"))
    reply = await other.put(f"/api/process-drafts/{made['id']}", edit(made, name="Second"), expect=409)
    assert reply.code == "stale" and reply["current"] == made["version"] + 1


async def test_what_is_wrong_is_kept_and_said(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    made = await drafted(admin)
    wrong = pathway().replace('form="decide" role="nurse"', 'form="nosuch" role="wizard"')
    forms = {"bad": {"schema": {"type": "object", "properties": {"a": {"pattern": "(a+)+"}}}}}
    await admin.put(f"/api/process-drafts/{made['id']}", edit(made, xml=wrong, forms=forms))
    checked = (await admin.post(f"/api/process-drafts/{made['id']}/check")).data
    assert checked["ok"] is False
    codes = {problem["code"] for problem in checked["problems"]}
    assert {"form_unknown", "role_unknown", "pattern_refused"} <= codes
    for problem in checked["problems"]:
        assert problem["message"] and problem["severity"] in ("error", "warning")
    assert next(p for p in checked["problems"] if p["code"] == "role_unknown")["element_name"] == "triage"


async def test_a_choice_that_names_every_answer_of_its_form_needs_no_default(hub: Hub) -> None:
    admin, doctor, nurse = [await hub.sign_in(role) for role in ("admin", "doctor", "nurse")]
    open_choice = pathway(condition="triage.urgent == true").replace(' default="urgent_wait"', "")
    other = '<bpmn:sequenceFlow id="urgent_wait" sourceRef="urgent" targetRef="wait">'
    condition = "<bpmn:conditionExpression>triage.urgent == false</bpmn:conditionExpression>"
    open_choice = open_choice.replace(other, other + condition)
    assert condition in open_choice
    made = await drafted(admin, xml=open_choice)
    path = f"/api/process-drafts/{made['id']}"
    assert (await admin.post(f"{path}/check"))["ok"] is True
    schema = DECIDE | {"required": []}
    made |= (await admin.put(path, edit(made, forms=FORMS | {"decide": {"schema": schema}}))).data
    (said,) = (await admin.post(f"{path}/check"))["problems"]
    assert said["code"] == "default_missing" and "None does if triage.urgent is not there." in said["message"]
    made |= (await admin.put(path, edit(made, forms=FORMS))).data
    await released(admin, doctor, made)
    case = (await admin.post("/api/cases", {"process": "callback"}))["case_id"]
    await hosting.finish(nurse, "triage", {"urgent": False})
    shown = (await admin.get(f"/api/cases/{case}")).data
    assert [token["element_id"] for token in shown["tokens"]] == ["wait"]


async def test_a_discarded_draft_takes_nothing_more(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    made = await drafted(admin)
    await admin.delete(f"/api/process-drafts/{made['id']}")
    reply = await admin.put(f"/api/process-drafts/{made['id']}", edit(made, version=made["version"] + 1), expect=409)
    assert reply.code == "draft_closed"
    assert (await admin.get("/api/process-drafts"))["items"] == []
    assert len((await admin.get("/api/process-drafts", status="discarded"))["items"]) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"xml": BOMB}, "diagram_doctype"),
        ({"xml": "<d/>"}, "diagram_not_bpmn"),
        ({"xml": "not xml"}, "diagram_not_xml"),
        ({"xml": pathway().replace("UTF-8", "UTF-16")}, "diagram_not_utf8"),
        ({"xml": pathway().replace("UTF-8", "ISO-8859-1")}, "diagram_not_utf8"),
        ({"xml": pathway() + "<!--" + "x" * 2_200_000 + "-->"}, "diagram_too_large"),
        ({"decisions": {"t": BOMB}}, "decision_doctype"),
        ({"decisions": {"t": "x"}}, "decision_not_xml"),
        ({"decisions": {"t": "<a>" + "x" * 300_000 + "</a>"}}, "decision_too_large"),
        ({"decisions": {"../t": "<a/>"}}, "key_unreadable"),
        ({"decisions": {f"t{n}": "<a/>" for n in range(51)}}, "decisions_too_many"),
        ({"forms": {"f": {"schema": "x"}}}, "form_unreadable"),
        ({"forms": {"f": {"schema": {"description": "x" * 600_000}}}}, "forms_too_large"),
    ],
)  # fmt: skip
async def test_b37_what_cannot_be_kept_is_refused_by_its_code(hub: Hub, changes: dict[str, Any], code: str) -> None:
    admin = await hub.sign_in("admin")
    made = await drafted(admin)
    reply = await admin.put(f"/api/process-drafts/{made['id']}", edit(made, **changes), expect=422)
    assert reply.code == code
    assert (await admin.get(f"/api/process-drafts/{made['id']}"))["version"] == made["version"]


async def test_b37_ten_megabytes_and_ten_thousand_elements_are_refused(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    made = await drafted(admin)
    reply = await admin.put(f"/api/process-drafts/{made['id']}", edit(made, xml="x" * 10_000_000), expect=413)
    assert reply.code == "too_large"
    many = "".join(f'<bpmn:task id="t{n}"/>' for n in range(10_000))
    xml = pathway().replace("</bpmn:process>", many + "</bpmn:process>")
    reply = await admin.put(f"/api/process-drafts/{made['id']}", edit(made, xml=xml), expect=422)
    assert reply.code == "diagram_too_many_elements"


async def test_what_other_modelers_wrote_is_kept_to_the_letter(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    foreign = pathway().replace(
        "</bpmn:process>",
        '<bpmn:extensionElements><zeebe:x xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" retries="3"><!-- kept -->'
        "</zeebe:x></bpmn:extensionElements></bpmn:process>",
    )
    made = await drafted(admin, xml=foreign)
    assert (await admin.get(f"/api/process-drafts/{made['id']}"))["xml"] == foreign


async def test_building_blocks_tell_steps_forms_roles_and_functions(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    blocks = (await admin.get("/api/building-blocks")).data
    steps = {step["name"]: step for step in blocks["steps"]}
    assert steps["beds.reserve"]["title"] and steps["probe.second"]["params"] == [
        {"name": "amount", "type": "integer", "required": True, "help": ""}
    ]
    forms = {form["key"]: form for form in blocks["forms"]}
    assert forms["consultation"]["processes"] == ["clinic_visit", "visit"] and forms["consultation"]["fields"]
    assert {"code": "nurse", "name": "Nurse"} in blocks["roles"]
    assert "invoice_settled" in blocks["messages"]
    functions = {function["name"]: function for function in blocks["functions"]}
    assert functions["age"]["signature"] == "age(born, on?)" and functions["age"]["example"]
    assert {"process_id": "visit", "name": "Video visit"} in blocks["processes"]


async def test_who_may_not_draw_sees_no_draft(hub: Hub) -> None:
    admin, nurse, doctor = [await hub.sign_in(role) for role in ("admin", "nurse", "doctor")]
    made = await drafted(admin)
    assert (await nurse.get("/api/process-drafts", expect=403)).code == "forbidden"
    await nurse.get(f"/api/process-drafts/{made['id']}", expect=404)
    seen = (await doctor.get(f"/api/process-drafts/{made['id']}")).data
    assert not seen["may_edit"] and not seen["may_publish"]
    await doctor.put(f"/api/process-drafts/{made['id']}", edit(made), expect=403)


async def test_the_list_of_drafts_asks_the_database_a_fixed_number_of_questions(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    await drafted(admin)
    with counted(hub.database) as few:
        await admin.get("/api/process-drafts")
    for number in range(5):
        await drafted(admin, f"another_{number}")
    with counted(hub.database) as more:
        page = (await admin.get("/api/process-drafts", limit=4)).data
    assert len(page["items"]) == 4 and len(more) == len(few) <= 5
    rest = (await admin.get("/api/process-drafts", limit=4, after=page["next"])).data
    assert len(rest["items"]) == 2 and rest["next"] is None
    assert (await admin.get("/api/process-drafts", after="nonsense", expect=400)).code == "bad_cursor"


async def test_what_the_drawing_does_not_show_is_not_published_until_it_is_arranged(hub: Hub) -> None:
    """A task that runs and cannot be seen would be approved by who looks at the drawing."""
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    whole = layout.arranged(pathway())
    shape = re.search(r'<bpmndi:BPMNShape[^>]*bpmnElement="call_now".*?</bpmndi:BPMNShape>', whole)
    assert shape is not None
    made = await drafted(admin, xml=whole.replace(shape[0], ""))
    path = f"/api/process-drafts/{made['id']}"
    (said,) = (await admin.post(f"{path}/check"))["problems"]
    assert (said["code"], said["element_id"], said["severity"]) == ("not_drawn", "call_now", "error")
    assert said["message"] and said["remedy"]
    await admin.post(f"{path}/submit", {"reason": "Look at it."}, expect=422)
    assert (await admin.post(f"{path}/arrange", {"version": made["version"] - 1}, expect=409)).code == "stale"
    arranged = (await admin.post(f"{path}/arrange", {"version": made["version"]})).data
    assert arranged["version"] == made["version"] + 1
    assert 'bpmnElement="call_now"' in arranged["xml"]
    assert (await admin.post(f"{path}/check"))["problems"] == []
    await released(admin, doctor, arranged)
    assert (await admin.post(f"{path}/arrange", {"version": 99}, expect=409)).code == "draft_closed"


async def test_who_may_not_draw_may_not_arrange(hub: Hub) -> None:
    admin, doctor, nurse = [await hub.sign_in(role) for role in ("admin", "doctor", "nurse")]
    made = await drafted(admin)
    for person in (doctor, nurse):
        await person.post(f"/api/process-drafts/{made['id']}/arrange", {"version": made["version"]}, expect=403)
    assert (await admin.get(f"/api/process-drafts/{made['id']}"))["xml"] == pathway()


async def test_a_pathway_without_places_is_shown_arranged_and_kept_to_the_letter(hub: Hub) -> None:
    """From a shell or by the interface a file may come without a drawing; whoever looks at its cases sees one."""
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    made = await drafted(admin)
    assert (await admin.post(f"/api/process-drafts/{made['id']}/check"))["problems"] == []
    version = await released(admin, doctor, made)
    assert version["xml"] == pathway()
    case = (await admin.post("/api/cases", {"process": "callback"}))["case_id"]
    for path in ("/api/processes/callback", f"/api/cases/{case}"):
        assert (await admin.get(path))["xml"] == layout.arranged(pathway())
