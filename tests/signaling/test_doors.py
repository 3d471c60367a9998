"""Who may watch a chart or a case, and for how long."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from hub.core.actor import SYSTEM
from hub.core.facts import FACTS
from hub.patients import actions
from hub.patients.facts import ProxyChanged
from tests.factories import patients
from tests.signaling.house import House, until
from tests.workflows.hosting import chain, publish, start


async def test_b50_a_chart_is_watched_by_who_takes_care_of_the_patient_and_by_nobody_else(house: House) -> None:
    hub = house.hub
    doctor, stranger = await hub.sign_in("doctor"), await hub.sign_in("doctor", "Stranger")
    own, desk = await hub.sign_in("patient"), await hub.sign_in("receptionist")
    async with hub.transaction() as db:
        await actions.relate(db, own.patient_id, doctor.practitioner_id, "care_team", "manual", actor=SYSTEM)
    room = f"patient:{own.patient_id}"
    assert (await (await house.connect(doctor)).ask("watch", {"room": room})) == {"ok": True}
    for client in (stranger, own, desk):
        reply = await (await house.connect(client)).ask("watch", {"room": room})
        assert reply["problem"]["code"] == "not_found"
    absent = await (await house.connect(stranger)).ask("watch", {"room": f"patient:{uuid4()}"})
    assert absent["problem"]["code"] == "not_found"


async def test_b10_an_objection_and_a_denial_empty_the_chair_within_two_seconds(two_webs: House) -> None:
    hub = two_webs.hub
    doctor, nurse = await hub.sign_in("doctor"), await hub.sign_in("nurse")
    admin, officer = await hub.sign_in("admin"), await hub.sign_in("privacy_officer")
    async with hub.transaction() as db:
        patient = await patients.patient(db)
        for client in (doctor, nurse):
            await actions.relate(db, patient.id, client.practitioner_id, "care_team", "manual", actor=SYSTEM)
    room, sockets = f"patient:{patient.id}", two_webs.webs[0].sockets
    for client in (doctor, nurse):
        await (await two_webs.connect(client, 0)).ask("watch", {"room": room})
    lines = {line.actor.user_id: line for line in sockets.lines}
    objection = {"user_id": str(doctor.user_id), "reason": "A neighbour"}
    await officer.post(f"/api/patients/{patient.id}/objections", objection, expect=201)
    await until(lambda: room not in sockets.rooms_of(lines[doctor.user_id]), within=2)
    assert room in sockets.rooms_of(lines[nurse.user_id])
    denial = {"effect": "deny", "permission": "patient.read", "user_id": str(nurse.user_id), "reason": "On leave"}
    await admin.post("/api/access-rules", denial, expect=201)
    await until(lambda: room not in sockets.rooms_of(lines[nurse.user_id]), within=2)
    assert not lines[nurse.user_id].dead  # still here, with fewer rights


async def test_b10_who_no_longer_takes_care_hears_nothing_more_within_two_seconds(two_webs: House) -> None:
    hub = two_webs.hub
    doctor, nurse = await hub.sign_in("doctor"), await hub.sign_in("nurse")
    async with hub.transaction() as db:
        patient = await patients.patient(db)
        for client in (doctor, nurse):
            await actions.relate(db, patient.id, client.practitioner_id, "care_team", "manual", actor=SYSTEM)
        await actions.relate(db, patient.id, nurse.practitioner_id, "treating", "stay:1", actor=SYSTEM)
    room = f"patient:{patient.id}"
    gone, stays = await two_webs.connect(doctor, 0), await two_webs.connect(nurse, 1)
    for sock in (gone, stays):
        await sock.ask("watch", {"room": room})
    await two_webs.say(room)
    await gone.hears("fact")
    desk = await hub.sign_in("receptionist")
    for client in (doctor, nurse):  # the nurse still has the stay
        await desk.delete(f"/api/patients/{patient.id}/care/{client.practitioner_id}")
    sockets = two_webs.webs[0].sockets
    line = next(line for line in sockets.lines if line.actor.practitioner_id == doctor.practitioner_id)
    await until(lambda: room not in sockets.rooms_of(line), within=2)
    await two_webs.say(room, kind="Later")
    await until(lambda: any(fact["kind"] == "Later" for fact in stays.facts()))
    await two_webs.settled()
    assert not any(fact["kind"] == "Later" for fact in gone.facts())


async def test_b10_who_acts_for_a_patient_hears_that_something_is_new_until_the_grant_ends(two_webs: House) -> None:
    hub = two_webs.hub
    aunt, stranger, desk = [await hub.sign_in(*who) for who in (["patient"], ["patient", "Stranger"], ["receptionist"])]
    async with hub.transaction() as db:
        child = await patients.patient(db, account=False)
    path = f"/api/patients/{child.id}/proxies"
    given = {"kind": "paper", "paper": "court", "identity": "passport", "proxy_patient_id": str(aunt.patient_id)}
    (grant,) = (await desk.post(path, {**given, "rights": ["book"]}, expect=201))["items"]
    room = f"acting:{child.id}"
    sock = await two_webs.connect(aunt, 0)
    for name in (f"acting-book:{child.id}", room):
        assert await sock.ask("watch", {"room": name}) == {"ok": True}
    assert (await sock.ask("watch", {"room": f"acting-record:{child.id}"}))["problem"]["code"] == "not_found"
    refused = await (await two_webs.connect(stranger, 1)).ask("watch", {"room": room})
    assert refused["problem"]["code"] == "not_found"
    await two_webs.say(f"acting-record:{child.id}", kind="Hidden")
    await two_webs.say(f"acting-book:{child.id}", "role:receptionist", kind="Shown", practitioner_id="x")
    await until(lambda: of_charge(sock.facts()))
    (told,) = of_charge(sock.facts())
    assert told == {"kind": "acting", "position": told["position"]}, "that something is new, and not what"
    start = await sock.ask("catch_up", {})
    missed = await sock.ask("catch_up", {"epoch": start["epoch"], "position": 0})
    assert of_charge(missed["facts"]) == [told]
    await desk.post(f"{path}/{grant['id']}/revoke", {"reason": "over"})
    line = next(line for line in two_webs.webs[0].sockets.lines if line.actor.user_id == aunt.user_id)
    rooms_of = two_webs.webs[0].sockets.rooms_of
    await until(lambda: not any(one.startswith("acting") for one in rooms_of(line)), within=2)
    await two_webs.say(f"acting-book:{child.id}", kind="Later")
    await two_webs.settled()
    assert of_charge(sock.facts()) == [told]


def of_charge(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All but what the person hears of himself: that he was given the grant."""
    return [fact for fact in facts if fact["kind"] != "ProxyChanged"]


def test_every_fact_that_the_patient_hears_reaches_who_acts_for_him() -> None:
    """A module that speaks to the patient's account alone would leave a charge's pages as they were."""
    heard = [fact for fact in FACTS.values() if {"patient_user_id", "patient_id"} <= fact.model_fields.keys()]
    assert len(heard) > 15
    for fact in heard:
        ids = {name: uuid4() for name in ("patient_id", "patient_user_id")}
        rest = {name: field.get_default(call_default_factory=True) if not field.is_required() else None
                for name, field in fact.model_fields.items()}  # fmt: skip
        said = cast(Any, fact).model_construct(**rest | ids).rooms()
        acts = [room for room in said if room.startswith("acting-")]
        # Who may act for whom is told to the two alone.
        assert acts or fact is ProxyChanged or f"user:{ids['patient_user_id']}" not in said, fact.__name__


async def test_a_case_is_watched_by_who_may_open_it(house: House) -> None:
    hub = house.hub
    await publish(hub, chain("look", role="nurse"))
    case_id = await start(hub, by=await hub.actor("admin"))
    room = f"case:{case_id}"
    admin, nurse, clerk = await hub.sign_in("admin"), await hub.sign_in("nurse"), await hub.sign_in("billing_clerk")
    for client in (admin, nurse):
        assert (await (await house.connect(client)).ask("watch", {"room": room})) == {"ok": True}
    assert (await (await house.connect(clerk)).ask("watch", {"room": room}))["problem"]["code"] == "not_found"
    patient = await hub.sign_in("patient")
    assert (await (await house.connect(patient)).ask("watch", {"room": room}))["problem"]["status"] == 403
