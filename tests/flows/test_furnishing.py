"""An administrator opens a ward of a new house, with beds, and a patient can be admitted to it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.flows.story import Town
from tests.flows.test_admission import asked, on_ward
from tests.hub_fixture import Client

WARD = {"code": "north", "name": "North ward", "beds": ["1", "2", "10"]}


async def opened(admin: Client, **change: Any) -> dict[str, Any]:
    plan = await admin.post("/api/admin/wards", {**WARD, **change}, expect=201)
    return next(dict(one) for one in plan["items"] if one["code"] == {**WARD, **change}["code"])


async def labels(admin: Client, ward: dict[str, Any]) -> list[str]:
    plan = (await admin.get("/api/admin/wards"))["items"]
    return [bed["label"] for one in plan if one["id"] == ward["id"] for bed in one["beds"]]


async def test_a_ward_is_opened_and_a_patient_lies_in_one_of_its_beds(town: Town) -> None:
    async with town.hub.transaction() as db:  # a house as it is on its first day
        for table in ("bed", "ward"):
            await db.execute(text(f"DELETE FROM {table}"))
    admin, nurse = await town.staff("admin"), await town.staff("nurse")
    assert (await admin.get("/api/admin/wards"))["items"] == [] == (await nurse.get("/api/wards"))["items"]
    ward = await opened(admin)
    assert [bed["label"] for bed in ward["beds"]] == ["1", "2", "10"], "as people count"
    facts = [fact for fact in await town.hub.publish() if fact["kind"] == "WardChanged"]
    assert facts and "role:nurse" in facts[0]["rooms"]

    stay = await asked(town)
    taken = await on_ward(stay)
    plan = (await admin.get("/api/admin/wards"))["items"]
    assert {bed["id"]: bed["used"] for bed in plan[0]["beds"]}[taken] is True
    assert "patient" not in str(plan), "nobody who lies there"
    assert (await admin.delete(f"/api/admin/beds/{taken}", expect=409)).code == "bed_used"
    assert (await admin.delete(f"/api/admin/wards/{ward['id']}", expect=409)).code == "ward_not_empty"
    await admin.patch(f"/api/admin/beds/{taken}", {"label": "Window"}, expect=200)
    assert (await stay.bed(taken))["label"] == "Window"
    trail = await town.hub.sql("SELECT action FROM audit_event WHERE entity IN ('ward', 'bed') ORDER BY id")
    assert [row[0] for row in trail[:4]] == ["create"] * 4


async def test_beds_come_and_go_while_nobody_has_lain_in_them(town: Town) -> None:
    admin = await town.staff("admin")
    ward = await opened(admin)
    path = f"/api/admin/wards/{ward['id']}"
    await admin.post(f"{path}/beds", {"labels": [" 11 ", "12"]}, expect=201)
    assert await labels(admin, ward) == ["1", "2", "10", "11", "12"]
    assert (await admin.post(f"{path}/beds", {"labels": ["13", "12"]}, expect=409)).code == "taken"
    assert (await admin.post(f"{path}/beds", {"labels": ["13", "13 "]}, expect=422)).code == "double_label"
    await admin.post(f"{path}/beds", {"labels": ["  "]}, expect=422)
    await admin.post(f"{path}/beds", {"labels": []}, expect=422)
    assert await labels(admin, ward) == ["1", "2", "10", "11", "12"], "none of them was half added"
    first, second = ward["beds"][:2]
    assert (await admin.patch(f"/api/admin/beds/{first['id']}", {"label": "2"}, expect=409)).code == "taken"
    await admin.delete(f"/api/admin/beds/{second['id']}", expect=200)
    await admin.delete(f"/api/admin/beds/{second['id']}", expect=404)
    for bed in (await admin.get("/api/admin/wards"))["items"]:
        if bed["id"] == ward["id"]:
            for one in bed["beds"]:
                await admin.delete(f"/api/admin/beds/{one['id']}", expect=200)
    await admin.delete(path, expect=200)
    await admin.patch(path, {"name": "Gone"}, expect=404)


async def test_a_ward_belongs_to_a_department_or_to_none(town: Town) -> None:
    admin = await town.staff("admin")
    ((department,),) = await town.hub.sql("SELECT id FROM department ORDER BY code LIMIT 1")
    ward = await opened(admin, department_id=str(department))
    path = f"/api/admin/wards/{ward['id']}"
    assert ward["department_id"] == str(department) and ward["department"]
    plan = await admin.patch(path, {"department_id": None, "name": "West ward"}, expect=200)
    (shown,) = [one for one in plan["items"] if one["id"] == ward["id"]]
    assert (shown["name"], shown["department_id"], shown["code"]) == ("West ward", None, "north")
    assert (await admin.patch(path, {"department_id": str(uuid4())}, expect=422)).code == "unknown_department"
    other = await opened(admin, code="south", beds=[])
    assert other["beds"] == []
    assert (await admin.patch(path, {"code": "south"}, expect=409)).code == "taken"
    assert (await admin.post("/api/admin/wards", {**WARD, "code": "south"}, expect=409)).code == "taken"
    assert await town.hub.sql("SELECT count(*) FROM bed WHERE ward_id = :w", w=other["id"]) == [(0,)]


@pytest.mark.parametrize("role", ["nurse", "doctor", "receptionist", "billing_clerk"])
async def test_b01_only_who_runs_the_house_changes_its_wards(town: Town, role: str) -> None:
    ward = await opened(await town.staff("admin"))
    person = await town.staff(role)
    await person.get("/api/admin/wards", expect=403)
    await person.post("/api/admin/wards", {**WARD, "code": "x"}, expect=403)
    await person.delete(f"/api/admin/beds/{ward['beds'][0]['id']}", expect=403)
