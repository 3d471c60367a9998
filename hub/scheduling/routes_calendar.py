"""HTTP of calendar files, feeds, and links in messages."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, Api, Done
from hub.scheduling import calendars, links
from hub.scheduling.queries import access_appointment
from hub.scheduling.schemas import SlotsOut
from hub.scheduling.schemas_calendar import FeedMade, FeedOut, LinkMove, LinkOut, LinkSlots

api = Api("calendars")


@api.get("/appointments/<uuid:appointment_id>/calendar.ics", may="appointment.read", hide=True)
async def file(db: ReadDb, actor: Actor, appointment_id: UUID) -> Response:
    """The appointment as an iCalendar file."""
    return await calendars.one(db, await access_appointment(db, actor, appointment_id))


@api.get("/calendar-feed", may="session.manage")
async def feed(db: ReadDb, actor: Actor) -> FeedOut:
    """Whether one's appointments are read by a calendar elsewhere."""
    row = await calendars.feed_of(db, actor=actor)
    return FeedOut(active=row is not None, made_at=row and row.created_at, read_at=row and row.read_at)


@api.post("/calendar-feed", may="session.manage", status=201)
async def make_feed(db: Db, actor: Actor) -> FeedMade:
    """A new secret address; an earlier one ends with it."""
    return FeedMade(url=await calendars.make_feed(db, actor=actor))


@api.delete("/calendar-feed", may="session.manage")
async def end_feed(db: Db, actor: Actor) -> Done:
    """The address answers nobody any more."""
    await calendars.end_feed(db, actor=actor)
    return Done()


@api.get("/calendar-feeds/<token>/appointments.ics", may=PUBLIC, hide=True)
async def read_feed(db: Db, token: str) -> Response:
    """What a calendar program reads; the secret in the address is all it needs."""
    return await calendars.feed(db, token)


@api.get("/appointment-links/<token>", may=PUBLIC)
async def look(db: ReadDb, token: str) -> LinkOut:
    """What a link in a message is about; nothing is done."""
    return await links.look(db, token)


@api.post("/appointment-links/<token>", may=PUBLIC)
async def follow(db: Db, token: str) -> LinkOut:
    """Confirm or cancel, as the link says."""
    return await links.follow(db, token)


@api.get("/appointment-links/<token>/slots", may=PUBLIC)
async def link_slots(db: ReadDb, token: str, query: LinkSlots) -> SlotsOut:
    """Where a link that moves can go: free times of the same clinician."""
    return await links.slots(db, token, query.start, query.days)


@api.post("/appointment-links/<token>/move", may=PUBLIC)
async def link_move(db: Db, token: str, data: LinkMove) -> LinkOut:
    """Move the appointment; the link is spent with it."""
    return await links.move(db, token, data.starts_at)
