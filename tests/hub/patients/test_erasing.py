"""B70: who asks for a record to be erased, who decides, what the law keeps, and what a legal hold stops."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from hub.core import filing
from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.monitoring.vitals import DBP, SBP
from hub.patients import actions as relating
from hub.patients import merging
from hub.patients.access import veiling
from hub.patients.erasure import actions, work
from hub.patients.models import Patient
from tests.factories import encounters, identity, patients, scheduling
from tests.hub.patients.test_erasure import _finish, _there
from tests.hub_fixture import Client, Hub
from workflows.models import Case


async def _done(hub: Hub, query: str, **values: Any) -> None:
    async with hub.transaction() as db:
        await db.execute(text(query), values)


async def _two(hub: Hub) -> tuple[Client, Client]:
    return await hub.sign_in("privacy_officer"), await hub.sign_in("privacy_officer", "Second")


async def test_b70_two_people_erase_a_record_that_nothing_keeps(hub: Hub) -> None:
    own = await hub.sign_in("patient")
    officer, second = await _two(hub)
    desk, admin = await hub.sign_in("receptionist"), await hub.sign_in("admin")
    asked = await own.post("/api/my/erasure", {"reason": "I have moved away"}, expect=201)
    assert asked["request"]["status"] == "asked" and asked["kept"] == [] and asked["hindrances"] == []
    assert (await own.post("/api/my/erasure", {}, expect=409)).code == "erasure_open"
    await own.delete("/api/my/erasure", expect=200)
    await own.post("/api/my/erasure", {}, expect=201)
    (line, _) = (await officer.get("/api/erasures"))["items"]
    url, said = f"/api/erasures/{line['id']}", {"answer": "Your record will be erased."}
    page = await officer.get(url, expect=200)
    assert page["findings"]["may_erase"] and page["name"] and page["number"]
    assert (await admin.get(url, expect=200))["name"] == ""
    await desk.get(url, expect=403)
    await desk.get("/api/erasures", expect=403)
    assert (await officer.post(f"{url}/restrict", said, expect=409)).code == "nothing_kept"
    assert (await second.post(f"{url}/confirm", {"number": page["number"]}, expect=409)).code == "illegal_move"
    assert (await officer.post(f"{url}/approve", said, expect=200))["status"] == "approved"
    assert (await officer.post(f"{url}/confirm", {"number": page["number"]}, expect=403)).code == "second_person"
    assert (await second.post(f"{url}/confirm", {"number": "W-0"}, expect=409)).code == "wrong_number"
    await own.get("/api/my/details", expect=200)
    begun = await second.post(f"{url}/confirm", {"number": page["number"]}, expect=200)
    assert begun["status"] == "running" and begun["parts"] == len(work.steps())
    await own.get("/api/my/details", expect=401)
    await desk.get(f"/api/patients/{own.patient_id}", expect=404)
    assert (await desk.get("/api/patients", search=page["number"]))["items"] == []
    await _finish(hub, UUID(line["id"]))
    done = await officer.get(url, expect=200)
    assert (
        done["status"] == "done" and done["name"] == "" and {one["part"] for one in done["tally"]} >= {"keys", "record"}
    )
    assert (await officer.post(f"{url}/refuse", said, expect=409)).code == "illegal_move"
    assert (await officer.post(f"/api/patients/{own.patient_id}/erasures", {}, expect=409)).code == "erased"
    await hub.publish()
    assert [one for one in hub.facts if one["kind"] == "ErasureChanged"]


async def test_b70_what_the_law_keeps_is_closed_until_its_day_and_open_again_when_refused(hub: Hub) -> None:
    own, doctor, desk = await hub.sign_in("patient"), await hub.sign_in("doctor"), await hub.sign_in("receptionist")
    officer, second = await _two(hub)
    async with hub.transaction() as db:
        met = await encounters.encounter(db, own.actor, doctor.actor)
        await scheduling.hours(db, doctor.practitioner_id)
        wanted = {"practitioner_id": str(doctor.practitioner_id), "kind": "in_person",
                  "starts_at": (await scheduling.a_time(db, days=2, at=time(10))).isoformat()}  # fmt: skip
        person = await db.get_one(Patient, own.patient_id)
        like = {"given": person.given, "family": person.family, "birth_date": person.birth_date.isoformat()}
    held = await own.post("/api/appointments/hold", wanted, expect=201)
    booked = await own.post("/api/appointments", {"hold_id": held["hold_id"]}, expect=201)
    await own.post(f"/api/appointments/{booked['id']}/cancel", {"reason": ""}, expect=200)
    assert await _named(desk, like) == ["appointments", "alike"]
    await doctor.get(f"/api/encounters/{met.id}", expect=200)
    row = await officer.post(f"/api/patients/{own.patient_id}/erasures", {"reason": "By letter"}, expect=201)
    url, said = f"/api/erasures/{row['id']}", {"answer": "The law makes us keep your chart."}
    (kept,) = row["findings"]["kept"]
    assert kept["kind"] == "chart" and kept["until"] > now().date().isoformat()
    assert (await officer.post(f"{url}/approve", said, expect=409)).code == "record_kept"
    closed = await officer.post(f"{url}/restrict", said, expect=200)
    assert closed["status"] == "restricted" and closed["erase_from"] == kept["until"]
    for browser in (desk, doctor):
        await browser.get(f"/api/patients/{own.patient_id}", expect=404)
    await doctor.get(f"/api/encounters/{met.id}", expect=404)
    assert (await desk.get("/api/patients", search="Test"))["items"] == []
    assert await _named(desk, like) == [], "no list at the desk names him"
    await desk.get(f"/api/appointments/{booked['id']}", expect=404)
    await own.get(f"/api/appointments/{booked['id']}", expect=200)
    assert (await own.post("/api/appointments/hold", wanted, expect=409)).code == "record_closed"
    walk_in = {"patient_id": str(own.patient_id), "practitioner_id": wanted["practitioner_id"]}
    assert (await desk.post("/api/appointments/walk-in", walk_in, expect=409)).code == "record_closed"
    await officer.get(f"/api/patients/{own.patient_id}", expect=200)
    mine = await own.get("/api/my/erasure", expect=200)
    assert mine["request"]["status"] == "restricted" and mine["request"]["answer"] == said["answer"]
    assert mine["request"]["kept"] == [{"kind": "chart", "until": kept["until"]}]
    assert (await second.post(f"{url}/confirm", {"number": closed["number"]}, expect=409)).code != ""
    await officer.post(f"{url}/refuse", {"answer": "We were told to go on."}, expect=200)
    await desk.get(f"/api/patients/{own.patient_id}", expect=200)
    assert (await desk.get("/api/patients", search=closed["number"]))["items"]


async def test_b70_whoever_cares_for_him_is_shut_out_while_it_is_closed_and_let_in_again(hub: Hub) -> None:
    """No care relation, old or new, opens a door to a closed record; what opens it opens them again."""
    own, doctor, desk = await hub.sign_in("patient"), await hub.sign_in("doctor"), await hub.sign_in("receptionist")
    officer = await hub.sign_in("privacy_officer")
    async with hub.transaction() as db:
        await encounters.encounter(db, own.actor, doctor.actor)
        await relating.relate(db, own.patient_id, doctor.practitioner_id, "care_team", "test", actor=SYSTEM)
        loser = await patients.patient(db, account=False, family="Formerly")
        await merging.merge(db, await db.get_one(Patient, own.patient_id), loser, [], "Registered twice", actor=SYSTEM)
    url = f"/api/patients/{own.patient_id}"
    doors = [f"{url}/{part}" for part in ("record", "letters", "observations", "record-history")]
    for door in doors:
        await doctor.get(door, expect=200)
    assert (await desk.get("/api/patients", search=loser.number))["items"]
    word = {"client_id": str(uuid4()), "text": "Hello", "kind": "care", "subject": "Me", "topic": "appointment"}
    value = {"measured_at": now().isoformat(), "values": [
        {"code": SBP, "value": "120", "unit": "mm[Hg]"}, {"code": DBP, "value": "80", "unit": "mm[Hg]"}]}  # fmt: skip
    device = {"kind": "oximeter", "name": "Oximeter", "serial": "OX-2"}
    mine = (("/api/threads", word), ("/api/my/observations", value), ("/api/my/devices", device))
    row = await officer.post(f"{url}/erasures", {"reason": "By letter"}, expect=201)
    await officer.post(f"/api/erasures/{row['id']}/restrict", {"answer": "The law makes us keep it."}, expect=200)
    async with hub.transaction() as db:
        await relating.relate(db, own.patient_id, doctor.practitioner_id, "scheduled", "a result", actor=SYSTEM)
    for door in doors:
        await doctor.get(door, expect=404)
    await desk.get(f"/api/patients/{loser.id}", expect=404)
    for path, body in mine:
        assert (await own.post(path, body, expect=409)).code == "record_closed", "nobody would read it"
    await officer.post(f"/api/erasures/{row['id']}/refuse", {"answer": "We were told to go on."}, expect=200)
    for door in doors:
        await doctor.get(door, expect=200)
    assert (await desk.get("/api/patients", search=loser.number))["items"], "found by its old number, too"
    for path, body in mine:
        await own.post(path, body, expect=201)


async def _named(desk: Client, like: dict[str, Any]) -> list[str]:
    """Which of the desk's lists say that there is this person."""
    whom = {"given": like["given"], "family": like["family"], "birth_date": like["birth_date"]}
    lists = {"appointments": await desk.get("/api/appointments", scope="all", expect=200),
             "alike": await desk.get("/api/patients/alike", expect=200, **whom)}  # fmt: skip
    return [name for name, found in lists.items() if found["items"]]


async def test_b70_who_waits_for_an_answer_or_for_a_day_is_told(hub: Hub) -> None:
    own, officer = await hub.sign_in("patient"), await hub.sign_in("privacy_officer")
    await own.post("/api/my/erasure", {}, expect=201)
    (line,) = (await officer.get("/api/erasures"))["items"]
    url = f"/api/erasures/{line['id']}"
    await officer.get(url, expect=200)
    looked = await hub.sql("SELECT patient_id FROM audit_event WHERE entity = 'erasure_request' AND action = 'read'")
    assert looked == [(own.patient_id,)], "opening a request names a person, and is noted"
    async with hub.transaction() as db:
        assert await actions.tell_due(db, actor=SYSTEM) == 0
    await _done(hub, "UPDATE erasure_request SET status = 'restricted', erase_from = current_date - 3")
    for _ in range(2):
        async with hub.transaction() as db:
            assert await actions.tell_due(db, actor=SYSTEM) == 1
    await hub.run_jobs()
    await officer.post(f"{url}/refuse", {"answer": "We were told to go on."}, expect=200)
    await hub.run_jobs()
    told = await hub.sql("SELECT kind, user_id FROM notification ORDER BY id")
    assert told == [("erasure_asked", officer.user_id), ("erasure_due", officer.user_id),
                    ("erasure_answered", own.user_id)]  # fmt: skip


async def test_b70_a_request_that_is_withdrawn_opens_the_record_that_was_closed_for_it(hub: Hub) -> None:
    own, desk = await hub.sign_in("patient"), await hub.sign_in("receptionist")
    await own.post("/api/my/erasure", {}, expect=201)
    await _done(hub, "UPDATE patient SET closed_at = now() WHERE id = :id", id=own.patient_id)
    await _done(hub, "UPDATE erasure_request SET status = 'restricted'")
    await desk.get(f"/api/patients/{own.patient_id}", expect=404)
    await own.delete("/api/my/erasure", expect=200)
    await desk.get(f"/api/patients/{own.patient_id}", expect=200)


async def test_b70_work_about_a_closed_record_names_nobody_but_to_the_privacy_officer(hub: Hub) -> None:
    own, doctor = await hub.sign_in("patient"), await hub.sign_in("doctor")
    officer = await hub.sign_in("privacy_officer")
    case = Case(id=uuid4(), patient_id=own.patient_id, subject={})

    async def unnamed(*people: Client | None) -> list[bool]:
        async with hub.reading() as db:
            return [bool(await veiling.veiled(db, who.actor if who else None, [case])) for who in people]

    assert await unnamed(doctor, own, officer, None) == [False, False, False, False]
    await _done(hub, "UPDATE patient SET closed_at = now() WHERE id = :id", id=own.patient_id)
    assert await unnamed(doctor, own, officer, None) == [True, False, False, True]


async def test_b70_a_legal_hold_stops_erasure_and_keeps_files_that_were_let_go(hub: Hub) -> None:
    own = await hub.sign_in("patient")
    officer, second = await _two(hub)
    holds = f"/api/patients/{own.patient_id}/legal-holds"
    await (await hub.sign_in("receptionist")).get(holds, expect=403)
    await officer.post(holds, {"reason": "short"}, expect=422)
    put = await officer.post(holds, {"reason": "Letter of a court, 12 November"}, expect=201)
    assert put["items"][0]["lifted_at"] is None
    assert (await officer.post(holds, {"reason": "Letter of a court, again"}, expect=409)).code == "held"
    await own.post("/api/my/erasure", {}, expect=201)
    assert (await own.get("/api/my/erasure"))["hindrances"] == [], "that there is one is not told"
    (line,) = (await officer.get("/api/erasures"))["items"]
    url, said = f"/api/erasures/{line['id']}", {"answer": "It will be erased."}
    refused = await officer.post(f"{url}/approve", said, expect=409)
    assert refused.code == "erasure_hindered" and refused["hindrances"] == ["legal_hold"]
    async with hub.transaction() as db:
        file_id, _ = await filing.keep(db, b"evidence", owner=own.patient_id)
        await filing.let_go(db, file_id)
    await hub.run_jobs()
    assert await _there(file_id), "held"
    await officer.post(f"{holds}/lift", {"reason": "The court is done with it"}, expect=200)
    assert (await officer.post(f"{holds}/lift", {"reason": "The court is done with it"}, expect=409)).code == "not_held"
    await officer.post(f"{url}/approve", said, expect=200)
    await officer.post(holds, {"reason": "Another letter of a court"}, expect=201)
    number = {"number": (await second.get(url))["number"]}
    assert (await second.post(f"{url}/confirm", number, expect=409)).code == "erasure_hindered"
    audited = await hub.sql("SELECT count(*) FROM audit_event WHERE entity = 'legal_hold'")
    assert audited[0][0] == 3


async def test_b70_open_work_and_those_for_whom_he_acts_stand_against_it(hub: Hub) -> None:
    own, doctor = await hub.sign_in("patient"), await hub.sign_in("doctor")
    officer = await hub.sign_in("privacy_officer")
    async with hub.transaction() as db:
        await encounters.encounter(db, own.actor, doctor.actor)
        charge = await patients.patient(db, account=False)
        await identity.user(db, "nurse")
    await _done(
        hub,
        "INSERT INTO proxy (id, created_at, version, patient_id, user_id, kind, kinship, email_sealed, email_key, "
        "rights, starts_on, paper, identity, status, status_at, reason) VALUES (gen_random_uuid(), now(), 1, :p, :u, "
        "'parent', 'mother', '', '', '{}', current_date, '', '', 'active', now(), '')", p=charge.id, u=own.user_id,
    )  # fmt: skip
    row = await officer.post(f"/api/patients/{own.patient_id}/erasures", {}, expect=201)
    assert {one["code"] for one in row["findings"]["hindrances"]} >= {"acts_for_others"}
    assert not row["findings"]["may_restrict"]
    refused = await officer.post(f"/api/erasures/{row['id']}/restrict", {"answer": "Closed, the law says."}, expect=409)
    assert refused.code == "erasure_hindered"
