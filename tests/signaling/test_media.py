"""Real media through our own signalling, and aiortc made fit."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aioice.ice
import pytest
from aiortc.mediastreams import AudioStreamTrack

from signaling import media
from signaling.media import datagram_received, is_stun, known_sender, peer_connection
from tests.factories import visits
from tests.hub_fixture import Hub
from tests.signaling.conftest import options_of
from tests.signaling.house import until
from tests.signaling.peer import Peer


async def test_two_peers_see_and_hear_each_other_through_the_hub(hub: Hub) -> None:
    house = options_of(hub)
    async with house.stack:
        await house.open(2)
        visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
        clinician = Peer(await house.connect(visit.doctor, 0), str(visit.id))
        patient = Peer(await house.connect(visit.patient, 1), str(visit.id))
        try:
            await clinician.enter()
            await patient.enter()
            await until(lambda: clinician.to_gen)
            await clinician.offer()
            for peer in (clinician, patient):
                await until(lambda peer=peer: peer.frames["audio"] > 20 and peer.frames["video"] > 5)  # type: ignore[misc]
            assert await visit.status() == "in_call"
        finally:
            await clinician.leave()
            await patient.leave()


def test_the_names_that_the_filter_stands_on_are_still_there() -> None:
    """Fails when aioice moves them: then the filter guards nothing any more."""
    assert aioice.ice.StunProtocol.datagram_received is datagram_received
    connection = aioice.ice.Connection(ice_controlling=True)
    assert connection._check_list == [] and connection._nominated == {}
    assert "remote_addr" in dir(aioice.ice.CandidatePair)
    assert not known_sender(connection, ("203.0.113.9", 9))
    assert not is_stun(b"\x16\xfe\xfd" + b"\0" * 40) and is_stun(b"\0\1\0\0\x21\x12\xa4\x42" + b"\0" * 12)


def test_no_other_module_of_ours_imports_aiortc() -> None:
    root = Path(media.__file__).resolve().parents[1]
    files = [p for folder in ("hub", "workflows", "signaling", "notifications") for p in (root / folder).rglob("*.py")]
    users = [p.name for p in files if "aiortc" in p.read_text() or "aioice" in p.read_text()]
    assert set(users) - {"logs.py", "__init__.py"} == {"media.py"}


def test_nobody_foreign_is_asked_for_candidates() -> None:
    configuration = vars(peer_connection())["_RTCPeerConnection__configuration"]
    assert configuration.iceServers == []


@pytest.fixture
async def spray() -> AsyncIterator[Any]:
    """Sends a DTLS ClientHello, again and again, to every port it is told of."""
    ports: set[tuple[str, int]] = set()
    hello = b"\x16\xfe\xff" + b"\0" * 8 + b"\0\x36\x01" + os.urandom(53)
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    async def forever() -> None:
        while True:
            for address in tuple(ports):
                sender.sendto(hello, address)
            await asyncio.sleep(0.001)

    running = asyncio.create_task(forever())
    yield ports
    running.cancel()
    sender.close()


async def test_b56_a_stranger_cannot_break_handshakes(spray: set[tuple[str, int]]) -> None:
    for _ in range(20):
        spray.clear()
        one, other = peer_connection(), peer_connection()
        try:
            one.addTrack(AudioStreamTrack())
            await one.setLocalDescription(await one.createOffer())
            await other.setRemoteDescription(one.localDescription)
            await other.setLocalDescription(await other.createAnswer())
            for pc in (one, other):
                for line in pc.localDescription.sdp.splitlines():
                    parts = line.split()
                    if line.startswith("a=candidate:") and "." in parts[4]:
                        spray.add((parts[4], int(parts[5])))
            await one.setRemoteDescription(other.localDescription)
            await until(lambda pc=one: pc.connectionState == "connected")  # type: ignore[misc]
        finally:
            await asyncio.gather(one.close(), other.close())


async def test_b56_a_wrong_fingerprint_closes_the_media() -> None:
    from aiortc import RTCSessionDescription

    one, other = peer_connection(), peer_connection()
    try:
        one.addTrack(AudioStreamTrack())
        await one.setLocalDescription(await one.createOffer())
        await other.setRemoteDescription(one.localDescription)
        await other.setLocalDescription(await other.createAnswer())
        answer = other.localDescription.sdp
        forged = "\r\n".join(
            line[:-2] + ("00" if line[-2:] != "00" else "11") if line.startswith("a=fingerprint:") else line
            for line in answer.splitlines()
        )
        await one.setRemoteDescription(RTCSessionDescription(sdp=forged + "\r\n", type="answer"))
        await until(lambda: one.connectionState in ("failed", "closed"))
    finally:
        await asyncio.gather(one.close(), other.close())
