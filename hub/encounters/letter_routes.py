"""HTTP of letters, of the patient summary and of the patient's own record."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, Api
from hub.encounters import letters, portal
from hub.encounters.ips import PatientSummaryOut
from hub.encounters.letter_places import OF_KIND, PLACES
from hub.encounters.letter_places import places as places_of
from hub.encounters.letter_schemas import (
    LetterOut,
    LettersOut,
    LetterTemplateOut,
    LetterTemplatesOut,
    PreviewOut,
    SaveLetterTemplate,
    VerifiedOut,
    VerifyLetter,
    WriteLetter,
)
from hub.encounters.queries import access_own_record, access_patient_chart
from hub.encounters.schemas import (
    GiveReason,
)

api = Api("letters")


@api.get("/letter-templates", may="chart.write")
async def templates(db: ReadDb) -> LetterTemplatesOut:
    """Templates in use."""
    rows = await letters.templates(db)
    return LetterTemplatesOut(items=[LetterTemplateOut.model_validate(row) for row in rows], places=list(PLACES))


@api.get("/letter-templates/all", may="chart.manage")
async def all_templates(db: ReadDb) -> LetterTemplatesOut:
    """All templates, for who keeps them."""
    rows = await letters.templates(db, all_=True)
    own = {kind: list(places_of(kind)) for kind in OF_KIND}
    items = [LetterTemplateOut.model_validate(row) for row in rows]
    return LetterTemplatesOut(items=items, places=list(PLACES), places_of=own)


@api.put("/letter-templates", may="chart.manage")
async def save_template(db: Db, actor: Actor, data: SaveLetterTemplate) -> LetterTemplateOut:
    """Make or change a template."""
    return LetterTemplateOut.model_validate(await letters.save_template(db, data, actor=actor))


@api.post("/letter-templates/preview", may="chart.manage")
async def preview_template(db: ReadDb, data: SaveLetterTemplate) -> PreviewOut:
    """A template as it would read, of an invented patient; nothing is kept."""
    return await letters.preview_template(db, data)


@api.post("/patients/<uuid:patient_id>/letters/preview", may="chart.write")
async def preview(db: Db, actor: Actor, patient_id: UUID, data: WriteLetter) -> PreviewOut:
    """A letter as it would read."""
    return await letters.preview(db, await access_patient_chart(db, actor, patient_id), data, actor=actor)


@api.post("/patients/<uuid:patient_id>/letters", may="chart.write", status=201, idempotent=True)
async def write(db: Db, actor: Actor, patient_id: UUID, data: WriteLetter) -> LetterOut:
    """Give a letter out."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return LetterOut.model_validate(await letters.write(db, known, data, actor=actor))


@api.get("/patients/<uuid:patient_id>/letters", may="chart.write")
async def list_letters(db: Db, actor: Actor, patient_id: UUID) -> LettersOut:
    """Letters of a patient."""
    return await letters.of_patient(db, await access_patient_chart(db, actor, patient_id), actor)


@api.get("/letters/<uuid:letter_id>/pdf", may="chart.read")
async def pdf(db: Db, actor: Actor, letter_id: UUID) -> Response:
    """The letter itself."""
    return await letters.pdf(db, await letters.access_letter(db, actor, letter_id))


@api.post("/letters/<uuid:letter_id>/revoke", may="chart.write")
async def revoke(db: Db, actor: Actor, letter_id: UUID, data: GiveReason) -> LetterOut:
    """Take a letter back."""
    row = await letters.access_letter(db, actor, letter_id, lock=True)
    return LetterOut.model_validate(await letters.revoke(db, row, data.reason, actor=actor))


@api.post("/letters/check", may=PUBLIC)
async def check(db: ReadDb, data: VerifyLetter) -> VerifiedOut:
    """Whether a letter is ours, by the code printed on it."""
    return await letters.verify(db, data.code)


@api.get("/patients/<uuid:patient_id>/summary", may="chart.write")
async def patient_summary(db: Db, actor: Actor, patient_id: UUID) -> PatientSummaryOut:
    """The patient summary (IPS sections) on one page."""
    return await portal.summary(db, await access_patient_chart(db, actor, patient_id), actor)


@api.get("/my/record", may="record.own")
async def own_record(db: Db, actor: Actor) -> PatientSummaryOut:
    """The patient's own record."""
    return await portal.summary(db, await access_own_record(db, actor, "record"), actor)


@api.get("/my/letters", may="record.own")
async def own_letters(db: Db, actor: Actor) -> LettersOut:
    """Letters that the patient may download."""
    return await letters.of_patient(db, await access_own_record(db, actor, "letters"), actor, for_patient=True)
