"""HTTP of forms that administrators draw."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api
from hub.encounters import forms
from hub.encounters.form_schemas import (
    Answer,
    FormAnswerOut,
    FormAnswersOut,
    FormChoiceOut,
    FormChoicesOut,
    FormOut,
    FormsOut,
    GiveForm,
    SaveForm,
)
from hub.encounters.queries import access_own_record, access_patient_chart
from hub.encounters.schemas import (
    GiveReason,
)

api = Api("forms")


@api.get("/forms", may="chart.manage")
async def list_forms(db: ReadDb) -> FormsOut:
    """All forms with their drafts."""
    return FormsOut(items=[FormOut.model_validate(row) for row in await forms.forms(db)])


@api.put("/forms", may="chart.manage")
async def save_form(db: Db, actor: Actor, data: SaveForm) -> FormOut:
    """Keep a draft."""
    return FormOut.model_validate(await forms.save(db, data, actor=actor))


@api.post("/forms/<uuid:form_id>/publish", may="chart.manage")
async def publish_form(db: Db, actor: Actor, form_id: UUID) -> FormOut:
    """Make the draft the version in use."""
    return FormOut.model_validate(await forms.publish(db, form_id, actor=actor))


@api.get("/forms/published", may="chart.write")
async def published_forms(db: ReadDb) -> FormChoicesOut:
    """Forms that can be given."""
    rows = await forms.forms(db, published=True)
    return FormChoicesOut(items=[FormChoiceOut.model_validate(row) for row in rows])


@api.get("/patients/<uuid:patient_id>/forms", may="chart.write")
async def forms_of_patient(db: Db, actor: Actor, patient_id: UUID) -> FormAnswersOut:
    """Forms of a patient."""
    known = await access_patient_chart(db, actor, patient_id)
    return FormAnswersOut(items=await forms.of_patient(db, known, actor))


@api.post("/patients/<uuid:patient_id>/forms", may="chart.write", status=201, idempotent=True)
async def give_form(db: Db, actor: Actor, patient_id: UUID, data: GiveForm) -> FormAnswerOut:
    """Give a form to a patient."""
    known = await access_patient_chart(db, actor, patient_id, silent=True)
    return await forms.one(db, await forms.give(db, known, data, actor=actor))


@api.post("/form-answers/<uuid:form_answer_id>/answer", may="chart.read", idempotent=True)
async def answer_form(db: Db, actor: Actor, form_answer_id: UUID, data: Answer) -> FormAnswerOut:
    """Fill a form in: the patient who was asked, or a clinician with him."""
    row = await forms.access_answer(db, actor, form_answer_id)
    return await forms.one(db, await forms.answer(db, row, data.answers, actor=actor))


@api.post("/form-answers/<uuid:form_answer_id>/strike", may="chart.write")
async def strike_form(db: Db, actor: Actor, form_answer_id: UUID, data: GiveReason) -> FormAnswerOut:
    """Take it back, or mark its answers as entered in error."""
    row = await forms.access_answer(db, actor, form_answer_id)
    return await forms.one(db, await forms.strike(db, row, data.reason, actor=actor))


@api.get("/my/forms", may="record.own")
async def own_forms(db: Db, actor: Actor) -> FormAnswersOut:
    """Forms that the patient is asked to fill in, and those that were."""
    known = await access_own_record(db, actor, "forms")
    return FormAnswersOut(items=await forms.of_patient(db, known, actor, for_patient=True))
