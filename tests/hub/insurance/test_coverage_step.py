"""What the pathway's insurance task keeps: the patient's own choice, and nobody else's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from hub.core.errors import HubError, Invalid, NotFound
from hub.core.ids import uuid7
from tests.hub.insurance.office import Office
from tests.hub_fixture import Client
from workflows import steps
from workflows.steps import StepContext


async def capture(office: Office, client: Client, answers: dict[str, Any] | None) -> dict[str, Any]:
    """Complete the task as this patient does, through the registered step."""
    from hub.modules import load

    load(("steps",))
    handler = steps.get("insurance.capture_coverage").handler
    case = StepContext(uuid7(), "visit", "insurance", uuid7(), data={}, patient_id=client.patient_id, answers=answers)
    async with office.hub.transaction() as db:
        found = await handler(db, case, actor=client.actor, answers=answers)
    return dict(found or {})


async def test_self_pay(office: Office) -> None:
    patient = await office.hub.sign_in("patient")
    assert await capture(office, patient, {"kind": "self_pay"}) == {"kind": "self_pay", "coverage_id": None}


async def test_a_new_card_and_then_the_same_one(office: Office) -> None:
    patient = await office.hub.sign_in("patient")
    answers = {"kind": "insured", "payer_id": office.payer.id, "member_id": "SIMPAID01", "coverage_id": None}
    first = await capture(office, patient, answers)
    assert first["kind"] == "insured" and isinstance(first["coverage_id"], UUID)
    assert await capture(office, patient, answers) == first
    again = await capture(office, patient, {"kind": "insured", "coverage_id": str(first["coverage_id"])})
    assert again == first


@pytest.mark.parametrize("answers", [None, {}, {"kind": "insured"}, {"kind": "insured", "member_id": "SIMPAID01"}])
async def test_an_incomplete_choice_is_refused(office: Office, answers: dict[str, Any] | None) -> None:
    patient = await office.hub.sign_in("patient")
    with pytest.raises(Invalid) as caught:
        await capture(office, patient, answers)
    assert caught.value.code == "coverage_incomplete"


async def test_somebody_elses_or_an_ended_coverage_is_refused(office: Office) -> None:
    patient = await office.hub.sign_in("patient")
    foreign = await office.cover("PAID")
    with pytest.raises(NotFound):
        await capture(office, patient, {"kind": "insured", "coverage_id": str(foreign.id)})
    mine = await capture(office, patient, {"kind": "insured", "payer_id": office.payer.id, "member_id": "SIMPAID01"})
    async with office.hub.transaction() as db:
        from datetime import date

        from hub.insurance.models import Coverage

        (await db.get_one(Coverage, mine["coverage_id"])).ends_on = date(2026, 1, 1)
    with pytest.raises(HubError) as caught:
        await capture(office, patient, {"kind": "insured", "coverage_id": str(mine["coverage_id"])})
    assert caught.value.code == "coverage_ended"


async def test_two_tabs_with_the_same_card_make_one_coverage(office: Office) -> None:
    import asyncio

    patient = await office.hub.sign_in("patient")
    answers = {"kind": "insured", "payer_id": office.payer.id, "member_id": "SIMPAID01"}
    found = await asyncio.gather(*(capture(office, patient, answers) for _ in range(4)))
    assert len({item["coverage_id"] for item in found}) == 1
