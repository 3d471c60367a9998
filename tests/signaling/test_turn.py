"""TURN credentials: made per session from settings, after admission, and nothing foreign without settings."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

import pytest

from hub.core.settings import Settings, settings
from signaling import turn
from tests.factories import visits
from tests.hub_fixture import Hub


def test_credentials_are_what_coturn_expects() -> None:
    username, credential = turn.credentials("secret", "someone", 600, at=1_000_000)
    assert username == "1000600:someone"
    digest = hmac.new(b"secret", b"1000600:someone", hashlib.sha1).digest()
    assert credential == base64.b64encode(digest).decode()


def test_without_settings_nobody_else_is_asked() -> None:
    assert turn.ice_servers(Settings(), "x") == []
    assert turn.ice_servers(Settings(turn_urls="turn:t.example.org"), "x") == [], "no secret, no TURN"
    (only,) = turn.ice_servers(Settings(stun_urls="stun:a.example.org, stun:b.example.org"), "x")
    assert only == {"urls": ["stun:a.example.org", "stun:b.example.org"]}


async def test_b58_credentials_come_after_admission_and_tell_the_server_nothing(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "turn_urls", "turn:t.example.org,turns:t.example.org:443?transport=tcp")
    monkeypatch.setattr(settings(), "turn_secret", "shared")
    visit = await (await (await visits.booked(hub)).prepare()).wait()
    check = await visit.patient.get(f"{visit.path}/ice", check=True)
    assert check["ttl_seconds"] == 120
    assert (await visit.patient.get(f"{visit.path}/ice", expect=409)).code == "not_admitted"
    await visit.admit()
    mine = (await visit.patient.get(f"{visit.path}/ice")).data
    theirs = (await visit.doctor.get(f"{visit.path}/ice")).data
    expiry, _, name = mine["ice_servers"][0]["username"].partition(":")
    assert abs(int(expiry) - time.time() - settings().turn_ttl_seconds) < 10
    assert name != theirs["ice_servers"][0]["username"].partition(":")[2]
    assert str(visit.id)[:8] not in name
    stranger = await hub.sign_in("patient", "Stranger")
    await stranger.get(f"{visit.path}/ice", expect=404)
    colleague = await hub.sign_in("doctor", "Stranger")
    await colleague.get(f"{visit.path}/ice", expect=404)
