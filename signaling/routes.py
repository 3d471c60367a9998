"""HTTP of the media edge: the servers through which a call may go."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, Api, Body, Out
from hub.core.settings import settings
from hub.visits.actions import may_talk, must_be_open
from hub.visits.guest_routes import device
from hub.visits.queries import access_visit, guest_of_device, side_of
from signaling import turn

api = Api("signaling")


class IceQuery(Body):
    """`check` asks for the two-minute credentials of the device check."""

    check: bool = False


class IceServer(Out):
    """RTCIceServer."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


class IceOut(Out):
    """What RTCPeerConnection is to be made with, and for how long it holds."""

    ice_servers: list[IceServer]
    ice_transport_policy: Literal["all", "relay"]
    """relay: candidates of TURN only, so that nobody in the call learns another one's address."""
    ttl_seconds: int


@api.get("/guest/ice", may=PUBLIC)
async def guest_ice(db: ReadDb) -> IceOut:
    """STUN and TURN for an invited guest; 409 not_admitted before the door is open."""
    guest, visit = await guest_of_device(db, device())
    must_be_open(visit)
    ttl = settings().turn_ttl_seconds
    return _out(turn.participant(settings(), visit.id, f"guest-{guest.id}"), ttl)


@api.get("/visits/<uuid:visit_id>/ice", may="visit.join")
async def ice(db: Db, actor: Actor, visit_id: UUID, query: IceQuery) -> IceOut:
    """STUN and TURN for this side of this visit; 409 not_admitted before the door is open."""
    visit = await access_visit(db, actor, visit_id)
    ttl = turn.CHECK_TTL if query.check else settings().turn_ttl_seconds
    if not query.check:
        may_talk(visit, actor=actor)
    return _out(turn.participant(settings(), visit.id, side_of(visit, actor)), ttl)


def _out(name: str, ttl: int) -> IceOut:
    servers = [IceServer(**one) for one in turn.ice_servers(settings(), name, ttl=ttl)]
    return IceOut(ice_servers=servers, ice_transport_policy=turn.policy(settings()), ttl_seconds=ttl)
