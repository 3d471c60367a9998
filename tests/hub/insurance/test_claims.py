"""A claim's whole way through real files and the real database, for every thing a payer may do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.errors import Conflict
from hub.core.ids import uuid7
from hub.insurance import actions, answering, queries, sending
from hub.insurance.models import Claim, ClaimStatus, Direction, Interchange
from tests.factories import insurance as make
from tests.hub.insurance.judge import verdict
from tests.hub.insurance.office import Office, snapshot_for, yesterday


async def test_a_paid_claim(office: Office) -> None:
    claim = await office.submit(await office.cover("PAID"))
    assert claim.status is ClaimStatus.paid
    assert (claim.total, claim.paid, claim.contractual, claim.patient_share, claim.denied, claim.open) == (
        12_500, 6_700, 3_300, 2_500, 0, 0,
    )  # fmt: skip
    page = await office.page(claim)
    assert [item["what"] for item in page["history"]] == [
        "draft", "ready", "batched", "sent", "ack_ta1", "received", "ack_277ca", "accepted", "paid",
    ]  # fmt: skip
    assert {item["kind"] for item in page["files"]} == {"837P", "TA1", "999", "277CA", "835"}
    assert page["payments"][0]["match"] == "control_number"
    assert page["payments"][0]["lines"][0]["adjustments"][1]["text"] == "copayment"
    assert page["lines"][0]["patient_share"] == 2_500
    (spoken,) = office.said("ClaimAdjudicated")
    assert (spoken["outcome"], spoken["complete"], spoken["case_id"]) == ("paid", True, str(claim.case_id))
    (sent,) = await make.kept_files(office.hub, Interchange.direction == Direction.outbound)
    assert verdict(sent) == []


async def test_billing_reads_the_sums_of_a_remittance(office: Office) -> None:
    claim = await office.submit(await office.cover("PAID"))
    (spoken,) = office.said("ClaimAdjudicated")
    async with office.hub.reading() as db:
        found = await queries.adjudication(db, claim.id, spoken["remittance_id"])
    assert (found.charge, found.paid, found.contractual, found.patient_share, found.denied, found.currency) == (
        12_500, 6_700, 3_300, 2_500, 0, "USD",
    )  # fmt: skip


async def test_submitting_twice_is_once(office: Office) -> None:
    cover, case_id = await office.cover("PAID"), uuid7()
    first = await office.submit(cover, case_id=case_id, run=False)
    again = await office.submit(cover, case_id=case_id)
    assert again.id == first.id
    after = await office.submit(cover, case_id=case_id)
    assert after.id == first.id
    assert len(await office.hub.sql("SELECT 1 FROM claim")) == 1
    assert len(await office.hub.sql("SELECT 1 FROM interchange WHERE direction = 'out'")) == 1


async def test_several_claims_share_a_file_and_a_remittance(office: Office) -> None:
    cover = await office.cover("FULL")
    days = [yesterday() - timedelta(days=n) for n in range(3)]
    claims = [await office.submit(cover, run=False, lines=(make.line(starts_on=day),)) for day in days]
    await office.hub.run_jobs()
    assert [(await office.claim(claim.id)).status for claim in claims] == [ClaimStatus.paid] * 3
    (count,) = await office.hub.sql("SELECT count(*) AS n FROM interchange WHERE direction = 'out'")
    assert count.n == 1


async def test_denied_then_corrected(office: Office) -> None:
    cover, case_id = await office.cover("DENIED"), uuid7()
    denied = await office.submit(cover, case_id=case_id)
    assert denied.status is ClaimStatus.denied
    assert (denied.denied, denied.contractual, denied.patient_share, denied.paid) == (12_500, 0, 0, 0)
    assert (denied.reason, denied.next_action) == (
        "authorization missing; send a new claim with the information asked for",
        "enter_authorization",
    )
    assert office.said("ClaimAdjudicated")[-1]["outcome"] == "denied"
    page = (await office.clerk.post(f"/api/claims/{denied.id}/authorization", {"number": "a-123"})).data
    assert page["authorization"] == "A-123"
    paid = await office.submit(cover, case_id=case_id)
    assert paid.id != denied.id and paid.status is ClaimStatus.paid
    assert (paid.frequency, paid.attempt, paid.replaces_id) == ("7", 2, denied.id)
    assert paid.snapshot["prior_authorization"] == "A-123"
    before = await office.claim(denied.id)
    assert before.status is ClaimStatus.replaced
    assert (before.denied, before.open) == (0, 12_500)  # taken back by the payer's reversal
    assert [(fact["outcome"], fact["complete"]) for fact in office.said("ClaimAdjudicated")] == [
        ("denied", True), ("paid", False), ("paid", True),
    ]  # fmt: skip
    assert [item["attempt"] for item in (await office.page(paid))["attempts"]] == [1]


async def test_rejected_by_277ca_goes_out_again_as_an_original(office: Office) -> None:
    cover, case_id = await office.cover("REJECT"), uuid7()
    rejected = await office.submit(cover, case_id=case_id)
    assert rejected.status is ClaimStatus.rejected_277ca
    assert rejected.reason == "rejected: information is not valid: the member number is wrong (subscriber)"
    assert rejected.next_action == "correct_coverage"
    (spoken,) = office.said("ClaimAdjudicated")
    assert (spoken["outcome"], spoken["remittance_id"]) == ("rejected", None)
    await office.clerk.put(f"/api/coverages/{cover.id}", {"member_id": "SIMPAID07"})
    again = await office.submit(cover, case_id=case_id)
    assert (again.status, again.frequency, again.attempt) == (ClaimStatus.paid, "1", 2)


async def test_rejected_by_999(office: Office) -> None:
    claim = await office.submit(await office.cover("SYNTAX"))
    assert claim.status is ClaimStatus.rejected_999
    assert claim.reason.startswith("NM109, segment ")
    assert claim.next_action == "correct_and_resend"


async def test_one_rejected_claim_stops_no_other_in_its_file(office: Office) -> None:
    bad = await office.submit(await office.cover("SYNTAX"), run=False)
    good = await office.submit(await office.cover("PAID"))
    assert (await office.claim(bad.id)).status is ClaimStatus.rejected_999
    assert good.status is ClaimStatus.paid
    assert (await office.claim(bad.id)).interchange_id == good.interchange_id


async def test_a_claim_that_somebody_holds_goes_with_the_next_file(office: Office) -> None:
    held = await office.submit(await office.cover("PAID"), run=False)
    async with office.hub.transaction() as db:
        await sending.check_claim(db, await queries.claim(db, held.id, lock=True), actor=SYSTEM)
    async with office.hub.transaction() as busy:
        await queries.claim(busy, held.id, lock=True)
        async with office.hub.transaction() as db:
            assert await sending.make_file(db, await queries.payer(db, held.payer_id), actor=SYSTEM) is None
    later = "SELECT count(*) FROM job WHERE name = 'insurance.make_file' AND run_at > :now"
    ((again,),) = await office.hub.sql(later, now=now() + timedelta(seconds=5))
    assert again == 1
    await office.hub.run_jobs()
    assert (await office.claim(held.id)).status is ClaimStatus.paid


async def test_the_scrubber_holds_a_claim_before_the_payer_sees_it(office: Office) -> None:
    claim = await office.submit(await office.cover("PAID"), diagnoses=("J06",))
    assert claim.status is ClaimStatus.scrub_failed
    assert claim.reason == "J06 is a category; a more specific code is needed"
    assert not await office.hub.sql("SELECT 1 FROM interchange")
    assert office.said("ClaimAdjudicated")[0]["outcome"] == "rejected"
    corrected = await office.submit(await office.cover("PAID"), case_id=claim.case_id)
    assert (corrected.status, corrected.attempt) == (ClaimStatus.paid, 2)


async def test_partly_denied_is_work(office: Office) -> None:
    lines = (
        make.line(starts_on=yesterday()),
        make.line(line_id="L2", code="G0444", charge=3_000, starts_on=yesterday()),
    )
    claim = await office.submit(await office.cover("PARTIAL"), lines=lines)
    assert claim.status is ClaimStatus.partial
    assert (claim.paid, claim.contractual, claim.patient_share, claim.denied) == (6_700, 3_300, 2_500, 3_000)
    assert office.said("ClaimAdjudicated")[0]["outcome"] == "denied"


async def test_pended_claims_wait(office: Office) -> None:
    claim = await office.submit(await office.cover("PEND"))
    assert claim.status is ClaimStatus.accepted
    assert (await office.page(claim))["next_action"] == "wait"
    await office.later()
    assert (await office.claim(claim.id)).status is ClaimStatus.paid


async def test_silence_is_noticed(office: Office) -> None:
    claim = await office.submit(await office.cover("PEND"))
    async with office.hub.transaction() as db:
        row = await db.get_one(Claim, claim.id)
        row.status_at -= timedelta(days=31)
    assert (await office.page(claim))["next_action"] == "ask_payer"


async def test_a_file_that_comes_twice_posts_once(office: Office) -> None:
    claim = await office.submit(await office.cover("TWICE"))
    assert (claim.status, claim.paid) == (ClaimStatus.paid, 6_700)
    (row,) = await office.hub.sql("SELECT times FROM interchange WHERE kind = '835'")
    assert row.times == 2
    assert len(office.said("ClaimAdjudicated")) == 1


async def test_the_same_payment_in_another_file_posts_once(office: Office) -> None:
    claim = await office.submit(await office.cover("PAID"))
    (era,) = await office.answers("835")
    other = era.replace(b"ISA*00*          *00*          *ZZ*", b"ISA*00*          *00*          *30*")
    control = other.split(b"*")[13]
    other = other.replace(b"*" + control + b"*", b"*000099999*").replace(b"IEA*1*" + control, b"IEA*1*000099999")
    item = await office.receive(other)
    assert item.status == "processed" and "posted before" in item.reason
    assert (await office.claim(claim.id)).paid == 6_700
    assert len(office.said("RemittancePosted")) == 1


@pytest.mark.parametrize(
    ("word", "code"),
    [("CUT", "x12_truncated"), ("COUNT", "x12_count_mismatch"), ("OFF", "x12_unbalanced")],
)
async def test_b65_a_bad_835_is_quarantined_whole_and_the_right_one_posts(office: Office, word: str, code: str) -> None:
    claim = await office.submit(await office.cover(word))
    assert claim.status is ClaimStatus.accepted and claim.paid == 0
    (file,) = (await office.clerk.get("/api/interchanges", status="quarantined"))["items"]
    assert (file["reason_code"], file["kind"]) == (code, "unknown")
    assert not await office.hub.sql("SELECT 1 FROM remittance")
    assert (await office.clerk.get("/api/claims/counts"))["quarantined"] == 1
    await office.clerk.post(f"/api/interchanges/{file['id']}/dismiss", {"reason": "asked for a new one"})
    assert (await office.clerk.get("/api/claims/counts"))["quarantined"] == 0
    await office.clerk.post(f"/api/interchanges/{file['id']}/dismiss", {"reason": "again"}, expect=409)
    await office.later()
    assert ((await office.claim(claim.id)).status, (await office.claim(claim.id)).paid) == (ClaimStatus.paid, 6_700)


async def test_reversal_and_correction(office: Office) -> None:
    claim = await office.submit(await office.cover("REVERSE"))
    assert (claim.paid, claim.patient_share) == (6_700, 2_500)
    await office.later()
    after = await office.claim(claim.id)
    assert (after.status, after.paid, after.patient_share, after.contractual, after.open) == (
        ClaimStatus.paid, 5_700, 3_500, 3_300, 0,
    )  # fmt: skip
    spoken = office.said("ClaimAdjudicated")[-1]
    async with office.hub.reading() as db:
        found = await queries.adjudication(db, claim.id, spoken["remittance_id"])
    assert (found.charge, found.paid, found.patient_share, found.contractual) == (0, -1_000, 1_000, 0)
    page = await office.page(after)
    assert [line["patient_share"] for line in page["lines"]] == [3_500]


async def test_takeback_is_kept_apart_from_claims(office: Office) -> None:
    claim = await office.submit(await office.cover("TAKEBACK"))
    assert claim.paid == 6_700
    (row,) = (await office.clerk.get("/api/remittances"))["items"]
    remittance = (await office.clerk.get(f"/api/remittances/{row['id']}")).data
    assert remittance["amount"] == 6_200
    assert remittance["adjustments"] == [
        {"reason": "WO", "text": "recovery of an overpayment", "reference": "SIMOLD1", "amount": 500}
    ]


@pytest.mark.parametrize(
    ("word", "way"),
    [("MANGLE", "normalised"), ("NOMOD", "control_number"), ("NOLINE", "control_number"), ("LATIN", "control_number")],
)
async def test_payers_spoil_identifiers_and_the_money_still_arrives(office: Office, word: str, way: str) -> None:
    claim = await office.submit(await office.cover(word))
    assert (claim.status, claim.paid) == (ClaimStatus.paid, 6_700)
    page = await office.page(claim)
    assert page["payments"][0]["match"] == way
    assert page["payments"][0]["lines"][0]["matched"]
    assert page["lines"][0]["paid"] == 6_700


async def test_paid_zero_is_paid(office: Office) -> None:
    claim = await office.submit(await office.cover("ZERO"))
    assert (claim.status, claim.paid, claim.patient_share) == (ClaimStatus.paid, 0, 9_200)


async def test_no_277ca_and_early_835(office: Office) -> None:
    silent = await office.submit(await office.cover("SILENT"))
    assert silent.status is ClaimStatus.paid
    early = await office.submit(await office.cover("EARLY"))
    assert early.status is ClaimStatus.paid
    what = [item["what"] for item in (await office.page(early))["history"]]
    assert what.index("paid") < what.index("ack_277ca")


async def test_split_over_two_remittances(office: Office) -> None:
    lines = (
        make.line(starts_on=yesterday()),
        make.line(line_id="L2", code="G0444", charge=3_000, starts_on=yesterday()),
    )
    claim = await office.submit(await office.cover("SPLIT"), lines=lines)
    assert (claim.status, claim.paid, claim.open) == (ClaimStatus.paid, 8_800, 0)
    assert [fact["complete"] for fact in office.said("ClaimAdjudicated")] == [False, True]


async def test_a_void_takes_the_claim_back(office: Office) -> None:
    claim = await office.submit(await office.cover("PAID"))
    void = (await office.clerk.post(f"/api/claims/{claim.id}/void", key="void-" + str(claim.id))).data
    assert (void["frequency"], void["status"]) == ("8", "draft")
    again = (await office.clerk.post(f"/api/claims/{claim.id}/void")).data
    assert again["id"] == void["id"]
    await office.hub.run_jobs()
    after = await office.claim(claim.id)
    assert (after.status, after.paid, after.open) == (ClaimStatus.voided, 0, 12_500)
    assert (await office.claim(void["id"])).status is ClaimStatus.voided
    assert office.said("ClaimAdjudicated")[-1]["complete"] is False
    await office.clerk.post(f"/api/claims/{void['id']}/void", expect=409)


async def test_giving_up(office: Office) -> None:
    claim = await office.submit(await office.cover("DENIED"))
    async with office.hub.transaction() as db:
        await actions.close_claim(db, claim.id, reason="written off", actor=office.actor)
    async with office.hub.transaction() as db:
        await actions.close_claim(db, claim.id, reason="again", actor=office.actor)
    closed = await office.claim(claim.id)
    assert (closed.status, closed.reason) == (ClaimStatus.closed, "written off")
    await office.clerk.post(f"/api/claims/{claim.id}/authorization", {"number": "A1"}, expect=409)


async def test_a_claim_that_was_never_checked_is_not_sent_again(office: Office) -> None:
    """Its check did not run: a clerk who asks to send it again does not send it past the check."""
    claim = await office.submit(await office.cover("PAID"), run=False)
    with pytest.raises(Conflict) as refused:
        async with office.hub.transaction() as db:
            await answering.resend(db, await queries.claim(db, claim.id, lock=True), actor=office.actor)
    assert refused.value.code == "not_resendable"


async def test_a_claim_on_its_way_cannot_be_given_up(office: Office) -> None:
    claim = await office.submit(await office.cover("PEND"))
    with pytest.raises(Conflict):
        async with office.hub.transaction() as db:
            await actions.close_claim(db, claim.id, reason="no", actor=office.actor)


async def test_a_dependent_is_the_patient_of_the_subscribers_claim(office: Office) -> None:
    holder = {"given": "Max", "family": "Muller", "birth_date": "1975-01-02", "sex": "male"}
    claim = await office.submit(await office.cover("PAID", relationship="child", subscriber=holder))
    assert claim.status is ClaimStatus.paid
    assert claim.snapshot["subscriber"]["first"] == "Max"
    assert claim.snapshot["patient"]["first"] == "Zoe"
    assert claim.snapshot["coverage"]["relationship"] == "19"


async def test_an_unknown_coverage_is_refused(office: Office) -> None:
    from hub.core.errors import NotFound

    with pytest.raises(NotFound):
        async with office.hub.transaction() as db:
            await actions.submit_claim(
                db, snapshot_for(office.patient), coverage_id=uuid7(), case_id=uuid7(), actor=office.actor
            )


async def test_history_is_append_only(office: Office) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    await office.submit(await office.cover("PAID"), run=False)
    with pytest.raises(DBAPIError):
        async with office.hub.transaction() as db:
            await db.execute(text("UPDATE claim_history SET detail = 'x'"))
