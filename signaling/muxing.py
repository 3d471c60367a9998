"""From packets to files: each participant's sound and picture into a WebM of their own, as they were sent.

Nothing is decoded and nothing encoded: VP8 frames and Opus packets are put in order, given a time and written
(realtime.md 1.4: 4 % of a core, where transcoding takes 53 % and stalls). A file comes out as numbered parts of one
size, so that it can be sealed and stored while it grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av

from signaling.media import JitterBuffer, RtpPacket, vp8_depayload

KIND = {"microphone": "audio", "camera": "video", "screen": "video"}
CLOCK = {"audio": 48_000, "video": 90_000}
CAPACITY = {"audio": 32, "video": 512}
"""Packets that are waited for when one is missing; then its frame is given up."""
DRIFT_MS = 1_000
"""Where a sender's clock and the arrival differ by more, the sender has paused or begun anew."""
HOLD_MS = 1_500
"""How long a file waits to learn whether there will be sound, pictures or both."""
MILLISECOND = Fraction(1, 1000)


@dataclass(frozen=True)
class Frame:
    """One encoded picture, or 20 ms of encoded sound, at its time in the recording."""

    kind: str
    at: int
    data: bytes
    key: bool


class Track:
    """The packets of one track in order, and when in the recording each frame was. `wants_key`: see `feed`."""

    def __init__(self, participant: str, source: str) -> None:
        self.participant, self.source, self.kind = participant, source, KIND[source]
        self.wants_key = False
        """A picture was lost: what follows is broken until a whole one comes, which somebody has to ask for."""
        self._buffer = JitterBuffer(capacity=CAPACITY[self.kind], is_video=self.kind == "video")
        self._anchor: tuple[int, int] | None = None
        self._last = -1
        self._broken = self.kind == "video"

    def feed(self, arrived: int, sequence: int, timestamp: int, marker: int, payload: bytes) -> Frame | None:
        """Take one packet that arrived at this millisecond of the recording; the frame that it completes, if any."""
        packet: Any = RtpPacket(marker=marker, sequence_number=sequence, timestamp=timestamp, payload=payload)
        try:
            packet._data = vp8_depayload(payload) if self.kind == "video" and payload else payload
        except ValueError:
            return None
        lost, frame = self._buffer.add(packet)
        if lost:
            self._broken = self.wants_key = True
        if frame is None or not frame.data:
            return None
        at = self._time(arrived, frame.timestamp)
        key = self.kind == "audio" or not frame.data[0] & 1
        if self._broken and not key:
            self.wants_key = True
            return None
        self._broken = False
        return Frame(self.kind, at, frame.data, key)

    def _time(self, arrived: int, timestamp: int) -> int:
        """Milliseconds from the beginning of the recording, by the sender's clock, and never backwards."""
        at = arrived
        if self._anchor is not None:
            passed = (timestamp - self._anchor[1] + 0x8000_0000) % 0x1_0000_0000 - 0x8000_0000
            at = self._anchor[0] + passed * 1000 // CLOCK[self.kind]
        if self._anchor is None or abs(at - arrived) > DRIFT_MS:
            at, self._anchor = arrived, (arrived, timestamp)
        elif timestamp - self._anchor[1] > 0x4000_0000:  # before the 32 bits of the difference turn over
            self._anchor = (at, timestamp)
        self._last = max(at, self._last + 1)
        return self._last


class Parts:
    """The bytes of a growing file, for a muxer that goes back to the beginning once; full parts are in `ready`."""

    def __init__(self, size: int) -> None:
        self.part_size, self.size = size, 0
        self.ready: list[tuple[int, bytes]] = []
        self._head, self._tail, self._at = bytearray(), bytearray(), 0

    def write(self, data: bytes) -> int:
        if self._at < self.size:
            if self._at + len(data) > len(self._head):
                raise ValueError("only the beginning of a file is written twice")
            self._head[self._at : self._at + len(data)] = data
        else:
            self._append(data)
        self._at += len(data)
        return len(data)

    def _append(self, data: bytes) -> None:
        self.size += len(data)
        if (room := self.part_size - len(self._head)) > 0:
            self._head += data[:room]
            data = data[room:]
            if len(self._head) == self.part_size:
                self.ready.append((0, bytes(self._head)))
        self._tail += data
        while len(self._tail) >= self.part_size:
            self.ready.append((self._index(), bytes(self._tail[: self.part_size])))
            del self._tail[: self.part_size]

    def _index(self) -> int:
        """Of the part that the tail begins."""
        return (self.size - len(self._tail)) // self.part_size

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self.size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def end(self) -> None:
        """What is left: the last part, and the first one as it is now."""
        if self._tail:
            self.ready.append((self._index(), bytes(self._tail)))
        self.ready.append((0, bytes(self._head)))


class Film:
    """One file of one participant. It begins when it is known which tracks it has, and has those until its end."""

    def __init__(self, participant: str, source: str, part_size: int) -> None:
        self.participant, self.source = participant, source
        self.parts = Parts(part_size)
        self.offset = self.end_at = 0
        self._held: list[Frame] = []
        self._streams: dict[str, Any] = {}
        self._container: Any = None

    @property
    def tracks(self) -> list[str]:
        return list(self._streams)

    @property
    def duration(self) -> int:
        return max(0, self.end_at - self.offset)

    def takes(self, kind: str) -> bool:
        """Whether a track of this kind has a place in it (still)."""
        return self._container is None or kind in self._streams

    def write(self, frame: Frame) -> None:
        if self._container is not None:
            return self._mux(frame)
        self._held.append(frame)
        kinds = {one.kind for one in self._held}
        if len(kinds) == 2 or frame.at - self._held[0].at > HOLD_MS:
            self._begin()
        return None

    def close(self) -> None:
        """Write what is held, and the length."""
        if self._held and self._container is None:
            self._begin()
        if self._container is not None:
            self._container.close()
            self.parts.end()

    def _begin(self) -> None:
        held, self._held = sorted(self._held, key=lambda one: one.at), []
        self.offset = held[0].at
        self._container = av.open(self.parts, "w", format="webm", options={"max_interleave_delta": "1000000"})
        for kind in sorted({one.kind for one in held}):
            first = next(one for one in held if one.kind == kind)
            self._streams[kind] = _stream(self._container, kind, first.data)
        for one in held:
            self._mux(one)

    def _mux(self, frame: Frame) -> None:
        packet = av.Packet(frame.data)
        packet.stream = self._streams[frame.kind]
        packet.time_base = MILLISECOND
        packet.pts = packet.dts = frame.at - self.offset
        packet.is_keyframe = frame.key
        self._container.mux(packet)
        self.end_at = max(self.end_at, frame.at + (20 if frame.kind == "audio" else 33))


def _stream(container: Any, kind: str, first: bytes) -> Any:
    """A track of the file. The Opus "encoder" is there for the header that it makes; it never gets a sample."""
    if kind == "audio":
        return container.add_stream("libopus", rate=48_000, layout="stereo")
    # RFC 6386, 9.1: behind the start code of a key frame, 14 bits each of width and height.
    width, height = (int.from_bytes(first[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    return container.add_mux_stream("vp8", width=width, height=height, time_base=MILLISECOND)
