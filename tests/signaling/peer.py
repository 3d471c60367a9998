"""A real media participant without a browser: aiortc behind a socket. It answers only; it cannot restart ICE."""

from __future__ import annotations

import asyncio
from typing import Any

from aiortc import MediaStreamTrack, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack
from aiortc.sdp import candidate_from_sdp

from signaling.media import peer_connection
from tests.signaling.house import Sock

OTHER = {"patient": "clinician", "clinician": "patient"}


class Peer:
    """One end of a call. `frames` counts what was decoded, by kind."""

    def __init__(self, sock: Sock, visit_id: str, page: str = "peer-page-1") -> None:
        self.sock, self.visit_id, self.page = sock, visit_id, page
        self.pc = peer_connection()
        self.frames = {"audio": 0, "video": 0}
        self.side, self.gen, self.to_gen, self.seq = "", 0, 0, 0
        self.tasks: set[asyncio.Task[Any]] = set()
        self.pc.on("track", self._track)
        sock.io.on("call:signal", self._signal)
        sock.io.on("call:peer", self._peer)

    async def enter(self, *, camera: bool = True) -> Peer:
        """Come into the call with a sounding microphone and, unless told otherwise, a moving picture."""
        self.pc.addTrack(AudioStreamTrack())
        if camera:
            self.pc.addTrack(VideoStreamTrack())
        reply = await self.sock.ask("visit:enter", {"visit_id": self.visit_id, "page": self.page})
        assert reply["ok"], reply
        self.side, self.gen = reply["participant_id"], reply["gen"]
        for other in reply["peers"]:
            self.to_gen = other["gen"]
        return self

    async def offer(self) -> None:
        """Only towards another peer: a browser makes the offers itself."""
        await self.pc.setLocalDescription(await self.pc.createOffer())
        await self._send(description=self._local())

    async def leave(self) -> None:
        for task in self.tasks:
            task.cancel()
        await self.pc.close()

    def _local(self) -> dict[str, str]:
        return {"type": self.pc.localDescription.type, "sdp": self.pc.localDescription.sdp}

    async def _send(self, **signal: Any) -> None:
        self.seq += 1
        sent = {"visit_id": self.visit_id, "to": OTHER[self.side], "gen": self.gen, "to_gen": self.to_gen,
                "seq": self.seq, **signal}  # fmt: skip
        # Not a call: the answer to an offer is sent from within a handler, where the acknowledgement cannot arrive.
        await self.sock.io.emit("call:signal", sent)

    async def _peer(self, news: dict[str, Any]) -> None:
        self.to_gen = news["gen"]

    async def _signal(self, signal: dict[str, Any]) -> None:
        if description := signal.get("description"):
            await self.pc.setRemoteDescription(RTCSessionDescription(**description))
            if description["type"] == "offer":
                await self.pc.setLocalDescription(await self.pc.createAnswer())
                await self._send(description=self._local())
        elif (candidate := signal.get("candidate")) and (text := candidate["candidate"]):
            found = candidate_from_sdp(text.removeprefix("candidate:"))
            found.sdpMid, found.sdpMLineIndex = candidate["sdpMid"], candidate["sdpMLineIndex"]
            await self.pc.addIceCandidate(found)

    def _track(self, track: MediaStreamTrack) -> None:
        # Whoever does not read a track of aiortc collects its frames in memory for ever.
        self.tasks.add(asyncio.ensure_future(self._watch(track)))

    async def _watch(self, track: MediaStreamTrack) -> None:
        while True:
            await track.recv()
            self.frames[track.kind] += 1
