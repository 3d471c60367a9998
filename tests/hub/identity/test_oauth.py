"""The OAuth provider: only the safe way through, and nothing that outlives its grant."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import orjson
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from hub.core.clock import now, travel
from hub.identity.oauth import signing
from tests.exchanges import Reply
from tests.hub_fixture import Client, Hub

BACK = "https://app.example/back"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
SCOPES = ["openid", "email", "offline_access", "appointment.read"]


async def app_of(hub: Hub, **more: Any) -> Reply:
    admin = await hub.sign_in("admin")
    return await admin.post("/api/oauth/clients", {"name": "Diary", "redirect_uris": [BACK], "scopes": SCOPES, **more},
                            expect=201)  # fmt: skip


def asked(client_id: str, **more: str) -> dict[str, str]:
    return {
        "response_type": "code", "client_id": client_id, "redirect_uri": BACK, "scope": " ".join(SCOPES),
        "state": "s1", "nonce": "n1", "code_challenge": CHALLENGE, "code_challenge_method": "S256", **more,
    }  # fmt: skip


async def code(person: Client, client_id: str) -> str:
    gone = await person.post("/api/oauth/authorize", {**asked(client_id), "allow": True})
    parts = urlsplit(gone["url"])
    values = parse_qs(parts.query)
    assert gone["url"].startswith(BACK + "?") and values["state"] == ["s1"]
    return str(values["code"][0])


async def token(hub: Hub, expect: int = 200, **form: str) -> Reply:
    return await hub.client().call("POST", "/api/oauth/token", data=urlencode(form).encode(), expect=expect,
                                   headers={"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip


async def exchange(hub: Hub, client_id: str, given: str, expect: int = 200, **more: str) -> Reply:
    form = {"grant_type": "authorization_code", "client_id": client_id, "code": given, "redirect_uri": BACK,
            "code_verifier": VERIFIER, **more}  # fmt: skip
    return await token(hub, expect, **form)


def bearer(hub: Hub, access: str) -> Client:
    browser = hub.client()
    browser.headers = {"Authorization": f"Bearer {access}"}
    return browser


async def test_b24_only_pkce_s256_exact_addresses_and_registered_scopes(hub: Hub) -> None:
    app, person = await app_of(hub), await hub.sign_in("patient")
    for more, why in (
        ({"code_challenge_method": "plain"}, "invalid_request"), ({"code_challenge": ""}, "invalid_request"),
        ({"redirect_uri": BACK + "/"}, "invalid_redirect_uri"), ({"scope": "chart.read"}, "invalid_scope"),
        ({"scope": "system:Patient.read"}, "invalid_scope"), ({"scope": "openid  email"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"), ({"aud": "https://other"}, "invalid_target"),
    ):  # fmt: skip
        refused = await person.call("GET", "/api/oauth/authorize", query=asked(app["client_id"], **more), expect=400)
        assert refused.code == why, more
    consent = await person.call("GET", "/api/oauth/authorize", query=asked(app["client_id"]))
    assert (consent["client"], consent["redirect_host"]) == ("Diary", "app.example")
    no = await person.post("/api/oauth/authorize", {**asked(app["client_id"]), "allow": False})
    assert "error=access_denied" in no["url"] and "code=" not in no["url"]

    given = await code(person, app["client_id"])
    for wrong in ({"code_verifier": "w" * 43}, {"redirect_uri": BACK + "/"}):
        refused = await exchange(hub, app["client_id"], await code(person, app["client_id"]), 400, **wrong)
        assert refused["error"] == "invalid_grant"
    got = await exchange(hub, app["client_id"], given)
    assert got["expires_in"] == 600 and got["token_type"] == "Bearer"
    mine = bearer(hub, got["access_token"])
    await mine.get("/api/appointments")
    await mine.get("/api/my/details", expect=403)  # the person may, the app may not
    assert (await mine.get("/api/oauth/userinfo"))["sub"] == str(person.user_id)
    assert (await exchange(hub, app["client_id"], given, 400))["error"] == "invalid_grant"  # the code comes twice …
    assert (await mine.get("/api/appointments", expect=401)).code == "bad_token"  # … and all it gave is over
    late = await code(person, app["client_id"])
    with travel(timedelta(seconds=61)):
        await exchange(hub, app["client_id"], late, 400)


async def test_b24_a_refresh_token_that_comes_twice_ends_the_family(hub: Hub) -> None:
    app, person = await app_of(hub, confidential=True), await hub.sign_in("patient")
    proof = {"client_id": app["client_id"], "client_secret": app["secret"]}
    assert (await exchange(hub, app["client_id"], await code(person, app["client_id"]), 401))[
        "error"
    ] == "invalid_client"
    first = await exchange(hub, app["client_id"], await code(person, app["client_id"]), client_secret=app["secret"])
    again = {"grant_type": "refresh_token", **proof}
    second = await token(hub, refresh_token=first["refresh_token"], **again)
    third = await token(hub, refresh_token=second["refresh_token"], **again)
    await bearer(hub, third["access_token"]).get("/api/appointments")
    assert (await token(hub, 400, refresh_token=first["refresh_token"], **again))["error"] == "invalid_grant"
    assert (await token(hub, 400, refresh_token=third["refresh_token"], **again))["error"] == "invalid_grant"
    await bearer(hub, third["access_token"]).get("/api/appointments", expect=401)
    fresh = await exchange(hub, app["client_id"], await code(person, app["client_id"]), client_secret=app["secret"])
    grants = (await person.get("/api/oauth/grants"))["items"]
    assert [grant["client"] for grant in grants] == ["Diary"]
    await person.delete(f"/api/oauth/grants/{grants[0]['id']}")
    await bearer(hub, fresh["access_token"]).get("/api/appointments", expect=401)


async def test_b20_no_forged_confused_or_stale_token_gets_in(hub: Hub) -> None:
    app, person = await app_of(hub), await hub.sign_in("patient")
    got = await exchange(hub, app["client_id"], await code(person, app["client_id"]))
    claims = signing.access_claims(got["access_token"])
    assert claims is not None
    own, stranger = signing._key(), ECKey.generate_key("P-256")
    public = orjson.dumps(own.as_dict(private=False))
    head = {"alg": "ES256", "typ": "at+jwt", "kid": own.kid}
    moment = int(now().timestamp())
    none = ".".join(base64.urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=").decode() for part in
                    ({**head, "alg": "none"}, claims)) + "."  # fmt: skip
    bad = {
        "alg none": none,
        "hs256 by the public key": jwt.encode({**head, "alg": "HS256"}, claims, OctKey.import_key(public)),
        "another key": jwt.encode(head, claims, stranger),
        "jwk in the header": jwt.encode({**head, "jwk": stranger.as_dict(private=False)}, claims, stranger),
        "jku": jwt.encode({**head, "jku": "https://evil.example/keys"}, claims, stranger),
        "aud": jwt.encode(head, {**claims, "aud": "https://other"}, own),
        "iss": jwt.encode(head, {**claims, "iss": "https://other"}, own),
        "typ": jwt.encode({**head, "typ": "JWT"}, claims, own),
        "nbf": jwt.encode(head, {**claims, "nbf": moment + 300}, own),
        "exp": jwt.encode(head, {**claims, "exp": moment - 1}, own),
        "no exp": jwt.encode(head, {k: v for k, v in claims.items() if k != "exp"}, own),
        "id token": got["id_token"],
        "other grant": jwt.encode(head, {**claims, "sid": str(UUID(int=7))}, own),
        "garbage": "a.b.c",
    }  # fmt: skip
    for why, forged in bad.items():
        assert (await bearer(hub, forged).get("/api/appointments", expect=401)).code == "bad_token", why
    await bearer(hub, got["access_token"]).get("/api/appointments")
    told = jwt.decode(got["id_token"], own, algorithms=["ES256"]).claims
    assert (told["aud"], told["nonce"], told["sub"]) == (app["client_id"], "n1", str(person.user_id))
    with travel(timedelta(minutes=11)):
        await bearer(hub, got["access_token"]).get("/api/appointments", expect=401)


async def test_b21_a_disabled_account_or_client_ends_every_token(hub: Hub) -> None:
    app, person = await app_of(hub), await hub.sign_in("patient")
    got = await exchange(hub, app["client_id"], await code(person, app["client_id"]))
    admin = await hub.sign_in("admin")
    await admin.post(f"/api/users/{person.user_id}/disable")
    await bearer(hub, got["access_token"]).get("/api/appointments", expect=401)
    refresh = {"grant_type": "refresh_token", "client_id": app["client_id"], "refresh_token": got["refresh_token"]}
    assert (await token(hub, 400, **refresh))["error"] == "invalid_grant"
    found = (await admin.get("/api/oauth/clients"))["items"][0]
    await admin.delete(f"/api/oauth/clients/{found['id']}")
    assert (await token(hub, 401, **refresh))["error"] == "invalid_client"
    document = await hub.client().get("/.well-known/openid-configuration")
    assert document["code_challenge_methods_supported"] == ["S256"]
    keys = (await hub.client().get("/api/oauth/jwks"))["keys"]
    assert keys[0]["kty"] == "EC" and "d" not in keys[0]
