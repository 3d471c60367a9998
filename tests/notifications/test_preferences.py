"""How people want to be told: quiet hours, topics, one e-mail a day, texts, one press to end them, dead letters."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range

from hub.billing.facts import InvoiceIssued
from hub.core import jobs
from hub.core.actor import SYSTEM
from hub.core.clock import now, travel
from hub.core.switches import change
from hub.encounters.facts import EncounterFinished
from hub.scheduling import due
from hub.scheduling.facts import AppointmentDue
from hub.staff.duty_models import OnCall, OnCallService
from hub.staff.models import Department
from hub.staff.switches import ALERT_SERVICE
from notifications import dispatch as dispatching
from notifications import preferences, soon
from notifications.channels.sms import SIMULATED
from notifications.dispatch import dispatch, tell
from notifications.rules import RULES, SOON, Rule
from notifications.topics import TOPICS, topic_of
from tests.hub.scheduling.test_booking import booked, open_hours
from tests.hub_fixture import Client, Hub

NEW_YORK = ZoneInfo("America/New_York")
Json = dict[str, Any]


def test_every_kind_has_a_topic() -> None:
    told = {rule.kind for rules in RULES.values() for rule in rules} | {SOON.kind}
    assert told == {kind for kinds in TOPICS.values() for kind in kinds}
    assert topic_of("message_urgent") == "urgent"


def test_what_is_told_once_is_one_thing_not_one_patient() -> None:
    """`{id}` is the first id of a fact: were it the patient's, his second bill would never be told."""
    for fact, rules in RULES.items():
        first = next((name for name in fact.model_fields if name.endswith("_id")), "")
        for rule in rules:
            assert "{id}" not in rule.dedupe or first not in ("patient_id", "user_id", "patient_user_id"), rule.kind


@given(
    st.integers(0, 2 * 365 * 24 * 60), st.times(), st.times(),
    st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)  # fmt: skip
def test_b81_quiet_hours_end_at_their_hour_on_every_night(minutes: int, start: time, end: time, name: str) -> None:
    zone, moment = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    start, end = start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    free = preferences.release(start, end, zone, moment)
    assert moment <= free <= moment + timedelta(hours=26)
    assert preferences.release(start, end, zone, free) - free < timedelta(hours=2)
    if free != moment:  # it was quiet, and it ends at the hour that was chosen, or when that hour is skipped
        local = free.astimezone(zone).time()
        assert local.replace(tzinfo=None) >= end or (local.hour, local.minute) == (end.hour, end.minute)


def test_b81_the_night_on_which_clocks_go_back_is_an_hour_longer() -> None:
    evening = datetime(2026, 10, 31, 23, 0, tzinfo=NEW_YORK).astimezone(UTC)
    free = preferences.release(time(22), time(7), NEW_YORK, evening)
    assert free == datetime(2026, 11, 1, 12, 0, tzinfo=UTC)  # 7:00 EST, not EDT


async def test_b81_what_is_about_a_visit_comes_before_it_however_quiet_it_is(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    shown = (await patient.get("/api/notification-settings")).data
    quiet = {"quiet_from": "22:00", "quiet_until": "07:00", "zone": "America/New_York", "digest": True}
    await patient.put("/api/notification-settings", {**shown, **quiet})
    night = datetime(2026, 3, 2, 2, 0, tzinfo=NEW_YORK).astimezone(UTC)
    at = {hour: night + timedelta(hours=hour - 2) for hour in (6, 7, 9)}
    seven, half_past = at[7], at[7] + timedelta(minutes=30)
    async with hub.reading() as db:

        async def due(channel: str, before: datetime | None) -> tuple[datetime, bool]:
            return await preferences.due(db, patient.user_id, channel, urgent=False, moment=night, before=before)

        assert await due("push", at[9]) == (seven, False)
        assert await due("push", at[6]) == (night, False), "after the visit it would be of no use"
        assert await due("email", None) == await due("email", at[9]) == (half_past, True)
        assert await due("email", half_past) == (seven, False), "at once in the morning, not with the day's"
        assert await due("email", at[6]) == (night, False)


async def invoice(hub: Hub, patient: Client) -> None:
    fact = InvoiceIssued(invoice_id=uuid4(), patient_id=patient.patient_id, patient_user_id=patient.user_id)
    async with hub.transaction() as db:
        await dispatch(db, fact, SYSTEM)


async def settings_of(patient: Client, **changes: Any) -> Json:
    shown = (await patient.get("/api/notification-settings")).data
    return dict((await patient.put("/api/notification-settings", {**shown, **changes})).data)


async def test_quiet_hours_wait_and_a_day_s_mail_is_one(hub: Hub) -> None:
    patient, admin = await hub.sign_in("patient"), await hub.sign_in("admin")
    local = now().astimezone(NEW_YORK)
    quiet = {"quiet_from": (local - timedelta(hours=1)).strftime("%H:%M"),
             "quiet_until": (local + timedelta(hours=1)).strftime("%H:%M"), "zone": "America/New_York"}  # fmt: skip
    kept = await settings_of(patient, **quiet, digest=True)
    assert kept["digest"] and {one["topic"] for one in kept["topics"]} == {"visits", "messages", "results", "bills"}
    await invoice(hub, patient)
    await invoice(hub, patient)
    await hub.run_jobs()
    assert (await patient.get("/api/notifications"))["unread"] == 2, "the bell in the app waits for nothing"
    assert (await admin.get("/api/admin/mailbox"))["items"] == []
    waiting = (await admin.get("/api/admin/deliveries"))["items"]
    assert {(one["channel"], one["status"], one["reason"]) for one in waiting} == {
        ("push", "queued", "quiet_hours"), ("email", "queued", "")
    }  # fmt: skip
    with travel(timedelta(hours=26)):
        async with hub.transaction() as db:
            ids = await jobs.due(db)
        assert set(await asyncio.gather(*(jobs.run(hub.database, id) for id in ids))) <= {"done", "skipped"}
        await hub.run_jobs()
        admin = await hub.sign_in("admin")
        (mail,) = (await admin.get("/api/admin/mailbox"))["items"]
        shown = await admin.get(f"/api/admin/mailbox/{mail['id']}")
        assert shown["body_text"].count("You have a new bill") == 2
        states = {(one["channel"], one["status"]) for one in (await admin.get("/api/admin/deliveries"))["items"]}
        assert states == {("push", "skipped"), ("email", "sent")}
    assert (await patient.put("/api/notification-settings", {**kept, "zone": "Mars/Base"}, expect=422)).code
    await patient.put("/api/notification-settings", {**kept, "quiet_until": None}, expect=422)


async def test_one_press_in_the_mail_program_ends_a_topic_and_no_other(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    url = preferences.unsubscribe_url(patient.user_id, "bills").partition("/api/")[2]
    stranger = hub.client()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    press: Json = {"data": b"List-Unsubscribe=One-Click", "headers": form}
    await stranger.call("POST", f"/api/{url[:-2]}xx", **press, expect=404)
    for _ in range(2):
        await stranger.call("POST", f"/api/{url}", **press, expect=200)
    await invoice(hub, patient)
    summary = EncounterFinished(encounter_id=uuid4(), patient_id=patient.patient_id, patient_user_id=patient.user_id,
                                practitioner_id=uuid4())  # fmt: skip
    async with hub.transaction() as db:
        await dispatch(db, summary, SYSTEM)
    await hub.run_jobs()
    mails = await hub.sql("SELECT subject FROM mail")
    assert [subject for (subject,) in mails] == ["The summary of your visit is ready"]


async def test_b80_texts_that_fail_are_tried_again_and_then_by_an_administrator(hub: Hub) -> None:
    patient, admin = await hub.sign_in("patient"), await hub.sign_in("admin")
    kept = await settings_of(patient, phone="+12125550142")
    topics = [{**one, "sms": one["topic"] == "bills", "push": False, "email": False} for one in kept["topics"]]
    await settings_of(patient, phone="+12125550142", topics=topics)
    async with hub.transaction() as db:
        await change(db, SIMULATED, "down", "", actor=SYSTEM)
    rule = Rule("invoice_issued", "patient", "/my/bills", ("sms",))
    fact = InvoiceIssued(invoice_id=uuid4(), patient_id=patient.patient_id, patient_user_id=patient.user_id)
    async with hub.transaction() as db:
        await tell(db, patient.user_id, rule, fact)
    with travel(timedelta(hours=2)):
        for n in range(14):
            with travel(timedelta(minutes=6 * n)):
                await hub.run_jobs(failures=True)
    (row,) = (await admin.get("/api/admin/deliveries"))["items"]
    assert (row["status"], row["stuck"], row["attempts"]) == ("queued", True, 12)
    async with hub.transaction() as db:
        await change(db, SIMULATED, "ok", "", actor=SYSTEM)
    await admin.post(f"/api/admin/deliveries/{row['id']}/retry")
    await hub.run_jobs()
    assert (await admin.post(f"/api/admin/deliveries/{row['id']}/retry", expect=409)).code == "not_stuck"
    sent = await admin.get("/api/admin/text-messages")
    assert sent["simulated"] and [one["recipient"] for one in sent["items"]] == ["…0142"]
    assert sent["items"][0]["body"].endswith("/my/bills") and "bill " not in sent["items"][0]["body"]
    ((stored,),) = await hub.sql("SELECT phone_sealed FROM notification_setting")
    assert "5550142" not in stored


def next_change(autumn: bool) -> datetime:
    """When the clocks of New York go back (autumn) or forward the next time, at least two days from now."""
    at = (now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    step = timedelta(hours=-1 if autumn else 1)
    while at.astimezone(NEW_YORK).utcoffset() - (at - timedelta(hours=1)).astimezone(NEW_YORK).utcoffset() != step:  # type: ignore[operator]
        at += timedelta(hours=1)
    return at


@pytest.mark.parametrize("autumn", [True, False])
async def test_b81_reminders_across_a_rescheduling_on_the_night_of_the_clocks(hub: Hub, autumn: bool) -> None:
    """Moved by an hour on that night: both times may read 1:30 on the wall; each reminds a day, two hours and ten
    minutes before, once, however often asked, and by the clock of its own moment."""
    doctor = await open_hours(hub)
    patient = await hub.sign_in("patient")
    days = (await patient.get("/api/slots", practitioner_id=doctor, days=6))["days"]
    made = await booked(patient, doctor, next(slot["starts_at"] for day in days for slot in day["slots"]))
    instant = next_change(autumn) - timedelta(minutes=30)

    async def at(moment: datetime) -> list[str]:
        async with hub.transaction() as db:
            await db.execute(
                text("UPDATE appointment SET during = tstzrange(:a, :b), case_id = NULL, reminders = 0 WHERE id = :id"),
                {"a": moment, "b": moment + timedelta(minutes=20), "id": made["id"]},
            )
        for before in (timedelta(hours=24), timedelta(hours=2), timedelta(minutes=10)):
            with travel(moment - before + timedelta(minutes=1) - now()):
                for _ in range(2):
                    async with hub.transaction() as db:  # what the minute's jobs do; their own clock only goes forward
                        await due.remind(db)
                        await soon.remind(db)
                    await hub.run_jobs(failures=True)
        told = "SELECT params->>'starts_at' FROM notification WHERE kind = 'visit_soon' ORDER BY id"
        return [row[0] for row in await hub.sql(told)]

    first = await at(instant)
    second = await at(instant + timedelta(hours=1))
    assert len(first) == 1 and len(second) == 2 and len(set(second)) == 2
    walls = [datetime.fromisoformat(one).astimezone(NEW_YORK).strftime("%H:%M") for one in second]
    assert walls == (["01:30", "01:30"] if autumn else ["01:30", "03:30"])
    rows = await hub.sql("SELECT channel, count(*) FROM delivery d JOIN notification n ON n.id = d.notification_id "
                         "WHERE kind = 'visit_soon' GROUP BY channel ORDER BY channel")  # fmt: skip
    assert [tuple(row) for row in rows] == [("push", 2), ("sms", 2)]
    mails = [row[0] for row in await hub.sql("SELECT subject FROM mail WHERE subject LIKE 'Your visit:%' ORDER BY id")]
    said = ["1:30 AM EDT", "1:30 AM EST"] if autumn else ["1:30 AM EST", "3:30 AM EDT"]
    assert [one.partition("at ")[2] or one.rpartition(", ")[2] for one in mails] == [said[0]] * 2 + [said[1]] * 2


async def test_a_reminder_that_waited_is_not_sent_for_a_visit_that_was_called_off(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient = await hub.sign_in("patient")
    days = (await patient.get("/api/slots", practitioner_id=doctor, days=6))["days"]
    made = await booked(patient, doctor, next(slot["starts_at"] for day in days for slot in day["slots"]))
    (reminder,) = RULES[AppointmentDue]
    fact = AppointmentDue(
        appointment_id=UUID(made["id"]), patient_id=patient.patient_id, practitioner_id=doctor,
        patient_user_id=patient.user_id, starts_at=datetime.fromisoformat(made["starts_at"]), nth=91,
    )  # fmt: skip

    async def told(nth: int, then: str = "") -> set[tuple[str, str]]:
        async with hub.transaction() as db:
            await tell(db, patient.user_id, reminder, fact.model_copy(update={"nth": nth}))
        if then:
            await patient.post(f"/api/appointments/{made['id']}/{then}", {})
        await hub.run_jobs()
        rows = await hub.sql(
            "SELECT d.status, d.reason FROM delivery d JOIN notification n ON n.id = d.notification_id "
            "WHERE d.channel = 'email' AND n.dedupe_key LIKE :key", key=f"visit_reminder:%:{nth}",
        )  # fmt: skip
        return {tuple(row) for row in rows}

    assert await told(91) == {("sent", "")}
    assert await told(92, then="cancel") == {("skipped", "old_news")}


async def test_unanswered_alerts_reach_who_is_on_call_and_never_nobody(hub: Hub) -> None:
    first, second = [(await hub.sign_in("doctor", name)).user_id for name in ("First", "Second")]
    span = Range(now() - timedelta(hours=1), now() + timedelta(hours=1))

    async def told(rung: int) -> set[UUID]:
        async with hub.transaction() as db:
            return set(await dispatching._audience(db, "on_call", SimpleNamespace(rung=rung)))

    everybody = await told(2)
    assert {first, second} <= everybody, "no service is named: every doctor"
    async with hub.transaction() as db:
        department = await db.scalar(select(Department).limit(1))
        assert department is not None
        service = OnCallService(department_id=department.id, code="alerts", name="Alerts", levels=3)
        db.add(service)
        await db.flush()
        db.add(OnCall(service_id=service.id, level=1, user_id=first, during=span))
        db.add(OnCall(service_id=service.id, level=3, user_id=second, during=span))
        await change(db, ALERT_SERVICE, "alerts", "", actor=SYSTEM)
    assert [await told(rung) for rung in (2, 3, 4)] == [{first}, {second}, {second}], (
        "a level without anybody passes on"
    )
    with travel(timedelta(hours=3)):
        assert await told(2) == everybody, "a gap in the rota is told to every doctor"
