"""From a waveform frame on a device's socket to a nurse's screen; who may send and who may look."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import socketio

from hub.core.clock import now, stopped
from hub.core.settings import settings
from hub.monitoring import live
from hub.monitoring.vitals import HR, SPO2
from tests.factories import monitoring
from tests.hub.monitoring.test_readings import pressure
from tests.hub_fixture import Hub
from tests.signaling.conftest import options_of
from tests.signaling.house import House, Sock, until, valkey_of_its_own


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Frames of fifteen seconds ago alarm nobody: none passes while they are on their way here."""
    with stopped():
        yield


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
    (bed,) = told("beds")[0]["beds"]  # a second later it has nothing new to draw
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


async def test_b76_valkey_away_and_flushed_stops_no_wall_and_loses_no_alert(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.forget()
    async with valkey_of_its_own() as (url, kill, again):
        house = options_of(hub, redis_url=url)
        monkeypatch.setenv("HUB_REDIS_URL", url)
        settings.cache_clear()
        try:
            async with house.stack:
                await house.open()
                async with hub.transaction() as db:
                    ward = await monitoring.ward(db)
                    _, _, key = await monitoring.monitored(db, ward)
                nurse = await hub.sign_in("nurse")
                screen, device = await house.connect(nurse), await gateway(house, key)
                await screen.ask("watch", {"room": f"wall:{ward.id}"})
                seen = await screen.ask("catch_up", {})
                kill()
                assert (await device.ask("frames", packed(14, 1, hr=150.0)))["frames"] == 70
                walls = await screen.hears("telemetry")
                assert walls[-1]["beds"][0]["numbers"]["hr"] == 150.0, "this process needs no Valkey for its wall"

                async def raised() -> list[Any]:
                    found: list[Any] = (await nurse.get("/api/alerts"))["items"]
                    return found

                await until(raised)
                assert [alert["rule"] for alert in await raised()] == [f"{HR}:high"]
                again()
                await house.settled()
                missed = await screen.ask("catch_up", {"epoch": seen["epoch"], "position": seen["position"]})
                assert "AlertRaised" in [fact["kind"] for fact in missed["facts"]]
                before = len([1 for event, _ in screen.heard if event == "telemetry"])
                await device.ask("frames", packed(1, 71, hr=151.0))
                await screen.hears("telemetry", before + 1)
        finally:
            monkeypatch.undo()
            settings.cache_clear()
            live.forget()
