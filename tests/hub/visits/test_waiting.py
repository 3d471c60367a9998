"""The waiting rooms of a clinic: one page for the staff, signs, honest estimates, words to and fro."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hub.core.actor import SYSTEM
from hub.core.clock import local_day, now, travel
from hub.identity import house
from hub.scheduling.rules import day_span
from hub.visits import actions, queries
from hub.visits.models import VisitStatus
from tests.counting import counted
from tests.factories.visits import TheVisit, booked
from tests.hub_fixture import Client, Hub

pytestmark = pytest.mark.usefixtures("daytime")

ROOMS = "/api/waiting-rooms"


async def room(who: Client, visit: TheVisit) -> Any:
    """The waiting room of the visit's doctor, as `who` sees it."""
    rooms = (await who.get(ROOMS))["rooms"]
    return next(one for one in rooms if one["practitioner"]["id"] == str(visit.doctor.practitioner_id))


async def test_the_desk_sees_every_waiting_room_and_patients_read_the_sign(hub: Hub) -> None:
    desk, colleague = await hub.sign_in("receptionist"), await hub.sign_in("doctor", "Colleague")
    visit = await (await (await booked(hub)).prepare()).wait()
    second = await (await (await booked(hub, minutes=25, patient="Second")).prepare()).wait()
    seen = await room(desk, visit)
    assert [(one["place"], one["status"]) for one in seen["visits"]] == [(1, "waiting"), (2, "waiting")]
    assert seen["visits"][0]["patient"]["name"] and seen["usual_minutes"] is None and seen["doing"] == "away"
    assert [one["patient"] for one in (await room(colleague, visit))["visits"]] == [None, None], "not in their care"
    path = f"{ROOMS}/{visit.doctor.practitioner_id}/sign"
    said = {"doing": "late", "late_minutes": 15, "note": "The first visit takes longer today."}
    await visit.patient.put(path, said, expect=403)
    assert (await colleague.put(path, said, expect=403)).code == "not_your_room"
    for wrong in ({"doing": "gone"}, {"late_minutes": -1}, {"note": "x" * 201}, {"note": "a\tb"}):
        await desk.put(path, said | wrong, expect=422)
    await desk.put(path, said)
    line = (await second.patient.get(second.path))["line"]
    assert (line["place"], line["clinician"], line["sign"]["late_minutes"]) == (2, "late", 15)
    assert line["sign"]["note"] == said["note"]
    assert (await visit.patient.get(visit.path))["line"]["minutes"] in (19, 20), "appointment in 5, and 15 late"
    await visit.admit()
    line = (await second.patient.get(second.path))["line"]
    assert (line["place"], line["clinician"]) == (1, "with_another"), "what the hub sees goes before what was said"
    midnight = await booked(hub, minutes=50, patient="Tomorrow")
    async with hub.transaction() as db:
        zone = await house.zone(db)
        row = await queries.visit_by_id(db, midnight.id)
        row.starts_at = day_span(local_day(now(), zone), zone).end
    seen = [one["visit_id"] for one in (await room(desk, visit))["visits"]]
    assert str(second.id) in seen and str(midnight.id) not in seen, "midnight is tomorrow's"
    with travel(timedelta(days=1)):
        tomorrow = await hub.sign_in("receptionist")
        assert (await room(tomorrow, second))["sign"] is None, "a sign comes down at the end of the day"
    await hub.publish()
    moved = [fact for fact in hub.facts if fact["kind"] == "LineMoved"]
    assert moved and all("waiting" in fact["rooms"] for fact in moved)


async def test_a_word_to_who_waits_and_back_and_who_is_late(hub: Hub) -> None:
    desk, stranger = await hub.sign_in("receptionist"), await hub.sign_in("nurse", "Elsewhere")
    visit = await (await (await booked(hub)).prepare()).wait()
    await visit.patient.post(f"{visit.path}/messages", {"body": "Will it take long?"})
    assert [one["asks"] for one in (await room(desk, visit))["visits"]] == [True]
    chat = f"{ROOMS}/visits/{visit.id}/messages"
    await stranger.get(chat, expect=404)
    await visit.patient.get(chat, expect=403)
    await desk.post(chat, {"body": "Ten minutes. Please stay on this page."})
    assert [one["asks"] for one in (await room(desk, visit))["visits"]] == [False]
    lines = (await visit.patient.get(f"{visit.path}/messages"))["items"]
    assert [(one["side"], one["mine"]) for one in lines] == [("patient", True), ("clinician", False)]
    assert [one["body"] for one in (await desk.get(chat))["items"]] == [one["body"] for one in lines]
    late = await booked(hub, minutes=1, patient="Late", doctor="Other")
    with travel(timedelta(minutes=13)):
        (found,) = [one for one in (await room(desk, late))["visits"] if one["visit_id"] == str(late.id)]
        assert (found["late_minutes"], found["place"]) == (12, None)
        assert (await late.patient.get(late.path))["waits_until"], "the patient reads until when somebody waits"
    async with hub.transaction() as db:
        row = await queries.visit_by_id(db, visit.id)
        await actions.finish(db, row, VisitStatus.cancelled, actor=SYSTEM)
    assert (await desk.post(chat, {"body": "Hello?"}, expect=410)).code == "visit_over"
    assert (await desk.get(chat, expect=410)).code == "visit_over", "what was said in a visit is not the desk's"


async def test_the_page_asks_the_database_as_often_for_one_as_for_many(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    first = await (await (await booked(hub)).prepare()).wait()
    await room(desk, first)
    with counted(hub.database) as one:
        await room(desk, first)
    for n in range(3):
        await booked(hub, minutes=30, patient=f"P{n}", doctor=f"D{n}")
    with counted(hub.database) as many:
        await room(desk, first)
    assert len(many) == len(one)
