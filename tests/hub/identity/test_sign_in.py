"""Signing in under attack: limits, equal answers, equal times, first-run setup."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from argon2 import Parameters, extract_parameters
from sqlalchemy import text

from hub.core.clock import now, travel
from hub.core.settings import settings
from hub.identity import actions, passwords, tries
from hub.identity.cookies import device_cookie
from hub.identity.models import SignInAttempt, UserStatus
from tests.counting import counted
from tests.factories import identity
from tests.factories.identity import PASSWORD
from tests.hub_fixture import Client, Hub

LOCAL = "<local>"
"""How the test client calls its own address."""
ANN = "ann@example.org"


async def _ann(hub: Hub) -> None:
    async with hub.transaction() as db:
        await identity.user(db, "receptionist", email=ANN, name="Ann Desk", password=PASSWORD)


async def _try(browser: Client, email: str = ANN, password: str = "wrong-wrong-wrong", expect: int = 401) -> str:
    return (await browser.post("/api/session", {"email": email, "password": password}, expect=expect)).code


async def test_b15_the_eleventh_wrong_password_is_refused_but_a_known_device_gets_in(hub: Hub) -> None:
    await _ann(hub)
    own = hub.client()
    await _try(own, password=PASSWORD, expect=201)
    stranger = hub.client()
    for _ in range(10):
        assert await _try(stranger) == "wrong_credentials"
    reply = await stranger.post("/api/session", {"email": ANN, "password": PASSWORD}, expect=429)
    assert reply.code == "too_many_sign_ins"
    assert 0 < int(reply.headers["Retry-After"]) <= 901
    known = hub.client()
    known.set_cookie(device_cookie(), own.cookie(device_cookie()))
    await _try(known, password=PASSWORD, expect=201)
    with travel(timedelta(minutes=16)):
        await _try(hub.client(), password=PASSWORD, expect=201)


async def test_b15_parallel_guesses_count_one_by_one(hub: Hub) -> None:
    await _ann(hub)
    replies = await asyncio.gather(
        *(hub.client().post("/api/session", {"email": ANN, "password": "guess-guess-guess"}, expect=0)
          for _ in range(18))
    )  # fmt: skip
    assert sorted(reply.status for reply in replies) == [401] * 10 + [429] * 8


async def test_b15_the_101st_wrong_try_from_one_address_is_refused_for_everybody_there(hub: Hub) -> None:
    await _ann(hub)
    await _tries(hub, 100, who="somebody else")
    assert await _try(hub.client(), expect=429) == "too_many_sign_ins"


async def test_b15_at_most_100_wrong_passwords_in_a_row_ever(hub: Hub) -> None:
    await _ann(hub)
    await _tries(hub, 100, who=ANN, ip="203.0.113.9", ago=timedelta(days=30))
    assert await _try(hub.client(), password=PASSWORD, expect=429) == "sign_in_locked"
    admin = await hub.sign_in("admin")
    found = (await admin.get("/api/users", search="ann"))["items"][0]
    password = (await admin.post(f"/api/users/{found['id']}/reset-password"))["password"]
    reply = await hub.client().post("/api/session", {"email": ANN, "password": password}, expect=201)
    assert reply["user"]["must_change_password"] is True


async def _tries(
    hub: Hub, count: int, *, who: str, ip: str = LOCAL, ago: timedelta = timedelta(minutes=1)
) -> None:  # fmt: skip
    """Wrong tries of the past, as rows."""
    async with hub.transaction() as db:
        for n in range(count):
            db.add(
                SignInAttempt(
                    who=tries.digest_of(who),
                    ip=ip,
                    at=now() - ago - timedelta(seconds=n),
                    known_device=False,
                    succeeded=False,
                )
            )


async def test_b16_a_forwarded_for_header_of_the_caller_changes_nothing(hub: Hub) -> None:
    await _ann(hub)
    for n in range(10):
        browser = hub.client()
        browser.headers["X-Forwarded-For"] = f"203.0.113.{n}"
        await _try(browser)
    browser = hub.client()
    browser.headers["X-Forwarded-For"] = "203.0.113.77"
    await _try(browser, expect=429)
    rows = await hub.sql("SELECT DISTINCT ip FROM audit_event WHERE action = 'sign_in'")
    assert [row.ip for row in rows] == [LOCAL]


async def test_b17_known_and_unknown_people_get_the_same_answer(hub: Hub) -> None:
    await _ann(hub)
    async with hub.transaction() as db:
        gone = await identity.user(db, "nurse", email="gone@example.org", password=PASSWORD)
        gone.status = UserStatus.disabled
    answers = []
    tries = ((ANN, "wrong-wrong-wrong"), ("nobody@example.org", PASSWORD), ("gone@example.org", PASSWORD))
    for email, password in tries:
        reply = await hub.client().post("/api/session", {"email": email, "password": password}, expect=401)
        answers.append((reply.status, reply.data))
    assert answers[0] == answers[1] == answers[2]


async def test_b17_known_and_unknown_people_take_the_same_time(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same work: one hash of the same cost, and the same statements one after the other."""
    hasher, hashes = passwords._hasher(), list[Parameters]()

    class Watched:
        def hash(self, password: str) -> str:
            return hasher.hash(password)

        def verify(self, stored: str, password: str) -> bool:
            hashes.append(extract_parameters(stored))
            return hasher.verify(stored, password)

    monkeypatch.setattr(passwords, "_hasher", Watched)
    await _ann(hub)
    browser, work = hub.client(), []
    for email in (ANN, "nobody@example.org"):
        hashes.clear()
        with counted(hub.database) as statements:
            await _try(browser, email=email)
        work.append((list(hashes), list(statements)))
    assert work[0] == work[1] and len(work[0][0]) == 1 and len(work[0][1]) > 3


async def test_b13_the_first_admin_is_made_once_and_only_with_the_setup_code(hub: Hub) -> None:
    body = {"email": "root@example.org", "name": "Root", "password": PASSWORD}
    code = actions.setup_code()
    assert (await hub.client().get("/api/welcome"))["setup"] is True
    wrong = await hub.client().post("/api/setup", {**body, "code": "guess"}, expect=403)
    assert wrong.code == "wrong_setup_code"
    replies = await asyncio.gather(
        *(hub.client().post("/api/setup", {**body, "email": f"root{n}@example.org", "code": code}, expect=0)
          for n in range(20))
    )  # fmt: skip
    assert sorted(reply.status for reply in replies) == [201] + [404] * 19
    assert (await hub.sql("SELECT count(*) FROM user_role WHERE role = 'admin'"))[0][0] == 1
    assert (await hub.client().get("/api/welcome"))["setup"] is False
    async with hub.transaction() as db:
        await db.execute(text("UPDATE user_account SET status = 'disabled'"))
    await hub.client().post("/api/setup", {**body, "code": code}, expect=404)


@pytest.mark.parametrize(("url", "name"), [("", "wardline"), ("https://hub.example.org", "__Host-wardline")])
async def test_b25_the_cookies_are_out_of_reach_of_scripts_and_other_sites(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, url: str, name: str
) -> None:
    await _ann(hub)
    monkeypatch.setattr(settings(), "public_url", url)
    reply = await hub.client().post("/api/session", {"email": ANN, "password": PASSWORD}, expect=201)
    cookies = reply.headers.getlist("Set-Cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == [name, f"{name}-device"]
    for cookie in cookies:
        parts = cookie.split("; ")
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(parts)
        assert ("Secure" in parts) == bool(url)
        assert not any(part.startswith("Domain") for part in parts)
    assert ("Strict-Transport-Security" in reply.headers) == bool(url)
    assert "max-age" not in cookies[0].lower()


async def test_a_request_that_never_was_json_or_has_other_members_is_refused(hub: Hub) -> None:
    browser = hub.client()
    body = {"email": ANN, "password": PASSWORD, "role": "admin"}
    assert (await browser.post("/api/session", body, expect=422)).code == "invalid"
    assert (await browser.post("/api/session", {"email": "ann", "password": "x"}, expect=422)).code == "bad_email"
    assert (await browser.call("POST", "/api/session", data=b"{", expect=400)).code == "not_json"
    big = b'{"email": "' + b"a" * 1_100_000 + b'"}'
    assert (await browser.call("POST", "/api/session", data=big, expect=413)).code == "too_large"
