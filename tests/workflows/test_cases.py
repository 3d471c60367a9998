"""Cases and processes over HTTP: who sees which, what is masked, lists with the stuck ones first."""

from __future__ import annotations

from uuid import uuid4

from hub.core.ids import uuid7
from tests.hub_fixture import Hub
from tests.workflows import drawing as d
from tests.workflows.hosting import chain, finish, probes, publish, start, switches
from workflows import reference
from workflows.calling import Called
from workflows.cases import MASK, masked


async def test_an_administrator_sees_where_the_token_is_but_no_clinical_words(hub: Hub) -> None:
    await publish(hub, chain("intake", role="patient"))
    maria, admin = await hub.sign_in("patient", "Maria"), await hub.sign_in("admin")
    data = {"intake": {"complaint": "Burning chest pain", "since": "2026-03-01", "severity": 7, "smoker": False}}
    case_id = await start(hub, by=maria.actor, patient_id=maria.patient_id, data=data)
    shown = await admin.get(f"/api/cases/{case_id}")
    assert shown["masked"] is True
    assert shown["data"]["intake"] == {"complaint": MASK, "since": MASK, "severity": 7, "smoker": False}
    assert [(t["element_id"], t["waits_for"]) for t in shown["tokens"]] == [("intake", "person")]
    assert "<bpmn:definitions" in shown["xml"]
    assert shown["may_manage"] is True
    assert b"chest" not in shown.raw


async def test_a_clinician_of_the_case_reads_its_data(hub: Hub) -> None:
    await publish(hub, chain("intake", role="patient"))
    maria, ada, ben = (
        await hub.sign_in("patient"),
        await hub.sign_in("doctor", "Ada"),
        await hub.sign_in("doctor", "Ben"),
    )
    case_id = await start(
        hub, by=maria.actor, patient_id=maria.patient_id, data={"intake": {"complaint": "Cough"}},
        subject={"practitioner_id": str(ada.practitioner_id)},
    )  # fmt: skip
    shown = await ada.get(f"/api/cases/{case_id}")
    assert shown["masked"] is False
    assert shown["data"]["intake"]["complaint"] == "Cough"
    foreign, absent = (
        await ben.get(f"/api/cases/{case_id}", expect=404),
        await ben.get(f"/api/cases/{uuid7()}", expect=404),
    )
    assert foreign.data == absent.data
    assert (await ben.get("/api/cases"))["items"] == []
    [(who, patient)] = await hub.sql(
        "SELECT actor_id, patient_id FROM audit_event WHERE entity = 'case_instance' AND action = 'read'"
    )
    assert (who, patient) == (ada.user_id, maria.patient_id)


async def test_only_who_manages_cases_may_mend_them(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, d.bpmn([d.start(), d.step("work", "probe.first"), d.end()], ["start -> work", "work -> end"]))
    nurse = await hub.sign_in("nurse")
    switches.add("first")
    case_id = await start(hub, by=nurse.actor)
    [(incident,)] = await hub.sql("SELECT id FROM incident")
    for path, body in (
        (f"/api/incidents/{incident}/retry", {}),
        (f"/api/incidents/{incident}/skip", {"reason": "because"}),
        (f"/api/cases/{case_id}/cancel", {"reason": "because"}),
    ):
        assert (await nurse.post(path, body, expect=403)).code == "forbidden"
    admin = await hub.sign_in("admin")
    assert (await admin.post(f"/api/incidents/{incident}/skip", {"reason": "  "}, expect=422)).code == "invalid"
    assert (await admin.post(f"/api/incidents/{uuid4()}/retry", expect=404)).code == "not_found"


async def test_the_list_has_the_stuck_ones_first_and_counts(hub: Hub) -> None:
    await probes(hub)
    await publish(hub, d.bpmn([d.start(), d.human("go"), d.step("work", "probe.first"), d.end()],
                              ["start -> go", "go -> work", "work -> end"]))  # fmt: skip
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    for _ in range(4):
        await start(hub, by=nurse.actor)
    await finish(nurse, "go", expect=200)
    switches.add("first")
    await finish(nurse, "go", expect=200)
    shown = await admin.get("/api/cases", limit=2)
    assert shown["counts"] == {"running": 2, "incident": 1, "completed": 1}
    assert [row["status"] for row in shown["items"]] == ["incident", "running"]
    assert shown["items"][0]["incidents"] == 1
    assert shown["items"][1]["at"] == ["go"]
    rest = await admin.get("/api/cases", limit=2, after=shown["next"])
    assert [row["status"] for row in rest["items"]] == ["running", "completed"]
    assert rest["next"] is None
    assert len((await admin.get("/api/cases", status="active"))["items"]) == 3
    assert (await admin.get("/api/cases", status="nonsense", expect=422)).code == "invalid"


async def test_the_list_says_what_a_case_waits_for_and_finds_those_at_one_element(hub: Hub) -> None:
    """Tasks, and of cases in which nobody has anything to do the times and messages; not what only listens beside. The
    numbers of the drawing and the cases found at an element are the same, through calls as well."""
    await probes(hub)
    inner = d.bpmn([d.start("in"), d.catch("reply", "answer"), d.end("out")], ["in -> reply", "reply -> out"],
                   name="inner", messages="answer")  # fmt: skip
    await publish(hub, inner)
    outer = d.bpmn(
        [d.start(), d.human("go"), d.boundary("late", "go", timer="PT9H", interrupts=False),
         d.xor("which", "which_ask"), d.wait("rest", "PT5H"), d.call("ask", "inner"), d.step("work", "probe.first"),
         d.end(), d.end("other")],
        ["start -> go", "go -> which", "which -> rest : plan.rest", "which -> ask", "rest -> end", "ask -> work",
         "work -> end", "late -> other"],
    )  # fmt: skip
    async with hub.transaction() as db:
        await reference.publish(db, outer.decode(), called=[Called(inner.decode())])
    nurse, admin = await hub.sign_in("nurse"), await hub.sign_in("admin")
    cases = [await start(hub, by=nurse.actor, data={"plan": {"rest": n == 1}}) for n in range(4)]
    switches.add("first")
    for done, case_id in enumerate(cases):
        if done > 0:
            [task] = (await nurse.get("/api/tasks", scope="open", case_id=str(case_id)))["items"]
            await nurse.post(f"/api/tasks/{task['id']}/complete", {"answers": {}, "version": task["version"]})
        if done > 2:
            await admin.post(f"/api/cases/{case_id}/messages", {"name": "answer"})
    rows = {row["id"]: row["at"] for row in (await admin.get("/api/cases"))["items"]}
    assert [rows[str(one)] for one in cases[:3]] == [["go"], ["rest"], ["reply"]]
    load = (await admin.get("/api/processes/demo"))["load"]
    assert {name: (load[name]["active"], load[name]["incidents"]) for name in ("go", "rest", "ask", "work")} == {
        "go": (1, 0), "rest": (1, 0), "ask": (1, 0), "work": (0, 1),
    }  # fmt: skip
    for process, element, expected in (
        ("demo", "go", cases[0]), ("demo", "rest", cases[1]), ("demo", "ask", cases[2]), ("inner", "reply", cases[2]),
        ("demo", "work", cases[3]),
    ):  # fmt: skip
        found = await admin.get("/api/cases", process=process, element=element)
        assert [row["id"] for row in found["items"]] == [str(expected)], element
        assert sum(found["counts"].values()) == 1
    for process, element in (("demo", "late"), ("demo", "nothing"), ("nothing", "go")):
        found = await admin.get("/api/cases", process=process, element=element)
        assert [row["id"] for row in found["items"]] == ([str(cases[0])] if element == "late" else [])
    assert (await admin.get("/api/cases", element="go", expect=422)).code == "invalid"


async def test_processes_show_how_their_cases_do(hub: Hub) -> None:
    await publish(hub, chain("vitals", "handover"))
    nurse = await hub.sign_in("nurse")
    for _ in range(3):
        await start(hub, by=nurse.actor)
    await finish(nurse, "vitals", expect=200)
    [row] = [row for row in (await nurse.get("/api/processes"))["items"] if row["process_id"] == "demo"]
    assert (row["running"], row["incidents"], row["number"]) == (3, 0, 1)
    shown = await nurse.get("/api/processes/demo")
    load = {name: (one["active"], one["late"], one["incidents"], one["done"]) for name, one in shown["load"].items()}
    assert load == {"start": (0, 0, 0, 3), "vitals": (2, 0, 0, 1), "handover": (1, 0, 0, 0)}
    assert [version["cases"] for version in shown["versions"]] == [3]
    assert (await nurse.get("/api/processes/nonsense", expect=404)).code == "not_found"


async def test_a_case_can_be_started_by_hand_once(hub: Hub) -> None:
    await publish(hub, chain("vitals"))
    nurse = await hub.sign_in("nurse")
    body = {"process": "demo", "business_key": "walk-in 1"}
    made = await nurse.post("/api/cases", body, expect=201)
    assert made["status"] == "running"
    assert (await nurse.post("/api/cases", body, expect=409)).code == "case_exists"
    assert (await nurse.post("/api/cases", {"process": "nothing"}, expect=404)).code == "not_found"
    assert (await nurse.post("/api/cases", {"process": "demo", "status": "completed"}, expect=422)).code == "invalid"
    patient = await hub.sign_in("patient")
    assert (await patient.post("/api/cases", body, expect=403)).code == "forbidden"


def test_masking_keeps_ids_moments_and_codes_only() -> None:
    given = {
        "visit_id": "01a1fbb0-a462-7b2b-80c9-ac2ed7021795", "starts_at": "2026-11-21T01:00:00+00:00",
        "kind": "self_pay", "n": 3, "ids": ["01a1fbb0-a462-7b2b-80c9-ac2ed7021795"],
    }  # fmt: skip
    words = {"name": "Maria Lopez", "symptom": "cough", "list": ["Fever", {"born": "1980-05-17"}], "note_kind": "a b"}
    assert masked(given) == given
    assert masked(words) == {"name": MASK, "symptom": MASK, "list": [MASK, {"born": MASK}], "note_kind": MASK}
