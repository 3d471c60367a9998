"""The demo hospital loads fast, is the same every time, and its logins work."""

from __future__ import annotations

import time

from sqlalchemy import select

from hub import demo
from hub.core import audit
from hub.core.settings import settings
from hub.identity import demo_logins
from hub.patients.models import Patient
from tests.hub_fixture import Hub


async def test_the_demo_loads_in_three_seconds_and_everybody_can_sign_in(hub: Hub) -> None:
    begin = time.process_time()
    async with hub.transaction() as db:
        await demo.load(db)
    # Three seconds on an idle machine, of which this process's work is two thirds; others may be using this one.
    assert time.process_time() - begin < 4.5
    secret = settings().data_dir / "secrets" / "demo_password"
    assert secret.stat().st_mode & 0o077 == 0
    for role, email, _ in demo.logins(settings()):
        browser = hub.client()
        reply = await browser.post("/api/session", {"email": email, "password": demo_logins.password()})
        assert role in reply["user"]["roles"]
    assert (await hub.sql("SELECT count(*) FROM patient WHERE demo"))[0][0] == 60
    assert (await hub.sql("SELECT count(DISTINCT npi) FROM practitioner WHERE npi <> ''"))[0][0] == 13
    async with hub.reading() as reading:
        assert await audit.verify(reading) is None


async def test_the_demo_has_work_for_everybody(hub: Hub) -> None:
    """Somebody waits, claims came back paid, denied and rejected, bills are open and paid, the books balance."""
    await hub.sign_in("billing_clerk")
    async with hub.transaction() as db:
        await demo.load(db)
    await hub.run_jobs()
    assert (await hub.sql("SELECT count(*) FROM visit WHERE status = 'waiting'"))[0][0] == 2
    statuses = {row[0] for row in await hub.sql("SELECT DISTINCT status FROM claim")}
    assert {"paid", "denied", "rejected_277ca"} <= statuses, statuses
    bills = dict(row for row in await hub.sql("SELECT status, count(*) FROM invoice GROUP BY status"))
    assert bills["issued"] >= 2 and bills["paid"] >= 2, bills
    assert await hub.sql("SELECT sum(minor) FROM posting GROUP BY currency HAVING sum(minor) <> 0") == []
    opened = {row[0] for row in await hub.sql("SELECT element_id FROM task WHERE status = 'open'")}
    assert {"work_denial", "consultation", "pay"} <= opened
    assert await hub.sql("SELECT id FROM incident") == []
    assert await hub.sql("SELECT name, error FROM job WHERE state = 'dead'") == []


async def test_the_demo_is_the_same_every_time(hub: Hub) -> None:
    seen = []
    for _ in range(2):
        async with hub.transaction() as db:
            await demo.load(db)
            rows = await db.scalars(select(Patient).order_by(Patient.number))
            seen.append([(row.given, row.family, row.birth_date, row.phone) for row in rows])
            await db.rollback()
    assert seen[0] == seen[1]
