"""A visit that insurance pays: 837P out, 999, 277CA and 835 in, the patient's share, and what a denial takes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub.core.clock import now, travel
from tests.exchanges import Reply
from tests.flows.story import FACILITY, Town, Visit
from tests.hub.billing.test_overpaid import Insured


async def files(visit: Visit) -> dict[str, list[bytes]]:
    """The files of both directions by kind, byte for byte, as the clerk may fetch them."""
    clerk = await visit.clerk()
    found: dict[str, list[bytes]] = {}
    for item in (await clerk.get("/api/interchanges"))["items"]:
        raw: Reply = await clerk.get(f"/api/interchanges/{item['id']}/raw")
        found.setdefault(item["kind"], []).append(raw.raw)
    return found


async def denial(visit: Visit) -> dict[str, Any]:
    """The task that the billing office got."""
    row = (await visit.tasks(await visit.clerk()))["work_denial"]
    assert row["candidate_role"] == "billing_clerk" and row["status"] == "open"
    assert "work_denial" not in await visit.tasks(visit.patient, "mine")
    return row


async def decide(visit: Visit, action: str) -> None:
    await visit.complete(
        await visit.clerk(), "work_denial", {"action": action, "reason": "Agreed by phone"}, claim=True
    )
    await visit.hub.run_jobs()


async def test_paid_less_a_copay(town: Town) -> None:
    visit = await (await town.insured("PAID")).seen()
    sent = await files(visit)
    assert {kind: len(many) for kind, many in sent.items()} == {"837P": 1, "TA1": 1, "999": 1, "277CA": 2, "835": 1}
    ours = sent["837P"][0].decode("ascii")
    assert ours.startswith("ISA*") and "CLM*W0" in ours and "SV1*HC:G0425" in ours and "HI*ABK:J069" in ours
    assert "NM1*IL*1*VOSS*ELENA" in ours and "SIMPAID01" in ours and "N3*12 ELM STREET" in ours
    theirs = sent["835"][0].decode("ascii")
    assert "BPR*" in theirs and "CAS*CO*45" in theirs
    ((_, status, frequency, attempt, total),) = await visit.claims()
    assert (status, frequency, attempt, total) == ("paid", "1", 1, 12_500)
    bill = await visit.bill()
    assert (bill["total"], bill["reason"]) == (2_500, "patient_share")
    assert [line["display"] for line in bill["lines"]] == ["Your share after insurance"]
    books = await visit.books()
    assert books["ar:payer:SIM01"] == 0 and books["ar:patient"] == 2_500 and books["revenue"] == -12_500
    assert books["clearing:remittance"] + books["adjustments:contractual"] == 10_000
    await visit.pay()
    await visit.is_closed()
    assert (await visit.bell(visit.patient)).count("invoice_issued") == 1


async def test_paid_in_full_leaves_no_bill(town: Town) -> None:
    visit = await (await town.insured("FULL")).seen()
    await visit.is_closed()
    assert (await visit.patient.get("/api/invoices"))["items"] == []
    assert (await visit.claims())[0].status == "paid"


async def test_what_no_payer_knows_is_the_patients_and_the_rest_is_claimed(town: Town) -> None:
    visit = await (await town.insured("PAID")).seen("G0425", "WL002")
    bill = await visit.bill()
    assert bill["total"] == 2_500 + 2_500
    assert [line["service_code"] for line in bill["lines"]] == ["WL002", ""]
    assert b"WL002" not in (await files(visit))["837P"][0]
    await visit.pay()
    await visit.is_closed()


async def test_a_service_that_the_hospital_brings_with_a_payers_code_is_claimed(town: Town) -> None:
    admin = await town.hub.sign_in("admin")
    brought = {"code": "99213", "display": "Visit of our own words", "virtual": True, "minor": 9_000}
    await admin.post("/api/admin/services", brought, expect=201)
    visit = await (await town.insured("PAID")).seen("99213")
    await visit.bill()
    assert b"HC:99213" in (await files(visit))["837P"][0]


async def test_only_services_that_no_payer_knows_need_no_claim(town: Town) -> None:
    visit = await (await town.insured("PAID")).seen("WL002")
    assert await visit.claims() == []
    bill = await visit.bill()
    assert (bill["total"], bill["reason"]) == (2_500, "self_pay")
    await visit.pay()
    await visit.is_closed()


@pytest.mark.parametrize("action", ["write_off", "bill_patient"])
async def test_denied_and_given_up(town: Town, action: str) -> None:
    visit = await (await town.insured("DENIED")).seen()
    await denial(visit)
    assert (await visit.claims())[0].status == "denied"
    assert (await visit.books())["ar:payer:SIM01"] == 12_500, "a denial moves no money"
    clerk = await visit.clerk()
    assert (await visit.bell(clerk)).count("claim_denied") == 1
    await decide(visit, action)
    assert (await visit.claims())[0].status == "closed"
    if action == "bill_patient":
        bill = await visit.bill()
        assert (bill["total"], bill["reason"]) == (12_500, "patient_share")
        await visit.pay()
    else:
        assert (await visit.patient.get("/api/invoices"))["items"] == []
        assert (await visit.books())["write_offs"] == 12_500
    await visit.is_closed()


async def test_denied_corrected_and_paid(town: Town) -> None:
    visit = await (await town.insured("DENIED")).seen()
    await denial(visit)
    claim_id = (await visit.claims())[0].id
    await (await visit.clerk()).post(f"/api/claims/{claim_id}/authorization", {"number": "A12345"})
    await decide(visit, "resubmit")
    claims = await visit.claims()
    assert [(row.status, row.frequency) for row in claims] == [("replaced", "1"), ("paid", "7")]
    assert (await visit.bill())["total"] == 2_500
    await visit.pay()
    await visit.is_closed()


async def test_sent_again_denied_again_asked_again(town: Town) -> None:
    visit = await (await town.insured("INACTIVE")).seen()
    first = await denial(visit)
    await decide(visit, "resubmit")
    second = await denial(visit)
    assert second["id"] != first["id"]
    await decide(visit, "write_off")
    await visit.is_closed()


@pytest.mark.parametrize("word", ["REJECT", "SYNTAX"])
async def test_rejected_before_the_payer_decided(town: Town, word: str) -> None:
    visit = await (await town.insured(word)).seen()
    await denial(visit)
    (claim,) = await visit.claims()
    assert claim.status == {"REJECT": "rejected_277ca", "SYNTAX": "rejected_999"}[word]
    await decide(visit, "bill_patient")
    await visit.pay()
    await visit.is_closed()


async def test_partly_denied(town: Town) -> None:
    """The visit is paid, the extra service is not: what the payer leaves is written off, the copay stays."""
    visit = await (await town.insured("PARTIAL")).seen("G0425", "G0444")
    await denial(visit)
    await decide(visit, "write_off")
    books = await visit.books()
    assert books["write_offs"] > 0 and books["ar:payer:SIM01"] == 0
    if books["ar:patient"]:
        await visit.pay()
    await visit.is_closed()


async def test_a_payer_that_does_not_answer_is_asked(town: Town) -> None:
    """Nothing comes back: two days later the billing office is to ask. The claim goes out once more, is denied on the
    phone and appealed through the tasks of the pathway that the visit calls, and paid by a letter before its timer."""
    visit, hub = await town.insured("PAID"), town.hub
    async with hub.transaction() as db:
        await db.execute(text("UPDATE payer SET partner = 'folder'"))  # a link at which nobody listens
    await visit.seen()
    ((claim_id, status, *_),) = await visit.claims()
    assert status == "sent" and "answer_overdue" in await visit.at()
    with travel(timedelta(days=2, minutes=5)):
        await hub.tick()
        await hub.run_jobs()
        clerk = await visit.clerk()
        row = (await visit.tasks(clerk))["ask_payer"]
        assert row["patient"]["name"] and row["process_id"] == "visit" and row["due_at"]
        task = await clerk.get(f"/api/tasks/{row['id']}")
        assert task["form_schema"]["title"] == "AskPayer"
        await visit.complete(clerk, "ask_payer", {"action": "resend"}, claim=True)
        await hub.run_jobs()
        shown = await clerk.get(f"/api/claims/{claim_id}")
        assert shown["status"] == "sent" and len([one for one in shown["history"] if one["what"] == "sent"]) == 2
        assert "ask_payer" not in await visit.tasks(clerk)
    with travel(timedelta(days=5)):
        await hub.tick()
        await hub.run_jobs()
        clerk = await visit.clerk()
        denied = {"action": "denied", "reason": "Not necessary, says Ms Lee"}
        await visit.complete(clerk, "ask_payer", denied, claim=True)
        await hub.run_jobs()
        assert (await visit.claims())[0].status == "denied"
        denial = (await visit.tasks(clerk))["work_denial"]
        left = datetime.fromisoformat(denial["due_at"]) - now()
        assert timedelta(days=179) < left < timedelta(days=182), "the payer's own deadline to appeal"
        await visit.complete(clerk, "work_denial", {"action": "appeal", "reason": "It was necessary."}, claim=True)
        await hub.run_jobs()
        assert (await visit.claims())[0].status == "appealed" and len(await visit.claims()) == 1
        assert (await visit.books())["ar:payer:SIM01"] == 12_500
    with travel(timedelta(days=12)):  # a letter comes long before anybody would have asked
        clerk = await visit.clerk()
        assert "ask_payer" not in await visit.tasks(clerk)
        paid = {"action": "paid", "decided_on": "2026-03-02", "reference": "77-1", "paid": 9_300, "contractual": 700,
                "patient_share": 2_500}  # fmt: skip
        url = f"/api/claims/{claim_id}/answer"
        assert (await clerk.post(url, paid | {"paid": 99_300}, expect=422)).code == "amounts_differ"
        tomorrow = (now() + timedelta(days=2)).date().isoformat()
        assert (await clerk.post(url, paid | {"decided_on": tomorrow}, expect=422)).code == "decided_later"
        await clerk.post(url, {"action": "wait"}, expect=422)
        assert (await clerk.get(f"/api/claims/{claim_id}"))["may_answer"]
        assert (await clerk.post(url, paid))["status"] == "paid"
        assert (await clerk.post(url, paid, expect=409)).code == "not_awaited"
        await hub.run_jobs()
        books = await visit.books()
        assert books["ar:payer:SIM01"] == 0 and books["ar:patient"] == 2_500 and books["clearing:remittance"] == 9_300
        shown = await clerk.get(f"/api/claims/{claim_id}")
        assert (shown["status"], shown["paid"], shown["denied"], shown["open"]) == ("paid", 9_300, 0, 0)
        assert {"appeal", "answer"} <= {one["what"] for one in shown["history"]}
        visit.patient = await town.back()
        assert (await visit.bill())["total"] == 2_500


async def test_what_our_own_check_holds_is_said_as_that_and_goes_out_once_it_is_set_right(town: Town) -> None:
    async with town.hub.transaction() as db:
        await db.execute(text("UPDATE facility SET npi = ''"))
    visit = await (await town.insured("PAID")).seen()
    clerk = await visit.clerk()
    row = (await visit.tasks(clerk))["correct_claim"]
    assert row["name"] == "Correct the held claim"
    assert datetime.fromisoformat(row["due_at"]) < now() + timedelta(days=2, minutes=1), "not in a year"
    ((claim_id, status, *_),) = await visit.claims()
    found = (await clerk.get(f"/api/claims/{claim_id}"))["findings"]
    assert status == "scrub_failed" and [one["element"] for one in found if one["severity"] == "block"] == [
        "billing.npi NM109"
    ]
    admin = await visit.town.staff("admin")
    await admin.patch("/api/facility", {"npi": FACILITY["npi"]})
    appeal = {"action": "appeal", "reason": "It was needed."}
    refused = await visit.complete(clerk, "correct_claim", appeal, expect=422, claim=True)
    assert [one["path"] for one in refused["errors"]] == ["action"], "nobody has denied it"
    await visit.complete(clerk, "correct_claim", {"action": "resubmit", "reason": ""})
    await visit.hub.run_jobs()
    assert [claim.status for claim in await visit.claims()] == ["replaced", "paid"]
    assert (await visit.bell(clerk)).count("claim_denied") == 1


async def test_what_an_insurer_leaves_the_patient_later_is_billed_though_the_pathway_is_over(town: Town) -> None:
    visit = await (await town.insured("PAID")).seen()
    await visit.pay()
    await visit.is_closed()
    ((claim_id, *_),) = await visit.claims()
    later = Insured(visit.hub, visit.patient, visit.case_id, claim_id)
    await later.decided(-500, 0, 500)
    bills = (await visit.patient.get("/api/invoices"))["items"]
    assert sorted((one["total"], one["status"]) for one in bills) == [(500, "issued"), (2_500, "paid")]
    await visit.hub.run_jobs()
    assert (await visit.bell(visit.patient)).count("invoice_issued") == 2, "he is told"
    left = next(one["id"] for one in bills if one["status"] == "issued")
    await visit.patient.post(f"/api/invoices/{left}/pay", {"method": "tok_ok"}, expect=202)
    await visit.hub.run_jobs()
    await visit.is_closed()
