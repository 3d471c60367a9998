"""A stay on a ward: asked for, a bed held, refused, accepted, reviewed, discharged, billed, over HTTP by each role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from hub.core.clock import travel
from hub.insurance.models import Interchange
from tests.factories.insurance import kept_files
from tests.flows.story import HOME, Story, Town
from tests.hub_fixture import Client

REVIEW, GO = {"decision": "continue", "remark": "Better"}, {"decision": "discharge"}
HOMEWARD = {"disposition": "home", "summary": "Recovered", "follow_up": "See your doctor in a week"}


class Stay(Story):
    """One admission and its people. The doctor has seen the patient before."""

    def __init__(self, town: Town, patient: Client, id: UUID, case_id: UUID, encounter_id: UUID) -> None:
        super().__init__(town, patient, case_id)
        self.id, self.encounter_id, self.doctor = id, encounter_id, town.doctor

    async def bed(self, bed_id: str) -> dict[str, Any]:
        return next(bed for bed in await beds(await self.town.staff("nurse")) if bed["id"] == bed_id)

    async def status(self) -> str:
        ((status,),) = await self.hub.sql("SELECT status FROM stay WHERE id = :id", id=self.id)
        return str(status)


async def beds(who: Client) -> list[dict[str, Any]]:
    return [bed for ward in (await who.get("/api/wards"))["items"] for bed in ward["beds"]]


async def free_beds(who: Client) -> list[dict[str, Any]]:
    return [bed for bed in await beds(who) if bed["status"] == "free"]


async def asked(town: Town, email: str = "elena@example.org") -> Stay:
    """The doctor asks for a bed for a patient of hers."""
    patient = await town.register(email=email)
    reception = await town.staff("receptionist")
    ((patient_id,),) = await town.hub.sql("SELECT patient_id FROM user_account WHERE email = :email", email=email)
    await reception.patch(f"/api/patients/{patient_id}", {"version": 1, "address": HOME}, expect=0)
    await patient.patch("/api/my/details", {"address": HOME})
    await town.book(patient)  # an appointment is a care relation
    made = await town.doctor.post("/api/stays", {"patient_id": patient_id, "reason": "Pneumonia"}, expect=201)
    assert made["status"] == "requested"
    return Stay(town, patient, UUID(made["id"]), UUID(made["case_id"]), UUID(made["encounter_id"]))


async def on_ward(stay: Stay) -> str:
    """A nurse assigns a bed and the ward takes the patient; returns the bed."""
    nurse = await stay.town.staff("nurse")
    bed_id = (await free_beds(nurse))[0]["id"]
    await stay.complete(nurse, "assign_bed", {"bed_id": bed_id}, claim=True)
    assert (await stay.bed(bed_id))["status"] == "reserved" and await stay.status() == "reserved"
    await stay.complete(nurse, "accept_on_ward", {"accepted": True}, claim=True)
    assert (await stay.bed(bed_id))["status"] == "occupied" and await stay.status() == "on_ward"
    return str(bed_id)


async def pays(stay: Stay, **insurance: Any) -> None:
    """Reception notes who pays."""
    await stay.complete(
        await stay.town.staff("receptionist"), "insurance", insurance or {"kind": "self_pay"}, claim=True
    )


async def days_on_ward(stay: Stay, bed_id: str) -> None:
    """Today's review, tomorrow's, and home. Ends a day and a bit later."""
    await stay.complete(stay.doctor, "daily_review", REVIEW, claim=True)
    assert "next_round" in await stay.at()
    with travel(timedelta(hours=26)):
        doctor = stay.doctor = await stay.town.staff("doctor")
        await stay.hub.tick()
        await stay.hub.run_jobs()
        await stay.complete(doctor, "daily_review", GO, claim=True)
        refused = await stay.complete(doctor, "discharge", HOMEWARD, expect=422, claim=True)
        assert refused.code == "diagnosis_missing"
        await doctor.post(f"/api/encounters/{stay.encounter_id}/diagnoses", {"code": "J06.9"}, expect=201)
        await stay.complete(doctor, "discharge", HOMEWARD)
        await stay.hub.run_jobs()
        assert await stay.status() == "ended"
        nurse = await stay.town.staff("nurse")
        assert (await stay.bed(bed_id))["status"] == "cleaning"
        await nurse.post(f"/api/beds/{bed_id}/clean")
        assert (await stay.bed(bed_id))["status"] == "free"
        encounter = await stay.hub.sql("SELECT status, ended_at - started_at FROM encounter WHERE id = :id",
                                       id=stay.encounter_id)  # fmt: skip
        assert encounter[0][0] == "finished" and encounter[0][1] > timedelta(hours=25), "it began on arrival"


async def test_a_stay_that_the_patient_pays(town: Town) -> None:
    stay = await asked(town)
    wanted = {"patient_id": (await stay.shown())["patient"]["id"], "reason": "Again"}
    again = await town.doctor.post("/api/stays", wanted, expect=409)
    assert again.code == "already_admitted"
    await pays(stay)
    bed_id = await on_ward(stay)
    await days_on_ward(stay, bed_id)
    with travel(timedelta(hours=26)):
        stay.patient = await town.back()
        bill = await stay.bill()
        assert [line["service_code"] for line in bill["lines"]] == ["WL100"]
        nights = bill["lines"][0]["units"]
        assert nights in (1, 2) and bill["total"] == nights * 98_000
        await stay.pay()
        case = await stay.is_closed()
    reviews = [
        step for step in case["history"] if step["element_id"] == "daily_review" and step["outcome"] == "completed"
    ]
    assert len(reviews) == 2
    notes = await town.hub.sql("SELECT kind, decision FROM stay_note ORDER BY created_at")
    assert notes == [("review", "continue"), ("review", "discharge"), ("discharge", "home")]
    assert "Recovered" not in str(case["data"]), "words stay in the record"


async def test_a_stay_that_insurance_pays(town: Town) -> None:
    stay = await asked(town)
    bed_id = await on_ward(stay)
    await days_on_ward(stay, bed_id)
    with travel(timedelta(hours=26)):
        assert set(await stay.at()) == {"insurance", "both_done"}, "the bill waits for reception"
        await pays(stay, kind="insured", payer_id=await town.payer(), member_id="SIMPAID01")
        await stay.hub.run_jobs()
        ((_, status, _, _, total),) = await stay.claims()
        assert status == "paid" and total in (98_000, 196_000), await stay.hub.sql("SELECT findings FROM claim")
        (raw,) = await kept_files(stay.hub, Interchange.kind == "837P")
        assert b"DTP*435*D8*" in raw and b"S9976" in raw and b"DTP*472*RD8*" in raw
        if (await stay.books())["ar:patient"]:
            stay.patient = await town.back()
            await stay.pay()
        await stay.is_closed()


async def test_a_refusing_ward_gives_the_bed_back_and_another_is_found(town: Town) -> None:
    stay = await asked(town)
    nurse = await town.staff("nurse")
    first, second, *_ = [bed["id"] for bed in await free_beds(nurse)]
    await stay.complete(nurse, "assign_bed", {"bed_id": first}, claim=True)
    await stay.complete(nurse, "accept_on_ward", {"accepted": False}, expect=422, claim=True)
    await stay.complete(nurse, "accept_on_ward", {"accepted": False, "reason": "No oxygen there"})
    assert (await stay.bed(first))["status"] == "free" and await stay.status() == "requested"
    await stay.complete(nurse, "assign_bed", {"bed_id": second}, claim=True)
    await stay.complete(nurse, "accept_on_ward", {"accepted": True}, claim=True)
    assert (await stay.bed(second))["status"] == "occupied" and (await stay.bed(first))["status"] == "free"


async def test_a_taken_bed_is_refused_and_nothing_half_done(town: Town) -> None:
    stay, other = await asked(town), await asked(town, "other@example.org")
    bed_id = await on_ward(stay)
    nurse = await town.staff("nurse")
    refused = await other.complete(nurse, "assign_bed", {"bed_id": bed_id}, expect=409, claim=True)
    assert refused.code == "bed_taken"
    assert await other.status() == "requested" and "assign_bed" in await other.at()
    gone = await other.complete(nurse, "assign_bed", {"bed_id": str(UUID(int=7))}, expect=404)
    assert gone.code == "not_found"
    assert (await other.shown())["incident_list"] == []
    await other.complete(nurse, "assign_bed", {"bed_id": (await free_beds(nurse))[0]["id"]})


async def test_withdrawn_before_the_ward(town: Town) -> None:
    stay = await asked(town)
    nurse = await town.staff("nurse")
    bed_id = (await free_beds(nurse))[0]["id"]
    await stay.complete(nurse, "assign_bed", {"bed_id": bed_id}, claim=True)
    done = await town.doctor.post(f"/api/stays/{stay.id}/withdraw", {"reason": "Went home"})
    assert done["status"] == "cancelled"
    assert (await stay.bed(bed_id))["status"] == "free"
    case = await stay.shown()
    assert case["status"] == "cancelled" and case["tasks"] == []
    assert await stay.tasks(nurse) == {}
    again = await town.doctor.post(f"/api/stays/{stay.id}/withdraw", {"reason": "Went home"}, expect=409)
    assert again.code == "illegal_move"
    left = await town.hub.sql("SELECT 1 FROM care_relation WHERE source = :s AND (until IS NULL OR until > now())",
                              s=f"stay:{stay.id}")  # fmt: skip
    assert left == [], "no stay, no care team"


async def test_on_the_ward_nobody_withdraws(town: Town) -> None:
    stay = await asked(town)
    await on_ward(stay)
    refused = await town.doctor.post(f"/api/stays/{stay.id}/withdraw", {"reason": "Mistake"}, expect=409)
    assert refused.code == "on_ward" and await stay.status() == "on_ward"


async def test_a_case_that_an_admin_ends_holds_no_bed(town: Town) -> None:
    stay = await asked(town)
    nurse = await town.staff("nurse")
    bed_id = (await free_beds(nurse))[0]["id"]
    await stay.complete(nurse, "assign_bed", {"bed_id": bed_id}, claim=True)
    admin = await town.staff("admin")
    await admin.post(f"/api/cases/{stay.case_id}/cancel", {"reason": "Started by mistake"})
    await town.hub.run_jobs()
    assert (await stay.bed(bed_id))["status"] == "free" and await stay.status() == "cancelled"
