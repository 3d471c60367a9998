"""HTTP of guests: what the two of a visit do about them, and what a guest's own browser may ask."""

from __future__ import annotations

from uuid import UUID

from quart import Response, request

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, Api, Done, client_ip
from hub.core.settings import settings
from hub.visits import guests, queries, views
from hub.visits.queries import access_visit
from hub.visits.schemas import GuestLinkOut, GuestOut, GuestsOut, GuestVisitOut, InviteGuest, OpenLink

api = Api("guests")


def cookie_name() -> str:
    """`__Host-` needs TLS; on plain http (this machine only) the name goes without."""
    return "__Host-wardline-guest" if settings().secure_cookies else "wardline-guest"


def device() -> str:
    """The secret of the guest's browser, or ''."""
    return request.cookies.get(cookie_name()) or ""


@api.get("/visits/<uuid:visit_id>/guests", may="visit.join")
async def invited(db: Db, actor: Actor, visit_id: UUID) -> GuestsOut:
    """Everybody who was invited to this visit."""
    return views.guests(await queries.guests(db, await access_visit(db, actor, visit_id)))


@api.post("/visits/<uuid:visit_id>/guests", may="visit.join", status=201)
async def invite(db: Db, actor: Actor, visit_id: UUID, data: InviteGuest) -> GuestLinkOut:
    """Invite a third person; the link is in this reply and nowhere else."""
    found = await access_visit(db, actor, visit_id, lock=True)
    guest, link, pin = await guests.invite(db, found, data, actor=actor)
    return GuestLinkOut(guest=GuestOut.model_validate(guest), link=link, pin=pin)


@api.delete("/visits/<uuid:visit_id>/guests/<uuid:guest_id>", may="visit.join")
async def revoke(db: Db, actor: Actor, visit_id: UUID, guest_id: UUID) -> Done:
    """The guest is out and comes no more."""
    found = await access_visit(db, actor, visit_id, lock=True)
    await guests.revoke(db, found, guest_id, actor=actor)
    return Done()


@api.post("/guest", may=PUBLIC, status=201)
async def open_link(db: Db, data: OpenLink) -> Response:
    """Open an invitation: this browser is the guest's from now on."""
    guest, visit, secret = await guests.open_link(db, data.token, data.pin, device(), client_ip())
    reply = Response((await views.guest(db, guest, visit)).model_dump_json(), 201, content_type="application/json")
    secure = settings().secure_cookies
    reply.set_cookie(cookie_name(), secret, path="/", httponly=True, samesite="Strict", secure=secure,
                     expires=guest.expires_at)  # fmt: skip
    return reply


@api.get("/guest", may=PUBLIC)
async def look(db: ReadDb) -> GuestVisitOut:
    """The visit of this browser's guest: with whom, and whether the door is open."""
    return await views.guest(db, *await queries.guest_of_device(db, device()))


@api.post("/guest/leave", may=PUBLIC)
async def leave(db: Db) -> Done:
    """The guest goes out of the call."""
    await guests.leave(db, device())
    return Done()
