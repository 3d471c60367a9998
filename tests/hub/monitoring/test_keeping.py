"""What streams is stored once, rolled up, kept around alerts and forgotten in time."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.monitoring import keeping, live
from hub.monitoring.bed import MOST_WAITING, Alarm, Chunk, Minute
from hub.monitoring.limits import Level
from hub.monitoring.live import MOST_ALARMS
from hub.monitoring.vitals import HR, SPO2
from hub.patients import merging
from hub.patients.erasure import holds
from hub.patients.models import Patient
from tests.factories import monitoring, patients
from tests.hub.monitoring.test_alerts import Monitor
from tests.hub_fixture import Hub

pytestmark = pytest.mark.usefixtures("clock")


@contextmanager
def away() -> Iterator[None]:
    """PostgreSQL takes nothing of what streams; everything else of the hub goes on."""

    def gone() -> object:
        raise ConnectionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "transaction", gone)
        yield


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
    note = {"at": start.isoformat(), "words": "Leads moved"}
    await nurse.post(f"/api/patients/{patient.id}/observations/notes", note, expect=201)

    async with hub.transaction() as db:
        stays = await patients.patient(db, family="Stays")
        loser = await db.get_one(Patient, patient.id)
        await merging.merge(db, stays, loser, [], "Registered twice", actor=SYSTEM)
    here = f"/api/patients/{stays.id}"
    page = await nurse.get(f"{here}/observations")
    assert {one["code"] for one in page["series"] if one["step"] == 60} == {HR, SPO2}, "the old record's curves"
    assert [one["words"] for one in page["notes"]] == ["Leads moved"]
    assert [(one["id"], one["patient_id"]) for one in (await nurse.get(f"{here}/strips"))["items"]] == [
        (made["id"], str(stays.id))
    ]
    assert (await nurse.call("GET", f"/api/strips/{made['id']}/pdf")).raw.startswith(b"%PDF")
    assert (await nurse.get(f"{here}/waves", at=given["at"], seconds=5))["items"]
    await stranger.call("GET", f"/api/strips/{made['id']}/pdf", expect=404)


async def test_nothing_is_lost_or_doubled_when_postgresql_is_away_for_a_moment(hub: Hub) -> None:
    async with hub.transaction() as db:
        _, _, key = await monitoring.monitored(db)
    monitor = Monitor(hub, key)
    await monitor.send(5)
    with away(), pytest.raises(ConnectionError):
        await monitor.live.flush()
    await monitor.live.flush()
    assert (await hub.sql("SELECT count(*), sum(n) FROM waveform_chunk"))[0] == (4, 1000)
    assert (await hub.sql("SELECT sum(n) FROM vital_minute WHERE code = :code", code=HR))[0][0] == 5


async def test_what_waits_for_postgresql_is_bounded_and_the_oldest_go_first(hub: Hub) -> None:
    async with hub.transaction() as db:
        _, _, key = await monitoring.monitored(db)
    monitor = Monitor(hub, key)
    await monitor.send(3)
    (bed,) = monitor.live.beds.values()
    piece = bed.chunks[0]
    many = [Chunk("ecg", piece.at + timedelta(seconds=n), 250, 0.001, piece.samples) for n in range(MOST_WAITING + 5)]
    bed.chunks.clear()
    bed.wait(many)
    assert (len(bed.chunks), bed.lost, bed.chunks[-1]) == (MOST_WAITING, 5, many[-1]), "the newest are kept"
    with away():
        with pytest.raises(ConnectionError):
            await monitor.live.flush()
        bed.wait(many[-1:])
    assert (len(bed.chunks), bed.lost, bed.chunks[-1]) == (MOST_WAITING, 6, many[-1])
    for n in range(MOST_ALARMS + 5):
        monitor.live._call(bed, [Alarm(f"{HR}:high", Level.high, 130.0), Alarm(f"{HR}:high", None, None)])
        if n == 3:
            monitor.live._call(bed, [Alarm(f"{HR}:high", Level.critical_high, 150.0)])
    told = [alarm.level for _, alarm in monitor.live.alarms[bed.patient_id]]
    assert len(told) <= MOST_ALARMS and Level.critical_high in told and told[-1] is None, "the worst, and how it ended"
    live.forget()


async def test_an_alert_while_the_database_is_away_is_raised_as_soon_as_it_is_back(hub: Hub) -> None:
    async with hub.transaction() as db:
        patient, _, key = await monitoring.monitored(db)
        other, _, second = await monitoring.monitored(db)
    monitor, neighbour = Monitor(hub, key), Monitor(hub, second)
    await monitor.send(1)
    await neighbour.send(1)
    with away(), pytest.raises(ConnectionError), travel(timedelta(seconds=14)):
        await monitor.send(12, hr=150.0)
    assert [len(waiting) for waiting in monitor.live.alarms.values()] == [1], "it waits, and is the first in line"
    with travel(timedelta(seconds=14)):
        await neighbour.send(12, hr=150.0)  # settles whatever waits
    rows = await hub.sql("SELECT patient_id, count(*) FROM alert WHERE rule = :rule GROUP BY 1", rule=f"{HR}:high")
    assert {tuple(row) for row in rows} == {(patient.id, 1), (other.id, 1)} and not monitor.live.alarms
    live.forget()


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


async def test_b70_no_clock_forgets_the_minutes_of_a_record_that_a_court_holds(hub: Hub) -> None:
    async with hub.transaction() as db:
        (held, _, _), (other, _, _) = [await monitoring.monitored(db) for _ in range(2)]
        await holds.put(db, held, "Letter of a court, 12 November", actor=SYSTEM)
        for one in (held, other):
            await keeping.store_minutes(
                db, [(one.id, HR, now() - timedelta(days=31), Minute(1, 70.0, 70.0, 70.0, 70.0))]
            )
    for lifted in (False, True):
        async with hub.transaction() as db:
            if lifted:
                await holds.lift(db, held, "The court is done with it", actor=SYSTEM)
            await keeping.turn(db, now())
        left = await hub.sql("SELECT patient_id FROM vital_minute")
        assert left == ([] if lifted else [(held.id,)])
