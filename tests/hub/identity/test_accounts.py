"""Accounts: what ends with a right, a password, a person; and who may change what."""

from __future__ import annotations

from datetime import timedelta

from hub.core.clock import travel
from tests.factories import identity
from tests.factories.identity import PASSWORD
from tests.hub_fixture import Hub


async def test_b21_signing_in_again_rotates_the_session(hub: Hub) -> None:
    async with hub.transaction() as db:
        await identity.user(db, "receptionist", email="ann@example.org", password=PASSWORD)
    browser = hub.client()
    first = await browser.post("/api/session", {"email": "ann@example.org", "password": PASSWORD}, expect=201)
    browser.csrf, token = first["csrf"], browser.cookie()
    second = await browser.post("/api/session", {"email": "ann@example.org", "password": PASSWORD}, expect=201)
    assert browser.cookie() != token and second["id"] != first["id"] and second["csrf"] != first["csrf"]
    thief = hub.client()
    thief.set_cookie("wardline", token)
    await thief.get("/api/session", expect=401)


async def test_b21_a_disabled_account_is_out_at_once(hub: Hub) -> None:
    admin, nurse = await hub.sign_in("admin"), await hub.sign_in("nurse")
    await nurse.get("/api/session")
    await admin.post(f"/api/users/{nurse.user_id}/disable")
    await nurse.get("/api/session", expect=401)
    await hub.publish()
    revoked = [fact for fact in hub.facts if fact["kind"] == "SessionRevoked"]
    assert [fact["rooms"] for fact in revoked] == [[f"user:{nurse.user_id}"]]
    await admin.post(f"/api/users/{nurse.user_id}/enable")
    await (await hub.sign_in("nurse")).get("/api/session")


async def test_b21_other_roles_mean_signing_in_again(hub: Hub) -> None:
    admin, clerk = await hub.sign_in("admin"), await hub.sign_in("billing_clerk")
    await admin.put(f"/api/users/{clerk.user_id}/roles", {"roles": ["receptionist"]})
    await clerk.get("/api/session", expect=401)
    again = await hub.sign_in("billing_clerk")
    assert (await again.get("/api/session"))["user"]["roles"] == ["receptionist"]


async def test_b21_a_new_password_ends_every_session_but_the_one_that_made_it(hub: Hub) -> None:
    async with hub.transaction() as db:
        user = await identity.user(db, "receptionist", password=PASSWORD)
    here, there = await hub.sign_in_as(user.id), await hub.sign_in_as(user.id)
    new = "quiet-orchard-pencil-77"
    wrong = await here.post("/api/account/password", {"current": "x", "new": new}, expect=422)
    assert wrong.code == "wrong_password"
    weak = await here.post("/api/account/password", {"current": PASSWORD, "new": "passwordpassword"}, expect=422)
    assert weak.code == "weak_password"
    reply = await here.post("/api/account/password", {"current": PASSWORD, "new": new})
    here.csrf = reply["csrf"]
    await there.get("/api/session", expect=401)
    await here.get("/api/session")
    await hub.client().post("/api/session", {"email": user.email, "password": PASSWORD}, expect=401)
    await hub.client().post("/api/session", {"email": user.email, "password": new}, expect=201)


async def test_a_password_that_was_handed_out_must_be_replaced_first(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    made = await admin.post(
        "/api/users", {"email": "new@example.org", "name": "New Clerk", "roles": ["billing_clerk"]}, expect=201
    )
    browser = hub.client()
    reply = await browser.post("/api/session", {"email": "new@example.org", "password": made["password"]}, expect=201)
    browser.csrf = reply["csrf"]
    assert reply["permissions"] == ["session.manage"]
    await browser.get("/api/patients", expect=403)
    change = {"current": made["password"], "new": "quiet-orchard-pencil-77"}
    assert "bill.manage" in (await browser.post("/api/account/password", change))["permissions"]


async def test_one_sees_and_ends_ones_own_sessions_only(hub: Hub) -> None:
    async with hub.transaction() as db:
        user = await identity.user(db, "receptionist")
    here, there, other = await hub.sign_in_as(user.id), await hub.sign_in_as(user.id), await hub.sign_in("nurse")
    items = (await here.get("/api/sessions"))["items"]
    assert len(items) == 2 and [item["this"] for item in items].count(True) == 1
    gone = next(item["id"] for item in items if not item["this"])
    await other.delete(f"/api/sessions/{gone}", expect=404)
    await here.delete(f"/api/sessions/{gone}")
    await there.get("/api/session", expect=401)
    await here.delete(f"/api/sessions/{gone}", expect=404)


async def test_b19_idle_and_absolute_limits_differ_by_role_and_nothing_extends_the_absolute_one(hub: Hub) -> None:
    nurse, patient = await hub.sign_in("nurse"), await hub.sign_in("patient")
    with travel(timedelta(minutes=20)):
        await nurse.get("/api/session", expect=401)
        await patient.get("/api/session")
    busy = await hub.sign_in("nurse")
    for minutes in range(10, 12 * 60, 10):
        with travel(timedelta(minutes=minutes)):
            await busy.get("/api/session")
    with travel(timedelta(hours=12, minutes=1)):
        await busy.get("/api/session", expect=401)


async def test_nobody_takes_the_last_key_from_himself(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    own = f"/api/users/{admin.user_id}"
    assert (await admin.put(f"{own}/roles", {"roles": ["admin", "nurse"]}, expect=422)).code == "needs_practitioner"
    assert (await admin.put(f"{own}/roles", {"roles": ["receptionist"]}, expect=403)).code == "own_admin_role"
    assert (await admin.post(f"{own}/disable", expect=403)).code == "own_account"
    assert (await admin.put(f"{own}/roles", {"roles": ["emperor"]}, expect=422)).code == "unknown_role"


async def test_b07_an_account_cannot_be_made_a_patients_or_a_clinicians_by_hand(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    body = {"email": "x@example.org", "name": "X", "roles": ["doctor"]}
    assert (await admin.post("/api/users", body, expect=422)).code == "needs_practitioner"
    body = {"email": "x@example.org", "name": "X", "roles": ["patient"]}
    assert (await admin.post("/api/users", body, expect=422)).code == "patient_role"
    body = {"email": "x@example.org", "name": "X", "roles": ["receptionist"], "patient_id": str(admin.user_id)}
    await admin.post("/api/users", body, expect=422)
    assert (await admin.get("/api/users", search="x@example"))["items"] == []


async def test_an_address_is_taken_once_however_it_is_written(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    body = {"email": "Clerk@Example.org", "name": "Clerk", "roles": ["billing_clerk"]}
    await admin.post("/api/users", body, expect=201)
    again = await admin.post("/api/users", {**body, "email": "clerk@example.ORG "}, expect=409)
    assert again.code == "email_taken"


async def test_the_list_of_accounts_goes_on_page_by_page(hub: Hub) -> None:
    async with hub.transaction() as db:
        for n in range(6):
            await identity.user(db, "lab_technician", name=f"Person {n}")
        await identity.user(db, "pharmacist", name="Zo\u00eb Quist")
    admin = await hub.sign_in("admin")
    names, after = [], ""
    while True:
        page = await admin.get("/api/users", limit=3, after=after or None)
        names += [item["name"] for item in page["items"]]
        if not page["next"]:
            break
        after = page["next"]
    assert len(names) == 8 == page["total"] and names == sorted(names, key=str.lower)
    assert (await admin.get("/api/users", after="rubbish", expect=400)).code == "bad_cursor"
    assert [i["name"] for i in (await admin.get("/api/users", search="quist zo"))["items"]] == ["Zo\u00eb Quist"]
    assert (await admin.get("/api/users", search="100%_"))["items"] == []
