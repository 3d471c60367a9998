"""The waiting room and what follows, over HTTP: who may do what when, and what others hear of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hub.core.clock import travel
from hub.core.facts import FACTS
from tests.factories import visits
from tests.hub_fixture import Hub

pytestmark = pytest.mark.usefixtures("daytime")


def rooms(hub: Hub, kind: str) -> list[list[str]]:
    return [FACTS[fact["kind"]].model_validate(fact["payload"]).rooms() for fact in hub.facts if fact["kind"] == kind]


async def test_booking_opens_the_visit_with_its_encounter(hub: Hub) -> None:
    visit = await visits.booked(hub)
    seen = await visit.patient.get(visit.path)
    assert (seen["status"], seen["side"]) == ("scheduled", "patient")
    assert seen["encounter_id"] is None and seen["case_id"] is None, "a patient's page needs no ids of the record"
    theirs = await visit.doctor.get(visit.path)
    assert theirs["encounter_id"] == str(visit.encounter_id) and theirs["side"] == "clinician"
    case = await hub.sql("SELECT subject->>'visit_id' FROM case_instance WHERE id = :id", id=visit.case_id)
    assert case == [(str(visit.id),)]


async def test_the_whole_way_of_a_visit(hub: Hub) -> None:
    visit = await (await visits.booked(hub)).prepare()
    waiting = await visit.patient.post(f"{visit.path}/wait")
    assert waiting["status"] == "waiting" and waiting["line"]["place"] == 1
    ((note, since),) = await hub.sql("SELECT note, waiting_since FROM task WHERE element_id = 'consultation'")
    assert note == "patient_here" and since is not None
    again = await visit.patient.post(f"{visit.path}/wait")
    assert again["waiting_since"] == waiting["waiting_since"], "the place in line is kept"
    admitted = await visit.doctor.post(f"{visit.path}/admit")
    assert admitted["status"] == "admitted" and admitted["task_id"] is not None
    ((assignee,),) = await hub.sql("SELECT assignee_id FROM task WHERE element_id = 'consultation'")
    assert assignee == visit.doctor.user_id, "who admits has taken the work"
    ((encounter,),) = await hub.sql("SELECT status FROM encounter WHERE id = :id", id=visit.encounter_id)
    ((appointment,),) = await hub.sql("SELECT status FROM appointment WHERE id = :id", id=visit.appointment_id)
    assert (encounter, appointment) == ("in_progress", "arrived")
    over = await visit.doctor.post(f"{visit.path}/hang-up")
    assert (over["status"], over["hung_up_by"]) == ("admitted", "clinician"), "hanging up is not finishing"
    await hub.publish()
    for kind in ("VisitChanged", "LineMoved"):
        assert rooms(hub, kind)
    assert f"user:{visit.patient.user_id}" in rooms(hub, "VisitChanged")[0]


async def test_who_has_not_done_the_list_is_told_so_and_nothing_is_kept(hub: Hub) -> None:
    visit = await visits.booked(hub)
    reply = await visit.patient.post(f"{visit.path}/wait", expect=409)
    assert reply.code == "not_prepared"
    assert await visit.status() == "scheduled"
    assert await hub.sql("SELECT 1 FROM early_message") == []


async def test_the_waiting_room_is_not_open_days_before(hub: Hub) -> None:
    visit = await (await visits.booked(hub, minutes=180)).prepare()
    assert (await visit.patient.post(f"{visit.path}/wait", expect=409)).code == "too_early"
    with travel(timedelta(minutes=121)):
        visit.patient = await hub.sign_in("patient")
        await visit.wait()


async def test_leaving_gives_the_place_up_and_coming_back_starts_anew(hub: Hub) -> None:
    visit = await (await (await visits.booked(hub)).prepare()).wait()
    left = await visit.patient.post(f"{visit.path}/leave")
    assert left["status"] == "scheduled" and left["waiting_since"] is None
    ((note,),) = await hub.sql("SELECT note FROM task WHERE element_id = 'consultation'")
    assert note is None
    assert (await visit.doctor.post(f"{visit.path}/admit", expect=409)).code == "not_waiting"
    await visit.wait()
    assert await visit.status() == "waiting"


async def test_place_in_line_and_an_estimate_only_where_it_is_honest(hub: Hub) -> None:
    first = await (await (await visits.booked(hub, minutes=1)).prepare()).wait()
    second = await (await (await visits.booked(hub, minutes=30, patient="Second")).prepare()).wait()
    line = (await second.patient.get(second.path))["line"]
    assert line["place"] == 2 and line["minutes"] is None, "no recent visits, so nothing is promised"
    assert line["clinician"] == "away"
    await first.admit()
    line = (await second.patient.get(second.path))["line"]
    assert (line["place"], line["clinician"]) == (1, "with_another")
    await first.doctor.post(f"{first.path}/hang-up")
    line = (await second.patient.get(second.path))["line"]
    assert line["minutes"] == pytest.approx(30, abs=1), "nobody is before them, but their time has not come"


async def test_only_its_own_people_see_a_visit(hub: Hub) -> None:
    visit = await visits.booked(hub)
    for role, name in (("patient", "Stranger"), ("doctor", "Stranger"), ("nurse", "")):
        stranger = await hub.sign_in(role, name)
        assert (await stranger.get(visit.path, expect=404)).code == "not_found"
        assert (await stranger.get("/api/visits", scope="upcoming"))["items"] == []
    for role in ("billing_clerk", "receptionist", "store_manager", "admin"):
        await (await hub.sign_in(role)).get(visit.path, expect=403)


async def test_sides_cannot_be_swapped(hub: Hub) -> None:
    visit = await (await (await visits.booked(hub)).prepare()).wait()
    assert (await visit.doctor.post(f"{visit.path}/wait", expect=403)).code == "patient_only"
    assert (await visit.patient.post(f"{visit.path}/admit", expect=403)).code == "forbidden"


async def test_a_colleague_may_cover_but_only_one_of_them(hub: Hub) -> None:
    visit = await (await (await visits.booked(hub)).prepare()).wait()
    colleague = await hub.sign_in("doctor", "Colleague")
    assert (await colleague.post(f"{visit.path}/admit", expect=404)).code == "not_found"
    ((task,),) = await hub.sql("SELECT id FROM task WHERE element_id = 'consultation'")
    await colleague.post(f"/api/tasks/{task}/claim", {})
    assert (await visit.doctor.post(f"{visit.path}/admit", expect=409)).code == "task_taken"
    admitted = await colleague.post(f"{visit.path}/admit")
    assert admitted["status"] == "admitted"
    assert (await visit.doctor.post(f"{visit.path}/admit", expect=409)).code == "taken"
    seen = await visit.patient.get(visit.path)
    assert "Colleague" in seen["clinician"]["name"]


async def test_sent_back_to_wait_and_admitted_again(hub: Hub) -> None:
    visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
    before = (await visit.patient.get(visit.path))["waiting_since"]
    back = await visit.doctor.post(f"{visit.path}/send-back")
    assert back["status"] == "waiting" and back["waiting_since"] == before
    await visit.admit()
    assert await visit.status() == "admitted"


async def test_the_chat_is_kept_bounded_and_heard(hub: Hub) -> None:
    visit = await visits.booked(hub)
    sent = await visit.patient.post(f"{visit.path}/messages", {"body": "Good morning"}, key="message-0001")
    await visit.patient.post(f"{visit.path}/messages", {"body": "Good morning"}, key="message-0001")
    await visit.doctor.post(f"{visit.path}/messages", {"body": "I am five minutes late."})
    seen = (await visit.patient.get(f"{visit.path}/messages"))["items"]
    assert [(m["side"], m["mine"], m["body"]) for m in seen] == [
        ("patient", True, "Good morning"), ("clinician", False, "I am five minutes late."),
    ]  # fmt: skip
    later = (await visit.patient.get(f"{visit.path}/messages", after=sent["id"]))["items"]
    assert len(later) == 1
    for body in ("", "   ", "x" * 2001, None, 5):
        await visit.patient.post(f"{visit.path}/messages", {"body": body}, expect=422)
    unreadable = await visit.patient.post(f"{visit.path}/messages", {"body": "a\x00b"}, expect=400)
    assert unreadable.code == "bad_character"
    await hub.publish()
    heard = [fact["payload"] for fact in hub.facts if fact["kind"] == "VisitMessageSent"]
    assert len(heard) == 2 and "Good" not in str(heard), "the words are read over HTTP, never pushed"
    masked = await hub.sql("SELECT after FROM audit_event WHERE entity = 'visit_message'")
    assert masked and all(row[0]["body_sealed"] == "***" for row in masked)


@pytest.mark.parametrize(
    "wrong", [{"gen": 0}, {"gen": 1, "loss_percent": 101}, {"gen": 1, "rtt_ms": -1}, {"gen": 1, "path": "x"}, {}]
)
async def test_a_quality_report_is_numbers_within_reason(hub: Hub, wrong: dict[str, Any]) -> None:
    visit = await visits.booked(hub)
    await visit.patient.post(f"{visit.path}/quality", wrong, expect=422)


async def test_quality_is_scored(hub: Hub) -> None:
    visit = await visits.booked(hub)
    good = {"gen": 1, "rtt_ms": 40, "jitter_ms": 5, "loss_percent": 0.0, "kbit_s": 900, "path": "host", "setup_ms": 800}
    await visit.patient.post(f"{visit.path}/quality", good, expect=201)
    await visit.doctor.post(f"{visit.path}/quality", {"gen": 1, "rtt_ms": 700, "loss_percent": 9}, expect=201)
    rows = await hub.sql("SELECT side, score FROM call_quality ORDER BY id")
    assert rows[0] == ("patient", 99) and rows[1][0] == "clinician" and rows[1][1] < 10


async def test_a_no_show_frees_everything_and_the_door_stays_shut(hub: Hub) -> None:
    visit = await (await visits.booked(hub)).prepare()
    with travel(timedelta(minutes=40)):
        await hub.tick()
        await hub.run_jobs()
        assert await visit.status() == "no_show"
        visit.patient = await hub.sign_in("patient")
        assert (await visit.patient.post(f"{visit.path}/wait", expect=410)).code == "visit_over"
        reply = await visit.patient.post(f"{visit.path}/messages", {"body": "Hello?"}, expect=410)
        assert reply.code == "visit_over"
    ((encounter,),) = await hub.sql("SELECT status FROM encounter WHERE id = :id", id=visit.encounter_id)
    ((appointment,),) = await hub.sql("SELECT status FROM appointment WHERE id = :id", id=visit.appointment_id)
    assert (encounter, appointment) == ("cancelled", "no_show")


async def test_cancelling_the_appointment_closes_the_visit(hub: Hub) -> None:
    visit = await (await (await visits.booked(hub)).prepare()).wait()
    await visit.patient.post(f"/api/appointments/{visit.appointment_id}/cancel", {"reason": "Better"})
    assert await visit.status() == "cancelled"


async def test_the_device_check_is_noted_for_the_clinician(hub: Hub) -> None:
    visit = await (await visits.booked(hub)).prepare()
    seen = await visit.doctor.get(visit.path)
    assert seen["device_check"] == {"camera": "ok", "microphone": "ok", "speaker": "ok", "network": "good"}
