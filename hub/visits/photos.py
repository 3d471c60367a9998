"""Photos in the call: the clinician asks, and the patient takes, looks and sends, or refuses.

The picture is made by the patient's own page: its camera gives more points than the call ever sends, nothing of the
network is in it, and nothing leaves the phone before the patient has seen it and agreed. It comes as a line of the
chat, and is filed from there (see `files`).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Gone, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.visits import files, queries
from hub.visits.actions import clinician_of, may_talk
from hub.visits.facts import VisitPhotoChanged
from hub.visits.models import PhotoStatus, Side, Visit, VisitPhoto, VisitStatus


async def of_visit(db: Db | ReadDb, visit_id: UUID) -> Sequence[VisitPhoto]:
    """Every question for a photo, the newest first."""
    found = select(VisitPhoto).where(VisitPhoto.visit_id == visit_id).order_by(VisitPhoto.id.desc())
    return (await db.scalars(found.limit(50))).all()


async def one(db: Db, visit: Visit, photo_id: UUID, *, lock: bool = True) -> VisitPhoto:
    """A question of a visit that is open to the caller; the visit is locked first by who wants both."""
    row = await db.get(VisitPhoto, photo_id, with_for_update=lock or None, populate_existing=True)
    if row is None or row.visit_id != visit.id:
        raise NotFound()
    return row


async def ask(db: Db, visit: Visit, wanted: str, *, actor: Actor) -> VisitPhoto:
    """The clinician asks for a photo; one question at a time, again is harmless. 409 not_in_call without the patient.

    The visit is locked.
    """
    clinician_of(visit, actor)
    may_talk(visit, actor=actor)
    if visit.status is not VisitStatus.in_call:
        raise Conflict("Both have to be in the call.", code="not_in_call")
    if (asked := await _asked(db, visit.id)) is not None:
        return asked
    row = VisitPhoto(
        visit_id=visit.id, patient_id=visit.patient_id, status=PhotoStatus.asked, asked_by=actor.user_id,
        asked_by_name=actor.name, reason="",
    )  # fmt: skip
    row.wanted = wanted
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    _changed(db, row, actor)
    return row


async def take(db: Db, visit: Visit, photo_id: UUID, raw: bytes, *, actor: Actor) -> VisitPhoto:
    """The patient sends what the camera took: sending is agreeing. 410 photo_over when it is wanted no more."""
    _answers(visit, await one(db, visit, photo_id, lock=False), actor)
    may_talk(visit, actor=actor)
    looked_at = await files.look_at(raw, only_images=True)
    await db.refresh(visit, with_for_update=True)
    row = await one(db, visit, photo_id)
    _answers(visit, row, actor)
    may_talk(visit, actor=actor)
    await files.keep(db, visit, Side.patient, "photo", looked_at, actor=actor, photo=row)
    return _settled(db, row, PhotoStatus.sent, actor)


async def refuse(db: Db, visit: Visit, row: VisitPhoto, reason: str, *, actor: Actor) -> VisitPhoto:
    """The patient would rather not, or has no camera; again is harmless."""
    if row.status is PhotoStatus.refused:
        return row
    _answers(visit, row, actor)
    row.reason = reason
    return _settled(db, row, PhotoStatus.refused, actor)


async def withdraw(db: Db, visit: Visit, row: VisitPhoto, *, actor: Actor) -> VisitPhoto:
    """The clinician does not need it any more; what is settled stays as it is."""
    clinician_of(visit, actor)
    return _withdrawn(db, row, actor) if row.status is PhotoStatus.asked else row


async def give_up(db: Db, visit_id: UUID, *, actor: Actor) -> None:
    """The visit is over: nobody is asked any more."""
    if (row := await _asked(db, visit_id)) is not None:
        _withdrawn(db, row, actor)


async def _asked(db: Db, visit_id: UUID) -> VisitPhoto | None:
    found = select(VisitPhoto).where(VisitPhoto.visit_id == visit_id, VisitPhoto.status == PhotoStatus.asked)
    row: VisitPhoto | None = await db.scalar(found.with_for_update())
    return row


def _answers(visit: Visit, row: VisitPhoto, actor: Actor) -> None:
    if queries.side_of(visit, actor) is not Side.patient:
        raise Forbidden("Only the patient can do this.", code="patient_only")
    if row.status is not PhotoStatus.asked:
        raise Gone("This photo is not asked for any more.", code="photo_over")


def _settled(db: Db, row: VisitPhoto, status: PhotoStatus, actor: Actor) -> VisitPhoto:
    row.answered_by = actor.user_id
    return _moved(db, row, status, actor)


def _withdrawn(db: Db, row: VisitPhoto, actor: Actor) -> VisitPhoto:
    return _moved(db, row, PhotoStatus.withdrawn, actor)


def _moved(db: Db, row: VisitPhoto, status: PhotoStatus, actor: Actor) -> VisitPhoto:
    move(row, status)
    audit.wrote(db, actor, row)
    _changed(db, row, actor)
    return row


def _changed(db: Db, row: VisitPhoto, actor: Actor) -> None:
    state(db, VisitPhotoChanged(visit_id=row.visit_id, photo_id=row.id, status=row.status), actor=actor)
