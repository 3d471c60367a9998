"""Signing in from the hospital's own provider: only the right person, the right browser, the right moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.keys import HOUSE
from hub.identity.oidc import actions
from hub.identity.oidc.models import IdentityProvider
from hub.identity.oidc.provider import HttpProvider, Refused
from tests.factories import identity
from tests.hub_fixture import Client, Hub

ANN = "ann@clinic.example"


async def trusted(hub: Hub) -> None:
    async with hub.transaction() as db:
        await actions.add(db, "house", "Clinic sign-in", "test", "https://id.clinic.example", "hub", "s3cret",
                          ["clinic.example"], actor=SYSTEM)  # fmt: skip
        await identity.user(db, "receptionist", email=ANN, name="Ann Desk")


async def left(browser: Client) -> dict[str, str]:
    gone = await browser.get("/api/oidc/house/go", next="/patients", expect=302)
    parts = urlsplit(gone.headers["Location"])
    assert parts.path == "/test-provider"
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


async def back(browser: Client, asked: dict[str, str], who: str, **more: str) -> str:
    query = {"code": f"{who}|{asked['nonce']}", "state": asked["state"], **more}
    reply = await browser.call("GET", "/api/oidc/house/back", query=query, expect=302)
    return str(reply.headers["Location"])


async def test_a_person_of_the_house_signs_in_and_a_stranger_does_not(hub: Hub) -> None:
    await trusted(hub)
    assert (await hub.client().get("/api/oidc"))["items"] == [{"slug": "house", "name": "Clinic sign-in", "test": True}]
    browser = hub.client()
    asked = await left(browser)
    assert asked["code_challenge_method"] == "S256" and asked["scope"] == "openid email profile"
    assert await back(hub.client(), asked, ANN) == "/sign-in?problem=provider_refused"  # not the browser that left
    asked = await left(browser)
    assert await back(browser, asked, ANN) == "/patients"
    assert (await browser.get("/api/session"))["user"]["email"] == ANN
    assert await back(browser, asked, ANN) == "/sign-in?problem=provider_refused"  # once
    for who in ("nobody@clinic.example", "ann@elsewhere.example", "unverified@clinic.example", "refuse@clinic.example",
                "stranger@clinic.example"):  # fmt: skip
        other = hub.client()
        assert await back(other, await left(other), who) == "/sign-in?problem=provider_refused", who
        await other.get("/api/session", expect=401)
    other = hub.client()
    assert await back(other, await left(other), "down@clinic.example") == "/sign-in?problem=unavailable"
    other, asked = hub.client(), {}
    asked = await left(other)
    assert await back(other, {**asked, "nonce": "another"}, ANN) == "/sign-in?problem=provider_refused"
    rows = await hub.sql("SELECT secret_sealed FROM identity_provider")
    assert "s3cret" not in rows[0][0]


class Fake:
    """A provider of an afternoon, on a socket of this machine."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        self.issuer, self.asked = "", ""
        self.claims: dict[str, Any] = {}

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line[15:]) for line in head.splitlines() if line.lower().startswith("content-length:")), 0)
        if length:
            self.asked = (await reader.readexactly(length)).decode()
        path = head.split()[1]
        body: dict[str, Any] = {"id_token": jwt.encode({"alg": "ES256", "kid": self.key.kid}, self.claims, self.key)}
        if path.endswith("openid-configuration"):
            body = {"issuer": self.issuer, **{f"{name}_endpoint": f"{self.issuer}/{name}" for name in
                    ("authorization", "token")}, "jwks_uri": f"{self.issuer}/keys"}  # fmt: skip
        elif path.endswith("/keys"):
            body = {"keys": [self.key.as_dict(private=False)]}
        raw = orjson.dumps(body)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                     + str(len(raw)).encode() + b"\r\n\r\n" + raw)  # fmt: skip
        await writer.drain()
        writer.close()


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    one = Fake()
    server = await asyncio.start_server(one.answer, "127.0.0.1", 0)
    one.issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield one
    server.close()
    await server.wait_closed()


async def test_the_real_provider_is_found_asked_and_not_believed_blindly(fake: Fake) -> None:
    row = IdentityProvider(
        slug="x", name="X", kind="oidc", issuer=fake.issuer, client_id="hub", house=HOUSE, domains=[]
    )
    provider = HttpProvider(row)
    assert (await provider.authorize_url({"state": "s"})) == f"{fake.issuer}/authorization?state=s"
    moment = int(now().timestamp())
    good = {"iss": fake.issuer, "aud": "hub", "sub": "u1", "iat": moment, "exp": moment + 60, "nonce": "n"}
    fake.claims = good
    assert (await provider.claims("code", "verifier", "https://back"))["sub"] == "u1"
    assert "code_verifier=verifier" in fake.asked
    for wrong in ({"iss": "https://other"}, {"aud": "other"}, {"aud": ["hub", "x"]}, {"exp": moment - 120},
                  {"iat": moment + 600}, {"sub": ""}):  # fmt: skip
        fake.claims = {**good, **wrong}
        with pytest.raises(Refused):
            await provider.claims("code", "verifier", "https://back")
    row.issuer = fake.issuer + "/"  # another name is another provider
    with pytest.raises(Refused):
        await provider.authorize_url({})
    row.issuer = "http://id.example.org"
    with pytest.raises(Refused):
        await provider.authorize_url({})
