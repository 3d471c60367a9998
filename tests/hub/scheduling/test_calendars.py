"""Calendar files and feeds, links in messages, reminders and no-shows."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hub.core.clock import now, travel
from hub.scheduling import due, icalendar, links
from tests.hub.scheduling.test_booking import booked, in_days, open_hours
from tests.hub_fixture import Hub


@given(st.text(max_size=300))
def test_lines_fold_at_75_octets_and_unfold_to_what_they_were(text: str) -> None:
    line = f"SUMMARY:{icalendar.escaped(text)}"
    folded = icalendar.folded(line)
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line and "\n" not in line and "\r" not in line


async def test_a_file_and_a_feed_that_its_owner_ends(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient, stranger = await hub.sign_in("patient"), await hub.sign_in("patient", "Stranger")
    made = await booked(patient, doctor, await in_days(hub), reason="A private matter")
    file = await patient.get(f"/api/appointments/{made['id']}/calendar.ics")
    text = file.raw.decode()
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8" and text.endswith("END:VCALENDAR\r\n")
    starts = icalendar.utc(datetime.fromisoformat(made["starts_at"]))
    assert f"DTSTART:{starts}\r\n" in text and "STATUS:CONFIRMED" in text and "private" not in text
    await stranger.get(f"/api/appointments/{made['id']}/calendar.ics", expect=404)
    url = (await patient.post("/api/calendar-feed", {}, expect=201))["url"]
    path, nobody = urlsplit(url).path, hub.client()
    assert f"UID:{made['id']}@" in (await nobody.get(path)).raw.decode()
    names = [row.name for row in await hub.sql("SELECT given || family AS name FROM patient")]
    clinician = await hub.sign_in("doctor")
    theirs = (await clinician.post("/api/calendar-feed", {}, expect=201))["url"]
    read = (await nobody.get(urlsplit(theirs).path)).raw.decode()
    assert made["id"] in read and not any(name in read for name in names), "no patient's name leaves the house"
    newer = (await patient.post("/api/calendar-feed", {}, expect=201))["url"]
    await nobody.get(path, expect=404)
    await patient.delete("/api/calendar-feed")
    await nobody.get(urlsplit(newer).path, expect=404)
    assert (await patient.get("/api/calendar-feed"))["active"] is False


async def test_a_link_does_one_thing_to_one_appointment(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient, nobody = await hub.sign_in("patient"), hub.client()
    made = await booked(patient, doctor, await in_days(hub))
    yes, no = (links.token(UUID(made["id"]), one) for one in (links.Purpose.confirm, links.Purpose.cancel))
    look = await nobody.get(f"/api/appointment-links/{yes}")
    assert look["purpose"] == "confirm" and look["open"] and "patient" not in look.data
    assert (await patient.get(f"/api/appointments/{made['id']}"))["confirmed_at"] is None, "reading does nothing"
    for _ in range(2):
        assert (await nobody.post(f"/api/appointment-links/{yes}", {}))["confirmed"]
    raw = base64.urlsafe_b64decode(yes + "=" * (-len(yes) % 4))
    forged = base64.urlsafe_b64encode(raw[:16] + b"2" + raw[17:]).decode().rstrip("=")
    await nobody.post(f"/api/appointment-links/{forged}", {}, expect=404)
    for bad in (yes[:-2], "x", "%20", "é"):
        await nobody.get(f"/api/appointment-links/{bad}", expect=404)
    for _ in range(2):
        assert (await nobody.post(f"/api/appointment-links/{no}", {}))["status"] == "cancelled"
    assert (await nobody.post(f"/api/appointment-links/{yes}", {}, expect=410)).code == "link_over"
    again = await booked(patient, doctor, await in_days(hub))
    with travel(timedelta(days=3)):
        late = links.token(UUID(again["id"]), links.Purpose.cancel)
        assert (await nobody.post(f"/api/appointment-links/{late}", {}, expect=410)).code == "link_over"


async def test_each_reminder_once_and_none_for_what_was_booked_late(hub: Hub) -> None:
    doctor = await open_hours(hub)
    made = await booked(await hub.sign_in("patient"), doctor, await in_days(hub, 4))
    starts = datetime.fromisoformat(made["starts_at"]) - now()
    with travel(starts - timedelta(hours=23, minutes=30)):
        next_time = datetime.fromisoformat(made["starts_at"]) + timedelta(minutes=20)
        soon = await booked(await hub.sign_in("patient", "Late"), doctor, next_time.isoformat())
    told: list[list[int]] = []
    for hours_before in (26, 23, 22, 1.5, 1):
        with travel(starts - timedelta(hours=hours_before)):
            await due_now(hub)
        facts = [fact["payload"] for fact in hub.facts if fact["kind"] == "AppointmentDue"]
        told.append([fact["nth"] for fact in facts if fact["appointment_id"] == made["id"]])
        assert not any(fact["appointment_id"] == soon["id"] and fact["nth"] == 1 for fact in facts)
    assert told == [[], [1], [1], [1, 2], [1, 2]]


async def due_now(hub: Hub) -> None:
    async with hub.transaction() as db:
        await due.remind(db)
    await hub.publish()


async def test_nobody_came(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient, reception = await hub.sign_in("patient"), await hub.sign_in("receptionist")
    admin = await hub.sign_in("admin")
    policy = await admin.get("/api/booking-policy")
    await admin.put("/api/booking-policy", {k: v for k, v in policy.data.items() if k != "currency"}
                    | {"no_show_fee_minor": 3000})  # fmt: skip
    made = await booked(patient, doctor, await in_days(hub, 1))
    came = await booked(await hub.sign_in("patient", "Came"), doctor, await in_days(hub, 2))
    await reception.post(f"/api/appointments/{came['id']}/arrive", {})
    # Whatever the hour at which this is run: both are over, and neither for two days.
    with travel(datetime.fromisoformat(came["starts_at"]) - now() + timedelta(hours=2)):
        async with hub.transaction() as db:
            await due.mark_no_shows(db)
        await hub.publish()
    assert (await patient.get(f"/api/appointments/{made['id']}"))["status"] == "no_show"
    assert (await reception.get(f"/api/appointments/{came['id']}"))["status"] == "arrived"
    fees = [fact["payload"] for fact in hub.facts if fact["kind"] == "AppointmentFeeDue"]
    assert [(fact["why"], fact["minor"]) for fact in fees] == [("no_show", 3000)]
