"""What merges, the timeline and exports look like from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from quart import Response

from hub.core import cursor, limits
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.http import Page
from hub.core.valkey import valkey
from hub.identity.queries import display_names, practitioner_names
from hub.patients import evidence, exports, likeness, merging, pickups, queries, timeline
from hub.patients.filed import PatientExport
from hub.patients.models import Patient
from hub.patients.record_schemas import (
    DifferenceOut,
    EvidenceOut,
    ExportOut,
    ExportsOut,
    HandedOverOut,
    HandOver,
    HandoverOut,
    HandoversOut,
    MergeOut,
    MergePreviewOut,
    MergesOut,
    MovingOut,
    MyEvidenceOut,
    PickUp,
    ReceiverOut,
    TimelineLineOut,
    TimelineQuery,
)
from hub.patients.schemas import PatientDetails, PatientRow
from hub.patients.switches import IDENTITY_DAYS


async def merge_preview(db: Db, survivor: Patient, loser: Patient) -> MergePreviewOut:
    """Everything that a merge would do, before it is done."""
    moving = await merging.preview(db, survivor, loser)
    score, _ = likeness.compare(queries.as_person(survivor), queries.as_person(loser))
    return MergePreviewOut(
        survivor=PatientDetails.of(survivor), loser=PatientDetails.of(loser), score=score,
        differences=[
            DifferenceOut(field=name, survivor=getattr(survivor, name), loser=getattr(loser, name))
            for name in merging.TAKEN if getattr(survivor, name) != getattr(loser, name)
        ],
        moving=[
            MovingOut(table=one.belonging.table, title=one.belonging.title, moves=one.moves, stays=one.stays,
                      because=one.belonging.because)
            for one in moving if one.belonging.export or one.moves
        ],
        account="none" if loser.user_id is None else "disabled" if survivor.user_id else "moved",
    )  # fmt: skip


async def merges(db: Db, actor: Actor, row: Patient) -> MergesOut:
    await db.flush()
    into = await queries.patient(db, row.merged_into_id) if row.merged_into_id else None
    return MergesOut(
        items=[
            MergeOut(id=one.id, loser=PatientRow.seen(loser, actor), created_at=one.created_at, reason=one.reason,
                     undone_at=one.undone_at)
            for one, loser in await merging.merges_of(db, row)
        ],
        merged_into=PatientRow.seen(into, actor) if into else None,
    )  # fmt: skip


async def lines(db: Db | ReadDb, actor: Actor, row: Patient, query: TimelineQuery) -> Page[TimelineLineOut]:
    key = cursor.read(query.after, 2)
    after = (cursor.parse(datetime.fromisoformat, key[0]), cursor.parse(UUID, key[1])) if key else None
    found = await timeline.lines(db, actor, row, after=after, limit=query.limit + 1)
    shown = found[: query.limit]
    names = await practitioner_names(db, {line.practitioner_id for line in shown if line.practitioner_id})
    last = shown[-1] if len(found) > query.limit else None
    return Page(
        items=[
            TimelineLineOut(at=line.at, kind=line.kind, id=line.id, what=line.what or "",
                    practitioner=names.get(line.practitioner_id, "") if line.practitioner_id else "")
            for line in shown
        ],
        next=cursor.write(last.at.isoformat(), last.id) if last else None,
    )  # fmt: skip


async def export_list(db: Db, actor: Actor, row: Patient) -> ExportsOut:
    await db.flush()
    return ExportsOut(items=[ExportOut.model_validate(one) for one in await exports.of_patient(db, actor, row)])


async def handovers(db: Db | ReadDb, row: Patient) -> HandoversOut:
    await db.flush()
    found = await pickups.of_patient(db, row)
    acting = await pickups.receivers(db, row)
    people = {id for id in (*(one.handed_to for one in found), *(one.user_id for one in acting)) if id is not None}
    names = await display_names(db, people)
    items = [
        HandoverOut(id=one.id, status=one.status, created_at=one.created_at, expires_at=one.expires_at,
                    downloads=one.downloads, identity=one.identity,
                    handed_to=names.get(one.handed_to, "") if one.handed_to else "")
        for one in found
    ]  # fmt: skip
    receivers = [ReceiverOut(proxy_id=one.id, name=names.get(one.user_id, "") if one.user_id else "") for one in acting]
    return HandoversOut(items=items, receivers=receivers)


async def handed_over(db: Db, row: Patient, wanted: HandOver, *, actor: Actor) -> HandedOverOut:
    _, code = await pickups.hand_over(db, row, **wanted.model_dump(), actor=actor)
    return HandedOverOut(code=code, **dict(await handovers(db, row)))


async def picked_up(db: Db, wanted: PickUp, *, actor: Actor) -> Response:
    async with limits.wrong_tries(valkey(), "pick-up", actor.ip, most=10, per=3600, wrong=NotFound):
        row, pieces = await pickups.pick_up(db, wanted.code, wanted.birth_date, actor=actor)
    return _zip(row, pieces)


async def archive(db: Db, row: PatientExport, *, actor: Actor) -> Response:
    return _zip(row, await exports.download(db, row, actor=actor))


def _zip(row: PatientExport, pieces: AsyncIterator[bytes]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="record-{row.id}.zip"', "Cache-Control": "no-store",
               "Content-Length": str(row.size)}  # fmt: skip
    return Response(pieces, 200, headers, content_type="application/zip")


async def my_evidence(db: Db | ReadDb, patient: Patient) -> MyEvidenceOut:
    """What the patient sent last, and how long it is kept."""
    row = await evidence.latest(db, patient)
    return MyEvidenceOut(
        evidence=EvidenceOut.model_validate(row) if row else None, keep_days=await IDENTITY_DAYS.value(db)
    )


async def evidence_picture(db: Db, patient: Patient, side: evidence.Side, *, own: bool, actor: Actor) -> Response:
    """A picture of a kind that was checked; no browser keeps it."""
    kind, content = await evidence.picture(db, patient, side, own=own, actor=actor)
    return Response(content, 200, {"Cache-Control": "no-store"}, content_type=kind)
