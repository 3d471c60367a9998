"""What an administrator corrects in somebody's account: the name, the address; and roles of the hospital's own."""

from __future__ import annotations

import re

from tests.factories.identity import PASSWORD, user
from tests.factories.notifications import mails
from tests.hub_fixture import Hub

OLD, NEW = "old@example.org", "New.Name@Example.org"


async def test_a_corrected_address_opens_the_account_and_the_old_one_is_told(hub: Hub) -> None:
    async with hub.transaction() as db:
        clerk = await user(db, "receptionist", email=OLD, name="Ann Desk", password=PASSWORD)
    admin, there = await hub.sign_in("admin"), await hub.sign_in_as(clerk.id)
    await there.post("/api/account/email", {"email": "elsewhere@example.org"})  # a link that is void afterwards
    row = await admin.patch(f"/api/users/{clerk.id}", {"name": " Ann Reception ", "email": NEW})
    assert (row["name"], row["email"]) == ("Ann Reception", "new.name@example.org")
    await there.get("/api/session", expect=401)
    await hub.client().post("/api/session", {"email": OLD, "password": PASSWORD}, expect=401)
    here = await hub.client().post("/api/session", {"email": NEW, "password": PASSWORD}, expect=201)
    assert not here["user"]["email_verified"]
    await hub.run_jobs()
    sent = {mail.recipient: mail for mail in reversed(await mails(hub))}  # the last one to each
    assert "another address" in sent[OLD].subject and "#" not in sent[OLD].body_text
    void = re.search(r"#(\S+)", sent["elsewhere@example.org"].body_text)[1]  # type: ignore[index]
    assert (await hub.client().post("/api/account/verify", {"token": void}, expect=410)).code == "link_over"
    token = re.search(r"#(\S+)", sent["new.name@example.org"].body_text)[1]  # type: ignore[index]
    await hub.client().post("/api/account/verify", {"token": token})
    entries = await hub.sql("SELECT 1 FROM audit_event WHERE entity = 'user_account' AND reason = 'email'")
    assert len(entries) == 1


async def test_who_was_invited_at_a_wrong_address_is_invited_again(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    wanted = {"email": OLD, "name": "Ann Desk", "roles": ["receptionist"], "invite": True}
    made = (await admin.post("/api/users", wanted, expect=201))["user"]
    await admin.patch(f"/api/users/{made['id']}", {"email": NEW})
    await hub.run_jobs()
    links = {mail.recipient: found[1] for mail in await mails(hub) if (found := re.search(r"#(\S+)", mail.body_text))}
    stale = {"token": links[OLD], "password": PASSWORD}
    assert (await hub.client().post("/api/account/accept", stale, expect=410)).code == "link_over"
    await hub.client().post("/api/account/accept", {"token": links["new.name@example.org"], "password": PASSWORD})
    await hub.client().post("/api/session", {"email": NEW, "password": PASSWORD}, expect=201)


async def test_what_cannot_be_corrected_here_says_where_it_can(hub: Hub) -> None:
    admin, doctor, clerk = await hub.sign_in("admin"), await hub.sign_in("doctor"), await hub.sign_in("receptionist")
    of = "/api/users/{}".format
    assert (await admin.patch(of(doctor.user_id), {"name": "Other"}, expect=409)).code == "name_kept_elsewhere"
    assert (await admin.patch(of(admin.user_id), {"email": NEW}, expect=403)).code == "own_account"
    assert (await admin.patch(of(clerk.user_id), {"email": "nowhere"}, expect=422)).code == "bad_email"
    assert (await admin.patch(of(clerk.user_id), {"name": "  "}, expect=422)).code == "invalid"
    taken = (await admin.get(of(doctor.user_id)))["user"]["email"]
    both = {"name": "Half Done", "email": taken}
    assert (await admin.patch(of(clerk.user_id), both, expect=409)).code == "email_taken"
    assert (await admin.get(of(clerk.user_id)))["user"]["name"] != "Half Done"
    await clerk.patch(of(clerk.user_id), {"name": "Boss"}, expect=403)
    await clerk.get("/api/session")  # nothing of this signed anybody out


async def test_a_role_of_the_hospital_is_given_found_and_then_retired(hub: Hub) -> None:
    admin, clerk = await hub.sign_in("admin"), await hub.sign_in("receptionist")
    name = "Night desk of the emergency department in the east wing"
    roles = await admin.post("/api/roles", {"name": name, "permissions": ["queue.work"]}, expect=201)
    role = next(one for one in roles["roles"] if one["name"] == name)
    await admin.put(f"/api/users/{clerk.user_id}/roles", {"roles": ["team_lead", role["code"]]})
    assert (await admin.delete(f"/api/roles/{role['id']}", expect=409)).code == "role_in_use"
    found = (await admin.get("/api/users", role=role["code"]))["items"]
    assert [one["id"] for one in found] == [str(clerk.user_id)]
    await admin.put(f"/api/users/{clerk.user_id}/roles", {"roles": ["receptionist"]})
    await admin.delete(f"/api/roles/{role['id']}")
