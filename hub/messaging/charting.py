"""A message leaves the conversation: into the chart as a document, or into somebody's work as a task."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor, load_actor
from hub.core.clock import local_day, now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, HubError, Invalid, NotFound
from hub.identity import house
from hub.messaging import actions, attaching, queries
from hub.messaging.models import Message, MessageFile, Thread, ThreadSide
from hub.messaging.schemas import FileMessage, MakeTask
from hub.patients import documents
from hub.patients import queries as patients
from hub.patients.filed import Document
from hub.patients.models import Patient
from workflows import directory, instances, tasks

PATHWAY = "message_task"


async def into_chart(
    db: Db, thread: Thread, row: Message, data: FileMessage, *, actor: Actor
) -> Document:  # fmt: skip
    """File the words of a message, or one of its files, as a document of the patient; each once (409 filed).

    422 no_patient among colleagues without one; hidden words are not filed (409 hidden).
    """
    _of_staff(thread, actor, await queries.represented(db, actor))
    if thread.patient_id is None:
        raise Invalid("This conversation is about no patient.", code="no_patient")
    if row.hidden_at is not None:
        raise Conflict("This message is hidden.", code="hidden")
    clinician = actor.practitioner_id is not None
    patient = await patients.access_patient(db, actor, thread.patient_id, clinical=clinician)
    dated = local_day(row.created_at, await house.zone(db))
    values = {**data.model_dump(include={"title", "folder", "visibility"}), "dated": dated, "clinical": clinician}
    if data.file_id is not None:
        return await _file(db, thread, row, patient, data.file_id, values, actor=actor)
    if row.document_id is not None:
        raise Conflict("This message is in the chart already.", code="filed")
    paper = await documents.add(db, patient, await _paper(db, thread, row), {**values, "name": "message.txt"},
                                actor=actor)  # fmt: skip
    row.document_id = paper.id
    audit.wrote(db, actor, row, patient_id=thread.patient_id)
    await actions.marked(db, thread, row, "filed", actor=actor)
    return paper


async def _file(
    db: Db, thread: Thread, row: Message, patient: Patient, file_id: UUID, values: dict[str, Any], *, actor: Actor
) -> Document:  # fmt: skip
    file = await db.get(MessageFile, file_id)
    if file is None or file.message_id != row.id:
        raise NotFound()
    if file.document_id is not None:
        raise Conflict("This file is in the chart already.", code="filed")
    raw = await attaching.content(db, file)
    # The title names it: what somebody's device called the file stays sealed where it was sent.
    paper = await documents.add(db, patient, raw, values, actor=actor)
    file.document_id = paper.id
    audit.wrote(db, actor, file, patient_id=thread.patient_id)
    await actions.marked(db, thread, row, "filed", actor=actor)
    return paper


async def _paper(db: Db, thread: Thread, row: Message) -> bytes:
    """The message as a page of plain text. '<' becomes its look-alike: no viewer may take the page for markup."""
    at = row.created_at.astimezone(await house.zone(db))
    head = f"Message: {thread.subject}\nFrom: {row.author_name}\nSent: {at:%Y-%m-%d %H:%M %Z}\n"
    return f"{head}\n{row.text}\n".replace("<", "‹").encode()


async def into_task(db: Db, thread: Thread, row: Message, data: MakeTask, *, actor: Actor) -> UUID:
    """Make a message a task of a role, or of one person of it; returns the case. 409 task_made."""
    _of_staff(thread, actor, await queries.represented(db, actor))
    if row.case_id is not None:
        raise Conflict("This message is a task already.", code="task_made")
    if data.user_id is not None:
        await _fits(db, data.user_id, data.role)
    row.task_note = data.note
    ids = {"message_id": str(row.id), "thread_id": str(thread.id)}
    case = await instances.start(
        db, PATHWAY, actor=actor, patient_id=thread.patient_id, business_key=f"message:{row.id}", subject=ids,
        data={"message": {**ids, "role": data.role, "hours": data.due_hours,
                          "person": str(data.user_id) if data.user_id else None}},
    )  # fmt: skip
    row.case_id = case.id
    audit.wrote(db, actor, row, patient_id=thread.patient_id)
    await actions.marked(db, thread, row, "task", actor=actor)
    return case.id


async def _fits(db: Db, user_id: UUID, role: str) -> None:
    try:
        person = await load_actor(db, user_id)
    except HubError as error:
        raise Invalid("There is no such colleague.", code="person_unknown") from error
    if role not in person.roles:
        raise Invalid("This colleague works in another role.", code="not_a_candidate")


async def of_task(db: Db, actor: Actor, task_id: UUID) -> tuple[Thread, Message]:
    """The message that a task was made of, for who may see the task: it was given to him with it.

    Who is not told whose the task is reads it when he has taken the task: until then it is NotFound.
    """
    task = await tasks.access_task(db, actor, task_id)
    if await directory.veiled(db, actor, [task]):
        raise NotFound()
    row = await db.scalar(select(Message).where(Message.case_id == task.case_id))
    if row is None:
        raise NotFound()
    thread = await db.get_one(Thread, row.thread_id)
    audit.read(db, actor, "message", row.id, patient_id=thread.patient_id)
    return thread, row


async def done(db: Db, message_id: UUID, *, actor: Actor) -> None:
    """The task is done: the people of the conversation hear of it."""
    row = await db.get(Message, message_id, with_for_update=True)
    if row is not None:
        thread = await db.get_one(Thread, row.thread_id)
        audit.noted(db, actor, "task_done", "message", row.id, patient_id=thread.patient_id,
                    after={"at": now().isoformat()})  # fmt: skip
        await actions.marked(db, thread, row, "task_done", actor=actor)


def _of_staff(thread: Thread, actor: Actor, theirs: frozenset[UUID]) -> None:
    if queries.side_of(thread, actor, theirs) is not ThreadSide.staff:
        raise Forbidden("The people who take care of you decide this.", code="staff_only")
