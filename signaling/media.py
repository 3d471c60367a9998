"""aiortc, made fit: the only module that imports it, so that its two bad habits are off everywhere.

aioice 0.13 hands every datagram that is not STUN to DTLS, whoever sent it: a stranger who sprays one ClientHello at the
port breaks handshakes (OWASP ASVS 17.2.6, measured 3 of 3). The filter drops what does not come from an address in the
ICE check list. And aiortc asks a public STUN server unless it is told which servers to use: here it is always told.
The names patched are private, so aioice is pinned and a test fails when they move.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aioice.ice
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.codecs import is_rtx
from aiortc.codecs.vpx import vp8_depayload
from aiortc.jitterbuffer import JitterBuffer
from aiortc.rtcrtpreceiver import RTCRtpReceiver, StreamStatistics
from aiortc.rtcrtpsender import RTCRtpSender
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPsfbPacket,
    RtcpRtpfbPacket,
    RtcpSenderInfo,
    RtcpSrPacket,
    RtpPacket,
    is_rtcp,
    pack_remb_fci,
    unpack_remb_fci,
    unwrap_rtx,
)

__all__ = [
    "RTCP_PSFB_APP", "RTCP_PSFB_FIR", "RTCP_PSFB_PLI", "RTCP_RTPFB_NACK", "JitterBuffer", "RTCPeerConnection",
    "RTCRtpReceiver", "RTCRtpSender", "RTCRtpTransceiver", "RTCSessionDescription", "RtcpPsfbPacket", "RtcpRtpfbPacket",
    "RtcpSenderInfo", "RtcpSrPacket", "RtpPacket", "StreamStatistics", "is_rtcp", "is_rtx", "pack_remb_fci",
    "peer_connection", "unpack_remb_fci", "unwrap_rtx", "vp8_depayload",
]  # fmt: skip

MAGIC = b"\x21\x12\xa4\x42"
_original = aioice.ice.StunProtocol.datagram_received


def is_stun(data: bytes) -> bool:
    """Whether a datagram has the shape of STUN (RFC 8489: two zero bits, magic cookie)."""
    return len(data) >= 20 and data[0] < 4 and data[4:8] == MAGIC


def known_sender(receiver: Any, addr: tuple[Any, ...]) -> bool:
    """Whether `addr` is a remote candidate of this connection."""
    sender = (addr[0], addr[1])
    nominated = receiver._nominated.values()  # the usual case first: one pair
    return any(tuple(pair.remote_addr) == sender for pair in nominated) or any(
        tuple(pair.remote_addr) == sender for pair in receiver._check_list
    )


def datagram_received(self: Any, data: bytes, addr: tuple[Any, ...]) -> None:
    """The filter: media and DTLS only from addresses that ICE knows."""
    if is_stun(data) or known_sender(self.receiver, addr):
        _original(self, data, addr)


aioice.ice.StunProtocol.datagram_received = datagram_received  # type: ignore[method-assign, assignment]


def peer_connection(servers: Sequence[dict[str, Any]] = (), *, bundled: bool = False) -> RTCPeerConnection:
    """A connection that uses exactly these ICE servers, and none when there are none.

    It cannot restart ICE and ignores rollback: let it answer only (realtime.md 1.1). `bundled`: all tracks go over
    one transport, as in browsers; by default a second track of a kind stays on a transport that is thrown away.
    """
    policy = RTCBundlePolicy.MAX_BUNDLE if bundled else RTCBundlePolicy.BALANCED
    return RTCPeerConnection(RTCConfiguration(iceServers=[RTCIceServer(**one) for one in servers], bundlePolicy=policy))
