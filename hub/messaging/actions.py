"""Writes of threads: begin one, write in it, read it, bring people in, leave, close and open it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.identity.queries import self_id
from hub.messaging import queries, routing, rules
from hub.messaging.facts import MessageChanged, MessageSent, ThreadChanged, ThreadRead
from hub.messaging.models import (
    Message,
    MessageFile,
    Thread,
    ThreadKind,
    ThreadMember,
    ThreadSide,
    ThreadStatus,
    Topic,
)
from hub.messaging.schemas import NewMessage, NewThread
from hub.messaging.switches import PATIENTS_WRITE, REPLY_HOURS, URGENT_MINUTES
from hub.patients import actions as patient_actions
from hub.patients import queries as patients
from workflows import tasks

# ---- beginning ------------------------------------------------------------------------------------------------------


async def start(db: Db, data: NewThread, *, actor: Actor) -> Thread:
    """Begin a conversation with its first message; the same `client_id` again is the same conversation."""
    if (known := await _sent_before(db, data.client_id, actor)) is not None:
        return await queries.access_thread(db, actor, known.thread_id, lock=True)
    theirs = await queries.represented(db, actor)
    patient_id = data.patient_id
    if data.kind is ThreadKind.care and not queries.works_here(actor):
        patient_id = data.patient_id or actor.patient_id
    if data.kind is ThreadKind.care and patient_id in theirs:
        thread, people = await _of_patient(db, data, patient_id)
    elif not queries.works_here(actor):
        raise NotFound()
    elif data.kind is ThreadKind.care:
        thread, people = await _to_patient(db, data, patient_id, actor)
    else:
        thread, people = await _among_staff(db, data, actor)
    db.add(thread)
    audit.wrote(db, actor, thread)
    await db.flush()
    if queries.side_of(thread, actor, theirs) is ThreadSide.staff:
        await routing.sit(db, thread, self_id(actor), actor.name, ThreadSide.staff)
    for user_id in people:
        await routing.bring_in(db, thread, user_id, actor=actor)
    await send(db, thread, data, actor=actor)
    return thread


def _thread(data: NewThread, patient_id: UUID | None, **values: Any) -> Thread:
    thread = Thread(kind=data.kind, patient_id=patient_id, status=ThreadStatus.open, last_seq=0, **values)
    thread.key_owner = patient_id or thread.id
    thread.subject = data.subject
    return thread


async def _of_patient(db: Db, data: NewThread, patient_id: UUID | None) -> tuple[Thread, list[UUID]]:
    """A patient, or who acts for him, writes: to an office, to whom he chose of his clinicians, or to his team."""
    await PATIENTS_WRITE.must(db, "Messages are switched off at the moment. Please call us.")
    assert patient_id is not None
    topic = data.topic or Topic.health
    pool = rules.POOLS.get(topic)
    people: list[UUID] = []  # of an office whoever is there, of the team whoever it is when he writes (routing.reach)
    if pool is None and data.user_ids:
        people = data.user_ids
        if set(people) - {user_id for user_id, _, _ in await routing.team(db, patient_id)}:
            raise Invalid("You can write to the people who take care of you.", code="not_in_team")
    return _thread(data, patient_id, topic=topic, pool=pool), people


async def _to_patient(
    db: Db, data: NewThread, patient_id: UUID | None, actor: Actor
) -> tuple[Thread, list[UUID]]:  # fmt: skip
    """Staff write to a patient: clinicians to those in their care, an office about its own business."""
    if patient_id is None:
        raise Invalid("Say to which patient.", code="say_who")
    clinician = actor.practitioner_id is not None
    await patients.access_patient(db, actor, patient_id, clinical=clinician)
    office = next((role for role in rules.POOLS.values() if role in actor.roles), None)
    if not clinician and office is None:
        raise Forbidden("Only clinicians and the front offices write to patients.", code="not_an_office")
    topic = data.topic or (Topic.health if clinician else next(t for t, r in rules.POOLS.items() if r == office))
    pool = None if clinician else office
    return _thread(data, patient_id, topic=topic, pool=pool), data.user_ids


async def _among_staff(db: Db, data: NewThread, actor: Actor) -> tuple[Thread, list[UUID]]:
    """Colleagues write to each other; about a patient only who may see him, about a task only who may see that."""
    people = [one for one in dict.fromkeys(data.user_ids) if one != actor.user_id]
    if not people:
        raise Invalid("Choose whom you write to.", code="nobody")
    patient_id = data.patient_id
    if data.task_id is not None:
        patient_id = (await tasks.access_task(db, actor, data.task_id)).patient_id or patient_id
    if patient_id is not None:
        await patients.access_patient(db, actor, patient_id, clinical=actor.practitioner_id is not None)
    return _thread(data, patient_id, task_id=data.task_id), people


async def _sent_before(db: Db, client_id: UUID, actor: Actor) -> Message | None:
    """The message that this device has sent already; two tries at one moment wait for each other here."""
    await db.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 16))"), {"key": f"{actor.user_id}:{client_id}"}
    )
    found: Message | None = await db.scalar(
        select(Message).where(Message.author_id == actor.user_id, Message.client_id == client_id)
    )
    return found


# ---- writing and reading --------------------------------------------------------------------------------------------


async def send(db: Db, thread: Thread, data: NewMessage, *, actor: Actor) -> Message:
    """Write a message. The same `client_id` again is the same message (409 client_id_used in another thread).

    409 no_team, record_closed: nobody of the house would read what a patient writes.
    """
    if (known := await _sent_before(db, data.client_id, actor)) is not None:
        if known.thread_id != thread.id:
            raise Conflict("This was sent in another conversation.", code="client_id_used")
        return known
    side = queries.side_of(thread, actor, await queries.represented(db, actor))
    if side is ThreadSide.patient:
        await PATIENTS_WRITE.must(db, "Messages are switched off at the moment. Please call us.")
        if thread.patient_id is not None:
            await patients.open_patient(db, thread.patient_id)
    if data.urgent and side is ThreadSide.patient:
        raise Forbidden("In an emergency call your local emergency number.", code="urgent_by_staff")
    if thread.status is ThreadStatus.closed:
        move(thread, ThreadStatus.open)
    row = _message(thread, data.text, side, actor)
    row.client_id, row.urgent = data.client_id, data.urgent
    if data.urgent:
        row.escalate_at = rules.next_rung(0, now(), await URGENT_MINUTES.value(db))
    await _clock(db, thread, row)
    db.add(row)
    audit.wrote(db, actor, row, patient_id=thread.patient_id)
    await db.flush()
    await _put_files(db, row, data.file_ids, actor)
    if side is ThreadSide.patient:
        await routing.reach(db, thread, actor=actor)
    member, _ = await routing.sit(db, thread, self_id(actor), actor.name, side, back=True)
    behind = member.read_seq < row.seq - 1
    member.read_seq, member.read_at = row.seq, now()
    for absence in await routing.cover(db, thread, actor=actor):
        away = _message(thread, f"{absence.user_name} · {absence.cover_name} · {absence.until_at.isoformat()}",
                        ThreadSide.system, actor)  # fmt: skip
        away.author_id, away.author_name, away.code = None, "", "away"
        db.add(away)
    await db.flush()
    about = await told(db, thread)
    staff, patients_side = await routing.told_outside(
        db, thread, about["user_ids"], author_id=row.author_id, urgent=row.urgent
    )
    fact = MessageSent(**about, message_id=row.id, seq=row.seq, author_id=row.author_id, side=side, urgent=row.urgent,
                       staff_ids=staff, patient_ids=patients_side)  # fmt: skip
    state(db, fact, actor=actor)
    if behind:  # who answers has read what he answers to
        state(db, ThreadRead(**about, reader_id=self_id(actor), seq=row.seq), actor=actor)
    return row


def _message(thread: Thread, words: str, side: ThreadSide, actor: Actor) -> Message:
    thread.last_seq += 1
    thread.last_at = now()
    row = Message(thread_id=thread.id, seq=thread.last_seq, author_id=actor.user_id, author_name=actor.name,
                  side=side, key_owner=thread.key_owner, created_at=thread.last_at)  # fmt: skip
    row.text = words
    return row


async def _clock(db: Db, thread: Thread, row: Message) -> None:
    """The clock runs from a patient's first unanswered word to the first answer."""
    if thread.kind is not ThreadKind.care:
        return
    if row.side is ThreadSide.patient and thread.waits_since is None:
        thread.waits_since = row.created_at
        thread.reply_due_at = rules.reply_due(row.created_at, await REPLY_HOURS.value(db))
    elif row.side is ThreadSide.staff and thread.waits_since is not None:
        row.answers_after = int((row.created_at - thread.waits_since).total_seconds())
        thread.waits_since = thread.reply_due_at = None


async def _put_files(db: Db, row: Message, file_ids: list[UUID], actor: Actor) -> None:
    if not file_ids:
        return
    put = await db.execute(
        update(MessageFile)
        .where(MessageFile.id.in_(file_ids), MessageFile.thread_id == row.thread_id, MessageFile.message_id.is_(None),
               MessageFile.added_by == actor.user_id)
        .values(message_id=row.id).returning(MessageFile.id)
    )  # fmt: skip
    if len(put.all()) != len(set(file_ids)):
        raise Invalid("A file is not there any more. Please attach it again.", code="file_gone")


async def read(db: Db, thread: Thread, seq: int, *, actor: Actor) -> ThreadMember:
    """Everything up to `seq` has been read; never back. Who looks without taking part leaves no trace but the audit."""
    member = await queries.member_of(db, thread.id, actor.user_id)
    if member is None:
        raise NotFound()
    seq = min(seq, thread.last_seq)
    if seq > member.read_seq:
        member.read_seq, member.read_at = seq, now()
        state(db, ThreadRead(**await told(db, thread), reader_id=self_id(actor), seq=seq), actor=actor)
    return member


async def told(db: Db, thread: Thread) -> dict[str, Any]:
    """What every fact of a thread says: which, about whom, and who may hear it."""
    return {
        "thread_id": thread.id, "patient_id": thread.patient_id, "user_ids": await routing.hearers(db, thread),
        "pool": thread.pool, "care": thread.kind is ThreadKind.care,
    }  # fmt: skip


# ---- people and the end ---------------------------------------------------------------------------------------------


async def add_member(db: Db, thread: Thread, user_id: UUID, *, actor: Actor) -> ThreadMember:
    """Bring a colleague in; again is harmless. 409 kept_out, too_many_people."""
    _staff_only(thread, actor, await queries.represented(db, actor))
    people = (await queries.members(db, [thread.id])).get(thread.id, [])
    if sum(one.left_at is None for one in people) >= routing.MOST_PEOPLE:
        raise Conflict("There are too many people in this conversation.", code="too_many_people")
    member, new = await routing.bring_in(db, thread, user_id, actor=actor)
    if new:
        audit.noted(db, actor, "add_member", "message_thread", thread.id, patient_id=thread.patient_id,
                    after={"user_id": str(user_id)})  # fmt: skip
        await changed(db, thread, actor=actor)
    return member


async def join(db: Db, thread: Thread, *, actor: Actor) -> ThreadMember:
    """Take part in a thread that one may read: its messages are counted as mine from now on."""
    side = queries.side_of(thread, actor, await queries.represented(db, actor))
    member, new = await routing.sit(db, thread, self_id(actor), actor.name, side, back=True)
    if new:
        audit.noted(db, actor, "join", "message_thread", thread.id, patient_id=thread.patient_id)
        await changed(db, thread, actor=actor)
    return member


async def leave(db: Db, thread: Thread, *, actor: Actor) -> None:
    """Take part no longer; in a thread of colleagues that is the end of reading it, too."""
    member = await queries.member_of(db, thread.id, actor.user_id)
    if member is None or member.side is not ThreadSide.staff or member.left_at is not None:
        raise NotFound()
    member.left_at = now()
    audit.noted(db, actor, "leave", "message_thread", thread.id, patient_id=thread.patient_id)
    await changed(db, thread, actor=actor)


async def mute(db: Db, thread: Thread, muted: bool, *, actor: Actor) -> ThreadMember:
    """Hear of it no longer outside the page, or again; urgent messages always come through."""
    member = await queries.member_of(db, thread.id, actor.user_id)
    if member is None:
        raise NotFound()
    member.muted = muted
    return member


async def close(db: Db, thread: Thread, *, actor: Actor) -> Thread:
    """It is settled: nobody waits any more, and who was only let in for it is let out of the record. The next message
    opens it again."""
    _staff_only(thread, actor, await queries.represented(db, actor))
    move(thread, ThreadStatus.closed)
    thread.waits_since = thread.reply_due_at = None
    audit.wrote(db, actor, thread)
    fact = ThreadChanged(**await told(db, thread))
    if thread.patient_id is not None:
        await patient_actions.unrelate(db, thread.patient_id, None, routing.source(thread), actor=actor)
    state(db, fact, actor=actor)
    return thread


async def reopen(db: Db, thread: Thread, *, actor: Actor) -> Thread:
    """Open it again without a message."""
    _staff_only(thread, actor, await queries.represented(db, actor))
    move(thread, ThreadStatus.open)
    audit.wrote(db, actor, thread)
    await changed(db, thread, actor=actor)
    return thread


async def changed(db: Db, thread: Thread, *, actor: Actor) -> None:
    """Tell its people that the thread is not what it was."""
    state(db, ThreadChanged(**await told(db, thread)), actor=actor)


async def marked(db: Db, thread: Thread, row: Message, what: str, *, actor: Actor) -> None:
    """Tell its people that a message has a mark more or less."""
    fact = MessageChanged(**await told(db, thread), message_id=row.id, seq=row.seq, what=what)
    state(db, fact, actor=actor)


def _staff_only(thread: Thread, actor: Actor, theirs: frozenset[UUID]) -> None:
    if queries.side_of(thread, actor, theirs) is not ThreadSide.staff:
        raise Forbidden("The people who take care of you decide this.", code="staff_only")
