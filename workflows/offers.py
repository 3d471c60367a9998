"""The numbers of the home page, and what a person should be offered next: each reads a bounded part of the lists."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.prepared import Prepared
from workflows import queries
from workflows.models import Task, TaskOffer


def _number(scope: str, *rules: ColumnElement[bool], name: str) -> ColumnElement[int]:
    """One capped number of the home page."""
    pool = (
        func.unnest(bindparam(f"pools_{scope}", type_=ARRAY(Text)))
        .table_valued("pool")
        .render_derived(name=f"p_{name}")
    )
    each = (
        select(TaskOffer.task_id)
        .join(Task, Task.id == TaskOffer.task_id)
        .where(TaskOffer.pool == pool.c.pool, *rules, queries.WITH_OTHERS if scope == "others" else queries.VISIBLE)
        .limit(queries.CAP)
        .correlate(pool)
    ).lateral(f"each_{name}")
    found = select(each.c.task_id).select_from(pool.join(each, true())).distinct().limit(queries.CAP).subquery()
    return select(func.count()).select_from(found).scalar_subquery().label(name)


_SINCE = bindparam("since", type_=DateTime(timezone=True))
_IN_LIST = or_(TaskOffer.from_at.is_(None), TaskOffer.from_at <= queries.MOMENT_NOW)
_DONE_TODAY = select(func.count()).where(queries.DONE_BY_ME, Task.ended_at > _SINCE)
_COUNTS = select(
    _number("mine", _IN_LIST, name="mine"),
    _number("open", _IN_LIST, ~TaskOffer.taken, name="open"),
    _number("open", _IN_LIST, TaskOffer.waited_for.is_(True), name="waiting"),
    _number("open", _IN_LIST, TaskOffer.due < queries.MOMENT_NOW, name="late"),
    _number("open", TaskOffer.from_at > queries.MOMENT_NOW, name="later"),
    _number("others", name="others"),
    _DONE_TODAY.scalar_subquery().label("done_today"),
)


async def counts(db: Db | ReadDb, actor: Actor) -> dict[str, int]:
    """All counts of the home page in one query, each up to queries.CAP."""
    pools = {f"pools_{scope}": await queries.lists(db, actor, scope) for scope in ("mine", "open", "others")}
    row = (await db.execute(_COUNTS, {**queries.who(actor), **pools, "since": now() - timedelta(hours=12)})).one()
    return dict(row._mapping)


def _nearest(listed: Any, *order: Any, rule: ColumnElement[bool]) -> Any:
    """The first few of each list, in its order."""
    each = (
        select(TaskOffer.task_id)
        .where(TaskOffer.pool == listed.c.pool, rule)
        .order_by(*order)
        .limit(literal_column("20"))
        .correlate(listed)
    ).lateral()
    return select(each.c.task_id).select_from(listed.join(each, true()))


_FREE_NOW = and_(or_(~TaskOffer.taken, TaskOffer.pool.like("mine:%")), _IN_LIST)
_SAME_CASE = bindparam("same_case", type_=Uuid())


@lru_cache
def _next(places: int) -> Prepared:
    listed = queries.pools_table(places)
    near = union_all(
        _nearest(listed, TaskOffer.rank, TaskOffer.moment, TaskOffer.task_id, rule=_FREE_NOW),
        _nearest(listed, TaskOffer.since, rule=and_(_FREE_NOW, TaskOffer.waited_for)),
        select(Task.id).where(Task.case_id == _SAME_CASE, queries.IS_OPEN),
    )
    return Prepared(
        select(*queries.TASK.listed)
        .where(
            Task.id == any_(func.array(near.scalar_subquery())),  # read once; a join PostgreSQL might turn round
            queries.IS_OPEN,
            queries.VISIBLE,
            or_(Task.assignee_id.is_(None), Task.assignee_id == queries.USER),
            or_(Task.follow_up_at.is_(None), Task.follow_up_at <= queries.MOMENT_NOW),
            Task.id != bindparam("not_task", type_=Uuid()),
        )
        .order_by(
            case((Task.case_id == _SAME_CASE, 0), else_=1),
            case((Task.assignee_id == queries.USER, 0), else_=1),
            case((Task.practitioner_id == queries.PRACTITIONER, 0), else_=1),
            case((Task.waiting_since.is_not(None), 0), else_=1),
            -Task.priority,
            func.coalesce(Task.waiting_since, Task.due_at, Task.created_at),
            Task.id,
        )
        .limit(literal_column("1"))
    )


async def next_for(db: Db | ReadDb, actor: Actor, *, case_id: UUID, not_task: UUID) -> Task | None:
    """What this person should be offered next, to be shown: the same case first, then what they have, then who waits
    longest.

    A clinician is not offered what a colleague has taken. Lists of departments are left out: one query less.
    """
    pools = [f"mine:{actor.user_id}", *(f"role:{role}" for role in sorted(actor.roles - {"patient"}))]
    pools += [f"patient:{actor.patient_id}"] if actor.patient_id else []
    pools += [f"waits:{actor.practitioner_id}", f"person:{actor.practitioner_id}"] if actor.practitioner_id else []
    if actor.user_id is None or actor.acts_for is not None:
        pools = [f"patient:{actor.acts_for}"] if actor.acts_for else []
    given = {**queries.who(actor), **queries.in_places(pools), "same_case": case_id, "not_task": not_task}
    row = await db.first(_next(queries.places_for(pools)), given)
    return queries.TASK.view(row) if row is not None else None
