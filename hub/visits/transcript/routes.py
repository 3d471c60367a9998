"""HTTP of transcripts: for the two of the visit, and one question to a guest's own browser."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.http import PUBLIC, Api, Done
from hub.visits.consenting import AnswerCall
from hub.visits.guest_routes import device
from hub.visits.queries import access_visit, guest_of_device
from hub.visits.transcript import actions, queries, views
from hub.visits.transcript.schemas import FileTranscript, TranscriptsOut

api = Api("transcripts")
_ONE = "/visits/<uuid:visit_id>/transcripts/<uuid:transcript_id>"


@api.get("/visits/<uuid:visit_id>/transcripts", may="visit.join")
async def transcripts(db: Db, actor: Actor, visit_id: UUID) -> TranscriptsOut:
    """The transcript that was asked for last."""
    return await views.newest(db, await access_visit(db, actor, visit_id), actor)


@api.post("/visits/<uuid:visit_id>/transcripts", may="visit.conduct", status=201)
async def ask_transcript(db: Db, actor: Actor, visit_id: UUID) -> TranscriptsOut:
    """Ask everybody in the call whether what the captions say may be kept."""
    visit = await access_visit(db, actor, visit_id, lock=True)
    await actions.ask(db, visit, actor=actor)
    return await views.newest(db, visit, actor)


@api.post(f"{_ONE}/consent", may="visit.join")
async def answer_transcript(
    db: Db, actor: Actor, visit_id: UUID, transcript_id: UUID, data: AnswerCall
) -> TranscriptsOut:  # fmt: skip
    """Agree, refuse, or take it back, which lets the words go."""
    visit = await access_visit(db, actor, visit_id, lock=True)
    await actions.answer(db, visit, await queries.one(db, visit, transcript_id), data.agree, actor=actor)
    return await views.newest(db, visit, actor)


@api.post(f"{_ONE}/chart", may="document.write", status=201, max_bytes=4_000_000)
async def file_transcript(
    db: Db, actor: Actor, visit_id: UUID, transcript_id: UUID, data: FileTranscript
) -> TranscriptsOut:  # fmt: skip
    """File the lines, looked through, into the record."""
    visit = await access_visit(db, actor, visit_id, lock=True)
    await actions.file(db, visit, await queries.one(db, visit, transcript_id), data, actor=actor)
    return await views.newest(db, visit, actor)


@api.post("/guest/transcript", may=PUBLIC)
async def answer_transcript_as_guest(db: Db, data: AnswerCall) -> Done:
    """An invited guest agrees, refuses, or takes it back."""
    guest, visit = await guest_of_device(db, device(), lock=True)
    await actions.answer_as_guest(db, guest, visit, data.agree)
    return Done()
