"""Paying through the test gateway: keys, webhooks, repeats, declined cards, receipts (B60, B62)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from hub.billing.gateway.signature import sign
from hub.billing.gateway.test import HEADER, webhook_secret
from hub.core.clock import now, travel
from tests.factories import billing
from tests.hub_fixture import Client, Hub

HOOK = "/api/webhooks/payments/test"


async def owes(hub: Hub, who: Client, *codes: str) -> str:
    """The id of a new invoice of this patient."""
    async with hub.transaction() as db:
        return str((await billing.invoice(db, who.patient_id, *codes)).id)


async def balance(hub: Hub, account: str) -> int:
    return int((await hub.sql("SELECT coalesce(sum(minor), 0) FROM posting WHERE account_code = :a", a=account))[0][0])


async def hook(hub: Hub, body: Any, *, at: int | None = None, secret: str = "", expect: int = 200) -> Any:
    raw = orjson.dumps(body)
    headers = {HEADER: sign(raw, secret or webhook_secret(), at), "Content-Type": "application/json", "Origin": ""}
    return await hub.client().call("POST", HOOK, data=raw, headers=headers, expect=expect)


async def test_pay_and_get_a_receipt(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    invoice_id = await owes(hub, patient, "G0425", "WL002")
    shown = await patient.get(f"/api/invoices/{invoice_id}")
    assert (shown["total"], shown["status"], len(shown["lines"])) == (15_000, "issued", 2)
    assert shown["patient_name"] == shown["party"]["patient"]["name"] != ""
    await patient.get(f"/api/invoices/{invoice_id}/receipt.pdf", expect=409)
    started = await patient.post(f"/api/invoices/{invoice_id}/pay", {"method": "tok_ok"}, expect=202)
    assert started["status"] == "created"
    await hub.run_jobs()
    paid = await patient.get(f"/api/invoices/{invoice_id}")
    assert (paid["status"], paid["paid"], paid["payments"][0]["status"]) == ("paid", 15_000, "succeeded")
    pdf = await patient.get(f"/api/invoices/{invoice_id}/receipt.pdf")
    assert pdf.raw.startswith(b"%PDF-") and pdf.headers["Content-Type"] == "application/pdf"
    assert await balance(hub, "ar:patient") == 0 and await balance(hub, "clearing:test") == 15_000
    assert (await hub.sql("SELECT coalesce(sum(minor), 0) FROM posting"))[0][0] == 0
    assert (
        await patient.post(f"/api/invoices/{invoice_id}/pay", {"method": "tok_ok"}, expect=409)
    ).code == "already_paid"


async def test_b60_same_key_a_hundred_times_is_one_payment(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    invoice_id = await owes(hub, patient)
    path = f"/api/invoices/{invoice_id}/pay"
    replies = await asyncio.gather(
        *(patient.post(path, {"method": "tok_ok"}, key="the-same-key", expect=202) for _ in range(100))
    )
    assert len({reply.raw for reply in replies}) == 1
    other = await patient.post(path, {"method": "tok_slow"}, key="the-same-key", expect=422)
    assert other.code == "idempotency_key_reused"
    await hub.run_jobs()
    assert [tuple(row) for row in await hub.sql("SELECT count(*), count(DISTINCT external_id) FROM payment")] == [
        (1, 1)
    ]
    assert (await hub.sql("SELECT count(*) FROM test_gateway_intent"))[0][0] == 1


async def test_b60_without_a_key_two_windows_still_pay_once(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    invoice_id = await owes(hub, patient)
    path = f"/api/invoices/{invoice_id}/pay"
    await asyncio.gather(*(patient.post(path, {"method": "tok_ok"}, expect=202) for _ in range(10)))
    await hub.run_jobs()
    assert (await hub.sql("SELECT count(*) FROM payment"))[0][0] == 1 and await balance(hub, "ar:patient") == 0


async def test_declined_card_takes_nothing_and_may_be_tried_again(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    invoice_id = await owes(hub, patient)
    await patient.post(f"/api/invoices/{invoice_id}/pay", {"method": "tok_declined"}, expect=202)
    await hub.run_jobs()
    shown = await patient.get(f"/api/invoices/{invoice_id}")
    assert shown["status"] == "issued" and shown["payments"][0]["failure"] == "card_declined"
    assert await balance(hub, "clearing:test") == 0
    await patient.post(f"/api/invoices/{invoice_id}/pay", {"method": "tok_ok"}, expect=202)
    await hub.run_jobs()
    assert (await patient.get(f"/api/invoices/{invoice_id}"))["status"] == "paid"


async def test_slow_card_settles_later(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    invoice_id = await owes(hub, patient)
    await patient.post(f"/api/invoices/{invoice_id}/pay", {"method": "tok_slow"}, expect=202)
    await hub.run_jobs()
    assert (await patient.get(f"/api/invoices/{invoice_id}"))["payments"][0]["status"] == "processing"
    with travel(timedelta(seconds=5)):
        await hub.run_jobs()
    assert (await patient.get(f"/api/invoices/{invoice_id}"))["status"] == "paid"


async def test_b62_repeated_webhooks_have_one_effect(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    invoice_id = await owes(hub, patient)
    await patient.post(f"/api/invoices/{invoice_id}/pay", {"method": "tok_twice"}, expect=202)
    await hub.run_jobs()
    (row,) = await hub.sql("SELECT external_id FROM payment")
    for _ in range(10):
        await hook(hub, {"id": "msg_again", "type": "payment.succeeded", "intent": row.external_id})
    await hook(hub, {"id": "msg_late", "type": "payment.created", "intent": row.external_id})
    await hub.run_jobs()
    assert (await hub.sql("SELECT count(*) FROM webhook_inbox"))[0][0] == 3
    assert await balance(hub, "clearing:test") == 12_500 and await balance(hub, "ar:patient") == 0
    assert (await hub.sql("SELECT count(*) FROM outbox WHERE kind = 'InvoiceSettled'"))[0][0] == 1


@pytest.mark.parametrize("fault", ["wrong_secret", "old", "future", "no_header", "changed", "not_json"])
async def test_b62_webhook_that_is_not_authentic_is_refused(hub: Hub, fault: str) -> None:
    body = {"id": "m", "type": "payment.succeeded", "intent": "test_x"}
    moment = int(now().timestamp())
    if fault == "wrong_secret":
        reply = await hook(hub, body, secret="x" * 40, expect=400)
    elif fault in ("old", "future"):
        reply = await hook(hub, body, at=moment - 301 if fault == "old" else moment + 400, expect=400)
    else:
        raw = b"no" if fault == "not_json" else orjson.dumps(body)
        given = sign(b"no" if fault == "not_json" else orjson.dumps({**body, "intent": "test_y"}), webhook_secret())
        headers = {HEADER: "" if fault == "no_header" else given, "Content-Type": "application/json", "Origin": ""}
        reply = await hub.client().call("POST", HOOK, data=raw, headers=headers, expect=400)
    assert reply.code == "bad_signature"
    assert (await hub.sql("SELECT count(*) FROM webhook_inbox"))[0][0] == 0


async def test_unknown_gateway_is_not_there(hub: Hub) -> None:
    await hub.client().call("POST", "/api/webhooks/payments/nobody", data=b"{}", expect=404,
                            headers={"Content-Type": "application/json", "Origin": ""})  # fmt: skip


async def test_b04_somebody_elses_bill_is_not_there(hub: Hub) -> None:
    owner, other = await hub.sign_in("patient"), await hub.sign_in("patient", "Stranger")
    invoice_id = await owes(hub, owner)
    for answer in (
        await other.get(f"/api/invoices/{invoice_id}", expect=404),
        await other.post(f"/api/invoices/{invoice_id}/pay", {"method": "tok_ok"}, expect=404),
        await other.get(f"/api/invoices/{UUID(int=7)}", expect=404),
    ):
        assert answer.code == "not_found"
    assert (await other.get("/api/invoices"))["items"] == []
    clerk = await hub.sign_in("billing_clerk")
    assert [row["id"] for row in (await clerk.get("/api/invoices"))["items"]] == [invoice_id]


async def test_invoice_numbers_have_no_gap_under_parallel_issue(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    await owes(hub, patient)

    async def one(fail: bool) -> None:
        try:
            async with hub.transaction() as db:
                await billing.invoice(db, patient.patient_id)
                if fail:
                    raise RuntimeError("something else broke")
        except RuntimeError:
            pass

    await asyncio.gather(*(one(n % 3 == 0) for n in range(12)))
    numbers = sorted(row[0] for row in await hub.sql("SELECT number FROM invoice"))
    assert len(numbers) == 9 and [int(n[-6:]) for n in numbers] == list(range(1, 10))
