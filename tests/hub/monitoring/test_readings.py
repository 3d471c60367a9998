"""Values from homes and devices: kept, flagged or refused; who may see and decide about them (B55)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.core.ids import uuid7
from hub.monitoring.vitals import DBP, HR, OXYGEN, RR, SBP, SPO2, TEMP
from hub.patients.access import labels
from hub.patients.models import Patient
from tests.counting import counted
from tests.exchanges import Reply
from tests.factories import monitoring
from tests.hub_fixture import Client, Hub


def pressure(upper: float = 121, lower: float = 79, *, ago: float = 1, unit: str = "mm[Hg]", **more: Any) -> Any:
    """A reading of a cuff."""
    moment = now() - timedelta(minutes=ago)
    return {"measured_at": moment.isoformat(), "values": [
        {"code": SBP, "value": upper, "unit": unit}, {"code": DBP, "value": lower, "unit": unit}], **more}  # fmt: skip


@dataclass
class Home:
    """A patient with a cuff of the house, and the doctor and nurse who care."""

    hub: Hub
    patient: Client
    nurse: Client
    doctor: Client
    device_id: str
    key: str
    http: Client

    async def send(self, *readings: Any, key: str | None = None, expect: int | None = None, **more: Any) -> Reply:
        header = {"Authorization": f"Bearer {self.key if key is None else key}"}
        body = {"readings": list(readings), **more}
        return await self.http.post("/api/device/readings", body, headers=header, expect=expect)

    async def verdicts(self, *readings: Any, **more: Any) -> list[tuple[str, str]]:
        items = (await self.send(*readings, **more))["items"]
        return [(one["result"], one["code"] or ",".join(one["flags"])) for one in items]

    async def chart(self) -> list[dict[str, Any]]:
        shown = await self.doctor.get(f"/api/patients/{self.patient.patient_id}/observations")
        rows: list[dict[str, Any]] = shown["observations"]
        return rows


@pytest.fixture
async def home(hub: Hub) -> Home:
    from hub.core.actor import SYSTEM
    from hub.patients import actions
    from hub.patients.queries import patient as by_id

    patient, nurse, doctor = [await hub.sign_in(role) for role in ("patient", "nurse", "doctor")]
    async with hub.transaction() as db:
        await actions.relate(db, patient.patient_id, doctor.practitioner_id, "care_team", "manual", actor=SYSTEM)
        device, key = await monitoring.device(db, await by_id(db, patient.patient_id))
    await hub.sql("SELECT 1")
    return Home(hub, patient, nurse, doctor, str(device.id), key, hub.client())


async def test_b55_unsigned_and_unknown_keys_are_refused(home: Home) -> None:
    assert (await home.send(pressure(), key="", expect=401)).code == "unsigned"
    assert (await home.send(pressure(), key="wld_" + "x" * 43, expect=401)).code == "unknown_key"
    again = await (await home.hub.sign_in("admin")).post(f"/api/devices/{home.device_id}/key")
    assert (await home.send(pressure(), expect=401)).code == "unknown_key", "the old key is worth nothing"
    home.key = again["key"]
    assert home.key not in str((await home.hub.sql("SELECT * FROM device"))[0])
    assert await home.verdicts(pressure()) == [("kept", "")]
    assert (await home.hub.sql("SELECT count(*) FROM observation"))[0][0] == 2


async def test_b55_each_reading_of_a_batch_gets_its_verdict_and_nothing_doubtful_is_charted(home: Home) -> None:
    good = pressure()
    found = await home.verdicts(
        good, pressure(121, 300), pressure(80, 121), pressure(unit="Cel"), pressure(ago=60 * 24 * 30),
        pressure(values=[{"code": HR, "value": 5000, "unit": "/min"}]), pressure(serial="somebody else"),
        pressure(ago=-90),
    )  # fmt: skip
    assert [one for one in found if one[0] == "refused"] == [
        ("refused", "impossible"), ("refused", "impossible"), ("refused", "wrong_unit"), ("refused", "too_old"),
        ("refused", "impossible"), ("refused", "unknown_device"),
    ]  # fmt: skip
    assert found[0] == ("kept", "") and found[-1] == ("flagged", "clock")
    rows = await home.chart()
    assert sorted(row["status"] for row in rows) == ["final", "final", "preliminary", "preliminary"]
    assert await home.verdicts(good) == [("duplicate", "")]
    good["values"][0]["value"] = 135
    assert await home.verdicts(good) == [("refused", "replayed")]
    assert len(await home.chart()) == 4


async def test_b55_nan_and_garbage_are_refused_before_anything_is_kept(home: Home) -> None:
    header = {"Authorization": f"Bearer {home.key}", "Content-Type": "application/json"}
    for body in (b'{"readings":[{"measured_at":"2026-01-01T00:00:00Z","values":[{"code":"8867-4","value":NaN}]}]}',
                 b'{"readings":[]}', b"[", b'{"readings":[{"measured_at":"x"}]}'):  # fmt: skip
        reply = await home.http.call("POST", "/api/device/readings", data=body, headers=header, expect=0)
        assert reply.status in (400, 422), body
    nan = pressure(values=[{"code": HR, "value": "NaN", "unit": "/min"}])
    assert (await home.send(nan, expect=422)).code == "invalid"
    assert await home.chart() == []


async def test_b55_late_and_back_dated_values_wait_for_a_clinician(home: Home) -> None:
    assert await home.verdicts(pressure(210, 110, ago=240)) == [("flagged", "stale")]
    assert await home.verdicts(pressure(ago=1)) == [("kept", "")]
    assert await home.verdicts(pressure(190, 100, ago=10)) == [("flagged", "back_dated")]
    shown = await home.doctor.get(f"/api/patients/{home.patient.patient_id}/observations")
    assert shown["alerts"] == [], "what is doubtful alarms nobody"
    assert {row["code"]: float(row["value"]) for row in shown["latest"]} == {SBP: 121.0, DBP: 79.0}
    (series,) = [one for one in shown["series"] if one["code"] == SBP]
    assert series["mean"] == [121.0], "nor stands it on the curve"
    doubtful = next(row for row in shown["observations"] if row["flags"] == ["back_dated"] and row["code"] == SBP)
    await home.patient.post(f"/api/observations/{doubtful['id']}/confirm", expect=403)
    stranger = await home.hub.sign_in("doctor", "Stranger")
    await stranger.post(f"/api/observations/{doubtful['id']}/confirm", expect=404)
    sure = await home.doctor.post(f"/api/observations/{doubtful['id']}/confirm")
    assert sure["status"] == "final" and sure["flags"] == ["back_dated"]
    assert (await home.doctor.post(f"/api/observations/{doubtful['id']}/confirm", expect=409)).code == "illegal_move"
    struck = await home.doctor.post(f"/api/observations/{doubtful['id']}/reject")
    assert struck["status"] == "entered_in_error"


async def test_b55_a_wrong_clock_is_set_right_and_both_times_are_kept(home: Home) -> None:
    sent = now() + timedelta(hours=5)
    reading = pressure()
    reading["measured_at"] = (sent - timedelta(minutes=2)).isoformat()
    found = await home.send(reading, sent_at=sent.isoformat())
    assert found["items"][0]["flags"] == ["clock"]
    row = (await home.chart())[0]
    assert row["device_at"] != row["effective_at"] and row["status"] == "preliminary"
    (device,) = (await (await home.hub.sign_in("admin")).get("/api/devices"))["items"]
    assert abs(device["clock_off_seconds"] - 5 * 3600) < 10


async def test_a_gateway_speaks_for_its_own_devices_only(home: Home) -> None:
    from hub.patients.queries import patient as by_id

    async with home.hub.transaction() as db:
        gateway, key = await monitoring.device(db, kind="gateway")
        known = await by_id(db, home.patient.patient_id)
        await monitoring.device(db, known, serial="BEHIND", gateway=gateway)
        await monitoring.device(db, known, serial="ELSEWHERE")
        unbound, _ = await monitoring.device(db, serial="FREE", gateway=gateway)
    found = await home.verdicts(
        pressure(serial="BEHIND"), pressure(serial="ELSEWHERE"), pressure(serial="FREE"), pressure(), key=key
    )
    assert found == [
        ("kept", ""), ("refused", "unknown_device"), ("refused", "not_bound"), ("refused", "not_bound"),
    ]  # fmt: skip
    assert {row["source"] for row in await home.chart()} == {"gateway"} and unbound.last_seen_at is None


async def test_a_device_is_at_one_patient_at_a_time(home: Home) -> None:
    nurse, admin = home.nurse, await home.hub.sign_in("admin")
    made = await admin.post("/api/devices", {"kind": "oximeter", "name": "Oximeter 7", "serial": "OX-7"}, expect=201)
    assert made["key"].startswith("wld_") and made["device"]["key_hint"] == made["key"][-4:]
    assert (
        await admin.post("/api/devices", {"kind": "oximeter", "name": "Twin", "serial": "OX-7"}, expect=409)
    ).code == "device_exists"
    path = f"/api/devices/{made['device']['id']}"
    async with home.hub.transaction() as db:
        ward = await monitoring.ward(db)
        other, _, _ = await monitoring.monitored(db, ward)
    body = {"patient_id": str(other.id), "ward_id": str(ward.id), "place": "M02"}
    nowhere = body | {"ward_id": str(uuid7())}
    assert (await nurse.post(f"{path}/bind", nowhere, expect=422)).code == "ward_unknown"
    assert (await nurse.post(f"{path}/bind", body))["bound"]["place"] == "M02"
    assert (await nurse.post(f"{path}/bind", body, expect=409)).code == "device_bound"
    foreign = {"patient_id": str(home.patient.patient_id)}
    await nurse.post(f"{path}/unbind")
    await nurse.post(f"{path}/bind", foreign, expect=404)  # at home, and not in this nurse's care
    await admin.post(f"{path}/bind", body, expect=403)
    await nurse.post(f"{path}/bind", body)
    await admin.post(f"{path}/status", {"status": "retired"})
    assert (await admin.post(f"{path}/status", {"status": "active"}, expect=409)).code == "illegal_move"
    assert (await nurse.post(f"{path}/bind", body, expect=409)).code == "device_retired"
    ended = await home.hub.sql("SELECT upper(during) FROM device_binding WHERE place = 'M02'")
    assert len(ended) == 2 and all(row[0] for row in ended)
    worn = (await admin.get(f"{path}/bindings"))["items"]
    assert [(one["patient_id"], one["place"], bool(one["until"])) for one in worn] == [(str(other.id), "M02", True)] * 2
    # B09: who is kept out of a record learns that the device is taken, and not by whom.
    again = await admin.post("/api/devices", {"kind": "oximeter", "name": "Oximeter 8", "serial": "OX-8"}, expect=201)
    path = f"/api/devices/{again['device']['id']}"
    await nurse.post(f"{path}/bind", body)
    async with home.hub.transaction() as db:
        await labels.object_to(db, await db.get_one(Patient, other.id), admin.user_id, "a neighbour", actor=SYSTEM)
    (row,) = [one for one in (await admin.get("/api/devices"))["items"] if one["serial"] == "OX-8"]
    assert (row["bound"]["patient_id"], row["bound"]["patient_name"], row["bound"]["place"]) == (None, "", "M02")
    assert (await admin.get(f"{path}/bindings"))["items"] == []


async def test_a_nurse_reads_the_code_of_a_device_at_the_bedside(home: Home) -> None:
    admin = await home.hub.sign_in("admin")
    made = await admin.post("/api/devices", {"kind": "oximeter", "name": "Oximeter 8", "serial": "OX-8"}, expect=201)
    async with home.hub.transaction() as db:
        ward = await monitoring.ward(db)
        lying, _, _ = await monitoring.monitored(db, ward)
        own, _ = await monitoring.device(db, serial="OWN")
        own.owner_patient_id = home.patient.patient_id
    path = f"/api/patients/{lying.id}/devices"
    bound = (await home.nurse.post(path, {"serial": " OX-8 "}, expect=201))["bound"]
    assert (bound["ward"], bound["place"]) == (ward.name, "M01"), "where the patient lies"
    assert (await home.nurse.post(path, {"serial": "OX-8"}, expect=409)).code == "device_bound"
    for nobodys in ("OX-9", "OWN"):
        assert (await home.nurse.post(path, {"serial": nobodys}, expect=404)).code == "unknown_device"
    await home.nurse.post(f"/api/patients/{home.patient.patient_id}/devices", {"serial": "OX-8"}, expect=404)
    await home.nurse.post(f"/api/devices/{made['device']['id']}/unbind")
    await admin.post(f"/api/devices/{made['device']['id']}/status", {"status": "suspended"})
    assert (await home.nurse.post(path, {"serial": "OX-8"}, expect=409)).code == "device_suspended"


async def test_a_patient_types_a_reading_and_sees_it(home: Home) -> None:
    typed = pressure(128, 82)
    kept = await home.patient.post("/api/my/observations", {**typed, "note": "After breakfast"}, expect=201)
    assert {row["source"] for row in kept["items"]} == {"typed"}
    assert (await home.patient.post("/api/my/observations", typed, expect=409)).code == "already_there"
    own = await home.patient.get("/api/my/observations")
    assert (len(own["observations"]) == 2 and own["asks"][:2] == [SBP, DBP]) or own["asks"][0] in (SBP, DBP)
    assert (await home.patient.post("/api/my/observations", pressure(ago=-30), expect=422)).code == "in_the_future"
    breath = {"measured_at": now().isoformat(), "values": [{"code": RR, "value": 14, "unit": "/min"}]}
    assert (await home.patient.post("/api/my/observations", breath, expect=422)).code == "not_at_home"
    await home.nurse.get(f"/api/patients/{home.patient.patient_id}/observations", expect=404)
    shown = await home.doctor.get(f"/api/patients/{home.patient.patient_id}/observations")
    assert [note["words"] for note in shown["notes"]] == ["After breakfast"]


async def test_a_spot_check_makes_a_score_or_says_what_is_missing(home: Home) -> None:
    path = f"/api/patients/{home.patient.patient_id}/observations"
    full = {RR: 22, SPO2: 95, OXYGEN: 0, SBP: 105, HR: 100, TEMP: 38.2}
    units = {RR: "/min", SPO2: "%", OXYGEN: "L/min", SBP: "mm[Hg]", HR: "/min", TEMP: "Cel"}

    def body(values: dict[str, float], **more: Any) -> dict[str, Any]:
        return {"values": [{"code": c, "value": v, "unit": units[c]} for c, v in values.items()], **more}

    await home.doctor.post(path, body({c: v for c, v in full.items() if c != RR}, consciousness="alert"), expect=201)
    (part,) = (await home.doctor.get(path))["scores"]
    assert part["total"] is None and part["missing"] == [RR] and part["partial"] == 4 and part["band"] is None
    assert (await home.doctor.get(path))["alerts"] == []
    with travel(timedelta(minutes=5)):
        await home.doctor.post(path, body(full, consciousness="alert"), expect=201)
        shown = await home.doctor.get(path)
    assert shown["scores"][0]["total"] == 6 and shown["scores"][0]["review_within_minutes"] == 60
    assert [(a["rule"], a["priority"]) for a in shown["alerts"]] == [("news2", "medium")]
    plan = f"/api/patients/{home.patient.patient_id}/monitoring-plan"
    assert (await home.doctor.put(plan, {"spo2_scale": 2}))["spo2_scale"] == 2
    with travel(timedelta(minutes=10)):
        await home.doctor.post(path, body(full | {SPO2: 90}, consciousness="alert"), expect=201)
        assert (await home.doctor.get(path))["scores"][0]["points"][SPO2] == 0


async def test_own_limits_are_set_with_a_reason_and_taken_back(home: Home) -> None:
    path = f"/api/patients/{home.patient.patient_id}/limits"
    own = {"code": SBP, "low": 100, "high": 135, "critical_high": 160, "delay": 0}
    upside = {"reason": "Heart failure", "limits": [{"code": SBP, "low": 150, "high": 120}]}
    assert (await home.doctor.put(path, upside, expect=422)).code == "invalid"
    await home.doctor.put(path, {"reason": "Heart failure", "limits": [own]})
    found = {one["code"]: one for one in (await home.doctor.get(path))["items"]}
    assert found[SBP]["own"] and float(found[SBP]["high"]) == 135 and not found[DBP]["own"]
    assert await home.verdicts(pressure(140, 80)) == [("kept", "")]
    shown = await home.doctor.get(f"/api/patients/{home.patient.patient_id}/observations")
    assert [(a["rule"], float(a["bound"])) for a in shown["alerts"]] == [(f"{SBP}:high", 135.0)]
    await home.doctor.put(path, {"reason": "Better", "limits": [{"code": SBP, "default": True}]})
    assert not {one["code"]: one for one in (await home.doctor.get(path))["items"]}[SBP]["own"]
    shown = await home.doctor.get(f"/api/patients/{home.patient.patient_id}/observations")
    assert [note["words"] for note in shown["notes"]] == ["Better"], "why is beside the curves, sealed"
    trail = "SELECT count(*) FROM audit_event e WHERE to_jsonb(e)::text LIKE '%Better%'"
    assert (await home.hub.sql(trail))[0][0] == 0


async def test_a_page_asks_a_bounded_number_of_times(home: Home) -> None:
    async def statements(count: int) -> int:
        for n in range(count):
            await home.send(pressure(120 + n % 9, ago=14 - n * 0.1))
        with counted(home.hub.database) as seen:
            await home.doctor.get(f"/api/patients/{home.patient.patient_id}/observations")
        return len(seen)

    await statements(1)
    assert await statements(1) == await statements(6)


async def test_reminders_come_at_their_time_of_day_and_once(home: Home) -> None:
    moment = now() + timedelta(hours=2)
    zone = (await home.hub.sql("SELECT zone FROM facility"))[0][0]
    from zoneinfo import ZoneInfo

    local = moment.astimezone(ZoneInfo(zone))
    clocks = sorted(at.strftime("%H:%M") for at in (local, local + timedelta(hours=1)))
    await home.patient.put("/api/my/reminders", {"reminders": ["25:00"]}, expect=422)
    plan = await home.patient.put("/api/my/reminders", {"reminders": clocks})
    assert plan["reminders"] == clocks and plan["next_reminder_at"]
    await home.hub.publish()
    with travel(timedelta(hours=2, minutes=1)):
        for _ in range(2):
            await home.hub.tick()
    kinds = [fact["kind"] for fact in await home.hub.publish()]
    assert kinds.count("VitalsDue") == 1
    with travel(timedelta(hours=3, minutes=1)):
        await home.hub.tick()
    assert [fact["kind"] for fact in await home.hub.publish()].count("VitalsDue") == 1
    with travel(timedelta(hours=4, minutes=1)):  # two hours after the first: the second has not put it off
        await home.hub.tick()
    assert [tuple(row) for row in await home.hub.sql("SELECT missed FROM monitoring_plan")] == [(1,)]


async def test_a_reading_that_is_missed_is_asked_for_again_and_after_three_the_staff_is_told(home: Home) -> None:
    from zoneinfo import ZoneInfo

    zone = (await home.hub.sql("SELECT zone FROM facility"))[0][0]
    clock = (now() + timedelta(hours=2)).astimezone(ZoneInfo(zone)).strftime("%H:%M")
    plan = f"/api/patients/{home.patient.patient_id}/monitoring-plan"
    made = await home.doctor.put(plan, {"reminders": [clock], "goals": [{"code": SBP, "high": 135}]})
    assert made["set_by_name"] == home.doctor.actor.name and made["set_at"]
    for day in range(3):
        for hours in (2, 4.5):
            with travel(timedelta(days=day, hours=hours)):
                await home.hub.tick()
        row = await home.hub.sql("SELECT missed FROM monitoring_plan")
        assert row[0][0] == day + 1
    nurse = await home.hub.sign_in("nurse")
    found = (await nurse.get("/api/alerts"))["items"]
    assert [(one["rule"], one["kind"], one["priority"]) for one in found] == [("missed", "technical", "low")]
    told = [fact["kind"] for fact in await home.hub.publish()]
    assert told.count("VitalsMissed") == 3
    assert home.patient.actor.user_id is not None
    patient = await home.hub.sign_in_as(home.patient.actor.user_id)
    await patient.post("/api/my/observations", pressure(), expect=201)
    assert (await nurse.get("/api/alerts"))["items"] == []
    assert (await patient.get("/api/my/observations"))["plan"]["missed"] == 0
