"""What a relayed subscriber costs, beside the library's own MediaRelay in the same run.

    python3 run.py bench relay [--json] [--subscribers 6] [--seconds 5]

One publisher (640x480, 30 pictures/s, VP8 and Opus) and N subscribers live in a process of their own; the relay lives
in this one, and only this one's CPU time is counted. Both relays get the same publisher, the same subscribers and the
same seconds, one after the other. CPU per subscriber is the slope between one subscriber and N. Added latency: from the
publisher's packet to a subscriber's over the relay, less the same over a direct connection. Join: from a subscriber's
offer to the last packet of its first whole picture.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from typing import Any
from uuid import uuid4

from aiortc import RTCSessionDescription
from aiortc.contrib.media import MediaRelay
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack
from av import VideoFrame

from signaling.media import RtpPacket, peer_connection
from signaling.relay import Offer, Relay

TARGETS = "cpu_ratio_per_subscriber <= 0.1"


class Noise(VideoStreamTrack):
    """A moving picture that costs about as many packets as a face does."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures = []
        for shift in range(12):
            frame = VideoFrame(640, 480, "yuv420p")
            for plane in frame.planes:
                line = plane.line_size
                plane.update(
                    bytes(abs((n % line) // 2 + (n // line) // 3 + shift * 11) & 0xFF for n in range(plane.buffer_size))
                )
            self.pictures.append(frame)
        self.count = 0

    async def recv(self) -> VideoFrame:
        pts, base = await self.next_timestamp()
        frame = self.pictures[self.count % len(self.pictures)]
        self.count += 1
        frame.pts, frame.time_base = pts, base
        return frame


class Load:
    """The other process: publisher and subscribers."""

    def __init__(self) -> None:
        self.pcs: list[Any] = []
        self.sent: dict[tuple[int, int], float] = {}
        self.delays: list[float] = []
        self.first: list[float] = []
        self.packets = 0

    async def publish(self) -> dict[str, Any]:
        pc = peer_connection(bundled=True)
        self.pcs.append(pc)
        sends = [pc.addTransceiver(AudioStreamTrack(), "sendonly"), pc.addTransceiver(Noise(), "sendonly")]
        await pc.setLocalDescription(await pc.createOffer())
        self._watch(pc.getTransceivers()[1].sender)
        names = dict(zip(("microphone", "camera"), (one.mid for one in sends), strict=True))
        return {"sdp": pc.localDescription.sdp, "sends": names}

    def _watch(self, sender: Any) -> None:
        send = sender.transport._send_rtp

        async def noted(data: bytes) -> None:
            if data[1] & 0x7F == 97:
                self.sent[int.from_bytes(data[2:4]), int.from_bytes(data[4:8])] = time.perf_counter()
            await send(data)

        sender.transport._send_rtp = noted

    async def subscribe(self) -> dict[str, Any]:
        pc = peer_connection(bundled=True)
        self.pcs.append(pc)
        pair = [pc.addTransceiver(kind, "recvonly") for kind in ("audio", "video")]
        began = time.perf_counter()
        await pc.setLocalDescription(await pc.createOffer())
        seen = False

        async def video(packet: RtpPacket, arrival_time_ms: int) -> None:
            nonlocal seen
            self.packets += 1
            if packet.marker and not seen:
                seen = True
                self.first.append((time.perf_counter() - began) * 1000)
            if at := self.sent.get((packet.sequence_number, packet.timestamp)):
                self.delays.append((time.perf_counter() - at) * 1000)

        async def audio(*_: Any, **__: Any) -> None: ...

        pair[0].receiver._handle_rtp_packet = audio  # type: ignore[method-assign]
        pair[1].receiver._handle_rtp_packet = video  # type: ignore[method-assign]
        return {"sdp": pc.localDescription.sdp, "pair": [one.mid for one in pair]}

    async def answer(self, sdp: str) -> None:
        await self.pcs[-1].setRemoteDescription(RTCSessionDescription(sdp=sdp, type="answer"))

    async def direct(self) -> list[float]:
        """Delays of the same publisher without any relay."""
        await self.publish()
        publisher, near = self.pcs[-1], peer_connection(bundled=True)
        await near.setRemoteDescription(RTCSessionDescription(sdp=publisher.localDescription.sdp, type="offer"))

        async def video(packet: RtpPacket, arrival_time_ms: int) -> None:
            if at := self.sent.get((packet.sequence_number, packet.timestamp)):
                self.delays.append((time.perf_counter() - at) * 1000)

        near.getTransceivers()[1].receiver._handle_rtp_packet = video  # type: ignore[method-assign]
        await near.setLocalDescription(await near.createAnswer())
        await publisher.setRemoteDescription(RTCSessionDescription(sdp=near.localDescription.sdp, type="answer"))
        await asyncio.sleep(2.5)
        self.pcs.append(near)
        found, self.delays = self.delays, []
        return found

    async def close(self) -> None:
        await asyncio.gather(*(pc.close() for pc in self.pcs))
        self.__init__()  # type: ignore[misc]

    async def take(self) -> dict[str, Any]:
        found = {"delays": self.delays, "first": self.first, "packets": self.packets}
        self.delays, self.packets = [], 0
        return found


async def load() -> None:
    """Read commands, say results: one JSON a line."""
    here = Load()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        name, arguments = json.loads(line)
        result = await getattr(here, name)(*arguments)
        print(json.dumps(result), flush=True)


class Far:
    """The load process as this one sees it."""

    async def start(self) -> Far:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.relay", "--load", stdin=-1, stdout=-1, limit=2**22)  # fmt: skip
        return self

    async def do(self, name: str, *arguments: Any) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps([name, arguments]).encode() + b"\n")
        return json.loads(await self.process.stdout.readline())

    async def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        await self.process.wait()


class Ours:
    """The product's relay."""

    def __init__(self) -> None:
        self.relay, self.visit, self.count = Relay(lambda *_: None, most=1_000_000), uuid4(), 0

    async def publish(self, offer: dict[str, Any]) -> str:
        return await self.relay.join(self.visit, "publisher", 1, Offer(offer["sdp"], offer["sends"], [], []))

    async def subscribe(self, offer: dict[str, Any]) -> str:
        self.count += 1
        given = Offer(offer["sdp"], {}, [tuple(offer["pair"])], [])
        return await self.relay.join(self.visit, f"viewer-{self.count}", 1, given)

    async def stop(self) -> None:
        await self.relay.stop()


class Stock:
    """MediaRelay: each track decoded once and encoded for each subscriber."""

    def __init__(self) -> None:
        self.relay, self.tracks, self.pcs = MediaRelay(), [], []  # type: ignore[var-annotated]

    async def publish(self, offer: dict[str, Any]) -> str:
        return await self._answer(offer["sdp"], None)

    async def subscribe(self, offer: dict[str, Any]) -> str:
        return await self._answer(offer["sdp"], self.tracks)

    async def _answer(self, sdp: str, tracks: Any) -> str:
        pc = peer_connection(bundled=True)
        self.pcs.append(pc)
        if tracks is None:
            pc.on("track", self.tracks.append)
        await pc.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="offer"))
        for track in tracks or ():
            place = next(one for one in pc.getTransceivers() if one.kind == track.kind)
            place.sender.replaceTrack(self.relay.subscribe(track))
            place.direction = "sendonly"
        await pc.setLocalDescription(await pc.createAnswer())
        return str(pc.localDescription.sdp)

    async def stop(self) -> None:
        await asyncio.gather(*(pc.close() for pc in self.pcs))


async def measure(far: Far, kind: type[Ours] | type[Stock], subscribers: int, seconds: float) -> dict[str, Any]:
    """CPU of this process with one subscriber and with `subscribers`, and what they received."""
    relay = kind()
    await far.do("answer", await relay.publish(await far.do("publish")))
    shares: dict[int, float] = {}
    received: dict[str, Any] = {}
    for number in range(1, subscribers + 1):
        await far.do("answer", await relay.subscribe(await far.do("subscribe")))
        if number in (1, subscribers):
            await asyncio.sleep(2.0)
            await far.do("take")
            cpu, at = time.process_time(), time.perf_counter()
            await asyncio.sleep(seconds)
            shares[number] = (time.process_time() - cpu) / (time.perf_counter() - at)
            received = await far.do("take")
    await far.do("close")
    await relay.stop()
    per_subscriber = (shares[subscribers] - shares[1]) / (subscribers - 1)
    packets = received["packets"] / seconds / subscribers
    return {
        "core_share": {str(n): round(share, 4) for n, share in shares.items()},
        "core_share_per_subscriber": per_subscriber, "video_packets_per_second": round(packets, 1),
        "delay_ms": statistics.median(received["delays"]) if received["delays"] else None,
        "first_frame_ms": statistics.median(received["first"]) if received["first"] else None,
    }  # fmt: skip


async def run(subscribers: int, seconds: float) -> dict[str, Any]:
    far = await Far().start()
    direct = statistics.median(await far.do("direct"))
    await far.do("close")
    ours = await measure(far, Ours, subscribers, seconds)
    stock = await measure(far, Stock, subscribers, seconds)
    await far.stop()
    packets = ours["video_packets_per_second"] + 50
    return {
        "bench": "relay", "subscribers": subscribers, "targets": TARGETS,
        "cpu_ratio_per_subscriber": round(ours["core_share_per_subscriber"] / stock["core_share_per_subscriber"], 4),
        "cpu_us_per_packet": round(ours["core_share_per_subscriber"] / packets * 1e6, 1),
        "added_latency_ms": round(ours["delay_ms"] - direct, 2),
        "first_frame_ms": round(ours["first_frame_ms"], 1),
        "ours": ours, "stock": stock,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--load", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--subscribers", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=5.0)
    given = parser.parse_args()
    if given.load:
        asyncio.run(load())
        return
    found = asyncio.run(run(max(2, given.subscribers), given.seconds))
    if not given.json:
        print(f"a subscriber costs {found['cpu_ratio_per_subscriber']:.1%} of what MediaRelay's costs; "
              f"{found['cpu_us_per_packet']} µs per packet, {found['added_latency_ms']} ms added")  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main()
