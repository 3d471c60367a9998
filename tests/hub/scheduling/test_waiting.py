"""The waitlist and offers: a freed time finds exactly one taker, and nobody waits for what he was offered already."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from hub.core.clock import travel
from tests.hub.scheduling.test_booking import booked, free_at, hold, in_days, open_hours
from tests.hub_fixture import Client, Hub

pytestmark = pytest.mark.usefixtures("daytime")


async def wish(client: Client, doctor: UUID, at: str, **more: Any) -> Any:
    day = datetime.fromisoformat(at).date()
    body = {"practitioner_id": str(doctor), "from_day": str(day - timedelta(days=1)),
            "until_day": str(day + timedelta(days=1)), **more}  # fmt: skip
    return (await client.post("/api/waitlist", body, expect=201)).data


async def offer_of(client: Client) -> Any:
    items = (await client.get("/api/offers"))["items"]
    return items[0] if items else None


async def test_a_freed_time_goes_down_the_line_until_somebody_takes_it(hub: Hub) -> None:
    doctor = await open_hours(hub)
    owner = await hub.sign_in("patient", "Owner")
    at, later = await in_days(hub), await in_days(hub, 20)
    made = await booked(owner, doctor, at)
    first, second, third = [await hub.sign_in("patient", name) for name in ("First", "Second", "Third")]
    old = await booked(second, doctor, later)
    for who, more in ((first, {}), (second, {"appointment_id": old["id"]}), (third, {"latest": "09:00"})):
        await wish(who, doctor, at, **more)
    await owner.post(f"/api/appointments/{made['id']}/cancel", {})
    await hub.run_jobs()
    got = await offer_of(first)
    assert datetime.fromisoformat(got["starts_at"]) == datetime.fromisoformat(at) and await offer_of(second) is None
    stranger = await hub.sign_in("patient", "Stranger")
    assert not await free_at(stranger, doctor, at), "what is on offer is nobody else's"
    await second.post(f"/api/offers/{got['id']}/accept", {}, expect=404)
    await first.post("/api/appointments", {"hold_id": got["id"]}, expect=404)
    await first.post(f"/api/offers/{got['id']}/decline", {})
    await hub.run_jobs()
    assert await offer_of(first) is None
    theirs = await offer_of(second)
    assert theirs["replaces_id"] == old["id"]
    taken = (await second.post(f"/api/offers/{theirs['id']}/accept", {})).data
    assert taken["status"] == "booked" and taken["replaces_id"] == old["id"]
    assert (await second.get(f"/api/appointments/{old['id']}"))["status"] == "cancelled"
    late = await second.post(f"/api/offers/{theirs['id']}/accept", {}, expect=410)
    assert late.code == "offer_over"
    line = (await (await hub.sign_in("receptionist")).get("/api/waitlist"))["items"]
    assert [one["status"] for one in line] == ["waiting", "waiting"], "the first waits on; the third wants mornings"
    history = (await second.get(f"/api/appointments/{taken['id']}/history"))["items"]
    assert [one["id"] for one in history] == [old["id"]]


async def test_an_offer_runs_out_and_the_next_is_asked(hub: Hub) -> None:
    doctor = await open_hours(hub)
    owner, one, other = [await hub.sign_in("patient", name) for name in ("Owner", "One", "Other")]
    at = await in_days(hub)
    made = await booked(owner, doctor, at)
    entry = await wish(one, doctor, at)
    await wish(other, doctor, at)
    await owner.post(f"/api/appointments/{made['id']}/cancel", {})
    await hub.run_jobs()
    mine = await offer_of(one)
    with travel(timedelta(minutes=31)):
        owner, one, other = [await hub.sign_in("patient", name) for name in ("Owner", "One", "Other")]
        assert (await one.post(f"/api/offers/{mine['id']}/accept", {}, expect=410)).code == "offer_over"
        assert "scheduling.expire_offers" in await hub.tick()
        await hub.run_jobs()
        assert await offer_of(one) is None and await offer_of(other) is not None
        await other.post(f"/api/waitlist/{(await other.get('/api/waitlist'))['items'][0]['id']}/withdraw", {})
        await hub.run_jobs()
        assert await offer_of(other) is None and await free_at(owner, doctor, at), "nobody is left to be asked"
        await one.post(f"/api/waitlist/{entry['id']}/withdraw", {})
        gone = await one.post(f"/api/waitlist/{entry['id']}/withdraw", {}, expect=409)
        assert gone.code == "illegal_move"


async def test_b64_an_offered_time_has_one_taker(hub: Hub) -> None:
    """Accepting twice at once, and taking the hold by the ordinary way, make one appointment."""
    doctor = await open_hours(hub)
    owner, one = await hub.sign_in("patient", "Owner"), await hub.sign_in("patient", "One")
    at = await in_days(hub)
    made = await booked(owner, doctor, at)
    await wish(one, doctor, at)
    await owner.post(f"/api/appointments/{made['id']}/cancel", {})
    await hub.run_jobs()
    mine = await offer_of(one)
    held = (await hub.sql("SELECT hold_id FROM slot_offer WHERE status = 'offered'"))[0].hold_id
    replies = await asyncio.gather(
        *(one.call("POST", f"/api/offers/{mine['id']}/accept", json={}, expect=0) for _ in range(4)),
        one.call("POST", "/api/appointments", json={"hold_id": str(held)}, expect=0),
    )
    assert sorted(reply.status for reply in replies).count(200) == 1
    assert (await hub.sql("SELECT count(*) AS n FROM appointment WHERE status = 'booked'"))[0].n == 1


async def test_choosing_another_time_leaves_an_offer_alone(hub: Hub) -> None:
    doctor = await open_hours(hub)
    owner, one = await hub.sign_in("patient", "Owner"), await hub.sign_in("patient", "One")
    at = await in_days(hub)
    made = await booked(owner, doctor, at)
    await wish(one, doctor, at)
    await owner.post(f"/api/appointments/{made['id']}/cancel", {})
    await hub.run_jobs()
    await hold(one, doctor, await in_days(hub, at=time(15)))
    assert await offer_of(one) is not None
    for n in range(4):
        await wish(one, doctor, await in_days(hub, n + 3))
    body = {"practitioner_id": str(doctor), "from_day": at[:10], "until_day": at[:10]}
    assert (await one.post("/api/waitlist", body, expect=409)).code == "too_many_wishes"
    assert (await one.post("/api/waitlist", {**body, "until_day": "2020-01-01"}, expect=422)).code == "invalid"
