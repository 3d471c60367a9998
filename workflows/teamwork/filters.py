"""Saved filters of the worklist: one's own, or shared with a role by one of its leads; each with its live count."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, or_, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, NotFound
from hub.core.facts import state
from workflows import tasks
from workflows.facts import FilterChanged
from workflows.teamwork.models import TaskFilter
from workflows.teamwork.schemas import FilterOut, FilterQuery, FiltersOut, SaveFilter

MOST = 30


async def filters(db: Db | ReadDb, actor: Actor) -> FiltersOut:
    """One's own and those shared with one's roles, by name, each with how many tasks it holds for this person."""
    found = await db.scalars(
        select(TaskFilter)
        .where(or_(TaskFilter.owner_id == actor.user_id, TaskFilter.role.in_(sorted(actor.roles))))
        .order_by(func.lower(TaskFilter.name), TaskFilter.id)
        .limit(2 * MOST)
    )
    return FiltersOut(items=[await _shown(db, row, actor) for row in found])


async def access_filter(db: Db, actor: Actor, filter_id: UUID) -> TaskFilter:
    """One's own filter, for change; anybody else's is a NotFound."""
    row = await db.get(TaskFilter, filter_id, with_for_update=True)
    if row is None or row.owner_id != actor.user_id:
        raise NotFound()
    return row


async def save(db: Db, given: SaveFilter, row: TaskFilter | None = None, *, actor: Actor) -> FilterOut:
    """Keep a filter, or what has changed about it. 409 name_taken, too_many_filters; 403 to share as no lead."""
    if given.role is not None and (given.role not in actor.roles or not actor.may("task.assign")):
        raise Forbidden("Only a lead of this role can share a filter with it.", code="not_a_lead")
    own = select(TaskFilter).where(TaskFilter.owner_id == actor.user_id)
    others = [one for one in await db.scalars(own) if row is None or one.id != row.id]
    if any(one.name == given.name for one in others):
        raise Conflict("You have a filter of this name.", code="name_taken")
    if len(others) >= MOST:
        raise Conflict(f"You have {MOST} filters; remove one first.", code="too_many_filters")
    before = row.role if row is not None else None
    if row is None:
        row = TaskFilter(owner_id=actor.user_id, owner_name=actor.name)
        db.add(row)
    row.name, row.role = given.name, given.role
    row.query = given.query.model_dump(mode="json", exclude_defaults=True, exclude={"after", "limit"})
    audit.wrote(db, actor, row)
    await db.flush()
    for role in {before, given.role}:
        state(db, FilterChanged(owner_id=row.owner_id, role=role), actor=actor)
    return await _shown(db, row, actor)


async def remove(db: Db, row: TaskFilter, *, actor: Actor) -> None:
    """Forget a filter."""
    audit.noted(db, actor, "delete", "task_filter", row.id)
    state(db, FilterChanged(owner_id=row.owner_id, role=row.role), actor=actor)
    await db.delete(row)


async def _shown(db: Db | ReadDb, row: TaskFilter, actor: Actor) -> FilterOut:
    query = FilterQuery.model_validate(row.query)
    return FilterOut(
        id=row.id, version=row.version, name=row.name, role=row.role, owner_name=row.owner_name,
        mine=row.owner_id == actor.user_id, query=query, count=await tasks.count(db, actor, query),
    )  # fmt: skip
