"""Insurers: added and corrected by the billing office, and what they want is what the scrubber asks for."""

from __future__ import annotations

from typing import Any

import pytest

from hub.insurance.models import ClaimStatus
from tests.hub.insurance.office import Office

AETHER: dict[str, Any] = {
    "code": "AETHER1", "name": "Aether Health", "receiver_id": "CLEARCO", "receiver_name": "Clear Co", "usage": "T",
    "rules": {"filing_days": 90, "member_id_masks": ["AAA999999"], "authorization_codes": ["G0463"]},
}  # fmt: skip


async def test_a_payer_is_added_and_can_be_chosen(office: Office) -> None:
    made = (await office.clerk.post("/api/payers", AETHER, expect=201)).data
    assert (made["code"], made["rules"]["filing_days"], made["version"]) == ("AETHER1", 90, 1)
    patient = await office.hub.sign_in("patient")
    chosen = next(row for row in (await patient.get("/api/payers"))["items"] if row["id"] == made["id"])
    assert not chosen["simulated"] and chosen["test_members"] == []
    assert (await office.clerk.post("/api/payers", AETHER, expect=409)).code == "payer_known"


async def test_its_rules_hold_claims_back(office: Office) -> None:
    (payer,) = (await office.clerk.get("/api/payers/profiles"))["items"]
    kept = {name: payer[name] for name in ("name", "receiver_id", "receiver_name", "usage", "version")}
    rules = {"authorization_codes": ["G0463"], "member_id_masks": ["999999999"]}
    await office.clerk.put(f"/api/payers/{payer['id']}", {**kept, "rules": rules})
    claim = await office.submit(await office.cover("PAID"))
    assert claim.status is ClaimStatus.scrub_failed
    assert {finding["id"] for finding in claim.findings} == {"authorization", "member_id"}
    plans: list[dict[str, Any]] = [{"plan": "Harbor  Gold", "authorization_codes": []}]
    by_plan = {"authorization_codes": ["G0463"], "authorization_plans": plans}
    twice = [*plans, {"plan": "HARBOR gold", "authorization_codes": ["G0463"]}]
    await office.clerk.put(
        f"/api/payers/{payer['id']}", {**kept, "version": 2, "rules": {"authorization_plans": twice}}, expect=422
    )
    await office.clerk.put(f"/api/payers/{payer['id']}", {**kept, "version": 2, "rules": by_plan})
    other = await office.submit(await office.cover("PAID", member_id="SIMPAID07", plan="Silver"))
    assert [finding["id"] for finding in other.findings] == ["authorization"], "the payer's own list"
    gold = await office.cover("PAID", member_id="SIMPAID08", plan="harbor gold")
    asked = (await office.clerk.get(f"/api/patients/{office.patient.id}/prior-authorizations"))["coverages"]
    wants = {one["coverage_id"]: [service["code"] for service in one["services"]] for one in asked}
    assert wants[str(gold.id)] == [] and ["G0463"] in wants.values()
    again = await office.submit(gold, case_id=claim.case_id)
    assert again.status is ClaimStatus.paid


async def test_a_payer_that_is_no_longer_used(office: Office) -> None:
    made = (await office.clerk.post("/api/payers", AETHER, expect=201)).data
    body = {name: value for name, value in AETHER.items() if name != "code"} | {"active": False, "version": 1}
    assert (await office.clerk.put(f"/api/payers/{made['id']}", body))["active"] is False
    assert "AETHER1" not in [row["code"] for row in (await office.clerk.get("/api/payers"))["items"]]
    assert "AETHER1" in [row["code"] for row in (await office.clerk.get("/api/payers/profiles"))["items"]]
    assert (await office.clerk.put(f"/api/payers/{made['id']}", body, expect=409)).code == "stale"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "a b"}, "invalid"),
        ({"receiver_id": "X" * 16}, "invalid"),
        ({"usage": "Q"}, "invalid"),
        ({"rules": {"member_id_masks": ["A"]}}, "invalid"),
        ({"rules": {"disabled_edits": ["npi"]}}, "edit_unknown"),
        ({"rules": {"filing_days": 0}}, "invalid"),
        ({"simulated": True}, "invalid"),
    ],
)
async def test_a_wrong_payer_is_refused(office: Office, change: dict[str, Any], code: str) -> None:
    assert (await office.clerk.post("/api/payers", {**AETHER, **change}, expect=422)).code == code
