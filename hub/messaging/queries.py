"""The doors to threads, messages and their files; inboxes and counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.messaging.models import (
    CannedAnswer,
    Message,
    MessageFile,
    Thread,
    ThreadKind,
    ThreadMember,
    ThreadSide,
    ThreadStatus,
)
from hub.patients import queries as patients
from hub.patients.access.proxy import acts_for

MESSAGES = 50
"""Messages of a thread that are read at once."""


class Listed(NamedTuple):
    """One line of an inbox: the thread, one's own membership if there is one, and its last message."""

    thread: Thread
    member: ThreadMember | None
    last: Message | None


def works_here(actor: Actor) -> bool:
    """Whether somebody answers for the house; a person who is only a patient does not."""
    return bool(actor.roles - {"patient"})


async def represented(db: Db | ReadDb, actor: Actor) -> frozenset[UUID]:
    """The patients whose messages this account reads today: himself, and for whom he acts with that right."""
    own = {actor.patient_id} if actor.patient_id else set()
    if actor.acts_for is not None:
        return frozenset(own)
    acted = await acts_for(db, actor) if "patient" in actor.roles else []
    return frozenset(own | {one.patient.id for one in acted if "messages" in one.rights})


async def visible(db: Db | ReadDb, actor: Actor) -> ColumnElement[bool]:
    """SQL for 'this person may read this thread now'.

    With the patient: himself, his proxies, the clinicians whom his record is open to (emergency access included), and
    the people of the office that shares it. Among colleagues: who takes part, as long as he may see the patient.
    """
    theirs = await represented(db, actor)
    ways: list[ColumnElement[bool]] = []
    if theirs:
        ways.append(and_(Thread.kind == ThreadKind.care, Thread.patient_id.in_(theirs)))
    if works_here(actor):
        clinician = actor.practitioner_id is not None
        cared = patients.visible(actor, Thread.patient_id, clinical=True) if clinician else false()
        pooled = and_(
            Thread.pool.in_(actor.roles), patients.visible(actor, Thread.patient_id)
        ) if actor.may("patient.any") else false()  # fmt: skip
        ways.append(and_(Thread.kind == ThreadKind.care, or_(cared, pooled)))
        known = patients.visible(actor, Thread.patient_id, clinical=clinician)
        ways.append(and_(_takes_part(actor), Thread.kind == ThreadKind.staff,
                         or_(Thread.patient_id.is_(None), known)))  # fmt: skip
    return or_(*ways) if ways else false()


def _takes_part(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        ThreadMember.thread_id == Thread.id, ThreadMember.user_id == actor.user_id, ThreadMember.left_at.is_(None)
    )


async def access_thread(db: Db, actor: Actor, thread_id: UUID, *, lock: bool = False) -> Thread:
    """The one door to a thread. Absent and not visible are the same 404; the read is audited."""
    found = select(Thread).where(Thread.id == thread_id, await visible(db, actor))
    row: Thread | None = await db.scalar(
        (found.with_for_update(of=Thread) if lock else found).execution_options(populate_existing=lock)
    )
    if row is None:
        raise NotFound()
    audit.read(db, actor, "message_thread", row.id, patient_id=row.patient_id)
    return row


async def may_read(db: Db | ReadDb, actor: Actor, thread_id: UUID) -> bool:
    """Whether this person may read the thread now, for a page that has it open already: not audited again."""
    found = select(exists().where(Thread.id == thread_id, await visible(db, actor)))
    return bool(await db.scalar(found))


async def is_news(db: Db | ReadDb, thread_id: UUID, user_id: UUID) -> bool:
    """Whether somebody else's word in the thread is unread by this person; for who has no place in it (the office that
    shares it): whether the patient still waits."""
    member = await member_of(db, thread_id, user_id)
    if member is None:
        waits = select(Thread.id).where(Thread.id == thread_id, Thread.waits_since.is_not(None))
        return await db.scalar(waits) is not None
    unread = select(Message.id).where(
        Message.thread_id == thread_id, Message.seq > member.read_seq, Message.side != ThreadSide.system,
        Message.author_id.is_distinct_from(user_id),
    )  # fmt: skip
    return await db.scalar(unread.limit(1)) is not None


async def message_waits(db: Db | ReadDb, message_id: UUID) -> bool:
    """Whether an urgent message still waits to be acknowledged."""
    found = select(Message.id).where(
        Message.id == message_id, Message.acknowledged_at.is_(None), Message.hidden_at.is_(None)
    )
    return await db.scalar(found) is not None


async def access_message(db: Db, actor: Actor, message_id: UUID) -> tuple[Thread, Message]:
    """A message through the door of its thread, which is locked."""
    thread_id = await db.scalar(select(Message.thread_id).where(Message.id == message_id))
    if thread_id is None:
        raise NotFound()
    thread = await access_thread(db, actor, thread_id, lock=True)
    return thread, await db.get_one(Message, message_id, populate_existing=True)


async def access_file(db: Db, actor: Actor, file_id: UUID) -> tuple[Thread, MessageFile]:
    """A file through the door of its thread; of a hidden message, or not sent yet, it is its author's only."""
    row = await db.get(MessageFile, file_id)
    if row is None:
        raise NotFound()
    thread = await access_thread(db, actor, row.thread_id)
    hidden = row.message_id is None or await db.scalar(
        select(Message.hidden_at.is_not(None)).where(Message.id == row.message_id)
    )
    if hidden and row.added_by != actor.user_id:
        raise NotFound()
    return thread, row


async def access_answer(db: Db, actor: Actor, answer_id: UUID) -> CannedAnswer:
    """A canned answer that one may change: one's own, or of a role that one leads or holds the settings for."""
    row = await db.get(CannedAnswer, answer_id, with_for_update=True)
    mine = row is not None and (row.owner_id == actor.user_id or may_share(actor, row.role))
    if row is None or not mine:
        raise NotFound()
    return row


def may_share(actor: Actor, role: str | None) -> bool:
    """Whether this person keeps the words of a whole role: an administrator's every, a lead's his own roles'."""
    if role is None:
        return False
    return actor.may("setting.manage") or (actor.may("task.assign") and role in actor.roles)


async def answers(db: Db | ReadDb, actor: Actor) -> list[CannedAnswer]:
    """One's own canned answers and those of one's roles (an administrator's: of every role), by title."""
    shared = CannedAnswer.role.is_not(None) if actor.may("setting.manage") else CannedAnswer.role.in_(actor.roles)
    rows = await db.scalars(
        select(CannedAnswer)
        .where(or_(CannedAnswer.owner_id == actor.user_id, shared))
        .order_by(func.lower(CannedAnswer.title), CannedAnswer.id).limit(300)
    )  # fmt: skip
    return list(rows)


# ---- inboxes --------------------------------------------------------------------------------------------------------


async def inbox(
    db: Db | ReadDb, actor: Actor, view: str, *, patient_id: UUID | None = None, task_id: UUID | None = None,
    among: set[UUID] | None = None, after: tuple[datetime, UUID] | None = None, limit: int = 30,
) -> list[Listed]:  # fmt: skip
    """Threads, the latest first. `view`: mine (one takes part), team (with patients, in one's reach), waiting (for our
    answer, the longest wait first), closed, all."""
    found = _listing(actor).where(await visible(db, actor))
    if patient_id:
        found = found.where(Thread.patient_id == patient_id)
    if task_id:
        found = found.where(Thread.task_id == task_id)
    if among is not None:
        found = found.where(Thread.id.in_(among))
    if view in VIEWS:
        found = found.where(VIEWS[view](actor))
    if view == "waiting":
        found = found.order_by(Thread.reply_due_at, Thread.id)
        if after:
            found = found.where(tuple_(Thread.reply_due_at, Thread.id) > tuple_(*after))
    else:
        found = found.order_by(Thread.last_at.desc(), Thread.id.desc())
        if after:
            found = found.where(tuple_(Thread.last_at, Thread.id) < tuple_(*after))
    return [Listed(*row) for row in await db.execute(found.limit(limit))]


def _listing(actor: Actor) -> Any:
    member, last = aliased(ThreadMember), aliased(Message)
    return (
        select(Thread, member, last)
        .outerjoin(member, and_(member.thread_id == Thread.id, member.user_id == actor.user_id))
        .outerjoin(last, and_(last.thread_id == Thread.id, last.seq == Thread.last_seq))
    )


VIEWS: dict[str, Any] = {
    "mine": lambda actor: and_(Thread.status == ThreadStatus.open, _takes_part(actor)),
    "team": lambda actor: and_(Thread.status == ThreadStatus.open, Thread.kind == ThreadKind.care),
    "waiting": lambda actor: Thread.waits_since.is_not(None),
    "closed": lambda actor: Thread.status == ThreadStatus.closed,
}


async def counts(db: Db | ReadDb, actor: Actor) -> dict[str, int]:
    """{unread, urgent, waiting}: threads with something new for me, urgent messages that I have not acknowledged,
    patients in my reach who wait for an answer."""
    member = aliased(ThreadMember)
    seen = await visible(db, actor)
    mine = and_(
        member.thread_id == Thread.id,
        member.user_id == actor.user_id,
        member.left_at.is_(None),
        member.muted.is_(False),
    )
    pressing = exists().where(
        Message.thread_id == Thread.id, Message.escalate_at.is_not(None), Message.author_id != actor.user_id
    )
    row = (
        await db.execute(
            select(
                func.count().filter(Thread.last_seq > member.read_seq),
                func.count().filter(and_(member.id.is_not(None), pressing)),
                func.count().filter(Thread.waits_since.is_not(None)),
            )
            .select_from(Thread).outerjoin(member, mine)
            .where(seen, Thread.status == ThreadStatus.open,
                   or_(member.id.is_not(None), Thread.waits_since.is_not(None)))
        )
    ).one()  # fmt: skip
    return {"unread": row[0], "urgent": row[1], "waiting": row[2] if works_here(actor) else 0}


# ---- one thread -----------------------------------------------------------------------------------------------------


async def messages(
    db: Db | ReadDb, thread: Thread, *, before: int | None = None, limit: int = MESSAGES
) -> list[Message]:  # fmt: skip
    """The latest messages (before a number), in order."""
    found = select(Message).where(Message.thread_id == thread.id)
    if before is not None:
        found = found.where(Message.seq < before)
    rows = list(await db.scalars(found.order_by(Message.seq.desc()).limit(limit)))
    return rows[::-1]


async def files_of(db: Db | ReadDb, message_ids: list[UUID]) -> dict[UUID, list[MessageFile]]:
    """The files that were sent with these messages."""
    found: dict[UUID, list[MessageFile]] = {}
    if message_ids:
        rows = select(MessageFile).where(MessageFile.message_id.in_(message_ids)).order_by(MessageFile.id)
        for row in await db.scalars(rows):
            found.setdefault(row.message_id, []).append(row)  # type: ignore[arg-type]
    return found


async def members(db: Db | ReadDb, thread_ids: list[UUID]) -> dict[UUID, list[ThreadMember]]:
    """Who takes part in these threads, and who has left, in the order in which they came."""
    found: dict[UUID, list[ThreadMember]] = {}
    if thread_ids:
        rows = select(ThreadMember).where(ThreadMember.thread_id.in_(thread_ids)).order_by(ThreadMember.id)
        for row in await db.scalars(rows):
            found.setdefault(row.thread_id, []).append(row)
    return found


async def member_of(db: Db | ReadDb, thread_id: UUID, user_id: UUID | None) -> ThreadMember | None:
    """One's own place in a thread, also when one has left."""
    found: ThreadMember | None = await db.scalar(
        select(ThreadMember).where(ThreadMember.thread_id == thread_id, ThreadMember.user_id == user_id)
    )
    return found


def side_of(thread: Thread, actor: Actor, theirs: frozenset[UUID]) -> ThreadSide:
    """On which side somebody writes: in his own thread a clinician is a patient."""
    return ThreadSide.patient if thread.kind == ThreadKind.care and thread.patient_id in theirs else ThreadSide.staff
