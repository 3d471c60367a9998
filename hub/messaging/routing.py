"""Who a message reaches: the patient and who acts for him, the colleagues who may see it, and who covers for whom."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.dialects.postgresql import insert

from hub.core.actor import Actor, load_actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, HubError, Invalid
from hub.core.ids import uuid7
from hub.identity.models import UserAccount, UserStatus
from hub.identity.queries import user_ids_with_role
from hub.messaging import queries
from hub.messaging.models import Thread, ThreadKind, ThreadMember, ThreadSide
from hub.patients import actions as patient_actions
from hub.patients import proxies
from hub.patients import queries as patients
from hub.patients.access import proxy
from hub.patients.models import CareRelation, RelationKind
from hub.staff.models import Practitioner
from workflows.teamwork.cover import away
from workflows.teamwork.models import Absence

MOST_PEOPLE = 40


async def hearers(db: Db, thread: Thread) -> list[UUID]:
    """The accounts that hear of this thread now: the patient's side by right, members of the staff by care."""
    return [*await patient_side(db, thread), *await _staff(db, thread)]


async def _staff(db: Db, thread: Thread) -> list[UUID]:
    """Members of the staff who may hear of it: they still work here, and clinicians still care for the patient."""
    living = exists().where(
        CareRelation.patient_id == thread.patient_id, CareRelation.practitioner_id == Practitioner.id,
        or_(CareRelation.until.is_(None), CareRelation.until > now()),
    )  # fmt: skip
    clinician = exists().where(Practitioner.user_id == ThreadMember.user_id)
    cares = exists().where(Practitioner.user_id == ThreadMember.user_id, living)
    found = select(ThreadMember.user_id).join(UserAccount, UserAccount.id == ThreadMember.user_id).where(
        ThreadMember.thread_id == thread.id, ThreadMember.side == ThreadSide.staff, ThreadMember.left_at.is_(None),
        UserAccount.status == UserStatus.active,
    )  # fmt: skip
    if thread.patient_id is not None:
        found = found.where(or_(~clinician, cares))
    return list(await db.scalars(found.order_by(ThreadMember.id)))


async def reach(db: Db, thread: Thread, *, actor: Actor) -> None:
    """What a patient writes reaches somebody: where nobody of the thread may read it (any more), who takes care of him
    today takes part, the named team before the others. 409 no_team: then it is better not sent than never read."""
    if thread.pool is not None or await _staff(db, thread):
        return
    known = await team(db, thread.patient_id) if thread.patient_id else []
    close = [one for one in known if one[2] is RelationKind.care_team]
    for user_id, _, _ in (close or known)[:MOST_PEOPLE]:
        with suppress(HubError):  # one whom the record is closed to does not keep the others from reading
            async with db.begin_nested():
                await bring_in(db, thread, user_id, actor=actor)
    if not await _staff(db, thread):
        raise Conflict(
            "Nobody here takes care of you at the moment. Please write about an appointment, or call us.",
            code="no_team",
        )


async def told_outside(
    db: Db, thread: Thread, hearing: list[UUID], *, author_id: UUID | None, urgent: bool
) -> tuple[list[UUID], list[UUID]]:  # fmt: skip
    """(staff, patient's side): who is told of a message outside of the conversation. Of the staff everybody of the
    office, as long as nobody there has taken the thread (or who had is gone)."""
    found = await db.scalars(
        select(ThreadMember).where(ThreadMember.thread_id == thread.id, ThreadMember.user_id.in_(hearing))
    )
    rows = found.all()
    members = [row for row in rows if row.user_id != author_id and (urgent or not row.muted)]
    staff = [row.user_id for row in members if row.side is ThreadSide.staff]
    if thread.pool and author_id is not None and not any(row.side is ThreadSide.staff for row in rows):
        staff = await user_ids_with_role(db, thread.pool)
    return staff, [row.user_id for row in members if row.side is ThreadSide.patient]


async def patient_side(db: Db, thread: Thread) -> list[UUID]:
    """The patient's account and those that read his messages for him; each has a place in the thread from now on."""
    if thread.kind is not ThreadKind.care or thread.patient_id is None:
        return []
    patient = await patients.patient(db, thread.patient_id)
    acting = await proxies.of_patient(db, patient)
    found = {patient.user_id: patient.name} if patient.user_id else {}
    for row, name, rights in acting:  # by age and date first: it costs nothing
        if row.user_id and "messages" in rights and await proxy.reaches(db, row.user_id, patient.id, "messages"):
            found[row.user_id] = name
    for user_id, name in found.items():
        await sit(db, thread, user_id, name, ThreadSide.patient)
    return list(found)


async def sit(
    db: Db, thread: Thread, user_id: UUID, name: str, side: ThreadSide, *, covers: str = "", back: bool = False
) -> tuple[ThreadMember, bool]:  # fmt: skip
    """(the place, whether it is new or taken again). Who left on his own comes back only when asked (`back`)."""
    if (row := await queries.member_of(db, thread.id, user_id)) is None:
        new = await db.scalar(  # two who see a new proxy at one moment seat him once
            insert(ThreadMember)
            .values(id=uuid7(), created_at=now(), version=1, thread_id=thread.id, user_id=user_id, name=name, side=side,
                    covers_name=covers, read_seq=0, muted=False)
            .on_conflict_do_nothing(index_elements=["thread_id", "user_id"])
            .returning(ThreadMember.id)
        )  # fmt: skip
        row = await queries.member_of(db, thread.id, user_id)
        assert row is not None
        return row, new is not None
    if row.left_at is not None and back:
        row.left_at, row.covers_name = None, covers
        return row, True
    return row, False


async def team(db: Db | ReadDb, patient_id: UUID) -> list[tuple[UUID, Practitioner, RelationKind]]:
    """Who can be written to about one's health: clinicians with an account who treat the patient or are his team."""
    rows = await db.execute(
        select(UserAccount.id, Practitioner, CareRelation.kind)
        .join(Practitioner, Practitioner.user_id == UserAccount.id)
        .join(CareRelation, CareRelation.practitioner_id == Practitioner.id)
        .where(
            CareRelation.patient_id == patient_id, UserAccount.status == UserStatus.active, Practitioner.active,
            CareRelation.kind.in_((RelationKind.treating, RelationKind.care_team, RelationKind.scheduled)),
            or_(CareRelation.until.is_(None), CareRelation.until > now()),
        )
        .order_by(Practitioner.family, Practitioner.id)
    )  # fmt: skip
    found: dict[UUID, tuple[UUID, Practitioner, RelationKind]] = {}
    for user_id, person, kind in rows:
        if user_id not in found or kind is RelationKind.care_team:
            found[user_id] = (user_id, person, kind)
    return list(found.values())


async def bring_in(
    db: Db, thread: Thread, user_id: UUID, *, actor: Actor, covers: str = "", until: datetime | None = None
) -> tuple[ThreadMember, bool]:  # fmt: skip
    """A colleague takes part from now on. A clinician who has nothing to do with the patient gets the weakest relation
    to him, written down under whoever asked, until the thread closes: a label still keeps him out (409 kept_out)."""
    try:
        person = await load_actor(db, user_id)
    except HubError as error:
        raise Invalid("There is no such colleague.", code="person_unknown") from error
    own = person.patient_id is not None and person.patient_id == thread.patient_id
    if not person.may("message.write") or not person.roles - {"patient"} or own:
        raise Invalid("There is no such colleague.", code="person_unknown")
    if thread.patient_id is not None:
        await _let_in(db, thread, person, actor, until)
    seat = await sit(db, thread, user_id, person.name, ThreadSide.staff, covers=covers, back=True)
    await db.flush()
    if not await queries.may_read(db, person, thread.id):  # a place opens nothing: he would be told of what is shut
        raise _kept_out(person)
    return seat


async def _let_in(db: Db, thread: Thread, person: Actor, actor: Actor, until: datetime | None) -> None:
    assert thread.patient_id is not None
    clinician = person.practitioner_id
    if clinician is not None and not await patients.may_see(db, person, thread.patient_id, clinical=True):
        await patient_actions.relate(
            db, thread.patient_id, clinician, RelationKind.scheduled, source(thread), actor=actor, until=until
        )
    if not await patients.may_see(db, person, thread.patient_id, clinical=clinician is not None):
        raise _kept_out(person)


def _kept_out(person: Actor) -> Conflict:
    return Conflict(f"This patient's record is closed to {person.name}.", code="kept_out", name=person.name)


def source(thread: Thread) -> str:
    """Under which name the care relations of a thread stand."""
    return f"thread:{thread.id}"


async def cover(db: Db, thread: Thread, *, actor: Actor) -> list[Absence]:
    """For every member who is away, who covers is brought in; returns the absences that were news to the thread.

    A cover to whom the record is closed is passed over: the thread keeps its other people and its clock.
    """
    rows = await db.scalars(
        select(ThreadMember.user_id).where(
            ThreadMember.thread_id == thread.id, ThreadMember.side == ThreadSide.staff, ThreadMember.left_at.is_(None)
        )
    )
    news = []
    for absence in (await away(db, list(rows))).values():
        try:
            async with db.begin_nested():
                _, new = await bring_in(
                    db, thread, absence.cover_id, actor=actor, covers=absence.user_name, until=absence.until_at
                )
        except HubError:
            continue
        if new:
            news.append(absence)
    return news
