"""Hold and transfer: the patient's place is kept, and the work and the record go with them."""

from __future__ import annotations

import pytest

from hub.core.clock import now
from hub.visits.models import Visit
from tests.factories import visits
from tests.hub_fixture import Hub

pytestmark = pytest.mark.usefixtures("daytime")


async def test_on_hold_and_back_with_the_place_and_the_clinician_kept(hub: Hub) -> None:
    visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
    since = (await visit.patient.get(visit.path))["waiting_since"]
    held = await visit.doctor.post(f"{visit.path}/hold")
    again = await visit.doctor.post(f"{visit.path}/hold")
    assert (held["status"], again["held_at"]) == ("on_hold", held["held_at"])
    assert held["held_at"] is not None
    seen = await visit.patient.get(visit.path)
    assert (seen["status"], seen["waiting_since"]) == ("on_hold", since)
    assert (await visit.patient.get(f"{visit.path}/ice", expect=409)).code == "not_admitted"
    assert (await visit.doctor.post(f"{visit.path}/admit", expect=409)).code == "on_hold"
    assert (await visit.patient.post(f"{visit.path}/wait"))["status"] == "on_hold", "coming back keeps the place"
    colleague = await hub.sign_in("doctor", "Colleague")
    assert (await colleague.post(f"{visit.path}/resume", expect=404)).code == "not_found"
    assert (await visit.patient.post(f"{visit.path}/hold", expect=403)).code == "forbidden"
    back = await visit.doctor.post(f"{visit.path}/resume")
    assert (back["status"], back["held_at"]) == ("admitted", None)
    assert (await visit.doctor.post(f"{visit.path}/send-back"))["status"] == "waiting"
    assert (await visit.doctor.post(f"{visit.path}/hold", expect=403)).code == "not_in_charge"
    assert (await visit.doctor.post(f"{visit.path}/resume", expect=403)).code == "not_in_charge"


async def test_a_transfer_takes_the_work_and_the_record_along(hub: Hub) -> None:
    visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
    since = (await visit.patient.get(visit.path))["waiting_since"]
    colleague = await hub.sign_in("doctor", "Colleague")
    given = {"practitioner_id": str(colleague.practitioner_id), "note": "Chest pain, please see today"}
    moved = await visit.doctor.post(f"{visit.path}/transfer", given)
    assert (moved["status"], moved["waiting_since"]) == ("waiting", since)
    theirs = await colleague.get(visit.path)
    assert theirs["transfer_note"] == "Chest pain, please see today" and theirs["transferred_from"]
    seen = await visit.patient.get(visit.path)
    assert seen["transfer_note"] == "" and "Colleague" in seen["clinician"]["name"] and seen["line"]["place"] == 1
    assert (await colleague.get("/api/visits", scope="now"))["items"][0]["id"] == str(visit.id)
    assert (await visit.doctor.post(f"{visit.path}/admit", expect=409)).code == "task_taken"
    admitted = await colleague.post(f"{visit.path}/admit")
    assert admitted["status"] == "admitted" and admitted["task_id"]
    ((who,),) = await hub.sql("SELECT practitioner_id FROM encounter WHERE id = :id", id=visit.encounter_id)
    assert who == colleague.practitioner_id
    assert (await visit.doctor.post(f"{visit.path}/transfer", given, expect=409)).code == "taken"
    assert "Chest pain" not in str(await hub.sql("SELECT after, reason FROM audit_event")), "said to one person"


async def test_who_handed_over_may_take_it_back_and_nonsense_is_refused(hub: Hub) -> None:
    visit = await (await (await visits.booked(hub)).prepare()).wait()
    colleague, nurse = await hub.sign_in("doctor", "Colleague"), await hub.sign_in("nurse")
    to = {"practitioner_id": str(colleague.practitioner_id)}
    own = {"practitioner_id": str(visit.doctor.practitioner_id)}
    assert (await visit.doctor.post(f"{visit.path}/transfer", own, expect=422)).code == "to_oneself"
    wrong = {"practitioner_id": str(nurse.practitioner_id)}
    assert (await visit.doctor.post(f"{visit.path}/transfer", wrong, expect=409)).code == "not_a_candidate"
    await visit.doctor.post(f"{visit.path}/transfer", to)
    back = await visit.doctor.post(f"{visit.path}/transfer", own)
    assert back["status"] == "waiting"
    await visit.admit()
    assert await visit.status() == "admitted"


async def test_a_rating_is_the_patients_and_only_of_a_call(hub: Hub) -> None:
    visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
    assert (await visit.patient.post(f"{visit.path}/rating", {"stars": 5}, expect=409)).code == "no_call"
    async with hub.transaction() as db:
        (await db.get_one(Visit, visit.id)).joined_at = now()
    assert (await visit.patient.post(f"{visit.path}/rating", {"stars": 4}))["rating"] == 4
    assert (await visit.doctor.post(f"{visit.path}/rating", {"stars": 4}, expect=403)).code == "patient_only"
    await visit.patient.post(f"{visit.path}/rating", {"stars": 6}, expect=422)
