"""Reads of worklists, cases and processes. Lists are keyset pages; nothing here changes or audits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Integer,
    Text,
    Uuid,
    all_,
    and_,
    any_,
    bindparam,
    case,
    column,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    values,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY

from hub.core import cursor
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.prepared import Columns, Prepared
from workflows import directory, rights, standing
from workflows.models import (
    OPEN,
    Case,
    CaseStatus,
    Incident,
    ProcessVersion,
    Task,
    TaskDraft,
    TaskOffer,
    TaskStatus,
)  # fmt: skip
from workflows.schemas import CaseQuery, TaskQuery
from workflows.standing import Places
from workflows.teamwork.models import Absence

TASK, CASE = Columns(Task, "t_"), Columns(Case, "c_")
LIVE = (CaseStatus.running, CaseStatus.incident, CaseStatus.suspended)


# Who asks is always given as parameters: the conditions are built once, and so is their SQL.
USER, _PATIENT, PRACTITIONER = (bindparam(name, type_=Uuid()) for name in ("me", "my_patient", "my_practitioner"))
_ROLES, _POOLS = (bindparam(name, type_=ARRAY(Text)) for name in ("my_roles", "my_pools"))
_LEADS = bindparam("i_manage", type_=Boolean())


def who(actor: Actor) -> dict[str, Any]:
    """The parameters of the conditions below. Nobody in particular sees nothing: null equals nothing.

    Who acts for a patient has that one's to-do list and nothing of his own.
    """
    return {
        "me": None if actor.acts_for else actor.user_id, "my_denied": sorted(actor.denied),
        "my_patient": actor.patient_id, "my_practitioner": actor.practitioner_id,
        "my_roles": sorted(actor.roles), "my_pools": sorted(actor.roles - {"patient"}) if actor.user_id else [],
        "i_manage": actor.may("case.manage"), "this_moment": now(),
    }  # fmt: skip


MOMENT_NOW = bindparam("this_moment", type_=DateTime(timezone=True))
COVERED = select(Absence.user_id).where(
    Absence.cover_id == USER, Absence.from_at <= MOMENT_NOW, Absence.until_at > MOMENT_NOW
)
"""The people this person covers for now."""
_COVERED = Prepared(COVERED)
OWN_TO_DO = and_(Task.candidate_role == "patient", Task.patient_id == _PATIENT)
"""A patient's own to-do list."""
IS_OPEN = Task.status.in_([literal_column(f"'{status}'") for status in OPEN])
"""In words of the statement, not as values: only then PostgreSQL knows that its indexes of open tasks serve."""
_BY_NAME = or_(Task.candidate_user_id == USER, any_(Task.candidates) == USER, any_(Task.candidates) == PRACTITIONER)
_OF_ROLE = or_(Task.candidate_role == any_(_POOLS), Task.other_roles.op("&&")(_POOLS))
_WORKS_ON = rights.allowed(Task.process_id, "work")
_TAKES_PART = and_(
    or_(Task.assignee_id == USER, Task.completed_by == USER, Task.owner_id == USER, Task.assignee_id.in_(COVERED)),
    # What somebody did as a proxy stays with the patient.
    or_(Task.candidate_role.is_distinct_from("patient"), Task.patient_id == _PATIENT),
)
_DENIED = bindparam("my_denied", type_=ARRAY(Uuid()))
NOT_KEPT_OUT = (Task.patient_id == any_(_DENIED)).is_not(True)
"""No objection of the patient keeps this person out (B09): it beats every way in."""
VISIBLE = and_(or_(_TAKES_PART, and_(or_(_BY_NAME, and_(_OF_ROLE, IS_OPEN), OWN_TO_DO), _WORKS_ON)), NOT_KEPT_OUT)
"""Tasks this person may see: their own, those in the hands of people they cover for, what is offered to them by name,
what is open in their role's pools, and for a patient their own to-do list; offers of a pathway that is kept for other
roles are not among them. A department only says whose list a task stands in: any colleague of the role may help."""
REACHABLE = and_(or_(_TAKES_PART, and_(or_(_BY_NAME, _OF_ROLE, OWN_TO_DO), _WORKS_ON)), NOT_KEPT_OUT)
"""Tasks this person may act on: also what a colleague of the pool has just ended, to be told so."""
MANAGED = and_(or_(REACHABLE, _LEADS), NOT_KEPT_OUT)
"""What may be given to somebody: what one may act on; who manages cases reaches every task."""
DONE_BY_ME = and_(Task.status == TaskStatus.completed, Task.completed_by == USER, VISIBLE)
"""What this person has completed; of a patient who objects since, and of one he acted for, nothing."""

CAP = 1_000
"""Counts stop here ("1000" means that many or more): nobody reads further, and a count stays cheap."""
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


async def lists(db: Db | ReadDb, actor: Actor, scope: str) -> list[str]:
    """The names of the offer lists (`task_offer.pool`) that make up a scope for this person."""
    if actor.user_id is None:
        return []
    if actor.acts_for is not None:
        return [f"patient:{actor.acts_for}"] if scope in ("mine", "open") else []
    own = [f"mine:{actor.user_id}", *([f"patient:{actor.patient_id}"] if actor.patient_id else [])]
    covered = [f"mine:{row[0]}" for row in await db.all(_COVERED, who(actor))]
    if scope == "cover":
        return covered
    if scope == "mine":
        return own + covered
    if scope == "others":
        return [f"owns:{actor.user_id}"] + (
            [f"waits:{actor.practitioner_id}"] if actor.practitioner_id else []
        )  # fmt: skip
    places = await directory.departments(db, actor.practitioner_id)
    pools = [f"role:{role}{place}" for role in sorted(actor.roles - {"patient"})
             for place in ("", *(f"@{code}" for code in places))]  # fmt: skip
    people = [f"person:{found}" for found in (actor.user_id, actor.practitioner_id) if found]
    return own + covered + pools + people


_EQUAL: dict[str, Any] = {
    "process": Task.process_id, "element": Task.element_id, "case_id": Task.case_id, "department": Task.department,
    "patient_id": Task.patient_id, "assignee_id": Task.assignee_id,
}  # fmt: skip
_FILTERS: dict[str, ColumnElement[bool]] = {
    **{name: column == bindparam(name, type_=column.type) for name, column in _EQUAL.items()},
    "role": or_(Task.candidate_role == bindparam("role", type_=Text()),
                bindparam("role", type_=Text()) == any_(Task.other_roles)),
    "taken": TaskOffer.taken == bindparam("taken", type_=Boolean()),
    "overdue": TaskOffer.due < MOMENT_NOW,
    "due_before": TaskOffer.due < bindparam("due_before", type_=DateTime(timezone=True)),
    "escalated": Task.escalated_at.is_not(None),
    "but": Task.id != all_(bindparam("but", type_=ARRAY(Uuid()))),
}  # fmt: skip


def _wanted(query: TaskQuery, but: Collection[UUID]) -> dict[str, Any]:
    """The filters that are set, by name."""
    given = {name: getattr(query, name) for name in _FILTERS if name != "but"} | {"but": sorted(but) or None}
    return {
        name: value for name, value in given.items() if value is not None and (value is not False or name == "taken")
    }


def _rules(scope: str, filters: Iterable[str]) -> list[ColumnElement[bool]]:
    """What a row of a list must be besides being offered."""
    rules = [_FILTERS[name] for name in filters]
    if scope == "later":
        rules.append(TaskOffer.from_at > MOMENT_NOW)
    elif scope in ("mine", "open", "cover"):
        rules.append(or_(TaskOffer.from_at.is_(None), TaskOffer.from_at <= MOMENT_NOW))
    return [*rules, WITH_OTHERS if scope == "others" else VISIBLE]


WITH_OTHERS = and_(
    or_(Task.owner_id == USER, Task.candidate_role != all_(_ROLES)),
    or_(Task.assignee_id.is_(None), Task.assignee_id != USER),
    NOT_KEPT_OUT,
)
_SORTS: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "priority": ((TaskOffer.rank, TaskOffer.moment, TaskOffer.task_id), (int, datetime.fromisoformat, UUID)),
    "due": ((TaskOffer.due, TaskOffer.task_id), (datetime.fromisoformat, UUID)),
    "waiting": ((TaskOffer.since, TaskOffer.task_id), (datetime.fromisoformat, UUID)),
}


@lru_cache
def pools_table(places: int) -> Any:
    """The lists that a statement reads, as a table `p(pool)` with one parameter for each place.

    Not an array: of an array PostgreSQL does not know how many it holds, so it would make a new plan each time, which
    takes longer than reading the page.
    """
    names = [(bindparam(f"pool{n}", type_=Text()),) for n in range(places)]
    return values(column("pool", Text()), name="p").data(names)


def places_for(pools: Sequence[str]) -> int:
    """How many places a statement has for these lists: eight, or twice as many until they fit."""
    places = 8
    while places < len(pools):
        places *= 2
    return places


def in_places(pools: Sequence[str]) -> dict[str, str]:
    """The parameters of `pools_table`; a place that is left over names no list."""
    return {f"pool{n}": pools[n] if n < len(pools) else "" for n in range(places_for(pools))}


@lru_cache(maxsize=512)
def _page(places: int, scope: str, sort: str, filters: tuple[str, ...], going_on: bool) -> Prepared:
    """The statement of a page; there are only so many kinds, and each is worked out once."""
    columns, _ = _SORTS[sort]
    listed = pools_table(places)
    most = bindparam("most", type_=Integer())
    inner = (
        select(TaskOffer.task_id, *[column.label(f"k{n}") for n, column in enumerate(columns[:-1])])
        .join(Task, Task.id == TaskOffer.task_id)
        .where(TaskOffer.pool == listed.c.pool, *_rules(scope, filters))
        .order_by(*columns)
        .limit(most)
        .correlate(listed)
    )
    if going_on:
        inner = inner.where(
            tuple_(*columns) > tuple_(*[bindparam(f"after{n}", type_=column.type) for n, column in enumerate(columns)])
        )
    each = inner.lateral("each")
    order = [each.c[f"k{n}"] for n in range(len(columns) - 1)]
    first = (
        select(each.c.task_id, *order).select_from(listed.join(each, true())).distinct()
        .order_by(*order, each.c.task_id).limit(most)
    ).subquery("first")  # fmt: skip
    keys = [first.c[f"k{n}"] for n in range(len(order))]
    return Prepared(
        select(*TASK.listed, *keys).join(first, first.c.task_id == Task.id).order_by(*keys, first.c.task_id),
    )


async def tasks(
    db: Db | ReadDb, actor: Actor, query: TaskQuery, *, but: Collection[UUID] = ()
) -> tuple[list[Task], str | None]:
    """One page of a worklist, to be shown, and the cursor of the next; `but`: without these.

    Each list is read in its own order only as far as the page goes, so a page costs the same at a thousand and at a
    million open tasks.
    """
    if query.scope == "done":
        return await _done(db, actor, query, but)
    columns, kinds = _SORTS[query.sort]
    wanted = _wanted(query, but)
    pools = await lists(db, actor, query.scope)
    given = {**who(actor), **wanted, **in_places(pools), "most": query.limit + 1}
    if query.after:
        given |= {f"after{n}": value for n, value in enumerate(_place(query.after, *kinds))}
    found = await db.all(_page(places_for(pools), query.scope, query.sort, tuple(wanted), bool(query.after)), given)
    shown = [TASK.view(row) for row in found[: query.limit]]
    if len(found) <= query.limit:
        return shown, None
    last = found[query.limit - 1]
    return shown, cursor.write(*[last[f"k{n}"] for n in range(len(columns) - 1)], shown[-1].id)


@lru_cache(maxsize=512)
def _number(places: int, scope: str, filters: tuple[str, ...]) -> Prepared:
    listed = pools_table(places)
    inner = (
        select(TaskOffer.task_id).join(Task, Task.id == TaskOffer.task_id)
        .where(TaskOffer.pool == listed.c.pool, *_rules(scope, filters)).limit(CAP).correlate(listed)
    ).lateral("each")  # fmt: skip
    capped = select(inner.c.task_id).select_from(listed.join(inner, true())).distinct().limit(CAP).subquery()
    return Prepared(select(func.count()).select_from(capped))


async def count(db: Db | ReadDb, actor: Actor, query: TaskQuery, *, but: Collection[UUID] = ()) -> int:
    """How many tasks a list holds, up to CAP; `but`: without these."""
    wanted = _wanted(query, but)
    pools = await lists(db, actor, query.scope)
    given = {**who(actor), **wanted, **in_places(pools)}
    return await db.value(_number(places_for(pools), query.scope, tuple(wanted)), given) or 0


async def _done(
    db: Db | ReadDb, actor: Actor, query: TaskQuery, but: Collection[UUID]
) -> tuple[list[Task], str | None]:  # fmt: skip
    statement = select(Task).where(DONE_BY_ME, Task.id.not_in(but))
    for name in ("process", "element", "case_id", "patient_id"):
        if (value := getattr(query, name)) is not None:
            statement = statement.where(_EQUAL[name] == value)
    if query.after:
        at, last = _place(query.after, datetime.fromisoformat, UUID)
        statement = statement.where(tuple_(Task.ended_at, Task.id) < (at, last))
    statement = statement.order_by(Task.ended_at.desc(), Task.id.desc()).limit(query.limit + 1)
    found = list((await db.scalars(statement, who(actor))).all())
    if len(found) <= query.limit:
        return found, None
    last_one = found[query.limit - 1]
    return found[: query.limit], cursor.write(last_one.ended_at, last_one.id)


async def open_task_ids(db: Db | ReadDb, case_ids: Sequence[UUID], element_id: str) -> dict[UUID, UUID]:
    """case -> the open task of one element, for the rooms above that act for its person."""
    wanted = select(Task.case_id, Task.id).where(
        Task.case_id.in_(case_ids), Task.element_id == element_id, Task.status.in_(OPEN)
    )
    return {row.case_id: row.id for row in await db.execute(wanted)}


async def draft(db: Db | ReadDb, task_id: UUID, user_id: UUID | None) -> TaskDraft | None:
    """This person's draft of a task."""
    return await db.get(TaskDraft, (task_id, user_id)) if user_id else None


_PART_IN_CASE = or_(
    Case.started_by == USER,
    Case.patient_id == _PATIENT,
    Case.practitioner_id == PRACTITIONER,
    select(Task.id).where(Task.case_id == Case.id, _TAKES_PART).exists(),
)
OPEN_CASE = (Case.patient_id == any_(_DENIED)).is_not(True)
OWN_CASE = and_(or_(_PART_IN_CASE, select(Task.id).where(Task.case_id == Case.id, VISIBLE).exists()), OPEN_CASE)
"""One's own case: as its patient, its clinician, its starter, or with a task in it, be it still open to one's pool."""


async def taking_part(db: Db | ReadDb, actor: Actor, case_ids: Iterable[UUID]) -> set[UUID]:
    """Of these cases, those that are this person's by more than a task that is open to their whole pool."""
    return set(await db.scalars(select(Case.id).where(Case.id.in_(case_ids), _PART_IN_CASE), who(actor)))


def case_filter(actor: Actor) -> list[ColumnElement[bool]]:
    """Every case for who manages them, else one's own. Give `who(actor)` as parameters."""
    seen = rights.allowed(Case.process_id, "see")
    return [seen, OPEN_CASE] if actor.may("case.manage") else [OWN_CASE, seen]


# Stuck first: an incident, then whatever has not moved for longest.
_STUCK = case((Case.status == CaseStatus.incident, 0), (Case.status == CaseStatus.suspended, 1),
              (Case.status == CaseStatus.running, 2), else_=3)  # fmt: skip
_CASE_ORDER = (_STUCK, Case.moved_at, Case.id)


async def cases(
    db: Db | ReadDb, actor: Actor, query: CaseQuery, *, but: Collection[UUID] = (), places: Places = None
) -> tuple[list[Case], str | None]:
    """One page of cases, stuck ones first, and the cursor of the next; `but`: without these; `places`: only there."""
    statement = select(Case).where(*_case_rules(actor, query, places), Case.id.not_in(but))
    if query.after:
        statement = statement.where(tuple_(*_CASE_ORDER) > _place(query.after, int, datetime.fromisoformat, UUID))
    found = list((await db.scalars(statement.order_by(*_CASE_ORDER).limit(query.limit + 1), who(actor))).all())
    if len(found) <= query.limit:
        return found, None
    last = found[query.limit - 1]
    rank = {CaseStatus.incident: 0, CaseStatus.suspended: 1, CaseStatus.running: 2}.get(last.status, 3)
    return found[: query.limit], cursor.write(rank, last.moved_at, last.id)


def _case_rules(actor: Actor, query: CaseQuery, places: Places = None) -> list[ColumnElement[bool]]:
    rules = case_filter(actor)
    if query.status == "active":
        rules.append(Case.status.in_(LIVE))
    elif query.status:
        rules.append(Case.status == CaseStatus(query.status))
    if places is not None:
        rules.append(standing.at(places))
    elif query.process:
        rules.append(Case.process_id == query.process)
    if query.patient_id:
        rules.append(Case.patient_id == query.patient_id)
    return rules


async def case_counts(
    db: Db | ReadDb, actor: Actor, query: CaseQuery, *, but: Collection[UUID] = (), places: Places = None
) -> dict[str, int]:  # fmt: skip
    """Cases per status, under the same filters but for the status; `but`: without these; `places`: only there."""
    rules = [*_case_rules(actor, query.model_copy(update={"status": None}), places), Case.id.not_in(but)]
    found = await db.execute(select(Case.status, func.count()).where(*rules).group_by(Case.status), who(actor))
    return {str(status): number for status, number in found}


async def versions(db: Db | ReadDb, ids: Sequence[UUID]) -> dict[UUID, ProcessVersion]:
    """Process versions by id."""
    found = await db.scalars(select(ProcessVersion).where(ProcessVersion.id.in_(set(ids))))
    return {version.id: version for version in found}


async def incidents(db: Db | ReadDb, case_ids: Sequence[UUID], *, only_open: bool = False) -> list[Incident]:
    """Incidents of these cases, newest first."""
    statement = select(Incident).where(Incident.case_id.in_(case_ids)).order_by(Incident.created_at.desc())
    return list(await db.scalars(statement.where(Incident.resolved_at.is_(None)) if only_open else statement))


async def open_tasks(db: Db | ReadDb, case_ids: Sequence[UUID]) -> list[Task]:
    """Open and claimed tasks of these cases."""
    found = select(Task).where(Task.case_id.in_(case_ids), Task.status.in_(OPEN))
    return list(await db.scalars(found.order_by(Task.created_at)))


def _place(after: str, *kinds: Any) -> tuple[Any, ...]:
    """The sort key at which the page before ended, or 400 bad_cursor."""
    values = cursor.read(after, len(kinds)) or ()
    return tuple(cursor.parse(kind, value) for kind, value in zip(kinds, values, strict=True))
