"""Employment, credentials and privileges over HTTP; what they change elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hub.core.clock import travel
from hub.core.ids import uuid7
from tests.factories import scheduling
from tests.hub_fixture import Client, Hub


def on(days: int) -> str:
    return str(scheduling.day(days))


async def department(client: Client, code: str = "MED") -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in (await client.get("/api/departments"))["items"] if r["code"] == code)
    return found


async def test_a_history_of_work_says_where_somebody_stands(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    url = f"/api/staff/{doctor.user_id}"
    ward, lab = await department(admin), await department(admin, "LAB")
    job = {"position": "Resident", "department_id": ward["id"], "starts_on": on(-400), "fte_percent": 60,
           "kind": "part_time"}  # fmt: skip
    first = (await admin.post(f"{url}/employments", job, expect=201))["employments"][0]
    assert (await doctor.get("/api/my/staff-record"))["department_id"] == ward["id"]
    row = await hub.sql("SELECT department_id::text FROM practitioner WHERE id = :id", id=doctor.practitioner_id)
    assert row[0][0] == ward["id"]
    # No two at one time in one department; the first ends, the second begins and moves him.
    assert (await admin.post(f"{url}/employments", {**job, "starts_on": on(-3)}, expect=409)).code == "employed_then"
    await admin.patch(f"{url}/employments/{first['id']}", {"ends_on": on(-10)}, expect=200)
    assert (await admin.patch(f"{url}/employments/{first['id']}", {"ends_on": on(-900)}, expect=422)).code == (
        "days_backwards"
    )
    await admin.post(f"{url}/employments", {**job, "position": "Attending", "department_id": lab["id"],
                                            "starts_on": on(2)}, expect=201)  # fmt: skip
    assert (await doctor.get("/api/my/staff-record"))["department_id"] == ward["id"]
    with travel(timedelta(days=3)):
        await hub.tick()
        await hub.run_jobs()
        found = await (await hub.sign_in("admin")).get(url)
    assert found["department_id"] == lab["id"]
    assert [one["position"] for one in found["employments"]] == ["Attending", "Resident"]
    # Lent to the ward for a month, he is back in the laboratory afterwards.
    admin = await hub.sign_in("admin")
    lent = {**job, "position": "Lent", "starts_on": on(10), "ends_on": on(40)}
    await admin.post(f"{url}/employments", lent, expect=201)
    for days, where in ((12, ward), (41, lab)):
        with travel(timedelta(days=days)):
            await hub.tick()
            await hub.run_jobs()
            assert (await (await hub.sign_in("admin")).get(url))["department_id"] == where["id"]
    # One's own record is one's own: colleagues get nothing, and nobody writes his own.
    admin, doctor, nurse = [await hub.sign_in(role) for role in ("admin", "doctor", "nurse")]
    await nurse.get(url, expect=404)
    assert (await doctor.post(f"{url}/employments", job, expect=403)).code == "forbidden"
    # B04: a stranger's employment cannot be changed through one's own address.
    await admin.patch(f"/api/staff/{nurse.user_id}/employments/{first['id']}", {"note": "x"}, expect=404)


async def test_a_licence_is_seen_warned_of_renewed_and_blocks_by_setting(hub: Hub) -> None:
    admin, doctor, desk = await hub.sign_in("admin"), await hub.sign_in("doctor"), await hub.sign_in("receptionist")
    url = f"/api/staff/{doctor.user_id}"
    licence = {"kind": "licence", "name": "Medical licence", "number": "MD-1", "issuer": "State board",
               "issued_on": on(-700), "expires_on": on(45)}  # fmt: skip
    assert (await admin.post(f"{url}/credentials", {**licence, "expires_on": None}, expect=422)).code == "no_end"
    made = (await admin.post(f"{url}/credentials", licence, expect=201))["credentials"][0]
    assert made["days_left"] == 45 and made["verified_at"] is None
    assert (await admin.post(f"{url}/credentials/{made['id']}/verify"))["credentials"][0]["verified_by_name"]

    async def told(role: str) -> int:
        found = (await (await hub.sign_in(role)).get("/api/notifications"))["items"]
        return sum(one["kind"].startswith("licence_ending") for one in found)

    await hub.tick()
    await hub.run_jobs()
    assert (await told("doctor"), await told("admin")) == (1, 1)
    with travel(timedelta(days=20)):  # 25 days left: the second warning, once
        await hub.tick()
        await hub.run_jobs()
        await hub.tick()
        await hub.run_jobs()
        assert (await told("doctor"), await told("admin")) == (2, 2)
        later = await hub.sign_in("admin")
        ending = (await later.get("/api/credentials/ending"))["items"]
        assert [one["credential"]["number"] for one in ending] == ["MD-1"]
    admin, desk = await hub.sign_in("admin"), await hub.sign_in("receptionist")
    assert "licences_ending" in [one["code"] for one in (await admin.get("/api/admin/attention"))["items"]]

    # It ends: shown to whoever books, and blocks once the hospital says so.
    async with hub.transaction() as db:
        await scheduling.hours(db, doctor.practitioner_id)
    day = on(50)
    slots: dict[str, Any] = {"practitioner_id": str(doctor.practitioner_id), "from": day, "days": 7}
    assert any(one["slots"] for one in (await desk.get("/api/slots", **slots))["days"])
    await admin.put("/api/admin/switches/staff.expired_licence_blocks", {"value": True, "reason": "Audit"})
    assert not any(one["slots"] for one in (await desk.get("/api/slots", **slots))["days"])
    with travel(timedelta(days=46)):
        ended = await (await hub.sign_in("receptionist")).get("/api/licences/ended")
        assert ended["blocks"] and [one["practitioner_id"] for one in ended["items"]] == [str(doctor.practitioner_id)]
        await hub.tick()
        await hub.run_jobs()
        assert await told("doctor") == 3

    admin, desk = await hub.sign_in("admin"), await hub.sign_in("receptionist")
    renewed = await admin.post(f"{url}/credentials/{made['id']}/renew", {"expires_on": on(800)})
    assert [one["days_left"] for one in renewed["credentials"]] == [None, 800]
    assert any(one["slots"] for one in (await desk.get("/api/slots", **slots))["days"])
    again = await admin.post(f"{url}/credentials/{made['id']}/renew", {"expires_on": on(900)}, expect=409)
    assert again.code == "renewed_already"
    # Nobody vouches for himself.
    own = f"/api/staff/{admin.user_id}/credentials"
    mine = (await admin.post(own, {"kind": "qualification", "name": "MBA"}, expect=201))["credentials"][0]
    assert (await admin.post(f"{own}/{mine['id']}/verify", expect=409)).code == "own_credential"
    assert (await admin.delete(f"{own}/{mine['id']}"))["credentials"] == []


async def test_privileges_are_granted_by_others_and_revoked_with_a_reason(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    url = f"/api/staff/{doctor.user_id}/privileges"
    wanted = {"code": "prescribe_controlled", "starts_on": on(-1)}
    found = (await admin.post(url, wanted, expect=201))["privileges"][0]
    assert found["name"] == "Prescribe controlled drugs" and found["holds"] and found["granted_by_name"]
    assert (await admin.post(url, wanted, expect=409)).code == "held_already"
    assert (await admin.post(url, {**wanted, "code": "magic"}, expect=422)).code == "unknown_privilege"
    mine = f"/api/staff/{admin.user_id}/privileges"
    assert (await admin.post(mine, wanted, expect=409)).code == "own_privilege"
    gone = await admin.post(f"{url}/{found['id']}/revoke", {"reason": "Moves to the laboratory"})
    assert not gone["privileges"][0]["holds"]
    assert (await admin.post(f"{url}/{uuid7()}/revoke", {"reason": "x"}, expect=404)).code == "not_found"
    assert (await doctor.get("/api/my/staff-record"))["privileges"][0]["reason"] == "Moves to the laboratory"
    assert date.fromisoformat(found["starts_on"]) == scheduling.day(-1)
