"""What streams is stored once, rolled up, kept around alerts and forgotten in time."""

from __future__ import annotations

import base64
from datetime import timedelta

from hub.core.clock import now, travel
from hub.monitoring import keeping, live
from hub.monitoring.vitals import HR
from tests.factories import monitoring
from tests.hub.monitoring.test_alerts import Monitor
from tests.hub_fixture import Hub


async def test_waveforms_are_stored_as_seconds_and_numbers_as_minutes(hub: Hub) -> None:
    async with hub.transaction() as db:
        patient, _, key = await monitoring.monitored(db)
    monitor, start = Monitor(hub, key), now() - timedelta(seconds=10)
    assert await monitor.send(10, start=start, hr=80.0) == (50, 0)
    await monitor.live.flush()
    await monitor.live.flush()
    rows = await hub.sql("SELECT n, hz FROM waveform_chunk ORDER BY at")
    assert [row[0] for row in rows] == [250] * 9, "the tenth second is still open"
    (hour,) = await hub.sql("SELECT sum(n), min(low), max(high) FROM vital_hour WHERE code = :code", code=HR)
    assert tuple(hour) == (10, 80.0, 80.0)
    nurse = await hub.sign_in("nurse")
    shown = await nurse.get(f"/api/patients/{patient.id}/waves", at=start.isoformat(), seconds=5)
    samples = b"".join(base64.b64decode(one["samples"]) for one in shown["items"])
    assert len(samples) >= 2 * 250 * 5 and shown["units"]["ecg"] == "mV"
    curves = (await nurse.get(f"/api/patients/{patient.id}/observations"))["series"]
    assert {one["code"] for one in curves} == {HR, "59408-5"} and curves[0]["step"] == 60


async def test_a_strip_is_kept_with_a_note_outlives_its_day_and_is_printed(hub: Hub) -> None:
    async with hub.transaction() as db:
        patient, _, key = await monitoring.monitored(db)
    monitor, start = Monitor(hub, key), now() - timedelta(seconds=12)
    await monitor.send(12, start=start)
    await monitor.live.flush()
    nurse, path = await hub.sign_in("nurse"), f"/api/patients/{patient.id}/strips"
    given = {"at": (start + timedelta(seconds=2)).isoformat(), "seconds": 6, "words": "Extra beats, felt nothing"}
    made = await nurse.post(path, given, expect=201)
    nothing = given | {"at": (start - timedelta(hours=1)).isoformat()}
    assert (await nurse.post(path, nothing, expect=409)).code == "no_waveform"
    ahead = given | {"at": (now() + timedelta(hours=1)).isoformat()}
    assert (await nurse.post(path, ahead, expect=422)).code == "in_the_future"
    async with hub.transaction() as db:
        await keeping.turn(db, now() + timedelta(days=5))
    (listed,) = (await nurse.get(path))["items"]
    assert (listed["id"], listed["words"], listed["seconds"], listed["rule"]) == (made["id"], given["words"], 6, None)
    kept = await hub.sql("SELECT count(*) FROM waveform_kept")
    assert kept[0][0] in (6, 7), "the seconds of the strip, and nothing else"
    printed = await nurse.call("GET", f"/api/strips/{made['id']}/pdf")
    assert printed.raw.startswith(b"%PDF") and len(printed.raw) > 10_000
    stranger = await hub.sign_in("doctor", "Stranger")
    await stranger.get(path, expect=404)
    await stranger.call("GET", f"/api/strips/{made['id']}/pdf", expect=404)


async def test_nothing_is_lost_or_doubled_when_postgresql_is_away_for_a_moment(hub: Hub) -> None:
    from hub.core import db as core_db

    async with hub.transaction() as db:
        _, _, key = await monitoring.monitored(db)
    monitor = Monitor(hub, key)
    await monitor.send(5)

    class Away:
        def transaction(self) -> object:
            raise ConnectionError

    whole, core_db._current = core_db._current, Away()  # type: ignore[assignment]
    try:
        await monitor.live.flush()
    except ConnectionError:
        pass
    finally:
        core_db._current = whole
    await monitor.live.flush()
    assert (await hub.sql("SELECT count(*), sum(n) FROM waveform_chunk"))[0] == (4, 1000)
    assert (await hub.sql("SELECT sum(n) FROM vital_minute WHERE code = :code", code=HR))[0][0] == 5


async def test_days_are_made_ahead_and_dropped_in_time_but_for_what_stands_around_alerts(hub: Hub) -> None:
    async with hub.transaction() as db:
        _, _, key = await monitoring.monitored(db)
    monitor = Monitor(hub, key)
    for seconds in (0, 12):
        with travel(timedelta(seconds=seconds)):
            await monitor.send(12, spo2=80.0)  # an alert: two minutes around it are marked
    await monitor.live.flush()
    async with hub.transaction() as db:
        from sqlalchemy import text

        await db.execute(text("UPDATE waveform_chunk SET at = at - interval '10 minutes' WHERE n = 250 AND at IN "
                              "(SELECT at FROM waveform_chunk ORDER BY at LIMIT 5)"))  # fmt: skip
        await keeping.turn(db, now())
        made = await keeping.days(db)
    stored = (await hub.sql("SELECT count(*) FROM waveform_chunk"))[0][0]
    assert len(made) >= 4 and stored > 10
    for _ in range(2):
        async with hub.transaction() as db:
            await keeping.turn(db, now() + timedelta(days=5))
    kept = (await hub.sql("SELECT count(*) FROM waveform_kept"))[0][0]
    assert kept == stored - 5 and (await hub.sql("SELECT count(*) FROM waveform_chunk"))[0][0] == 0
    async with hub.reading() as db:
        assert not set(made[:1]) & set(await keeping.days(db))
    live.forget()
