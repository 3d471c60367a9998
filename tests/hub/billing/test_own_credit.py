"""A patient is told of a credit, sees it, and pays a bill with it; what is on its way back to the card is said."""

from __future__ import annotations

from tests.hub.billing.test_overpaid import paid_twice, zero
from tests.hub.billing.test_payments import owes
from tests.hub_fixture import Client, Hub


async def own(patient: Client) -> tuple[int, int]:
    found = await patient.get("/api/my/credit")
    return found["minor"], found["returning"]


async def test_a_new_credit_is_told_once_shown_and_used(hub: Hub) -> None:
    patient, clerk, other = (
        await hub.sign_in("patient"),
        await hub.sign_in("billing_clerk"),
        await hub.sign_in("patient", "Somebody Else"),
    )
    assert await own(patient) == (0, 0)
    _, payments = await paid_twice(hub, patient)
    minor, _ = await own(patient)
    assert minor > 0 and await own(other) == (0, 0)
    told = await hub.sql("SELECT user_id, link, params::text FROM notification WHERE kind = 'credit_new'")
    assert told == [(patient.user_id, "/my/bills", "{}")], "no amount, nothing of what it was for"
    ((mail,),) = await hub.sql("SELECT count(*) FROM delivery d JOIN notification n ON n.id = d.notification_id "
                               "WHERE n.kind = 'credit_new' AND d.channel = 'email'")  # fmt: skip
    assert mail == 1

    invoice_id = await owes(hub, patient)
    assert (await other.post(f"/api/invoices/{invoice_id}/use-credit", expect=404)).code == "not_found"
    await clerk.post(f"/api/invoices/{invoice_id}/use-credit", expect=403)
    bill = await patient.post(f"/api/invoices/{invoice_id}/use-credit")
    assert bill["paid"] == min(minor, bill["total"])
    assert (await own(patient))[0] == minor - bill["paid"]
    again = await patient.post(f"/api/invoices/{invoice_id}/use-credit", expect=409)
    assert again.code in ("no_credit", "not_open")
    await hub.run_jobs()
    assert await hub.sql("SELECT count(*) FROM notification WHERE kind = 'credit_new'") == [(1,)], "less is no news"
    await zero(hub)
    assert payments


async def test_what_goes_back_to_the_card_is_said(hub: Hub) -> None:
    patient, clerk = await hub.sign_in("patient"), await hub.sign_in("billing_clerk")
    _, payments = await paid_twice(hub, patient)
    minor, _ = await own(patient)
    given = {"minor": minor, "reason": "Asked for it"}
    await clerk.post(f"/api/payments/{payments[0]}/refunds", given, expect=201)
    assert await own(patient) == (0, minor)
    await hub.run_jobs()
    assert (await own(patient))[0] == 0
