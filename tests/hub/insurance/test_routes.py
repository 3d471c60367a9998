"""Insurance over HTTP: who may what, and what wrong input is answered with."""

from __future__ import annotations

import pytest

from hub.core.ids import uuid7
from tests.hub.insurance import samples
from tests.hub.insurance.office import Office


async def upload(office: Office, data: bytes, expect: int = 201):  # type: ignore[no-untyped-def]
    return await office.clerk.call(
        "POST", "/api/remittances", data=data, headers={"Content-Type": "text/plain"}, expect=expect
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "x12_empty"),
        (b"hello, this is a letter", "x12_not_x12"),
        (b"%PDF-1.7", "x12_not_x12"),
        (samples.ERA[: len(samples.ERA) // 2], "x12_truncated"),
        (samples.ERA.replace(b"SE*30*", b"SE*31*"), "x12_count_mismatch"),
        (samples.ERA.replace(b"BPR*I*92.4*", b"BPR*I*92.41*"), "x12_unbalanced"),
        (samples.ERA.replace(b"CAS*CO*45*33~", b"CAS*CO*45*thirty~"), "x12_bad_value"),
        (samples.ERA.replace(b"*T*:~", b"*P*:~"), "x12_wrong_usage"),
        (samples.ERA.replace(b"ST*835*", b"ST*820*"), "x12_wrong_type"),
        (samples.ACK, "x12_wrong_type"),
        (samples.CLAIMS, "x12_wrong_type"),
        (samples.ERA.decode().encode("utf-16"), "x12_charset"),
        (samples.ERA + samples.ERA, "x12_duplicate_control"),
    ],
)
async def test_b65_a_malformed_835_upload_is_refused_whole(office: Office, data: bytes, code: str) -> None:
    reply = await upload(office, data, expect=422)
    assert reply.code == code
    assert reply.data["title"] == "This is not a file we can accept"
    assert "MULLER" not in str(reply.data)
    assert not await office.hub.sql("SELECT 1 FROM interchange UNION ALL SELECT 1 FROM remittance")


async def test_b65_an_unbalanced_835_says_what_does_not_add_up(office: Office) -> None:
    reply = await upload(office, samples.ERA.replace(b"BPR*I*92.4*", b"BPR*I*92.41*"), expect=422)
    assert reply.data["details"] == ["the claims less provider adjustments give 92.40, the payment says 92.41"]


async def test_b65_too_large_an_upload(office: Office) -> None:
    reply = await upload(office, b"I" * 11_000_000, expect=413)
    assert reply.code == "too_large"


async def test_an_upload_is_posted_once_and_its_strangers_wait(office: Office) -> None:
    first = (await upload(office, samples.ERA)).data
    assert (first["repeated"], first["file"]["kind"], len(first["remittances"])) == (False, "835", 1)
    again = (await upload(office, samples.ERA)).data
    assert (again["repeated"], again["file"]["id"]) == (True, first["file"]["id"])
    assert len((await office.clerk.get("/api/unmatched-payments"))["items"]) == 1
    found = (await office.clerk.get(f"/api/remittances/{first['remittances'][0]['id']}")).data
    assert (found["amount"], found["payments"][0]["state"]) == (9_240, "unmatched")


async def test_another_file_with_a_used_number_is_refused(office: Office) -> None:
    await upload(office, samples.ERA)
    other = samples.ERA.replace(b"TRN*1*T1*", b"TRN*1*T2*")
    assert (await upload(office, other, expect=422)).code == "x12_duplicate_control"


async def test_the_bytes_that_were_sent_can_be_looked_at(office: Office) -> None:
    claim = await office.submit(await office.cover("PAID"))
    page = await office.page(claim)
    file = next(item for item in page["files"] if item["kind"] == "837P")
    reply = await office.clerk.get(f"/api/interchanges/{file['id']}/raw")
    assert reply.raw.startswith(b"ISA*00*") and claim.control_number.encode() in reply.raw
    headers = {name.lower(): value for name, value in reply.headers.items()}
    assert headers["content-type"].startswith("text/plain")
    assert "attachment" in headers["content-disposition"] and headers["cache-control"] == "no-store"
    audited = await office.hub.sql("SELECT 1 FROM audit_event WHERE action = 'read' AND entity = 'interchange'")
    assert audited


async def test_the_work_queues(office: Office) -> None:
    paid = await office.submit(await office.cover("PAID"))
    denied = await office.submit(await office.cover("DENIED"))
    held = await office.submit(await office.cover("PAID"), diagnoses=("J06",))
    counts = (await office.clerk.get("/api/claims/counts")).data
    assert {name: counts[name] for name in ("to_submit", "denied", "paid", "rejected")} == {
        "to_submit": 1, "denied": 1, "paid": 1, "rejected": 0,
    }  # fmt: skip
    (row,) = (await office.clerk.get("/api/claims", queue="denied"))["items"]
    assert (row["id"], row["queue"], row["next_action"]) == (str(denied.id), "denied", "enter_authorization")
    assert (row["patient_name"], row["denied"], row["total"]) == ("Zoe Muller", 12_500, 12_500)
    (row,) = (await office.clerk.get("/api/claims", queue="to_submit"))["items"]
    assert (row["id"], row["next_action"]) == (str(held.id), "correct_claim")
    for search in (paid.control_number.lower(), "mull", "ZOE", office.patient.number):
        found = (await office.clerk.get("/api/claims", search=search))["items"]
        assert str(paid.id) in {row["id"] for row in found}
    assert (await office.clerk.get("/api/claims", search="%"))["items"] == []
    await office.clerk.get("/api/claims", queue="nonsense", expect=422)


async def test_queues_come_in_pages(office: Office) -> None:
    cover = await office.cover("PAID")
    ids = [(await office.submit(cover, diagnoses=("J06",))).id for _ in range(3)]
    seen, after = [], ""
    while True:
        page = (await office.clerk.get("/api/claims", queue="to_submit", limit=2, after=after)).data
        seen += [row["id"] for row in page["items"]]
        after = page["next"]
        if not after:
            break
    assert seen == [str(id) for id in ids]
    await office.clerk.get("/api/claims", after="rubbish", expect=400)


ROUTES = [
    ("GET", "/api/claims"),
    ("GET", "/api/claims/counts"),
    ("GET", "/api/claims/{id}"),
    ("POST", "/api/claims/{id}/authorization"),
    ("POST", "/api/claims/{id}/void"),
    ("GET", "/api/interchanges"),
    ("GET", "/api/interchanges/{id}/raw"),
    ("GET", "/api/remittances"),
    ("POST", "/api/remittances"),
    ("GET", "/api/unmatched-payments"),
]


@pytest.mark.parametrize("role", ["patient", "doctor", "nurse", "receptionist", "store_manager", "admin"])
async def test_only_the_billing_office_works_on_claims(office: Office, role: str) -> None:
    other = await office.hub.sign_in(role)
    claim = await office.submit(await office.cover("PAID"), run=False)
    for method, path in ROUTES:
        await other.call(method, path.format(id=claim.id), json={}, expect=403)


async def test_unknown_ids_are_not_found(office: Office) -> None:
    for path in ("/api/claims/{id}", "/api/interchanges/{id}/raw", "/api/remittances/{id}"):
        assert (await office.clerk.get(path.format(id=uuid7()), expect=404)).code == "not_found"
    for path in ("/api/unmatched-payments/{id}/assign", "/api/unmatched-payments/{id}/dismiss"):
        body = {"claim_id": uuid7()} if path.endswith("assign") else {"reason": "x"}
        await office.clerk.post(path.format(id=uuid7()), body, expect=404)


async def test_a_patient_keeps_their_own_coverages(office: Office) -> None:
    mine = await office.hub.sign_in("patient")
    payer = (await mine.get("/api/payers"))["items"][0]
    assert (
        payer["simulated"]
        and {"member_id": "SIMPAID01", "text": "paid; the patient owes a copay of 25.00"} in payer["test_members"]
    )
    added = (await mine.post("/api/coverages", {"payer_id": payer["id"], "member_id": " simpaid 01 "}, expect=201)).data
    assert (added["member_id"], added["in_force"], added["relationship"]) == ("SIMPAID01", True, "self")
    again = (await mine.post("/api/coverages", {"payer_id": payer["id"], "member_id": "SIMPAID01"}, expect=201)).data
    assert again["id"] == added["id"]
    assert [row["id"] for row in (await mine.get("/api/coverages"))["items"]] == [added["id"]]
    changed = (
        await mine.put(f"/api/coverages/{added['id']}", {"member_id": "SIMFULL01", "version": added["version"]})
    ).data
    assert changed["member_id"] == "SIMFULL01"
    stale = await mine.put(
        f"/api/coverages/{added['id']}", {"member_id": "X1", "version": added["version"]}, expect=409
    )
    assert stale.code == "stale"
    ended = (await mine.post(f"/api/coverages/{added['id']}/end")).data
    assert ended["ends_on"] is not None
    assert (await mine.post(f"/api/coverages/{added['id']}/end", expect=409)).code == "coverage_ended"


async def test_somebody_elses_coverage_does_not_exist(office: Office) -> None:
    cover = await office.cover("PAID")
    other = await office.hub.sign_in("patient")
    assert (await other.get("/api/coverages", patient_id=office.patient.id))["items"] == []
    body = {"payer_id": office.payer.id, "member_id": "SIMPAID01", "patient_id": office.patient.id}
    await other.post("/api/coverages", body, expect=404)
    await other.put(f"/api/coverages/{cover.id}", {"member_id": "X1"}, expect=404)
    await other.post(f"/api/coverages/{cover.id}/end", expect=404)


async def test_the_desk_adds_coverages_for_patients(office: Office) -> None:
    desk = await office.hub.sign_in("receptionist")
    body = {"payer_id": office.payer.id, "member_id": "SIMPAID01", "patient_id": office.patient.id}
    await desk.post("/api/coverages", body, expect=201)
    assert len((await desk.get("/api/coverages", patient_id=office.patient.id))["items"]) == 1
    assert (await desk.get("/api/coverages", expect=422)).code == "patient_missing"
    doctor = await office.hub.sign_in("doctor")
    await doctor.get("/api/coverages", patient_id=office.patient.id, expect=403)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"member_id": "中"}, "invalid"),
        ({"member_id": "中中"}, "member_id_missing"),
        ({"relationship": "child"}, "subscriber_missing"),
        ({"relationship": "friend"}, "invalid"),
        ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "period"),
        ({"starts_on": "yesterday"}, "invalid"),
        ({"priority": 0}, "invalid"),
        ({"status": "active"}, "invalid"),
        ({"member_id": "X" * 81}, "invalid"),
    ],
)
async def test_a_wrong_coverage_is_refused(office: Office, change: dict[str, object], code: str) -> None:
    body = {"payer_id": office.payer.id, "patient_id": office.patient.id, "member_id": "SIMPAID01", **change}
    assert (await office.clerk.post("/api/coverages", body, expect=422)).code == code


async def test_an_unknown_payer(office: Office) -> None:
    body = {"payer_id": uuid7(), "patient_id": office.patient.id, "member_id": "SIMPAID01"}
    assert (await office.clerk.post("/api/coverages", body, expect=404)).code == "payer_unknown"
