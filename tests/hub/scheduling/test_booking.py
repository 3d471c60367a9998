"""Hold, book, cancel and move over HTTP; what two people at once, late people and strangers meet."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from hub.core import db as core_db
from hub.core.clock import travel
from hub.patients.models import Patient
from hub.scheduling import actions
from hub.scheduling.models import Appointment, HoursKind
from tests.counting import counted
from tests.factories import patients, scheduling
from tests.hub_fixture import Client, Hub

pytestmark = pytest.mark.usefixtures("daytime")


async def open_hours(hub: Hub, name: str = "", **options: Any) -> UUID:
    """The test's doctor works round the clock."""
    actor = await hub.actor("doctor", name)
    assert actor.practitioner_id is not None
    async with hub.transaction() as db:
        await scheduling.hours(db, actor.practitioner_id, **options)
    return actor.practitioner_id


async def in_days(hub: Hub, days: int = 2, at: time = time(10)) -> str:
    async with hub.reading() as db:
        return (await scheduling.a_time(db, days=days, at=at)).isoformat()


async def hold(client: Client, whom: UUID, starts_at: str, *, expect: int = 201, **more: Any) -> Any:
    wanted = {"practitioner_id": str(whom), "starts_at": starts_at, "kind": "in_person", **more}
    return (await client.post("/api/appointments/hold", wanted, expect=expect)).data


async def booked(client: Client, whom: UUID, starts_at: str, **more: Any) -> Any:
    kept = await hold(client, whom, starts_at)
    return (await client.post("/api/appointments", {"hold_id": kept["hold_id"], **more}, expect=201)).data


async def free_at(client: Client, whom: UUID, starts_at: str) -> bool:
    moment = datetime.fromisoformat(starts_at)
    reply = await client.get("/api/slots", practitioner_id=whom, days=7, kind="in_person")
    return any(datetime.fromisoformat(slot["starts_at"]) == moment for day in reply["days"] for slot in day["slots"])


async def test_free_times_hold_and_book(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient = await hub.sign_in("patient")
    at = await in_days(hub)
    assert await free_at(patient, doctor, at)
    kept = await hold(patient, doctor, at)
    assert kept["zone"] == "America/New_York" and kept["clinician"]["name"].startswith("Dr ")
    assert await free_at(patient, doctor, at), "to oneself it is still free"
    assert not await free_at(await hub.sign_in("patient", "Other"), doctor, at)
    assert (await hold(patient, doctor, at))["hold_id"] != kept["hold_id"], "choosing it again is choosing it"
    kept = await hold(patient, doctor, at)
    made = (await patient.post("/api/appointments", {"hold_id": kept["hold_id"], "reason": "A cough"}, expect=201)).data
    assert made["status"] == "booked" and made["reason"] == "A cough" and made["may_cancel"]
    mine = (await patient.get("/api/appointments", scope="upcoming"))["items"]
    assert [one["id"] for one in mine] == [made["id"]]
    await hub.publish()
    kinds = [fact["kind"] for fact in hub.facts]
    assert kinds.count("SlotTaken") == kinds.count("SlotFreed") + 1 and kinds.count("AppointmentBooked") == 1
    taken = next(fact for fact in hub.facts if fact["kind"] == "SlotTaken")
    assert taken["rooms"] == ["slots"] and taken["payload"]["practitioner_id"] == str(doctor)
    said = next(fact for fact in hub.facts if fact["kind"] == "AppointmentBooked")
    assert set(said["rooms"]) == {
        f"user:{patient.user_id}", f"acting-book:{patient.patient_id}", f"practitioner:{doctor}", "role:receptionist",
    }  # fmt: skip
    assert "cough" not in str(said)


async def test_b64_one_time_two_hundred_takers_one_winner(hub: Hub) -> None:
    doctor = await open_hours(hub)
    reception = await hub.sign_in("receptionist")
    async with hub.transaction() as db:
        people = [(await patients.patient(db, account=False)).id for _ in range(200)]
    at = await in_days(hub)
    core_db.connect(hub.database.url, pool_size=30)
    wanted = {"practitioner_id": str(doctor), "starts_at": at, "kind": "in_person"}
    replies = await asyncio.gather(*(_try(reception, {**wanted, "patient_id": str(who)}) for who in people))
    assert Counter(replies) == {"won": 1, "slot_taken": 199}
    rows = await hub.sql("SELECT count(*) AS n FROM appointment WHERE status = 'held'")
    assert rows[0].n == 1


async def _try(client: Client, wanted: dict[str, str]) -> str:
    """'won', or the code of the refusal; a hub too busy to answer (503) is asked again, as browsers do."""
    while True:
        reply = await client.call("POST", "/api/appointments/hold", json=wanted, expect=0)
        if reply.status != 503:
            return reply.code or "won"


async def test_a_colleague_takes_over_when_any_clinician_will_do(hub: Hub) -> None:
    ada, bea = await open_hours(hub, "Ada"), await open_hours(hub, "Bea")
    first, second, third = [await hub.sign_in("patient", name) for name in ("One", "Two", "Three")]
    at = await in_days(hub)
    anybody = {"specialty": "family_medicine", "starts_at": at, "kind": "in_person"}
    got = [
        (await who.post("/api/appointments/hold", anybody, expect=201))["clinician"]["id"] for who in (first, second)
    ]
    assert set(got) == {str(ada), str(bea)}
    assert (await third.post("/api/appointments/hold", anybody, expect=409)).code == "slot_taken"


async def test_one_patient_cannot_be_in_two_places(hub: Hub) -> None:
    ada, bea = await open_hours(hub, "Ada"), await open_hours(hub, "Bea", slot_minutes=30)
    patient = await hub.sign_in("patient")
    at = await in_days(hub)
    await booked(patient, ada, at)
    refused = await hold(patient, bea, at, expect=409)
    assert refused["code"] == "patient_busy"


async def test_b04_what_is_held_or_booked_by_others_is_not_there(hub: Hub) -> None:
    doctor = await open_hours(hub)
    owner, stranger = await hub.sign_in("patient", "Owner"), await hub.sign_in("patient", "Stranger")
    other_doctor = await hub.sign_in("doctor", "Other")
    kept = await hold(owner, doctor, await in_days(hub))
    theft = await stranger.post("/api/appointments", {"hold_id": kept["hold_id"]}, expect=404)
    assert theft.code == "not_found"
    await stranger.delete(f"/api/appointments/hold/{kept['hold_id']}", expect=404)
    made = (await owner.post("/api/appointments", {"hold_id": kept["hold_id"]}, expect=201)).data
    for who in (stranger, other_doctor):
        await who.get(f"/api/appointments/{made['id']}", expect=404)
        await who.post(f"/api/appointments/{made['id']}/cancel", {"reason": "no"}, expect=404)
        assert (await who.get("/api/appointments"))["items"] == []
    for_other = {"practitioner_id": str(doctor), "starts_at": await in_days(hub, 3), "kind": "in_person"}
    await stranger.post("/api/appointments/hold", {**for_other, "patient_id": str(owner.patient_id)}, expect=404)
    mine = await hold(stranger, doctor, await in_days(hub, 3))
    moved = await stranger.post("/api/appointments", {"hold_id": mine["hold_id"], "replaces": made["id"]}, expect=404)
    assert moved.code == "not_found"


async def test_a_hold_runs_out(hub: Hub) -> None:
    doctor = await open_hours(hub)
    slow, quick = await hub.sign_in("patient", "Slow"), await hub.sign_in("patient", "Quick")
    at = await in_days(hub)
    kept = await hold(slow, doctor, at)
    with travel(timedelta(minutes=6)):
        late = await slow.post("/api/appointments", {"hold_id": kept["hold_id"]}, expect=410)
        assert late.code == "hold_expired"
        assert await free_at(quick, doctor, at)
        await hold(quick, doctor, at)
        assert (await slow.post("/api/appointments", {"hold_id": kept["hold_id"]}, expect=404)).code == "not_found"


async def test_expired_holds_come_back_by_themselves(hub: Hub) -> None:
    doctor = await open_hours(hub)
    await hold(await hub.sign_in("patient"), doctor, await in_days(hub))
    with travel(timedelta(minutes=6)):
        assert "scheduling.release_expired_holds" in await hub.tick()
        await hub.publish()
    assert [fact["kind"] for fact in hub.facts if fact["kind"].startswith("Slot")] == ["SlotTaken", "SlotFreed"]
    assert (await hub.sql("SELECT count(*) AS n FROM appointment"))[0].n == 0


async def test_choosing_again_gives_the_first_time_back(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient = await hub.sign_in("patient")
    first, second = await in_days(hub), await in_days(hub, at=time(11))
    await hold(patient, doctor, first)
    kept = await hold(patient, doctor, second)
    assert await free_at(patient, doctor, first)
    await patient.delete(f"/api/appointments/hold/{kept['hold_id']}")
    assert await free_at(patient, doctor, second)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"starts_at": "2020-01-01T10:00:00Z"}, 410, "slot_passed"),
        ({"starts_at": "2099-01-01T10:00:00Z"}, 422, "slot_unknown"),
        ({"starts_at": "tomorrow"}, 422, "invalid"),
        ({"starts_at": "2030-01-01T10:00:00"}, 422, "invalid"),
        ({"specialty": "cardiology"}, 422, "invalid"),
        ({"practitioner_id": None}, 422, "invalid"),
        ({"practitioner_id": str(uuid4())}, 404, "no_clinician"),
        ({"kind": "hologram"}, 422, "invalid"),
        ({"id": str(uuid4())}, 422, "invalid"),
    ],
)
async def test_bad_holds(hub: Hub, change: dict[str, Any], status: int, code: str) -> None:
    doctor = await open_hours(hub)
    patient = await hub.sign_in("patient")
    wanted = {"practitioner_id": str(doctor), "starts_at": await in_days(hub), "kind": "in_person"} | change
    reply = await patient.post("/api/appointments/hold", {k: v for k, v in wanted.items() if v}, expect=status)
    assert reply.code == code


async def test_no_visit_starts_between_slots_or_of_another_kind(hub: Hub) -> None:
    doctor = await open_hours(hub, kind=HoursKind.in_person)
    patient = await hub.sign_in("patient")
    odd = (datetime.fromisoformat(await in_days(hub)) + timedelta(minutes=7)).isoformat()
    assert (await hold(patient, doctor, odd, expect=422))["code"] == "slot_unknown"
    assert (await hold(patient, doctor, await in_days(hub), expect=422, kind="video"))["code"] == "slot_unknown"


async def test_cancelling_frees_the_time_and_ends_the_care_relation(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient = await hub.sign_in("patient")
    at = await in_days(hub)
    made = await booked(patient, doctor, at)
    actor = await hub.actor("doctor")
    async with hub.reading() as db:
        from hub.patients.queries import related

        assert await related(db, actor, patient.patient_id)
    gone = (await patient.post(f"/api/appointments/{made['id']}/cancel", {"reason": "I feel better"})).data
    assert gone["status"] == "cancelled" and gone["cancelled_by"] == "patient" and not gone["may_cancel"]
    assert await free_at(patient, doctor, at)
    async with hub.reading() as db:
        assert not await related(db, actor, patient.patient_id)
    again = await patient.post(f"/api/appointments/{made['id']}/cancel", {}, expect=409)
    assert again.code == "illegal_move"
    await hub.publish()
    said = [fact for fact in hub.facts if fact["kind"] in ("SlotFreed", "AppointmentCancelled")]
    assert len(said) == 2 and "better" not in str(said)


async def test_double_submit_books_once(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient = await hub.sign_in("patient")
    kept = await hold(patient, doctor, await in_days(hub))
    body = {"hold_id": kept["hold_id"], "reason": "twice"}
    first, second = await asyncio.gather(
        *(patient.post("/api/appointments", body, expect=201, key="one-attempt-1") for _ in range(2))
    )
    assert first.data == second.data
    other = await patient.post("/api/appointments", body, expect=409)
    assert other.code == "already_booked"
    assert (await hub.sql("SELECT count(*) AS n FROM appointment"))[0].n == 1


async def test_moving_takes_the_new_time_and_gives_the_old_one_back(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient = await hub.sign_in("patient")
    old_at, new_at = await in_days(hub), await in_days(hub, 3)
    old = await booked(patient, doctor, old_at)
    new = await booked(patient, doctor, new_at, replaces=old["id"])
    assert (await patient.get(f"/api/appointments/{old['id']}"))["status"] == "cancelled"
    assert new["status"] == "booked"
    assert await free_at(patient, doctor, old_at) and not await free_at(patient, doctor, new_at)


async def test_b06_reception_sees_the_day_but_not_why(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient, reception = await hub.sign_in("patient"), await hub.sign_in("receptionist")
    clinician = await hub.sign_in("doctor")
    at = await in_days(hub)
    made = await booked(patient, doctor, at, reason="A private matter")
    day = at[:10]
    rows = (await reception.get("/api/appointments", day=day))["items"]
    assert [row["id"] for row in rows] == [made["id"]]
    assert rows[0]["reason"] is None and rows[0]["patient"]["number"].startswith("W-")
    assert (await clinician.get("/api/appointments", day=day))["items"][0]["reason"] == "A private matter"
    for role in ("billing_clerk", "store_manager", "admin", "privacy_officer"):
        await (await hub.sign_in(role)).get("/api/appointments", day=day, expect=403)


async def test_arriving_at_the_desk(hub: Hub) -> None:
    doctor = await open_hours(hub)
    patient, reception = await hub.sign_in("patient"), await hub.sign_in("receptionist")
    made = await booked(patient, doctor, await in_days(hub))
    await patient.post(f"/api/appointments/{made['id']}/arrive", {}, expect=403)
    assert (await reception.post(f"/api/appointments/{made['id']}/arrive", {}))["status"] == "arrived"


async def test_pages_and_query_counts_do_not_grow(hub: Hub) -> None:
    doctor = await open_hours(hub)
    reception = await hub.sign_in("receptionist")
    first, second = await hub.sign_in("patient", "One"), await hub.sign_in("patient", "Two")
    day = (await in_days(hub))[:10]
    counts = []
    await reception.get("/api/appointments", day=day)  # the first request of a session also notes its activity
    for n, who in enumerate((first, second, first, second)):
        await booked(who, doctor, await in_days(hub, at=time(10 + n)))
        with counted(hub.database) as appointments:
            await reception.get("/api/appointments", day=day)
        with counted(hub.database) as slots:
            await reception.get("/api/slots", practitioner_id=doctor, days=14)
        counts.append((len(appointments), len(slots)))
    assert len(set(counts)) == 1 and max(counts[0]) <= 8, counts
    one = await reception.get("/api/appointments", day=day, limit=3)
    assert len(one["items"]) == 3 and one["next"]
    two = await reception.get("/api/appointments", day=day, limit=3, after=one["next"])
    assert len(two["items"]) == 1 and two["next"] is None
    starts = [row["starts_at"] for row in one["items"] + two["items"]]
    assert starts == sorted(starts)
    await reception.get("/api/appointments", after="nonsense", expect=400)


async def test_the_soonest_time_of_each_specialty(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    await patient.get("/api/slots/soonest", expect=404)
    await open_hours(hub)
    found = (await patient.get("/api/slots/soonest", kind="video"))["items"]
    assert [row["specialty"] for row in found] == ["family_medicine"]
    first = (await patient.get("/api/slots", specialty="family_medicine")).data["days"]
    assert found[0]["starts_at"] == next(day["slots"][0]["starts_at"] for day in first if day["slots"])


async def test_the_next_free_day_is_named_when_a_page_is_empty(hub: Hub) -> None:
    later = scheduling.day(40)
    doctor = await open_hours(hub, valid_from=later)
    patient = await hub.sign_in("patient")
    page = (await patient.get("/api/slots", practitioner_id=doctor, kind="in_person")).data
    assert not any(day["slots"] for day in page["days"])
    assert page["next_free"] == later.isoformat()
    found = (await patient.get(f"/api/slots?from={later}&kind=in_person&practitioner_id={doctor}")).data
    assert found["days"][0]["slots"]
    assert found["next"] == (later + timedelta(days=7)).isoformat()


async def test_a_time_that_is_given_back_is_free_within_the_same_transaction(hub: Hub) -> None:
    """What cancelling says it has written: it does not count on a later question to write it."""
    doctor = await open_hours(hub)
    patient = await hub.sign_in("patient")
    made = await booked(patient, doctor, await in_days(hub))
    async with hub.transaction() as db:
        await db.get_one(Patient, patient.patient_id)  # who is known is not asked for
        row = await db.get_one(Appointment, UUID(made["id"]))
        with db.sync_session.no_autoflush:
            await actions.cancel(db, row, "", actor=patient.actor)
            found = await db.execute(text("SELECT status FROM appointment WHERE id = :id"), {"id": row.id})
            assert found.scalar_one() == "cancelled"
        await db.rollback()
