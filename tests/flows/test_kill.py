"""B61: an insured visit while processes are killed with kill -9, from the waiting room to the receipt. Web, relay and
worker are real processes; whatever is killed wherever, there is one of each in the end and nobody edits a table."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter

import pytest

from hub.core import audit, filing
from hub.core.settings import settings
from hub.core.storage import storage
from hub.core.valkey import valkey
from hub.patients.erasure import journal, work
from hub.patients.erasure.models import ErasureRequest, ErasureStatus
from hub.patients.models import Patient
from tests.factories import patients
from tests.flows.running import Running
from tests.flows.story import Town, Visit

WORKER = (
    "jobs.claimed:insurance.check_claim",  # charges are committed, the claim is nowhere yet
    "jobs.performed:insurance.make_file",  # the claim is in a file that was never committed
    "insurance.before_file",
    "insurance.after_file",  # the payer has the file, we do not know it, and its answer may be faster than we
    "insurance.after_posting",  # every row of the 835 is written, nothing committed
    "billing.after_remittance",  # booked, the pathway not told
    "workflows.after_step:billing.issue_invoice",
    "jobs.performed:consume:notifications.on_InvoiceIssued",
    "jobs.performed:notifications.deliver",
    "jobs.performed:consume:billing.on_settled",
    "jobs.performed:billing.make_receipt",
)
KILLS = 10
RELAY = ("relay.positioned", "relay.marked")


async def insured(running: Running) -> Visit:
    """A visit whose patient waits, and whose claim will be paid less a copay."""
    town = await Town.opened(running)
    visit = await town.insured("PAID")
    return await (await visit.prepare()).wait()


async def one_of_each(visit: Visit) -> None:
    """Exactly one charge, claim, file, remittance, invoice, payment, receipt and notification; the books at zero."""
    hub, case = visit.hub, {"case": visit.case_id}
    closed = await visit.is_closed()
    assert await hub.sql("SELECT service_code, minor FROM charge") == [("G0425", 12_500)]
    (claim,) = await visit.claims()
    assert (claim.status, claim.frequency, claim.attempt, claim.total) == ("paid", "1", 1, 12_500)
    files = Counter(kind for (kind,) in await hub.sql("SELECT kind FROM interchange"))
    assert files == {"837P": 1, "TA1": 1, "999": 1, "277CA": 2, "835": 1}
    (folder,) = (settings().clearing_house_dir or hub.folder).glob("simulator/*")  # type: ignore[attr-defined]
    taken = [path.name for path in (folder / "to_payer" / "taken").iterdir()]
    assert len(taken) == 1 and taken[0].startswith("837P-"), taken
    assert [path for path in (folder / "to_payer").iterdir() if path.is_file()] == []
    assert len(await hub.sql("SELECT 1 FROM remittance_claim WHERE state = 'posted'")) == 1
    assert await visit.books() == {
        "adjustments:contractual": 700, "ar:patient": 0, "ar:payer:SIM01": 0, "ar:unassigned": 0,
        "clearing:remittance": 9_300, "clearing:test": 2_500, "revenue": -12_500,
    }  # fmt: skip
    assert await hub.sql("SELECT status, total, paid FROM invoice WHERE case_id = :case", **case) == [
        ("paid", 2_500, 2_500)
    ]
    assert await hub.sql("SELECT status, minor FROM payment") == [("succeeded", 2_500)]
    once = Counter(step["element_id"] for step in closed["history"] if step["outcome"] == "completed")
    for element in ("consultation", "raise_charges", "submit_claim", "issue_invoice", "pay", "send_receipt", "closed"):
        assert once[element] == 1, once
    assert Counter(await visit.bell(visit.patient)) == Counter(
        ["visit_booked", "come_in", "summary_ready", "invoice_issued", "receipt_ready"]
    )
    assert Counter(await visit.bell(visit.doctor)) == Counter(["visit_booked_with_you", "patient_waiting"])
    mails = [subject for (subject,) in await hub.sql("SELECT subject FROM mail")]
    assert len(mails) == len(set(mails)) == 5, mails
    assert await hub.sql("SELECT 1 FROM delivery WHERE status = 'queued'") == []


async def test_b61_worker_and_relay_killed_at_every_point(running: Running) -> None:
    await running.start(worker=WORKER, relay=RELAY)
    visit = await insured(running)
    await visit.consult()
    await visit.pay()
    await one_of_each(visit)
    assert running.fired() == {*WORKER, *RELAY}
    assert running.killed == {"worker": len(WORKER), "relay": len(RELAY)}


async def test_b61_a_web_process_killed_in_the_completion_and_after_it(running: Running) -> None:
    """Before its commit: nothing has happened, the doctor signs again. After it, before the reply: the same reply."""
    await running.start()
    visit = await insured(running)
    await visit.write()
    path, body = await visit.signature()
    points = ("workflows.after_step:billing.raise_charges", "workflows.after_step:billing.submit_claim",
              f"http.committed:{path}")  # fmt: skip
    await running.again("web", *points)
    done = await visit.doctor.post(path, body)
    assert done["task"]["status"] == "completed"
    assert running.fired() == {point.replace("/", "_") for point in points} and running.killed["web"] == 4
    await running.run_jobs()
    pay = f"/api/invoices/{(await visit.bill())['id']}/pay"
    await running.again("web", f"http.committed:{pay}")
    await visit.pay()
    assert running.killed["web"] == 6
    await one_of_each(visit)


@pytest.mark.parametrize("seed", range(int(os.environ.get("HUB_TEST_SEEDS", "1"))))
async def test_b61_anybody_killed_at_any_moment(running: Running, seed: int) -> None:
    chance = random.Random(seed)
    await running.start()
    visit = await insured(running)

    async def kill() -> None:
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.1, 0.9))
            running.kill(chance.choice(("worker", "worker", "relay", "web")))

    killing = asyncio.create_task(kill())
    await visit.consult()
    await visit.pay()
    await killing
    await running.run_jobs()
    await one_of_each(visit)
    assert sum(running.killed.values()) >= KILLS // 2, running.killed


async def test_b76_valkey_emptied_again_and_again_loses_nothing(running: Running) -> None:
    await running.start()
    visit = await insured(running)
    over = asyncio.Event()

    async def flush() -> None:
        while not over.is_set():
            await valkey().flushall()
            await asyncio.sleep(0.05)

    flushing = asyncio.create_task(flush())
    await visit.consult()
    await asyncio.sleep(0.5)
    over.set()
    await flushing
    await visit.pay()
    await one_of_each(visit)
    assert (await visit.patient.get("/api/session")).status == 200, "nobody was signed out"


async def test_b70_a_worker_killed_in_the_middle_of_an_erasure(running: Running) -> None:
    """After the journal and before the keys are gone for good, after the files and before their rows: it goes on."""
    points = tuple(f"erasure.part:{name}" for name in ("keys", "patient_word", "files", "record", "trail"))
    journal.path().unlink(missing_ok=True)
    await running.start(("relay", "worker"), worker=points)
    async with running.transaction() as db:
        patient = await patients.patient(db, family="Zqvcanary")
        file_id, _ = await filing.keep(db, b"a letter", owner=patient.id)
        row = ErasureRequest(patient_id=patient.id, by_patient=False, status=ErasureStatus.running)
        db.add(row)
        await db.flush()
        await work.go_on(db, row)
    await running.run_jobs()
    assert running.fired() == set(points) and running.killed["worker"] == len(points)
    async with running.reading() as db:
        assert (await db.get_one(ErasureRequest, row.id)).status is ErasureStatus.done
        assert (await db.get_one(Patient, patient.id)).family == "Erased"
        assert await audit.verify(db) is None
    assert await running.sql("SELECT 1 FROM data_key WHERE owner_id = :id", id=patient.id) == []
    with pytest.raises(FileNotFoundError):
        await storage().get(file_id)
    assert set(journal.read()) == {patient.id}
    journal.path().unlink()
