"""In which departments somebody works: the home of the account, and further ones, for good or lent until a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, or_, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Base, Db, ReadDb
from hub.core.errors import Conflict, Invalid
from hub.core.facts import state
from hub.identity.facts import UserChanged
from hub.identity.models import UserAccount, UserDepartment


class Further(NamedTuple):
    """One more department: until when (None: for good), and whether the person has left his home for it meanwhile."""

    department_id: UUID
    until: datetime | None
    away: bool


async def known(db: Db | ReadDb, department_id: UUID) -> bool:
    """Whether there is such a department."""
    columns = Base.metadata.tables["department"].c  # by name: the hospital's departments stand above accounts
    return await db.scalar(select(columns.id).where(columns.id == department_id)) is not None


async def of_user(db: Db | ReadDb, user_id: UUID) -> list[Further]:
    """The further departments that count now."""
    rows = await db.scalars(
        select(UserDepartment)
        .where(UserDepartment.user_id == user_id,
               or_(UserDepartment.until.is_(None), UserDepartment.until > now()))
        .order_by(UserDepartment.created_at, UserDepartment.department_id)
    )  # fmt: skip
    return [Further(row.department_id, row.until, row.away) for row in rows]


async def assign(
    db: Db, user: UserAccount, home: UUID | None, further: Iterable[Further], *, actor: Actor
) -> UserAccount:  # fmt: skip
    """Where this person works from the next request on. A clinician's home comes with the post: 409 home_by_post."""
    wanted = list(further)
    if home != user.department_id and user.practitioner_id is not None:
        raise Conflict("This person's home department is changed where the post is.", code="home_by_post")
    ids = [one.department_id for one in wanted]
    if len(set(ids)) < len(ids) or home in ids:
        raise Invalid("A department is named twice.", code="named_twice")
    for one in wanted:
        if one.until is not None and one.until <= now():
            raise Invalid("The end lies in the past.", code="ends_in_the_past")
        if one.away and one.until is None:
            raise Invalid("Say until when the person is lent.", code="lent_until")
    for id in {*ids, *([home] if home else [])}:
        if not await known(db, id):
            raise Invalid("There is no such department.", code="unknown_department")
    before = await of_user(db, user.id)
    audit.noted(db, actor, "update", "user_department", user.id, before=_told(user.department_id, before),
                after=_told(home, wanted))  # fmt: skip
    user.department_id = home
    await db.execute(delete(UserDepartment).where(UserDepartment.user_id == user.id))
    db.add_all(UserDepartment(user_id=user.id, given_by=actor.user_id, **one._asdict()) for one in wanted)
    state(db, UserChanged(user_id=user.id), actor=actor)
    await db.flush()
    return user


def _told(home: UUID | None, further: list[Further]) -> dict[str, object]:
    return {
        "home": str(home) if home else None,
        "further": [{"id": str(one.department_id), "until": one.until.isoformat() if one.until else None,
                     "away": one.away} for one in further],
    }  # fmt: skip
