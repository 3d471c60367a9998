"""B70: who asks for a record to be erased, who decides, what the law keeps, and what a legal hold stops."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text

from hub.core import filing
from hub.core.clock import now
from hub.patients.erasure import work
from tests.factories import encounters, identity, patients
from tests.hub.patients.test_erasure import _finish, _there
from tests.hub_fixture import Client, Hub


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
        await encounters.encounter(db, own.actor, doctor.actor)
    await _done(hub, "UPDATE appointment SET status = 'cancelled'")
    row = await officer.post(f"/api/patients/{own.patient_id}/erasures", {"reason": "By letter"}, expect=201)
    url, said = f"/api/erasures/{row['id']}", {"answer": "The law makes us keep your chart."}
    (kept,) = row["findings"]["kept"]
    assert kept["kind"] == "chart" and kept["until"] > now().date().isoformat()
    assert (await officer.post(f"{url}/approve", said, expect=409)).code == "record_kept"
    closed = await officer.post(f"{url}/restrict", said, expect=200)
    assert closed["status"] == "restricted" and closed["erase_from"] == kept["until"]
    for browser in (desk, doctor):
        await browser.get(f"/api/patients/{own.patient_id}", expect=404)
    assert (await desk.get("/api/patients", search="Test"))["items"] == []
    await officer.get(f"/api/patients/{own.patient_id}", expect=200)
    mine = await own.get("/api/my/erasure", expect=200)
    assert mine["request"]["status"] == "restricted" and mine["request"]["answer"] == said["answer"]
    assert mine["request"]["kept"] == [{"kind": "chart", "until": kept["until"]}]
    assert (await second.post(f"{url}/confirm", {"number": closed["number"]}, expect=409)).code != ""
    await officer.post(f"{url}/refuse", {"answer": "We were told to go on."}, expect=200)
    await desk.get(f"/api/patients/{own.patient_id}", expect=200)
    assert (await desk.get("/api/patients", search=closed["number"]))["items"]


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
