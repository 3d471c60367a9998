"""From a waveform frame on a device's socket to a nurse's screen; who may send and who may look."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import socketio

from hub.core.clock import now
from hub.monitoring import live
from hub.monitoring.vitals import HR, SPO2
from tests.factories import monitoring
from tests.hub.monitoring.test_readings import pressure
from tests.signaling.house import House, Sock, until


async def gateway(house: House, key: str) -> Sock:
    """A device's own socket: a key instead of a cookie."""
    sock = Sock(house.webs[0].url, {"Authorization": f"Bearer {key}"})
    await sock.connect()
    return sock


def packed(seconds: float, first: int, **numbers: float) -> dict[str, Any]:
    start = now() - timedelta(seconds=seconds)
    given = {HR: numbers.get("hr", 72.0), SPO2: numbers.get("spo2", 98.0)}
    raw = b"".join(
        monitoring.frame(first + n, start + timedelta(milliseconds=200 * n), numbers=given if n % 5 == 0 else {})
        for n in range(round(seconds * 5))
    )
    return {"frames": base64.b64encode(raw).decode()}


async def test_a_frame_reaches_the_ward_wall_the_focus_view_and_becomes_an_alert(house: House) -> None:
    live.forget()
    hub = house.hub
    async with hub.transaction() as db:
        ward = await monitoring.ward(db)
        patient, _, key = await monitoring.monitored(db, ward)
    nurse, doctor = await hub.sign_in("nurse"), await hub.sign_in("doctor")
    screen, other = await house.connect(nurse), await house.connect(doctor)
    for room in (f"wall:{ward.id}", f"vitals:{patient.id}"):
        assert await screen.ask("watch", {"room": room}) == {"ok": True}
        assert (await other.ask("watch", {"room": room}))["problem"]["code"] == "not_found"
    device = await gateway(house, key)
    assert (await device.ask("watch", {"room": f"wall:{ward.id}"}))["problem"]["code"] == "unknown_message"
    assert (await screen.ask("frames", packed(1, 0)))["problem"]["code"] == "forbidden"
    assert (await device.ask("frames", {"frames": "!!"}))["problem"]["code"] == "bad_frame"
    taken = await device.ask("frames", packed(14, 1, hr=150.0))
    assert taken == {"ok": True, "frames": 70, "refused": 0}

    def told(what: str) -> list[Any]:
        return [body for event, body in screen.heard if event == "telemetry" and what in body]

    await until(lambda: told("beds"))
    (bed,) = told("beds")[-1]["beds"]
    assert bed["numbers"] == {"hr": 150.0, "spo2": 98.0} and bed["place"] == "M01" and len(bed["trace"]) > 40
    full = told("waves")[-1]
    assert full["patient_id"] == str(patient.id) and len(base64.b64decode(full["waves"]["ecg"][2])) == 100
    await until(lambda: any(fact["kind"] == "AlertRaised" for fact in screen.facts()))
    (alert,) = (await nurse.get("/api/alerts"))["items"]
    assert (alert["rule"], alert["priority"], bool(alert["task_id"])) == (f"{HR}:high", "high", True)
    assert not any(event == "telemetry" for event, _ in other.heard)
    said = await device.ask("readings", {"batch": {"readings": [pressure(values=[
        {"code": HR, "value": 70, "unit": "/min"}])]}})  # fmt: skip
    assert [one["result"] for one in said["items"]] == ["kept"]
    await (await hub.sign_in("admin")).post(f"/api/devices/{alert_device(await nurse.get('/api/devices'))}/key")
    await until(lambda: not device.io.connected, within=4)
    try:
        await gateway(house, key)
        raise AssertionError("the old key was taken")
    except socketio.exceptions.ConnectionError:
        pass


def alert_device(reply: Any) -> str:
    return str(reply["items"][0]["id"])
