"""What is told must still be so when it is told."""

from __future__ import annotations

from datetime import timedelta

from hub.core.clock import travel
from tests.factories.visits import booked
from tests.hub_fixture import Client, Hub


async def kinds(who: Client) -> list[str]:
    return [row["kind"] for row in (await who.get("/api/notifications"))["items"]]


async def test_nobody_is_called_to_a_patient_who_left_again(hub: Hub) -> None:
    visit = await (await booked(hub)).prepare()
    await visit.patient.post(f"{visit.path}/wait")
    await visit.patient.post(f"{visit.path}/leave")
    await hub.run_jobs()
    assert "patient_waiting" not in await kinds(visit.doctor)
    await visit.patient.post(f"{visit.path}/wait")
    await hub.run_jobs()
    assert (await kinds(visit.doctor)).count("patient_waiting") == 1


async def test_a_booking_is_no_news_once_its_time_has_passed(hub: Hub) -> None:
    visit = await booked(hub)
    with travel(timedelta(days=1)):
        await hub.run_jobs()
    assert "visit_booked" not in await kinds(visit.patient)
