"""HTTP of the chat's files and of photos taken in the call."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.http import Api, Done
from hub.core.settings import settings
from hub.visits import files, photos, views
from hub.visits.file_schemas import AskPhoto, FileIntoChart, PhotoOut, PhotosOut, RefusePhoto, SendFile, VisitFileOut
from hub.visits.queries import access_visit
from hub.visits.schemas import MessageOut

api = Api("visit_files")
UPLOAD = settings().max_upload_bytes
_FILE = "/visits/<uuid:visit_id>/files/<uuid:visit_file_id>"
_PHOTO = "/visits/<uuid:visit_id>/photos/<uuid:photo_id>"


@api.post("/visits/<uuid:visit_id>/files", may="visit.join", status=201, idempotent=True, max_bytes=UPLOAD)
async def send_file(db: Db, actor: Actor, visit_id: UUID, query: SendFile, raw: bytes) -> MessageOut:
    """Send a file in the chat (the request body is the file)."""
    found = await access_visit(db, actor, visit_id)
    return await views.line(db, await files.send(db, found, query.name, raw, actor=actor), actor)


@api.get(_FILE, may="visit.join")
async def read_file(db: Db, actor: Actor, visit_id: UUID, visit_file_id: UUID) -> Response:
    """A file of the chat, to be saved."""
    found = await access_visit(db, actor, visit_id)
    return await files.download(db, await files.one(db, found, visit_file_id), actor=actor)


@api.delete(_FILE, may="visit.join")
async def remove_file(db: Db, actor: Actor, visit_id: UUID, visit_file_id: UUID) -> Done:
    """Take a file back, until it is in the chart."""
    found = await access_visit(db, actor, visit_id)
    await files.remove(db, found, await files.one(db, found, visit_file_id, lock=True), actor=actor)
    return Done()


@api.post(f"{_FILE}/chart", may="document.write", status=201)
async def file_into_chart(
    db: Db, actor: Actor, visit_id: UUID, visit_file_id: UUID, data: FileIntoChart
) -> VisitFileOut:  # fmt: skip
    """File it into the record as a document of this encounter."""
    found = await access_visit(db, actor, visit_id)
    row = await files.one(db, found, visit_file_id, lock=True)
    return views.file(await files.into_chart(db, found, row, data, actor=actor))


@api.get("/visits/<uuid:visit_id>/photos", may="visit.join")
async def read_photos(db: Db, actor: Actor, visit_id: UUID) -> PhotosOut:
    """What photos were asked for, and what came of it."""
    return views.photos(await photos.of_visit(db, (await access_visit(db, actor, visit_id)).id))


@api.post("/visits/<uuid:visit_id>/photos", may="visit.conduct", status=201)
async def ask_photo(db: Db, actor: Actor, visit_id: UUID, data: AskPhoto) -> PhotoOut:
    """Ask the patient in the call for a photo."""
    found = await access_visit(db, actor, visit_id, lock=True)
    return views.photo(await photos.ask(db, found, data.wanted, actor=actor))


@api.post(f"{_PHOTO}/picture", may="visit.join", status=201, max_bytes=UPLOAD)
async def send_photo(db: Db, actor: Actor, visit_id: UUID, photo_id: UUID, raw: bytes) -> PhotoOut:
    """The patient agrees and sends the picture (the request body)."""
    found = await access_visit(db, actor, visit_id)
    return views.photo(await photos.take(db, found, photo_id, raw, actor=actor))


@api.post(f"{_PHOTO}/refuse", may="visit.join")
async def refuse_photo(db: Db, actor: Actor, visit_id: UUID, photo_id: UUID, data: RefusePhoto) -> PhotoOut:
    """The patient does not send one."""
    found = await access_visit(db, actor, visit_id)
    row = await photos.one(db, found, photo_id)
    return views.photo(await photos.refuse(db, found, row, data.reason, actor=actor))


@api.post(f"{_PHOTO}/withdraw", may="visit.conduct")
async def withdraw_photo(db: Db, actor: Actor, visit_id: UUID, photo_id: UUID) -> PhotoOut:
    """The clinician does not need it any more."""
    found = await access_visit(db, actor, visit_id)
    return views.photo(await photos.withdraw(db, found, await photos.one(db, found, photo_id), actor=actor))
