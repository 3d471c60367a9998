"""TURN credentials: made per session from settings, after admission, and nothing foreign without settings."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import time
from pathlib import Path
from typing import Any

import pytest
from aioice import stun
from aioice import turn as client

from hub.core.settings import Settings, settings
from signaling import turn
from tests.factories import visits
from tests.hub_fixture import Hub
from tests.signaling.coturn import SECRET, coturn, needs_coturn


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
    assert mine["ice_transport_policy"] == "all"
    monkeypatch.setattr(settings(), "turn_only", True)
    assert (await visit.patient.get(f"{visit.path}/ice"))["ice_transport_policy"] == "relay"
    stranger = await hub.sign_in("patient", "Stranger")
    await stranger.get(f"{visit.path}/ice", expect=404)
    colleague = await hub.sign_in("doctor", "Stranger")
    await colleague.get(f"{visit.path}/ice", expect=404)


@needs_coturn
async def test_b58_coturn_takes_our_credentials_while_they_last_and_leads_nowhere_inside(tmp_path: Path) -> None:
    with coturn(tmp_path) as address:
        server = (address.split(":")[0], int(address.split(":")[1]))

        async def allocated(username: str, credential: str) -> Any:
            transport, _ = await client.create_turn_endpoint(
                lambda: _Nothing(), server_addr=server, username=username, password=credential
            )
            return transport

        good = await allocated(*turn.credentials(SECRET, "someone", 60))
        inner = good._TurnTransport__inner_protocol
        for inside in ("127.0.0.1", "10.0.0.1", "169.254.169.254"):
            with pytest.raises(stun.TransactionFailed) as refused:
                await inner.channel_bind(0x4000, (inside, 9))
            assert refused.value.response.attributes["ERROR-CODE"][0] == 403
        good.close()
        for username, credential in (turn.credentials(SECRET, "someone", -1), turn.credentials("wrong", "x", 60)):
            with pytest.raises(stun.TransactionFailed) as refused:
                await allocated(username, credential)
            assert refused.value.response.attributes["ERROR-CODE"][0] == 401


class _Nothing(asyncio.DatagramProtocol):
    """Nobody on our side of an allocation."""
