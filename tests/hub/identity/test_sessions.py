"""Signing in, sessions and their end, over HTTP."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from hub.core.clock import travel
from tests.factories import identity
from tests.hub_fixture import Hub


async def test_sign_in_gives_a_session_and_sign_out_ends_it(hub: Hub) -> None:
    async with hub.transaction() as db:
        await identity.user(db, "receptionist", email="ann@example.org", name="Ann Desk", password=identity.PASSWORD)
    browser = hub.client()
    await browser.get("/api/session", expect=401)
    reply = await browser.post("/api/session", {"email": " Ann@Example.org", "password": identity.PASSWORD}, expect=201)
    assert reply["user"]["name"] == "Ann Desk"
    assert reply["user"]["roles"] == ["receptionist"]
    assert "patient.write" in reply["permissions"]
    assert reply["facility"]["zone"] == "America/New_York"
    browser.csrf = reply["csrf"]
    assert (await browser.get("/api/session"))["id"] == reply["id"]
    await browser.delete("/api/session")
    assert browser.cookie() == ""
    await hub.run_jobs()
    assert [f["payload"]["session_id"] for f in hub.facts if f["kind"] == "SessionRevoked"] == [reply["id"]]


async def test_b19_idle_time_ends_a_session_although_polling_goes_on(hub: Hub) -> None:
    nurse = await hub.sign_in("nurse")
    for minutes in (8, 14):
        with travel(timedelta(minutes=minutes)):
            await nurse.call("GET", "/api/session", headers={"X-Activity": ""})
    with travel(timedelta(minutes=16)):
        await nurse.get("/api/session", expect=401)
        assert "identity.end_overdue_sessions" in await hub.tick()
        await hub.publish()
    assert [f["kind"] for f in hub.facts if f["kind"] == "SessionRevoked"] == ["SessionRevoked"]


async def test_b19_whom_a_process_remembers_is_gone_or_changed_at_once_whoever_changed_it(hub: Hub) -> None:
    """Each change comes as from another process: straight into the tables, with nothing said to this one."""
    nurse = await hub.sign_in("nurse")
    asked: list[str] = []
    hub.database.heard.append(asked.append)

    async def change(sql: str) -> None:
        async with hub.transaction() as db:
            await db.execute(text(sql), {"u": nurse.user_id})

    async def seen() -> set[str]:
        return set((await nurse.get("/api/session"))["permissions"])

    first = await seen()
    asked.clear()
    assert await seen() == first
    assert not any("sha256" in sql for sql in asked), "nothing was asked but with BEGIN"
    await change("INSERT INTO user_role (user_id, role) VALUES (:u, 'admin')")
    assert await seen() > first
    await change("DELETE FROM user_role WHERE user_id = :u AND role = 'admin'")
    assert await seen() == first
    await change("UPDATE session SET limited = 'enrol' WHERE user_id = :u")
    assert await seen() < first
    await change("UPDATE session SET limited = '' WHERE user_id = :u")
    await change("UPDATE user_account SET status = 'disabled' WHERE id = :u")
    await nurse.get("/api/session", expect=401)
    await change("UPDATE user_account SET status = 'active' WHERE id = :u")
    assert await seen() == first
    await change("UPDATE session SET ended_at = now() WHERE user_id = :u")
    await nurse.get("/api/session", expect=401)
