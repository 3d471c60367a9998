"""Forwarding of media packets as they are: no decoder, no encoder, no queue (realtime.md 1.3).

An `Inlet` is one track that somebody sends us, an `Outlet` one place in which somebody receives a track. A packet that
comes in gets a new header for each outlet and is on the wire before the next one is read, so that nothing can pile up.
The names used of the library underneath are private; a test fails when they move.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from struct import pack
from typing import Any

from signaling import media
from signaling.media import RtcpPsfbPacket, RtcpSenderInfo, RtcpSrPacket, RtpPacket

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
HISTORY = 512
"""Packets of one track that can be sent again: about five seconds of video."""
KEY_EVERY = 0.5
"""Seconds between two requests for a whole picture, whoever asks (PLI coalesced per publisher)."""
REMB_LEAST = 150_000
REMB_LASTS = 5.0
NTP_EPOCH = 2_208_988_800
"""Seconds from 1900, where NTP begins, to 1970."""


def ntp() -> int:
    """The present moment as a 64-bit NTP timestamp."""
    return int((time.time() + NTP_EPOCH) * 4_294_967_296)


class Meter:
    """How many packets go out in a second, of all outlets that share it."""

    def __init__(self) -> None:
        self.sent = 0
        self.per_second = 0.0
        self._at, self._before = time.monotonic(), 0

    def look(self) -> float:
        """Measure anew when the last look is a second old."""
        moment = time.monotonic()
        if (past := moment - self._at) >= 1.0:
            self.per_second = (self.sent - self._before) / past
            self._at, self._before = moment, self.sent
        return self.per_second


class Inlet:
    """One track of one publisher."""

    def __init__(self, receiver: Any, kind: str, source: str, codecs: list[Any]) -> None:
        self.receiver, self.kind, self.source = receiver, kind, source
        self.owner = ""
        """Whose track it is."""
        self.outlets: list[Outlet] = []
        self.taps: list[Any] = []
        """Called with each packet, in order of arrival (a recorder)."""
        self.ssrc = 0
        self.packets = 0
        self._key_at = 0.0
        self._asking: asyncio.Future[Any] | None = None
        self._key_later: asyncio.TimerHandle | None = None
        self._codecs = {codec.payloadType: codec for codec in codecs}
        self._remb: dict[Outlet, tuple[int, float]] = {}
        receiver._handle_rtp_packet = self.rtp  # nothing is decoded and nothing is queued

    def _of(self, name: str) -> Any:
        return getattr(self.receiver, f"_RTCRtpReceiver__{name}")

    async def rtp(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        """Count it, ask again for what is missing, and hand it on."""
        codec = self._codecs.get(packet.payload_type)
        if codec is None:
            return
        await self._estimate(packet, arrival_time_ms)
        streams = self._of("remote_streams")
        if packet.ssrc not in streams:
            streams[packet.ssrc] = media.StreamStatistics(codec.clockRate)
        streams[packet.ssrc].add(packet)
        if media.is_rtx(codec):
            original, apt = self._of("rtx_ssrc").get(packet.ssrc), codec.parameters.get("apt")
            if original is None or len(packet.payload) < 2 or apt not in self._codecs:
                return
            packet = media.unwrap_rtx(packet, payload_type=apt, ssrc=original)
        self.ssrc = packet.ssrc
        missing = self._of("nack_generator")
        if missing is not None and missing.add(packet):
            await self.receiver._send_rtcp_nack(packet.ssrc, sorted(missing.missing))
        self.packets += 1
        moment = ntp()
        for outlet in self.outlets:
            outlet.send(packet, moment)
        for tap in self.taps:
            tap(packet)

    async def _estimate(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        """Tell the publisher how much may be sent: what arrives well here, but not more than the viewers can take."""
        estimator, own = self._of("remote_bitrate_estimator"), self._of("rtcp_ssrc")
        if estimator is None or own is None or packet.extensions.abs_send_time is None:
            return
        remb = estimator.add(
            abs_send_time=packet.extensions.abs_send_time, arrival_time_ms=arrival_time_ms,
            payload_size=len(packet.payload) + packet.padding_size, ssrc=packet.ssrc,
        )  # fmt: skip
        if remb is None:
            return
        fresh = time.monotonic() - REMB_LASTS
        viewers = [bits for outlet, (bits, at) in self._remb.items() if at > fresh and outlet in self.outlets]
        bitrate = max(REMB_LEAST, min([remb[0], *viewers]))
        await self.receiver._send_rtcp(
            RtcpPsfbPacket(fmt=media.RTCP_PSFB_APP, ssrc=own, media_ssrc=0, fci=media.pack_remb_fci(bitrate, remb[1]))
        )

    def estimated(self, outlet: Outlet, bitrate: int) -> None:
        """A viewer says how much it can take."""
        self._remb[outlet] = (bitrate, time.monotonic())

    def want_key(self) -> None:
        """Ask the publisher for a whole picture; who asks in between gets the same one."""
        if self.kind != "video" or self._key_later is not None:
            return
        wait = max(0.0, self._key_at + KEY_EVERY - time.monotonic())
        self._key_later = asyncio.get_running_loop().call_later(wait, self._ask)

    def _ask(self) -> None:
        self._key_later, self._key_at = None, time.monotonic()
        if self.ssrc:  # else nothing has come yet, and what comes first is whole anyway
            self._asking = asyncio.ensure_future(self.receiver._send_rtcp_pli(self.ssrc))

    def close(self) -> None:
        """Nobody gets anything from here any more."""
        if self._key_later is not None:
            self._key_later.cancel()
        for outlet in list(self.outlets):
            outlet.detach()
        self.taps.clear()


class Outlet:
    """One place of one subscriber: its own SSRC and header, the publisher's payload, numbers and times.

    A place carries one track in its life. Another track has other numbers, which a decoder would take for the past.
    """

    def __init__(self, transceiver: Any, meter: Meter) -> None:
        self.sender = transceiver.sender
        self.mid: str = transceiver.mid
        self.source: Inlet | None = None
        self.used = False
        self.meter = meter
        self.packets = self.octets = self.resent = 0
        self._last = (0, 0)
        codecs = transceiver._codecs
        self._pt = codecs[0].payloadType
        self._rtx_pt = next(
            (one.payloadType for one in codecs if media.is_rtx(one) and one.parameters.get("apt") == self._pt), None
        )
        self._rtx_sequence = 1
        self._history: list[RtpPacket | None] = [None] * HISTORY
        self._before, self._timed = _extensions({one.uri: one.id for one in transceiver._headerExtensions}, self.mid)
        self.sender._handle_rtcp_packet = self.rtcp
        self.sender._run_rtp = self._quiet_rtp
        self.sender._run_rtcp = self._quiet_rtcp

    def attach(self, inlet: Inlet) -> None:
        """From now on this place shows that track, beginning with a whole picture."""
        self.source, self.used = inlet, True
        inlet.outlets.append(self)
        inlet.want_key()

    def detach(self) -> None:
        if self.source is not None and self in self.source.outlets:
            self.source.outlets.remove(self)
        self.source = None

    def send(self, packet: RtpPacket, moment: int) -> None:
        """Put one packet on the wire; while there is none yet, it is gone, as media is."""
        self._history[packet.sequence_number % HISTORY] = packet
        if self._write(packet, self._pt, packet.sequence_number, self.sender._ssrc, packet.payload, moment):
            self.packets += 1
            self.octets += len(packet.payload)
            self._last = (moment, packet.timestamp)

    def _write(self, packet: RtpPacket, pt: int, sequence: int, ssrc: int, payload: bytes, moment: int) -> bool:
        dtls = self.sender.transport
        srtp = dtls._tx_srtp
        pair = dtls.transport._connection._nominated.get(1)
        if srtp is None or pair is None:
            return False
        time24 = pack("!L", (moment >> 14) & 0xFFFFFF)[1:] if self._timed else b""
        header = pack("!BBHLL", 0x90, packet.marker << 7 | pt, sequence, packet.timestamp, ssrc)
        data = srtp.protect(header + self._before + time24 + payload)
        wire = pair.protocol.transport
        if wire is None or wire.is_closing():
            return False
        wire.sendto(data, pair.remote_addr)
        self.meter.sent += 1
        return True

    async def rtcp(self, packet: Any) -> None:
        """What the subscriber says of this place."""
        source = self.source
        if isinstance(packet, media.RtcpRtpfbPacket) and packet.fmt == media.RTCP_RTPFB_NACK:
            for sequence in packet.lost[:HISTORY]:
                self._again(sequence)
        elif source is None or not isinstance(packet, RtcpPsfbPacket):
            return
        elif packet.fmt in (media.RTCP_PSFB_PLI, media.RTCP_PSFB_FIR):
            source.want_key()
        elif packet.fmt == media.RTCP_PSFB_APP:
            try:
                bitrate, ssrcs = media.unpack_remb_fci(packet.fci)
            except (ValueError, IndexError):
                return
            if self.sender._ssrc in ssrcs:
                source.estimated(self, bitrate)

    def _again(self, sequence: int) -> None:
        packet = self._history[sequence % HISTORY]
        if packet is None or packet.sequence_number != sequence:
            return
        self.resent += 1
        if self._rtx_pt is None:
            self._write(packet, self._pt, sequence, self.sender._ssrc, packet.payload, ntp())
            return
        payload = pack("!H", sequence) + packet.payload
        self._write(packet, self._rtx_pt, self._rtx_sequence, self.sender._rtx_ssrc, payload, ntp())
        self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF

    async def report(self) -> None:
        """A sender report, so that sound and picture stay together."""
        if not self.packets or self.source is None:
            return
        info = RtcpSenderInfo(ntp_timestamp=self._last[0], rtp_timestamp=self._last[1],
                              packet_count=self.packets & 0xFFFFFFFF, octet_count=self.octets & 0xFFFFFFFF)  # fmt: skip
        await self.sender._send_rtcp([RtcpSrPacket(ssrc=self.sender._ssrc, sender_info=info)])

    async def _quiet_rtp(self, *_: Any) -> None:
        await self._quiet("rtp")

    async def _quiet_rtcp(self) -> None:
        await self._quiet("rtcp")

    async def _quiet(self, name: str) -> None:
        """In place of the loops that would encode and report for a track of our own: we have none."""
        getattr(self.sender, f"_RTCRtpSender__{name}_started").set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        getattr(self.sender, f"_RTCRtpSender__{name}_exited").set()


def _extensions(ids: dict[str, int], mid: str) -> tuple[bytes, bool]:
    """A block of header extensions (RFC 8285, one byte each), and whether 24 bits of send time have to follow it."""
    body = b""
    if number := ids.get(MID):
        name = mid.encode()[:16]
        body = bytes([number << 4 | (len(name) - 1)]) + name
    clock = ids.get(ABS_SEND_TIME)
    if clock:
        body += bytes([clock << 4 | 2])
    length = len(body) + (3 if clock else 0)
    # Padding may stand anywhere; it stands first, so that the time can be the last thing.
    return pack("!HH", 0xBEDE, -(-length // 4)) + b"\0" * (-length % 4) + body, bool(clock)
