"""The funnel of video visits, why some end early, the quality in words, and what patients say of it."""

from __future__ import annotations

from datetime import timedelta

from hub.core.actor import SYSTEM
from hub.core.clock import travel
from hub.visits import actions, queries
from hub.visits.models import VisitStatus
from tests.factories.visits import TheVisit, booked
from tests.hub_fixture import Hub

GOOD = {"gen": 1, "rtt_ms": 40, "jitter_ms": 5, "loss_percent": 0, "path": "srflx", "setup_ms": 900}
WEAK = {"gen": 1, "rtt_ms": 900, "jitter_ms": 90, "loss_percent": 6, "path": "relay", "freezes": 3, "reconnects": 1}


async def ended(hub: Hub, visit: TheVisit, status: VisitStatus) -> None:
    async with hub.transaction() as db:
        await actions.finish(db, await queries.visit_by_id(db, visit.id), status, actor=SYSTEM)


async def test_the_funnel_its_reasons_and_the_quality_by_clinic_and_period(hub: Hub) -> None:
    good = await (await (await (await booked(hub, doctor="A")).prepare()).wait()).admit()
    async with hub.transaction() as db:
        await actions.joined(db, await queries.visit_by_id(db, good.id), actor=good.doctor.actor)
    await good.doctor.post(f"{good.path}/quality", GOOD, expect=201)
    await good.patient.post(f"{good.path}/quality", GOOD, expect=201)
    await good.patient.post(f"{good.path}/quality", WEAK | {"path": "srflx"}, expect=201)
    await good.patient.post(f"{good.path}/rating", {"stars": 4})
    await ended(hub, good, VisitStatus.ended)
    waited = await (await (await booked(hub, doctor="B", patient="Waited")).prepare()).wait()
    await ended(hub, waited, VisitStatus.no_show)
    await ended(hub, await booked(hub, doctor="C", patient="Never"), VisitStatus.no_show)
    await ended(hub, await booked(hub, doctor="D", patient="Off"), VisitStatus.cancelled)
    shut = await (await (await (await booked(hub, doctor="E", patient="Shut")).prepare()).wait()).admit()
    await ended(hub, shut, VisitStatus.ended)
    admin = await hub.sign_in("admin")
    whole = (await admin.get("/api/visit-quality"))["whole"]
    assert whole["steps"] == {
        "booked": 5, "device_check": 3, "waiting": 3, "admitted": 2, "connected": 1, "completed": 1
    }  # fmt: skip
    assert {one["reason"]: one["count"] for one in whole["failures"]} == {
        "not_admitted": 1, "never_came": 1, "cancelled": 1, "never_connected": 1
    }  # fmt: skip
    assert whole["quality"] == {"excellent": 0, "good": 1, "poor": 0, "lost": 0}, "the worse side, on average"
    assert (whole["setup_p50_ms"], whole["relayed_percent"], whole["reconnects"], whole["freezes"]) == (900, 0, 1, 3)
    assert whole["ratings"] == {"stars": [0, 0, 0, 1, 0], "average": 4.0}
    shown = await admin.get("/api/visit-quality")
    assert sum(one["steps"]["booked"] for one in shown["clinics"]) == 5
    assert str(good.patient.patient_id) not in shown.raw.decode()
    long_ago = await admin.get("/api/visit-quality", since="2020-01-01", until="2020-02-01")
    assert long_ago["whole"]["steps"]["booked"] == 0 and long_ago["clinics"] == []
    for wrong in ({"since": "2026-02-01", "until": "2026-01-01"}, {"since": "2020-01-01"}, {"since": "soon"}):
        await admin.get("/api/visit-quality", **wrong, expect=422)
    await good.patient.get("/api/visit-quality", expect=403)
    with travel(timedelta(days=40)):
        later = await (await hub.sign_in("admin", "Later")).get("/api/visit-quality")
        assert later["whole"]["steps"]["booked"] == 0, "the last thirty days"
