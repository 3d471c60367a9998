"""HTTP of messages."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done
from hub.core.settings import settings
from hub.messaging import actions, attaching, canned, charting, moderating, queries, translating, views
from hub.messaging.schemas import (
    AddMember,
    AnswerOut,
    AnswersOut,
    BeforeQuery,
    CountsOut,
    FiledOut,
    FileMessage,
    FileName,
    FileOut,
    HideMessage,
    MakeTask,
    MemberOut,
    MuteThread,
    NewMessage,
    NewThread,
    ReadThread,
    RecipientsOut,
    RecipientsQuery,
    TaskMadeOut,
    TaskMessageOut,
    ThreadMessageOut,
    ThreadMessagesOut,
    ThreadOut,
    ThreadRow,
    ThreadsOut,
    ThreadsQuery,
    Translate,
    WriteAnswer,
)

api = Api("messaging")
MAX_FILE = settings().max_upload_bytes


@api.get("/threads", may="message.write")
async def list_threads(db: Db, actor: Actor, query: ThreadsQuery) -> ThreadsOut:
    """Conversations, the latest first; with `search` those that hold all its words."""
    return await views.inbox(db, actor, query)


@api.get("/threads/counts", may="message.write")
async def count_threads(db: ReadDb, actor: Actor) -> CountsOut:
    """What is new, urgent, waited for."""
    return CountsOut.model_validate(await queries.counts(db, actor))


@api.post("/threads", may="message.write", status=201)
async def start_thread(db: Db, actor: Actor, data: NewThread) -> ThreadOut:
    """Begin a conversation; the same client_id again is the same one."""
    return await views.opened(db, actor, await actions.start(db, data, actor=actor))


@api.get("/threads/<uuid:thread_id>", may="message.write")
async def show_thread(db: Db, actor: Actor, thread_id: UUID) -> ThreadOut:
    """A conversation with its latest messages."""
    return await views.opened(db, actor, await queries.access_thread(db, actor, thread_id))


@api.get("/threads/<uuid:thread_id>/messages", may="message.write")
async def list_messages(db: Db, actor: Actor, thread_id: UUID, query: BeforeQuery) -> ThreadMessagesOut:
    """Earlier messages."""
    return await views.earlier(db, actor, await queries.access_thread(db, actor, thread_id), query.before)


@api.post("/threads/<uuid:thread_id>/messages", may="message.write", status=201)
async def send_message(db: Db, actor: Actor, thread_id: UUID, data: NewMessage) -> ThreadMessageOut:
    """Write; the same client_id again is the same message."""
    thread = await queries.access_thread(db, actor, thread_id, lock=True)
    row = await actions.send(db, thread, data, actor=actor)
    return (await views.messages(db, actor, [row]))[0]


@api.post("/threads/<uuid:thread_id>/read", may="message.write")
async def read_thread(db: Db, actor: Actor, thread_id: UUID, data: ReadThread) -> MemberOut:
    """I have read as far as this."""
    thread = await queries.access_thread(db, actor, thread_id)
    return await views.member(db, await actions.read(db, thread, data.seq, actor=actor))


@api.post("/threads/<uuid:thread_id>/join", may="message.write")
async def join_thread(db: Db, actor: Actor, thread_id: UUID) -> MemberOut:
    """Take part."""
    thread = await queries.access_thread(db, actor, thread_id, lock=True)
    return await views.member(db, await actions.join(db, thread, actor=actor))


@api.post("/threads/<uuid:thread_id>/leave", may="message.write")
async def leave_thread(db: Db, actor: Actor, thread_id: UUID) -> Done:
    """Take part no longer."""
    await actions.leave(db, await queries.access_thread(db, actor, thread_id, lock=True), actor=actor)
    return Done()


@api.post("/threads/<uuid:thread_id>/mute", may="message.write")
async def mute_thread(db: Db, actor: Actor, thread_id: UUID, data: MuteThread) -> Done:
    """Hear of it, or not."""
    await actions.mute(db, await queries.access_thread(db, actor, thread_id), data.muted, actor=actor)
    return Done()


@api.post("/threads/<uuid:thread_id>/members", may="message.write", status=201)
async def add_member(db: Db, actor: Actor, thread_id: UUID, data: AddMember) -> MemberOut:
    """Bring a colleague in."""
    thread = await queries.access_thread(db, actor, thread_id, lock=True)
    return await views.member(db, await actions.add_member(db, thread, data.user_id, actor=actor))


@api.post("/threads/<uuid:thread_id>/close", may="message.write")
async def close_thread(db: Db, actor: Actor, thread_id: UUID) -> ThreadRow:
    """It is settled."""
    thread = await queries.access_thread(db, actor, thread_id, lock=True)
    return await views.one_row(db, actor, await actions.close(db, thread, actor=actor))


@api.post("/threads/<uuid:thread_id>/reopen", may="message.write")
async def reopen_thread(db: Db, actor: Actor, thread_id: UUID) -> ThreadRow:
    """It is not."""
    thread = await queries.access_thread(db, actor, thread_id, lock=True)
    return await views.one_row(db, actor, await actions.reopen(db, thread, actor=actor))


@api.post("/threads/<uuid:thread_id>/files", may="message.write", status=201, max_bytes=MAX_FILE)
async def attach_file(db: Db, actor: Actor, thread_id: UUID, query: FileName, raw: bytes) -> FileOut:
    """Put a file to it (the request body is the file); it is sent with a message."""
    thread = await queries.access_thread(db, actor, thread_id)
    return views.file(await attaching.attach(db, thread, query.name, raw, actor=actor))


@api.get("/message-files/<uuid:message_file_id>", may="message.write")
async def download_file(db: Db, actor: Actor, message_file_id: UUID) -> Response:
    """A file, to be saved."""
    thread, row = await queries.access_file(db, actor, message_file_id)
    return await attaching.download(db, thread, row, actor=actor)


@api.post("/messages/<uuid:message_id>/acknowledge", may="message.write")
async def acknowledge_message(db: Db, actor: Actor, message_id: UUID) -> ThreadMessageOut:
    """I answer for this urgent message."""
    thread, row = await queries.access_message(db, actor, message_id)
    row = await moderating.acknowledge(db, thread, row, actor=actor)
    return (await views.messages(db, actor, [row]))[0]


@api.post("/messages/<uuid:message_id>/hide", may="message.write")
async def hide_message(db: Db, actor: Actor, message_id: UUID, data: HideMessage) -> ThreadMessageOut:
    """Take it off the screens, with a reason."""
    thread, row = await queries.access_message(db, actor, message_id)
    row = await moderating.hide(db, thread, row, data.reason, actor=actor)
    return (await views.messages(db, actor, [row]))[0]


@api.post("/messages/<uuid:message_id>/show", may="message.moderate")
async def show_message(db: Db, actor: Actor, message_id: UUID) -> ThreadMessageOut:
    """Undo the hiding."""
    thread, row = await queries.access_message(db, actor, message_id)
    row = await moderating.show(db, thread, row, actor=actor)
    return (await views.messages(db, actor, [row]))[0]


@api.post("/messages/<uuid:message_id>/chart", may="document.write", status=201)
async def file_message(db: Db, actor: Actor, message_id: UUID, data: FileMessage) -> FiledOut:
    """File it into the chart as a document."""
    thread, row = await queries.access_message(db, actor, message_id)
    return FiledOut(document_id=(await charting.into_chart(db, thread, row, data, actor=actor)).id)


@api.post("/messages/<uuid:message_id>/task", may="message.answer", status=201)
async def make_task(db: Db, actor: Actor, message_id: UUID, data: MakeTask) -> TaskMadeOut:
    """Make it a task."""
    thread, row = await queries.access_message(db, actor, message_id)
    return TaskMadeOut(case_id=await charting.into_task(db, thread, row, data, actor=actor))


@api.get("/tasks/<uuid:task_id>/message", may="message.answer")
async def message_of_task(db: Db, actor: Actor, task_id: UUID) -> TaskMessageOut:
    """What a task made of a message is about."""
    thread, row = await charting.of_task(db, actor, task_id)
    shown = (await views.messages(db, actor, [row]))[0]
    return TaskMessageOut(message=shown, thread_id=thread.id, subject=thread.subject, note=row.task_note)


@api.post("/messages/<uuid:message_id>/translate", may="message.write")
async def translate_message(db: Db, actor: Actor, message_id: UUID, data: Translate) -> ThreadMessageOut:
    """Say it in another language."""
    thread, row = await queries.access_message(db, actor, message_id)
    await translating.translated(db, thread, row, data.language, actor=actor)
    return (await views.messages(db, actor, [row]))[0]


@api.get("/message-recipients", may="message.write")
async def list_recipients(db: Db, actor: Actor, query: RecipientsQuery) -> RecipientsOut:
    """Whom one may write to."""
    return await views.recipients(db, actor, query.search, query.patient_id)


@api.get("/canned-answers", may="message.answer")
async def list_answers(db: ReadDb, actor: Actor) -> AnswersOut:
    """Words that are written often."""
    return AnswersOut(items=[views.answer(row, actor) for row in await queries.answers(db, actor)])


@api.post("/canned-answers", may="message.answer", status=201)
async def write_answer(db: Db, actor: Actor, data: WriteAnswer) -> AnswerOut:
    """Keep one."""
    return views.answer(await canned.write(db, None, data, actor=actor), actor)


@api.put("/canned-answers/<uuid:canned_answer_id>", may="message.answer")
async def change_answer(db: Db, actor: Actor, canned_answer_id: UUID, data: WriteAnswer) -> AnswerOut:
    """Change one."""
    row = await queries.access_answer(db, actor, canned_answer_id)
    return views.answer(await canned.write(db, row, data, actor=actor), actor)


@api.delete("/canned-answers/<uuid:canned_answer_id>", may="message.answer")
async def forget_answer(db: Db, actor: Actor, canned_answer_id: UUID) -> Done:
    """Offer it no longer."""
    await canned.forget(db, await queries.access_answer(db, actor, canned_answer_id), actor=actor)
    return Done()
