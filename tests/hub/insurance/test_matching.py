"""Whose payment is it? Certain ones post; anything doubtful waits for a person, and nothing is ever guessed (B65)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hub.insurance import actions, answering
from hub.insurance.models import Claim, ClaimStatus, Payer
from hub.insurance.simulator import faults
from hub.insurance.x12 import remittance_write
from hub.insurance.x12.remittance import Adjustment, ClaimPayment, Remittance, ServicePayment
from hub.insurance.x12.write import Parties
from tests.factories import insurance as make
from tests.hub.insurance.office import Office, yesterday

SIM = Parties("SIMCLEARING", "123456789")
_control = iter(range(5_000, 9_000))


def payment(claim: Claim, **changes: Any) -> ClaimPayment:
    """What a payer would pay for the usual claim."""
    line = ServicePayment(
        "G0463", 12_500, 6_700, ("GT",), starts_on=yesterday(), line_id="L1",
        adjustments=(Adjustment("CO", "45", 3_300), Adjustment("PR", "3", 2_500)),
    )  # fmt: skip
    plain = ClaimPayment(
        claim.control_number, "1", 12_500, 6_700, 2_500, claim.payer_control_number, patient=("MULLER", "ZOE"),
        member_id=claim.snapshot["coverage"]["member_id"], starts_on=yesterday(), lines=(line,),
    )  # fmt: skip
    return replace(plain, **changes)


def era(*payments: ClaimPayment, **changes: Any) -> bytes:
    number = next(_control)
    plain = Remittance(
        sum(item.paid for item in payments), "CHK", yesterday(), f"T{number}", "TEST PAYER", "SIM01", "999999999",
        "HOSPITAL", "1234567893", payments, contact="6175550199",
    )  # fmt: skip
    return remittance_write.write([replace(plain, **changes)], SIM, control=number, made=make.NOW)


async def waiting(office: Office, **changes: Any) -> Claim:
    """A claim that the payer has taken in and not decided."""
    return await office.submit(await office.cover("PEND"), **changes)


async def unmatched(office: Office) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await office.clerk.get("/api/unmatched-payments"))["items"]
    return found


async def test_by_our_number(office: Office) -> None:
    claim = await waiting(office)
    await office.receive(era(payment(claim)))
    assert (await office.claim(claim.id)).status is ClaimStatus.paid


async def test_by_the_payers_number(office: Office) -> None:
    claim = await waiting(office)
    await office.receive(era(payment(claim, control_number="LOST")))
    assert (await office.page(claim))["payments"][0]["match"] == "payer_number"


async def test_by_person_day_and_charge(office: Office) -> None:
    claim = await waiting(office)
    await office.receive(era(payment(claim, control_number="LOST", payer_control_number="OTHER")))
    assert (await office.page(claim))["payments"][0]["match"] == "details"


async def test_two_that_fit_wait_for_a_person_who_decides(office: Office) -> None:
    cover = await office.cover("PEND")
    first = await office.submit(cover)
    twin = (make.line(starts_on=yesterday(), code="G0425"),)
    second = await office.submit(cover, lines=twin)
    lost = payment(first, control_number="LOST", payer_control_number="OTHER")
    await office.receive(era(lost))
    (item,) = await unmatched(office)
    assert {row["id"] for row in item["candidates"]} == {str(first.id), str(second.id)}
    assert (await office.clerk.get("/api/claims/counts"))["unmatched"] == 1
    assert (await office.claim(first.id)).paid == 0
    assert office.said("ClaimAdjudicated") == []
    chosen = (await office.clerk.post(f"/api/unmatched-payments/{item['id']}/assign", {"claim_id": first.id})).data
    assert (chosen["state"], chosen["match"], chosen["claim_id"]) == ("posted", "clerk", str(first.id))
    await office.hub.run_jobs()
    after = await office.claim(first.id)
    assert (after.status, after.paid, after.patient_share) == (ClaimStatus.paid, 6_700, 2_500)
    assert (await office.page(after))["payments"][0]["lines"][0]["matched"]
    assert office.said("ClaimAdjudicated")[-1]["claim_id"] == str(first.id)
    await office.clerk.post(f"/api/unmatched-payments/{item['id']}/assign", {"claim_id": second.id}, expect=409)
    assert await unmatched(office) == []


async def test_what_a_clerk_has_entered_and_a_file_brings_too_goes_to_a_person(office: Office) -> None:
    claim = await waiting(office)
    said = {"action": "paid", "decided_on": yesterday(), "reference": "77", "paid": 6_700, "contractual": 3_300,
            "patient_share": 2_500}  # fmt: skip
    async with office.hub.transaction() as db:
        await answering.answer(db, await db.get_one(Claim, claim.id), said, actor=office.actor)
    await office.hub.run_jobs()
    await office.receive(era(payment(claim)))
    (item,) = await unmatched(office)
    assert [row["id"] for row in item["candidates"]] == [str(claim.id)]
    after = await office.claim(claim.id)
    assert (after.status, after.paid, after.open) == (ClaimStatus.paid, 6_700, 0), "not twice"
    back = payment(claim, status="22", charge=-12_500, paid=-6_700, patient_share=-2_500, lines=(), adjustments=(
        Adjustment("CO", "45", -3_300), Adjustment("PR", "3", -2_500)))  # fmt: skip
    await office.receive(era(back, payment(claim)))
    after = await office.claim(claim.id)
    assert (after.status, after.paid, after.open) == (ClaimStatus.paid, 6_700, 0), "taken back, then decided anew"
    assert len(await unmatched(office)) == 1


async def test_what_waits_to_be_sent_once_more_is_paid_by_what_was_sent_before(office: Office) -> None:
    async with office.hub.transaction() as db:
        (await db.get_one(Payer, office.payer.id)).partner = "folder"  # a link at which nobody listens
    claim = await waiting(office)
    assert claim.status is ClaimStatus.sent
    async with office.hub.transaction() as db:
        (await db.get_one(Payer, office.payer.id)).partner = "simulator"
        await answering.resend(db, await db.get_one(Claim, claim.id), actor=office.actor)
    await office.receive(era(payment(claim)))
    after = await office.claim(claim.id)
    assert (after.status, after.paid, after.open) == (ClaimStatus.paid, 6_700, 0) and await unmatched(office) == []
    fresh = await office.submit(await office.cover("PEND", member_id="SIMPEND02"), run=False)
    await office.receive(era(payment(fresh)))
    assert (await office.claim(fresh.id)).paid == 0 and len(await unmatched(office)) == 1, "nobody was asked for it yet"


async def test_b65_our_number_on_somebody_elses_claim_goes_to_a_person(office: Office) -> None:
    claim = await waiting(office)
    stranger = payment(claim, member_id="OTHER1", patient=("SOMEBODY", "ELSE"), payer_control_number="X")
    await office.receive(era(stranger))
    assert (await office.claim(claim.id)).status is ClaimStatus.accepted
    (item,) = await unmatched(office)
    assert [row["id"] for row in item["candidates"]] == [str(claim.id)]


async def test_b65_another_charge_under_our_number_goes_to_a_person(office: Office) -> None:
    claim = await waiting(office)
    line = ServicePayment("G0463", 9_900, 9_900, starts_on=yesterday(), line_id="L1")
    await office.receive(era(payment(claim, charge=9_900, paid=9_900, patient_share=0, lines=(line,))))
    assert (await office.claim(claim.id)).paid == 0
    assert len(await unmatched(office)) == 1


async def test_b65_our_number_that_does_not_fit_is_not_matched_to_another_claim_by_details(office: Office) -> None:
    cover = await office.cover("PEND")
    named = await office.submit(cover)
    twin = await office.submit(
        cover, lines=(make.line(starts_on=yesterday(), code="G0425", charge=9_900),), total=9_900
    )
    line = ServicePayment("G0425", 9_900, 9_900, starts_on=yesterday())
    said = payment(named, charge=9_900, paid=9_900, patient_share=0, lines=(line,), payer_control_number="X")
    await office.receive(era(said))
    assert [(await office.claim(one.id)).paid for one in (named, twin)] == [0, 0]
    (item,) = await unmatched(office)
    assert str(named.id) in [row["id"] for row in item["candidates"]]


async def test_foreign_claims_are_kept_out_and_ours_in_the_same_file_posts(office: Office) -> None:
    claim = await office.submit(await office.cover("FOREIGN"))
    assert (claim.status, claim.paid) == (ClaimStatus.paid, 6_700)
    (item,) = await unmatched(office)
    assert (item["control_number"], item["candidates"]) == ("OTHER0001", [])
    done = (await office.clerk.post(f"/api/unmatched-payments/{item['id']}/dismiss", {"reason": "not our claim"})).data
    assert (done["state"], done["note"]) == ("dismissed", "not our claim")
    assert await unmatched(office) == []


async def test_a_claim_that_was_never_sent_is_paid_by_nobody(office: Office) -> None:
    claim = await office.submit(await office.cover("PEND"), run=False)
    await office.receive(era(payment(claim)))
    # the file came before our own jobs had sent the claim; they have run since
    assert (await office.claim(claim.id)).paid == 0
    assert len(await unmatched(office)) == 1


async def test_one_remittance_speaks_once_about_a_claim(office: Office) -> None:
    claim = await waiting(office)
    doubtful = payment(claim, control_number="LOST", payer_control_number="X", member_id="Y", patient=("A", "B"))
    await office.receive(era(payment(claim), doubtful))
    (item,) = await unmatched(office)
    reply = await office.clerk.post(f"/api/unmatched-payments/{item['id']}/assign", {"claim_id": claim.id}, expect=409)
    assert reply.code == "already_posted"


async def test_a_payment_of_another_payer_cannot_be_assigned(office: Office) -> None:
    claim = await waiting(office)
    await office.receive(era(payment(claim, control_number="X"), payer_id="OTHERPAYER"))
    (item,) = await unmatched(office)
    reply = await office.clerk.post(f"/api/unmatched-payments/{item['id']}/assign", {"claim_id": claim.id}, expect=422)
    assert reply.code == "other_payer"


async def test_a_late_payment_after_giving_up_is_still_posted(office: Office) -> None:
    claim = await office.submit(await office.cover("DENIED"))
    async with office.hub.transaction() as db:
        await actions.close_claim(db, claim.id, reason="written off", actor=office.actor)
    denied = ClaimPayment(
        claim.control_number, "4", 12_500, 0, 0, claim.payer_control_number, patient=("MULLER", "ZOE"),
        member_id="SIMDENIED01", starts_on=yesterday(),
        lines=(ServicePayment("G0463", 12_500, 0, ("GT",), starts_on=yesterday(), line_id="L1",
                              adjustments=(Adjustment("CO", "197", 12_500),)),),
    )  # fmt: skip
    await office.receive(era(faults.reversed_payment(denied), payment(claim, payer_control_number="")))
    after = await office.claim(claim.id)
    assert (after.status, after.paid, after.denied, after.open) == (ClaimStatus.paid, 6_700, 0, 0)


async def test_lines_are_matched_by_code_and_day_when_numbers_and_modifiers_are_gone(office: Office) -> None:
    day = yesterday() - timedelta(days=1)
    lines = (make.line(starts_on=yesterday()), make.line(line_id="L2", starts_on=day))
    claim = await waiting(office, lines=lines)
    paid = tuple(
        ServicePayment("G0463", 12_500, 12_500 - n * 100, starts_on=on, adjustments=(Adjustment("CO", "45", n * 100),))
        for n, on in enumerate((yesterday(), day), start=1)
    )
    await office.receive(era(payment(claim, charge=25_000, paid=24_700, patient_share=0, lines=paid)))
    page = await office.page(claim)
    assert [line["paid"] for line in page["lines"]] == [12_400, 12_300]


async def test_lines_that_fit_twice_are_left_open_but_the_claim_is_paid(office: Office) -> None:
    lines = (make.line(starts_on=yesterday()), make.line(line_id="L2", starts_on=yesterday(), modifiers=("GT", "76")))
    claim = await waiting(office, lines=lines)
    bare = ServicePayment("G0463", 12_500, 12_500, starts_on=yesterday())
    await office.receive(era(payment(claim, charge=25_000, paid=25_000, patient_share=0, lines=(bare, bare))))
    page = await office.page(claim)
    assert page["status"] == "paid" and page["paid"] == 25_000
    assert [line["matched"] for line in page["payments"][0]["lines"]] == [False, False]
