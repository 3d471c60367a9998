"""A prior authorization's whole way: HTTP, the pathway and the simulator's bytes, for every thing a payer may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub.core.actor import SYSTEM
from hub.core.clock import travel
from hub.identity import house
from hub.insurance.authorization import actions, sending
from hub.insurance.models import ClaimStatus, Coverage, Interchange, Payer
from hub.insurance.snapshot import Payer as PayerName
from hub.insurance.x12 import envelope, review_reply, review_request
from hub.insurance.x12.review import Review, ReviewReply, ReviewRequest
from hub.patients import actions as patients
from tests.exchanges import Reply
from tests.factories import insurance as make
from tests.hub.insurance.office import Office, yesterday
from tests.hub_fixture import Client

TRAINING, ASSESSMENT = "G0108", "H0031"


@dataclass
class Desk:
    """The office, the clinician who asks, and the calendar of the house."""

    office: Office
    doctor: Client
    today: date

    async def ask(self, word: str = "PAID", *, expect: int = 201, who: Client | None = None, **more: Any) -> Reply:
        cover = more.pop("cover", None) or await self.office.cover(word)
        body = {
            "coverage_id": str(cover.id), "services": [{"code": TRAINING, "units": "10"}], "diagnoses": ["E11.9"],
            "starts_on": str(self.today - timedelta(days=30)), "ends_on": str(self.today + timedelta(days=60)),
            "reason": "Newly found diabetes, needs training.", **more,
        }  # fmt: skip
        return await (who or self.doctor).post(
            f"/api/patients/{self.office.patient.id}/prior-authorizations", body, expect=expect
        )

    async def sent(self, word: str = "PAID", **more: Any) -> dict[str, Any]:
        """A request that the clerk has completed and the payer has had his time with."""
        asked = await self.ask(word, **more)
        await self.complete(self.office.clerk, "complete_authorization", decision="send")
        return await self.one(asked["id"])

    async def one(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.office.clerk.get(f"/api/prior-authorizations/{id}")).data
        return found

    async def complete(
        self, who: Client, form: str, *, expect: int = 200, run: bool = True, **answers: Any
    ) -> Reply:  # fmt: skip
        rows = (await who.get("/api/tasks", scope="open"))["items"]
        task = next(row for row in rows if row["form"] == form)
        done = await who.post(
            f"/api/tasks/{task['id']}/complete", {"answers": answers, "version": task["version"]}, expect=expect
        )
        if run:
            await self.office.hub.run_jobs()
        return done

    async def ended(self) -> str:
        """How the pathway stands."""
        (row,) = await self.office.hub.sql("SELECT status FROM case_instance")
        return str(row.status)

    async def files(self, direction: str) -> list[bytes]:
        return await make.kept_files(
            self.office.hub, (Interchange.kind == "278") & (Interchange.direction == direction)
        )

    async def asked(self) -> list[ReviewRequest]:
        """Every 278 that went out, read back."""
        return [
            review_request.read(one)
            for data in await self.files("out") for item in envelope.read_sound(data) for one in item.sets
        ]  # fmt: skip

    async def reply(self, trace: str, member_id: str, review: Review, partner: str = "simulator") -> Interchange:
        """A 278 comes in that the simulator has not written."""
        said = ReviewReply(trace, PayerName(name="PAYER", payer_id="SIM01"), member_id, ("MULLER", "ZOE"), review)
        data = review_reply.write(
            [said], make.PARTIES, control=900_001, made=make.NOW, provider=("HOSPITAL", "1234567893")
        )
        return await self.office.receive(data, partner=partner)

    def told(self) -> list[str]:
        return [fact["what"] for fact in self.office.said("PriorAuthorizationChanged")]


@pytest.fixture
async def desk(office: Office) -> Desk:
    doctor = await office.hub.sign_in("doctor")
    async with office.hub.transaction() as db:
        await db.execute(text("UPDATE practitioner SET npi = '1234567893'"))
        await patients.relate(db, office.patient.id, doctor.practitioner_id, "care_team", "test", actor=SYSTEM)
        today = await house.today(db)
    return Desk(office, doctor, today)


async def test_approved_and_used_by_claims(desk: Desk) -> None:
    """Asked by a doctor, completed by a clerk, approved by 278; its number goes into claims until it is used up."""
    office = desk.office
    cover = await office.cover("PAID")
    asked = await desk.ask(cover=cover)
    assert (asked["status"], asked["stage"], asked["number"][0]) == ("draft", "clerk", "P")
    assert (await desk.ask(cover=cover, expect=409)).code == "authorization_open"
    held = await office.submit(cover, lines=(_line(4, "10"),))
    assert (held.status, held.findings[-1]["id"]) == (ClaimStatus.scrub_failed, "authorization")
    await desk.complete(office.clerk, "complete_authorization", decision="send")
    found = await desk.one(asked["id"])
    assert (found["status"], found["services"][0]["approved_units"]) == ("approved", "10.000")
    assert found["authorization_number"].startswith("SIMA") and found["valid_to"] == asked["ends_on"]
    assert [one["what"] for one in found["history"]] == [
        "asked", "ready", "batched", "sent", "ack_999", "approved"]  # fmt: skip
    assert {one["file_kind"] for one in found["history"]} == {"", "278", "999"}
    assert await desk.ended() == "completed"
    (said,) = await desk.asked()
    assert (said.certification, said.diagnoses, said.words) == ("I", ("E119",), "NEWLY FOUND DIABETES, NEEDS TRAINING.")
    claim = await office.submit(cover, lines=(_line(6),))
    assert claim.status is ClaimStatus.paid
    assert claim.snapshot["prior_authorization"] == found["authorization_number"]
    assert "used_up" not in desk.told()
    more = await office.submit(cover, lines=(_line(5),))
    assert more.status is ClaimStatus.paid and "used_up" in desk.told()
    assert [one["id"] for one in more.findings] == ["authorization_units"]
    (row,) = (await desk.doctor.get(f"/api/patients/{office.patient.id}/prior-authorizations"))["items"]
    assert (row["used_up"], row["services"][0]["used_units"]) == (True, "11.000")
    assert (await office.submit(cover, lines=(_line(1),))).status is ClaimStatus.scrub_failed
    number = found["authorization_number"]
    over = await office.submit(cover, lines=(_line(2),), prior_authorization=number)
    assert over.status is ClaimStatus.paid and desk.told().count("used_up") == 1
    async with office.hub.transaction() as db:
        await db.execute(
            text("UPDATE prior_authorization SET valid_to = :day"), {"day": desk.today - timedelta(days=1)}
        )
    async with office.hub.transaction() as db:
        assert await actions.expire(db, actor=SYSTEM) == 1
    assert (await desk.one(asked["id"]))["status"] == "expired"


def _line(units: int, pos: str = "10", **more: Any) -> Any:
    return make.line(line_id=f"L{units}{more.get('code', '')}", units=units, charge=units * 5_000, pos=pos,
                     starts_on=yesterday(), **({"code": TRAINING} | more))  # fmt: skip


async def test_two_numbers_go_on_their_lines(desk: Desk) -> None:
    cover = await desk.office.cover("PAID")
    first = await desk.sent(cover=cover)
    second = await desk.sent(cover=cover, services=[{"code": ASSESSMENT}])
    claim = await desk.office.submit(cover, lines=(_line(1), _line(1, code=ASSESSMENT)))
    assert claim.status is ClaimStatus.paid and claim.snapshot["prior_authorization"] == ""
    numbers = [line["prior_authorization"] for line in claim.snapshot["lines"]]
    assert numbers == [first["authorization_number"], second["authorization_number"]]


async def test_pended_asked_again_then_approved_and_the_late_answer_changes_nothing(desk: Desk) -> None:
    office, found = desk.office, await desk.sent("PEND", urgent=True)
    assert (found["status"], found["answer"]) == (
        "pended", "PLEASE SEND THE LAST NOTE.; more about the patient is needed")  # fmt: skip
    with travel(timedelta(days=2, minutes=1)):
        await office.hub.run_jobs()
    await desk.complete(office.clerk, "chase_authorization", action="ask_again", words="Note of 3 May: HbA1c 9 %.")
    approved = await desk.one(found["id"])
    assert approved["status"] == "approved"
    again = (await desk.asked())[-1]
    assert (again.certification, again.reference, again.words) == (
        "S", found["payer_reference"], "NOTE OF 3 MAY HBA1C 9 %.")  # fmt: skip
    await office.later()
    late = await desk.one(found["id"])
    assert (late["status"], late["history"][-1]["what"], late["version"]) == ("approved", "late", approved["version"])
    assert (await office.answers("278"))[0] != (await office.answers("278"))[-1]


async def test_denied_and_appealed(desk: Desk) -> None:
    found = await desk.sent("DENIED")
    assert (found["status"], found["stage"]) == ("denied", "clinician")
    await desk.complete(desk.doctor, "decide_authorization", decision="appeal", words="Without it he goes blind.")
    assert (await desk.one(found["id"]))["status"] == "approved"
    assert [one.certification for one in await desk.asked()] == ["I", "2"]


async def test_denied_and_the_patient_pays(desk: Desk) -> None:
    found = await desk.sent("DENIED")
    await desk.complete(desk.doctor, "decide_authorization", decision="go_on")
    assert (await desk.one(found["id"]))["status"] == "self_pay" and await desk.ended() == "completed"
    gone = await desk.office.clerk.post(
        f"/api/prior-authorizations/{found['id']}/withdraw", {"reason": "no"}, expect=409
    )
    assert gone.code == "authorization_over"


async def test_partly_approved(desk: Desk) -> None:
    services = [{"code": TRAINING, "units": "10"}, {"code": ASSESSMENT, "units": "1"}]
    found = await desk.sent("PARTIAL", services=services)
    assert found["status"] == "partial"
    assert [one["approved_units"] for one in found["services"]] == ["10.000", "0.000"]
    await desk.complete(desk.doctor, "decide_authorization", decision="go_on")
    assert ((await desk.one(found["id"]))["status"], desk.told()[-1]) == ("partial", "part_self_pay")


async def test_fewer_units_than_asked(desk: Desk) -> None:
    found = await desk.sent("MODIFY")
    assert (found["status"], found["services"][0]["approved_units"]) == ("approved", "5.000")


async def test_the_payer_wants_to_be_called_and_says_it_on_the_telephone(desk: Desk) -> None:
    clerk, found = desk.office.clerk, await desk.sent("CALL")
    assert (found["status"], found["to_call"]) == ("pended", True)
    assert (await clerk.get("/api/prior-authorizations/counts"))["to_call"] == 1
    path = f"/api/prior-authorizations/{found['id']}/answer"
    said = {"decision": "approved", "words": "Ms Ito, extension 7", "units": [{"code": TRAINING, "units": "8"}]}
    assert (await clerk.post(path, said, expect=422)).code == "authorization_missing"
    wrong = {**said, "number": "a-77", "units": [{"code": "G0463", "units": "1"}]}
    assert (await clerk.post(path, wrong, expect=422)).code == "service_unknown"
    done = (await clerk.post(path, {**said, "number": "a-77"})).data
    assert (done["status"], done["authorization_number"]) == ("approved", "A-77")
    assert done["services"][0]["approved_units"] == "8.000"
    last = done["history"][-1]
    assert (last["what"], last["detail"], last["actor_name"]) == ("approved", "by telephone", clerk.actor.name)
    assert await desk.ended() == "completed", "the task to ask the payer is over with it"
    assert (await clerk.post(path, {**said, "number": "a-78"}, expect=409)).code == "not_answerable"


@pytest.mark.parametrize(
    ("word", "answer"),
    [("REJECT", "the member number is wrong"), ("INACTIVE", "the member is not insured any more"),
     ("SYNTAX", "the payer does not know")],
)  # fmt: skip
async def test_a_request_that_is_not_looked_at_is_completed_anew(desk: Desk, word: str, answer: str) -> None:
    found = await desk.sent(word)
    assert (found["status"], found["stage"]) == ("rejected", "clerk") and answer in found["answer"]
    body = {name: found[name] for name in ("diagnoses", "starts_on", "ends_on", "reason", "urgent", "version")}
    body |= {"coverage_id": str((await desk.office.cover("PAID")).id), "services": [{"code": TRAINING, "units": "2"}]}
    path = f"/api/prior-authorizations/{found['id']}"
    assert (await desk.office.clerk.put(path, {**body, "version": 1}, expect=409)).code == "stale"
    await desk.office.clerk.put(path, body)
    await desk.complete(desk.office.clerk, "complete_authorization", decision="send")
    assert (await desk.one(found["id"]))["status"] == "approved"


@pytest.mark.parametrize("word", ["TWICE", "CUT", "COUNT", "FOREIGN", "MANGLE"])
async def test_faults_of_files_have_one_effect(desk: Desk, word: str) -> None:
    found = await desk.sent(word)
    if word in ("CUT", "COUNT"):
        assert found["status"] == "sent" and (await desk.office.clerk.get("/api/claims/counts"))["quarantined"] == 1
        await desk.office.later()
        found = await desk.one(found["id"])
    assert found["status"] == "approved" and desk.told().count("approved") == 1
    rows = await desk.office.hub.sql("SELECT times, reason FROM interchange WHERE kind = '278' AND direction = 'in'")
    assert [row.times for row in rows] == [2 if word == "TWICE" else 1]
    assert ("OTHER0001-1 that we did not send" in rows[0].reason) == (word == "FOREIGN")


async def test_withdrawn_at_the_payer_who_is_told(desk: Desk) -> None:
    office, found = desk.office, await desk.sent("SILENT")
    assert found["status"] == "sent"
    for _ in range(2):
        gone = await desk.doctor.post(f"/api/prior-authorizations/{found['id']}/withdraw", {"reason": "Moved away"})
        assert (gone["status"], gone["answer"]) == ("withdrawn", "Moved away")
    await office.hub.run_jobs()
    assert await desk.ended() == "completed"
    assert [one.certification for one in await desk.asked()] == ["I", "3"]
    done = await desk.one(found["id"])
    assert [one["what"] for one in done["history"]][-5:] == [
        "withdrawn", "batched", "cancel_sent", "ack_999", "cancelled"]  # fmt: skip


async def test_an_answer_to_what_was_withdrawn_is_only_noted(desk: Desk) -> None:
    office, found = desk.office, await desk.sent("PEND")
    await office.clerk.post(f"/api/prior-authorizations/{found['id']}/withdraw", {"reason": "Not needed"})
    await office.hub.run_jobs()
    await office.later()
    done = await desk.one(found["id"])
    assert (done["status"], done["authorization_number"], done["history"][-1]["what"]) == ("withdrawn", "", "late")
    rows = await office.hub.sql("SELECT reason FROM interchange WHERE kind = '278' AND reason <> ''")
    assert [row.reason for row in rows] == [f"278 for {done['number']}, which was withdrawn"]


async def test_what_cannot_go_to_a_payer_is_refused_with_words(desk: Desk) -> None:
    cover = await desk.office.cover("PAID")
    assert (await desk.ask(cover=cover, who=desk.office.clerk, expect=422)).code == "orderer_unknown"
    wrongs: tuple[dict[str, Any], ...] = (
        {"diagnoses": []}, {"services": []}, {"reason": " "}, {"ends_on": "2020-01-01"}, {"note": "x"},
        {"services": [{"code": TRAINING}, {"code": TRAINING}]}, {"diagnoses": ["cough"]},
    )  # fmt: skip
    for wrong in wrongs:
        await desk.ask(cover=cover, expect=422, **wrong)
    await desk.ask(cover=cover, diagnoses=["E11"])
    refused = await desk.complete(desk.office.clerk, "complete_authorization", decision="send", expect=422)
    assert refused.code == "request_incomplete" and "E11 is not a diagnosis" in refused.data["detail"]
    await desk.complete(desk.office.clerk, "complete_authorization", decision="withdraw", words="asked twice")
    await desk.ask(cover=cover)


async def test_who_sees_it(desk: Desk) -> None:
    """The clinicians of the patient and the office read it; the desk sees where it stands."""
    found = await desk.sent("DENIED")
    stranger, reception = (
        await desk.office.hub.sign_in("doctor", "Unrelated"),
        await desk.office.hub.sign_in("receptionist"),
    )
    await stranger.get(f"/api/prior-authorizations/{found['id']}", expect=404)
    await stranger.get(f"/api/patients/{desk.office.patient.id}/prior-authorizations", expect=404)
    await reception.get(f"/api/prior-authorizations/{found['id']}", expect=403)
    seen = await reception.get(f"/api/patients/{desk.office.patient.id}/prior-authorizations")
    assert seen["items"][0]["status"] == "denied" and "reason" not in seen["items"][0]
    assert [one["code"] for one in seen["coverages"][0]["services"]] == [TRAINING, ASSESSMENT]
    listed = await desk.office.clerk.get("/api/prior-authorizations", stage="clinician")
    assert [one["id"] for one in listed["items"]] == [found["id"]]
    for search in (found["number"].lower(), "mul"):
        assert len((await desk.office.clerk.get("/api/prior-authorizations", search=search))["items"]) == 1
    patient = await desk.office.hub.sign_in("patient")
    assert (await patient.get("/api/my/prior-authorizations"))["items"] == []
    clear = await desk.office.hub.sql("SELECT reason_sealed, diagnoses_sealed, answer_sealed FROM prior_authorization")
    assert all(value.startswith("1|") for value in clear[0])


async def test_another_payer_knows_nothing_of_what_was_asked_before(desk: Desk) -> None:
    found = await desk.sent("REJECT")
    async with desk.office.hub.transaction() as db:
        await db.execute(text("UPDATE prior_authorization SET certification = '2', payer_reference = 'R1'"))
    back, other = await desk.one(found["id"]), await desk.office.cover("PAID")
    body = {name: back[name] for name in ("diagnoses", "starts_on", "ends_on", "urgent", "reason", "version")}
    body |= {"coverage_id": str(other.id), "services": [{"code": TRAINING, "units": "10"}]}
    shown = await desk.office.clerk.put(f"/api/prior-authorizations/{found['id']}", body)
    assert (shown["payer_reference"], shown["answer"]) == ("", "")
    await desk.complete(desk.office.clerk, "complete_authorization", decision="send")
    said = (await desk.asked())[-1]
    assert (said.certification, said.reference) == ("I", "")
    assert (await desk.one(found["id"]))["status"] == "approved"


async def test_an_answer_while_the_clerk_has_it_again_ends_the_task(desk: Desk) -> None:
    """Sent back, then the payer says on the telephone that he pays after all: nothing is left to complete."""
    clerk, found = desk.office.clerk, await desk.sent("REJECT")
    said = {"decision": "approved", "words": "Ms Ito", "number": "A-77"}
    await clerk.post(f"/api/prior-authorizations/{found['id']}/answer", said)
    assert await desk.ended() == "completed"
    assert (await clerk.get("/api/tasks", scope="open"))["items"] == []


async def test_what_is_approved_stays_good_while_its_appeal_is_sent_back(desk: Desk) -> None:
    """A part was approved and is billed; its appeal is not looked at, and is corrected without it or with it."""
    office, cover = desk.office, await desk.office.cover("PARTIAL")
    services = [{"code": TRAINING, "units": "10"}, {"code": ASSESSMENT, "units": "1"}]
    found = await desk.sent(cover=cover, services=services)
    async with office.hub.transaction() as db:
        (await db.get_one(Coverage, cover.id)).member_id = "SIMSYNTAX01"
    await desk.complete(desk.doctor, "decide_authorization", decision="appeal", words="Both belong together.")
    back = await desk.one(found["id"])
    assert (back["status"], back["authorization_number"]) == ("rejected", found["authorization_number"])
    claim = await office.submit(cover, lines=(_line(4),))
    assert claim.snapshot["prior_authorization"] == found["authorization_number"]
    body = {name: back[name] for name in ("diagnoses", "starts_on", "ends_on", "urgent", "coverage_id", "version")}
    path, body = f"/api/prior-authorizations/{found['id']}", body | {"reason": "Both.", "services": services[1:]}
    assert (await office.clerk.put(path, body, expect=409)).code == "service_in_use"
    other = {"coverage_id": str((await office.cover("PAID", member_id="SIMPAID09")).id)}
    assert (await office.clerk.put(path, body | other, expect=409)).code == "part_approved"
    put = await office.clerk.put(path, body | {"services": [services[1], {"code": TRAINING, "units": "12"}]})
    assert [(one["code"], one["units"]) for one in put["services"]] == [(ASSESSMENT, "1.000"), (TRAINING, "12.000")]
    await desk.complete(office.clerk, "complete_authorization", decision="send")
    assert [one.words for one in await desk.asked()][1:] == ["BOTH BELONG TOGETHER.", "BOTH."]
    await desk.reply(f"{found['number']}-3", "SIMSYNTAX01", Review("A4"))
    done = await desk.one(found["id"])
    assert (done["status"], done["authorization_number"]) == ("pended", found["authorization_number"])
    assert [one["approved_units"] for one in done["services"]] == ["0.000", "10.000"]


async def test_an_answer_that_is_not_its_payers_or_comes_before_the_file_has_gone(desk: Desk) -> None:
    """Our number and member over another payer's link are not about this; and what is approved on the telephone while
    its appeal lies in a file was not cancelled when that file goes."""
    office, found = desk.office, await desk.sent("DENIED")
    async with office.hub.transaction() as db:
        db.add(Payer(code="OTHER", name="Other", partner="folder", receiver_id="O", receiver_name="O", usage="T"))
    item = await desk.reply(f"{found['number']}-1", "SIMDENIED01", Review("A1", "X1"), "folder")
    assert item.reason == f"278 for a request {found['number']}-1 that we did not send"
    await desk.complete(desk.doctor, "decide_authorization", decision="appeal", words="Needed.", run=False)
    async with office.hub.transaction() as db:
        assert await sending.make_file(db, await db.get_one(Payer, office.payer.id), actor=SYSTEM)
    said = {"decision": "approved", "words": "Ms Ito", "number": "A-77"}
    await office.clerk.post(f"/api/prior-authorizations/{found['id']}/answer", said)
    await office.hub.run_jobs()
    done = await desk.one(found["id"])
    assert (done["status"], done["authorization_number"]) == ("approved", "A-77")
    assert len(await desk.asked()) == 2 and "cancel_sent" not in desk.told()
