"""HTTP of visits. The sockets and the TURN credentials of a call are signaling's."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done, Page
from hub.visits import actions, files, handover, queries, views
from hub.visits.file_routes import api as files_api  # noqa: F401
from hub.visits.guest_routes import api as guests_api  # noqa: F401  (the hub finds every Api of this module here)
from hub.visits.quality import report as quality_report
from hub.visits.queries import access_visit
from hub.visits.schemas import (
    CallsOut,
    CallsQuery,
    MessageOut,
    MessagesOut,
    MessagesQuery,
    QualityReport,
    RateVisit,
    SendMessage,
    TransferVisit,
    VisitOut,
    VisitsQuery,
)
from hub.visits.waiting_routes import api as waiting_api  # noqa: F401

api = Api("visits")


@api.get("/visits", may="visit.join")
async def visits(db: ReadDb, actor: Actor, query: VisitsQuery) -> Page[VisitOut]:
    """One's own visits: to come, going on now, or over."""
    found = await queries.visits(db, actor, query.scope, after=query.after, limit=query.limit)
    more = len(found) == query.limit and query.scope != "now"
    return Page(items=await views.many(db, found, actor), next=found[-1].starts_at.isoformat() if more else None)


@api.get("/visit-quality", may="report.read")
async def visit_quality(db: ReadDb, query: CallsQuery) -> CallsOut:
    """How video visits go: the funnel, why some end early, how good the calls are, by clinic and period."""
    return await quality_report(db, query)


@api.get("/visits/<uuid:visit_id>", may="visit.join")
async def visit(db: Db, actor: Actor, visit_id: UUID) -> VisitOut:
    """One visit; for the patient who waits with the place in line."""
    return await views.one(db, await access_visit(db, actor, visit_id), actor)


@api.post("/visits/<uuid:visit_id>/wait", may="visit.join")
async def wait(db: Db, actor: Actor, visit_id: UUID) -> VisitOut:
    """The patient enters the waiting room."""
    found = await access_visit(db, actor, visit_id, lock=True, case=True)
    return await views.one(db, await actions.wait(db, found, actor=actor), actor)


@api.post("/visits/<uuid:visit_id>/leave", may="visit.join")
async def leave(db: Db, actor: Actor, visit_id: UUID) -> VisitOut:
    """The patient leaves the waiting room."""
    found = await access_visit(db, actor, visit_id, lock=True, case=True)
    return await views.one(db, await actions.leave(db, found, actor=actor), actor)


@api.post("/visits/<uuid:visit_id>/admit", may="visit.conduct")
async def admit(db: Db, actor: Actor, visit_id: UUID) -> VisitOut:
    """The clinician lets the patient in."""
    found = await access_visit(db, actor, visit_id, lock=True, case=True)
    return await views.one(db, await actions.admit(db, found, actor=actor), actor)


@api.post("/visits/<uuid:visit_id>/send-back", may="visit.conduct")
async def send_back(db: Db, actor: Actor, visit_id: UUID) -> VisitOut:
    """The clinician asks the patient back into the waiting room."""
    found = await access_visit(db, actor, visit_id, lock=True, case=True)
    return await views.one(db, await actions.send_back(db, found, actor=actor), actor)


@api.post("/visits/<uuid:visit_id>/hold", may="visit.conduct")
async def hold(db: Db, actor: Actor, visit_id: UUID) -> VisitOut:
    """The clinician asks the patient to wait a moment; the place is kept."""
    found = await access_visit(db, actor, visit_id, lock=True, case=True)
    return await views.one(db, await handover.hold(db, found, actor=actor), actor)


@api.post("/visits/<uuid:visit_id>/resume", may="visit.conduct")
async def resume(db: Db, actor: Actor, visit_id: UUID) -> VisitOut:
    """The clinician opens the door again for who is on hold."""
    found = await access_visit(db, actor, visit_id, lock=True, case=True)
    return await views.one(db, await handover.resume(db, found, actor=actor), actor)


@api.post("/visits/<uuid:visit_id>/transfer", may="visit.conduct")
async def transfer(db: Db, actor: Actor, visit_id: UUID, data: TransferVisit) -> VisitOut:
    """Hand the patient and the work over to a colleague."""
    found = await access_visit(db, actor, visit_id, lock=True, case=True)
    done = await handover.transfer(db, found, data.practitioner_id, data.note, actor=actor)
    return await views.one(db, done, actor)


@api.post("/visits/<uuid:visit_id>/rating", may="visit.join")
async def rate(db: Db, actor: Actor, visit_id: UUID, data: RateVisit) -> VisitOut:
    """What the patient says of the call."""
    found = await access_visit(db, actor, visit_id, lock=True)
    return await views.one(db, await actions.rate(db, found, data.stars, actor=actor), actor)


@api.post("/visits/<uuid:visit_id>/hang-up", may="visit.join")
async def hang_up(db: Db, actor: Actor, visit_id: UUID) -> VisitOut:
    """End the talking, not the visit."""
    found = await access_visit(db, actor, visit_id, lock=True)
    return await views.one(db, await actions.hang_up(db, found, actor=actor), actor)


@api.get("/visits/<uuid:visit_id>/messages", may="visit.join")
async def messages(db: Db, actor: Actor, visit_id: UUID, query: MessagesQuery) -> MessagesOut:
    """The chat."""
    found = await access_visit(db, actor, visit_id)
    rows = await queries.chat(db, found, query.after)
    return views.messages(rows, actor, await files.of_messages(db, rows))


@api.post("/visits/<uuid:visit_id>/messages", may="visit.join", status=201, idempotent=True)
async def send_message(db: Db, actor: Actor, visit_id: UUID, data: SendMessage) -> MessageOut:
    """Write in the chat."""
    found = await access_visit(db, actor, visit_id)
    return views.message(await actions.send_message(db, found, data.body, actor=actor), actor)


@api.post("/visits/<uuid:visit_id>/quality", may="visit.join", status=201)
async def quality(db: Db, actor: Actor, visit_id: UUID, data: QualityReport) -> Done:
    """Half a minute of this side of the call, in numbers."""
    found = await access_visit(db, actor, visit_id, lock=True)
    await actions.report_quality(db, found, data, actor=actor)
    return Done()
