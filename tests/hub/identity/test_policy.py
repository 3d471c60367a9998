"""Custom roles, grants and denials, service accounts, looking at somebody's screens."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hub.core.clock import now, travel
from hub.identity.policy.permissions import NEVER_GRANTED, RELATIONS, decide
from hub.identity.roles import PERMISSIONS, ROLES
from hub.staff.models import Department
from tests.counting import counted
from tests.hub_fixture import Hub

CODES = sorted(PERMISSIONS)
RULE = st.tuples(st.sampled_from(["allow", "deny"]), st.sampled_from([*CODES, "*"]), st.just(""),
                 st.sampled_from(["", *sorted(RELATIONS)]))  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(sorted(ROLES))), st.lists(RULE, max_size=8))
def test_b09_an_explicit_denial_beats_every_grant(roles: set[str], rules: list[tuple[str, str, str, str]]) -> None:
    decided = decide(roles, CODES, rules)
    for effect, permission, _, relation in rules:
        if effect == "deny" and not relation:
            denied = set(CODES) if permission == "*" else {permission}
            assert not (decided.permissions - NEVER_GRANTED) & denied
        if effect == "deny" and relation:
            assert decided.relations is not None and relation not in decided.relations
    assert decide(roles, [], []).permissions == frozenset().union(*(ROLES[role] for role in roles), frozenset())


async def test_b10_a_custom_role_and_a_rule_act_on_the_next_request(hub: Hub) -> None:
    admin, store = await hub.sign_in("admin"), await hub.sign_in("store_manager")
    await store.get("/api/patients", expect=403)
    wanted = {"name": "Archive clerk", "based_on": "store_manager", "permissions": ["patient.read", "patient.any"]}
    roles = await admin.post("/api/roles", wanted, expect=201)
    made = next(role for role in roles["roles"] if role["name"] == "Archive clerk")
    assert made["code"] == "own_archive_clerk" and "session.manage" in made["permissions"]
    for wrong in (["user.manage"], ["patient.self"], ["no.such"]):
        await admin.post("/api/roles", {**wanted, "name": f"X {wrong[0]}", "permissions": wrong}, expect=422)
    await admin.put(f"/api/users/{store.user_id}/roles", {"roles": ["store_manager", made["code"]]})
    store = await hub.sign_in_as(store.user_id)
    with counted(hub.database) as statements:
        await store.get("/api/roles", expect=403)
    assert len([s for s in statements if "FROM session" in s]) == 1
    await store.get("/api/patients")
    denial = {"effect": "deny", "permission": "patient.any", "user_id": str(store.user_id), "reason": "Asked to"}
    await admin.post("/api/access-rules", denial, expect=201)
    await store.get("/api/patients")  # may read, reaches nobody
    denied = {**denial, "permission": "patient.read"}
    rules = await admin.post("/api/access-rules", denied, expect=201)
    await store.get("/api/patients", expect=403)
    rule = next(rule for rule in rules["items"] if rule["permission"] == "patient.read")
    await admin.delete(f"/api/access-rules/{rule['id']}")
    await store.get("/api/patients")
    assert (await admin.delete(f"/api/roles/{made['id']}", expect=409)).code == "role_in_use"
    lock_out = {"effect": "deny", "permission": "*", "role": "admin", "reason": "A slip"}
    assert (await admin.post("/api/access-rules", lock_out, expect=403)).code == "own_account"


async def test_a_service_account_does_what_its_key_says_and_no_more(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    assert (await admin.post("/api/service-accounts", {"name": "X", "roles": ["admin"]}, expect=422)).code
    account = await admin.post("/api/service-accounts", {"name": "Lab bridge", "roles": ["receptionist"]}, expect=201)
    path = f"/api/service-accounts/{account['id']}/keys"
    wider = await admin.post(path, {"name": "k", "scopes": ["chart.read"]}, expect=422)
    assert wider.code == "beyond_account"
    made = await admin.post(path, {"name": "Bridge", "scopes": ["patient.read", "patient.any"], "days": 30}, expect=201)
    program = hub.client()
    program.headers = {"Authorization": f"Bearer {made['key']}", "Origin": "", "X-CSRF-Token": ""}
    await program.get("/api/patients")
    await program.get("/api/appointments", expect=403)  # the account may, the key may not
    assert (await program.post("/api/account/totp", expect=403)).code == "forbidden"
    rows = await hub.sql("SELECT key_hash, last_used_at FROM api_key")
    assert rows[0][1] is not None and made["key"].encode() not in rows[0][0]
    assert (await hub.sql("SELECT count(*) FROM audit_event WHERE after::text LIKE :k", k=f"%{made['key']}%"))[0][
        0
    ] == 0
    with travel(timedelta(days=31)):
        assert (await program.get("/api/patients", expect=401)).code == "bad_token"
    await admin.delete(f"/api/service-keys/{made['made']['id']}")
    assert (await program.get("/api/patients", expect=401)).code == "bad_token"
    cookie = await hub.sign_in("receptionist")
    cookie.headers["Authorization"] = "Bearer wk_nonsense"
    await cookie.get("/api/patients", expect=401)  # a cookie does not help a bad key


async def test_what_is_printed_is_in_the_trail(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    patient = (await hub.sign_in("patient")).patient_id
    await desk.post("/api/session/printed", {"path": f"/patients/{patient}"})
    await desk.post("/api/session/printed", {"path": "/patients/x?y"}, expect=422)
    await desk.post("/api/session/printed", {"path": f"/patients/{'-' * 36}"})
    rows = await hub.sql("SELECT patient_id FROM audit_event WHERE action = 'print' ORDER BY id")
    assert [row[0] for row in rows] == [patient, None]


async def test_view_as_shows_screens_and_changes_nothing(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    await admin.post(f"/api/users/{doctor.user_id}/view")
    session = await admin.get("/api/session")
    assert session["viewing"]["user_id"] == str(doctor.user_id) and session["user"]["roles"] == ["doctor"]
    assert "chart.read" in session["permissions"] and "user.manage" not in session["permissions"]
    assert (await admin.get("/api/patients"))["items"] == []
    assert (await admin.post("/api/account/totp", expect=403)).code == "view_only"
    await admin.delete("/api/session/view")
    assert (await admin.get("/api/session"))["viewing"] is None
    rows = await hub.sql("SELECT actor_id, reason FROM audit_event WHERE action = 'view_as' ORDER BY id")
    assert [tuple(row) for row in rows] == [(admin.user_id, ""), (admin.user_id, "stopped")]


async def test_who_works_in_several_departments_has_the_grants_and_the_denials_of_each(hub: Hub) -> None:
    admin, pharmacist = await hub.sign_in("admin"), await hub.sign_in("pharmacist")
    url = f"/api/users/{pharmacist.user_id}/departments"
    async with hub.reading() as db:
        here, there = list(await db.scalars(select(Department.id).order_by(Department.code).limit(2)))
    rule = {"permission": "bed.read", "role": "pharmacist", "reason": "Brings medicines"}
    await admin.post("/api/access-rules", {**rule, "effect": "allow", "department_id": str(here)}, expect=201)
    await pharmacist.get("/api/wards", expect=403)
    tomorrow = (now() + timedelta(days=1)).isoformat()
    lent = {"department_id": str(here), "until": tomorrow}
    await admin.put(url, {"home": str(there), "further": [lent]})
    await pharmacist.get("/api/wards")  # with the next request
    page = await admin.get(f"/api/users/{pharmacist.user_id}")
    assert (page["departments"]["home"], len(page["departments"]["further"])) == (str(there), 1)
    with travel(timedelta(days=2)):
        page = await (await hub.sign_in("admin", "Later")).get(f"/api/users/{pharmacist.user_id}")
        assert page["departments"]["further"] == []
    await admin.put(url, {"home": str(here), "further": [{**lent, "department_id": str(there), "away": True}]})
    await pharmacist.get("/api/wards", expect=403)  # lent away: what the home grants rests
    await admin.put(url, {"home": str(here), "further": [{"department_id": str(there)}]})
    await pharmacist.get("/api/wards")
    await admin.post("/api/access-rules", {**rule, "effect": "deny", "department_id": str(there)}, expect=201)
    await pharmacist.get("/api/wards", expect=403)  # a denial of one beats the grant of the other
    for further, code in (
        ([{"department_id": str(here)}], "named_twice"),
        ([{"department_id": str(there), "away": True}], "lent_until"),
        ([{"department_id": str(there), "until": "2020-01-01T00:00:00Z"}], "ends_in_the_past"),
        ([{"department_id": str(pharmacist.user_id)}], "unknown_department"),
    ):
        assert (await admin.put(url, {"home": str(here), "further": further}, expect=422)).code == code
    doctor = await hub.sign_in("doctor")
    there_by_post = {"home": str(here), "further": []}
    reply = await admin.put(f"/api/users/{doctor.user_id}/departments", there_by_post, expect=0)
    assert reply.code == "home_by_post"
    changes = await hub.sql("SELECT after FROM audit_event WHERE entity = 'user_department' ORDER BY id")
    assert len(changes) == 3 and changes[0][0]["home"] == str(there)
