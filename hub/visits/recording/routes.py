"""HTTP of recordings: for the two of the visit, and one question to a guest's own browser."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.http import PUBLIC, Api, Done
from hub.visits.consenting import AnswerCall
from hub.visits.guest_routes import device
from hub.visits.queries import access_visit, guest_of_device
from hub.visits.recording import actions, playing, queries, views
from hub.visits.recording.schemas import RecordingOut, RecordingsOut

api = Api("recordings")


@api.get("/visits/<uuid:visit_id>/recordings", may="visit.join")
async def recordings(db: Db, actor: Actor, visit_id: UUID) -> RecordingsOut:
    """Every recording of this visit, the newest first."""
    visit = await access_visit(db, actor, visit_id)
    return await views.many(db, visit, await queries.of_visit(db, visit.id), actor)


@api.post("/visits/<uuid:visit_id>/recordings", may="visit.conduct", status=201)
async def ask(db: Db, actor: Actor, visit_id: UUID) -> RecordingOut:
    """Ask everybody in the call whether it may be recorded."""
    visit = await access_visit(db, actor, visit_id, lock=True)
    return await views.one(db, visit, await actions.ask(db, visit, actor=actor), actor)


@api.post("/visits/<uuid:visit_id>/recordings/<uuid:recording_id>/consent", may="visit.join")
async def answer(db: Db, actor: Actor, visit_id: UUID, recording_id: UUID, data: AnswerCall) -> RecordingOut:
    """Agree, refuse, or take it back, which stops the recording."""
    visit = await access_visit(db, actor, visit_id, lock=True)
    row = await queries.one(db, visit, recording_id, lock=True)
    return await views.one(db, visit, await actions.answer(db, visit, row, data.agree, actor=actor), actor)


@api.get("/visits/<uuid:visit_id>/recordings/<uuid:recording_id>/files/<uuid:file_id>", may="visit.replay")
async def play(db: Db, actor: Actor, visit_id: UUID, recording_id: UUID, file_id: UUID) -> Response:
    """The bytes of one participant's file, in ranges."""
    visit = await access_visit(db, actor, visit_id)
    return await playing.play(db, await queries.one(db, visit, recording_id), file_id, actor=actor)


@api.post("/guest/recording", may=PUBLIC)
async def answer_as_guest(db: Db, data: AnswerCall) -> Done:
    """An invited guest agrees, refuses, or takes it back."""
    guest, visit = await guest_of_device(db, device(), lock=True)
    await actions.answer_as_guest(db, guest, visit, data.agree)
    return Done()
