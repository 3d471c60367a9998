"""Relayed calls on the socket edge: offers go to the process that carries the call, and its news to the pages.

One web process carries a call: whoever is offered to first says so in Valkey, again and again. A page may sit at
another process; then its offer travels over the channel that joins the processes, and so does the question whether
there is room, which the carrying process alone can answer. When that one dies, its word fades, the pages notice that
their media is gone, and offer again to whoever is there.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

import structlog
from pydantic import Field
from redis.exceptions import RedisError

from hub.core.db import Db, reading, transaction
from hub.core.errors import Conflict, HubError, Unavailable, failure
from hub.core.valkey import valkey
from hub.visits import queries
from hub.visits.facts import GuestChanged
from hub.visits.models import Engine, Visit
from hub.visits.recording import queries as recordings
from hub.visits.recording import writing
from hub.visits.recording.facts import RecordingChanged
from hub.visits.transcript.facts import TranscriptChanged
from signaling import calls, turn
from signaling.asking import Asking
from signaling.edge import Message, message
from signaling.gate import Line
from signaling.recording import Recorder
from signaling.relay import Offer, Relay, cost_of

if TYPE_CHECKING:
    from signaling.server import Sockets

log = structlog.get_logger(__name__)
LASTS, SAID_EVERY = 6, 2.0
"""Seconds after which the word of a process that carries a call fades: sooner than a page notices that its media is
gone, so that its next offer goes to a process that lives (B59)."""
TO = "relay:to"


class Sends(Message):
    microphone: str | None = Field(default=None, max_length=16)
    camera: str | None = Field(default=None, max_length=16)
    screen: str | None = Field(default=None, max_length=16)


class RelayOffer(calls.AVisit):
    """The page's whole connection: its SDP, what each of its m-lines is for (RTCRtpTransceiver.mid)."""

    gen: int = Field(ge=1)
    sdp: str = Field(min_length=1, max_length=90_000)
    sends: Sends
    pairs: list[list[str]] = Field(max_length=8)
    screens: list[str] = Field(default=[], max_length=4)
    takeover: bool = False
    """Whoever was said to carry the call has not answered: this process does it now."""

    def offer(self) -> Offer:
        sends = {name: mid for name, mid in self.sends.model_dump().items() if mid is not None}
        return Offer(self.sdp, sends, [(one[0], one[1]) for one in self.pairs if len(one) == 2], self.screens)


@message("relay:offer", RelayOffer, rate=0.5, burst=6.0)
async def offer(sockets: Sockets, line: Line, data: RelayOffer) -> dict[str, Any]:
    """The relay's answer, at once or (`pending`) as `relay:answer` from the process that carries the call."""
    seat = calls.seated(sockets, line, data.visit_id, data.gen)
    async with reading() as db:
        if (await queries.visit_by_id(db, seat.visit_id)).engine is not Engine.relay:
            raise Conflict("This call goes from browser to browser.", code="not_relayed")
    return await sockets.relaying.offered(seat, data)


async def _known(db: Db, visit: Visit) -> list[dict[str, Any]]:
    return [{"participant_id": f"guest-{one.id}", "name": one.name, "role": str(one.role),
             "out": one.revoked_at is not None} for one in await queries.guests(db, visit)]  # fmt: skip


class Relaying:
    """The relay of one web process, and its ways to the others."""

    def __init__(self, sockets: Sockets) -> None:
        self.sockets = sockets
        self.id = uuid4().hex
        options = sockets.options
        self.relay = Relay(self._tell, most=options.relay_packets_per_second,
                           servers=lambda: turn.ice_servers(options, "relay"))  # fmt: skip
        self.recorders: dict[UUID, Recorder] = {}
        self._ending: set[Recorder] = set()
        """Recorders that write their last part."""
        self._recording = asyncio.Lock()
        self._settling: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
        """One for each call whose news are told now: a process that does not answer holds up no other call."""
        self.asking = Asking(sockets.io, self.id)

    async def must_carry(self, visit_id: UUID, participant: str) -> None:
        """Raise 503 relay_full; it is asked of the process that carries the call, or would."""
        owner = await self._owner(visit_id)
        if owner == self.id:
            self._must_have_room(visit_id, participant)
        elif problem := (await self._ask(owner, "room", visit_id, participant)).get("problem"):
            raise Unavailable(problem["detail"], code=problem["code"], retry_after=60)

    def _must_have_room(self, visit_id: UUID, participant: str) -> None:
        """A third person makes a call of two one of three, which comes over to us as a whole."""
        room = self.relay.rooms.get(visit_id)
        if room is None or participant not in room.peers:
            self.relay.must_have_room_for(cost_of(3))

    async def carries(self, seat: calls.Seat) -> bool:
        """Whether this very page is carried by a process that lives: one that comes back asks before it waits."""
        owner = await self._owner(seat.visit_id)
        if owner == self.id:
            return self.relay.has(seat.visit_id, seat.participant, seat.gen)
        return bool((await self._ask(owner, "carries", seat.visit_id, seat.participant, seat.gen)).get("carries"))

    async def _ask(
        self, owner: str, question: str, visit_id: UUID, participant: str = "", gen: int = 1
    ) -> dict[str, Any]:
        """What the process that carries the call says of it; {} when it says nothing."""
        return await self.asking.ask(
            owner, question=question, visit_id=str(visit_id), participant=participant, gen=gen
        )  # fmt: skip

    async def _answer(self, asked: dict[str, Any]) -> None:
        visit_id, participant = UUID(asked["visit_id"]), asked["participant"]
        try:
            if asked["question"] == "room":
                self._must_have_room(visit_id, participant)
                said: dict[str, Any] = {}
            elif asked["question"] == "carries":
                said = {"carries": self.relay.has(visit_id, participant, asked["gen"])}
            else:
                said = {"fits": await self._record(visit_id)}
        except HubError as error:
            said = failure(error)
        await self.asking.say(asked, said)

    async def offered(self, seat: calls.Seat, data: RelayOffer) -> dict[str, Any]:
        owner = await self._owner(seat.visit_id, takeover=data.takeover)
        if owner == self.id:
            return {"relay": self.id, "sdp": await self._join(seat, data)}
        wanted: dict[str, Any] = {
            "owner": owner,
            "verb": "join",
            "participant": seat.participant,
            **data.model_dump(mode="json"),
        }
        await self.sockets.io.emit(TO, wanted, room=f"{TO}:{owner}")
        return {"relay": owner, "pending": True}

    async def _join(self, seat: calls.Seat, data: RelayOffer) -> str:
        sdp = await self.relay.join(seat.visit_id, seat.participant, seat.gen, data.offer())
        # The guest may have been removed, or the door shut, while the offer was on its way: asked last, it is sure.
        guest = calls.guest_id(seat.participant)
        async with reading() as db:
            carried = await queries.carried_by(db, Engine.relay, seat.visit_id, guest)
        if not carried:
            self.relay.leave(seat.visit_id, seat.participant, seat.gen)
            raise Conflict("This page is not in the call any more.", code="not_in_call")
        await self._record(seat.visit_id)
        address = self.sockets.options.relay_address
        return _reachable(sdp, address) if address else sdp

    def left(self, seat: calls.Seat) -> None:
        """A page went out for good."""
        self._do(seat, "leave")

    def share(self, seat: calls.Seat) -> None:
        """A page begins to share its screen."""
        self._do(seat, "share")

    def _do(self, seat: calls.Seat, verb: str) -> None:
        if seat.visit_id in self.relay.rooms:
            self._act(seat, verb)
        else:
            told: dict[str, Any] = {"owner": "*", "verb": verb, "participant": seat.participant, "gen": seat.gen}
            told["visit_id"] = str(seat.visit_id)
            self.sockets.soon(self.sockets.io.emit(TO, told, room=f"{TO}:*"))

    def _act(self, seat: calls.Seat, verb: str) -> None:
        if verb == "leave":
            self.relay.leave(seat.visit_id, seat.participant, seat.gen)
        elif (room := self.relay.rooms.get(seat.visit_id)) is not None:
            room.share(seat.participant)

    def closed(self, visit_id: UUID) -> None:
        """The door is shut: nothing is carried any more."""
        self.relay.close(visit_id)

    def heard(self, event: str, data: Any) -> None:
        """What other processes want of this one, and news of guests."""
        if not isinstance(data, dict):
            return
        if (asked := self.asking.heard(event, data)) is not None:
            self.sockets.soon(self._answer(asked))
        elif event == TO and (data.get("owner") == self.id or (
            data.get("owner") == "*" and UUID(data["visit_id"]) in self.relay.rooms
        )):  # fmt: skip
            self.sockets.soon(self._taken(data))
        elif event == "fact" and data.get("kind") in (GuestChanged.kind, RecordingChanged.kind, TranscriptChanged.kind):
            self.sockets.soon(self.settle(UUID(str(data["visit_id"]))))

    async def _taken(self, data: dict[str, Any]) -> None:
        seat = calls.Seat(UUID(data["visit_id"]), data["participant"], data["gen"])
        if data["verb"] != "join":
            self._act(seat, data["verb"])
            return
        given = RelayOffer.model_validate({k: v for k, v in data.items() if k in RelayOffer.model_fields})
        try:
            reply: dict[str, Any] = {"relay": self.id, "sdp": await self._join(seat, given)}
        except HubError as error:
            reply = failure(error)
        reply |= {"visit_id": data["visit_id"], "gen": seat.gen}
        await self.sockets.io.emit("relay:answer", reply, room=seat.room)

    async def settle(self, visit_id: UUID) -> None:
        """Guests, a recording or a transcript came or went: all hear what carries the call now, and who is in it."""
        lock = self._settling.setdefault(visit_id, asyncio.Lock())
        async with lock:  # what is told in one order was read in that order
            lines = [line for line in self.sockets.lines if line.seat and line.seat.visit_id == visit_id and line.sid]
            here = bool(lines) or visit_id in self.relay.rooms
            async with reading() as db:
                # Before the recording: a call that moves for one must not be told so until there is room for it.
                visit = await queries.visit_by_id(db, visit_id)
                known = await _known(db, visit) if here else []
            if await self._record(visit_id) and here and await self._still(visit):
                await self._tell_pages(visit, known, lines)

    async def _still(self, visit: Visit) -> bool:
        """Whether the same engine carries the call. One that moved meanwhile has news of its own, which follow: told
        now, the old one would shut the room that pages have just come into."""
        async with reading() as db:
            return (await queries.visit_by_id(db, visit.id)).engine is visit.engine

    async def _tell_pages(self, visit: Visit, known: list[dict[str, Any]], lines: list[Line]) -> None:
        visit_id = visit.id
        news = {"visit_id": str(visit_id), "engine": str(visit.engine), "guests": known}
        out = {one["participant_id"] for one in known if one["out"]}
        for line in lines:
            if line.sid and line.seat and line.seat.participant not in out:  # who is out hears that (Sockets.end)
                await self.sockets.io.emit("call:engine", news, room=line.sid)
                if line.guest:  # hears no facts
                    await self.sockets.io.emit("guest:visit", {}, room=line.sid)
        for participant in out:
            self.relay.leave(visit_id, str(participant))
        if visit.engine is not Engine.relay:
            self.relay.close(visit_id)

    async def _record(self, visit_id: UUID) -> bool:
        """Keep a recorder at hand while one is asked for, and give it the tracks of those who agreed while it runs.

        False when it cannot be: the call would have to move to a relay that is full.
        """
        async with self._recording:
            async with reading() as db:
                wanted = await recordings.wanted(db, visit_id)
            recorder = self.recorders.get(visit_id)
            if recorder is not None and (wanted is None or recorder.recording_id != wanted.id or recorder.over):
                recorder.leave()
                self._ending.add(self.recorders.pop(visit_id))
            if wanted is None:
                return True
            owner = await self._owner(visit_id)
            if owner == self.id:
                return await self._record_here(visit_id, wanted)
        # Without the lock: two processes may ask each other.
        fits = (await self._ask(owner, "record", visit_id)).get("fits", True)
        async with reading() as db:  # what was refused before we asked is over by now, and other news follow
            return bool(fits) and await recordings.wanted(db, visit_id) is not None

    async def _record_here(self, visit_id: UUID, wanted: recordings.Wanted) -> bool:
        room, recorder = self.relay.rooms.get(visit_id), self.recorders.get(visit_id)
        if recorder is None:
            recorder = self.recorders[visit_id] = Recorder(wanted.id, self.sockets.options, _broke_off)
            await recorder.start()
        if not wanted.runs:
            recorder.pause()
        elif room is None:
            return await self._room_for(wanted)
        else:
            recorder.say_ready()
            for peer in room.peers.values() if wanted.begun else ():
                for inlet in peer.inlets.values() if peer.participant in wanted.agreed else ():
                    recorder.follow(peer.participant, inlet)
        return True

    async def _room_for(self, wanted: recordings.Wanted) -> bool:
        """Whether a call that is to be recorded can move here; if not, the recording says so."""
        try:
            self.relay.must_have_room_for(cost_of(len(wanted.agreed)))
        except HubError as error:
            await _broke_off(wanted.id, error.code)
            return False
        return True

    async def _owner(self, visit_id: UUID, *, takeover: bool = False) -> str:
        """Who carries this call: who said so, else this process from now on."""
        if visit_id in self.relay.rooms or self.sockets.options.web_processes == 1:
            return self.id
        try:
            client = valkey()
            await client.set(f"relay:{visit_id}", self.id, ex=LASTS, nx=not takeover)
            found = await client.get(f"relay:{visit_id}")
            return found.decode() if isinstance(found, bytes) else str(found or self.id)
        except (RedisError, OSError, TimeoutError):
            return self.id

    async def run(self) -> None:
        """Say again and again which calls are carried here."""
        while True:
            try:
                for visit_id in {*self.relay.rooms, *self.recorders}:
                    await valkey().set(f"relay:{visit_id}", self.id, ex=LASTS)
            except (RedisError, OSError, TimeoutError):
                log.info("relay_not_said")
            await asyncio.sleep(SAID_EVERY)

    async def beat(self) -> None:
        """Let go of recorders that have ended, and keep the others in step with what is wanted."""
        self._ending = {recorder for recorder in self._ending if not recorder.over}
        for recorder in self._ending:
            recorder.must_end()
        for visit_id in list(self.recorders):  # for facts that were lost with Valkey
            await self._record(visit_id)

    async def stop(self) -> None:
        """This process ends: its calls are carried by another one as soon as the pages ask."""
        carried = list(self.relay.rooms)
        self._ending |= set(self.recorders.values())
        for recorder in self._ending:
            recorder.leave()
        await self.relay.stop()
        await asyncio.gather(*(recorder.ended() for recorder in self._ending))
        try:
            for visit_id in carried:
                await valkey().delete(f"relay:{visit_id}")
        except (RedisError, OSError, TimeoutError):
            pass

    def _tell(self, visit_id: UUID, participant: str, event: str, data: dict[str, Any]) -> None:
        told = {"visit_id": str(visit_id), "relay": self.id, **data}
        self.sockets.soon(self.sockets.io.emit(event, told, room=calls.seat_room(visit_id, participant)))


async def _broke_off(recording_id: UUID, failure: str) -> None:
    """The recorder has ended without a word: the recording says so."""
    async with transaction() as db:
        await writing.broke_off(db, recording_id, failure)


def _reachable(sdp: str, address: str) -> str:
    """The answer with one candidate more for each port: the address that a NAT shows to the world."""
    lines = []
    for text in sdp.split("\r\n"):
        lines.append(text)
        parts = text.split()
        if text.startswith("a=candidate:") and len(parts) > 7 and parts[7] == "host" and parts[4] != address:
            parts[0], parts[4], parts[3] = "a=candidate:nat", address, str(int(parts[3]) - 1)
            lines.append(" ".join(parts))
    return "\r\n".join(lines)
