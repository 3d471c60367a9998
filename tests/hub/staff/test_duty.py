"""Rotas, swaps, leave and on call over HTTP: planned by the lead, told once, never twice in two places."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta
from typing import Any

from hub.core.clock import now, travel
from hub.core.wall import instant
from hub.identity import house
from hub.staff import queries
from hub.staff.rules import monday
from tests.counting import counted
from tests.factories import scheduling
from tests.hub_fixture import Client, Hub

WEEK = monday(scheduling.day()) + timedelta(days=14)


def on(days: int) -> str:
    return str(WEEK + timedelta(days=days))


class Ward:
    """A ward with a lead and two nurses, a day and a night shift."""

    hub: Hub
    admin: Client
    lead: Client
    ada: Client
    bea: Client
    id: str
    url: str
    day: str
    night: str

    async def plan(self, who: Client, day: int, template: str = "", *, expect: int = 201) -> Any:
        body = {"template_id": template or self.day, "user_id": str(who.user_id), "day": on(day)}
        return await self.lead.post(f"{self.url}/shifts", body, expect=expect)

    async def kinds(self, who: Client) -> list[str]:
        await self.hub.run_jobs()
        return [one["kind"] for one in (await who.get("/api/notifications"))["items"]]


async def ward(hub: Hub) -> Ward:
    found = Ward()
    found.hub, found.admin = hub, await hub.sign_in("admin")
    found.lead, found.ada = await hub.sign_in("nurse", "Lead"), await hub.sign_in("nurse", "Ada")
    found.bea = await hub.sign_in("nurse", "Bea")
    found.id = next(r["id"] for r in (await found.admin.get("/api/departments"))["items"] if r["code"] == "MED")
    found.url = f"/api/departments/{found.id}"
    for who in (found.lead, found.ada, found.bea):
        job = {"position": "Nurse", "department_id": found.id, "starts_on": "2020-01-01"}
        await found.admin.post(f"/api/staff/{who.user_id}/employments", job, expect=201)
    await found.admin.patch(found.url, {"lead_id": str(found.lead.user_id)}, expect=200)
    for code, starts, ends, least in (("D", "07:00", "19:00", 2), ("N", "19:00", "07:00", 1)):
        body = {"code": code, "name": code, "kind": "day", "role": "nurse", "starts": starts, "ends": ends,
                "weekdays": [0, 1], "least": least}  # fmt: skip
        kinds = (await found.lead.post(f"{found.url}/shift-templates", body, expect=201))["templates"]
    found.day, found.night = (next(k["id"] for k in kinds if k["code"] == code) for code in "DN")
    return found


async def test_a_rota_is_planned_told_and_changed(hub: Hub) -> None:
    w = await ward(hub)
    # Colleagues do not plan; nobody is on duty twice, off his role, or in another department's kind of shift.
    body = {"template_id": w.day, "user_id": str(w.ada.user_id), "day": on(0)}
    assert (await w.ada.post(f"{w.url}/shifts", body, expect=403)).code == "not_lead"
    found = await w.plan(w.ada, 0)
    assert found["published_at"] is None and len(found["shifts"]) == 1 and found["members"][0]["hours"] in (12.0, 0.0)
    assert (await w.plan(w.ada, 0, expect=409)).code == "on_duty"
    desk = await hub.sign_in("receptionist")
    assert (await w.plan(desk, 1, expect=422)).code == "wrong_role"
    found = await w.plan(w.ada, 0, w.night)  # begins as the day ends: allowed, and marked
    assert [one["short_rest"] for one in found["shifts"]] == [False, True]
    # Too few people are said in numbers, and publishing wants a word about it.
    short = {(one["day"], one["code"]): (one["planned"], one["least"]) for one in found["short"]}
    assert short == {(on(0), "D"): (1, 2), (on(1), "D"): (0, 2), (on(1), "N"): (0, 1)}
    assert (await w.ada.get("/api/my/duty"))["shifts"] == [] == (await w.ada.get(f"{w.url}/rota", week=on(0)))["shifts"]
    refused = await w.lead.post(f"{w.url}/rota/publish", {"week": on(0)}, expect=409)
    assert refused.code == "short_cover" and refused["shifts"][0] == {"day": on(0), "code": "D", "missing": 1}
    await w.lead.post(f"{w.url}/rota/publish", {"week": on(0), "note": "Agency comes"}, expect=200)
    assert [one["template"] for one in (await w.ada.get("/api/my/duty"))["shifts"]] == ["D", "N"]
    assert (await w.ada.get(f"{w.url}/rota", week=on(0)))["short_note"] == ""
    assert (await w.kinds(w.ada)).count("roster_changed") == 1
    # What changes afterwards is told to whom it concerns; the shift stays as cancelled.
    night = next(one for one in found["shifts"] if one["template_id"] == w.night)
    await w.lead.post(f"{w.url}/shifts/{night['id']}/move", {"user_id": str(w.bea.user_id), "day": on(1)}, expect=200)
    assert len((await w.ada.get("/api/my/duty"))["shifts"]) == 1 == len((await w.bea.get("/api/my/duty"))["shifts"])
    assert "roster_changed" in await w.kinds(w.bea)
    assert (await hub.sql("SELECT count(*) FROM shift WHERE status = 'cancelled'"))[0][0] == 1
    feed = (await w.ada.post("/api/calendar-feed"))["url"]
    text = (await hub.client().get(feed[feed.index("/api") :])).raw.decode()
    assert "SUMMARY:D\\, " in text and text.count("BEGIN:VEVENT") == 1
    # The week after is the same, but for who is away.
    leave = {"user_id": str(w.bea.user_id), "kind": "annual", "starts_on": on(7), "ends_on": on(9)}
    asked = await w.lead.post("/api/leave", leave, expect=201)
    await w.lead.post(f"/api/leave/{asked['id']}/decide", {"approve": True}, expect=200)
    told = (await w.kinds(w.ada)).count("roster_changed")
    await w.lead.post(f"{w.url}/rota/publish", {"week": on(7), "note": "-"}, expect=200)  # told already: so is the rest
    again = await w.lead.post(f"{w.url}/rota/repeat", {"week": on(7)}, expect=200)
    assert (await w.kinds(w.ada)).count("roster_changed") == told + 1
    assert [one["code"] for one in again["skipped"]] == ["on_leave"] and len(again["rota"]["shifts"]) == 1
    with counted(hub.database) as statements:
        await w.lead.get(f"{w.url}/rota", week=on(0))
    assert len(statements) <= 20


async def test_two_planners_put_nobody_on_duty_twice(hub: Hub) -> None:
    w = await ward(hub)
    body = {"template_id": w.day, "user_id": str(w.ada.user_id), "day": on(0)}
    replies = await asyncio.gather(*(who.post(f"{w.url}/shifts", body, expect=0) for who in [w.lead, w.admin] * 3))
    assert sorted(one.status for one in replies) == [201, 409, 409, 409, 409, 409]


async def test_a_shift_changes_hands_when_colleague_and_lead_agree(hub: Hub) -> None:
    w = await ward(hub)
    await w.plan(w.ada, 0)
    await w.plan(w.bea, 0, w.night)
    await w.lead.post(f"{w.url}/rota/publish", {"week": on(0), "note": "-"}, expect=200)
    mine = (await w.ada.get("/api/my/duty"))["shifts"][0]["id"]
    theirs = (await w.bea.get("/api/my/duty"))["shifts"][0]["id"]
    assert (await w.bea.post("/api/shift-swaps", {"shift_id": mine}, expect=404)).code == "not_found"
    wish = {"shift_id": mine, "taker_id": str(w.bea.user_id), "return_shift_id": theirs, "note": "School play"}
    swap = await w.ada.post("/api/shift-swaps", wish, expect=201)
    assert (await w.ada.post("/api/shift-swaps", wish, expect=409)).code == "swap_open"
    url = f"/api/shift-swaps/{swap['id']}"
    await (await hub.sign_in("nurse", "Other")).post(f"{url}/answer", {"accept": True}, expect=404)
    assert (await w.lead.post(f"{url}/decide", {"approve": True}, expect=409)).code == "illegal_move"
    assert "swap_asked" in await w.kinds(w.bea)
    assert (await w.bea.get("/api/shift-swaps"))["items"][0]["may_answer"]
    await w.bea.post(f"{url}/answer", {"accept": True})
    assert (await w.bea.post(f"{url}/decide", {"approve": True}, expect=403)).code == "not_lead"
    assert "swap_to_decide" in await w.kinds(w.lead)
    done = await w.lead.post(f"{url}/decide", {"approve": True})
    assert done["status"] == "approved"
    assert [one["template"] for one in (await w.ada.get("/api/my/duty"))["shifts"]] == ["N"]
    assert [one["template"] for one in (await w.bea.get("/api/my/duty"))["shifts"]] == ["D"]
    assert {"swap_approved", "swap_approved_taker"} <= {*await w.kinds(w.ada), *await w.kinds(w.bea)}
    # An open offer goes to the first of the department who takes it; the asker can take it back before.
    mine = (await w.ada.get("/api/my/duty"))["shifts"][0]["id"]
    swap = await w.ada.post("/api/shift-swaps", {"shift_id": mine}, expect=201)
    assert (await w.ada.post(f"/api/shift-swaps/{swap['id']}/withdraw"))["status"] == "withdrawn"
    swap = await w.ada.post("/api/shift-swaps", {"shift_id": mine}, expect=201)
    taken = await w.bea.post(f"/api/shift-swaps/{swap['id']}/answer", {"accept": True})
    assert taken["taker_id"] == str(w.bea.user_id)


async def test_nobody_takes_a_shift_for_somebody_else(hub: Hub) -> None:
    w = await ward(hub)
    await w.plan(w.ada, 0)
    await w.lead.post(f"{w.url}/rota/publish", {"week": on(0), "note": "-"}, expect=200)
    mine = (await w.ada.get("/api/my/duty"))["shifts"][0]["id"]
    self_asked = {"shift_id": mine, "taker_id": str(w.ada.user_id)}
    assert (await w.ada.post("/api/shift-swaps", self_asked, expect=409)).code == "own_swap"
    swap = await w.ada.post("/api/shift-swaps", {"shift_id": mine, "taker_id": str(w.bea.user_id)}, expect=201)
    answer = f"/api/shift-swaps/{swap['id']}/answer"
    for word in (True, False):
        assert (await w.ada.post(answer, {"accept": word}, expect=409)).code == "own_swap"
    # A shift of another department is not given in return: its lead has no say here.
    lab = next(r["id"] for r in (await w.admin.get("/api/departments"))["items"] if r["code"] == "LAB")
    kind = {"code": "L", "name": "L", "kind": "day", "role": "nurse", "starts": "07:00", "ends": "12:00",
            "weekdays": [], "least": 0}  # fmt: skip
    there = (await w.admin.post(f"/api/departments/{lab}/shift-templates", kind, expect=201))["templates"][0]["id"]
    body = {"template_id": there, "user_id": str(w.bea.user_id), "day": on(1)}
    theirs = (await w.admin.post(f"/api/departments/{lab}/shifts", body, expect=201))["shifts"][0]["id"]
    await w.admin.post(f"/api/departments/{lab}/rota/publish", {"week": on(0)}, expect=200)
    await w.ada.post(f"/api/shift-swaps/{swap['id']}/withdraw")
    wish = {"shift_id": mine, "taker_id": str(w.bea.user_id), "return_shift_id": theirs}
    assert (await w.ada.post("/api/shift-swaps", wish, expect=409)).code == "other_department"
    # Nor does who plans everybody's duty decide about his own; a wish ends with its shift.
    await w.plan(w.admin, 1, (await w.lead.post(f"{w.url}/shift-templates", {**kind, "role": ""}, expect=201))[
        "templates"][1]["id"])  # fmt: skip
    own = (await w.admin.get("/api/my/duty"))["shifts"][0]["id"]
    swap = await w.admin.post("/api/shift-swaps", {"shift_id": own, "taker_id": str(w.bea.user_id)}, expect=201)
    await w.bea.post(f"/api/shift-swaps/{swap['id']}/answer", {"accept": True})
    decide = f"/api/shift-swaps/{swap['id']}/decide"
    assert (await w.admin.post(decide, {"approve": True}, expect=409)).code == "own_swap"
    assert [one["id"] for one in (await w.lead.get("/api/shift-swaps"))["items"]] == [swap["id"]]
    await w.lead.delete(f"{w.url}/shifts/{own}")
    assert (await w.lead.get("/api/shift-swaps"))["items"] == []


async def test_leave_and_duty_are_decided_one_after_the_other(hub: Hub) -> None:
    w = await ward(hub)
    for n in range(4):
        days = {"user_id": str(w.ada.user_id), "kind": "annual", "starts_on": on(n), "ends_on": on(n)}
        asked = await w.lead.post("/api/leave", days, expect=201)
        url, body = f"/api/leave/{asked['id']}/decide", {"approve": True}
        shift = {"template_id": w.day, "user_id": str(w.ada.user_id), "day": on(n)}
        approved, again, planned = await asyncio.gather(
            w.lead.post(url, body, expect=0), w.admin.post(url, body, expect=0),
            w.admin.post(f"{w.url}/shifts", shift, expect=0),
        )  # fmt: skip
        codes = sorted([approved.status, again.status])
        if planned.status == 201:
            assert codes == [409, 409] and approved.code == again.code == "duty_in_leave"
        else:
            assert planned.code == "on_leave" and codes == [200, 409]
    clash = """SELECT count(*) FROM leave JOIN shift ON shift.user_id = leave.user_id AND shift.day = leave.starts_on
               WHERE leave.status = 'approved' AND shift.status = 'planned'"""
    assert (await hub.sql(clash))[0][0] == 0


async def test_leave_that_was_taken_is_not_called_off_by_who_took_it(hub: Hub) -> None:
    w = await ward(hub)
    days = {"user_id": str(w.ada.user_id), "kind": "annual", "starts_on": on(0), "ends_on": on(4)}
    asked = await w.lead.post("/api/leave", days, expect=201)
    await w.lead.post(f"/api/leave/{asked['id']}/decide", {"approve": True}, expect=200)
    # A shift that ends at midnight ends on the day before the leave.
    late = {"code": "E", "name": "E", "kind": "evening", "role": "nurse", "starts": "16:00", "ends": "00:00",
            "weekdays": [], "least": 0}  # fmt: skip
    kinds = (await w.lead.post(f"{w.url}/shift-templates", late, expect=201))["templates"]
    evening = next(one["id"] for one in kinds if one["code"] == "E")
    assert (await w.plan(w.ada, -1, w.night, expect=409)).code == "on_leave"
    await w.plan(w.ada, -1, evening)
    with travel(timedelta(days=(WEEK - scheduling.day()).days + 5, hours=12)):
        ada, lead = await hub.sign_in("nurse", "Ada"), await hub.sign_in("nurse", "Lead")
        url = f"/api/leave/{asked['id']}/cancel"
        assert (await ada.post(url, expect=409)).code == "leave_begun"
        await lead.post(url)


async def test_leave_is_asked_decided_and_strands_nothing_silently(hub: Hub) -> None:
    w = await ward(hub)
    desk, doctor, other = [await hub.sign_in(*who) for who in (("receptionist",), ("doctor",), ("doctor", "Other"))]
    job = {"position": "Physician", "department_id": w.id, "starts_on": "2020-01-01"}
    await w.admin.post(f"/api/staff/{doctor.user_id}/employments", job, expect=201)
    patient = await hub.sign_in("patient")
    async with hub.transaction() as db:
        for one in (doctor, other):
            await scheduling.hours(db, one.practitioner_id)
        at = await scheduling.a_time(db, days=(WEEK - scheduling.day()).days)
    hold = {"starts_at": at.isoformat(), "kind": "in_person", "practitioner_id": str(doctor.practitioner_id)}
    held = await patient.post("/api/appointments/hold", hold, expect=201)
    await patient.post("/api/appointments", {"hold_id": held["hold_id"]}, expect=201)

    days = {"kind": "annual", "starts_on": on(-1), "ends_on": on(2)}
    await w.admin.put(f"/api/staff/{doctor.user_id}/allowances", {"kind": "annual", "year": WEEK.year, "days": 1})
    assert (await doctor.post("/api/leave", days, expect=409)).code == "leave_used_up"
    await w.admin.put(f"/api/staff/{doctor.user_id}/allowances", {"kind": "annual", "year": WEEK.year, "days": 20})
    asked = await doctor.post("/api/leave", days, expect=201)
    assert (await doctor.post("/api/leave", {**days, "kind": "study"}, expect=409)).code == "leave_overlaps"
    url = f"/api/leave/{asked['id']}"
    await doctor.post(f"{url}/decide", {"approve": True}, expect=404)
    await w.ada.post(f"{url}/decide", {"approve": True}, expect=404)
    assert "leave_asked" in await w.kinds(w.lead)
    assert [one["id"] for one in (await w.lead.get("/api/leave"))["items"]] == [asked["id"]]
    span: dict[str, Any] = {"practitioner_id": str(doctor.practitioner_id), "first_day": on(-1), "last_day": on(2)}
    assert (await w.lead.get("/api/closures/standing", **span))["count"] == 1
    # Turns on call in these days are named before they are taken away.
    service = {"code": "med", "name": "Medicine on call", "levels": 2}
    found = (await w.lead.put(f"{w.url}/on-call-services", service))["services"][0]
    turn = {"level": 1, "user_id": str(doctor.user_id), "first_day": on(-3), "last_day": on(4)}
    await w.lead.post(f"/api/on-call-services/{found['id']}/turns", turn)
    refused = await w.lead.post(f"{url}/decide", {"approve": True}, expect=409)
    assert (refused.code, refused["shifts"], refused["on_call"]) == ("duty_in_leave", 0, 1)
    done = await w.lead.post(f"{url}/decide", {"approve": True, "release_duty": True}, expect=200)
    assert done["status"] == "approved" and done["working_days"] == 3
    assert "leave_approved" in await w.kinds(doctor)
    assert "bookings_stranded" in await w.kinds(desk)
    weeks = (await w.lead.get("/api/on-call", first=on(-7), days=21))["services"][0]
    assert len(weeks["turns"]) == 2 and any(gap["level"] == 1 for gap in weeks["gaps"])
    assert (await w.lead.post(f"/api/on-call-services/{found['id']}/turns", turn, expect=409)).code == "on_leave"

    # The slots are gone; the one booking moves to a colleague, from one screen.
    left = (await desk.get("/api/displaced", to_id=other.practitioner_id))["items"]
    assert len(left) == 1 and {t["clinician"]["id"] for t in left[0]["times"]} == {str(other.practitioner_id)}
    assert len((await desk.get("/api/displaced", practitioner_id=doctor.practitioner_id))["items"]) == 1
    gone = await desk.post("/api/displaced/cancel", {"appointment_ids": [left[0]["appointment"]["id"]],
                                                     "reason": "The doctor is away"})  # fmt: skip
    assert gone["items"][0]["code"] == "" and (await desk.get("/api/displaced"))["items"] == []
    # Called off, the days are open again.
    closed = "SELECT count(*) FROM availability_exception WHERE leave_id IS NOT NULL"
    assert (await hub.sql(closed))[0][0] == 4
    await doctor.post(f"{url}/cancel")
    await hub.run_jobs()
    assert (await hub.sql(closed))[0][0] == 0
    # Nobody decides about his own leave, not even an administrator.
    own = await w.admin.post("/api/leave", days, expect=201)
    assert (await w.admin.post(f"/api/leave/{own['id']}/decide", {"approve": True}, expect=409)).code == "own_leave"


async def test_on_call_says_who_and_where_nobody(hub: Hub) -> None:
    w = await ward(hub)
    body = {"code": "cath", "name": "Cath lab", "levels": 2}
    service = (await w.lead.put(f"{w.url}/on-call-services", body))["services"][0]
    url = f"/api/on-call-services/{service['id']}/turns"
    assert service["now"] == [{"level": n, "user_id": None, "name": ""} for n in (1, 2)]
    turn = {"level": 1, "first_day": on(0), "last_day": on(6), "starts": "08:00"}
    await w.lead.post(url, {**turn, "user_id": str(w.ada.user_id)})
    # Another takes two days in the middle; what lies around stays. Nobody is two levels at one time.
    await w.lead.post(url, {**turn, "user_id": str(w.bea.user_id), "first_day": on(2), "last_day": on(3)})
    clash = {**turn, "level": 2, "user_id": str(w.ada.user_id), "first_day": on(0), "last_day": on(0)}
    assert (await w.lead.post(url, clash, expect=409)).code == "two_levels"
    assert (await w.lead.post(url, {**turn, "level": 3, "user_id": None}, expect=422)).code == "no_such_level"
    await w.ada.post(url, {**turn, "user_id": None}, expect=403)
    weeks = (await w.ada.get("/api/on-call", first=on(0), days=7))["services"][0]
    names = [one["user_id"] for one in weeks["turns"]]
    assert names == [str(w.ada.user_id), str(w.bea.user_id), str(w.ada.user_id)]
    gaps = [one for one in weeks["gaps"] if one["level"] == 1]
    assert len(gaps) == 1 and gaps[0]["ends_at"] == weeks["turns"][0]["starts_at"]  # the first morning before eight
    async with hub.reading() as db:
        zone = await house.zone(db)
    at = {day: instant(WEEK + timedelta(days=day), time(12), zone) for day in (0, 2)}
    async with hub.reading() as db:
        ladder = await queries.on_call(db, "cath", at[2])
        assert [(one.level, one.user_id) for one in ladder] == [(1, w.bea.user_id), (2, None)]
    # Who may no longer sign in is nobody to call.
    await w.admin.patch(f"/api/practitioners/{w.bea.practitioner_id}", {"active": False})
    async with hub.reading() as db:
        assert (await queries.on_call(db, "cath", at[2]))[0].user_id is None
    with travel(at[0] - now()):
        later = await hub.sign_in("admin")
        codes = {one["code"] for one in (await later.get("/api/admin/attention"))["items"]}
    assert "on_call_gaps" in codes
