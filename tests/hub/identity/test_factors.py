"""Second factors and mailed links: what they ask for, and that nothing goes round them."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from hub.core.clock import travel
from hub.identity.factors.totp import code_at, step_now
from tests.factories import identity
from tests.factories.identity import PASSWORD
from tests.factories.notifications import mails
from tests.hub.identity.authenticator import Authenticator
from tests.hub_fixture import Client, Hub

ANN = "ann@example.org"
NEW = "violet-anchor-meadow-17"


async def ann(hub: Hub, *roles: str) -> UUID:
    async with hub.transaction() as db:
        return (
            await identity.user(db, *(roles or ("receptionist",)), email=ANN, name="Ann Desk", password=PASSWORD)
        ).id


async def enter(browser: Client, password: str = PASSWORD, expect: int = 201) -> Client:
    reply = await browser.post("/api/session", {"email": ANN, "password": password}, expect=expect)
    browser.csrf = reply["csrf"] if reply.status == 201 else browser.csrf
    return browser


async def link(hub: Hub) -> str:
    """The token of the letter that was mailed last."""
    return re.search(r"#(\S+)", (await mails(hub))[0].body_text)[1]  # type: ignore[index]


async def with_app(hub: Hub) -> tuple[Client, str, list[str]]:
    """Ann with an authenticator app: her browser, the seed, the recovery codes."""
    browser = await enter(hub.client())
    begun = await browser.post("/api/account/totp")
    assert begun["qr"].startswith("data:image/svg+xml") and begun["uri"].startswith("otpauth://totp/")
    for typed in ("000000", "٠٠٠٠٠٠", "no códe"):
        wrong = await browser.post("/api/account/totp/confirm", {"code": typed}, expect=422)
        assert wrong.code == "wrong_code"
    right = code_at(begun["seed"], step_now())
    codes = (await browser.post("/api/account/totp/confirm", {"code": f"{right[:3]} {right[3:]}"}))["codes"]
    return browser, begun["seed"], codes


async def test_b23_a_code_works_once_and_the_second_factor_cannot_be_skipped(hub: Hub) -> None:
    await ann(hub)
    _, seed, recovery = await with_app(hub)
    with travel(timedelta(minutes=5)):
        other = hub.client()
        asked = await other.post("/api/session", {"email": ANN, "password": PASSWORD}, expect=401)
        assert (asked.code, asked["methods"]) == ("second_factor", ["totp", "recovery"])
        assert (await other.get("/api/session", expect=401)).code == "unauthenticated"
        answer = {"ticket": asked["ticket"], "code": code_at(seed, step_now() + 1)}  # the phone's clock is ahead
        await other.post("/api/session/second-factor", answer, expect=201)
        assert (await hub.client().post("/api/session/second-factor", answer, expect=410)).code == "link_over"
        again = await hub.client().post("/api/session", {"email": ANN, "password": PASSWORD}, expect=401)
        for code in (
            answer["code"],
            code_at(seed, step_now()),
            code_at(seed, step_now() + 2),
        ):  # used, earlier, too far
            refused = await hub.client().post("/api/session/second-factor", {"ticket": again["ticket"], "code": code},
                                              expect=401)  # fmt: skip
            assert refused.code == "wrong_code"
        way = {"ticket": again["ticket"], "code": recovery[0]}
        await hub.client().post("/api/session/second-factor", way, expect=201)
        third = await hub.client().post("/api/session", {"email": ANN, "password": PASSWORD}, expect=401)
        used = {"ticket": third["ticket"], "code": recovery[0]}
        for _ in range(5):
            await hub.client().post("/api/session/second-factor", used, expect=401)
        void = {"ticket": third["ticket"], "code": recovery[1]}
        assert (await hub.client().post("/api/session/second-factor", void, expect=410)).code == "link_over"
    rows = await hub.sql("SELECT s.seed_sealed, r.code_hash FROM second_factor s, recovery_code r")
    assert len(rows) == 10
    assert all(seed not in row[0] and row[0].startswith("1|") for row in rows)
    assert not {row[1] for row in rows} & {code.encode() for code in recovery}


async def test_b23_a_password_reset_leaves_the_second_factor_in_place(hub: Hub) -> None:
    await ann(hub)
    browser, _, _ = await with_app(hub)
    await hub.client().post("/api/account/forgot", {"email": ANN})
    token = await link(hub)
    weak = await hub.client().post("/api/account/reset", {"token": token, "password": "x" * 20}, expect=422)
    assert weak.code == "weak_password"
    reset = hub.client()
    await reset.post("/api/account/reset", {"token": token, "password": NEW})
    assert not reset.cookie()
    assert (await reset.post("/api/account/reset", {"token": token, "password": NEW}, expect=410)).code == "link_over"
    await browser.get("/api/session", expect=401)
    asked = await hub.client().post("/api/session", {"email": ANN, "password": NEW}, expect=401)
    assert asked.code == "second_factor"
    admin = await hub.sign_in("admin")
    found = (await admin.get("/api/users", search="ann"))["items"][0]
    await admin.post(f"/api/users/{found['id']}/reset-password")
    assert (await hub.sql("SELECT count(*) FROM second_factor WHERE confirmed_at IS NOT NULL"))[0][0] == 1
    await admin.delete(f"/api/users/{found['id']}/second-factor")  # the phone is lost: an act of its own, audited
    assert (await hub.sql("SELECT count(*) FROM second_factor"))[0][0] == 0


async def test_b17_asking_for_a_reset_is_the_same_for_known_and_unknown_people(hub: Hub) -> None:
    await ann(hub)
    known = await hub.client().post("/api/account/forgot", {"email": ANN})
    stranger = await hub.client().post("/api/account/forgot", {"email": "nobody@example.org"})
    assert (known.status, known.data) == (stranger.status, stranger.data)
    counts = await hub.sql("SELECT count(*), count(DISTINCT kind), count(user_id) FROM account_letter")
    assert tuple(counts[0]) == (2, 1, 0)  # the same work for both before the job looks
    await hub.run_jobs()
    assert [row[0] for row in await hub.sql("SELECT recipient FROM mail")] == [ANN]
    letters = await hub.sql("SELECT to_sealed, link_sealed FROM account_letter")
    assert all(ANN not in row[0] for row in letters)


async def test_passkeys_sign_in_and_prove_again_who_one_is(hub: Hub) -> None:
    await ann(hub)
    browser, phone = await enter(hub.client()), Authenticator()
    begun = await browser.post("/api/account/passkeys/begin")
    stray = {"ticket": begun["ticket"], "credential": Authenticator("https://evil.example").create(begun["options"])}
    assert (await browser.post("/api/account/passkeys", stray, expect=422)).code == "bad_passkey"
    begun = await browser.post("/api/account/passkeys/begin")
    made = {"ticket": begun["ticket"], "credential": phone.create(begun["options"]), "name": "Phone"}
    key = await browser.post("/api/account/passkeys", made, expect=201)

    other = hub.client()
    asked = await other.post("/api/session/passkey/begin")
    answer = {"ticket": asked["ticket"], "credential": phone.get(asked["options"])}
    session = await other.post("/api/session/passkey", answer, expect=201)
    assert session["user"]["email"] == ANN
    replay = await hub.client().post("/api/session/passkey", answer, expect=410)
    assert replay.code == "link_over"
    asked = await hub.client().post("/api/session/passkey/begin")
    unverified = {"ticket": asked["ticket"], "credential": phone.get(asked["options"], flags=0x01)}
    assert (await hub.client().post("/api/session/passkey", unverified, expect=422)).code == "bad_passkey"

    other.csrf = session["csrf"]
    with travel(timedelta(minutes=11)):
        assert (await other.post("/api/account/totp", expect=403)).code == "step_up"
        wrong = await other.post("/api/session/prove", {"password": "not-the-password"}, expect=422)
        assert wrong.code == "wrong_password"
        asked = await other.post("/api/session/passkey/begin")
        await other.post("/api/session/prove", {"ticket": asked["ticket"], "credential": phone.get(asked["options"])})
        await other.post("/api/account/totp")
        left = await other.delete(f"/api/account/passkeys/{key['id']}")
        assert left["passkeys"] == []


async def test_a_role_that_needs_a_second_factor_can_do_nothing_before(hub: Hub) -> None:
    await ann(hub)
    admin = await hub.sign_in("admin")
    limits = {"idle_minutes": 5, "absolute_hours": 8, "second_factor": True}
    await admin.put("/api/session-limits/receptionist", limits)
    browser = hub.client()
    session = await browser.post("/api/session", {"email": ANN, "password": PASSWORD}, expect=201)
    browser.csrf = session["csrf"]
    assert session["user"]["must_enrol"] is True and session["idle_seconds"] == 300
    assert session["permissions"] == ["session.manage"]
    await browser.get("/api/patients", expect=403)
    begun = await browser.post("/api/account/totp")
    await browser.post("/api/account/totp/confirm", {"code": code_at(begun["seed"], step_now())})
    await browser.get("/api/patients")
    with travel(timedelta(minutes=6)):  # B19: the idle limit of the role
        await browser.get("/api/patients", expect=401)


async def test_an_invitation_and_another_address_go_by_mail(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    wanted = {"email": ANN, "name": "Ann Desk", "roles": ["receptionist"], "invite": True}
    made = await admin.post("/api/users", wanted, expect=201)
    assert made["password"] == ""
    token = await link(hub)
    await hub.client().post("/api/account/accept", {"token": token, "password": NEW})
    browser = await enter(hub.client(), NEW)
    assert (await browser.get("/api/account/security"))["email_verified"] is True
    assert [person["email"] for person in (await browser.get("/api/session/people"))["items"]] == [ANN]
    await browser.post("/api/account/email", {"email": "ann.desk@example.org"})
    last = (await mails(hub))[:2]
    assert {mail.recipient for mail in last} == {"ann.desk@example.org", ANN}
    token = next(re.search(r"#(\S+)", mail.body_text)[1] for mail in last if "desk" in mail.recipient)  # type: ignore[index]
    await hub.client().post("/api/account/verify", {"token": token})
    await browser.get("/api/session", expect=401)
    await hub.client().post("/api/session", {"email": "ann.desk@example.org", "password": NEW}, expect=201)
