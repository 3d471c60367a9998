"""The relay of calls with three people and more: each page sends its tracks once and receives those of the others.

One connection per page. The page offers it whole, with places for everybody who may come, and the relay answers: what
changes later (somebody comes, shares a screen, leaves) needs no new negotiation, only news of which place shows whom.
Packets are forwarded as they are (signaling.packets); capacity is counted in packets per second, and above it nobody
more is let in.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from prometheus_client import Gauge

from hub.core.errors import Conflict, HubError, Invalid, Unavailable
from signaling import media
from signaling.packets import Inlet, Meter, Outlet

log = structlog.get_logger(__name__)
PACKETS = Gauge("wardline_relay_packets_per_second", "Media packets that this process forwards")

SOURCES = {"microphone": "audio", "camera": "video", "screen": "video"}
COST = {"microphone": 50, "camera": 110, "screen": 60}
"""Packets per second that one subscription of such a track is expected to cost."""
MOST_PLACES = 40
MOST_CANDIDATES = 64
CODECS = {"audio": "audio/opus", "video": "video/VP8"}


def cost_of(people: int) -> int:
    """Packets per second of a call that comes over to us: each of them is sent to all others."""
    return people * (people - 1) * (COST["microphone"] + COST["camera"])


Tell = Callable[[UUID, str, str, dict[str, Any]], None]
"""(visit, participant, event, data): news for one page of a call."""


@dataclass(frozen=True)
class Offer:
    """What a page offers: its SDP, which m-line sends what, and which ones are there to show others."""

    sdp: str
    sends: dict[str, str]
    """microphone, camera, screen -> mid"""
    pairs: Sequence[tuple[str, str]]
    """(sound, picture) mids of places, one pair per person who may come."""
    screens: Sequence[str]
    """mids of places for shared screens"""


@dataclass(eq=False)
class Peer:
    """One page in one call."""

    participant: str
    gen: int
    connection: Any
    inlets: dict[str, Inlet] = field(default_factory=dict)
    pairs: list[tuple[Outlet, Outlet]] = field(default_factory=list)
    screens: list[Outlet] = field(default_factory=list)
    shares: bool = False

    def places(self) -> list[dict[str, Any]]:
        """Which place shows whom now."""
        return [
            {"mid": one.mid, "participant": one.source.owner, "source": one.source.source}
            for one in self.outlets() if one.source is not None
        ]  # fmt: skip

    def outlets(self) -> list[Outlet]:
        return [*(one for pair in self.pairs for one in pair), *self.screens]


class Room:
    """One call."""

    def __init__(self, relay: Relay, visit_id: UUID) -> None:
        self.relay, self.visit_id = relay, visit_id
        self.peers: dict[str, Peer] = {}
        self.coming: dict[str, Peer] = {}
        """Pages whose offer is being answered; who leaves meanwhile, or comes with a newer page, is not let in."""

    async def join(self, participant: str, gen: int, offer: Offer) -> str:
        """The answer to a page's offer; an older page of the same person is out."""
        if any(one.gen > gen for one in (self.peers.get(participant), self.coming.get(participant)) if one):
            raise Invalid("A newer page is in the call.", code="stale_generation")
        self.relay.must_have_room_for(self._cost(participant, offer))
        peer = Peer(participant, gen, media.peer_connection(self.relay.servers(), bundled=True))
        self.coming[participant] = peer
        joined = False
        try:
            answer = await _answer(peer, offer, self.relay.meter)
            if self.coming.get(participant) is not peer:
                raise Conflict("This page is not in the call any more.", code="not_in_call")
            joined = True
        except HubError:
            raise
        except Exception as error:
            log.info("relay_offer_refused", error=type(error).__name__)
            raise Invalid("This offer cannot be answered.", code="bad_offer") from error
        finally:
            if self.coming.get(participant) is peer:
                del self.coming[participant]
            if not joined:
                self.relay.later(_close(peer.connection))
        if (older := self.peers.get(participant)) is not None:
            self.drop(older)
        self.peers[participant] = peer
        for other in self.peers.values():
            if other is not peer:
                self._show(other, peer)
                self._show(peer, other)
        self._say()
        return answer

    def leave(self, participant: str, gen: int | None = None) -> None:
        """A page is gone, or is not to come any more; the places that showed it are empty and stay so."""
        if (coming := self.coming.get(participant)) is not None and gen in (None, coming.gen):
            del self.coming[participant]
        if (peer := self.peers.get(participant)) is not None and gen in (None, peer.gen):
            self.drop(peer)
            self._say()

    def drop(self, peer: Peer) -> None:
        """Cut one page's connection; nobody is told."""
        del self.peers[peer.participant]
        for inlet in peer.inlets.values():
            inlet.close()
        for outlet in peer.outlets():
            outlet.detach()
        self.relay.later(_close(peer.connection))

    def _show(self, viewer: Peer, publisher: Peer) -> None:
        """Give the publisher's tracks places at the viewer; a viewer without a fresh place is asked to come anew."""
        free = next((pair for pair in viewer.pairs if not pair[0].used and not pair[1].used), None)
        if free is None:
            self.relay.tell(self.visit_id, viewer.participant, "relay:again", {"gen": viewer.gen})
            return
        for source, outlet in zip(("microphone", "camera"), free, strict=True):
            outlet.used = True
            if inlet := publisher.inlets.get(source):
                outlet.attach(inlet)
        if publisher.shares:
            self._show_screen(viewer, publisher)

    def _show_screen(self, viewer: Peer, publisher: Peer) -> None:
        """A screen keeps its place once it was shared: the same track goes on in it the next time."""
        screen = publisher.inlets.get("screen")
        if screen is None or any(one.source is screen for one in viewer.screens):
            return
        place = next((one for one in viewer.screens if not one.used), None)
        if place is not None:
            place.attach(screen)

    def share(self, participant: str) -> None:
        """Somebody begins to share a screen."""
        if (peer := self.peers.get(participant)) is not None:
            peer.shares = True
            for other in self.peers.values():
                if other is not peer:
                    self._show_screen(other, peer)
            self._say()

    def _say(self) -> None:
        for peer in self.peers.values():
            news = {"gen": peer.gen, "places": peer.places()}
            self.relay.tell(self.visit_id, peer.participant, "relay:places", news)

    def _cost(self, participant: str, offer: Offer) -> int:
        """Packets per second that this page would add: its tracks to all others, and theirs to it."""
        others = [peer for name, peer in self.peers.items() if name != participant]
        theirs = sum(COST[source] for peer in others for source in peer.inlets if source != "screen")
        return len(others) * (COST["microphone"] + COST["camera"]) * bool(offer.sends) + theirs


class Relay:
    """The calls that one process carries."""

    def __init__(
        self, tell: Tell, *, most: int = 12_000, servers: Callable[[], Sequence[dict[str, Any]]] = tuple
    ) -> None:  # fmt: skip
        self.tell, self.most, self.servers = tell, most, servers
        """`servers` is asked for each page: TURN credentials do not live as long as we do."""
        self.meter = Meter()
        self.rooms: dict[UUID, Room] = {}
        self._work: set[asyncio.Task[Any]] = set()
        self._reports: asyncio.Task[Any] | None = None

    async def join(self, visit_id: UUID, participant: str, gen: int, offer: Offer) -> str:
        """The answer to a page's offer, in the call of this visit; a call without anybody is not kept."""
        room = self.rooms.setdefault(visit_id, Room(self, visit_id))
        if self._reports is None or self._reports.done():
            self._reports = asyncio.ensure_future(self._report())
        try:
            return await room.join(participant, gen, offer)
        finally:
            self._keep(room)

    def _keep(self, room: Room) -> None:
        if not room.peers and not room.coming and self.rooms.get(room.visit_id) is room:
            del self.rooms[room.visit_id]

    def has(self, visit_id: UUID, participant: str, gen: int) -> bool:
        """Whether this very page is in the call, or its offer is being answered."""
        room = self.rooms.get(visit_id)
        here = (room.peers.get(participant), room.coming.get(participant)) if room is not None else ()
        return any(peer is not None and peer.gen == gen for peer in here)

    def must_have_room_for(self, cost: int) -> None:
        """Raise 503 relay_full when `cost` packets per second more would be too many."""
        if self.meter.look() + cost > self.most:
            raise Unavailable(
                "Too many calls with guests are going on. Please try again in a few minutes, or use the phone.",
                code="relay_full", retry_after=60,
            )  # fmt: skip

    def leave(self, visit_id: UUID, participant: str, gen: int | None = None) -> None:
        """A page is out of the call, also while its offer is being answered."""
        if (room := self.rooms.get(visit_id)) is not None:
            room.leave(participant, gen)
            self._keep(room)

    def close(self, visit_id: UUID) -> None:
        """The call is over for everybody, who is just coming as well."""
        if (room := self.rooms.get(visit_id)) is not None:
            for participant in {*room.peers, *room.coming}:
                self.leave(visit_id, participant)

    async def stop(self) -> None:
        for visit_id in list(self.rooms):
            self.close(visit_id)
        if self._reports is not None:
            self._reports.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    def later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _report(self) -> None:
        """Every second: sender reports, the load, and pages whose media is gone."""
        while self.rooms:
            await asyncio.sleep(1.0)
            PACKETS.set(self.meter.look())
            for visit_id, room in list(self.rooms.items()):
                for peer in list(room.peers.values()):
                    if peer.connection.connectionState in ("failed", "closed"):
                        self.leave(visit_id, peer.participant, peer.gen)
                        continue
                    for outlet in peer.outlets():
                        with contextlib.suppress(Exception):
                            await outlet.report()
        PACKETS.set(0)


async def _answer(peer: Peer, offer: Offer, meter: Meter) -> str:
    """Set the connection up for exactly what was offered, with the codecs that are forwarded and no others."""
    if offer.sdp.count("\nm=") > MOST_PLACES or offer.sdp.count("a=candidate") > MOST_CANDIDATES:
        raise Invalid("This offer holds too much.", code="bad_offer")
    if "\nm=application" in offer.sdp:
        raise Invalid("The relay takes sound and pictures only.", code="bad_offer")
    connection = peer.connection
    await connection.setRemoteDescription(media.RTCSessionDescription(sdp=offer.sdp, type="offer"))
    by_mid = {one.mid: one for one in connection.getTransceivers()}
    for one in by_mid.values():
        one._codecs = _forwarded(one)
        one.direction = "inactive"
    for source, mid in offer.sends.items():
        place = _place(by_mid, mid, SOURCES[source])
        place.direction = "recvonly"
        peer.inlets[source] = inlet = Inlet(place.receiver, place.kind, source, place._codecs)
        inlet.owner = peer.participant
    for sound, picture in offer.pairs:
        pair = Outlet(_place(by_mid, sound, "audio"), meter), Outlet(_place(by_mid, picture, "video"), meter)
        for one in pair:
            by_mid[one.mid].direction = "sendonly"
            one.sender._stream_id = f"person-{sound}"  # one stream, so that lips and words stay together
        peer.pairs.append(pair)
    for mid in offer.screens:
        peer.screens.append(Outlet(_place(by_mid, mid, "video"), meter))
        by_mid[mid].direction = "sendonly"
    await connection.setLocalDescription(await connection.createAnswer())
    return str(connection.localDescription.sdp)


def _place(by_mid: dict[str, Any], mid: str, kind: str) -> Any:
    """The m-line of this name, used once."""
    found = by_mid.get(mid)
    if found is None or found.kind != kind or found.direction != "inactive":
        raise Invalid("The offer and its list of places do not agree.", code="bad_offer")
    return found


def _forwarded(transceiver: Any) -> list[Any]:
    """The one codec that is forwarded, with its retransmission; 422 when the page does not know it."""
    wanted = [one for one in transceiver._codecs if one.mimeType.lower() == CODECS[transceiver.kind].lower()][:1]
    if not wanted:
        raise Invalid("The relay forwards VP8 and Opus only.", code="bad_offer")
    again = [one for one in transceiver._codecs if media.is_rtx(one)
             and one.parameters.get("apt") == wanted[0].payloadType]  # fmt: skip
    return [*wanted, *again[:1]]


async def _close(connection: Any) -> None:
    with contextlib.suppress(Exception):
        await asyncio.wait_for(connection.close(), 5.0)
