"""The demo hospital: the same every time, in few words to the database, with logins and work for everybody."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from hub import demo
from hub.core import audit
from hub.core.db import Db
from hub.core.settings import settings
from hub.identity import demo_logins
from hub.patients.models import Patient
from tests.counting import counted
from tests.hub_fixture import Hub

MOST = 4_500
"""Statements of one load. Seconds depend on the machine: this many take about three on an idle one."""


async def people(db: Db) -> list[tuple[Any, ...]]:
    rows = await db.scalars(select(Patient).where(Patient.demo).order_by(Patient.number))
    return [(row.given, row.family, row.birth_date, row.phone) for row in rows]


async def test_the_demo_loads_in_few_words_everybody_can_sign_in_and_has_work(hub: Hub) -> None:
    await hub.sign_in("billing_clerk")
    with counted(hub.database) as seen:
        async with hub.transaction() as db:
            await demo.load(db)
            first = await people(db)
            await db.rollback()
    assert len(first) == 60 and len(seen) < MOST
    async with hub.transaction() as db:
        await demo.load(db)
        assert await people(db) == first, "it is the same every time"
    await everybody_can_sign_in(hub)
    await hub.run_jobs()
    await there_is_work(hub)
    async with hub.reading() as reading:
        assert await audit.verify(reading) is None


async def everybody_can_sign_in(hub: Hub) -> None:
    secret = settings().data_dir / "secrets" / "demo_password"
    assert secret.stat().st_mode & 0o077 == 0
    for role, email, _ in demo.logins(settings()):
        browser = hub.client()
        reply = await browser.post("/api/session", {"email": email, "password": demo_logins.password()})
        assert role in reply["user"]["roles"]
    assert (await hub.sql("SELECT count(DISTINCT npi) FROM practitioner WHERE npi <> ''"))[0][0] == 13


async def there_is_work(hub: Hub) -> None:
    """Somebody waits, claims came back paid, denied and rejected, bills are open and paid, the books balance."""
    assert (await hub.sql("SELECT count(*) FROM visit WHERE status = 'waiting'"))[0][0] == 2
    statuses = {row[0] for row in await hub.sql("SELECT DISTINCT status FROM claim")}
    assert {"paid", "denied", "rejected_277ca"} <= statuses, statuses
    bills = dict(row for row in await hub.sql("SELECT status, count(*) FROM invoice GROUP BY status"))
    assert bills["issued"] >= 2 and bills["paid"] >= 2, bills
    assert await hub.sql("SELECT sum(minor) FROM posting GROUP BY currency HAVING sum(minor) <> 0") == []
    opened = {row[0] for row in await hub.sql("SELECT element_id FROM task WHERE status = 'open'")}
    assert {"work_denial", "consultation", "pay"} <= opened
    asked = await hub.sql(
        "SELECT u.email FROM claim c JOIN encounter e ON e.id = c.encounter_id JOIN practitioner p "
        "ON p.id = e.practitioner_id JOIN user_account u ON u.id = p.user_id WHERE c.status = 'denied'"
    )
    assert {row.email for row in asked} & {demo_logins.email(name) for name, _ in demo_logins.LOGINS}, (
        "whom the office asks for records of a denied claim can be signed in as"
    )
    credit = await hub.sql("SELECT -sum(minor) FROM posting WHERE account_code = 'unapplied:patient'")
    assert credit[0][0] > 0, "somebody has paid too much"
    assert await hub.sql("SELECT id FROM incident") == []
    assert await hub.sql("SELECT name, error FROM job WHERE state = 'dead'") == []
