"""An insured visit as open pages see it: nobody reloads, each hears what concerns them, once, in order, at once."""

from __future__ import annotations

from typing import Any

import orjson

from tests.flows.story import Town, Visit
from tests.signaling.house import House, Sock, until

BLINK = 1.0
"""Seconds from an answered request to the row on another's page. The benchmark measures it; here it only must be."""


def of_kind(sock: Sock, kind: str, **having: Any) -> list[dict[str, Any]]:
    """The facts of this kind, which say that, as far as this page has heard."""
    return [fact for fact in sock.facts() if fact["kind"] == kind and having.items() <= fact.items()]


async def hears(sock: Sock, kind: str, *, within: float = BLINK, **having: Any) -> dict[str, Any]:
    """The fact of this kind, and what it says, as soon as it is there."""
    await until(lambda: of_kind(sock, kind, **having), within)
    return of_kind(sock, kind, **having)[-1]


async def only_once_in_order(*socks: Sock) -> None:
    """Positions grow on every page, and who was away hears exactly the same facts."""
    for sock in socks:
        assert sock.positions() == sorted(set(sock.positions()))
        epoch = (await sock.ask("catch_up", {}))["epoch"]
        missed = await sock.ask("catch_up", {"position": sock.positions()[0], "epoch": epoch})
        assert missed["recovered"] and [fact["position"] for fact in missed["facts"]] == sock.positions()[1:]


async def test_everybody_hears_what_concerns_them(town: Town, front: House) -> None:
    second, clerk = await town.staff("doctor", "Second"), await town.staff("billing_clerk")
    visit = await town.insured("PAID")
    first_page, second_page, office = [await front.connect(who) for who in (town.doctor, second, clerk)]
    phone = await front.connect(visit.patient)
    other = await front.connect(await town.register(email="other@example.org", family="Other"))

    await visit.prepare()
    await visit.patient.post(f"{visit.path}/wait")
    pages = (first_page, second_page)
    await until(lambda: all(of_kind(page, "TaskChanged", element_id="consultation") for page in pages), BLINK)
    for page in pages:
        row = of_kind(page, "TaskChanged", element_id="consultation")[-1]["row"]
        assert row["note"] == "patient_here" and row["waiting_since"] and row["patient"]["name"] == "Elena Voss"

    task_id = row["id"]
    await town.doctor.post(f"/api/tasks/{task_id}/claim")
    taken = await hears(second_page, "TaskClaimed", task_id=task_id)
    assert (taken["row"]["status"], taken["row"]["assignee_id"]) == ("claimed", str(town.doctor.user_id))
    assert taken["by_name"] == taken["row"]["assignee_name"] and taken["by_name"].startswith("Ada")
    assert (await second.post(f"/api/tasks/{task_id}/claim", expect=409)).code == "task_taken"

    await visit.write()
    await hears(phone, "VisitChanged", status="admitted")
    path, body = await visit.signature()
    await town.doctor.post(path, body)
    done = await hears(second_page, "TaskCompleted", task_id=task_id)
    assert done["row"]["status"] == "completed"
    await hears(phone, "VisitChanged", status="ended")

    await visit.hub.run_jobs()
    claims = [fact["row"]["status"] for fact in office.facts() if fact["kind"] == "ClaimChanged"]
    assert claims[0] in ("draft", "ready") and claims[-1] == "paid", claims
    await hears(office, "RemittancePosted")
    bill = await visit.bill()
    await hears(phone, "InvoiceIssued", invoice_id=bill["id"])
    await hears(phone, "NotificationAdded", within=2)
    await visit.pay()
    await hears(phone, "InvoiceSettled", invoice_id=bill["id"])
    await visit.is_closed()

    await front.settled()
    assert [fact["kind"] for fact in other.facts() if fact["kind"] != "NotificationAdded"] == []
    assert not {"TaskChanged", "TaskClaimed", "ClaimChanged"} & {fact["kind"] for fact in phone.facts()}
    await only_once_in_order(first_page, second_page, office, phone)
    await nothing_clinical(visit, first_page, second_page, office, phone, other)


async def nothing_clinical(visit: Visit, *socks: Sock) -> None:
    """Facts carry ids and worklist rows, never a word of what the patient or the doctor wrote (B67)."""
    said = orjson.dumps([sock.heard for sock in socks]).decode()
    note = (await visit.doctor.get(visit.chart))["note"]["sections"]
    for words in ("cough", "J06.9", "SIMPAID01", *note.values()):
        assert words not in said, words


async def test_a_denial_appears_in_the_office_and_is_gone_when_it_is_decided(town: Town, front: House) -> None:
    one, two = await town.staff("billing_clerk"), await town.staff("billing_clerk", "Second")
    visit = await town.insured("DENIED")
    pages = [await front.connect(who) for who in (one, two)]
    await visit.seen()
    for page in pages:
        row = (await hears(page, "TaskOpened", element_id="work_denial"))["row"]
        assert row["status"] == "open" and row["patient"]["name"] == "Elena Voss"
    await one.post(f"/api/tasks/{row['id']}/claim")
    await hears(pages[1], "TaskClaimed", task_id=row["id"])
    answers = {"action": "write_off", "reason": "Agreed by phone"}
    version = (await one.get(f"/api/tasks/{row['id']}"))["version"]
    await one.post(f"/api/tasks/{row['id']}/complete", {"answers": answers, "version": version})
    await hears(pages[1], "TaskCompleted", task_id=row["id"])
    await visit.hub.run_jobs()
    await visit.is_closed()
