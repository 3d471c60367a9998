"""Laboratory orders over HTTP: signed, the specimen taken and rejected, the result entered, looked at, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.jobs import JOBS
from hub.patients import actions as patients
from hub.patients.access import labels
from hub.patients.access.models import Label, Labelled
from hub.patients.queries import patient as patient_by_id
from tests.exchanges import Reply
from tests.factories import encounters
from tests.hub_fixture import Client, Hub


def potassium(value: str = "4.4", **more: Any) -> dict[str, Any]:
    one = {"name": "Potassium", "code": "2823-3", "value": value, "unit": "mmol/L", "low": "3.5", "high": "5.1",
           "critical_low": "2.5", "critical_high": "6.5"}  # fmt: skip
    return {"title": "Salts", "effective_at": (now() - timedelta(minutes=1)).isoformat(), "observations": [one], **more}


@dataclass
class Case:
    """Who orders, who takes the specimen, who works in the laboratory."""

    hub: Hub
    patient: Client
    doctor: Client
    nurse: Client
    lab: Client
    encounter_id: str

    async def place(self, who: Client, *, expect: int = 201, **more: Any) -> Reply:
        body = {"title": "Salts", "tests": ["2823-3", "2951-2"], "encounter_id": self.encounter_id, **more}
        return await who.post(f"/api/patients/{self.patient.patient_id}/service-requests", body, expect=expect)

    async def tasks(self, who: Client) -> dict[str, dict[str, Any]]:
        return {row["form"]: row for row in (await who.get("/api/tasks", scope="open"))["items"]}

    async def complete(self, who: Client, form: str, *, expect: int | None = None, **answers: Any) -> Reply:
        task = (await self.tasks(who))[form]
        body = {"answers": answers, "version": task["version"]}
        return await who.post(f"/api/tasks/{task['id']}/complete", body, expect=expect)

    async def stage(self) -> str:
        rows = (await self.doctor.get(f"/api/patients/{self.patient.patient_id}/service-requests"))["items"]
        return str(rows[0]["stage"])

    async def looks(self) -> list[UUID]:
        """Whom the task to look at a result is meant for first."""
        rows = await self.hub.sql("SELECT practitioner_id FROM task WHERE form = 'review_result' AND status = 'open'")
        return [row[0] for row in rows]

    async def cases(self) -> list[str]:
        rows = await self.hub.sql("SELECT status FROM case_instance WHERE process_id = 'lab_order' ORDER BY id")
        return [row[0] for row in rows]


@pytest.fixture
async def case(hub: Hub) -> Case:
    patient, doctor, nurse = await hub.sign_in("patient"), await hub.sign_in("doctor"), await hub.sign_in("nurse")
    lab = await hub.sign_in("lab_technician")
    async with hub.transaction() as db:
        row = await encounters.encounter(db, patient.actor, doctor.actor)
        await patients.relate(db, patient.patient_id, doctor.practitioner_id, "care_team", "test", actor=SYSTEM)
        await patients.relate(db, patient.patient_id, nurse.practitioner_id, "care_team", "test", actor=SYSTEM)
    return Case(hub, patient, doctor, nurse, lab, str(row.id))


async def test_from_an_order_to_a_result_that_was_looked_at(case: Case) -> None:
    order = (await case.place(case.doctor, priority="urgent", reason="Weak since Monday")).data
    url = f"/api/service-requests/{order['id']}"
    assert (order["status"], order["stage"], order["tests"][0]["name"]) == ("active", "collect", "Potassium")
    early = await case.lab.post(f"{url}/diagnostic-report", potassium(), expect=409)
    assert early.code == "no_specimen"
    missing = await case.complete(case.lab, "collect_specimen", outcome="collected", expect=422)
    assert "label" in missing["detail"]
    await case.complete(case.lab, "collect_specimen", outcome="collected", label="A-1001")
    assert await case.stage() == "result"
    # Haemolysed: another one, with another number.
    await case.lab.post(f"{url}/reject-specimen", {"reason": "Haemolysed"})
    assert await case.stage() == "collect"
    assert (await case.lab.post(f"{url}/reject-specimen", {"reason": "Again"}, expect=409)).code == "no_specimen"
    same = await case.complete(case.nurse, "collect_specimen", outcome="collected", label="a-1001", expect=409)
    assert same.code == "label_taken"
    await case.complete(case.nurse, "collect_specimen", outcome="collected", label="A-1002")
    (found,) = (await case.lab.get("/api/service-requests", label="a-1002"))["items"]
    assert (found["id"], found["stage"], found["label"]) == (order["id"], "result", "A-1002")
    # First preliminary, then final and critical: the doctor is called, and looks within minutes.
    shown = await case.lab.post(f"{url}/diagnostic-report", potassium(status="preliminary"), expect=201)
    assert shown["stage"] == "result"
    twice = await case.lab.post(f"{url}/diagnostic-report", potassium(), expect=409)
    assert twice.code == "result_there"
    report = (await case.lab.get(f"{url}/diagnostic-report")).data
    final = {**potassium("6.9"), "version": report["version"]}
    assert (await case.lab.put(f"{url}/diagnostic-report", final))["stage"] == "review"
    task = (await case.tasks(case.doctor))["review_result"]
    assert task["priority"] == 95 and task["by_message"] and task["subject"]["service_request_id"] == order["id"]
    await case.hub.run_jobs()
    assert "result_critical" in [one["kind"] for one in (await case.doctor.get("/api/notifications"))["items"]]
    # Who answers for it stops both clocks: the ladder's, and the pathway's; who it is given to has the task.
    await case.doctor.post(f"/api/diagnostic-reports/{report['id']}/acknowledge")
    await case.hub.run_jobs()
    task = (await case.tasks(case.doctor))["review_result"]
    assert task["priority"] == 60 and await case.looks() == [case.doctor.practitioner_id]
    other = await case.hub.sign_in("doctor", "Other")
    given = {"practitioner_id": str(other.practitioner_id), "reason": "I am on leave"}
    seen = (await case.doctor.get(f"/api/diagnostic-reports/{report['id']}"))["version"]
    await case.doctor.post(f"/api/diagnostic-reports/{report['id']}/reassign", {**given, "version": seen})
    await case.hub.run_jobs()
    assert await case.looks() == [other.practitioner_id]
    # What the hospital's rule releases nobody has looked at.
    async with case.hub.transaction() as db:
        await db.execute(text("UPDATE diagnostic_report SET issued_at = now() - interval '99 days'"))
        await JOBS["encounters.release_results"](db, SYSTEM)
    await case.hub.run_jobs()
    assert await case.stage() == "review" and await case.cases() == ["running"]
    await case.doctor.post(f"/api/diagnostic-reports/{report['id']}/release", {"comment": "Please come in today."})
    await case.hub.run_jobs()
    assert await case.stage() == "reviewed" and await case.cases() == ["completed"]
    assert (await case.doctor.post(f"{url}/revoke", {"reason": "Too late"}, expect=409)).code == "order_over"
    assert await case.hub.sql("SELECT name, error FROM job WHERE state = 'dead'") == []


async def test_a_patient_sees_what_to_do_where_to_go_and_what_became_of_it(case: Case) -> None:
    """What nobody has signed is no order yet; what was declined unsigned he never hears of."""

    async def mine(who: Client = case.patient) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await who.get("/api/my/service-requests"))["items"]
        return rows

    await case.place(case.nurse, title="Unsigned", tests=[])
    assert await mine() == []
    await case.complete(case.doctor, "sign_order", decision="decline", reason="Done last week")
    assert await mine() == []
    order = (await case.place(case.doctor, title="Blood fats", tests=["2571-8", "1558-6"])).data
    (own,) = await mine()
    assert own["stage"] == "collect" and own["patient_instruction"].count("Nothing to eat") == 1
    place = (await case.patient.get("/api/my/service-requests"))["place"]
    assert place["name"] == "Laboratory" and place["zone"]
    assert await mine(await case.hub.sign_in("patient", "Somebody else")) == []
    url = f"/api/service-requests/{order['id']}"
    await case.complete(case.lab, "collect_specimen", outcome="collected", label="B-1")
    assert [one["stage"] for one in await mine()] == ["result"]
    await case.lab.post(f"{url}/reject-specimen", {"reason": "Haemolysed"})
    assert [one["stage"] for one in await mine()] == ["again"]
    await case.complete(case.lab, "collect_specimen", outcome="collected", label="B-2")
    await case.lab.post(f"{url}/diagnostic-report", potassium(), expect=201)
    assert [(one["stage"], one["diagnostic_report_id"]) for one in await mine()] == [("review", None)]
    report = (await case.lab.get(f"{url}/diagnostic-report")).data
    await case.doctor.post(f"/api/diagnostic-reports/{report['id']}/release", {"version": report["version"]})
    assert [(one["stage"], one["diagnostic_report_id"]) for one in await mine()] == [("ready", report["id"])]
    await case.hub.run_jobs()
    told = [one["kind"] for one in (await case.patient.get("/api/notifications"))["items"]]
    assert {"order_placed", "specimen_again", "result_released"} <= set(told)


async def test_a_nurse_writes_it_down_and_what_was_entered_in_error_is_entered_again(case: Case) -> None:
    nowhere = await case.place(case.nurse, encounter_id=None, expect=422)
    assert nowhere.code == "orderer_unknown"
    assert (await case.place(case.nurse, tests=["1-8"], expect=422)).code == "test_unknown"
    order = (await case.place(case.nurse)).data
    url = f"/api/service-requests/{order['id']}"
    assert (order["status"], order["stage"]) == ("draft", "sign") and "collect_specimen" not in await case.tasks(
        case.lab
    )
    assert (await case.lab.post(f"{url}/reject-specimen", {"reason": "None"}, expect=409)).code == "order_unsigned"
    await case.complete(case.doctor, "sign_order", decision="sign")
    why = "The patient was not well"
    await case.complete(case.nurse, "collect_specimen", outcome="not_collected", reason=why)
    assert (await case.doctor.get(url))["specimens"][0]["status_reason"] == why
    await case.complete(case.doctor, "decide_order", decision="again")
    await case.complete(case.nurse, "collect_specimen", outcome="collected", label="B-1")
    await case.lab.post(f"{url}/diagnostic-report", potassium(), expect=201)
    report = (await case.doctor.get(url))["diagnostic_report_id"]
    # Nothing of the case moves meanwhile: it hears of it when it goes on; the order waits for a result all the same.
    admin, [[case_id]] = await case.hub.sign_in("admin"), await case.hub.sql("SELECT case_id FROM service_request")
    await admin.post(f"/api/cases/{case_id}/suspend", {"reason": "Looking into it"})
    await case.doctor.post(f"/api/diagnostic-reports/{report}/entered-in-error", {"reason": "Another patient"})
    await case.hub.run_jobs()
    await admin.post(f"/api/cases/{case_id}/resume", {"reason": "Seen"})
    assert await case.stage() == "result" and "enter_result" in await case.tasks(case.lab)
    await case.lab.post(f"{url}/diagnostic-report", potassium("3.9"), expect=201)
    report = (await case.doctor.get(url))["diagnostic_report_id"]
    await case.doctor.post(f"/api/diagnostic-reports/{report}/hold", {"reason": "I call her first"})
    await case.hub.run_jobs()
    assert await case.stage() == "reviewed" and await case.cases() == ["completed"]


async def test_an_order_is_revoked_and_nothing_of_it_is_left_to_do(case: Case) -> None:
    order = (await case.place(case.doctor)).data
    url = f"/api/service-requests/{order['id']}"
    await case.nurse.post(f"{url}/revoke", {"reason": "Not needed"}, expect=403)
    for _ in range(2):
        assert (await case.doctor.post(f"{url}/revoke", {"reason": "Done elsewhere"}))["status"] == "revoked"
    assert await case.cases() == ["completed"] and "collect_specimen" not in await case.tasks(case.lab)
    await case.place(case.doctor, title="Liver", tests=[])
    [[case_id]] = await case.hub.sql("SELECT case_id FROM service_request WHERE title = 'Liver'")
    admin = await case.hub.sign_in("admin")
    await admin.post(f"/api/cases/{case_id}/cancel", {"reason": "Drawn wrongly"})
    await case.hub.run_jobs()
    assert await case.stage() == "revoked"


async def test_b09_a_labelled_order_names_its_patient_to_who_has_taken_the_task(case: Case) -> None:
    order = (await case.place(case.doctor)).data
    url = f"/api/service-requests/{order['id']}"
    foreign = await case.hub.sign_in("doctor", "Unrelated")
    await foreign.get(url, expect=404)
    await case.lab.get(url)
    async with case.hub.transaction() as db:
        patient = await patient_by_id(db, case.patient.patient_id)
        await labels.put(db, patient, Label.psychiatry, actor=SYSTEM, entity=Labelled.encounter,
                         entity_id=UUID(case.encounter_id))  # fmt: skip
    await case.lab.get(url, expect=404)
    assert (await case.lab.get("/api/service-requests"))["items"] == []
    task = (await case.tasks(case.lab))["collect_specimen"]
    assert task["patient"] is None
    await case.lab.post(f"/api/tasks/{task['id']}/claim")
    assert (await case.lab.get(url))["patient_number"]
    await case.complete(case.lab, "collect_specimen", outcome="collected", label="C-1")
    await case.lab.post(f"{url}/diagnostic-report", potassium(), expect=201)
    [[encounter]] = await case.hub.sql("SELECT encounter_id FROM diagnostic_report")
    assert str(encounter) == case.encounter_id, "the label of the visit keeps the result, too"


async def test_what_cannot_wait_comes_first_then_what_waits_longest_page_by_page(case: Case) -> None:
    placed = [(await case.place(case.doctor, priority=one))["id"] for one in ("routine", "stat", "routine", "urgent")]
    rows: list[dict[str, Any]] = []
    after = ""
    for _ in placed:
        page = (await case.lab.get("/api/service-requests", limit=1, after=after)).data
        rows, after = rows + page["items"], page["next"] or ""
    assert not after and [row["id"] for row in rows] == [placed[n] for n in (1, 3, 0, 2)]
