"""What people see of conversations: rows of an inbox, an opened thread, whom one may write to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.core import audit, cursor
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.messaging import queries, routing, searching
from hub.messaging.models import (
    CannedAnswer,
    Message,
    MessageFile,
    MessageTranslation,
    Thread,
    ThreadMember,
    ThreadSide,
)
from hub.messaging.queries import Listed
from hub.messaging.schemas import (
    AnswerOut,
    FileOut,
    MemberOut,
    PatientOut,
    RecipientOut,
    RecipientsOut,
    ThreadMessageOut,
    ThreadMessagesOut,
    ThreadOut,
    ThreadRow,
    ThreadsOut,
    ThreadsQuery,
)
from hub.messaging.switches import PATIENTS_WRITE, REPLY_HOURS
from hub.messaging.translating import translator
from hub.patients import queries as patients
from workflows import directory
from workflows.teamwork import cover

PAGE = 30


async def inbox(db: Db, actor: Actor, query: ThreadsQuery) -> ThreadsOut:
    """A page of the inbox. Its rows show the last words, so each is a read of a record and audited."""
    hits: dict[UUID, str] | None = None
    if query.search.strip():
        hits = await searching.find(db, actor, query.search, query.patient_id)
    at = cursor.read(query.after, 2)
    after = (cursor.parse(datetime.fromisoformat, at[0]), cursor.parse(UUID, at[1])) if at else None
    found = await queries.inbox(
        db, actor, "all" if hits is not None else query.view, patient_id=query.patient_id, task_id=query.task_id,
        among=set(hits) if hits is not None else None, after=after, limit=PAGE + 1,
    )  # fmt: skip
    items = await rows(db, actor, found[:PAGE])
    for patient_id in {one.thread.patient_id for one in found[:PAGE] if one.thread.patient_id}:
        if patient_id != actor.patient_id:
            audit.read(db, actor, "message_thread", "", patient_id=patient_id)
    if hits:
        items = [row.model_copy(update={"last_text": hits[row.id]}) if hits.get(row.id) else row for row in items]
    more = len(found) > PAGE
    last = found[PAGE - 1].thread if more else None
    key = None if last is None else last.reply_due_at if query.view == "waiting" and hits is None else last.last_at
    return ThreadsOut(items=items, next=cursor.write(key.isoformat(), last.id) if key and last else None)


async def rows(db: Db | ReadDb, actor: Actor, found: list[Listed]) -> list[ThreadRow]:
    """Lines of an inbox: three statements for any number of them."""
    people = await queries.members(db, [one.thread.id for one in found])
    labels = await directory.patients(db, {one.thread.patient_id for one in found})
    pressing = set(
        await db.scalars(
            select(Message.thread_id).where(
                Message.thread_id.in_([one.thread.id for one in found]), Message.escalate_at.is_not(None)
            )
        )
    )
    return [_row(actor, one, people.get(one.thread.id, []), labels, one.thread.id in pressing) for one in found]


def _row(
    actor: Actor, one: Listed, people: list[ThreadMember], labels: dict[UUID, Any], pressing: bool
) -> ThreadRow:  # fmt: skip
    thread, member, last = one
    here = member is not None and member.left_at is None
    others = [who for who in people if who.user_id != actor.user_id and who.left_at is None]
    # What is told of in the list: patients see the staff's names, the staff each other's (the patient stands beside).
    names = [who.name for who in others if who.side is ThreadSide.staff]
    label = labels.get(thread.patient_id) if thread.patient_id else None
    shown = last is not None and last.hidden_at is None and last.side is not ThreadSide.system
    return ThreadRow(
        id=thread.id, kind=thread.kind, topic=thread.topic, subject=thread.subject, status=thread.status,
        patient=PatientOut(id=thread.patient_id, name=label.name, number=label.number, birth_date=label.birth_date)
        if label and thread.patient_id else None,
        task_id=thread.task_id, pool=thread.pool, people=names[:8], last_at=thread.last_at,
        last_text=" ".join(last.text.split())[:140] if last and shown else "",
        last_author=last.author_name if last and last.side is not ThreadSide.system else "",
        last_mine=bool(last and last.author_id == actor.user_id and actor.user_id),
        unread=max(0, thread.last_seq - member.read_seq) if member and here else 0, taking_part=here,
        muted=bool(member and member.muted), urgent_open=pressing, waits_since=thread.waits_since,
        reply_due_at=thread.reply_due_at,
    )  # fmt: skip


async def opened(db: Db, actor: Actor, thread: Thread) -> ThreadOut:
    """A conversation with its latest messages."""
    member = await queries.member_of(db, thread.id, actor.user_id)
    found = await queries.messages(db, thread, limit=queries.MESSAGES + 1)
    people = (await queries.members(db, [thread.id])).get(thread.id, [])
    away = await cover.away(db, [who.user_id for who in people if who.side is ThreadSide.staff and who.left_at is None])
    last = found[-1] if found else None
    row = (await rows(db, actor, [Listed(thread, member, last)]))[0]
    side = queries.side_of(thread, actor, await queries.represented(db, actor))
    staff = side is ThreadSide.staff
    shown = found[-queries.MESSAGES :]
    return ThreadOut(
        thread=row,
        members=[
            MemberOut(user_id=who.user_id, name=who.name, side=who.side, covers_name=who.covers_name,
                      read_seq=who.read_seq, read_at=who.read_at, gone=who.left_at is not None,
                      away_until=away[who.user_id].until_at if who.user_id in away else None)
            for who in people
        ],
        messages=await messages(db, actor, shown), more=len(found) > len(shown),
        may_write=staff or bool(await PATIENTS_WRITE.value(db)), may_hide=staff and actor.may("message.moderate"),
        may_manage=staff, may_translate=translator() is not None,
    )  # fmt: skip


async def earlier(db: Db, actor: Actor, thread: Thread, before: int | None) -> ThreadMessagesOut:
    """The messages before a number."""
    found = await queries.messages(db, thread, before=before, limit=queries.MESSAGES + 1)
    shown = found[-queries.MESSAGES :]
    return ThreadMessagesOut(items=await messages(db, actor, shown), more=len(found) > len(shown))


async def messages(db: Db | ReadDb, actor: Actor, found: list[Message]) -> list[ThreadMessageOut]:
    """Messages with their files and what they were translated into."""
    ids = [row.id for row in found]
    files = await queries.files_of(db, ids)
    said: dict[UUID, dict[str, str]] = {}
    if ids and translator() is not None:
        for one in await db.scalars(select(MessageTranslation).where(MessageTranslation.message_id.in_(ids))):
            said.setdefault(one.message_id, {})[one.language] = one.text
    return [message(row, actor, files.get(row.id, []), said.get(row.id, {})) for row in found]


def message(
    row: Message, actor: Actor, files: list[MessageFile], said: dict[str, str] | None = None
) -> ThreadMessageOut:  # fmt: skip
    """One message. Hidden: no word and no file of it leaves the house, the reason only to the staff's side."""
    hidden = row.hidden_at is not None
    tells = hidden and (queries.works_here(actor) or row.author_id == actor.user_id)
    return ThreadMessageOut(
        id=row.id, seq=row.seq, client_id=row.client_id if row.author_id == actor.user_id else None,
        author_id=row.author_id, author_name=row.author_name, side=row.side,
        mine=row.author_id is not None and row.author_id == actor.user_id, created_at=row.created_at,
        text="" if hidden else row.text, code=row.code, urgent=row.urgent, acknowledged_at=row.acknowledged_at,
        acknowledged_by_name=row.acknowledged_by_name, hidden=hidden,
        hidden_by_name=row.hidden_by_name if tells else "",
        hidden_reason=row.hidden_reason if tells else "", document_id=row.document_id, case_id=row.case_id,
        files=[] if hidden else [file(one) for one in files], translations={} if hidden else said or {},
    )  # fmt: skip


def file(row: MessageFile) -> FileOut:
    return FileOut(id=row.id, name=row.name, media_type=row.media_type, size=row.size,
                   filed=row.document_id is not None)  # fmt: skip


async def member(db: Db | ReadDb, who: ThreadMember) -> MemberOut:
    """One person of a conversation."""
    away = await cover.away(db, [who.user_id]) if who.side is ThreadSide.staff else {}
    return MemberOut(user_id=who.user_id, name=who.name, side=who.side, covers_name=who.covers_name,
                     read_seq=who.read_seq, read_at=who.read_at, gone=who.left_at is not None,
                     away_until=away[who.user_id].until_at if who.user_id in away else None)  # fmt: skip


async def one_row(db: Db, actor: Actor, thread: Thread) -> ThreadRow:
    """One line of the inbox, as it is now."""
    await db.flush()
    mine = await queries.member_of(db, thread.id, actor.user_id)
    last = await queries.messages(db, thread, limit=1)
    return (await rows(db, actor, [Listed(thread, mine, last[0] if last else None)]))[0]


async def recipients(db: Db, actor: Actor, search: str, patient_id: UUID | None) -> RecipientsOut:
    """Whom this person may write to: a patient his own clinicians, the staff their colleagues (those of the patient
    first). A proxy names the patient."""
    theirs = await queries.represented(db, actor)
    patient_id = patient_id or (None if queries.works_here(actor) else actor.patient_id)
    if patient_id is not None and patient_id not in theirs:
        await patients.access_patient(db, actor, patient_id, clinical=actor.practitioner_id is not None)
    known = await routing.team(db, patient_id) if patient_id else []
    people = [
        RecipientOut(user_id=id, name=who.name, roles=[who.role], detail=who.specialty, own_team=True)
        for id, who, _ in known
        if id != actor.user_id
    ]
    if queries.works_here(actor) and patient_id not in theirs:
        roles = [code for code, _ in directory.roles() if code != "patient"]
        others = await directory.colleagues(db, roles, search.strip())
        near = {one.user_id for one in people} | {actor.user_id}
        people += [RecipientOut(user_id=id, name=name, roles=held) for id, name, held in others if id not in near]
        words = search.casefold().split()
        people = [one for one in people if all(word in one.name.casefold() for word in words)]
    away = await cover.away(db, [one.user_id for one in people])
    for one in people:
        if (absence := away.get(one.user_id)) is not None:
            one.away_until, one.cover_name = absence.until_at, absence.cover_name
    return RecipientsOut(
        items=people[:60], reply_hours=await REPLY_HOURS.value(db), patients_write=await PATIENTS_WRITE.value(db)
    )


def answer(row: CannedAnswer, actor: Actor) -> AnswerOut:
    mine = row.owner_id is not None and row.owner_id == actor.user_id
    return AnswerOut(
        id=row.id, title=row.title, text=row.text, role=row.role,
        may_change=mine or queries.may_share(actor, row.role),
    )  # fmt: skip
