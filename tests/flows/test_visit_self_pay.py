"""A visit that the patient pays: from registering to a receipt, every exchange over HTTP."""

from __future__ import annotations

from collections import Counter

from tests.counting import counted
from tests.factories.encounters import FULL_NOTE
from tests.flows.story import PILLS, Town

COMPLETION = 110
"""At most so many statements for signing, closing the visit, charging and billing in one exchange."""


async def test_the_whole_visit_of_a_patient_who_pays(town: Town) -> None:
    hub, doctor = town.hub, town.doctor
    patient = await town.register()
    slot = await town.first_time(patient, specialty="family_medicine")
    assert slot["practitioner_ids"] == [str(doctor.practitioner_id)]
    visit = await town.book(patient, slot["starts_at"])
    assert visit.appointment["status"] == "booked"

    todo = await visit.tasks(patient, "mine")
    assert set(todo) == {"confirm_details", "insurance", "consent", "intake", "device_check"}
    assert (await visit.tasks(doctor, "others")).keys() == todo.keys(), "the doctor sees what the patient has to do"
    assert (await patient.post(f"{visit.path}/wait", expect=409)).code == "not_prepared"
    await visit.prepare()
    assert await visit.tasks(patient, "mine") == {}
    details = (await patient.get("/api/my/details"))["patient"]
    assert details["address"]["postal_code"] == "12207"

    await visit.wait()
    row = (await visit.tasks(doctor))["consultation"]
    assert row["note"] == "patient_here" and row["waiting_since"] is not None and row["status"] == "open"
    claimed = await doctor.post(f"/api/tasks/{row['id']}/claim")
    assert claimed["assignee_id"] == str(doctor.user_id)
    await doctor.post(f"{visit.path}/admit")
    await patient.post(f"{visit.path}/hang-up")
    await doctor.post(f"{visit.path}/hang-up")
    assert "consultation" in await visit.at(), "hanging up is not finishing"

    note = (await doctor.get(visit.chart))["note"]
    assert note["sections"] == {"reason": "A cough"}
    saved = await doctor.put(f"{visit.chart}/note", {"version": note["version"], "sections": FULL_NOTE})
    found = (await doctor.get("/api/terminology/icd10", search="acute upper respiratory"))["items"]
    assert "J06.9" in [code["code"] for code in found]
    path, body = await visit.signature()
    gaps = await doctor.post(path, body, expect=422)
    assert gaps.code == "note_incomplete" and gaps["missing"] == ["diagnoses", "services"]
    await doctor.post(f"{visit.chart}/diagnoses", {"code": "J06.9"}, expect=201)
    await doctor.post(f"{visit.chart}/prescriptions", PILLS, expect=201)
    await doctor.post(f"{visit.chart}/services", {"code": "G0425"}, expect=201)
    await doctor.post(f"{visit.chart}/services", {"code": "WL002"}, expect=201)
    assert (await doctor.get(visit.chart))["note"]["version"] == saved["version"]

    other = await (await town.book(await town.register(email="other@example.org", family="Other"))).prepare()
    await other.wait()
    with counted(hub.database) as statements:
        done = await doctor.post(path, body)
    assert len(statements) <= COMPLETION, len(statements)
    assert done["task"]["status"] == "completed" and done["case_status"] == "running"
    assert done["encounter_id"] == str(visit.encounter_id)
    assert done["next_task_for_me"]["case_id"] == str(other.case_id), "the next patient who waits"
    assert done["next_task_for_me"]["element_id"] == "consultation"
    assert (await doctor.post(path, body)).data == done.data, "the same answers again are the same reply"

    bill = await visit.bill()
    assert (bill["status"], bill["total"], bill["reason"]) == ("issued", 15_000, "self_pay")
    assert bill["number"].endswith("-000001") and [line["service_code"] for line in bill["lines"]] == ["G0425", "WL002"]
    assert await visit.books() == {"ar:patient": 15_000, "ar:unassigned": 0, "revenue": -15_000}
    await hub.run_jobs()
    paid = await visit.pay()
    assert paid["status"] == "paid" and paid["has_receipt"]
    receipt = await patient.get(f"/api/invoices/{bill['id']}/receipt.pdf")
    assert receipt.raw.startswith(b"%PDF-") and receipt.headers["Content-Type"] == "application/pdf"

    case = await visit.is_closed()
    steps = [step["element_id"] for step in case["history"] if step["outcome"] == "completed"]
    wanted = ["open_visit", "confirm_details", "consultation", "close_visit", "raise_charges", "issue_invoice", "pay",
              "send_receipt", "closed"]  # fmt: skip
    assert [step for step in steps if step in wanted] == wanted
    by = {step["element_id"]: step["actor_name"] for step in case["history"]}
    assert by["intake"] == "Elena Voss" and by["consultation"].startswith("Ada")
    assert await visit.books() == {"ar:patient": 0, "ar:unassigned": 0, "clearing:test": 15_000, "revenue": -15_000}
    summary = await patient.get(f"{visit.chart}/summary")
    assert "Drink enough" in str(summary.data)


async def test_both_are_told_and_nothing_twice(town: Town) -> None:
    visit = await (await town.visit()).seen()
    await visit.pay("tok_twice")
    await visit.is_closed()
    told = await visit.bell(visit.patient)
    assert Counter(told) == Counter(
        ["visit_booked", "come_in", "summary_ready", "invoice_issued", "receipt_ready"]
    ), told  # fmt: skip
    assert Counter(await visit.bell(town.doctor)) == Counter(["visit_booked_with_you", "patient_waiting"])
    admin = await town.staff("admin")
    mails = [row["subject"] for row in (await admin.get("/api/admin/mailbox"))["items"]
             if row["recipient"] == "elena@example.org"]  # fmt: skip
    assert len(mails) == len(set(mails)) == 5, mails
    assert "cough" not in str(mails).lower()
    before = await town.hub.sql("SELECT count(*) FROM notification")
    await town.hub.run_jobs()
    assert await town.hub.sql("SELECT count(*) FROM notification") == before
