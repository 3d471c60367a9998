"""A patient of a ward is moved: within it at once, to another when that takes him; his people change with him."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from hub.beds.models import StayPlace
from hub.core.clock import travel
from hub.interop.fhir import archive
from hub.interop.fhir import visits as fhir
from hub.patients.exports import _collected
from hub.patients.models import Patient
from tests.flows.story import Town
from tests.flows.test_admission import GO, HOMEWARD, REVIEW, Stay, asked, beds, on_ward, pays
from tests.hub_fixture import Client
from workflows import engine
from workflows.advance import stored
from workflows.models import Case

WHY = {"reason": "Needs an operation"}


async def lies(town: Town, email: str = "elena@example.org") -> tuple[Stay, str]:
    """A patient on the medical ward, and her bed."""
    stay = await asked(town, email)
    return stay, await on_ward(stay)


async def free_on(who: Client, ward: str) -> str:
    """A free bed of a ward."""
    wards = {one["code"]: one for one in (await who.get("/api/wards"))["items"]}
    return next(str(bed["id"]) for bed in wards[ward]["beds"] if bed["status"] == "free")


async def ask(who: Client, stay: Stay, bed_id: str, expect: int = 200, **more: Any) -> Any:
    """Ask that the patient lies in that bed."""
    return await who.post(f"/api/stays/{stay.id}/transfer", {"bed_id": bed_id, **WHY, **more}, expect=expect)


async def care_team(stay: Stay) -> set[UUID]:
    """Who takes care of the patient because of this stay."""
    rows = await stay.hub.sql(
        "SELECT practitioner_id FROM care_relation WHERE source = :s AND (until IS NULL OR until > now())",
        s=f"stay:{stay.id}",
    )
    return {row[0] for row in rows}


async def test_within_a_ward_at_once(town: Town) -> None:
    stay, first = await lies(town)
    nurse = await town.staff("nurse")
    before = await care_team(stay)
    second = await free_on(nurse, "med")
    moved = await ask(nurse, stay, second)
    assert moved["to_bed"] is None and moved["bed_id"] == second
    assert [(one["status"], one["reason"]) for one in moved["places"]] == [("left", ""), ("here", WHY["reason"])]
    assert (await stay.bed(first))["status"] == "cleaning" and (await stay.bed(first))["stay_id"] is None
    taken = await stay.bed(second)
    assert taken["status"] == "occupied" and taken["stay_id"] == str(stay.id)
    assert await care_team(stay) == before, "the same ward, the same people"
    assert (await stay.shown())["data"]["stay"]["bed_id"] == second
    told = await town.hub.sql("SELECT 1 FROM notification WHERE kind LIKE 'transfer%'")
    assert told == []


async def test_another_ward_takes_the_patient(town: Town) -> None:
    stay, first = await lies(town)
    nurse, receiving = await town.staff("nurse"), await town.staff("nurse", "Rhea Stone")
    surgeon = await town.staff("doctor", "Ada Surgeon")
    target = await free_on(nurse, "surg")
    asked_for = await ask(town.doctor, stay, target, practitioner_id=surgeon.practitioner_id)
    assert (asked_for["to_ward"], asked_for["status"]) == ("Surgery", "on_ward")
    assert (await stay.bed(first))["goes_to"].startswith("Surgery ")
    coming = await stay.bed(target)
    assert coming["status"] == "reserved" and coming["comes_from"].startswith("Internal medicine ")
    await town.hub.run_jobs()
    told = await town.hub.sql("SELECT u.id FROM notification n JOIN user_account u ON u.id = n.user_id "
                              "WHERE n.kind = 'transfer_asked'")  # fmt: skip
    assert {row[0] for row in told} >= {nurse.user_id, receiving.user_id}, "the ward has no department: every nurse"
    assert str(stay.id) in [row["id"] for row in (await receiving.get("/api/stays"))["items"] if row["to_bed"]]
    assert (await surgeon.get(f"/api/stays/{stay.id}", expect=404)).code == "not_found"

    taken = await receiving.post(f"/api/stays/{stay.id}/transfer/accept")
    assert (taken["ward"], taken["to_bed"]) == ("Surgery", None)
    assert taken["practitioner_id"] == str(surgeon.practitioner_id)
    assert [one["status"] for one in taken["places"]] == ["left", "here"]
    assert taken["places"][0]["until"] == taken["places"][1]["since"]
    assert (await stay.bed(first))["status"] == "cleaning" and (await stay.bed(target))["status"] == "occupied"
    assert await care_team(stay) == {surgeon.practitioner_id, receiving.practitioner_id}
    await town.hub.run_jobs()
    told = await town.hub.sql("SELECT user_id FROM notification WHERE kind = 'transfer_taken_over'")
    assert told == [(surgeon.user_id,)]
    assert (await surgeon.get(f"/api/stays/{stay.id}"))["may_chart"]


async def test_the_rounds_go_to_the_new_ward(town: Town) -> None:
    """The open review is the new clinician's, and the former one's claim is gone; the case knows the ward."""
    stay, _ = await lies(town)
    nurse = await town.staff("nurse")
    surgeon = await town.staff("doctor", "Ada Surgeon")
    review = (await stay.tasks(town.doctor))["daily_review"]
    await town.doctor.post(f"/api/tasks/{review['id']}/claim")
    await ask(nurse, stay, await free_on(nurse, "surg"), practitioner_id=surgeon.practitioner_id)
    await nurse.post(f"/api/stays/{stay.id}/transfer/accept")
    ((meant, status, holder),) = await town.hub.sql(
        "SELECT practitioner_id, status, assignee_id FROM task WHERE id = :id", id=review["id"]
    )
    assert (meant, status, holder) == (surgeon.practitioner_id, "open", None)
    async with town.hub.transaction() as db:
        known = engine.snapshot(await stored(db, await db.get_one(Case, stay.case_id)))["stay"]
    assert (known["ward"], known["doctor_id"]) == ("surg", str(surgeon.practitioner_id))
    await stay.complete(surgeon, "daily_review", REVIEW, claim=True)
    with travel(timedelta(hours=26)):
        surgeon = await town.staff("doctor", "Ada Surgeon")
        await town.hub.tick()
        await town.hub.run_jobs()
        assert (await stay.tasks(surgeon))["daily_review"]["id"] != review["id"]
        rounds = [step for step in (await stay.shown())["history"] if step["element_id"] == "ward_rounds"]
        assert len(rounds) == 2, "each morning by the rules of the ward where the patient lies"


async def test_a_ward_refuses_and_another_way_is_called_off(town: Town) -> None:
    stay, first = await lies(town)
    nurse = await town.staff("nurse")
    target = await free_on(nurse, "surg")
    await ask(town.doctor, stay, target)
    assert (await ask(nurse, stay, await free_on(nurse, "med"), 409)).code == "transfer_pending"
    no = await nurse.post(f"/api/stays/{stay.id}/transfer/refuse", {"reason": "No monitor free"})
    assert (no["to_bed"], no["places"][-1]["status"], no["places"][-1]["answer"]) == (
        None,
        "refused",
        "No monitor free",
    )
    assert (await stay.bed(target))["status"] == "free" and (await stay.bed(first))["status"] == "occupied"
    await town.hub.run_jobs()
    told = await town.hub.sql("SELECT user_id FROM notification WHERE kind = 'transfer_refused'")
    assert told == [(town.doctor.user_id,)]
    for verb, body in (("accept", {}), ("refuse", WHY), ("cancel", WHY)):
        late = await nurse.post(f"/api/stays/{stay.id}/transfer/{verb}", body, expect=409)
        assert late.code == "no_transfer"
    await ask(nurse, stay, target)
    off = await town.doctor.post(f"/api/stays/{stay.id}/transfer/cancel", {"reason": "Better again"})
    assert off["places"][-1]["status"] == "cancelled" and (await stay.bed(target))["status"] == "free"


async def test_one_bed_has_one_taker(town: Town) -> None:
    stay, bed = await lies(town)
    other, other_bed = await lies(town, "other@example.org")
    nurse = await town.staff("nurse")
    assert (await ask(nurse, stay, other_bed, 409)).code == "bed_taken"
    assert (await ask(nurse, stay, bed, 409)).code == "same_bed"
    assert (await ask(nurse, stay, str(UUID(int=7)), 404)).code == "not_found"
    target = await free_on(nurse, "surg")
    replies = await asyncio.gather(*(
        nurse.post(f"/api/stays/{one.id}/transfer", {"bed_id": target, **WHY}, expect=0) for one in (stay, other)
    ))  # fmt: skip
    assert sorted(reply.status for reply in replies) == [200, 409]
    held = await town.hub.sql("SELECT count(*) FROM stay_place WHERE bed_id = :b AND status = 'held'", b=UUID(target))
    assert held == [(1,)]
    with pytest.raises(IntegrityError, match="ex_stay_place_bed"):  # whatever the code believes
        async with town.hub.transaction() as db:
            await db.execute(update(StayPlace).where(StayPlace.stay_id == other.id).values(bed_id=UUID(bed)))


async def test_what_cannot_be_asked_for(town: Town) -> None:
    waiting = await asked(town)
    nurse = await town.staff("nurse")
    target = await free_on(nurse, "surg")
    assert (await ask(nurse, waiting, target, 409)).code == "not_on_ward"
    await on_ward(waiting)
    stranger = await town.staff("doctor", "Not Hers")
    assert (await ask(stranger, waiting, target, 404)).code == "not_found"
    assert (await ask(await town.staff("receptionist"), waiting, target, 403)).code
    for lead in (str(UUID(int=9)), str(nurse.practitioner_id)):
        assert (await ask(nurse, waiting, target, 422, practitioner_id=lead)).code == "practitioner_unknown"
    assert (await nurse.post(f"/api/stays/{waiting.id}/transfer", {"bed_id": target}, expect=422)).code
    assert (await waiting.bed(target))["status"] == "free", "nothing half done"


async def test_home_while_a_ward_is_asked(town: Town) -> None:
    """The discharge gives both beds back; the nights are billed once; the export and FHIR tell every bed."""
    stay, first = await lies(town)
    await pays(stay)
    nurse = await town.staff("nurse")
    second, target = await free_on(nurse, "med"), await free_on(nurse, "surg")
    with travel(timedelta(hours=1)):
        await ask(await town.staff("nurse"), stay, second)
    with travel(timedelta(hours=2)):
        nurse, doctor = await town.staff("nurse"), await town.staff("doctor")
        await ask(nurse, stay, target)
        await stay.complete(doctor, "daily_review", GO, claim=True)
        await doctor.post(f"/api/encounters/{stay.encounter_id}/diagnoses", {"code": "J06.9"}, expect=201)
        await stay.complete(doctor, "discharge", HOMEWARD, claim=True)
        assert await stay.status() == "ended"
        now_so = {bed["id"]: bed["status"] for bed in await beds(nurse)}
        assert (now_so[first], now_so[second], now_so[target]) == ("cleaning", "cleaning", "free")
        stay.patient = await town.back()
        bill = await stay.bill()
        assert [(line["service_code"], line["units"]) for line in bill["lines"]] == [("WL100", 1)]
    ((patient_id,),) = await town.hub.sql("SELECT patient_id FROM stay WHERE id = :id", id=stay.id)
    async with town.hub.transaction() as db:
        rows = await _collected(db, await db.get_one(Patient, patient_id), [patient_id])
    assert sorted(row["status"] for row in rows["stay_place"]) == ["cancelled", "left", "left"]
    async with town.hub.transaction() as db:
        found = await archive.box(db, rows)
    met = next(row for row in rows["encounter"] if row["id"] == stay.encounter_id)
    where = fhir.encounter(met, found)["location"]
    assert [one["location"]["reference"] for one in where] == [f"Location/{first}", f"Location/{second}"]
    assert [one["status"] for one in where] == ["completed", "completed"], "one that was held in vain is none"
    assert where[0]["period"]["end"] == where[1]["period"]["start"]
