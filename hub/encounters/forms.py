"""Forms that administrators draw for the clinic: published by version, given to a patient, answered, kept with both."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.states import move
from hub.encounters import parts, queries
from hub.encounters.facts import RecordChanged
from hub.encounters.form_schemas import FormAnswerOut, GiveForm, SaveForm
from hub.encounters.letter_models import Form, FormAnswer, FormVersion
from hub.encounters.models import Encounter
from hub.encounters.statuses import AnswerStatus
from workflows import form_schema


async def forms(db: Db | ReadDb, *, published: bool = False) -> list[Form]:
    """By title; `published`: those that can be given."""
    query = select(Form).order_by(Form.title, Form.id)
    return list(await db.scalars(query.where(Form.active, Form.number > 0) if published else query))


async def save(db: Db, wanted: SaveForm, *, actor: Actor) -> Form:
    """Keep a draft; the published version stays in use. 422 form_* as in pathways; 409 key_taken, form_changed."""
    form_schema.check(wanted.drawn)
    row = await db.scalar(select(Form).where(Form.key == wanted.key).with_for_update())
    if row is not None and wanted.version is None:
        raise Conflict("There is a form with this key.", code="key_taken")
    if row is not None and row.version != wanted.version:
        raise Conflict("Somebody changed this form. Please look again.", code="form_changed")
    row = row or Form(key=wanted.key)
    row.title, row.about, row.by_patient, row.active = wanted.title, wanted.about, wanted.by_patient, wanted.active
    row.draft = {"schema": wanted.drawn, "ui": wanted.ui}
    db.add(row)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("There is a form with this key.", code="key_taken") from error
    return row


async def publish(db: Db, form_id: UUID, *, actor: Actor) -> Form:
    """Make the draft the next version; forms that were given keep theirs. The same again makes no new version."""
    row = await db.scalar(select(Form).where(Form.id == form_id).with_for_update())
    if row is None:
        raise NotFound()
    form_schema.check(row.draft["schema"])
    now_used = await _version(db, row) if row.number else None
    if now_used is not None and now_used.content == row.draft and now_used.title == row.title:
        return row
    row.number += 1
    db.add(FormVersion(id=uuid7(), form_id=row.id, number=row.number, title=row.title, content=row.draft,
                       by_name=actor.name))  # fmt: skip
    audit.wrote(db, actor, row, reason="published")
    await db.flush()
    return row


async def _version(db: Db | ReadDb, row: Form) -> FormVersion | None:
    found: FormVersion | None = await db.scalar(
        select(FormVersion).where(FormVersion.form_id == row.id, FormVersion.number == row.number)
    )
    return found


async def give(db: Db, patient_id: UUID, wanted: GiveForm, *, actor: Actor) -> FormAnswer:
    """Give a published form to a patient; 422 form_unpublished, not_for_patients; 404 for a foreign visit."""
    form = await db.scalar(select(Form).where(Form.id == wanted.form_id, Form.active))
    version = await _version(db, form) if form is not None else None
    if form is None or version is None:
        raise Invalid("This form is not in use.", code="form_unpublished")
    if wanted.by_patient and not form.by_patient:
        raise Invalid("This form is for the staff.", code="not_for_patients")
    if wanted.encounter_id is not None:
        whose = await db.scalar(select(Encounter.patient_id).where(Encounter.id == wanted.encounter_id))
        if whose != patient_id:
            raise NotFound()
    row = FormAnswer(form_version_id=version.id, patient_id=patient_id, encounter_id=wanted.encounter_id,
                     by_patient=wanted.by_patient, due_on=wanted.due_on)  # fmt: skip
    db.add(row)
    _wrote(db, row, actor)
    await db.flush()
    return row


async def give_by_key(db: Db, patient_id: UUID, key: str, *, actor: Actor) -> bool:
    """Give the patient the form of this key to fill in; False where no such form is in use for patients."""
    form_id = await db.scalar(select(Form.id).where(Form.key == key, Form.active, Form.by_patient, Form.number > 0))
    if form_id is None:
        return False
    await give(db, patient_id, GiveForm(form_id=form_id, by_patient=True), actor=actor)
    return True


async def access_answer(db: Db, actor: Actor, form_answer_id: UUID) -> FormAnswer:
    """A given form, locked: for the patient who was asked, or a clinician who cares for him; else 404."""
    row: FormAnswer | None = await db.scalar(
        select(FormAnswer).where(FormAnswer.id == form_answer_id).with_for_update()
    )
    if row is None:
        raise NotFound()
    own = row.by_patient and row.patient_id == actor.patient_id
    if not own and not await queries.cares_for(db, actor, row.patient_id):
        raise NotFound()
    await queries.not_hidden(db, actor, row.encounter_id)
    return row


async def answer(db: Db, row: FormAnswer, answers: dict[str, object], *, actor: Actor) -> FormAnswer:
    """Keep the answers, checked against the very version that was given; answered once. 422 names every wrong field."""
    version = await db.get_one(FormVersion, row.form_version_id)
    checked = form_schema.checked(version.content["schema"], answers)
    move(row, AnswerStatus.completed)
    row.answers, row.answered_at, row.by_name = checked, now(), actor.name
    _wrote(db, row, actor)
    await db.flush()
    return row


async def strike(db: Db, row: FormAnswer, reason: str, *, actor: Actor) -> FormAnswer:
    """Take a form back that nobody filled in, or mark answers as entered in error."""
    asked = row.status == AnswerStatus.requested
    move(row, AnswerStatus.withdrawn if asked else AnswerStatus.entered_in_error)
    row.reason = reason
    _wrote(db, row, actor)
    await db.flush()
    return row


def _wrote(db: Db, row: FormAnswer, actor: Actor) -> None:
    audit.wrote(db, actor, row)
    state(db, RecordChanged(patient_id=row.patient_id, part="forms"), actor=actor)


async def of_patient(
    db: Db | ReadDb, patient_id: UUID, actor: Actor, *, for_patient: bool = False
) -> list[FormAnswerOut]:  # fmt: skip
    """The latest hundred with their versions, in one query; the patient sees those that he was asked."""
    query = (
        select(FormAnswer, FormVersion)
        .join(FormVersion, FormVersion.id == FormAnswer.form_version_id)
        .where(FormAnswer.patient_id == patient_id, parts.beside_open(actor, FormAnswer.encounter_id))
    )
    if for_patient:
        shown = (AnswerStatus.requested, AnswerStatus.completed)
        query = query.where(FormAnswer.by_patient, FormAnswer.status.in_(shown))
    rows = await db.execute(query.order_by(FormAnswer.created_at.desc(), FormAnswer.id.desc()).limit(100))
    return [shown_(row[0], row[1]) for row in rows]


async def one(db: Db, row: FormAnswer) -> FormAnswerOut:
    """A given form with its version."""
    return shown_(row, await db.get_one(FormVersion, row.form_version_id))


def shown_(row: FormAnswer, version: FormVersion) -> FormAnswerOut:
    """As it crosses HTTP."""
    return FormAnswerOut(
        id=row.id, form_id=version.form_id, title=version.title, number=version.number,
        drawn=version.content["schema"], ui=version.content.get("ui") or {}, encounter_id=row.encounter_id,
        by_patient=row.by_patient, due_on=row.due_on, answers=row.answers, answered_at=row.answered_at,
        by_name=row.by_name, status=row.status, created_at=row.created_at,
    )  # fmt: skip
