"""A case that waits because a service has no price goes on by itself once the price is set, and not before it holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete

from hub.billing.models import Price
from hub.core.clock import now, travel
from tests.flows.story import Town, Visit


async def without(town: Town, *codes: str) -> None:
    async with town.hub.transaction() as db:
        await db.execute(delete(Price).where(Price.service_code.in_(codes)))


async def incidents(visit: Visit) -> list[tuple[Any, ...]]:
    rows = await visit.hub.sql("SELECT code, detail, resolution FROM incident WHERE case_id = :c", c=visit.case_id)
    return [(code, detail.split(".")[0], how) for code, detail, how in rows]


async def price(town: Town, code: str, day: date) -> None:
    clerk = await town.staff("billing_clerk")
    await clerk.post("/api/prices", {"service_code": code, "minor": 9_000, "valid_from": day.isoformat()}, expect=201)


async def test_one_price_after_the_other_and_the_case_goes_on_by_itself(town: Town) -> None:
    await without(town, "G0425", "G0444")
    visit = await (await town.visit()).seen("G0425", "G0444")
    said = "The service {} has no price today"
    (first,) = await incidents(visit)
    missing = first[1].split()[2]
    other = ({"G0425", "G0444"} - {missing}).pop()
    assert first == ("no_price", said.format(missing), None)

    today = now().date()
    await price(town, other, today - timedelta(days=1))
    await town.hub.run_jobs()
    assert await incidents(visit) == [first], "this one was not what it waits for"
    await price(town, missing, today + timedelta(days=3))
    await town.hub.run_jobs()
    assert await incidents(visit) == [first], "the price does not hold yet"
    with travel(timedelta(days=4)):
        await town.hub.run_jobs()
        assert await incidents(visit) == [(*first[:2], "retried")]
        trail = await town.hub.sql("SELECT action FROM audit_event WHERE entity = 'incident' AND action = 'retried'")
        assert trail == [("retried",)]
        charged = await town.hub.sql("SELECT count(*) FROM charge WHERE case_id = :c", c=visit.case_id)
        assert charged[0][0] >= 2
        assert (await visit.shown())["status"] in ("running", "completed")
