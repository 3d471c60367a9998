"""A page in a relayed call, as a browser would be: one connection, offered whole, with places for others."""

from __future__ import annotations

import asyncio
from typing import Any

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack, VideoStreamTrack

from signaling.media import peer_connection
from signaling.relay import Offer


class Page:
    """Counts the frames of everybody it receives; `places` is what the relay says of who is shown where."""

    def __init__(self, *, camera: MediaStreamTrack | None = None, silent: bool = False, people: int = 3) -> None:
        self.pc: RTCPeerConnection = peer_connection(bundled=True)
        self.frames: dict[str, int] = {}
        self.work: list[asyncio.Task[None]] = []
        self.sends = [] if silent else [self.pc.addTransceiver(AudioStreamTrack(), "sendonly"),
                                        self.pc.addTransceiver(camera or VideoStreamTrack(), "sendonly")]  # fmt: skip
        self.places = [
            (self.pc.addTransceiver("audio", "recvonly"), self.pc.addTransceiver("video", "recvonly"))
            for _ in range(people)
        ]
        self.screens = [self.pc.addTransceiver("video", "recvonly")]

    async def offer(self) -> Offer:
        await self.pc.setLocalDescription(await self.pc.createOffer())
        names = dict(zip(("microphone", "camera"), (str(one.mid) for one in self.sends), strict=False))
        pairs = [(str(a.mid), str(v.mid)) for a, v in self.places]
        return Offer(self.pc.localDescription.sdp, names, pairs, [str(one.mid) for one in self.screens])

    async def answer(self, sdp: str) -> Page:
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="answer"))
        for pair in self.places:
            for one in pair:
                self.work.append(asyncio.ensure_future(self._count(str(one.mid), one.receiver.track)))
        return self

    async def _count(self, mid: str, track: Any) -> None:
        while True:
            await track.recv()
            self.frames[mid] = self.frames.get(mid, 0) + 1

    async def close(self) -> None:
        for one in self.work:
            one.cancel()
        await asyncio.gather(*self.work, return_exceptions=True)
        await self.pc.close()
