"""The call of a visit: who is in it, and passing offers, answers and candidates between its two people.

The server fixes the roles of perfect negotiation (patient polite, clinician impolite), never looks into an SDP and
never changes one. A page that comes in gets a generation of its own: what an older page of the same person still sends
is dropped, while a page that only lost its socket keeps its generation, and the media that flows meanwhile.
Nothing of a call passes before the clinician has opened the door.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator

from hub.core import presence
from hub.core.db import reading, transaction
from hub.core.errors import Conflict, Forbidden, HubError, NotFound
from hub.core.valkey import valkey
from hub.visits import actions, guests, queries
from hub.visits.facts import VisitChanged
from hub.visits.models import OPEN_DOOR, OVER, Side
from signaling import rooms
from signaling.edge import Message, message
from signaling.gate import Line

if TYPE_CHECKING:
    from signaling.server import Sockets


@dataclass(frozen=True)
class Seat:
    """One page in a call, behind one socket: the patient's, the clinician's, or a guest's (`guest-<id>`)."""

    visit_id: UUID
    participant: str
    gen: int

    @property
    def room(self) -> str:
        return seat_room(self.visit_id, self.participant)

    @property
    def all(self) -> str:
        """The room of everybody in the call."""
        return f"call:{self.visit_id}"

    @property
    def opposite(self) -> str:
        """Whom a call of two goes to; a guest has nobody."""
        return seat_room(self.visit_id, Side(self.participant).other)


def guest_id(participant: str) -> UUID | None:
    """Which guest this participant is, if one."""
    return UUID(participant.removeprefix("guest-")) if participant.startswith("guest-") else None


def seat_room(visit_id: UUID, participant: str) -> str:
    """The room in which one participant of one call sits alone."""
    return f"call:{visit_id}:{participant}"


class AVisit(Message):
    visit_id: UUID = Field(strict=False)


class Enter(AVisit):
    page: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")
    """Made by the page when it is loaded: the same page that lost its socket keeps its generation."""


class Description(Message):
    """RTCSessionDescriptionInit, opaque but bounded."""

    type: Literal["offer", "answer", "pranswer", "rollback"]
    sdp: str = Field(default="", max_length=64_000)


class Candidate(Message):
    """RTCIceCandidateInit."""

    candidate: str = Field(max_length=4_096)
    sdpMid: str | None = Field(default=None, max_length=64)
    sdpMLineIndex: int | None = Field(default=None, ge=0, le=64)
    usernameFragment: str | None = Field(default=None, max_length=256)


class Signal(AVisit):
    """Exactly one of a description and a candidate; a candidate of null ends the candidates."""

    to: Literal["patient", "clinician"]
    gen: int = Field(ge=1)
    to_gen: int = Field(ge=1)
    """The generation of the other side that this is meant for: its next page has no use for it."""
    seq: int = Field(ge=0)
    description: Description | None = None
    candidate: Candidate | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Signal:
        if (self.description is not None) == ("candidate" in self.model_fields_set):
            raise ValueError("either a description or a candidate")
        return self


@message("visit:enter", Enter)
async def enter(sockets: Sockets, line: Line, data: Enter) -> dict[str, Any]:
    """Come into the call; an older page of the same person is put out."""
    try:
        async with transaction() as db:
            visit = await queries.access_visit(db, line.actor, data.visit_id, lock=True)
            side, gen = await actions.enter(db, visit, data.page, actor=line.actor)
    except (NotFound, Forbidden) as error:
        await rooms.refused(line.actor, f"visit:{data.visit_id}", error)
        raise
    seat = Seat(data.visit_id, side, gen)
    await _sit(sockets, line, seat)
    others = await _others(sockets, line, seat)
    if opposite := others.get(side.other):
        async with transaction() as db:
            visit = await queries.access_visit(db, line.actor, seat.visit_id, lock=True)
            await actions.joined(db, visit, actor=line.actor)
    peers = [{"participant_id": side.other, "gen": opposite}] if opposite else []
    return {"participant_id": side, "polite": side is Side.patient, "gen": gen, "peers": peers,
            **await _company(sockets, seat, others)}  # fmt: skip


class EnterGuest(Message):
    page: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")


@message("guest:enter", EnterGuest)
async def enter_guest(sockets: Sockets, line: Line, data: EnterGuest) -> dict[str, Any]:
    """An invited guest comes into the call; the visit follows from the invitation, not from what is said."""
    async with reading() as db:
        guest, visit = await queries.guest_of_device(db, line.guest)
        actions.must_be_open(visit)
        engine = await guests.carried_by(db, visit, guest)
    await sockets.engines[engine].must_carry(visit.id, f"guest-{guest.id}")
    async with transaction() as db:
        guest, visit, gen = await guests.enter(db, line.guest, data.page)
    seat = Seat(visit.id, f"guest-{guest.id}", gen)
    await _sit(sockets, line, seat)
    return {"participant_id": seat.participant, "visit_id": str(seat.visit_id), "polite": True, "gen": gen, "peers": [],
            **await _company(sockets, seat, await _others(sockets, line, seat))}  # fmt: skip


async def _sit(sockets: Sockets, line: Line, seat: Seat) -> None:
    """Take the seat; an older page of the same person is put out, and the others are told."""
    await _leave(sockets, line, said="left" if line.seat and line.seat.visit_id != seat.visit_id else "")
    gone = {"visit_id": str(seat.visit_id), "gen": seat.gen}
    await sockets.io.emit("call:replaced", gone, room=seat.room)
    await sockets.io.close_room(seat.room)
    line.seat, line.met = seat, {}
    rooms_of = (seat.room, seat.all) if line.guest else (seat.room, seat.all, f"visit:{seat.visit_id}")
    for room in rooms_of:
        await sockets.io.enter_room(line.sid, room)
    # Said first, looked second: of two who come in at once at least one sees the other.
    await presence.say(valkey(), here(line))
    await _tell(sockets, seat, "here")


async def _company(sockets: Sockets, seat: Seat, others: dict[str, int]) -> dict[str, Any]:
    """What carries the call, and who else is in it: guests with their names and why they are here.

    `carried` is false when the engine has nothing of this page: then its media is gone, and it need not wait to notice.
    """
    async with reading() as db:
        visit = await queries.visit_by_id(db, seat.visit_id)
        known = {f"guest-{one.id}": one for one in await queries.guests(db, visit)}
    company = [
        {"participant_id": participant, "gen": gen,
         "name": known[participant].name if participant in known else "",
         "role": str(known[participant].role) if participant in known else participant}
        for participant, gen in others.items()
    ]  # fmt: skip
    engine = sockets.engines.get(visit.engine)  # none: from browser to browser
    carried = engine is None or await engine.carries(seat)
    return {"engine": str(visit.engine), "carried": carried, "company": company}


@message("visit:leave", AVisit)
async def leave(sockets: Sockets, line: Line, data: AVisit) -> dict[str, Any]:
    """Go out of the call with this page; the visit's status is HTTP's business (hang-up)."""
    if line.seat is not None and line.seat.visit_id == data.visit_id:
        await _leave(sockets, line, said="left")
    return {}


@message("call:signal", Signal, rate=40.0, burst=160.0)
async def signal(sockets: Sockets, line: Line, data: Signal) -> dict[str, Any]:
    """Pass one description or candidate to the other side, as it is."""
    seat = seated(sockets, line, data.visit_id, data.gen)
    if seat.participant not in tuple(Side) or data.to != Side(seat.participant).other:
        raise Forbidden("There is nobody of this name in the call.", code="no_such_participant")
    passed: dict[str, Any] = {"from": seat.participant, **data.model_dump(include={"gen", "to_gen", "seq"})}
    passed["visit_id"] = str(seat.visit_id)
    if data.description is not None:
        passed["description"] = data.description.model_dump()
    else:
        passed["candidate"] = data.candidate.model_dump() if data.candidate else None
    await sockets.io.emit("call:signal", passed, room=seat.opposite)
    return {}


def seated(sockets: Sockets, line: Line, visit_id: UUID, gen: int) -> Seat:
    """The seat of a page that is in this call now; 409 not_in_call, 409 stale_generation."""
    seat = line.seat
    if not isinstance(seat, Seat) or seat.visit_id != visit_id or seat.room not in sockets.io.rooms(line.sid):
        raise Conflict("This page is not in the call.", code="not_in_call")
    if gen != seat.gen:
        raise Conflict("This page is in the call under another generation.", code="stale_generation", gen=seat.gen)
    return seat


class Say(AVisit):
    gen: int = Field(ge=1)
    microphone: bool
    camera: bool
    screen: bool = False


@message("call:say", Say, rate=5.0, burst=20.0)
async def say(sockets: Sockets, line: Line, data: Say) -> dict[str, Any]:
    """Tell the others which of one's tracks are on; in a call of two the pages say it to each other themselves."""
    seat = seated(sockets, line, data.visit_id, data.gen)
    if data.screen:
        sockets.relaying.share(seat)
    said = {"participant_id": seat.participant, **data.model_dump(mode="json")}
    await sockets.io.emit("call:said", said, room=seat.all, skip_sid=line.sid)
    return {}


async def ended(sockets: Sockets, line: Line) -> None:
    """Who may not be here any more is out of what we carry; a guest, who has nothing else, is told and out for good."""
    if line.seat is not None:
        left(sockets, line.seat)
    if line.guest and line.sid:
        await sockets.io.emit("guest:over", {}, room=line.sid)
        await _leave(sockets, line, said="left")


def left(sockets: Sockets, seat: Seat) -> None:
    """Whatever carries the call carries this page no longer."""
    for engine in sockets.engines.values():
        engine.left(seat)


async def dropped(sockets: Sockets, line: Line, sid: str) -> None:
    """The socket is gone; the other side is told that this one is away, and the visit stays as it is."""
    await _leave(sockets, line, said="away", sid=sid)


async def _leave(sockets: Sockets, line: Line, *, said: str, sid: str = "") -> None:
    seat = line.seat
    if seat is None:
        return
    # Put out by a newer socket of the same person: then there is nothing to tell.
    current = seat.room in sockets.io.rooms(sid or line.sid)
    member = _member(seat, sid or line.sid)
    line.seat = None
    if sid == "":
        await sockets.io.leave_room(line.sid, seat.room)
        await sockets.io.leave_room(line.sid, seat.all)
    # First gone, then told: else others would find here who has just left (signaling.meeting).
    await presence.gone(valkey(), [(presence.visit(seat.visit_id), member)])
    if said and current:
        await _tell(sockets, seat, said)
    if said == "left":
        left(sockets, seat)
        if line.guest and current:  # the farewell of an older page is not the newer one's
            await _guest_left(line)


async def _guest_left(line: Line) -> None:
    with contextlib.suppress(HubError):
        async with transaction() as db:
            await guests.leave(db, line.guest)


async def _tell(sockets: Sockets, seat: Seat, state: str) -> None:
    """Tell the others that this one is here, away (dropped) or left."""
    told = {"visit_id": str(seat.visit_id), "participant_id": seat.participant, "gen": seat.gen, "state": state}
    own = [line.sid for line in sockets.lines if line.seat == seat and line.sid]
    await sockets.io.emit("call:peer", told, room=seat.all, skip_sid=own)


def here(line: Line) -> list[tuple[str, str]]:
    """What presence says of this line's call."""
    return [(presence.visit(line.seat.visit_id), _member(line.seat, line.sid))] if line.seat else []


def _member(seat: Seat, sid: str) -> str:
    return f"{seat.participant}:{seat.gen}:{sid}"


async def _others(sockets: Sockets, line: Line, seat: Seat) -> dict[str, int]:
    """Who else is in the call now; this page knows of them from here on."""
    others = present(sockets, seat.visit_id, await presence.who(valkey(), presence.visit(seat.visit_id)))
    others.pop(seat.participant, None)
    line.met |= others
    return others


def present(sockets: Sockets, visit_id: UUID, members: set[str]) -> dict[str, int]:
    """Who is in the call now, with the newest page of each: this process knows its own, Valkey (`members`) the rest."""
    seats = [line.seat for line in sockets.lines if line.seat and line.seat.visit_id == visit_id]
    parts = [member.split(":") for member in members]
    found: dict[str, int] = {}
    for participant, gen in (
        *((seat.participant, seat.gen) for seat in seats),
        *((part[0], int(part[1])) for part in parts if len(part) == 3),
    ):
        found[participant] = max(gen, found.get(participant, 0))
    return found


async def put_out(sockets: Sockets, line: Line, gen: int) -> None:
    """A newer page of the same person, of this generation, has the seat, and this one may not have heard of it."""
    await sockets.io.emit("call:replaced", {"visit_id": str(line.seat.visit_id), "gen": gen}, room=line.sid)
    await _leave(sockets, line, said="")


def heard(sockets: Sockets, event: str, data: Any) -> None:
    """A visit whose door is shut (ended, cancelled, sent back) has no call any more."""
    if event != "fact" or not isinstance(data, dict) or data.get("kind") != VisitChanged.kind:
        return
    visit_id = UUID(str(data["visit_id"]))
    if data.get("status") not in OPEN_DOOR:
        sockets.soon(_shut_if_so(sockets, {visit_id}))
    if data.get("status") not in OVER:  # guests hear no facts: theirs is to look again (when it is over: Sockets.end)
        for line in sockets.lines:
            if line.guest_of == visit_id and line.sid:
                sockets.soon(sockets.io.emit("guest:visit", {}, room=line.sid))


async def shut(sockets: Sockets, visits: set[UUID]) -> None:
    """Put everybody out of these calls; nothing carries them any longer."""
    for visit_id in visits:
        for engine in sockets.engines.values():
            engine.closed(visit_id)
    for line in list(sockets.lines):
        if line.seat and line.seat.visit_id in visits and line.sid:
            await sockets.io.emit("call:closed", {"visit_id": str(line.seat.visit_id)}, room=line.sid)
            await _leave(sockets, line, said="")


async def look(sockets: Sockets) -> None:
    """As `heard`, for facts that were lost with Valkey: ask which of our calls still have an open door."""
    if seated := {line.seat.visit_id for line in sockets.lines if line.seat}:
        await _shut_if_so(sockets, seated)


async def _shut_if_so(sockets: Sockets, visits: set[UUID]) -> None:
    """Shut those whose door is shut now. A fact tells how it was: one that comes late, of a visit that has been
    admitted since, would put out who has just come in."""
    async with reading() as db:
        still = await queries.open_doors(db, visits)
    await shut(sockets, visits - still)


@rooms.door("visit")
async def visit_door(db: Any, actor: Any, visit_id: UUID) -> list[str]:
    """Who takes part in a visit hears its facts and how its line moves."""
    visit = await queries.access_visit(db, actor, visit_id)
    return [f"line:{visit.practitioner_id}"]
