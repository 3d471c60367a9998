"""Codes by text message: the second factor of who has nothing better (B23)."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

from hub.core.clock import travel
from hub.identity.factors.totp import code_at, step_now
from tests.exchanges import Reply
from tests.factories.identity import PASSWORD
from tests.factories.notifications import texts
from tests.hub.identity.test_factors import ANN, ann, enter
from tests.hub_fixture import Client, Hub

PHONE = "+15185550142"


async def code(hub: Hub) -> str:
    """What the telephone got last."""
    text = (await texts(hub))[0]
    found = re.search(r"\b(\d{6}) is your code.+\n@\S+ #(\d{6})$", text.body, re.DOTALL)
    assert found is not None and found[1] == found[2], text.body
    return found[1]


async def with_telephone(hub: Hub) -> tuple[Client, list[str]]:
    """Ann with a telephone that gets her codes: her browser, the recovery codes."""
    browser = await enter(hub.client())
    assert (await browser.post("/api/account/sms", {"phone": "12 12"}, expect=422)).code == "bad_phone"
    sent = await browser.post("/api/account/sms", {"phone": "(518) 555-0142"})
    assert sent["to"] == "…0142"
    right = await code(hub)
    wrong = await browser.post("/api/account/sms/confirm", {"code": other_than(right)}, expect=422)
    assert wrong.code == "wrong_code"
    codes = await browser.post("/api/account/sms/confirm", {"code": right})
    return browser, codes["codes"]


def other_than(right: str) -> str:
    return f"{(int(right) + 1) % 10**6:06d}"


async def ticket(hub: Hub) -> Reply:
    """The password was right."""
    return await hub.client().post("/api/session", {"email": ANN, "password": PASSWORD}, expect=401)


async def both(*calls: Any) -> list[tuple[int, str]]:
    replies: list[Reply] = await asyncio.gather(*calls)
    return sorted((reply.status, reply.code) for reply in replies)


async def test_b23_a_code_by_text_opens_one_session_once_and_stands_nowhere_in_clear(hub: Hub) -> None:
    await ann(hub)
    browser, recovery = await with_telephone(hub)
    shown = await browser.get("/api/account/security")
    assert (shown["sms"], shown["sms_rests"], shown["recovery_left"]) == ("…0142", False, 10)
    assert (await browser.post("/api/account/sms", {"phone": PHONE}, expect=409)).code == "has_sms"
    last = await code(hub)
    for table in ("sms_factor", "sms_code", "text_message", "audit_event", "outbox", "job"):
        (kept,) = (await hub.sql(f"SELECT string_agg(row_to_json(one)::text, ' ') FROM {table} one"))[0]
        assert "5550142" not in kept and not re.search(rf"(?<![\w.+/-]){last}(?![\w+/=-])", kept)
    assert await hub.sql("SELECT code_sealed FROM sms_code WHERE code_sealed <> ''") == []
    assert await hub.sql("SELECT 1 FROM delivery UNION ALL SELECT 1 FROM notification") == []

    asked = await ticket(hub)
    assert (asked.code, asked["methods"]) == ("second_factor", ["sms", "recovery"])
    mine = {"ticket": asked["ticket"]}
    early = await hub.client().post("/api/session/second-factor/sms", mine, expect=429)
    assert early.code == "too_many_texts" and 0 < early["retry_after"] <= 31
    with travel(timedelta(minutes=1)):
        two = await both(*(hub.client().post("/api/session/second-factor/sms", mine, expect=0) for _ in range(2)))
        assert two == [(200, ""), (429, "too_many_texts")]
        right = await code(hub)
        answer = {**mine, "code": right}
        wrong = await hub.client().post("/api/session/second-factor", {**mine, "code": other_than(right)}, expect=401)
        assert wrong.code == "wrong_code"
        two = await both(*(hub.client().post("/api/session/second-factor", answer, expect=0) for _ in range(2)))
        assert two == [(201, ""), (410, "link_over")]
    with travel(timedelta(minutes=2)):
        first, second = await ticket(hub), await ticket(hub)  # the newer ticket voids the older one
        await hub.client().post("/api/session/second-factor/sms", {"ticket": first["ticket"]}, expect=410)
        await hub.client().post("/api/session/second-factor/sms", {"ticket": second["ticket"]})
        right, third = await code(hub), await ticket(hub)
        stray = {"ticket": third["ticket"], "code": right}  # a code is good for the ticket it was asked for alone
        await hub.client().post("/api/session/second-factor", stray, expect=401)
        await hub.client().post("/api/session/second-factor", {**stray, "code": recovery[0]}, expect=201)
    with travel(timedelta(minutes=3)):
        asked = await ticket(hub)
        await hub.client().post("/api/session/second-factor/sms", {"ticket": asked["ticket"]})
        late = {"ticket": asked["ticket"], "code": await code(hub)}
    with travel(timedelta(minutes=9)):
        assert (await hub.client().post("/api/session/second-factor", late, expect=401)).code == "wrong_code"


async def test_b23_codes_by_text_are_few_and_give_way_to_something_better(hub: Hub) -> None:
    await ann(hub)
    browser, _ = await with_telephone(hub)
    with travel(timedelta(minutes=11)):
        assert (await browser.delete("/api/account/sms", expect=403)).code == "step_up"
        await browser.post("/api/session/prove/sms")
        right = await code(hub)
        for _ in range(5):
            wrong = await browser.post("/api/session/prove", {"code": other_than(right)}, expect=422)
            assert wrong.code == "wrong_code"
        void = await browser.post("/api/session/prove", {"code": right}, expect=422)
        assert void.code == "wrong_code"
    with travel(timedelta(minutes=12)):
        await browser.post("/api/session/prove/sms")
        await browser.post("/api/session/prove", {"code": await code(hub)})
        begun = await browser.post("/api/account/totp")
        await browser.post("/api/account/totp/confirm", {"code": code_at(begun["seed"], step_now())})
        shown = await browser.get("/api/account/security")
        assert (shown["totp"], shown["sms"], shown["sms_rests"]) == (True, "…0142", True)
        assert (await browser.post("/api/session/prove/sms", expect=409)).code == "no_sms"
        asked = await ticket(hub)
        assert asked["methods"] == ["totp", "recovery"]
        refused = await hub.client().post("/api/session/second-factor/sms", {"ticket": asked["ticket"]}, expect=409)
        assert refused.code == "no_sms"
        left = await browser.delete("/api/account/totp")
        assert (left["totp"], left["sms_rests"], left["recovery_left"]) == (False, False, 10)
        for minutes in range(13, 17):
            with travel(timedelta(minutes=minutes)):
                few = await browser.post("/api/session/prove/sms", expect=0)
        assert (few.status, few.code) == (429, "too_many_texts")  # six in an hour
        left = await browser.delete("/api/account/sms")
        assert (left["sms"], left["recovery_left"]) == ("", 0)
        await hub.client().post("/api/session", {"email": ANN, "password": PASSWORD}, expect=201)


async def test_a_hospital_may_forbid_codes_by_text_to_its_staff(hub: Hub) -> None:
    await ann(hub)
    await with_telephone(hub)
    admin = await hub.sign_in("admin")
    await admin.put("/api/admin/switches/identity.sms_for_staff", {"value": False, "reason": "Weaker than an app"})
    assert (await admin.post("/api/account/sms", {"phone": PHONE}, expect=409)).code == "sms_forbidden"
    patient = await hub.sign_in("patient")
    assert (await patient.get("/api/account/security"))["sms_allowed"] is True
    with travel(timedelta(minutes=1)):
        asked, other = await ticket(hub), hub.client()
        await other.post("/api/session/second-factor/sms", {"ticket": asked["ticket"]})
        answer = {"ticket": asked["ticket"], "code": await code(hub)}
        inside = await other.post("/api/session/second-factor", answer, expect=201)
        assert inside["user"]["must_enrol"] is True  # still asked for, and not enough any more
    listed = await admin.get("/api/admin/text-messages")
    assert all(answer["code"] not in item["body"] for item in listed["items"])
    one = await admin.get(f"/api/admin/text-messages/{listed['items'][0]['id']}")
    assert answer["code"] in one["body"]
    found = (await admin.get("/api/users", search="ann"))["items"][0]
    await admin.delete(f"/api/users/{found['id']}/second-factor")
    assert await hub.sql("SELECT 1 FROM sms_factor") == []
