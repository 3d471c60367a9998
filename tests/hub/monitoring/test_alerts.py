"""From a value to a nurse's task and back: the alert, its pathway, its ladder."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hub.core.clock import travel
from hub.monitoring import live
from hub.monitoring.vitals import DBP, HR, SBP, SPO2
from tests.factories import monitoring
from tests.hub.monitoring.test_readings import Home, home, pressure
from tests.hub_fixture import Client, Hub

__all__ = ["home"]
pytestmark = pytest.mark.usefixtures("clock")


async def queue(client: Client, scope: str = "open") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get("/api/tasks", scope=scope))["items"]
    return [one for one in items if one["form"] in ("review_alert", "take_over")]


async def alerts(client: Client, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get("/api/alerts", **query))["items"]
    return items


async def test_a_bad_home_reading_becomes_a_nurses_task_and_ends_in_the_chart(home: Home) -> None:
    await home.patient.post("/api/my/observations", pressure(212, 118), expect=201)
    await home.hub.run_jobs()
    told = [row["kind"] for row in (await home.nurse.get("/api/notifications"))["items"]]
    assert "alert_raised" in told
    open_alerts = await alerts(home.nurse)
    assert [(a["rule"], a["priority"], a["status"]) for a in open_alerts] == [
        (f"{SBP}:high", "high", "raised"), (f"{DBP}:high", "medium", "raised"),
    ]  # fmt: skip
    tasks = await queue(home.nurse)
    assert sorted(task["priority"] for task in tasks) == [60, 90]
    task = next(one for one in tasks if one["priority"] == 90)
    assert task["id"] == open_alerts[0]["task_id"] and task["due_at"]
    await home.nurse.post(f"/api/tasks/{task['id']}/claim")
    await home.hub.run_jobs()
    (seen,) = [a for a in await alerts(home.nurse) if a["id"] == open_alerts[0]["id"]]
    assert (seen["status"], seen["acknowledged_name"]) == ("acknowledged", home.nurse.actor.name)
    version = (await home.nurse.get(f"/api/tasks/{task['id']}"))["version"]
    complete = f"/api/tasks/{task['id']}/complete"
    without = {"answers": {"outcome": "advice_given"}, "version": version}
    await home.nurse.post(complete, without, expect=422)
    answers = {"outcome": "advice_given", "words": "Sat for ten minutes, 168/96, tablet taken."}
    await home.nurse.post(complete, {"answers": answers, "version": version})
    (closed,) = await alerts(home.nurse, scope="closed")
    assert (closed["outcome"], closed["words"]) == ("advice_given", answers["words"])
    shown = await home.doctor.get(f"/api/patients/{home.patient.patient_id}/observations")
    assert [note["words"] for note in shown["notes"]] == [answers["words"]], "it stands in the chart"
    ended = await home.hub.sql("SELECT status FROM case_instance WHERE process_id = 'monitoring_alert' ORDER BY id")
    assert [row[0] for row in ended].count("completed") == 1


async def test_the_same_cause_is_one_alert_and_worse_is_said_again(home: Home) -> None:
    await home.send(pressure(185, 85, ago=10))
    await home.hub.publish()
    (first,) = await alerts(home.nurse)
    await home.nurse.post(f"/api/alerts/{first['id']}/acknowledge")
    await home.send(pressure(188, 85, ago=8))
    (same,) = await alerts(home.nurse)
    assert (same["id"], same["status"], float(same["value"])) == (first["id"], "acknowledged", 188.0)
    await home.send(pressure(210, 85, ago=6))
    (worse,) = await alerts(home.nurse)
    assert (worse["id"], worse["status"], worse["priority"]) == (first["id"], "raised", "high")
    kinds = [fact["kind"] for fact in await home.hub.publish()]
    assert kinds.count("AlertRaised") == 1 and len(await queue(home.nurse)) == 1
    await home.send(pressure(130, 80, ago=4))
    (over,) = await alerts(home.nurse)
    assert over["over_at"] and over["status"] == "raised", "somebody has to look, although it is over"


async def test_nobody_answers_and_the_alert_climbs_the_ladder(home: Home) -> None:
    await home.send(pressure(212, 85))
    await home.hub.run_jobs()
    for minutes, rung, waiting in ((6, 1, ["review_alert"]), (12, 2, ["review_alert"])):
        with travel(timedelta(minutes=minutes)):
            await home.hub.tick()
            await home.hub.run_jobs()
            (alert,) = await alerts(home.nurse)
            assert alert["rung"] == rung
            assert [task["form"] for task in await queue(home.doctor)] == waiting
    told = [row["kind"] for row in (await home.doctor.get("/api/notifications"))["items"]]
    assert "alert_escalated" in told
    await home.nurse.post(f"/api/alerts/{alert['id']}/resolve", {"outcome": "false_alarm"})
    assert await queue(home.doctor) == [] == await queue(home.nurse), "resolved at the monitor: the pathway ends"
    await home.hub.run_jobs()


async def test_an_acknowledged_alert_does_not_climb_and_an_emergency_goes_to_the_doctor(home: Home) -> None:
    await home.send(pressure(212, 85))
    (alert,) = await alerts(home.nurse)
    await home.nurse.post(f"/api/alerts/{alert['id']}/acknowledge")
    with travel(timedelta(minutes=6)):
        await home.hub.tick()
        await home.hub.run_jobs()
    assert (await alerts(home.nurse))[0]["rung"] == 0 and await queue(home.doctor) == []
    (task,) = await queue(home.nurse)
    body = {
        "answers": {"outcome": "emergency", "words": "Chest pain, ambulance on its way"},
        "version": task["version"],
    }
    await home.nurse.post(f"/api/tasks/{task['id']}/complete", body)
    (handed,) = await queue(home.doctor)
    assert handed["form"] == "take_over" and handed["priority"] == 95
    taken = {"answers": {"words": "Spoke with the crew"}, "version": handed["version"]}
    await home.doctor.post(f"/api/tasks/{handed['id']}/complete", taken)
    shown = await home.doctor.get(f"/api/patients/{home.patient.patient_id}/observations")
    assert len(shown["notes"]) == 2 and shown["alerts"] == []


async def test_a_snooze_needs_a_reason_and_ends(home: Home) -> None:
    await home.send(pressure(212, 85))
    (alert,) = await alerts(home.nurse)
    path = f"/api/alerts/{alert['id']}"
    await home.nurse.post(f"{path}/snooze", {"minutes": 30}, expect=422)
    snoozed = await home.nurse.post(f"{path}/snooze", {"minutes": 30, "reason": "Doctor is on the way"})
    assert snoozed["status"] == "snoozed" and snoozed["snooze_reason"]
    with travel(timedelta(minutes=31)):
        await home.hub.tick()
    home.nurse = await home.hub.sign_in("nurse")  # whose session was idle for that long
    assert (await alerts(home.nurse))[0]["status"] == "raised"
    await home.nurse.post(f"{path}/resolve", {"outcome": "advice_given"}, expect=422)
    await home.nurse.post(f"{path}/resolve", {"outcome": "advice_given", "words": "Seen by the doctor"})
    for verb, body in (("acknowledge", {}), ("snooze", {"minutes": 5, "reason": "again"})):
        assert (await home.nurse.post(f"{path}/{verb}", body, expect=409)).code == "illegal_move"
    assert (await home.nurse.post(f"{path}/resolve", {"outcome": "false_alarm"}, expect=409)).code == "alert_resolved"


async def test_without_its_pathway_an_alert_still_stands_and_climbs(home: Home) -> None:
    async with home.hub.transaction() as db:
        from sqlalchemy import text

        await db.execute(text("UPDATE process_version SET active = false WHERE process_id = 'monitoring_alert'"))
    await home.send(pressure(212, 85))
    (alert,) = await alerts(home.nurse)
    assert alert["case_id"] is None and alert["status"] == "raised"
    with travel(timedelta(minutes=6)):
        await home.hub.tick()
    assert (await alerts(home.nurse))[0]["rung"] == 1


async def test_a_cancelled_pathway_leaves_its_alert_to_the_ladder(home: Home) -> None:
    await home.send(pressure(212, 85))
    (alert,) = await alerts(home.nurse)
    admin = await home.hub.sign_in("admin")
    await admin.post(f"/api/cases/{alert['case_id']}/cancel", {"reason": "Drawn wrong"})
    await home.hub.run_jobs()
    (left,) = await alerts(home.nurse)
    assert left["case_id"] is None and left["status"] == "raised"


# ---- from the bedside -----------------------------------------------------------------------------------------------


class Monitor:
    """A monitor that sends frames over HTTP."""

    def __init__(self, hub: Hub, key: str) -> None:
        self.http, self.key, self.seq = hub.client(), key, 0
        self.live = live.forget()

    async def send(self, seconds: float = 1, **numbers: Any) -> tuple[int, int]:
        """So many seconds of frames, each in the past by as much as is still to come."""
        sent = (0, 0)
        given = {HR: numbers.pop("hr", 72.0), SPO2: numbers.pop("spo2", 98.0)}
        from hub.core.clock import now

        raw = b""
        start = numbers.pop("start", now() - timedelta(seconds=seconds))
        for n in range(round(seconds * 5)):
            self.seq += 1
            moment = start + timedelta(milliseconds=200 * n)
            raw += monitoring.frame(self.seq, moment, numbers=given if n % 5 == 0 else {}, **numbers)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/octet-stream"}
        reply = await self.http.call("POST", "/api/device/frames", data=raw, headers=headers)
        sent = (reply["frames"], reply["refused"])
        await self.live.settle()
        return sent


@pytest.fixture
async def monitor(hub: Hub) -> Monitor:
    async with hub.transaction() as db:
        _, _, key = await monitoring.monitored(db)
    return Monitor(hub, key)


async def test_a_waveform_with_a_bad_number_becomes_a_task_after_its_delay(hub: Hub, monitor: Monitor) -> None:
    nurse = await hub.sign_in("nurse")
    assert await monitor.send(10, spo2=87.0) == (50, 0)
    assert await alerts(nurse) == [], "not for long enough"
    with travel(timedelta(seconds=10)):
        await monitor.send(10, spo2=87.0)
    (alert,) = await alerts(nurse)
    assert (alert["rule"], alert["priority"], alert["place"]) == (f"{SPO2}:low", "medium", "M01")
    (task,) = await queue(nurse)
    assert task["priority"] == 75 and task["id"] == alert["task_id"], "a ward's alert is more urgent than a home's"
    marks = await hub.sql("SELECT upper(during) - lower(during) FROM waveform_mark")
    assert [row[0] for row in marks] == [timedelta(minutes=4)]
    monitor.live = live.forget()  # the process ends; the next one knows what stands
    with travel(timedelta(seconds=20)):
        await monitor.send(14, spo2=87.0)
    with travel(timedelta(seconds=34)):
        await monitor.send(14, spo2=98.0)
    with travel(timedelta(seconds=48)):
        await monitor.send(14, spo2=98.0)
    with travel(timedelta(seconds=62)):
        await monitor.send(14, spo2=98.0)
    (still,) = await alerts(nurse)
    assert still["id"] == alert["id"] and still["over_at"], "over, and waits for somebody to look"


async def test_b55_frames_told_before_are_refused_and_late_ones_alarm_nobody(hub: Hub, monitor: Monitor) -> None:
    from hub.core.clock import now

    nurse = await hub.sign_in("nurse")
    start = now() - timedelta(seconds=2)
    assert await monitor.send(1, start=start) == (5, 0)
    assert await monitor.send(1, start=start) == (0, 5)
    await monitor.live.flush()
    monitor.live._noted = 0
    await monitor.live.flush()
    monitor.live = live.forget()
    assert await monitor.send(1, start=start) == (0, 5), "nor are they taken by a process that has just begun"
    with travel(timedelta(seconds=100)):
        late = now() - timedelta(seconds=60)
        for _ in range(3):
            await monitor.send(10, start=late, spo2=80.0)
            late += timedelta(seconds=10)
    assert await alerts(nurse) == []
    wrong = await monitor.http.call(
        "POST", "/api/device/frames", data=monitoring.frame(1), headers={"Authorization": "Bearer wld_no"}, expect=401
    )
    assert wrong.code == "unknown_key"


async def test_leads_off_and_silence_are_technical_and_end_by_themselves(hub: Hub, monitor: Monitor) -> None:
    nurse = await hub.sign_in("nurse")
    await monitor.send(12, flags=1, spo2=70.0)
    (alert,) = await alerts(nurse)
    assert (alert["kind"], alert["rule"], alert["case_id"]) == ("technical", "leads_off", None)
    with travel(timedelta(seconds=12)):
        await monitor.send(10)
    assert await alerts(nurse) == []
    monitor.live._noted = 0
    await monitor.live.flush()
    with travel(timedelta(seconds=60)):
        await hub.tick()
        (silent,) = await alerts(nurse, kind="technical")
        assert silent["rule"] == "no_data"
        await monitor.send(2)
        monitor.live._noted = 0
        await monitor.live.flush()
    with travel(timedelta(seconds=66)):
        await hub.tick()
        assert await alerts(nurse) == []


async def test_a_clock_that_is_wrong_is_said_and_set_right(hub: Hub, monitor: Monitor) -> None:
    from hub.core.clock import now

    nurse = await hub.sign_in("nurse")
    await monitor.send(2, start=now() + timedelta(hours=3))
    (alert,) = await alerts(nurse)
    assert (alert["rule"], alert["kind"]) == ("clock", "technical")
    (bed,) = monitor.live.beds.values()
    assert abs(bed.clock_off - 3 * 3600) < 5
    assert all(abs((chunk.at - now()).total_seconds()) < 10 for chunk in bed.chunks)


async def test_what_was_unbound_or_retired_is_refused_within_a_flush(hub: Hub, monitor: Monitor) -> None:
    admin = await hub.sign_in("admin")
    assert await monitor.send(1) == (5, 0)
    (device,) = (await admin.get("/api/devices"))["items"]
    await admin.post(f"/api/devices/{device['id']}/unbind")
    await monitor.live.flush()
    assert await monitor.send(1) == (0, 5)
    await admin.post(f"/api/devices/{device['id']}/status", {"status": "suspended"})
    await monitor.live.flush()
    headers = {"Authorization": f"Bearer {monitor.key}"}
    await monitor.http.call("POST", "/api/device/frames", data=monitoring.frame(1), headers=headers, expect=401)


async def test_only_the_wards_nurses_and_who_cares_see_a_bed(hub: Hub, monitor: Monitor) -> None:
    nurse, doctor = await hub.sign_in("nurse"), await hub.sign_in("doctor")
    wall = await nurse.get("/api/monitoring/wall")
    assert len(wall["items"]) == 1 and wall["whole_wards"] and wall["items"][0]["place"] == "M01"
    patient = wall["items"][0]["patient_id"]
    assert (await doctor.get("/api/monitoring/wall"))["items"] == []
    await doctor.get("/api/monitoring/wall", ward_id=wall["ward_id"], expect=403)
    await doctor.get(f"/api/patients/{patient}/observations", expect=404)
    await nurse.get(f"/api/patients/{patient}/observations")
