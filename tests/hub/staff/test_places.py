"""The organisation over HTTP: facilities, departments, rooms, equipment, specialties."""

from __future__ import annotations

from hub.core.ids import uuid7
from tests.hub_fixture import Hub


async def test_the_organisation_is_built_corrected_and_closed(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    seat = (await admin.get("/api/facilities"))["items"][0]
    west = await admin.post("/api/facilities", {"name": "West Clinic", "zone": "America/Chicago"}, expect=201)
    assert (await admin.post("/api/facilities", {"name": "X", "zone": "Mars"}, expect=422)).code == "bad_zone"
    ward = {"facility_id": west["id"], "code": "DERM", "name": "Skin", "kind": "outpatient"}
    department = await admin.post("/api/departments", ward, expect=201)
    assert (await admin.post("/api/departments", ward, expect=409)).code == "taken"

    room = {"facility_id": west["id"], "department_id": department["id"], "code": "W1", "name": "Room W1",
            "kind": "consultation"}  # fmt: skip
    made = await admin.post("/api/rooms", room, expect=201)
    assert made["capacity"] == 1 and made["active"]
    assert (await admin.post("/api/rooms", room, expect=409)).code == "taken"
    # B04: a department of another house, or of nobody, is refused.
    for wrong in (
        {**room, "code": "W2", "facility_id": seat["id"]},
        {**room, "code": "W2", "department_id": str(uuid7())},
    ):
        assert (await admin.post("/api/rooms", wrong, expect=422)).code == "unknown_department"
    await admin.post("/api/rooms", {**room, "code": "W2", "capacity": 0}, expect=422)

    device = {
        "facility_id": west["id"],
        "room_id": made["id"],
        "code": "US-1",
        "name": "Ultrasound",
        "kind": "ultrasound",
    }
    scan = await admin.post("/api/equipment", device, expect=201)
    url = f"/api/equipment/{scan['id']}"
    assert (await admin.patch(url, {"status": "in_maintenance", "room_id": None}, expect=200))["room_id"] is None
    assert (await admin.patch(url, {"status": "retired"}, expect=200))["status"] == "retired"
    assert (await admin.patch(url, {"status": "available"}, expect=409)).code == "illegal_move"

    await admin.patch(f"/api/rooms/{made['id']}", {"active": False}, expect=200)
    assert (await admin.get("/api/rooms", facility_id=west["id"]))["items"] == []
    assert [row["code"] for row in (await admin.get("/api/rooms", all="true"))["items"]] == ["W1"]
    assert (await admin.get("/api/equipment"))["items"] == []
    await hub.run_jobs()
    assert "PlaceChanged" in [fact["kind"] for fact in hub.facts]


async def test_specialties_are_the_hospitals_own(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    await admin.put("/api/specialties", {"code": "sleep_medicine", "name": "Sleep medicine"}, expect=200)
    await admin.put("/api/specialties", {"code": "orthopedics", "name": "Orthopedics", "active": False}, expect=200)
    found = await admin.put("/api/specialties", {"code": "cardiology", "name": "Heart clinic"}, expect=200)
    names = {row["code"]: row["name"] for row in found["items"]}
    assert names["sleep_medicine"] == "Sleep medicine" and names["cardiology"] == "Heart clinic"
    assert "orthopedics" not in names
    doctor = {"email": "s@example.org", "given": "S", "family": "T", "role": "doctor", "specialty": "sleep_medicine"}
    assert (await admin.post("/api/practitioners", doctor, expect=201))["practitioner"][
        "specialty_name"
    ] == "Sleep medicine"
    reception = await hub.sign_in("receptionist")
    await reception.put("/api/specialties", {"code": "x_y", "name": "X"}, expect=403)
